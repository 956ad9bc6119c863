// The checksums of PNG: CRC-32 of chunks, Adler-32 of zlib streams.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>

#include "../simd/sets.hpp"

namespace arrayreel::inline ARRAYREEL_ABI::detail {

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

  /// The register after further bytes.
  [[nodiscard]] std::uint32_t run(std::uint32_t c, const std::uint8_t* p,
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

#if ARRAYREEL_SSE2
namespace avx2 {

typedef long long clmul_lanes __attribute__((vector_size(16)));

// A remainder 128 or 512 bits further on, and what comes there.
[[nodiscard]] ARRAYREEL_AVX2_INLINE clmul_lanes folded(clmul_lanes x, clmul_lanes by,
                                                       const std::uint8_t* next) noexcept {
  clmul_lanes n;
  std::memcpy(&n, next, 16);
  return __builtin_ia32_pclmulqdq128(x, by, 0x00) ^ __builtin_ia32_pclmulqdq128(x, by, 0x11) ^ n;
}

/// The register after n ≥ 64 bytes: folded with carry-less products (Gopal and others 2009, "Fast
/// CRC Computation for Generic Polynomials Using PCLMULQDQ Instruction", whose constants these
/// are), the last 16 bytes and the rest by tables.
[[nodiscard]] ARRAYREEL_AVX2 inline std::uint32_t crc32_run(std::uint32_t c, const std::uint8_t* p,
                                                            std::size_t n) noexcept {
  constexpr clmul_lanes by_512 = {0x154442bd4, 0x1c6e41596};
  constexpr clmul_lanes by_128 = {0x1751997d0, 0x0ccaa009e};
  clmul_lanes x[4];
  std::memcpy(x, p, 64);
  x[0] ^= clmul_lanes{static_cast<long long>(c), 0};
  for (p += 64, n -= 64; n >= 64; p += 64, n -= 64) {
    x[0] = folded(x[0], by_512, p);
    x[1] = folded(x[1], by_512, p + 16);
    x[2] = folded(x[2], by_512, p + 32);
    x[3] = folded(x[3], by_512, p + 48);
  }
  std::uint8_t rest[16];
  for (int k = 1; k < 4; ++k) {
    std::memcpy(rest, &x[k], 16);
    x[0] = folded(x[0], by_128, rest);
  }
  for (; n >= 16; p += 16, n -= 16) x[0] = folded(x[0], by_128, p);
  std::memcpy(rest, x, 16);
  return crc32_of_bytes().run(crc32_of_bytes().run(0, rest, 16), p, n);
}

} // namespace avx2
#endif

/// The CRC-32 of bytes that follow those with the CRC-32 `before`.
[[nodiscard]] inline std::uint32_t crc32(std::span<const std::uint8_t> bytes,
                                         std::uint32_t before = 0) noexcept {
#if ARRAYREEL_SSE2
  if (bytes.size() >= 64 && simd_in_use() >= simd_level::avx2)
    return ~avx2::crc32_run(~before, bytes.data(), bytes.size());
#endif
  return ~crc32_of_bytes().run(~before, bytes.data(), bytes.size());
}

inline constexpr std::uint32_t adler32_base = 65521;

// The two sums of Adler-32 (RFC 1950, section 9), each below the base between the calls. So many
// bytes do not let them grow beyond 32 bits.
struct adler32_sums {
  std::uint32_t a = 1;
  std::uint32_t b = 0;
};
inline constexpr std::size_t adler32_stretch = 5536;

inline void adler32_bytes(adler32_sums& s, const std::uint8_t* p, std::size_t n) noexcept {
  for (; n > 0; ++p, --n) {
    s.a += *p;
    s.b += s.a;
  }
}

#if ARRAYREEL_SSE2
// 16 bytes at a time: each counts once more in b for every byte from it to the end.
inline void adler32_blocks(adler32_sums& s, const std::uint8_t* p, std::size_t blocks) noexcept {
  const __m128i zero = _mm_setzero_si128();
  const __m128i high = _mm_set_epi16(9, 10, 11, 12, 13, 14, 15, 16);
  const __m128i low = _mm_set_epi16(1, 2, 3, 4, 5, 6, 7, 8);
  __m128i a = zero;
  __m128i before = zero;
  __m128i b = zero;
  for (std::size_t i = 0; i < blocks; ++i, p += 16) {
    const __m128i x = _mm_loadu_si128(reinterpret_cast<const __m128i*>(p));
    before = _mm_add_epi32(before, a);
    a = _mm_add_epi32(a, _mm_sad_epu8(x, zero));
    b = _mm_add_epi32(b, _mm_madd_epi16(_mm_unpacklo_epi8(x, zero), high));
    b = _mm_add_epi32(b, _mm_madd_epi16(_mm_unpackhi_epi8(x, zero), low));
  }
  const auto sum = [](__m128i v) {
    std::uint32_t lanes[4];
    std::memcpy(lanes, &v, 16);
    return lanes[0] + lanes[1] + lanes[2] + lanes[3];
  };
  s.b += static_cast<std::uint32_t>(16 * blocks) * s.a + 16 * sum(before) + sum(b);
  s.a += sum(a);
}

namespace avx2 {

typedef char signed_bytes __attribute__((vector_size(32)));
typedef short shorts __attribute__((vector_size(32)));
typedef int ints __attribute__((vector_size(32)));
typedef long long quads __attribute__((vector_size(32)));

// 32 bytes at a time.
ARRAYREEL_AVX2 inline void adler32_blocks(adler32_sums& s, const std::uint8_t* p,
                                          std::size_t blocks) noexcept {
  constexpr signed_bytes weights = {32, 31, 30, 29, 28, 27, 26, 25, 24, 23, 22, 21, 20, 19, 18, 17,
                                    16, 15, 14, 13, 12, 11, 10, 9,  8,  7,  6,  5,  4,  3,  2,  1};
  constexpr shorts ones = {1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1};
  constexpr signed_bytes zero = {};
  quads a = {};
  quads before = {};
  ints b = {};
  for (std::size_t i = 0; i < blocks; ++i, p += 32) {
    signed_bytes x;
    std::memcpy(&x, p, 32);
    before += a;
    a += reinterpret_cast<quads>(__builtin_ia32_psadbw256(x, zero));
    b += reinterpret_cast<ints>(
        __builtin_ia32_pmaddwd256(__builtin_ia32_pmaddubsw256(x, weights), ones));
  }
  const auto sum = [](const quads& v) {
    return static_cast<std::uint32_t>(v[0] + v[1] + v[2] + v[3]);
  };
  std::uint32_t lanes = 0;
  for (int i = 0; i < 8; ++i) lanes += static_cast<std::uint32_t>(b[i]);
  s.b += static_cast<std::uint32_t>(32 * blocks) * s.a + 32 * sum(before) + lanes;
  s.a += sum(a);
}

} // namespace avx2
#endif

/// The Adler-32 of bytes that follow those with the Adler-32 `before`.
[[nodiscard]] inline std::uint32_t adler32(std::span<const std::uint8_t> bytes,
                                           std::uint32_t before = 1) noexcept {
  adler32_sums s{before & 0xffffU, before >> 16};
  const std::uint8_t* p = bytes.data();
  std::size_t n = bytes.size();
  while (n > 0) {
    std::size_t stretch = n < adler32_stretch ? n : adler32_stretch;
    n -= stretch;
#if ARRAYREEL_SSE2
    const simd_level level = simd_in_use();
    if (level != simd_level::portable) {
      const std::size_t width = level >= simd_level::avx2 ? 32 : 16;
      if (width == 32)
        avx2::adler32_blocks(s, p, stretch / 32);
      else
        adler32_blocks(s, p, stretch / 16);
      p += stretch / width * width;
      stretch %= width;
    }
#endif
    adler32_bytes(s, p, stretch);
    p += stretch;
    s.a %= adler32_base;
    s.b %= adler32_base;
  }
  return s.b << 16 | s.a;
}

/// The Adler-32 of two texts one after the other, the second of so many bytes, from theirs.
[[nodiscard]] inline std::uint32_t adler32_joined(std::uint32_t first, std::uint32_t second,
                                                  std::uint64_t second_size) noexcept {
  const std::uint64_t base = adler32_base;
  const std::uint64_t more = (first & 0xffffU) + base - 1;
  const std::uint64_t a = ((second & 0xffffU) + more) % base;
  const std::uint64_t b =
      ((first >> 16) + (second >> 16) + second_size % base * (more % base)) % base;
  return static_cast<std::uint32_t>(b << 16 | a);
}

} // namespace arrayreel::inline ARRAYREEL_ABI::detail
