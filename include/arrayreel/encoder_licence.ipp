// FFmpeg is asked for what it is and has.
#pragma once

#include "encoder_licence.hpp"

#include "detail/video/encoder.hpp"
#include "detail/video/encoder_plan.hpp"
#include "detail/video/libav.hpp"

namespace arrayreel::ARRAYREEL_ABI {

ARRAYREEL_INLINE std::string encoder_licence() { return avcodec_license(); }

ARRAYREEL_INLINE std::string ffmpeg_version() { return av_version_info(); }

ARRAYREEL_INLINE std::vector<std::string> encoders_of(const codec& wanted) {
  std::vector<std::string> names;
  for (const detail::encoder_choice& choice :
       detail::plan_of(wanted, {}, container::automatic).encoders)
    if (detail::encoder_named(choice.name) != nullptr) names.push_back(choice.name);
  return names;
}

} // namespace arrayreel::ARRAYREEL_ABI
