// Makes the names of temporary files and finds those of dead processes.
#pragma once

#include <array>
#include <atomic>
#include <cerrno>
#include <charconv>
#include <csignal>
#include <cstdint>
#include <string_view>
#include <system_error>

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../base/message.hpp"
#include "system_call.hpp"
#include "temporary_name.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

/// Identifies this boot of this machine and this namespace of processes; process numbers have no
/// meaning outside. Empty if the system does not tell.
[[nodiscard, gnu::cold]] inline std::string process_space() {
  std::string boot;
  const int file = open_file("/proc/sys/kernel/random/boot_id", O_RDONLY, 0);
  if (file < 0) return {};
  std::array<char, 64> text{};
  const ssize_t size = uninterrupted([&] { return ::read(file, text.data(), text.size()); });
  close_file(file);
  constexpr std::size_t digits = 16;
  for (std::size_t i = 0; size > 0 && i < static_cast<std::size_t>(size); ++i)
    if (text[i] != '-' && boot.size() < digits) boot += text[i];
  struct stat status {};
  if (boot.size() < digits || !look_at("/proc/self/ns/pid", status)) return {};
  return joined_text({boot, "-", status.st_ino});
}

ARRAYREEL_INLINE std::string temporary_name(const std::string& folder, unsigned number) {
  const std::string space = process_space();
  return joined_text({folder, ".arrayreel-", space.empty() ? "unknown" : space, "-",
                      static_cast<long>(::getpid()), "-", number, ".tmp"});
}

/// The process number in the name of a temporary file with this identification; 0 for other names.
[[nodiscard]] inline pid_t process_of(std::string_view name, std::string_view beginning) noexcept {
  if (!name.starts_with(beginning) || !name.ends_with(".tmp")) return 0;
  const char* const end = name.data() + name.size() - 4;
  pid_t process = 0;
  const auto first = std::from_chars(name.data() + beginning.size(), end, process);
  if (first.ec != std::errc{} || first.ptr == end || *first.ptr != '-') return 0;
  unsigned number = 0;
  const auto second = std::from_chars(first.ptr + 1, end, number);
  return second.ec == std::errc{} && second.ptr == end && process > 0 ? process : 0;
}

/// Whether this process has searched the folder already; what a parent did before fork() does not
/// count. It uses no lock, because a copy of the process might never see the lock released.
[[nodiscard]] inline bool is_tidied(const struct stat& folder) noexcept {
  static std::array<std::atomic<std::uint64_t>, 64> known{};
  constexpr std::uint64_t spread = 0x9e3779b97f4a7c15; // the golden ratio: all bits take part
  std::uint64_t key = 1;
  const auto take = [&](std::uint64_t part) { key = (key ^ part) * spread; };
  take(folder.st_dev);
  take(folder.st_ino);
  take(static_cast<std::uint64_t>(::getpid()));
  key |= 1;
  for (std::atomic<std::uint64_t>& place : known) {
    std::uint64_t found = 0;
    if (place.compare_exchange_strong(found, key)) return false;
    if (found == key) return true;
  }
  return true;
}

[[gnu::cold]] ARRAYREEL_INLINE void remove_leftovers(const std::string& folder) noexcept {
  try {
    struct stat status {};
    if (!look_at(folder, status) || is_tidied(status)) return;
    const std::string space = process_space();
    if (space.empty()) return;
    const std::string beginning = joined_text({".arrayreel-", space, "-"});
    struct closer {
      DIR* folder;
      ~closer() {
        if (folder != nullptr) ::closedir(folder);
      }
    };
    const closer open{::opendir(folder.c_str())};
    if (open.folder == nullptr) return;
    constexpr int most = 65'536;
    for (int i = 0; i < most; ++i) {
      const dirent* const entry = ::readdir(open.folder);
      if (entry == nullptr) return;
      const pid_t process = process_of(entry->d_name, beginning);
      if (process == 0 || process == ::getpid()) continue;
      const int place = ::dirfd(open.folder);
      if (::fstatat(place, entry->d_name, &status, AT_SYMLINK_NOFOLLOW) != 0 ||
          !S_ISREG(status.st_mode) || status.st_uid != ::geteuid())
        continue;
      if (::kill(process, 0) != 0 && errno == ESRCH)
        static_cast<void>(::unlinkat(place, entry->d_name, 0));
    }
  } catch (...) { // out of memory: they stay
  }
}

} // namespace arrayreel::ARRAYREEL_ABI::detail
