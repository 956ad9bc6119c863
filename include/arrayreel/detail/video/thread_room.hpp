// How many threads can still be started. Encoders do not check this.
#pragma once

#include <cstddef>
#include <mutex>
#include <vector>

#include "../platform/signals.hpp"
#include "../platform/threads.hpp"
#include "../base/config.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

/// Starts so many threads at once, and ends them.
/// \return how many could be started
///
/// If a thread cannot be started, libvpx reports a frame that it cannot encode, and x265 and
/// SVT-AV1 wait for ever. So they are told beforehand to use fewer.
[[nodiscard, gnu::cold]] inline std::size_t threads_that_start(std::size_t wanted) {
  // All must exist at the same time: none ends before the last one was tried.
  std::mutex all_tried;
  std::vector<system_thread> started;
  started.reserve(wanted);
  {
    const blocked_signals program_signals;
    const std::lock_guard<std::mutex> trying(all_tried);
    for (system_thread thread; started.size() < wanted; started.push_back(thread))
      if (!thread.start(
              [](void* tried) -> void* {
                const std::lock_guard<std::mutex> waiting(*static_cast<std::mutex*>(tried));
                return nullptr;
              },
              &all_tried))
        break;
  }
  for (const system_thread& thread : started) thread.join();
  return started.size();
}

} // namespace arrayreel::ARRAYREEL_ABI::detail
