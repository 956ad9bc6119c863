// Ranges and summaries of values, plain structures of range.hpp.
#pragma once

#include <cstddef>
#include <limits>

#include "../base/config.hpp"

namespace arrayreel::inline ARRAYREEL_ABI {

/// The values that become the first and the last level, lo < hi: computed once, reused for every
/// frame and picture that must be comparable.
struct value_range {
  double lo = 0;
  double hi = 1;

  friend constexpr bool operator==(const value_range&, const value_range&) noexcept = default;
};

/// What an array holds: its finite values' extremes and how many there are of each kind.
struct value_summary {
  double min = std::numeric_limits<double>::infinity();  ///< smallest finite value, +∞ if none
  double max = -std::numeric_limits<double>::infinity(); ///< largest finite value, −∞ if none
  /// smallest finite value above zero, +∞ if none
  double min_positive = std::numeric_limits<double>::infinity();
  std::size_t finite = 0;
  std::size_t nan = 0;
  std::size_t positive_infinity = 0;
  std::size_t negative_infinity = 0;
};

/// Percentiles, 0 ≤ lo < hi ≤ 100, between which a picture's range is taken.
struct percentiles {
  double lo = 0;
  double hi = 100;
};

} // namespace arrayreel::inline ARRAYREEL_ABI
