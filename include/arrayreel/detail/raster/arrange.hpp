// Pictures side by side: where each has its place, and one picture of them all.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "../../color.hpp"
#include "../../layout.hpp"
#include "../base/checked_math.hpp"
#include "../base/message.hpp"
#include "picture.hpp"
#include "picture_kinds.hpp"
#include "pixel.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

inline void check(align a) {
  if (a > align::end)
    refuse(error_kind::parameter, {"an alignment numbered ", static_cast<unsigned>(a),
                                   "; expected one of arrayreel::align"});
}

inline void check(orientation o) {
  if (o > orientation::horizontal)
    refuse(error_kind::parameter, {"an orientation numbered ", static_cast<unsigned>(o),
                                   "; expected one of arrayreel::orientation"});
}

/// "3", or "2 x 3" rows and columns.
[[nodiscard]] inline std::string text_of(const upscale_factors& factors) {
  return factors.y() == factors.x() ? to_text(factors.y())
                                    : joined_text({factors.y(), " x ", factors.x()});
}
inline void check(const upscale_factors& factors) {
  if (factors.y() == 0 || factors.x() == 0)
    refuse(error_kind::parameter,
           {"an upscale factor of ", text_of(factors), "; expected 1 or more"});
}

/// \throws error (parameter) for a label of a colorbar that there is none of.
inline void check_colorbar_label(bool has_colorbar, const std::string& label) {
  if (!has_colorbar && !label.empty())
    refuse(error_kind::parameter, {"a colorbar_label of ", in_quotes(label),
                                   " without a colorbar; expected colorbar = true beside it"});
}

/// Where a picture's first pixel is in the whole.
struct place {
  std::size_t y = 0;
  std::size_t x = 0;
};

/// Pictures of one depth, one or more.
using picture_pointers = std::vector<const picture*>;

/// Whether all pictures are indices into one and the same table.
[[nodiscard]] inline bool share_palette(const picture_pointers& pictures) {
  const std::vector<color>& table = pictures.front()->palette();
  return !table.empty() && std::all_of(pictures.begin(), pictures.end(),
                                       [&](const picture* p) { return p->palette() == table; });
}

/// Fills a picture with one pixel.
inline void fill_pixels(picture& whole, const std::uint8_t* pixel) noexcept {
  const std::size_t size = whole.pixel_bytes();
  std::uint8_t* const first = whole.row(0);
  if (size == 1) {
    std::memset(first, pixel[0], whole.size_bytes());
    return;
  }
  for (std::uint8_t *out = first, *const end = first + whole.row_bytes(); out != end; ++out)
    *out = pixel[static_cast<std::size_t>(out - first) % size];
  for (std::size_t y = 1; y < whole.height(); ++y)
    std::memcpy(whole.row(y), first, whole.row_bytes());
}

/// The pictures at their places, which do not overlap and are inside, on a ground of one colour.
/// A palette that all have stays where the ground is not seen, or has an entry; otherwise pixels
/// are what the pictures, and the ground where it is seen, need.
[[nodiscard]] inline picture arranged(std::size_t height, std::size_t width,
                                      const picture_pointers& pictures,
                                      const std::vector<place>& places, const color& ground) {
  if (height > longest_side || width > longest_side)
    refuse(error_kind::limit,
           {"a picture of ", width, " x ", height, " pixels; expected sides of up to 2147483647"});
  const std::size_t component_bytes = pictures.front()->component_bytes();
  std::size_t covered = 0;
  for (const picture* p : pictures) covered += p->height() * p->width();
  const bool ground_seen = covered < height * width;

  std::vector<color> palette;
  std::size_t channels = 1;
  std::optional<std::uint8_t> ground_entry;
  if (share_palette(pictures)) {
    palette = pictures.front()->palette();
    if (ground_seen) {
      palette_entries entries(palette, pictures);
      ground_entry = entries.find(ground);
      palette = ground_entry ? entries.table() : std::vector<color>{};
    }
  }
  if (palette.empty()) {
    pixel_needs needs;
    if (ground_seen) needs.add(ground);
    for (const picture* p : pictures) needs.add(*p);
    channels = needs.channels();
  }

  picture result(height, width, channels, component_bytes);
  if (ground_seen) {
    std::uint16_t pixel[4]{};
    auto* const bytes = reinterpret_cast<std::uint8_t*>(pixel);
    if (ground_entry)
      bytes[0] = *ground_entry;
    else if (component_bytes == 1)
      write_color(bytes, channels, ground);
    else
      write_color(pixel, channels, ground);
    fill_pixels(result, bytes);
  }
  for (std::size_t i = 0; i < pictures.size(); ++i) {
    const picture& p = *pictures[i];
    const row_writer rows(p, channels);
    for (std::size_t y = 0; y < p.height(); ++y) {
      std::uint8_t* const out = result.row(places[i].y + y) + places[i].x * result.pixel_bytes();
      if (palette.empty())
        rows.write(y, 0, p.width(), out);
      else
        std::memcpy(out, p.row(y), p.row_bytes());
    }
  }
  if (!palette.empty()) result.palette(std::move(palette));
  return result;
}

/// Rows and columns of cells, filled one after the other in the order of the pictures.
struct cell_order {
  std::size_t rows; // 1 or more
  std::size_t columns;
  bool by_columns;

  [[nodiscard]] place of(std::size_t i) const noexcept {
    return by_columns ? place{i % rows, i / rows} : place{i / columns, i % columns};
  }
};

/// How far a picture is from the beginning of a place with so many pixels more than its own.
[[nodiscard]] constexpr std::size_t before(align a, std::size_t room) noexcept {
  return a == align::start ? 0 : a == align::center ? room / 2 : room;
}

/// Makes lengths of cells their beginnings, with a gap between two; the length of all of them.
[[nodiscard]] inline std::size_t begin_cells(std::vector<std::size_t>& cells, std::size_t gap) {
  std::size_t end = 0;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (i != 0 && (!checked_add(end, gap, end) || end > longest_side))
      refuse(error_kind::limit, {"a gap of ", gap, " between each two of ", cells.size(),
                                 " pictures; expected sides of up to 2147483647"});
    end += std::exchange(cells[i], end);
  }
  return end;
}

/// Pictures in cells, each as high as the highest of its row and as wide as the widest of its
/// column.
[[nodiscard]] inline picture in_cells(const picture_pointers& pictures, const cell_order& order,
                                      std::size_t gap, const color& ground, align vertical,
                                      align horizontal) {
  check(vertical);
  check(horizontal);
  std::vector<std::size_t> heights;
  std::vector<std::size_t> widths;
  const auto enlarge = [](std::vector<std::size_t>& cells, std::size_t i, std::size_t length) {
    if (i >= cells.size()) cells.resize(i + 1);
    cells[i] = std::max(cells[i], length);
  };
  for (std::size_t i = 0; i < pictures.size(); ++i) {
    enlarge(heights, order.of(i).y, pictures[i]->height());
    enlarge(widths, order.of(i).x, pictures[i]->width());
  }
  std::vector<std::size_t> tops = heights;
  std::vector<std::size_t> lefts = widths;
  const std::size_t height = begin_cells(tops, gap);
  const std::size_t width = begin_cells(lefts, gap);
  std::vector<place> places(pictures.size());
  for (std::size_t i = 0; i < pictures.size(); ++i) {
    const place cell = order.of(i);
    places[i] = {tops[cell.y] + before(vertical, heights[cell.y] - pictures[i]->height()),
                 lefts[cell.x] + before(horizontal, widths[cell.x] - pictures[i]->width())};
  }
  return arranged(height, width, pictures, places, ground);
}

} // namespace arrayreel::ARRAYREEL_ABI::detail
