// Intervals of pixels on a side of a picture.
#pragma once

#include <algorithm>
#include <cstddef>

#include "config.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

/// The pixels from `first` up to, but not including, `last`.
struct interval {
  std::ptrdiff_t first = 0;
  std::ptrdiff_t last = 0;

  [[nodiscard]] constexpr bool empty() const noexcept { return first >= last; }
};

/// The visible part of `length` pixels that begin at pixel `at` of a side, counted from the first
/// of these pixels. `at` may be any number; the lengths are up to `longest_side`.
[[nodiscard]] constexpr interval visible_part(std::ptrdiff_t at, std::size_t length,
                                              std::size_t side) noexcept {
  const auto signed_length = static_cast<std::ptrdiff_t>(length);
  const auto signed_side = static_cast<std::ptrdiff_t>(side);
  if (at >= signed_side || at <= -signed_length) return {};
  return {at < 0 ? -at : 0, std::min(signed_length, signed_side - at)};
}

/// Where a label of `length` pixels begins on a side. If it does not fit together with its margin,
/// it uses the margin's place; if it does not fit at all, it begins at 0.
[[nodiscard]] constexpr std::size_t begin_on_side(std::size_t length, std::size_t side,
                                                  std::size_t margin, bool at_end) noexcept {
  const std::size_t room = side > length ? side - length : 0;
  if (!at_end) return std::min(margin, room);
  return room > margin ? room - margin : 0;
}

} // namespace arrayreel::ARRAYREEL_ABI::detail
