// Stretches of pixels on a side of a picture.
#pragma once

#include <algorithm>
#include <cstddef>

#include "config.hpp"

namespace arrayreel::inline ARRAYREEL_ABI::detail {

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

} // namespace arrayreel::inline ARRAYREEL_ABI::detail
