// The writer hands everything to the engine, which it owns.
#pragma once

#include "video_writer.hpp"

#include "detail/base/message.hpp"
#include "detail/video/engine.hpp"

namespace arrayreel::ARRAYREEL_ABI {

ARRAYREEL_INLINE video_writer::video_writer(std::string path, const video_options& options)
    : movie_(detail::open_file_movie(options, std::move(path))) {}

ARRAYREEL_INLINE video_writer::video_writer(in_memory_t, const video_options& options)
    : movie_(detail::open_memory_movie(options)) {}

ARRAYREEL_INLINE video_writer::video_writer(video_sink sink, const video_options& options)
    : movie_(detail::open_sink_movie(options, std::move(sink))) {}

ARRAYREEL_INLINE video_writer::video_writer(video_writer&& other) noexcept
    : movie_(std::exchange(other.movie_, nullptr)), media_(std::move(other.media_)) {}

ARRAYREEL_INLINE video_writer& video_writer::operator=(video_writer&& other) noexcept {
  if (this == &other) return *this;
  detail::close_movie(std::exchange(movie_, std::exchange(other.movie_, nullptr)));
  media_ = std::move(other.media_);
  return *this;
}

ARRAYREEL_INLINE video_writer::~video_writer() { detail::close_movie(movie_); }

ARRAYREEL_INLINE detail::video_engine& video_writer::movie() const {
  if (movie_ == nullptr)
    detail::refuse(error_kind::parameter,
                   {"a video_writer that was moved from; expected a new one"});
  return *movie_;
}

ARRAYREEL_INLINE void video_writer::push_frame(const detail::array_ref& frame,
                                               const detail::picture* indices,
                                               const std::optional<double>& timestamp,
                                               const std::string* label) {
  detail::push_frame(movie(), frame, indices, timestamp, label);
}

ARRAYREEL_INLINE void video_writer::skip_or_rethrow() { detail::skip_or_rethrow(movie()); }

ARRAYREEL_INLINE void video_writer::flush() { detail::flush_movie(movie()); }

ARRAYREEL_INLINE video_report video_writer::finish() {
  return detail::finish_movie(movie(), &media_);
}

ARRAYREEL_INLINE const std::vector<std::string>& video_writer::unfinished_files() const {
  return detail::unfinished_files_of(movie());
}

ARRAYREEL_INLINE std::size_t video_writer::frames() const { return detail::frames_of(movie()); }

ARRAYREEL_INLINE std::size_t video_writer::skipped() const {
  return detail::skipped_frames_of(movie());
}

} // namespace arrayreel::ARRAYREEL_ABI
