// nbimage: an array as a picture that a notebook, a page or a file can take.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "detail/base/message.hpp"
#include "html.hpp"
#include "png.hpp"

namespace arrayreel::inline ARRAYREEL_ABI {

/// The fields of `image_options`, then those of `img_options`, then the file.
struct nbimage_options {
  arrayreel::axes axes = arrayreel::axes::automatic;
  complex_part complex_as = complex_part::magnitude;
  std::optional<double> vmin{};
  std::optional<double> vmax{};
  bool vsym = false;
  std::optional<value_range> range{};
  std::optional<percentiles> percentile{};
  arrayreel::norm norm{};
  std::optional<double> gamma{};
  std::optional<arrayreel::colormap> colormap{};
  std::optional<color> bad{};
  std::optional<color> under{};
  std::optional<color> over{};
  std::optional<unsigned> bit_depth{};
  std::optional<png_compression> compression{};
  std::optional<int> level{};
  png_filter filter = png_filter::automatic;
  png_strategy strategy = png_strategy::automatic;
  std::size_t upscale = 1;
  std::optional<double> dpi{};
  std::vector<png_text_entry> text{};
  bool describe = false;
  unsigned threads = 0;
  /// "640 x 480 pixels" unless given
  std::optional<std::string> alt{};
#define ARRAYREEL_FIELD(type, name, value) type name = value;
#include "detail/options/display_fields.inc"
  arrayreel::loading loading = arrayreel::loading::automatic;
#define ARRAYREEL_DRAGGABLE true
#include "detail/options/display_box_fields.inc"
#undef ARRAYREEL_FIELD
  /// also writes the picture to this file; ".png" is appended where it does not end so
  std::string saveas{};
};

/// A picture as `nbimage` returns it.
struct ARRAYREEL_API notebook_image {
  encoded png{};         ///< the PNG file in memory
  img_options display{}; ///< how `html()` shows it

  /// The picture as `data:image/png;base64,…`.
  [[nodiscard]] std::string data_uri() const;
  /// The picture as an `<img>` in a box whose corner can be dragged, unless switched off.
  /// \throws error (limit) for more bytes than `display.byte_budget`.
  [[nodiscard]] std::string html() const;
  /// Writes the PNG file, whole or not at all; ".png" is appended where the path does not end so.
  /// \throws error (io) with the path.
  void save(const std::string& path) const;
};

namespace detail {

template <class Options> [[nodiscard]] image_options image_part_of(const Options& o) {
  return {.axes = o.axes,
          .complex_as = o.complex_as,
          .vmin = o.vmin,
          .vmax = o.vmax,
          .vsym = o.vsym,
          .range = o.range,
          .percentile = o.percentile,
          .norm = o.norm,
          .gamma = o.gamma,
          .colormap = o.colormap,
          .bad = o.bad,
          .under = o.under,
          .over = o.over,
          .bit_depth = o.bit_depth,
          .compression = o.compression,
          .level = o.level,
          .filter = o.filter,
          .strategy = o.strategy,
          .upscale = o.upscale,
          .dpi = o.dpi,
          .text = o.text,
          .describe = o.describe,
          .threads = o.threads};
}

/// The PNG with how it is shown; saved where the options say so.
[[nodiscard]] ARRAYREEL_API notebook_image shown_image(encoded png, const nbimage_options& options);

/// A raster as it is, or mapped like an array where the options ask for more than pixels.
template <class P>
[[nodiscard]] encoded encode_raster(const raster<P>& picture, const nbimage_options& o) {
  const bool as_it_is = leaves_pixels(mapping_of(o)) && !o.colormap && !o.bad && !o.under &&
                        !o.over && !o.describe && o.axes == axes::automatic &&
                        o.bit_depth.value_or(8 * sizeof(P)) == 8 * sizeof(P);
  if (as_it_is) return encode_png(picture, png_part_of(o));
  const bool depth_alone = leaves_pixels(mapping_of(o)) && !o.colormap;
  if (!picture.palette().empty() && depth_alone)
    refuse(error_kind::parameter, {"a raster with a palette of ", picture.palette().size(),
                                   " colours beside another depth or options for values; "
                                   "expected a range or colormap for its indices"});
  return encode_png(view(picture), image_part_of(o));
}

} // namespace detail

/// The array as a picture: one element is one pixel, no axes, no resampling. Axes of extent 1
/// are squeezed away; planar and interleaved colour are told apart by the shape.
///
/// ```cpp
/// arrayreel::nbimage(field, {.vsym = true}).save("u.png");
/// ```
/// \param array as for `rerange`; a raster passes as it is, palette included, unless the options
/// ask for another depth or a mapping, of the indices where there is a palette.
/// \throws error as `rerange`, `encode_png` and `write_png` do.
template <viewable A>
[[nodiscard]] notebook_image nbimage(const A& array, const nbimage_options& options = {}) {
  if constexpr (detail::is_raster<A>)
    return detail::shown_image(detail::encode_raster(array, options), options);
  else
    return detail::shown_image(encode_png(array, detail::image_part_of(options)), options);
}

} // namespace arrayreel::inline ARRAYREEL_ABI

#if !defined(ARRAYREEL_COMPILED)
#include "nbimage.ipp"
#endif
