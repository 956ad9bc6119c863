// nbvideo: an array of frames as a movie that a notebook, a page or a file can take.
#pragma once

#include "detail/base/config.hpp"

#include <concepts>
#include <cstddef>
#include <optional>
#include <span> // and the concepts of ranges, whose own header is heavy
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "adapt.hpp"
#include "detail/video/encode_frames.hpp"
#include "encoded.hpp"
#include "video_options.hpp"
#include "video_tag.hpp"
#include "video_writer.hpp"

namespace arrayreel::ARRAYREEL_ABI {

/// Frames one after the other: a vector of rasters, or anything else that yields pictures.
template <class R>
concept frame_range =
    !viewable<std::remove_cvref_t<R>> && std::ranges::input_range<R> &&
    viewable<std::ranges::range_value_t<R>>;

/// The fields of `video_options`, then those of `video_tag_options`, then the file.
struct nbvideo_options {
#include "detail/options/mapping_fields.inc"
#include "detail/options/colorbar_fields.inc"
#include "detail/options/movie_fields.inc"
  /// "640 x 480 pixels, 2.4 s" unless given
  std::optional<std::string> alt{};
#define ARRAYREEL_FIELD(type, name, value) type name = value;
#include "detail/options/display_fields.inc"
#define ARRAYREEL_WITHOUT_LOOP
#include "detail/options/player_fields.inc"
  /// shows the first frame as a PNG until the movie plays
  bool poster = true;
#define ARRAYREEL_DRAGGABLE true
#include "detail/options/display_box_fields.inc"
#undef ARRAYREEL_FIELD
  /// also writes the movie to this file, whose extension chooses the codec where no sources are
  /// given, or to several where there are several sources
  std::string saveas{};
};

/// A movie as `nbvideo` returns it.
struct ARRAYREEL_API notebook_video {
  std::vector<encoded> sources{};    ///< the movie files in memory, in the order of the options
  encoded poster{};                  ///< the first frame as PNG
  video_tag_options display{};       ///< how `html()` shows it
  video_report report{};             ///< what was encoded
  std::vector<std::string> codecs{}; ///< the sources' codecs, which name files that are alike

  /// The first source as `data:video/mp4;base64,…`.
  [[nodiscard]] std::string data_uri() const;
  /// The movie as a `<video>` in a box whose corner can be dragged, unless switched off.
  /// \throws error (limit) for a source of more bytes than `display.byte_budget`.
  [[nodiscard]] std::string html() const;
  /// Writes the movie file, whole or not at all; the container's extension is appended where the
  /// path does not end so. Several sources go to several files: "u.mp4", "u.webm".
  /// \throws error (io) with the path.
  void save(const std::string& path, const file_options& options = {}) const;
};

/// A whole array, or frames one after the other.
template <class F>
concept movie_frames = viewable<std::remove_cvref_t<F>> || frame_range<F>;

namespace detail {

[[nodiscard]] ARRAYREEL_API notebook_video movie_of(const frame_source& frames,
                                                    const nbvideo_options& options);

/// What anything that can be a movie converts to.
struct any_frames {
  template <movie_frames F> any_frames(F&&); // NOLINT
};

/// Calls `function` with the frames of an array or a range, and keeps temporaries alive meanwhile.
template <class F, class Function>
decltype(auto) with_frames(F& frames, const Function& function) {
  if constexpr (viewable<std::remove_const_t<F>>)
    return function(frame_source(as_ref(view(std::as_const(frames))))); // as frame_source says
  else
    return function(frame_source(frames, std::ranges::forward_range<F&>));
}

} // namespace detail

/// The array as a movie in memory.
///
/// ```cpp
/// arrayreel::encoded movie = arrayreel::encode_video(frames, {.fps = 30});
/// ```
/// \param frames (time, height, width), (time, height, width, 2…4) or (time, 3…4, height, width),
/// or as `options.axes` says; or a range of pictures. If the range of values is not given, a range
/// of pictures is iterated over twice, if that is possible. Which alpha is opaque in integers (see
/// `rerange`) is decided by all frames if they can be iterated over twice, else by the first with
/// an alpha above zero.
/// \throws error as `video_writer` does, (parameter) also for more than one source.
template <movie_frames F>
[[nodiscard]] encoded encode_video(F&& frames, const video_options& options = {}) {
  return detail::with_frames(frames, [&](const detail::frame_source& source) {
    return detail::encode_frames(source, options);
  });
}

ARRAYREEL_REFUSES_ARRAY(!movie_frames<const A&>)
void encode_video(const A& frames, ...) ARRAYREEL_REFUSED;
ARRAYREEL_REFUSES(ARRAYREEL_SAY_OPTIONS("encode_video()", "video_options"))
void encode_video(detail::any_frames, ...) ARRAYREEL_REFUSED;

/// The array as one movie in memory for each source, encoded in one pass.
/// \throws error as `video_writer` does.
template <movie_frames F>
[[nodiscard]] std::vector<encoded> encode_videos(F&& frames, const video_options& options = {}) {
  return detail::with_frames(frames, [&](const detail::frame_source& source) {
    video_report report;
    return detail::encode_frames(source, options, report, nullptr);
  });
}

ARRAYREEL_REFUSES_ARRAY(!movie_frames<const A&>)
void encode_videos(const A& frames, ...) ARRAYREEL_REFUSED;
ARRAYREEL_REFUSES(ARRAYREEL_SAY_OPTIONS("encode_videos()", "video_options"))
void encode_videos(detail::any_frames, ...) ARRAYREEL_REFUSED;

/// The array as a movie file, or several where there are several sources.
///
/// A range of frames is iterated over twice if that is possible and the range of values is not
/// given. If that costs too much, or if the frames come from a simulation that would go on,
/// `range_policy::first_frame` iterates once.
/// \throws error as `video_writer` does; then the file does not exist, or is unchanged.
template <movie_frames F>
video_report write_video(const std::string& path, F&& frames, const video_options& options = {}) {
  return detail::with_frames(frames, [&](const detail::frame_source& source) {
    return detail::write_frames(path, source, options);
  });
}

ARRAYREEL_REFUSES("the path comes first: write write_video(path, frames)",
                  class F, detail::path_like P)
void write_video(const F& frames, const P& path, ...)
  requires(!detail::path_like<F>)
ARRAYREEL_REFUSED;
ARRAYREEL_REFUSES_ARRAY(!movie_frames<const A&>)
void write_video(const std::string& path, const A& frames, ...) ARRAYREEL_REFUSED;
ARRAYREEL_REFUSES(ARRAYREEL_SAY_OPTIONS("write_video()", "video_options"))
void write_video(const std::string& path, detail::any_frames, ...) ARRAYREEL_REFUSED;
ARRAYREEL_REFUSES("the path or the frames are missing: write write_video(path, frames)")
void write_video(detail::anything) ARRAYREEL_REFUSED;

/// The array as a movie in a page: one element is one pixel, no axes, no resampling.
///
/// ```cpp
/// arrayreel::nbvideo(frames, {.vsym = true, .fps = 30, .frame_counter = true}).save("u.mp4");
/// ```
/// \param frames as for `encode_video`.
/// \throws error as `encode_video`, `encode_png` and `write_file` do.
template <movie_frames F>
[[nodiscard]] notebook_video nbvideo(F&& frames, const nbvideo_options& options = {}) {
  return detail::with_frames(frames, [&](const detail::frame_source& source) {
    return detail::movie_of(source, options);
  });
}
ARRAYREEL_REFUSES_ARRAY(!movie_frames<const A&>)
void nbvideo(const A& frames, ...) ARRAYREEL_REFUSED;
ARRAYREEL_REFUSES(ARRAYREEL_SAY_OPTIONS("nbvideo()", "nbvideo_options"))
void nbvideo(detail::any_frames, ...) ARRAYREEL_REFUSED;

} // namespace arrayreel::ARRAYREEL_ABI

#if !defined(ARRAYREEL_COMPILED)
#include "nbvideo.ipp"
#endif
