// Opens an encoder by trial: the first of several that accepts its settings.
#pragma once

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdlib> // getenv
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "../../frame_rate.hpp"
#include "../platform/memory.hpp"
#include "../platform/signals.hpp"
#include "../platform/threads.hpp"
#include "../base/checked_math.hpp"
#include "../base/message.hpp"
#include "encoder_plan.hpp"
#include "libav.hpp"
#include "svt.hpp"
#include "thread_room.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

/// What all sources of a movie have in common.
struct video_format {
  std::size_t width;
  std::size_t height;
  bool gray;      ///< all frames are gray
  bool alpha;     ///< the array has an alpha channel
  unsigned depth; ///< bits of a component in exact formats, 8 or 16
  frame_rate fps;
  bool constant_rate; ///< false: frames have the caller's times
  AVRational time_base;
  std::int64_t begin; ///< of the first frame, in units of that; a part's is later than 0
  double keyframe_interval; ///< seconds
  unsigned threads;
  bool loop;
};

[[nodiscard]] inline AVPixelFormat pixel_format_of(pixel_kind kind, const video_format& f) {
  const bool deep = f.depth == 16;
  switch (kind) {
    case pixel_kind::yuv420: return AV_PIX_FMT_YUV420P;
    case pixel_kind::packed: return AV_PIX_FMT_BGR0;
    case pixel_kind::planar: return AV_PIX_FMT_GBRP;
    case pixel_kind::indexed: return AV_PIX_FMT_PAL8;
    // libwebp and FFV1 take numbers as the machine has them: RGB32 is BGRA or, where the highest byte
    // comes first, ARGB.
    case pixel_kind::bgra: return AV_PIX_FMT_RGB32;
    case pixel_kind::archive:
      if (f.alpha) return deep ? AV_PIX_FMT_RGBA64 : AV_PIX_FMT_RGB32;
      if (f.gray) return deep ? AV_PIX_FMT_GRAY16 : AV_PIX_FMT_GRAY8;
      return deep ? AV_PIX_FMT_RGB48 : AV_PIX_FMT_0RGB32;
    case pixel_kind::picture:
      if (f.gray && f.alpha) return deep ? AV_PIX_FMT_YA16BE : AV_PIX_FMT_YA8;
      if (f.alpha) return deep ? AV_PIX_FMT_RGBA64BE : AV_PIX_FMT_RGBA;
      if (f.gray) return deep ? AV_PIX_FMT_GRAY16BE : AV_PIX_FMT_GRAY8;
      return deep ? AV_PIX_FMT_RGB48BE : AV_PIX_FMT_RGB24;
  }
  return AV_PIX_FMT_NONE;
}

/// An encoder that is ready for frames.
struct opened_encoder {
  av_codec_context context;
  std::string name;
  ffmpeg_options left_over; ///< the user's options that it did not accept
};

/// The most threads that an encoder starts by itself if it is told to use so many (0: its own
/// choice). The number may be too high, not too low.
[[nodiscard, gnu::cold]] inline std::size_t threads_started_by(std::string_view encoder,
                                                               std::size_t told) {
  const std::size_t processors = all_processors();
  if (encoder == "libx265") // it has a pool besides
    return processors + (told != 0 ? told : std::min<std::size_t>(processors, 16)) + 2;
  if (encoder == "libsvtav1") return 64 + 32 * processors; // for each of its many stages
  if (told == 1 || encoder == "libtheora" || encoder == "libwebp_anim") return 0;
  if (told == 0) told = processors + processors / 2;
  return told + told / 2 + 2; // x264's lookahead has some of its own
}

/// The environment variable whose names, separated by commas, are those of encoders that FFmpeg is
/// to be without; "lib*" are all that begin so. Spaces around a name do not count.
inline constexpr const char* hidden_encoders = "ARRAYREEL_HIDDEN_ENCODERS";

[[nodiscard, gnu::cold]] inline bool is_hidden(std::string_view encoder) {
  const char* const variable = std::getenv(hidden_encoders);
  for (std::string_view left = variable != nullptr ? variable : ""; !left.empty();) {
    const std::size_t end = std::min(left.find(','), left.size());
    std::string_view name = left.substr(0, end);
    left.remove_prefix(std::min(end + 1, left.size()));
    name.remove_prefix(std::min(name.find_first_not_of(" \t"), name.size()));
    name.remove_suffix(name.size() - (name.find_last_not_of(" \t") + 1));
    const bool is_beginning = name.ends_with('*');
    if (is_beginning) name.remove_suffix(1);
    if (is_beginning ? encoder.starts_with(name) : encoder == name) return true;
  }
  return false;
}

/// Whether an encoder's movies are wrong on this processor. On s390x those of SVT-AV1 1.4 cannot be
/// decoded, and it crashes; x265 3.5 writes some blocks in other colours.
[[nodiscard]] constexpr bool writes_wrong_movies(std::string_view encoder) {
  return std::endian::native == std::endian::big &&
         (encoder == "libsvtav1" || encoder == "libx265");
}

/// Why FFmpeg's encoder of that name is not used; empty where it is.
[[nodiscard, gnu::cold]] inline std::string reason_against(const std::string& encoder) {
  if (is_hidden(encoder)) return joined_text({"hidden by ", hidden_encoders});
  if (avcodec_find_encoder_by_name(encoder.c_str()) == nullptr) return "not in this FFmpeg";
  if (writes_wrong_movies(encoder)) return "writes wrong movies on a big-endian processor";
  return {};
}

/// Tries the encoders of a plan one after the other.
class encoder_opener {
public:
  encoder_opener(const encoder_plan& plan, const video_format& format, bool global_header)
      : plan_(plan), format_(format), global_header_(global_header) {}

  /// The first encoder that opens; none where none does, and then `tried()` says why.
  /// \throws error (limit) if memory was missing.
  [[nodiscard, gnu::cold]] opened_encoder open() {
    check_memory();
    for (const encoder_choice& choice : plan_.encoders) {
      std::string reason = reason_against(choice.name);
      if (reason.empty()) {
        const AVCodec& encoder = *avcodec_find_encoder_by_name(choice.name.c_str());
        has_software_ |= (encoder.capabilities & AV_CODEC_CAP_HARDWARE) == 0;
        opened_encoder result = attempt(encoder, choice, reason);
        if (result.context != nullptr) return result;
      }
      tried_ += (tried_.empty() ? "" : "; ") + choice.name + ": " + reason;
    }
    return {};
  }

  /// Each encoder that did not open and why, as a text.
  [[nodiscard]] const std::string& tried() const noexcept { return tried_; }
  /// Whether one of them is no device's: it is there, so that something else is in the way.
  [[nodiscard]] bool has_software() const noexcept { return has_software_; }
  /// Whether the system starts too few threads for one of them.
  [[nodiscard]] bool is_short_of_threads() const noexcept { return short_of_threads_; }

private:
  /// Without memory, some encoders write to stderr or end the program. So as much memory as they
  /// need is allocated first, and freed again without being touched.
  [[gnu::cold]] void check_memory() const {
    const double wanted = static_cast<double>(plan_.codec->memory) * 1.25 *
                          static_cast<double>(format_.width) *
                          static_cast<double>(format_.height);
    // Memory that does not depend on the frames, such as threads' stacks and heaps. Most of it is
    // for x265, which crashes without it.
    constexpr double megabyte = 1 << 20;
    const double besides = plan_.codec->picture                ? 16 * megabyte
                           : plan_.codec->id == codec_id::hevc ? 320 * megabyte
                                                               : 64 * megabyte;
    const double bytes = wanted + besides;
    if (bytes >= static_cast<double>(max_bytes) || !has_memory(static_cast<std::size_t>(bytes)))
      refuse(error_kind::limit, {"a movie of ", format_.width, " x ", format_.height, " pixels by ",
                                 plan_.codec->name, ": not enough memory; expected about ",
                                 static_cast<std::uint64_t>(bytes / megabyte), " MiB"});
  }

  [[nodiscard, gnu::cold]] static bool has_room_for(std::size_t threads) {
    return threads == 0 || threads_that_start(threads) == threads;
  }

  [[nodiscard, gnu::cold]] opened_encoder attempt(const AVCodec& encoder,
                                                  const encoder_choice& choice,
                                                  std::string& reason) {
    const unsigned told = format_.threads != 0 ? format_.threads : plan_.codec->threads;
    if (has_room_for(threads_started_by(choice.name, told)))
      return attempt(encoder, choice, told, {}, reason);
    // x265 works without its pool only if it is told so, and then still needs a thread.
    const bool x265 = choice.name == "libx265";
    const std::size_t least = x265 ? 1 : threads_started_by(choice.name, 1);
    if (has_room_for(least))
      return attempt(encoder, choice, 1, x265 ? ":pools=none:frame-threads=1" : "", reason);
    short_of_threads_ = true;
    reason = joined_text({"needs ", least, least == 1 ? " thread" : " threads",
                          " of its own, which the system does not start"});
    return {};
  }

  /// \param x265_more settings in x265's own syntax, after all others
  [[nodiscard, gnu::cold]] opened_encoder attempt(const AVCodec& encoder,
                                                  const encoder_choice& choice, unsigned threads,
                                                  const std::string& x265_more,
                                                  std::string& reason) const {
    opened_encoder result{
        av_codec_context(av_not_null(avcodec_alloc_context3(&encoder), "an encoder")),
        choice.name,
        {}};
    for (const auto& [name, value] : plan_.user)
      if (!takes_value(encoder.priv_class, name, value)) {
        reason = "does not take the option " + in_quotes(name) + " = " + in_quotes(value);
        result.context.reset();
        return result;
      }
    describe(*result.context);
    result.context->thread_count = static_cast<int>(threads);
    if (choice.crf) result.context->bit_rate = rate_for(*choice.crf);
    std::optional<svt_manners> manners;
    if (choice.name == "libsvtav1") manners.emplace();
    av_options settings;
    for (const auto& [name, value] : plan_.user) settings.set(name, value);
    for (const auto& [name, value] : choice.settings) settings.set_default(name, value);
    if (!x265_more.empty())
      settings.set("x265-params", settings.value("x265-params") + x265_more);
    const int code = [&] {
      const blocked_signals program_signals;
      return avcodec_open2(result.context.get(), &encoder, settings.get());
    }();
    if (is_out_of_memory(code)) refuse_memory("the encoder ", choice.name);
    if (code < 0) {
      reason = av_message(code);
      result.context.reset();
      return result;
    }
    for (const char* quality : {"crf", "qp", "lossless", "quality"})
      if (settings.has(quality) && !is_users(quality)) {
        reason = std::string("does not know ") + quality;
        result.context.reset();
        return result;
      }
    for (const auto& entry : plan_.user)
      if (settings.has(entry.first.c_str())) result.left_over.push_back(entry);
    return result;
  }

  [[gnu::cold]] void describe(AVCodecContext& c) const {
    c.width = static_cast<int>(format_.width);
    c.height = static_cast<int>(format_.height);
    c.pix_fmt = pixel_format_of(plan_.codec->pixels, format_);
    // Its encoder would drop fractions of a millisecond.
    c.time_base = plan_.codec->pixels == pixel_kind::bgra ? AVRational{1, 1000} : format_.time_base;
    c.framerate = {format_.fps.numerator(), format_.fps.denominator()};
    c.sample_aspect_ratio = {1, 1};
    c.gop_size = keyframe_distance();
    // With the caller's times, reordered frames would give MP4 a wrong duration.
    if (av_cmp_q(c.time_base, av_inv_q(c.framerate)) != 0) c.max_b_frames = 0;
    if (plan_.bitrate) c.bit_rate = *plan_.bitrate;
    if (plan_.qscale) {
      c.flags |= AV_CODEC_FLAG_QSCALE;
      c.global_quality = static_cast<int>(std::lround(*plan_.qscale * FF_QP2LAMBDA));
    }
    if (global_header_) c.flags |= AV_CODEC_FLAG_GLOBAL_HEADER;
    // Browsers show these colours correctly; others are wrong by up to 39 levels.
    c.color_primaries = AVCOL_PRI_BT709;
    c.color_trc = AVCOL_TRC_BT709;
    // With any other curve FFmpeg writes chunks that make browsers change the colours.
    if (plan_.codec->pixels == pixel_kind::picture) c.color_trc = AVCOL_TRC_IEC61966_2_1;
    if (plan_.codec->pixels == pixel_kind::yuv420) {
      c.color_range = AVCOL_RANGE_MPEG;
      c.colorspace = AVCOL_SPC_SMPTE170M;
      c.chroma_sample_location = AVCHROMA_LOC_CENTER;
    } else {
      c.color_range = AVCOL_RANGE_JPEG;
      c.colorspace = AVCOL_SPC_RGB;
    }
    // Above every level that is printed: silent, without changing the process's log level.
    c.log_level_offset = 100;
  }

  [[nodiscard]] bool is_users(std::string_view option) const {
    return std::any_of(plan_.user.begin(), plan_.user.end(),
                       [&](const auto& entry) { return entry.first == option; });
  }

  /// A bit rate that is enough for most of what x264 needs at a crf: 0.2 bits a pixel at 20, half
  /// of that at 26, because the quantiser's steps double.
  [[nodiscard]] std::int64_t rate_for(double crf) const {
    const double pixels = static_cast<double>(format_.width) * static_cast<double>(format_.height) *
                          format_.fps.value();
    return static_cast<std::int64_t>(
        std::clamp(pixels * 0.2 * std::exp2((20 - crf) / 6), 1e5, 1e9));
  }

  [[nodiscard]] int keyframe_distance() const {
    const double frames = format_.keyframe_interval * format_.fps.value();
    return frames >= 1e6 ? 1'000'000 : frames < 1 ? 1 : static_cast<int>(std::lround(frames));
  }

  const encoder_plan& plan_;
  const video_format& format_;
  bool global_header_;
  std::string tried_;
  bool has_software_ = false;
  bool short_of_threads_ = false;
};

} // namespace arrayreel::ARRAYREEL_ABI::detail
