// Text burnt into pixels, in a bitmap face that comes with it.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "color.hpp"
#include "detail/base/checked_math.hpp"
#include "detail/raster/glyph_runs.hpp"
#include "detail/base/message.hpp"
#include "detail/raster/picture_kinds.hpp"
#include "detail/raster/pixel.hpp"
#include "error.hpp"
#include "raster.hpp"

namespace arrayreel::inline ARRAYREEL_ABI {

/// A corner of a picture.
enum class corner : unsigned char { top_left, top_right, bottom_left, bottom_right };

/// How a label looks. Lengths are in pixels of the face, each a square of `scale` × `scale` pixels
/// of the picture; colours with alpha are blended over what is there.
struct label_options {
  /// 1 or more; at 1 a sign takes 13 × 6 pixels
  std::size_t scale = 1;
  color foreground{255, 255, 255};
  /// of a ring of 1 around the strokes, by which the text is read on any ground; nullopt: none
  std::optional<color> outline{color{0, 0, 0}};
  /// of a rectangle behind the text, which reaches 2 beyond the signs' cells; nullopt: none
  std::optional<color> box{};
  /// between a label in a corner and the borders of the picture
  std::size_t margin = 2;
};

/// Pixels that a label covers.
struct text_size {
  std::size_t height = 0;
  std::size_t width = 0;

  friend constexpr bool operator==(const text_size&, const text_size&) noexcept = default;
};

namespace detail {

[[nodiscard]] inline label_shape shape_of_label(std::string_view text, const label_options& o) {
  return shape_of_label(text, o.scale, o.box ? box_border : o.outline ? outline_border : 0);
}

/// What is painted, one over the other, where a label has a part.
struct part_colors {
  std::optional<color> first{};
  std::optional<color> second{};
};

[[nodiscard]] inline std::array<part_colors, 3> colors_of_parts(const label_options& o) {
  return {{{o.box, {}}, {o.box, o.outline}, {o.box, o.foreground}}};
}

[[nodiscard]] inline color blended(color below, const part_colors& over) {
  std::array<std::uint8_t, 4> pixel{below.r, below.g, below.b, below.a};
  for (const std::optional<color>& c : {over.first, over.second})
    if (c) brush<std::uint8_t>(*c, 4).fill(pixel.data(), 1);
  return {pixel[0], pixel[1], pixel[2], pixel[3]};
}

/// Draws by changing indices; false, and nothing drawn, where the palette has no room.
[[nodiscard]] inline bool draw_in_palette(raster<std::uint8_t>& picture, std::string_view text,
                                          const label_place& place, const label_options& o) {
  const std::array<part_colors, 3> colors = colors_of_parts(o);
  const auto painted = [&](label_part part) {
    const part_colors& c = colors[static_cast<std::size_t>(part)];
    return c.first || c.second;
  };
  std::array<std::array<bool, 256>, 3> present{};
  for_each_run(text, place, o.outline.has_value(), [&](std::size_t y, const label_run& run) {
    if (!painted(run.part)) return;
    for (const std::uint8_t index : picture.row(y).subspan(run.x, run.count))
      present[static_cast<std::size_t>(run.part)][index] = true;
  });

  const std::array<color, 256> before = whole_table(picture.palette());
  std::array<std::array<std::uint8_t, 256>, 3> becomes{};
  palette_entries entries(picture.palette(), {&picture});
  for (const bool search : {false, true})
    for (std::size_t part = 0; part < 3; ++part)
      for (std::size_t index = 0; index < 256; ++index) {
        if (!present[part][index]) continue;
        const color after = blended(before[index], colors[part]);
        becomes[part][index] = static_cast<std::uint8_t>(index);
        if (after == before[index]) continue;
        if (!search) {
          entries.keep(after);
          continue;
        }
        const std::optional<std::uint8_t> entry = entries.find(after);
        if (!entry) return false;
        becomes[part][index] = *entry;
      }

  if (entries.changed()) picture.palette(entries.table());
  for_each_run(text, place, o.outline.has_value(), [&](std::size_t y, const label_run& run) {
    if (!painted(run.part)) return;
    for (std::uint8_t& index : picture.row(y).subspan(run.x, run.count))
      index = becomes[static_cast<std::size_t>(run.part)][index];
  });
  return true;
}

template <class P>
void draw_in_channels(raster<P>& picture, std::string_view text, const label_place& place,
                      const label_options& o) {
  const std::size_t channels = picture.channels();
  // What a label does not have is as good as transparent.
  const brush<P> box(o.box.value_or(transparent), channels);
  const brush<P> outline(o.outline.value_or(transparent), channels);
  const brush<P> foreground(o.foreground, channels);
  for_each_run(text, place, o.outline.has_value(), [&](std::size_t y, const label_run& run) {
    P* const pixels = picture.row(y).data() + run.x * channels;
    box.fill(pixels, run.count);
    if (run.part == label_part::outline) outline.fill(pixels, run.count);
    if (run.part == label_part::stroke) foreground.fill(pixels, run.count);
  });
}

/// Where a label of `length` pixels begins on a side. One that does not fit with its margin takes
/// the margin's place, and one that does not fit at all begins at the beginning.
[[nodiscard]] constexpr std::size_t begin_on_side(std::size_t length, std::size_t side,
                                                  std::size_t margin, bool at_end) noexcept {
  const std::size_t room = side > length ? side - length : 0;
  if (!at_end) return std::min(margin, room);
  return room > margin ? room - margin : 0;
}

} // namespace detail

/// The height and width in pixels that `draw_label` covers, outline and box included, the margin
/// not; 0 × 0 for a text without a sign.
/// \throws error (parameter) for a scale of 0, (limit) for sides beyond 2³¹ − 1.
[[nodiscard]] inline text_size label_size(std::string_view text, const label_options& o = {}) {
  const detail::label_shape label = detail::shape_of_label(text, o);
  return {label.height, label.width};
}

/// Burns text into a picture, the covered rectangle's top left pixel at row y, column x.
///
/// The text is UTF-8, its lines separated by '\n'. Every sign takes a cell of the same size: ASCII,
/// Latin-1 and Latin Extended-A, Greek, sub- and superscripts, arrows and mathematical signs.
/// Others, control characters and malformed bytes show as a hollow box. Parts outside the picture
/// are cut off.
///
/// What the picture is made of stays where its pixels can hold the colours. Otherwise the argument
/// becomes a raster that can: RGB (with alpha: RGBA) for a gray picture and a label with a colour.
/// A palette stays while it has entries for the label: those of the same colour, further ones up
/// to 256, and those that no pixel uses; else the picture becomes RGB, or RGBA where a pixel is not
/// opaque. Components of 16 bits are those of 8 times 257.
///
/// ```cpp
/// auto picture = ar::rerange(field);
/// ar::draw_label(picture, "t = 3 µs", 2, 2, {.box = ar::color{0, 0, 0, 128}});
/// ```
/// \throws error (parameter) for a scale of 0, (limit) for a label with sides beyond 2³¹ − 1.
template <pixel_component P>
void draw_label(raster<P>& picture, std::string_view text, std::ptrdiff_t y, std::ptrdiff_t x,
                const label_options& o = {}) {
  const detail::label_shape label = detail::shape_of_label(text, o);
  const detail::label_place place{label, y, x,
                                  detail::visible_part(y, label.height, picture.height()),
                                  detail::visible_part(x, label.width, picture.width())};
  if (place.empty()) return;
  if constexpr (sizeof(P) == 1) {
    if (!picture.palette().empty()) {
      if (detail::draw_in_palette(picture, text, place, o)) return;
      picture = detail::without_palette(picture);
    }
  }
  if (picture.channels() <= 2 &&
      (detail::has_hue(o.foreground) || detail::has_hue(o.outline) || detail::has_hue(o.box)))
    picture = detail::as_colored(picture);
  detail::draw_in_channels(picture, text, place, o);
}

/// Burns text into a corner of a picture, `margin` away from the borders. A label for which the
/// picture is too small loses the margin first, then its end and its lower part.
///
/// ```cpp
/// auto picture = ar::rerange(field);
/// ar::draw_label(picture, "12", ar::corner::bottom_right, {.scale = 2});
/// ```
/// \throws error (parameter) for a scale of 0, (limit) for a label or a margin beyond 2³¹ − 1
/// pixels.
template <pixel_component P>
void draw_label(raster<P>& picture, std::string_view text, corner where,
                const label_options& o = {}) {
  if (where > corner::bottom_right)
    throw error(error_kind::parameter, "a corner numbered " +
                                           detail::to_text(static_cast<unsigned>(where)) +
                                           "; expected one of arrayreel::corner");
  const text_size size = label_size(text, o);
  std::size_t margin = 0;
  if (!detail::checked_mul(o.margin, o.scale, margin) || margin > detail::longest_side)
    throw error(error_kind::limit, "a label's margin of " + detail::to_text(o.margin) +
                                       " at a scale of " + detail::to_text(o.scale) +
                                       "; expected up to 2147483647 pixels");
  const bool bottom = where == corner::bottom_left || where == corner::bottom_right;
  const bool right = where == corner::top_right || where == corner::bottom_right;
  const std::size_t y = detail::begin_on_side(size.height, picture.height(), margin, bottom);
  const std::size_t x = detail::begin_on_side(size.width, picture.width(), margin, right);
  draw_label(picture, text, static_cast<std::ptrdiff_t>(y), static_cast<std::ptrdiff_t>(x), o);
}

} // namespace arrayreel::inline ARRAYREEL_ABI
