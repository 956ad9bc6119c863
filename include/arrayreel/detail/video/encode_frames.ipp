// How the range that all frames share is found, and how they are pushed into a movie.
#pragma once

#include "encode_frames.hpp"

#include <algorithm>
#include <utility>

#include "../base/message.hpp"
#include "../values/opaque_alpha.hpp"
#include "engine.hpp"
#include "frame_stack.hpp"
#include "range_of_frames.hpp"

namespace arrayreel::inline ARRAYREEL_ABI::detail {

/// Collects what frames of one type have in common: their values, and which alpha is opaque.
class range_finder final : public frame_taker {
public:
  /// \param of_values whether a range of the values is wanted
  range_finder(const video_options& o, bool of_values)
      : mapping_(mapping_of(o)), component_bytes_(o.bit_depth == 16U ? 2 : 1), values_(mapping_),
        needs_none_(!of_values) {}

  bool take(const array_ref& frame, const picture*) override {
    if (functions_ == nullptr) {
      functions_ = &frame.functions();
      type_ = frame.type();
      needs_none_ = needs_none_ || passes_untouched(mapping_, type_, component_bytes_) ||
                    are_labels(mapping_, *functions_);
      has_alpha_ = derives_opaque(*functions_) && has_alpha(frame);
    }
    // Another element type or shape is refused when it is pushed.
    if (frame.type() == type_) {
      if (!needs_none_) values_.add(frame);
      if (has_alpha_ && has_alpha(frame))
        alpha_ =
            std::max(alpha_, largest_alpha(as_picture(frame, mapping_.axes), mapping_.threads));
    }
    return !needs_none_ || has_alpha_;
  }

  [[nodiscard]] bool has_frames() const noexcept { return functions_ != nullptr; }
  /// The alpha that is opaque; 0 where the type alone says it.
  [[nodiscard]] double opaque() const noexcept {
    return has_alpha_ ? opaque_alpha(*functions_, alpha_) : 0;
  }
  /// Where the values need a range, sets it.
  void resolve(video_options& o) const {
    if (!needs_none_) o = with_range(std::move(o), range_from(values_, *functions_, mapping_));
  }

private:
  [[nodiscard]] bool has_alpha(const array_ref& frame) const {
    return !frame.empty() && has_alpha_channel(frame, mapping_.axes);
  }

  mapping_options mapping_;
  std::size_t component_bytes_;
  values_of_frames values_;
  const element_functions* functions_ = nullptr;
  dtype type_ = dtype::boolean;
  bool needs_none_;
  bool has_alpha_ = false;
  double alpha_ = 0; // the largest
};

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

/// The frames of a source, whatever it is.
class frames_of_source {
public:
  frames_of_source(const frame_source& source, axes layout) : source_(source) {
    if (source.stack()) stack_.emplace(*source.stack(), layout);
  }

  [[nodiscard]] bool is_stack() const noexcept { return stack_.has_value(); }
  void for_each(frame_taker& taker) const {
    if (!stack_) return source_.for_each(taker);
    for (std::size_t t = 0; t < stack_->size(); ++t)
      if (!taker.take(stack_->frame(t), nullptr)) return;
  }

private:
  const frame_source& source_;
  std::optional<frame_stack> stack_;
};

/// What an engine needs to know before frames come one by one.
struct resolved_movie {
  video_options options; // with the range of the whole where it was asked for
  double opaque = 0;     // the opaque alpha of integers; 0: not known
};
[[nodiscard]] inline resolved_movie resolved(const frames_of_source& frames,
                                             const frame_source& source, video_options o) {
  if (frames.is_stack()) o.axes = axes::automatic; // each frame's view says it
  const bool automatic = o.range_policy == range_policy::automatic;
  const bool open = leaves_range_open(mapping_of(o));
  const bool of_whole = automatic || o.range_policy == range_policy::whole;
  const bool wants_range = of_whole && open;
  if (of_whole && !open && !automatic) o.range_policy = range_policy::given;
  // What can be gone through once only has no whole to look at.
  if (!source.again() || (!wants_range && !source.of_integers())) return {std::move(o)};
  range_finder finder(o, wants_range);
  frames.for_each(finder);
  if (!wants_range) return {std::move(o), finder.opaque()};
  if (!finder.has_frames())
    refuse(error_kind::parameter, {"a movie of no frames; expected 1 or more"});
  o.range_policy = range_policy::automatic;
  finder.resolve(o);
  return {std::move(o), finder.opaque()};
}

ARRAYREEL_INLINE std::vector<encoded> encode_frames(const frame_source& source,
                                                    const video_options& options,
                                                    video_report& report,
                                                    std::optional<picture>* first) {
  if (options.crash_safe)
    refuse(error_kind::parameter, {"crash_safe for a movie in memory; expected a file"});
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
  const frames_of_source frames(source, options.axes);
  const resolved_movie known = resolved(frames, source, options);
  const open_movie movie(open_file_movie(known.options, path));
  use_opaque_alpha(*movie, known.opaque);
  frame_pusher push(*movie);
  frames.for_each(push);
  return finish_movie(*movie, nullptr);
}

} // namespace arrayreel::inline ARRAYREEL_ABI::detail
