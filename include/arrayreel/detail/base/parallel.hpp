// Work divided among threads, for arrays that are large enough.
#pragma once

#include <cstddef>

#include "config.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

/// The processors that this thread may run on.
[[nodiscard]] ARRAYREEL_API std::size_t usable_processors() noexcept;

/// How many threads an array of so many bytes is divided among.
/// \param wanted at most 256 are used. 0: as many as speed it up. Less than 4 MB gets one thread,
/// because starting another takes 50 µs, in which a processor goes through a megabyte; and a few
/// threads already use all of the memory's speed.
[[nodiscard]] ARRAYREEL_API std::size_t threads_for(unsigned wanted, std::size_t bytes) noexcept;

/// Calls `call(function, worker)` once for each worker, each in its own thread; worker 0 runs in
/// this thread, and so does any for which no thread can be started. When all are done, the first
/// exception is thrown.
ARRAYREEL_API void run_in_threads(std::size_t workers,
                                  void (*call)(const void* function, std::size_t worker),
                                  const void* function);

/// Calls `call(function, worker, begin, end)` for chunks that together are 0…count, each about
/// `chunk` long. A worker that is done with one takes the next.
ARRAYREEL_API void run_in_chunks(std::size_t count, std::size_t chunk, std::size_t workers,
                                 void (*call)(const void* function, std::size_t worker,
                                              std::size_t begin, std::size_t end),
                                 const void* function);

/// The same for functions `(worker)` and `(worker, begin, end)`.
template <class Function> void in_threads(std::size_t workers, const Function& function) {
  run_in_threads(
      workers,
      [](const void* f, std::size_t worker) { (*static_cast<const Function*>(f))(worker); },
      &function);
}
template <class Function>
void in_chunks(std::size_t count, std::size_t chunk, std::size_t workers,
               const Function& function) {
  run_in_chunks(
      count, chunk, workers,
      [](const void* f, std::size_t worker, std::size_t begin, std::size_t end) {
        (*static_cast<const Function*>(f))(worker, begin, end);
      },
      &function);
}

/// The same from the end to the beginning: after a forward pass, the end is still in the cache.
template <class Function>
void in_chunks_backwards(std::size_t count, std::size_t chunk, std::size_t workers,
                         const Function& function) {
  in_chunks(count, chunk, workers, [&](std::size_t worker, std::size_t begin, std::size_t end) {
    function(worker, count - end, count - begin);
  });
}

/// How many rows of so many bytes make a chunk that is large enough for a thread.
[[nodiscard]] constexpr std::size_t rows_in_chunk(std::size_t row_bytes) noexcept {
  constexpr std::size_t enough = std::size_t{1} << 19;
  if (row_bytes == 0) return enough;
  return row_bytes < enough ? enough / row_bytes : 1;
}

} // namespace arrayreel::ARRAYREEL_ABI::detail

#if !defined(ARRAYREEL_COMPILED)
#include "parallel.ipp"
#endif
