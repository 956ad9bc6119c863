// Pictures from pictures: enlargement.
#include "catch.hpp"

#include <cstddef>
#include <cstdint>
#include <limits>
#include <numeric>
#include <vector>

#include <arrayreel/compose.hpp>

#include "support/refusal.hpp"

namespace ar = arrayreel;
using ar::error_kind;
using ar::raster;

namespace {

template <class P> void check_blocks(std::size_t channels, std::size_t factor) {
  raster<P> picture(3, 5, channels);
  std::iota(picture.pixels().begin(), picture.pixels().end(), static_cast<P>(200));
  const raster<P> big = ar::upscale(picture, factor);
  REQUIRE(big.height() == 3 * factor);
  REQUIRE(big.width() == 5 * factor);
  REQUIRE(big.channels() == channels);
  std::size_t wrong = 0;
  for (std::size_t y = 0; y < big.height(); ++y)
    for (std::size_t x = 0; x < big.width(); ++x)
      for (std::size_t c = 0; c < channels; ++c)
        wrong += big(y, x)[c] == picture(y / factor, x / factor)[c] ? 0U : 1U;
  CHECK(wrong == 0);
}

} // namespace

TEST_CASE("every pixel becomes a block") {
  for (const std::size_t channels : {1U, 2U, 3U, 4U})
    for (const std::size_t factor : {1U, 2U, 3U, 7U}) {
      CAPTURE(channels, factor);
      check_blocks<std::uint8_t>(channels, factor);
      check_blocks<std::uint16_t>(channels, factor);
    }
}

TEST_CASE("a factor of one is the picture itself, and a palette stays") {
  raster<std::uint8_t> picture(1, 2);
  picture.row(0)[0] = 1;
  picture.row(0)[1] = 0;
  picture.palette({{1, 2, 3}, {4, 5, 6, 7}});
  CHECK(ar::upscale(picture, 1) == picture);
  const raster<std::uint8_t> big = ar::upscale(picture, 2);
  CHECK(big.palette() == picture.palette());
  CHECK(std::vector<std::uint8_t>(big.pixels().begin(), big.pixels().end()) ==
        std::vector<std::uint8_t>{1, 1, 0, 0, 1, 1, 0, 0});
}

TEST_CASE("a factor of zero, and pictures that would be too large, are refused") {
  const raster<std::uint8_t> picture(2, 3);
  CHECK_REFUSED(ar::upscale(picture, 0), error_kind::parameter, "upscale factor of 0");
  constexpr std::size_t most = std::numeric_limits<std::size_t>::max();
  CHECK_REFUSED(ar::upscale(picture, most), error_kind::limit, "18446744073709551615");
  // 2^63 + 1 times 2 wraps to 2.
  CHECK_REFUSED(ar::upscale(picture, most / 2 + 2), error_kind::limit, "9223372036854775809");
  CHECK_REFUSED(ar::upscale(picture, 0x7fffffff), error_kind::limit, "4294967294 x 6442450941");
}
