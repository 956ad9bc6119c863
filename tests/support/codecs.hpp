// The codecs that there are, and what the documentation promises of each: the one list of all tests.
#pragma once

#include <array>
#include <cstddef>
#include <vector>

#include <arrayreel/codecs.hpp>
#include <arrayreel/detail/video/codec_table.hpp>

namespace test {

/// A codec and what its documentation promises.
struct codec_facts {
  const char* name;
  arrayreel::codec options;
  std::vector<arrayreel::container> containers;
  std::size_t smallest_side;
  bool even;
  bool exact;       ///< of what it keeps
  bool keeps_alpha; ///< of arrays that have it
};

[[nodiscard]] inline const std::vector<codec_facts>& all_codecs() {
  using c = arrayreel::container;
  namespace ar = arrayreel;
  static const std::vector<codec_facts> all{
      {"h264", ar::h264{}, {c::mp4, c::mkv}, 16, true, false, false},
      {"h264_rgb", ar::h264_rgb{}, {c::mp4, c::mkv}, 16, false, true, false},
      {"hevc", ar::hevc{}, {c::mp4, c::mkv}, 64, true, false, false},
      {"av1", ar::av1{}, {c::mp4, c::webm, c::mkv}, 64, true, false, false},
      {"vp9", ar::vp9{}, {c::webm, c::mp4, c::mkv}, 16, true, false, false},
      {"vp9_lossless", ar::vp9_lossless{}, {c::webm, c::mp4, c::mkv}, 16, false, true, false},
      {"vp8", ar::vp8{}, {c::webm, c::mkv}, 16, true, false, false},
      {"theora", ar::theora{}, {c::ogg, c::mkv}, 18, true, false, false},
      {"ffv1", ar::ffv1{}, {c::mkv}, 4, false, true, true},
      {"gif", ar::gif{}, {c::gif}, 1, false, true, false},
      {"apng", ar::apng{}, {c::apng}, 1, false, true, true},
      {"webp", ar::webp{}, {c::webp}, 1, false, true, true}};
  return all;
}

[[nodiscard]] inline const char* name_of(arrayreel::container c) {
  constexpr std::array<const char*, 8> names{"automatic", "mp4", "webm", "mkv",
                                             "ogg",       "gif", "apng", "webp"};
  return names[static_cast<std::size_t>(c)];
}

[[nodiscard]] inline arrayreel::codec in_container(const arrayreel::codec& codec,
                                                   arrayreel::container container) {
  arrayreel::detail::codec_settings settings = codec.settings();
  settings.container = container;
  return arrayreel::codec(settings);
}

} // namespace test
