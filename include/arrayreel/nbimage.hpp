// nbimage: an array as a picture that a notebook, a page or a file can take.
#pragma once

#include "detail/base/config.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "detail/array/array_ref.hpp"
#include "detail/raster/picture.hpp"
#include "html.hpp"
#include "png.hpp"

namespace arrayreel::ARRAYREEL_ABI {

/// The fields of `image_options`, then those of `img_options`, then the file.
struct nbimage_options {
#include "detail/options/mapping_fields.inc"
#include "detail/options/colorbar_fields.inc"
  /// 8 or 16 bits per component; 8 unless given
  std::optional<unsigned> bit_depth{};
#include "detail/options/png_fields.inc"
  /// as in `image_options`
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
  void save(const std::string& path, const file_options& options = {}) const;
};

namespace detail {

/// The options of `image_options` among those of any that offer them.
template <class Options> [[nodiscard]] image_options image_part_of(const Options& o) {
  return {
#define ARRAYREEL_FIELD(type, name, ...) .name = o.name,
#include "detail/options/mapping_fields.inc"
#define ARRAYREEL_FIELD(type, name, ...) .name = o.name,
#include "detail/options/colorbar_fields.inc"
      .bit_depth = o.bit_depth,
#define ARRAYREEL_FIELD(type, name, ...) .name = o.name,
#include "detail/options/png_fields.inc"
      .describe = o.describe,
      .threads = o.threads};
}

/// The PNG with how it is shown; saved where the options say so.
[[nodiscard]] ARRAYREEL_API notebook_image shown_image(encoded png, const nbimage_options& options);
[[nodiscard]] ARRAYREEL_API notebook_image image_of(const array_ref& array,
                                                    const nbimage_options& options);
/// The raster itself, or its components mapped like an array's values if the options ask for a
/// mapping.
[[nodiscard]] ARRAYREEL_API notebook_image image_of(const picture& raster,
                                                    const array_ref& components,
                                                    const nbimage_options& options);

} // namespace detail

/// The array as a picture: one element is one pixel, no axes, no resampling. The shape tells what
/// the axes are, and whether colour is planar or interleaved: see `axes`.
///
/// ```cpp
/// arrayreel::nbimage(field, {.vsym = true}).save("u.png");
/// ```
/// \param array as for `rerange`; a raster stays unchanged, palette included, unless the options
/// ask for another depth or a mapping, which then maps the indices of a palette.
/// \throws error as `rerange`, `encode_png` and `write_png` do.
template <viewable A>
[[nodiscard]] notebook_image nbimage(const A& array, const nbimage_options& options = {}) {
  const auto& held = view(array);
  const detail::array_ref values = detail::as_ref(held);
  if constexpr (detail::is_raster<A>)
    return detail::image_of(picture_of(array), values, options);
  else
    return detail::image_of(values, options);
}

ARRAYREEL_REFUSES_ARRAY(!viewable<A>) void nbimage(const A& array, ...) ARRAYREEL_REFUSED;
ARRAYREEL_REFUSES(ARRAYREEL_SAY_TEXT, std::size_t N)
void nbimage(const char (&text)[N]) ARRAYREEL_REFUSED;
ARRAYREEL_REFUSES("the array comes first: write nbimage(array, options)", viewable A)
void nbimage(const nbimage_options& options, const A& array) ARRAYREEL_REFUSED;
ARRAYREEL_REFUSES(ARRAYREEL_SAY_OPTIONS("nbimage()", "nbimage_options"))
void nbimage(detail::any_array, ...) ARRAYREEL_REFUSED;

} // namespace arrayreel::ARRAYREEL_ABI

#if !defined(ARRAYREEL_COMPILED)
#include "nbimage.ipp"
#endif
