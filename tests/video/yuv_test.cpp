// Rasters to YUV, planar RGB and packed rows, against arithmetic in double, one pixel at a time.
#include "catch.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <arrayreel/detail/video/yuv.hpp>
#include <arrayreel/raster.hpp>

#include "support/property.hpp"
#include "support/random.hpp"
#include "support/refusal.hpp"
#include "support/simd_sets.hpp"

namespace ar = arrayreel;
using ar::color;
using ar::error_kind;
using ar::raster;
using ar::detail::packed_order;
using ar::detail::plane;
using ar::detail::yuv_converter;
using test::random_source;

namespace {

using picture = raster<std::uint8_t>;
constexpr std::size_t kinds = 5; // of rasters: 1 to 4 channels, and a palette

// ---- The reference: written from the standard. ----

struct yuv {
  double y;
  double u;
  double v;
};

[[nodiscard]] yuv exact(double r, double g, double b) {
  const double gray = 0.299 * r + 0.587 * g + 0.114 * b;
  return {16 + 219 * gray / 255, 128 + 224 * (0.5 * (b - gray) / (1 - 0.114)) / 255,
          128 + 224 * (0.5 * (r - gray) / (1 - 0.299)) / 255};
}
[[nodiscard]] yuv exact(const color& c) { return exact(c.r, c.g, c.b); }

/// The colour of the pixel that is at (y, x) or nearest to it.
[[nodiscard]] color color_at(const picture& p, std::size_t y, std::size_t x) {
  const std::uint8_t* c = p(std::min(y, p.height() - 1), std::min(x, p.width() - 1));
  if (!p.palette().empty()) return c[0] < p.palette().size() ? p.palette()[c[0]] : color{};
  switch (p.channels()) {
    case 1: return {c[0], c[0], c[0]};
    case 2: return {c[0], c[0], c[0], c[1]};
    case 3: return {c[0], c[1], c[2]};
    default: return {c[0], c[1], c[2], c[3]};
  }
}

[[nodiscard]] color laid_over(const color& c, const color& background) {
  const auto mix = [&](unsigned above, unsigned below) {
    return static_cast<std::uint8_t>(std::lround((above * c.a + below * (255.0 - c.a)) / 255.0));
  };
  return {mix(c.r, background.r), mix(c.g, background.g), mix(c.b, background.b)};
}

// ---- Memory that shows what is written beside it. ----

constexpr std::uint8_t untouched = 0xa5;

class guarded_plane {
public:
  guarded_plane(random_source& random, std::size_t height, std::size_t row_bytes)
      : height_(height), row_bytes_(row_bytes),
        stride_(row_bytes + (random.one_in(3) ? 0 : random.below(40))),
        size_((height - 1) * stride_ + row_bytes), bytes_(std::make_unique<std::uint8_t[]>(size_)) {
    std::fill_n(bytes_.get(), size_, untouched);
  }

  [[nodiscard]] plane to() { return {bytes_.get(), static_cast<std::ptrdiff_t>(stride_)}; }
  [[nodiscard]] std::uint8_t at(std::size_t y, std::size_t x) const {
    return bytes_[y * stride_ + x];
  }
  [[nodiscard]] bool is_guarded() const {
    for (std::size_t i = 0; i < size_; ++i)
      if (i % stride_ >= row_bytes_ && bytes_[i] != untouched) return false;
    return true;
  }
  /// The rows alone.
  [[nodiscard]] std::vector<std::uint8_t> rows() const {
    std::vector<std::uint8_t> all;
    for (std::size_t y = 0; y < height_; ++y)
      all.insert(all.end(), &bytes_[y * stride_], &bytes_[y * stride_] + row_bytes_);
    return all;
  }

private:
  std::size_t height_;
  std::size_t row_bytes_;
  std::size_t stride_;
  std::size_t size_;
  std::unique_ptr<std::uint8_t[]> bytes_;
};

struct guarded_planes {
  guarded_planes(random_source& random, std::size_t height, std::size_t width, std::size_t part)
      : planes{guarded_plane(random, height, width),
               guarded_plane(random, height / part, width / part),
               guarded_plane(random, height / part, width / part)} {}

  [[nodiscard]] std::array<plane, 3> to() {
    return {planes[0].to(), planes[1].to(), planes[2].to()};
  }
  [[nodiscard]] bool are_guarded() const {
    return planes[0].is_guarded() && planes[1].is_guarded() && planes[2].is_guarded();
  }
  [[nodiscard]] bool same_rows(const guarded_planes& o) const {
    for (std::size_t i = 0; i < 3; ++i)
      if (planes[i].rows() != o.planes[i].rows()) return false;
    return true;
  }

  std::array<guarded_plane, 3> planes;
};

// ---- Random pictures. ----

[[nodiscard]] color random_color(random_source& random) {
  const std::uint64_t bits = random.bits();
  const auto byte = [&](unsigned shift) { return static_cast<std::uint8_t>(bits >> shift); };
  return {byte(0), byte(8), byte(16), random.one_in(2) ? byte(24) : std::uint8_t{255}};
}

[[nodiscard]] std::vector<color> random_palette(random_source& random, std::size_t count) {
  std::vector<color> table(count);
  for (color& c : table) c = random_color(random);
  return table;
}

[[nodiscard]] picture random_picture(random_source& random, std::size_t kind, std::size_t height,
                                     std::size_t width) {
  picture p(height, width, kind == 4 ? 1 : kind + 1);
  // Mostly opaque or not at all: each is a way of its own.
  const bool opaque = random.one_in(3);
  for (std::uint8_t& x : p.pixels()) x = static_cast<std::uint8_t>(random.bits());
  if (opaque && p.channels() % 2 == 0)
    for (std::size_t i = p.channels() - 1; i < p.pixels().size(); i += p.channels())
      if (!random.one_in(64)) p.pixels()[i] = 255;
  if (kind == 4) {
    const std::size_t count = random.one_in(2) ? 256 : 1 + random.below(256);
    for (std::uint8_t& x : p.pixels()) x = static_cast<std::uint8_t>(x % count);
    p.palette(random_palette(random, count));
  }
  return p;
}

struct sides {
  std::size_t height;
  std::size_t width;
};

[[nodiscard]] sides random_output(random_source& random, const picture& p, std::size_t multiple) {
  const auto side = [&](std::size_t n) {
    switch (random.below(4)) {
      case 0: n += random.below(3); break;
      case 1: n += random.below(40); break;
      default: break;
    }
    return (n + multiple - 1) / multiple * multiple;
  };
  return {side(p.height()), side(p.width())};
}

[[nodiscard]] std::string describe(const picture& p, const sides& out) {
  return std::to_string(p.height()) + " x " + std::to_string(p.width()) + " x " +
         std::to_string(p.channels()) + " with " + std::to_string(p.palette().size()) +
         " palette colours as " + std::to_string(out.height) + " x " + std::to_string(out.width);
}

// The rounding of integers and of the table, beside the last rounding.
constexpr double tolerance = 0.51;

/// What is wrong with the planes of a picture; empty where nothing is.
[[nodiscard]] std::string problem(const picture& p, const color& background, const sides& out,
                                  const guarded_planes& have) {
  const auto at = [&](std::size_t y, std::size_t x) {
    return exact(laid_over(color_at(p, y, x), background));
  };
  const auto differs = [&](std::size_t i, std::size_t y, std::size_t x, double want) {
    return std::fabs(have.planes[i].at(y, x) - want) > tolerance;
  };
  const auto text = [&](const char* name, std::size_t y, std::size_t x) {
    return std::string(name) + " at " + std::to_string(y) + ", " + std::to_string(x);
  };
  for (std::size_t y = 0; y < out.height; ++y)
    for (std::size_t x = 0; x < out.width; ++x)
      if (differs(0, y, x, at(y, x).y)) return text("Y", y, x);
  for (std::size_t y = 0; y < out.height / 2; ++y)
    for (std::size_t x = 0; x < out.width / 2; ++x) {
      yuv sum{0, 0, 0};
      for (std::size_t i = 0; i < 2; ++i)
        for (std::size_t j = 0; j < 2; ++j) {
          const yuv c = at(2 * y + i, 2 * x + j);
          sum.u += c.u;
          sum.v += c.v;
        }
      if (differs(1, y, x, sum.u / 4)) return text("Cb", y, x);
      if (differs(2, y, x, sum.v / 4)) return text("Cr", y, x);
    }
  if (!have.are_guarded()) return "something beside the rows is written";
  return {};
}

/// Converts with every set of instructions and checks all.
void check_picture(random_source& random, const picture& p) {
  const sides out = random_output(random, p, 2);
  color background = random_color(random); // its alpha must not matter
  guarded_planes portable(random, out.height, out.width, 2);
  for (const ar::detail::simd_level set : test::simd_sets()) {
    const test::using_simd use(set);
    guarded_planes result(random, out.height, out.width, 2);
    guarded_planes& to = set == ar::detail::simd_level::portable ? portable : result;
    yuv_converter{background}(picture_of(p), to.to(), out.height, out.width);
    const std::string wrong = problem(p, background, out, to);
    if (!wrong.empty()) RC_FAIL(describe(p, out) + ": " + wrong);
    if (!to.same_rows(portable)) RC_FAIL(describe(p, out) + ": a set differs from portable");
  }
}

/// Each colour with so much red as 2 x 2 pixels.
[[nodiscard]] picture all_of_red(std::size_t red) {
  picture p(512, 512, 3);
  for (std::size_t y = 0; y < 512; ++y)
    for (std::size_t x = 0; x < 512; ++x) {
      std::uint8_t* const c = &p.row(y)[3 * x];
      c[0] = static_cast<std::uint8_t>(red);
      c[1] = static_cast<std::uint8_t>(y / 2);
      c[2] = static_cast<std::uint8_t>(x / 2);
    }
  return p;
}

struct rounding {
  double worst = 0;
  std::size_t off = 0; // values that are not the nearest integer

  void add(std::uint8_t have, double want) {
    worst = std::max(worst, std::fabs(have - want));
    off += std::fabs(have - want) > 0.5 + 1e-9 ? 1U : 0U;
  }
};

} // namespace

TEST_CASE("every colour is within a hundredth of exact rounding") {
#if defined(__OPTIMIZE__)
  constexpr std::size_t step = 1;
#else
  constexpr std::size_t step = 15;
#endif
  random_source random(1);
  rounding of_rgb;
  std::size_t colors = 0;
  for (std::size_t red = 0; red < 256; red += step) {
    const picture p = all_of_red(red);
    guarded_planes out(random, 512, 512, 2);
    yuv_converter{color{}}(picture_of(p), out.to(), 512, 512);
    for (std::size_t g = 0; g < 256; ++g)
      for (std::size_t b = 0; b < 256; ++b) {
        const yuv want =
            exact(static_cast<double>(red), static_cast<double>(g), static_cast<double>(b));
        of_rgb.add(out.planes[0].at(2 * g, 2 * b), want.y);
        of_rgb.add(out.planes[1].at(g, b), want.u);
        of_rgb.add(out.planes[2].at(g, b), want.v);
        ++colors;
      }
  }
  CHECK(of_rgb.worst < tolerance);
  CAPTURE(of_rgb.off, colors);
  CHECK(of_rgb.off * 100 < colors);
}

TEST_CASE("gray levels and palette colours are rounded exactly, and gray has no colour") {
  picture gray(1, 256);
  for (std::size_t i = 0; i < 256; ++i) gray.pixels()[i] = static_cast<std::uint8_t>(i);
  picture colors(1, 256);
  std::copy(gray.pixels().begin(), gray.pixels().end(), colors.pixels().begin());
  random_source random(2);
  std::vector<color> table = random_palette(random, 256);
  for (color& c : table) c.a = 255;
  colors.palette(table);
  picture grays_in_color(1, 256, 3);
  for (std::size_t i = 0; i < 3 * 256; ++i)
    grays_in_color.pixels()[i] = static_cast<std::uint8_t>(i / 3);

  const auto nearest = [](std::uint8_t have, double want) {
    return std::fabs(have - want) <= 0.5 + 1e-9;
  };
  guarded_planes of_gray(random, 2, 256, 2);
  guarded_planes of_colors(random, 2, 256, 2);
  guarded_planes of_grays(random, 2, 256, 2);
  yuv_converter convert{color{}};
  convert(picture_of(gray), of_gray.to(), 2, 256);
  convert(picture_of(colors), of_colors.to(), 2, 256);
  convert(picture_of(grays_in_color), of_grays.to(), 2, 256);
  CHECK(of_gray.same_rows(of_grays));
  for (std::size_t i = 0; i < 256; ++i) {
    CAPTURE(i);
    CHECK(nearest(of_gray.planes[0].at(0, i), 16 + 219 * static_cast<double>(i) / 255));
    CHECK(of_gray.planes[1].at(0, i / 2) == 128);
    CHECK(of_gray.planes[2].at(0, i / 2) == 128);
    CHECK(nearest(of_colors.planes[0].at(0, i), exact(table[i]).y));
  }
  CHECK(of_gray.planes[0].at(0, 0) == 16);
  CHECK(of_gray.planes[0].at(0, 255) == 235);
}

TEST_CASE("the primaries have the values of the standard") {
  const std::array<std::pair<color, std::array<int, 3>>, 4> known{{
      {{255, 0, 0}, {81, 90, 240}},
      {{0, 255, 0}, {145, 54, 34}},
      {{0, 0, 255}, {41, 240, 110}},
      {{255, 255, 0}, {210, 16, 146}},
  }};
  random_source random(3);
  for (const auto& [c, want] : known) {
    picture p(2, 2, 3);
    for (std::size_t i = 0; i < 4; ++i) {
      p.pixels()[3 * i] = c.r;
      p.pixels()[3 * i + 1] = c.g;
      p.pixels()[3 * i + 2] = c.b;
    }
    guarded_planes out(random, 2, 2, 2);
    yuv_converter{color{}}(picture_of(p), out.to(), 2, 2);
    for (std::size_t i = 0; i < 3; ++i) CHECK(out.planes[i].at(0, 0) == want[i]);
  }
}

TEST_CASE("all kinds of rasters at all small sizes, with every set") {
  // A kind for every size; the trials are enough to meet all of them.
  test::check_property("small sizes", 100, [](std::uint64_t seed) {
    random_source random(seed);
    for (std::size_t height = 1; height < 20; ++height)
      for (std::size_t width = 1; width < 20; ++width)
        check_picture(random, random_picture(random, random.below(kinds), height, width));
  });
}

TEST_CASE("random sizes, with every set") {
  test::check_property("random sizes", 200, [](std::uint64_t seed) {
    random_source random(seed);
    // Long rows too: palettes are done in stretches.
    const bool is_long = random.one_in(4);
    const picture p =
        random_picture(random, random.below(kinds), 1 + random.below(is_long ? 4 : 40),
                       1 + random.below(is_long ? 1400 : 90));
    check_picture(random, p);
  });
}

TEST_CASE("one converter for pictures of different kinds and palettes") {
  random_source random(4);
  const color background{10, 200, 30};
  yuv_converter convert(background);
  std::vector<color> table = random_palette(random, 256);
  for (int i = 0; i < 80; ++i) {
    picture p = random_picture(random, random.one_in(4) ? random.below(kinds) : 4, 6, 10);
    if (!p.palette().empty() && random.one_in(2)) {
      // The palette before, with or without a change of one component.
      if (random.one_in(2)) table[random.below(256)].b ^= 0x40;
      p.palette(table);
    }
    guarded_planes out(random, 6, 10, 2);
    convert(picture_of(p), out.to(), 6, 10);
    CHECK(problem(p, background, {6, 10}, out) == "");
  }
}

TEST_CASE("an index beyond the palette is black, not a read beyond it") {
  picture p(2, 2);
  std::fill(p.pixels().begin(), p.pixels().end(), std::uint8_t{0});
  p.palette({{255, 255, 255}});
  p.pixels()[3] = 200;
  random_source random(5);
  guarded_planes out(random, 2, 2, 2);
  yuv_converter{color{255, 0, 0}}(picture_of(p), out.to(), 2, 2);
  CHECK(problem(p, {255, 0, 0}, {2, 2}, out) == "");
  CHECK(out.planes[0].at(1, 1) == 16);
}

TEST_CASE("rows may go upwards") {
  random_source random(6);
  const picture p = random_picture(random, 2, 4, 6);
  std::array<std::vector<std::uint8_t>, 3> up;
  std::array<plane, 3> to{};
  for (std::size_t i = 0; i < 3; ++i) {
    const std::size_t rows = i == 0 ? 4 : 2;
    const std::size_t width = i == 0 ? 6 : 3;
    up[i].resize(rows * width);
    to[i] = {up[i].data() + (rows - 1) * width, -static_cast<std::ptrdiff_t>(width)};
  }
  guarded_planes down(random, 4, 6, 2);
  yuv_converter convert{color{}};
  convert(picture_of(p), to, 4, 6);
  convert(picture_of(p), down.to(), 4, 6);
  for (std::size_t y = 0; y < 4; ++y)
    for (std::size_t x = 0; x < 6; ++x) CHECK(up[0][(3 - y) * 6 + x] == down.planes[0].at(y, x));
}

TEST_CASE("planar and packed RGB of all kinds and sizes") {
  test::check_property("planes and packed rows", 300, [](std::uint64_t seed) {
    random_source random(seed);
    const std::size_t kind = random.below(kinds);
    const picture p = random_picture(random, kind, 1 + random.below(20), 1 + random.below(40));
    const sides out = random_output(random, p, 1);
    const color background = random_color(random);
    const auto shown = [&](std::size_t y, std::size_t x) {
      return laid_over(color_at(p, y, x), background);
    };

    guarded_planes gbr(random, out.height, out.width, 1);
    ar::detail::to_planar_rgb(picture_of(p), background, gbr.to(), out.height, out.width);
    RC_ASSERT(gbr.are_guarded());
    guarded_plane rgb(random, out.height, 3 * out.width);
    guarded_plane bgr0(random, out.height, 4 * out.width);
    guarded_plane rgba(random, out.height, 4 * out.width);
    guarded_plane bgra(random, out.height, 4 * out.width);
    const auto pack = [&](packed_order order, guarded_plane& to) {
      ar::detail::to_packed(picture_of(p), background, order, to.to(), out.height, out.width);
      RC_ASSERT(to.is_guarded());
    };
    pack(packed_order::rgb, rgb);
    pack(packed_order::bgr0, bgr0);
    pack(packed_order::rgba, rgba);
    pack(packed_order::bgra, bgra);
    for (std::size_t y = 0; y < out.height; ++y)
      for (std::size_t x = 0; x < out.width; ++x) {
        const color c = shown(y, x);
        const color own = color_at(p, y, x);
        const auto three = [&](const auto& get, const color& want) {
          return get(0) == want.r && get(1) == want.g && get(2) == want.b;
        };
        constexpr std::array<std::size_t, 3> plane_of{2, 0, 1};
        RC_ASSERT(three([&](std::size_t i) { return gbr.planes[plane_of[i]].at(y, x); }, c));
        RC_ASSERT(three([&](std::size_t i) { return rgb.at(y, 3 * x + i); }, c));
        RC_ASSERT(three([&](std::size_t i) { return bgr0.at(y, 4 * x + 2 - i); }, c));
        RC_ASSERT(three([&](std::size_t i) { return rgba.at(y, 4 * x + i); }, own));
        RC_ASSERT(three([&](std::size_t i) { return bgra.at(y, 4 * x + 2 - i); }, own));
        RC_ASSERT(bgr0.at(y, 4 * x + 3) == 0);
        RC_ASSERT(rgba.at(y, 4 * x + 3) == own.a);
        RC_ASSERT(bgra.at(y, 4 * x + 3) == own.a);
      }
  });
}

TEST_CASE("outputs that a picture does not fit into are refused") {
  std::vector<std::uint8_t> memory(64);
  const plane one{memory.data(), 8};
  const std::array<plane, 3> three{one, one, one};
  const picture p(3, 4, 3);
  yuv_converter convert{color{}};
  constexpr auto parameter = error_kind::parameter;
  CHECK_REFUSED(convert(picture_of(p), three, 2, 4), parameter,
                "an output of 2 x 4 pixels for a picture of 3 x 4; expected sides as long");
  CHECK_REFUSED(convert(picture_of(p), three, 4, 2), parameter, "4 x 2 pixels");
  CHECK_REFUSED(convert(picture_of(p), three, 3, 4), parameter,
                "3 x 4 pixels in 4:2:0; expected even sides");
  CHECK_REFUSED(convert(picture_of(p), three, 4, 5), parameter, "4 x 5 pixels in 4:2:0");
  CHECK_REFUSED(ar::detail::to_planar_rgb(picture_of(p), {}, three, 3, 3), parameter, "3 x 3");
  CHECK_REFUSED(ar::detail::to_packed(picture_of(p), {}, packed_order::rgb, one, 2, 4), parameter,
                "2 x 4");
}
