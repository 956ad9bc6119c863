// How pictures and strips lie.
#pragma once

#include <concepts>
#include <cstddef>

#include "detail/base/config.hpp"

namespace arrayreel::ARRAYREEL_ABI {

/// Where a picture that is smaller than its place stands in it: at the top or left, in the middle
/// (an odd pixel goes below or to the right of it), or at the bottom or right.
enum class align : unsigned char { start, center, end };

/// Which way something lies or goes.
enum class orientation : unsigned char { vertical, horizontal };

/// How many pixels one becomes: `3` in both directions, `{2, 3}` two rows of three, for cells that
/// are not square.
class upscale_factors {
public:
  template <std::integral N>
  constexpr upscale_factors(N both) noexcept // NOLINT: a number is both
      : y_(static_cast<std::size_t>(both)), x_(static_cast<std::size_t>(both)) {}
  constexpr upscale_factors(std::size_t y, std::size_t x) noexcept : y_(y), x_(x) {}

  /// Rows of each pixel.
  [[nodiscard]] constexpr std::size_t y() const noexcept { return y_; }
  /// Columns of each pixel.
  [[nodiscard]] constexpr std::size_t x() const noexcept { return x_; }

  friend constexpr bool operator==(const upscale_factors&,
                                   const upscale_factors&) noexcept = default;

private:
  std::size_t y_;
  std::size_t x_;
};

/// What a pixel of another size is of those below it.
enum class resampling : unsigned char {
  nearest, ///< the one in its middle
  box      ///< their mean, each as far as it lies below it
};

} // namespace arrayreel::ARRAYREEL_ABI
