// Pictures and movies as what notebooks show: media types with their data, for any library of JSON.
#pragma once

#include "detail/base/config.hpp"

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "encoded.hpp"
#include "error.hpp"
#include "nbimage.hpp"
#include "page_options.hpp"
#include "raster.hpp"
#include "video_tag.hpp"

namespace arrayreel::ARRAYREEL_ABI {

/// What the output of one cell may hold unless told otherwise: 8 MiB of text. A message to the
/// front end that is larger than 10 MiB, with what else is in it, does not pass through a gateway
/// to a kernel elsewhere, which closes the connection instead (the limit is Tornado's). And a
/// notebook is written whole whenever it is saved.
inline constexpr std::size_t default_output_budget = std::size_t{8} << 20;

/// One form of an output, of which a front end shows the one that it likes best.
struct mime_part {
  std::string type{}; ///< the media type, such as "image/png"
  /// UTF-8: the text itself, or the base64 of a picture, without "data:" in front
  std::string data{};

  friend bool operator==(const mime_part&, const mime_part&) = default;
};

/// How much a cell's output may hold, and what becomes of more.
struct notebook_options {
  /// bytes of all parts together, which are text: a picture takes 4/3 of its own, and stands in
  /// `image/png` as well as in `text/html`
  std::size_t byte_budget = default_output_budget;
  /// what becomes of a picture or movie with which there would be more: an output that says so in
  /// its place, or a file beside the notebook, to which the output refers
  arrayreel::large_media large_media = arrayreel::large_media::refuse;
  /// the file, as a path relative to the notebook and to the kernel's working directory, which are
  /// the same place unless somebody changed it. Its extension is appended, behind a number where
  /// there are several sources. "arrayreel-<16 digits of its SHA-256>" unless given, so that the
  /// same movie is the same file however often its cell is run.
  std::string link_name{};
};

namespace detail {

[[nodiscard]] ARRAYREEL_API std::vector<mime_part> bundle_of_movie(std::span<const encoded> sources,
                                                                   const video_tag_options& display,
                                                                   const notebook_options& options);

} // namespace detail

/// The parts of a notebook's output that shows the picture, the best first: its own type, HTML and
/// text.
///
/// `image/png` is what a front end shows that does not trust the notebook, and for which it blanks
/// HTML; HTML has the size, the title and the corner to drag. GIF, WebP and JPEG go under their own
/// types, APNG, which moves wherever PNG is shown, as `image/png`.
///
/// What is larger than `options.byte_budget` loses a form first where a picture stands in two,
/// `text/html` of a PNG; then it becomes a file beside the notebook, or a warning in its place, in
/// `text/plain` and `text/html`.
///
/// ```cpp
/// for (const ar::mime_part& part : ar::mime_bundle(ar::nbimage(field)))
///   std::printf("%s: %zu bytes\n", part.type.c_str(), part.data.size());
/// ```
/// \throws error (parameter) for a medium that is neither a picture nor a movie, or a link_name
/// that leaves the notebook's folder; (io) with the path where a linked file cannot be written.
[[nodiscard]] ARRAYREEL_API std::vector<mime_part>
mime_bundle(const notebook_image& picture, const notebook_options& options = {});

/// The same of an encoded picture or movie; a movie has no poster here.
/// \throws error as above.
[[nodiscard]] ARRAYREEL_API std::vector<mime_part>
mime_bundle(const encoded& medium, const notebook_options& options = {});

/// The same of pixels, as `nbimage` shows them: also of what `hconcat` and its like return.
/// \throws error as above, and as `encode_png` does.
template <pixel_component P>
[[nodiscard]] std::vector<mime_part> mime_bundle(const raster<P>& picture,
                                                 const notebook_options& options = {}) {
  return mime_bundle(nbimage(picture), options);
}

/// The same of what `nbvideo` returns: `image/png` is the poster, where there is one.
/// \throws error as above.
template <detail::movie_with_display Movie>
[[nodiscard]] std::vector<mime_part> mime_bundle(const Movie& movie,
                                                 const notebook_options& options = {}) {
  return detail::bundle_of_movie(std::span<const encoded>(movie.sources), movie.display, options);
}

} // namespace arrayreel::ARRAYREEL_ABI

#if !defined(ARRAYREEL_COMPILED)
#include "mime_bundle.ipp"
#endif
