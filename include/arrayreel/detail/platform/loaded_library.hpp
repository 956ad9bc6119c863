// Shared libraries that are opened while the program runs: the dynamic linker's calls.
#pragma once

#include <cstdlib>
#include <string>

#include <dlfcn.h>

#include "../base/config.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

/// The file that holds some code, as the dynamic linker found it and with its links followed; empty
/// where it does not tell.
/// \param code any function's or object's address
[[nodiscard, gnu::cold]] inline std::string file_of_code(const void* code) {
  Dl_info facts{};
  if (::dladdr(code, &facts) == 0 || facts.dli_fname == nullptr) return {};
  char* const whole = ::realpath(facts.dli_fname, nullptr);
  if (whole == nullptr) return facts.dli_fname;
  std::string result = whole;
  std::free(whole);
  return result;
}

/// An environment variable that says what to load; empty where there is none, and in programs that
/// have more rights than whoever runs them.
[[nodiscard, gnu::cold]] inline std::string trusted_variable(const char* name) {
#if defined(__linux__)
  const char* const value = ::secure_getenv(name);
#else
  const char* const value = std::getenv(name);
#endif
  return value != nullptr ? value : "";
}

/// A library that stays open for as long as the process lives.
class loaded_library {
public:
  /// \param file its path, or a name for the dynamic linker to look for
  [[gnu::cold]] explicit loaded_library(const std::string& file)
      : handle_(::dlopen(file.c_str(), RTLD_NOW | RTLD_LOCAL)) {
    if (handle_ == nullptr) note_failure();
  }

  [[nodiscard]] bool is_open() const noexcept { return handle_ != nullptr; }
  /// A function's address; nullptr where the library has none of that name.
  [[nodiscard, gnu::cold]] void* function(const char* name) {
    void* const found = ::dlsym(handle_, name);
    if (found == nullptr) note_failure();
    return found;
  }
  /// What the dynamic linker says of the last failure.
  [[nodiscard]] const std::string& failure() const noexcept { return failure_; }

private:
  void note_failure() {
    const char* const said = ::dlerror();
    failure_ = said != nullptr ? said : "no reason given";
  }

  void* handle_;
  std::string failure_;
};

} // namespace arrayreel::ARRAYREEL_ABI::detail
