// The licence of the FFmpeg that the program is linked with.
#pragma once

#include <string>

#include "detail/base/separate.hpp"
#if !ARRAYREEL_DECLARED_ONLY
extern "C" {
#include <libavcodec/avcodec.h>
}
#endif

namespace arrayreel::inline v0 {

namespace detail {

template <class = void> [[nodiscard]] std::string licence_of_encoders();
#if !ARRAYREEL_DECLARED_ONLY
template <class> std::string licence_of_encoders() { return avcodec_license(); }
#endif
#if defined(ARRAYREEL_IMPLEMENTATION)
template std::string licence_of_encoders<>();
#endif

} // namespace detail

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
[[nodiscard]] inline std::string encoder_licence() { return detail::licence_of_encoders(); }

} // namespace arrayreel::inline v0
