// What a movie's engine offers to those who do not link it: a table of its functions, which the
// plugin of the compiled library hands out.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "../../codecs.hpp"
#include "engine.hpp"
#include "ffmpeg_facts.hpp"
#include "segments.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

/// The functions of `engine.hpp`, `ffmpeg_facts.hpp`, `segments.hpp` and `join_videos.hpp`. A plugin of another version has another
/// table: what tells the version stands in front, and is read before anything else.
struct video_back_end {
  const char* version;
  video_engine* (*open_file)(const video_options&, std::string);
  video_engine* (*open_memory)(const video_options&);
  video_engine* (*open_sink)(const video_options&, video_sink);
  void (*close)(video_engine*) noexcept;
  void (*push)(video_engine&, const array_ref&, const picture*, const std::optional<double>&,
               const std::string*);
  void (*skip_or_rethrow)(video_engine&);
  void (*flush)(video_engine&);
  video_report (*finish)(video_engine&, std::vector<encoded>*);
  const std::vector<std::string>& (*unfinished_files)(const video_engine&);
  std::size_t (*frames)(const video_engine&);
  std::size_t (*skipped_frames)(const video_engine&);
  void (*use_opaque_alpha)(video_engine&, double) noexcept;
  void (*say_of_values)(video_engine&, const mapping_options&);
  void (*keep_first_picture)(video_engine&);
  const std::optional<picture>& (*first_picture)(const video_engine&);
  video_report (*write_segments)(const std::string&, const frame_source&, const frame_picker&,
                                 const video_options&, unsigned, std::size_t);
  video_report (*write_stack_in_segments)(const std::string&, const array_ref&,
                                          const video_options&, unsigned, std::size_t);
  video_report (*join_files)(const std::string&, const std::vector<std::string>&,
                             const file_options&);
  encoded (*join_media)(const std::vector<encoded>&);
  std::string (*licence)();
  std::string (*ffmpeg_version)();
  std::vector<std::string> (*encoders_of)(const codec&);
};

/// The plugin's only function, which takes nothing and returns its table; and its name as a text.
#define ARRAYREEL_BACK_END arrayreel_video_back_end
inline constexpr const char* back_end_function = "arrayreel_video_back_end";

} // namespace arrayreel::ARRAYREEL_ABI::detail
