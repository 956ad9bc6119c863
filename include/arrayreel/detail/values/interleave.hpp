// Channels of pixels, each in a row of its own, into one row of pixels.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>

#include "../simd/sets.hpp"

#define ARRAYREEL_KERNEL_FILE "../values/interleave_kernels.inc"
#include "../simd/for_each_set.inc"

namespace arrayreel::ARRAYREEL_ABI::detail {

/// Writes `count` pixels of so many channels, 1 to 4, whose components lie in a row for each.
template <class P>
void interleave(P* out, const P* const* from, std::size_t channels, std::size_t count) noexcept {
  std::size_t done = 0;
#if ARRAYREEL_SSE2
  const simd_level best = simd_in_use();
  if (channels == 3 && best >= simd_level::avx2)
    done = avx2::interleave_3(out, from, count);
  else if (channels == 4 && best >= simd_level::sse2)
    done = sse2::interleave_4(out, from, count);
  else if (channels == 2 && best >= simd_level::sse2)
    done = sse2::interleave_2(out, from, count);
#endif
  for (std::size_t c = 0; c < channels; ++c) {
    const P* const row = from[c];
    for (std::size_t i = done; i < count; ++i) out[i * channels + c] = row[i];
  }
}

} // namespace arrayreel::ARRAYREEL_ABI::detail
