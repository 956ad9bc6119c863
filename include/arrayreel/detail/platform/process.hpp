// The process: its number, its user, its environment and its clock.
#pragma once

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <ctime> // clock_gettime: <chrono> brings in the streams

#include <unistd.h>

#include "../base/config.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

[[nodiscard]] inline int process_number() noexcept { return ::getpid(); }

/// Whether a process of this number is there, as far as this one may know.
[[nodiscard]] inline bool is_process(int number) noexcept {
  return ::kill(number, 0) == 0 || errno != ESRCH;
}

/// The user whose rights this process has.
[[nodiscard]] inline unsigned user_number() noexcept { return ::geteuid(); }

/// Remembers in which process it was made. A copy of the object made by fork() belongs to another.
class owning_process {
public:
  owning_process() noexcept : number_(process_number()) {}

  [[nodiscard]] bool is_this() const noexcept { return number_ == process_number(); }
  [[nodiscard]] long number() const noexcept { return number_; }

private:
  long number_;
};

/// Sets a variable of the environment, unless the user has.
inline void set_environment_default(const char* name, const char* value) noexcept {
  static_cast<void>(::setenv(name, value, 0));
}

/// Seconds since some moment, which nobody sets back.
[[nodiscard]] inline double steady_seconds() noexcept {
  timespec now{};
  static_cast<void>(::clock_gettime(CLOCK_MONOTONIC, &now)); // cannot fail for this clock
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

} // namespace arrayreel::ARRAYREEL_ABI::detail
