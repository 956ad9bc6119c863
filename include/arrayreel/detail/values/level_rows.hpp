// Rows of values to levels with vector instructions, and the counting of those that have none.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <type_traits>

#include "value_kernels.hpp"

namespace arrayreel::inline ARRAYREEL_ABI::detail {

/// Element types whose rows vector instructions take.
template <class T>
inline constexpr bool has_level_rows =
    has_sse2 && (std::is_same_v<T, float> || std::is_same_v<T, double> ||
                 std::is_same_v<T, std::uint8_t> || std::is_same_v<T, std::int8_t> ||
                 std::is_same_v<T, std::uint16_t> || std::is_same_v<T, std::int16_t> ||
                 std::is_same_v<T, std::int32_t> || std::is_same_v<T, std::uint32_t>);

#if ARRAYREEL_SSE2

// 1 in every lane that is not a number, else 0. By the bits, as is_nan() does: a comparison may be
// optimised away. The sign of what an infinity has more than the size is what tells.
[[nodiscard]] inline __m128i nan_lanes(__m128 x) noexcept {
  const __m128i size = _mm_and_si128(_mm_castps_si128(x), _mm_set1_epi32(0x7fffffff));
  return _mm_srli_epi32(_mm_sub_epi32(_mm_set1_epi32(0x7f800000), size), 31);
}
[[nodiscard]] inline __m128i nan_lanes(__m128d x) noexcept {
  const __m128i size =
      _mm_and_si128(_mm_castpd_si128(x), _mm_set_epi32(0x7fffffff, -1, 0x7fffffff, -1));
  const __m128i infinity = _mm_set_epi32(0x7ff00000, 0, 0x7ff00000, 0);
  return _mm_srli_epi64(_mm_sub_epi64(infinity, size), 63);
}

/// Whether any of the values is not a number; `done` becomes how many of them were looked at.
template <class T>
  requires std::is_floating_point_v<T>
[[nodiscard]] bool any_nan_sse2(const T* values, std::size_t count, std::size_t& done) noexcept {
  constexpr std::size_t lanes = 16 / sizeof(T);
  const auto at = [&](std::size_t i) {
    if constexpr (std::is_same_v<T, float>)
      return nan_lanes(_mm_loadu_ps(values + i));
    else
      return nan_lanes(_mm_loadu_pd(values + i));
  };
  __m128i any = _mm_setzero_si128();
  for (done = 0; done + 2 * lanes <= count; done += 2 * lanes)
    any = _mm_or_si128(any, _mm_or_si128(at(done), at(done + lanes)));
  return _mm_movemask_epi8(_mm_cmpeq_epi8(any, _mm_setzero_si128())) != 0xffff;
}

// The first operand of max and min is the one that may be NaN: then they give the second, 0.
[[nodiscard]] inline __m128i levels_of(__m128 x, __m128 lo, __m128 scale, __m128 top) noexcept {
  const __m128 y = _mm_mul_ps(_mm_sub_ps(x, lo), scale);
  return _mm_cvttps_epi32(_mm_min_ps(_mm_max_ps(y, _mm_setzero_ps()), top));
}
[[nodiscard]] inline __m128i levels_of(__m128d x, __m128d lo, __m128d scale, __m128d top) noexcept {
  const __m128d y = _mm_mul_pd(_mm_sub_pd(x, lo), scale);
  return _mm_cvttpd_epi32(_mm_min_pd(_mm_max_pd(y, _mm_setzero_pd()), top));
}

/// Whether clipping the values to the range clips the levels, up to the last one: always, but where
/// rounding or an end that the type cannot hold is in the way.
template <class C> [[nodiscard]] bool clips_alike(const linear_levels<C>& f) noexcept {
  const C below = (f.lowest - f.lo) * f.scale;
  return below > -1 && below < 1 && (f.highest - f.lo) * f.scale >= f.top;
}

/// Writes the levels of float values and, with `counting`, counts the special ones. Returns how
/// many values are done: all but fewer than 16, or none.
template <bool counting>
std::size_t level_row_sse2(const float* values, std::size_t count, const linear_levels<float>& f,
                           std::uint8_t* out, special_counts& counts) noexcept {
  const __m128 lo = _mm_set1_ps(f.lo);
  const __m128 scale = _mm_set1_ps(f.scale);
  const __m128 top = _mm_set1_ps(f.top);
  const __m128 lowest = _mm_set1_ps(f.lowest);
  const __m128 highest = _mm_set1_ps(f.highest);
  const __m128i all = _mm_set1_epi32(-1);
  constexpr std::size_t step = 16;
  constexpr std::size_t stretch = std::size_t{1} << 24; // the counters have 32 bits
  std::size_t i = 0;
  while (i + step <= count) {
    const std::size_t end = count - i > stretch ? i + stretch : count;
    __m128i bad = _mm_setzero_si128();
    __m128i under = bad;
    __m128i over = bad;
    for (; i + step <= end; i += step) {
      const float* const p = values + i;
      __m128i same = all;
      const auto levels = [&](const float* q) {
        const __m128 x = _mm_loadu_ps(q);
        if constexpr (!counting) return levels_of(x, lo, scale, top);
        // A special value is one that clipping changes; -0 may be changed to 0 in vain.
        const __m128 clipped = _mm_min_ps(_mm_max_ps(x, lowest), highest);
        same = _mm_and_si128(same, _mm_cmpeq_epi32(_mm_castps_si128(clipped), _mm_castps_si128(x)));
        return _mm_cvttps_epi32(_mm_min_ps(_mm_mul_ps(_mm_sub_ps(clipped, lo), scale), top));
      };
      const __m128i a = _mm_packs_epi32(levels(p), levels(p + 4));
      const __m128i b = _mm_packs_epi32(levels(p + 8), levels(p + 12));
      _mm_storeu_si128(reinterpret_cast<__m128i*>(out + i), _mm_packus_epi16(a, b));
      if constexpr (counting) {
        if (_mm_movemask_epi8(same) == 0xffff) continue;
        for (std::size_t lane = 0; lane < step; lane += 4) {
          const __m128 x = _mm_loadu_ps(p + lane);
          bad = _mm_add_epi32(bad, nan_lanes(x));
          under = _mm_sub_epi32(under, _mm_castps_si128(_mm_cmplt_ps(x, lowest)));
          over = _mm_sub_epi32(over, _mm_castps_si128(_mm_cmpgt_ps(x, highest)));
        }
      }
    }
    if constexpr (counting) {
      const auto sum = [](__m128i lanes) {
        std::array<std::uint32_t, 4> each{};
        _mm_storeu_si128(reinterpret_cast<__m128i*>(each.data()), lanes);
        return std::uint64_t{each[0]} + each[1] + each[2] + each[3];
      };
      counts.bad += sum(bad);
      counts.under += sum(under);
      counts.over += sum(over);
    }
  }
  return i;
}

/// Eight values as doubles.
struct eight_doubles {
  __m128d a;
  __m128d b;
  __m128d c;
  __m128d d;
};

[[nodiscard]] inline eight_doubles eight_of(__m128i first, __m128i second) noexcept {
  return {_mm_cvtepi32_pd(first), _mm_cvtepi32_pd(_mm_srli_si128(first, 8)),
          _mm_cvtepi32_pd(second), _mm_cvtepi32_pd(_mm_srli_si128(second, 8))};
}
[[nodiscard]] inline eight_doubles eight_at(const double* p) noexcept {
  return {_mm_loadu_pd(p), _mm_loadu_pd(p + 2), _mm_loadu_pd(p + 4), _mm_loadu_pd(p + 6)};
}
[[nodiscard]] inline eight_doubles eight_at(const std::int32_t* p) noexcept {
  return eight_of(_mm_loadu_si128(reinterpret_cast<const __m128i*>(p)),
                  _mm_loadu_si128(reinterpret_cast<const __m128i*>(p + 4)));
}
[[nodiscard]] inline eight_doubles eight_unsigned(__m128i x) noexcept {
  const __m128i zero = _mm_setzero_si128();
  return eight_of(_mm_unpacklo_epi16(x, zero), _mm_unpackhi_epi16(x, zero));
}
[[nodiscard]] inline eight_doubles eight_signed(__m128i x) noexcept {
  return eight_of(_mm_srai_epi32(_mm_unpacklo_epi16(x, x), 16),
                  _mm_srai_epi32(_mm_unpackhi_epi16(x, x), 16));
}
[[nodiscard]] inline eight_doubles eight_at(const std::uint16_t* p) noexcept {
  return eight_unsigned(_mm_loadu_si128(reinterpret_cast<const __m128i*>(p)));
}
[[nodiscard]] inline eight_doubles eight_at(const std::int16_t* p) noexcept {
  return eight_signed(_mm_loadu_si128(reinterpret_cast<const __m128i*>(p)));
}
[[nodiscard]] inline eight_doubles eight_at(const std::uint8_t* p) noexcept {
  return eight_unsigned(
      _mm_unpacklo_epi8(_mm_loadl_epi64(reinterpret_cast<const __m128i*>(p)), _mm_setzero_si128()));
}
[[nodiscard]] inline eight_doubles eight_at(const std::int8_t* p) noexcept {
  const __m128i x = _mm_loadl_epi64(reinterpret_cast<const __m128i*>(p));
  return eight_signed(_mm_srai_epi16(_mm_unpacklo_epi8(x, x), 8));
}

/// The same for values that are computed in double: all but fewer than 8, or none.
template <bool counting, class T>
std::size_t level_row_sse2(const T* values, std::size_t count, const linear_levels<double>& f,
                           std::uint8_t* out, special_counts& counts) noexcept {
  const __m128d lo = _mm_set1_pd(f.lo);
  const __m128d scale = _mm_set1_pd(f.scale);
  const __m128d top = _mm_set1_pd(f.top);
  const __m128d lowest = _mm_set1_pd(f.lowest);
  const __m128d highest = _mm_set1_pd(f.highest);
  const __m128i all = _mm_set1_epi32(-1);
  __m128i bad = _mm_setzero_si128();
  __m128i under = bad;
  __m128i over = bad;
  std::size_t i = 0;
  for (; i + 8 <= count; i += 8) {
    __m128i same = all;
    const auto levels = [&](__m128d x) {
      if constexpr (!counting) return levels_of(x, lo, scale, top);
      const __m128d clipped = _mm_min_pd(_mm_max_pd(x, lowest), highest);
      same = _mm_and_si128(same, _mm_cmpeq_epi32(_mm_castpd_si128(clipped), _mm_castpd_si128(x)));
      return _mm_cvttpd_epi32(_mm_min_pd(_mm_mul_pd(_mm_sub_pd(clipped, lo), scale), top));
    };
    const eight_doubles x = eight_at(values + i);
    const __m128i first = _mm_unpacklo_epi64(levels(x.a), levels(x.b));
    const __m128i second = _mm_unpacklo_epi64(levels(x.c), levels(x.d));
    const __m128i wide = _mm_packs_epi32(first, second);
    _mm_storel_epi64(reinterpret_cast<__m128i*>(out + i), _mm_packus_epi16(wide, wide));
    if constexpr (counting) {
      if (_mm_movemask_epi8(same) == 0xffff) continue;
      for (const __m128d two : {x.a, x.b, x.c, x.d}) {
        if constexpr (!std::is_integral_v<T>) bad = _mm_add_epi64(bad, nan_lanes(two));
        under = _mm_sub_epi64(under, _mm_castpd_si128(_mm_cmplt_pd(two, lowest)));
        over = _mm_sub_epi64(over, _mm_castpd_si128(_mm_cmpgt_pd(two, highest)));
      }
    }
  }
  if constexpr (counting) {
    const auto sum = [](__m128i lanes) {
      std::array<std::uint64_t, 2> each{};
      _mm_storeu_si128(reinterpret_cast<__m128i*>(each.data()), lanes);
      return each[0] + each[1];
    };
    counts.bad += sum(bad);
    counts.under += sum(under);
    counts.over += sum(over);
  }
  return i;
}

/// With the longest vectors that there are, and what these leave with shorter ones.
template <watching what, bool past_caches, class T, class C, class P>
std::size_t level_row_vectors(const T* values, std::size_t count, const linear_levels<C>& f, P* out,
                              special_counts& counts) noexcept {
  const simd_level best = simd_in_use();
  std::size_t done = 0;
  // Floating values come from memory no faster than 32 bytes at a time can take them; integers, of
  // which there are more in as many bytes and which become doubles first, go twice as fast.
  constexpr bool gains_by_avx512 = std::is_integral_v<T>;
  if constexpr (gains_by_avx512)
    if (best >= simd_level::avx512)
      done = avx512_kernels::levels<what, past_caches>(values, count, f, out, counts);
  if (gains_by_avx512 && best >= simd_level::avx512)
    done += avx2_kernels::levels<what>(values + done, count - done, f, out + done, counts);
  else if (best >= simd_level::avx2)
    done = avx2_kernels::levels<what, past_caches>(values, count, f, out, counts);
  if constexpr (sizeof(P) == 1 && !std::is_same_v<T, std::uint32_t>) {
    if (best >= simd_level::sse2) {
      const T* const rest = values + done;
      std::size_t more =
          level_row_sse2 < what == watching::all > (rest, count - done, f, out + done, counts);
      if constexpr (what == watching::bad && std::is_floating_point_v<T>)
        if (std::size_t seen = 0; any_nan_sse2(rest, more, seen)) ++counts.bad;
      done += more;
    }
  }
  return done;
}

/// Writes the levels of the first values and returns of how many: all but fewer than 16 (32 for
/// levels of 16 bits), or none. Watching for bad values, `counts.bad` grows where there are any
/// among these; for all without a level, each is counted.
/// Past the caches goes what is so large that it is read again only from memory.
template <watching what, bool past_caches = false, class T, class C, class P>
[[nodiscard]] std::size_t level_row(const T* values, std::size_t count, const linear_levels<C>& f,
                                    P* out, special_counts& counts) noexcept {
  if (what == watching::all && !clips_alike(f)) return 0;
  constexpr std::size_t stretch = std::size_t{1} << 30; // the counters have 32 bits
  std::size_t done = 0;
  while (count - done > stretch) {
    const std::size_t part =
        level_row_vectors<what, past_caches>(values + done, stretch, f, out + done, counts);
    if (part < stretch) return done + part;
    done += part;
  }
  return done +
         level_row_vectors<what, past_caches>(values + done, count - done, f, out + done, counts);
}

/// After the last row that went past the caches: other threads may read it from here on.
inline void settle_rows() noexcept { _mm_sfence(); }

#else

inline void settle_rows() noexcept {}

#endif

} // namespace arrayreel::inline ARRAYREEL_ABI::detail
