// The means of square blocks of pixels.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "picture.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

/// Up to this factor 64 bits hold the sum of a block: 2³² times 65535², and half a count.
inline constexpr std::size_t largest_block = 65536;

/// Writes each block of `factor` × `factor` pixels as one pixel. The factor divides both sides.
template <class P>
void write_block_means(const picture& from, std::size_t factor, picture& result) {
  const std::size_t channels = from.channels();
  const bool has_alpha = channels % 2 == 0;
  const std::size_t colors = has_alpha ? channels - 1 : channels;
  const std::uint64_t count = std::uint64_t{factor} * factor;
  const auto mean = [](std::uint64_t sum, std::uint64_t weight) {
    return static_cast<P>(weight == 0 ? 0 : (sum + weight / 2) / weight);
  };
  std::vector<std::uint64_t> sums(result.width() * channels);
  for (std::size_t y = 0; y < result.height(); ++y) {
    std::fill(sums.begin(), sums.end(), 0U);
    for (std::size_t row = y * factor; row < (y + 1) * factor; ++row) {
      const P* in = from.row_as<P>(row);
      for (std::uint64_t* sum = sums.data(); sum != sums.data() + sums.size(); sum += channels)
        for (std::size_t i = 0; i < factor; ++i, in += channels) {
          const std::uint64_t weight = has_alpha ? in[colors] : 1U;
          for (std::size_t c = 0; c < colors; ++c) sum[c] += in[c] * weight;
          if (has_alpha) sum[colors] += weight;
        }
    }
    P* out = result.row_as<P>(y);
    for (std::size_t i = 0; i < sums.size(); i += channels, out += channels) {
      const std::uint64_t weight = has_alpha ? sums[i + colors] : count;
      for (std::size_t c = 0; c < colors; ++c) out[c] = mean(sums[i + c], weight);
      if (has_alpha) out[colors] = mean(weight, count);
    }
  }
}

/// Each block of `factor` × `factor` pixels as one; the factor divides both sides.
[[nodiscard]] inline picture block_means(const picture& from, std::size_t factor) {
  picture result(from.height() / factor, from.width() / factor, from.channels(),
                 from.component_bytes());
  if (from.component_bytes() == 1)
    write_block_means<std::uint8_t>(from, factor, result);
  else
    write_block_means<std::uint16_t>(from, factor, result);
  return result;
}

} // namespace arrayreel::ARRAYREEL_ABI::detail
