// What the FFmpeg is that the program runs with.
#pragma once

#include <string>
#include <vector>

#include "../../codecs.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

[[nodiscard]] std::string ffmpeg_licence_text();
[[nodiscard]] std::string ffmpeg_version_text();
/// Those that are there, in the order in which they are tried.
[[nodiscard]] std::vector<std::string> encoders_there_for(const codec& wanted);

} // namespace arrayreel::ARRAYREEL_ABI::detail

#if !defined(ARRAYREEL_COMPILED)
#include "ffmpeg_facts.ipp"
#endif
