// The range that the options of a mapping give, for one array or for many frames.
#pragma once

#include <cstddef>
#include <optional>

#include "../../norm.hpp"
#include "derived_range.hpp"

namespace arrayreel::ARRAYREEL_ABI {
struct mapping_options;
}

namespace arrayreel::ARRAYREEL_ABI::detail {

/// \throws error (parameter) for a gamma beside another norm.
[[nodiscard]] ARRAYREEL_API norm norm_of(const mapping_options& o);

/// Whether the options leave integers that are pixels already as they are.
[[nodiscard]] ARRAYREEL_API bool leaves_pixels(const mapping_options& o) noexcept;
/// Whether integers of a type are components of so many bytes already and the options leave them
/// so.
[[nodiscard]] ARRAYREEL_API bool passes_untouched(const mapping_options& o, dtype type,
                                                  std::size_t component_bytes) noexcept;
/// Whether integers of a type are labels, entries of a qualitative colormap.
[[nodiscard]] ARRAYREEL_API bool are_labels(const mapping_options& o,
                                            const element_functions& type) noexcept;
/// Whether they leave an end of the range to the values.
[[nodiscard]] ARRAYREEL_API bool leaves_range_open(const mapping_options& o) noexcept;
/// Whether what the options leave open of the range can be derived from an array: it has a finite
/// value, and for a logarithm one above zero. An array that is not computed yet is all NaN.
[[nodiscard]] ARRAYREEL_API bool gives_range(const array_ref& array, const mapping_options& o);

/// What of the mapping can be checked before there is an array.
/// \throws error (parameter) for options that contradict each other or are outside their ranges.
ARRAYREEL_API void check_mapping(const mapping_options& o);

/// What the ends of a range that the options leave open are derived from.
class ARRAYREEL_API range_source {
public:
  virtual ~range_source() = default;
  [[nodiscard]] virtual value_summary summary(complex_part part) const = 0;
  [[nodiscard]] virtual value_range between(const percentiles& p, complex_part part,
                                            bool positive_only) const = 0;
};

/// The range that the options give for values of a type.
/// \param values their summary and percentiles, asked for only where they are needed.
[[nodiscard]] ARRAYREEL_API value_range range_from(const range_source& values,
                                                   const element_functions& type,
                                                   const mapping_options& o);
/// The range that the options give for an array.
[[nodiscard]] ARRAYREEL_API value_range range_for(const array_ref& array, const mapping_options& o);

/// The same mapping, or any options with the same fields, with its range decided.
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
