// A file that appears under its name only when it is whole: temporary, fsync, rename.
#pragma once

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstddef>
#include <cstdint>
#include <cstdio> // std::rename
#include <cstdlib>
#include <ctime> // timespec
#include <optional>
#include <span>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../../error.hpp"
#include "../base/message.hpp"
#include "sink.hpp"

namespace arrayreel::inline ARRAYREEL_ABI::detail {

[[nodiscard]] inline error io_error(const std::string& what, const std::string& path, int code) {
  return {error_kind::io, what + ": " + std::generic_category().message(code), path};
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

/// An open file descriptor.
class descriptor {
public:
  descriptor() = default;
  explicit descriptor(int number) noexcept : number_(number) {}
  descriptor(const descriptor&) = delete;
  descriptor& operator=(const descriptor&) = delete;
  ~descriptor() {
    if (number_ >= 0) ::close(number_);
  }

  void open(const std::string& path, int flags, mode_t mode = 0666) noexcept {
    do number_ = ::open(path.c_str(), flags | O_CLOEXEC, mode);
    while (number_ < 0 && errno == EINTR);
  }
  [[nodiscard]] bool is_open() const noexcept { return number_ >= 0; }
  [[nodiscard]] int number() const noexcept { return number_; }

  /// False with errno where what was written has not reached the disk.
  [[nodiscard]] bool sync() const noexcept {
    int result = 0;
    do result = ::fsync(number_);
    while (result != 0 && errno == EINTR);
    return result == 0;
  }

  /// False with errno where the system reports lost data; the descriptor is gone in any case.
  [[nodiscard]] bool close() noexcept {
    const int number = std::exchange(number_, -1);
    return ::close(number) == 0 || errno == EINTR;
  }

private:
  int number_ = -1;
};

/// Bytes to a file. They go to a temporary one in the same folder, which `commit()` writes
/// through to the disk and renames; without `commit()` it is removed and what stood under the
/// name stays. What is no regular file (a device, a pipe) is written to directly.
class file_sink final : public random_access_sink {
public:
  /// What becomes of an unfinished file.
  enum class unfinished : unsigned char {
    removed, ///< nobody sees it
    kept     ///< once `keep_unfinished()` has been called it stays; it has a name to be found by:
             ///< "run.partial.mp4" beside "run.mp4"
  };

  /// \throws error (io) where the file cannot be made.
  explicit file_sink(std::string path, unfinished policy = unfinished::removed)
      : path_(std::move(path)), policy_(policy) {
    buffer_.reserve(buffer_size);
    if (path_.empty()) throw error(error_kind::parameter, "an empty path; expected a file's name");
    if (path_.find('\0') != std::string::npos)
      throw error(error_kind::parameter, "a path with a zero byte: " + in_quotes(path_));
    struct stat status{};
    if (::stat(path_.c_str(), &status) == 0)
      open_existing(status);
    else if (errno != ENOENT)
      throw io_error("cannot be looked at", path_, errno);
    else if (::lstat(path_.c_str(), &status) == 0)
      throw error(error_kind::io, "is a symbolic link to a file that does not exist", path_);
    else
      open_temporary(absolute(path_), std::nullopt);
  }
  ~file_sink() override { discard(); }

  void write(std::span<const std::uint8_t> bytes) override {
    refuse_after_failure();
    if (buffer_.size() + bytes.size() > buffer_size) flush();
    if (bytes.size() >= buffer_size)
      write_through(bytes);
    else
      buffer_.insert(buffer_.end(), bytes.begin(), bytes.end());
  }

  [[nodiscard]] bool seekable() const noexcept override { return !temporary_.empty(); }
  void keep_unfinished() noexcept override { keeps_ = true; }

  void seek(std::uint64_t position) override {
    refuse_after_failure();
    flush();
    if (::lseek(file_.number(), static_cast<off_t>(position), SEEK_SET) < 0)
      fail("cannot be written at " + to_text(position), errno);
  }

  [[nodiscard]] std::size_t read(std::uint64_t position, std::span<std::uint8_t> to) override {
    refuse_after_failure();
    flush();
    ssize_t count = 0;
    do count = ::pread(file_.number(), to.data(), to.size(), static_cast<off_t>(position));
    while (count < 0 && errno == EINTR);
    if (count < 0) fail("cannot be read back", errno);
    return static_cast<std::size_t>(count);
  }

  /// Everything written so far is with the operating system, and outlives the program.
  void flush_to_system() override {
    refuse_after_failure();
    flush();
  }
  /// Everything written so far is on the disk, as far as there is one.
  void flush_to_disk() {
    flush_to_system();
    if (!file_.sync() && errno != EINVAL && errno != EROFS && errno != ENOTSUP)
      fail("cannot be written to the disk", errno);
  }

  /// Where the bytes are until `commit()`; empty where they go to the file directly.
  [[nodiscard]] const std::string& temporary() const noexcept { return temporary_; }
  /// Removes an unfinished file, whatever the policy.
  void remove_unfinished() noexcept {
    if (!temporary_.empty()) ::unlink(temporary_.c_str());
    temporary_.clear();
  }

  /// Makes the bytes last under the temporary name: all of `commit()` that takes long or is likely
  /// to fail, for files that are to appear together.
  void complete() {
    refuse_after_failure();
    if (!file_.is_open()) return;
    flush();
    // Pipes and devices have nothing to write through to.
    if (!file_.sync() && errno != EINVAL && errno != EROFS && errno != ENOTSUP)
      fail("cannot be written to the disk", errno);
    if (!file_.close()) fail("cannot be closed", errno);
  }

  void commit() override {
    complete();
    if (temporary_.empty()) return;
    if (std::rename(temporary_.c_str(), final_.c_str()) != 0)
      fail("cannot be renamed from " + in_quotes(temporary_), errno);
    temporary_.clear();
    sync_folder();
  }

private:
  static constexpr std::size_t buffer_size = 65536;

  /// What realpath() gives, nullptr where it fails.
  struct resolved_path {
    explicit resolved_path(const char* path) noexcept : text(::realpath(path, nullptr)) {}
    resolved_path(const resolved_path&) = delete;
    resolved_path& operator=(const resolved_path&) = delete;
    ~resolved_path() { std::free(text); }
    char* const text;
  };

  void open_existing(const struct stat& status) {
    if (S_ISDIR(status.st_mode)) throw io_error("cannot be written", path_, EISDIR);
    if (::faccessat(AT_FDCWD, path_.c_str(), W_OK, AT_EACCESS) != 0)
      throw io_error("cannot be written", path_, errno);
    if (!S_ISREG(status.st_mode)) {
      file_.open(path_, O_WRONLY);
      if (!file_.is_open()) throw io_error("cannot be opened", path_, errno);
      return;
    }
    // Behind a symbolic link the file itself is replaced, not the link.
    const resolved_path real(path_.c_str());
    if (real.text == nullptr) throw io_error("cannot be resolved", path_, errno);
    // As with a write in place, what lets the file run as its owner does not stay.
    open_temporary(real.text, status.st_mode & 0777U);
  }

  // The program may change its folder before the file is complete.
  [[nodiscard]] static std::string absolute(const std::string& path) {
    if (path.front() == '/') return path;
    const resolved_path here(".");
    if (here.text == nullptr) throw io_error("cannot be resolved", path, errno);
    return std::string(here.text) + "/" + path;
  }

  /// \param mode the permissions of the file that is replaced; those of a new file where none is.
  void open_temporary(const std::string& target, std::optional<mode_t> mode) {
    final_ = target;
    folder_ = target.substr(0, target.rfind('/') + 1);
    // Another thread, or a process that was killed, may hold a name already.
    constexpr unsigned most_names = 100'000;
    for (unsigned number = 0; number < most_names && !file_.is_open(); ++number) {
      temporary_ = temporary_name(number);
      file_.open(temporary_, O_RDWR | O_CREAT | O_EXCL, mode.value_or(0666));
      if (!file_.is_open() && errno != EEXIST) break;
    }
    if (!file_.is_open()) {
      const int code = errno;
      temporary_.clear();
      throw io_error("cannot be created", path_, code);
    }
    if (mode && ::fchmod(file_.number(), *mode) != 0) {
      const int code = errno;
      remove_unfinished();
      throw io_error("cannot be given its permissions", path_, code);
    }
  }

  [[nodiscard]] std::string temporary_name(unsigned number) const {
    if (policy_ == unfinished::removed)
      return folder_ + ".arrayreel-" + to_text(static_cast<long>(::getpid())) + "-" +
             to_text(number) + ".tmp";
    // One that an earlier run left is all that is left of it, and stays.
    const std::string mark = ".partial" + (number == 0 ? "" : "-" + to_text(number + 1));
    const std::size_t dot = final_.rfind('.');
    if (dot == std::string::npos || dot <= folder_.size()) return final_ + mark;
    return final_.substr(0, dot) + mark + final_.substr(dot);
  }

  void flush() {
    write_through({buffer_.data(), buffer_.size()});
    buffer_.clear();
  }

  void write_through(std::span<const std::uint8_t> bytes) {
    const write_signals_blocked guard;
    while (!bytes.empty()) {
      // Some systems refuse more than 2 GiB at once.
      const std::size_t part = std::min(bytes.size(), std::size_t{1} << 30);
      const ssize_t written = ::write(file_.number(), bytes.data(), part);
      if (written < 0 && errno == EINTR) continue;
      if (written < 0) fail("cannot be written", errno);
      if (written == 0) fail("cannot be written", ENOSPC);
      bytes = bytes.subspan(static_cast<std::size_t>(written));
    }
  }

  // What lacks a part must not get its name, whatever the caller does with the error.
  [[noreturn]] void fail(const std::string& what, int code) {
    failed_ = true;
    throw io_error(what, path_, code);
  }
  void refuse_after_failure() const {
    if (failed_) throw error(error_kind::io, "cannot be completed: a write to it failed", path_);
  }

  // The rename itself must reach the disk. A folder that cannot be opened or synced for want of
  // support is no failure of the file.
  void sync_folder() const {
    descriptor folder;
    folder.open(folder_, O_RDONLY | O_DIRECTORY);
    if (folder.is_open() && !folder.sync() && errno == EIO)
      throw io_error("its folder cannot be written to the disk", path_, errno);
  }

  void discard() noexcept {
    if (policy_ == unfinished::removed || !keeps_) {
      remove_unfinished();
      return;
    }
    // What is still here plays a little further.
    try {
      if (!failed_) flush();
    } catch (...) { // the file is as long as it could become
    }
  }

  std::string path_;      // as the caller wrote it, for messages
  std::string final_;     // what the temporary file is renamed to
  std::string temporary_; // empty where the file is written directly, and once it is renamed
  std::string folder_;
  descriptor file_;
  std::vector<std::uint8_t> buffer_;
  unfinished policy_;
  bool keeps_ = false;
  bool failed_ = false;
};

} // namespace arrayreel::inline ARRAYREEL_ABI::detail
