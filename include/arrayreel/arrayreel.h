/* The library for C, C++ before C++20, Fortran (arrayreel.f90 beside this file), and others that
   call C.

   A picture of an array of 480 rows and 640 columns:

       size_t extents[2] = {480, 640};
       if (arrayreel_write_png("u.png", u, ARRAYREEL_FLOAT64, 2, extents, NULL,
                               "vsym; colormap=RdBu") != ARRAYREEL_OK)
         fprintf(stderr, "%s\n", arrayreel_error_text());

   Every function but arrayreel_free and those that only tell something returns ARRAYREEL_OK or
   another arrayreel_status. Then nothing was written, what the call would have given back is NULL
   or 0, and arrayreel_error_text() says what was wrong and what was expected. No function ends the
   program or throws. Different threads may call at the same time; calls for one movie wait for each
   other.

   What is here stays as it is: functions and numbers are added, and never changed. */
#ifndef ARRAYREEL_H
#define ARRAYREEL_H

#include <stddef.h>

#if defined(__GNUC__)
#define ARRAYREEL_C_API __attribute__((visibility("default")))
#else
#define ARRAYREEL_C_API
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* What a call returns. */
enum arrayreel_status {
  ARRAYREEL_OK = 0,
  ARRAYREEL_IO = 1,          /* the operating system refused: open, write, sync, rename */
  ARRAYREEL_FORMAT = 2,      /* a file is malformed or of an unsupported kind */
  ARRAYREEL_PARAMETER = 3,   /* an argument or an option is outside what the call accepts */
  ARRAYREEL_LIMIT = 4,       /* sizes that no machine, format or budget can hold */
  ARRAYREEL_ENCODER = 5,     /* an encoder failed or cannot do what was asked */
  ARRAYREEL_MEMORY = 6,      /* there is not enough memory */
  ARRAYREEL_NO_MOVIE = 7,    /* a movie that keeps going has failed, so that there is none */
  ARRAYREEL_UNAVAILABLE = 8, /* the library was built without what the call needs */
  ARRAYREEL_UNKNOWN = 9      /* a failure that the library does not know */
};

/* The types of elements. `long double` and complex numbers are those of the C compiler, and a bool
   is a byte, of which any but 0 is true. The two floating types of 16 bits are IEEE 754's and
   bfloat16. */
enum arrayreel_type {
  ARRAYREEL_BOOL = 0,
  ARRAYREEL_INT8 = 1,
  ARRAYREEL_UINT8 = 2,
  ARRAYREEL_INT16 = 3,
  ARRAYREEL_UINT16 = 4,
  ARRAYREEL_INT32 = 5,
  ARRAYREEL_UINT32 = 6,
  ARRAYREEL_INT64 = 7,
  ARRAYREEL_UINT64 = 8,
  ARRAYREEL_FLOAT16 = 9,
  ARRAYREEL_FLOAT32 = 10,
  ARRAYREEL_FLOAT64 = 11,
  ARRAYREEL_LONGDOUBLE = 12,
  ARRAYREEL_COMPLEX64 = 13,   /* of two floats */
  ARRAYREEL_COMPLEX128 = 14,  /* of two doubles */
  ARRAYREEL_CLONGDOUBLE = 15, /* of two long doubles */
  ARRAYREEL_BFLOAT16 = 16
};

/* The number of a type by its name in NumPy, "float32"; -1 where there is none such. */
ARRAYREEL_C_API int arrayreel_type_named(const char *name);

/* The library's version, "0.1.0". */
ARRAYREEL_C_API const char *arrayreel_version(void);

/* 1 where this copy of the library was built with movies, else 0. */
ARRAYREEL_C_API int arrayreel_has_movies(void);

/* ---- Errors ----

   Of this thread's last call that failed: what was wrong and what was expected, in UTF-8; its
   status; and the file that it was about, or "". Before any failed, "" and ARRAYREEL_OK. The texts
   live until this thread's next call that fails. Calls that succeed leave them alone. */
ARRAYREEL_C_API const char *arrayreel_error_text(void);
ARRAYREEL_C_API int arrayreel_error_status(void);
ARRAYREEL_C_API const char *arrayreel_error_path(void);

/* ---- Arrays ----

   Every function that takes an array takes it by five arguments:

   data     the element at index (0, 0, ...), aligned for its type; it is only read, and not kept
   type     an arrayreel_type
   rank     the number of axes, 1 to 4
   extents  of each axis, the outermost first: {rows, columns}; {3, rows, columns} and
            {rows, columns, 3} are colour
   strides  from an element to the next along each axis, in elements and not bytes; may be negative
            or zero; NULL: the last axis is contiguous, as in C's arrays

   The first row is the top of the picture. An array a(nx, ny) of Fortran, whose first index is
   contiguous, is {ny, nx} here: x goes to the right, and y down.

   ---- Options ----

   A text of name=value, with semicolons or line ends between: "vmin=-1; vmax=1; colormap=RdBu_r".
   NULL and "" are no options. The names are those of the tool (arrayreel --help) without
   their two hyphens, `-` and `_` are alike; a flag may stand without a value, or have true or
   false. `\;` is a semicolon in a value. examples/README.md lists them under "C, Fortran and
   others".

   Memory that a call gives back is freed by arrayreel_free, which takes NULL too. Texts end with a
   zero byte. */
ARRAYREEL_C_API void arrayreel_free(void *memory);

/* ---- Pictures ---- */

/* Writes a PNG file, whole or not at all. */
ARRAYREEL_C_API int arrayreel_write_png(const char *path, const void *data, int type, int rank,
                                        const size_t *extents, const ptrdiff_t *strides,
                                        const char *options);

/* A PNG file in memory: *size bytes. */
ARRAYREEL_C_API int arrayreel_encode_png(const void *data, int type, int rank,
                                         const size_t *extents, const ptrdiff_t *strides,
                                         const char *options, unsigned char **bytes, size_t *size);

/* The same as a data URI, "data:image/png;base64,...". */
ARRAYREEL_C_API int arrayreel_png_uri(const void *data, int type, int rank, const size_t *extents,
                                      const ptrdiff_t *strides, const char *options, char **text);

/* The same as a tag of HTML with the picture in it, "<img src=...>". Options also say how the page
   shows it: alt, width, draggable, ... */
ARRAYREEL_C_API int arrayreel_png_tag(const void *data, int type, int rank, const size_t *extents,
                                      const ptrdiff_t *strides, const char *options, char **text);

/* The range of values that these options give for an array, as a picture would have it: for
   pictures that must be comparable, by options "vmin=...; vmax=...". */
ARRAYREEL_C_API int arrayreel_range(const void *data, int type, int rank, const size_t *extents,
                                    const ptrdiff_t *strides, const char *options, double *vmin,
                                    double *vmax);

/* ---- Movies ----

   A movie is a positive number that arrayreel_movie_open gives and arrayreel_movie_close takes
   back. No number is given twice, so that one that is closed already is an error, as is 0.

       int movie;
       if (arrayreel_movie_open(&movie, "u.mp4", "vmin=-1; vmax=1; fps=30") != ARRAYREEL_OK) ...
       for (step = 0; step < 100; ++step)
         arrayreel_movie_push(movie, u, ARRAYREEL_FLOAT64, 2, extents, NULL);
       arrayreel_movie_finish(movie);
       arrayreel_movie_close(movie);

   All frames have one shape. They share one range of values: that of the options, else that of the
   first frame. A frame that is refused leaves the movie as it is.

   With the option on-error=keep-going only arrayreel_movie_open fails, and finish, by
   ARRAYREEL_NO_MOVIE where there is no movie. Frames that cannot be taken are skipped, and counted.

   A movie belongs to the process that opened it: in a copy by fork() every call is an error. */

/* The file's end names the codec, unless the option codec does: .mp4 .webm .mkv .ogv .gif .apng
   .webp. It appears when it is finished, whole or not at all. NULL: the movie is made in memory. */
ARRAYREEL_C_API int arrayreel_movie_open(int *movie, const char *path, const char *options);

/* Adds a frame, which is read before the call returns. */
ARRAYREEL_C_API int arrayreel_movie_push(int movie, const void *data, int type, int rank,
                                         const size_t *extents, const ptrdiff_t *strides);

/* Adds a frame at a time in seconds: for all frames of a movie or for none. */
ARRAYREEL_C_API int arrayreel_movie_push_at(int movie, double seconds, const void *data, int type,
                                            int rank, const size_t *extents,
                                            const ptrdiff_t *strides);

/* The text that the next frame shows in a corner, in place of the option label. If that frame is
   refused, it is gone with it. */
ARRAYREEL_C_API int arrayreel_movie_label(int movie, const char *label);

/* Waits until all frames so far are encoded; with the option crash-safe they are on the disk. */
ARRAYREEL_C_API int arrayreel_movie_flush(int movie);

/* Completes the movie. What the functions below tell can be asked until it is closed. */
ARRAYREEL_C_API int arrayreel_movie_finish(int movie);

/* Frees the movie. One that is not finished is given up: no file appears. 0 is no error. Movies
   that are open when the program ends are given up too. */
ARRAYREEL_C_API int arrayreel_movie_close(int movie);

/* A number by its name: frames, skipped; behind finish also duration (seconds), bytes, width,
   height (pixels of the movie), vmin, vmax, under, over, nan (how many values are below the range,
   above it, or have no level). */
ARRAYREEL_C_API int arrayreel_movie_number(int movie, const char *name, double *value);

/* A text by its name: unfinished-file (with crash-safe, the file that holds the movie so far);
   behind finish also path, mime, codec, encoder, failure (with keep-going, why there is no movie;
   else "") and problems (with keep-going, what went wrong, a line each). */
ARRAYREEL_C_API int arrayreel_movie_text(int movie, const char *name, char **text);

/* Behind finish, a movie that was made in memory: its bytes, a data URI, or a tag of HTML, "<video
   ...>" (options: alt, title, width, height, controls, autoplay, loop, ...). */
ARRAYREEL_C_API int arrayreel_movie_bytes(int movie, unsigned char **bytes, size_t *size);
ARRAYREEL_C_API int arrayreel_movie_uri(int movie, char **text);
ARRAYREEL_C_API int arrayreel_movie_tag(int movie, const char *options, char **text);

#ifdef __cplusplus
} /* extern "C" */
#endif

#endif /* ARRAYREEL_H */
