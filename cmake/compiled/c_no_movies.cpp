// Part of the compiled library arrayreel-c where there is no FFmpeg: every movie is an error that
// says so.
#include "c_interface.hpp"

using namespace arrayreel::c_interface;

namespace {

int without_movies() noexcept {
  return keep_error(ARRAYREEL_UNAVAILABLE,
                    "a movie, which needs FFmpeg, without which this copy of arrayreel was built; "
                    "expected one that was built with it (Debian: libavcodec-dev, libavformat-dev, "
                    "libavutil-dev)");
}

} // namespace

extern "C" {

int arrayreel_has_movies(void) { return 0; }

int arrayreel_movie_open(int* movie, const char*, const char*) {
  empty_place(movie);
  return without_movies();
}

int arrayreel_movie_push(int, const void*, int, int, const std::size_t*, const std::ptrdiff_t*) {
  return without_movies();
}

int arrayreel_movie_push_at(int, double, const void*, int, int, const std::size_t*,
                            const std::ptrdiff_t*) {
  return without_movies();
}

int arrayreel_movie_label(int, const char*) { return without_movies(); }
int arrayreel_movie_flush(int) { return without_movies(); }
int arrayreel_movie_finish(int) { return without_movies(); }
int arrayreel_movie_close(int movie) { return movie == 0 ? ARRAYREEL_OK : without_movies(); }

int arrayreel_movie_number(int, const char*, double* value) {
  empty_place(value);
  return without_movies();
}

int arrayreel_movie_text(int, const char*, char** text) {
  empty_place(text);
  return without_movies();
}

int arrayreel_movie_bytes(int, unsigned char** bytes, std::size_t* size) {
  empty_place(bytes);
  empty_place(size);
  return without_movies();
}

int arrayreel_movie_uri(int, char** text) {
  empty_place(text);
  return without_movies();
}

int arrayreel_movie_tag(int, const char*, char** text) {
  empty_place(text);
  return without_movies();
}

} // extern "C"
