// All headers of arrayreel that can be compiled on this machine.
#pragma once

#include "detail/base/config.hpp"

// What needs no library comes with any of them. Header-only that is all there is without libpng's
// headers; the compiled library needs nobody's headers.
#include "colorbar.hpp"
#include "compose.hpp"
#include "html.hpp"
#include "rerange.hpp"
#include "table.hpp"
#include "text.hpp"
#include "version.hpp"

#if defined(ARRAYREEL_COMPILED) || defined(ARRAYREEL_WITHOUT_LIBPNG) ||                             \
    (__has_include(<png.h>) && __has_include(<zlib.h>))
#include "image.hpp"
#include "nbimages.hpp"
// A movie's poster is a PNG.
#if defined(ARRAYREEL_COMPILED) ||                                                                 \
    (__has_include(<libavcodec/avcodec.h>) && __has_include(<libavformat/avformat.h>))
#include "video.hpp"
#include "video_segments.hpp"
#endif
#endif
