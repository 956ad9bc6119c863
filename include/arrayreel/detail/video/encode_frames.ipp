// How all frames of a source are pushed into a movie.
#pragma once

#include "encode_frames.hpp"

#include <utility>
#include <vector>

#include "../base/message.hpp"
#include "engine.hpp"
#include "resolved_movie.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

/// Pushes frames into a movie.
class frame_pusher final : public frame_taker {
public:
  explicit frame_pusher(video_engine& movie) : movie_(movie) {}
  bool take(const array_ref& frame, const picture* indices) override {
    push_frame(movie_, frame, indices, {}, nullptr);
    return true;
  }

private:
  video_engine& movie_;
};

ARRAYREEL_INLINE std::vector<encoded> encode_frames(const frame_source& source,
                                                    const video_options& options,
                                                    video_report& report,
                                                    std::optional<picture>* first) {
  if (options.crash_safe)
    refuse(error_kind::parameter, {"crash_safe for a movie in memory; expected a file"});
  check_on_error(options);
  const frames_of_source frames(source, options.axes);
  const resolved_movie known = resolved(frames, source, options);
  const open_movie movie(open_memory_movie(known.options));
  use_opaque_alpha(*movie, known.opaque);
  if (first != nullptr) keep_first_picture(*movie);
  frame_pusher push(*movie);
  frames.for_each(push);
  std::vector<encoded> media;
  report = finish_movie(*movie, &media);
  if (first != nullptr) *first = first_picture_of(*movie);
  return media;
}

ARRAYREEL_INLINE encoded encode_frames(const frame_source& source, const video_options& options) {
  if (options.sources.size() > 1)
    refuse(error_kind::parameter, {options.sources.size(), " sources for encode_video; expected 1, "
                                                           "or encode_videos"});
  video_report report;
  return std::move(encode_frames(source, options, report, nullptr).front());
}

ARRAYREEL_INLINE video_report write_frames(const std::string& path, const frame_source& source,
                                           const video_options& options) {
  check_on_error(options);
  const frames_of_source frames(source, options.axes);
  const resolved_movie known = resolved(frames, source, options);
  const open_movie movie(open_file_movie(known.options, path));
  use_opaque_alpha(*movie, known.opaque);
  frame_pusher push(*movie);
  frames.for_each(push);
  return finish_movie(*movie, nullptr);
}

} // namespace arrayreel::ARRAYREEL_ABI::detail
