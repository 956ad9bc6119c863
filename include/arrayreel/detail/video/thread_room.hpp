// How many threads can still be started. Encoders do not check this.
#pragma once

#include <cstddef>
#include <vector>

#include <pthread.h> // rather than <thread>: no exception where a thread cannot be had

#include "../base/blocked_signals.hpp"
#include "../base/config.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

/// Starts so many threads at once, and ends them.
/// \return how many could be started
///
/// If a thread cannot be started, libvpx reports a frame that it cannot encode, and x265 and
/// SVT-AV1 wait for ever. So they are told beforehand to use fewer.
[[nodiscard, gnu::cold]] inline std::size_t threads_that_start(std::size_t wanted) {
  // All must exist at the same time: none ends before the last one was tried.
  pthread_mutex_t all_tried = PTHREAD_MUTEX_INITIALIZER;
  std::vector<pthread_t> started;
  started.reserve(wanted);
  {
    const blocked_signals program_signals;
    pthread_mutex_lock(&all_tried);
    for (pthread_t thread{}; started.size() < wanted; started.push_back(thread))
      if (pthread_create(
              &thread, nullptr,
              [](void* tried) -> void* {
                auto* const mutex = static_cast<pthread_mutex_t*>(tried);
                pthread_mutex_lock(mutex);
                pthread_mutex_unlock(mutex);
                return nullptr;
              },
              &all_tried) != 0)
        break;
    pthread_mutex_unlock(&all_tried);
  }
  for (const pthread_t thread : started) pthread_join(thread, nullptr);
  pthread_mutex_destroy(&all_tried);
  return started.size();
}

} // namespace arrayreel::ARRAYREEL_ABI::detail
