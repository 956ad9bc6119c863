// Arrays that several calls of np.save wrote into one file or pipe.
#pragma once

#include <cstdint>

#include "../base/config.hpp"

namespace arrayreel::inline ARRAYREEL_ABI::detail {

/// Whether what follows an array may be another one, by its first byte: other bytes are ignored, as
/// NumPy does. No text begins so, and reading what is none after all says it.
[[nodiscard]] constexpr bool begins_npy(std::uint8_t first_byte) noexcept {
  return first_byte == 0x93;
}

} // namespace arrayreel::inline ARRAYREEL_ABI::detail
