// Definitions of map_picture.hpp.
#pragma once

#include "map_picture.hpp"

#include <algorithm>
#include <limits>
#include <vector>

#include "../array/runs.hpp"
#include "../base/message.hpp"
#include "color_channels.hpp"
#include "mapping_request.hpp"
#include "scalar_field.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

ARRAYREEL_INLINE picture map_picture(const array_ref& array, const mapping_options& o,
                                     std::size_t component_bytes,
                                     const mapping_request& request) {
  const picture_view p = as_picture(array, o.axes);
  if (array.functions().is_complex && o.complex_as == complex_part::phase_hue)
    return paint_phase_hue(p, o, component_bytes, request);
  if (p.channels == 1) return scalar_field(p, o, component_bytes, request).finish();
  return color_channels(p, o, component_bytes, request).finish();
}

ARRAYREEL_INLINE picture map_picture(const array_ref& array, const mapping_options& o,
                                     std::size_t component_bytes) {
  return map_picture(array, o, component_bytes, mapping_request{});
}

/// Makes the values NaN of pixels that have none; such arrays are of integers, which become doubles.
[[gnu::cold, gnu::noinline]] inline void remove_holes(const array_ref& array, void* out) {
  const hole_map& holes = *array.holes();
  auto* const values = static_cast<double*>(out);
  const std::size_t pixels = array.extent(0) * array.extent(1);
  const std::size_t of_each = pixels == 0 ? 0 : array.size() / pixels;
  for (std::size_t i = 0; i < pixels; ++i)
    if (holes.at[i] != 0)
      std::fill_n(values + i * of_each, of_each, std::numeric_limits<double>::quiet_NaN());
}

ARRAYREEL_INLINE void normalize_into(const array_ref& array, const mapping_options& o, void* out,
                                     bool as_double) {
  if (o.colormap || o.bad || o.under || o.over || o.complex_as == complex_part::phase_hue)
    refuse(error_kind::parameter,
           {"colours for normalize; expected the mapping of values only"});
  const element_functions& type = array.functions();
  const value_range range =
      passes_untouched(o, type.type, 1) ? value_range{0, 255} : range_for(array, o);
  const unit_mapping m(type, range, norm_of(o), o.complex_as);
  const std::size_t bytes = type.compute == compute_kind::extended ? sizeof(long double)
                            : type.compute == compute_kind::real   ? sizeof(double)
                                                                   : sizeof(float);
  auto* to = static_cast<std::byte*>(out);
  std::vector<std::byte> memory;
  for_each_row(array, [&](const void* values, std::size_t count, std::ptrdiff_t stride) {
    if (!as_double || type.compute == compute_kind::real) {
      type.normalize(m, values, stride, count, to);
      to += count * bytes;
      return;
    }
    memory.resize(count * bytes);
    type.normalize(m, values, stride, count, memory.data());
    auto* const doubles = reinterpret_cast<double*>(to);
    const bool is_single = type.compute != compute_kind::extended;
    for (std::size_t i = 0; i < count; ++i)
      doubles[i] =
          is_single
              ? static_cast<double>(reinterpret_cast<const float*>(memory.data())[i])
              : static_cast<double>(reinterpret_cast<const long double*>(memory.data())[i]);
    to += count * sizeof(double);
  });
  if (array.holes() != nullptr) remove_holes(array, out);
}

} // namespace arrayreel::ARRAYREEL_ABI::detail
