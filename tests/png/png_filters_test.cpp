// Filters by vectors against the specification's formulas, byte by byte.
#include <arrayreel/detail/png/filters.hpp>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <vector>

#include "catch.hpp"
#include "support/simd_sets.hpp"

namespace {

namespace ar = arrayreel::detail;

// The formulas of the PNG specification, section 9.2.
std::uint8_t filtered(ar::row_filter filter, const std::vector<std::uint8_t>& row,
                      const std::vector<std::uint8_t>& above, std::size_t i, std::size_t pixel) {
  const int a = i >= pixel ? row[i - pixel] : 0;
  const int b = above[i];
  const int c = i >= pixel ? above[i - pixel] : 0;
  const int p = a + b - c;
  const int nearest = std::abs(p - a) <= std::abs(p - b) && std::abs(p - a) <= std::abs(p - c) ? a
                      : std::abs(p - b) <= std::abs(p - c)                                     ? b
                                                                                               : c;
  const int guesses[] = {0, a, b, (a + b) / 2, nearest};
  return static_cast<std::uint8_t>(row[i] - guesses[static_cast<std::size_t>(filter)]);
}

} // namespace

TEST_CASE("Rows are filtered as the specification says, whatever their length and pixels") {
  std::uint32_t x = 7;
  const auto next = [&] {
    x = x * 1664525 + 1013904223;
    return x >> 24;
  };
  for (std::size_t size : {1U, 2U, 7U, 15U, 16U, 17U, 31U, 32U, 33U, 40U, 64U, 100U, 257U})
    for (std::size_t pixel = 1; pixel <= 8; ++pixel)
      // All bytes, and few, which are equal often: ties decide who is nearest.
      for (const unsigned kinds : {256U, 3U}) {
        std::vector<std::uint8_t> row(size);
        std::vector<std::uint8_t> above(size);
        for (std::uint8_t& byte : row) byte = static_cast<std::uint8_t>(next() % kinds);
        for (std::uint8_t& byte : above) byte = static_cast<std::uint8_t>(next() % kinds);
        for (std::size_t f = 0; f < ar::row_filters; ++f) {
          const auto filter = static_cast<ar::row_filter>(f);
          std::vector<std::uint8_t> expected(size);
          for (std::size_t i = 0; i < size; ++i)
            expected[i] = filtered(filter, row, above, i, pixel);
          for (const ar::simd_level set : test::simd_sets()) {
            const test::using_simd used(set);
            std::vector<std::uint8_t> out(size + 1, 0xa5);
            ar::filter_row_to(out.data(), filter, {row.data(), above.data(), size, pixel});
            CAPTURE(static_cast<int>(set), size, pixel, kinds, f);
            CHECK(out.back() == 0xa5);
            out.pop_back();
            CHECK(out == expected);
          }
        }
      }
}

TEST_CASE("Every left, upper and corner neighbour has the specification's Paeth predictor") {
  for (const ar::simd_level set : test::simd_sets()) {
    const test::using_simd used(set);
    std::size_t wrong = 0;
    // Two pixels of 128 bytes: those above the second take all values, half of them at a time.
    for (unsigned left = 0; left < 256; ++left)
      for (unsigned corner = 0; corner < 256; corner += 5) {
        constexpr std::size_t pixel = 128;
        std::vector<std::uint8_t> row(2 * pixel, static_cast<std::uint8_t>(left));
        std::vector<std::uint8_t> above(2 * pixel, static_cast<std::uint8_t>(corner));
        for (unsigned half = 0; half < 2; ++half) {
          for (std::size_t i = 0; i < pixel; ++i)
            above[pixel + i] = static_cast<std::uint8_t>(128 * half + i);
          std::vector<std::uint8_t> out(2 * pixel);
          ar::filter_row_to(out.data(), ar::row_filter::paeth,
                            {row.data(), above.data(), 2 * pixel, pixel});
          for (std::size_t i = pixel; i < 2 * pixel; ++i)
            wrong += out[i] != filtered(ar::row_filter::paeth, row, above, i, pixel) ? 1U : 0U;
        }
      }
    CAPTURE(static_cast<int>(set));
    CHECK(wrong == 0);
  }
}
