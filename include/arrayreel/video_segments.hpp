// write_video_in_segments: a whole array as a movie, of which several parts are encoded at a time.
#pragma once

#include "detail/base/config.hpp"

#include <cstddef>
#include <span> // and the concepts of ranges, whose own header is heavy
#include <string>
#include <utility>

#include "detail/video/segments.hpp"
#include "nbvideo.hpp"
#include "video_options.hpp"

namespace arrayreel::ARRAYREEL_ABI {

/// How a movie is divided.
struct segment_options {
  unsigned jobs = 0;      ///< segments encoded at a time; 0: as many as there are processors
  std::size_t length = 0; ///< frames of a segment; 0: chosen, in whole distances of key frames
};

/// Frames that can be asked for in any order, from several threads at once: a vector of pictures.
template <class F>
concept random_access_frames =
    viewable<std::remove_cvref_t<F>> ||
    (frame_range<F> && std::ranges::random_access_range<const std::remove_reference_t<F>> &&
     std::ranges::sized_range<const std::remove_reference_t<F>>);

/// Writes the movie that `write_video` writes, by several encoders side by side, each of which gets
/// a segment of its frames; the segments are joined without encoding them again.
///
/// ```cpp
/// arrayreel::write_video_in_segments("run.mp4", frames, {.fps = 30}, {.jobs = 4});
/// ```
/// Frames, their order, times, numbers and the range of values are those of `write_video`. Only key
/// frames lie elsewhere, one at least at the beginning of each segment, which takes a few percent
/// more bytes. Encoders use several processors by themselves, too: segments gain where frames are
/// too small for that, where mapping takes longer than encoding, and with codecs of one thread.
/// Segments wait on the disk beside the movie, in a file without a name.
/// \param frames an array, or a range whose frames can be read by several threads at once.
/// \throws error as `write_video`; (parameter) also for containers other than MP4, WebM and MKV,
/// several sources, `crash_safe`, and `range_policy::first_frame`, as no frame is the first.
template <random_access_frames F>
video_report write_video_in_segments(const std::string& path, F&& frames,
                                     const video_options& options = {},
                                     const segment_options& segments = {}) {
  if constexpr (viewable<std::remove_cvref_t<F>>) {
    auto&& whole = view(std::as_const(frames));
    const detail::array_ref stack = detail::as_ref(whole);
    return detail::write_stack_in_segments(path, stack, options, segments.jobs, segments.length);
  } else {
    using range = std::remove_reference_t<F>;
    const detail::frame_picker picker{
        &frames, static_cast<std::size_t>(std::ranges::size(std::as_const(frames))),
        [](const void* all, std::size_t index, detail::frame_taker& taker) {
          const auto& each = *static_cast<const range*>(all);
          using difference = std::ranges::range_difference_t<const range>;
          const auto& frame = std::ranges::begin(each)[static_cast<difference>(index)];
          taker.take(detail::as_ref(view(frame)), detail::indices_of(frame));
          return true;
        }};
    return detail::write_segments(path, detail::frame_source(frames, true), picker, options,
                                  segments.jobs, segments.length);
  }
}

ARRAYREEL_REFUSES(ARRAYREEL_SAY_OPTIONS("write_video_in_segments()", "video_options"))
void write_video_in_segments(const std::string& path, detail::any_frames, ...) ARRAYREEL_REFUSED;

} // namespace arrayreel::ARRAYREEL_ABI
