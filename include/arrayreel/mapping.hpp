// The options of the mapping from values to colours, and the range they give for an array.
#pragma once

#include "detail/base/config.hpp"

#include <optional>

#include "color.hpp"
#include "colormap.hpp"
#include "norm.hpp"
#include "range.hpp"

namespace arrayreel::ARRAYREEL_ABI {

/// How values become colours. Every field may be left out; they are given in this order.
///
/// Without any of vmin, vmax, vsym, range, percentile, norm and gamma, `uint8` stays unchanged (and
/// `uint16` in 16-bit pixels); everything else is mapped from its finite values, `bool` from 0…1, a
/// phase from −π…π.
struct mapping_options {
#include "detail/options/mapping_fields.inc"
  /// threads that map one array, at most 256. 0: as many as make it faster, one below a few MB; 1:
  /// the caller's alone. The result is the same.
  unsigned threads = 0;
};

namespace detail {

/// The mapping part of any options that offer it.
template <class Options> [[nodiscard]] mapping_options mapping_of(const Options& o) {
  unsigned threads = 0;
  if constexpr (requires { o.threads; }) threads = o.threads;
  return {
#define ARRAYREEL_FIELD(type, name, ...) .name = o.name,
#include "detail/options/mapping_fields.inc"
      .threads = threads};
}

/// \throws error as `resolve_range` says.
[[nodiscard]] ARRAYREEL_API value_range resolved_range(const array_ref& array,
                                                       const mapping_options& options);

} // namespace detail

/// The range of values that the options give for an array: what `rerange` would use. If the shape
/// reads as a picture, its alpha channel does not count. `uint8` that stays unchanged gives 0…255,
/// with which it stays unchanged too.
///
/// An open end comes from the data. If the data has nothing beyond the other end (or no finite
/// value), the range is one wide (|end| / 256 if that is more), or a factor of ten for a log norm.
/// Only the fields of `mapping_options` up to `gamma` matter.
/// \throws error (parameter) for a vmin or vmax that is not finite, vmin ≥ vmax, a range beside
/// vmin, vmax or percentile, vsym beside a log norm, percentiles outside 0…100, or a norm that
/// cannot take its parameters or the range.
template <viewable A>
[[nodiscard]] value_range resolve_range(const A& array, const mapping_options& options) {
  return detail::resolved_range(detail::as_ref(view(array)), options);
}
ARRAYREEL_REFUSES_ARRAY(!viewable<A>) void resolve_range(const A& array, ...) ARRAYREEL_REFUSED;
ARRAYREEL_REFUSES(ARRAYREEL_SAY_OPTIONS("resolve_range()", "mapping_options"))
void resolve_range(detail::any_array, ...) ARRAYREEL_REFUSED;

} // namespace arrayreel::ARRAYREEL_ABI

#if !defined(ARRAYREEL_COMPILED)
#include "mapping.ipp"
#endif
