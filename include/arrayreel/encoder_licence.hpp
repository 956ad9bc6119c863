// The licence of the FFmpeg that the program is linked with.
#pragma once

#include <string>

#include "detail/base/config.hpp"

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

} // namespace arrayreel::ARRAYREEL_ABI

#if !defined(ARRAYREEL_COMPILED)
#include "encoder_licence.ipp"
#endif
