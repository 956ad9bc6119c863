// Keeps SVT-AV1's encoder from writing to stderr and from starting real-time threads.
#pragma once

#include <charconv>
#include <cstdlib> // setenv
#include <memory>
#include <mutex>
#include <string_view>
#include <system_error>
#include <vector>

#if defined(__linux__)
#include <dirent.h>
#include <sched.h>
#endif

#include "../base/config.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

/// Held while an SVT-AV1 encoder is opened or closed: otherwise one frees what another one, opened
/// at that moment, has just made.
[[nodiscard]] inline std::mutex& svt_mutex() {
  static std::mutex one_at_a_time;
  return one_at_a_time;
}

/// Lives while an SVT-AV1 encoder is opened.
///
/// SVT-AV1 writes to stderr unless an environment variable forbids it; a value of the user's stays.
/// If it may (as root, so in many containers), it gives its threads and the calling thread the
/// highest real-time priority, with which they take every core from the program. So the old
/// priorities are restored, and new threads become ordinary.
class svt_manners {
public:
  svt_manners() {
    static const int once = ::setenv("SVT_LOG", "-1", 0);
    static_cast<void>(once);
#if defined(__linux__)
    before_ = threads();
#endif
  }
  svt_manners(const svt_manners&) = delete;
  svt_manners& operator=(const svt_manners&) = delete;

  ~svt_manners() {
#if defined(__linux__)
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
#endif
  }

private:
  std::lock_guard<std::mutex> lock_{svt_mutex()};
#if defined(__linux__)
  struct thread {
    pid_t number;
    int policy;
    sched_param parameters;
  };

  /// The threads of this process; empty if the system does not tell.
  [[nodiscard]] static std::vector<thread> threads() {
    struct closer {
      void operator()(DIR* folder) const noexcept { ::closedir(folder); }
    };
    std::vector<thread> result;
    const std::unique_ptr<DIR, closer> folder(::opendir("/proc/self/task"));
    if (folder == nullptr) return result;
    while (const dirent* entry = ::readdir(folder.get())) {
      const std::string_view name = entry->d_name;
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
#endif
};

} // namespace arrayreel::ARRAYREEL_ABI::detail
