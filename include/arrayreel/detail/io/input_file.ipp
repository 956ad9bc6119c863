// Reading a file or pipe.
#pragma once

#include <algorithm>
#include <cerrno>
#include <new>
#include <system_error>

#include "../../error.hpp"
#include "../base/message.hpp"
#include "../platform/files.hpp"
#include "input_file.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

ARRAYREEL_INLINE input_file::input_file(const std::string& path) : path_(path) {
  if (path.find('\0') != std::string::npos)
    throw error(error_kind::io, "the path " + in_quotes(path) + " contains a NUL byte");
  const int fd = open_to_read(path);
  if (fd < 0) refuse("cannot be opened", errno);
  fd_ = fd;
  file_facts facts;
  const bool known = look_at(fd, facts);
  const int number = errno;
  if (known && !facts.is_folder) {
    // Files that the kernel generates, as in /proc, are regular files of size 0: they are read like
    // pipes.
    is_regular_ = facts.is_regular && facts.size > 0;
    if (is_regular_) size_ = facts.size;
    return;
  }
  close_file(fd); // a constructor that throws has no destructor
  if (!known) refuse("cannot be examined", number);
  throw error(error_kind::io, "is a directory; expected a file", path);
}

ARRAYREEL_INLINE input_file::~input_file() {
  // Nothing was written, so a failure to close loses nothing.
  if (fd_ >= 0) close_file(fd_);
}

ARRAYREEL_INLINE std::uint64_t input_file::size_now() const {
  file_facts facts;
  if (!look_at(fd_, facts)) refuse("cannot be examined", errno);
  return facts.size;
}

ARRAYREEL_INLINE std::size_t input_file::read(std::uint8_t* out, std::size_t size) {
  const std::size_t again = std::min(size, peeked_.size());
  std::copy_n(peeked_.begin(), again, out);
  peeked_.erase(peeked_.begin(), peeked_.begin() + static_cast<std::ptrdiff_t>(again));
  return again + read_pieces(nullptr, out + again, size - again);
}

ARRAYREEL_INLINE std::size_t input_file::read_at(std::uint64_t offset, std::uint8_t* out,
                                                 std::size_t size) const {
  return read_pieces(&offset, out, size);
}

ARRAYREEL_INLINE std::array<std::uint8_t, 8> input_file::peek() {
  std::array<std::uint8_t, 8> first{};
  const std::size_t n = read(first.data(), first.size());
  peeked_.assign(first.data(), first.data() + n);
  return first;
}

ARRAYREEL_INLINE bool input_file::at_end() {
  std::uint8_t next = 0;
  if (peeked_.empty() && read(&next, 1) == 1) peeked_.push_back(next);
  return peeked_.empty();
}

ARRAYREEL_INLINE std::vector<std::uint8_t> input_file::read_rest() {
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

ARRAYREEL_INLINE void input_file::refuse(const char* what, int number) const {
  throw error(error_kind::io, std::string(what) + ": " + std::generic_category().message(number),
              path_);
}

ARRAYREEL_INLINE std::size_t input_file::read_pieces(const std::uint64_t* offset, std::uint8_t* out,
                                                     std::size_t size) const {
  constexpr std::size_t longest = std::size_t{1} << 30; // Linux returns less than 2 GiB at once
  std::size_t done = 0;
  while (done < size) {
    const std::size_t piece = std::min(size - done, longest);
    const std::ptrdiff_t n = offset != nullptr
                                 ? read_some_at(fd_, *offset + done, out + done, piece)
                                 : read_some(fd_, out + done, piece);
    if (n < 0) refuse("cannot be read", errno);
    if (n == 0) break;
    done += static_cast<std::size_t>(n);
  }
  return done;
}

ARRAYREEL_INLINE std::size_t file_reader::read(std::uint8_t* out, std::size_t size) {
  const std::size_t n = file_.read(out, size);
  if (left_ != unknown) left_ -= std::min<std::uint64_t>(left_, n);
  taken_ += n;
  return n;
}

} // namespace arrayreel::ARRAYREEL_ABI::detail
