// Determines the range from the options of a mapping, for one array or for many frames.
#pragma once

#include <cstddef>
#include <optional>

#include "../../norm.hpp"
#include "derived_range.hpp"

namespace arrayreel::ARRAYREEL_ABI {
struct mapping_options;
}

namespace arrayreel::ARRAYREEL_ABI::detail {

/// \throws error (parameter) for a gamma together with another norm.
[[nodiscard]] ARRAYREEL_API norm norm_of(const mapping_options& o);

/// Whether the options leave integers unchanged that are pixels already.
[[nodiscard]] ARRAYREEL_API bool leaves_pixels(const mapping_options& o) noexcept;
/// Whether integers of a type are components of so many bytes already and the options leave them
/// unchanged.
[[nodiscard]] ARRAYREEL_API bool passes_untouched(const mapping_options& o, dtype type,
                                                  std::size_t component_bytes) noexcept;
/// Whether integers of a type are labels, entries of a qualitative colormap.
[[nodiscard]] ARRAYREEL_API bool are_labels(const mapping_options& o,
                                            const element_functions& type) noexcept;
/// Whether the values must determine an end of the range.
[[nodiscard]] ARRAYREEL_API bool leaves_range_open(const mapping_options& o) noexcept;
/// Whether an array can determine the open ends of the range: it has a finite value, for a
/// logarithm one above zero. An array that is not computed yet may be all NaN.
[[nodiscard]] ARRAYREEL_API bool gives_range(const array_ref& array, const mapping_options& o);

/// Checks what can be checked of the mapping before there is an array.
/// \throws error (parameter) for options that contradict each other or are outside their ranges.
ARRAYREEL_API void check_mapping(const mapping_options& o);

/// Gives the summary and percentiles that determine the open ends of a range.
class ARRAYREEL_API range_source {
public:
  virtual ~range_source() = default;
  [[nodiscard]] virtual value_summary summary(complex_part part) const = 0;
  [[nodiscard]] virtual value_range between(const percentiles& p, complex_part part,
                                            bool positive_only) const = 0;
};

/// The range for values of a type.
/// \param values their summary and percentiles, called only if needed.
[[nodiscard]] ARRAYREEL_API value_range range_from(const range_source& values,
                                                   const element_functions& type,
                                                   const mapping_options& o);
/// The range for an array.
[[nodiscard]] ARRAYREEL_API value_range range_for(const array_ref& array, const mapping_options& o);

/// The same mapping, or other options with the same fields, with a fixed range.
template <class Options> [[nodiscard]] Options with_range(Options o, const value_range& range) {
  o.vmin.reset();
  o.vmax.reset();
  o.vsym = false;
  o.percentile.reset();
  o.range = range;
  return o;
}

} // namespace arrayreel::ARRAYREEL_ABI::detail

#include "../../mapping.hpp" // its options, and the definitions of these functions
