// Definitions of upscale.hpp.
#pragma once

#include "upscale.hpp"

#include <cstdint>
#include <cstring>

#include "../base/checked_math.hpp"
#include "../base/message.hpp"

namespace arrayreel::inline ARRAYREEL_ABI::detail {

ARRAYREEL_INLINE picture upscaled(const picture& from, std::size_t factor) {
  std::size_t height = 0;
  std::size_t width = 0;
  if (factor == 0) refuse(error_kind::parameter, {"an upscale factor of 0; expected 1 or more"});
  if (!checked_mul(from.height(), factor, height) || !checked_mul(from.width(), factor, width))
    refuse(error_kind::limit, {"an upscale factor of ", factor, " for ", from.width(), " x ",
                               from.height(), " pixels; expected sides of up to 2147483647"});
  picture result(height, width, from.channels(), from.component_bytes());
  for (std::size_t y = 0; y < from.height(); ++y) {
    std::uint8_t* const first = result.row(y * factor);
    with_component_type(from.component_bytes(), [&]<class P>(P) {
      P* out = result.row_as<P>(y * factor);
      const P* pixel = from.row_as<P>(y);
      for (std::size_t x = 0; x < from.width(); ++x, pixel += from.channels())
        for (std::size_t repeat = 0; repeat < factor; ++repeat)
          for (std::size_t c = 0; c < from.channels(); ++c) *out++ = pixel[c];
    });
    for (std::size_t repeat = 1; repeat < factor; ++repeat)
      std::memcpy(result.row(y * factor + repeat), first, result.row_bytes());
  }
  if (!from.palette().empty()) result.palette(from.palette());
  return result;
}

} // namespace arrayreel::inline ARRAYREEL_ABI::detail
