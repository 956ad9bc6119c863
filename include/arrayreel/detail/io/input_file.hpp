// A file or pipe opened for reading, with errors that say what the operating system said.
#pragma once

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <new>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../../error.hpp"
#include "byte_reader.hpp"
#include "../base/message.hpp"

namespace arrayreel::inline ARRAYREEL_ABI::detail {

/// Closes a file descriptor.
class file_handle {
public:
  file_handle() = default;
  explicit file_handle(int fd) noexcept : fd_(fd) {}
  file_handle(file_handle&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  file_handle& operator=(file_handle&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  ~file_handle() {
    // Nothing was written, so a failure to close loses nothing.
    if (fd_ >= 0) static_cast<void>(::close(fd_));
  }

  [[nodiscard]] int fd() const noexcept { return fd_; }

private:
  int fd_ = -1;
};

/// An open file or pipe.
class input_file {
public:
  /// \throws error (io) where the path is a directory or cannot be opened.
  explicit input_file(const std::string& path) : path_(path) {
    if (path.find('\0') != std::string::npos)
      throw error(error_kind::io, "the path " + in_quotes(path) + " contains a NUL byte");
    int fd = -1;
    do fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY);
    while (fd < 0 && errno == EINTR);
    if (fd < 0) refuse("cannot be opened", errno);
    handle_ = file_handle(fd);
    struct stat status{};
    if (::fstat(fd, &status) != 0) refuse("cannot be examined", errno);
    if (S_ISDIR(status.st_mode))
      throw error(error_kind::io, "is a directory; expected a file", path);
    // Files that the kernel makes up are regular and of size 0: they are read like pipes.
    is_regular_ = S_ISREG(status.st_mode) && status.st_size > 0;
    if (is_regular_) size_ = static_cast<std::uint64_t>(status.st_size);
  }

  [[nodiscard]] const std::string& path() const noexcept { return path_; }
  /// Whether the size is known and any part can be read.
  [[nodiscard]] bool is_regular() const noexcept { return is_regular_; }
  [[nodiscard]] std::uint64_t size() const noexcept { return size_; }
  /// The size that a regular file has by now.
  [[nodiscard]] std::uint64_t size_now() const {
    struct stat status{};
    if (::fstat(handle_.fd(), &status) != 0) refuse("cannot be examined", errno);
    return status.st_size > 0 ? static_cast<std::uint64_t>(status.st_size) : 0;
  }

  /// The next bytes; fewer than `size` at the end only.
  std::size_t read(std::uint8_t* out, std::size_t size) {
    const std::size_t again = std::min(size, peeked_.size());
    std::copy_n(peeked_.begin(), again, out);
    peeked_.erase(peeked_.begin(), peeked_.begin() + static_cast<std::ptrdiff_t>(again));
    return again + repeat(size - again, [&](std::size_t done, std::size_t n) {
             return ::read(handle_.fd(), out + again + done, n);
           });
  }

  /// Bytes from anywhere in a regular file; fewer than `size` at the end only.
  std::size_t read_at(std::uint64_t offset, std::uint8_t* out, std::size_t size) const {
    return repeat(size, [&](std::size_t done, std::size_t n) {
      return ::pread(handle_.fd(), out + done, n, static_cast<off_t>(offset + done));
    });
  }

  /// The first bytes, at most 8, which `read` gives again. To be called once, first.
  [[nodiscard]] std::array<std::uint8_t, 8> peek() {
    std::array<std::uint8_t, 8> first{};
    const std::size_t n = read(first.data(), first.size());
    peeked_.assign(first.data(), first.data() + n);
    return first;
  }

  /// All that is left in a pipe.
  [[nodiscard]] std::vector<std::uint8_t> read_rest() {
    constexpr std::size_t piece = 65536;
    std::vector<std::uint8_t> all;
    try {
      while (true) {
        const std::size_t before = all.size();
        all.resize(before + piece);
        const std::size_t n = read(all.data() + before, piece);
        all.resize(before + n);
        if (n < piece) return all;
      }
    } catch (const std::bad_alloc&) {
      throw error(error_kind::limit,
                  "more than " + to_text(all.size()) + " bytes, which do not fit in memory", path_);
    }
  }

private:
  [[noreturn]] void refuse(const char* what, int number) const {
    throw error(error_kind::io, std::string(what) + ": " + std::generic_category().message(number),
                path_);
  }

  template <class Read> std::size_t repeat(std::size_t size, const Read& read_piece) const {
    constexpr std::size_t longest = std::size_t{1} << 30; // Linux gives just under 2 GiB at once
    std::size_t done = 0;
    while (done < size) {
      const auto n = read_piece(done, std::min(size - done, longest));
      if (n < 0 && errno == EINTR) continue;
      if (n < 0) refuse("cannot be read", errno);
      if (n == 0) break;
      done += static_cast<std::size_t>(n);
    }
    return done;
  }

  std::string path_;
  file_handle handle_;
  bool is_regular_ = false;
  std::uint64_t size_ = 0;
  std::vector<std::uint8_t> peeked_;
};

/// A file or pipe from its beginning to its end.
class file_reader final : public byte_reader {
public:
  explicit file_reader(input_file& file)
      : file_(file), where_{file.path(), {}}, left_(file.is_regular() ? file.size() : unknown) {}

  std::size_t read(std::uint8_t* out, std::size_t size) override {
    const std::size_t n = file_.read(out, size);
    if (left_ != unknown) left_ -= std::min<std::uint64_t>(left_, n);
    taken_ += n;
    return n;
  }
  /// Bytes read so far.
  [[nodiscard]] std::uint64_t taken() const noexcept { return taken_; }
  [[nodiscard]] std::uint64_t left() const noexcept override { return left_; }
  [[nodiscard]] std::uint64_t justified() const noexcept override {
    return left_ == unknown ? 0 : left_;
  }
  [[nodiscard]] const location& where() const noexcept override { return where_; }

private:
  input_file& file_;
  location where_;
  std::uint64_t left_;
  std::uint64_t taken_ = 0;
};

} // namespace arrayreel::inline ARRAYREEL_ABI::detail
