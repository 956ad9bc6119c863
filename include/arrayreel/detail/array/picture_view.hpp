// An array read as one picture: which axis is rows, columns and channels.
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <string>
#include <utility>

#include "array_ref.hpp"
#include "../base/checked_math.hpp"
#include "../base/message.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

/// Where the elements of an H×W×C picture are. Distances are in elements.
struct picture_view {
  array_ref array;
  std::size_t height = 0;
  std::size_t width = 0;
  std::size_t channels = 0; // 1 gray, 2 gray + alpha, 3 RGB, 4 RGBA
  std::ptrdiff_t row_stride = 0;
  std::ptrdiff_t column_stride = 0;
  std::ptrdiff_t channel_stride = 0;
  // From the first element of a pixel in memory to its red, green, blue, alpha.
  std::array<std::ptrdiff_t, 4> channel_offset{};

  /// The first element of row y, or of one of its channels.
  [[nodiscard]] const void* row(std::size_t y, std::size_t channel = 0) const noexcept {
    return array.at(static_cast<std::ptrdiff_t>(y) * row_stride + channel_offset[channel]);
  }
  /// The first element of row y in memory.
  [[nodiscard]] const void* packed_row(std::size_t y) const noexcept {
    return array.at(static_cast<std::ptrdiff_t>(y) * row_stride);
  }
  [[nodiscard]] bool has_alpha() const noexcept { return channels == 2 || channels == 4; }

  /// The elements without the alpha channel, which takes no part in a range.
  [[nodiscard]] array_ref without_alpha() const {
    array_geometry g;
    g.extents = {height, width, channels - (has_alpha() ? 1U : 0U)};
    g.steps = {row_stride, column_stride, channel_stride};
    return array.with(g);
  }
};

inline constexpr const char* accepted_still_shapes =
    "(height, width), (height, width, 2…4) or (3…4, height, width)";

[[nodiscard]] constexpr const char* name_of(axes layout) noexcept {
  switch (layout) {
    case axes::automatic: return "automatic";
    case axes::yx: return "yx";
    case axes::yxc: return "yxc";
    case axes::cyx: return "cyx";
    case axes::tyx: return "tyx";
    case axes::tyxc: return "tyxc";
    case axes::tcyx: return "tcyx";
  }
  return "?";
}

/// The axes of a picture whose axes nobody named: see `axes::automatic`.
struct still_guess {
  shape extents;
  strides steps;
  axes layout = axes::automatic; // where there is no such reading

  explicit still_guess(const array_ref& v) : extents(v.extents()), steps(v.steps()) {
    // A stack of one picture, or of one channel, is a picture; a colour picture of one row stays
    // one.
    for (std::size_t i = 0; i < extents.rank() && extents.rank() > 3;)
      if (!squeezed(i)) ++i;
    if (extents.rank() == 3) {
      if (extents[2] >= 2 && extents[2] <= 4)
        layout = axes::yxc;
      else if (extents[0] == 3 || extents[0] == 4)
        layout = axes::cyx;
    }
    if (layout != axes::automatic) return;
    for (std::size_t i = extents.rank(); i-- > 0 && extents.rank() > 2;)
      static_cast<void>(squeezed(i));
    if (extents.rank() == 2) layout = axes::yx;
  }

private:
  /// Removes an axis of extent 1; false for other extents.
  bool squeezed(std::size_t axis) noexcept {
    if (extents[axis] != 1) return false;
    extents.erase(axis);
    steps.erase(axis);
    return true;
  }
};

/// The array as one picture.
/// \param layout the axes that the caller named; `automatic` takes those of the view, or guesses.
/// \throws error (parameter) that prints the shape, where the array cannot be read so or an extent
/// is zero; (limit) where a side is longer than PNG allows.
[[nodiscard]] inline picture_view as_picture(const array_ref& v, axes layout = axes::automatic) {
  const auto refuse = [&](const std::string& why) {
    return error(error_kind::parameter,
                 "an array of shape " + shape_text(v.extents(), v.rank()) + why);
  };
  if (layout == axes::automatic) layout = v.layout();
  shape extents;
  strides steps;
  if (layout == axes::automatic) {
    const still_guess guess(v);
    extents = guess.extents;
    steps = guess.steps;
    layout = guess.layout;
    if (layout == axes::automatic)
      throw refuse(std::string(" is no picture; expected ") + accepted_still_shapes);
  } else {
    extents = v.extents();
    steps = v.steps();
  }
  const std::size_t rank = layout == axes::yx ? 2 : 3;
  if (layout != axes::yx && layout != axes::yxc && layout != axes::cyx)
    throw refuse(std::string(" with axes ") + name_of(layout) +
                 " is many pictures; expected one: axes yx, yxc or cyx");
  if (extents.rank() != rank)
    throw refuse(std::string(" with axes ") + name_of(layout) + "; expected " + to_text(rank) +
                 " axes");
  const std::size_t y = layout == axes::cyx ? 1 : 0;
  const std::size_t c = layout == axes::cyx ? 0 : 2;
  picture_view p{.array = v};
  p.height = extents[y];
  p.width = extents[y + 1];
  p.channels = rank == 3 ? extents[c] : 1;
  p.row_stride = steps[y];
  p.column_stride = steps[y + 1];
  p.channel_stride = rank == 3 ? steps[c] : 0;
  // With one element there is no neighbour, and the stride may be any number: a step could
  // overflow.
  if (p.height == 1) p.row_stride = 0;
  if (p.width == 1) p.column_stride = 0;
  if (p.channels == 1) p.channel_stride = 0;
  if (p.height == 0 || p.width == 0 || p.channels == 0)
    throw refuse(" has no pixels; expected extents of 1 or more");
  if (p.channels > 4)
    throw refuse(std::string(" with axes ") + name_of(layout) + " has " + to_text(p.channels) +
                 " channels; expected 1 to 4");
  if (p.height > longest_side || p.width > longest_side)
    throw error(error_kind::limit, "a picture of " + to_text(p.width) + " x " + to_text(p.height) +
                                       " pixels; expected sides up to " + to_text(longest_side));
  for (std::size_t i = 0; i < p.channels; ++i)
    p.channel_offset[i] = static_cast<std::ptrdiff_t>(i) * p.channel_stride;
  if (v.order() == channel_order::bgr && p.channels >= 3)
    std::swap(p.channel_offset[0], p.channel_offset[2]);
  return p;
}

/// Whether the array reads as a picture with alpha.
[[nodiscard]] inline bool has_alpha_channel(const array_ref& v, axes layout) {
  if (layout == axes::automatic) layout = v.layout();
  const axes read = layout == axes::automatic ? still_guess(v).layout : layout;
  if (read != axes::yxc && read != axes::cyx) return false;
  return as_picture(v, layout).has_alpha();
}

/// The elements whose values make the range: all, without the alpha channel where the array is a
/// picture that has one. An array that is no picture is taken whole.
[[nodiscard]] inline array_ref without_alpha(const array_ref& v, axes layout) {
  if (v.empty() || v.rank() < 3) return v;
  if (layout == axes::automatic) layout = v.layout();
  const axes read = layout == axes::automatic ? still_guess(v).layout : layout;
  if (read != axes::yxc && read != axes::cyx) return v;
  return as_picture(v, layout).without_alpha();
}

} // namespace arrayreel::ARRAYREEL_ABI::detail
