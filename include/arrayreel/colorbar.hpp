// A strip of a colormap's colours with the values that they stand for.
#pragma once

#include "detail/base/config.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "color.hpp"
#include "colormap.hpp"
#include "layout.hpp"
#include "norm.hpp"
#include "range.hpp"
#include "raster.hpp"

namespace arrayreel::ARRAYREEL_ABI {

/// How a colorbar looks. The first fields are those of `mapping_options`: give both the same.
struct colorbar_options {
  arrayreel::norm norm{};
  std::optional<double> gamma{};                 ///< short for a power_norm
  std::optional<arrayreel::colormap> colormap{}; ///< gray unless given
  std::optional<color> under{};                  ///< shown in a square before lo, within the length
  std::optional<color> over{};                   ///< shown in a square behind hi, within the length
  /// vertical: values grow upwards, labels on the right; horizontal: to the right, labels below
  arrayreel::orientation orientation = arrayreel::orientation::vertical;
  std::size_t length = 256;   ///< pixels along the values, 1 or more
  std::size_t thickness = 16; ///< pixels of colour across, 1 or more
  std::size_t scale = 1;      ///< of the labels, as for `draw_label`
  color foreground{0, 0, 0};
  color background{255, 255, 255};
  /// the most values that are named; as many as have room, up to 11, unless given
  std::optional<std::size_t> tick_count{};
  /// the values to name, between lo and hi; labels that would overlap are left out
  std::optional<std::vector<double>> ticks{};
};

/// The colours of a range of values, with labels.
///
/// A vertical one is exactly `length` pixels high, a horizontal one exactly as wide, so that it
/// fits beside a picture of that size; labels at the ends move inside. (It is longer only if the
/// labels of lo and hi need more room; the strip is then in its middle.) Pixel i of the strip's n
/// pixels, counted from lo, has the colour of the place (i + ½) / n between lo and hi, by the norm:
/// entry floor(place · count) of the colormap. The mark of a value is at pixel floor(place · n),
/// that of hi at the last pixel.
///
/// Labels stand at multiples of 1, 2 or 5 times a power of ten; for a log norm at powers of ten
/// (and at 2 and 5 times these if the range has less than two decades); for symlog also at negative
/// ones and zero; for two-slope also at the centre; at lo and hi if none of these fits. The result
/// is gray if all its colours are gray, and has alpha if the background or the colormap has.
///
/// ```cpp
/// ar::mapping_options how{.norm = ar::symlog_norm{}, .colormap = ar::colormaps::RdBu};
/// auto range = ar::resolve_range(field, how);
/// auto picture = ar::rerange(field, how);
/// auto bar = ar::colorbar(range, {.norm = how.norm,
///                                 .colormap = how.colormap,
///                                 .length = picture.height()});
/// auto both = ar::hconcat(picture, bar, {.gap = 8});
/// ```
/// \param range what `resolve_range` gives for the picture.
/// \throws error (parameter) for a range that is not finite or not lo < hi, a norm that cannot take
/// it, a length, thickness or scale of 0, a length too short for squares, or a given tick outside
/// the range; (limit) for sides beyond 2³¹ − 1.
[[nodiscard]] ARRAYREEL_API raster<std::uint8_t> colorbar(const value_range& range,
                                                          const colorbar_options& o = {});

ARRAYREEL_REFUSES(ARRAYREEL_SAY_OPTIONS("colorbar()", "colorbar_options"))
void colorbar(const value_range& range, ...) ARRAYREEL_REFUSED;
ARRAYREEL_REFUSES("colorbar() takes a range of values: write colorbar(resolve_range(array, "
                  "mapping), options)")
void colorbar(detail::anything, ...) ARRAYREEL_REFUSED;

} // namespace arrayreel::ARRAYREEL_ABI

#if !defined(ARRAYREEL_COMPILED)
#include "colorbar.ipp"
#endif
