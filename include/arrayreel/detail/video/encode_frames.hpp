// Encodes all frames of an array or a range as movies in memory or in files.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "../../encoded.hpp"
#include "../../video_options.hpp"
#include "../raster/picture.hpp"
#include "frame_source.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

/// One movie for each source.
/// \param first receives the first picture, unless it is nullptr
[[nodiscard]] ARRAYREEL_API std::vector<encoded> encode_frames(const frame_source& frames,
                                                               const video_options& options,
                                                               video_report& report,
                                                               std::optional<picture>* first);

/// The only movie.
/// \throws error (parameter) for more than one source
[[nodiscard]] ARRAYREEL_API encoded encode_frames(const frame_source& frames,
                                                  const video_options& options);

/// Writes the file, or one file for each source if there are several.
ARRAYREEL_API video_report write_frames(const std::string& path, const frame_source& frames,
                                        const video_options& options);

} // namespace arrayreel::ARRAYREEL_ABI::detail

#if !defined(ARRAYREEL_COMPILED)
#include "encode_frames.ipp"
#endif
