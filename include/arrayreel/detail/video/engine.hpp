// A movie being written: what its writer, and whoever encodes whole arrays, can do with it.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "../../encoded.hpp"
#include "../../mapping.hpp"
#include "../../video_options.hpp"
#include "../array/array_ref.hpp"
#include "../raster/picture.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

/// The movie; it is `close_movie` that frees it, and gives it up unless it is finished.
class video_engine;

// A shared library of movies of many ranks calls these.

[[nodiscard]] ARRAYREEL_API video_engine* open_file_movie(const video_options& options,
                                                          std::string path);
[[nodiscard]] ARRAYREEL_API video_engine* open_memory_movie(const video_options& options);
[[nodiscard]] ARRAYREEL_API video_engine* open_sink_movie(const video_options& options,
                                                          video_sink sink);
ARRAYREEL_API void close_movie(video_engine* movie) noexcept;

/// \param indices the frame where it is a raster with a palette, else nullptr. They count as its
/// colours, unless a range or a colormap says that they are values like others.
/// \param label in place of the movie's, unless nullptr
ARRAYREEL_API void push_frame(video_engine& movie, const array_ref& frame, const picture* indices,
                              const std::optional<double>& timestamp, const std::string* label);
/// Notes the exception that is being handled as that of a frame which is skipped, or throws it on,
/// as the movie's options say.
[[gnu::cold]] ARRAYREEL_API void skip_or_rethrow(video_engine& movie);
ARRAYREEL_API void flush_movie(video_engine& movie);
/// \param media gets the movies that are made in memory
[[nodiscard]] ARRAYREEL_API video_report finish_movie(video_engine& movie,
                                                       std::vector<encoded>* media);

[[nodiscard]] ARRAYREEL_API const std::vector<std::string>&
unfinished_files_of(const video_engine& movie);
[[nodiscard]] ARRAYREEL_API std::size_t frames_of(const video_engine& movie);
[[nodiscard]] ARRAYREEL_API std::size_t skipped_frames_of(const video_engine& movie);

/// The alpha of integers that is opaque in all frames, told before the first of them.
ARRAYREEL_API void use_opaque_alpha(video_engine& movie, double alpha) noexcept;

/// What a description and a colorbar say of the values instead of the options, where frames are
/// levels that were mapped elsewhere; with the range, where all frames have one.
ARRAYREEL_API void say_of_values(video_engine& movie, const mapping_options& mapping);

/// Keeps the first picture, with its label, for `first_picture_of`.
ARRAYREEL_API void keep_first_picture(video_engine& movie);
[[nodiscard]] ARRAYREEL_API const std::optional<picture>&
first_picture_of(const video_engine& movie);

/// Closes it.
class open_movie {
public:
  explicit open_movie(video_engine* movie) noexcept : movie_(movie) {}
  open_movie(const open_movie&) = delete;
  open_movie& operator=(const open_movie&) = delete;
  ~open_movie() { close_movie(movie_); }
  [[nodiscard]] video_engine& operator*() const noexcept { return *movie_; }

private:
  video_engine* movie_;
};

} // namespace arrayreel::ARRAYREEL_ABI::detail

#if !defined(ARRAYREEL_COMPILED)
#include "engine.ipp"
#endif
