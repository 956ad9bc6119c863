// How the range that all frames share is found, and how they are pushed into a movie.
#pragma once

#include "encode_frames.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "../base/message.hpp"
#include "engine.hpp"
#include "frame_stack.hpp"
#include "range_of_frames.hpp"

namespace arrayreel::inline ARRAYREEL_ABI::detail {

/// Collects the values of frames.
class range_finder final : public frame_taker {
public:
  /// \param may_mix whether frames may have several element types
  range_finder(const video_options& o, bool may_mix)
      : mapping_(mapping_of(o)), component_bytes_(o.bit_depth == 16U ? 2 : 1), may_mix_(may_mix),
        values_(mapping_) {}

  bool take(const array_ref& frame, const picture*) override {
    const element_functions& type = frame.functions();
    if (std::find(types_.begin(), types_.end(), &type) == types_.end()) types_.push_back(&type);
    // Pixels that pass as they are do so only among their like.
    needs_none_ =
        types_.size() == 1 && (passes_untouched(mapping_, type.type, component_bytes_) ||
                               are_labels(mapping_, type));
    if (needs_none_ && !may_mix_) return false;
    values_.add(frame);
    return true;
  }

  [[nodiscard]] bool has_frames() const noexcept { return !types_.empty(); }
  /// Where the values need a range, sets it: one that holds that of each type.
  void resolve(video_options& o) const {
    if (needs_none_) return;
    value_range all = range_from(values_, *types_.front(), mapping_);
    for (std::size_t i = 1; i < types_.size(); ++i) {
      const value_range r = range_from(values_, *types_[i], mapping_);
      all = {std::min(all.lo, r.lo), std::max(all.hi, r.hi)};
    }
    o = with_range(std::move(o), all);
  }

private:
  mapping_options mapping_;
  std::size_t component_bytes_;
  bool may_mix_;
  values_of_frames values_;
  std::vector<const element_functions*> types_; // in the order in which they came
  bool needs_none_ = false;
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
  [[nodiscard]] bool may_mix_types() const noexcept { return source_.may_mix_types(); }
  void for_each(frame_taker& taker) const {
    if (!stack_) return source_.for_each(taker);
    for (std::size_t t = 0; t < stack_->size(); ++t)
      if (!taker.take(stack_->frame(t), nullptr)) return;
  }

private:
  const frame_source& source_;
  std::optional<frame_stack> stack_;
};

/// The options for an engine, to which frames come one by one: the range of the whole is in them
/// where it was asked for.
[[nodiscard]] inline video_options resolved(const frames_of_source& frames, bool again,
                                            video_options o) {
  if (frames.is_stack()) o.axes = axes::automatic; // each frame's view says it
  const bool automatic = o.range_policy == range_policy::automatic;
  if (!automatic && o.range_policy != range_policy::whole) return o;
  if (!leaves_range_open(mapping_of(o))) {
    if (!automatic) o.range_policy = range_policy::given;
    return o;
  }
  // What can be gone through once only has no whole to look at.
  if (!again) return o;
  range_finder finder(o, frames.may_mix_types());
  frames.for_each(finder);
  if (!finder.has_frames())
    refuse(error_kind::parameter, {"a movie of no frames; expected 1 or more"});
  o.range_policy = range_policy::automatic;
  finder.resolve(o);
  return o;
}

ARRAYREEL_INLINE std::vector<encoded> encode_frames(const frame_source& source,
                                                    const video_options& options,
                                                    video_report& report,
                                                    std::optional<picture>* first) {
  if (options.crash_safe)
    refuse(error_kind::parameter, {"crash_safe for a movie in memory; expected a file"});
  const frames_of_source frames(source, options.axes);
  const open_movie movie(open_memory_movie(resolved(frames, source.again(), options)));
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
  const open_movie movie(open_file_movie(resolved(frames, source.again(), options), path));
  frame_pusher push(*movie);
  frames.for_each(push);
  return finish_movie(*movie, nullptr);
}

} // namespace arrayreel::inline ARRAYREEL_ABI::detail
