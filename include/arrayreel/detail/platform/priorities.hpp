// Priorities of this process's threads, to be put back where a library changed them.
#pragma once

#if defined(__linux__)
#include <charconv>
#include <string_view>
#include <system_error>
#include <vector>

#include <sched.h>
#endif

#include "../base/config.hpp"
#include "files.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

/// Remembers them when it is made, where the system tells.
class thread_priorities {
public:
#if defined(__linux__)
  thread_priorities() : before_(threads()) {}

  /// Threads with a real-time priority get the one that they had; new threads become ordinary.
  void restore() const noexcept {
    try {
      for (const thread& now : threads()) {
        if (now.policy != SCHED_FIFO) continue;
        thread then{now.number, SCHED_OTHER, {}};
        for (const thread& known : before_)
          if (known.number == now.number) then = known;
        if (then.policy != now.policy)
          static_cast<void>(::sched_setscheduler(then.number, then.policy, &then.parameters));
      }
    } catch (...) { // no memory for the list: priorities stay
    }
  }

private:
  struct thread {
    pid_t number;
    int policy;
    sched_param parameters;
  };

  /// The threads of this process; empty if the system does not tell.
  [[nodiscard]] static std::vector<thread> threads() {
    std::vector<thread> result;
    folder_reader folder("/proc/self/task");
    while (const char* const entry = folder.next()) {
      const std::string_view name = entry;
      thread found{};
      const auto [end, failure] =
          std::from_chars(name.data(), name.data() + name.size(), found.number);
      if (failure != std::errc{} || end != name.data() + name.size()) continue;
      found.policy = ::sched_getscheduler(found.number);
      if (found.policy >= 0 && ::sched_getparam(found.number, &found.parameters) == 0)
        result.push_back(found);
    }
    return result;
  }

  std::vector<thread> before_;
#else
  void restore() const noexcept {}
#endif
};

} // namespace arrayreel::ARRAYREEL_ABI::detail
