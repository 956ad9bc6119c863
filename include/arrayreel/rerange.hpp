// rerange: values to pixels. normalize: the same mapping into 0…1.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <type_traits>

#include "detail/values/color_channels.hpp"
#include "detail/values/levels.hpp"
#include "detail/array/picture_view.hpp"
#include "detail/values/scalar_field.hpp"
#include "mapping.hpp"
#include "owned_array.hpp"
#include "raster.hpp"

namespace arrayreel::inline ARRAYREEL_ABI {

namespace detail {

template <class P, class T>
[[nodiscard]] raster<P> rerange_view(const array_view<T>& v, const mapping_options& o) {
  const picture_view<T> p = as_picture(v, o.axes);
  if constexpr (is_complex<T>)
    if (o.complex_as == complex_part::phase_hue) return paint_phase_hue<P>(p, o);
  if (p.channels == 1) return scalar_field<P, T>(p, o).finish();
  return color_channels<P, T>(p, o).finish();
}

/// What `normalize` makes of elements of T.
template <class T>
using normalized_t = std::conditional_t<is_half<compute_t<T>>, float, compute_t<T>>;

template <class T>
[[nodiscard]] owned_array<normalized_t<T>> normalize_view(const array_view<T>& v,
                                                          const mapping_options& o) {
  using result_type = normalized_t<T>;
  if (o.colormap || o.bad || o.under || o.over || o.complex_as == complex_part::phase_hue)
    throw error(error_kind::parameter,
                "colours for normalize; expected the mapping of values only");
  const bool pixels = passes_untouched<std::uint8_t, T>(o);
  const value_range range = pixels ? value_range{0, 255} : range_for(v, o);
  const norm n = norm_of(o);
  const norm_function place(n, range.lo, range.hi);
  const double difference = range.hi - range.lo;
  // In the array's own type where that can hold the range with all its digits.
  const bool direct =
      n.type() == norm::kind::linear && fits<result_type>(range.lo) &&
      fits<result_type>(difference) &&
      static_cast<result_type>(difference) >= std::numeric_limits<result_type>::min();
  const auto lo = static_cast<result_type>(direct ? range.lo : 0);
  const auto width = static_cast<result_type>(direct ? difference : 1);
  owned_array<result_type> result(v.extents(), v.layout(), v.order());
  result_type* out = result.data();
  for_each_in_order(v, [&](const T& element) {
    const auto x = static_cast<result_type>(value_of(element, o.complex_as));
    const result_type t =
        direct ? (x - lo) / width : static_cast<result_type>(place(static_cast<double>(x)));
    *out++ = t < 0 ? result_type{0} : t > 1 ? result_type{1} : t;
  });
  return result;
}

/// The same elements as numbers of another type.
template <class To, class T> [[nodiscard]] owned_array<To> copied_as(const owned_array<T>& from) {
  owned_array<To> result(from.extents(), from.layout(), from.order());
  std::transform(from.data(), from.data() + from.size(), result.data(),
                 [](T x) { return static_cast<To>(x); });
  return result;
}

} // namespace detail

/// Values to pixels of 8 (`rerange(v)`) or 16 bits (`rerange<std::uint16_t>(v)`).
///
/// A level is `floor((x - vmin) * (256 / (vmax - vmin)))`, clipped to 0…255 (65536 and 65535 for
/// 16 bits), computed in the array's own floating type, integers in double: what NumPy's
/// `clip((x - vmin) * (256 / (vmax - vmin)), 0, 255).astype(uint8)` gives, bit for bit.
///
///  - A scalar field (height, width) becomes gray; through a colormap, 8 bits, a palette; in 16
///    bits RGB, interpolated linearly between the table's colours.
///  - NaN becomes the colour `bad`, transparent unless given; ±∞ and what is beyond the range
///    take the last levels, or `under` and `over`. In a palette these take entries that the
///    picture leaves free; where none is free the result is RGB or RGBA, and gray + alpha for
///    gray: the levels are never thinned out to make room.
///  - Two, three or four channels (gray + alpha, RGB, RGBA), planar or interleaved, take one
///    range for all colours; alpha is 0…1, or 0…the largest integer.
///  - An integer field through a qualitative colormap, without a range, is labels.
///
/// ```cpp
/// auto gray = arrayreel::rerange(field, {.vmin = -1, .vmax = 1});
/// ```
/// \param array (height, width), (height, width, 2…4) or (3…4, height, width), axes of extent 1
/// aside; or as `options.axes` says.
/// \throws error (parameter) for a shape with no reading, options that contradict each other or
/// are outside their ranges.
template <pixel_component P = std::uint8_t, viewable A>
[[nodiscard]] raster<P> rerange(const A& array, const mapping_options& options = {}) {
  return detail::with_view(array,
                           [&](const auto& v) { return detail::rerange_view<P>(v, options); });
}

/// The same mapping into floating point: `(x - vmin) / (vmax - vmin)` or the norm's place,
/// clipped to 0…1, in an array of the same shape (rank 1 to 4) in C order. NaN stays NaN. It
/// takes numbers, not colours: an alpha channel is mapped, and counts for the range, like others.
///
/// The result is `double` for integers, doubles and arrays whose type is known at run time only,
/// `float` for floats and half precision, `long double` for such. Without a range `uint8` is
/// divided by 255.
/// \throws error (parameter) for options outside their ranges, or colours among them.
template <viewable A>
[[nodiscard]] auto normalize(const A& array, const mapping_options& options = {}) {
  return detail::with_view(array, [&](const auto& v) {
    auto result = detail::normalize_view(v, options);
    if constexpr (std::is_same_v<std::remove_cvref_t<decltype(view(array))>, any_view>)
      return detail::copied_as<double>(result);
    else
      return result;
  });
}

} // namespace arrayreel::inline ARRAYREEL_ABI
