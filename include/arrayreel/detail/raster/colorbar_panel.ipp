// Definitions of colorbar_panel.hpp.
#pragma once

#include "colorbar_panel.hpp"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "../../colorbar.hpp"
#include "../../compose.hpp"
#include "../../mapping.hpp"
#include "../../text.hpp"
#include "../base/message.hpp"
#include "picture_kinds.hpp"
#include "pixel.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

/// The sizes of a panel's parts, in pixels, for a picture with a side of so many along it.
struct panel_sizes {
  explicit panel_sizes(std::size_t side)
      : scale(std::max<std::size_t>(1, side / 500)),
        thickness(std::clamp<std::size_t>(side / 16, 8, 16 * scale)),
        // Beside tiny pictures a strip of their side would say nothing.
        length(std::max<std::size_t>(side, 64)) {}

  std::size_t scale;
  std::size_t thickness;
  std::size_t length;
};

/// A picture of one colour that can hold another one, too.
[[nodiscard]] inline picture ground_of(std::size_t height, std::size_t width, const color& ground,
                                       const color& other) {
  pixel_needs needs;
  needs.add(ground);
  needs.add(other);
  picture result(height, width, needs.channels(), 1);
  for (std::uint8_t *p = result.bytes(), *const end = p + result.size(); p != end;
       p += result.channels())
    write_color(p, result.channels(), ground);
  return result;
}

/// One line of text.
[[nodiscard]] inline picture line_of_text(const std::string& text, const label_options& how,
                                          const color& ground) {
  const text_size size = label_size(text, how);
  picture result = ground_of(std::max<std::size_t>(size.height, 1),
                             std::max<std::size_t>(size.width, 1), ground, how.foreground);
  draw_label(result, text, 0, 0, how);
  return result;
}

ARRAYREEL_INLINE picture paragraph(std::string_view text, std::size_t width, std::size_t scale,
                                   const color& ink, const color& ground) {
  const label_options how{.scale = scale, .foreground = ink, .outline = std::nullopt};
  std::vector<std::string> lines(1);
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find_first_of(" \n", at), text.size());
    const std::string word(text.substr(at, end - at));
    std::string longer = lines.back().empty() ? word : lines.back() + " " + word;
    if (lines.back().empty() || label_size(longer, how).width <= width)
      lines.back() = std::move(longer);
    else
      lines.push_back(word);
    if (end < text.size() && text[end] == '\n') lines.emplace_back();
    at = end + 1;
  }
  std::vector<picture> made;
  made.reserve(lines.size());
  std::vector<const picture*> pointers;
  for (const std::string& line : lines) {
    made.push_back(line_of_text(line, how, ground));
    pointers.push_back(&made.back());
  }
  return concatenated(pointers, orientation::vertical,
                      {.background = ground, .align = align::center});
}

/// A square of the colour of values that are none, with what it is.
[[nodiscard]] inline picture bad_square(const color& bad, const panel_sizes& sizes,
                                        const label_options& how, const color& ground,
                                        bool vertical) {
  const picture name = line_of_text("NaN", how, ground);
  picture square = ground_of(sizes.thickness + 2, sizes.thickness + 2, how.foreground, bad);
  for (std::size_t y = 1; y <= sizes.thickness; ++y)
    for (std::size_t x = 1; x <= sizes.thickness; ++x)
      write_color(square.row(y) + x * square.channels(), square.channels(), bad);
  // Where the labels of values stand.
  const std::size_t gap = (vertical ? 5 : 3) * sizes.scale;
  return concatenated({&square, &name}, vertical ? orientation::horizontal : orientation::vertical,
                      {.gap = gap, .background = ground, .align = align::center});
}

/// The colorbar with all that belongs to it, for a picture with a side of so many pixels along it.
[[nodiscard]] inline picture panel_of(const colorbar_subject& s, std::size_t side) {
  const mapping_options& m = *s.mapping;
  const bool vertical = s.direction == orientation::vertical;
  const panel_sizes sizes(side);
  // Black on what is light.
  const unsigned light = 2126U * s.background.r + 7152U * s.background.g + 722U * s.background.b;
  const color ink = light > 1'275'000 ? color{0, 0, 0} : color{255, 255, 255};
  const label_options how{.scale = sizes.scale, .foreground = ink, .outline = std::nullopt};
  const concat_options beside{
      .gap = 6 * sizes.scale, .background = s.background, .align = align::center};

  std::vector<picture> parts; // along the values
  colorbar_options o{.norm = m.norm,
                     .gamma = m.gamma,
                     .colormap = m.colormap,
                     .under = m.under,
                     .over = m.over,
                     .orientation = s.direction,
                     .length = sizes.length,
                     .thickness = sizes.thickness,
                     .scale = sizes.scale,
                     .foreground = ink,
                     .background = s.background};
  value_range range = s.range;
  if (s.labels) {
    const std::size_t count = m.colormap->count();
    range = {-0.5, static_cast<double>(count) - 0.5};
    o.ticks.emplace();
    for (std::size_t i = 0; i < count; ++i) o.ticks->push_back(static_cast<double>(i));
  } else if (m.bad) {
    picture square = bad_square(*m.bad, sizes, how, s.background, vertical);
    const std::size_t taken = (vertical ? square.height() : square.width()) + 6 * sizes.scale;
    if (sizes.length >= taken + 5 * sizes.thickness) {
      o.length -= taken;
      parts.push_back(std::move(square));
    }
  }
  const raster<std::uint8_t> bar = colorbar(range, o);
  picture strip = picture_of(bar);
  if (!parts.empty()) {
    const picture& square = parts.front();
    concat_options along = beside;
    along.align = align::start;
    strip = vertical ? concatenated({&strip, &square}, orientation::vertical, along)
                     : concatenated({&square, &strip}, orientation::horizontal, along);
  }
  if (s.label.empty()) return strip;
  picture words = paragraph(s.label, std::max(sizes.length, side), sizes.scale, ink, s.background);
  if (vertical) words = rotated(words, 1);
  return concatenated({&strip, &words}, vertical ? orientation::horizontal : orientation::vertical,
                      beside);
}

/// Pixels as indices into a palette of the picture's colours and its own; none where there are too
/// many.
[[nodiscard]] inline std::optional<picture> as_indices(const picture& panel,
                                                       palette_entries& entries) {
  const auto color_at = [&](std::size_t i) {
    const std::uint8_t* const p = panel.bytes() + i * panel.channels();
    const bool gray = panel.channels() <= 2;
    return color{p[0], p[gray ? 0 : 1], p[gray ? 0 : 2],
                 panel.channels() % 2 == 0 ? p[panel.channels() - 1] : std::uint8_t{255}};
  };
  const std::size_t count = panel.height() * panel.width();
  picture result(panel.height(), panel.width(), 1, 1);
  for (std::size_t i = 0; i < count; ++i)
    if (i == 0 || !(color_at(i) == color_at(i - 1))) entries.keep(color_at(i));
  for (std::size_t i = 0; i < count; ++i) {
    if (i != 0 && color_at(i) == color_at(i - 1)) {
      result.bytes()[i] = result.bytes()[i - 1];
      continue;
    }
    const std::optional<std::uint8_t> entry = entries.find(color_at(i));
    if (!entry) return std::nullopt;
    result.bytes()[i] = *entry;
  }
  return result;
}

/// A panel with room around it up to a size.
[[nodiscard]] inline picture in_room(const picture& panel, std::size_t height, std::size_t width,
                                     const color& ground) {
  if (panel.height() == height && panel.width() == width) return panel;
  const std::size_t top = (height - panel.height()) / 2;
  return padded(panel, {.top = top,
                        .bottom = height - panel.height() - top,
                        .right = width - panel.width(),
                        .color = ground});
}

ARRAYREEL_INLINE picture with_colorbar(const picture& from, const colorbar_subject& s,
                                       colorbar_cache* cache) {
  if (s.channels != 1 || s.mapping->complex_as == complex_part::phase_hue)
    refuse(error_kind::parameter,
           {"a colorbar for an array of colours; expected values that a colormap shows"});
  const bool vertical = s.direction == orientation::vertical;
  const std::size_t side = vertical ? from.height() : from.width();
  const std::size_t scale = panel_sizes(side).scale;
  const auto same = [](const value_range& a, const value_range& b) {
    return a.lo == b.lo && a.hi == b.hi && a.lo_rest == b.lo_rest && a.hi_rest == b.hi_rest;
  };
  std::optional<picture> made;
  if (cache == nullptr || !cache->panel || !same(cache->range, s.range)) {
    made = panel_of(s, side);
    // Up to the borders of the whole, letters would touch them.
    const std::size_t margin = 4 * scale;
    made = padded(*made, {.bottom = vertical ? 0 : margin,
                          .right = vertical ? margin + (s.range_may_change ? 48 * scale : 0) : 0,
                          .color = s.background});
    if (cache != nullptr) {
      if (cache->panel) {
        const std::size_t height = cache->panel->height();
        const std::size_t width = cache->panel->width();
        if (made->height() > height || made->width() > width)
          refuse(error_kind::parameter,
                 {"a colorbar from ", s.range.lo, " to ", s.range.hi, " of ", made->width(), " x ",
                  made->height(), " pixels in a movie that has ", width, " x ", height,
                  " for it; expected vmin and vmax before the first frame"});
        made = in_room(*made, height, width, s.background);
      }
      cache->range = s.range;
      cache->panel = std::move(made);
    }
  }
  const picture& panel = cache != nullptr ? *cache->panel : *made;
  const concat_options beside{.gap = 8 * scale, .background = s.background, .align = align::center};
  const orientation direction = vertical ? orientation::horizontal : orientation::vertical;
  if (!from.palette().empty()) {
    palette_entries entries(from.palette(), {&from});
    if (std::optional<picture> indices = as_indices(panel, entries)) {
      picture with_more = from;
      with_more.palette(entries.table());
      indices->palette(entries.table());
      return concatenated({&with_more, &*indices}, direction, beside);
    }
  }
  return concatenated({&from, &panel}, direction, beside);
}

} // namespace arrayreel::ARRAYREEL_ABI::detail
