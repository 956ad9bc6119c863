// Checksums against zlib's, by every set of vector instructions.
#include <arrayreel/detail/deflate/checksums.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include <zlib.h>

#include "catch.hpp"
#include "support/simd_sets.hpp"

namespace {

namespace ar = arrayreel::detail;

// Bytes without a pattern, and those that make the sums largest.
std::vector<std::uint8_t> bytes_of(std::size_t size, bool largest) {
  std::vector<std::uint8_t> bytes(size, 255);
  std::uint32_t x = 1;
  if (!largest)
    for (std::uint8_t& byte : bytes) {
      x = x * 1664525 + 1013904223;
      byte = static_cast<std::uint8_t>(x >> 24);
    }
  return bytes;
}

std::vector<std::size_t> sizes() {
  std::vector<std::size_t> result;
  for (std::size_t n = 0; n < 300; ++n) result.push_back(n);
  for (const std::size_t n : {5535U, 5536U, 5537U, 11072U, 65536U, 100'001U}) result.push_back(n);
  return result;
}

} // namespace

TEST_CASE("CRC-32 and Adler-32 are zlib's, at once and in two parts") {
  for (const ar::simd_level set : test::simd_sets()) {
    const test::using_simd used(set);
    for (const bool largest : {false, true})
      for (const std::size_t size : sizes()) {
        const std::vector<std::uint8_t> bytes = bytes_of(size, largest);
        const std::span<const std::uint8_t> all(bytes);
        const auto crc = static_cast<std::uint32_t>(
            ::crc32(::crc32(0, nullptr, 0), bytes.data(), static_cast<uInt>(size)));
        const auto adler = static_cast<std::uint32_t>(
            ::adler32(::adler32(0, nullptr, 0), bytes.data(), static_cast<uInt>(size)));
        const auto first = all.first(size / 3);
        const auto second = all.subspan(size / 3);
        CAPTURE(static_cast<int>(set), size, largest);
        CHECK(ar::crc32(all) == (size == 0 ? 0 : crc));
        CHECK(ar::crc32(second, ar::crc32(first)) == (size == 0 ? 0 : crc));
        CHECK(ar::adler32(all) == (size == 0 ? 1 : adler));
        CHECK(ar::adler32(second, ar::adler32(first)) == (size == 0 ? 1 : adler));
        CHECK(ar::adler32_joined(ar::adler32(first), ar::adler32(second), second.size()) ==
              (size == 0 ? 1 : adler));
      }
  }
}
