// video_writer: frames one by one into a movie, in constant memory, for as long as a run lasts.
#pragma once

#include <concepts>
#include <cstddef>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "adapt.hpp"
#include "detail/video/write.hpp"
#include "encoded.hpp"
#include "error.hpp"
#include "video_options.hpp"

namespace arrayreel::inline ARRAYREEL_ABI {

/// What may be said of one frame.
struct frame_info {
  /// seconds; for all frames of a movie or for none
  std::optional<double> timestamp{};
  /// in place of the movie's label and frame counter, as it is
  std::optional<std::string> label{};
};

/// Says that a movie is made in memory: `video_writer movie(in_memory, {.fps = 30});`
struct in_memory_t {
  explicit in_memory_t() = default;
};
inline constexpr in_memory_t in_memory{};

/// Writes a movie frame by frame, to a file, to memory or to a function.
///
/// ```cpp
/// arrayreel::video_writer movie("run.mp4", {.vsym = true, .fps = 30});
/// for (int step = 0; step < 10; ++step) movie.push(field);
/// movie.finish();
/// ```
/// All frames have one shape and element type, and share one range of values: that given, else
/// the first frame's; values beyond it are clipped and counted. Memory does not grow with the
/// number of frames, but for a file's index (some tens of bytes a frame) and for movies that are
/// made in memory. Without `finish()` nothing appears under the file's name; with `crash_safe` the
/// file so far stays beside it, as "run.partial.mp4", and plays.
///
/// A frame that is refused leaves the movie as it was. After any other error the movie cannot go
/// on. One thread at a time may use a writer; different writers are independent.
class video_writer {
public:
  /// To a file, or several where there are several sources: "run.mp4", "run.webm"…
  ///
  /// The codec follows the name: .mp4 H.264, .webm VP9, .mkv FFV1, .ogg Theora, .gif, .apng,
  /// .webp; `options.sources` says otherwise. Any other name gets H.264 in MP4.
  /// \throws error (parameter) for options that are outside their ranges or do not go together,
  /// (io) where the file cannot be made.
  explicit video_writer(std::string path, const video_options& options = {})
      : movie_(detail::open_movie(options,
                                  {.path = std::move(path), .crash_safe = options.crash_safe})) {}

  /// To memory: `media()` has the movie after `finish()`.
  /// \throws error (parameter) also for `crash_safe`, which is for files.
  explicit video_writer(in_memory_t, const video_options& options = {})
      : movie_(detail::open_movie(options, {})) {
    if (options.crash_safe)
      throw error(error_kind::parameter, "crash_safe for a movie in memory; expected a file");
  }

  /// To a function that takes the bytes in order and returns whether it could. It gets MP4 in
  /// fragments, or WebM as for a live stream: nothing is ever gone back to.
  /// \throws error (parameter) for more than one source, or an empty function.
  explicit video_writer(video_sink sink, const video_options& options = {})
      : movie_(detail::open_movie(options, {.sink = usable(std::move(sink))})) {}

  video_writer(video_writer&&) noexcept = default;
  video_writer& operator=(video_writer&&) noexcept = default;
  /// Without `finish()` the movie is given up; never throws.
  ~video_writer() = default;

  /// The next frame, of anything that can be viewed as a picture; read before `push` returns.
  /// \throws error (parameter) for a shape or element type other than the first frame's, or a
  /// call after `finish()`; (limit) for sizes beyond the codec's; (encoder, io) for what FFmpeg
  /// or the file reports, with `threaded` one of the next calls does so.
  template <viewable A> void push(const A& frame) { push(frame, frame_info{}); }

  /// The next frame at a time in seconds, for a variable rate. Times count from the first
  /// frame's; the last frame is shown for one period of `fps`.
  /// \throws error (parameter) also for a time not after the last one, or not finite.
  template <viewable A, class Seconds>
    requires std::floating_point<Seconds> || std::integral<Seconds>
  void push(const A& frame, Seconds timestamp) {
    push(frame, frame_info{.timestamp = static_cast<double>(timestamp)});
  }

  /// The next frame with what is said of it alone.
  template <viewable A> void push(const A& frame, const frame_info& info) {
    detail::push_any(movie(), frame, info.timestamp, info.label);
  }

  /// A barrier: all frames pushed so far are encoded as far as the encoder gives them, and with
  /// `crash_safe` they are on the disk, in a file that plays.
  void flush() { detail::flush_movie(movie()); }

  /// Completes the movie and gives files their names. A crash-safe MP4 is copied, which takes
  /// its size on the disk once more for the time being.
  /// \throws error (parameter) without frames or when called again; (encoder, io): then nothing
  /// is under the file's name, or what was there before.
  video_report finish() { return detail::finish_movie(movie(), &media_); }

  /// The movies in memory, one for each source, after `finish()`.
  [[nodiscard]] std::vector<encoded> media() && { return std::move(media_); }
  [[nodiscard]] const std::vector<encoded>& media() const& noexcept { return media_; }

  /// The files that hold the movie until `finish()`, one for each source; none where it goes
  /// elsewhere. With `crash_safe` they play, up to the last `flush()` at least.
  [[nodiscard]] const std::vector<std::string>& unfinished_files() const {
    return detail::unfinished_files_of(movie());
  }

  /// Frames pushed so far.
  [[nodiscard]] std::size_t frames() const { return detail::frames_of(movie()); }

private:
  [[nodiscard]] static video_sink usable(video_sink sink) {
    if (!sink) throw error(error_kind::parameter, "an empty sink; expected a function");
    return sink;
  }

  [[nodiscard]] detail::video_engine& movie() const {
    if (!movie_)
      throw error(error_kind::parameter, "a video_writer that was moved from; expected a new one");
    return *movie_;
  }

  detail::open_engine movie_;
  std::vector<encoded> media_;
};

} // namespace arrayreel::inline ARRAYREEL_ABI
