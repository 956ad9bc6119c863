// Colours for values that have no level, and writing a colour into a pixel of any depth.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "../mapping.hpp"
#include "levels.hpp"

namespace arrayreel::inline v0::detail {

/// The colours of values that have no level, where the caller wants one for them.
struct special_colors {
  color bad;
  std::optional<color> under;
  std::optional<color> over;

  explicit special_colors(const mapping_options& o)
      : bad(o.bad.value_or(transparent)), under(o.under), over(o.over) {}

  [[nodiscard]] bool wants_clipped() const noexcept { return under || over; }

  /// nullptr where the value keeps its level.
  [[nodiscard]] const color* of(value_class c) const noexcept {
    switch (c) {
      case value_class::bad: return &bad;
      case value_class::under: return under ? &*under : nullptr;
      case value_class::over: return over ? &*over : nullptr;
      case value_class::level: break;
    }
    return nullptr;
  }
};

[[nodiscard]] constexpr bool is_gray(const color& c) noexcept { return c.r == c.g && c.g == c.b; }

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

} // namespace arrayreel::inline v0::detail
