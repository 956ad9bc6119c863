// Makes any text acceptable to Vega-Lite: as a field's name, a tooltip's key, or a string.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "../base/message.hpp"
#include "../base/utf8.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

/// The text with U+FFFD for malformed UTF-8, which JSON does not allow, and for NUL, which HTML
/// does not allow.
[[nodiscard]] inline std::string valid_text(std::string_view text) {
  std::string result;
  result.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const code_point c = decode_utf8(text, at);
    if (c.valid && c.value != 0)
      result += text.substr(at, c.size);
    else
      result += "\xef\xbf\xbd";
    at += c.size;
  }
  return result;
}

/// Escapes valid text for a string in an expression, except quotes: Vega-Lite escapes these in the
/// titles of a tooltip, but not backslashes and line ends.
[[nodiscard]] inline std::string escaped_but_for_quotes(std::string_view text) {
  constexpr char digits[] = "0123456789abcdef";
  std::string result;
  for (std::size_t at = 0; at < text.size();) {
    const code_point c = decode_utf8(text, at);
    if (c.value == '\\') {
      result += "\\\\";
    } else if (c.value < 0x20) {
      result += "\\u00";
      result += digits[c.value >> 4];
      result += digits[c.value & 15];
    } else if (c.value == 0x2028 || c.value == 0x2029) { // line ends in scripts
      result += c.value == 0x2028 ? "\\u2028" : "\\u2029";
    } else {
      result += text.substr(at, c.size);
    }
    at += c.size;
  }
  return result;
}

/// Valid text as a string in an expression.
[[nodiscard]] inline std::string expression_string(std::string_view text) {
  std::string result = "\"";
  for (const char c : escaped_but_for_quotes(text)) {
    if (c == '"') result += '\\';
    result += c;
  }
  return result + '"';
}

/// Texts that Vega does not treat as texts: names of properties that every JavaScript object has,
/// and a keyword of its expressions.
[[nodiscard]] inline bool is_word_of_vega(std::string_view name) noexcept {
  constexpr std::array<std::string_view, 15> names{"__defineGetter__",
                                                   "__defineSetter__",
                                                   "__lookupGetter__",
                                                   "__lookupSetter__",
                                                   "__proto__",
                                                   "constructor",
                                                   "hasOwnProperty",
                                                   "if",
                                                   "isPrototypeOf",
                                                   "prototype",
                                                   "propertyIsEnumerable",
                                                   "then",
                                                   "toLocaleString",
                                                   "toString",
                                                   "valueOf"};
  return std::ranges::find(names, name) != names.end();
}

/// Valid text as a title. If Vega would treat it as something else, a space is added at the end,
/// which browsers do not show.
[[nodiscard]] inline std::string title_text(std::string text) {
  if (is_word_of_vega(text)) text += ' ';
  return text;
}

/// The fields of a chart's data. A column keeps its name if Vega-Lite accepts it: dots, brackets,
/// quotes and backslashes make it a path, and other characters are not handled everywhere. Such
/// columns get new names, and their own as titles.
class field_names {
public:
  /// A field of the chart itself, called `name` unless a column has that name.
  [[nodiscard]] std::string own(std::string name) {
    while (is_taken(name)) name += '_';
    taken_.push_back({name, as_identifier(name)});
    return name;
  }

  /// The field of a column with this name, which is valid text.
  /// \param number of the column, counted from 1.
  [[nodiscard]] std::string of_column(const std::string& name, std::size_t number) {
    if (!is_plain(name) || is_taken(name)) return own("column_" + to_text(number));
    return own(name);
  }

private:
  [[nodiscard]] static bool is_letter_or_digit(char c) noexcept {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  }
  [[nodiscard]] static bool is_plain(std::string_view name) noexcept {
    constexpr std::string_view others = " -+%/()";
    return !is_word_of_vega(name) && name.find("\xe2\x80\xa8") == std::string_view::npos &&
           name.find("\xe2\x80\xa9") == std::string_view::npos &&
           std::ranges::all_of(name, [&](char c) {
             return is_letter_or_digit(c) || static_cast<unsigned char>(c) >= 0x80 ||
                    others.find(c) != std::string_view::npos;
           });
  }
  /// Vega-Lite derives identifiers from names of fields; these must differ too.
  [[nodiscard]] static std::string as_identifier(std::string_view name) {
    std::string result;
    for (std::size_t at = 0; at < name.size();) {
      const code_point c = decode_utf8(name, at);
      // JavaScript counts UTF-16 units, of which such a code point has two.
      result += is_letter_or_digit(name[at]) ? std::string(1, name[at])
                                             : std::string(c.value > 0xffff ? 2 : 1, '_');
      at += c.size;
    }
    const bool digit = !name.empty() && name[0] >= '0' && name[0] <= '9';
    return digit ? "_" + result : result;
  }
  [[nodiscard]] bool is_taken(const std::string& name) const {
    return std::ranges::any_of(taken_, [&, identifier = as_identifier(name)](const auto& other) {
      return other.first == name || other.second == identifier;
    });
  }

  std::vector<std::pair<std::string, std::string>> taken_; // names, and as identifiers
};

/// The keys of a tooltip. They must differ, and vega-tooltip shows "image" as a picture and "title"
/// as a heading. A key that conflicts gets spaces at the end, which browsers do not show.
class tooltip_keys {
public:
  /// A title for Vega-Lite's list of tooltips that is shown as this valid text.
  [[nodiscard]] std::string title(std::string text) {
    while (text == "image" || text == "title" || is_word_of_vega(text) ||
           std::ranges::find(taken_, text) != taken_.end())
      text += ' ';
    taken_.push_back(text);
    return escaped_but_for_quotes(text);
  }

private:
  std::vector<std::string> taken_;
};

} // namespace arrayreel::ARRAYREEL_ABI::detail
