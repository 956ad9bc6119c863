// Pictures and movies as cells of C++ notebooks show them (nlohmann_json).
#pragma once

#include "detail/base/config.hpp"

#include <concepts>
#include <vector>

#include <nlohmann/json.hpp>

#include "encoded.hpp"
#include "mime_bundle.hpp"
#include "nbimage.hpp"
#include "page_options.hpp"
#include "raster.hpp"

namespace arrayreel::ARRAYREEL_ABI {

struct notebook_images;

/// The bundle as JSON, `{"image/png": …, "text/html": …, "text/plain": …}`.
///
/// Kernels that follow xeus-cling's convention, as xeus-cpp does, find these functions by the type
/// of what a cell ends in, or hands to `display`:
///
/// ```cpp
/// nlohmann::json shown = mime_bundle_repr(ar::nbimage(field, {.vsym = true}));
/// nlohmann::json large = mime_bundle_repr(
///     ar::mime_bundle(ar::nbimage(field), {.large_media = ar::large_media::link}));
/// ```
[[nodiscard]] ARRAYREEL_API nlohmann::json mime_bundle_repr(const std::vector<mime_part>& bundle);

/// \throws error as `mime_bundle` does.
[[nodiscard]] ARRAYREEL_API nlohmann::json mime_bundle_repr(const notebook_image& picture);

/// What `nbimages` returns (nbimages.hpp).
/// \throws error as `mime_bundle` does.
template <std::same_as<notebook_images> Pictures>
[[nodiscard]] nlohmann::json mime_bundle_repr(const Pictures& pictures) {
  return mime_bundle_repr(mime_bundle(pictures));
}

/// \throws error as `mime_bundle` does.
[[nodiscard]] ARRAYREEL_API nlohmann::json mime_bundle_repr(const encoded& medium);

/// \throws error as `mime_bundle` does.
template <pixel_component P>
[[nodiscard]] nlohmann::json mime_bundle_repr(const raster<P>& picture) {
  return mime_bundle_repr(mime_bundle(picture));
}

/// What `nbvideo` returns.
/// \throws error as `mime_bundle` does.
template <detail::movie_with_display Movie>
[[nodiscard]] nlohmann::json mime_bundle_repr(const Movie& movie) {
  return mime_bundle_repr(mime_bundle(movie));
}

} // namespace arrayreel::ARRAYREEL_ABI

#if !defined(ARRAYREEL_COMPILED)
#include "notebook.ipp"
#endif
