// Text for error messages: numbers without a locale, shapes, and strings that may be hostile.
#pragma once

#include <charconv>
#include <concepts>
#include <cstddef>
#include <string>
#include <string_view>
#include <system_error> // std::errc, the result of to_chars

#include "config.hpp"

namespace arrayreel::inline ARRAYREEL_ABI::detail {

// Messages are made where something failed: their text is not to be in every caller.
template <class N> [[gnu::noinline]] inline std::string number_text(N number) {
  char buffer[64];
  const auto [end, failure] = std::to_chars(buffer, buffer + sizeof buffer, number);
  return failure == std::errc{} ? std::string(buffer, end) : std::string("?");
}

/// The shortest text that reads back as the same number, whatever the locale.
template <class N>
  requires std::integral<N> || std::floating_point<N>
[[nodiscard]] inline std::string to_text(N number) {
  if constexpr (std::same_as<N, bool>) {
    return number ? "true" : "false";
  } else if constexpr (std::floating_point<N>) {
    return number_text(number);
  } else if constexpr (std::signed_integral<N>) {
    return number_text(static_cast<long long>(number));
  } else {
    return number_text(static_cast<unsigned long long>(number));
  }
}

/// "(3, 480, 640)" from anything that can be indexed.
template <class Extents>
[[nodiscard, gnu::noinline]] inline std::string shape_text(const Extents& extents,
                                                           std::size_t rank) {
  std::string text = "(";
  for (std::size_t i = 0; i < rank; ++i) {
    if (i != 0) text += ", ";
    text += to_text(extents[i]);
  }
  return text + (rank == 1 ? ",)" : ")");
}

/// The string in single quotes, control characters shown as \xNN, cut after 200 bytes.
[[nodiscard, gnu::noinline]] inline std::string in_quotes(std::string_view text) {
  constexpr char digits[] = "0123456789abcdef";
  std::size_t longest = 200;
  // A cut inside a UTF-8 sequence would make the whole message invalid.
  while (longest < text.size() && (static_cast<unsigned char>(text[longest]) & 0xc0) == 0x80)
    --longest;
  std::string result = "'";
  for (const char c : text.substr(0, longest)) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte == 0x7f) {
      result += "\\x";
      result += digits[byte >> 4];
      result += digits[byte & 15];
    } else {
      result += c;
    }
  }
  return result + (text.size() > longest ? "…'" : "'");
}

} // namespace arrayreel::inline ARRAYREEL_ABI::detail
