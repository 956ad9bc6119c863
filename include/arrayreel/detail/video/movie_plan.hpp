// The checks of a movie's options, and what is planned for each of its sources.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <utility>
#include <vector>

#include "../../video_options.hpp"
#include "../base/message.hpp"
#include "../raster/arrange.hpp" // checks of factors and of colorbars
#include "../values/range_of_options.hpp"
#include "encoder_plan.hpp"
#include "encoder_trial.hpp"
#include "timing.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

/// The options themselves.
/// \throws error (parameter) for options that contradict each other or are outside their ranges.
[[nodiscard, gnu::cold]] inline video_options checked(const video_options& o) {
  const auto check = [](bool is_fine, std::initializer_list<text_part> message) {
    if (!is_fine) refuse(error_kind::parameter, message);
  };
  check_mapping(mapping_of(o));
  const bool has_range = o.range || (o.vmin && o.vmax);
  check(o.range_policy != range_policy::given || has_range,
        {"range_policy given without a range; expected vmin and vmax, or range"});
  check(o.range_policy != range_policy::whole,
        {"range_policy whole for frames that come one by one; expected first_frame, per_frame or "
         "a range"});
  check(o.range_policy != range_policy::per_frame || !has_range,
        {"range_policy per_frame beside a range; expected one of the two"});
  check(o.range_policy != range_policy::first_frame || !has_range,
        {"range_policy first_frame beside a range; expected one of the two"});
  check(!o.bit_depth || *o.bit_depth == 8 || *o.bit_depth == 16,
        {"a bit_depth of ", o.bit_depth.value_or(8), "; expected 8 or 16"});
  check(o.background.a == 255,
        {"a background with an alpha of ", o.background.a, "; expected an opaque colour"});
  detail::check(o.upscale);
  check_colorbar_label(static_cast<bool>(o.colorbar), o.colorbar_label);
  check(!o.colorbar || o.range_policy != range_policy::per_frame,
        {"range_policy per_frame beside a colorbar; expected one range for all frames"});
  check(o.keyframe_interval > 0 && o.keyframe_interval <= 1e6,
        {"a keyframe_interval of ", o.keyframe_interval, "; expected seconds above 0"});
  check(o.threads <= 1024, {"threads of ", o.threads, "; expected 0 to 1024"});
  const std::uint64_t first_frame = o.segment.first_frame;
  check(first_frame <= 1'000'000'000'000,
        {"a segment from frame ", first_frame, "; expected up to 10^12"});
  const double first_time = o.segment.first_time.value_or(0);
  check(first_time - first_time == 0,
        {"a segment of a movie from ", first_time, " s; expected a finite number"});
  check(o.queue != 0, {"a queue of 0 frames; expected 1 or more"});
  return o;
}

/// \throws error (parameter) where a source cannot do what the options want.
[[gnu::cold]] inline void check_plan(const encoder_plan& plan, const video_options& options) {
  const auto has_texts = [](const container_facts& c) { return c.fragments; };
  if (options.describe && !has_texts(*plan.container))
    refuse(error_kind::parameter, {"describe for the container ", plan.container->name,
                                   "; expected ", names_among(container_table, has_texts)});
  if ((options.segment.first_frame > 0 || options.segment.first_time) && !has_texts(*plan.container))
    refuse(error_kind::parameter, {"a segment in the container ", plan.container->name,
                                   "; expected ", names_among(container_table, has_texts)});
  if (options.bit_depth == 16U && !plan.codec->takes_16_bits())
    refuse(error_kind::parameter,
           {"a bit_depth of 16 for ", plan.codec->name, "; expected ",
            names_among(codec_table, [](const codec_facts& c) { return c.takes_16_bits(); })});
}

/// The plan for the first codec that all browsers play and that this FFmpeg can write as the
/// options want it.
/// \throws error (encoder) that says why each is not; (parameter) where none of them is what the
/// options want.
[[nodiscard, gnu::cold]] inline encoder_plan plan_for_browsers(const codec_settings& wanted,
                                                               const video_options& options,
                                                               container from_path, bool to_sink) {
  constexpr codec_id best_first[] = {codec_id::h264, codec_id::vp9,  codec_id::vp8, codec_id::av1,
                                     codec_id::webp, codec_id::apng, codec_id::gif};
  const codec_facts* wants_encoder = nullptr; // the first that is as the options want it
  std::string tried;
  for (const codec_id id : best_first) {
    std::string reason;
    try {
      codec_settings settings = default_settings(id);
      settings.container = wanted.container;
      std::vector<encoder_plan> plan{plan_of(settings, options, from_path)};
      check_plan(plan.front(), options);
      static_cast<void>(video_timing(options.fps, plan, options.segment));
      if (to_sink && id == codec_id::apng) // whose head is written last
        refuse(error_kind::parameter, {"apng to a sink"});
      if (opens(plan.front(), options, reason)) return std::move(plan.front());
      if (wants_encoder == nullptr) wants_encoder = &facts_of(id);
    } catch (const error& e) {
      if (e.kind() == error_kind::limit) throw;
      reason = e.what();
    }
    tried += (tried.empty() ? "" : "; ") + reason;
  }
  if (wants_encoder == nullptr)
    refuse(error_kind::parameter, {"no codec for any_browser; tried ", tried});
  refuse(error_kind::encoder, {"no encoder for any_browser; tried ", tried,
                               other_ways(wants_encoder->name, wants_encoder->libraries)});
}

/// A plan for each source.
/// \param from_path the container that the file's name implies, or automatic.
/// \param to_sink whether it goes to a function of the user's
/// \throws error (parameter) where a source cannot do what the options want.
[[nodiscard, gnu::cold]] inline std::vector<encoder_plan>
plans_for(const video_options& options, container from_path, bool to_sink) {
  std::vector<encoder_plan> result;
  if (options.sources.empty())
    result.push_back(
        plan_of(default_settings(default_codec(from_path)), options, from_path));
  // Of several, each has its own container.
  const bool one = options.sources.size() == 1;
  for (const codec& source : options.sources) {
    const bool any = source.settings().for_browsers;
    if (any && !one)
      refuse(error_kind::parameter, {"any_browser among ", options.sources.size(),
                                     " sources; expected it alone, as all browsers play it"});
    result.push_back(any ? plan_for_browsers(source.settings(), options, from_path, to_sink)
                         : plan_of(source, options, one ? from_path : container::automatic));
  }
  for (const encoder_plan& plan : result) check_plan(plan, options);
  return result;
}

} // namespace arrayreel::ARRAYREEL_ABI::detail
