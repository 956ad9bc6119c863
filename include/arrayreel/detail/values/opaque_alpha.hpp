// Determines which alpha is opaque in integers.
#pragma once

#include "../../range.hpp"
#include "../array/picture_view.hpp"
#include "element_functions.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

/// Whether the largest alpha of the picture decides which alpha is opaque in integers of this type.
[[nodiscard]] inline bool derives_opaque(const element_functions& type) noexcept {
  return type.is_integer && type.element_bytes > 1 && type.type != dtype::uint16;
}

/// The opaque alpha if none is above `most`: 255 or 65535, as in integers of 8 or 16 bits that were
/// converted to a longer type, or the type's largest number.
[[nodiscard]] inline double opaque_alpha(const element_functions& type, double most) noexcept {
  if (!derives_opaque(type)) return type.largest;
  const double level = most <= 255 ? 255 : 65535;
  return most <= level && level < type.largest ? level : type.largest;
}

/// The largest alpha of a picture that has any; −∞ for floating types.
[[nodiscard, gnu::noinline]] inline double largest_alpha(const picture_view& p, unsigned threads) {
  array_geometry g;
  g.extents = {p.height, p.width};
  g.steps = {p.row_stride, p.column_stride};
  return summary_of(p.array.with(g, p.channel_offset[p.channels - 1]), complex_part::magnitude,
                    threads)
      .max;
}

} // namespace arrayreel::ARRAYREEL_ABI::detail
