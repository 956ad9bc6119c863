// The checksums of PNG: CRC-32 of chunks, Adler-32 of zlib streams.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>

#include "../simd/sets.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

/// CRC-32 as in PNG (specification, annex D), eight bytes at a time (Kounavis and Berry 2005).
class crc32_tables {
public:
  crc32_tables() noexcept {
    for (std::uint32_t byte = 0; byte < 256; ++byte) {
      std::uint32_t c = byte;
      for (int bit = 0; bit < 8; ++bit) c = (c & 1U) != 0 ? 0xedb88320U ^ c >> 1 : c >> 1;
      tables_[0][byte] = c;
    }
    for (std::size_t byte = 0; byte < 256; ++byte)
      for (std::size_t k = 1; k < 8; ++k)
        tables_[k][byte] = tables_[k - 1][byte] >> 8 ^ tables_[0][tables_[k - 1][byte] & 0xffU];
  }

  /// The CRC register after n more bytes.
  [[nodiscard, gnu::noinline]] std::uint32_t run(std::uint32_t c, const std::uint8_t* p,
                                                 std::size_t n) const noexcept {
    for (; n >= 8; p += 8, n -= 8) {
      const std::uint32_t low = c ^ (std::uint32_t{p[0]} | std::uint32_t{p[1]} << 8 |
                                     std::uint32_t{p[2]} << 16 | std::uint32_t{p[3]} << 24);
      c = tables_[7][low & 0xffU] ^ tables_[6][low >> 8 & 0xffU] ^ tables_[5][low >> 16 & 0xffU] ^
          tables_[4][low >> 24] ^ tables_[3][p[4]] ^ tables_[2][p[5]] ^ tables_[1][p[6]] ^
          tables_[0][p[7]];
    }
    for (; n > 0; ++p, --n) c = tables_[0][(c ^ *p) & 0xffU] ^ c >> 8;
    return c;
  }

private:
  std::uint32_t tables_[8][256] = {};
};

[[nodiscard]] inline const crc32_tables& crc32_of_bytes() noexcept {
  static const crc32_tables tables;
  return tables;
}

inline constexpr std::uint32_t adler32_base = 65521;

// The two sums of Adler-32 (RFC 1950, section 9), reduced modulo the base after each chunk. A chunk
// is short enough that they stay below 2³².
struct adler32_sums {
  std::uint32_t a = 1;
  std::uint32_t b = 0;
};
inline constexpr std::size_t adler32_chunk = 5536;

} // namespace arrayreel::ARRAYREEL_ABI::detail

#define ARRAYREEL_KERNEL_FILE "../deflate/checksum_kernels.inc"
#include "../simd/for_each_set.inc"

namespace arrayreel::ARRAYREEL_ABI::detail {

/// The CRC register after n more bytes.
[[nodiscard]] inline std::uint32_t crc32_run(std::uint32_t c, const std::uint8_t* p,
                                             std::size_t n) noexcept {
  ARRAYREEL_RETURN_KERNEL(crc32_run(c, p, n));
}

/// Adds n bytes, at most `adler32_chunk`, to the sums.
inline void adler32_bytes(adler32_sums& s, const std::uint8_t* p, std::size_t n) noexcept {
  ARRAYREEL_RETURN_KERNEL(adler32_bytes(s, p, n));
}

/// The CRC-32 of some bytes and those before them, whose CRC-32 is `before`.
[[nodiscard, gnu::noinline]] inline std::uint32_t crc32(std::span<const std::uint8_t> bytes,
                                                        std::uint32_t before = 0) noexcept {
  return ~crc32_run(~before, bytes.data(), bytes.size());
}

/// The Adler-32 of some bytes and those before them, whose Adler-32 is `before`.
[[nodiscard, gnu::noinline]] inline std::uint32_t adler32(std::span<const std::uint8_t> bytes,
                                                          std::uint32_t before = 1) noexcept {
  adler32_sums s{before & 0xffffU, before >> 16};
  const std::uint8_t* p = bytes.data();
  for (std::size_t n = bytes.size(); n > 0;) {
    const std::size_t chunk = n < adler32_chunk ? n : adler32_chunk;
    adler32_bytes(s, p, chunk);
    p += chunk;
    n -= chunk;
    s.a %= adler32_base;
    s.b %= adler32_base;
  }
  return s.b << 16 | s.a;
}

/// The Adler-32 of two sequences joined, from the Adler-32 of each and the size of the second.
[[nodiscard]] inline std::uint32_t adler32_joined(std::uint32_t first, std::uint32_t second,
                                                  std::uint64_t second_size) noexcept {
  const std::uint64_t base = adler32_base;
  const std::uint64_t more = (first & 0xffffU) + base - 1;
  const std::uint64_t a = ((second & 0xffffU) + more) % base;
  const std::uint64_t b =
      ((first >> 16) + (second >> 16) + second_size % base * (more % base)) % base;
  return static_cast<std::uint32_t>(b << 16 | a);
}

} // namespace arrayreel::ARRAYREEL_ABI::detail
