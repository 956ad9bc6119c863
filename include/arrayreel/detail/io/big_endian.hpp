// Numbers of 16 bits in the order of bytes that PNG keeps.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>

#include "../simd/sets.hpp"

namespace arrayreel::inline ARRAYREEL_ABI::detail {

#if ARRAYREEL_SSE2

[[gnu::target("avx2")]] inline std::size_t
to_big_endian_avx2(std::uint8_t* out, const std::uint16_t* in, std::size_t count) noexcept {
  typedef std::uint8_t bytes __attribute__((vector_size(32)));
  std::size_t i = 0;
  for (; i + 16 <= count; i += 16) {
    bytes x;
    std::memcpy(&x, in + i, sizeof x);
    x = __builtin_shufflevector(x, x, 1, 0, 3, 2, 5, 4, 7, 6, 9, 8, 11, 10, 13, 12, 15, 14, 17, 16,
                                19, 18, 21, 20, 23, 22, 25, 24, 27, 26, 29, 28, 31, 30);
    std::memcpy(out + 2 * i, &x, sizeof x);
  }
  return i;
}

inline std::size_t to_big_endian_sse2(std::uint8_t* out, const std::uint16_t* in,
                                      std::size_t count) noexcept {
  std::size_t i = 0;
  for (; i + 8 <= count; i += 8) {
    const __m128i x = _mm_loadu_si128(reinterpret_cast<const __m128i*>(in + i));
    _mm_storeu_si128(reinterpret_cast<__m128i*>(out + 2 * i),
                     _mm_or_si128(_mm_slli_epi16(x, 8), _mm_srli_epi16(x, 8)));
  }
  return i;
}

#endif

/// Writes `count` numbers as two bytes each, the higher first. The memory may be the same, but not
/// overlap otherwise.
inline void to_big_endian(std::uint8_t* out, const std::uint16_t* in, std::size_t count) noexcept {
  std::size_t i = 0;
#if ARRAYREEL_SSE2
  if (simd_in_use() >= simd_level::avx2)
    i = to_big_endian_avx2(out, in, count);
  else if (simd_in_use() == simd_level::sse2)
    i = to_big_endian_sse2(out, in, count);
#endif
  for (; i < count; ++i) {
    const std::uint16_t x = in[i];
    out[2 * i] = static_cast<std::uint8_t>(x >> 8);
    out[2 * i + 1] = static_cast<std::uint8_t>(x & 0xffU);
  }
}

} // namespace arrayreel::inline ARRAYREEL_ABI::detail
