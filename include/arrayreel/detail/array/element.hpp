// What an array element may be, and the floating type in which its values are computed.
#pragma once

#include <bit>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <type_traits>

#include "../base/config.hpp"

// g++ has _Float16 on x86 from version 12 and elsewhere from 13, clang++ from 15. They announce it
// by this macro, which older g++ defines on ARM for C alone. Conversions are in the compiler's library: a
// clang++ that takes that of a g++ before 12 has none, and ARRAYREEL_HAS_FLOAT16=0 says so.
#ifndef ARRAYREEL_HAS_FLOAT16
#if defined(__FLT16_MAX__) &&                                                                      \
    (defined(__clang__) || __GNUC__ >= 13 || defined(__x86_64__) || defined(__i386__))
#define ARRAYREEL_HAS_FLOAT16 1
#else
#define ARRAYREEL_HAS_FLOAT16 0
#endif
#endif

namespace arrayreel::ARRAYREEL_ABI {

namespace detail {

#if ARRAYREEL_HAS_FLOAT16
// Not ISO C++, so -Wpedantic must be told once, here.
__extension__ typedef _Float16 half;
template <class T> inline constexpr bool is_half = std::is_same_v<T, half>;
#else
template <class T> inline constexpr bool is_half = false;
#endif

/// The bits of a bfloat16: a float's sign, exponent and first seven bits of the fraction.
struct bfloat16 {
  std::uint16_t bits;
};

// C++23's extended floating types are treated as the standard type with the same number of digits.
template <class T>
concept is_bfloat16 = std::same_as<T, bfloat16> || (std::floating_point<T> && sizeof(T) == 2 &&
                                                    std::numeric_limits<T>::digits == 8);
template <class T, class Standard>
concept same_format = std::floating_point<T> && sizeof(T) == sizeof(Standard) &&
                      std::numeric_limits<T>::digits == std::numeric_limits<Standard>::digits;

// Concepts, because `void` has no size and no references.
template <class T>
concept is_real = (std::integral<T> && sizeof(T) <= 8) || same_format<T, float> ||
                  same_format<T, double> || same_format<T, long double> || is_half<T> ||
                  is_bfloat16<T>;

// std::complex is recognised by its members, because its header includes the streams.
template <class T>
concept is_complex = requires(const T& z) {
  typename T::value_type;
  requires std::same_as<typename T::value_type, float> ||
               std::same_as<typename T::value_type, double> ||
               std::same_as<typename T::value_type, long double>;
  { z.real() } -> std::convertible_to<typename T::value_type>;
  { z.imag() } -> std::convertible_to<typename T::value_type>;
  requires sizeof(T) == 2 * sizeof(typename T::value_type);
};

} // namespace detail

/// What an array may hold: `bool`, integers of 8 to 64 bits, `float`, `double`, `long double`,
/// `_Float16`/`std::float16_t` and `std::bfloat16_t` where the compiler has them, and
/// `std::complex` of `float`, `double` or `long double`.
template <class T>
concept element =
    std::same_as<T, std::remove_cv_t<T>> && (detail::is_real<T> || detail::is_complex<T>);

namespace detail {

template <class T> struct real_part_of {
  using type = T;
};
template <class T>
  requires is_complex<T>
struct real_part_of<T> {
  using type = typename T::value_type;
};

/// The floating type in which values of T are computed: its own, `double` for integers, `float` for
/// bfloat16, and the component's for complex numbers.
template <class T> struct compute_type_of {
  using real = typename real_part_of<T>::type;
  using type = std::conditional_t<
      std::is_integral_v<real>, double,
      std::conditional_t<
          is_half<real>, real,
          std::conditional_t<sizeof(real) <= sizeof(float), float,
                             std::conditional_t<sizeof(real) == sizeof(double), double,
                                                long double>>>>;
};
template <class T> using compute_t = typename compute_type_of<T>::type;

/// The largest finite number of a type; numeric_limits knows nothing of half precision in C++20.
template <class N> [[nodiscard]] constexpr N largest_of() noexcept {
  if constexpr (is_half<N>)
    return static_cast<N>(65504.0F);
  else
    return std::numeric_limits<N>::max();
}

// By the bits, so that -ffinite-math-only in the user's flags cannot remove the test.
[[nodiscard]] inline bool is_nan(float x) noexcept {
  return (std::bit_cast<std::uint32_t>(x) & 0x7fffffffU) > 0x7f800000U;
}
[[nodiscard]] inline bool is_nan(double x) noexcept {
  return (std::bit_cast<std::uint64_t>(x) & 0x7fffffffffffffffULL) > 0x7ff0000000000000ULL;
}
[[nodiscard]] inline bool is_nan(long double x) noexcept { return __builtin_isnan(x); }
[[nodiscard]] inline bool is_finite(float x) noexcept {
  return (std::bit_cast<std::uint32_t>(x) & 0x7f800000U) != 0x7f800000U;
}
[[nodiscard]] inline bool is_finite(double x) noexcept {
  return (std::bit_cast<std::uint64_t>(x) & 0x7ff0000000000000ULL) != 0x7ff0000000000000ULL;
}
[[nodiscard]] inline bool is_finite(long double x) noexcept { return __builtin_isfinite(x); }
#if ARRAYREEL_HAS_FLOAT16
[[nodiscard]] inline bool is_nan(half x) noexcept {
  return (std::bit_cast<std::uint16_t>(x) & 0x7fffU) > 0x7c00U;
}
[[nodiscard]] inline bool is_finite(half x) noexcept {
  return (std::bit_cast<std::uint16_t>(x) & 0x7c00U) != 0x7c00U;
}
#endif

/// The type in which arithmetic on C is done: not every compiler computes in half precision.
template <class C> using arithmetic_t = std::conditional_t<is_half<C>, float, C>;

/// Whether a double is still finite when it is converted to C.
template <class C> [[nodiscard]] inline bool fits(double x) noexcept {
  if constexpr (std::is_same_v<C, float>)
    return x >= -static_cast<double>(std::numeric_limits<float>::max()) &&
           x <= static_cast<double>(std::numeric_limits<float>::max());
  else if constexpr (is_half<C>)
    return x >= -65504.0 && x <= 65504.0;
  else
    return is_finite(x);
}

} // namespace detail

} // namespace arrayreel::ARRAYREEL_ABI
