// The tool's movies; without FFmpeg each of them is an error that says so.
#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include <arrayreel/image.hpp>
#include <arrayreel/video_options.hpp>

#include "input.hpp"

/// Whether the options go together, as far as that can be known before there are frames.
/// \throws arrayreel::error (parameter); without FFmpeg nothing.
void check_movie(const arrayreel::video_options& options);

/// Writes an array as a movie, with progress.
/// \throws arrayreel::error that names the array or the file.
void write_movie(const std::string& path, const loaded_array& loaded,
                 const arrayreel::video_options& options);

/// The same in memory.
[[nodiscard]] arrayreel::encoded encode_movie(const loaded_array& loaded,
                                              const arrayreel::video_options& options);

/// The same in a page.
/// \param width CSS pixels.
void add_movie(arrayreel::page& page, const loaded_array& loaded,
               const arrayreel::video_options& options, std::optional<std::size_t> width,
               const std::string& caption);
