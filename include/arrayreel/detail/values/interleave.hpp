// Combines channels, each in a row of its own, into one row of pixels.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <type_traits>

#include "../simd/sets.hpp"

#define ARRAYREEL_KERNEL_FILE "../values/interleave_kernels.inc"
#include "../simd/for_each_set.inc"

namespace arrayreel::ARRAYREEL_ABI::detail {

/// Writes the first pixels, and returns how many.
template <class P>
[[nodiscard]] std::size_t interleave_first(P* out, const P* const* from, std::size_t channels,
                                           std::size_t count) noexcept {
  switch (channels) {
    case 2: {
      ARRAYREEL_RETURN_KERNEL(interleave_2(out, from, count));
    }
    case 3: {
      ARRAYREEL_RETURN_KERNEL(interleave_3(out, from, count));
    }
    case 4: {
      ARRAYREEL_RETURN_KERNEL(interleave_4(out, from, count));
    }
    default: return 0;
  }
}

/// Writes `count` pixels of 1 to 4 channels; each channel has a row of components.
template <class P>
void interleave(P* out, const P* const* from, std::size_t channels, std::size_t count) noexcept {
  const std::size_t done = interleave_first(out, from, channels, count);
  for (std::size_t c = 0; c < channels; ++c) {
    const P* const row = from[c];
    for (std::size_t i = done; i < count; ++i) out[i * channels + c] = row[i];
  }
}

} // namespace arrayreel::ARRAYREEL_ABI::detail
