// Reads an array as frames.
#pragma once

#include "frame_stack.hpp"

#include "../array/picture_view.hpp"
#include "../base/message.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

[[noreturn, gnu::cold]] inline void refuse_stack(const array_ref& array, text_part why,
                                                 text_part more = "", text_part end = "") {
  refuse(error_kind::parameter,
         {"an array of shape ", shape_text(array.extents(), array.rank()), why, more, end});
}

ARRAYREEL_INLINE frame_stack::frame_stack(const array_ref& array, axes layout) : array_(array) {
  constexpr const char* no_frames = " has no frames; expected 1 or more";
  constexpr const char* no_movie =
      " is no movie; expected (time, height, width), (time, height, width, 2…4) or "
      "(time, 3…4, height, width)";
  if (layout == axes::automatic) layout = array.layout();
  if (layout == axes::automatic) {
    if (array.rank() < 3) refuse_stack(array, no_movie);
    if (array.extent(0) == 0) refuse_stack(array, no_frames);
    // As for a still picture.
    if (still_guess(frame(0)).layout == axes::automatic) refuse_stack(array, no_movie);
    return;
  }
  const std::size_t rank = layout == axes::tyx ? 3 : 4;
  if (layout != axes::tyx && layout != axes::tyxc && layout != axes::tcyx)
    refuse_stack(array, " with axes ", name_of(layout),
                 " is one picture; expected axes tyx, tyxc or tcyx");
  if (array.rank() != rank)
    refuse_stack(array, joined_text({" with axes ", name_of(layout)}), "; expected ",
                 joined_text({rank, " axes"}));
  if (array.extent(0) == 0) refuse_stack(array, no_frames);
  frame_ = layout == axes::tyx ? axes::yx : layout == axes::tyxc ? axes::yxc : axes::cyx;
}

ARRAYREEL_INLINE array_ref frame_stack::frame(std::size_t t) const {
  array_geometry g = array_.geometry();
  g.extents.erase(0);
  g.steps.erase(0);
  g.layout = frame_;
  // With one frame the stride does not matter.
  return array_.with(g, t == 0 ? 0 : static_cast<std::ptrdiff_t>(t) * array_.stride(0));
}

} // namespace arrayreel::ARRAYREEL_ABI::detail
