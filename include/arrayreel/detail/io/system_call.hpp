// POSIX calls that are repeated when a signal interrupts them.
#pragma once

#include <cerrno>
#include <string>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../base/config.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

/// Calls until no signal interrupts. Below 0, with errno, if the call fails.
template <class Call> auto uninterrupted(const Call& call) noexcept {
  auto result = call();
  while (result < 0 && errno == EINTR) result = call();
  return result;
}

[[nodiscard]] inline int open_file(const std::string& path, int flags, mode_t mode) noexcept {
  return uninterrupted([&] { return ::open(path.c_str(), flags | O_CLOEXEC, mode); });
}

/// False, with errno, if written bytes did not reach the disk.
[[nodiscard]] inline bool sync_file(int number) noexcept {
  return uninterrupted([&] { return ::fsync(number); }) == 0;
}

/// False, with errno, if written bytes may be lost.
///
/// It is not repeated after a signal: the descriptor is closed by then, and another thread may have
/// opened a file with the same number. The written bytes are with the system in that case too.
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
