// Looks up many bytes at a time in a table.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>

#include "sets.hpp"

#define ARRAYREEL_KERNEL_FILE "../simd/byte_table_kernels.inc"
#include "for_each_set.inc"

namespace arrayreel::ARRAYREEL_ABI::detail {

/// Writes table[x] of each byte x.
inline void look_up(const std::uint8_t* from, std::size_t count, const std::uint8_t* table,
                    std::uint8_t* to) noexcept {
  ARRAYREEL_RETURN_KERNEL(look_up(from, count, table, to));
}

} // namespace arrayreel::ARRAYREEL_ABI::detail
