// Numbers of 16 bits in the order of bytes that PNG keeps.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include "../simd/sets.hpp"

#define ARRAYREEL_KERNEL_FILE "../io/big_endian_kernels.inc"
#include "../simd/for_each_set.inc"

namespace arrayreel::inline ARRAYREEL_ABI::detail {

/// Writes `count` numbers as two bytes each, the higher first. The memory may be the same, but not
/// overlap otherwise.
inline void to_big_endian(std::uint8_t* out, const std::uint16_t* in, std::size_t count) noexcept {
  std::size_t i = 0;
  if constexpr (std::endian::native == std::endian::little) {
#if ARRAYREEL_SSE2
    if (simd_in_use() >= simd_level::avx2)
      i = avx2::swap_bytes(out, in, count);
    else
#endif
      i = portable::swap_bytes(out, in, count);
  }
  for (; i < count; ++i) {
    const std::uint16_t x = in[i];
    out[2 * i] = static_cast<std::uint8_t>(x >> 8);
    out[2 * i + 1] = static_cast<std::uint8_t>(x & 0xffU);
  }
}

} // namespace arrayreel::inline ARRAYREEL_ABI::detail
