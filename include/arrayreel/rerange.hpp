// rerange: values to pixels. normalize: the same mapping into 0…1.
#pragma once

#include "detail/base/config.hpp"

#include <cstdint>
#include <type_traits>

#include "detail/values/map_picture.hpp"
#include "mapping.hpp"
#include "owned_array.hpp"
#include "raster.hpp"

namespace arrayreel::ARRAYREEL_ABI {

namespace detail {

/// The type of `normalize`'s result: double for views whose type is known only at run time.
template <class View> struct normalized {
  using compute = compute_t<typename View::value_type>;
  using type = std::conditional_t<is_half<compute>, float, compute>;
};
template <typed_at_run_time View> struct normalized<View> {
  using type = double;
};

} // namespace detail

/// Values to pixels of 8 (`rerange(v)`) or 16 bits (`rerange<std::uint16_t>(v)`).
///
/// A level is `floor((x - vmin) * (256 / (vmax - vmin)))`, clipped to 0…255 (65536 and 65535 for 16
/// bits), computed in the array's own floating type, integers in double: bit for bit what NumPy's
/// `clip((x - vmin) * (256 / (vmax - vmin)), 0, 255).astype(uint8)` gives. There are two
/// differences, where NumPy rounds or overflows: 64-bit integers in a range that reaches 2⁵³ are
/// subtracted as integers, and a range wider than the floating type's largest number is divided in
/// double.
///
///  - A scalar field (height, width) becomes gray; through a colormap, 8 bits, a palette; in 16
///    bits RGB, interpolated linearly between the table's colours.
///  - NaN becomes the colour `bad`, transparent unless given; ±∞ and what is beyond the range
///    take the last levels, or `under` and `over`. In a palette these take entries that the
///    picture leaves free; where none is free the result is RGB or RGBA, and gray + alpha for
///    gray: the levels are never thinned out to make room.
///  - Two, three or four channels (gray + alpha, RGB, RGBA), planar or interleaved, take one
///    range for all colours. Alpha is 0…1 in floating types. In integers, opaque is 255 where no
///    alpha of the picture is above 255, 65535 where one is but none is above 65535, and the
///    type's largest otherwise, or where that is less; always 65535 in `uint16`. So the pixels of
///    a `uint8` picture, widened to any integers, stay as opaque as they were.
///  - An integer field through a qualitative colormap, without a range, is labels.
///
/// ```cpp
/// auto gray = arrayreel::rerange(field, {.vmin = -1, .vmax = 1});
/// ```
/// \param array (height, width), (height, width, 2…4) or (3…4, height, width), where `axes` says
/// what becomes of axes of extent 1; or as `options.axes` says.
/// \throws error (parameter) for a shape with no reading, options that contradict each other or
/// are outside their ranges.
template <pixel_component P = std::uint8_t, viewable A>
[[nodiscard]] raster<P> rerange(const A& array, const mapping_options& options = {}) {
  return raster<P>(detail::map_picture(detail::as_ref(view(array)), options, sizeof(P)));
}

ARRAYREEL_REFUSES_ARRAY(!viewable<A>, class P = std::uint8_t)
void rerange(const A& array, ...) ARRAYREEL_REFUSED;
ARRAYREEL_REFUSES("pixels are std::uint8_t or std::uint16_t; for floating-point numbers in 0...1 "
                  "write normalize(array)", class P)
void rerange(detail::any_array, ...)
  requires(!pixel_component<P>)
ARRAYREEL_REFUSED;
ARRAYREEL_REFUSES(ARRAYREEL_SAY_OPTIONS("rerange()", "mapping_options"),
                  pixel_component P = std::uint8_t)
void rerange(detail::any_array, ...) ARRAYREEL_REFUSED;

/// The same mapping to floating point: `(x - vmin) / (vmax - vmin)` or the norm's place, clipped to
/// 0…1, in an array of the same shape (rank 1 to 4) in C order. NaN stays NaN. The elements are
/// numbers, not colours: an alpha channel is mapped and counts for the range like all others.
///
/// The result is `double` for integers, doubles and arrays whose type is known at run time only,
/// `float` for floats and half precision, `long double` for such. Without a range `uint8` is
/// divided by 255.
/// \throws error (parameter) for options outside their ranges, or colours among them.
template <viewable A>
[[nodiscard]] auto normalize(const A& array, const mapping_options& options = {}) {
  const auto& held = view(array);
  using viewed = std::remove_cvref_t<decltype(held)>;
  const detail::array_ref ref = detail::as_ref(held);
  owned_array<typename detail::normalized<viewed>::type> result(ref.extents(), ref.layout(),
                                                                ref.order());
  detail::normalize_into(ref, options, result.data(), detail::typed_at_run_time<viewed>);
  return result;
}
ARRAYREEL_REFUSES_ARRAY(!viewable<A>) void normalize(const A& array, ...) ARRAYREEL_REFUSED;
ARRAYREEL_REFUSES(ARRAYREEL_SAY_OPTIONS("normalize()", "mapping_options"))
void normalize(detail::any_array, ...) ARRAYREEL_REFUSED;

} // namespace arrayreel::ARRAYREEL_ABI
