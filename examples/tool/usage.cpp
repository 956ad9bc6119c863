// What the command line says of itself: help in folded lines, names that are near, what is wrong.
#include "usage.hpp"

#include <algorithm>
#include <cctype>
#include <utility>

#include <sys/ioctl.h>
#include <unistd.h>

#include "input.hpp"
#include "option_facts.hpp"

namespace {

std::string lower(std::string text) {
  for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return text;
}

bool is_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }

/// How many letters must be changed, added, left out, or swapped with their neighbour to make one
/// word of the other.
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::vector<std::size_t>> d(a.size() + 1, std::vector<std::size_t>(b.size() + 1));
  for (std::size_t i = 0; i <= a.size(); ++i)
    for (std::size_t j = 0; j <= b.size(); ++j) {
      if (i == 0 || j == 0) {
        d[i][j] = i + j;
        continue;
      }
      const std::size_t change = a[i - 1] == b[j - 1] ? 0 : 1;
      d[i][j] = std::min({d[i - 1][j] + 1, d[i][j - 1] + 1, d[i - 1][j - 1] + change});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        d[i][j] = std::min(d[i][j], d[i - 2][j - 2] + 1);
    }
  return d[a.size()][b.size()];
}

/// Whether a word has the letters of another in their order: "cmap" of "colormap".
bool has_letters(std::string_view word, std::string_view letters) {
  std::size_t at = 0;
  for (const char c : word)
    if (at < letters.size() && c == letters[at]) ++at;
  return at == letters.size();
}

/// How far a name is from what was given; `far` where nobody can have meant it.
constexpr std::size_t far = 1000;
std::size_t farness(std::string given, std::string name) {
  // The hyphens of options would make all of them near to one another.
  given.erase(0, std::min(given.find_first_not_of('-'), given.size()));
  name.erase(0, std::min(name.find_first_not_of('-'), name.size()));
  constexpr std::size_t longest = 64; // a text that is no name at all
  if (given.empty() || given.size() > longest) return far;
  const std::size_t changes = distance(given, name);
  if (changes <= (std::min(given.size(), name.size()) + 1) / 3) return changes;
  if (name.ends_with("/" + given)) return 10; // the last name of an HDF5 path
  if (given.size() >= 3 && name.starts_with(given)) return 20;
  if (given.size() >= 4 && given[0] == name[0] && has_letters(name, given)) return 30;
  return far;
}

std::string listed(const std::vector<std::string>& words) {
  std::string text;
  for (std::size_t i = 0; i < words.size(); ++i)
    text += (i == 0 ? "" : i + 1 == words.size() ? " or " : ", ") + words[i];
  return text;
}

std::string in_braces(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : ",") + name;
  return "{" + text + "}";
}

/// The name that is given, in any case; empty where it is none.
std::string found(const std::string& given, const std::vector<std::string>& names) {
  for (const std::string& name : names)
    if (name == given) return name;
  for (const std::string& name : names)
    if (lower(name) == lower(given)) return name;
  return {};
}

std::string refusal(const std::string& given, const std::vector<std::string>& names) {
  constexpr std::size_t most = 40; // only colormaps have more
  return "'" + printable(given) + "'; expected one of " +
         (names.size() > most ? "the names that --colormaps prints" : listed(names)) + "." +
         did_you_mean(given, names);
}

/// Whether a text has a word, also as a plural.
bool names_word(std::string_view text, std::string_view word) {
  for (std::size_t at = text.find(word); at != std::string_view::npos;
       at = text.find(word, at + 1)) {
    std::size_t end = at + word.size();
    if (end < text.size() && text[end] == 's') ++end;
    if ((at == 0 || !is_word(text[at - 1])) && (end == text.size() || !is_word(text[end])))
      return true;
  }
  return false;
}

/// The options that were given and that a message of the library is about.
std::string options_in(const CLI::App& app, const std::string& message) {
  std::string by_name, by_value;
  for (const CLI::Option* option : app.get_options()) {
    if (option->count() == 0 || option->get_lnames().empty()) continue;
    const std::string& name = option->get_lnames().front();
    const auto add = [&](std::string& all) { all += (all.empty() ? "--" : ", --") + name; };
    std::string field = name;
    std::replace(field.begin(), field.end(), '-', '_');
    if (names_word(message, field)) {
      add(by_name);
      continue;
    }
    for (const std::string& value : option->results())
      if (value.size() > 1 && names_word(message, value)) {
        add(by_value);
        break;
      }
  }
  return by_name.empty() ? by_value : by_name;
}

/// Columns of help: those of the terminal, between what is legible and what is pleasant.
std::size_t help_width() {
  constexpr std::size_t least = 60, most = 100;
  const std::size_t terminal = terminal_width(STDOUT_FILENO);
  return terminal == 0 ? most : std::clamp(terminal, least, most);
}

/// What is said of options that nobody knows.
std::string unknown_options(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::Option* option : app.get_options())
    for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
  std::string text;
  for (std::string given : app.remaining()) {
    if (!given.starts_with("-")) continue;
    given = given.substr(0, given.find('='));
    text += (text.empty() ? "" : " ") + std::string("unknown option ") + printable(given) + "." +
            did_you_mean(given, names);
  }
  return text;
}

} // namespace

std::size_t terminal_width(int descriptor) {
  winsize size{};
  if (::isatty(descriptor) == 0) return 0;
  return ::ioctl(descriptor, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : 80;
}

std::string folded(std::string_view text, std::size_t width, std::size_t indent) {
  std::string result;
  std::size_t column = 0;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find_first_of(" \n", at), text.size());
    const std::string_view word = text.substr(at, end - at);
    const bool begins = result.empty() || result.back() == '\n';
    if (column != 0 && column + 1 + word.size() > width) {
      result += "\n" + std::string(indent, ' ');
      column = 0;
    } else if (column != 0 && !begins) {
      result += ' ';
      ++column;
    }
    result += word;
    column += word.size();
    if (end < text.size() && text[end] == '\n') {
      result += "\n" + std::string(indent, ' ');
      column = 0;
    }
    at = end + 1;
  }
  return result;
}

std::string did_you_mean(const std::string& given, const std::vector<std::string>& names) {
  std::size_t least = far;
  for (const std::string& name : names) least = std::min(least, farness(lower(given), lower(name)));
  if (least == far) return {};
  constexpr std::size_t most = 3;
  std::vector<std::string> near;
  for (const std::string& name : names)
    if (near.size() < most && farness(lower(given), lower(name)) == least) near.push_back(name);
  return " Did you mean " + listed(near) + "?";
}

CLI::Validator one_of(std::vector<std::string> names) {
  const std::string description = in_braces(names);
  return {[names = std::move(names)](std::string& given) {
            std::string name = found(given, names);
            if (name.empty()) return refusal(given, names);
            given = std::move(name);
            return std::string();
          },
          description};
}

CLI::Validator one_of_or_reversed(std::vector<std::string> names) {
  const std::string description = in_braces(names);
  return {[names = std::move(names)](std::string& given) {
            const bool reversed = lower(given).ends_with("_r");
            std::string name = found(given, names);
            if (name.empty() && reversed)
              if (name = found(given.substr(0, given.size() - 2), names); !name.empty())
                name += "_r";
            if (name.empty()) return refusal(given, names);
            given = std::move(name);
            return std::string();
          },
          description};
}

std::string folded_help::make_option(const CLI::Option* option, bool is_positional) const {
  constexpr std::size_t column = 28;
  const std::size_t width = help_width();
  const option_facts o = facts_of(*option);
  std::string left = "  ";
  if (is_positional)
    left += o.positional;
  else
    for (const std::string& name : o.names) left += (left.size() == 2 ? "" : ", ") + name;
  if (o.kind != value_kind::none && !is_positional)
    for (int i = 0; i < std::max(o.arguments, 1); ++i) left += " " + o.type;
  if (is_positional && o.repeats) left += " ...";
  std::string text = o.description;
  if (!o.choices.empty()) text += (text.empty() ? "" : ": ") + listed(o.choices);
  if (!o.constraint.empty()) text += " (" + o.constraint + ")";
  if (!o.needs.empty()) text += "; with " + listed(o.needs);
  if (!o.excludes.empty()) text += "; not with " + listed(o.excludes);
  left += left.size() + 2 > column ? "\n" + std::string(column, ' ')
                                   : std::string(column - left.size(), ' ');
  return left + folded(text, width - column, column) + "\n";
}

std::string folded_help::make_description(const CLI::App* app) const {
  return folded(app->get_description(), help_width()) + "\n";
}

std::string usage_error(const CLI::App& app, const CLI::ParseError& error) {
  if (dynamic_cast<const CLI::ExtrasError*>(&error) != nullptr)
    if (std::string text = unknown_options(app); !text.empty()) return text;
  std::string message = error.what();
  if (message.starts_with("-") || message.find(" --") != std::string::npos) return message;
  const std::string options = options_in(app, message);
  return options.empty() ? message : options + ": " + message;
}

CLI::ValidationError wrong_option(const arrayreel::error& error) {
  constexpr std::string_view begin = "the option '", middle = "; expected ";
  const std::string_view message = error.what();
  const std::size_t expected = message.rfind(middle);
  const std::size_t quote = message.rfind('\'', expected);
  if (!message.starts_with(begin) || expected == message.npos || quote < begin.size())
    return CLI::ValidationError(std::string(message));
  std::string option(message.substr(begin.size(), quote - begin.size()));
  if (const std::size_t sign = option.find('='); sign != option.npos) option[sign] = ' ';
  option.append(message.substr(quote + 1, expected - quote - 1)); // " for gif"
  return CLI::ValidationError("--" + option, std::string(message.substr(expected + 2)));
}
