// How movies are compressed: one options type for each codec, with its own quality.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "detail/base/config.hpp"

namespace arrayreel::ARRAYREEL_ABI {

/// The file format around the compressed frames.
enum class container : unsigned char {
  automatic, ///< what the file's name says, else what the codec belongs to
  mp4,
  webm,
  mkv,
  ogg,
  gif,
  apng,
  webp
};

/// Options of FFmpeg's encoder or muxer by name, such as `{{"profile", "high"}}`, which go before
/// the library's own. One that FFmpeg does not take is an error.
using ffmpeg_options = std::vector<std::pair<std::string, std::string>>;

/// H.264, which everything plays: 4:2:0, so that colours have half the resolution.
///
/// By libx264, libopenh264 or what the platform has, tried in this order.
struct h264 {
  /// constant quality, 0 (no loss, which few players take) … 51, 20 unless given, and less above 25
  /// frames per second; at most one of crf and bitrate
  std::optional<double> crf{};
  /// bits per second
  std::optional<std::int64_t> bitrate{};
  /// ultrafast, superfast, veryfast, faster, fast, medium, slow, slower, veryslow
  std::string preset = "veryfast";
  /// film, animation, grain, stillimage, zerolatency …; none where empty
  /// grain, animation, psnr, ssim, zerolatency …; none where empty
  std::string tune{};
  /// mp4 or mkv
  arrayreel::container container = arrayreel::container::automatic;
  ffmpeg_options options{}; ///< FFmpeg's, by name
};

/// H.264 in RGB without loss: exact, played by Chromium and Firefox but not by hardware.
struct h264_rgb {
  std::string preset = "veryfast";
  /// mp4 or mkv
  arrayreel::container container = arrayreel::container::automatic;
  ffmpeg_options options{}; ///< FFmpeg's, by name
};

/// H.265, for Safari and archives; few other browsers play it. On a big-endian processor, such as
/// s390x, x265 is not used, since it writes some blocks in other colours.
struct hevc {
  /// constant quality, 0 (best) … 51, 12 unless given, and less above 25 frames per second; at
  /// most one of crf and bitrate
  std::optional<double> crf{};
  /// bits per second
  std::optional<std::int64_t> bitrate{};
  /// ultrafast … veryslow, as for H.264
  std::string preset = "veryfast";
  std::string tune{};
  /// mp4 or mkv
  arrayreel::container container = arrayreel::container::automatic;
  ffmpeg_options options{}; ///< FFmpeg's, by name
};

/// AV1: the smallest files. By SVT-AV1, which is not used on big-endian
/// processors, else libaom, else rav1e.
///
/// At constant quality SVT-AV1 gets variance boost of strength 1, from 2.2 on, for exact flat
/// colours; what the option `svtav1-params` says comes after it.
/// The presets above 7 of SVT-AV1 and above 6 of libaom, whatever the quality, give some blocks
/// the colours of other frames.
/// SVT-AV1 writes to stderr unless the environment variable `SVT_LOG` says otherwise; where it is
/// not set, opening the encoder sets it to -1. In a process that may use real-time priorities it
/// takes them; its threads, and any that are started meanwhile, are made ordinary ones.
struct av1 {
  /// constant quality, 1 (best) … 63, 10 unless given; at most one of crf and bitrate
  std::optional<double> crf{};
  /// bits per second
  std::optional<std::int64_t> bitrate{};
  /// SVT-AV1's preset, 0 (slowest) … 13; of libaom and rav1e the nearest speed
  int preset = 6;
  /// mp4, webm or mkv
  arrayreel::container container = arrayreel::container::automatic;
  ffmpeg_options options{}; ///< FFmpeg's, by name
};

/// VP9, free of licences and played by every browser.
struct vp9 {
  /// constant quality, 0 (best) … 63, 8 unless given; at most one of crf and bitrate
  std::optional<double> crf{};
  /// bits per second
  std::optional<std::int64_t> bitrate{};
  /// libvpx's speed, 0 (slowest) … 8
  int cpu_used = 6;
  /// webm, mp4 or mkv
  arrayreel::container container = arrayreel::container::automatic;
  ffmpeg_options options{}; ///< FFmpeg's, by name
};

/// VP9 in RGB without loss: exact, played by Chromium and Firefox.
struct vp9_lossless {
  /// libvpx's speed, 0 (slowest) … 8
  int cpu_used = 6;
  /// webm, mp4 or mkv
  arrayreel::container container = arrayreel::container::automatic;
  ffmpeg_options options{}; ///< FFmpeg's, by name
};

/// VP8, for old browsers.
struct vp8 {
  /// constant quality, 4 (best) … 63, 4 unless given; at most one of crf and bitrate
  std::optional<double> crf{};
  /// bits per second
  std::optional<std::int64_t> bitrate{};
  /// libvpx's speed, 0 (slowest) … 16
  int cpu_used = 4;
  /// webm or mkv
  arrayreel::container container = arrayreel::container::automatic;
  ffmpeg_options options{}; ///< FFmpeg's, by name
};

/// Theora in Ogg, for files: browsers no longer play it.
struct theora {
  /// 0 … 10 (best), 9 unless given; at most one of quality and bitrate
  std::optional<double> quality{};
  /// bits per second
  std::optional<std::int64_t> bitrate{};
  /// ogg or mkv
  arrayreel::container container = arrayreel::container::automatic;
  ffmpeg_options options{}; ///< FFmpeg's, by name
};

/// FFV1 in Matroska, for archives: exact, gray or colour, alpha where the array has it, 16 bits
/// where `bit_depth` says so. Browsers do not play it.
struct ffv1 {
  /// mkv
  arrayreel::container container = arrayreel::container::automatic;
  ffmpeg_options options{}; ///< FFmpeg's, by name
};

/// An animated GIF, which plays wherever pictures do. A scalar field keeps its levels: the
/// palette is the colormap's. Arrays of more than 256 colours are reduced to 256 and dithered.
/// At most 50 frames per second, as browsers slow down anything faster.
struct gif {
  /// gif
  arrayreel::container container = arrayreel::container::automatic;
  ffmpeg_options options{}; ///< FFmpeg's, by name
};

/// An animated PNG: exact, plays wherever pictures do; 16 bits where `bit_depth` says so. One frame
/// alone is a PNG, which has no duration.
struct apng {
  /// apng
  arrayreel::container container = arrayreel::container::automatic;
  ffmpeg_options options{}; ///< FFmpeg's, by name
};

/// An animated WebP: exact unless a quality is given, plays wherever pictures do, shorter than
/// GIF and APNG. Kept in memory until the end. Frames that do not differ are one, shown for longer.
struct webp {
  /// 0 … 100 (best) with loss; without loss unless given
  std::optional<double> quality{};
  /// webp
  arrayreel::container container = arrayreel::container::automatic;
  ffmpeg_options options{}; ///< FFmpeg's, by name
};

/// Whatever all browsers play and FFmpeg can write here: the first of `h264`, `vp9`, `vp8`, `av1`,
/// `webp`, `apng` and `gif` whose encoder opens and that does what the options and the file's name
/// ask for. `apng` and `gif` are FFmpeg's own, so there is always one, unless the file's name says
/// another container; a container that not all browsers play, such as Matroska, is as it was asked
/// for. It is a movie's only source; `video_report` says what it became.
///
/// ```cpp
/// const auto movie = arrayreel::nbvideo(frames, {.sources = {arrayreel::any_browser{}}});
/// ```
struct any_browser {
  /// what the file's name says, else what the codec belongs to
  arrayreel::container container = arrayreel::container::automatic;
};

namespace detail {
struct codec_settings;
}

/// Any of the codecs, with its options: `ar::codec c = ar::h264{.crf = 18};`
class ARRAYREEL_API codec {
public:
  /// From the options of each codec: `h264`, `hevc`, `av1`…
#define ARRAYREEL_CODEC(name, ...) codec(const name& options);
#include "detail/video/codec_table.inc"
#undef ARRAYREEL_CODEC
  codec(const any_browser& options);

  /// H.264
  codec();
  codec(const codec& other);
  codec(codec&& other) noexcept;
  codec& operator=(const codec& other);
  codec& operator=(codec&& other) noexcept;
  ~codec();

  /// The name of its options type: "h264", "any_browser".
  [[nodiscard]] std::string_view name() const noexcept;

  // For the library's own functions. A codec that was moved from is H.264.
  explicit codec(detail::codec_settings settings);
  [[nodiscard]] const detail::codec_settings& settings() const noexcept;

private:
  detail::codec_settings* settings_; // owned; nullptr once it was moved from
};

/// What `everywhere` is.
struct everywhere_t {
  explicit everywhere_t() = default;
  ARRAYREEL_API operator std::vector<codec>() const; // NOLINT: it stands for them
};

/// The sources of a movie that every browser plays, also a Chromium built without H.264, as in some
/// front ends of notebooks: H.264 and VP9, of which a browser takes the first that it plays. It
/// takes twice the bytes, and about four times as long to encode.
///
/// ```cpp
/// const auto movie = arrayreel::nbvideo(frames, {.sources = arrayreel::everywhere});
/// ```
inline constexpr everywhere_t everywhere{};

} // namespace arrayreel::ARRAYREEL_ABI

#if !defined(ARRAYREEL_COMPILED)
#include "detail/video/codec_table.hpp" // and the definitions
#endif
