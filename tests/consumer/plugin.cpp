// A user's program that writes a picture, and a movie where the plugin for FFmpeg can be loaded. It
// says what came of it, and of a second attempt.
#include <arrayreel/arrayreel.hpp>

#include <cstdio>
#include <vector>

namespace {

void make_movie(const std::vector<float>& values) {
  try {
    const auto movie = arrayreel::nbvideo(arrayreel::view(values, {3, 16, 24}),
                                          {.sources = {arrayreel::any_browser{}}});
    std::printf("a movie of %zu frames\n", movie.report.frames);
  } catch (const arrayreel::error& e) {
    std::printf("%s: %s\n", e.kind() == arrayreel::error_kind::encoder ? "encoder" : "another kind",
                e.what());
  }
}

} // namespace

int main() {
  const std::vector<float> values(3 * 16 * 24, 0.5F);
  make_movie(values);
  make_movie(values);
  const arrayreel::encoded shown = arrayreel::encode_png(arrayreel::view(values, {48, 24}));
  std::printf("a picture of %zu x %zu pixels\n", shown.width, shown.height);
}
