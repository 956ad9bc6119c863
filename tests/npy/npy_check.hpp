// What the tests of npy.hpp share: errors looked at, files in a directory of their own.
#pragma once

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

#include <sys/types.h>
#include <unistd.h>

#include <arrayreel/npy.hpp>

namespace npy_check {

struct failure {
  arrayreel::error_kind kind;
  std::string message;
  std::string path;
};

/// The error that `action` throws; none where it throws nothing.
template <class Action> std::optional<failure> failure_of(Action&& action) {
  try {
    static_cast<void>(action());
  } catch (const arrayreel::error& e) {
    return failure{e.kind(), e.what(), e.path()};
  }
  return std::nullopt;
}

/// Whether `action` fails in this way, with a message that contains `text`; `said` becomes what
/// it said.
template <class Action>
bool fails(Action&& action, arrayreel::error_kind kind, const std::string& text,
           std::string& said) {
  const auto f = failure_of(action);
  said = f ? f->message : "nothing thrown";
  return f && f->kind == kind && f->message.find(text) != std::string::npos;
}

/// Elements in C order as T, for any rank.
template <class T> std::vector<T> elements(const arrayreel::npy_array& array) {
  std::vector<T> result;
  if (array.size() == 0) return result;
  const auto* const data = static_cast<const T*>(array.data());
  const std::size_t rank = array.rank();
  std::vector<std::size_t> index(rank, 0);
  while (true) {
    std::size_t at = 0;
    for (std::size_t i = 0; i < rank; ++i) {
      const std::size_t axis = array.fortran_order() ? rank - 1 - i : i;
      at = at * array.extents()[axis] + index[axis];
    }
    result.push_back(data[at]);
    std::size_t axis = rank;
    while (axis > 0 && ++index[axis - 1] == array.extents()[axis - 1]) index[--axis] = 0;
    if (axis == 0) return result;
  }
}

/// A directory that is removed with the files in it.
class temporary_directory {
public:
  temporary_directory() {
    const char* const base = std::getenv("TMPDIR");
    path_ = std::string(base != nullptr ? base : "/tmp") + "/npy_test_XXXXXX";
    if (::mkdtemp(path_.data()) == nullptr) throw std::runtime_error("mkdtemp " + path_);
  }
  temporary_directory(const temporary_directory&) = delete;
  temporary_directory& operator=(const temporary_directory&) = delete;
  ~temporary_directory() {
    for (const std::string& file : files_) static_cast<void>(std::remove(file.c_str()));
    static_cast<void>(::rmdir(path_.c_str()));
  }

  [[nodiscard]] const std::string& path() const { return path_; }

  /// Writes a file, with a hole of `offset` bytes in front of the content.
  std::string write(const std::string& name, std::span<const std::uint8_t> content,
                    off_t offset = 0) {
    files_.push_back(path_ + "/" + name);
    std::FILE* const file = std::fopen(files_.back().c_str(), "wb");
    if (file == nullptr) throw std::runtime_error("fopen " + files_.back());
    const bool is_there = ::fseeko(file, offset, SEEK_SET) == 0;
    const std::size_t n =
        content.empty() ? 0 : std::fwrite(content.data(), 1, content.size(), file);
    if (std::fclose(file) != 0 || n != content.size() || !is_there)
      throw std::runtime_error("fwrite " + files_.back());
    return files_.back();
  }

private:
  std::string path_;
  std::vector<std::string> files_;
};

/// Runs `action` with the path of a pipe that gives `content` (of at most 60 kB, so that no
/// second thread is needed).
template <class Action> auto with_pipe(std::span<const std::uint8_t> content, Action&& action) {
  int ends[2];
  if (content.size() > 60000 || ::pipe(ends) != 0) throw std::runtime_error("pipe");
  const auto written = ::write(ends[1], content.data(), content.size());
  ::close(ends[1]);
  struct closer {
    int fd;
    ~closer() { ::close(fd); }
  } const close_at_end{ends[0]};
  if (written != static_cast<ssize_t>(content.size())) throw std::runtime_error("write");
  return action("/dev/fd/" + std::to_string(ends[0]));
}

} // namespace npy_check
