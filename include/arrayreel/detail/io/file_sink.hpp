// A file that appears under its name only when it is whole: temporary, fsync, rename.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "sink.hpp"

namespace arrayreel::inline ARRAYREEL_ABI::detail {

/// Bytes to a file. They go to a temporary one in the same folder, which `commit()` writes
/// through to the disk and renames; without `commit()` it is removed and what stood under the
/// name stays. What is no regular file (a device, a pipe) is written to directly.
class ARRAYREEL_API file_sink final : public random_access_sink {
public:
  /// What becomes of an unfinished file.
  enum class unfinished : unsigned char {
    removed, ///< nobody sees it
    kept     ///< once `keep_unfinished()` has been called it stays; it has a name to be found by:
             ///< "run.partial.mp4" beside "run.mp4"
  };

  /// \throws error (io) where the file cannot be made.
  explicit file_sink(std::string path, unfinished policy = unfinished::removed);
  ~file_sink() override;

  void write(std::span<const std::uint8_t> bytes) override;

  [[nodiscard]] bool seekable() const noexcept override { return !temporary_.empty(); }
  void keep_unfinished() noexcept override { keeps_ = true; }
  void seek(std::uint64_t position) override;
  [[nodiscard]] std::size_t read(std::uint64_t position, std::span<std::uint8_t> to) override;

  /// Everything written so far is with the operating system, and outlives the program.
  void flush_to_system() override;
  /// Everything written so far is on the disk, as far as there is one.
  void flush_to_disk();

  /// Where the bytes are until `commit()`; empty where they go to the file directly.
  [[nodiscard]] const std::string& temporary() const noexcept { return temporary_; }
  /// Removes an unfinished file, whatever the policy.
  void remove_unfinished() noexcept;

  /// Makes the bytes last under the temporary name: all of `commit()` that takes long or is likely
  /// to fail, for files that are to appear together.
  void complete();
  void commit() override;

private:
  // The permissions are those of the file that is replaced; below 0 where none is.
  void open_temporary(const std::string& target, int permissions);
  void open_existing(unsigned mode);
  [[nodiscard]] std::string temporary_name(unsigned number) const;
  void flush();
  void write_through(std::span<const std::uint8_t> bytes);
  void sync();
  void sync_folder() const;
  [[noreturn]] void fail(const char* what, int code);
  void refuse_after_failure() const;

  std::string path_;      // as the caller wrote it, for messages
  std::string final_;     // what the temporary file is renamed to
  std::string temporary_; // empty where the file is written directly, and once it is renamed
  std::string folder_;
  int file_ = -1; // the descriptor; below 0 where none is open
  std::vector<std::uint8_t> buffer_;
  unfinished policy_;
  bool keeps_ = false;
  bool failed_ = false;
};

} // namespace arrayreel::inline ARRAYREEL_ABI::detail

#if !defined(ARRAYREEL_COMPILED)
#include "file_sink.ipp"
#endif
