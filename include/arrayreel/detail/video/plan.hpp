// From a codec's options to what FFmpeg is to do: encoders to try, their settings, the muxer.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "../../codecs.hpp"
#include "../../error.hpp"
#include "../../video_options.hpp"
#include "libav.hpp"
#include "../base/message.hpp"

namespace arrayreel::inline ARRAYREEL_ABI::detail {

/// One encoder that may be there, and its settings.
struct encoder_choice {
  std::string name;
  av_options settings{};
  std::optional<double> crf{}; ///< to be met by a bit rate, for want of constant quality
};

/// What frames are given to the encoder as.
enum class pixel_kind : unsigned char {
  yuv420,  ///< 8 bit, limited range, BT.601
  packed,  ///< bgr0
  planar,  ///< gbrp
  archive, ///< gray or colour of 8 or 16 bits, alpha where the array has it, native order
  picture, ///< the same, big-endian where 16 bits
  indexed, ///< up to 256 colours
  bgra
};

/// How one source is to be encoded.
struct source_plan {
  const char* codec = "";
  arrayreel::container container = container::automatic;
  pixel_kind pixels = pixel_kind::yuv420;
  std::vector<encoder_choice> encoders{};
  ffmpeg_options user{};
  std::optional<std::int64_t> bitrate{};
  std::optional<double> qscale{}; // Theora's quality
  std::size_t smallest_side = 1;  // of what encoder and decoders take
  std::size_t longest_side = 65535;
  bool even = false;
  bool constant_rate = false; // takes no time stamps
  unsigned threads = 0;       // unless the user says how many; 0: as the encoder thinks best
  double highest_fps = 100'000;
};

struct container_facts {
  arrayreel::container value;
  const char* name; // also the extension
  const char* muxer;
  const char* mime;
  bool fragments; // plays while it is written
};

inline constexpr std::array<container_facts, 7> container_table{{
    {container::mp4, "mp4", "mp4", "video/mp4", true},
    {container::webm, "webm", "webm", "video/webm", true},
    {container::mkv, "mkv", "matroska", "video/x-matroska", true},
    {container::ogg, "ogg", "ogg", "video/ogg", false},
    {container::gif, "gif", "gif", "image/gif", false},
    {container::apng, "apng", "apng", "image/apng", false},
    {container::webp, "webp", "webp", "image/webp", false},
}};

[[nodiscard]] inline const container_facts& facts_of(container value) {
  for (const container_facts& c : container_table)
    if (c.value == value) return c;
  throw error(error_kind::parameter, "a container numbered " +
                                         to_text(static_cast<unsigned>(value)) +
                                         "; expected one of arrayreel::container");
}

/// The lower-case extension of a path without its dot; empty where it has none.
[[nodiscard]] inline std::string extension_of(std::string_view path) {
  const std::size_t name = path.rfind('/') == path.npos ? 0 : path.rfind('/') + 1;
  const std::size_t dot = path.rfind('.');
  if (dot == path.npos || dot <= name) return {};
  std::string extension(path.substr(dot + 1));
  for (char& c : extension)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return extension;
}

/// `automatic` for an extension of no container.
[[nodiscard]] inline container container_of_extension(std::string_view extension) {
  for (const container_facts& c : container_table)
    if (extension == c.name) return c.value;
  if (extension == "m4v") return container::mp4;
  if (extension == "ogv") return container::ogg;
  return container::automatic;
}

/// The codec that a container is for.
[[nodiscard]] inline codec default_codec(container value) {
  switch (value) {
    case container::automatic:
    case container::mp4: return h264{};
    case container::webm: return vp9{};
    case container::mkv: return ffv1{};
    case container::ogg: return theora{};
    case container::gif: return gif{};
    case container::apng: return apng{};
    case container::webp: return webp{};
  }
  return h264{};
}

/// Builds the plan of each codec.
class source_planner {
public:
  /// \param from_path what the file's name says, or automatic.
  source_planner(const video_options& options, container from_path)
      : options_(options), from_path_(from_path) {}

  [[nodiscard]] source_plan operator()(const h264& o) const {
    source_plan plan = base("h264", o, {container::mp4, container::mkv});
    const bool by_quality = takes_quality(plan, "crf", o.crf, 0, 51, o.bitrate);
    plan.smallest_side = 16;
    plan.longest_side = 16384;
    plan.even = true;
    av_options x264 = x264_settings(plan, o.preset, o.tune);
    if (by_quality) x264.set("crf", to_text(o.crf.value_or(default_crf(20))));
    plan.encoders = {{"libx264", x264}};
    for (const char* name :
         {"libopenh264", "h264_nvenc", "h264_amf", "h264_videotoolbox", "h264_mf", "h264_v4l2m2m"})
      plan.encoders.push_back(without_crf(name, by_quality, o.crf.value_or(default_crf(20))));
    return plan;
  }

  [[nodiscard]] source_plan operator()(const h264_rgb& o) const {
    source_plan plan = base("h264_rgb", o, {container::mp4, container::mkv});
    refuse_quality(plan);
    plan.pixels = pixel_kind::packed;
    plan.smallest_side = 16;
    plan.longest_side = 16384;
    av_options x264 = x264_settings(plan, o.preset, {});
    x264.set("qp", "0");
    plan.encoders = {{"libx264rgb", x264}};
    return plan;
  }

  [[nodiscard]] source_plan operator()(const hevc& o) const {
    source_plan plan = base("hevc", o, {container::mp4, container::mkv});
    const bool by_quality = takes_quality(plan, "crf", o.crf, 0, 51, o.bitrate);
    // For pictures narrower than its largest block x265 writes beyond its own memory.
    plan.smallest_side = 64;
    plan.longest_side = 8192;
    plan.even = true;
    check_name(plan, "preset", o.preset, presets);
    check_name(plan, "tune", o.tune, " psnr ssim grain fastdecode zerolatency animation ");
    av_options x265;
    x265.set("preset", o.preset);
    if (!o.tune.empty()) x265.set("tune", o.tune);
    if (by_quality) x265.set("crf", to_text(o.crf.value_or(default_crf(23))));
    // x265 writes to stderr by itself.
    std::string parameters = "log-level=none";
    if (options_.crash_safe) parameters += ":bframes=0:rc-lookahead=0:frame-threads=1";
    set_parameters(plan, x265, "x265-params", parameters);
    plan.encoders = {{"libx265", x265}};
    for (const char* name : {"hevc_nvenc", "hevc_videotoolbox"})
      plan.encoders.push_back(without_crf(name, by_quality, o.crf.value_or(default_crf(23))));
    return plan;
  }

  [[nodiscard]] source_plan operator()(const av1& o) const {
    source_plan plan = base("av1", o, {container::mp4, container::webm, container::mkv});
    const bool by_quality = takes_quality(plan, "crf", o.crf, 1, 63, o.bitrate);
    check_speed(plan, "preset", o.preset, 13);
    plan.smallest_side = 64;
    plan.longest_side = 16384;
    plan.even = true;
    const std::string crf = to_text(o.crf.value_or(35));
    av_options svt;
    svt.set("preset", to_text(o.preset));
    if (by_quality) svt.set("crf", crf);
    av_options aom;
    aom.set("usage", "realtime");
    aom.set("cpu-used", to_text(std::min(o.preset, 8)));
    aom.set("row-mt", "1");
    aom.set("lag-in-frames", "0");
    if (by_quality) {
      aom.set("crf", crf);
      aom.set("b", "0");
    }
    av_options rav1e;
    rav1e.set("speed", to_text(std::min(o.preset, 10)));
    if (by_quality) rav1e.set("qp", to_text(o.crf.value_or(35) * 255 / 63));
    plan.encoders = {{"libsvtav1", svt}, {"libaom-av1", aom}, {"librav1e", rav1e}};
    // SVT-AV1 looks many frames ahead; libaom in real time looks none.
    if (options_.crash_safe) std::swap(plan.encoders[0], plan.encoders[1]);
    return plan;
  }

  [[nodiscard]] source_plan operator()(const vp9& o) const {
    source_plan plan = base("vp9", o, {container::webm, container::mp4, container::mkv});
    const bool by_quality = takes_quality(plan, "crf", o.crf, 0, 63, o.bitrate);
    check_speed(plan, "cpu_used", o.cpu_used, 8);
    plan.smallest_side = 16;
    plan.even = true;
    av_options vpx = vp9_settings(o.cpu_used);
    if (by_quality) {
      vpx.set("crf", to_text(o.crf.value_or(30)));
      vpx.set("b", "0");
    }
    plan.encoders = {{"libvpx-vp9", vpx}};
    return plan;
  }

  [[nodiscard]] source_plan operator()(const vp9_lossless& o) const {
    source_plan plan = base("vp9_lossless", o, {container::webm, container::mp4, container::mkv});
    refuse_quality(plan);
    check_speed(plan, "cpu_used", o.cpu_used, 8);
    plan.pixels = pixel_kind::planar;
    plan.smallest_side = 16;
    av_options vpx = vp9_settings(o.cpu_used);
    vpx.set("lossless", "1");
    plan.encoders = {{"libvpx-vp9", vpx}};
    return plan;
  }

  [[nodiscard]] source_plan operator()(const vp8& o) const {
    source_plan plan = base("vp8", o, {container::webm, container::mkv});
    const bool by_quality = takes_quality(plan, "crf", o.crf, 4, 63, o.bitrate);
    check_speed(plan, "cpu_used", o.cpu_used, 16);
    plan.smallest_side = 16;
    plan.longest_side = 16383;
    plan.even = true;
    // Threads of VP8 wait for each other without sleeping: on a busy machine movies of small
    // frames take ten times as long, or do not end.
    plan.threads = 1;
    av_options vpx;
    vpx.set("deadline", "realtime");
    vpx.set("cpu-used", to_text(o.cpu_used));
    vpx.set("lag-in-frames", "0");
    vpx.set("auto-alt-ref", "0");
    if (by_quality) {
      vpx.set("crf", to_text(o.crf.value_or(10)));
      // libvpx's VP8 keeps to a rate in any case, by default a tiny one.
      vpx.set("b", "200M");
    }
    plan.encoders = {{"libvpx", vpx}};
    return plan;
  }

  [[nodiscard]] source_plan operator()(const theora& o) const {
    source_plan plan = base("theora", o, {container::ogg, container::mkv});
    const bool by_quality = takes_quality(plan, "quality", o.quality, 0, 10, o.bitrate);
    if (by_quality) plan.qscale = o.quality.value_or(9);
    // FFmpeg's decoder refuses anything narrower.
    plan.smallest_side = 18;
    plan.even = true;
    plan.constant_rate = true;
    plan.encoders = {{"libtheora", {}}};
    return plan;
  }

  [[nodiscard]] source_plan operator()(const ffv1& o) const {
    source_plan plan = base("ffv1", o, {container::mkv});
    plan.pixels = pixel_kind::archive;
    // Of frames of 1 or 2 pixels FFmpeg's coder loses the values: it cuts them into 2 x 2 slices.
    plan.smallest_side = 4;
    av_options settings;
    settings.set("level", "3");
    settings.set("slicecrc", "1");
    settings.set("g", "1");
    plan.encoders = {{"ffv1", settings}};
    return plan;
  }

  [[nodiscard]] source_plan operator()(const gif& o) const {
    source_plan plan = base("gif", o, {container::gif});
    plan.pixels = pixel_kind::indexed;
    // Browsers take a delay below 0.02 s for one of 0.1 s.
    plan.highest_fps = 50;
    av_options settings;
    // Differences as transparency need a palette entry that a full colormap does not leave.
    settings.set("gifflags", "+offsetting-transdiff");
    plan.encoders = {{"gif", settings}};
    return plan;
  }

  [[nodiscard]] source_plan operator()(const apng& o) const {
    source_plan plan = base("apng", o, {container::apng});
    plan.pixels = pixel_kind::picture;
    av_options settings;
    settings.set("pred", "up");
    plan.encoders = {{"apng", settings}};
    return plan;
  }

  [[nodiscard]] source_plan operator()(const webp& o) const {
    source_plan plan = base("webp", o, {container::webp});
    const bool by_quality = takes_quality(plan, "quality", o.quality, 0, 100);
    plan.pixels = pixel_kind::bgra;
    plan.longest_side = 16383;
    // The format counts milliseconds.
    plan.highest_fps = 1000;
    av_options settings;
    if (by_quality) settings.set("lossless", o.quality ? "0" : "1");
    if (o.quality) settings.set("quality", to_text(*o.quality));
    plan.encoders = {{"libwebp_anim", settings}};
    return plan;
  }

private:
  template <class Options>
  [[nodiscard]] source_plan base(const char* name, const Options& o,
                                 const std::vector<container>& accepted) const {
    source_plan plan;
    plan.codec = name;
    plan.user = o.options;
    plan.container = o.container != container::automatic  ? o.container
                     : from_path_ != container::automatic ? from_path_
                                                          : accepted.front();
    std::string names;
    for (const container c : accepted) {
      if (c == plan.container) {
        check_crash_safe(plan);
        return plan;
      }
      names += (names.empty() ? "" : ", ") + std::string(facts_of(c).name);
    }
    throw error(error_kind::parameter, std::string(name) + " in the container " +
                                           facts_of(plan.container).name + "; expected " + names);
  }

  void check_crash_safe(const source_plan& plan) const {
    if (options_.crash_safe && !facts_of(plan.container).fragments)
      throw error(error_kind::parameter, std::string("crash_safe with the container ") +
                                             facts_of(plan.container).name +
                                             "; expected mp4, webm or mkv");
  }

  /// Checks that at most one rate control is given, and takes the bit rate.
  /// \returns whether a quality is to be set: that given or the default.
  [[nodiscard]] static bool
  takes_quality(source_plan& plan, const char* name, const std::optional<double>& quality,
                double least, double most, const std::optional<std::int64_t>& bitrate = {}) {
    constexpr std::array<std::string_view, 10> rate_options{
        "crf",     "qp",       "b",      "b:v", "cq", "qscale", "global_quality",
        "quality", "lossless", "bitrate"};
    if (quality && !(*quality >= least && *quality <= most))
      throw error(error_kind::parameter, std::string(plan.codec) + " with a " + name + " of " +
                                             to_text(*quality) + "; expected " + to_text(least) +
                                             " to " + to_text(most));
    if (bitrate && *bitrate < 1)
      throw error(error_kind::parameter, std::string(plan.codec) + " with a bitrate of " +
                                             to_text(*bitrate) +
                                             "; expected bits per second above 0");
    std::vector<std::string> given;
    if (quality) given.push_back(std::string(name) + " " + to_text(*quality));
    if (bitrate) given.push_back("bitrate " + to_text(*bitrate));
    for (const auto& entry : plan.user)
      for (const std::string_view rate : rate_options)
        if (entry.first == rate || holds_parameter(entry, rate))
          given.push_back("the option " + in_quotes(entry.first));
    if (given.size() > 1)
      throw error(error_kind::parameter, std::string(plan.codec) + " with " + given[0] + " and " +
                                             given[1] + "; expected at most one rate control");
    plan.bitrate = bitrate;
    return given.empty() || quality;
  }

  /// Whether an encoder's own syntax, "crf=20:ref=1", sets a name.
  [[nodiscard]] static bool holds_parameter(const std::pair<std::string, std::string>& option,
                                            std::string_view name) {
    if (option.first != "x264-params" && option.first != "x264opts" &&
        option.first != "x265-params")
      return false;
    const std::string& all = option.second;
    for (std::size_t at = all.find(name); at != all.npos; at = all.find(name, at + 1)) {
      const std::size_t end = at + name.size();
      if ((at == 0 || all[at - 1] == ':') && end < all.size() && all[end] == '=') return true;
    }
    return false;
  }

  static void check_speed(const source_plan& plan, const char* name, int value, int most) {
    if (value < 0 || value > most)
      throw error(error_kind::parameter, std::string(plan.codec) + " with a " + name + " of " +
                                             to_text(value) + "; expected 0 to " + to_text(most));
  }

  /// x264 and x265 give a frame that is shown for a shorter time a larger quantiser, 2.4 steps for
  /// half the time, from 25 to 100 frames per second. Frames of data are looked at one by one.
  [[nodiscard]] double default_crf(double at_25_fps) const {
    return at_25_fps - 2.4 * std::log2(std::clamp(options_.fps.value(), 25.0, 100.0) / 25);
  }

  static constexpr std::string_view presets =
      " ultrafast superfast veryfast faster fast medium slow slower veryslow placebo ";

  /// \param known names between spaces
  static void check_name(const source_plan& plan, const char* what, const std::string& name,
                         std::string_view known) {
    if (name.empty() || (name.find(' ') == name.npos && known.find(" " + name + " ") != known.npos))
      return;
    throw error(error_kind::parameter, std::string(plan.codec) + " with the " + what + " " +
                                           in_quotes(name) + "; expected one of" +
                                           std::string(known.substr(0, known.size() - 1)));
  }

  /// An encoder that knows no constant quality, and is to have a bit rate for it.
  [[nodiscard]] static encoder_choice without_crf(const char* name, bool by_quality, double crf) {
    return {name, {}, by_quality ? std::optional<double>(crf) : std::nullopt};
  }

  /// What is exact has no quality.
  static void refuse_quality(source_plan& plan) {
    if (!takes_quality(plan, "quality", {}, 0, 0))
      throw error(error_kind::parameter, std::string(plan.codec) +
                                             " with an option of rate control; expected none, as "
                                             "it is exact");
  }

  /// Settings in the encoder's own syntax, before those that the user may have given so.
  static void set_parameters(source_plan& plan, av_options& settings, const std::string& name,
                             const std::string& value) {
    for (auto& entry : plan.user)
      if (entry.first == name) entry.second = value + ":" + entry.second;
    settings.set(name, value);
  }

  [[nodiscard]] av_options x264_settings(source_plan& plan, const std::string& preset,
                                         const std::string& tune) const {
    // x264 writes to stderr by itself where it does not know a name.
    constexpr std::string_view tunes =
        " film animation grain stillimage psnr ssim fastdecode zerolatency ";
    constexpr std::string_view profiles = " baseline main high high10 high422 high444 ";
    check_name(plan, "preset", preset, presets);
    check_name(plan, "tune", tune, tunes);
    for (const auto& [name, value] : plan.user) {
      if (name == "preset") check_name(plan, "preset", value, presets);
      if (name == "tune") check_name(plan, "tune", value, tunes);
      if (name == "profile") check_name(plan, "profile", value, profiles);
    }
    av_options settings;
    settings.set("preset", preset);
    if (!tune.empty()) settings.set("tune", tune);
    if (options_.crash_safe) {
      // Every frame leaves the encoder at once, so that it can be on the disk.
      settings.set("bf", "0");
      settings.set("rc-lookahead", "0");
      settings.set("mbtree", "0");
      set_parameters(plan, settings, "x264-params",
                     "sliced-threads=1:sync-lookahead=0:force-cfr=1");
    }
    return settings;
  }

  [[nodiscard]] av_options vp9_settings(int cpu_used) const {
    av_options settings;
    settings.set("deadline", "realtime");
    settings.set("cpu-used", to_text(cpu_used));
    settings.set("row-mt", "1");
    settings.set("lag-in-frames", "0");
    return settings;
  }

  const video_options& options_;
  container from_path_;
};

[[nodiscard]] inline source_plan plan_of(const codec& source, const video_options& options,
                                         container from_path) {
  return std::visit(source_planner(options, from_path), source);
}

} // namespace arrayreel::inline ARRAYREEL_ABI::detail
