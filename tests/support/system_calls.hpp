// Calls of the operating system that fail when a test says so, and a record of them.
//
// The functions are defined in system_calls.cpp, in the program itself, where the linker finds
// them before those of the C library.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace test {

/// Failures to come: after `after` calls that succeed, the next `times` fail with `code`.
struct fault {
  int code = 0;
  int times = 0;
  int after = 0;
  bool is_done = false; // the call is made all the same, where it is one of link and rename
};

struct system_calls {
  fault write{};
  fault fsync{};
  fault close{}; // the descriptor is closed all the same, as Linux does
  fault rename{};
  fault fchmod{};
  fault linkat{};
  fault open{};     // of any file
  fault nameless{}; // an open of a file without a name
  fault lseek{};
  fault pread{};
  fault unlink{};
  unsigned mode_before_fchmod = 0; // the file's permissions when fchmod was last called
  std::size_t longest_write = static_cast<std::size_t>(-1);
  bool recorded = false;
  std::vector<std::string> record{}; // names of the calls, while `recorded`
};

/// The faults in force in this thread.
[[nodiscard]] system_calls& calls() noexcept;

/// One call of a name that fails in whatever thread it happens, or all from then on, while this
/// lives. Those of FFmpeg's libraries count too, and read.
class fault_everywhere {
public:
  /// \param number of the call that fails, from 0
  fault_everywhere(const char* name, long number, int code, bool and_later = false) noexcept;
  fault_everywhere(const fault_everywhere&) = delete;
  fault_everywhere& operator=(const fault_everywhere&) = delete;
  ~fault_everywhere();

  /// Calls of that name so far.
  [[nodiscard]] long calls() const noexcept;
};

/// Puts faults in force and takes them back.
class with_faults {
public:
  explicit with_faults(const system_calls& faults) { calls() = faults; }
  with_faults(const with_faults&) = delete;
  with_faults& operator=(const with_faults&) = delete;
  ~with_faults() { calls() = {}; }
};

} // namespace test
