// FFmpeg is asked for what it is and has.
#pragma once

#include "ffmpeg_facts.hpp"

#include "encoder.hpp"
#include "encoder_plan.hpp"
#include "libav.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

ARRAYREEL_INLINE std::string ffmpeg_licence_text() { return avcodec_license(); }

ARRAYREEL_INLINE std::string ffmpeg_version_text() { return av_version_info(); }

ARRAYREEL_INLINE std::vector<std::string> encoders_there_for(const codec& wanted) {
  std::vector<std::string> names;
  for (const encoder_choice& choice : plan_of(wanted, {}, container::automatic).encoders)
    if (reason_against(choice.name).empty()) names.push_back(choice.name);
  return names;
}

} // namespace arrayreel::ARRAYREEL_ABI::detail
