// Drawing labels into pictures of run-time depth.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>

#include "detail/base/checked_math.hpp"
#include "detail/base/interval.hpp"
#include "detail/base/message.hpp"
#include "detail/raster/glyph_runs.hpp"
#include "detail/raster/picture_kinds.hpp"
#include "detail/raster/pixel.hpp"
#include "error.hpp"
#include "text.hpp"

namespace arrayreel::ARRAYREEL_ABI {

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

/// Calls `function` with the pixels of each run that the picture shows and with the run.
template <class Function>
void for_each_run(picture& on, std::string_view text, const label_place& place, bool outlined,
                  const Function& function) {
  for (label_rows rows(text, place, outlined); rows.next();)
    for (std::size_t y = rows.first_y(); y < rows.end_y(); ++y)
      for (const label_run& run : rows.runs()) function(on.row(y) + run.x * on.pixel_bytes(), run);
}

/// Draws by changing indices; false, and nothing drawn, where the palette has no room.
[[nodiscard]] inline bool draw_in_palette(picture& on, std::string_view text,
                                          const label_place& place, const label_options& o) {
  const std::array<part_colors, 3> colors = colors_of_parts(o);
  const auto painted = [&](label_part part) {
    const part_colors& c = colors[static_cast<std::size_t>(part)];
    return c.first || c.second;
  };
  std::array<std::array<bool, 256>, 3> present{};
  for_each_run(on, text, place, o.outline.has_value(),
               [&](const std::uint8_t* indices, const label_run& run) {
                 if (!painted(run.part)) return;
                 for (std::size_t i = 0; i < run.count; ++i)
                   present[static_cast<std::size_t>(run.part)][indices[i]] = true;
               });

  const std::array<color, 256> before = whole_table(on.palette());
  std::array<std::array<std::uint8_t, 256>, 3> becomes{};
  palette_entries entries(on.palette(), {&on});
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

  if (entries.changed()) on.palette(entries.table());
  for_each_run(on, text, place, o.outline.has_value(),
               [&](std::uint8_t* indices, const label_run& run) {
                 if (!painted(run.part)) return;
                 for (std::size_t i = 0; i < run.count; ++i)
                   indices[i] = becomes[static_cast<std::size_t>(run.part)][indices[i]];
               });
  return true;
}

template <class P>
void draw_in_channels(picture& on, std::string_view text, const label_place& place,
                      const label_options& o) {
  // What a label does not have is as good as transparent.
  const brush<P> box(o.box.value_or(transparent), on.channels());
  const brush<P> outline(o.outline.value_or(transparent), on.channels());
  const brush<P> foreground(o.foreground, on.channels());
  for_each_run(on, text, place, o.outline.has_value(),
               [&](std::uint8_t* bytes, const label_run& run) {
                 P* const pixels = reinterpret_cast<P*>(bytes);
                 box.fill(pixels, run.count);
                 if (run.part == label_part::outline) outline.fill(pixels, run.count);
                 if (run.part == label_part::stroke) foreground.fill(pixels, run.count);
               });
}

ARRAYREEL_INLINE void draw_label(picture& on, std::string_view text, std::ptrdiff_t y,
                                 std::ptrdiff_t x, const label_options& o) {
  const label_shape label = shape_of_label(text, o);
  const label_place place{label, y, x, visible_part(y, label.height, on.height()),
                          visible_part(x, label.width, on.width())};
  if (place.empty()) return;
  if (!on.palette().empty()) {
    if (draw_in_palette(on, text, place, o)) return;
    on = without_palette(on);
  }
  if (on.channels() <= 2 && (has_hue(o.foreground) || has_hue(o.outline) || has_hue(o.box)))
    on = as_colored(on);
  if (on.component_bytes() == 1)
    draw_in_channels<std::uint8_t>(on, text, place, o);
  else
    draw_in_channels<std::uint16_t>(on, text, place, o);
}

ARRAYREEL_INLINE void draw_label(picture& on, std::string_view text, corner where,
                                 const label_options& o) {
  if (where > corner::bottom_right)
    refuse(error_kind::parameter, {"a corner numbered ", static_cast<unsigned>(where),
                                   "; expected one of arrayreel::corner"});
  const text_size size = label_size(text, o);
  std::size_t margin = 0;
  if (!checked_mul(o.margin, o.scale, margin) || margin > longest_side)
    refuse(error_kind::limit, {"a label's margin of ", o.margin, " at a scale of ", o.scale,
                               "; expected up to 2147483647 pixels"});
  const bool bottom = where == corner::bottom_left || where == corner::bottom_right;
  const bool right = where == corner::top_right || where == corner::bottom_right;
  const std::size_t y = begin_on_side(size.height, on.height(), margin, bottom);
  const std::size_t x = begin_on_side(size.width, on.width(), margin, right);
  draw_label(on, text, static_cast<std::ptrdiff_t>(y), static_cast<std::ptrdiff_t>(x), o);
}

} // namespace detail

ARRAYREEL_INLINE text_size label_size(std::string_view text, const label_options& o) {
  const detail::label_shape label = detail::shape_of_label(text, o);
  return {label.height, label.width};
}

} // namespace arrayreel::ARRAYREEL_ABI
