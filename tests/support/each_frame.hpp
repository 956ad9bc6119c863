// How the program ffmpeg is told to give each frame once, whatever its time.
#pragma once

extern "C" {
#include <libavformat/version.h>
}

namespace test {

/// FFmpeg 5.0 knows the first name alone, FFmpeg 8 the second.
inline constexpr const char* each_frame =
    LIBAVFORMAT_VERSION_MAJOR < 60 ? " -vsync passthrough" : " -fps_mode passthrough";

} // namespace test
