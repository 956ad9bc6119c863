// Ranges and summaries of values, plain structures of range.hpp.
#pragma once

#include <cstddef>
#include <limits>
#include <utility>

#include "../base/config.hpp"

namespace arrayreel::ARRAYREEL_ABI {

/// The values that become the first and the last level, lo < hi: computed once, reused for every
/// frame and picture that must be comparable. It can be taken apart: `auto [lo, hi] = range;`.
struct value_range {
  double lo = 0;
  double hi = 1;
  // Integers of 64 bits may have no double of their own. `lo` and `hi` are the nearest ones, and
  // lo + lo_rest, hi + hi_rest the exact ends, between which such integers are told apart.
  double lo_rest = 0; ///< what `lo` leaves out; 0 but for integers beyond 2⁵³
  double hi_rest = 0; ///< likewise of `hi`

  template <std::size_t i> [[nodiscard]] constexpr const double& get() const noexcept {
    return i == 0 ? lo : hi;
  }
  template <std::size_t i> [[nodiscard]] constexpr double& get() noexcept {
    return i == 0 ? lo : hi;
  }

  friend constexpr bool operator==(const value_range&, const value_range&) noexcept = default;
};

/// What an array holds: its finite values' extremes and how many there are of each kind. Integers
/// of 64 bits are min + min_rest and so on, exactly.
struct value_summary {
  double min = std::numeric_limits<double>::infinity();  ///< smallest finite value, +∞ if none
  double max = -std::numeric_limits<double>::infinity(); ///< largest finite value, −∞ if none
  /// smallest finite value above zero, +∞ if none
  double min_positive = std::numeric_limits<double>::infinity();
  std::size_t finite = 0;
  std::size_t nan = 0;
  std::size_t positive_infinity = 0;
  std::size_t negative_infinity = 0;
  double min_rest = 0;          ///< what `min` leaves out; 0 but for integers beyond 2⁵³
  double max_rest = 0;          ///< likewise of `max`
  double min_positive_rest = 0; ///< likewise of `min_positive`
};

enum class complex_part : unsigned char;
struct percentiles;

namespace detail {

class array_ref;
/// The percentile range of the finite values, or only of those above zero for a logarithm. Not
/// widened; lo > hi if there are none.
/// \param threads as in `mapping_options`
[[nodiscard]] ARRAYREEL_API value_range unwidened_percentiles(const array_ref& array,
                                                              const percentiles& p,
                                                              std::size_t sample, complex_part part,
                                                              bool positive_only, unsigned threads);

} // namespace detail

/// Percentiles, 0 ≤ lo < hi ≤ 100, that a picture's range is derived from.
struct percentiles {
  double lo = 0;   ///< percent, 0 or more
  double hi = 100; ///< percent, above lo, 100 or less
  /// Finds them. It stands here so that header-only programs without percentiles do not compile it.
  decltype(&detail::unwidened_percentiles) finder = &detail::unwidened_percentiles;
};

} // namespace arrayreel::ARRAYREEL_ABI

template <> struct std::tuple_size<arrayreel::value_range> {
  static constexpr std::size_t value = 2;
};
template <std::size_t i> struct std::tuple_element<i, arrayreel::value_range> {
  using type = double;
};
