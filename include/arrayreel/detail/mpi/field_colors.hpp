// Blocks of colours as pixels of the whole picture's form.
#pragma once

#include <cstddef>
#include <optional>
#include <utility>
#include <vector>

#include "../values/color_channels.hpp"
#include "field.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

/// The classes of a row of a scalar field: elements without a value are bad.
inline void classes_of(const scalar_rows& rows, const picture_view& p, std::size_t y,
                       std::vector<value_class>& to) {
  to.resize(p.width);
  rows.classify(p.row(y), p.column_stride, p.width, to.data());
  if (p.array.holes() == nullptr) return;
  const unsigned char* const holes = p.array.holes()->row(y);
  for (std::size_t x = 0; x < p.width; ++x)
    if (holes[x] != 0) to[x] = value_class::bad;
}

/// The mapping of some rows of colours, or of complex numbers as colours.
[[nodiscard]] inline picture colors_of(const picture_view& p, const mapping_options& o,
                                       std::size_t component_bytes,
                                       const std::optional<value_range>& range, double opaque) {
  mapping_request request;
  if (range) request.range = &*range;
  request.opaque = opaque;
  mapping_options mapping = o;
  mapping.threads = 1;
  if (p.channels == 1) return paint_phase_hue(p, mapping, component_bytes, request);
  return color_channels(p, mapping, component_bytes, request).finish();
}

/// The picture with as many channels as the plan has: more than its own only where another part of
/// the whole has bad pixels.
[[nodiscard]] inline picture with_plan(picture&& image, const field_plan& plan,
                                       const mapping_options& o) {
  if (image.channels() == plan.form.channels) return std::move(image);
  return with_channels_for(o.bad.value_or(transparent), std::move(image));
}

} // namespace arrayreel::ARRAYREEL_ABI::detail
