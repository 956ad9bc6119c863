// All codecs, and what the documentation promises of each, for all tests.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <string_view>
#include <vector>

#include <arrayreel/codecs.hpp>
#include <arrayreel/detail/video/codec_table.hpp>

namespace test {

inline constexpr bool little_endian = std::endian::native == std::endian::little;

/// Elsewhere HEVC is refused, as x265's movies are wrong.
[[nodiscard]] constexpr bool is_writable(std::string_view codec) {
  return little_endian || codec != "hevc";
}

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

/// A row for each of the library's table.
[[nodiscard]] inline const std::vector<codec_facts>& all_codecs() {
  static const std::vector<codec_facts> all = [] {
    using arrayreel::detail::pixel_kind;
    const std::vector<arrayreel::codec> with_standard_options{
#define ARRAYREEL_CODEC(options, ...) arrayreel::options{},
#include <arrayreel/detail/video/codec_table.inc>
#undef ARRAYREEL_CODEC
    };
    std::vector<codec_facts> result;
    for (const arrayreel::detail::codec_facts& row : arrayreel::detail::codec_table) {
      std::vector<arrayreel::container> containers;
      for (const arrayreel::container c : row.containers)
        if (c != arrayreel::container::automatic) containers.push_back(c);
      const bool alpha = row.pixels == pixel_kind::archive || row.pixels == pixel_kind::picture ||
                         row.pixels == pixel_kind::bgra;
      result.push_back({row.name, with_standard_options[result.size()], containers,
                        row.smallest_side, row.even, row.pixels != pixel_kind::yuv420, alpha});
    }
    return result;
  }();
  return all;
}

/// Those that can be written here.
[[nodiscard]] inline const std::vector<codec_facts>& writable_codecs() {
  static const std::vector<codec_facts> some = [] {
    std::vector<codec_facts> result;
    for (const codec_facts& codec : all_codecs())
      if (is_writable(codec.name)) result.push_back(codec);
    return result;
  }();
  return some;
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
