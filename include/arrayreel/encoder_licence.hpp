// What the FFmpeg is that the program runs with: its licence, its version, its encoders.
#pragma once

#include "detail/base/config.hpp"

#include <string>
#include <vector>

#include "codecs.hpp"

namespace arrayreel::ARRAYREEL_ABI {

/// The licence of the libavcodec that this program runs with, in FFmpeg's words: "LGPL version 2.1
/// or later" and "LGPL version 3 or later" where every part is under such terms, "GPL version 2 or
/// later" and "GPL version 3 or later" where it was built with parts under the GPL, such as libx264
/// and libx265, or "nonfree and unredistributable". It is that of the library as a whole, whichever
/// encoder writes a movie.
///
/// ```cpp
/// bool has_gpl_parts = ar::encoder_licence().starts_with("GPL");
/// (void)has_gpl_parts;
/// ```
[[nodiscard]] ARRAYREEL_API std::string encoder_licence();

/// The version of the FFmpeg that this program runs with, in FFmpeg's words: "7.1.1".
[[nodiscard]] ARRAYREEL_API std::string ffmpeg_version();

/// The encoders that this FFmpeg has for a codec, in the order in which they are tried: "libx264",
/// "h264_nvenc". Those of devices are there whether or not the device is. Those that the
/// environment variable ARRAYREEL_HIDDEN_ENCODERS names, separated by commas and as "lib*" for all
/// that begin so, are not there for any movie, nor are those whose movies are wrong on this
/// processor.
///
/// ```cpp
/// bool has_h264 = !ar::encoders_of(ar::h264{}).empty();
/// (void)has_h264;
/// ```
/// \throws error (parameter) for options of the codec that are not allowed.
[[nodiscard]] ARRAYREEL_API std::vector<std::string> encoders_of(const codec& wanted);

} // namespace arrayreel::ARRAYREEL_ABI

#if !defined(ARRAYREEL_COMPILED)
#include "encoder_licence.ipp"
#endif
