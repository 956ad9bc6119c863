// What the command line says of movies.
#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include <CLI/CLI.hpp>
#include <arrayreel/image.hpp>
#include <arrayreel/video_options.hpp>

/// The options as they are written; those of the mapping are with the pictures'.
struct movie_arguments {
  std::string codec; ///< empty: by the file's name
  std::string fps;   ///< empty: the file's, or 25
  std::optional<double> crf;
  std::optional<double> quality;
  std::string preset;
  bool loop = true;
  bool counter = false;
  std::string label;
  std::string label_corner = "top-left";
  std::optional<std::size_t> label_scale;
  std::optional<double> time_step;
  std::string background;
  bool first_frame = false;
  bool per_frame = false;
  double keyframe_interval = 2; ///< seconds
  bool crash_safe = false;
};

/// The heading under which the help has them.
inline constexpr const char* movie_group = "Movie";

void add_movie_options(CLI::App& app, movie_arguments& m);

/// The extensions of movies, for messages.
inline constexpr const char* movie_extensions =
    ".mp4, .m4v, .webm, .mkv, .ogg, .ogv, .gif, .apng or .webp";

/// Whether a file of this name is a movie.
[[nodiscard]] bool is_movie_name(const std::string& path);

/// The options of one movie.
/// \param show the mapping, bit depth, enlargement and threads, which pictures have too.
/// \param path the movie's file; empty where it goes into a page or to standard output.
/// \throws CLI::ValidationError for what cannot be read or does not belong to the codec.
[[nodiscard]] arrayreel::video_options movie_options_of(const movie_arguments& m,
                                                        const arrayreel::nbimage_options& show,
                                                        const std::string& path);
