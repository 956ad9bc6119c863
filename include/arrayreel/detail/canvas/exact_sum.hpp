// Sums that are the same bits in whichever order the values come: integers at fixed places.
#pragma once

#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>

#include "../array/element.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

/// As many values as a sum holds: its digits are of 32 bits, and 62 are left to add them in.
inline constexpr std::uint32_t most_values = std::uint32_t{1} << 30;

/// The sum of doubles, or of numbers that are two doubles, as three digits: at place p a digit
/// counts 2^(32 p). `top` is the highest place that any of the values reaches, and digits below the
/// three highest places are dropped. So a digit is kept or dropped by the values, not by their
/// order: one that is dropped when its value comes lies below the three highest places at the end
/// too. Of a value less than 2^(32 (top - 2)) is lost, and the largest value is 2^(32 top) or more.
struct exact_sum {
  static constexpr std::size_t places = 3;
  static constexpr int no_place = -128;
  static constexpr int lowest_place = -34; // 2^-1074 lies in it
  static constexpr int highest_place = 31; // 2^1023 lies in it

  enum : std::uint8_t { has_nan = 1, has_positive_infinity = 2, has_negative_infinity = 4 };

  std::int64_t digits[places] = {}; // from the highest place down
  std::uint32_t count = 0;          // of values
  std::int8_t top = no_place;
  std::uint8_t special = 0; // which values there were that are no numbers

  /// Adds `x + rest` as `times` values.
  void add(double x, double rest, std::uint32_t times) noexcept {
    count += times;
    if (is_finite(x)) {
      add_digits(x, times);
      add_digits(rest, times);
    } else {
      special = static_cast<std::uint8_t>(special | (is_nan(x) ? has_nan
                                                     : x > 0   ? has_positive_infinity
                                                               : has_negative_infinity));
    }
  }

  void add(const exact_sum& other) noexcept {
    count += other.count;
    special = static_cast<std::uint8_t>(special | other.special);
    if (other.top == no_place) return;
    reach(other.top);
    for (std::size_t i = 0; i < places; ++i)
      add_at(other.top - static_cast<int>(i), other.digits[i]);
  }

  /// The sum, rounded once.
  [[nodiscard]] double sum() const noexcept {
    if (special != 0) return of_specials();
    const rounded_digits r = rounded();
    return std::ldexp(r.value, r.exponent);
  }
  /// The sum over the count: rounded to 53 bits, divided, rounded.
  [[nodiscard]] double mean() const noexcept {
    if (special != 0) return of_specials();
    const rounded_digits r = rounded();
    return std::ldexp(r.value / static_cast<double>(count), r.exponent);
  }

  /// Whether bytes from elsewhere can be such a sum.
  [[nodiscard]] bool is_valid() const noexcept {
    if (count == 0 || count > most_values || special > 7) return false;
    if (top != no_place && (top < lowest_place || top > highest_place)) return false;
    const std::int64_t most = std::int64_t{count} << 32;
    for (const std::int64_t digit : digits)
      if (digit > most || digit < -most || (top == no_place && digit != 0)) return false;
    return true;
  }

private:
  struct rounded_digits {
    double value;
    int exponent;
  };

  /// Makes a place one of the three, if it is a higher one.
  void reach(int place) noexcept {
    if (place <= top) return;
    const int shift = place - top;
    for (std::size_t i = places; i-- > 0;)
      digits[i] = static_cast<int>(i) >= shift ? digits[i - static_cast<std::size_t>(shift)] : 0;
    top = static_cast<std::int8_t>(place);
  }
  void add_at(int place, std::int64_t digit) noexcept {
    const int i = top - place;
    if (i < static_cast<int>(places)) digits[i] += digit;
  }

  void add_digits(double x, std::uint32_t times) noexcept {
    const auto bits = std::bit_cast<std::uint64_t>(x);
    std::uint64_t mantissa = bits & ((std::uint64_t{1} << 52) - 1);
    int exponent = static_cast<int>(bits >> 52 & 0x7ff);
    if (exponent != 0)
      mantissa |= std::uint64_t{1} << 52;
    else
      exponent = 1;
    if (mantissa == 0) return;
    // x = mantissa * 2^(exponent - 1075), from place `low` on.
    const int from = exponent - 1075;
    const int low = from >= 0 ? from / 32 : -((31 - from) / 32);
    const int shift = from - 32 * low;
    const std::uint64_t below = mantissa << shift;
    const std::uint64_t above = shift == 0 ? 0 : mantissa >> (64 - shift);
    const std::uint64_t parts[places] = {above, below >> 32, below & 0xffffffffU};
    std::size_t first = 0;
    while (parts[first] == 0) ++first;
    reach(low + 2 - static_cast<int>(first));
    const std::int64_t factor = bits >> 63 != 0 ? -std::int64_t{times} : std::int64_t{times};
    for (std::size_t i = first; i < places; ++i)
      add_at(low + 2 - static_cast<int>(i), static_cast<std::int64_t>(parts[i]) * factor);
  }

  [[nodiscard]] double of_specials() const noexcept {
    if (special == has_positive_infinity) return std::numeric_limits<double>::infinity();
    if (special == has_negative_infinity) return -std::numeric_limits<double>::infinity();
    return std::numeric_limits<double>::quiet_NaN();
  }

  /// The digits as a number of 53 bits times a power of two.
  [[nodiscard]] rounded_digits rounded() const noexcept {
    if (top == no_place) return {0, 0};
    constexpr std::int64_t base = std::int64_t{1} << 32;
    // Digits of one sign below 2^32, but the highest.
    std::int64_t d[places] = {digits[0], digits[1], digits[2]};
    for (std::size_t i = places - 1; i > 0; --i) {
      std::int64_t carry = d[i] / base;
      if (d[i] % base < 0) --carry;
      d[i] -= carry * base;
      d[i - 1] += carry;
    }
    const bool is_negative = d[0] < 0;
    auto high = static_cast<std::uint64_t>(d[0]);
    auto low = static_cast<std::uint64_t>(d[1]) << 32 | static_cast<std::uint64_t>(d[2]);
    if (is_negative) {
      high = ~high + (low == 0 ? 1U : 0U);
      low = 0 - low;
    }
    const int exponent = 32 * (top - 2);
    double value = 0;
    int shift = 0;
    if (high == 0) {
      value = static_cast<double>(low);
    } else {
      // The first 64 bits; the last of them stands for all below, which it keeps from a tie.
      const int zeros = std::countl_zero(high);
      std::uint64_t first = zeros == 0 ? high : high << zeros | low >> (64 - zeros);
      if ((low << zeros) != 0) first |= 1;
      value = static_cast<double>(first);
      shift = 64 - zeros;
    }
    return {is_negative ? -value : value, exponent + shift};
  }
};

static_assert(sizeof(exact_sum) == 32);

} // namespace arrayreel::ARRAYREEL_ABI::detail
