// Random pictures of every kind, and the colours of their pixels by definition.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

#include <arrayreel/raster.hpp>

#include "random.hpp"

namespace test {

using rgba = std::array<std::uint64_t, 4>;

/// The colours of all pixels at the raster's own depth.
template <class P> [[nodiscard]] std::vector<rgba> colors_of(const arrayreel::raster<P>& picture) {
  constexpr std::uint64_t full = std::numeric_limits<P>::max();
  std::vector<rgba> result;
  for (std::size_t y = 0; y < picture.height(); ++y)
    for (std::size_t x = 0; x < picture.width(); ++x) {
      const P* p = picture(y, x);
      if (!picture.palette().empty()) {
        const arrayreel::color c = picture.palette().at(p[0]);
        result.push_back({c.r, c.g, c.b, c.a});
      } else if (picture.channels() <= 2) {
        result.push_back({p[0], p[0], p[0], picture.channels() == 2 ? p[1] : full});
      } else {
        result.push_back({p[0], p[1], p[2], picture.channels() == 4 ? p[3] : full});
      }
    }
  return result;
}

/// A colour of 8 bits at the depth of which `full` is the largest component.
[[nodiscard]] inline rgba at_full(arrayreel::color c, std::uint64_t full) {
  const std::uint64_t scale = full / 255;
  return {c.r * scale, c.g * scale, c.b * scale, c.a * scale};
}

/// A colour over a pixel, by the definition of "over" with a division at the end.
inline void put_over(rgba& pixel, const rgba& over, std::uint64_t full) {
  const std::uint64_t a = over[3];
  const std::uint64_t sum = a * full + pixel[3] * (full - a);
  if (a == 0) return;
  for (std::size_t i = 0; i < 3; ++i) {
    const std::uint64_t mixed = over[i] * a * full + pixel[i] * pixel[3] * (full - a);
    pixel[i] = (2 * mixed + sum) / (2 * sum);
  }
  pixel[3] = (2 * sum + full) / (2 * full);
}
inline void put_over(rgba& pixel, arrayreel::color c, std::uint64_t full) {
  put_over(pixel, at_full(c, full), full);
}

/// Pixels of every kind: channels 1 to 4, or (channels 0) a palette of so many colours.
template <class P>
[[nodiscard]] arrayreel::raster<P> random_picture(random_source& random, std::size_t height,
                                                  std::size_t width, std::size_t channels,
                                                  std::size_t palette = 0) {
  arrayreel::raster<P> picture(height, width, std::max<std::size_t>(channels, 1));
  for (P& component : picture.pixels())
    component = static_cast<P>(channels == 0 ? random.below(palette) : random.bits());
  if (channels % 2 == 0 && channels != 0) // opaque and transparent pixels are the usual ones
    for (std::size_t i = channels - 1; i < picture.pixels().size(); i += channels)
      if (!random.one_in(3))
        picture.pixels()[i] = random.one_in(2) ? P{0} : std::numeric_limits<P>::max();
  if constexpr (sizeof(P) == 1)
    if (channels == 0) {
      std::vector<arrayreel::color> table(palette);
      for (arrayreel::color& c : table) {
        const std::uint64_t bits = random.bits();
        c = {static_cast<std::uint8_t>(bits), static_cast<std::uint8_t>(bits >> 8),
             static_cast<std::uint8_t>(bits >> 16)};
        if (random.one_in(8)) c.a = static_cast<std::uint8_t>(bits >> 24);
      }
      picture.palette(table);
    }
  return picture;
}

} // namespace test
