// Work divided among threads, for arrays that are large enough.
#pragma once

#include <cstddef>

#include "config.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

/// The processors that this thread may run on.
[[nodiscard]] ARRAYREEL_API std::size_t usable_processors() noexcept;

/// How many threads go through so many bytes of an array.
/// \param wanted at most 256 are used; 0: as many as bring something, one for less than 4 MB: a
/// thread takes 50 µs to start, in which a processor goes through a megabyte, and few of them use
/// up what memory gives.
[[nodiscard]] ARRAYREEL_API std::size_t threads_for(unsigned wanted, std::size_t bytes) noexcept;

/// Calls `call(function, worker)` for the numbers of so many workers, each in a thread of its own,
/// worker 0 in this one; where a thread cannot be had, in this one too. The first exception is
/// thrown when all are done.
ARRAYREEL_API void run_in_threads(std::size_t workers,
                                  void (*call)(const void* function, std::size_t worker),
                                  const void* function);

/// Calls `call(function, worker, begin, end)` for chunks of 0…count that together are all of it,
/// about `chunk` long each: whoever is done with one takes the next.
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

/// The same from the end to the beginning: what was gone through forwards just before is in part
/// still in the cache.
template <class Function>
void in_chunks_backwards(std::size_t count, std::size_t chunk, std::size_t workers,
                         const Function& function) {
  in_chunks(count, chunk, workers, [&](std::size_t worker, std::size_t begin, std::size_t end) {
    function(worker, count - end, count - begin);
  });
}

/// How many rows of so many bytes make a chunk that is worth handing out.
[[nodiscard]] constexpr std::size_t rows_in_chunk(std::size_t row_bytes) noexcept {
  constexpr std::size_t enough = std::size_t{1} << 19;
  if (row_bytes == 0) return enough;
  return row_bytes < enough ? enough / row_bytes : 1;
}

} // namespace arrayreel::ARRAYREEL_ABI::detail

#if !defined(ARRAYREEL_COMPILED)
#include "parallel.ipp"
#endif
