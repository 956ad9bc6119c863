// Memory of the system: large blocks in large pages, which it provides faster, and whether it has some.
#pragma once

#include <cstddef>
#include <new>

#include <sys/mman.h>

#include "../base/config.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

/// Memory from this size on begins with a large page.
inline constexpr std::size_t large_page = std::size_t{1} << 21;
inline constexpr std::size_t least_large_memory = 2 * large_page;

/// Memory whose bytes are not set; null where there is none.
///
/// Much of it comes in pages of 2 MiB, where the system gives these to programs that ask: each page
/// of 4 KiB costs a fault, which on a virtual machine may take a hundred times as long as filling
/// it.
[[nodiscard]] inline void* allocate_memory(std::size_t bytes) noexcept {
  if (bytes < least_large_memory) return ::operator new(bytes, std::nothrow);
  // The last page is a large one too, where little of it is left over.
  const std::size_t rest = (large_page - bytes % large_page) % large_page;
  if (rest <= bytes / 8) bytes += rest;
  void* const memory = ::operator new(bytes, std::align_val_t{large_page}, std::nothrow);
#ifdef MADV_HUGEPAGE
  if (memory != nullptr) static_cast<void>(::madvise(memory, bytes, MADV_HUGEPAGE));
#endif
  return memory;
}

/// \param bytes as many as were asked for
inline void free_memory(void* memory, std::size_t bytes) noexcept {
  if (bytes < least_large_memory)
    ::operator delete(memory);
  else
    ::operator delete(memory, std::align_val_t{large_page});
}

/// Whether the system would give so much memory at once. It is not touched.
[[nodiscard]] inline bool has_memory(std::size_t bytes) noexcept {
  void* const room =
      ::mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (room == MAP_FAILED) return false;
  ::munmap(room, bytes);
  return true;
}

} // namespace arrayreel::ARRAYREEL_ABI::detail
