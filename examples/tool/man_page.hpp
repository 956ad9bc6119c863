// A manual page, made of the options themselves.
#pragma once

#include <string>
#include <vector>

#include <CLI/CLI.hpp>

/// A command line and what it does.
struct man_example {
  std::string what;
  std::string command;
};

struct man_exit_status {
  int status;
  std::string when;
};

/// What the options do not say.
struct man_page_options {
  std::string version{};
  std::string date{}; ///< "2024-05-17"; none gives the same page on any day
  std::vector<man_example> examples{};
  std::vector<std::string> see_also{}; ///< "ffmpeg(1)"
  std::vector<man_exit_status> exit_statuses{{0, "all is done"},
                                             {1, "an input or an output failed"},
                                             {2, "the command line makes no sense"}};
};

/// The page in roff, of the macros `man`, ASCII alone: NAME and DESCRIPTION from the application's
/// description (its first sentence, and the whole), SYNOPSIS and OPTIONS from its options by their
/// groups, in the order in which they were added.
std::string man_page(const CLI::App& app, const man_page_options& options = {});
