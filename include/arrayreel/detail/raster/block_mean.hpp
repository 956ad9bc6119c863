// The mean of square blocks of pixels.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "../../raster.hpp"

namespace arrayreel::inline ARRAYREEL_ABI::detail {

/// The factor up to which 64 bits hold the sum of any block: 2³² times 65535², and half a count.
inline constexpr std::size_t largest_block = 65536;

/// Each block of `factor` × `factor` pixels as one; the factor divides both sides.
template <class P>
[[nodiscard]] raster<P> block_means(const raster<P>& picture, std::size_t factor) {
  const std::size_t channels = picture.channels();
  const std::size_t width = picture.width() / factor;
  const bool has_alpha = channels % 2 == 0;
  const std::size_t colors = has_alpha ? channels - 1 : channels;
  const std::uint64_t count = std::uint64_t{factor} * factor;
  const auto mean = [](std::uint64_t sum, std::uint64_t weight) {
    return static_cast<P>(weight == 0 ? 0 : (sum + weight / 2) / weight);
  };
  raster<P> result(picture.height() / factor, width, channels);
  std::vector<std::uint64_t> sums(width * channels);
  for (std::size_t y = 0; y < result.height(); ++y) {
    std::fill(sums.begin(), sums.end(), 0U);
    for (std::size_t row = y * factor; row < (y + 1) * factor; ++row) {
      const P* in = picture.row(row).data();
      for (std::uint64_t* sum = sums.data(); sum != sums.data() + sums.size(); sum += channels)
        for (std::size_t i = 0; i < factor; ++i, in += channels) {
          const std::uint64_t weight = has_alpha ? in[colors] : 1U;
          for (std::size_t c = 0; c < colors; ++c) sum[c] += in[c] * weight;
          if (has_alpha) sum[colors] += weight;
        }
    }
    P* out = result.row(y).data();
    for (std::size_t i = 0; i < sums.size(); i += channels, out += channels) {
      const std::uint64_t weight = has_alpha ? sums[i + colors] : count;
      for (std::size_t c = 0; c < colors; ++c) out[c] = mean(sums[i + c], weight);
      if (has_alpha) out[colors] = mean(weight, count);
    }
  }
  return result;
}

} // namespace arrayreel::inline ARRAYREEL_ABI::detail
