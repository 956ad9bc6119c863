// Movies being written. In programs that are compiled separately they are declared here, and what
// encodes them, with FFmpeg's headers, is in one file alone.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <type_traits>
#include <vector>

#include "../../adapt.hpp"
#include "../../codecs.hpp"
#include "../../encoded.hpp"
#include "../../raster.hpp"
#include "../../video_options.hpp"
#include "frames.hpp"
#include <utility>

#include "../../error.hpp"
#include "../io/file_name.hpp"
#include "../base/message.hpp"
#include "engine.hpp"
#include "outputs.hpp"
#include "plan.hpp"

namespace arrayreel::inline ARRAYREEL_ABI::detail {

class video_engine;

/// Where a movie goes: to a file, to a function, or else into memory.
struct movie_target {
  std::optional<std::string> path{};
  bool crash_safe = false;
  video_sink sink{};
};

[[nodiscard]] inline video_engine* open_movie(const video_options& options, movie_target target);
/// Without `finish_movie` it is given up.
inline void close_movie(video_engine* movie) noexcept;
inline void push_frame(video_engine& movie, const movie_frame& frame,
                const std::optional<double>& timestamp, const std::optional<std::string>& label);
inline void flush_movie(video_engine& movie);
[[nodiscard]] inline video_report finish_movie(video_engine& movie, std::vector<encoded>* media);
[[nodiscard]] inline const std::vector<std::string>& unfinished_files_of(const video_engine& movie);
[[nodiscard]] inline std::size_t frames_of(const video_engine& movie);
/// Keeps the first picture, with its label.
inline void keep_first_picture(video_engine& movie);
[[nodiscard]] inline const std::optional<raster<std::uint8_t>>&
first_picture_of(const video_engine& movie);

/// The codec of files of this name, where none is given.
[[nodiscard]] inline codec codec_of_path(const std::string& path);
/// The files of movies; the container's extension is appended to the path where it does not end so.
/// \param codecs the sources' codecs, which name files that are alike
[[nodiscard]] inline std::vector<std::string> paths_of_movies(const std::string& path,
                                                       const std::vector<encoded>& sources,
                                                       const std::vector<std::string>& codecs);

template <class Engine> struct closes_movie {
  void operator()(Engine* movie) const noexcept { close_movie(movie); }
};
/// A movie that is being written.
using open_engine = std::unique_ptr<video_engine, closes_movie<video_engine>>;

/// A frame of anything viewable.
template <viewable A>
inline void push_any(video_engine& movie, const A& frame, const std::optional<double>& timestamp,
              const std::optional<std::string>& label) {
  with_view(frame, [&](const auto& v) {
    if constexpr (std::is_same_v<A, raster<std::uint8_t>>)
      if (!frame.palette().empty())
        return push_frame(movie, palette_frame(frame, v), timestamp, label);
    push_frame(movie, array_frame(v), timestamp, label);
  });
}

inline video_engine* open_movie(const video_options& options, movie_target target) {
  if (target.path)
    return new video_engine(options, video_outputs(std::move(*target.path), target.crash_safe));
  if (target.sink) return new video_engine(options, video_outputs(std::move(target.sink)));
  return new video_engine(options, video_outputs());
}

inline void close_movie(video_engine* movie) noexcept { delete movie; }

inline void push_frame(video_engine& movie, const movie_frame& frame,
                const std::optional<double>& timestamp, const std::optional<std::string>& label) {
  movie.push(frame, timestamp, label);
}

inline void flush_movie(video_engine& movie) { movie.flush(); }

inline video_report finish_movie(video_engine& movie, std::vector<encoded>* media) {
  return movie.finish(media);
}

inline const std::vector<std::string>& unfinished_files_of(const video_engine& movie) {
  return movie.temporaries();
}

inline std::size_t frames_of(const video_engine& movie) { return movie.frames(); }

inline void keep_first_picture(video_engine& movie) { movie.keep_first(); }

inline const std::optional<raster<std::uint8_t>>& first_picture_of(const video_engine& movie) {
  return movie.first_picture();
}

inline codec codec_of_path(const std::string& path) {
  return default_codec(container_of_extension(extension_of(path)));
}

inline std::vector<std::string> paths_of_movies(const std::string& path,
                                         const std::vector<encoded>& sources,
                                         const std::vector<std::string>& codecs) {
  std::vector<source_plan> plans(sources.size());
  for (std::size_t i = 0; i < sources.size(); ++i) {
    plans[i].codec = codecs.at(i).c_str();
    for (const container_facts& c : container_table)
      if (sources[i].mime.starts_with(c.mime)) plans[i].container = c.value;
  }
  if (const container named = container_of_extension(extension_of(path));
      sources.size() == 1 && named != container::automatic && named != plans.at(0).container)
    throw error(error_kind::parameter,
                "the file " + in_quotes(path) + " for a movie in the container " +
                    facts_of(plans.at(0).container).name + "; expected that extension");
  const std::string target =
      sources.size() == 1
          ? with_extension(path, std::string(".") + facts_of(plans.at(0).container).name)
          : path;
  return paths_of(target, plans);
}

} // namespace arrayreel::inline ARRAYREEL_ABI::detail
