// What FFmpeg says of itself.
#pragma once

#include "encoder_licence.hpp"

#include "detail/video/ffmpeg_facts.hpp"

namespace arrayreel::ARRAYREEL_ABI {

ARRAYREEL_INLINE std::string encoder_licence() { return detail::ffmpeg_licence_text(); }

ARRAYREEL_INLINE std::string ffmpeg_version() { return detail::ffmpeg_version_text(); }

ARRAYREEL_INLINE std::vector<std::string> encoders_of(const codec& wanted) {
  return detail::encoders_there_for(wanted);
}

} // namespace arrayreel::ARRAYREEL_ABI
