// What becomes of a file that is written, and what of one that cannot be.
#pragma once

#include "file_sink.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdio> // std::rename
#include <system_error>
#include <utility>

#include "../base/message.hpp"
#include "../platform/files.hpp"
#include "../platform/signals.hpp"
#include "temporary_name.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

/// \param code the system's reason
[[noreturn, gnu::cold, gnu::noinline]] inline void refuse_file(const char* what,
                                                               const std::string& path, int code) {
  refuse(error_kind::io, {what, ": ", std::generic_category().message(code)}, path);
}

inline constexpr std::size_t file_buffer_size = 65536;

// Another thread, or a process that was killed, may hold a temporary name already.
inline constexpr unsigned most_names = 100'000;

ARRAYREEL_INLINE file_sink::file_sink(std::string path, unfinished policy,
                                      lasting durable)
    : path_(std::move(path)), policy_(policy), durable_(durable == lasting::yes) {
  buffer_.reserve(file_buffer_size);
  if (path_.empty()) refuse(error_kind::parameter, {"an empty path; expected a file's name"});
  if (path_.find('\0') != std::string::npos)
    refuse(error_kind::parameter, {"a path with a zero byte: ", in_quotes(path_)});
  file_facts facts;
  if (look_at(path_, facts)) {
    open_existing(facts);
  } else if (errno != ENOENT) {
    refuse_file("cannot be looked at", path_, errno);
  } else if (is_name(path_)) {
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
  if (!owner_.is_this()) {
    close_descriptor();
    return;
  }
  if (policy_ == unfinished::removed || !keeps_) {
    remove_unfinished();
  } else {
    // What is still here plays a little further.
    try {
      if (!failed_) flush();
    } catch (...) { // the file is as long as it could become
    }
  }
  close_descriptor();
}

ARRAYREEL_INLINE void file_sink::leave() noexcept {
  close_descriptor();
  failed_ = true;
}

ARRAYREEL_INLINE void file_sink::close_descriptor() noexcept {
  if (file_ >= 0) close_file(std::exchange(file_, -1));
}

ARRAYREEL_INLINE void file_sink::write(std::span<const std::uint8_t> bytes) {
  check_usable();
  if (buffer_.size() + bytes.size() > file_buffer_size) flush();
  if (bytes.size() >= file_buffer_size)
    write_through(bytes);
  else
    buffer_.insert(buffer_.end(), bytes.begin(), bytes.end());
}

ARRAYREEL_INLINE void file_sink::seek(std::uint64_t position) {
  check_usable();
  flush();
  if (seek_to(file_, position)) return;
  const int code = errno;
  fail(joined_text({"cannot be written at ", position}).c_str(), code);
}

ARRAYREEL_INLINE std::size_t file_sink::read(std::uint64_t position, std::span<std::uint8_t> to) {
  check_usable();
  flush();
  const std::ptrdiff_t count = read_some_at(file_, position, to.data(), to.size());
  if (count < 0) fail("cannot be read back", errno);
  return static_cast<std::size_t>(count);
}

ARRAYREEL_INLINE void file_sink::flush_to_system() {
  check_usable();
  flush();
}

ARRAYREEL_INLINE void file_sink::flush_to_disk() {
  flush_to_system();
  sync();
}

ARRAYREEL_INLINE void file_sink::remove_unfinished() noexcept {
  if (!temporary_.empty() && owner_.is_this()) remove_file(temporary_);
  temporary_.clear();
}

ARRAYREEL_INLINE void file_sink::complete() {
  check_usable();
  if (complete_) return;
  flush();
  if (durable_) sync();
  // The descriptor is gone in any case; an error here tells of lost data. A file without a name
  // would be gone with it: there a second descriptor tells the same.
  const bool has_name = final_.empty() || !temporary_.empty();
  const int closed = has_name ? std::exchange(file_, -1)
                              : second_descriptor(file_);
  if (closed >= 0 && !close_file(closed)) fail("cannot be closed", errno);
  complete_ = true;
}

[[gnu::cold]] ARRAYREEL_INLINE const std::string& file_sink::shared_name() {
  check_usable();
  flush();
  if (final_.empty() || !temporary_.empty()) return temporary_;
  take_temporary_name();
  // A copy has been closed.
  if (file_ < 0) file_ = open_again(temporary_);
  if (file_ < 0) fail("cannot be opened again", errno);
  if (!seek_to_end(file_)) fail("cannot be written at its end", errno);
  return temporary_;
}

ARRAYREEL_INLINE void file_sink::release_descriptor() {
  complete();
  if (file_ < 0) return;
  take_temporary_name();
  close_descriptor();
}

ARRAYREEL_INLINE void file_sink::commit() {
  complete();
  if (final_.empty() || committed_) return;
  // The name at once, where it is free: there is no moment at which another one could stay behind.
  if (temporary_.empty() && link_to(final_) != 0) take_temporary_name();
  if (!temporary_.empty()) rename_to_final();
  committed_ = true;
  close_descriptor();
  if (durable_) sync_folder();
}

// Gives a file without a name this one; 0, or the reason why not.
ARRAYREEL_INLINE int file_sink::link_to(const std::string& name) const noexcept {
  int code = 0;
  for (const bool by_path : {true, false}) {
    bool again = false;
    while (true) {
      if (give_name(file_, name, by_path)) return 0;
      code = errno;
      if (code != EINTR) break;
      again = true;
    }
    // What a signal interrupted may have been done all the same.
    if (code == EEXIST) return again && is_this_file(name) ? 0 : code;
  }
  return code;
}

ARRAYREEL_INLINE void file_sink::take_temporary_name() {
  remove_leftovers(folder_);
  int code = EEXIST;
  for (unsigned number = 0; number < most_names && code == EEXIST; ++number) {
    temporary_ = name_so_far(number);
    code = link_to(temporary_);
  }
  if (code == 0) return;
  temporary_.clear();
  copy_to_named();
}

// Where a file without a name can be made and written but not be given one.
[[gnu::cold]] ARRAYREEL_INLINE void file_sink::copy_to_named() {
  struct closer {
    int number;
    ~closer() { close_file(number); }
  };
  const closer nameless{std::exchange(file_, -1)};
  file_facts facts;
  if (!look_at(nameless.number, facts)) fail("cannot be copied", errno);
  open_named(facts.permissions);
  if (!set_permissions(file_, facts.permissions))
    fail("cannot be given its permissions", errno);
  std::vector<std::uint8_t> piece(std::size_t{1} << 20);
  for (std::uint64_t at = 0;;) {
    const std::ptrdiff_t count = read_some_at(nameless.number, at, piece.data(), piece.size());
    if (count < 0) fail("cannot be read back", errno);
    if (count == 0) break;
    write_through({piece.data(), static_cast<std::size_t>(count)});
    at += static_cast<std::uint64_t>(count);
  }
  if (durable_) sync();
  if (!close_file(std::exchange(file_, -1))) fail("cannot be closed", errno);
}

ARRAYREEL_INLINE void file_sink::rename_to_final() {
  bool again = false;
  while (std::rename(temporary_.c_str(), final_.c_str()) != 0) {
    const int code = errno;
    // What a signal interrupted may have been done all the same.
    if (code == ENOENT && again && is_this_file(final_)) break;
    again = code == EINTR;
    if (!again) fail(joined_text({"cannot be renamed from ", in_quotes(temporary_)}).c_str(), code);
  }
  temporary_.clear();
}

ARRAYREEL_INLINE bool file_sink::is_this_file(const std::string& name) const noexcept {
  file_facts facts;
  return look_at(name, facts) && facts.device == device_ && facts.number == file_number_;
}

ARRAYREEL_INLINE void file_sink::open_existing(const file_facts& facts) {
  if (facts.is_folder) refuse_file("cannot be written", path_, EISDIR);
  if (!may_write(path_)) refuse_file("cannot be written", path_, errno);
  if (!facts.is_regular) {
    file_ = open_to_write(path_);
    if (file_ < 0) refuse_file("cannot be opened", path_, errno);
    return;
  }
  // Behind a symbolic link the file itself is replaced, not the link.
  const resolved_path real(path_.c_str());
  if (real.text == nullptr) refuse_file("cannot be resolved", path_, errno);
  // As with a write in place, what lets the file run as its owner does not stay.
  open_temporary(real.text, static_cast<int>(facts.permissions));
}

ARRAYREEL_INLINE void file_sink::open_temporary(const std::string& target, int permissions) {
  final_ = target;
  folder_ = target.substr(0, target.rfind('/') + 1);
  const unsigned mode = permissions < 0 ? 0666U : static_cast<unsigned>(permissions);
  // One that is to be kept needs a name that tells what it is.
  if (policy_ == unfinished::removed) open_nameless(mode, permissions < 0);
  if (file_ < 0) open_named(mode);
  if (permissions >= 0 && !set_permissions(file_, mode)) {
    const int code = errno;
    remove_unfinished();
    close_descriptor();
    refuse_file("cannot be given its permissions", path_, code);
  }
}

// No file where that is not to be had, for whatever reason: where it is not the file system's, one
// with a name meets it too, and can say so.
ARRAYREEL_INLINE void file_sink::open_nameless(unsigned mode, bool is_new) {
  file_ = detail::open_nameless(folder_, mode);
  if (file_ < 0) return;
  file_facts facts;
  // Linux before 6.0 forgets the umask here on some file systems. What is as open to everyone as it
  // can be is not to be trusted.
  if (!look_at(file_, facts) || (is_new && facts.permissions == mode)) {
    close_descriptor();
    return;
  }
  device_ = facts.device;
  file_number_ = facts.number;
}

ARRAYREEL_INLINE void file_sink::open_named(unsigned mode) {
  if (policy_ == unfinished::removed) remove_leftovers(folder_);
  for (unsigned number = 0; number < most_names && file_ < 0; ++number) {
    temporary_ = name_so_far(number);
    file_ = open_new(temporary_, mode);
    if (file_ < 0 && errno != EEXIST) break;
  }
  if (file_ < 0) {
    const int code = errno;
    temporary_.clear(); // another's, or nobody's
    failed_ = true;
    refuse_file("cannot be created", path_, code);
  }
  file_facts facts;
  if (!look_at(file_, facts)) return;
  device_ = facts.device;
  file_number_ = facts.number;
}

[[gnu::cold]] ARRAYREEL_INLINE std::string file_sink::name_so_far(unsigned number) const {
  if (policy_ == unfinished::removed) return temporary_name(folder_, number);
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
  if (bytes.empty()) return;
  const write_signals_blocked guard;
  while (!bytes.empty()) {
    // Some systems refuse more than 2 GiB at once.
    const std::size_t part = std::min(bytes.size(), std::size_t{1} << 30);
    const std::ptrdiff_t written = write_some(file_, bytes.data(), part);
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
  const int folder = open_folder(folder_);
  if (folder < 0) return;
  const bool lost = !sync_file(folder) && errno == EIO;
  close_file(folder);
  if (lost) refuse_file("its folder cannot be written to the disk", path_, EIO);
}

// What lacks a part must not get its name, whatever the caller does with the error.
ARRAYREEL_INLINE void file_sink::fail(const char* what, int code) {
  failed_ = true;
  refuse_file(what, path_, code);
}

ARRAYREEL_INLINE void file_sink::check_usable() const {
  if (!owner_.is_this())
    refuse(error_kind::parameter,
           {"belongs to process ", owner_.number(), ", of which process ",
            process_number(), " is a copy by fork(); expected a file of its own"},
           path_);
  if (failed_) refuse(error_kind::io, {"cannot be completed: a write to it failed"}, path_);
}

ARRAYREEL_INLINE open_file_part::~open_file_part() {
  if (file_ >= 0) close_file(file_);
}

ARRAYREEL_INLINE void open_file_part::write(std::uint64_t position,
                                            std::span<const std::uint8_t> bytes) {
  const write_signals_blocked guard;
  while (!bytes.empty()) {
    const std::size_t part = std::min(bytes.size(), std::size_t{1} << 30);
    const std::ptrdiff_t written = write_some_at(file_, position, bytes.data(), part);
    if (written < 0) refuse_file("cannot be written", path_, errno);
    if (written == 0) refuse_file("cannot be written", path_, ENOSPC);
    bytes = bytes.subspan(static_cast<std::size_t>(written));
    position += static_cast<std::uint64_t>(written);
  }
}

ARRAYREEL_INLINE void open_file_part::read(std::uint64_t position, std::span<std::uint8_t> to) {
  while (!to.empty()) {
    const std::ptrdiff_t count = read_some_at(file_, position, to.data(), to.size());
    if (count < 0) refuse_file("cannot be read back", path_, errno);
    if (count == 0) refuse(error_kind::io, {"ends before all that was written to it"}, path_);
    to = to.subspan(static_cast<std::size_t>(count));
    position += static_cast<std::uint64_t>(count);
  }
}

ARRAYREEL_INLINE void open_file_part::close(file_sink::lasting durable) {
  if (durable == file_sink::lasting::yes && !sync_file(file_) && errno != EINVAL &&
      errno != EROFS && errno != ENOTSUP)
    refuse_file("cannot be written to the disk", path_, errno);
  if (!close_file(std::exchange(file_, -1))) refuse_file("cannot be closed", path_, errno);
}

} // namespace arrayreel::ARRAYREEL_ABI::detail
