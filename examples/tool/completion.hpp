// Completion of a command line in shells, made of the options themselves.
#pragma once

#include <string>

#include <CLI/CLI.hpp>

/// Scripts that complete names of options, their values where those are a set (`CLI::IsMember`),
/// and names of files and directories where the type says `FILE`, `PATH` or `DIR`; those of files
/// with the extensions that the description names (".npy"), where it names any.
std::string bash_completion(const CLI::App& app);
std::string zsh_completion(const CLI::App& app);
std::string fish_completion(const CLI::App& app);
