// Encoded movies as HTML: one <video>, every slot escaped, no codec.
#pragma once

#include "detail/base/config.hpp"

#include <cstddef>
#include <optional>
#include <span>
#include <string>

#include "encoded.hpp"
#include "error.hpp"
#include "html.hpp"

namespace arrayreel::ARRAYREEL_ABI {

/// How much of a movie a browser loads before it is played.
enum class preload : unsigned char {
  automatic, ///< preload="auto": what the browser thinks best, up to all of it
  none,      ///< preload="none"
  metadata   ///< preload="metadata": size, duration and mostly the first frame
};

#define ARRAYREEL_FIELD(type, name, value) type name = value;

/// How a movie appears in a page. Text is UTF-8 and is escaped.
struct video_tag_options {
  /// what the movie shows, for readers who cannot see it
  std::string alt{};
#include "detail/options/display_fields.inc"
#include "detail/options/player_fields.inc"
  /// a picture for the time before the movie plays, such as its first frame as PNG
  std::optional<encoded> poster{};
#include "detail/options/display_box_fields.inc"
};

#undef ARRAYREEL_FIELD

/// A movie elsewhere, by its address.
struct linked_video {
  std::string url{};
  std::string mime{};     ///< the media type, such as "video/mp4"
  std::size_t width = 0;  ///< pixels
  std::size_t height = 0; ///< pixels
};

/// A `<video>` with the movie inside it as a data URI, or an `<img>` of an animated picture (GIF,
/// APNG, WebP), which takes from the options what an `<img>` has.
///
/// ```cpp
/// std::string tag = arrayreel::video_tag(movie, {.alt = "u over time", .width = 512});
/// ```
/// \throws error (parameter) for a medium that is neither, a poster that is no picture, or a
/// width or height of 0; (limit) for one beyond the byte budget.
[[nodiscard]] ARRAYREEL_API std::string video_tag(const encoded& movie,
                                                  const video_tag_options& options = {});

/// A `<video>` of the same movie in several formats as data URIs: a browser takes the first that
/// it plays, so the best comes first.
/// \throws error (parameter) as above, and for no sources, an animated picture among several, or
/// sizes that differ.
[[nodiscard]] ARRAYREEL_API std::string video_tag(std::span<const encoded> sources,
                                                  const video_tag_options& options = {});

/// A `<video>` or `<img>` of a movie elsewhere, with a link where the browser does not play it.
/// \throws error (parameter) as for `encoded`.
[[nodiscard]] ARRAYREEL_API std::string video_tag(const linked_video& movie,
                                                  const video_tag_options& options = {});

/// A `<video>` of the same movie in several formats elsewhere.
/// \throws error (parameter) as for `encoded`.
[[nodiscard]] ARRAYREEL_API std::string video_tag(std::span<const linked_video> sources,
                                                  const video_tag_options& options = {});

ARRAYREEL_REFUSES(ARRAYREEL_SAY_OPTIONS("video_tag()", "video_tag_options"))
void video_tag(const encoded& movie, ...) ARRAYREEL_REFUSED;
ARRAYREEL_REFUSES("video_tag() takes what encode_video() returns, or several of that: of an array "
                  "write video_tag(encode_video(frames)), of what nbvideo() returns x.html()")
void video_tag(detail::anything, ...) ARRAYREEL_REFUSED;

} // namespace arrayreel::ARRAYREEL_ABI

#if !defined(ARRAYREEL_COMPILED)
#include "video_tag.ipp"
#endif
