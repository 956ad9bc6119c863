// base64's text of bytes, by the widest vectors that the processor has.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>

#include "../simd/sets.hpp"

namespace arrayreel::inline ARRAYREEL_ABI::detail {

/// Characters of the base64 text of so many bytes, padding included.
[[nodiscard]] constexpr std::size_t base64_size(std::size_t bytes) noexcept {
  return (bytes / 3 + (bytes % 3 != 0 ? 1 : 0)) * 4;
}

// Each kernel writes whole groups of the bytes' beginning and returns how many bytes it took, a
// multiple of 3; the portable one, which comes last, takes all.

inline void encode_base64_portable(const std::uint8_t* bytes, std::size_t size,
                                   char* out) noexcept {
  static constexpr char digits[] =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  for (; size >= 3; size -= 3, bytes += 3, out += 4) {
    const unsigned group =
        static_cast<unsigned>(bytes[0]) << 16 | static_cast<unsigned>(bytes[1]) << 8 | bytes[2];
    out[0] = digits[group >> 18];
    out[1] = digits[group >> 12 & 63];
    out[2] = digits[group >> 6 & 63];
    out[3] = digits[group & 63];
  }
  if (size == 0) return;
  const unsigned group = static_cast<unsigned>(bytes[0]) << 16 |
                         (size == 2 ? static_cast<unsigned>(bytes[1]) << 8 : 0U);
  out[0] = digits[group >> 18];
  out[1] = digits[group >> 12 & 63];
  out[2] = size == 2 ? digits[group >> 6 & 63] : '=';
  out[3] = '=';
}

#if ARRAYREEL_SSE2

[[nodiscard]] inline std::size_t encode_base64_sse2(const std::uint8_t* bytes, std::size_t size,
                                                    char* out) noexcept {
  // The first 6 of 8 bytes, as two groups with their first byte on top.
  const auto groups = [](const std::uint8_t* from) {
    std::uint64_t word = 0;
    std::memcpy(&word, from, 8);
    word = __builtin_bswap64(word);
    return _mm_cvtsi64_si128(static_cast<long long>(word >> 40 | (word << 16 & 0xffffff00000000)));
  };
  const auto all = [](int value) { return _mm_set1_epi8(static_cast<char>(value)); };
  std::size_t at = 0;
  for (; size - at >= 14; at += 12, out += 16) {
    const __m128i words = _mm_unpacklo_epi64(groups(bytes + at), groups(bytes + at + 6));
    const __m128i digit = _mm_or_si128(
        _mm_or_si128(_mm_srli_epi32(words, 18),
                     _mm_and_si128(_mm_srli_epi32(words, 4), _mm_set1_epi32(0x3f00))),
        _mm_or_si128(_mm_and_si128(_mm_slli_epi32(words, 10), _mm_set1_epi32(0x3f0000)),
                     _mm_and_si128(_mm_slli_epi32(words, 24), _mm_set1_epi32(0x3f000000))));
    // 'A' is 65, 'a' 6 beyond 'Z', '0' 75 before what follows 'z', '+' 15 before what follows '9',
    // '/' 3 beyond what follows '+'.
    const auto beyond = [&](int last, int step) {
      return _mm_and_si128(_mm_cmpgt_epi8(digit, all(last)), all(step));
    };
    const __m128i text =
        _mm_add_epi8(_mm_add_epi8(_mm_add_epi8(digit, all('A')), beyond(25, 6)),
                     _mm_add_epi8(_mm_add_epi8(beyond(51, -75), beyond(61, -15)), beyond(62, 3)));
    _mm_storeu_si128(reinterpret_cast<__m128i*>(out), text);
  }
  return at;
}

using base64_bytes [[gnu::vector_size(32)]] = char;
using base64_signed [[gnu::vector_size(32)]] = signed char;
using base64_halves [[gnu::vector_size(32)]] = short;
using base64_unsigned_halves [[gnu::vector_size(32)]] = unsigned short;
using base64_words [[gnu::vector_size(32)]] = int;
using base64_lane [[gnu::vector_size(16)]] = char;

[[gnu::target("avx2"), nodiscard]] inline std::size_t
encode_base64_avx2(const std::uint8_t* bytes, std::size_t size, char* out) noexcept {
  // In each half 12 bytes become 4 words, a group as the bytes 1, 0, 2, 1 of it: two
  // multiplications then move each 6 bits into a byte of their own (Muła and Lemire 2018: Faster
  // Base64 Encoding and Decoding Using AVX2 Instructions).
  const base64_bytes spread{1, 0, 2, 1, 4, 3, 5, 4, 7, 6, 8, 7, 10, 9, 11, 10,
                            1, 0, 2, 1, 4, 3, 5, 4, 7, 6, 8, 7, 10, 9, 11, 10};
  // What turns a digit into its character: of 'a' to 'z' in 0, of '0' to '9' in 1 to 10, of '+' in
  // 11, of '/' in 12, of 'A' to 'Z' in 13.
  const base64_bytes steps{71, -4, -4, -4, -4, -4, -4, -4, -4, -4, -4, -19, -16, 65, 0, 0,
                           71, -4, -4, -4, -4, -4, -4, -4, -4, -4, -4, -19, -16, 65, 0, 0};
  std::size_t at = 0;
  // 28 bytes are read, of which 24 count.
  for (; size - at >= 28; at += 24, out += 32) {
    base64_lane low;
    base64_lane high;
    std::memcpy(&low, bytes + at, 16);
    std::memcpy(&high, bytes + at + 12, 16);
    const base64_bytes both =
        __builtin_shufflevector(low, high, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16,
                                17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31);
    const auto words = reinterpret_cast<base64_words>(__builtin_ia32_pshufb256(both, spread));
    const base64_words factors_outer = base64_words{} + 0x04000040;
    const base64_words factors_inner = base64_words{} + 0x01000010;
    const auto outer = reinterpret_cast<base64_signed>(
        __builtin_ia32_pmulhuw256(reinterpret_cast<base64_halves>(words & 0x0fc0fc00),
                                  reinterpret_cast<base64_halves>(factors_outer)));
    const auto inner = reinterpret_cast<base64_signed>(
        reinterpret_cast<base64_unsigned_halves>(words & 0x003f03f0) *
        reinterpret_cast<base64_unsigned_halves>(factors_inner));
    const base64_signed digit = outer | inner;
    // digit − 51 where that is above 0, else 0 for small letters and 13 for capitals
    const base64_signed kind = ((digit - 51) & (digit > 51)) | ((digit < 26) & 13);
    const auto step = reinterpret_cast<base64_signed>(
        __builtin_ia32_pshufb256(steps, reinterpret_cast<base64_bytes>(kind)));
    const base64_signed text = digit + step;
    std::memcpy(out, &text, 32);
  }
  return at;
}

#endif

/// Writes `base64_size(size)` characters.
inline void encode_base64(const std::uint8_t* bytes, std::size_t size, char* out) noexcept {
  std::size_t done = 0;
#if ARRAYREEL_SSE2
  if (simd_in_use() >= simd_level::avx2)
    done = encode_base64_avx2(bytes, size, out);
  else if (simd_in_use() >= simd_level::sse2)
    done = encode_base64_sse2(bytes, size, out);
#endif
  encode_base64_portable(bytes + done, size - done, out + done / 3 * 4);
}

} // namespace arrayreel::inline ARRAYREEL_ABI::detail
