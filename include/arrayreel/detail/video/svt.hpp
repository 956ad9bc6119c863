// What has to be kept from SVT-AV1's encoder: writing to stderr and real-time threads.
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

/// Held while an encoder of SVT-AV1 is opened or closed: it frees what another one that opens at
/// that moment has just made.
[[nodiscard]] inline std::mutex& svt_mutex() {
  static std::mutex one_at_a_time;
  return one_at_a_time;
}

/// Lives while an encoder of SVT-AV1 is opened.
///
/// It writes to stderr unless the environment says otherwise; what the user has set there stays.
/// In a process that may (as root, so in many containers) it gives its threads and its caller's
/// the highest real-time priority, by which they would take every core from the program that they
/// serve: all are made what they were, new ones ordinary.
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
    } catch (...) { // without memory for the list they stay as they are
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

  /// Of this process; none where the system does not say.
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
