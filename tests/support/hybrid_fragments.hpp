// What this FFmpeg's MP4 muxer can do.
#pragma once

extern "C" {
#include <libavformat/avformat.h>
#include <libavutil/opt.h>
}

namespace test {

/// Whether it makes an ordinary file of a fragmented one where that stands.
[[nodiscard]] inline bool has_hybrid_fragments() {
  const AVClass* const muxer = av_guess_format("mp4", nullptr, nullptr)->priv_class;
  return av_opt_find(const_cast<const AVClass**>(&muxer), "hybrid_fragmented", "movflags", 0,
                     AV_OPT_SEARCH_FAKE_OBJ) != nullptr;
}

} // namespace test
