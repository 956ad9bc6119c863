// A file that appears under its name only when it is whole: without a name, fsync, link or rename.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "../platform/process.hpp"
#include "sink.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

struct file_facts;

/// Bytes to a file. They go to one without a name on the same file system, which `commit()` writes
/// through to the disk and gives its name; without `commit()` it is gone, however the process
/// ends, and what stood under the name stays. What is no regular file (a device, a pipe) is written
/// to directly.
///
/// Where the file system has no files without a name, it is a hidden one in the same folder, which
/// a process that is killed leaves behind; a later one removes it: see `remove_leftovers`. It is
/// one for a moment also where the name is taken, as only renaming replaces a file.
///
/// A sink belongs to the process that made it. In a copy of that by `fork()` every call throws, and
/// the destructor closes its descriptor and leaves the file alone.
class ARRAYREEL_API file_sink final : public random_access_sink {
public:
  /// What becomes of an unfinished file.
  enum class unfinished : unsigned char {
    removed, ///< nobody sees it
    kept     ///< once `keep_unfinished()` has been called it stays; it has a name to be found by:
             ///< "run.partial.mp4" beside "run.mp4"
  };

  /// Whether `complete` and `commit` wait until the file is on the disk.
  enum class lasting : bool { no, yes };

  /// \throws error (io) where the file cannot be made.
  explicit file_sink(std::string path, unfinished policy = unfinished::removed,
                     lasting durable = lasting::yes);
  ~file_sink() override;

  void write(std::span<const std::uint8_t> bytes) override;

  [[nodiscard]] bool seekable() const noexcept override { return !final_.empty(); }
  void keep_unfinished() noexcept override { keeps_ = true; }
  void seek(std::uint64_t position) override;
  [[nodiscard]] std::size_t read(std::uint64_t position, std::span<std::uint8_t> to) override;

  /// Everything written so far is with the operating system, and outlives the program.
  void flush_to_system() override;
  /// Everything written so far is on the disk, as far as there is one.
  void flush_to_disk();

  /// The name that the file has until `commit()`; empty where it has none.
  [[nodiscard]] const std::string& temporary() const noexcept { return temporary_; }
  /// Removes an unfinished file, whatever the policy.
  void remove_unfinished() noexcept;

  /// Gives the file a temporary name by which other processes can write into it, and returns it;
  /// empty where the bytes go to what is no regular file. All bytes so far are in the file.
  [[nodiscard]] const std::string& shared_name();

  /// Makes the bytes last: all of `commit()` that takes long or is likely to fail, for files that
  /// are to appear together.
  void complete();
  /// Gives up the descriptor of a complete file, for who completes hundreds before they appear. A
  /// file without a name gets a temporary one.
  void release_descriptor();
  void commit() override;
  /// Closes the descriptor and leaves the file to the process that it belongs to.
  void leave() noexcept;

private:
  // The permissions are those of the file that is replaced; below 0 where none is.
  void open_temporary(const std::string& target, int permissions);
  void open_nameless(unsigned mode, bool is_new);
  void open_named(unsigned mode);
  void open_existing(const file_facts& facts);
  [[nodiscard]] std::string name_so_far(unsigned number) const;
  [[nodiscard]] int link_to(const std::string& name) const noexcept;
  void take_temporary_name();
  void copy_to_named();
  void rename_to_final();
  void close_descriptor() noexcept;
  [[nodiscard]] bool is_this_file(const std::string& name) const noexcept;
  void flush();
  void write_through(std::span<const std::uint8_t> bytes);
  void sync();
  void sync_folder() const;
  [[noreturn]] void fail(const char* what, int code);
  void check_usable() const;

  std::string path_;      // as the caller wrote it, for messages
  std::string final_;     // the name that the file gets; empty where it is written directly
  std::string temporary_; // the name that it has so far; empty where it has none
  std::string folder_;
  int file_ = -1; // the descriptor; below 0 where none is open
  std::vector<std::uint8_t> buffer_;
  std::uint64_t device_ = 0; // with the number, what tells the file from others
  std::uint64_t file_number_ = 0;
  owning_process owner_;
  unfinished policy_;
  bool durable_;
  bool keeps_ = false;
  bool failed_ = false;
  bool complete_ = false;
  bool committed_ = false;
};

/// A file that is open already, into which bytes are written at any place: a part of one that another
/// process makes, or one without a name.
class ARRAYREEL_API open_file_part {
public:
  /// \param path for messages
  /// \param descriptor is closed in the end; below 0 where there is no file
  open_file_part(std::string path, int descriptor) noexcept
      : path_(std::move(path)), file_(descriptor) {}
  open_file_part(const open_file_part&) = delete;
  open_file_part& operator=(const open_file_part&) = delete;
  ~open_file_part();

  [[nodiscard]] bool is_open() const noexcept { return file_ >= 0; }
  /// \throws error (io), as the functions below do
  void write(std::uint64_t position, std::span<const std::uint8_t> bytes);
  /// Fills all of `to`.
  void read(std::uint64_t position, std::span<std::uint8_t> to);
  /// Closes the file; before that, waits until the bytes are on the disk if they are to last.
  void close(file_sink::lasting durable);

private:
  std::string path_;
  int file_;
};

} // namespace arrayreel::ARRAYREEL_ABI::detail

#if !defined(ARRAYREEL_COMPILED)
#include "file_sink.ipp"
#endif
