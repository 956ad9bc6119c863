// Values to pixels: levels, palettes, special colours, channels, complex numbers and labels.
#include "catch.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <complex>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <numbers>
#include <numeric>
#include <vector>

#include <arrayreel/detail/values/mapping_request.hpp>
#include <arrayreel/rerange.hpp>

#include "support/numbers.hpp"
#include "support/refusal.hpp"
#include "support/simd_sets.hpp"

namespace ar = arrayreel;
using ar::axes;
using ar::color;
using ar::error_kind;
using ar::mapping_options;
using ar::raster;
using ar::value_range;
using test::inf;
using test::largest;
using test::quiet_nan;
using test::tiniest;

namespace {

constexpr color red{255, 0, 0};
constexpr color green{0, 255, 0};
constexpr color blue{0, 0, 255};

template <class P> [[nodiscard]] std::vector<unsigned> list(const raster<P>& picture) {
  return {picture.pixels().begin(), picture.pixels().end()};
}
using pixels = std::vector<unsigned>;

/// One row of values.
template <class T> [[nodiscard]] auto row(const std::vector<T>& values) {
  return ar::view(values.data(), {std::size_t{1}, values.size()});
}

/// The colour that a viewer shows of a pixel.
[[nodiscard]] color shown(const raster<std::uint8_t>& picture, std::size_t y, std::size_t x) {
  const std::uint8_t* p = picture(y, x);
  if (!picture.palette().empty()) return picture.palette()[p[0]];
  switch (picture.channels()) {
    case 1: return {p[0], p[0], p[0]};
    case 2: return {p[0], p[0], p[0], p[1]};
    case 3: return {p[0], p[1], p[2]};
    default: return {p[0], p[1], p[2], p[3]};
  }
}

[[nodiscard]] std::vector<double> ramp(std::size_t count) {
  std::vector<double> v(count);
  std::iota(v.begin(), v.end(), 0.0);
  return v;
}

} // namespace

TEST_CASE("a level is the floor of the place in the range times 256, or 65536") {
  const std::vector<double> v{-1, -0.5, 0, 0.5, 0.999, 1, 2, -3, inf, -inf};
  const value_range r{-1, 1};
  CHECK(list(ar::rerange(row(v), {.range = r})) ==
        pixels{0, 64, 128, 192, 255, 255, 255, 0, 255, 0});
  CHECK(list(ar::rerange<std::uint16_t>(row(v), {.range = r})) ==
        pixels{0, 16384, 32768, 49152, 65503, 65535, 65535, 0, 65535, 0});
  // Just below a level is the level below.
  const std::vector<double> w{std::nextafter(3.0, 0.0), 3, std::nextafter(3.0, 4.0)};
  CHECK(list(ar::rerange(row(w), {.vmin = 0, .vmax = 256})) == pixels{2, 3, 3});
}

TEST_CASE("without a range the finite values span the levels") {
  CHECK(list(ar::rerange(row(std::vector<float>{10, 20, 15}))) == pixels{0, 255, 128});
  CHECK(list(ar::rerange(row(std::vector<std::int16_t>{-300, 300, 0}))) == pixels{0, 255, 128});
  CHECK(list(ar::rerange(row(std::vector<double>{5, 5}))) == pixels{0, 0});
  CHECK(list(ar::rerange(row(std::vector<double>{-1e300, -1e300}))) == pixels{0, 0});
  CHECK(
      list(ar::rerange(row(std::vector<std::int64_t>{std::numeric_limits<std::int64_t>::min(), 0,
                                                     std::numeric_limits<std::int64_t>::max()}))) ==
      pixels{0, 128, 255});
  CHECK(list(ar::rerange(row(std::vector<std::uint64_t>{
            0, std::uint64_t{1} << 62, std::numeric_limits<std::uint64_t>::max()}))) ==
        pixels{0, 64, 255});
  const bool flags[1][3] = {{true, false, true}};
  CHECK(list(ar::rerange(flags)) == pixels{255, 0, 255});
  const bool only[1][2] = {{true, true}};
  CHECK(list(ar::rerange(only)) == pixels{255, 255});
}

TEST_CASE("8-bit integers pass untouched unless a range is asked for") {
  const std::vector<std::uint8_t> v{0, 1, 100, 200};
  CHECK(list(ar::rerange(row(v))) == pixels{0, 1, 100, 200});
  CHECK(list(ar::rerange<std::uint16_t>(row(v))) == pixels{0, 257, 25700, 51400});
  CHECK(list(ar::rerange(row(v), {.vmin = 0, .vmax = 200})) == pixels{0, 1, 128, 255});
  CHECK(list(ar::rerange(row(v), {.range = value_range{100, 101}})) == pixels{0, 0, 0, 255});
  CHECK(list(ar::rerange(row(v), {.vmax = 100})) == pixels{0, 2, 255, 255});
  CHECK(list(ar::rerange(row(v), {.vsym = true})) == pixels{128, 128, 192, 255});
  CHECK(list(ar::rerange(row(v), {.percentile = ar::percentiles{}})) == pixels{0, 1, 128, 255});
  CHECK(list(ar::rerange(row(v), {.gamma = 1})) == pixels{0, 1, 128, 255});
  CHECK(list(ar::rerange(row(v), {.norm = ar::symlog_norm{}})).back() == 255);
  // Signed ones are no pixels.
  CHECK(list(ar::rerange(row(std::vector<std::int8_t>{0, 50, 100}))) == pixels{0, 128, 255});
}

TEST_CASE("16-bit integers pass untouched into 16 bits only") {
  const std::vector<std::uint16_t> v{0, 7, 600};
  CHECK(list(ar::rerange<std::uint16_t>(row(v))) == pixels{0, 7, 600});
  CHECK(list(ar::rerange(row(v))) == pixels{0, 2, 255});
  CHECK(list(ar::rerange<std::uint16_t>(row(v), {.vmin = 0, .vmax = 65536})) == pixels{0, 7, 600});
  CHECK(list(ar::rerange<std::uint16_t>(row(v), {.vmax = 600})) == pixels{0, 764, 65535});
}

TEST_CASE("ranges that the array's type cannot hold are computed in double") {
  const std::vector<float> small{0, 2.51e-41F, 5.01e-41F, 9.9e-41F};
  CHECK(list(ar::rerange(row(small), {.vmin = 0, .vmax = 1e-40})) == pixels{0, 64, 128, 253});
  const std::vector<float> big{-3e38F, 0, 3e38F};
  CHECK(list(ar::rerange(row(big), {.vmin = -1e308, .vmax = 1e308})) == pixels{128, 128, 128});
  CHECK(list(ar::rerange(row(big))) == pixels{0, 128, 255});
  const std::vector<double> huge{-largest, -largest / 2, 0, largest / 2, largest, inf, -inf};
  CHECK(list(ar::rerange(row(huge))) == pixels{0, 64, 128, 192, 255, 255, 0});
  CHECK(list(ar::rerange(row(huge), {.vmin = -1e308, .vmax = 1e308})) ==
        pixels{0, 12, 128, 243, 255, 255, 0});
  const std::vector<double> denormal{0, tiniest, 2 * tiniest, 4 * tiniest};
  CHECK(list(ar::rerange(row(denormal))) == pixels{0, 64, 128, 255});
  CHECK(list(ar::rerange<std::uint16_t>(row(denormal))) == pixels{0, 16384, 32768, 65535});
  const std::vector<long double> beyond{-0x1p16000L, 0, 0x1p16000L};
  CHECK(list(ar::rerange(row(beyond))) == pixels{0, 128, 255});
}

#if ARRAYREEL_HAS_FLOAT16
TEST_CASE("half precision is computed in its own type, in float for 16 bits") {
  using ar::detail::half;
  std::vector<half> v;
  for (const float x : {0.0F, 0.25F, 0.5F, 1.0F, 2.0F, -1.0F}) v.push_back(static_cast<half>(x));
  CHECK(list(ar::rerange(row(v), {.vmin = 0, .vmax = 1})) == pixels{0, 64, 128, 255, 255, 0});
  CHECK(list(ar::rerange<std::uint16_t>(row(v), {.vmin = 0, .vmax = 1})) ==
        pixels{0, 16384, 32768, 65535, 65535, 0});
  // 256 / 0.3 is 853.5 in half, and 0.1 is 0.09998: 85.3 rounds to 85.3125.
  CHECK(list(ar::rerange(row(std::vector<half>{static_cast<half>(0.1F)}),
                         {.vmin = 0, .vmax = 0.3})) == pixels{85});
  CHECK(list(ar::rerange(row(v), {.vmin = 0, .vmax = 1e-7})) == pixels{0, 255, 255, 255, 255, 0});
  CHECK(list(ar::rerange(row(v), {.vmin = -1e5, .vmax = 1e5})) ==
        pixels{128, 128, 128, 128, 128, 127});
}
#endif

TEST_CASE("any strides are read in the order of the index") {
  const std::vector<double> v = ramp(12); // (3, 4)
  const mapping_options o{.vmin = 0, .vmax = 256};
  CHECK(list(ar::rerange(ar::view(v, {3, 4}), o)) == pixels{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11});
  const raster<std::uint8_t> transposed = ar::rerange(ar::view(v.data(), {4, 3}, {1, 4}), o);
  CHECK(transposed.height() == 4);
  CHECK(list(transposed) == pixels{0, 4, 8, 1, 5, 9, 2, 6, 10, 3, 7, 11});
  CHECK(list(ar::rerange(ar::view(v.data() + 11, {3, 4}, {-4, -1}), o)) ==
        pixels{11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0});
  CHECK(list(ar::rerange(ar::view(v.data() + 1, {2, 2}, {8, 2}), o)) == pixels{1, 3, 9, 11});
  CHECK(list(ar::rerange(ar::view(v.data() + 5, {2, 3}, {0, 0}), o)) == pixels(6, 5));
}

TEST_CASE("axes are guessed as documented") {
  const std::vector<std::uint8_t> v(4 * 4 * 4 * 4 * 9);
  const auto of = [&](const ar::shape& extents) {
    const raster<std::uint8_t> p = ar::rerange(ar::view(v.data(), extents));
    return std::array<std::size_t, 3>{p.height(), p.width(), p.channels()};
  };
  using found = std::array<std::size_t, 3>;
  CHECK(of({5, 7}) == found{5, 7, 1});
  CHECK(of({3, 4}) == found{3, 4, 1});
  CHECK(of({1, 1}) == found{1, 1, 1});
  CHECK(of({1, 7}) == found{1, 7, 1});
  CHECK(of({5, 7, 2}) == found{5, 7, 2});
  CHECK(of({5, 7, 3}) == found{5, 7, 3});
  CHECK(of({5, 7, 4}) == found{5, 7, 4});
  CHECK(of({3, 5, 7}) == found{5, 7, 3});
  CHECK(of({4, 5, 7}) == found{5, 7, 4});
  CHECK(of({3, 5, 4}) == found{3, 5, 4}); // both fit: the last wins
  CHECK(of({4, 4, 3}) == found{4, 4, 3});
  CHECK(of({4, 5, 2}) == found{4, 5, 2});
  CHECK(of({1, 5, 7}) == found{5, 7, 1});
  CHECK(of({5, 7, 1}) == found{5, 7, 1});
  CHECK(of({5, 1, 7}) == found{5, 7, 1});
  CHECK(of({1, 5, 7, 3}) == found{5, 7, 3});
  CHECK(of({1, 3, 5, 7}) == found{5, 7, 3});
  CHECK(of({5, 7, 3, 1}) == found{5, 7, 3});
  CHECK(of({1, 1, 5, 7}) == found{5, 7, 1});
  CHECK(of({1, 1, 1, 7}) == found{1, 7, 1});
  CHECK(of({7, 1, 1, 1}) == found{7, 1, 1});
  CHECK(of({1, 1, 1, 1}) == found{1, 1, 1});
  // Colour in one row or column, as the shape is given.
  CHECK(of({1, 7, 3}) == found{1, 7, 3});
  CHECK(of({7, 1, 3}) == found{7, 1, 3});
  CHECK(of({1, 7, 2}) == found{1, 7, 2});
  CHECK(of({7, 1, 4}) == found{7, 1, 4});
  CHECK(of({1, 1, 3}) == found{1, 1, 3});
  CHECK(of({3, 1, 7}) == found{1, 7, 3});
  CHECK(of({3, 7, 1}) == found{7, 1, 3});
  CHECK(of({4, 1, 7}) == found{1, 7, 4});
  CHECK(of({4, 7, 1}) == found{7, 1, 4});
  CHECK(of({3, 1, 1}) == found{1, 1, 3});
  CHECK(of({3, 1, 3}) == found{3, 1, 3}); // both fit: the last wins
  CHECK(of({2, 7, 1}) == found{2, 7, 1}); // planar gray and alpha must be said
  CHECK(of({2, 1, 7}) == found{2, 7, 1});
  CHECK(of({1, 1, 7}) == found{1, 7, 1});
  CHECK(of({7, 1, 1}) == found{7, 1, 1});
  // Of four axes the first one of extent 1 goes away before.
  CHECK(of({1, 7, 1, 3}) == found{7, 1, 3});
  CHECK(of({1, 1, 7, 3}) == found{1, 7, 3});
  CHECK(of({7, 1, 1, 3}) == found{7, 1, 3});
  CHECK(of({1, 3, 1, 7}) == found{1, 7, 3});
  CHECK(of({1, 3, 7, 1}) == found{7, 1, 3});
  CHECK(of({3, 1, 5, 7}) == found{5, 7, 3});
  CHECK(of({5, 1, 7, 3}) == found{5, 7, 3});
  CHECK(of({5, 7, 1, 3}) == found{5, 7, 3});
  CHECK(of({1, 7, 5, 1}) == found{7, 5, 1});
  CHECK(of({1, 7, 3, 1}) == found{7, 3, 1}); // neither (7, 3) nor (7, 3, 1) is colour
  CHECK(of({1, 1, 1, 3}) == found{1, 1, 3});
}

TEST_CASE("the caller's axes win over the view's, and these over the guess") {
  const std::vector<std::uint8_t> v(3 * 5 * 4);
  const auto channels = [&](axes of_view, axes of_call) {
    return ar::rerange(ar::view(v.data(), {3, 5, 4}, of_view), {.axes = of_call}).channels();
  };
  CHECK(channels(axes::automatic, axes::automatic) == 4);
  CHECK(channels(axes::cyx, axes::automatic) == 3);
  CHECK(channels(axes::automatic, axes::cyx) == 3);
  CHECK(channels(axes::cyx, axes::yxc) == 4);
  // An axis of one element stays when the axes are named.
  CHECK(ar::rerange(ar::view(v.data(), {3, 5, 1}), {.axes = axes::yxc}).channels() == 1);
  CHECK(ar::rerange(ar::view(v.data(), {1, 3, 5}), {.axes = axes::cyx}).height() == 3);
  CHECK(ar::rerange(ar::view(v.data(), {2, 3, 5}), {.axes = axes::cyx}).channels() == 2);
}

TEST_CASE("shapes that are no picture are refused with the shape") {
  const std::vector<double> v(512);
  const auto of = [&](const ar::shape& extents, axes layout = axes::automatic) {
    return ar::rerange(ar::view(v.data(), extents), {.axes = layout});
  };
  CHECK_REFUSED(of({5}), error_kind::parameter, "(5,) is no picture");
  CHECK_REFUSED(of({5, 5, 5}), error_kind::parameter, "(5, 5, 5) is no picture");
  CHECK_REFUSED(of({2, 5, 7}), error_kind::parameter, "(2, 5, 7) is no picture");
  CHECK_REFUSED(of({2, 3, 5, 7}), error_kind::parameter, "(2, 3, 5, 7) is no picture");
  CHECK_REFUSED(of({2, 3, 5, 7}), error_kind::parameter, "(height, width, 2…4)");
  CHECK_REFUSED(of({0, 5}), error_kind::parameter, "(0, 5) has no pixels");
  CHECK_REFUSED(of({5, 0}), error_kind::parameter, "(5, 0) has no pixels");
  CHECK_REFUSED(of({5, 0, 3}), error_kind::parameter, "(5, 0, 3) has no pixels");
  CHECK_REFUSED(of({5, 5, 0}, axes::yxc), error_kind::parameter, "(5, 5, 0) has no pixels");
  CHECK_REFUSED(of({4, 6, 5}, axes::yxc), error_kind::parameter, "5 channels; expected 1 to 4");
  CHECK_REFUSED(of({5, 4, 6}, axes::cyx), error_kind::parameter, "5 channels; expected 1 to 4");
  CHECK_REFUSED(of({4, 6, 3}, axes::yx), error_kind::parameter, "axes yx; expected 2 axes");
  CHECK_REFUSED(of({4, 6}, axes::yxc), error_kind::parameter, "axes yxc; expected 3 axes");
  CHECK_REFUSED(of({4, 6}, axes::cyx), error_kind::parameter, "axes cyx; expected 3 axes");
  CHECK_REFUSED(of({2, 4, 6}, axes::tyx), error_kind::parameter, "axes tyx is many pictures");
  CHECK_REFUSED(of({2, 4, 6, 3}, axes::tyxc), error_kind::parameter, "tyxc");
  CHECK_REFUSED(of({2, 3, 4, 6}, axes::tcyx), error_kind::parameter, "tcyx");
  CHECK_REFUSED(
      ar::rerange(ar::view(v.data(), {std::size_t{1} << 31, 1}, {0, 0})), error_kind::limit,
      sizeof(std::size_t) > 4 ? "1 x 2147483648" : "shape (2147483648, 1) with 8-byte elements");
}

TEST_CASE("options are checked whatever the picture") {
  const std::vector<double> v{1, 2, 3};
  const auto with = [&](const mapping_options& o) { return ar::rerange(row(v), o); };
  CHECK_REFUSED(with({.vmin = 2, .vmax = 1}), error_kind::parameter, "vmin of 2");
  CHECK_REFUSED(with({.vmin = quiet_nan}), error_kind::parameter, "vmin of nan");
  CHECK_REFUSED(with({.vmin = -1, .norm = ar::log_norm{}}), error_kind::parameter, "vmin -1");
  CHECK_REFUSED(with({.gamma = -3}), error_kind::parameter, "gamma of -3");
  const std::vector<std::uint8_t> bytes{1, 2, 3};
  CHECK_REFUSED(ar::rerange(row(bytes), {.vmin = inf}), error_kind::parameter, "vmin of inf");
  const auto rgb = ar::view(bytes.data(), {1, 1, 3}, axes::yxc);
  CHECK_REFUSED(ar::rerange(rgb, {.vmin = 2, .vmax = 1}), error_kind::parameter, "vmin of 2");
  CHECK_REFUSED(ar::rerange(rgb, {.colormap = ar::colormaps::viridis}), error_kind::parameter,
                "a colormap for an array of 3 channels");
  CHECK_REFUSED(ar::rerange(rgb, {.under = red}), error_kind::parameter, "under or over");
  CHECK_REFUSED(ar::rerange(rgb, {.over = red}), error_kind::parameter, "under or over");
}

TEST_CASE("NaN is transparent: gray becomes gray + alpha and keeps its levels") {
  const std::vector<double> v{0, quiet_nan, 128, 256, -quiet_nan};
  const raster<std::uint8_t> p = ar::rerange(row(v), {.vmin = 0, .vmax = 256});
  CHECK(p.channels() == 2);
  CHECK(list(p) == pixels{0, 255, 0, 0, 128, 255, 255, 255, 0, 0});
  const raster<std::uint16_t> q = ar::rerange<std::uint16_t>(row(v), {.vmin = 0, .vmax = 256});
  CHECK(list(q) == pixels{0, 65535, 0, 0, 32768, 65535, 65535, 65535, 0, 0});
  // All of it.
  CHECK(list(ar::rerange(row(std::vector<float>{std::nanf("")}))) == pixels{0, 0});
}

TEST_CASE("a gray colour for NaN stays gray, any other takes a free entry of a palette") {
  const std::vector<double> v{0, quiet_nan, 128, 256};
  const value_range r{0, 256};
  const raster<std::uint8_t> gray = ar::rerange(row(v), {.range = r, .bad = color{7, 7, 7}});
  CHECK(gray.channels() == 1);
  CHECK(gray.palette().empty());
  CHECK(list(gray) == pixels{0, 7, 128, 255});
  CHECK(list(ar::rerange<std::uint16_t>(row(v), {.range = r, .bad = color{7, 7, 7}})) ==
        pixels{0, 1799, 32768, 65535});
  CHECK(list(ar::rerange(row(v), {.range = r, .bad = color{7, 7, 7, 9}})) ==
        pixels{0, 255, 7, 9, 128, 255, 255, 255});

  const raster<std::uint8_t> colored = ar::rerange(row(v), {.range = r, .bad = red});
  CHECK(colored.channels() == 1);
  REQUIRE(colored.palette().size() == 256);
  CHECK(shown(colored, 0, 0) == color{0, 0, 0});
  CHECK(shown(colored, 0, 1) == red);
  CHECK(shown(colored, 0, 2) == color{128, 128, 128});
  CHECK(shown(colored, 0, 3) == color{255, 255, 255});

  CHECK(list(ar::rerange<std::uint16_t>(row(v), {.range = r, .bad = red})) ==
        pixels{0, 0, 0, 65535, 0, 0, 32768, 32768, 32768, 65535, 65535, 65535});
  CHECK(ar::rerange<std::uint16_t>(row(v), {.range = r, .bad = color{255, 0, 0, 9}}).channels() ==
        4);
}

TEST_CASE("where all levels are in use, gray with a coloured NaN becomes RGB or RGBA") {
  std::vector<double> v = ramp(256);
  v.push_back(quiet_nan);
  const value_range r{0, 256};
  const raster<std::uint8_t> opaque = ar::rerange(row(v), {.range = r, .bad = red});
  CHECK(opaque.palette().empty());
  CHECK(opaque.channels() == 3);
  const raster<std::uint8_t> translucent =
      ar::rerange(row(v), {.range = r, .bad = color{255, 0, 0, 128}});
  CHECK(translucent.channels() == 4);
  std::size_t wrong = 0;
  for (std::size_t i = 0; i < 256; ++i) {
    const auto level = static_cast<std::uint8_t>(i);
    wrong += shown(opaque, 0, i) == color{level, level, level} ? 0U : 1U;
    wrong += shown(translucent, 0, i) == color{level, level, level} ? 0U : 1U;
  }
  CHECK(wrong == 0);
  CHECK(shown(opaque, 0, 256) == red);
  CHECK(shown(translucent, 0, 256) == color{255, 0, 0, 128});
}

TEST_CASE("a colormap makes a palette of its table") {
  const std::vector<double> v = ramp(256);
  const raster<std::uint8_t> p =
      ar::rerange(row(v), {.vmin = 0, .vmax = 256, .colormap = ar::colormaps::magma});
  CHECK(p.channels() == 1);
  REQUIRE(p.palette().size() == 256);
  CHECK(std::equal(p.palette().begin(), p.palette().end(), ar::colormaps::magma.entries().begin()));
  std::size_t wrong = 0;
  for (std::size_t i = 0; i < 256; ++i) wrong += p(0, i)[0] == i ? 0U : 1U;
  CHECK(wrong == 0);
}

TEST_CASE("special colours take entries that the picture leaves free") {
  const ar::colormap map = ar::colormaps::viridis;
  const auto with = [&](std::vector<double> v) {
    return ar::rerange(
        row(v),
        {.vmin = 0, .vmax = 256, .colormap = map, .bad = red, .under = green, .over = blue});
  };
  // Entries 0, 1 and 3 are in use: the first free ones are 2, 4 and 5.
  const raster<std::uint8_t> p = with({0, 1, 3, quiet_nan, -1, 257, inf, -inf, 256, 255.5});
  REQUIRE(p.palette().size() == 256);
  CHECK(shown(p, 0, 0) == map[0]);
  CHECK(shown(p, 0, 1) == map[1]);
  CHECK(shown(p, 0, 2) == map[3]);
  CHECK(shown(p, 0, 3) == red);
  CHECK(shown(p, 0, 4) == green);
  CHECK(shown(p, 0, 5) == blue);
  CHECK(shown(p, 0, 6) == blue);
  CHECK(shown(p, 0, 7) == green);
  CHECK(shown(p, 0, 8) == map[255]); // vmax itself is in the range
  CHECK(shown(p, 0, 9) == map[255]);
  std::size_t changed = 0;
  for (std::size_t i = 0; i < 256; ++i) changed += p.palette()[i] == map.entries()[i] ? 0U : 1U;
  CHECK(changed == 3);

  // No special value occurs, so the table stays as it is.
  CHECK(with({1, 2}).palette() == std::vector<color>(map.entries().begin(), map.entries().end()));
}

TEST_CASE("two special colours fit into two free entries and three do not") {
  const auto with = [&](std::size_t used, const std::vector<double>& special) {
    std::vector<double> v = ramp(used);
    v.insert(v.end(), special.begin(), special.end());
    return ar::rerange(
        row(v),
        {.vmin = 0, .vmax = 256, .colormap = ar::colormaps::plasma, .under = green, .over = blue});
  };
  const auto check = [&](const raster<std::uint8_t>& p, std::size_t used) {
    std::size_t wrong = 0;
    for (std::size_t i = 0; i < used; ++i)
      wrong += shown(p, 0, i) == ar::colormaps::plasma.entries()[i] ? 0U : 1U;
    CHECK(wrong == 0);
  };
  const std::vector<double> all{quiet_nan, -1, 300};
  for (const std::size_t used : {253U, 254U, 255U, 256U}) {
    CAPTURE(used);
    const raster<std::uint8_t> p = with(used, all);
    CHECK(p.palette().empty() == (used > 253));
    CHECK(p.channels() == (used > 253 ? 4U : 1U));
    check(p, used);
    CHECK(shown(p, 0, used) == ar::transparent);
    CHECK(shown(p, 0, used + 1) == green);
    CHECK(shown(p, 0, used + 2) == blue);
    const raster<std::uint8_t> opaque = with(used, {-1, 300});
    CHECK(opaque.channels() == (used > 254 ? 3U : 1U));
    check(opaque, used);
    CHECK(shown(opaque, 0, used) == green);
    CHECK(shown(opaque, 0, used + 1) == blue);
  }
}

TEST_CASE("the same special colour needs one entry") {
  std::vector<double> v = ramp(255);
  v.insert(v.end(), {quiet_nan, -1, 300});
  const raster<std::uint8_t> p = ar::rerange(row(v), {.vmin = 0,
                                                      .vmax = 256,
                                                      .colormap = ar::colormaps::plasma,
                                                      .bad = red,
                                                      .under = red,
                                                      .over = red});
  CHECK(p.palette().size() == 256);
  CHECK(shown(p, 0, 254) == ar::colormaps::plasma[254]);
  CHECK(shown(p, 0, 255) == red);
  CHECK(shown(p, 0, 256) == red);
  CHECK(shown(p, 0, 257) == red);
}

TEST_CASE("a level that only hidden pixels have is free") {
  // The pixel below the range would be level 0: its entry can take the colour.
  std::vector<double> v = ramp(256);
  v[0] = -5;
  const raster<std::uint8_t> p = ar::rerange(
      row(v), {.vmin = 0, .vmax = 256, .colormap = ar::colormaps::plasma, .under = green});
  REQUIRE(p.palette().size() == 256);
  CHECK(shown(p, 0, 0) == green);
  CHECK(shown(p, 0, 1) == ar::colormaps::plasma[1]);
}

TEST_CASE("under and over without colours keep the last levels") {
  const std::vector<double> v{-5, 0, 255, 300};
  const mapping_options o{.vmin = 0, .vmax = 256};
  CHECK(list(ar::rerange(row(v), o)) == pixels{0, 0, 255, 255});
  mapping_options only_over = o;
  only_over.over = color{9, 9, 9};
  CHECK(list(ar::rerange(row(v), only_over)) == pixels{0, 0, 255, 9});
  mapping_options only_under = o;
  only_under.under = color{9, 9, 9};
  CHECK(list(ar::rerange(row(v), only_under)) == pixels{9, 0, 255, 255});
  // Integers have them too.
  const std::vector<int> w{-5, 0, 255, 300};
  CHECK(list(ar::rerange(row(w), only_under)) == pixels{9, 0, 255, 255});
  const std::vector<std::uint8_t> bytes{4, 200};
  CHECK(list(ar::rerange(row(bytes), {.vmin = 5, .vmax = 261, .under = color{9, 9, 9}})) ==
        pixels{9, 195});
}

TEST_CASE("special colours in rows that lie apart") {
  // NaN in one row of three, through a transposed view.
  std::vector<float> v(12, 0.5F);
  v[5] = std::nanf("");
  const raster<std::uint8_t> p =
      ar::rerange(ar::view(v.data(), {3, 4}, {1, 3}), {.vmin = 0, .vmax = 1, .bad = red});
  for (std::size_t y = 0; y < 3; ++y)
    for (std::size_t x = 0; x < 4; ++x)
      CHECK(shown(p, y, x) == (y == 2 && x == 1 ? red : color{128, 128, 128}));
}

TEST_CASE("16 bits with a colormap are interpolated between its colours") {
  const std::vector<double> v{0, 32768, 65535, 257, 128, 65536 * 0.75};
  const ar::colormap map =
      ar::colormap::from_stops(std::vector<ar::color_stop>{{0, {0, 0, 0}}, {1, {255, 51, 0}}});
  const raster<std::uint16_t> p =
      ar::rerange<std::uint16_t>(row(v), {.vmin = 0, .vmax = 65536, .colormap = map});
  CHECK(p.channels() == 3);
  CHECK(p(0, 0)[0] == 0);
  CHECK(p(0, 1)[0] == 32768);
  CHECK(p(0, 2)[0] == 65535);
  CHECK(p(0, 2)[1] == 51 * 257);
  CHECK(p(0, 3)[0] == 257);
  CHECK(p(0, 4)[0] == 128); // half-way from entry 0 to entry 1
  CHECK(p(0, 5)[0] == 49152);
  CHECK(p(0, 5)[2] == 0);

  // Each entry of the table is reached exactly, and NaN makes alpha.
  std::vector<double> w;
  for (int i = 0; i < 256; ++i) w.push_back(i * 257);
  w.push_back(quiet_nan);
  const raster<std::uint16_t> q = ar::rerange<std::uint16_t>(
      row(w), {.vmin = 0, .vmax = 65536, .colormap = ar::colormaps::turbo});
  REQUIRE(q.channels() == 4);
  std::size_t wrong = 0;
  for (std::size_t i = 0; i < 256; ++i) {
    const color& c = ar::colormaps::turbo.entries()[i];
    wrong += q(0, i)[0] == c.r * 257 && q(0, i)[1] == c.g * 257 && q(0, i)[2] == c.b * 257 &&
                     q(0, i)[3] == 65535
                 ? 0U
                 : 1U;
  }
  CHECK(wrong == 0);
  CHECK(q(0, 256)[3] == 0);
}

TEST_CASE("a table of few colours divides the range into as many steps") {
  const ar::colormap map = ar::colormap::from_table(std::vector<color>{red, green, blue});
  const raster<std::uint8_t> p =
      ar::rerange(row(std::vector<double>{0, 0.33, 0.34, 0.66, 0.67, 1, quiet_nan}),
                  {.vmin = 0, .vmax = 1, .colormap = map});
  CHECK(p.palette().size() == 4);
  const std::array expected{red, red, green, green, blue, blue, ar::transparent};
  for (std::size_t i = 0; i < expected.size(); ++i) CHECK(shown(p, 0, i) == expected[i]);
  // Also the levels of bytes that pass untouched.
  const raster<std::uint8_t> q =
      ar::rerange(row(std::vector<std::uint8_t>{0, 85, 86, 170, 171, 255}), {.colormap = map});
  for (std::size_t i = 0; i < 6; ++i) CHECK(shown(q, 0, i) == expected[i]);
  const ar::colormap one = ar::colormap::from_table(std::vector<color>{red});
  CHECK(shown(ar::rerange(row(std::vector<double>{1, 2}), {.colormap = one}), 0, 1) == red);
}

TEST_CASE("a table with alpha keeps it") {
  const ar::colormap map =
      ar::colormap::from_stops(std::vector<ar::color_stop>{{0, {255, 0, 0, 0}}, {1, red}});
  std::vector<double> v = ramp(256);
  const raster<std::uint8_t> p = ar::rerange(row(v), {.vmin = 0, .vmax = 256, .colormap = map});
  CHECK(shown(p, 0, 100) == color{255, 0, 0, 100});
  v.push_back(300);
  const raster<std::uint8_t> q =
      ar::rerange(row(v), {.vmin = 0, .vmax = 256, .colormap = map, .over = blue});
  CHECK(q.channels() == 4);
  CHECK(shown(q, 0, 100) == color{255, 0, 0, 100});
  CHECK(shown(q, 0, 256) == blue);
  const raster<std::uint16_t> deep =
      ar::rerange<std::uint16_t>(row(v), {.vmin = 0, .vmax = 256, .colormap = map});
  CHECK(deep.channels() == 4);
  CHECK(deep(0, 0)[3] == 0);
}

TEST_CASE("integers through a qualitative colormap are labels that begin again") {
  const ar::colormap map = ar::colormaps::tab10;
  const std::vector<std::int64_t> v{0,
                                    1,
                                    9,
                                    10,
                                    25,
                                    -1,
                                    -10,
                                    -11,
                                    std::numeric_limits<std::int64_t>::min(),
                                    std::numeric_limits<std::int64_t>::max()};
  // min is -922…808, which is 2 modulo 10; max is …807.
  const std::array<std::size_t, 10> entries{0, 1, 9, 0, 5, 9, 0, 9, 2, 7};
  const raster<std::uint8_t> p = ar::rerange(row(v), {.colormap = map});
  CHECK(p.palette().size() == 10);
  const raster<std::uint16_t> deep = ar::rerange<std::uint16_t>(row(v), {.colormap = map});
  CHECK(deep.channels() == 3);
  for (std::size_t i = 0; i < entries.size(); ++i) {
    CAPTURE(i);
    const color& c = map.entries()[entries[i]];
    CHECK(shown(p, 0, i) == c);
    CHECK(deep(0, i)[0] == c.r * 257);
    CHECK(deep(0, i)[2] == c.b * 257);
  }
  const raster<std::uint8_t> bytes =
      ar::rerange(row(std::vector<std::uint8_t>{255, 20}), {.colormap = map});
  CHECK(list(bytes) == pixels{5, 0});
  const std::vector<std::uint64_t> top{std::numeric_limits<std::uint64_t>::max()};
  CHECK(list(ar::rerange(row(top), {.colormap = map})) == pixels{5}); // …615
  const bool flags[1][2] = {{false, true}};
  CHECK(list(ar::rerange(flags, {.colormap = map})) == pixels{0, 1});
  // With a range they are values.
  const raster<std::uint8_t> ranged =
      ar::rerange(row(std::vector<int>{0, 5, 10, 100}), {.vmin = 0, .vmax = 100, .colormap = map});
  CHECK(list(ranged) == pixels{0, 0, 1, 9});
  // Floating values are no labels.
  CHECK(list(ar::rerange(row(std::vector<double>{0, 1, 2}), {.colormap = map})) == pixels{0, 5, 9});
}

TEST_CASE("colour channels take one range; alpha takes none of it") {
  // Two pixels of red, green, blue, alpha.
  const std::vector<double> v{0, 10, 20, 1, 30, 40, 5, 0.5};
  const auto interleaved = ar::view(v.data(), {1, 2, 4}, axes::yxc);
  CHECK(list(ar::rerange(interleaved)) == pixels{0, 64, 128, 255, 192, 255, 32, 128});
  CHECK(list(ar::rerange(ar::view(v.data(), {1, 2, 3}, {8, 4, 1}, axes::yxc))) ==
        pixels{0, 64, 128, 192, 255, 32});
  // Alpha beyond 0…1, though far beyond the colours, neither stretches them nor wraps.
  const std::vector<double> w{0, 10, 20, 1000, 40, 40, 5, -3};
  CHECK(list(ar::rerange(ar::view(w.data(), {1, 2, 4}, axes::yxc))) ==
        pixels{0, 64, 128, 255, 255, 255, 32, 0});
  const std::vector<float> ga{0, 0.25F, 2, 1};
  CHECK(list(ar::rerange(ar::view(ga.data(), {1, 2, 2}, axes::yxc))) == pixels{0, 64, 255, 255});
  CHECK(list(ar::rerange<std::uint16_t>(ar::view(ga.data(), {1, 2, 2}, axes::yxc))) ==
        pixels{0, 16384, 65535, 65535});
  // Planar.
  const std::vector<double> planes{0, 1, 2, 3, 4, 4};
  CHECK(list(ar::rerange(ar::view(planes.data(), {3, 1, 2}, axes::cyx))) ==
        pixels{0, 128, 255, 64, 192, 255});
}

TEST_CASE("integer channels pass untouched where they are pixels, alpha always") {
  const std::vector<std::uint8_t> v{1, 2, 3, 4, 250, 251, 252, 253};
  const auto rgba = ar::view(v.data(), {1, 2, 4}, axes::yxc);
  CHECK(list(ar::rerange(rgba)) == pixels{1, 2, 3, 4, 250, 251, 252, 253});
  CHECK(list(ar::rerange<std::uint16_t>(rgba)) ==
        pixels{257, 514, 771, 1028, 64250, 64507, 64764, 65021});
  CHECK(list(ar::rerange(rgba, {.vmin = 0, .vmax = 512})) ==
        pixels{0, 1, 1, 4, 125, 125, 126, 253});
  const std::vector<std::uint16_t> w{0, 300, 600, 65535};
  CHECK(list(ar::rerange<std::uint16_t>(ar::view(w.data(), {1, 1, 4}, axes::yxc))) ==
        pixels{0, 300, 600, 65535});
  CHECK(list(ar::rerange(ar::view(w.data(), {1, 1, 4}, axes::yxc))) == pixels{0, 128, 255, 255});
  const std::vector<std::int8_t> s{-100, 0, 100, 127};
  CHECK(list(ar::rerange(ar::view(s.data(), {1, 1, 4}, axes::yxc))) == pixels{0, 128, 255, 255});
  const bool flags[1][1][4] = {{{true, false, true, true}}};
  CHECK(list(ar::rerange(flags, {.axes = axes::yxc})) == pixels{255, 0, 255, 255});
}

TEST_CASE("one row or column of colours keeps every component where it is") {
  std::vector<std::uint8_t> v(48);
  std::iota(v.begin(), v.end(), std::uint8_t{0});
  const pixels as_they_are(v.begin(), v.end());
  for (const ar::shape& extents : {ar::shape{1, 16, 3}, ar::shape{16, 1, 3}, ar::shape{1, 16, 1, 3},
                                   ar::shape{1, 1, 16, 3}, ar::shape{16, 1, 1, 3}})
    CHECK(list(ar::rerange(ar::view(v.data(), extents))) == as_they_are);
  // Planar: component i of pixel x is 16 i + x.
  pixels interleaved;
  for (unsigned x = 0; x < 16; ++x) interleaved.insert(interleaved.end(), {x, 16 + x, 32 + x});
  for (const ar::shape& extents : {ar::shape{3, 1, 16}, ar::shape{3, 16, 1}, ar::shape{1, 3, 1, 16},
                                   ar::shape{3, 1, 1, 16}, ar::shape{1, 3, 16, 1}})
    CHECK(list(ar::rerange(ar::view(v.data(), extents))) == interleaved);
  // The caller may mean gray.
  CHECK(ar::rerange(ar::view(v.data(), {1, 16, 3}).slice(0, 0)).channels() == 1);
  // Alpha is not among the values, in whatever shape it comes.
  const std::vector<float> rgba{0, 1, 2, 1, 2, 4, 0, 99};
  for (const ar::shape& extents : {ar::shape{1, 2, 4}, ar::shape{2, 1, 4}, ar::shape{1, 1, 2, 4},
                                   ar::shape{1, 2, 1, 4}, ar::shape{2, 1, 1, 4}}) {
    CHECK(ar::resolve_range(ar::view(rgba.data(), extents), {}) == value_range{0, 4});
    CHECK(list(ar::rerange(ar::view(rgba.data(), extents))) ==
          pixels{0, 64, 128, 255, 128, 255, 0, 255});
  }
}

TEMPLATE_TEST_CASE("the opaque alpha of integers is told by the largest one", "", std::int16_t,
                   std::int32_t, std::uint32_t, std::int64_t, std::uint64_t, long long) {
  using T = TestType;
  const auto limit = std::numeric_limits<T>::max();
  // Two pixels, of which one is black.
  const auto alphas = [](T first, T second, bool gray) {
    const std::vector<T> v = gray ? std::vector<T>{0, first, 100, second}
                                  : std::vector<T>{0, 0, 0, first, 100, 100, 100, second};
    const std::size_t channels = gray ? 2 : 4;
    const raster<std::uint8_t> p = ar::rerange(ar::view(v.data(), {std::size_t{1}, 2, channels}));
    const raster<std::uint16_t> deep =
        ar::rerange<std::uint16_t>(ar::view(v.data(), {std::size_t{1}, 2, channels}));
    // The colours are stretched as without alpha.
    CHECK(p(0, 0)[0] == 0);
    CHECK(p(0, 1)[0] == 255);
    return pixels{p(0, 0)[channels - 1], p(0, 1)[channels - 1], deep(0, 0)[channels - 1],
                  deep(0, 1)[channels - 1]};
  };
  for (const bool gray : {false, true}) {
    CHECK(alphas(255, 255, gray) == pixels{255, 255, 65535, 65535});
    CHECK(alphas(51, 255, gray) == pixels{51, 255, 13107, 65535});
    CHECK(alphas(0, 51, gray) == pixels{0, 51, 0, 13107}); // nothing is above 255
    CHECK(alphas(0, 1, gray) == pixels{0, 1, 0, 257});
    CHECK(alphas(0, 0, gray) == pixels{0, 0, 0, 0});
    CHECK(alphas(limit, 0, gray) == pixels{255, 0, 65535, 0});
    if constexpr (std::is_signed_v<T>) CHECK(alphas(-1, 255, gray) == pixels{0, 255, 0, 65535});
    if constexpr (sizeof(T) > 2) {
      CHECK(alphas(65535, 256, gray) == pixels{255, 1, 65535, 256});
      CHECK(alphas(65535, 32768, gray) == pixels{255, 128, 65535, 32768});
      CHECK(alphas(limit, limit / 5, gray) == pixels{255, 51, 65535, 13107});
      // Half of an odd number is less than a half.
      const unsigned seen = sizeof(T) == 8 ? 0 : std::is_signed_v<T> ? 2 : 1;
      const unsigned half = sizeof(T) == 8 ? 1 : 0;
      CHECK(alphas(65536, limit / 2, gray) == pixels{0, 127 + half, seen, 32767 + half});
    } else {
      CHECK(alphas(256, limit, gray) == pixels{2, 255, 512, 65535});
    }
  }
  // A given range is for the colours alone.
  const std::vector<T> v{0, 50, 100, 255};
  CHECK(list(ar::rerange(ar::view(v.data(), {1, 1, 4}), {.vmin = 0, .vmax = 256})) ==
        pixels{0, 50, 100, 255});
  // Planar, and from the end of memory.
  const std::vector<T> planes{0, 100, 0, 100, 0, 100, 51, 255};
  CHECK(list(ar::rerange(ar::view(planes.data(), {4, 1, 2}, axes::cyx))) ==
        pixels{0, 0, 0, 51, 255, 255, 255, 255});
  CHECK(list(ar::rerange(ar::view(planes.data() + 1, {4, 1, 2}, {2, 0, -1}, axes::cyx))) ==
        pixels{255, 255, 255, 255, 0, 0, 0, 51});
}

TEST_CASE("bytes, 16 bits without a sign and bool have one opaque alpha") {
  const auto of = [](const auto& v) { return list(ar::rerange(ar::view(v.data(), {1, 1, 2}))); };
  CHECK(of(std::vector<std::uint8_t>{7, 100}) == pixels{7, 100});
  CHECK(of(std::vector<std::int8_t>{7, 127}) == pixels{0, 255});
  CHECK(of(std::vector<std::int8_t>{7, 64}) == pixels{0, 129}); // 64 / 127 · 255 = 128.5
  CHECK(of(std::vector<std::uint16_t>{7, 255}) == pixels{0, 1});
  const bool flags[1][1][2] = {{{true, true}}};
  CHECK(list(ar::rerange(flags)) == pixels{255, 255});
}

TEST_CASE("blue first is turned to red first") {
  const std::vector<std::uint8_t> v{1, 2, 3, 4, 5, 6, 7, 8};
  const auto of = [](const auto& view) {
    return list(ar::rerange(view.with(ar::channel_order::bgr)));
  };
  CHECK(of(ar::view(v.data(), {1, 2, 3}, axes::yxc)) == pixels{3, 2, 1, 6, 5, 4});
  CHECK(of(ar::view(v.data(), {1, 2, 4}, axes::yxc)) == pixels{3, 2, 1, 4, 7, 6, 5, 8});
  CHECK(of(ar::view(v.data(), {3, 1, 2}, axes::cyx)) == pixels{5, 3, 1, 6, 4, 2});
  // Gray has no order.
  CHECK(of(ar::view(v.data(), {2, 2})) == pixels{1, 2, 3, 4});
  CHECK(of(ar::view(v.data(), {1, 2, 2}, axes::yxc)) == pixels{1, 2, 3, 4});
  const std::vector<double> w{0, 1, 2, 0.5};
  CHECK(of(ar::view(w.data(), {1, 1, 4}, axes::yxc)) == pixels{255, 128, 0, 128});
}

TEST_CASE("NaN in any channel of a colour picture makes its pixel bad") {
  for (std::size_t channels = 2; channels <= 4; ++channels)
    for (std::size_t at = 0; at < channels; ++at) {
      CAPTURE(channels, at);
      std::vector<double> v(2 * channels, 0.5);
      v[channels + at] = quiet_nan;
      const auto picture =
          ar::view(v.data(), {std::size_t{1}, std::size_t{2}, channels}, axes::yxc);
      const value_range r{0, 1};
      const raster<std::uint8_t> p = ar::rerange(picture, {.range = r});
      CHECK(p.channels() == (channels == 2 ? 2U : 4U));
      CHECK(shown(p, 0, 0) ==
            color{128, 128, 128, channels == 3 ? std::uint8_t{255} : std::uint8_t{128}});
      CHECK(shown(p, 0, 1) == ar::transparent);
      const raster<std::uint8_t> q = ar::rerange(picture, {.range = r, .bad = red});
      CHECK(q.channels() == (channels == 3 ? 3U : 4U));
      CHECK(shown(q, 0, 1) == red);
      CHECK(shown(q, 0, 0).g == 128);
      const raster<std::uint16_t> deep = ar::rerange<std::uint16_t>(picture, {.range = r});
      CHECK(deep.channels() == p.channels());
      CHECK(deep(0, 1)[deep.channels() - 1] == 0);
      CHECK(deep(0, 0)[0] == 32768);
    }
  // Infinity is no NaN.
  const std::vector<double> v{inf, -inf, 1, 0};
  CHECK(list(ar::rerange(ar::view(v.data(), {1, 1, 3}, axes::yxc), {.vmin = 0, .vmax = 2})) ==
        pixels{255, 0, 128});
}

TEST_CASE("colour channels through a logarithm: what has none is bad") {
  const std::vector<double> v{1, 10, 100, 1, 0, 10};
  const raster<std::uint8_t> p =
      ar::rerange(ar::view(v.data(), {1, 2, 3}, axes::yxc), {.norm = ar::log_norm{}});
  CHECK(p.channels() == 4);
  CHECK(shown(p, 0, 0) == color{0, 128, 255});
  CHECK(shown(p, 0, 1) == ar::transparent);
  const std::vector<int> w{1, 10, 100, 1, 0, 10};
  CHECK(shown(ar::rerange(ar::view(w.data(), {1, 2, 3}, axes::yxc), {.norm = ar::log_norm{}}), 0,
              1) == ar::transparent);
  // An alpha of zero is no bad value.
  const std::vector<double> rgba{1, 10, 100, 0};
  CHECK(shown(ar::rerange(ar::view(rgba.data(), {1, 1, 4}, axes::yxc), {.norm = ar::log_norm{}}), 0,
              0) == color{0, 128, 255, 0});
}

TEST_CASE("norms bend the way to the levels") {
  const std::vector<double> v{1, 10, 100, 0, -5};
  const raster<std::uint8_t> log = ar::rerange(row(v), {.norm = ar::log_norm{}});
  CHECK(list(log) == pixels{0, 255, 128, 255, 255, 255, 0, 0, 0, 0});
  CHECK(list(ar::rerange(row(std::vector<int>{1, 10, 100, 0}),
                         {.norm = ar::log_norm{}, .bad = color{3, 3, 3}})) ==
        pixels{0, 128, 255, 3});
  CHECK(list(ar::rerange(row(std::vector<float>{0, 1, 2, 4}), {.gamma = 0.5})) ==
        pixels{0, 128, 181, 255});
  CHECK(list(ar::rerange(row(std::vector<double>{-1, 0, 5, 10}), {.norm = ar::two_slope_norm{}})) ==
        pixels{0, 128, 192, 255});
  CHECK(list(ar::rerange(row(std::vector<double>{-100, 0, 100, inf, -inf}),
                         {.norm = ar::symlog_norm{.linthresh = 1}})) ==
        pixels{0, 128, 255, 255, 0});
  CHECK(list(ar::rerange<std::uint16_t>(row(std::vector<float>{0, 1, 4}), {.gamma = 0.5})) ==
        pixels{0, 32768, 65535});
}

TEST_CASE("parts of complex numbers") {
  const std::vector<std::complex<float>> z{{3, 4}, {0, -10}, {0, 0}, {-10, 0}};
  const auto of = [&](ar::complex_part part) {
    return list(ar::rerange(row(z), {.complex_as = part}));
  };
  CHECK(list(ar::rerange(row(z))) == pixels{128, 255, 0, 255});
  CHECK(of(ar::complex_part::magnitude) == pixels{128, 255, 0, 255});
  CHECK(of(ar::complex_part::real) == pixels{255, 196, 196, 0});
  CHECK(of(ar::complex_part::imag) == pixels{255, 0, 182, 182});
  // atan2(4, 3) = 0.927: floor(128 + 0.927 / π * 128) = 165.
  CHECK(of(ar::complex_part::phase) == pixels{165, 64, 128, 255});
  const std::vector<std::complex<double>> bad{{quiet_nan, 1}, {1, 0}};
  CHECK(list(ar::rerange(row(bad), {.vmin = 0, .vmax = 2})) == pixels{0, 0, 128, 255});
  const std::vector<std::complex<long double>> wide{{3, 4}, {0, 0}};
  CHECK(list(ar::rerange(row(wide))) == pixels{255, 0});
}

TEST_CASE("phase as hue, magnitude as brightness") {
  std::vector<std::complex<double>> z;
  for (int sixth = -3; sixth <= 3; ++sixth)
    z.push_back(std::polar(2.0, sixth * std::numbers::pi / 3));
  z.push_back({0, 0});
  z.push_back({1, 0});
  const mapping_options o{.complex_as = ar::complex_part::phase_hue};
  const raster<std::uint8_t> p = ar::rerange(row(z), o);
  REQUIRE(p.channels() == 3);
  const std::array expected{color{0, 255, 255}, color{0, 0, 255},   color{255, 0, 255},
                            color{255, 0, 0},   color{255, 255, 0}, color{0, 255, 0},
                            color{0, 255, 255}, color{0, 0, 0},     color{128, 0, 0}};
  for (std::size_t i = 0; i < expected.size(); ++i) {
    CAPTURE(i);
    CHECK(shown(p, 0, i) == expected[i]);
  }
  const raster<std::uint16_t> deep = ar::rerange<std::uint16_t>(row(z), o);
  CHECK(deep(0, 3)[0] == 65535);
  CHECK(deep(0, 8)[0] == 32768);
  // Brighter than the range is as bright as can be; half-way hues.
  const std::vector<std::complex<float>> w{std::polar(9.0F, 0.0F),
                                           std::polar(1.0F, std::numbers::pi_v<float> / 6)};
  const raster<std::uint8_t> q =
      ar::rerange(row(w), {.complex_as = ar::complex_part::phase_hue, .vmax = 1});
  CHECK(shown(q, 0, 0) == red);
  CHECK(shown(q, 0, 1) == color{255, 128, 0});
}

TEST_CASE("phase as hue: NaN in either part is bad, infinity is bright") {
  const std::vector<std::complex<double>> z{{1, 0},           {quiet_nan, 0}, {0, quiet_nan},
                                            {inf, quiet_nan}, {inf, 0},       {-inf, 0}};
  const raster<std::uint8_t> p = ar::rerange(row(z), {.complex_as = ar::complex_part::phase_hue});
  REQUIRE(p.channels() == 4);
  CHECK(shown(p, 0, 0) == red);
  CHECK(shown(p, 0, 1) == ar::transparent);
  CHECK(shown(p, 0, 2) == ar::transparent);
  CHECK(shown(p, 0, 3) == ar::transparent);
  CHECK(shown(p, 0, 4) == red);
  CHECK(shown(p, 0, 5) == color{0, 255, 255});
  const raster<std::uint8_t> q =
      ar::rerange(row(z), {.complex_as = ar::complex_part::phase_hue, .bad = blue});
  CHECK(q.channels() == 3);
  CHECK(shown(q, 0, 1) == blue);
  // By decades zero has no brightness.
  const std::vector<std::complex<double>> w{{1, 0}, {100, 0}, {10, 0}, {0, 0}};
  const raster<std::uint8_t> log =
      ar::rerange(row(w), {.complex_as = ar::complex_part::phase_hue, .norm = ar::log_norm{}});
  CHECK(shown(log, 0, 0) == color{0, 0, 0});
  CHECK(shown(log, 0, 1) == red);
  CHECK(shown(log, 0, 2) == color{128, 0, 0});
  CHECK(shown(log, 0, 3) == ar::transparent);
}

TEST_CASE("phase as hue is for scalar fields and has colours of its own") {
  const std::vector<std::complex<double>> z(12);
  const auto with = [&](const mapping_options& o) { return ar::rerange(row(z), o); };
  constexpr auto hue = ar::complex_part::phase_hue;
  CHECK_REFUSED(ar::rerange(ar::view(z.data(), {2, 2, 3}), {.complex_as = hue}),
                error_kind::parameter, "phase_hue for 3 channels");
  CHECK_REFUSED(with({.complex_as = hue, .colormap = ar::colormaps::gray}), error_kind::parameter,
                "phase_hue");
  CHECK_REFUSED(with({.complex_as = hue, .under = red}), error_kind::parameter, "phase_hue");
  CHECK_REFUSED(with({.complex_as = hue, .over = red}), error_kind::parameter, "phase_hue");
  // Real numbers have no phase: they are shown as they are.
  CHECK(list(ar::rerange(row(std::vector<double>{0, 1}), {.complex_as = hue})) == pixels{0, 255});
}

TEST_CASE("a raster is an array of pixels") {
  const raster<std::uint8_t> first = ar::rerange(row(std::vector<double>{0, 0.5, 1}));
  CHECK(ar::rerange(first) == first);
  CHECK(list(ar::rerange(first, {.vmin = 0, .vmax = 128})) == pixels{0, 255, 255});
  const raster<std::uint16_t> deep =
      ar::rerange<std::uint16_t>(row(std::vector<double>{0, 1, 0.5}));
  CHECK(ar::rerange<std::uint16_t>(deep) == deep);
}

TEST_CASE("an array whose type is known at run time only") {
  const std::vector<float> v{0, 1, 0.5F};
  const ar::any_view any(ar::dtype::float32, v.data(), {1, 3}, {3, 1});
  CHECK(list(ar::rerange(any)) == pixels{0, 255, 128});
}

TEST_CASE("normalize is the place in the range, clipped, in the array's own type") {
  const auto d = ar::normalize(std::vector<double>{-1, 0, 3, 7, quiet_nan, inf, -inf},
                               {.vmin = -1, .vmax = 3});
  static_assert(std::is_same_v<decltype(d)::value_type, double>);
  CHECK(d(0) == 0);
  CHECK(d(1) == 0.25);
  CHECK(d(2) == 1);
  CHECK(d(3) == 1);
  CHECK(std::isnan(d(4)));
  CHECK(d(5) == 1);
  CHECK(d(6) == 0);
  static_assert(std::is_same_v<decltype(ar::normalize(std::vector<float>{}))::value_type, float>);
  static_assert(std::is_same_v<decltype(ar::normalize(std::vector<int>{}))::value_type, double>);
  static_assert(
      std::is_same_v<decltype(ar::normalize(std::vector<long double>{}))::value_type, long double>);
  static_assert(
      std::is_same_v<decltype(ar::normalize(std::vector<std::complex<float>>{}))::value_type,
                     float>);
#if ARRAYREEL_HAS_FLOAT16
  static_assert(
      std::is_same_v<decltype(ar::normalize(std::vector<ar::detail::half>{}))::value_type, float>);
#endif
  // The ends are 0 and 1 exactly, whatever they are.
  std::size_t wrong = 0;
  for (int i = 1; i < 2000; ++i) {
    const auto f = ar::normalize(std::vector<float>{0.1F, static_cast<float>(i) * 0.77F});
    const auto g = ar::normalize(std::vector<double>{-0.1, i * 0.77});
    wrong += f(0) == 0 && f(1) == 1 && g(0) == 0 && g(1) == 1 ? 0U : 1U;
  }
  CHECK(wrong == 0);
}

TEST_CASE("normalize keeps the shape, of any rank, and reads any strides") {
  const std::vector<int> v{0, 1, 2, 3, 4, 5, 6, 8};
  const auto whole = ar::normalize(ar::view(v, {2, 2, 1, 2}));
  CHECK(whole.extents() == ar::shape(2, 2, 1, 2));
  CHECK(whole(1, 1, 0, 1) == 1);
  CHECK(whole(1, 0, 0, 0) == 0.5);
  const auto turned = ar::normalize(ar::view(v.data(), {4, 2}, {1, 4}), {.vmin = 0, .vmax = 8});
  CHECK(turned(0, 1) == 0.5);
  CHECK(turned(3, 0) == 0.375);
  CHECK(ar::normalize(std::vector<double>{}).size() == 0);
  CHECK(ar::normalize(std::vector<double>{4, 4})(1) == 0);
}

TEST_CASE("normalize of bytes without a range divides by 255") {
  const auto n = ar::normalize(std::vector<std::uint8_t>{0, 51, 255});
  CHECK(n(0) == 0);
  CHECK(n(1) == 0.2);
  CHECK(n(2) == 1);
  CHECK(ar::normalize(std::vector<std::uint8_t>{10, 20}, {.vmin = 10})(1) == 1);
  const bool flags[] = {true, false};
  CHECK(ar::normalize(flags)(0) == 1);
}

TEST_CASE("normalize through norms and beyond the type's range") {
  CHECK(ar::normalize(std::vector<float>{1, 10, 100}, {.norm = ar::log_norm{}})(1) == 0.5F);
  CHECK(std::isnan(ar::normalize(std::vector<float>{1, -1, 100}, {.norm = ar::log_norm{}})(1)));
  CHECK(ar::normalize(std::vector<double>{0, 1, 4}, {.gamma = 0.5})(1) == 0.5);
  CHECK(ar::normalize(std::vector<float>{0, 3e38F}, {.vmin = -1e308, .vmax = 1e308})(0) == 0.5F);
  CHECK(ar::normalize(std::vector<double>{-largest, 0, largest})(1) == 0.5);
  CHECK(ar::normalize(std::vector<float>{0, 5e-41F}, {.vmin = 0, .vmax = 1e-40})(1) ==
        static_cast<float>(static_cast<double>(5e-41F) / 1e-40));
}

TEST_CASE("normalize has no colours") {
  const std::vector<double> v{1, 2};
  CHECK_REFUSED(ar::normalize(v, {.colormap = ar::colormaps::gray}), error_kind::parameter,
                "colours for normalize");
  CHECK_REFUSED(ar::normalize(v, {.bad = red}), error_kind::parameter, "colours for normalize");
  CHECK_REFUSED(ar::normalize(v, {.under = red}), error_kind::parameter, "colours for normalize");
  CHECK_REFUSED(ar::normalize(v, {.over = red}), error_kind::parameter, "colours for normalize");
  CHECK_REFUSED(ar::normalize(v, {.complex_as = ar::complex_part::phase_hue}),
                error_kind::parameter, "colours for normalize");
  CHECK_REFUSED(ar::normalize(v, {.vmin = 5, .vmax = 4}), error_kind::parameter, "vmin of 5");
}

TEST_CASE("the stride of an axis with one element is never taken") {
  constexpr std::ptrdiff_t far = std::numeric_limits<std::ptrdiff_t>::max();
  const float value = 3;
  const auto v = ar::view(&value, {1, 1, 1}, {far, far, far});
  CHECK(ar::rerange(v.with(ar::axes::yxc), {.vmin = 0, .vmax = 6})(0, 0)[0] == 128);
}

TEST_CASE("limits are compared in the values' own type") {
  const float values[1][3] = {{0.1F, 0.5F, 0.7F}};
  CHECK(ar::rerange(values, {.vmin = 0.1, .vmax = 0.7, .under = blue, .over = red}).channels() ==
        1);
  CHECK(ar::rerange(values, {.vmin = 0.1, .vmax = 0.7, .under = blue, .over = red})
            .palette()
            .empty());
  CHECK_FALSE(ar::rerange(values, {.vmin = 0.2, .vmax = 0.6, .under = blue, .over = red})
                  .palette()
                  .empty());
}

TEST_CASE("normalize keeps the order of colour channels") {
  const float pixel[1][1][3] = {{{0, 0, 1}}};
  const auto v = ar::view(pixel).with(ar::axes::yxc).with(ar::channel_order::bgr);
  CHECK(ar::rerange(ar::normalize(v)) == ar::rerange(v));
  CHECK(ar::rerange(v)(0, 0)[0] == 255);
}

TEST_CASE("resolve_range is the range that rerange uses") {
  const float pixels[2][2][4] = {{{0, 0.25F, 0.5F, 1}, {0.5F, 0.125F, 0, 0.75F}},
                                 {{0, 0.25F, 0.5F, 1}, {0.5F, 0.125F, 0, 0.75F}}};
  const ar::value_range r = ar::resolve_range(pixels, {});
  CHECK(r == ar::value_range{0, 0.5});
  CHECK(ar::rerange(pixels, {.range = r}) == ar::rerange(pixels));
  std::vector<std::uint8_t> bytes(256);
  for (std::size_t i = 0; i < 256; ++i) bytes[i] = static_cast<std::uint8_t>(i);
  const auto v = ar::view(bytes, {16, 16});
  CHECK(ar::rerange(v, {.range = ar::resolve_range(v, {})}) == ar::rerange(v));
}

// AddressSanitizer ends the program where an allocator would say that there is no memory.
#if !defined(__SANITIZE_ADDRESS__)
TEST_CASE("sizes that fit an address but no memory are errors") {
  const float value = 1;
  constexpr std::size_t side = 2147483647;
  CHECK_REFUSED(ar::rerange(ar::view(&value, {side, side}, {0, 0})), ar::error_kind::limit,
                sizeof(std::size_t) > 4 ? "do not fit in memory" : "is larger than any memory");
}
#endif

TEST_CASE("an array of run-time type becomes doubles") {
  const std::int16_t values[2] = {3, 5};
  const ar::any_view v(ar::dtype::int16, values, {1, 2}, {2, 1});
  const ar::owned_array<double> result = ar::normalize(v);
  CHECK(result(0, 0) == 0);
  CHECK(result(0, 1) == 1);
}

TEST_CASE("stretched bytes have the formula's levels, with every set of instructions") {
  std::vector<std::uint8_t> values(301); // more than four of the longest vectors, and a rest
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = static_cast<std::uint8_t>(i * 7);
  for (const auto set : test::simd_sets()) {
    const test::using_simd use(set);
    const auto picture =
        ar::rerange(ar::view(values, {1, values.size()}), {.vmin = 10, .vmax = 110});
    std::size_t wrong = 0;
    for (std::size_t i = 0; i < values.size(); ++i) {
      const double level = (values[i] - 10.0) * (256 / 100.0);
      wrong += picture(0, i)[0] != static_cast<unsigned>(std::clamp(level, 0.0, 255.0));
    }
    CAPTURE(static_cast<int>(set));
    CHECK(wrong == 0);
  }
}

TEST_CASE("memory of the last picture leaves nothing of it behind") {
  const std::vector<float> beyond{0.5F, 9, 0, 0.25F};
  const std::vector<float> inside{0, 0.5F, 0.75F, 1};
  for (const std::size_t bytes : {1U, 2U})
    for (const bool through_colormap : {false, true}) {
      CAPTURE(bytes, through_colormap);
      ar::mapping_options o{.vmin = 0, .vmax = 1, .over = color{255, 0, 0}};
      if (through_colormap) o.colormap = ar::colormaps::viridis;
      auto last = ar::detail::map_picture(ar::view(beyond, {2, 2}), o, bytes);
      const auto reused =
          ar::detail::map_picture(ar::view(inside, {2, 2}), o, bytes, {.scratch = &last});
      CHECK(reused.equals(ar::detail::map_picture(ar::view(inside, {2, 2}), o, bytes)));
    }
}
