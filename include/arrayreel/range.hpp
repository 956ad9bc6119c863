// Ranges of values that a picture shows.
#pragma once

#include "detail/base/config.hpp"

#include <cstddef>

#include "adapt.hpp"
#include "detail/array/array_ref.hpp"
#include "detail/values/value_range.hpp"

namespace arrayreel::ARRAYREEL_ABI {

/// How `percentile_range` looks at the values.
struct percentile_options {
  /// about how many values are looked at: in each of equal stretches one, chosen at random but
  /// always the same. 0: all, which needs memory for a copy of the finite values where they are
  /// complex, of half precision or `long double`.
  std::size_t sample = 0;
};

namespace detail {

[[nodiscard]] ARRAYREEL_API value_summary summary_of(const array_ref& array,
                                                     complex_part part = complex_part::magnitude,
                                                     unsigned threads = 0);
[[nodiscard]] ARRAYREEL_API value_range full_range_of(const array_ref& array);
[[nodiscard]] ARRAYREEL_API value_range symmetric_range_of(const array_ref& array);
[[nodiscard]] ARRAYREEL_API value_range centered_range_of(const array_ref& array, double center);
[[nodiscard]] ARRAYREEL_API value_range percentile_range_of(const array_ref& array,
                                                            const percentiles& p,
                                                            std::size_t sample);

} // namespace detail

/// Summarises an array. Complex numbers count by their magnitude; NaN in either part is NaN.
template <viewable A> [[nodiscard]] value_summary summarize(const A& array) {
  return detail::summary_of(detail::as_ref(view(array)));
}

/// From the smallest to the largest finite value. If these are 64-bit integers that a double cannot
/// hold, the ends have rests: see `value_range`. `long double`s are limited to the largest double.
///
/// A constant array of c gives c … c + max(1, |c| / 256); one without finite values, or without
/// elements, 0…1.
template <viewable A> [[nodiscard]] value_range full_range(const A& array) {
  return detail::full_range_of(detail::as_ref(view(array)));
}

/// −m…m, where m is the largest finite magnitude, so that zero is the middle level (128 of 256).
///
/// If rounding would put zero on level 127, the lower end is lower by a few units in the last place
/// of the array's type.
/// An array of zeros, or without finite values, gives −1…1.
template <viewable A> [[nodiscard]] value_range symmetric_range(const A& array) {
  return detail::symmetric_range_of(detail::as_ref(view(array)));
}

/// center − m … center + m, where m is the largest finite distance from `center`, limited to finite
/// doubles. If all values equal `center`, or none is finite, m is max(1, |center| / 256).
/// \throws error (parameter) where `center` is not finite.
template <viewable A> [[nodiscard]] value_range centered_range(const A& array, double center) {
  return detail::centered_range_of(detail::as_ref(view(array)), center);
}

/// The range between two percentiles of the finite values, interpolated linearly as NumPy does.
/// Constant and empty arrays as for `full_range`.
/// \param lo, hi percentiles, 0 ≤ lo < hi ≤ 100.
/// \throws error (parameter) for other percentiles.
template <viewable A>
[[nodiscard]] value_range percentile_range(const A& array, double lo, double hi,
                                           const percentile_options& options = {}) {
  return detail::percentile_range_of(detail::as_ref(view(array)), {lo, hi}, options.sample);
}

ARRAYREEL_REFUSES_ARRAY(!viewable<A>) void summarize(const A& array) ARRAYREEL_REFUSED;
ARRAYREEL_REFUSES_ARRAY(!viewable<A>) void full_range(const A& array) ARRAYREEL_REFUSED;
ARRAYREEL_REFUSES_ARRAY(!viewable<A>) void symmetric_range(const A& array) ARRAYREEL_REFUSED;
ARRAYREEL_REFUSES_ARRAY(!viewable<A>) void centered_range(const A& array, ...) ARRAYREEL_REFUSED;
ARRAYREEL_REFUSES_ARRAY(!viewable<A>) void percentile_range(const A& array, ...) ARRAYREEL_REFUSED;
ARRAYREEL_REFUSES("two percentiles stand behind the array: write percentile_range(array, 1, 99)")
void percentile_range(detail::any_array, ...) ARRAYREEL_REFUSED;

} // namespace arrayreel::ARRAYREEL_ABI

#if !defined(ARRAYREEL_COMPILED)
#include "range.ipp"
#endif
