// Kernels over rows of values for each set of vector instructions, and the choice among them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <type_traits>

#include "../simd/sets.hpp"

namespace arrayreel::inline ARRAYREEL_ABI::detail {

/// The unsigned and the signed integer as long as T.
template <class T>
using lane_unsigned = std::conditional_t<
    sizeof(T) == 1, std::uint8_t,
    std::conditional_t<sizeof(T) == 2, std::uint16_t,
                       std::conditional_t<sizeof(T) == 4, std::uint32_t, std::uint64_t>>>;
template <class T> using lane_signed = std::make_signed_t<lane_unsigned<T>>;

/// The arithmetic type that a lane of T's is: char and long are others under another name.
template <class T>
using lane_number =
    std::conditional_t<std::is_floating_point_v<T>, T,
                       std::conditional_t<std::is_signed_v<T>, lane_signed<T>, lane_unsigned<T>>>;

/// A floating type's bits but the sign, and those of infinity.
template <class T>
inline constexpr lane_unsigned<T> size_bits = static_cast<lane_unsigned<T>>(-1) >> 1;
template <class T>
inline constexpr lane_unsigned<T> infinity_bits =
    sizeof(T) == 4 ? static_cast<lane_unsigned<T>>(0x7f800000U)
                   : static_cast<lane_unsigned<T>>(0x7ff0000000000000ULL);

/// The least and the largest value so far, each beyond the other where there is none; and the bits
/// of the least above zero, minus one, all of them set where there is none.
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

/// What has kernels for extremes.
template <class T>
inline constexpr bool has_extremes =
    has_sse2 && !std::is_same_v<T, bool> &&
    (std::is_integral_v<T> || std::is_same_v<T, float> || std::is_same_v<T, double>);

/// How many values have no level of their own.
struct special_counts {
  std::uint64_t bad = 0;
  std::uint64_t under = 0;
  std::uint64_t over = 0;
};

/// What a linear mapping computes with: the level is (x - lo) * scale clipped to 0…top, and values
/// below `lowest` or above `highest` are beyond the range.
template <class C> struct linear_levels {
  C lo;
  C scale;
  C top;
  C lowest;
  C highest;
};

/// Which values without a level a kernel looks for on the way.
enum class watching : unsigned char { nothing, bad, all };

#if ARRAYREEL_SSE2

template <class E, std::size_t bytes> struct vector_type {
  typedef E type __attribute__((vector_size(bytes)));
};

#endif

} // namespace arrayreel::inline ARRAYREEL_ABI::detail

#if ARRAYREEL_SSE2

#define ARRAYREEL_KERNEL_SET sse2_kernels
#define ARRAYREEL_KERNEL_BYTES 16
#define ARRAYREEL_KERNEL
#include "value_kernels.inc"
#undef ARRAYREEL_KERNEL_SET
#undef ARRAYREEL_KERNEL_BYTES
#undef ARRAYREEL_KERNEL

#define ARRAYREEL_KERNEL_SET avx2_kernels
#define ARRAYREEL_KERNEL_BYTES 32
#define ARRAYREEL_KERNEL __attribute__((target("avx2")))
#include "value_kernels.inc"
#undef ARRAYREEL_KERNEL_SET
#undef ARRAYREEL_KERNEL_BYTES
#undef ARRAYREEL_KERNEL

#define ARRAYREEL_KERNEL_SET avx512_kernels
#define ARRAYREEL_KERNEL_BYTES 64
#define ARRAYREEL_KERNEL __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl")))
#include "value_kernels.inc"
#undef ARRAYREEL_KERNEL_SET
#undef ARRAYREEL_KERNEL_BYTES
#undef ARRAYREEL_KERNEL

#endif

namespace arrayreel::inline ARRAYREEL_ABI::detail {

/// Takes the finite ones of the first values into account, counts those that are not, and returns
/// how many values are done: all but fewer than two vectors, or none.
template <class T>
[[nodiscard]] std::size_t add_extremes(const T* values, std::size_t count, extremes<T>& result,
                                       special_numbers& counts) noexcept {
  std::size_t done = 0;
#if ARRAYREEL_SSE2
  // What is looked at again, where there is something that is not finite, is still in the cache.
  constexpr std::size_t block = (std::size_t{1} << 16) / sizeof(T);
  const auto add = [&](std::size_t step, auto&& finite, auto&& mixed) {
    while (count - done >= step) {
      const std::size_t left = count - done;
      const std::size_t part = left < block ? left - left % step : block;
      if (!finite(values + done, part)) mixed(values + done, part);
      done += part;
    }
  };
#define ARRAYREEL_ADD_BY(set)                                                                      \
  add(                                                                                             \
      2 * set::bytes / sizeof(T),                                                                  \
      [&](const T* from, std::size_t n) { return set::add_finite(from, n, result); },              \
      [&](const T* from, std::size_t n) {                                                          \
        if constexpr (std::is_floating_point_v<T>) set::add_mixed(from, n, result, counts);        \
      })
  switch (simd_in_use()) {
    case simd_level::avx512:
    case simd_level::avx2: ARRAYREEL_ADD_BY(avx2_kernels); break;
    case simd_level::sse2: ARRAYREEL_ADD_BY(sse2_kernels); break;
    case simd_level::portable: break;
  }
#undef ARRAYREEL_ADD_BY
#else
  static_cast<void>(values);
  static_cast<void>(count);
  static_cast<void>(result);
  static_cast<void>(counts);
#endif
  return done;
}

} // namespace arrayreel::inline ARRAYREEL_ABI::detail
