// Arrays that several calls of np.save wrote into one file or pipe.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "../../array_view.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

/// Whether what follows an array may be another one, by its first byte: other bytes are ignored, as
/// NumPy does. No text begins so, and reading what is none after all says it.
[[nodiscard]] constexpr bool begins_npy(std::uint8_t first_byte) noexcept {
  return first_byte == 0x93;
}

/// Whether an array of several is a frame, by the axes of the whole or its own shape: what has two
/// axes, or colours in the last of three.
[[nodiscard]] inline bool is_one_frame(std::span<const std::size_t> extents, axes layout) {
  switch (layout) {
    case axes::automatic:
      return extents.size() == 2 ||
             (extents.size() == 3 && extents[2] >= 2 && extents[2] <= 4 && extents[1] > 4);
    case axes::yx:
    case axes::tyx: return extents.size() == 2;
    default: return extents.size() == 3;
  }
}

} // namespace arrayreel::ARRAYREEL_ABI::detail
