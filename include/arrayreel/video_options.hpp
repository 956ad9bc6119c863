// The options of a movie: how values become colours, when frames are shown, how they are encoded.
#pragma once

#include "detail/base/config.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "codecs.hpp"
#include "colorbar_choice.hpp"
#include "frame_rate.hpp"
#include "layout.hpp"
#include "mapping.hpp"
#include "text.hpp"

namespace arrayreel::ARRAYREEL_ABI {

/// Where the range of values comes from that the frames of a movie share.
enum class range_policy : unsigned char {
  automatic,   ///< given; else the whole array where all is at hand; else the first frame
  given,       ///< vmin and vmax, or range: an error where they are missing
  whole,       ///< all frames: an error where they come one by one
  first_frame, ///< the first with finite values: later ones beyond its are clipped and counted
  per_frame    ///< each frame its own, which flickers
};

/// What `video_writer` does when something goes wrong after it was made.
enum class video_error : unsigned char {
  raise,     ///< `push`, `flush` and `finish` throw an error
  keep_going ///< they throw nothing: frames that cannot be taken are skipped, and the report tells
};

/// Where a movie stands in a longer one, of which it is a part.
struct video_segment {
  std::size_t first_frame = 0; ///< the number in the whole of its own first frame
  /// where frames have times, that of the first frame of the whole; seconds
  std::optional<double> first_time{};
};

/// How frames become a movie. The fields of `mapping_options`, then those of the movie.
struct video_options {
#include "detail/options/mapping_fields.inc"
#include "detail/options/colorbar_fields.inc"
#include "detail/options/movie_fields.inc"
  /// a file that plays up to the last second while it is written, even when the program is
  /// killed; MP4, WebM and MKV. `finish` makes an ordinary file of an MP4's fragments: with FFmpeg 7.1
  /// and later where it stands, its index behind the frames, else in a copy with the index in front
  bool crash_safe = false;
  /// encodes in a thread of its own: `push` returns when the frame is mapped
  bool threaded = false;
  /// frames that may wait for that thread before `push` waits, 1 or more
  std::size_t queue = 4;
  /// what becomes of errors after the constructor's: `keep_going` is for runs that must not end
  /// because of their output
  video_error on_error = video_error::raise;
  /// `finish` waits until files are on the disk, as `file_options` says; `flush` does with
  /// `crash_safe` in any case
  bool durable = true;
  /// the movie is a part of a longer one, which `join_videos` puts together without encoding it
  /// again: its frames have the numbers and times that they have in the whole. A range must be
  /// given, as the first frames of parts differ; MP4, WebM and MKV
  video_segment segment{};
};

/// What one source of a finished movie is.
struct written_source {
  std::string codec{};     ///< the codec's name, as its options type: "h264"
  std::string encoder{};   ///< FFmpeg's name of the encoder that did it: "libx264"
  std::string mime{};      ///< media type, with a codecs parameter where that is safe
  std::string path{};      ///< the file; empty where it is in memory or went to a sink
  std::uint64_t bytes = 0; ///< its size
};

/// What `video_writer::finish` has written.
struct video_report {
  std::size_t frames = 0;
  double duration = 0;     ///< seconds
  std::uint64_t bytes = 0; ///< of all sources together
  std::size_t width = 0;   ///< pixels of the movie, which may be larger than the frames
  std::size_t height = 0;  ///< pixels
  value_range range{};     ///< of the last frame: of all, unless the policy is per_frame
  std::uint64_t under = 0; ///< values below the range, shown as its lower end
  std::uint64_t over = 0;  ///< values above it
  std::uint64_t nan = 0;   ///< values without a level: NaN, and ≤ 0 for a log norm
  std::vector<written_source> sources{};
  std::size_t waits = 0; ///< with `threaded`, how often `push` waited, as the queue was full
  double waited = 0;     ///< seconds of that together
  std::size_t most_queued = 0; ///< with `threaded`, the most frames that waited at once
  /// with `video_error::keep_going`, frames that `push` did not take; `frames` are the others
  std::size_t skipped = 0;
  /// with `video_error::keep_going`, what went wrong: "push 17: …", calls counted from 0; the first
  /// 16 texts, none twice in a row
  std::vector<std::string> problems{};
  /// with `video_error::keep_going`, why there is no movie; empty where there is one
  std::string failure{};
};

/// Takes the bytes of a movie in order; false where it cannot.
using video_sink = std::function<bool(std::span<const std::uint8_t>)>;

} // namespace arrayreel::ARRAYREEL_ABI
