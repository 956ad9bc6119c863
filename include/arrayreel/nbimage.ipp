// How a picture in a notebook is shown and saved.
#pragma once

#include <utility>

#include "base64.hpp"
#include "detail/base/message.hpp"
#include "detail/io/file_name.hpp"
#include "detail/values/range_of_options.hpp"
#include "nbimage.hpp"

namespace arrayreel::ARRAYREEL_ABI {

ARRAYREEL_INLINE std::string notebook_image::data_uri() const { return arrayreel::data_uri(png); }

ARRAYREEL_INLINE std::string notebook_image::html() const { return img_tag(png, display); }

ARRAYREEL_INLINE void notebook_image::save(const std::string& path,
                                           const file_options& options) const {
  write_file(detail::with_extension(path, ".png"), png, options);
}

namespace detail {

ARRAYREEL_INLINE notebook_image shown_image(encoded png, const nbimage_options& options) {
  notebook_image result;
  result.png = std::move(png);
  img_options& display = result.display;
#define ARRAYREEL_FIELD(type, name, value) display.name = options.name;
#include "detail/options/display_box_fields.inc"
#include "detail/options/display_fields.inc"
#undef ARRAYREEL_FIELD
  display.loading = options.loading;
  display.alt = options.alt
                    ? *options.alt
                    : joined_text({result.png.width, " x ", result.png.height, " pixels"});
  if (!options.saveas.empty()) result.save(options.saveas, {.durable = options.durable});
  return result;
}

ARRAYREEL_INLINE notebook_image image_of(const array_ref& array, const nbimage_options& o) {
  return shown_image(encode_array(array, image_part_of(o)), o);
}

/// Whether the options leave a raster as it is.
/// \throws error (parameter) for a palette whose indices they can do nothing with.
[[nodiscard]] inline bool shows_as_it_is(const picture& raster, const nbimage_options& o) {
  const bool same_values = leaves_pixels(mapping_of(o)) && !o.colormap;
  if (same_values && !o.bad && !o.under && !o.over && !o.describe && !o.colorbar &&
      o.colorbar_label.empty() && o.axes == axes::automatic &&
      o.bit_depth.value_or(raster.bit_depth()) == raster.bit_depth())
    return true;
  if (!raster.palette().empty() && same_values)
    refuse(error_kind::parameter, {"a raster with a palette of ", raster.palette().size(),
                                   " colours beside another depth or options for values; "
                                   "expected a range or colormap for its indices"});
  return false;
}

ARRAYREEL_INLINE notebook_image image_of(const picture& raster, const array_ref& components,
                                         const nbimage_options& o) {
  if (shows_as_it_is(raster, o)) return shown_image(encode_picture(raster, png_part_of(o)), o);
  return image_of(components, o);
}

} // namespace detail

} // namespace arrayreel::ARRAYREEL_ABI
