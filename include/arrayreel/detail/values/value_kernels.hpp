// Kernels over rows of values.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <type_traits>

#include "../simd/sets.hpp"
#include "element_table.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

/// The unsigned and the signed integer with the size of T.
template <class T>
using lane_unsigned = std::conditional_t<
    sizeof(T) == 1, std::uint8_t,
    std::conditional_t<sizeof(T) == 2, std::uint16_t,
                       std::conditional_t<sizeof(T) == 4, std::uint32_t, std::uint64_t>>>;
template <class T> using lane_signed = std::make_signed_t<lane_unsigned<T>>;

/// The arithmetic type of a lane for elements of type T: char and long are other types' synonyms.
template <class T>
using lane_number =
    std::conditional_t<std::is_floating_point_v<T>, T,
                       std::conditional_t<std::is_signed_v<T>, lane_signed<T>, lane_unsigned<T>>>;

/// The bits of a floating type without the sign, and those of infinity.
template <class T>
inline constexpr lane_unsigned<T> size_bits = static_cast<lane_unsigned<T>>(-1) >> 1;
template <class T>
inline constexpr lane_unsigned<T> infinity_bits =
    sizeof(T) == 4 ? static_cast<lane_unsigned<T>>(0x7f800000U)
                   : static_cast<lane_unsigned<T>>(0x7ff0000000000000ULL);

/// The least and the greatest value so far (in the wrong order if there is none), and the bits of
/// the least value above zero, minus one (all ones if there is none).
template <class T> struct extremes {
  lane_number<T> least = std::numeric_limits<lane_number<T>>::max();
  lane_number<T> most = std::numeric_limits<lane_number<T>>::lowest();
  lane_unsigned<T> least_positive = static_cast<lane_unsigned<T>>(-1);
};

/// How many values are not finite.
struct special_numbers {
  std::size_t nan = 0;
  std::size_t positive_infinity = 0;
  std::size_t negative_infinity = 0;
};

/// Types that have kernels for extremes.
template <class T>
inline constexpr bool has_extremes =
    has_simd && !std::is_same_v<T, bool> &&
    (std::is_integral_v<T> || std::is_same_v<T, float> || std::is_same_v<T, double>);

/// The numbers of a linear mapping: the level is (x - lo) * scale limited to 0…top; values below
/// `lowest` or above `highest` are beyond the range.
template <class C> struct linear_levels {
  C lo;
  C scale;
  C top;
  C lowest;
  C highest;
};

template <class E, std::size_t bytes> struct vector_type {
  typedef E type __attribute__((vector_size(bytes)));
};

} // namespace arrayreel::ARRAYREEL_ABI::detail

#define ARRAYREEL_KERNEL_FILE "../values/level_kernels.inc"
#include "../simd/for_each_set.inc"

namespace arrayreel::ARRAYREEL_ABI::detail {

/// Adds the finite ones of the first values and counts the others. Returns how many values are
/// done: all but fewer than two vectors, or none.
template <class T>
[[nodiscard]] std::size_t add_extremes(const T* values, std::size_t count, extremes<T>& result,
                                       special_numbers& counts) noexcept {
  ARRAYREEL_RETURN_KERNEL(add_values(values, count, result, counts));
}

/// Whether clipping the values to the range limits the levels too. It does, unless rounding, or an
/// end that the type cannot hold, is in the way.
template <class C> [[nodiscard]] bool clips_alike(const linear_levels<C>& f) noexcept {
  const C below = (f.lowest - f.lo) * f.scale;
  return below > -1 && below < 1 && (f.highest - f.lo) * f.scale >= f.top;
}

/// Element types that have kernels for levels.
template <class T>
inline constexpr bool has_level_rows =
    has_simd && (std::is_same_v<T, float> || std::is_same_v<T, double> ||
                 std::is_same_v<T, std::uint8_t> || std::is_same_v<T, std::int8_t> ||
                 std::is_same_v<T, std::uint16_t> || std::is_same_v<T, std::int16_t> ||
                 std::is_same_v<T, std::int32_t> || std::is_same_v<T, std::uint32_t>);

/// Writes the levels of the first values and returns how many: all but fewer than 16 (32 for levels
/// of 16 bits), or none. Watching for bad values, it makes `counts.bad` greater if there are any;
/// watching for all special values, it counts each.
template <class T, class C, class P>
[[nodiscard]] std::size_t level_row_part(const T* values, std::size_t count,
                                         const linear_levels<C>& f, P* out, special_counts& counts,
                                         watching what, bool past_caches) noexcept {
  ARRAYREEL_RETURN_KERNEL(levels(values, count, f, out, counts, what, past_caches));
}
template <class T, class C, class P>
[[nodiscard]] std::size_t level_row(const T* values, std::size_t count, const linear_levels<C>& f,
                                    P* out, special_counts& counts, watching what,
                                    bool past_caches) noexcept {
  if (what == watching::all && !clips_alike(f)) return 0;
  constexpr std::size_t most = std::size_t{1} << 30; // the counters have 32 bits
  std::size_t done = 0;
  while (done < count) {
    const std::size_t now = count - done < most ? count - done : most;
    const std::size_t part =
        level_row_part(values + done, now, f, out + done, counts, what, past_caches);
    done += part;
    if (part < most) break;
  }
  return done;
}

} // namespace arrayreel::ARRAYREEL_ABI::detail
