// What the command line says of itself: help in folded lines, names that are near, what is wrong.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include <CLI/CLI.hpp>
#include <arrayreel/error.hpp>

/// The columns of the terminal behind a file descriptor; 0 where it is none.
[[nodiscard]] std::size_t terminal_width(int descriptor);

/// The text as lines of up to `width` bytes where it has spaces; all but the first are indented.
[[nodiscard]] std::string folded(std::string_view text, std::size_t width, std::size_t indent = 0);

/// " Did you mean viridis?", with the one name or the few that what was given is near to; empty
/// where there is none. Upper and lower case count as alike.
[[nodiscard]] std::string did_you_mean(const std::string& given,
                                       const std::vector<std::string>& names);

/// One of these names, in upper or lower case, for `Option::transform`: the option gets it as it
/// stands here.
[[nodiscard]] CLI::Validator one_of(std::vector<std::string> names);

/// One of these names, or one with `_r` behind it.
[[nodiscard]] CLI::Validator one_of_or_reversed(std::vector<std::string> names);

/// Help whose lines fit a terminal, with an option's values behind its description.
class folded_help : public CLI::Formatter {
public:
  std::string make_option(const CLI::Option* option, bool is_positional) const override;
  std::string make_description(const CLI::App* app) const override;
};

/// What is wrong with a command line: the option that it is about, and what it could be instead.
/// An error that the library found names the option's field or its value, by which it is found.
[[nodiscard]] std::string usage_error(const CLI::App& app, const CLI::ParseError& error);

/// The error of the command line for a text that the library could not read, as an option's value:
/// "the option 'fps=x'; expected …" is "--fps x: expected …" here.
[[nodiscard]] CLI::ValidationError wrong_option(const arrayreel::error& error);
