// From a codec's settings to FFmpeg's: the encoders to try, their options, the container.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "../../video_options.hpp"
#include "../base/message.hpp"
#include "../simd/sets.hpp"
#include "codec_table.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

/// An encoder to try, and its settings.
struct encoder_choice {
  std::string name;
  ffmpeg_options settings{};
  std::optional<double> crf{}; ///< for an encoder that has only bit rates

  [[gnu::cold]] encoder_choice& set(const char* option, std::string value) {
    settings.emplace_back(option, std::move(value));
    return *this;
  }
};

/// How one source is to be encoded.
struct encoder_plan {
  const codec_facts* codec = nullptr;
  const container_facts* container = nullptr;
  std::vector<encoder_choice> encoders{};
  ffmpeg_options user{};
  std::optional<std::int64_t> bitrate{};
  std::optional<double> qscale{}; ///< Theora's quality
};

/// Builds the plan for one codec.
class encoder_planner {
public:
  /// \param from_path the container that the file's name implies, or automatic.
  [[gnu::cold]] encoder_planner(const codec_settings& settings, const video_options& options,
                                container from_path)
      : settings_(settings), facts_(settings.facts()), options_(options) {
    plan_.codec = &facts_;
    plan_.user = settings.options;
    plan_.bitrate = settings.bitrate;
    choose_container(from_path);
    check_rate_control();
    check_speed();
  }

  [[nodiscard, gnu::cold]] encoder_plan plan() {
    switch (settings_.id) {
      case codec_id::h264: plan_h264(); break;
      case codec_id::h264_rgb: add_x264("libx264rgb").set("qp", "0"); break;
      case codec_id::hevc: plan_hevc(); break;
      case codec_id::av1: plan_av1(); break;
      case codec_id::vp9:
        if (encoder_choice& vpx = add_vp9(); has_quality_)
          vpx.set("crf", quality_text()).set("b", "0");
        break;
      case codec_id::vp9_lossless: add_vp9().set("lossless", "1"); break;
      case codec_id::vp8: plan_vp8(); break;
      case codec_id::theora:
        if (has_quality_) plan_.qscale = quality();
        add("libtheora");
        break;
      case codec_id::ffv1: add("ffv1").set("level", "3").set("slicecrc", "1").set("g", "1"); break;
      case codec_id::gif:
        // Differences encoded as transparency need a palette entry, which a full colormap does not
        // leave.
        add("gif").set("gifflags", "+offsetting-transdiff");
        break;
      case codec_id::apng: add("apng").set("pred", "up"); break;
      case codec_id::webp: plan_webp(); break;
    }
    return std::move(plan_);
  }

private:
  [[gnu::cold]] encoder_choice& add(const char* name) {
    return plan_.encoders.emplace_back(encoder_choice{name});
  }

  [[gnu::cold]] void plan_h264() {
    encoder_choice& x264 = add_x264("libx264");
    if (has_quality_) x264.set("crf", quality_text());
    for (const char* name :
         {"libopenh264", "h264_nvenc", "h264_amf", "h264_videotoolbox", "h264_mf", "h264_v4l2m2m"})
      add_without_crf(name);
  }

  [[gnu::cold]] void plan_hevc() {
    check_name("preset", settings_.preset, presets);
    check_name("tune", settings_.tune, " psnr ssim grain fastdecode zerolatency animation ");
    encoder_choice& x265 = add("libx265").set("preset", settings_.preset);
    if (!settings_.tune.empty()) x265.set("tune", settings_.tune);
    if (has_quality_) x265.set("crf", quality_text());
    // x265 writes to stderr on its own.
    std::string parameters = "log-level=none";
    if (options_.crash_safe) parameters += ":bframes=0:rc-lookahead=0:frame-threads=1";
    set_parameters(x265, "x265-params", parameters);
    for (const char* name : {"hevc_nvenc", "hevc_videotoolbox"}) add_without_crf(name);
  }

  [[gnu::cold]] void plan_av1() {
    const std::string crf = quality_text();
    encoder_choice& svt = add("libsvtav1").set("preset", to_text(settings_.speed));
    if (has_quality_) {
      svt.set("crf", crf);
      // More bits where neighbours hardly differ, since a wrong colour is seen there. Without it
      // version 4 shows some squares a level off. Versions before 2.2 do not know it, and go on.
      set_parameters(svt, "svtav1-params", "enable-variance-boost=1:variance-boost-strength=1");
    }
    encoder_choice& aom = add("libaom-av1")
                              .set("usage", "realtime")
                              .set("cpu-used", to_text(std::min(settings_.speed, 8)))
                              .set("row-mt", "1")
                              .set("lag-in-frames", "0");
    if (has_quality_) aom.set("crf", crf).set("b", "0");
    encoder_choice& rav1e = add("librav1e").set("speed", to_text(std::min(settings_.speed, 10)));
    if (has_quality_) rav1e.set("qp", to_text(quality() * 255 / 63));
    // SVT-AV1 looks many frames ahead, libaom in real time none, but does not know its parameters.
    const bool is_for_svt =
        std::any_of(plan_.user.begin(), plan_.user.end(),
                    [](const auto& option) { return option.first == "svtav1-params"; });
    if (options_.crash_safe && !is_for_svt) std::swap(plan_.encoders[0], plan_.encoders[1]);
  }

  [[gnu::cold]] encoder_choice& add_vp9() {
    return add("libvpx-vp9")
        .set("deadline", "realtime")
        .set("cpu-used", to_text(settings_.speed))
        .set("row-mt", "1")
        .set("lag-in-frames", "0");
  }

  [[gnu::cold]] void plan_vp8() {
    // If the speed is above 0, libvpx adapts it to the time that frames take: on a busy machine the
    // same frames would give other bytes. A negative speed is fixed.
    encoder_choice& vpx = add("libvpx")
                              .set("deadline", "realtime")
                              .set("cpu-used", to_text(-std::max(settings_.speed, 1)))
                              .set("lag-in-frames", "0")
                              .set("auto-alt-ref", "0");
    // libvpx's VP8 always obeys a bit rate, by default a very low one.
    if (has_quality_) vpx.set("crf", quality_text()).set("b", "200M");
  }

  [[gnu::cold]] void plan_webp() {
    encoder_choice& webp = add("libwebp_anim");
    if (has_quality_) webp.set("lossless", settings_.quality ? "0" : "1");
    if (settings_.quality) webp.set("quality", to_text(*settings_.quality));
  }

  [[gnu::cold]] encoder_choice& add_x264(const char* encoder) {
    // x264 writes to stderr on its own if it does not know a name.
    constexpr std::string_view tunes =
        " film animation grain stillimage psnr ssim fastdecode zerolatency ";
    constexpr std::string_view profiles = " baseline main high high10 high422 high444 ";
    check_name("preset", settings_.preset, presets);
    check_name("tune", settings_.tune, tunes);
    for (const auto& [name, value] : plan_.user) {
      if (name == "preset") check_name("preset", value, presets);
      if (name == "tune") check_name("tune", value, tunes);
      if (name == "profile") check_name("profile", value, profiles);
    }
    encoder_choice& x264 = add(encoder).set("preset", settings_.preset);
    if (!settings_.tune.empty()) x264.set("tune", settings_.tune);
    std::string parameters;
    // With AVX-512, x264's lookahead reads memory that was never set: sometimes the same frames
    // would be encoded differently.
    // (Clang's interpreter does not find the symbol that the compiler's own question needs.)
#if defined(ARRAYREEL_SIMD_FAMILY) && defined(__x86_64__)
    if (simd_of_processor() >= simd_level::avx2) parameters = "asm=AVX2";
#elif defined(__GNUC__) && (defined(__x86_64__) || defined(__i386__))
    if (__builtin_cpu_supports("avx2")) parameters = "asm=AVX2";
#endif
    if (options_.crash_safe) {
      // Every frame leaves the encoder at once, so that it can be written to the disk.
      x264.set("bf", "0").set("rc-lookahead", "0").set("mbtree", "0");
      parameters += parameters.empty() ? "" : ":";
      parameters += "sliced-threads=1:sync-lookahead=0:force-cfr=1";
    }
    if (!parameters.empty()) set_parameters(x264, "x264-params", parameters);
    return x264;
  }

  /// Adds an encoder without constant quality, which gets a bit rate instead.
  void add_without_crf(const char* name) {
    encoder_choice& choice = add(name);
    if (has_quality_) choice.crf = quality();
  }

  /// Adds settings in the encoder's own syntax, before the user's.
  [[gnu::cold]] void set_parameters(encoder_choice& choice, const char* name,
                                    const std::string& value) {
    for (auto& entry : plan_.user)
      if (entry.first == name) entry.second = value + ":" + entry.second;
    choice.set(name, value);
  }

  /// x264 and x265 use a larger quantiser for frames that are shown for a shorter time: 2.4 steps
  /// for half the time, from 25 to 100 frames per second. Frames of data are looked at one by one,
  /// so this is undone.
  [[nodiscard]] double quality() const {
    if (settings_.quality) return *settings_.quality;
    if (settings_.id != codec_id::h264 && settings_.id != codec_id::hevc)
      return facts_.quality.standard;
    return facts_.quality.standard -
           2.4 * std::log2(std::clamp(options_.fps.value(), 25.0, 100.0) / 25);
  }
  [[nodiscard]] std::string quality_text() const { return to_text(quality()); }

  [[gnu::cold]] void choose_container(container from_path) {
    container wanted = facts_.containers.front();
    if (from_path != container::automatic) wanted = from_path;
    if (settings_.container != container::automatic) wanted = settings_.container;
    std::string names;
    for (const container c : facts_.containers) {
      if (c == container::automatic) break;
      if (c == wanted) {
        plan_.container = &facts_of(wanted);
        return check_crash_safe();
      }
      names += (names.empty() ? "" : ", ") + std::string(facts_of(c).name);
    }
    refuse(error_kind::parameter,
           {facts_.name, " in the container ", facts_of(wanted).name, "; expected ", names});
  }

  void check_crash_safe() const {
    if (options_.crash_safe && !plan_.container->fragments)
      refuse(error_kind::parameter,
             {"crash_safe with the container ", plan_.container->name, "; expected ",
              names_among(container_table, [](const container_facts& c) { return c.fragments; })});
  }

  /// Checks that at most one rate control is given. Returns whether to set a quality: the given one
  /// or the standard one.
  [[gnu::cold]] void check_rate_control() {
    const quality_facts& q = facts_.quality;
    if (*q.option == '\0' && !facts_.refuses_rates) return;
    const std::optional<double>& quality = settings_.quality;
    if (quality && !(*quality >= q.least && *quality <= q.most))
      refuse(error_kind::parameter, {facts_.name, " with a ", q.option, " of ", *quality,
                                     "; expected ", q.least, " to ", q.most});
    if (settings_.bitrate && *settings_.bitrate < 1)
      refuse(error_kind::parameter, {facts_.name, " with a bitrate of ", *settings_.bitrate,
                                     "; expected bits per second above 0"});
    std::vector<std::string> given;
    if (quality) given.push_back(joined_text({q.option, " ", *quality}));
    if (settings_.bitrate) given.push_back(joined_text({"bitrate ", *settings_.bitrate}));
    for (const auto& entry : plan_.user)
      for (const char* rate : {"crf", "qp", "b", "b:v", "cq", "qscale", "global_quality", "quality",
                               "lossless", "bitrate"})
        if (entry.first == rate || holds_parameter(entry, rate))
          given.push_back("the option " + in_quotes(entry.first));
    if (given.size() > 1)
      refuse(error_kind::parameter, {facts_.name, " with ", given[0], " and ", given[1],
                                     "; expected at most one rate control"});
    has_quality_ = given.empty() || quality;
    if (facts_.refuses_rates && !has_quality_)
      refuse(error_kind::parameter,
             {facts_.name, " with an option of rate control; expected none, as it is exact"});
  }

  /// Whether text in an encoder's own syntax, "crf=20:ref=1", sets a name.
  [[nodiscard, gnu::cold]] static bool
  holds_parameter(const std::pair<std::string, std::string>& option, std::string_view name) {
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

  void check_speed() const {
    if (facts_.speed.most == 0 || (settings_.speed >= 0 && settings_.speed <= facts_.speed.most))
      return;
    refuse(error_kind::parameter, {facts_.name, " with a ", facts_.speed.option, " of ",
                                   settings_.speed, "; expected 0 to ", facts_.speed.most});
  }

  static constexpr std::string_view presets =
      " ultrafast superfast veryfast faster fast medium slow slower veryslow placebo ";

  /// \param known names separated by spaces
  [[gnu::cold]] void check_name(const char* what, const std::string& name,
                                std::string_view known) const {
    if (name.empty() || (name.find(' ') == name.npos && known.find(" " + name + " ") != known.npos))
      return;
    refuse(error_kind::parameter, {facts_.name, " with the ", what, " ", in_quotes(name),
                                   "; expected one of", known.substr(0, known.size() - 1)});
  }

  const codec_settings& settings_;
  const codec_facts& facts_;
  const video_options& options_;
  encoder_plan plan_;
  bool has_quality_ = false;
};

[[nodiscard, gnu::cold, gnu::noinline]] inline encoder_plan
plan_of(const codec_settings& source, const video_options& options, container from_path) {
  return encoder_planner(source, options, from_path).plan();
}
[[nodiscard, gnu::cold]] inline encoder_plan
plan_of(const codec& source, const video_options& options, container from_path) {
  return plan_of(source.settings(), options, from_path);
}

} // namespace arrayreel::ARRAYREEL_ABI::detail
