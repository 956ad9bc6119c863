// One colour of a pixel.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "detail/base/config.hpp"

namespace arrayreel::ARRAYREEL_ABI {

/// An sRGB colour: red, green, blue 0…255 and alpha 0 (transparent) … 255 (opaque), not
/// premultiplied.
struct color {
  std::uint8_t r = 0;
  std::uint8_t g = 0;
  std::uint8_t b = 0;
  std::uint8_t a = 255;

  friend constexpr bool operator==(const color&, const color&) noexcept = default;
};

/// Fully transparent: the default colour of what has no value.
inline constexpr color transparent{0, 0, 0, 0};

/// The colour that a text names: `#rgb`, `#rgba`, `#rrggbb`, `#rrggbbaa`, or one of black, white,
/// gray, silver, red, lime, green, blue, yellow, cyan, magenta, orange, transparent, with the
/// values of CSS.
/// \throws error (parameter) for any other text.
[[nodiscard]] ARRAYREEL_API color parse_color(std::string_view text);

} // namespace arrayreel::ARRAYREEL_ABI

#if !defined(ARRAYREEL_COMPILED)
#include "color.ipp"
#endif
