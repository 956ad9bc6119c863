// FFmpeg is asked for its licence.
#pragma once

#include "encoder_licence.hpp"

#include "detail/video/libav.hpp"

namespace arrayreel::ARRAYREEL_ABI {

ARRAYREEL_INLINE std::string encoder_licence() { return avcodec_license(); }

} // namespace arrayreel::ARRAYREEL_ABI
