// A movie in segments: parts of it that are encoded at the same time, and joined.
#pragma once

#include <cstddef>
#include <string>

#include "../../video_options.hpp"
#include "../array/array_ref.hpp"
#include "frame_source.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

/// Frames in any order, from several threads at once.
struct frame_picker {
  const void* frames;
  std::size_t count; ///< at most
  /// Hands over one frame; false where the frames end before it.
  bool (*pick)(const void* frames, std::size_t index, frame_taker& taker);
};

/// \param whole the same frames in order, for what all of them say
/// \param jobs segments at a time; 0: as many as there are processors
/// \param length frames of a segment; 0: chosen
[[nodiscard]] ARRAYREEL_API video_report write_segments(const std::string& path,
                                                        const frame_source& whole,
                                                        const frame_picker& frames,
                                                        const video_options& options,
                                                        unsigned jobs, std::size_t length);

/// The same for an array whose first axis is time.
[[nodiscard]] ARRAYREEL_API video_report write_stack_in_segments(const std::string& path,
                                                                 const array_ref& stack,
                                                                 const video_options& options,
                                                                 unsigned jobs, std::size_t length);

} // namespace arrayreel::ARRAYREEL_ABI::detail

#if !defined(ARRAYREEL_COMPILED)
#include "segments.ipp"
#endif
