// Pictures side by side: where each has its place, and one picture of them all.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <type_traits>
#include <utility>
#include <vector>

#include "../../color.hpp"
#include "../../error.hpp"
#include "../../layout.hpp"
#include "../../raster.hpp"
#include "../base/checked_math.hpp"
#include "../base/message.hpp"
#include "picture_kinds.hpp"
#include "pixel.hpp"

namespace arrayreel::inline ARRAYREEL_ABI {

namespace detail {

template <class T> struct component_of_raster {};
template <class P> struct component_of_raster<raster<P>> {
  using type = P;
};
template <class Range>
using raster_component_t = typename component_of_raster<
    std::remove_cvref_t<decltype(*std::begin(std::declval<Range&>()))>>::type;

/// Anything with begin() and end() whose elements are rasters of one depth.
template <class Range>
concept raster_range = requires(Range& range) {
  typename raster_component_t<Range>;
  std::end(range);
};

/// The pictures of a range; it holds those that the range makes as it is gone through.
template <class P> class picture_list {
public:
  picture_list(std::initializer_list<const raster<P>*> pictures) : pointers_(pictures) {}

  template <raster_range Range> explicit picture_list(Range& range) {
    if constexpr (std::is_lvalue_reference_v<decltype(*std::begin(range))>) {
      for (const raster<P>& picture : range) pointers_.push_back(&picture);
    } else {
      for (auto&& picture : range) made_.push_back(std::forward<decltype(picture)>(picture));
      for (const raster<P>& picture : made_) pointers_.push_back(&picture);
    }
  }
  picture_list(const picture_list&) = delete;
  picture_list& operator=(const picture_list&) = delete;

  [[nodiscard]] std::size_t size() const noexcept { return pointers_.size(); }
  [[nodiscard]] const raster<P>& operator[](std::size_t i) const noexcept { return *pointers_[i]; }
  [[nodiscard]] const std::vector<const raster<P>*>& pointers() const noexcept { return pointers_; }

private:
  std::vector<raster<P>> made_;
  std::vector<const raster<P>*> pointers_;
};

/// Where a picture's first pixel is in the whole.
struct place {
  std::size_t y = 0;
  std::size_t x = 0;
};

/// Whether all pictures are indices into one and the same table.
template <class P> [[nodiscard]] bool share_palette(const std::vector<const raster<P>*>& pictures) {
  const std::vector<color>& table = pictures.front()->palette();
  return !table.empty() && std::all_of(pictures.begin(), pictures.end(),
                                       [&](const raster<P>* p) { return p->palette() == table; });
}

/// The pictures at their places, which do not overlap and are inside, on a ground of one colour.
/// A palette that all have stays where the ground is not seen, or has an entry; otherwise pixels
/// are what the pictures, and the ground where it is seen, need.
template <class P>
[[nodiscard]] raster<P> arranged(std::size_t height, std::size_t width,
                                 const std::vector<const raster<P>*>& pictures,
                                 const std::vector<place>& places, const color& ground) {
  if (height > longest_side || width > longest_side)
    throw error(error_kind::limit, "a picture of " + to_text(width) + " x " + to_text(height) +
                                       " pixels; expected sides of up to 2147483647");
  const std::size_t area = height * width;
  std::size_t covered = 0;
  for (const raster<P>* picture : pictures) covered += picture->height() * picture->width();
  const bool ground_seen = covered < area;

  std::vector<color> palette;
  std::size_t channels = 1;
  std::optional<std::uint8_t> ground_entry;
  if constexpr (sizeof(P) == 1) {
    if (share_palette(pictures)) {
      palette = pictures.front()->palette();
      if (ground_seen) {
        palette_entries entries(palette, pictures);
        ground_entry = entries.find(ground);
        palette = ground_entry ? entries.table() : std::vector<color>{};
      }
    }
  }
  if (palette.empty()) {
    pixel_needs needs;
    if (ground_seen) needs.add(ground);
    for (const raster<P>* picture : pictures) needs.add(*picture);
    channels = needs.channels();
  }

  raster<P> result(height, width, channels);
  if (ground_seen) {
    P pixel[4]{};
    if (ground_entry)
      pixel[0] = *ground_entry;
    else
      write_color(pixel, channels, ground);
    P* out = result.pixels().data();
    for (std::size_t i = 0; i < area; ++i, out += channels) std::copy_n(pixel, channels, out);
  }
  for (std::size_t i = 0; i < pictures.size(); ++i) {
    const raster<P>& picture = *pictures[i];
    const std::size_t x = places[i].x * channels;
    const row_writer<P> rows(picture, channels);
    for (std::size_t y = 0; y < picture.height(); ++y) {
      P* const out = result.row(places[i].y + y).data() + x;
      if (palette.empty())
        rows.write(y, 0, picture.width(), out);
      else
        std::copy_n(picture(y, 0), picture.width(), out);
    }
  }
  if constexpr (sizeof(P) == 1)
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
      throw error(error_kind::limit, "a gap of " + to_text(gap) + " between each two of " +
                                         to_text(cells.size()) +
                                         " pictures; expected sides of up to 2147483647");
    end += std::exchange(cells[i], end);
  }
  return end;
}

/// Pictures in cells, each as high as the highest of its row and as wide as the widest of its
/// column.
template <class P>
[[nodiscard]] raster<P> in_cells(const picture_list<P>& pictures, const cell_order& order,
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
    enlarge(heights, order.of(i).y, pictures[i].height());
    enlarge(widths, order.of(i).x, pictures[i].width());
  }
  std::vector<std::size_t> tops = heights;
  std::vector<std::size_t> lefts = widths;
  const std::size_t height = begin_cells(tops, gap);
  const std::size_t width = begin_cells(lefts, gap);
  std::vector<place> places(pictures.size());
  for (std::size_t i = 0; i < pictures.size(); ++i) {
    const place cell = order.of(i);
    places[i] = {tops[cell.y] + before(vertical, heights[cell.y] - pictures[i].height()),
                 lefts[cell.x] + before(horizontal, widths[cell.x] - pictures[i].width())};
  }
  return arranged(height, width, pictures.pointers(), places, ground);
}

} // namespace detail
} // namespace arrayreel::inline ARRAYREEL_ABI
