// Reads finished pictures and movies back from their files, and what these say of their values.
#pragma once

#include "detail/base/config.hpp"

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "encoded.hpp"

namespace arrayreel::ARRAYREEL_ABI {

/// The file of a picture or movie with its media type, size and duration: PNG, APNG, GIF, WebP,
/// MP4, WebM or Matroska. The bytes decide, not the name.
///
/// ```cpp
/// arrayreel::page page;
/// page.picture(arrayreel::read_encoded("u.png"), "u at t = 3");
/// ```
/// Nothing is decoded. If a movie has several tracks, the first one of pictures counts. The media
/// type names a codec if browsers agree on its name, as in `written_source::mime`.
/// \throws error (io) where it cannot be read, (format) where it is none of these, damaged or cut
/// short, as far as its structure tells, and PNG's checksums.
[[nodiscard]] ARRAYREEL_API encoded read_encoded(const std::string& path);

/// What a picture or movie says of the values that it shows.
struct media_description {
  std::optional<double> vmin{}; ///< the value of the first colour
  std::optional<double> vmax{}; ///< the value of the last colour
  std::string norm{};           ///< "log", "power gamma=0.5"…; empty where linear or not said
  std::string colormap{};       ///< its name; empty where gray or not said
  /// when each frame of a movie or animation is shown, in order: seconds from the first one's, or
  /// from zero where the file says when the first is, or in steps of `video_options::time_step`
  std::vector<double> times{};
  /// all texts of the file by their names, as they are: those above among them. Names of WebM and
  /// Matroska are in lower case here.
  std::vector<std::pair<std::string, std::string>> texts{};
};

/// What `describe` wrote, of PNG (`image_options`), MP4, WebM and Matroska (`video_options`). Times
/// of frames are read from any MP4, WebM, Matroska, GIF, APNG and WebP; they are as exact as the
/// format: 1/90000 s in MP4, 1 ms in WebM, Matroska and WebP, 10 ms in GIF.
///
/// ```cpp
/// const arrayreel::media_description said = arrayreel::read_description("run.mp4");
/// if (said.vmin) std::printf("%g to %g, %s\n", *said.vmin, *said.vmax, said.colormap.c_str());
/// ```
/// A movie may be of any size: only its index is read.
/// \throws error as `read_encoded` does.
[[nodiscard]] ARRAYREEL_API media_description read_description(const std::string& path);
/// The same for a file in memory.
[[nodiscard]] ARRAYREEL_API media_description read_description(const encoded& medium);

} // namespace arrayreel::ARRAYREEL_ABI

#if !defined(ARRAYREEL_COMPILED)
#include "read_encoded.ipp"
#endif
