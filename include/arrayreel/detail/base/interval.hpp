// Intervals of pixels on a side of a picture.
#pragma once

#include <algorithm>
#include <cstddef>

#include "config.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

/// From `first` up to, without, `last`.
struct interval {
  std::ptrdiff_t first = 0;
  std::ptrdiff_t last = 0;

  [[nodiscard]] constexpr bool empty() const noexcept { return first >= last; }
};

/// What is seen of `length` pixels that begin at pixel `at` of a side, counted from their own
/// beginning. `at` may be any number; the lengths are up to `longest_side`.
[[nodiscard]] constexpr interval visible_part(std::ptrdiff_t at, std::size_t length,
                                              std::size_t side) noexcept {
  const auto signed_length = static_cast<std::ptrdiff_t>(length);
  const auto signed_side = static_cast<std::ptrdiff_t>(side);
  if (at >= signed_side || at <= -signed_length) return {};
  return {at < 0 ? -at : 0, std::min(signed_length, signed_side - at)};
}

/// Where a label of `length` pixels begins on a side. One that does not fit with its margin takes
/// the margin's place, and one that does not fit at all begins at the beginning.
[[nodiscard]] constexpr std::size_t begin_on_side(std::size_t length, std::size_t side,
                                                  std::size_t margin, bool at_end) noexcept {
  const std::size_t room = side > length ? side - length : 0;
  if (!at_end) return std::min(margin, room);
  return room > margin ? room - margin : 0;
}

} // namespace arrayreel::ARRAYREEL_ABI::detail
