// What CLI11 tells of an option, as completion and manual page want it.
#pragma once

#include <cctype>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include <CLI/CLI.hpp>

/// What an argument of an option or a positional argument is.
enum class value_kind { none, choice, file, directory, other };

struct option_facts {
  std::vector<std::string> names; ///< "-o", "--output"; none for a positional argument
  std::string positional;         ///< its name
  std::string description;
  std::string group;
  std::string type;                    ///< "FLOAT", "FILE"
  std::string constraint;              ///< "0 to 9", "positive"
  value_kind kind = value_kind::none;  ///< none: a flag
  std::vector<std::string> choices;    ///< of kind choice
  std::vector<std::string> extensions; ///< of kind file, from the description; empty: any
  int arguments = 0;                   ///< the fewest behind the name
  bool repeats = false;                ///< may be given again
  bool many = false;                   ///< takes all arguments up to the next option
  bool required = false;
  std::vector<std::string> needs;    ///< names of other options
  std::vector<std::string> excludes; ///< names of other options
};

/// The longest name, "--output".
inline std::string longest_name(const option_facts& o) {
  return o.names.empty() ? o.positional : o.names.back();
}

namespace option_facts_detail {

/// ".npy" and the like, each once and without the dot, in the order in which the text names them.
inline std::vector<std::string> extensions_in(std::string_view text) {
  std::vector<std::string> found;
  for (std::size_t dot = text.find('.'); dot != std::string_view::npos;
       dot = text.find('.', dot + 1)) {
    std::string extension;
    for (std::size_t i = dot + 1;
         i < text.size() && std::isalnum(static_cast<unsigned char>(text[i])) != 0; ++i)
      extension += text[i];
    // A full stop has no letter behind it, and 0.5 a digit.
    if (extension.empty() || std::isalpha(static_cast<unsigned char>(extension[0])) == 0) continue;
    bool is_new = true;
    for (const std::string& other : found) is_new = is_new && other != extension;
    if (is_new) found.push_back(extension);
  }
  return found;
}

inline std::vector<std::string> split(std::string_view text, char separator) {
  std::vector<std::string> parts(1);
  for (const char c : text)
    if (c == separator)
      parts.emplace_back();
    else
      parts.back() += c;
  return parts;
}

/// "FLOAT:INT in [0 - 9]" is a type and what its validators say of themselves.
inline void read_type(option_facts& o, const std::string& text) {
  const std::size_t colon = text.find(':');
  o.type = text.substr(0, colon);
  const std::string rules = colon == std::string::npos ? std::string() : text.substr(colon + 1);
  const auto names = [&](std::string_view word) {
    return o.type.find(word) != std::string::npos || rules.find(word) != std::string::npos;
  };
  const std::size_t open = rules.find('{');
  const std::size_t close = rules.find('}', open == std::string::npos ? 0 : open);
  if (open != std::string::npos && close != std::string::npos) {
    o.kind = value_kind::choice;
    o.choices = split(std::string_view(rules).substr(open + 1, close - open - 1), ',');
    for (std::string& choice : o.choices) choice = choice.substr(0, choice.find("->"));
    return;
  }
  if (names("FILE") || names("PATH")) {
    o.kind = value_kind::file;
    o.type = "FILE";
    o.extensions = extensions_in(o.description);
    return;
  }
  if (names("DIR")) {
    o.kind = value_kind::directory;
    o.type = "DIR";
    return;
  }
  o.kind = value_kind::other;
  const std::size_t range = rules.find(" in [");
  const std::size_t dash = rules.find(" - ", range == std::string::npos ? 0 : range);
  const std::size_t end = rules.find(']', dash == std::string::npos ? 0 : dash);
  if (range != std::string::npos && dash != std::string::npos && end != std::string::npos)
    o.constraint =
        rules.substr(range + 5, dash - range - 5) + " to " + rules.substr(dash + 3, end - dash - 3);
  else if (rules == "POSITIVE")
    o.constraint = "positive";
  else if (rules == "NONNEGATIVE")
    o.constraint = "0 or more";
  else
    o.constraint = rules;
}

} // namespace option_facts_detail

inline option_facts facts_of(const CLI::Option& option) {
  option_facts o;
  for (const std::string& name : option.get_snames()) o.names.push_back("-" + name);
  for (const std::string& name : option.get_lnames()) o.names.push_back("--" + name);
  if (o.names.empty()) o.positional = option.get_name(true);
  o.description = option.get_description();
  o.group = option.get_group();
  o.required = option.get_required();
  for (const CLI::Option* other : option.get_needs()) o.needs.push_back(other->get_name());
  for (const CLI::Option* other : option.get_excludes()) o.excludes.push_back(other->get_name());
  if (option.get_items_expected_max() == 0) return o; // a flag
  o.arguments = option.get_items_expected_min();
  o.repeats = option.get_expected_max() > option.get_expected_min();
  o.many = o.repeats && option.get_allow_extra_args();
  option_facts_detail::read_type(o, option.get_type_name());
  return o;
}

/// All options that help shows, in the order in which they were added.
inline std::vector<option_facts> facts_of(const CLI::App& app) {
  std::vector<option_facts> all;
  for (const CLI::Option* option : app.get_options())
    if (!option->get_group().empty()) all.push_back(facts_of(*option));
  return all;
}
