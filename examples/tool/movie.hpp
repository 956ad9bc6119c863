// The tool's movies; without FFmpeg each of them is an error that says so.
#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include <arrayreel/image.hpp>
#include <arrayreel/video_options.hpp>

#include "crop.hpp"
#include "input.hpp"

/// Which part of an array becomes a movie.
struct movie_part {
  std::size_t every = 1; ///< takes one frame of so many
  std::optional<crop> area;
  unsigned jobs = 1; ///< parts of the movie that are encoded at a time; 0: as many as processors
};

/// A movie that was written and is shorter than was asked for.
class ends_early : public arrayreel::error {
public:
  using error::error;
};

/// Whether the options go together, as far as that can be known before there are frames.
/// \throws arrayreel::error (parameter); without FFmpeg nothing.
void check_movie(const arrayreel::video_options& options);

/// The codecs and those of their encoders that this FFmpeg has, as lines of a text; empty without
/// FFmpeg. Whether an encoder works on this machine shows when it is tried.
[[nodiscard]] std::string encoders_text();

/// Writes an array as a movie, with progress. Where a frame cannot be read, or the program is
/// interrupted, the movie holds those before it.
/// \throws arrayreel::error that names the array or the file; ends_early.
void write_movie(const std::string& path, asked_array& array, const movie_part& part,
                 const arrayreel::video_options& options);

/// The same in memory.
/// \param problem why it ends early, where it does; otherwise empty.
[[nodiscard]] arrayreel::encoded encode_movie(asked_array& array, const movie_part& part,
                                              const arrayreel::video_options& options,
                                              std::string& problem);

/// The same in a page.
/// \param width CSS pixels.
void add_movie(arrayreel::page& page, asked_array& array, const movie_part& part,
               const arrayreel::video_options& options, std::optional<std::size_t> width,
               const std::string& caption, std::string& problem);
