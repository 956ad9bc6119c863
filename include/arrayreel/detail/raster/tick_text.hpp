// Decimal numbers as the short texts of an axis.
#pragma once

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "../base/message.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

/// mantissa · 10 ^ exponent
struct decimal {
  std::int64_t mantissa = 0;
  int exponent = 0;

  [[nodiscard]] std::string digits() const { return to_text(mantissa < 0 ? -mantissa : mantissa); }
  /// The power of ten of the first digit.
  [[nodiscard]] int magnitude() const {
    return mantissa == 0 ? exponent : static_cast<int>(digits().size()) - 1 + exponent;
  }
};

/// The nearest double, or its neighbour far from 1.
[[nodiscard]] inline double to_double(const decimal& d) noexcept {
  const auto m = static_cast<double>(d.mantissa);
  if (d.exponent >= 0) return m * std::pow(10.0, d.exponent);
  // A power of ten up to 22 is exact, and so is one rounding; beyond 308 there is none.
  const int first = std::min(-d.exponent, 300);
  return m / std::pow(10.0, first) / std::pow(10.0, -d.exponent - first);
}

/// What `to_chars` wrote in scientific notation, without zeros at its end.
[[nodiscard]] inline decimal read_decimal(const char* at, const char* end) {
  decimal d;
  const bool negative = *at == '-';
  bool after_point = false;
  for (; at != end && *at != 'e'; ++at) {
    after_point = after_point || *at == '.';
    if (*at < '0' || *at > '9') continue;
    d.mantissa = d.mantissa * 10 + (*at - '0');
    if (after_point) --d.exponent;
  }
  int power = 0;
  const char* const number = at + 1 < end && at[1] == '+' ? at + 2 : at + 1;
  static_cast<void>(std::from_chars(number, end, power));
  d.exponent += power;
  for (; d.mantissa != 0 && d.mantissa % 10 == 0; d.mantissa /= 10) ++d.exponent;
  if (negative) d.mantissa = -d.mantissa;
  return d;
}

/// A number as it is where six digits say it, otherwise to about a thousandth of `span`.
[[nodiscard]] inline decimal to_decimal(double x, double span) {
  if (x == 0) return {};
  char buffer[64];
  char* const last = buffer + sizeof buffer;
  constexpr auto scientific = std::chars_format::scientific;
  const decimal shortest = read_decimal(buffer, std::to_chars(buffer, last, x, scientific).ptr);
  if (shortest.digits().size() <= 6) return shortest;
  const double finest = std::log10(std::min(span, std::numeric_limits<double>::max())) - 3;
  const int places = static_cast<int>(std::ceil(std::log10(std::fabs(x)) - finest));
  return read_decimal(buffer,
                      std::to_chars(buffer, last, x, scientific, std::clamp(places, 0, 16)).ptr);
}

/// "-0.05", "1200".
[[nodiscard]] inline std::string fixed_text(const decimal& d) {
  std::string text = d.digits();
  if (d.exponent >= 0) {
    if (d.mantissa != 0) text.append(static_cast<std::size_t>(d.exponent), '0');
  } else {
    const auto decimals = static_cast<std::size_t>(-d.exponent);
    if (text.size() <= decimals) text.insert(0, decimals + 1 - text.size(), '0');
    text.insert(text.size() - decimals, 1, '.');
  }
  return d.mantissa < 0 ? '-' + text : text;
}

/// "-1.5e-7", as a multiple of that power of ten.
[[nodiscard]] inline std::string scientific_text(const decimal& d, int power) {
  if (d.mantissa == 0) return "0";
  return fixed_text({d.mantissa, d.exponent - power}) + 'e' + to_text(power);
}

[[nodiscard]] inline std::size_t width_without_sign(const std::string& text) noexcept {
  return text.size() - (text.starts_with('-') ? 1U : 0U);
}

/// Texts of numbers that have the same exponent, all with as many decimals, and with the same
/// power of ten where that is shorter than more than six characters.
[[nodiscard]] inline std::vector<std::string> texts_alike(const std::vector<decimal>& numbers) {
  std::vector<std::string> fixed;
  std::vector<std::string> scientific;
  int power = std::numeric_limits<int>::min();
  for (const decimal& d : numbers)
    if (d.mantissa != 0) power = std::max(power, d.magnitude());
  std::size_t fixed_width = 0;
  std::size_t scientific_width = 0;
  for (const decimal& d : numbers) {
    fixed.push_back(fixed_text(d));
    scientific.push_back(scientific_text(d, power));
    fixed_width = std::max(fixed_width, width_without_sign(fixed.back()));
    scientific_width = std::max(scientific_width, width_without_sign(scientific.back()));
  }
  return fixed_width > 6 && scientific_width < fixed_width ? scientific : fixed;
}

/// The text of a number that stands for itself: with a power of ten where that is shorter than
/// more than five characters.
[[nodiscard]] inline std::string text_alone(decimal d) {
  while (d.mantissa != 0 && d.mantissa % 10 == 0) {
    d.mantissa /= 10;
    ++d.exponent;
  }
  const std::string fixed = fixed_text(d);
  const std::string scientific = scientific_text(d, d.magnitude());
  return width_without_sign(fixed) > 5 && scientific.size() < fixed.size() ? scientific : fixed;
}

} // namespace arrayreel::ARRAYREEL_ABI::detail
