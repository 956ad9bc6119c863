// Arrays that several calls of np.save wrote into one file or pipe.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "../../array_view.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

/// Whether another array may follow, by the first byte after an array. Other bytes are ignored, as
/// NumPy does. No text begins with this byte; if what follows is no array after all, reading it is
/// an error.
[[nodiscard]] constexpr bool begins_npy(std::uint8_t first_byte) noexcept {
  return first_byte == 0x93;
}

/// Whether one of several arrays is a frame: its axes say so, or it has two axes, or three of which
/// the last holds colours.
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
