// The options of a movie: how values become colours, when frames are shown, how they are encoded.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "codecs.hpp"
#include "frame_rate.hpp"
#include "mapping.hpp"
#include "text.hpp"

namespace arrayreel::inline ARRAYREEL_ABI {

/// Where the range of values comes from that the frames of a movie share.
enum class range_policy : unsigned char {
  automatic,   ///< given; else the whole array where all is at hand; else the first frame
  given,       ///< vmin and vmax, or range: an error where they are missing
  whole,       ///< all frames: an error where they come one by one
  first_frame, ///< the first frame: later values beyond it are clipped and counted
  per_frame    ///< each frame its own, which flickers
};

/// How frames become a movie. The fields of `mapping_options`, then those of the movie.
struct video_options {
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
  /// where the range comes from
  arrayreel::range_policy range_policy = arrayreel::range_policy::automatic;
  /// 8, or 16 for `ffv1` and `apng`; 8 unless given
  std::optional<unsigned> bit_depth{};
  /// frames per second
  frame_rate fps = 25;
  /// begins again at the end: in the tag, and in GIF, APNG and WebP themselves
  bool loop = true;
  /// burns the frame's number into a corner
  bool frame_counter = false;
  /// burns a text into a corner: `{frame}` is the frame's number from 0 and `{time}` the time,
  /// `{time:.2f}` with two decimals and `{frame:04}` with leading zeros; `{{` is a brace
  std::string label{};
  corner label_corner = corner::top_left;
  /// size of its letters, 1 is 13 pixels high; with the picture's size unless given
  std::optional<std::size_t> label_scale{};
  /// what `{time}` advances by in each frame, in any unit; the movie's seconds unless given
  std::optional<double> time_step{};
  /// what is encoded, each in a file of its own; by the file's name unless given, else `h264`
  std::vector<codec> sources{};
  /// what shows through transparent pixels; opaque
  color background{255, 255, 255};
  /// every element as a block of so many pixels; tiny frames are enlarged in any case
  std::size_t upscale = 1;
  /// seconds between frames from which a player can start
  double keyframe_interval = 2;
  /// threads of an encoder; as it thinks best where 0
  unsigned threads = 0;
  /// a file that plays up to the last second while it is written, even when the program is
  /// killed; MP4, WebM and MKV
  bool crash_safe = false;
  /// encodes in a thread of its own: `push` returns when the frame is mapped
  bool threaded = false;
  /// frames that may wait for that thread before `push` waits, 1 or more
  std::size_t queue = 4;
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
};

/// Takes the bytes of a movie in order; false where it cannot.
using video_sink = std::function<bool(std::span<const std::uint8_t>)>;

} // namespace arrayreel::inline ARRAYREEL_ABI
