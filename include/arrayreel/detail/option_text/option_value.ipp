// How options are read from text.
#pragma once

#include "option_value.hpp"

#include <charconv>
#include <system_error>
#include <type_traits>

#include "../base/message.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

/// In small letters, with hyphens for underscores.
[[nodiscard]] inline std::string plain_name(std::string_view text) {
  std::string name(text);
  for (char& c : name) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    if (c == '_') c = '-';
  }
  return name;
}

/// "a, b or c"
template <class Names> [[nodiscard]] std::string alternatives(const Names& names) {
  std::string text;
  std::size_t left = names.size();
  for (const auto& name : names) {
    text += name;
    --left;
    if (left > 0) text += left > 1 ? ", " : " or ";
  }
  return text;
}

/// The whole text as a number. A sign that says nothing may stand before it.
template <class Number>
[[nodiscard]] std::optional<Number> whole_text_as(std::string_view text) {
  if (text.size() > 1 && text[0] == '+' && text[1] != '-') text.remove_prefix(1);
  Number value{};
  if constexpr (std::is_floating_point_v<Number>) {
    if (!read_number(text, value)) return {};
  } else {
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (failure != std::errc{} || end != text.data() + text.size()) return {};
  }
  return value;
}

ARRAYREEL_INLINE std::optional<double> real_number_in(std::string_view text) {
  return whole_text_as<double>(text);
}

ARRAYREEL_INLINE std::optional<long long> whole_number_in(std::string_view text) {
  return whole_text_as<long long>(text);
}

[[gnu::cold]] ARRAYREEL_INLINE void option_value::refuse(std::string_view expected) const {
  // In quotes, as what is in a text of options may be anything.
  const std::string given = in_quotes(has_text_ ? name_ + "=" + text_ : name_);
  detail::refuse(error_kind::parameter, {"the option ", given, "; expected ", expected});
}

ARRAYREEL_INLINE const std::string& option_value::text() const {
  if (!has_text_) refuse(name_ + "=, and a value behind it");
  return text_;
}

ARRAYREEL_INLINE bool option_value::flag() const {
  if (!has_text_) return true;
  return one_of({"true", "yes", "on", "1", "false", "no", "off", "0"}) < 4;
}

ARRAYREEL_INLINE double option_value::number() const {
  const std::optional<double> value = real_number_in(text());
  if (!value) refuse("a number, such as 0.5 or -1e3");
  return *value;
}

ARRAYREEL_INLINE std::size_t option_value::whole(std::size_t least, std::size_t most) const {
  const std::optional<std::size_t> value = whole_text_as<std::size_t>(text());
  if (!value || *value < least || *value > most)
    refuse(joined_text({"a whole number from ", least, " to ", most}));
  return *value;
}

ARRAYREEL_INLINE std::size_t option_value::one_of(std::initializer_list<const char*> names) const {
  const std::string wanted = plain_name(text());
  std::size_t place = 0;
  for (const char* name : names) {
    if (wanted == name) return place;
    ++place;
  }
  refuse(alternatives(names));
}

/// The numbers on both sides of a character.
[[nodiscard]] inline std::optional<value_range> two_numbers(std::string_view text) {
  const std::size_t comma = text.find(',');
  if (comma == std::string_view::npos) return {};
  std::string_view second = text.substr(comma + 1);
  while (!second.empty() && second[0] == ' ') second.remove_prefix(1);
  const auto lo = real_number_in(text.substr(0, comma));
  const auto hi = real_number_in(second);
  if (!lo || !hi) return {};
  return value_range{*lo, *hi};
}

ARRAYREEL_INLINE value_range option_value::range() const {
  const auto both = two_numbers(text());
  if (!both) refuse("two numbers, " + name_ + "=-1.5,1.5");
  return *both;
}

ARRAYREEL_INLINE percentiles option_value::two_percentiles() const {
  const auto both = two_numbers(text());
  if (!both) refuse("two percentiles, " + name_ + "=1,99");
  return {both->lo, both->hi};
}

ARRAYREEL_INLINE upscale_factors option_value::upscale() const {
  const std::string& given = text();
  const std::size_t times = given.find('x');
  const auto y = whole_number_in(std::string_view(given).substr(0, times));
  const auto x =
      times == std::string::npos ? y : whole_number_in(std::string_view(given).substr(times + 1));
  constexpr long long most = 1000;
  if (!y || !x || *y < 1 || *x < 1 || *y > most || *x > most)
    refuse("pixels from 1 to 1000: 4, or rows and columns: 2x3");
  return {static_cast<std::size_t>(*y), static_cast<std::size_t>(*x)};
}

ARRAYREEL_INLINE std::vector<option_value> options_in(std::string_view text) {
  std::vector<option_value> options;
  const auto without_blanks = [](std::string_view part) {
    constexpr std::string_view blanks = " \t\r\n";
    const std::size_t begin = part.find_first_not_of(blanks);
    if (begin == std::string_view::npos) return std::string_view();
    return part.substr(begin, part.find_last_not_of(blanks) + 1 - begin);
  };
  std::string part;
  for (std::size_t at = 0; at <= text.size(); ++at) {
    const bool ends = at == text.size() || text[at] == ';' || text[at] == '\n';
    if (!ends) {
      if (text[at] == '\\' && at + 1 < text.size() && (text[at + 1] == ';' || text[at + 1] == '\\'))
        ++at;
      part += text[at];
      continue;
    }
    const std::string_view whole = without_blanks(part);
    const std::size_t sign = whole.find('=');
    const std::string name = plain_name(without_blanks(whole.substr(0, sign)));
    if (!whole.empty() && name.empty())
      refuse(error_kind::parameter, {"the option ", in_quotes(whole), "; expected name=value"});
    for (const option_value& earlier : options)
      if (earlier.name() == name)
        refuse(error_kind::parameter, {"the option ", in_quotes(name), " twice; expected it once"});
    if (sign != std::string_view::npos)
      options.emplace_back(name, std::string(without_blanks(whole.substr(sign + 1))));
    else if (!name.empty())
      options.emplace_back(name);
    part.clear();
  }
  return options;
}

[[gnu::cold]] ARRAYREEL_INLINE void refuse_unknown(const option_value& option,
                                                   const std::vector<std::string>& known) {
  refuse(error_kind::parameter,
         {"the option ", in_quotes(option.name()), "; expected one of ", alternatives(known)});
}

} // namespace arrayreel::ARRAYREEL_ABI::detail
