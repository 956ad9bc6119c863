// What an engine needs to know of all frames before the first is pushed: their range, their alpha.
#pragma once

#include <algorithm>
#include <cstddef>
#include <optional>
#include <utility>
#include <vector>

#include "../../video_options.hpp"
#include "../base/message.hpp"
#include "../values/exact_number.hpp"
#include "../values/opaque_alpha.hpp"
#include "frame_source.hpp"
#include "frame_stack.hpp"
#include "range_of_frames.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

/// Collects what frames have in common: their values, and which alpha is opaque.
class range_finder final : public frame_taker {
public:
  /// \param of_values whether a range of the values is wanted
  /// \param may_mix whether frames may have several element types
  range_finder(const video_options& o, bool of_values, bool may_mix)
      : mapping_(mapping_of(o)), component_bytes_(o.bit_depth == 16U ? 2 : 1),
        of_values_(of_values), may_mix_(may_mix), values_(mapping_) {}

  bool take(const array_ref& frame, const picture*) override {
    const element_functions& type = frame.functions();
    if (std::find(types_.begin(), types_.end(), &type) == types_.end()) types_.push_back(&type);
    // Pixels that pass as they are do so only among their like.
    needs_none_ = !of_values_ ||
                  (types_.size() == 1 && (passes_untouched(mapping_, type.type, component_bytes_) ||
                                          are_labels(mapping_, type)));
    const bool adds = of_values_ && (!needs_none_ || may_mix_);
    if (adds) values_.add(frame);
    const bool has_alpha =
        derives_opaque(type) && !frame.empty() && has_alpha_channel(frame, mapping_.axes);
    if (has_alpha) {
      if (alpha_type_ == nullptr) alpha_type_ = &type;
      alpha_ = std::max(alpha_, largest_alpha(as_picture(frame, mapping_.axes), mapping_.threads));
    }
    return adds || has_alpha;
  }

  [[nodiscard]] bool has_frames() const noexcept { return !types_.empty(); }
  /// The alpha that is opaque; 0 where the type alone says it.
  [[nodiscard]] double opaque() const noexcept {
    return alpha_type_ == nullptr ? 0 : opaque_alpha(*alpha_type_, alpha_);
  }
  /// Where the values need a range, sets it: one that holds that of each type.
  void resolve(video_options& o) const {
    if (needs_none_) return;
    value_range all = range_from(values_, *types_.front(), mapping_);
    for (std::size_t i = 1; i < types_.size(); ++i) {
      const value_range r = range_from(values_, *types_[i], mapping_);
      all = range_of(is_below(lo_of(r), lo_of(all)) ? lo_of(r) : lo_of(all),
                     is_below(hi_of(all), hi_of(r)) ? hi_of(r) : hi_of(all));
    }
    o = with_range(std::move(o), all);
  }

private:
  mapping_options mapping_;
  std::size_t component_bytes_;
  bool of_values_;
  bool may_mix_;
  values_of_frames values_;
  std::vector<const element_functions*> types_; // in the order in which they came
  bool needs_none_ = false;
  const element_functions* alpha_type_ = nullptr; // the first integers with alpha
  double alpha_ = 0;                              // the largest
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

/// Whoever has all frames at hand is told what is wrong with them.
[[gnu::cold]] inline void check_on_error(const video_options& o) {
  if (o.on_error != video_error::raise)
    refuse(error_kind::parameter,
           {"on_error keep_going for frames that are all at hand; expected a video_writer"});
}

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
  if (!source.again()) return {std::move(o)};
  if (!wants_range && !(source.of_integers() && source.can_look())) return {std::move(o)};
  range_finder finder(o, wants_range, frames.may_mix_types());
  frames.for_each(finder);
  if (!wants_range) return {std::move(o), finder.opaque()};
  if (!finder.has_frames())
    refuse(error_kind::parameter, {"a movie of no frames; expected 1 or more"});
  o.range_policy = range_policy::automatic;
  finder.resolve(o);
  return {std::move(o), finder.opaque()};
}

} // namespace arrayreel::ARRAYREEL_ABI::detail
