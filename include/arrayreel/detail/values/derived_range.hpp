// Derives ranges from values: from their summary or percentiles, widened where lo = hi.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "../array/array_ref.hpp"
#include "element_table.hpp"
#include "exact_number.hpp"
#include "value_range.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

/// Widens a range of the data so that lo < hi.
///
/// No finite values: 0…1. A single value c: from c to c + max(1, |c| / 256), so that c is the first
/// level, and zero is the first level too.
[[nodiscard]] ARRAYREEL_API value_range usable_range(const value_range& range);

/// center − m … center + m, limited to finite doubles. If m is zero or below, the range is that of
/// a constant array.
/// \param is_exact whether the ends' rests hold what doubles cannot: digits of large integers
[[nodiscard]] ARRAYREEL_API value_range range_about(double center, double m, bool is_exact);

/// −m…m for values computed in a type, so that zero is level 128 of 256.
///
/// For some m the product `m * (256 / (2 m))` is rounded to just below 128, and zero would be level
/// 127. Then −m is lowered to the next numbers of the type until it is not. (Raising m on both
/// sides can take thousands of steps: near √2 · 2ⁿ all are rounded alike.)
[[nodiscard]] ARRAYREEL_API value_range symmetric_about_zero(const exact_number& m,
                                                             compute_kind compute);

/// The summary of the values of two summaries.
ARRAYREEL_API void merge(value_summary& to, const value_summary& other) noexcept;
/// The range of a summary: of all finite values, or only of those above zero.
[[nodiscard]] ARRAYREEL_API value_range extent_of(const value_summary& s,
                                                  bool positive_only) noexcept;

/// A number as text: all digits of a large integer that a double cannot hold, else the shortest
/// text that reads back as the same double.
[[nodiscard]] ARRAYREEL_API std::string exact_text(const exact_number& x);

/// A summary in which zeros are +0, whatever their signs and order were.
[[nodiscard]] ARRAYREEL_API value_summary without_signs_of_zero(value_summary summary) noexcept;

/// \throws error (parameter) unless 0 <= lo < hi <= 100
ARRAYREEL_API void check(const percentiles& p);

/// The percentile range of numbers from their `finite_keys`, which it reorders. Not widened; lo >
/// hi if there are none.
[[nodiscard]] ARRAYREEL_API value_range percentile_range_of_keys(std::vector<std::uint64_t>& keys,
                                                                 const percentiles& p,
                                                                 const element_functions& type);

} // namespace arrayreel::ARRAYREEL_ABI::detail

#include "../../range.hpp" // the definitions of these functions
