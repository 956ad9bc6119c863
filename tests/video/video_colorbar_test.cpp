// The colorbar among the options of a movie: the same beside each frame, which stays as it is.
#include "catch.hpp"

#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include <arrayreel/nbvideo.hpp>
#include <arrayreel/png.hpp>
#include <arrayreel/video_writer.hpp>

#include "support/read_movie.hpp"
#include "support/refusal.hpp"

namespace {

namespace ar = arrayreel;
using ar::error_kind;

constexpr std::size_t height = 96;
constexpr std::size_t width = 128;

std::vector<double> frame(double offset) {
  std::vector<double> values(height * width);
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = offset + static_cast<double>(i);
  return values;
}

std::vector<test::decoded_frame> frames_of(const ar::video_options& o,
                                           const std::vector<std::vector<double>>& frames) {
  ar::video_writer movie(ar::in_memory, o);
  for (const std::vector<double>& f : frames) movie.push(ar::view(f, {height, width}));
  static_cast<void>(movie.finish());
  return test::read_movie(movie.media().front().bytes).frames;
}

/// Pixels in which two frames differ, from column x0 to x1.
std::size_t different(const test::decoded_frame& a, const test::decoded_frame& b, std::size_t x0,
                      std::size_t x1) {
  std::size_t count = 0;
  for (std::size_t y = 0; y < a.height; ++y)
    for (std::size_t x = x0; x < x1; ++x) count += a.at(y, x) == b.at(y, x) ? 0U : 1U;
  return count;
}

} // namespace

TEST_CASE("every frame of a movie has the same colorbar beside it") {
  const std::vector<std::vector<double>> frames{frame(0), frame(5000), frame(9000)};
  ar::video_options o{
      .vmin = 0, .vmax = 20000, .colormap = ar::colormaps::viridis, .sources = {ar::ffv1{}}};
  const auto without = frames_of(o, frames);
  o.colorbar = true;
  o.colorbar_label = "n [m⁻³]";
  const auto with = frames_of(o, frames);
  REQUIRE(with.size() == 3);
  REQUIRE(with[0].height == height);
  REQUIRE(with[0].width > width + 40);
  for (std::size_t i = 0; i < 3; ++i) {
    CHECK(different(with[i], without[i], 0, width) == 0);
    CHECK(different(with[i], with[0], width, with[0].width) == 0);
  }
  CHECK(different(with[1], with[0], 0, width) > 0);
  // 256 entries in 96 rows: row i from below has entry floor((i + 0.5) * 256 / 96).
  for (const std::size_t row : {std::size_t{0}, std::size_t{40}, height - 1}) {
    const auto& pixel = with[0].at(height - 1 - row, width + 10);
    const auto entry = static_cast<std::uint8_t>((2 * row + 1) * 256 / (2 * height));
    const ar::color& c = ar::colormaps::viridis[entry];
    CHECK(static_cast<unsigned>(pixel[0]) == c.r);
    CHECK(static_cast<unsigned>(pixel[1]) == c.g);
    CHECK(static_cast<unsigned>(pixel[2]) == c.b);
  }
}

TEST_CASE("a movie's colorbar is of all frames' range, in its poster too") {
  std::vector<double> stack = frame(0);
  const std::vector<double> last = frame(1e6);
  stack.insert(stack.end(), last.begin(), last.end());
  const auto movie = ar::nbvideo(ar::view(stack, {2, height, width}), {.colorbar = true});
  CHECK(movie.poster.width == movie.sources.front().width);
  CHECK(movie.report.range.hi == 1e6 + height * width - 1);
  const auto below = ar::nbvideo(ar::view(stack, {2, height, width}),
                                 {.colorbar = ar::orientation::horizontal, .upscale = 2});
  CHECK(below.sources.front().width == 2 * width);
  CHECK(below.sources.front().height > 2 * height + 20);
}

TEST_CASE("frames before the first value leave room for a colorbar") {
  const std::vector<double> none(height * width, std::numeric_limits<double>::quiet_NaN());
  const ar::video_options o{
      .colormap = ar::colormaps::jet, .colorbar = true, .sources = {ar::ffv1{}}};
  const auto frames = frames_of(o, {none, frame(-123456), frame(0)});
  CHECK(different(frames[0], frames[1], width, frames[0].width) > 0);
  CHECK(different(frames[1], frames[2], width, frames[0].width) == 0);
}

TEST_CASE("a label in a movie's corner stands on the frame, not on the colorbar") {
  ar::video_options o{.vmin = 0, .vmax = 20000, .colorbar = true, .sources = {ar::ffv1{}}};
  const auto without = frames_of(o, {frame(0)});
  o.label = "t";
  o.label_corner = ar::corner::top_right;
  const auto with = frames_of(o, {frame(0)});
  CHECK(different(with[0], without[0], width, with[0].width) == 0);
  CHECK(different(with[0], without[0], width - 20, width) > 0);
}

TEST_CASE("all codecs take frames with a colorbar") {
  for (const ar::codec& source : std::vector<ar::codec>{ar::h264{}, ar::vp9{}, ar::gif{},
                                                        ar::apng{}, ar::ffv1{}, ar::webp{}}) {
    const ar::video_options o{.colormap = ar::colormaps::RdBu,
                              .colorbar = true,
                              .colorbar_label = "u",
                              .sources = {source}};
    CHECK(frames_of(o, {frame(0), frame(100)}).size() == 2);
  }
}

TEST_CASE("a movie without one range, or without values, cannot have a colorbar") {
  const auto refused = [](const ar::video_options& o) { return frames_of(o, {frame(0)}); };
  CHECK_REFUSED(refused({.colorbar = true, .range_policy = ar::range_policy::per_frame}),
                error_kind::parameter, "per_frame beside a colorbar");
  CHECK_REFUSED(refused({.colorbar_label = "u"}), error_kind::parameter, "without a colorbar");
  ar::video_writer movie(ar::in_memory, {.colorbar = true});
  const std::vector<double> colors(height * width * 3);
  CHECK_REFUSED((movie.push(ar::view(colors, {height, width, 3})), 0), error_kind::parameter,
                "array of colours");
}
