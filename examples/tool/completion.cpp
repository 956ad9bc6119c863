// Completion of a command line in shells, made of the options themselves.
#include "completion.hpp"

#include <algorithm>
#include <cctype>
#include <cstddef>
#include <string_view>
#include <vector>

#include "option_facts.hpp"

namespace {

/// A word of any shell, in single quotes.
std::string shell_word(std::string_view text) {
  std::string result = "'";
  for (const char c : text) {
    if (c == '\'')
      result += "'\\''";
    else
      result += c == '\n' ? ' ' : c;
  }
  return result + "'";
}

/// One of fish, where a backslash counts inside quotes.
std::string fish_quoted(std::string_view text) {
  std::string result = "'";
  for (const char c : text) {
    if (c == '\'' || c == '\\') result += '\\';
    result += c == '\n' ? ' ' : c;
  }
  return result + "'";
}

std::string joined(const std::vector<std::string>& words, const std::string& separator) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : separator) + word;
  return text;
}

/// A name for functions of shells.
std::string identifier(const std::string& name) {
  std::string result = "_";
  for (const char c : name) result += std::isalnum(static_cast<unsigned char>(c)) != 0 ? c : '_';
  return result;
}

/// The command that completes one value in bash.
std::string bash_values(const option_facts& o, const std::string& function) {
  switch (o.kind) {
    case value_kind::choice: {
      std::string words;
      for (const std::string& choice : o.choices) words += " " + shell_word(choice);
      return function + "_words" + words;
    }
    case value_kind::file: {
      std::string words;
      for (const std::string& extension : o.extensions) {
        std::string capitals = extension;
        for (char& c : capitals) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
        words += " " + shell_word(extension) + " " + shell_word(capitals);
      }
      return function + "_files" + words;
    }
    case value_kind::directory: return function + "_directories";
    default: return ":";
  }
}

/// A word of a specification in zsh, of which some characters would end it.
std::string zsh_escaped(std::string_view text, std::string_view special) {
  std::string result;
  for (const char c : text) {
    if (c == '\\' || special.find(c) != std::string_view::npos) result += '\\';
    result += c == '\n' ? ' ' : c;
  }
  return result;
}

/// ":FLOAT: ", what one value is and how it is completed.
std::string zsh_value(const option_facts& o) {
  const std::string what = zsh_escaped(o.type.empty() ? "value" : o.type, ":");
  switch (o.kind) {
    case value_kind::choice: {
      std::string words;
      for (const std::string& choice : o.choices)
        words += (words.empty() ? "" : " ") + zsh_escaped(choice, " ():'\"$`;&|<>*?[]{}~#");
      return ":" + what + ":(" + words + ")";
    }
    case value_kind::file: {
      // Upper and lower case alike.
      const std::string names =
          o.extensions.empty() ? "" : " -g \"(#i)*.(" + joined(o.extensions, "|") + ")(-.)\"";
      return ":" + what + ":_files" + names;
    }
    case value_kind::directory: return ":" + what + ":_files -/";
    default: return ":" + what + ": ";
  }
}

/// The rest of a command of fish that says what the values are.
std::string fish_values(const option_facts& o) {
  switch (o.kind) {
    case value_kind::choice: {
      std::string words;
      for (const std::string& choice : o.choices)
        words += (words.empty() ? "" : " ") + fish_quoted(choice);
      return " -x -a " + fish_quoted(words);
    }
    case value_kind::file:
      if (o.extensions.empty()) return " -r -F";
      return " -k -x -a '(__fish_complete_suffix ." + joined(o.extensions, " .") + ")'";
    case value_kind::directory: return " -x -a '(__fish_complete_directories)'";
    case value_kind::other: return " -x";
    case value_kind::none: return "";
  }
  return "";
}

constexpr const char* bash_helpers = R"(
@words() {
  local word
  for word; do
    [[ $word == "$cur"* ]] && COMPREPLY+=("$word")
  done
}

@directories() {
  local name
  compopt -o filenames 2>/dev/null
  while IFS= read -r name; do COMPREPLY+=("$name"); done < <(compgen -d -- "$cur")
}

# Directories, and files with one of these extensions; all files where there are none.
@files() {
  local name extension
  compopt -o filenames 2>/dev/null
  while IFS= read -r name; do
    if [[ $# -eq 0 || -d ${name/#\~\//$HOME/} ]]; then
      COMPREPLY+=("$name")
      continue
    fi
    for extension; do
      [[ $name == *".$extension" ]] && COMPREPLY+=("$name")
    done
  done < <(compgen -f -- "$cur")
}
)";

/// The helpers' names begin with the function's.
std::string named(std::string text, const std::string& function) {
  for (std::size_t at = text.find('@'); at != std::string::npos; at = text.find('@', at))
    text.replace(at, 1, function + "_");
  return text;
}

} // namespace

std::string bash_completion(const CLI::App& app) {
  const std::string name = app.get_name();
  const std::string function = identifier(name);
  std::string all;
  std::string by_option;
  std::string file = ":";
  std::size_t longest = 1;
  for (const option_facts& o : facts_of(app)) {
    if (o.names.empty()) {
      file = bash_values(o, function);
      continue;
    }
    for (const std::string& option : o.names) all += " " + shell_word(option);
    if (o.kind == value_kind::none) continue;
    constexpr std::size_t any = 1000;
    const std::size_t arguments = o.many ? any : static_cast<std::size_t>(std::max(o.arguments, 1));
    longest = std::max(longest, arguments);
    by_option += "    " + joined(o.names, "|") + ") [[ $back -le " + std::to_string(arguments) +
                 " ]] && { " + bash_values(o, function) + "; return; } ;;\n";
  }
  return "# bash completion for " + name + ", made by " + name + " --completion bash\n" +
         named(bash_helpers, function) + "\n" + function +
         "() {\n"
         "  local cur=${COMP_WORDS[COMP_CWORD]} back at word\n"
         "  local -a words=()\n"
         "  COMPREPLY=()\n"
         "  # --option=value comes as three words.\n"
         "  for ((at = 1; at < COMP_CWORD; ++at)); do\n"
         "    [[ ${COMP_WORDS[at]} == = ]] || words+=(\"${COMP_WORDS[at]}\")\n"
         "  done\n"
         "  [[ $cur == = ]] && cur=\n"
         "  for word in \"${words[@]}\"; do\n"
         "    if [[ $word == -- ]]; then\n"
         "      " +
         file +
         "\n"
         "      return\n"
         "    fi\n"
         "  done\n"
         "  # An option so many words ago takes this one for a value.\n"
         "  for ((back = 1; back <= " +
         std::to_string(longest) +
         " && back <= ${#words[@]}; ++back)); do\n"
         "    case ${words[${#words[@]} - back]} in\n" +
         by_option +
         "    esac\n"
         "    [[ ${words[${#words[@]} - back]} == --* ]] && break\n"
         "  done\n"
         "  if [[ $cur == -* ]]; then\n"
         "    " +
         function + "_words" + all +
         "\n"
         "  else\n"
         "    " +
         file +
         "\n"
         "  fi\n"
         "}\n\n"
         "complete -F " +
         function + " " + name + "\n";
}

std::string zsh_completion(const CLI::App& app) {
  const std::string name = app.get_name();
  std::string specs;
  const auto add = [&](const std::string& spec) { specs += " \\\n  " + spec; };
  for (const option_facts& o : facts_of(app)) {
    std::string values;
    for (int i = 0; i < std::max(o.arguments, o.kind == value_kind::none ? 0 : 1); ++i)
      values += zsh_value(o);
    if (o.names.empty()) {
      add(shell_word((o.repeats ? "*" : "") + values));
      continue;
    }
    const std::string text = "[" + zsh_escaped(o.description, "[]") + "]" + values;
    for (const std::string& option : o.names) {
      // What may be given once rules out its other names; the help rules out all.
      const std::string others = o.repeats ? "*" : "(" + joined(o.names, " ") + ")";
      // "=" as well as a space before the value.
      const std::string equals = option.starts_with("--") && o.arguments == 1 ? "=" : "";
      add(shell_word(others + zsh_escaped(option, ":") + equals + text));
    }
  }
  return "#compdef " + name + "\n# zsh completion for " + name + ", made by " + name +
         " --completion zsh\n\n_arguments -S" + specs + "\n";
}

std::string fish_completion(const CLI::App& app) {
  const std::string name = app.get_name();
  std::string text = "# fish completion for " + name + ", made by " + name +
                     " --completion fish\n\ncomplete -c " + name + " -f\n";
  for (const option_facts& o : facts_of(app)) {
    std::string line = "complete -c " + name;
    if (o.names.empty()) {
      text += line + fish_values(o) + "\n";
      continue;
    }
    for (const std::string& option : o.names)
      line += option.starts_with("--") ? " -l " + option.substr(2) : " -s " + option.substr(1);
    text += line + fish_values(o) + " -d " + fish_quoted(o.description) + "\n";
  }
  return text;
}
