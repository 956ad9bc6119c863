// Rows of pixels to luma and chroma: the arithmetic of yuv.hpp, portable and with SSE2.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include "../../color.hpp"
#include "../raster/planes.hpp"
#include "../simd/sets.hpp"

namespace arrayreel::inline ARRAYREEL_ABI::detail {

/// The matrix of Rec. ITU-R BT.601-7, sections 2.5.1 to 2.5.3, for 8 bits in limited range: what
/// one step of a component adds to Y, Cb and Cr, and all of it as integers.
namespace bt601 {

struct weights {
  double r;
  double g;
  double b;
};
inline constexpr weights gray{0.299, 0.587, 0.114};

[[nodiscard]] constexpr weights scaled(double r, double g, double b, double factor) noexcept {
  return {r * factor, g * factor, b * factor};
}
inline constexpr weights y = scaled(gray.r, gray.g, gray.b, 219.0 / 255);
inline constexpr weights cb =
    scaled(-gray.r, -gray.g, 1 - gray.b, 224.0 / 255 * 0.5 / (1 - gray.b));
inline constexpr weights cr =
    scaled(1 - gray.r, -gray.g, -gray.b, 224.0 / 255 * 0.5 / (1 - gray.r));

[[nodiscard]] constexpr double of(const weights& w, const color& c) noexcept {
  return w.r * c.r + w.g * c.g + w.b * c.b;
}

[[nodiscard]] constexpr int nearest(double x) noexcept {
  return static_cast<int>(x < 0 ? x - 0.5 : x + 0.5);
}

/// Weights in units of 2^-bits. Signed 16 bits hold them, as pmaddwd wants.
struct integer_weights {
  int r;
  int g;
  int b;
};
template <int bits> [[nodiscard]] constexpr integer_weights integers(const weights& w) noexcept {
  constexpr double one = 1 << bits;
  return {nearest(w.r * one), nearest(w.g * one), nearest(w.b * one)};
}

inline constexpr int y_bits = 15;
inline constexpr int c_bits = 16;
inline constexpr integer_weights y_int = integers<y_bits>(y);
/// Green is what makes the sum 0, so that gray has no colour.
[[nodiscard]] constexpr integer_weights c_int(const weights& w) noexcept {
  const auto all = integers<c_bits>(w);
  return {all.r, -(all.r + all.b), all.b};
}
inline constexpr integer_weights cb_int = c_int(cb);
inline constexpr integer_weights cr_int = c_int(cr);

/// 16 and a half, and half of what the rounding of the weights takes from white: the error then is
/// as large above as below.
inline constexpr int y_offset =
    (16 << y_bits) + (1 << (y_bits - 1)) +
    nearest(127.5 * ((y.r + y.g + y.b) * (1 << y_bits) - (y_int.r + y_int.g + y_int.b)));

/// For a sum of `1 << log2_count` pixels.
template <int log2_count> inline constexpr int c_shift = c_bits + log2_count;
template <int log2_count>
inline constexpr int c_offset = (128 << c_shift<log2_count>)+(1 << (c_shift<log2_count> - 1));

} // namespace bt601

/// Where the rows of one picture of 4:4:4 are written.
struct yuv_row {
  std::uint8_t* y;
  std::uint8_t* u;
  std::uint8_t* v;
};

/// Where two rows of luma and one of chroma are written.
struct yuv_block_row {
  std::uint8_t* y0;
  std::uint8_t* y1;
  std::uint8_t* u;
  std::uint8_t* v;
};

/// The exact Y, Cb and Cr of a palette's colours.
struct yuv_table {
  std::array<std::uint8_t, 256> y;
  std::array<std::uint8_t, 256> u;
  std::array<std::uint8_t, 256> v;
  /// All three: Y from bit 32 on, Cb times 64 from bit 16 on and Cr times 64 below, so that the
  /// lower half of a sum of four does not overflow, and its upper bytes are the means.
  std::array<std::uint64_t, 256> yuv;

  void assign(std::size_t i, const color& c) noexcept {
    const double exact_u = 128 + bt601::of(bt601::cb, c);
    const double exact_v = 128 + bt601::of(bt601::cr, c);
    y[i] = static_cast<std::uint8_t>(16.5 + bt601::of(bt601::y, c));
    u[i] = static_cast<std::uint8_t>(exact_u + 0.5);
    v[i] = static_cast<std::uint8_t>(exact_v + 0.5);
    yuv[i] = std::uint64_t{y[i]} << 32 | static_cast<std::uint64_t>(64 * exact_u + 0.5) << 16 |
             static_cast<std::uint64_t>(64 * exact_v + 0.5);
  }
};

#if ARRAYREEL_SSE2

/// Four pixels as R, G, B and alpha (or anything, where they have none). Reads no more than them.
template <std::size_t channels>
[[nodiscard]] inline __m128i four_pixels(const std::uint8_t* p) noexcept {
  if constexpr (channels == 4) {
    return _mm_loadu_si128(reinterpret_cast<const __m128i*>(p));
  } else if constexpr (channels == 3) {
    int end = 0;
    std::memcpy(&end, p + 8, 4);
    const __m128i t = _mm_unpacklo_epi64(_mm_loadl_epi64(reinterpret_cast<const __m128i*>(p)),
                                         _mm_cvtsi32_si128(end));
    const __m128i first = _mm_unpacklo_epi32(t, _mm_srli_si128(t, 3));
    const __m128i second = _mm_unpacklo_epi32(_mm_srli_si128(t, 6), _mm_srli_si128(t, 9));
    return _mm_unpacklo_epi64(first, second);
  } else {
    const __m128i t = _mm_loadl_epi64(reinterpret_cast<const __m128i*>(p));
    const __m128i g = _mm_and_si128(t, _mm_set1_epi16(255));
    return _mm_unpacklo_epi16(_mm_or_si128(g, _mm_slli_epi16(g, 8)), t);
  }
}

/// Two pixels of 16-bit components each; the alpha of what is returned means nothing.
struct wide_pixels {
  __m128i low;
  __m128i high;
};

/// composited() of two pixels.
[[nodiscard]] inline __m128i two_composited(__m128i pixels, __m128i background) noexcept {
  const __m128i alpha = _mm_shufflehi_epi16(_mm_shufflelo_epi16(pixels, 0xff), 0xff);
  const __m128i rest = _mm_xor_si128(alpha, _mm_set1_epi16(255));
  const __m128i t = _mm_add_epi16(
      _mm_add_epi16(_mm_mullo_epi16(pixels, alpha), _mm_mullo_epi16(background, rest)),
      _mm_set1_epi16(128));
  return _mm_srli_epi16(_mm_add_epi16(t, _mm_srli_epi16(t, 8)), 8);
}

/// Four opaque pixels.
template <std::size_t channels>
[[nodiscard]] inline wide_pixels widened(const std::uint8_t* p, __m128i background) noexcept {
  const __m128i zero = _mm_setzero_si128();
  const __m128i pixels = four_pixels<channels>(p);
  wide_pixels w{_mm_unpacklo_epi8(pixels, zero), _mm_unpackhi_epi8(pixels, zero)};
  if constexpr (channels != 3) {
    const int full = _mm_movemask_epi8(_mm_cmpeq_epi8(pixels, _mm_set1_epi8(-1)));
    if ((full & 0x8888) != 0x8888) {
      w.low = two_composited(w.low, background);
      w.high = two_composited(w.high, background);
    }
  }
  return w;
}

[[nodiscard]] inline __m128i pair_weights(const bt601::integer_weights& w) noexcept {
  const auto s = [](int x) { return static_cast<short>(x); };
  return _mm_setr_epi16(s(w.r), s(w.g), s(w.b), 0, s(w.r), s(w.g), s(w.b), 0);
}

/// The weighted sums of four pixels plus an offset, shifted right.
template <int shift>
[[nodiscard]] inline __m128i weighted(const wide_pixels& p, __m128i weights, int offset) noexcept {
  const __m128 low = _mm_castsi128_ps(_mm_madd_epi16(p.low, weights));
  const __m128 high = _mm_castsi128_ps(_mm_madd_epi16(p.high, weights));
  const __m128i even = _mm_castps_si128(_mm_shuffle_ps(low, high, _MM_SHUFFLE(2, 0, 2, 0)));
  const __m128i odd = _mm_castps_si128(_mm_shuffle_ps(low, high, _MM_SHUFFLE(3, 1, 3, 1)));
  return _mm_srai_epi32(_mm_add_epi32(_mm_add_epi32(even, odd), _mm_set1_epi32(offset)), shift);
}

[[nodiscard]] inline __m128i wide_color(const color& c) noexcept {
  return _mm_setr_epi16(c.r, c.g, c.b, 255, c.r, c.g, c.b, 255);
}

inline void store_4(std::uint8_t* to, __m128i bytes) noexcept {
  const int four = _mm_cvtsi128_si32(bytes);
  std::memcpy(to, &four, 4);
}

inline void store_8(std::uint8_t* to, __m128i bytes) noexcept {
  _mm_storel_epi64(reinterpret_cast<__m128i*>(to), bytes);
}

/// Returns how many blocks of 2 x 2 pixels are done.
template <std::size_t channels>
inline std::size_t color_blocks_sse2(const std::uint8_t* top, const std::uint8_t* bottom,
                                     std::size_t blocks, const color& background,
                                     const yuv_block_row& out) noexcept {
  const __m128i behind = wide_color(background);
  const __m128i y_weights = pair_weights(bt601::y_int);
  const __m128i u_weights = pair_weights(bt601::cb_int);
  const __m128i v_weights = pair_weights(bt601::cr_int);
  const auto luma = [&](const wide_pixels& p) {
    return weighted<bt601::y_bits>(p, y_weights, bt601::y_offset);
  };
  const auto sums = [](const wide_pixels& a, const wide_pixels& b) {
    const __m128i low = _mm_add_epi16(a.low, b.low);
    const __m128i high = _mm_add_epi16(a.high, b.high);
    return _mm_add_epi16(_mm_unpacklo_epi64(low, high), _mm_unpackhi_epi64(low, high));
  };
  std::size_t i = 0;
  for (; i + 4 <= blocks; i += 4) {
    const std::size_t at = 2 * i * channels;
    const wide_pixels a = widened<channels>(top + at, behind);
    const wide_pixels b = widened<channels>(top + at + 4 * channels, behind);
    const wide_pixels c = widened<channels>(bottom + at, behind);
    const wide_pixels d = widened<channels>(bottom + at + 4 * channels, behind);
    const __m128i y =
        _mm_packus_epi16(_mm_packs_epi32(luma(a), luma(b)), _mm_packs_epi32(luma(c), luma(d)));
    store_8(out.y0 + 2 * i, y);
    store_8(out.y1 + 2 * i, _mm_srli_si128(y, 8));
    const wide_pixels four{sums(a, c), sums(b, d)};
    const __m128i u = weighted<bt601::c_shift<2>>(four, u_weights, bt601::c_offset<2>);
    const __m128i v = weighted<bt601::c_shift<2>>(four, v_weights, bt601::c_offset<2>);
    const __m128i uv = _mm_packs_epi32(u, v);
    const __m128i bytes = _mm_packus_epi16(uv, uv);
    store_4(out.u + i, bytes);
    store_4(out.v + i, _mm_srli_si128(bytes, 4));
  }
  return i;
}

/// Returns how many pixels are done.
template <std::size_t channels>
inline std::size_t color_row_sse2(const std::uint8_t* row, std::size_t count,
                                  const color& background, const yuv_row& out) noexcept {
  const __m128i behind = wide_color(background);
  const __m128i y_weights = pair_weights(bt601::y_int);
  const __m128i u_weights = pair_weights(bt601::cb_int);
  const __m128i v_weights = pair_weights(bt601::cr_int);
  std::size_t i = 0;
  for (; i + 4 <= count; i += 4) {
    const wide_pixels p = widened<channels>(row + i * channels, behind);
    const __m128i y = weighted<bt601::y_bits>(p, y_weights, bt601::y_offset);
    const __m128i u = weighted<bt601::c_shift<0>>(p, u_weights, bt601::c_offset<0>);
    const __m128i v = weighted<bt601::c_shift<0>>(p, v_weights, bt601::c_offset<0>);
    const __m128i bytes = _mm_packus_epi16(_mm_packs_epi32(y, u), _mm_packs_epi32(v, v));
    store_4(out.y + i, bytes);
    store_4(out.u + i, _mm_srli_si128(bytes, 4));
    store_4(out.v + i, _mm_srli_si128(bytes, 8));
  }
  return i;
}

/// Returns how many pixels are done.
inline std::size_t gray_row_sse2(const std::uint8_t* row, std::size_t count, int factor, int offset,
                                 std::uint8_t* y) noexcept {
  const __m128i zero = _mm_setzero_si128();
  const __m128i factors = _mm_set1_epi16(static_cast<short>(factor));
  const __m128i offsets = _mm_set1_epi16(static_cast<short>(offset));
  const auto luma = [&](__m128i high_bytes) {
    return _mm_srli_epi16(_mm_add_epi16(_mm_mulhi_epu16(high_bytes, factors), offsets), 8);
  };
  std::size_t i = 0;
  for (; i + 16 <= count; i += 16) {
    const __m128i g = _mm_loadu_si128(reinterpret_cast<const __m128i*>(row + i));
    const __m128i result =
        _mm_packus_epi16(luma(_mm_unpacklo_epi8(zero, g)), luma(_mm_unpackhi_epi8(zero, g)));
    _mm_storeu_si128(reinterpret_cast<__m128i*>(y + i), result);
  }
  return i;
}

/// Returns how many blocks of 2 x 2 pixels are done.
inline std::size_t palette_blocks_sse2(const yuv_table& table, const std::uint8_t* top,
                                       const std::uint8_t* bottom, std::size_t blocks,
                                       const yuv_block_row& out) noexcept {
  const std::uint64_t* const entries = table.yuv.data();
  // Of two pixels both chromas, then both lumas.
  const auto two = [entries](std::size_t a, std::size_t b) {
    return _mm_unpacklo_epi32(_mm_loadl_epi64(reinterpret_cast<const __m128i*>(entries + a)),
                              _mm_loadl_epi64(reinterpret_cast<const __m128i*>(entries + b)));
  };
  const auto sum = [](__m128i a, __m128i b, __m128i c, __m128i d) {
    return _mm_add_epi32(_mm_add_epi32(a, b), _mm_add_epi32(c, d));
  };
  std::size_t i = 0;
  for (; i + 4 <= blocks; i += 4) {
    const std::uint8_t* const t = top + 2 * i;
    const std::uint8_t* const b = bottom + 2 * i;
    // Of every second block, so that the lumas of a row are the bytes of 32 bits: the blocks' top
    // left, top right, bottom left, bottom right pixels.
    const __m128i even_tl = two(t[0], t[4]);
    const __m128i even_tr = two(t[1], t[5]);
    const __m128i even_bl = two(b[0], b[4]);
    const __m128i even_br = two(b[1], b[5]);
    const __m128i odd_tl = two(t[2], t[6]);
    const __m128i odd_tr = two(t[3], t[7]);
    const __m128i odd_bl = two(b[2], b[6]);
    const __m128i odd_br = two(b[3], b[7]);
    const __m128i even = _mm_or_si128(_mm_unpackhi_epi64(even_tl, even_bl),
                                      _mm_slli_epi32(_mm_unpackhi_epi64(even_tr, even_br), 8));
    const __m128i odd = _mm_or_si128(_mm_slli_epi32(_mm_unpackhi_epi64(odd_tl, odd_bl), 16),
                                     _mm_slli_epi32(_mm_unpackhi_epi64(odd_tr, odd_br), 24));
    const __m128i y = _mm_or_si128(even, odd);
    store_8(out.y0 + 2 * i, y);
    store_8(out.y1 + 2 * i, _mm_srli_si128(y, 8));
    const __m128i sums = _mm_unpacklo_epi32(sum(even_tl, even_tr, even_bl, even_br),
                                            sum(odd_tl, odd_tr, odd_bl, odd_br));
    const __m128i means = _mm_srli_epi16(_mm_add_epi16(sums, _mm_set1_epi16(128)), 8);
    const __m128i v = _mm_and_si128(means, _mm_set1_epi32(0xffff));
    const __m128i bytes = _mm_packus_epi16(_mm_packs_epi32(_mm_srli_epi32(means, 16), v), v);
    store_4(out.u + i, bytes);
    store_4(out.v + i, _mm_srli_si128(bytes, 4));
  }
  return i;
}

#endif

/// Luma of gray: 219/255 of the level in units of 2^-16, cut to units of 2^-8 as pmulhuw does,
/// which changes nothing of what remains after rounding.
template <bool sse2>
void gray_row(const std::uint8_t* row, std::size_t count, std::uint8_t* y) noexcept {
  constexpr int factor = bt601::nearest(219.0 / 255 * 65536);
  constexpr int offset = (16 << 8) + 128;
  std::size_t i = 0;
#if ARRAYREEL_SSE2
  if constexpr (sse2) i = gray_row_sse2(row, count, factor, offset, y);
#endif
  for (; i < count; ++i) y[i] = static_cast<std::uint8_t>((((row[i] * factor) >> 8) + offset) >> 8);
}

/// A pixel's components over a background, or sums of such.
struct rgb_sum {
  int r = 0;
  int g = 0;
  int b = 0;

  [[nodiscard]] constexpr rgb_sum operator+(const rgb_sum& o) const noexcept {
    return {r + o.r, g + o.g, b + o.b};
  }
};

template <std::size_t channels>
[[nodiscard]] inline rgb_sum opaque_pixel(const std::uint8_t* p, const color& background) noexcept {
  color c = own_color<channels>(p);
  if constexpr (channels != 3) c = composited(c, background);
  return {c.r, c.g, c.b};
}

template <int shift>
[[nodiscard]] constexpr std::uint8_t weighted(const rgb_sum& p, const bt601::integer_weights& w,
                                              int offset) noexcept {
  return static_cast<std::uint8_t>((p.r * w.r + p.g * w.g + p.b * w.b + offset) >> shift);
}

[[nodiscard]] constexpr std::uint8_t luma(const rgb_sum& p) noexcept {
  return weighted<bt601::y_bits>(p, bt601::y_int, bt601::y_offset);
}

/// Two rows of pixels of 2 to 4 channels to 4:2:0, `blocks` times 2 x 2 of them.
template <std::size_t channels, bool sse2>
void color_blocks(const std::uint8_t* top, const std::uint8_t* bottom, std::size_t blocks,
                  const color& background, const yuv_block_row& out) noexcept {
  std::size_t i = 0;
#if ARRAYREEL_SSE2
  if constexpr (sse2) i = color_blocks_sse2<channels>(top, bottom, blocks, background, out);
#endif
  for (; i < blocks; ++i) {
    const std::size_t at = 2 * i * channels;
    const rgb_sum a = opaque_pixel<channels>(top + at, background);
    const rgb_sum b = opaque_pixel<channels>(top + at + channels, background);
    const rgb_sum c = opaque_pixel<channels>(bottom + at, background);
    const rgb_sum d = opaque_pixel<channels>(bottom + at + channels, background);
    out.y0[2 * i] = luma(a);
    out.y0[2 * i + 1] = luma(b);
    out.y1[2 * i] = luma(c);
    out.y1[2 * i + 1] = luma(d);
    const rgb_sum sum = a + b + c + d;
    out.u[i] = weighted<bt601::c_shift<2>>(sum, bt601::cb_int, bt601::c_offset<2>);
    out.v[i] = weighted<bt601::c_shift<2>>(sum, bt601::cr_int, bt601::c_offset<2>);
  }
}

/// A row of pixels of 2 to 4 channels to 4:4:4.
template <std::size_t channels, bool sse2>
void color_row(const std::uint8_t* row, std::size_t count, const color& background,
               const yuv_row& out) noexcept {
  std::size_t i = 0;
#if ARRAYREEL_SSE2
  if constexpr (sse2) i = color_row_sse2<channels>(row, count, background, out);
#endif
  for (; i < count; ++i) {
    const rgb_sum p = opaque_pixel<channels>(row + i * channels, background);
    out.y[i] = luma(p);
    out.u[i] = weighted<bt601::c_shift<0>>(p, bt601::cb_int, bt601::c_offset<0>);
    out.v[i] = weighted<bt601::c_shift<0>>(p, bt601::cr_int, bt601::c_offset<0>);
  }
}

/// Two rows of palette indices to 4:2:0, `blocks` times 2 x 2 of them.
template <bool sse2>
void palette_blocks(const yuv_table& table, const std::uint8_t* top, const std::uint8_t* bottom,
                    std::size_t blocks, const yuv_block_row& out) noexcept {
  std::size_t i = 0;
#if ARRAYREEL_SSE2
  if constexpr (sse2) i = palette_blocks_sse2(table, top, bottom, blocks, out);
#endif
  const std::uint64_t* const entries = table.yuv.data();
  const auto luma = [](std::uint64_t entry) { return static_cast<std::uint8_t>(entry >> 32); };
  for (; i < blocks; ++i) {
    const std::uint64_t p = entries[top[2 * i]];
    const std::uint64_t q = entries[top[2 * i + 1]];
    const std::uint64_t r = entries[bottom[2 * i]];
    const std::uint64_t s = entries[bottom[2 * i + 1]];
    out.y0[2 * i] = luma(p);
    out.y0[2 * i + 1] = luma(q);
    out.y1[2 * i] = luma(r);
    out.y1[2 * i + 1] = luma(s);
    const std::uint64_t means = p + q + r + s + 0x00800080U;
    out.u[i] = static_cast<std::uint8_t>(means >> 24);
    out.v[i] = static_cast<std::uint8_t>(means >> 8);
  }
}

/// A row of palette indices to 4:4:4.
inline void palette_row(const yuv_table& table, const std::uint8_t* row, std::size_t count,
                        const yuv_row& out) noexcept {
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t p = row[i];
    out.y[i] = table.y[p];
    out.u[i] = table.u[p];
    out.v[i] = table.v[p];
  }
}

} // namespace arrayreel::inline ARRAYREEL_ABI::detail
