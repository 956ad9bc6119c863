// Rasters: what they hold, how they are looked at, and the sizes and palettes that are refused.
#include "catch.hpp"

#include <cstddef>
#include <cstdint>
#include <limits>
#include <numeric>
#include <utility>
#include <vector>

#include <arrayreel/raster.hpp>

#include "support/limits.hpp"
#include "support/refusal.hpp"

namespace ar = arrayreel;
using ar::color;
using ar::error_kind;
using ar::raster;

namespace {

template <class P>
[[nodiscard]] raster<P> numbered(std::size_t h, std::size_t w, std::size_t channels) {
  raster<P> picture(h, w, channels);
  std::iota(picture.pixels().begin(), picture.pixels().end(), P{});
  return picture;
}

} // namespace

TEST_CASE("a raster has rows of interleaved pixels") {
  raster<std::uint8_t> picture = numbered<std::uint8_t>(2, 3, 4);
  CHECK(picture.height() == 2);
  CHECK(picture.width() == 3);
  CHECK(picture.channels() == 4);
  CHECK(picture.pixels().size() == 24);
  CHECK(picture.row(1).size() == 12);
  CHECK(picture.row(1).data() == picture.pixels().data() + 12);
  CHECK(picture.row(1)[0] == 12);
  CHECK(picture(1, 2)[3] == 23);
  CHECK(picture(0, 1)[0] == 4);
  CHECK(picture.palette().empty());
  picture.row(0)[0] = 99;
  const raster<std::uint8_t>& constant = picture;
  CHECK(constant.row(0)[0] == 99);
  CHECK(constant.pixels()[0] == 99);
  CHECK(raster<std::uint16_t>(4, 5).channels() == 1);
}

TEST_CASE("rasters are equal by their pixels, shape and palette") {
  const raster<std::uint8_t> a = numbered<std::uint8_t>(2, 6, 1);
  raster<std::uint8_t> b = a;
  CHECK(a == b);
  CHECK_FALSE(a == numbered<std::uint8_t>(6, 2, 1));
  CHECK_FALSE(a == numbered<std::uint8_t>(2, 3, 2));
  b.palette(std::vector<color>(12));
  CHECK_FALSE(a == b);
  raster<std::uint8_t> c = a;
  c.row(1)[5] = 77;
  CHECK_FALSE(a == c);
  CHECK(a(1, 5)[0] == 11); // a copy is a copy
  const raster<std::uint8_t> moved = std::move(c);
  CHECK(moved(1, 5)[0] == 77);
}

TEST_CASE("a palette has a colour for every index") {
  raster<std::uint8_t> picture = numbered<std::uint8_t>(1, 4, 1);
  const std::vector<color> four(4, color{1, 2, 3});
  picture.palette(four);
  CHECK(picture.palette() == four);
  const auto with = [&](std::size_t size) {
    picture.palette(std::vector<color>(size));
    return 0;
  };
  CHECK_REFUSED(with(3), error_kind::parameter, "a pixel of 3 in a palette of 3 colours");
  CHECK_REFUSED(with(0), error_kind::parameter, "a palette of 0 colours");
  CHECK_REFUSED(with(257), error_kind::parameter, "a palette of 257 colours");
  CHECK(picture.palette() == four);
  CHECK(with(256) == 0);

  raster<std::uint8_t> colored(1, 1, 3);
  raster<std::uint16_t> deep(1, 1, 1);
  CHECK_REFUSED((colored.palette({color{}}), 0), error_kind::parameter, "3 channels of 8 bits");
  CHECK_REFUSED((deep.palette({color{}}), 0), error_kind::parameter, "1 channels of 16 bits");
}

TEST_CASE("sides of zero, other numbers of channels and sizes that wrap are refused") {
  using r8 = raster<std::uint8_t>;
  using r16 = raster<std::uint16_t>;
  CHECK_REFUSED(r8(0, 5), error_kind::parameter, "0 x 5");
  CHECK_REFUSED(r8(5, 0), error_kind::parameter, "5 x 0");
  CHECK_REFUSED(r8(5, 5, 0), error_kind::parameter, "0 channels");
  CHECK_REFUSED(r8(5, 5, 5), error_kind::parameter, "5 channels");
  constexpr std::size_t most = std::numeric_limits<std::size_t>::max();
  CHECK_REFUSED(r8(most, 2), error_kind::limit, test::size_max_text + " x 2");
  CHECK_REFUSED(r8(1, std::size_t{1} << 31), error_kind::limit, "1 x 2147483648");
  CHECK_REFUSED(r8(std::size_t{1} << 31, 1), error_kind::limit, "2147483648 x 1");
  // 2^62 pixels of 4 components: the product of these wraps to 0.
  CHECK_REFUSED(r8(0x7fffffff, 0x7fffffff, 4), error_kind::limit, "4 channels");
  CHECK_REFUSED(r16(0x7fffffff, 0x7fffffff, 2), error_kind::limit, "2147483647 x 2147483647");
}

TEST_CASE("a raster is an array of its components") {
  const raster<std::uint16_t> colored = numbered<std::uint16_t>(2, 3, 3);
  const auto v = view(colored);
  CHECK(v.rank() == 3);
  CHECK(v.extents() == ar::shape(2, 3, 3));
  CHECK(v.layout() == ar::axes::yxc);
  CHECK(v(1, 2, 0) == 15);
  CHECK(v.data() == colored.pixels().data());
  const raster<std::uint8_t> gray(3, 4);
  CHECK(view(gray).extents() == ar::shape(3, 4));
  CHECK(view(gray).layout() == ar::axes::yx);
}
