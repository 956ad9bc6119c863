// What has to be kept from SVT-AV1's encoder: writing to stderr and real-time threads.
#pragma once

#include <algorithm>
#include <charconv>
#include <cstdlib> // setenv
#include <memory>
#include <string_view>
#include <system_error>
#include <vector>

#if defined(__linux__)
#include <dirent.h>
#include <sched.h>
#endif

namespace arrayreel::inline v0::detail {

/// Lives while an encoder of SVT-AV1 is opened.
///
/// It writes to stderr unless the environment says otherwise; what the user has set there stays.
/// In a process that may (as root, so in many containers) it gives its threads the highest
/// real-time priority, by which they would take every core from the program that they serve:
/// threads that appear meanwhile are made ordinary ones again.
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
      for (const pid_t thread : threads()) {
        if (std::binary_search(before_.begin(), before_.end(), thread)) continue;
        const sched_param ordinary{};
        if (::sched_getscheduler(thread) == SCHED_FIFO)
          static_cast<void>(::sched_setscheduler(thread, SCHED_OTHER, &ordinary));
      }
    } catch (...) { // without memory for the list they stay as they are
    }
#endif
  }

private:
#if defined(__linux__)
  /// Of this process, in ascending order; none where the system does not say.
  [[nodiscard]] static std::vector<pid_t> threads() {
    struct closer {
      void operator()(DIR* folder) const noexcept { ::closedir(folder); }
    };
    std::vector<pid_t> result;
    const std::unique_ptr<DIR, closer> folder(::opendir("/proc/self/task"));
    if (folder == nullptr) return result;
    while (const dirent* entry = ::readdir(folder.get())) {
      const std::string_view name = entry->d_name;
      pid_t number = 0;
      const auto [end, failure] = std::from_chars(name.data(), name.data() + name.size(), number);
      if (failure == std::errc{} && end == name.data() + name.size()) result.push_back(number);
    }
    std::sort(result.begin(), result.end());
    return result;
  }

  std::vector<pid_t> before_;
#endif
};

} // namespace arrayreel::inline v0::detail
