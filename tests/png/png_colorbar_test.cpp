// The colorbar among the options of a picture: what stands beside it, and that it stays as it is.
#include "catch.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <numeric>
#include <string>
#include <vector>

#include <arrayreel/nbimage.hpp>
#include <arrayreel/png.hpp>

#include "support/read_png.hpp"
#include "support/refusal.hpp"

namespace {

namespace ar = arrayreel;
using ar::error_kind;
using rgba = std::array<unsigned, 4>;
constexpr rgba white{255, 255, 255, 255};
constexpr rgba black{0, 0, 0, 255};

std::vector<double> ramp(std::size_t height, std::size_t width) {
  std::vector<double> values(height * width);
  std::iota(values.begin(), values.end(), 0.0);
  return values;
}

test::read_picture png_of(const std::vector<double>& values, std::size_t height, std::size_t width,
                          const ar::image_options& o) {
  return test::read_png(ar::encode_png(ar::view(values, {height, width}), o).bytes);
}

/// How many pixels of the part differ from those of the picture without a bar.
std::size_t different(const test::read_picture& with, const test::read_picture& without,
                      std::size_t y0, std::size_t x0) {
  std::size_t count = 0;
  for (std::size_t y = 0; y < without.height; ++y)
    for (std::size_t x = 0; x < without.width; ++x)
      count += with.rgba(y0 + y, x0 + x) == without.rgba(y, x) ? 0U : 1U;
  return count;
}

bool has_color(const test::read_picture& p, const rgba& c) {
  for (std::size_t y = 0; y < p.height; ++y)
    for (std::size_t x = 0; x < p.width; ++x)
      if (p.rgba(y, x) == c) return true;
  return false;
}

/// Whether a border of the picture right of column `from` or below row `from` is white, where a cut
/// letter would be black.
bool last_column_is_white(const test::read_picture& p) {
  for (std::size_t y = 0; y < p.height; ++y)
    if (p.rgba(y, p.width - 1) != white) return false;
  return true;
}

} // namespace

TEST_CASE("a colorbar stands right of the picture, whose pixels stay") {
  const std::size_t height = 256;
  const std::size_t width = 100;
  const std::vector<double> values = ramp(height, width);
  ar::image_options o{.colormap = ar::colormaps::viridis};
  const test::read_picture without = png_of(values, height, width, o);
  o.colorbar = true;
  const test::read_picture with = png_of(values, height, width, o);
  REQUIRE(with.height == height);
  CHECK(different(with, without, 0, 0) == 0);
  // Eight white pixels, a black line, sixteen of colour: 256 entries in 256 rows, the last on top.
  CHECK(with.rgba(100, width) == white);
  CHECK(with.rgba(100, width + 7) == white);
  CHECK(with.rgba(100, width + 8) == black);
  CHECK(with.rgba(100, width + 9 + 16) == black);
  std::size_t wrong = 0;
  for (unsigned row = 0; row < 256; ++row) {
    const ar::color& c = ar::colormaps::viridis[static_cast<std::uint8_t>(255 - row)];
    for (std::size_t x = width + 9; x < width + 9 + 16; ++x)
      wrong += with.rgba(row, x) == rgba{c.r, c.g, c.b, 255} ? 0U : 1U;
  }
  CHECK(wrong == 0);
  CHECK(last_column_is_white(with));
  CHECK(ar::encode_png(ar::view(values, {height, width}), o).width == with.width);
}

TEST_CASE("a horizontal colorbar stands below the picture") {
  const std::vector<double> values = ramp(80, 256);
  ar::image_options o{.colormap = ar::colormaps::hot};
  const test::read_picture without = png_of(values, 80, 256, o);
  o.colorbar = ar::orientation::horizontal;
  const test::read_picture with = png_of(values, 80, 256, o);
  REQUIRE(with.width == 256);
  CHECK(different(with, without, 0, 0) == 0);
  std::size_t wrong = 0;
  for (unsigned x = 0; x < 256; ++x) {
    const ar::color& c = ar::colormaps::hot[static_cast<std::uint8_t>(x)];
    wrong += with.rgba(80 + 9, x) == rgba{c.r, c.g, c.b, 255} ? 0U : 1U;
  }
  CHECK(wrong == 0);
  for (std::size_t x = 0; x < 256; ++x) CHECK(with.rgba(with.height - 1, x) == white);
}

TEST_CASE("a palette stays a palette where it has entries for ink and paper") {
  const ar::image_options o{.colormap = ar::colormaps::viridis, .colorbar = true};
  CHECK(png_of(ramp(10, 10), 10, 10, o).color_type == PNG_COLOR_TYPE_PALETTE);
  // All 256 entries are seen.
  CHECK(png_of(ramp(64, 64), 64, 64, o).color_type == PNG_COLOR_TYPE_RGB);
  // Gray needs no palette.
  const test::read_picture gray = png_of(ramp(64, 64), 64, 64, {.colorbar = true});
  CHECK(gray.color_type == PNG_COLOR_TYPE_GRAY);
  CHECK(png_of(ramp(64, 64), 64, 64, {.colorbar = true, .bit_depth = 16}).bit_depth == 16);
}

TEST_CASE("small pictures stand in the middle of a longer colorbar, enlarged before") {
  const std::vector<double> values = ramp(8, 8);
  ar::image_options o{.colormap = ar::colormaps::magma};
  const test::read_picture without = png_of(values, 8, 8, o);
  o.colorbar = true;
  const test::read_picture with = png_of(values, 8, 8, o);
  CHECK(with.height == 64);
  CHECK(different(with, without, 28, 0) == 0);
  CHECK(with.rgba(0, 0) == white);
  o.upscale = 10;
  const test::read_picture enlarged = png_of(values, 8, 8, o);
  CHECK(enlarged.height == 80);
  CHECK(enlarged.rgba(75, 5) == without.rgba(7, 0));
  CHECK(enlarged.rgba(5, 75) == without.rgba(0, 7));
  // Its letters are as large as beside a picture that was so large before.
  CHECK(enlarged.width - 80 ==
        png_of(ramp(80, 80), 80, 80,
               {.vmin = 0, .vmax = 63, .colormap = ar::colormaps::magma, .colorbar = true})
                .width -
            80);
}

TEST_CASE("bad, under and over have squares of their colours where they are given") {
  std::vector<double> values = ramp(128, 128);
  const rgba magenta{255, 0, 255, 255};
  const rgba red{255, 0, 0, 255};
  const rgba lime{0, 255, 0, 255};
  ar::image_options o{.vmin = 0, .vmax = 128 * 128, .colorbar = true};
  const auto seen = [&](const rgba& c) { return has_color(png_of(values, 128, 128, o), c); };
  CHECK_FALSE(seen(magenta));
  o.bad = ar::color{255, 0, 255};
  CHECK(seen(magenta)); // though nothing is NaN
  CHECK_FALSE(seen(red));
  o.under = ar::color{255, 0, 0};
  CHECK(seen(red));
  o.over = ar::color{0, 255, 0};
  CHECK(seen(lime));
  CHECK(png_of(values, 128, 128, o).height == 128);
  o.colorbar = ar::orientation::horizontal;
  CHECK(seen(magenta));
  CHECK(seen(lime));
  CHECK(png_of(values, 128, 128, o).width == 128);
}

TEST_CASE("the name of the values widens the panel and is never cut off") {
  const std::vector<double> values = ramp(40, 40);
  ar::image_options o{.colorbar = true};
  const test::read_picture without = png_of(values, 40, 40, o);
  o.colorbar_label = "T [K]";
  const test::read_picture with = png_of(values, 40, 40, o);
  CHECK(with.width > without.width);
  CHECK(with.height == without.height);
  CHECK(last_column_is_white(with));
  // Longer than the bar: it is broken between words, and what cannot be broken makes room.
  o.colorbar_label = "temperature above freezing [K]";
  const test::read_picture broken = png_of(values, 40, 40, o);
  CHECK(broken.width > with.width + 20);
  o.colorbar_label = "Donaudampfschiffahrtsgesellschaft";
  CHECK(png_of(values, 40, 40, o).height >= 33 * 6 - 1);
  o.colorbar = ar::orientation::horizontal;
  CHECK(png_of(values, 40, 40, o).width >= 33 * 6 - 1);
}

TEST_CASE("any range has a colorbar") {
  const std::vector<double> same(50 * 50, 3.5);
  CHECK(png_of(same, 50, 50, {.colorbar = true}).height == 64);
  std::vector<double> tiny = ramp(50, 50);
  for (double& x : tiny) x = -1e-12 + 1e-15 * x;
  CHECK(last_column_is_white(png_of(tiny, 50, 50, {.colorbar = true})));
  const std::vector<double> none(50 * 50, std::numeric_limits<double>::quiet_NaN());
  CHECK(png_of(none, 50, 50, {.colorbar = true}).height == 64);
  std::vector<double> decades = ramp(50, 50);
  for (double& x : decades) x = std::pow(10, x / 500);
  for (const ar::norm& n : {ar::norm(ar::log_norm{}), ar::norm(ar::symlog_norm{}),
                            ar::norm(ar::power_norm{.5}), ar::norm(ar::two_slope_norm{100})})
    for (const ar::orientation way : {ar::orientation::vertical, ar::orientation::horizontal})
      CHECK(png_of(decades, 50, 50, {.norm = n, .colorbar = way}).width >= 64);
}

TEST_CASE("labels have a block each, and uint8 its 256 levels") {
  std::vector<int> labels(100 * 100);
  for (std::size_t i = 0; i < labels.size(); ++i) labels[i] = static_cast<int>(i / 1000);
  const ar::image_options o{.colormap = ar::colormaps::tab10, .colorbar = true};
  const test::read_picture p =
      test::read_png(ar::encode_png(ar::view(labels, {100, 100}), o).bytes);
  for (unsigned i = 0; i < 10; ++i) {
    const ar::color& c = ar::colormaps::tab10[static_cast<std::uint8_t>(i)];
    CHECK(p.rgba(99 - 10 * i, 100 + 12) == rgba{c.r, c.g, c.b, 255});
    CHECK(p.rgba(90 - 10 * i, 100 + 12) == rgba{c.r, c.g, c.b, 255});
  }
  const std::vector<std::uint8_t> pixels(256 * 256, 7);
  const test::read_picture u = test::read_png(
      ar::encode_png(ar::view(pixels, {256, 256}), ar::image_options{.colorbar = true}).bytes);
  CHECK(u.rgba(3, 3) == rgba{7, 7, 7, 255}); // it passes untouched still
  CHECK(u.rgba(255, 256 + 12) == black);
  CHECK(u.rgba(155, 256 + 12) == rgba{100, 100, 100, 255});
}

TEST_CASE("what has no values cannot have a colorbar") {
  const std::vector<double> colors = ramp(20, 60);
  const auto refused = [&](const ar::image_options& o) {
    return ar::encode_png(ar::view(colors, {20, 20, 3}), o);
  };
  CHECK_REFUSED(refused({.colorbar = true}), error_kind::parameter,
                "a colorbar for an array of colours");
  CHECK_REFUSED(png_of(colors, 20, 60, {.colorbar_label = "u"}), error_kind::parameter,
                "colorbar_label of 'u' without a colorbar");
  CHECK(png_of(colors, 20, 60, {.colorbar = false}).width == 60);
  ar::raster<std::uint8_t> indices(4, 4);
  std::fill(indices.pixels().begin(), indices.pixels().end(), std::uint8_t{0});
  indices.palette({{1, 2, 3}});
  CHECK_REFUSED(ar::nbimage(indices, {.colorbar = true}), error_kind::parameter, "palette of 1");
  ar::raster<std::uint8_t> gray(100, 100);
  std::fill(gray.pixels().begin(), gray.pixels().end(), std::uint8_t{9});
  CHECK(ar::nbimage(gray, {.colorbar = true}).png.width > 100);
}
