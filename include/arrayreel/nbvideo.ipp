// From frames to movies with their poster and the way they are shown, and to their files.
#pragma once

#include "nbvideo.hpp"

#include <cmath>

#include "base64.hpp"
#include "detail/base/message.hpp"
#include "detail/io/file_name.hpp"
#include "detail/video/codec_table.hpp"
#include "detail/video/source_paths.hpp"
#include "png.hpp"

namespace arrayreel::ARRAYREEL_ABI {

namespace detail {

[[nodiscard]] inline video_options video_part_of(const nbvideo_options& o) {
  return {
#define ARRAYREEL_FIELD(type, name, ...) .name = o.name,
#include "detail/options/mapping_fields.inc"
#define ARRAYREEL_FIELD(type, name, ...) .name = o.name,
#include "detail/options/colorbar_fields.inc"
#define ARRAYREEL_FIELD(type, name, ...) .name = o.name,
#include "detail/options/movie_fields.inc"
  };
}

[[nodiscard]] inline video_tag_options tag_part_of(const nbvideo_options& o) {
  video_tag_options result;
  result.loop = o.loop;
#define ARRAYREEL_FIELD(type, name, ...) result.name = o.name;
#include "detail/options/display_fields.inc"
#define ARRAYREEL_WITHOUT_LOOP
#include "detail/options/player_fields.inc"
#include "detail/options/display_box_fields.inc"
#undef ARRAYREEL_FIELD
  return result;
}

/// Puts the sources into the order in which a browser is to look at them.
inline void sort_by_choice(std::vector<codec>& sources) {
  const auto choice = [&](std::size_t i) { return sources[i].settings().facts().choice; };
  // By insertion: equal ones stay in order, and std::stable_sort asks for what C++17 deprecates.
  for (std::size_t i = 1; i < sources.size(); ++i)
    for (std::size_t k = i; k > 0 && choice(k) < choice(k - 1); --k)
      std::swap(sources[k], sources[k - 1]);
}

/// The files of movies; the container's extension is appended to the path where it does not end so.
[[nodiscard]] inline std::vector<std::string> paths_of_movies(const std::string& path,
                                                              const notebook_video& movie) {
  std::vector<source_name> names;
  for (std::size_t i = 0; i < movie.sources.size(); ++i) {
    const container_facts* facts = nullptr;
    for (const container_facts& c : container_table)
      if (movie.sources[i].mime.starts_with(c.mime)) facts = &c;
    if (facts == nullptr)
      refuse(error_kind::parameter,
             {"a movie of ", in_quotes(movie.sources[i].mime), "; expected that of a container"});
    names.push_back({movie.codecs.at(i), facts});
  }
  if (names.size() != 1) return paths_of(path, names);
  const container_facts& only = *names.front().container;
  if (const container named = container_of_extension(extension_of(path));
      named != container::automatic && named != only.id)
    refuse(error_kind::parameter, {"the file ", in_quotes(path), " for a movie in the container ",
                                   only.name, "; expected that extension"});
  return {with_extension(path, std::string(".") + only.name)};
}

ARRAYREEL_INLINE notebook_video movie_of(const frame_source& frames,
                                         const nbvideo_options& options) {
  video_options movie_options = video_part_of(options);
  std::vector<codec>& sources = movie_options.sources;
  if (sources.empty())
    sources.emplace_back(
        default_settings(default_codec(container_of_extension(extension_of(options.saveas)))));
  else if (sources.size() == 1 && sources.front().settings().for_browsers) {
    codec_settings any = sources.front().settings();
    if (any.container == container::automatic)
      any.container = container_of_extension(extension_of(options.saveas));
    sources.front() = codec(std::move(any));
  }
  const auto is_picture = [](const codec_facts& c) { return c.picture; };
  if (sources.size() > 1)
    for (const codec& source : sources)
      if (is_picture(source.settings().facts()))
        refuse(error_kind::parameter,
               {names_among(codec_table, is_picture),
                " among several sources of nbvideo; expected it alone, as a page shows it as a "
                "picture"});
  sort_by_choice(sources);
  notebook_video result;
  std::optional<picture> first;
  result.sources =
      encode_frames(frames, movie_options, result.report, options.poster ? &first : nullptr);
  result.display = tag_part_of(options);
  if (first) {
    result.poster = encode_png(raster<std::uint8_t>(std::move(*first)));
    result.display.poster = result.poster;
  }
  for (const written_source& source : result.report.sources) result.codecs.push_back(source.codec);
  const encoded& movie = result.sources.front();
  result.display.alt =
      options.alt ? *options.alt
                  : joined_text({movie.width, " x ", movie.height, " pixels, ",
                                 std::round(movie.duration * 1000) / 1000, " s"});
  if (!options.saveas.empty()) result.save(options.saveas);
  return result;
}

} // namespace detail

ARRAYREEL_INLINE std::string notebook_video::data_uri() const {
  return arrayreel::data_uri(sources.at(0));
}

ARRAYREEL_INLINE std::string notebook_video::html() const { return video_tag(sources, display); }

ARRAYREEL_INLINE void notebook_video::save(const std::string& path,
                                           const file_options& options) const {
  const std::vector<std::string> paths = detail::paths_of_movies(path, *this);
  for (std::size_t i = 0; i < sources.size(); ++i) write_file(paths[i], sources[i], options);
}

} // namespace arrayreel::ARRAYREEL_ABI
