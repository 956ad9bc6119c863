// Threads, and what each of them does.
#pragma once

#include "parallel.hpp"

#include <algorithm>
#include <atomic>
#include <exception>
#include <vector>

#include "../platform/signals.hpp"
#include "../platform/threads.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

ARRAYREEL_INLINE std::size_t usable_processors() noexcept {
  return processors_of_thread();
}

ARRAYREEL_INLINE std::size_t threads_for(unsigned wanted, std::size_t bytes) noexcept {
  // Each worker has its own memory, so a wrong number must not start thousands.
  if (wanted != 0) return std::min(wanted, 256U);
  constexpr std::size_t megabyte = std::size_t{1} << 20;
  if (bytes < 4 * megabyte) return 1;
  return std::min({usable_processors(), bytes / megabyte, std::size_t{16}});
}

/// What one thread does, and what came of it.
struct thread_job {
  void (*call)(const void* function, std::size_t worker);
  const void* function;
  std::size_t worker;
  std::exception_ptr failure;
  system_thread thread;
  bool started;

  static void* run(void* self) noexcept {
    thread_job& job = *static_cast<thread_job*>(self);
    try {
      job.call(job.function, job.worker);
    } catch (...) {
      job.failure = std::current_exception();
    }
    return nullptr;
  }
};

ARRAYREEL_INLINE void run_in_threads(std::size_t workers,
                                     void (*call)(const void* function, std::size_t worker),
                                     const void* function) {
  if (workers <= 1) return call(function, 0);
  std::vector<thread_job> jobs(workers, thread_job{call, function, 0, nullptr, {}, false});
  {
    const blocked_signals program_signals;
    for (std::size_t i = 1; i < workers; ++i) {
      jobs[i].worker = i;
      jobs[i].started = jobs[i].thread.start(thread_job::run, &jobs[i]);
    }
  }
  for (thread_job& job : jobs)
    if (!job.started) thread_job::run(&job);
  for (const thread_job& job : jobs)
    if (job.started) job.thread.join();
  for (const thread_job& job : jobs)
    if (job.failure) std::rethrow_exception(job.failure);
}

ARRAYREEL_INLINE void run_in_chunks(std::size_t count, std::size_t chunk, std::size_t workers,
                                    void (*call)(const void* function, std::size_t worker,
                                                 std::size_t begin, std::size_t end),
                                    const void* function) {
  if (count == 0) return;
  const std::size_t chunks = (count - 1) / chunk + 1;
  std::atomic<std::size_t> next = 0;
  in_threads(std::min(workers, chunks), [&](std::size_t worker) {
    for (std::size_t i; (i = next.fetch_add(1, std::memory_order_relaxed)) < chunks;)
      call(function, worker, i * chunk, std::min(count, (i + 1) * chunk));
  });
}

} // namespace arrayreel::ARRAYREEL_ABI::detail
