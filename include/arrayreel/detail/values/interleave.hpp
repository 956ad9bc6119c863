// Channels of pixels, each in a row of its own, into one row of pixels.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>

#include "../simd/sets.hpp"

namespace arrayreel::inline ARRAYREEL_ABI::detail {

#if ARRAYREEL_SSE2

// 16 bytes at a time: what is beyond SSE2 here is the one instruction that puts bytes anywhere.
[[gnu::target("avx2")]] inline std::size_t
interleave_3_avx2(std::uint8_t* out, const std::uint8_t* const* from, std::size_t count) noexcept {
  typedef std::uint8_t part __attribute__((vector_size(16)));
  std::size_t i = 0;
  for (; i + 16 <= count; i += 16) {
    part a;
    part b;
    part c;
    part x;
    std::memcpy(&a, from[0] + i, sizeof a);
    std::memcpy(&b, from[1] + i, sizeof b);
    std::memcpy(&c, from[2] + i, sizeof c);
    x = __builtin_shufflevector(a, b, 0, 16, 0, 1, 17, 0, 2, 18, 0, 3, 19, 0, 4, 20, 0, 5);
    x = __builtin_shufflevector(x, c, 0, 1, 16, 3, 4, 17, 6, 7, 18, 9, 10, 19, 12, 13, 20, 15);
    std::memcpy(out + 3 * i, &x, sizeof x);
    x = __builtin_shufflevector(a, b, 21, 0, 6, 22, 0, 7, 23, 0, 8, 24, 0, 9, 25, 0, 10, 26);
    x = __builtin_shufflevector(x, c, 0, 21, 2, 3, 22, 5, 6, 23, 8, 9, 24, 11, 12, 25, 14, 15);
    std::memcpy(out + 3 * i + 16, &x, sizeof x);
    x = __builtin_shufflevector(a, b, 0, 11, 27, 0, 12, 28, 0, 13, 29, 0, 14, 30, 0, 15, 31, 0);
    x = __builtin_shufflevector(x, c, 26, 1, 2, 27, 4, 5, 28, 7, 8, 29, 10, 11, 30, 13, 14, 31);
    std::memcpy(out + 3 * i + 32, &x, sizeof x);
  }
  return i;
}

[[gnu::target("avx2")]] inline std::size_t interleave_3_avx2(std::uint16_t* out,
                                                             const std::uint16_t* const* from,
                                                             std::size_t count) noexcept {
  typedef std::uint16_t part __attribute__((vector_size(16)));
  std::size_t i = 0;
  for (; i + 8 <= count; i += 8) {
    part a;
    part b;
    part c;
    part x;
    std::memcpy(&a, from[0] + i, sizeof a);
    std::memcpy(&b, from[1] + i, sizeof b);
    std::memcpy(&c, from[2] + i, sizeof c);
    x = __builtin_shufflevector(a, b, 0, 8, 0, 1, 9, 0, 2, 10);
    x = __builtin_shufflevector(x, c, 0, 1, 8, 3, 4, 9, 6, 7);
    std::memcpy(out + 3 * i, &x, sizeof x);
    x = __builtin_shufflevector(a, b, 0, 3, 11, 0, 4, 12, 0, 5);
    x = __builtin_shufflevector(x, c, 10, 1, 2, 11, 4, 5, 12, 7);
    std::memcpy(out + 3 * i + 8, &x, sizeof x);
    x = __builtin_shufflevector(a, b, 13, 0, 6, 14, 0, 7, 15, 0);
    x = __builtin_shufflevector(x, c, 0, 13, 2, 3, 14, 5, 6, 15);
    std::memcpy(out + 3 * i + 16, &x, sizeof x);
  }
  return i;
}

/// The first and the second of two, alternating: the lower and the upper half of the result.
template <std::size_t bytes> [[nodiscard]] __m128i lower_pairs(__m128i a, __m128i b) noexcept {
  return bytes == 1   ? _mm_unpacklo_epi8(a, b)
         : bytes == 2 ? _mm_unpacklo_epi16(a, b)
                      : _mm_unpacklo_epi32(a, b);
}
template <std::size_t bytes> [[nodiscard]] __m128i upper_pairs(__m128i a, __m128i b) noexcept {
  return bytes == 1   ? _mm_unpackhi_epi8(a, b)
         : bytes == 2 ? _mm_unpackhi_epi16(a, b)
                      : _mm_unpackhi_epi32(a, b);
}

template <class P>
[[nodiscard]] std::size_t interleave_4_sse2(P* out, const P* const* from,
                                            std::size_t count) noexcept {
  constexpr std::size_t step = 16 / sizeof(P);
  std::size_t i = 0;
  const auto load = [&](std::size_t channel) {
    return _mm_loadu_si128(reinterpret_cast<const __m128i*>(from[channel] + i));
  };
  const auto store = [&](std::size_t part, __m128i x) {
    _mm_storeu_si128(reinterpret_cast<__m128i*>(out + 4 * i + part * step), x);
  };
  for (; i + step <= count; i += step) {
    const __m128i a = load(0);
    const __m128i b = load(1);
    const __m128i c = load(2);
    const __m128i d = load(3);
    const __m128i ab = lower_pairs<sizeof(P)>(a, b);
    const __m128i cd = lower_pairs<sizeof(P)>(c, d);
    store(0, lower_pairs<2 * sizeof(P)>(ab, cd));
    store(1, upper_pairs<2 * sizeof(P)>(ab, cd));
    const __m128i more_ab = upper_pairs<sizeof(P)>(a, b);
    const __m128i more_cd = upper_pairs<sizeof(P)>(c, d);
    store(2, lower_pairs<2 * sizeof(P)>(more_ab, more_cd));
    store(3, upper_pairs<2 * sizeof(P)>(more_ab, more_cd));
  }
  return i;
}

template <class P>
[[nodiscard]] std::size_t interleave_2_sse2(P* out, const P* const* from,
                                            std::size_t count) noexcept {
  constexpr std::size_t step = 16 / sizeof(P);
  std::size_t i = 0;
  for (; i + step <= count; i += step) {
    const __m128i a = _mm_loadu_si128(reinterpret_cast<const __m128i*>(from[0] + i));
    const __m128i b = _mm_loadu_si128(reinterpret_cast<const __m128i*>(from[1] + i));
    auto* const to = reinterpret_cast<__m128i*>(out + 2 * i);
    _mm_storeu_si128(to, lower_pairs<sizeof(P)>(a, b));
    _mm_storeu_si128(to + 1, upper_pairs<sizeof(P)>(a, b));
  }
  return i;
}

#endif

/// Writes `count` pixels of so many channels, 1 to 4, whose components lie in a row for each.
template <class P>
void interleave(P* out, const P* const* from, std::size_t channels, std::size_t count) noexcept {
  std::size_t done = 0;
#if ARRAYREEL_SSE2
  const simd_level best = simd_in_use();
  if (channels == 3 && best >= simd_level::avx2)
    done = interleave_3_avx2(out, from, count);
  else if (channels == 4 && best >= simd_level::sse2)
    done = interleave_4_sse2(out, from, count);
  else if (channels == 2 && best >= simd_level::sse2)
    done = interleave_2_sse2(out, from, count);
#endif
  for (std::size_t c = 0; c < channels; ++c) {
    const P* const row = from[c];
    for (std::size_t i = done; i < count; ++i) out[i * channels + c] = row[i];
  }
}

} // namespace arrayreel::inline ARRAYREEL_ABI::detail
