// Numbers on the command line, exactly as they stand there.
#pragma once

#include <charconv>
#include <optional>
#include <sstream>
#include <string>
#include <type_traits>

#include <CLI/CLI.hpp>

#include <arrayreel/detail/base/message.hpp>

#include "input.hpp"

/// The whole text as a number.
template <class Number> std::optional<Number> number_of(const std::string& text) {
  Number value{};
  if constexpr (std::is_floating_point_v<Number>) {
    if (!arrayreel::detail::read_number(text, value)) return {};
  } else {
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (failure != std::errc{} || end != text.data() + text.size()) return {};
  }
  return value;
}

/// Refuses what is no number between two, which CLI11 would take for another one: 2^64 and more
/// become its largest.
template <class Number> CLI::Validator within(Number least, Number most) {
  std::ostringstream text;
  text << least << " to " << most;
  const std::string range = text.str();
  return {[=](std::string& given) {
            const std::optional<Number> value = number_of<Number>(given);
            if (value && *value >= least && *value <= most) return std::string();
            return printable(given) + "; expected " +
                   (std::is_integral_v<Number> ? "a whole number from " : "a number from ") + range;
          },
          ""};
}
