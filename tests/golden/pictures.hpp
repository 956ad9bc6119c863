// Pictures of every kind that a raster can be, for the lines of PNG files and of composing.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include <arrayreel/colormap.hpp>
#include <arrayreel/raster.hpp>

#include "fields.hpp"

namespace golden {

enum class filling { smooth, noise, flat, blocks };

/// One component of one channel: smooth ones differ between channels, as colours do.
template <class P>
[[nodiscard]] P component_at(filling how, std::size_t y, std::size_t x, std::size_t channel) {
  constexpr int shift = sizeof(P) == 1 ? 13 : 5;
  switch (how) {
    case filling::noise:
      return static_cast<P>(mixed((y * 4099 + x) * 4 + channel) >> 40);
    case filling::flat: return static_cast<P>(77 + channel);
    case filling::blocks:
      return static_cast<P>(mixed((y / 9 * 1009 + x / 7) * 4 + channel) % 6 * 41);
    case filling::smooth: break;
  }
  const std::int64_t v = smooth_at(y / 2 + 50 * channel, x / 2) + field_top;
  return static_cast<P>(v >= 2 * field_top ? (2 * field_top - 1) >> shift : v >> shift);
}

template <class P>
[[nodiscard]] ar::raster<P> picture_of(filling how, std::size_t height, std::size_t width,
                                       std::size_t channels) {
  ar::raster<P> result(height, width, channels);
  P* out = result.pixels().data();
  for (std::size_t y = 0; y < height; ++y)
    for (std::size_t x = 0; x < width; ++x)
      for (std::size_t c = 0; c < channels; ++c) *out++ = component_at<P>(how, y, x, c);
  return result;
}

/// Indices below `count` into the first colours of a colormap, of which some are see-through.
[[nodiscard]] inline ar::raster<std::uint8_t> labels_of(std::size_t height, std::size_t width,
                                                        std::size_t count, bool glass = false) {
  ar::raster<std::uint8_t> result = picture_of<std::uint8_t>(filling::blocks, height, width, 1);
  for (std::uint8_t& p : result.pixels()) p = static_cast<std::uint8_t>(p / 41 * 3 % count);
  std::vector<ar::color> table;
  for (std::size_t i = 0; i < count; ++i) {
    ar::color c = ar::colormaps::turbo.entries()[(i * 37) % 256];
    if (glass && i % 3 == 0) c.a = static_cast<std::uint8_t>(i * 5);
    table.push_back(c);
  }
  result.palette(table);
  return result;
}

/// A smooth field through a palette of 256.
[[nodiscard]] inline ar::raster<std::uint8_t> mapped_of(std::size_t height, std::size_t width) {
  ar::raster<std::uint8_t> result = picture_of<std::uint8_t>(filling::smooth, height, width, 1);
  const auto& table = ar::colormaps::viridis.entries();
  result.palette({table.begin(), table.end()});
  return result;
}

} // namespace golden
