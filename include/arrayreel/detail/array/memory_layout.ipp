// Definitions of memory_layout.hpp: copies of blocks that lie apart.
#pragma once

#include "memory_layout.hpp"

#include <cstring>

namespace arrayreel::ARRAYREEL_ABI::detail {

ARRAYREEL_INLINE void copy_blocks(const void* data, const array_geometry& geometry,
                                  std::size_t unit, std::size_t block_bytes, void* out) noexcept {
  if (geometry.size() == 0) return;
  // Four axes always: the missing outer ones have one entry.
  std::array<std::ptrdiff_t, max_rank> n{1, 1, 1, 1};
  std::array<std::ptrdiff_t, max_rank> step{};
  const auto bytes = static_cast<std::ptrdiff_t>(block_bytes);
  const std::size_t rank = geometry.extents.rank();
  for (std::size_t i = 0; i < rank; ++i) {
    n[max_rank - rank + i] = static_cast<std::ptrdiff_t>(geometry.extents[i]);
    step[max_rank - rank + i] =
        geometry.extents[i] == 1 ? 0 : geometry.steps[i] * static_cast<std::ptrdiff_t>(unit);
  }
  const auto* const from = static_cast<const char*>(data);
  auto* to = static_cast<char*>(out);
  for (std::ptrdiff_t i = 0; i < n[0]; ++i)
    for (std::ptrdiff_t j = 0; j < n[1]; ++j)
      for (std::ptrdiff_t k = 0; k < n[2]; ++k) {
        const char* const row = from + (i * step[0] + j * step[1] + k * step[2]);
        if (step[3] == bytes) {
          std::memcpy(to, row, static_cast<std::size_t>(n[3] * bytes));
          to += n[3] * bytes;
          continue;
        }
        for (std::ptrdiff_t l = 0; l < n[3]; ++l, to += bytes)
          std::memcpy(to, row + l * step[3], block_bytes);
      }
}

} // namespace arrayreel::ARRAYREEL_ABI::detail
