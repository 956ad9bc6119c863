// The source of a movie's frames, independent of the types that hold them.
#pragma once

#include <optional>
#include <span> // and the concepts of ranges, whose own header is heavy
#include <type_traits>
#include <utility>

#include "../../adapt.hpp"
#include "../../raster.hpp"
#include "../array/array_ref.hpp"
#include "../raster/picture.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

/// The picture of a raster with a palette, whose pixels are indices; nullptr for any other frame.
template <class A> [[nodiscard]] const picture* indices_of(const A& frame) noexcept {
  if constexpr (std::is_same_v<A, raster<std::uint8_t>>)
    if (!frame.palette().empty()) return &picture_of(frame);
  return nullptr;
}

/// Receives frames, one after the other.
class frame_taker {
public:
  /// \param indices the frame if it is a raster with a palette, else nullptr
  /// \returns whether it wants more
  virtual bool take(const array_ref& frame, const picture* indices) = 0;

protected:
  ~frame_taker() = default;
};

/// Refers to an array of frames or to a range of them.
class frame_source {
public:
  frame_source(const array_ref& stack) : stack_(stack) {} // NOLINT: an array is one

  template <class R>
  frame_source(R& frames, bool again)
      : range_(const_cast<void*>(static_cast<const void*>(&frames))), hand_over_(&hand_over<R>),
        again_(again), may_mix_types_(may_mix(frames)), can_look_(can_look(frames)),
        of_integers_(holds_integers<view_of_frame<R>>()) {}

  /// The array, if it is one.
  [[nodiscard]] const std::optional<array_ref>& stack() const noexcept { return stack_; }
  /// Whether the frames can be iterated over more than once.
  [[nodiscard]] bool again() const noexcept { return again_; }
  /// Whether reading frames consumes none, unlike reading a pipe.
  [[nodiscard]] bool can_look() const noexcept { return can_look_; }
  /// Whether elements may be integers wider than a byte, for which the opaque alpha is not known.
  [[nodiscard]] bool of_integers() const noexcept { return of_integers_; }
  /// Whether the element type may change from frame to frame.
  [[nodiscard]] bool may_mix_types() const noexcept { return may_mix_types_; }
  /// Goes through a range.
  void for_each(frame_taker& taker) const { hand_over_(range_, taker); }

private:
  // Frames are viewed as constants: of others, xtensor's own `view` would be the better match.
  template <class R>
  using view_of_frame = std::remove_cvref_t<decltype(view(
      std::declval<const std::remove_reference_t<std::ranges::range_reference_t<R>>&>()))>;

  template <class View> [[nodiscard]] static constexpr bool holds_integers() noexcept {
    if constexpr (typed_at_run_time<View>)
      return true;
    else
      return std::is_integral_v<typename View::value_type> && sizeof(typename View::value_type) > 1;
  }

  /// True for views of any type, unless the range says that all its frames have the same.
  template <class R> static bool may_mix(const R& frames) noexcept {
    if constexpr (requires { frames.has_one_type(); }) {
      return !frames.has_one_type();
    } else {
      constexpr bool says_it = requires { frames.type(); };
      return !says_it && typed_at_run_time<view_of_frame<R>>;
    }
  }

  /// Even a range whose iterators can be copied may be a pipe.
  template <class R> static bool can_look(const R& frames) noexcept {
    if constexpr (requires { frames.can_go_back(); })
      return frames.can_go_back();
    else
      return true;
  }

  template <class R> static void hand_over(void* range, frame_taker& taker) {
    for (const auto& frame : *static_cast<R*>(range))
      if (!taker.take(as_ref(view(frame)), indices_of(frame))) return;
  }

  std::optional<array_ref> stack_;
  void* range_ = nullptr;
  void (*hand_over_)(void*, frame_taker&) = nullptr;
  bool again_ = true;
  bool may_mix_types_ = false;
  bool can_look_ = true;
  bool of_integers_ = true;
};

} // namespace arrayreel::ARRAYREEL_ABI::detail
