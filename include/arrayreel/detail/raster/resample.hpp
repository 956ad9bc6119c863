// Pictures of any other size: the nearest pixel, or the mean of a box that is no block of pixels.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <vector>

#include "../base/checked_math.hpp"
#include "picture.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

/// Pixels of a picture up to which 64 bits hold the sum of a box: 2³² times 65535², and half a
/// count.
inline constexpr std::uint64_t most_averaged = std::uint64_t{1} << 32;

/// The pixel in the middle of each new one.
[[nodiscard]] inline picture nearest_pixels(const picture& from, std::size_t height,
                                            std::size_t width) {
  picture result(height, width, from.channels(), from.component_bytes());
  // Sides are below 2³¹.
  const auto source = [](std::size_t i, std::size_t size, std::size_t new_size) {
    return to_size((2 * std::uint64_t{i} + 1) * size / (2 * new_size));
  };
  std::vector<std::size_t> columns(width);
  for (std::size_t x = 0; x < width; ++x)
    columns[x] = source(x, from.width(), width) * from.channels();
  for (std::size_t y = 0; y < height; ++y)
    with_component_type(from.component_bytes(), [&]<class P>(P) {
      const P* const in = from.row_as<P>(source(y, from.height(), height));
      P* out = result.row_as<P>(y);
      for (const std::size_t x : columns) out = std::copy_n(in + x, from.channels(), out);
    });
  return result;
}

/// The pixels of one direction below a new one: from `begin` on, all with the weight `full` but the
/// first and the last. Weights of one new pixel add up to a number that is the same for all.
struct box_span {
  std::size_t begin;
  std::size_t end;
  std::uint64_t first;
  std::uint64_t full;
  std::uint64_t last;

  [[nodiscard]] std::uint64_t weight(std::size_t i) const noexcept {
    return i == begin ? first : i + 1 == end ? last : full;
  }
};

/// Pixel i of `new_size`, in units in which an old pixel is `new_size` long and a new one `size`,
/// or in the largest that both are multiples of.
[[nodiscard]] inline box_span span_below(std::size_t i, std::size_t size, std::size_t new_size) {
  const std::uint64_t unit = std::gcd(size, new_size);
  const std::uint64_t old_length = new_size / unit;
  const std::uint64_t new_length = size / unit;
  const std::uint64_t begin = i * new_length;
  const std::uint64_t end = begin + new_length;
  const std::uint64_t first = begin / old_length;
  const std::uint64_t behind = (end - 1) / old_length + 1;
  box_span s{static_cast<std::size_t>(first), static_cast<std::size_t>(behind), 0, old_length, 0};
  s.first = std::min((first + 1) * old_length, end) - begin;
  s.last = end - (behind - 1) * old_length;
  return s;
}

template <class P> void write_box_means(const picture& from, picture& result) {
  const std::size_t channels = from.channels();
  const bool has_alpha = channels % 2 == 0;
  const std::size_t colors = has_alpha ? channels - 1 : channels;
  std::vector<box_span> columns(result.width());
  for (std::size_t x = 0; x < columns.size(); ++x)
    columns[x] = span_below(x, from.width(), result.width());
  const std::uint64_t count = (from.width() / std::gcd(from.width(), result.width())) *
                              (from.height() / std::gcd(from.height(), result.height()));
  const auto mean = [](std::uint64_t sum, std::uint64_t weight) {
    return static_cast<P>(weight == 0 ? 0 : (sum + weight / 2) / weight);
  };
  std::vector<std::uint64_t> sums(result.width() * channels);
  for (std::size_t y = 0; y < result.height(); ++y) {
    std::fill(sums.begin(), sums.end(), 0U);
    const box_span rows = span_below(y, from.height(), result.height());
    for (std::size_t row = rows.begin; row < rows.end; ++row) {
      const P* const in = from.row_as<P>(row);
      const std::uint64_t of_row = rows.weight(row);
      std::uint64_t* sum = sums.data();
      for (const box_span& s : columns) {
        for (std::size_t x = s.begin; x < s.end; ++x) {
          const P* const pixel = in + x * channels;
          const std::uint64_t area = of_row * s.weight(x);
          const std::uint64_t weight = has_alpha ? area * pixel[colors] : area;
          for (std::size_t c = 0; c < colors; ++c) sum[c] += pixel[c] * weight;
          if (has_alpha) sum[colors] += weight;
        }
        sum += channels;
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

/// The mean of what lies below each new pixel. Colours count as much as they are opaque.
[[nodiscard]] inline picture box_means(const picture& from, std::size_t height, std::size_t width) {
  picture result(height, width, from.channels(), from.component_bytes());
  if (from.component_bytes() == 1)
    write_box_means<std::uint8_t>(from, result);
  else
    write_box_means<std::uint16_t>(from, result);
  return result;
}

} // namespace arrayreel::ARRAYREEL_ABI::detail
