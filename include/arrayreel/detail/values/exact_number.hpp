// Numbers for which one double is too short: 64-bit integers as a double and a rest.
#pragma once

#include <cstdint>

#include "../base/config.hpp"
#include "value_range.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

/// The number is value + rest; `value` is the double nearest to the sum.
struct exact_number {
  double value = 0;
  double rest = 0;
};

/// From here on doubles do not hold every integer.
inline constexpr double end_of_exact_doubles = 9007199254740992.0; // 2⁵³

/// Whether a number, or an end of a range, is at least that large.
[[nodiscard]] inline bool is_large(double x) noexcept {
  return x >= end_of_exact_doubles || x <= -end_of_exact_doubles;
}

[[nodiscard]] inline bool is_below(const exact_number& a, const exact_number& b) noexcept {
  return a.value < b.value || (a.value == b.value && a.rest < b.rest);
}

/// A rest that is too large for its double counts as 0: somebody changed one end of a range.
[[nodiscard, gnu::noinline]] inline exact_number with_rest(double value, double rest) noexcept {
  const double size = value < 0 ? -value : value;
  const double half_step = size * 0x1p-53; // half a unit in the last place, or up to twice that
  return {value, rest >= -half_step && rest <= half_step ? rest : 0};
}
[[nodiscard]] inline exact_number lo_of(const value_range& r) noexcept {
  return with_rest(r.lo, r.lo_rest);
}
[[nodiscard]] inline exact_number hi_of(const value_range& r) noexcept {
  return with_rest(r.hi, r.hi_rest);
}
[[nodiscard]] inline value_range range_of(const exact_number& lo, const exact_number& hi) noexcept {
  return {lo.value, hi.value, lo.rest, hi.rest};
}

/// The larger distance from zero.
[[nodiscard]] inline exact_number larger_size(const exact_number& a,
                                              const exact_number& b) noexcept {
  const auto size = [](const exact_number& x) {
    return x.value < 0 ? exact_number{-x.value, -x.rest} : exact_number{x.value + 0.0, x.rest};
  };
  return is_below(size(a), size(b)) ? size(b) : size(a);
}

/// a + step.
[[nodiscard, gnu::noinline]] inline exact_number sum_of(const exact_number& a,
                                                        double step) noexcept {
  const double sum = a.value + step;
  // The rounding error: Knuth's TwoSum.
  const double of_step = sum - a.value;
  const double rest = (a.value - (sum - of_step)) + (step - of_step) + a.rest;
  const double value = sum + rest;
  return {value, (sum - value) + rest};
}

/// a − b as a double. Without rests it is the difference of two doubles.
[[nodiscard, gnu::noinline]] inline double difference(const exact_number& a,
                                                      const exact_number& b) noexcept {
  const double d = a.value - b.value;
  const double rest = a.rest - b.rest;
  if (rest == 0) return d;
  const double of_b = a.value - d;
  return d + (((a.value - (d + of_b)) + (of_b - b.value)) + rest);
}
[[nodiscard, gnu::noinline]] inline double width_of(const value_range& r) noexcept {
  return difference(hi_of(r), lo_of(r));
}

/// The bits of a whole number from −2⁶³ to 2⁶⁴ as a 64-bit integer, without overflow.
[[nodiscard]] inline std::uint64_t bits_of_whole(double whole) noexcept {
  constexpr double beyond_signed = 9223372036854775808.0; // 2⁶³
  if (whole < beyond_signed) return static_cast<std::uint64_t>(static_cast<std::int64_t>(whole));
  return static_cast<std::uint64_t>(whole - beyond_signed) + (std::uint64_t{1} << 63);
}

/// The double nearest to a 64-bit integer. For 32-bit x86, g++ keeps the integer where it is, in a register
/// of 64 digits, unless the double has to be in memory.
template <class T> [[nodiscard]] double nearest_double(T integer) noexcept {
#if defined(__i386__)
  const volatile double in_memory = static_cast<double>(integer);
  return in_memory;
#else
  return static_cast<double>(integer);
#endif
}

/// A 64-bit integer. It is made from its bits, so that -ffast-math cannot lose any.
template <class T> [[nodiscard]] exact_number exact(T integer) noexcept {
  const double value = nearest_double(integer);
  const std::uint64_t rest = static_cast<std::uint64_t>(integer) - bits_of_whole(value);
  return {value, static_cast<double>(static_cast<std::int64_t>(rest))};
}

/// The origin from which 64-bit integers are counted, in integer arithmetic.
struct integer_origin {
  bool is_used = false;
  std::uint64_t bits = 0; // of the integer
  double rest = 0;        // the fraction of the origin

  /// The distance of an integer from the origin.
  template <class T> [[nodiscard]] double distance_of(T x) const noexcept {
    const T from = static_cast<T>(bits);
    const auto difference = static_cast<std::uint64_t>(x) - bits;
    return (x < from ? -static_cast<double>(0 - difference) : static_cast<double>(difference)) -
           rest;
  }
};

/// The position of 64-bit integers in a range that reaches 2⁵³; not used for other ranges.
struct integer_limits {
  bool are_used = false;
  integer_origin origin{};
  std::uint64_t least = 0; // the bits of the first and the last integer inside
  std::uint64_t most = 0;
};

} // namespace arrayreel::ARRAYREEL_ABI::detail
