// Pictures reduced to 256 colours: exact where they can be, faithful on average where not.
#include "catch.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

#include <arrayreel/detail/raster/reduce_colors.hpp>
#include <arrayreel/raster.hpp>

#include "support/random.hpp"

namespace ar = arrayreel;
namespace detail = arrayreel::detail;
using ar::color;
using picture = ar::raster<std::uint8_t>;

namespace {

constexpr color paper{250, 128, 10};

[[nodiscard]] picture reduced_by(detail::color_reducer& reduce, const picture& from) {
  return picture(reduce(picture_of(from)));
}
[[nodiscard]] picture reduced_by(detail::color_reducer&& reduce, const picture& from) {
  return reduced_by(reduce, from);
}

/// The component c over the paper's, rounded to the nearest.
int over_paper(int c, int alpha, int below) {
  return (c * alpha + below * (255 - alpha) + 127) / 255;
}

color shown(const picture& p, std::size_t y, std::size_t x) { return p.palette().at(*p(y, x)); }

/// The number of pixels that differ from an RGB or RGBA picture over the paper.
std::size_t wrong_pixels(const picture& from, const picture& reduced) {
  REQUIRE(reduced.channels() == 1);
  REQUIRE(reduced.height() == from.height());
  REQUIRE(reduced.width() == from.width());
  std::size_t wrong = 0;
  for (std::size_t y = 0; y < from.height(); ++y)
    for (std::size_t x = 0; x < from.width(); ++x) {
      const std::uint8_t* p = from(y, x);
      const int alpha = from.channels() == 4 ? p[3] : 255;
      const color c = shown(reduced, y, x);
      const bool same = c.r == over_paper(p[0], alpha, paper.r) &&
                        c.g == over_paper(p[1], alpha, paper.g) &&
                        c.b == over_paper(p[2], alpha, paper.b) && c.a == 255;
      wrong += same ? 0U : 1U;
    }
  return wrong;
}

/// An RGB picture of `function(u, v)`, three numbers of 0 to 255 for 0 ≤ u, v ≤ 1.
template <class Function>
picture painted(std::size_t height, std::size_t width, const Function& function) {
  picture result(height, width, 3);
  for (std::size_t y = 0; y < height; ++y)
    for (std::size_t x = 0; x < width; ++x) {
      const std::array<double, 3> c =
          function(static_cast<double>(x) / static_cast<double>(width - 1),
                   static_cast<double>(y) / static_cast<double>(height - 1));
      for (std::size_t i = 0; i < 3; ++i)
        result.row(y)[3 * x + i] = static_cast<std::uint8_t>(std::clamp(c[i] + 0.5, 0.0, 255.0));
    }
  return result;
}

picture gradient(double shift = 0) {
  return painted(240, 320, [&](double u, double v) {
    return std::array{20 + 200 * u + shift, 30 + 200 * v, 220 - 100 * (u + v) - shift / 2};
  });
}

std::array<double, 3> error_at(const picture& from, const picture& reduced, std::size_t y,
                               std::size_t x) {
  const color c = shown(reduced, y, x);
  const std::uint8_t* p = from(y, x);
  return {double{1} * c.r - p[0], double{1} * c.g - p[1], double{1} * c.b - p[2]};
}

/// Peak signal to noise ratio in decibels.
double psnr(const picture& from, const picture& reduced) {
  double sum = 0;
  for (std::size_t y = 0; y < from.height(); ++y)
    for (std::size_t x = 0; x < from.width(); ++x)
      for (const double e : error_at(from, reduced, y, x)) sum += e * e;
  return 10 * std::log10(255.0 * 255.0 * static_cast<double>(from.pixels().size()) / sum);
}

/// The greatest error of a component's mean over 16 x 16 blocks that are `margin` pixels or more
/// from the sides.
double worst_mean(const picture& from, const picture& reduced, std::size_t margin) {
  double worst = 0;
  for (std::size_t y = margin; y + 16 + margin <= from.height(); y += 16)
    for (std::size_t x = margin; x + 16 + margin <= from.width(); x += 16) {
      std::array<double, 3> mean{};
      for (std::size_t i = 0; i < 256; ++i) {
        const std::array<double, 3> e = error_at(from, reduced, y + i / 16, x + i % 16);
        for (std::size_t c = 0; c < 3; ++c) mean[c] += e[c] / 256;
      }
      for (const double m : mean) worst = std::max(worst, std::fabs(m));
    }
  return worst;
}

} // namespace

TEST_CASE("up to 256 different colours are kept exactly, of whatever size the picture is") {
  test::random_source random(1);
  for (const std::size_t channels : {3U, 4U})
    for (const std::size_t side : {1U, 2U, 7U, 40U})
      for (const std::size_t colors : {1U, 2U, 255U, 256U}) {
        CAPTURE(channels, side, colors);
        std::vector<std::uint32_t> table(colors);
        for (std::uint32_t& c : table) c = static_cast<std::uint32_t>(random.bits());
        picture from(side, 2 * side - 1, channels);
        for (std::size_t i = 0; i < side * (2 * side - 1); ++i)
          for (std::size_t c = 0; c < channels; ++c)
            from.pixels()[i * channels + c] =
                static_cast<std::uint8_t>(table[i % colors] >> (8 * c));
        const picture reduced = reduced_by(detail::color_reducer(paper), from);
        CHECK(wrong_pixels(from, reduced) == 0);
        CHECK(reduced.palette().size() <= std::min(colors, side * (2 * side - 1)));
        CHECK(std::is_sorted(
            reduced.palette().begin(), reduced.palette().end(),
            [](const color& a, const color& b) { return detail::packed(a) < detail::packed(b); }));
      }
}

TEST_CASE("one colour more than 256 is dithered, and hardly seen") {
  picture from(1, 257, 3);
  for (std::size_t x = 0; x < 257; ++x) {
    from.row(0)[3 * x] = static_cast<std::uint8_t>(x);
    from.row(0)[3 * x + 1] = from.row(0)[3 * x + 2] = static_cast<std::uint8_t>(x < 256 ? x : 1);
  }
  const picture reduced = reduced_by(detail::color_reducer(paper), from);
  CHECK(wrong_pixels(from, reduced) > 0);
  CHECK(reduced.palette().size() > 250);
  CHECK(psnr(from, reduced) > 55);
}

TEST_CASE("a palette keeps its indices and becomes opaque") {
  picture from(1, 3);
  from.row(0)[0] = 2;
  from.row(0)[1] = 0;
  from.row(0)[2] = 1;
  from.palette({{10, 20, 30}, {0, 0, 0, 0}, {255, 0, 100, 51}});
  const picture reduced = reduced_by(detail::color_reducer({250, 128, 10, 0}), from);
  CHECK(std::equal(from.pixels().begin(), from.pixels().end(), reduced.pixels().begin()));
  CHECK(reduced.palette() == std::vector<color>{{10, 20, 30}, {250, 128, 10}, {251, 102, 28}});
}

TEST_CASE("gray stays what it is, with 256 grays as the palette") {
  picture from(16, 16);
  for (std::size_t i = 0; i < 256; ++i) from.pixels()[i] = static_cast<std::uint8_t>(255 - i);
  const picture reduced = reduced_by(detail::color_reducer(paper), from);
  CHECK(std::equal(from.pixels().begin(), from.pixels().end(), reduced.pixels().begin()));
  REQUIRE(reduced.palette().size() == 256);
  for (std::size_t i = 0; i < 256; ++i) {
    const auto g = static_cast<std::uint8_t>(i);
    CHECK(reduced.palette()[i] == color{g, g, g});
  }
}

TEST_CASE("gray + alpha is gray over gray, colours over a colour") {
  picture from(1, 4, 2);
  const std::array<std::uint8_t, 8> pixels{200, 0, 200, 51, 200, 255, 7, 255};
  std::copy(pixels.begin(), pixels.end(), from.pixels().begin());

  const picture gray = reduced_by(detail::color_reducer({100, 100, 100}), from);
  CHECK(gray.palette().size() == 256);
  CHECK(std::vector<std::uint8_t>(gray.pixels().begin(), gray.pixels().end()) ==
        std::vector<std::uint8_t>{100, 120, 200, 7});

  const picture colored = reduced_by(detail::color_reducer(paper), from);
  CHECK(colored.palette().size() == 4);
  CHECK(shown(colored, 0, 0) == paper);
  CHECK(shown(colored, 0, 1) == color{240, 142, 48});
  CHECK(shown(colored, 0, 2) == color{200, 200, 200});
  CHECK(shown(colored, 0, 3) == color{7, 7, 7});
}

TEST_CASE("a picture of nothing shows the background") {
  for (const std::size_t channels : {2U, 4U}) {
    picture from(5, 6, channels);
    std::fill(from.pixels().begin(), from.pixels().end(), std::uint8_t{0});
    const picture reduced = reduced_by(detail::color_reducer(paper), from);
    CHECK(reduced.palette() == std::vector<color>{paper});
    CHECK(std::all_of(reduced.pixels().begin(), reduced.pixels().end(),
                      [](std::uint8_t p) { return p == 0; }));
  }
}

TEST_CASE("a smooth gradient keeps its mean colours and most of its signal") {
  const picture from = gradient();
  const picture reduced = reduced_by(detail::color_reducer(paper), from);
  CHECK(reduced.palette().size() > 240);
  // Measured: 34.2 dB; means off by 0.51 inside and by 1.23 at the rim, where the entries that are
  // means of what they stand for would be off by 2.7.
  CHECK(psnr(from, reduced) > 33.5);
  CHECK(worst_mean(from, reduced, 16) <= 1);
  CHECK(worst_mean(from, reduced, 0) <= 1.6);
}

TEST_CASE("dithered with black and white alone, every gray keeps its mean") {
  const std::vector<std::uint32_t> entries{0x000000, 0xffffff};
  for (const std::uint32_t gray : {5U, 64U, 100U, 127U, 200U, 250U}) {
    const std::vector<std::uint32_t> pixels(std::size_t{200} * 200, gray * 0x010101);
    detail::nearest_color nearest(entries, {});
    picture out(200, 200);
    detail::dither(pixels, nearest, 256 * 16, picture_of(out));
    const auto white = std::count(out.pixels().begin(), out.pixels().end(), std::uint8_t{1});
    CAPTURE(gray);
    // The last row's error has nowhere to go.
    CHECK(std::fabs(static_cast<double>(white) * 255 / 40000 - gray) < 1);
  }
}

TEST_CASE("one pixel wide or high, the mean stays") {
  for (const bool is_wide : {false, true}) {
    const auto color_at = [](double t) {
      return std::array{255 * t, 255 - 200 * t, 128 + 100 * std::sin(9 * t)};
    };
    picture line = is_wide ? picture(1, 4096, 3) : picture(4096, 1, 3);
    for (std::size_t i = 0; i < 4096; ++i) {
      const std::array<double, 3> c = color_at(static_cast<double>(i) / 4095);
      for (std::size_t k = 0; k < 3; ++k)
        line.pixels()[3 * i + k] = static_cast<std::uint8_t>(c[k]);
    }
    const picture reduced = reduced_by(detail::color_reducer(paper), line);
    std::array<double, 3> mean{};
    for (std::size_t i = 0; i < 4096; ++i) {
      const std::array<double, 3> e =
          is_wide ? error_at(line, reduced, 0, i) : error_at(line, reduced, i, 0);
      for (std::size_t k = 0; k < 3; ++k) mean[k] += e[k] / 4096;
    }
    for (const double m : mean) CHECK(std::fabs(m) < 0.05);
  }
}

TEST_CASE("the nearest entry is the one that a full search finds") {
  test::random_source random(3);
  for (const int extent : {3, 20, 100, 256}) {
    const auto any = [&] {
      std::array<int, 3> c{};
      for (int& k : c) k = static_cast<int>(random.below(static_cast<std::size_t>(extent)));
      return c;
    };
    for (const std::size_t count : {1U, 2U, 30U, 256U}) {
      std::vector<std::uint32_t> entries(count);
      for (std::uint32_t& e : entries) {
        const auto [r, g, b] = any();
        e = static_cast<std::uint32_t>(r << 16 | g << 8 | b);
      }
      detail::color_bounds bounds;
      bounds.include({0, 0, 0});
      bounds.include({extent - 1, extent - 1, extent - 1});
      detail::nearest_color nearest(entries, bounds);
      std::size_t wrong = 0;
      for (int trial = 0; trial < 20000; ++trial) {
        const std::array<int, 3> c = any();
        std::size_t best = 0;
        int least = std::numeric_limits<int>::max();
        for (std::size_t i = 0; i < count; ++i) {
          int distance = 0;
          for (std::size_t k = 0; k < 3; ++k)
            distance += (nearest[i][k] - c[k]) * (nearest[i][k] - c[k]);
          if (distance >= least) continue;
          least = distance;
          best = i;
        }
        wrong += nearest(c) == best ? 0U : 1U;
      }
      CAPTURE(extent, count);
      CHECK(wrong == 0);
    }
  }
}

TEST_CASE("pictures of noise use nearly all entries, and the same picture gives the same result") {
  test::random_source random(2);
  picture from(90, 70, 4);
  for (std::uint8_t& p : from.pixels()) p = static_cast<std::uint8_t>(random.bits());
  const picture reduced = reduced_by(detail::color_reducer(paper), from);
  CHECK(reduced.palette().size() > 240);
  CHECK(std::all_of(reduced.palette().begin(), reduced.palette().end(),
                    [](const color& c) { return c.a == 255; }));
  CHECK(reduced_by(detail::color_reducer(paper), from) == reduced);
  detail::color_reducer again(paper);
  CHECK(reduced_by(again, from) == reduced);
  CHECK(reduced_by(again, from) == reduced);
}

TEST_CASE("a palette serves while a movie changes slowly, and is made anew for a cut") {
  detail::color_reducer reduce(paper);
  const std::vector<color> first = reduced_by(reduce, gradient()).palette();
  for (const double shift : {1.0, 2.0, 3.0, 4.0}) {
    const picture from = gradient(shift);
    const picture reduced = reduced_by(reduce, from);
    CHECK(reduced.palette() == first);
    CHECK(worst_mean(from, reduced, 32) <= 1);
  }
  const picture other = painted(
      240, 320, [](double u, double v) { return std::array{255 * v, 100 * u * v, 255 - 255 * u}; });
  const picture cut = reduced_by(reduce, other);
  CHECK(cut.palette() != first);
  CHECK(cut == reduced_by(detail::color_reducer(paper), other));
  // Pictures that are exact leave the palette to those that are not.
  picture plain(2, 2, 3);
  std::fill(plain.pixels().begin(), plain.pixels().end(), std::uint8_t{9});
  CHECK(reduced_by(reduce, plain).palette() == std::vector<color>{{9, 9, 9}});
  CHECK(reduced_by(reduce, other) == cut);
}
