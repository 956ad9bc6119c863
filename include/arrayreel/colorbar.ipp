// Painting colorbars.
#pragma once

#include <algorithm>
#include <string>
#include <utility>

#include "colorbar.hpp"
#include "detail/base/checked_math.hpp"
#include "detail/base/message.hpp"
#include "detail/raster/arrange.hpp" // check of an orientation
#include "detail/raster/picture_kinds.hpp"
#include "detail/raster/pixel.hpp"
#include "detail/raster/tick_layout.hpp"
#include "detail/values/range_of_options.hpp"
#include "error.hpp"
#include "mapping.hpp"
#include "text.hpp"

namespace arrayreel::ARRAYREEL_ABI {

namespace detail {

inline void check_side(const char* name, std::size_t pixels) {
  if (pixels == 0)
    refuse(error_kind::parameter, {"a colorbar's ", name, " of 0; expected 1 or more"});
  if (pixels > longest_side)
    refuse(error_kind::limit,
           {"a colorbar's ", name, " of ", pixels, "; expected up to 2147483647"});
}

inline void check(const value_range& range, const colorbar_options& o) {
  if (!(is_finite(range.lo) && is_finite(range.hi) && is_below(lo_of(range), hi_of(range))))
    refuse(error_kind::parameter, {"a colorbar from ", range.lo, " to ", range.hi,
                                   "; expected finite numbers, the first below the second"});
  check(o.orientation);
  check_side("length", o.length);
  check_side("thickness", o.thickness);
  check_side("scale", o.scale);
  const std::size_t squares = (o.under ? 1U : 0U) + (o.over ? 1U : 0U);
  const std::size_t least = squares * (o.thickness + o.scale);
  if (o.length <= least)
    refuse(error_kind::parameter, {"a colorbar's length of ", o.length,
                                   " with squares for under or over; expected more than ", least});
}

/// A picture in which "along" is the direction of the values and "across" that of the labels.
class colorbar_painter {
public:
  colorbar_painter(const colorbar_options& o, std::size_t along, std::size_t across,
                   std::size_t channels)
      : vertical_(o.orientation == orientation::vertical),
        picture(vertical_ ? along : across, vertical_ ? across : along, channels) {
    for (std::uint8_t *p = picture.pixels().data(), *const end = p + picture.pixels().size();
         p != end; p += channels)
      write_color(p, channels, o.background);
  }

  /// A colour at pixels along × across, as it is.
  void put(std::size_t along, std::size_t across, std::size_t count_across, const color& c) {
    for (std::size_t i = across; i < across + count_across; ++i)
      write_color(pixel(along, i), picture.channels(), c);
  }
  void blend(std::size_t along, std::size_t across, std::size_t count_across, const color& c) {
    const brush<std::uint8_t> b(c, picture.channels());
    for (std::size_t i = across; i < across + count_across; ++i) b.fill(pixel(along, i), 1);
  }

private:
  [[nodiscard]] std::uint8_t* pixel(std::size_t along, std::size_t across) {
    const std::size_t y = vertical_ ? along : across;
    return picture.row(y).data() + (vertical_ ? across : along) * picture.channels();
  }

  bool vertical_;

public:
  raster<std::uint8_t> picture;
};

} // namespace detail

ARRAYREEL_INLINE raster<std::uint8_t> colorbar(const value_range& range,
                                               const colorbar_options& o) {
  using namespace detail;
  check(range, o);
  const arrayreel::norm n = norm_of({.norm = o.norm, .gamma = o.gamma});
  const bool vertical = o.orientation == orientation::vertical;
  const arrayreel::colormap& map = o.colormap ? *o.colormap : colormaps::gray;
  const std::size_t square = o.thickness + o.scale;
  const std::size_t low = o.under ? square : 0;
  const std::size_t high = o.over ? square : 0;
  tick_layout layout(vertical, o.scale, o.length, vertical ? high : low, o.length - low - high);
  const ticks marks = ticks_for(n, range, o.ticks, o.tick_count, layout);
  ticks labels = marks;
  std::erase_if(labels, [](const tick& t) { return t.text.empty(); });
  layout.make_room(labels);

  const std::size_t tick_length = 3 * o.scale;
  const std::size_t room = (vertical ? 2 : 1) * o.scale; // between a mark and its label
  const std::size_t label_begin = 1 + o.thickness + 1 + tick_length + room;
  std::size_t across = 1 + o.thickness + 1;
  for (const tick& t : labels)
    across = std::max(across, label_begin +
                                  (vertical ? layout.width(t) : tick_layout::ink_height * o.scale));

  pixel_needs needs;
  needs.add(o.background);
  for (std::size_t i = 0; i < map.count(); ++i) needs.add(map.entries()[i]);
  for (const std::optional<color>& c : {o.under, o.over})
    if (c) needs.add(*c);
  needs.hue = needs.hue || has_hue(o.foreground);
  colorbar_painter paint(o, layout.extent(), across, needs.channels());

  // Along the picture a vertical strip begins with hi.
  const std::size_t strip = layout.strip();
  for (std::size_t i = 0; i < strip; ++i) {
    const std::size_t from_lo = vertical ? strip - 1 - i : i;
    const std::size_t entry = (2 * from_lo + 1) * map.count() / (2 * strip);
    paint.put(layout.begin() + i, 1, o.thickness, map.entries()[entry]);
    for (const std::size_t side : {std::size_t{0}, o.thickness + 1})
      paint.blend(layout.begin() + i, side, 1, o.foreground);
  }
  const auto put_square = [&](const std::optional<color>& c, bool behind) {
    if (!c) return;
    const std::size_t begin = behind ? layout.begin() + strip + o.scale : layout.begin() - square;
    for (std::size_t i = begin; i < begin + o.thickness; ++i) {
      paint.put(i, 1, o.thickness, *c);
      for (const std::size_t side : {std::size_t{0}, o.thickness + 1})
        paint.blend(i, side, 1, o.foreground);
    }
  };
  put_square(o.under, vertical);
  put_square(o.over, !vertical);

  for (const tick& t : marks)
    paint.blend(layout.at(t.place), o.thickness + 2,
                std::min(tick_length, across - o.thickness - 2), o.foreground);
  const std::vector<std::size_t> starts = layout.starts(labels);
  for (std::size_t i = 0; i < labels.size(); ++i) {
    std::string text;
    for (const char c : labels[i].text) {
      if (c == '-')
        text += "−";
      else
        text += c;
    }
    const auto along = static_cast<std::ptrdiff_t>(starts[i]);
    const auto beyond = static_cast<std::ptrdiff_t>(label_begin);
    const auto above = static_cast<std::ptrdiff_t>(tick_layout::ink_top * o.scale);
    draw_label(paint.picture, text, vertical ? along - above : beyond - above,
               vertical ? beyond : along,
               {.scale = o.scale, .foreground = o.foreground, .outline = std::nullopt});
  }
  return std::move(paint.picture);
}

} // namespace arrayreel::ARRAYREEL_ABI
