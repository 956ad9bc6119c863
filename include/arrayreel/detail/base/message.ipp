// How the text of error messages is made.
#pragma once

#include <charconv>
#include <string> // _LIBCPP_VERSION
#include <system_error> // std::errc, the result of to_chars
#if defined(_LIBCPP_VERSION) && _LIBCPP_VERSION < 200000
#include <clocale>
#include <cstdlib>
#include <limits>
#endif

#include "message.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

template <class N> [[nodiscard]] std::string number_text(N number) {
  char buffer[64];
  const auto [end, failure] = std::to_chars(buffer, buffer + sizeof buffer, number);
  return failure == std::errc{} ? std::string(buffer, end) : std::string("?");
}

ARRAYREEL_INLINE std::string to_text(long long number) { return number_text(number); }
ARRAYREEL_INLINE std::string to_text(unsigned long long number) { return number_text(number); }
ARRAYREEL_INLINE std::string to_text(float number) { return number_text(number); }
ARRAYREEL_INLINE std::string to_text(double number) { return number_text(number); }
ARRAYREEL_INLINE std::string to_text(long double number) { return number_text(number); }
ARRAYREEL_INLINE std::string to_text(bool value) { return value ? "true" : "false"; }

ARRAYREEL_INLINE bool read_number(std::string_view text, double& number) {
#if defined(_LIBCPP_VERSION) && _LIBCPP_VERSION < 200000
  // libc++ before 20 reads integers alone. strtod reads more than is meant here, by the locale's point.
  const std::size_t first = text.starts_with('-') ? 1 : 0;
  const bool infinite = text.substr(first) == "inf";
  if (!infinite && text.substr(first) != "nan" &&
      (text.find_first_not_of("-+.0123456789eE") != std::string_view::npos || text.size() == first ||
       text[first] == '-' || text[first] == '+' || text[first] == 'e' || text[first] == 'E'))
    return false;
  std::string local(text);
  if (const std::size_t point = local.find('.'); point != std::string::npos)
    local.replace(point, 1, std::localeconv()->decimal_point);
  char* end = nullptr;
  number = std::strtod(local.c_str(), &end);
  constexpr double most = std::numeric_limits<double>::max();
  return end == local.c_str() + local.size() && (infinite || !(number > most || number < -most));
#else
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
  return failure == std::errc{} && end == text.data() + text.size();
#endif
}

ARRAYREEL_INLINE std::string shape_text(std::span<const std::size_t> extents) {
  std::string text = "(";
  for (std::size_t i = 0; i < extents.size(); ++i) {
    if (i != 0) text += ", ";
    text += to_text(extents[i]);
  }
  return text + (extents.size() == 1 ? ",)" : ")");
}

[[gnu::cold]] ARRAYREEL_INLINE std::string in_quotes(std::string_view text) {
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

[[gnu::cold]] ARRAYREEL_INLINE void text_part::append_to(std::string& message) const {
  switch (kind_) {
    case kind::terminated: message += text_; break;
    case kind::text: message.append(text_, size_); break;
    case kind::integer: message += to_text(integer_); break;
    case kind::natural: message += to_text(natural_); break;
    case kind::single: message += to_text(float_); break;
    case kind::real: message += to_text(double_); break;
    case kind::long_real: message += to_text(*long_double_); break;
  }
}

[[gnu::cold]] ARRAYREEL_INLINE std::string joined_text(std::initializer_list<text_part> parts) {
  std::string text;
  for (const text_part& part : parts) part.append_to(text);
  return text;
}

ARRAYREEL_INLINE void refuse(error_kind kind, std::initializer_list<text_part> message) {
  throw error(kind, joined_text(message));
}

ARRAYREEL_INLINE void refuse(error_kind kind, std::initializer_list<text_part> message,
                             const std::string& path) {
  throw error(kind, joined_text(message), path);
}

} // namespace arrayreel::ARRAYREEL_ABI::detail
