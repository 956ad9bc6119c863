// Makes the names of temporary files and finds those of dead processes.
#pragma once

#include <array>
#include <atomic>
#include <charconv>
#include <cstdint>
#include <string_view>
#include <system_error>

#include "../base/message.hpp"
#include "../platform/files.hpp"
#include "../platform/process.hpp"
#include "temporary_name.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

/// Identifies this boot of this machine and this namespace of processes; process numbers have no
/// meaning outside. Empty if the system does not tell.
[[nodiscard, gnu::cold]] inline std::string process_space() {
  std::string boot;
  const int file = open_to_read("/proc/sys/kernel/random/boot_id");
  if (file < 0) return {};
  std::array<char, 64> text{};
  const std::ptrdiff_t size = read_some(file, text.data(), text.size());
  close_file(file);
  constexpr std::size_t digits = 16;
  for (std::size_t i = 0; size > 0 && i < static_cast<std::size_t>(size); ++i)
    if (text[i] != '-' && boot.size() < digits) boot += text[i];
  file_facts facts;
  if (boot.size() < digits || !look_at("/proc/self/ns/pid", facts)) return {};
  return joined_text({boot, "-", facts.number});
}

ARRAYREEL_INLINE std::string temporary_name(const std::string& folder, unsigned number) {
  const std::string space = process_space();
  return joined_text({folder, ".arrayreel-", space.empty() ? "unknown" : space, "-",
                      process_number(), "-", number, ".tmp"});
}

/// The process number in the name of a temporary file with this identification; 0 for other names.
[[nodiscard]] inline int process_of(std::string_view name, std::string_view beginning) noexcept {
  if (!name.starts_with(beginning) || !name.ends_with(".tmp")) return 0;
  const char* const end = name.data() + name.size() - 4;
  int process = 0;
  const auto first = std::from_chars(name.data() + beginning.size(), end, process);
  if (first.ec != std::errc{} || first.ptr == end || *first.ptr != '-') return 0;
  unsigned number = 0;
  const auto second = std::from_chars(first.ptr + 1, end, number);
  return second.ec == std::errc{} && second.ptr == end && process > 0 ? process : 0;
}

/// Whether this process has searched the folder already; what a parent did before fork() does not
/// count. It uses no lock, because a copy of the process might never see the lock released.
[[nodiscard]] inline bool is_tidied(const file_facts& folder) noexcept {
  static std::array<std::atomic<std::uint64_t>, 64> known{};
  constexpr std::uint64_t spread = 0x9e3779b97f4a7c15; // the golden ratio: all bits take part
  std::uint64_t key = 1;
  const auto take = [&](std::uint64_t part) { key = (key ^ part) * spread; };
  take(folder.device);
  take(folder.number);
  take(static_cast<std::uint64_t>(process_number()));
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
    file_facts facts;
    if (!look_at(folder, facts) || is_tidied(facts)) return;
    const std::string space = process_space();
    if (space.empty()) return;
    const std::string beginning = joined_text({".arrayreel-", space, "-"});
    folder_reader entries(folder.c_str());
    constexpr int most = 65'536;
    for (int i = 0; i < most; ++i) {
      const char* const name = entries.next();
      if (name == nullptr) return;
      const int process = process_of(name, beginning);
      if (process == 0 || process == process_number()) continue;
      if (!entries.look_at_entry(name, facts) || !facts.is_regular ||
          facts.owner != user_number())
        continue;
      if (!is_process(process)) entries.remove_entry(name);
    }
  } catch (...) { // out of memory: they stay
  }
}

} // namespace arrayreel::ARRAYREEL_ABI::detail
