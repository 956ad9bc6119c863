/* Every function of arrayreel.h, used rightly and wrongly. C89 and C++11 at once; it is compiled as
 * each. */
#include <arrayreel/arrayreel.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ROWS 24
#define COLUMNS 32

static int checks = 0;
static int failures = 0;

static void check(int holds, const char* what, int line) {
  ++checks;
  if (holds) return;
  ++failures;
  printf("line %d: %s\n  the last error: %d %s\n", line, what, arrayreel_error_status(),
         arrayreel_error_text());
}
#define CHECK(condition) check((condition) ? 1 : 0, #condition, __LINE__)

/* A call that fails: its status, and a piece of its text. */
static void check_refused(int got, int status, const char* piece, const char* call, int line) {
  const int right = got == status && arrayreel_error_status() == status &&
                    strstr(arrayreel_error_text(), piece) != NULL;
  ++checks;
  if (right) return;
  ++failures;
  printf("line %d: %s\n  gives %d, says %d %s\n  expected %d %s\n", line, call, got,
         arrayreel_error_status(), arrayreel_error_text(), status, piece);
}
#define REFUSED(call, status, piece) check_refused((call), (status), (piece), #call, __LINE__)

static double field[ROWS * COLUMNS];
static const size_t extents[2] = {ROWS, COLUMNS};

static unsigned long big_endian(const unsigned char* at) {
  return ((unsigned long)at[0] << 24) | ((unsigned long)at[1] << 16) | ((unsigned long)at[2] << 8) |
         (unsigned long)at[3];
}

static int is_png(const unsigned char* bytes, size_t size, unsigned long width,
                  unsigned long height) {
  static const unsigned char signature[8] = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
  return size > 33 && memcmp(bytes, signature, 8) == 0 && big_endian(bytes + 16) == width &&
         big_endian(bytes + 20) == height;
}

/* The bytes of a file, or NULL; the caller frees them. */
static unsigned char* read_file(const char* path, size_t* size) {
  FILE* file = fopen(path, "rb");
  unsigned char* bytes = NULL;
  long end;
  *size = 0;
  if (file == NULL) return NULL;
  fseek(file, 0, SEEK_END);
  end = ftell(file);
  rewind(file);
  bytes = (unsigned char*)malloc((size_t)end + 1);
  if (bytes != NULL) *size = fread(bytes, 1, (size_t)end, file);
  fclose(file);
  return bytes;
}

static int encode(const char* options, unsigned char** bytes, size_t* size) {
  return arrayreel_encode_png(field, ARRAYREEL_FLOAT64, 2, extents, NULL, options, bytes, size);
}

static int same(const unsigned char* a, size_t a_size, const unsigned char* b, size_t b_size) {
  return a != NULL && b != NULL && a_size == b_size && memcmp(a, b, a_size) == 0;
}

static void check_basics(void) {
  CHECK(strlen(arrayreel_version()) >= 5);
  CHECK(arrayreel_type_named("float32") == ARRAYREEL_FLOAT32);
  CHECK(arrayreel_type_named("bool") == ARRAYREEL_BOOL);
  CHECK(arrayreel_type_named("bfloat16") == ARRAYREEL_BFLOAT16);
  CHECK(arrayreel_type_named("float") == -1);
  CHECK(arrayreel_type_named(NULL) == -1);
  CHECK(arrayreel_error_status() == ARRAYREEL_OK);
  CHECK(strcmp(arrayreel_error_text(), "") == 0);
  CHECK(strcmp(arrayreel_error_path(), "") == 0);
  arrayreel_free(NULL);
}

static void check_pictures(void) {
  unsigned char *bytes = NULL, *other = NULL, *file = NULL;
  size_t size = 0, other_size = 0, file_size = 0;
  char* text = NULL;
  double vmin = 5, vmax = 5;
  static double turned[ROWS * COLUMNS];
  const size_t turned_extents[2] = {COLUMNS, ROWS};
  ptrdiff_t strides[2];
  int i, j;

  CHECK(encode("vsym; colormap=RdBu", &bytes, &size) == ARRAYREEL_OK);
  CHECK(is_png(bytes, size, COLUMNS, ROWS));
  CHECK(arrayreel_write_png("u.png", field, ARRAYREEL_FLOAT64, 2, extents, NULL,
                            "  VSYM = yes;;\n colormap = rdbu ;") == ARRAYREEL_OK);
  file = read_file("u.png", &file_size);
  CHECK(same(bytes, size, file, file_size));
  free(file);
  arrayreel_free(bytes);

  /* A transposed array, by strides and as a copy. */
  for (i = 0; i < ROWS; ++i)
    for (j = 0; j < COLUMNS; ++j) turned[j * ROWS + i] = field[i * COLUMNS + j];
  strides[0] = 1;
  strides[1] = COLUMNS;
  CHECK(arrayreel_encode_png(field, ARRAYREEL_FLOAT64, 2, turned_extents, strides, NULL, &bytes,
                             &size) == ARRAYREEL_OK);
  CHECK(is_png(bytes, size, ROWS, COLUMNS));
  CHECK(arrayreel_encode_png(turned, ARRAYREEL_FLOAT64, 2, turned_extents, NULL, "", &other,
                             &other_size) == ARRAYREEL_OK);
  CHECK(same(bytes, size, other, other_size));
  arrayreel_free(bytes);
  /* The same from its last row up, twice turned round. */
  strides[0] = -ROWS;
  strides[1] = 1;
  CHECK(arrayreel_encode_png(turned + (COLUMNS - 1) * ROWS, ARRAYREEL_FLOAT64, 2, turned_extents,
                             strides, NULL, &bytes, &size) == ARRAYREEL_OK);
  CHECK(!same(bytes, size, other, other_size));
  arrayreel_free(bytes);
  arrayreel_free(other);

  CHECK(arrayreel_png_uri(field, ARRAYREEL_FLOAT64, 2, extents, NULL, NULL, &text) == ARRAYREEL_OK);
  CHECK(text != NULL && strncmp(text, "data:image/png;base64,iVBORw0KGgo", 33) == 0);
  arrayreel_free(text);
  CHECK(arrayreel_png_tag(field, ARRAYREEL_FLOAT64, 2, extents, NULL,
                          "alt=u < v\\; w; width=64; draggable=false", &text) == ARRAYREEL_OK);
  CHECK(text != NULL && strstr(text, "<img") != NULL &&
        strstr(text, "alt=\"u &lt; v; w\"") != NULL);
  CHECK(text != NULL && strstr(text, "width=\"64\"") != NULL);
  arrayreel_free(text);

  CHECK(arrayreel_range(field, ARRAYREEL_FLOAT64, 2, extents, NULL, NULL, &vmin, &vmax) ==
        ARRAYREEL_OK);
  CHECK(vmin == field[0] && vmax == field[ROWS * COLUMNS - 1]);
  CHECK(arrayreel_range(field, ARRAYREEL_FLOAT64, 2, extents, NULL, "range=-3,1e1", &vmin, &vmax) ==
        ARRAYREEL_OK);
  CHECK(vmin == -3 && vmax == 10);
}

static void check_wrong_arrays(void) {
  unsigned char* bytes = (unsigned char*)field;
  size_t size = 7;
  const size_t none[2] = {0, 4};
  const size_t huge[2] = {(size_t)-1, (size_t)-1};
  const size_t odd[3] = {5, 6, 7};
  const ptrdiff_t far_apart[2] = {(ptrdiff_t)(((size_t)-1) / 2), 1};

  REFUSED(arrayreel_encode_png(NULL, ARRAYREEL_FLOAT64, 2, extents, NULL, NULL, &bytes, &size),
          ARRAYREEL_PARAMETER, "null");
  CHECK(bytes == NULL && size == 0);
  REFUSED(arrayreel_encode_png(field, 99, 2, extents, NULL, NULL, &bytes, &size),
          ARRAYREEL_PARAMETER, "type numbered 99; expected an arrayreel_type, 0 to 16");
  REFUSED(arrayreel_encode_png(field, -1, 2, extents, NULL, NULL, &bytes, &size),
          ARRAYREEL_PARAMETER, "type numbered -1");
  REFUSED(arrayreel_encode_png(field, ARRAYREEL_FLOAT64, 0, extents, NULL, NULL, &bytes, &size),
          ARRAYREEL_PARAMETER, "rank 0; expected 1 to 4");
  REFUSED(arrayreel_encode_png(field, ARRAYREEL_FLOAT64, 5, extents, NULL, NULL, &bytes, &size),
          ARRAYREEL_PARAMETER, "rank 5; expected 1 to 4");
  REFUSED(arrayreel_encode_png(field, ARRAYREEL_FLOAT64, -2, extents, NULL, NULL, &bytes, &size),
          ARRAYREEL_PARAMETER, "rank -2; expected 1 to 4");
  REFUSED(arrayreel_encode_png(field, ARRAYREEL_FLOAT64, 2, NULL, NULL, NULL, &bytes, &size),
          ARRAYREEL_PARAMETER, "extents of NULL; expected 2 numbers");
  REFUSED(arrayreel_encode_png(field, ARRAYREEL_FLOAT64, 2, none, NULL, NULL, &bytes, &size),
          ARRAYREEL_PARAMETER, "(0, 4)");
  REFUSED(arrayreel_encode_png(field, ARRAYREEL_FLOAT64, 2, huge, NULL, NULL, &bytes, &size),
          ARRAYREEL_LIMIT, "");
  REFUSED(arrayreel_encode_png(field, ARRAYREEL_FLOAT64, 3, odd, NULL, NULL, &bytes, &size),
          ARRAYREEL_PARAMETER, "(5, 6, 7)");
  REFUSED(
      arrayreel_encode_png(field, ARRAYREEL_FLOAT64, 2, extents, far_apart, NULL, &bytes, &size),
      ARRAYREEL_LIMIT, "");
  REFUSED(arrayreel_encode_png(field, ARRAYREEL_FLOAT64, 2, extents, NULL, NULL, NULL, &size),
          ARRAYREEL_PARAMETER, "bytes of NULL; expected the address");
  REFUSED(arrayreel_encode_png(field, ARRAYREEL_FLOAT64, 2, extents, NULL, NULL, &bytes, NULL),
          ARRAYREEL_PARAMETER, "size of NULL");
  REFUSED(arrayreel_png_uri(field, ARRAYREEL_FLOAT64, 2, extents, NULL, NULL, NULL),
          ARRAYREEL_PARAMETER, "text of NULL");
  REFUSED(arrayreel_png_tag(field, ARRAYREEL_FLOAT64, 2, extents, NULL, NULL, NULL),
          ARRAYREEL_PARAMETER, "text of NULL");
  REFUSED(arrayreel_range(field, ARRAYREEL_FLOAT64, 2, extents, NULL, NULL, NULL, NULL),
          ARRAYREEL_PARAMETER, "vmin of NULL");
  REFUSED(arrayreel_write_png(NULL, field, ARRAYREEL_FLOAT64, 2, extents, NULL, NULL),
          ARRAYREEL_PARAMETER, "path of NULL");
  REFUSED(
      arrayreel_write_png("no/such/folder/u.png", field, ARRAYREEL_FLOAT64, 2, extents, NULL, NULL),
      ARRAYREEL_IO, "no/such/folder/u.png");
  CHECK(strcmp(arrayreel_error_path(), "no/such/folder/u.png") == 0);
  /* Calls that succeed leave the last error alone. */
  CHECK(encode(NULL, &bytes, &size) == ARRAYREEL_OK);
  arrayreel_free(bytes);
  CHECK(arrayreel_error_status() == ARRAYREEL_IO);
}

static void check_wrong_options(void) {
  static const char* const wrong[][2] = {
      {"colourmap=RdBu", "'colourmap'; expected one of axes, complex, vmin"},
      {"fps=25", "'fps'; expected one of"},
      {"vmin=1e", "'vmin=1e'; expected a number"},
      {"vmin=", "'vmin='; expected a number"},
      {"vmin", "'vmin'; expected vmin=, and a value"},
      {"vmin=1; vmin=2", "'vmin' twice"},
      {"=3", "'=3'; expected name=value"},
      {"vmin=3; vmax=2", "vmin"},
      {"vsym=maybe", "'vsym=maybe'; expected true, yes, on, 1, false, no, off or 0"},
      {"range=1", "'range=1'; expected two numbers"},
      {"percentile=1,x", "'percentile=1,x'; expected two percentiles"},
      {"percentile=-1,99", "-1"},
      {"norm=cubic", "'cubic'; expected one of linear, log"},
      {"linthresh=1", "'linthresh'; expected norm=symlog"},
      {"vcenter=1", "'vcenter'; expected norm=two-slope"},
      {"colormap=viridian", "'viridian'; expected viridis"},
      {"bad=reddish", "'reddish'; expected #rgb"},
      {"colorbar=left", "'colorbar=left'; expected right, below"},
      {"colorbar-label=u", "'colorbar-label'; expected colorbar beside it"},
      {"axes=xy", "'axes=xy'; expected automatic, yx"},
      {"complex=angle", "'complex=angle'; expected magnitude"},
      {"bit-depth=9", "9"},
      {"upscale=0x2", "'upscale=0x2'; expected pixels from 1 to 1000"},
      {"threads=257", "'threads=257'; expected a whole number from 0 to 256"},
      {"threads=-1", "'threads=-1'; expected a whole number"},
      {"compression=best", "'compression=best'; expected fast, balanced or smallest"},
      {"level=10", "'level=10'; expected a whole number from 0 to 9"},
      {"dpi=0", "0"},
      {"width=0", "'width=0'; expected a whole number from 1"},
      {"gamma=-1", "-1"}};
  unsigned char* bytes = NULL;
  size_t size = 0, i;
  for (i = 0; i < sizeof wrong / sizeof wrong[0]; ++i) {
    check_refused(encode(wrong[i][0], &bytes, &size), ARRAYREEL_PARAMETER, wrong[i][1], wrong[i][0],
                  __LINE__);
    CHECK(bytes == NULL && size == 0);
  }
}

static int push(int movie) {
  return arrayreel_movie_push(movie, field, ARRAYREEL_FLOAT64, 2, extents, NULL);
}

static void check_no_movies(void) {
  int movie = 7;
  char* text = NULL;
  double value = 3;
  REFUSED(arrayreel_movie_open(&movie, "u.mp4", NULL), ARRAYREEL_UNAVAILABLE, "FFmpeg");
  CHECK(movie == 0);
  REFUSED(push(1), ARRAYREEL_UNAVAILABLE, "FFmpeg");
  REFUSED(arrayreel_movie_finish(1), ARRAYREEL_UNAVAILABLE, "FFmpeg");
  REFUSED(arrayreel_movie_number(1, "frames", &value), ARRAYREEL_UNAVAILABLE, "FFmpeg");
  REFUSED(arrayreel_movie_uri(1, &text), ARRAYREEL_UNAVAILABLE, "FFmpeg");
  CHECK(arrayreel_movie_close(0) == ARRAYREEL_OK);
}

static int number_is(int movie, const char* name, double expected) {
  double value = -77;
  return arrayreel_movie_number(movie, name, &value) == ARRAYREEL_OK && value == expected;
}

static int text_is(int movie, const char* name, const char* expected) {
  char* text = NULL;
  int right = arrayreel_movie_text(movie, name, &text) == ARRAYREEL_OK && text != NULL &&
              strcmp(text, expected) == 0;
  if (!right) printf("%s is %s\n", name, text == NULL ? "NULL" : text);
  arrayreel_free(text);
  return right;
}

static void check_movies(void) {
  int movie = 0, i;
  unsigned char *bytes = NULL, *file = NULL;
  size_t size = 0, file_size = 0;
  char* text = NULL;
  double value = 0;
  CHECK(arrayreel_movie_open(&movie, "u.gif", "vmin=0; vmax=500; fps=10; colormap=magma") ==
        ARRAYREEL_OK);
  CHECK(movie > 0);
  for (i = 0; i < 3; ++i) CHECK(push(movie) == ARRAYREEL_OK);
  CHECK(number_is(movie, "frames", 3));
  CHECK(number_is(movie, "skipped", 0));
  REFUSED(arrayreel_movie_number(movie, "vmax", &value), ARRAYREEL_PARAMETER,
          "vmax before the movie is finished; expected it behind arrayreel_movie_finish");
  REFUSED(arrayreel_movie_push(movie, field, ARRAYREEL_FLOAT64, 1, extents, NULL),
          ARRAYREEL_PARAMETER, "(24,)");
  REFUSED(arrayreel_movie_push(movie, NULL, ARRAYREEL_FLOAT64, 2, extents, NULL),
          ARRAYREEL_PARAMETER, "null");
  REFUSED(arrayreel_movie_push(movie, field, 17, 2, extents, NULL), ARRAYREEL_PARAMETER, "17");
  REFUSED(arrayreel_movie_push_at(movie, 1.5, field, ARRAYREEL_FLOAT64, 2, extents, NULL),
          ARRAYREEL_PARAMETER, "");
  CHECK(arrayreel_movie_flush(movie) == ARRAYREEL_OK);
  file = read_file("u.gif", &file_size);
  CHECK(file == NULL);
  free(file);
  CHECK(arrayreel_movie_finish(movie) == ARRAYREEL_OK);
  file = read_file("u.gif", &file_size);
  CHECK(file != NULL && file_size > 6 && memcmp(file, "GIF89a", 6) == 0);
  CHECK(number_is(movie, "frames", 3));
  CHECK(number_is(movie, "bytes", (double)file_size));
  free(file);
  CHECK(number_is(movie, "width", COLUMNS));
  CHECK(number_is(movie, "height", ROWS));
  CHECK(number_is(movie, "vmin", 0));
  CHECK(number_is(movie, "vmax", 500));
  /* 501 to 767 of each frame; see main(). */
  CHECK(number_is(movie, "over", 3 * 267));
  CHECK(number_is(movie, "under", 0));
  CHECK(number_is(movie, "nan", 0));
  CHECK(arrayreel_movie_number(movie, "duration", &value) == ARRAYREEL_OK);
  CHECK(value > 0.299 && value < 0.301);
  CHECK(text_is(movie, "path", "u.gif"));
  CHECK(text_is(movie, "mime", "image/gif"));
  CHECK(text_is(movie, "codec", "gif"));
  CHECK(text_is(movie, "failure", ""));
  CHECK(text_is(movie, "problems", ""));
  CHECK(text_is(movie, "unfinished-file", ""));
  REFUSED(arrayreel_movie_number(movie, "length", &value), ARRAYREEL_PARAMETER,
          "'length'; expected one of frames, skipped, duration");
  REFUSED(arrayreel_movie_number(movie, NULL, &value), ARRAYREEL_PARAMETER, "name of NULL");
  REFUSED(arrayreel_movie_number(movie, "frames", NULL), ARRAYREEL_PARAMETER, "value of NULL");
  REFUSED(arrayreel_movie_text(movie, "file", &text), ARRAYREEL_PARAMETER,
          "'file'; expected one of unfinished-file, path");
  REFUSED(arrayreel_movie_text(movie, "path", NULL), ARRAYREEL_PARAMETER, "text of NULL");
  REFUSED(arrayreel_movie_bytes(movie, &bytes, &size), ARRAYREEL_PARAMETER,
          "opened with a path of NULL");
  REFUSED(push(movie), ARRAYREEL_PARAMETER, "after finish()");
  REFUSED(arrayreel_movie_finish(movie), ARRAYREEL_PARAMETER, "after finish()");
  CHECK(arrayreel_movie_close(movie) == ARRAYREEL_OK);

  /* Numbers that are no movies: closed, never given. */
  REFUSED(push(movie), ARRAYREEL_PARAMETER,
          "which is closed; expected a number that arrayreel_movie_open gave");
  REFUSED(arrayreel_movie_close(movie), ARRAYREEL_PARAMETER, "which is closed");
  REFUSED(arrayreel_movie_finish(movie), ARRAYREEL_PARAMETER, "which is closed");
  REFUSED(arrayreel_movie_flush(movie), ARRAYREEL_PARAMETER, "which is closed");
  REFUSED(arrayreel_movie_label(movie, "t"), ARRAYREEL_PARAMETER, "which is closed");
  REFUSED(arrayreel_movie_number(movie, "frames", &value), ARRAYREEL_PARAMETER, "which is closed");
  REFUSED(arrayreel_movie_text(movie, "path", &text), ARRAYREEL_PARAMETER, "which is closed");
  REFUSED(arrayreel_movie_bytes(movie, &bytes, &size), ARRAYREEL_PARAMETER, "which is closed");
  REFUSED(arrayreel_movie_uri(movie, &text), ARRAYREEL_PARAMETER, "which is closed");
  REFUSED(arrayreel_movie_tag(movie, NULL, &text), ARRAYREEL_PARAMETER, "which is closed");
  REFUSED(push(0), ARRAYREEL_PARAMETER, "a movie numbered 0; expected");
  REFUSED(push(-3), ARRAYREEL_PARAMETER, "a movie numbered -3; expected");
  REFUSED(push(123456), ARRAYREEL_PARAMETER, "a movie numbered 123456; expected");
  CHECK(arrayreel_movie_close(0) == ARRAYREEL_OK);

  /* Movies that cannot begin. */
  movie = 5;
  REFUSED(arrayreel_movie_open(&movie, "no/such/folder/u.gif", NULL), ARRAYREEL_IO,
          "no/such/folder");
  CHECK(movie == 0);
  REFUSED(arrayreel_movie_open(NULL, "u.gif", NULL), ARRAYREEL_PARAMETER, "movie of NULL");
  REFUSED(arrayreel_movie_open(&movie, "u.gif", "compression=fast"), ARRAYREEL_PARAMETER,
          "'compression'; expected one of");
  REFUSED(arrayreel_movie_open(&movie, "u.gif", "fps=fast"), ARRAYREEL_PARAMETER,
          "'fps=fast'; expected frames per second");
  REFUSED(arrayreel_movie_open(&movie, "u.gif", "fps=100"), ARRAYREEL_PARAMETER,
          "fps of 100 for gif");
  REFUSED(arrayreel_movie_open(&movie, "u.gif", "crf=3"), ARRAYREEL_PARAMETER,
          "'crf' for gif; expected");
  REFUSED(arrayreel_movie_open(&movie, "u.gif", "quality=3"), ARRAYREEL_PARAMETER,
          "'quality' for gif; expected theora or webp");
  REFUSED(arrayreel_movie_open(&movie, "u.gif", "preset=fast"), ARRAYREEL_PARAMETER,
          "'preset' for gif; expected");
  REFUSED(arrayreel_movie_open(&movie, "u.webm", "preset=fast"), ARRAYREEL_PARAMETER,
          "'preset=fast' for vp9; expected a whole number");
  REFUSED(arrayreel_movie_open(&movie, "u.mkv", "codec=mpeg"), ARRAYREEL_PARAMETER,
          "'mpeg'; expected h264");
  REFUSED(arrayreel_movie_open(&movie, "u.gif", "label-corner=middle"), ARRAYREEL_PARAMETER,
          "'label-corner=middle'; expected top-left");
  REFUSED(arrayreel_movie_open(&movie, "u.gif", "first-frame; per-frame"), ARRAYREEL_PARAMETER,
          "'first-frame' and 'per-frame'");
  REFUSED(arrayreel_movie_open(&movie, "u.gif", "on-error=ignore"), ARRAYREEL_PARAMETER,
          "'on-error=ignore'; expected raise or keep-going");

  /* One that is given up leaves nothing. */
  CHECK(arrayreel_movie_open(&movie, "given_up.gif", NULL) == ARRAYREEL_OK);
  CHECK(push(movie) == ARRAYREEL_OK);
  CHECK(arrayreel_movie_close(movie) == ARRAYREEL_OK);
  CHECK(read_file("given_up.gif", &file_size) == NULL);

  /* Without frames there is no movie. */
  CHECK(arrayreel_movie_open(&movie, "empty.gif", NULL) == ARRAYREEL_OK);
  REFUSED(arrayreel_movie_finish(movie), ARRAYREEL_PARAMETER, "");
  CHECK(arrayreel_movie_close(movie) == ARRAYREEL_OK);
}

static void check_movies_in_memory(void) {
  int movie = 0;
  unsigned char* bytes = NULL;
  size_t size = 0;
  char* text = NULL;
  CHECK(arrayreel_movie_open(
            &movie, NULL, "codec=apng; fps=30000/1001; label=t = {time:.1f}\\; u") == ARRAYREEL_OK);
  REFUSED(arrayreel_movie_push_at(movie, 0.0, field, ARRAYREEL_FLOAT64, 2, extents, NULL) == 0
              ? arrayreel_movie_push_at(movie, 0.0, field, ARRAYREEL_FLOAT64, 2, extents, NULL)
              : -1,
          ARRAYREEL_PARAMETER, "");
  CHECK(arrayreel_movie_label(movie, "its own") == ARRAYREEL_OK);
  REFUSED(arrayreel_movie_label(movie, NULL), ARRAYREEL_PARAMETER, "label of NULL");
  CHECK(arrayreel_movie_push_at(movie, 2.5, field, ARRAYREEL_FLOAT64, 2, extents, NULL) ==
        ARRAYREEL_OK);
  REFUSED(arrayreel_movie_bytes(movie, &bytes, &size), ARRAYREEL_PARAMETER,
          "before the movie is finished");
  CHECK(arrayreel_movie_finish(movie) == ARRAYREEL_OK);
  CHECK(arrayreel_movie_bytes(movie, &bytes, &size) == ARRAYREEL_OK);
  CHECK(is_png(bytes, size, COLUMNS, ROWS));
  CHECK(number_is(movie, "bytes", (double)size));
  arrayreel_free(bytes);
  CHECK(text_is(movie, "path", ""));
  CHECK(arrayreel_movie_uri(movie, &text) == ARRAYREEL_OK);
  CHECK(text != NULL && strncmp(text, "data:image/apng;base64,", 23) == 0);
  arrayreel_free(text);
  CHECK(arrayreel_movie_tag(movie, "alt=a movie; width=64", &text) == ARRAYREEL_OK);
  CHECK(text != NULL && strstr(text, "alt=\"a movie\"") != NULL);
  arrayreel_free(text);
  REFUSED(arrayreel_movie_tag(movie, "fps=3", &text), ARRAYREEL_PARAMETER,
          "'fps'; expected one of alt");
  CHECK(text == NULL);
  REFUSED(arrayreel_movie_bytes(movie, NULL, &size), ARRAYREEL_PARAMETER, "bytes of NULL");
  REFUSED(arrayreel_movie_bytes(movie, &bytes, NULL), ARRAYREEL_PARAMETER, "size of NULL");
  REFUSED(arrayreel_movie_uri(movie, NULL), ARRAYREEL_PARAMETER, "text of NULL");
  REFUSED(arrayreel_movie_tag(movie, NULL, NULL), ARRAYREEL_PARAMETER, "text of NULL");
  CHECK(arrayreel_movie_close(movie) == ARRAYREEL_OK);
}

static void check_movies_that_keep_going(void) {
  const size_t other_extents[2] = {ROWS / 2, COLUMNS};
  int movie = 0;
  char* text = NULL;
  unsigned char* bytes = NULL;
  size_t size = 0;
  CHECK(arrayreel_movie_open(&movie, "going.gif", "on-error=keep-going") == ARRAYREEL_OK);
  CHECK(push(movie) == ARRAYREEL_OK);
  CHECK(arrayreel_movie_push(movie, field, ARRAYREEL_FLOAT64, 2, other_extents, NULL) ==
        ARRAYREEL_OK);
  CHECK(arrayreel_movie_push(movie, NULL, ARRAYREEL_FLOAT64, 2, extents, NULL) == ARRAYREEL_OK);
  CHECK(arrayreel_movie_push(movie, field, 40, 2, extents, NULL) == ARRAYREEL_OK);
  CHECK(push(movie) == ARRAYREEL_OK);
  CHECK(number_is(movie, "skipped", 3));
  CHECK(arrayreel_movie_finish(movie) == ARRAYREEL_OK);
  CHECK(number_is(movie, "frames", 2));
  CHECK(number_is(movie, "skipped", 3));
  CHECK(text_is(movie, "failure", ""));
  CHECK(arrayreel_movie_text(movie, "problems", &text) == ARRAYREEL_OK);
  CHECK(text != NULL && strstr(text, "push 1: ") == text && strstr(text, "12 x 32") != NULL);
  CHECK(text != NULL && strstr(text, "\npush 2: ") != NULL && strstr(text, "\npush 3: ") != NULL);
  CHECK(text != NULL && strstr(text, "an element type numbered 40") != NULL);
  arrayreel_free(text);
  CHECK(arrayreel_movie_finish(movie) == ARRAYREEL_OK);
  CHECK(text_is(movie, "path", "going.gif"));
  CHECK(arrayreel_movie_close(movie) == ARRAYREEL_OK);

  CHECK(arrayreel_movie_open(&movie, NULL, "codec=gif; on-error=keep-going") == ARRAYREEL_OK);
  CHECK(arrayreel_movie_push(movie, field, ARRAYREEL_FLOAT64, 0, extents, NULL) == ARRAYREEL_OK);
  REFUSED(arrayreel_movie_finish(movie), ARRAYREEL_NO_MOVIE, "");
  CHECK(strlen(arrayreel_error_text()) > 10);
  CHECK(text_is(movie, "failure", arrayreel_error_text()));
  REFUSED(arrayreel_movie_bytes(movie, &bytes, &size), ARRAYREEL_ENCODER, "there is no movie: ");
  CHECK(arrayreel_movie_close(movie) == ARRAYREEL_OK);
}

/* Functions of atexit() may call the library, too: the last error is still there. */
static int left_for_the_end = 0;
static void check_at_exit(void) {
  if (strstr(arrayreel_error_text(), "rank 99") == NULL ||
      arrayreel_error_status() != ARRAYREEL_PARAMETER) {
    printf("at exit: the last error: %d %s\n", arrayreel_error_status(), arrayreel_error_text());
    abort();
  }
  if (arrayreel_range(field, ARRAYREEL_FLOAT64, 98, extents, NULL, NULL, field, field) !=
          ARRAYREEL_PARAMETER ||
      strstr(arrayreel_error_text(), "rank 98") == NULL)
    abort();
  if (left_for_the_end != 0 && arrayreel_movie_close(left_for_the_end) != ARRAYREEL_OK) abort();
}

int main(void) {
  static const char* const made[] = {"u.png", "u.gif", "going.gif", "given_up.gif",
                                     "left_open.gif"};
  int i, left_open = 0;
  for (i = 0; i < (int)(sizeof made / sizeof made[0]); ++i) remove(made[i]);
  for (i = 0; i < ROWS * COLUMNS; ++i) field[i] = i;
  check_basics();
  check_pictures();
  check_wrong_arrays();
  check_wrong_options();
  if (arrayreel_has_movies()) {
    check_movies();
    check_movies_in_memory();
    check_movies_that_keep_going();
    /* It is given up when the program ends. */
    CHECK(arrayreel_movie_open(&left_open, "left_open.gif", "threaded") == ARRAYREEL_OK);
    CHECK(push(left_open) == ARRAYREEL_OK);
    CHECK(arrayreel_movie_open(&left_for_the_end, NULL, "codec=gif") == ARRAYREEL_OK);
  } else {
    check_no_movies();
  }
  CHECK(atexit(check_at_exit) == 0);
  REFUSED(arrayreel_range(field, ARRAYREEL_FLOAT64, 99, extents, NULL, NULL, field, field),
          ARRAYREEL_PARAMETER, "rank 99");
  printf("%d checks, %d failures\n", checks, failures);
  return failures == 0 && checks > 90 ? 0 : 1;
}
