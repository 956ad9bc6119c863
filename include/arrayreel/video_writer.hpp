// video_writer: frames one by one into a movie, in constant memory, for as long as a run lasts.
#pragma once

#include "detail/base/config.hpp"

#include <concepts>
#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "adapt.hpp"
#include "detail/video/frame_source.hpp"
#include "encoded.hpp"
#include "video_options.hpp"

namespace arrayreel::ARRAYREEL_ABI {

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

namespace detail {
class video_engine;
}

/// Writes a movie frame by frame, to a file, to memory or to a function.
///
/// ```cpp
/// arrayreel::video_writer movie("run.mp4", {.vsym = true, .fps = 30});
/// for (int step = 0; step < 10; ++step) movie.push(field);
/// movie.finish();
/// ```
/// All frames have one shape and share one range of values: the given one, else that of the first
/// frame with finite values (for a logarithm, values above zero). Earlier frames, such as fields
/// that are not computed yet, look the same in any range: their NaN have the colour `bad`. A movie
/// without any finite value has the range 0…1. Values beyond the range are clipped and counted. The
/// element type may change, for example if a field begins as integers; `uint8` frames at the
/// beginning stay unchanged and have the range 0…255. The first frame with an alpha above zero
/// decides which alpha is opaque in integers (see `rerange`); any greater one is opaque too. Memory
/// does not grow with the number of frames, except for a file's index (some tens of bytes a frame)
/// and for movies in memory. Without `finish()` no file appears, and nothing is left, however the
/// program ends; with `crash_safe` the file so far stays as "run.partial.mp4", and plays.
///
/// The movie belongs to the process that made it. In a copy of the process by `fork()` every call
/// is an error, and a writer that is destroyed there, also at the program's end, leaves files and
/// threads alone; its memory stays until that process ends.
///
/// A frame that is refused leaves the movie unchanged. After any other error the movie cannot go
/// on.
///
/// With `on_error = video_error::keep_going` only the constructor throws, whatever happens to
/// frames, the disk and the encoder. A frame that cannot be taken is skipped, counted, and kept as
/// text for the report. After a full disk, or another error after which the movie cannot go on, all
/// later frames are skipped, and the `failure` in the report of `finish()` says why there is no
/// movie; the file does not exist, or is unchanged. The constructor throws, so that wrong options
/// and folders are found before the run begins. So does a call by the movie's own sink, or on a
/// writer that was moved from.
///
/// ```cpp
/// arrayreel::video_writer movie("run.mp4", {.on_error = arrayreel::video_error::keep_going});
/// ```
///
/// One thread at a time may use a writer; different writers are independent. The program's
/// signals are handled by its own threads, never by a movie's.
///
/// If threads cannot be started, encoders that can work without are told to, and with `threaded`
/// the frames are encoded in `push`.
///
/// Before an encoder is opened, the memory that it needs is tested: error (limit) if there is not
/// enough. If memory runs out later, an error of that kind or `std::bad_alloc` is thrown, as far as
/// FFmpeg and its encoders report it. They do not always: FFmpeg 5.1 ends the program if it cannot
/// set the options of an encoder or muxer, and writes to stderr if it cannot copy one; x264 writes
/// a line to stderr for each failed allocation; so does x265, and x265, SVT-AV1 and libtheora crash
/// or wait for ever if an allocation fails while they start.
class ARRAYREEL_API video_writer {
public:
  /// To a file, or several where there are several sources: "run.mp4", "run.webm"…
  ///
  /// The codec follows the name: .mp4 H.264, .webm VP9, .mkv FFV1, .ogg Theora, .gif, .apng,
  /// .webp; `options.sources` says otherwise. Any other name gets H.264 in MP4.
  /// \throws error (parameter) for options that are outside their ranges or do not go together,
  /// (io) where the file cannot be made.
  explicit video_writer(std::string path, const video_options& options = {});

  /// To memory: `media()` has the movie after `finish()`.
  /// \throws error (parameter) also for `crash_safe`, which is for files.
  explicit video_writer(in_memory_t, const video_options& options = {});

  /// To a function that takes the bytes in order and returns whether it could. It gets MP4 in
  /// fragments, or WebM as for a live stream: nothing is ever gone back to. It must not use this
  /// writer: `push`, `flush` and `finish` by the sink itself throw an error (parameter).
  /// \throws error (parameter) for more than one source, or an empty function.
  explicit video_writer(video_sink sink, const video_options& options = {});

  ARRAYREEL_REFUSES_MAKING(ARRAYREEL_SAY_OPTIONS("a video_writer", "video_options"))
  explicit video_writer(std::string path, ...) ARRAYREEL_REFUSED;
  ARRAYREEL_REFUSES_MAKING(ARRAYREEL_SAY_OPTIONS("a video_writer", "video_options"))
  explicit video_writer(in_memory_t, ...) ARRAYREEL_REFUSED;
  ARRAYREEL_REFUSES_MAKING("a video_writer is made of a path and gets its frames by push(frame); "
                           "all at once they are written by write_video(path, frames)", viewable A)
  explicit video_writer(const A& frames, ...)
    requires(!detail::path_like<A>)
  ARRAYREEL_REFUSED;
  ARRAYREEL_REFUSES_MAKING("a video_writer gets its frames by push(frame); all at once they are "
                           "written by write_video(path, frames)", viewable A)
  explicit video_writer(std::string path, const A& frames, ...) ARRAYREEL_REFUSED;

  video_writer(video_writer&& other) noexcept;
  video_writer& operator=(video_writer&& other) noexcept;
  /// Without `finish()` the movie is given up; never throws.
  ~video_writer();

  /// Adds a frame: anything that can be viewed as a picture. It is read before `push` returns.
  /// \throws error (parameter) for a shape other than the first frame's, or a call after
  /// `finish()`; (limit) for sizes beyond the codec's; (encoder, io) for what FFmpeg
  /// or the file reports, with `threaded` one of the next calls does so.
  template <viewable A> void push(const A& frame) {
    try {
      push_frame(detail::as_ref(view(frame)), detail::indices_of(frame), {}, nullptr);
    } catch (...) {
      skip_or_rethrow();
    }
  }

  /// Adds a frame at a time in seconds, for a variable rate. Times count from the first frame's,
  /// which may be any, such as seconds since 1970; the last frame is shown for one period of `fps`.
  /// \throws error (parameter) also for a time not after the last one, more than 1e9 s after the
  /// first, or not finite.
  template <viewable A, class Seconds>
    requires(std::floating_point<Seconds> || std::integral<Seconds>)
  void push(const A& frame, Seconds timestamp) {
    try {
      push_frame(detail::as_ref(view(frame)), detail::indices_of(frame),
                 static_cast<double>(timestamp), nullptr);
    } catch (...) {
      skip_or_rethrow();
    }
  }

  /// Adds a frame with options of its own.
  template <viewable A> void push(const A& frame, const frame_info& info) {
    try {
      push_frame(detail::as_ref(view(frame)), detail::indices_of(frame), info.timestamp,
                 info.label ? &*info.label : nullptr);
    } catch (...) {
      skip_or_rethrow();
    }
  }

  ARRAYREEL_REFUSES_ARRAY(!viewable<A>) void push(const A& frame, ...) ARRAYREEL_REFUSED;
  ARRAYREEL_REFUSES("the frame comes first: write push(frame, seconds)", class Seconds, viewable A)
  void push(Seconds timestamp, const A& frame, ...)
    requires(std::floating_point<Seconds> || std::integral<Seconds>)
  ARRAYREEL_REFUSED;
  ARRAYREEL_REFUSES("behind the frame stand its seconds, or {.timestamp = ..., .label = ...}; "
                    "options of the movie are given to the video_writer")
  void push(detail::any_array, ...) ARRAYREEL_REFUSED;

  /// Waits until all frames so far are encoded, as far as the encoder returns them; with
  /// `crash_safe` they are then on the disk, in a file that plays.
  void flush();

  /// Completes the movie and gives files their names. A crash-safe MP4 is copied, which takes
  /// its size on the disk once more for the time being.
  /// \throws error (parameter) without frames or when called again; (encoder, io): then nothing
  /// is under the file's name, or what was there before. With `video_error::keep_going` nothing is
  /// thrown, and `failure` of the report says the same; called again, it returns the report without
  /// `sources`.
  video_report finish();

  /// The movies in memory, one for each source, after `finish()`.
  [[nodiscard]] std::vector<encoded> media() && { return std::move(media_); }
  [[nodiscard]] const std::vector<encoded>& media() const& noexcept { return media_; }

  /// With `crash_safe` the files that hold the movie until `finish()`, one for each source, which
  /// play at least up to the last `flush()`. Empty otherwise: other files have no name before
  /// `finish()`.
  [[nodiscard]] const std::vector<std::string>& unfinished_files() const;

  /// Frames pushed so far.
  [[nodiscard]] std::size_t frames() const;

  /// With `video_error::keep_going`, frames skipped so far.
  [[nodiscard]] std::size_t skipped() const;

private:
  /// \param indices the frame where it is a raster with a palette, else nullptr
  void push_frame(const detail::array_ref& frame, const detail::picture* indices,
                  const std::optional<double>& timestamp, const std::string* label);
  /// Called while an exception of `push` is handled.
  [[gnu::cold]] void skip_or_rethrow();
  [[nodiscard]] detail::video_engine& movie() const;

  detail::video_engine* movie_; // owned; nullptr once it was moved from
  std::vector<encoded> media_;
};

} // namespace arrayreel::ARRAYREEL_ABI

#if !defined(ARRAYREEL_COMPILED)
#include "video_writer.ipp"
#endif
