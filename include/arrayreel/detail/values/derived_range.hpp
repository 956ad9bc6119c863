// How ranges are derived from values: their summary, percentiles, and the room that they need.
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

/// A range with lo < hi around what the data gave.
///
/// No finite values at all: 0…1. A single value c: from c to c + max(1, |c| / 256), so that it
/// shows as the first level, and zero at the first level too.
[[nodiscard]] ARRAYREEL_API value_range usable_range(const value_range& range);

/// center − m … center + m, as far as double reaches; m of zero or below becomes that of a
/// constant array.
/// \param is_exact what doubles leave out of the ends is their rests, where it is large integers'
[[nodiscard]] ARRAYREEL_API value_range range_about(double center, double m, bool is_exact);

/// −m…m for values computed in a type, where zero is level 128 of 256.
///
/// For some m the rounding of `m * (256 / (2 m))` falls just below 128 and zero would be level
/// 127. Then −m is lowered to the next numbers of the type, until it does not. (Raising m on both
/// sides can take thousands of them: near √2 · 2ⁿ every one is rounded alike.)
[[nodiscard]] ARRAYREEL_API value_range symmetric_about_zero(const exact_number& m,
                                                             compute_kind compute);

/// A summary that has the values of another one too.
ARRAYREEL_API void merge(value_summary& to, const value_summary& other) noexcept;
/// The ends of a summary: of all finite values, or of those above zero only.
[[nodiscard]] ARRAYREEL_API value_range extent_of(const value_summary& s,
                                                  bool positive_only) noexcept;

/// A number with all digits of the integer that it is, where a double leaves some out; else what
/// reads back as the double.
[[nodiscard]] ARRAYREEL_API std::string exact_text(const exact_number& x);

/// A summary whose zeros are +0, whichever zeros there are and in whichever order.
[[nodiscard]] ARRAYREEL_API value_summary without_signs_of_zero(value_summary summary) noexcept;

/// \throws error (parameter) for other than 0 <= lo < hi <= 100
ARRAYREEL_API void check(const percentiles& p);

/// The percentile range of numbers by their `finite_keys`, whose order changes, unwidened; lo > hi
/// where there are none.
[[nodiscard]] ARRAYREEL_API value_range percentile_range_of_keys(std::vector<std::uint64_t>& keys,
                                                                 const percentiles& p,
                                                                 const element_functions& type);

/// The percentile range of the finite values (of those above zero only, for a logarithm),
/// unwidened; lo > hi where there are none.
/// \param threads as in `mapping_options`
[[nodiscard]] ARRAYREEL_API value_range unwidened_percentiles(const array_ref& array,
                                                              const percentiles& p,
                                                              std::size_t sample, complex_part part,
                                                              bool positive_only, unsigned threads);

} // namespace arrayreel::ARRAYREEL_ABI::detail

#include "../../range.hpp" // the definitions of these functions
