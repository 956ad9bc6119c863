// Canvases as the frames of a movie.
#include "catch.hpp"

#include <cstdint>
#include <vector>

#include <arrayreel/canvas.hpp>
#include <arrayreel/video.hpp>

namespace ar = arrayreel;

namespace {

template <class T> using rows = std::vector<std::vector<T>>;

} // namespace

TEST_CASE("a movie of canvases is that of their arrays") {
  const auto movie_of = [](const auto& one, const auto& two) {
    ar::video_writer w(ar::in_memory, {.vmin = 0, .vmax = 8, .fps = 5, .sources = {ar::ffv1{}}});
    w.push(one);
    w.push(two, {.label = "two"});
    static_cast<void>(w.finish());
    return w.media().front().bytes;
  };
  const rows<float> first(20, std::vector<float>(30, 2));
  const rows<float> second(20, std::vector<float>(30, 7));
  ar::canvas a({20, 30});
  a.put(first, {0, 0});
  ar::canvas b = a;
  b.put(second, {0, 0});
  CHECK(movie_of(a, b) == movie_of(first, second));
  // A range of canvases is a movie too.
  const std::vector<ar::canvas> frames{a, b};
  const auto movie = ar::nbvideo(frames, {.fps = 5, .sources = {ar::ffv1{}}});
  CHECK(movie.sources.size() == 1);
}

TEST_CASE("a movie counts pixels without a value as bad") {
  ar::canvas c({16, 16});
  c.put(rows<int>(16, std::vector<int>(10, 50)), {0, 0});
  c.put(rows<int>{{90, 10}}, {0, 0});
  ar::video_writer w(ar::in_memory,
                     {.vmin = 20, .vmax = 60, .bad = ar::color{255, 0, 0}, .fps = 5});
  w.push(c);
  const ar::video_report report = w.finish();
  CHECK(report.nan == 6 * 16);
  CHECK(report.under == 1);
  CHECK(report.over == 1);
  ar::video_writer colors(ar::in_memory, {.vmin = 20, .vmax = 60, .fps = 5});
  ar::canvas rgb({16, 16});
  const std::int16_t pixel[] = {50, 10, 90};
  rgb.put(ar::view(pixel, {1, 1, 3}), {0, 0});
  colors.push(rgb);
  const ar::video_report of_colors = colors.finish();
  CHECK(of_colors.nan == 3 * (16 * 16 - 1));
  CHECK(of_colors.under == 1);
  CHECK(of_colors.over == 1);
}
