// Files of POSIX. Functions are repeated when a signal interrupts them, except where they say otherwise;
// those that fail leave the reason in errno.
#pragma once

#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstdio> // std::snprintf
#include <cstdlib>
#include <string>
#include <utility> // std::in_range

#include <dirent.h>
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

// ---- What a name stands for ----

struct file_facts {
  std::uint64_t device = 0; ///< with the number, what tells the file from others
  std::uint64_t number = 0;
  std::uint64_t size = 0;
  unsigned permissions = 0; ///< of owner, group and others alone
  unsigned owner = 0;
  bool is_regular = false;
  bool is_folder = false;
};

[[nodiscard]] inline file_facts facts_of(const struct stat& status) noexcept {
  file_facts facts;
  facts.device = static_cast<std::uint64_t>(status.st_dev);
  facts.number = status.st_ino;
  facts.size = status.st_size > 0 ? static_cast<std::uint64_t>(status.st_size) : 0;
  facts.permissions = status.st_mode & 0777U;
  facts.owner = status.st_uid;
  facts.is_regular = S_ISREG(status.st_mode);
  facts.is_folder = S_ISDIR(status.st_mode);
  return facts;
}

/// False with errno.
[[nodiscard]] inline bool look_at(const std::string& path, file_facts& facts) noexcept {
  struct stat status {};
  if (uninterrupted([&] { return ::stat(path.c_str(), &status); }) != 0) return false;
  facts = facts_of(status);
  return true;
}
[[nodiscard]] inline bool look_at(int file, file_facts& facts) noexcept {
  struct stat status {};
  if (uninterrupted([&] { return ::fstat(file, &status); }) != 0) return false;
  facts = facts_of(status);
  return true;
}
/// Whether there is a name, be it a symbolic link to nothing.
[[nodiscard]] inline bool is_name(const std::string& path) noexcept {
  struct stat status {};
  return uninterrupted([&] { return ::lstat(path.c_str(), &status); }) == 0;
}
/// Whether this process may write to it.
[[nodiscard]] inline bool may_write(const std::string& path) noexcept {
  return uninterrupted([&] { return ::faccessat(AT_FDCWD, path.c_str(), W_OK, AT_EACCESS); }) == 0;
}

/// A path from the root and without symbolic links, nullptr where there is none.
struct resolved_path {
  explicit resolved_path(const char* path) noexcept {
    do text = ::realpath(path, nullptr);
    while (text == nullptr && errno == EINTR);
  }
  resolved_path(const resolved_path&) = delete;
  resolved_path& operator=(const resolved_path&) = delete;
  ~resolved_path() { std::free(text); }
  char* text;
};

// ---- Open files: their descriptors, below 0 with errno ----

[[nodiscard]] inline int open_file(const std::string& path, int flags, unsigned permissions) noexcept {
  return uninterrupted([&] { return ::open(path.c_str(), flags | O_CLOEXEC, permissions); });
}
[[nodiscard]] inline int open_to_read(const std::string& path) noexcept {
  return open_file(path, O_RDONLY | O_NOCTTY, 0);
}
/// What is there already.
[[nodiscard]] inline int open_to_write(const std::string& path) noexcept {
  return open_file(path, O_WRONLY, 0);
}
/// What is there already, to be read and written.
[[nodiscard]] inline int open_again(const std::string& path) noexcept {
  return open_file(path, O_RDWR, 0);
}
/// To be written and read back; EEXIST where the name is taken.
[[nodiscard]] inline int open_new(const std::string& path, unsigned permissions) noexcept {
  return open_file(path, O_RDWR | O_CREAT | O_EXCL, permissions);
}
[[nodiscard]] inline int open_folder(const std::string& path) noexcept {
  return open_file(path, O_RDONLY | O_DIRECTORY, 0);
}

/// A file without a name, where the system and the folder's file system have such.
[[nodiscard]] inline int open_nameless(const std::string& folder, unsigned permissions) noexcept {
#if defined(O_TMPFILE)
  return open_file(folder, O_RDWR | O_TMPFILE, permissions);
#else
  static_cast<void>(folder);
  static_cast<void>(permissions);
  errno = ENOTSUP;
  return -1;
#endif
}
/// Gives a file without a name this one. It is not repeated after a signal, as it may have been done.
/// \param by_path by its path in /proc; else by its number, which needs a right or a new kernel
[[nodiscard]] inline bool give_name(int file, const std::string& name, bool by_path) noexcept {
#if defined(O_TMPFILE)
  if (!by_path) return ::linkat(file, "", AT_FDCWD, name.c_str(), AT_EMPTY_PATH) == 0;
  char self[32];
  std::snprintf(self, sizeof self, "/proc/self/fd/%d", file);
  return ::linkat(AT_FDCWD, self, AT_FDCWD, name.c_str(), AT_SYMLINK_FOLLOW) == 0;
#else
  static_cast<void>(file);
  static_cast<void>(name);
  static_cast<void>(by_path);
  errno = ENOTSUP;
  return false;
#endif
}

/// How many bytes were read; 0 at the end.
[[nodiscard]] inline std::ptrdiff_t read_some(int file, void* to, std::size_t size) noexcept {
  return uninterrupted([&] { return ::read(file, to, size); });
}
/// Whether the system's calls take that place in a file; else errno says that it is too large.
/// Where off_t has 32 bits, places from 2 GiB on are.
[[nodiscard]] inline bool is_place(std::uint64_t position) noexcept {
  if (std::in_range<off_t>(position)) return true;
  errno = EFBIG;
  return false;
}
[[nodiscard]] inline std::ptrdiff_t read_some_at(int file, std::uint64_t position, void* to,
                                                 std::size_t size) noexcept {
  if (!is_place(position)) return -1;
  return uninterrupted([&] { return ::pread(file, to, size, static_cast<off_t>(position)); });
}
/// How many bytes were written.
[[nodiscard]] inline std::ptrdiff_t write_some(int file, const void* from, std::size_t size) noexcept {
  return uninterrupted([&] { return ::write(file, from, size); });
}
[[nodiscard]] inline std::ptrdiff_t write_some_at(int file, std::uint64_t position, const void* from,
                                                  std::size_t size) noexcept {
  if (!is_place(position)) return -1;
  return uninterrupted([&] { return ::pwrite(file, from, size, static_cast<off_t>(position)); });
}
[[nodiscard]] inline bool seek_to(int file, std::uint64_t position) noexcept {
  return is_place(position) &&
         uninterrupted([&] { return ::lseek(file, static_cast<off_t>(position), SEEK_SET); }) >= 0;
}
[[nodiscard]] inline bool seek_to_end(int file) noexcept {
  return uninterrupted([&] { return ::lseek(file, 0, SEEK_END); }) >= 0;
}
[[nodiscard]] inline bool set_permissions(int file, unsigned permissions) noexcept {
  return uninterrupted([&] { return ::fchmod(file, permissions); }) == 0;
}
[[nodiscard]] inline int second_descriptor(int file) noexcept {
  return uninterrupted([&] { return ::fcntl(file, F_DUPFD_CLOEXEC, 0); });
}

/// False, with errno, if written bytes did not reach the disk.
[[nodiscard]] inline bool sync_file(int file) noexcept {
  return uninterrupted([&] { return ::fsync(file); }) == 0;
}

/// False, with errno, if written bytes may be lost.
///
/// It is not repeated after a signal: the descriptor is closed by then, and another thread may have
/// opened a file with the same number. The written bytes are with the system in that case too.
inline bool close_file(int file) noexcept { return ::close(file) == 0 || errno == EINTR; }

inline bool remove_file(const std::string& path) noexcept {
  return uninterrupted([&] { return ::unlink(path.c_str()); }) == 0;
}

// ---- Folders ----

/// The names in a folder, one after the other.
class folder_reader {
public:
  explicit folder_reader(const char* path) noexcept : folder_(::opendir(path)) {}
  folder_reader(const folder_reader&) = delete;
  folder_reader& operator=(const folder_reader&) = delete;
  ~folder_reader() {
    if (folder_ != nullptr) ::closedir(folder_);
  }

  /// nullptr at the end, and where the folder cannot be read.
  [[nodiscard]] const char* next() noexcept {
    const dirent* const entry = folder_ != nullptr ? ::readdir(folder_) : nullptr;
    return entry != nullptr ? entry->d_name : nullptr;
  }
  /// What an entry is, a symbolic link being one itself.
  [[nodiscard]] bool look_at_entry(const char* name, file_facts& facts) const noexcept {
    struct stat status {};
    if (::fstatat(::dirfd(folder_), name, &status, AT_SYMLINK_NOFOLLOW) != 0) return false;
    facts = facts_of(status);
    return true;
  }
  void remove_entry(const char* name) const noexcept {
    static_cast<void>(::unlinkat(::dirfd(folder_), name, 0));
  }

private:
  DIR* folder_;
};

} // namespace arrayreel::ARRAYREEL_ABI::detail
