// Calls of POSIX that are made again where a signal came between.
#pragma once

#include <cerrno>
#include <string>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../base/config.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

/// What the call returns once no signal comes between: below 0, with errno, where it fails.
template <class Call> auto uninterrupted(const Call& call) noexcept {
  auto result = call();
  while (result < 0 && errno == EINTR) result = call();
  return result;
}

[[nodiscard]] inline int open_file(const std::string& path, int flags, mode_t mode) noexcept {
  return uninterrupted([&] { return ::open(path.c_str(), flags | O_CLOEXEC, mode); });
}

/// False with errno where what was written has not reached the disk.
[[nodiscard]] inline bool sync_file(int number) noexcept {
  return uninterrupted([&] { return ::fsync(number); }) == 0;
}

/// False with errno where what was written may be lost.
///
/// It is not called again after a signal: the descriptor is closed by then, and its number may be
/// that of a file which another thread has just opened. What was written is with the system too.
inline bool close_file(int number) noexcept { return ::close(number) == 0 || errno == EINTR; }

inline bool remove_file(const std::string& path) noexcept {
  return uninterrupted([&] { return ::unlink(path.c_str()); }) == 0;
}

/// False with errno.
[[nodiscard]] inline bool look_at(const std::string& path, struct stat& status) noexcept {
  return uninterrupted([&] { return ::stat(path.c_str(), &status); }) == 0;
}
[[nodiscard]] inline bool look_at(int number, struct stat& status) noexcept {
  return uninterrupted([&] { return ::fstat(number, &status); }) == 0;
}

} // namespace arrayreel::ARRAYREEL_ABI::detail
