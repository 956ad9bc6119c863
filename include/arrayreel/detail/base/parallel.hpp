// Work divided among threads, for arrays that are large enough.
#pragma once

#include <algorithm>
#include <csignal>
#include <cstddef>
#include <exception>
#include <vector>

#include <pthread.h> // the standard library's headers have it already, where <thread> is another 20 000 lines
#include <sched.h>
#include <unistd.h>

#include "config.hpp"

namespace arrayreel::inline ARRAYREEL_ABI::detail {

/// The processors that this thread may run on.
[[nodiscard]] inline std::size_t usable_processors() noexcept {
#ifdef CPU_COUNT
  cpu_set_t set;
  if (::sched_getaffinity(0, sizeof set, &set) == 0)
    return static_cast<std::size_t>(std::max(1, CPU_COUNT(&set)));
#endif
  return static_cast<std::size_t>(std::max(1L, ::sysconf(_SC_NPROCESSORS_ONLN)));
}

/// How many threads go through so many bytes of an array.
/// \param wanted at most 256 are used; 0: as many as bring something, one for less than 4 MB: a
/// thread takes 50 µs to start, in which a processor goes through a megabyte, and few of them use
/// up what memory gives.
[[nodiscard]] inline std::size_t threads_for(unsigned wanted, std::size_t bytes) noexcept {
  // Each has memory of its own, which a number by mistake must not ask for.
  if (wanted != 0) return std::min(wanted, 256U);
  constexpr std::size_t megabyte = std::size_t{1} << 20;
  if (bytes < 4 * megabyte) return 1;
  return std::min({usable_processors(), bytes / megabyte, std::size_t{16}});
}

/// Calls `function(worker)` for the numbers of so many workers, each in a thread of its own, worker
/// 0 in this one; where a thread cannot be had, in this one too. The first exception is thrown when
/// all are done.
template <class Function> void in_threads(std::size_t workers, const Function& function) {
  struct job {
    const Function* function;
    std::size_t worker;
    std::exception_ptr failure;
    pthread_t thread;
    bool started;

    static void* run(void* self) noexcept {
      job& j = *static_cast<job*>(self);
      try {
        (*j.function)(j.worker);
      } catch (...) {
        j.failure = std::current_exception();
      }
      return nullptr;
    }
  };
  if (workers <= 1) return function(std::size_t{0});
  std::vector<job> jobs(workers, job{&function, 0, nullptr, {}, false});
  // The program's signals are for its own threads.
  sigset_t every;
  sigset_t before;
  sigfillset(&every);
  const bool masked = pthread_sigmask(SIG_SETMASK, &every, &before) == 0;
  for (std::size_t i = 1; i < workers; ++i) {
    jobs[i].worker = i;
    jobs[i].started = pthread_create(&jobs[i].thread, nullptr, job::run, &jobs[i]) == 0;
  }
  if (masked) pthread_sigmask(SIG_SETMASK, &before, nullptr);
  for (job& j : jobs)
    if (!j.started) job::run(&j);
  for (const job& j : jobs)
    if (j.started) pthread_join(j.thread, nullptr);
  for (const job& j : jobs)
    if (j.failure) std::rethrow_exception(j.failure);
}

/// Calls `function(worker, begin, end)` for stretches of 0…count that together are all of it, about
/// `stretch` long each: whoever is done with one takes the next.
template <class Function>
void in_stretches(std::size_t count, std::size_t stretch, std::size_t workers,
                  const Function& function) {
  if (count == 0) return;
  const std::size_t stretches = (count - 1) / stretch + 1;
  std::size_t next = 0; // by builtins: <atomic> is another quarter of <string>
  in_threads(std::min(workers, stretches), [&](std::size_t worker) {
    for (std::size_t i;
         (i = __atomic_fetch_add(&next, std::size_t{1}, __ATOMIC_RELAXED)) < stretches;)
      function(worker, i * stretch, std::min(count, (i + 1) * stretch));
  });
}

/// The same from the end to the beginning: what was gone through forwards just before is in part
/// still in the cache.
template <class Function>
void in_stretches_backwards(std::size_t count, std::size_t stretch, std::size_t workers,
                            const Function& function) {
  in_stretches(count, stretch, workers,
               [&](std::size_t worker, std::size_t begin, std::size_t end) {
                 function(worker, count - end, count - begin);
               });
}

/// How many rows of so many bytes make a stretch that is worth handing out.
[[nodiscard]] constexpr std::size_t rows_in_stretch(std::size_t row_bytes) noexcept {
  return std::max<std::size_t>(1, (std::size_t{1} << 19) / std::max<std::size_t>(1, row_bytes));
}

} // namespace arrayreel::inline ARRAYREEL_ABI::detail
