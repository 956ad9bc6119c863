// Pictures from pictures, pixel by pixel: enlargement by an integer.
#pragma once

#include <cstddef>
#include <cstring>

#include "detail/checked_math.hpp"
#include "detail/message.hpp"
#include "error.hpp"
#include "raster.hpp"

namespace arrayreel::inline v0 {

/// Every pixel as a block of `factor` × `factor` pixels; the palette stays.
/// \param factor 1 or more.
/// \throws error (parameter) for a factor of 0, (limit) for sides beyond 2³¹ − 1.
template <pixel_component P>
[[nodiscard]] raster<P> upscale(const raster<P>& picture, std::size_t factor) {
  std::size_t height = 0;
  std::size_t width = 0;
  if (factor == 0) throw error(error_kind::parameter, "an upscale factor of 0; expected 1 or more");
  if (!detail::checked_mul(picture.height(), factor, height) ||
      !detail::checked_mul(picture.width(), factor, width))
    throw error(error_kind::limit, "an upscale factor of " + detail::to_text(factor) + " for " +
                                       detail::to_text(picture.width()) + " x " +
                                       detail::to_text(picture.height()) + " pixels");
  raster<P> result(height, width, picture.channels());
  const std::size_t channels = picture.channels();
  for (std::size_t y = 0; y < picture.height(); ++y) {
    P* const first = result.row(y * factor).data();
    P* out = first;
    const P* pixel = picture.row(y).data();
    for (std::size_t x = 0; x < picture.width(); ++x, pixel += channels)
      for (std::size_t repeat = 0; repeat < factor; ++repeat)
        for (std::size_t c = 0; c < channels; ++c) *out++ = pixel[c];
    const std::size_t row_bytes = width * channels * sizeof(P);
    for (std::size_t repeat = 1; repeat < factor; ++repeat)
      std::memcpy(result.row(y * factor + repeat).data(), first, row_bytes);
  }
  if (!picture.palette().empty()) result.palette(picture.palette());
  return result;
}

} // namespace arrayreel::inline v0
