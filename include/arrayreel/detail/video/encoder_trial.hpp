// Which encoders this FFmpeg has: the one that a movie asks for, the best of several, and what is
// there instead.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "../../video_options.hpp"
#include "../base/message.hpp"
#include "codec_table.hpp"
#include "encoder.hpp"
#include "encoder_plan.hpp"
#include "libav.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

[[nodiscard, gnu::cold]] inline bool has_muxer(const container_facts& facts) {
  return av_guess_format(facts.muxer, nullptr, nullptr) != nullptr;
}

/// Whether a small movie could begin: an encoder opens. Having one is not enough, as those of
/// devices are in every FFmpeg.
/// \param reason is told why not
[[nodiscard, gnu::cold, gnu::noinline]] inline bool
opens(const encoder_plan& plan, const video_options& options, std::string& reason) {
  if (!has_muxer(*plan.container)) {
    reason = joined_text({"the muxer ", plan.container->muxer, ": not in this FFmpeg"});
    return false;
  }
  constexpr std::size_t side = 256; // more than the least of devices' encoders
  const frame_rate fps = options.fps;
  const video_format format{.width = side,
                            .height = side,
                            .gray = false,
                            .alpha = false,
                            .depth = options.bit_depth.value_or(8),
                            .fps = fps,
                            .constant_rate = true,
                            .time_base = {fps.denominator(), fps.numerator()},
                            .begin = 0,
                            .keyframe_interval = options.keyframe_interval,
                            .threads = 1,
                            .loop = options.loop};
  encoder_opener opener(plan, format, true);
  const bool has_opened = opener.open().context != nullptr;
  reason = opener.tried();
  return has_opened;
}

/// "gif, apng and ffv1": the codecs that this FFmpeg can write; empty where there are none.
[[nodiscard, gnu::cold]] inline std::string writable_codecs() {
  std::vector<const char*> names;
  const video_options options;
  for (const codec_facts& facts : codec_table) {
    try {
      std::string reason;
      if (opens(plan_of(default_settings(facts.id), options, container::automatic), options, reason))
        names.push_back(facts.name);
    } catch (const error&) { // too little memory for it
    }
  }
  std::string text;
  for (std::size_t i = 0; i < names.size(); ++i)
    text += (i == 0 ? "" : i + 1 < names.size() ? ", " : " and ") + std::string(names[i]);
  return text;
}

/// What else this FFmpeg writes, and where there is one that writes more.
/// \param codec "h264"
/// \param libraries one of which FFmpeg needs for it; empty where it has its own encoder
[[nodiscard, gnu::cold]] inline std::string other_ways(std::string_view codec,
                                                       std::string_view libraries) {
  const std::string writable = writable_codecs();
  std::string text =
      "; this FFmpeg can write " + (writable.empty() ? "none of the codecs" : writable);
  if (!libraries.empty())
    text += joined_text({"; ", codec, " needs one that was built with ", libraries,
                         ", such as that of Debian, Homebrew or conda-forge"});
  return text;
}

/// An encoder for frames of this format.
/// \throws error (encoder) that names all encoders that were tried and why each failed, and what
/// else this FFmpeg can write if that is for want of libraries; (limit) if memory or threads were
/// missing.
[[nodiscard, gnu::cold]] inline opened_encoder
open_encoder(const encoder_plan& plan, const video_format& format, bool global_header) {
  encoder_opener opener(plan, format, global_header);
  opened_encoder result = opener.open();
  if (result.context != nullptr) return result;
  std::string options;
  for (const auto& [name, value] : plan.user)
    options += (options.empty() ? " with options " : ", ") + name + "=" + value;
  const bool is_short = opener.is_short_of_threads();
  // Another FFmpeg does not help where an encoder is there and is not used.
  const bool is_wrong =
      std::any_of(plan.encoders.begin(), plan.encoders.end(),
                  [](const encoder_choice& choice) { return writes_wrong_movies(choice.name); });
  const std::string others =
      is_short || opener.has_software()
          ? std::string()
          : other_ways(plan.codec->name, is_wrong ? std::string_view() : plan.codec->libraries);
  refuse(is_short ? error_kind::limit : error_kind::encoder,
         {"no encoder for ", plan.codec->name, " of ", format.width, " x ", format.height, " pixels",
          options, "; tried ", opener.tried(), others});
}

} // namespace arrayreel::ARRAYREEL_ABI::detail
