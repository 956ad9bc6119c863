// Writes a colour into a pixel of any depth and number of channels, or blends it over the pixel.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>

#include "../../color.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

[[nodiscard]] constexpr bool is_gray(const color& c) noexcept { return c.r == c.g && c.g == c.b; }

/// Whether a visible colour is not gray.
[[nodiscard]] constexpr bool has_hue(const std::optional<color>& c) noexcept {
  return c && c->a != 0 && !is_gray(*c);
}

/// An 8-bit component at the depth of P.
template <class P> [[nodiscard]] constexpr P deepened(std::uint8_t component) noexcept {
  return static_cast<P>(sizeof(P) == 1 ? component : component * 257);
}

/// Writes the first `channels` of: gray, or red, green, blue, then alpha.
template <class P> void write_color(P* pixel, std::size_t channels, const color& c) noexcept {
  pixel[0] = deepened<P>(c.r);
  if (channels >= 3) {
    pixel[1] = deepened<P>(c.g);
    pixel[2] = deepened<P>(c.b);
  }
  if (channels == 2 || channels == 4) pixel[channels - 1] = deepened<P>(c.a);
}

/// Source over destination (Porter, Duff 1984) for alphas that are not premultiplied, each
/// component rounded to the nearest.
/// \param values the source's gray, or red, green, blue: as many as the pixel has
template <class P>
void blend_over(P* pixel, std::size_t channels, const P* values, P alpha) noexcept {
  constexpr std::uint64_t full = std::numeric_limits<P>::max();
  if (alpha == 0) return;
  const bool has_alpha = channels % 2 == 0;
  const std::size_t colors = has_alpha ? channels - 1 : channels;
  const std::uint64_t below = has_alpha ? pixel[colors] : full;
  const std::uint64_t weight = std::uint64_t{alpha} * full;
  const std::uint64_t rest = below * (full - alpha);
  const std::uint64_t sum = weight + rest;
  for (std::size_t c = 0; c < colors; ++c)
    pixel[c] = static_cast<P>((values[c] * weight + pixel[c] * rest + sum / 2) / sum);
  if (has_alpha) pixel[colors] = static_cast<P>((sum + full / 2) / full);
}

/// A colour as components of P, to be blended over pixels.
template <class P> struct brush {
  static constexpr P full = std::numeric_limits<P>::max();

  /// For rasters with so many channels; gray rasters take only gray colours.
  brush(color c, std::size_t channel_count) : channels(channel_count), alpha(deepened<P>(c.a)) {
    c.a = 255;
    write_color(values.data(), channels, c);
  }

  void fill(P* pixels, std::size_t count) const noexcept {
    if (alpha == 0) return;
    P* const end = pixels + count * channels;
    if (alpha != full)
      for (; pixels != end; pixels += channels) blend_over(pixels, channels, values.data(), alpha);
    else if (channels == 1)
      std::fill(pixels, end, values[0]);
    else
      for (; pixels != end; pixels += channels) std::copy_n(values.data(), channels, pixels);
  }

  std::size_t channels;
  P alpha;
  std::array<P, 4> values{}; // opaque
};

} // namespace arrayreel::ARRAYREEL_ABI::detail
