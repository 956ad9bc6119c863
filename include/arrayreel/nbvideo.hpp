// nbvideo: an array of frames as a movie that a notebook, a page or a file can take.
#pragma once

#include <algorithm>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <optional>
#include <span> // and the concepts of ranges, whose own header is heavy
#include <string>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "adapt.hpp"
#include "base64.hpp"
#include "detail/base/message.hpp"
#include "detail/video/frames.hpp"
#include "detail/video/stack.hpp"
#include "detail/video/write.hpp"
#include "encoded.hpp"
#include "png.hpp"
#include "video_options.hpp"
#include "video_tag.hpp"
#include "video_writer.hpp"

namespace arrayreel::inline ARRAYREEL_ABI {

/// Frames one after the other: a vector of rasters, or anything else that yields pictures.
template <class R>
concept frame_range =
    !viewable<R> && std::ranges::input_range<R> && viewable<std::ranges::range_value_t<R>>;

/// The fields of `video_options`, then those of `video_tag_options`, then the file.
struct nbvideo_options {
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
  arrayreel::range_policy range_policy = arrayreel::range_policy::automatic;
  std::optional<unsigned> bit_depth{};
  frame_rate fps = 25;
  bool loop = true;
  bool frame_counter = false;
  std::string label{};
  corner label_corner = corner::top_left;
  std::optional<std::size_t> label_scale{};
  std::optional<double> time_step{};
  std::vector<codec> sources{};
  color background{255, 255, 255};
  std::size_t upscale = 1;
  double keyframe_interval = 2;
  unsigned threads = 0;
  /// "640 x 480 pixels, 2.4 s" unless given
  std::optional<std::string> alt{};
  std::string title{};
  std::optional<std::size_t> width{};
  std::optional<std::size_t> height{};
  std::string css_class{};
  std::string style{};
  bool controls = true;
  bool autoplay = false;
  bool muted = true;
  bool playsinline = true;
  arrayreel::preload preload = arrayreel::preload::metadata;
  /// shows the first frame as a PNG until the movie plays
  bool poster = true;
  std::optional<bool> pixelated{};
  bool draggable = true;
  std::size_t byte_budget = default_byte_budget;
  /// also writes the movie to this file, whose extension chooses the codec where no sources are
  /// given, or to several where there are several sources
  std::string saveas{};
};

/// A movie as `nbvideo` returns it.
struct notebook_video {
  std::vector<encoded> sources{};    ///< the movie files in memory, in the order of the options
  encoded poster{};                  ///< the first frame as PNG
  video_tag_options display{};       ///< how `html()` shows it
  video_report report{};             ///< what was encoded
  std::vector<std::string> codecs{}; ///< the sources' codecs, which name files that are alike

  /// The first source as `data:video/mp4;base64,…`.
  [[nodiscard]] std::string data_uri() const { return arrayreel::data_uri(sources.at(0)); }
  /// The movie as a `<video>` in a box whose corner can be dragged, unless switched off.
  /// \throws error (limit) for a source of more bytes than `display.byte_budget`.
  [[nodiscard]] std::string html() const { return video_tag(sources, display); }
  /// Writes the movie file, whole or not at all; the container's extension is appended where the
  /// path does not end so. Several sources go to several files: "u.mp4", "u.webm".
  /// \throws error (io) with the path.
  void save(const std::string& path) const;
};

namespace detail {

template <class Options> [[nodiscard]] video_options video_part_of(const Options& o) {
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
          .range_policy = o.range_policy,
          .bit_depth = o.bit_depth,
          .fps = o.fps,
          .loop = o.loop,
          .frame_counter = o.frame_counter,
          .label = o.label,
          .label_corner = o.label_corner,
          .label_scale = o.label_scale,
          .time_step = o.time_step,
          .sources = o.sources,
          .background = o.background,
          .upscale = o.upscale,
          .keyframe_interval = o.keyframe_interval,
          .threads = o.threads};
}

/// Whether the whole is to be looked at before the first frame is mapped.
[[nodiscard]] inline bool wants_whole_range(const video_options& o) {
  return (o.range_policy == range_policy::automatic || o.range_policy == range_policy::whole) &&
         leaves_range_open(mapping_of(o));
}

/// The options with the range that the whole has; `values.add(frame)` for every frame is what
/// `for_each` does.
template <class T, class ForEach>
[[nodiscard]] video_options with_whole_range(video_options o, ForEach&& for_each) {
  const mapping_options mapping = mapping_of(o);
  o.range_policy = range_policy::automatic;
  const bool as_it_is = o.bit_depth == 16U ? passes_untouched<std::uint16_t, T>(mapping)
                                           : passes_untouched<std::uint8_t, T>(mapping);
  if (as_it_is || are_labels<T>(mapping)) return o;
  collected_values<T> values(mapping);
  for_each(values);
  return with_range(std::move(o), range_from<T>(values, mapping));
}

/// Calls `make(options)` for a writer and pushes the frames of an array into it.
template <class T, class Make>
void write_stack(const array_view<T>& v, video_options o, const Make& make) {
  const frame_stack<T> frames(v, o.axes);
  o.axes = axes::automatic; // each frame's view says it
  if (wants_whole_range(o))
    o = with_whole_range<T>(o, [&](auto& values) {
      for (std::size_t t = 0; t < frames.size(); ++t) values.add(frames.frame(t));
    });
  else if (o.range_policy == range_policy::whole)
    o.range_policy = range_policy::given;
  make(o, [&](video_engine& movie) {
    for (std::size_t t = 0; t < frames.size(); ++t) {
      const array_view<T> frame = frames.frame(t);
      push_frame(movie, array_frame(frame), {}, {});
    }
  });
}

template <class R, class Make> void write_range(R&& frames, video_options o, const Make& make) {
  const auto push_all = [&](video_engine& movie) {
    for (auto&& frame : frames) push_any(movie, frame, {}, {});
  };
  if (wants_whole_range(o)) {
    // What can be gone through once only has no whole to look at.
    if constexpr (std::ranges::forward_range<R>) {
      if (std::ranges::begin(frames) == std::ranges::end(frames))
        throw error(error_kind::parameter, "a movie of no frames; expected 1 or more");
      with_view(*std::ranges::begin(frames), [&](const auto& first) {
        using T = typename std::remove_cvref_t<decltype(first)>::value_type;
        o = with_whole_range<T>(o, [&](auto& values) {
          for (auto&& frame : frames)
            with_view(frame, [&](const auto& v) {
              // Another element type is refused when it is pushed.
              if constexpr (std::is_same_v<std::remove_cvref_t<decltype(v)>, array_view<T>>)
                values.add(v);
            });
        });
      });
    }
  } else if (o.range_policy == range_policy::whole) {
    o.range_policy = range_policy::given;
  }
  make(o, push_all);
}

template <class Frames, class Make>
void write_frames(Frames&& frames, const video_options& o, const Make& make) {
  if constexpr (viewable<std::remove_cvref_t<Frames>>)
    with_view(frames, [&](const auto& v) { write_stack(v, o, make); });
  else
    write_range(std::forward<Frames>(frames), o, make);
}

/// Browsers take the first source that they play: the smaller ones stand in front, then those
/// that most play, then what is left for old ones.
[[nodiscard]] inline std::vector<codec> in_order_of_choice(std::vector<codec> sources) {
  struct rank {
    int operator()(const av1&) const noexcept { return 0; }
    int operator()(const hevc&) const noexcept { return 1; }
    int operator()(const h264_rgb&) const noexcept { return 2; }
    int operator()(const h264&) const noexcept { return 3; }
    int operator()(const vp9_lossless&) const noexcept { return 4; }
    int operator()(const vp9&) const noexcept { return 5; }
    int operator()(const vp8&) const noexcept { return 6; }
    int operator()(const theora&) const noexcept { return 7; }
    int operator()(const ffv1&) const noexcept { return 8; }
    int operator()(const gif&) const noexcept { return 9; }
    int operator()(const apng&) const noexcept { return 9; }
    int operator()(const webp&) const noexcept { return 9; }
  };
  // By insertion: equal ones stay in order, and std::stable_sort asks for what C++17 deprecates.
  const auto before = [](const codec& a, const codec& b) {
    return std::visit(rank(), a) < std::visit(rank(), b);
  };
  for (std::size_t i = 1; i < sources.size(); ++i)
    for (std::size_t k = i; k > 0 && before(sources[k], sources[k - 1]); --k)
      std::swap(sources[k], sources[k - 1]);
  return sources;
}

[[nodiscard]] inline bool is_picture(const codec& source) noexcept {
  return std::holds_alternative<gif>(source) || std::holds_alternative<apng>(source) ||
         std::holds_alternative<webp>(source);
}

/// The movie in memory, and its first picture where that is asked for.
template <class Frames>
[[nodiscard]] std::vector<encoded> encode_frames(Frames&& frames, const video_options& o,
                                                 video_report& report,
                                                 std::optional<raster<std::uint8_t>>* first) {
  if (o.crash_safe)
    throw error(error_kind::parameter, "crash_safe for a movie in memory; expected a file");
  std::vector<encoded> media;
  write_frames(std::forward<Frames>(frames), o, [&](const video_options& resolved, auto&& push) {
    const open_engine movie(open_movie(resolved, {}));
    if (first != nullptr) keep_first_picture(*movie);
    push(*movie);
    report = finish_movie(*movie, &media);
    if (first != nullptr) *first = first_picture_of(*movie);
  });
  return media;
}

} // namespace detail

/// A whole array, or frames one after the other.
template <class F>
concept movie_frames = viewable<std::remove_cvref_t<F>> || frame_range<F>;

/// The array as a movie in memory.
///
/// ```cpp
/// arrayreel::encoded movie = arrayreel::encode_video(frames, {.fps = 30});
/// ```
/// \param frames (time, height, width), (time, height, width, 2…4) or (time, 3…4, height, width),
/// or as `options.axes` says; or a range of pictures, which is gone through twice where it can be
/// and the range of values is not given.
/// \throws error as `video_writer` does, (parameter) also for more than one source.
template <movie_frames F>
[[nodiscard]] encoded encode_video(F&& frames, const video_options& options = {}) {
  if (options.sources.size() > 1)
    throw error(error_kind::parameter, detail::to_text(options.sources.size()) +
                                           " sources for encode_video; expected 1, or "
                                           "encode_videos");
  video_report report;
  return std::move(
      detail::encode_frames(std::forward<F>(frames), options, report, nullptr).front());
}

/// The array as one movie in memory for each source, encoded in one pass.
/// \throws error as `video_writer` does.
template <movie_frames F>
[[nodiscard]] std::vector<encoded> encode_videos(F&& frames, const video_options& options = {}) {
  video_report report;
  return detail::encode_frames(std::forward<F>(frames), options, report, nullptr);
}

/// The array as a movie file, or several where there are several sources.
///
/// A range of frames is gone through twice where it can be and the range of values is not given:
/// where that costs too much, or the frames come of a simulation that would go on,
/// `range_policy::first_frame` goes once.
/// \throws error as `video_writer` does; then nothing is under the file's name, or what was there
/// before.
template <movie_frames F>
video_report write_video(const std::string& path, F&& frames, const video_options& options = {}) {
  video_report report;
  detail::write_frames(
      std::forward<F>(frames), options, [&](const video_options& resolved, auto&& push) {
        const detail::open_engine movie(
            detail::open_movie(resolved, {.path = path, .crash_safe = resolved.crash_safe}));
        push(*movie);
        report = detail::finish_movie(*movie, nullptr);
      });
  return report;
}

inline void notebook_video::save(const std::string& path) const {
  const std::vector<std::string> paths = detail::paths_of_movies(path, sources, codecs);
  for (std::size_t i = 0; i < sources.size(); ++i) write_file(paths[i], sources[i]);
}

/// The array as a movie in a page: one element is one pixel, no axes, no resampling.
///
/// ```cpp
/// arrayreel::nbvideo(frames, {.vsym = true, .fps = 30, .frame_counter = true}).save("u.mp4");
/// ```
/// \param frames as for `encode_video`.
/// \throws error as `encode_video`, `encode_png` and `write_file` do.
template <movie_frames F>
[[nodiscard]] notebook_video nbvideo(F&& frames, const nbvideo_options& options = {}) {
  notebook_video result;
  std::optional<raster<std::uint8_t>> first;
  video_options movie_options = detail::video_part_of(options);
  if (movie_options.sources.empty())
    movie_options.sources = {detail::codec_of_path(options.saveas)};
  if (movie_options.sources.size() > 1)
    for (const codec& source : movie_options.sources)
      if (detail::is_picture(source))
        throw error(error_kind::parameter,
                    "gif, apng or webp among several sources of nbvideo; expected it alone, as a "
                    "page shows it as a picture");
  movie_options.sources = detail::in_order_of_choice(std::move(movie_options.sources));
  result.sources = detail::encode_frames(std::forward<F>(frames), movie_options, result.report,
                                         options.poster ? &first : nullptr);
  if (first) result.poster = encode_png(*first);
  for (const written_source& source : result.report.sources) result.codecs.push_back(source.codec);
  const encoded& movie = result.sources.front();
  const std::string seconds = detail::to_text(std::round(movie.duration * 1000) / 1000);
  result.display = {.alt = options.alt.value_or(detail::to_text(movie.width) + " x " +
                                                detail::to_text(movie.height) + " pixels, " +
                                                seconds + " s"),
                    .title = options.title,
                    .width = options.width,
                    .height = options.height,
                    .css_class = options.css_class,
                    .style = options.style,
                    .controls = options.controls,
                    .autoplay = options.autoplay,
                    .loop = options.loop,
                    .muted = options.muted,
                    .playsinline = options.playsinline,
                    .preload = options.preload,
                    .poster = first ? std::optional<encoded>(result.poster) : std::nullopt,
                    .pixelated = options.pixelated,
                    .draggable = options.draggable,
                    .byte_budget = options.byte_budget};
  if (!options.saveas.empty()) result.save(options.saveas);
  return result;
}

} // namespace arrayreel::inline ARRAYREEL_ABI
