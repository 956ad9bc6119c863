// How a picture in a notebook is shown and saved.
#pragma once

#include <utility>

#include "base64.hpp"
#include "detail/base/message.hpp"
#include "detail/io/file_name.hpp"
#include "nbimage.hpp"

namespace arrayreel::inline ARRAYREEL_ABI {

ARRAYREEL_INLINE std::string notebook_image::data_uri() const { return arrayreel::data_uri(png); }

ARRAYREEL_INLINE std::string notebook_image::html() const { return img_tag(png, display); }

ARRAYREEL_INLINE void notebook_image::save(const std::string& path) const {
  write_file(detail::with_extension(path, ".png"), png);
}

ARRAYREEL_INLINE notebook_image detail::shown_image(encoded png, const nbimage_options& options) {
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
  if (!options.saveas.empty()) result.save(options.saveas);
  return result;
}

} // namespace arrayreel::inline ARRAYREEL_ABI
