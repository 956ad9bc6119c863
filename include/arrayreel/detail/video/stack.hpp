// Whole arrays as the frames of a movie, and the range of values that all frames share.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "../../array_view.hpp"
#include "../../error.hpp"
#include "../../mapping.hpp"
#include "../../range.hpp"
#include "../base/message.hpp"
#include "../array/picture_view.hpp"

namespace arrayreel::inline ARRAYREEL_ABI::detail {

inline constexpr const char* accepted_movie_shapes =
    "(time, height, width), (time, height, width, 2…4) or (time, 3…4, height, width)";

/// An array whose first axis is time.
template <class T> class frame_stack {
public:
  /// \param layout what the caller said; `automatic` leaves it to the view, then to the shape.
  /// \throws error (parameter) that prints the shape, where it has no such reading.
  frame_stack(const array_view<T>& v, axes layout) : array_(v) {
    const auto refuse = [&](const std::string& why) {
      return error(error_kind::parameter,
                   "an array of shape " + shape_text(v.extents(), v.rank()) + why);
    };
    if (layout == axes::automatic) layout = v.layout();
    if (layout == axes::automatic) {
      if (v.rank() < 3)
        throw refuse(std::string(" is no movie; expected ") + accepted_movie_shapes);
      if (v.extent(0) == 0) throw refuse(" has no frames; expected 1 or more");
      frame_ = axes::automatic; // as a still picture would be read
      if (guess_still(squeezed(frame(0)).extents) == axes::automatic)
        throw refuse(std::string(" is no movie; expected ") + accepted_movie_shapes);
      return;
    }
    const std::size_t rank = layout == axes::tyx ? 3 : 4;
    if (layout != axes::tyx && layout != axes::tyxc && layout != axes::tcyx)
      throw refuse(std::string(" with axes ") + name_of(layout) +
                   " is one picture; expected axes tyx, tyxc or tcyx");
    if (v.rank() != rank)
      throw refuse(std::string(" with axes ") + name_of(layout) + "; expected " + to_text(rank) +
                   " axes");
    if (v.extent(0) == 0) throw refuse(" has no frames; expected 1 or more");
    frame_ = layout == axes::tyx ? axes::yx : layout == axes::tyxc ? axes::yxc : axes::cyx;
  }

  [[nodiscard]] std::size_t size() const noexcept { return array_.extent(0); }

  [[nodiscard]] array_view<T> frame(std::size_t t) const {
    shape extents = array_.extents();
    strides steps = array_.steps();
    extents.erase(0);
    steps.erase(0);
    // A step that is not taken may be anything.
    const std::ptrdiff_t offset = t == 0 ? 0 : static_cast<std::ptrdiff_t>(t) * array_.stride(0);
    return array_view<T>(array_.data() + offset, extents, steps, frame_).with(array_.order());
  }

private:
  array_view<T> array_;
  axes frame_ = axes::automatic;
};

/// Values of which no more than a limit are kept: once there are more, one at random (always the
/// same one) of each stretch of 2, 4, 8… of them.
template <class C> class value_sample {
public:
  static constexpr std::size_t most = std::size_t{1} << 24;

  void add(C value) {
    // Which of the stretch is kept is known at its beginning.
    if (place_ == 0) chosen_ = static_cast<std::size_t>(random()) & (stretch_ - 1);
    if (place_ == chosen_) values_.push_back(value);
    place_ = (place_ + 1) & (stretch_ - 1);
    if (values_.size() == most && place_ == 0) halve();
  }
  [[nodiscard]] const std::vector<C>& values() const noexcept { return values_; }

private:
  void halve() {
    for (std::size_t i = 0; i < most / 2; ++i) values_[i] = values_[2 * i + (random() & 1)];
    values_.resize(most / 2);
    stretch_ *= 2;
  }
  /// Marsaglia's xorshift, "Xorshift RNGs", Journal of Statistical Software 8 (2003).
  std::uint64_t random() noexcept {
    state_ ^= state_ << 13;
    state_ ^= state_ >> 7;
    state_ ^= state_ << 17;
    return state_ >> 11;
  }

  std::vector<C> values_;
  std::uint64_t state_ = 0x9e3779b97f4a7c15U;
  std::size_t stretch_ = 1;
  std::size_t place_ = 0;
  std::size_t chosen_ = 0;
};

/// What the values of many frames have in common, frame by frame.
template <class T> class collected_values {
public:
  explicit collected_values(const mapping_options& o) : options_(o), summary_(o.complex_as) {}

  void add(const array_view<T>& frame) {
    const array_view<T> v = without_alpha(frame, options_.axes);
    for_each_run(v, [&](const T* values, std::size_t count, std::ptrdiff_t stride) {
      if (!options_.percentile) {
        summary_.add(values, count, stride);
        return;
      }
      for (std::size_t i = 0; i < count; ++i)
        if (const compute_t<T> x =
                value_of(values[static_cast<std::ptrdiff_t>(i) * stride], options_.complex_as);
            is_finite(x))
          values_.add(x);
    });
  }

  [[nodiscard]] value_summary summary(complex_part) const { return summary_.result(); }
  [[nodiscard]] value_range between(const percentiles& p, complex_part, bool positive_only) const {
    check(p);
    std::vector<compute_t<T>> values;
    for (const compute_t<T>& x : values_.values())
      if (!positive_only || x > compute_t<T>{}) values.push_back(x);
    if (values.empty()) return {1, 0};
    const double lo = percentile_of(values, p.lo);
    return {lo, percentile_of(values, p.hi)};
  }

private:
  mapping_options options_;
  summary_builder<T> summary_;
  value_sample<compute_t<T>> values_; // of percentiles only
};

/// Whether a range is to be derived from more than the frame at hand.
[[nodiscard]] inline bool leaves_range_open(const mapping_options& o) {
  return !o.range && !(o.vmin && o.vmax);
}

} // namespace arrayreel::inline ARRAYREEL_ABI::detail
