// Keeps SVT-AV1's encoder from writing to stderr and from starting real-time threads.
#pragma once

#include <mutex>

#include "../base/config.hpp"
#include "../platform/priorities.hpp"
#include "../platform/process.hpp"

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
  svt_manners() { set_environment_default("SVT_LOG", "-1"); }
  svt_manners(const svt_manners&) = delete;
  svt_manners& operator=(const svt_manners&) = delete;
  ~svt_manners() { before_.restore(); }

private:
  std::lock_guard<std::mutex> lock_{svt_mutex()};
  thread_priorities before_;
};

} // namespace arrayreel::ARRAYREEL_ABI::detail
