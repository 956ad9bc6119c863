// Lays one picture over another: keeps palette indices if possible, else blends pixel by pixel.
#pragma once

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "../../color.hpp"
#include "picture.hpp"
#include "picture_kinds.hpp"
#include "pixel.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

/// The visible part of the upper picture, and its place in the lower one.
struct overlay_part {
  std::size_t y; // in the lower
  std::size_t x;
  std::size_t from_y; // in the upper
  std::size_t from_x;
  std::size_t height;
  std::size_t width;
};

template <class P> [[nodiscard]] P faded(P alpha, double opacity) noexcept {
  return static_cast<P>(std::floor(alpha * opacity + 0.5));
}

/// Copies the opaque pixels. If a pixel is neither opaque nor transparent, copies none: false.
[[nodiscard]] inline bool overlay_indices(picture& below, const picture& above,
                                          const overlay_part& part, double opacity) {
  std::array<std::uint8_t, 256> alpha{};
  const std::array<color, 256> table = whole_table(above.palette());
  for (std::size_t i = 0; i < 256; ++i) alpha[i] = faded(table[i].a, opacity);
  for (const bool copy : {false, true})
    for (std::size_t y = 0; y < part.height; ++y) {
      const std::uint8_t* in = above.row(part.from_y + y) + part.from_x;
      std::uint8_t* out = below.row(part.y + y) + part.x;
      for (const std::uint8_t* const end = in + part.width; in != end; ++in, ++out) {
        if (alpha[*in] == 0) continue;
        if (copy)
          *out = *in;
        else if (alpha[*in] != 255)
          return false;
      }
    }
  return true;
}

/// Blends colours into the lower picture. The upper picture may have palette indices.
template <class P>
void overlay_colors(picture& below, const picture& above, const overlay_part& part,
                    double opacity) {
  const std::size_t channels = below.channels();
  const std::size_t colors = channels <= 2 ? 1 : 3;
  const row_writer rows(above, colors + 1);
  std::vector<P> row(part.width * (colors + 1));
  for (std::size_t y = 0; y < part.height; ++y) {
    rows.write(part.from_y + y, part.from_x, part.width,
               reinterpret_cast<std::uint8_t*>(row.data()));
    const P* in = row.data();
    P* out = below.row_as<P>(part.y + y) + part.x * channels;
    for (std::size_t x = 0; x < part.width; ++x, in += colors + 1, out += channels)
      blend_over(out, channels, in, faded(in[colors], opacity));
  }
}

/// Both have the same depth.
[[nodiscard]] inline picture overlaid(picture below, const picture& above, const overlay_part& part,
                                      double opacity) {
  if (!below.palette().empty()) {
    if (below.palette() == above.palette() && overlay_indices(below, above, part, opacity))
      return below;
    below = without_palette(below);
  }
  pixel_needs needs;
  needs.add(above);
  if (needs.hue && below.channels() <= 2) below = as_colored(below);
  if (below.component_bytes() == 1)
    overlay_colors<std::uint8_t>(below, above, part, opacity);
  else
    overlay_colors<std::uint16_t>(below, above, part, opacity);
  return below;
}

} // namespace arrayreel::ARRAYREEL_ABI::detail
