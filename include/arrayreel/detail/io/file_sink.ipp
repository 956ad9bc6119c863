// Files of POSIX: what becomes of one that is written, and what of one that cannot be.
#pragma once

#include "file_sink.hpp"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdio> // std::rename
#include <cstdlib>
#include <ctime> // timespec
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../base/message.hpp"

namespace arrayreel::inline ARRAYREEL_ABI::detail {

/// \param code the system's reason
[[noreturn, gnu::cold, gnu::noinline]] inline void refuse_file(const char* what,
                                                               const std::string& path, int code) {
  refuse(error_kind::io, {what, ": ", std::generic_category().message(code)}, path);
}

/// Keeps SIGXFSZ (a file beyond RLIMIT_FSIZE) and SIGPIPE (nobody reads) from ending the process
/// while this thread writes: the failed write is an error like any other. The thread's signal
/// mask is as before afterwards.
class write_signals_blocked {
public:
  write_signals_blocked() noexcept {
    sigemptyset(&pending_before_);
    sigemptyset(&ours_);
    sigaddset(&ours_, SIGXFSZ);
    sigaddset(&ours_, SIGPIPE);
    sigpending(&pending_before_);
    blocked_ = pthread_sigmask(SIG_BLOCK, &ours_, &before_) == 0;
  }
  write_signals_blocked(const write_signals_blocked&) = delete;
  write_signals_blocked& operator=(const write_signals_blocked&) = delete;
  ~write_signals_blocked() {
    if (!blocked_) return;
    for (const int signal : {SIGXFSZ, SIGPIPE}) take(signal);
    pthread_sigmask(SIG_SETMASK, &before_, nullptr);
  }

private:
  // Removes a signal that our write raised; one that was waiting before is not ours.
  void take(int signal) const noexcept {
    if (sigismember(&pending_before_, signal) != 0) return;
    sigset_t one;
    sigemptyset(&one);
    sigaddset(&one, signal);
#if defined(_POSIX_REALTIME_SIGNALS) && _POSIX_REALTIME_SIGNALS > 0
    // Never waits: one sent to the process may be gone to another thread by now.
    const timespec at_once{};
    while (sigtimedwait(&one, nullptr, &at_once) < 0 && errno == EINTR) continue;
#else
    sigset_t pending;
    int taken = 0;
    if (sigpending(&pending) == 0 && sigismember(&pending, signal) == 1) sigwait(&one, &taken);
#endif
  }

  sigset_t ours_;
  sigset_t before_;
  sigset_t pending_before_;
  bool blocked_ = false;
};

/// Open, fsync and close, again where a signal came between.
[[nodiscard]] inline int open_file(const std::string& path, int flags, unsigned mode) noexcept {
  int number = 0;
  do number = ::open(path.c_str(), flags | O_CLOEXEC, mode);
  while (number < 0 && errno == EINTR);
  return number;
}
/// False with errno where what was written has not reached the disk.
[[nodiscard]] inline bool sync_file(int number) noexcept {
  int result = 0;
  do result = ::fsync(number);
  while (result != 0 && errno == EINTR);
  return result == 0;
}

/// What realpath() gives, nullptr where it fails.
struct resolved_path {
  explicit resolved_path(const char* path) noexcept : text(::realpath(path, nullptr)) {}
  resolved_path(const resolved_path&) = delete;
  resolved_path& operator=(const resolved_path&) = delete;
  ~resolved_path() { std::free(text); }
  char* const text;
};

inline constexpr std::size_t file_buffer_size = 65536;

ARRAYREEL_INLINE file_sink::file_sink(std::string path, unfinished policy)
    : path_(std::move(path)), policy_(policy) {
  buffer_.reserve(file_buffer_size);
  if (path_.empty()) refuse(error_kind::parameter, {"an empty path; expected a file's name"});
  if (path_.find('\0') != std::string::npos)
    refuse(error_kind::parameter, {"a path with a zero byte: ", in_quotes(path_)});
  struct stat status{};
  if (::stat(path_.c_str(), &status) == 0) {
    open_existing(status.st_mode);
  } else if (errno != ENOENT) {
    refuse_file("cannot be looked at", path_, errno);
  } else if (::lstat(path_.c_str(), &status) == 0) {
    refuse(error_kind::io, {"is a symbolic link to a file that does not exist"}, path_);
  } else if (path_.front() == '/') {
    open_temporary(path_, -1);
  } else {
    // The program may change its folder before the file is complete.
    const resolved_path here(".");
    if (here.text == nullptr) refuse_file("cannot be resolved", path_, errno);
    open_temporary(joined_text({here.text, "/", path_}), -1);
  }
}

ARRAYREEL_INLINE file_sink::~file_sink() {
  if (policy_ == unfinished::removed || !keeps_) {
    remove_unfinished();
  } else {
    // What is still here plays a little further.
    try {
      if (!failed_) flush();
    } catch (...) { // the file is as long as it could become
    }
  }
  if (file_ >= 0) ::close(file_);
}

ARRAYREEL_INLINE void file_sink::write(std::span<const std::uint8_t> bytes) {
  refuse_after_failure();
  if (buffer_.size() + bytes.size() > file_buffer_size) flush();
  if (bytes.size() >= file_buffer_size)
    write_through(bytes);
  else
    buffer_.insert(buffer_.end(), bytes.begin(), bytes.end());
}

ARRAYREEL_INLINE void file_sink::seek(std::uint64_t position) {
  refuse_after_failure();
  flush();
  if (::lseek(file_, static_cast<off_t>(position), SEEK_SET) >= 0) return;
  const int code = errno;
  fail(joined_text({"cannot be written at ", position}).c_str(), code);
}

ARRAYREEL_INLINE std::size_t file_sink::read(std::uint64_t position, std::span<std::uint8_t> to) {
  refuse_after_failure();
  flush();
  ssize_t count = 0;
  do count = ::pread(file_, to.data(), to.size(), static_cast<off_t>(position));
  while (count < 0 && errno == EINTR);
  if (count < 0) fail("cannot be read back", errno);
  return static_cast<std::size_t>(count);
}

ARRAYREEL_INLINE void file_sink::flush_to_system() {
  refuse_after_failure();
  flush();
}

ARRAYREEL_INLINE void file_sink::flush_to_disk() {
  flush_to_system();
  sync();
}

ARRAYREEL_INLINE void file_sink::remove_unfinished() noexcept {
  if (!temporary_.empty()) ::unlink(temporary_.c_str());
  temporary_.clear();
}

ARRAYREEL_INLINE void file_sink::complete() {
  refuse_after_failure();
  if (file_ < 0) return;
  flush();
  sync();
  // The descriptor is gone in any case; an error here tells of lost data.
  if (::close(std::exchange(file_, -1)) != 0 && errno != EINTR) fail("cannot be closed", errno);
}

ARRAYREEL_INLINE void file_sink::commit() {
  complete();
  if (temporary_.empty()) return;
  if (std::rename(temporary_.c_str(), final_.c_str()) != 0) {
    const int code = errno;
    fail(joined_text({"cannot be renamed from ", in_quotes(temporary_)}).c_str(), code);
  }
  temporary_.clear();
  sync_folder();
}

ARRAYREEL_INLINE void file_sink::open_existing(unsigned mode) {
  if (S_ISDIR(mode)) refuse_file("cannot be written", path_, EISDIR);
  if (::faccessat(AT_FDCWD, path_.c_str(), W_OK, AT_EACCESS) != 0)
    refuse_file("cannot be written", path_, errno);
  if (!S_ISREG(mode)) {
    file_ = open_file(path_, O_WRONLY, 0);
    if (file_ < 0) refuse_file("cannot be opened", path_, errno);
    return;
  }
  // Behind a symbolic link the file itself is replaced, not the link.
  const resolved_path real(path_.c_str());
  if (real.text == nullptr) refuse_file("cannot be resolved", path_, errno);
  // As with a write in place, what lets the file run as its owner does not stay.
  open_temporary(real.text, static_cast<int>(mode & 0777U));
}

ARRAYREEL_INLINE void file_sink::open_temporary(const std::string& target, int permissions) {
  final_ = target;
  folder_ = target.substr(0, target.rfind('/') + 1);
  // Another thread, or a process that was killed, may hold a name already.
  constexpr unsigned most_names = 100'000;
  const unsigned mode = permissions < 0 ? 0666U : static_cast<unsigned>(permissions);
  for (unsigned number = 0; number < most_names && file_ < 0; ++number) {
    temporary_ = temporary_name(number);
    file_ = open_file(temporary_, O_RDWR | O_CREAT | O_EXCL, mode);
    if (file_ < 0 && errno != EEXIST) break;
  }
  if (file_ < 0) refuse_file("cannot be created", path_, errno);
  if (permissions >= 0 && ::fchmod(file_, mode) != 0) {
    const int code = errno;
    remove_unfinished();
    ::close(file_);
    refuse_file("cannot be given its permissions", path_, code);
  }
}

ARRAYREEL_INLINE std::string file_sink::temporary_name(unsigned number) const {
  if (policy_ == unfinished::removed)
    return joined_text({folder_, ".arrayreel-", static_cast<long>(::getpid()), "-", number, ".tmp"});
  // One that an earlier run left is all that is left of it, and stays.
  std::string mark = ".partial";
  if (number != 0) mark = joined_text({mark, "-", number + 1});
  const std::size_t dot = final_.rfind('.');
  const bool has_extension = dot != std::string::npos && dot > folder_.size();
  return std::string(final_).insert(has_extension ? dot : final_.size(), mark);
}

ARRAYREEL_INLINE void file_sink::flush() {
  write_through({buffer_.data(), buffer_.size()});
  buffer_.clear();
}

ARRAYREEL_INLINE void file_sink::write_through(std::span<const std::uint8_t> bytes) {
  const write_signals_blocked guard;
  while (!bytes.empty()) {
    // Some systems refuse more than 2 GiB at once.
    const std::size_t part = std::min(bytes.size(), std::size_t{1} << 30);
    const ssize_t written = ::write(file_, bytes.data(), part);
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) fail("cannot be written", errno);
    if (written == 0) fail("cannot be written", ENOSPC);
    bytes = bytes.subspan(static_cast<std::size_t>(written));
  }
}

// Pipes and devices have nothing to write through to.
ARRAYREEL_INLINE void file_sink::sync() {
  if (!sync_file(file_) && errno != EINVAL && errno != EROFS && errno != ENOTSUP)
    fail("cannot be written to the disk", errno);
}

// The rename itself must reach the disk. A folder that cannot be opened or synced for want of
// support is no failure of the file.
ARRAYREEL_INLINE void file_sink::sync_folder() const {
  const int folder = open_file(folder_, O_RDONLY | O_DIRECTORY, 0);
  if (folder < 0) return;
  const bool lost = !sync_file(folder) && errno == EIO;
  ::close(folder);
  if (lost) refuse_file("its folder cannot be written to the disk", path_, EIO);
}

// What lacks a part must not get its name, whatever the caller does with the error.
ARRAYREEL_INLINE void file_sink::fail(const char* what, int code) {
  failed_ = true;
  refuse_file(what, path_, code);
}

ARRAYREEL_INLINE void file_sink::refuse_after_failure() const {
  if (failed_)
    refuse(error_kind::io, {"cannot be completed: a write to it failed"}, path_);
}

} // namespace arrayreel::inline ARRAYREEL_ABI::detail
