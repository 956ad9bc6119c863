// Integer arithmetic that reports overflow instead of wrapping.
#pragma once

#include <cstddef>
#include <limits>

#include "config.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

/// A number that is known to fit, as a `std::size_t`, which on many machines it is already.
template <class N> [[nodiscard]] constexpr std::size_t to_size(N n) noexcept {
  return static_cast<std::size_t>(n);
}

/// Writes a * b to `result`; false where the product does not fit.
[[nodiscard]] constexpr bool checked_mul(std::size_t a, std::size_t b,
                                         std::size_t& result) noexcept {
  if (a != 0 && b > std::numeric_limits<std::size_t>::max() / a) return false;
  result = a * b;
  return true;
}

/// Writes a + b to `result`; false where the sum does not fit.
[[nodiscard]] constexpr bool checked_add(std::size_t a, std::size_t b,
                                         std::size_t& result) noexcept {
  if (b > std::numeric_limits<std::size_t>::max() - a) return false;
  result = a + b;
  return true;
}

/// The largest number of bytes that pointer arithmetic can span.
inline constexpr std::size_t max_bytes =
    static_cast<std::size_t>(std::numeric_limits<std::ptrdiff_t>::max());

/// The longest side of a picture, which PNG's 31 bits give.
inline constexpr std::size_t longest_side = 0x7fffffff;

} // namespace arrayreel::ARRAYREEL_ABI::detail
