// A manual page, made of the options themselves.
#include "man_page.hpp"

#include <algorithm>
#include <cctype>
#include <cstddef>
#include <cstdio>
#include <string_view>

#include "option_facts.hpp"

namespace {

/// The code point at `text[i]`, which it steps over; U+FFFD where there is none.
char32_t code_point(std::string_view text, std::size_t& i) {
  const auto first = static_cast<unsigned char>(text[i++]);
  const int more = first >= 0xf0 ? 3 : first >= 0xe0 ? 2 : first >= 0xc0 ? 1 : -1;
  if (more < 0) return 0xfffd;
  char32_t code = first & (0x3fU >> more);
  for (int k = 0; k < more; ++k) {
    if (i == text.size() || (static_cast<unsigned char>(text[i]) & 0xc0) != 0x80) return 0xfffd;
    code = code << 6 | (static_cast<unsigned char>(text[i++]) & 0x3fU);
  }
  return code;
}

/// Text as roff takes it literally, in ASCII: `-` is a minus that can be copied, quotes are
/// straight ones, and no line is a request.
std::string literal(std::string_view text) {
  std::string result;
  for (std::size_t i = 0; i < text.size();) {
    const char c = text[i];
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x80) {
      char name[24];
      std::snprintf(name, sizeof name, "\\[u%04lX]",
                    static_cast<unsigned long>(code_point(text, i)));
      result += name;
      continue;
    }
    ++i;
    switch (c) {
      case '\\': result += "\\e"; break;
      case '-': result += "\\-"; break;
      case '\'': result += "\\(aq"; break;
      case '"': result += "\\(dq"; break;
      case '`': result += "\\(ga"; break;
      case '^': result += "\\(ha"; break;
      case '~': result += "\\(ti"; break;
      // At a line's beginning it would be a request.
      case '.': result += result.empty() || result.back() == ' ' ? "\\&." : "."; break;
      case '\n':
      case '\t': result += ' '; break;
      default:
        if (byte >= 0x20 && byte != 0x7f) result += c;
    }
  }
  return result;
}

std::string bold(std::string_view text) { return "\\fB" + literal(text) + "\\fR"; }
std::string italic(std::string_view text) { return "\\fI" + literal(text) + "\\fR"; }

std::string upper(std::string text) {
  for (char& c : text) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return text;
}

/// The name of a value, once for each that the option takes.
std::string values(const option_facts& o) {
  std::string text;
  for (int i = 0; i < std::max(o.arguments, o.kind == value_kind::none ? 0 : 1); ++i)
    text += (text.empty() ? "" : " ") + italic(o.type);
  return text + (o.many ? " \\&..." : "");
}

std::string synopsis_of(const option_facts& o) {
  if (!o.names.empty()) {
    const std::string text = bold(longest_name(o)) + (o.arguments == 0 ? "" : " " + values(o));
    return o.required ? text : "[" + text + "]";
  }
  const std::string text = italic(upper(o.positional)) + (o.repeats ? " \\&..." : "");
  return o.required ? text : "[" + text + "]";
}

/// A description with an end. Its beginning stays small: it may be a name.
std::string sentence(std::string text) {
  if (text.empty()) return text;
  const char last = text.back();
  return text + (last == '.' || last == '!' || last == '?' ? "" : ".");
}

std::string capital(std::string text) {
  if (!text.empty()) text[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(text[0])));
  return text;
}

std::string listed(const std::vector<std::string>& words, std::string (*form)(std::string_view)) {
  std::string text;
  for (std::size_t i = 0; i < words.size(); ++i)
    text += (i == 0 ? "" : i + 1 == words.size() ? " or " : ", ") + form(words[i]);
  return text;
}

std::string entry(const option_facts& o) {
  std::string tag;
  for (const std::string& name : o.names) tag += (tag.empty() ? "" : ", ") + bold(name);
  if (o.names.empty())
    tag = italic(upper(o.positional));
  else if (o.kind != value_kind::none)
    tag += " " + values(o);
  std::string text = ".TP\n" + tag + "\n" + literal(sentence(o.description)) + "\n";
  if (!o.choices.empty()) text += "One of " + listed(o.choices, &bold) + ".\n";
  if (!o.constraint.empty()) text += literal(sentence(capital(o.constraint))) + "\n";
  if (!o.needs.empty()) text += "Only with " + listed(o.needs, &bold) + ".\n";
  if (!o.excludes.empty()) text += "Not with " + listed(o.excludes, &bold) + ".\n";
  if (o.repeats && !o.names.empty() && !o.many) text += "May be repeated.\n";
  return text;
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines(1);
  for (const char c : text)
    if (c == '\n')
      lines.emplace_back();
    else
      lines.back() += c;
  std::erase(lines, "");
  return lines;
}

/// "arrayreel - arrays as pictures": the first sentence, without its end.
std::string short_description(const std::string& description) {
  std::string text = description.substr(0, description.find('\n'));
  text = text.substr(0, text.find(". "));
  if (text.ends_with('.')) text.pop_back();
  return text;
}

} // namespace

std::string man_page(const CLI::App& app, const man_page_options& options) {
  const std::string name = app.get_name();
  const std::string description = app.get_description();
  const std::vector<option_facts> all = facts_of(app);
  const std::string program = name + (options.version.empty() ? "" : " " + options.version);

  std::string page = ".\\\" Made by " + literal(name) + " \\-\\-man.\n.TH " + literal(upper(name)) +
                     " 1 \"" + options.date + "\" \"" + literal(program) + "\" \"User Commands\"\n";
  page += ".SH NAME\n" + literal(name) + " \\- " + literal(short_description(description)) + "\n";

  page += ".SH SYNOPSIS\n.nh\n.ad l\n" + bold(name) + "\n";
  for (const option_facts& o : all)
    if (!o.names.empty() && o.required) page += synopsis_of(o) + "\n";
  page += "[" + italic("OPTION") + "] \\&...\n";
  for (const option_facts& o : all)
    if (o.names.empty()) page += synopsis_of(o) + "\n";
  page += ".ad b\n.hy\n";

  page += ".SH DESCRIPTION\n";
  std::vector<std::string> paragraphs = lines_of(description);
  for (const std::string& line : lines_of(app.get_footer())) paragraphs.push_back(line);
  for (std::size_t i = 0; i < paragraphs.size(); ++i)
    page += (i == 0 ? "" : ".PP\n") + literal(paragraphs[i]) + "\n";
  for (const option_facts& o : all)
    if (o.names.empty()) page += entry(o);

  page += ".SH OPTIONS\n";
  std::vector<std::string> groups;
  for (const option_facts& o : all)
    if (!o.names.empty() && std::find(groups.begin(), groups.end(), o.group) == groups.end())
      groups.push_back(o.group);
  for (const std::string& group : groups) {
    // CLI11's own name for options without one says nothing below this heading.
    if (group != "Options" && group != "OPTIONS") page += ".SS \"" + literal(group) + "\"\n";
    for (const option_facts& o : all)
      if (!o.names.empty() && o.group == group) page += entry(o);
  }

  page += ".SH \"EXIT STATUS\"\n";
  for (const man_exit_status& e : options.exit_statuses)
    page += ".TP\n" + bold(std::to_string(e.status)) + "\n" + literal(sentence(e.when)) + "\n";
  if (!options.examples.empty()) page += ".SH EXAMPLES\n";
  for (std::size_t i = 0; i < options.examples.size(); ++i) {
    const man_example& example = options.examples[i];
    page += (i == 0 ? "" : ".PP\n") + literal(sentence(example.what)) + "\n.PP\n.RS 4\n.nf\n" +
            bold(example.command) + "\n.fi\n.RE\n";
  }
  if (!options.see_also.empty()) page += ".SH \"SEE ALSO\"\n";
  for (std::size_t i = 0; i < options.see_also.size(); ++i) {
    const std::string& page_name = options.see_also[i];
    const std::size_t open = page_name.find('(');
    page += ".BR " + literal(page_name.substr(0, open)) +
            (open == std::string::npos ? "" : " " + literal(page_name.substr(open))) +
            (i + 1 == options.see_also.size() ? "\n" : ",\n");
  }
  return page;
}
