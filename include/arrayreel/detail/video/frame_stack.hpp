// Whole arrays as the frames of a movie.
#pragma once

#include <cstddef>

#include "../../array_view.hpp"
#include "../array/array_ref.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

/// An array whose first axis is time.
class ARRAYREEL_API frame_stack {
public:
  /// \param layout the caller's axes; `automatic` takes those of the view, or guesses from the
  /// shape.
  /// \throws error (parameter) that prints the shape, if it cannot be read as frames.
  frame_stack(const array_ref& array, axes layout);

  [[nodiscard]] std::size_t size() const noexcept { return array_.extent(0); }
  [[nodiscard]] array_ref frame(std::size_t t) const;

private:
  array_ref array_;
  axes frame_ = axes::automatic;
};

} // namespace arrayreel::ARRAYREEL_ABI::detail

#if !defined(ARRAYREEL_COMPILED)
#include "frame_stack.ipp"
#endif
