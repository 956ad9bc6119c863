// Pictures from pictures, pixel by pixel: side by side, one over the other, cut, turned, enlarged.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <initializer_list>
#include <optional>
#include <string>
#include <type_traits>

#include "color.hpp"
#include "detail/raster/arrange.hpp"
#include "detail/raster/block_mean.hpp"
#include "detail/base/checked_math.hpp"
#include "detail/base/interval.hpp"
#include "detail/base/message.hpp"
#include "detail/raster/overlay.hpp"
#include "detail/raster/picture_kinds.hpp"
#include "detail/raster/upscale.hpp"
#include "error.hpp"
#include "layout.hpp"
#include "raster.hpp"

// What becomes of pictures of different kinds, in every function here that takes several, or a
// colour: pixels are never changed, only written in a way that holds them all.
//
// - 8 bits beside 16 bits become 16: components times 257.
// - Gray stays gray until a picture in colour, or a colour with hue that is seen, joins it.
// - There is alpha where a picture or a colour that is seen has it.
// - Indices stay indices where all pictures have the same palette, and the colour is in it, or it
//   has room: fewer than 256 entries, or one that no pixel uses. Otherwise a palette becomes RGB,
//   or RGBA where a pixel is not opaque.

namespace arrayreel::inline ARRAYREEL_ABI {

/// How pictures stand beside or below one another.
struct concat_options {
  std::size_t gap = 0;             ///< pixels between two
  color background{255, 255, 255}; ///< of the gaps, and around smaller pictures
  /// where a smaller picture stands: vertically for `hconcat`, horizontally for `vconcat`
  arrayreel::align align = arrayreel::align::start;
};

/// In which order pictures fill a grid.
enum class grid_order : unsigned char { row_major, column_major };

/// How pictures stand in a grid.
struct grid_options {
  /// 1 or more; as many as are needed unless given
  std::optional<std::size_t> rows{};
  /// 1 or more; as many as are needed, or near the square root of the number of pictures
  std::optional<std::size_t> columns{};
  grid_order order = grid_order::row_major;
  std::size_t gap = 0;             ///< pixels between two rows or columns
  color background{255, 255, 255}; ///< of the gaps, and around smaller pictures
  /// where a smaller picture stands, in both directions
  arrayreel::align align = arrayreel::align::start;
};

/// Pixels to add on each side, and their colour.
struct pad_options {
  std::size_t top = 0;
  std::size_t bottom = 0;
  std::size_t left = 0;
  std::size_t right = 0;
  arrayreel::color color{255, 255, 255};
};

/// How one picture is put over another.
struct overlay_options {
  double opacity = 1; ///< 0…1: what the upper picture's alpha is multiplied with
};

/// Components of both depths fit into it.
template <pixel_component P, pixel_component Q>
using wider_component = std::conditional_t<(sizeof(P) > sizeof(Q)), P, Q>;

/// A picture with components of `To`: 8 bits times 257, 16 bits to the nearest of 8. A palette
/// that goes to 16 bits becomes RGB, or RGBA where a pixel is not opaque.
///
/// ```cpp
/// auto wide = ar::with_depth<std::uint16_t>(ar::rerange(field));
/// auto three = ar::hconcat({wide, ar::rerange<std::uint16_t>(field), wide}, {.gap = 4});
/// ```
template <pixel_component To, pixel_component From>
[[nodiscard]] raster<To> with_depth(const raster<From>& picture) {
  if constexpr (sizeof(To) == sizeof(From)) {
    return picture;
  } else {
    if constexpr (sizeof(From) == 1)
      if (!picture.palette().empty()) return with_depth<To>(detail::without_palette(picture));
    raster<To> result(picture.height(), picture.width(), picture.channels());
    std::transform(picture.pixels().begin(), picture.pixels().end(), result.pixels().begin(),
                   [](From component) { return detail::at_depth<To>(component); });
    return result;
  }
}

namespace detail {

/// The picture itself where it has the depth, else a copy in it.
template <class To, class From> [[nodiscard]] decltype(auto) at_least(const raster<From>& picture) {
  if constexpr (sizeof(To) == sizeof(From))
    return (picture);
  else
    return with_depth<To>(picture);
}

template <class P> void check_any(const picture_list<P>& pictures) {
  if (pictures.size() == 0)
    throw error(error_kind::parameter, "0 pictures to put together; expected 1 or more");
}

template <class P>
[[nodiscard]] raster<P> concatenated(const picture_list<P>& pictures, orientation direction,
                                     const concat_options& o) {
  check_any(pictures);
  if (direction == orientation::horizontal)
    return in_cells(pictures, {1, pictures.size(), false}, o.gap, o.background, o.align,
                    align::start);
  return in_cells(pictures, {pictures.size(), 1, false}, o.gap, o.background, align::start,
                  o.align);
}

template <class P>
[[nodiscard]] raster<P> in_grid(const picture_list<P>& pictures, const grid_options& o) {
  check_any(pictures);
  const std::size_t n = pictures.size();
  const auto needed = [n](std::size_t other) { return (n - 1) / other + 1; };
  if (o.order > grid_order::column_major)
    throw error(error_kind::parameter, "an order numbered " +
                                           to_text(static_cast<unsigned>(o.order)) +
                                           "; expected one of arrayreel::grid_order");
  if (o.rows == std::size_t{0} || o.columns == std::size_t{0})
    throw error(error_kind::parameter, std::string("a grid of 0 ") +
                                           (o.rows == std::size_t{0} ? "rows" : "columns") +
                                           "; expected 1 or more");
  if (o.rows && o.columns && needed(*o.columns) > *o.rows)
    throw error(error_kind::parameter, "a grid of " + to_text(*o.rows) + " rows and " +
                                           to_text(*o.columns) + " columns for " + to_text(n) +
                                           " pictures; expected as many cells or more");
  std::size_t side = 1;
  while (side < needed(side)) ++side;
  const std::size_t columns = o.columns ? *o.columns : o.rows ? needed(*o.rows) : side;
  const std::size_t rows = o.rows ? *o.rows : needed(columns);
  return in_cells(pictures, {rows, columns, o.order == grid_order::column_major}, o.gap,
                  o.background, o.align, o.align);
}

} // namespace detail

/// Two pictures beside each other, a on the left, in one that is as high as the higher.
///
/// ```cpp
/// auto both = ar::hconcat(ar::rerange(field), ar::rerange<std::uint16_t>(field), {.gap = 10});
/// ```
/// \throws error (limit) for sides beyond 2³¹ − 1.
template <pixel_component P, pixel_component Q>
[[nodiscard]] raster<wider_component<P, Q>> hconcat(const raster<P>& a, const raster<Q>& b,
                                                    const concat_options& o = {}) {
  using R = wider_component<P, Q>;
  const raster<R>& left = detail::at_least<R>(a);
  const raster<R>& right = detail::at_least<R>(b);
  return detail::concatenated<R>({&left, &right}, orientation::horizontal, o);
}

/// Pictures beside one another, from the left: in braces, or a container, a span or a view of
/// rasters of one depth.
///
/// ```cpp
/// auto a = ar::rerange(field);
/// auto row = ar::hconcat({a, ar::upscale(a, 2), a}, {.gap = 4, .align = ar::align::center});
/// ```
/// \throws error (parameter) for no picture, (limit) for sides beyond 2³¹ − 1.
template <detail::raster_range Range>
[[nodiscard]] auto hconcat(Range&& pictures, const concat_options& o = {}) {
  return detail::concatenated(detail::picture_list<detail::raster_component_t<Range>>(pictures),
                              orientation::horizontal, o);
}
template <pixel_component P>
[[nodiscard]] raster<P> hconcat(std::initializer_list<raster<P>> pictures,
                                const concat_options& o = {}) {
  return detail::concatenated(detail::picture_list<P>(pictures), orientation::horizontal, o);
}

/// Two pictures one below the other, a on top, in one that is as wide as the wider.
/// \throws error (limit) for sides beyond 2³¹ − 1.
template <pixel_component P, pixel_component Q>
[[nodiscard]] raster<wider_component<P, Q>> vconcat(const raster<P>& a, const raster<Q>& b,
                                                    const concat_options& o = {}) {
  using R = wider_component<P, Q>;
  const raster<R>& above = detail::at_least<R>(a);
  const raster<R>& below = detail::at_least<R>(b);
  return detail::concatenated<R>({&above, &below}, orientation::vertical, o);
}

/// Pictures one below the other, from the top: in braces, or a container, a span or a view of
/// rasters of one depth.
/// \throws error (parameter) for no picture, (limit) for sides beyond 2³¹ − 1.
template <detail::raster_range Range>
[[nodiscard]] auto vconcat(Range&& pictures, const concat_options& o = {}) {
  return detail::concatenated(detail::picture_list<detail::raster_component_t<Range>>(pictures),
                              orientation::vertical, o);
}
template <pixel_component P>
[[nodiscard]] raster<P> vconcat(std::initializer_list<raster<P>> pictures,
                                const concat_options& o = {}) {
  return detail::concatenated(detail::picture_list<P>(pictures), orientation::vertical, o);
}

/// Pictures in rows and columns, every cell as high as the highest picture of its row and as wide
/// as the widest of its column: in braces, or a container, a span or a view of rasters of one
/// depth.
///
/// Without `rows` and `columns` there are as many columns as rows, or one more. Rows and columns
/// for which no picture is left take no pixels.
///
/// ```cpp
/// std::vector<ar::raster<std::uint8_t>> pictures(6, ar::rerange(field));
/// auto sheet = ar::grid(pictures, {.columns = 3, .gap = 4, .background = {0, 0, 0}});
/// ```
/// \throws error (parameter) for no picture, 0 rows or columns, or fewer cells than pictures;
/// (limit) for sides beyond 2³¹ − 1.
template <detail::raster_range Range>
[[nodiscard]] auto grid(Range&& pictures, const grid_options& o = {}) {
  return detail::in_grid(detail::picture_list<detail::raster_component_t<Range>>(pictures), o);
}
template <pixel_component P>
[[nodiscard]] raster<P> grid(std::initializer_list<raster<P>> pictures,
                             const grid_options& o = {}) {
  return detail::in_grid(detail::picture_list<P>(pictures), o);
}

/// A picture with pixels of one colour around it.
///
/// ```cpp
/// auto framed = ar::pad(ar::rerange(field), {.top = 20, .color = ar::transparent});
/// ```
/// \throws error (limit) for sides beyond 2³¹ − 1.
template <pixel_component P>
[[nodiscard]] raster<P> pad(const raster<P>& picture, const pad_options& o) {
  const auto side = [](std::size_t first, std::size_t length, std::size_t last) {
    std::size_t sum = 0;
    if (!detail::checked_add(first, length, sum) || !detail::checked_add(sum, last, sum) ||
        sum > detail::longest_side)
      throw error(error_kind::limit, "padding of " + detail::to_text(first) + " and " +
                                         detail::to_text(last) + " for a side of " +
                                         detail::to_text(length) +
                                         " pixels; expected sides of up to 2147483647");
    return sum;
  };
  const std::size_t height = side(o.top, picture.height(), o.bottom);
  const std::size_t width = side(o.left, picture.width(), o.right);
  return detail::arranged<P>(height, width, {&picture}, {{o.top, o.left}}, o.color);
}

/// A picture with a border of `width` pixels of one colour on all sides.
/// \throws error (limit) for sides beyond 2³¹ − 1.
template <pixel_component P>
[[nodiscard]] raster<P> border(const raster<P>& picture, std::size_t width,
                               const color& c = {0, 0, 0}) {
  return pad(picture, {.top = width, .bottom = width, .left = width, .right = width, .color = c});
}

/// The `height` × `width` pixels of a picture from row y, column x on; the palette stays.
/// \throws error (parameter) for a part of no pixels, or one that is not all inside.
template <pixel_component P>
[[nodiscard]] raster<P> crop(const raster<P>& picture, std::size_t y, std::size_t x,
                             std::size_t height, std::size_t width) {
  const auto inside = [](std::size_t at, std::size_t length, std::size_t side) {
    return length != 0 && at < side && length <= side - at;
  };
  if (!inside(y, height, picture.height()) || !inside(x, width, picture.width()))
    throw error(error_kind::parameter,
                "a part of " + detail::to_text(width) + " x " + detail::to_text(height) +
                    " pixels from row " + detail::to_text(y) + ", column " + detail::to_text(x) +
                    " on; expected one inside " + detail::to_text(picture.width()) + " x " +
                    detail::to_text(picture.height()) + " pixels");
  raster<P> result(height, width, picture.channels());
  for (std::size_t row = 0; row < height; ++row)
    std::copy_n(picture(y + row, x), width * picture.channels(), result.row(row).data());
  if (!picture.palette().empty()) result.palette(picture.palette());
  return result;
}

/// Every pixel as a block of `factor` × `factor` pixels; the palette stays.
/// \param factor 1 or more.
/// \throws error (parameter) for a factor of 0, (limit) for sides beyond 2³¹ − 1.
template <pixel_component P>
[[nodiscard]] raster<P> upscale(const raster<P>& picture, std::size_t factor) {
  return raster<P>(detail::upscaled(picture_of(picture), factor));
}

/// Every block of `factor` × `factor` pixels as one: the exact mean of each channel, rounded to
/// the nearest (halves up).
///
/// Colours count as much as they are opaque: the mean of v · alpha over that of alpha, and 0 where
/// all are transparent. Palette indices have no mean: the picture becomes RGB, or RGBA where a
/// pixel is not opaque. The factor must divide both sides, so that every pixel stands for as many
/// as any other: `crop` or `pad` first, on the side of your choice.
///
/// ```cpp
/// auto small = ar::downscale(ar::rerange(field), 4);
/// ```
/// \param factor 1 (the picture itself) to 65536, up to which 64 bits hold any sum.
/// \throws error (parameter) for a factor of 0, or one that does not divide both sides; (limit)
/// for one beyond 65536.
template <pixel_component P>
[[nodiscard]] raster<P> downscale(const raster<P>& picture, std::size_t factor) {
  if (factor == 1) return picture;
  if (factor > detail::largest_block)
    throw error(error_kind::limit,
                "a downscale factor of " + detail::to_text(factor) + "; expected up to 65536");
  if (factor == 0 || picture.height() % factor != 0 || picture.width() % factor != 0)
    throw error(error_kind::parameter, "a downscale factor of " + detail::to_text(factor) +
                                           " for " + detail::to_text(picture.width()) + " x " +
                                           detail::to_text(picture.height()) +
                                           " pixels; expected one that divides both sides");
  if constexpr (sizeof(P) == 1)
    if (!picture.palette().empty()) return downscale(detail::without_palette(picture), factor);
  return detail::block_means(picture, factor);
}

/// A picture mirrored: left and right exchanged (`horizontal`), or top and bottom (`vertical`);
/// the palette stays.
/// \throws error (parameter) for another orientation.
template <pixel_component P>
[[nodiscard]] raster<P> flip(const raster<P>& picture, orientation direction) {
  detail::check(direction);
  const std::size_t channels = picture.channels();
  const std::size_t width = picture.width();
  raster<P> result(picture.height(), width, channels);
  for (std::size_t y = 0; y < picture.height(); ++y) {
    P* out = result.row(y).data();
    if (direction == orientation::vertical)
      std::copy_n(picture(picture.height() - 1 - y, 0), width * channels, out);
    else
      for (std::size_t x = width; x-- > 0; out += channels)
        std::copy_n(picture(y, x), channels, out);
  }
  if (!picture.palette().empty()) result.palette(picture.palette());
  return result;
}

/// A picture turned by quarter turns anticlockwise, as `numpy.rot90` does; clockwise where they
/// are negative. The palette stays.
template <pixel_component P>
[[nodiscard]] raster<P> rotate90(const raster<P>& picture, int quarter_turns = 1) {
  const int turns = (quarter_turns % 4 + 4) % 4;
  if (turns == 0) return picture;
  const std::size_t channels = picture.channels();
  const std::size_t last_y = picture.height() - 1;
  const std::size_t last_x = picture.width() - 1;
  const bool lies = turns % 2 == 1;
  raster<P> result(lies ? picture.width() : picture.height(),
                   lies ? picture.height() : picture.width(), channels);
  P* out = result.pixels().data();
  for (std::size_t y = 0; y < result.height(); ++y)
    for (std::size_t x = 0; x < result.width(); ++x, out += channels) {
      const P* in = turns == 1   ? picture(x, last_x - y)
                    : turns == 2 ? picture(last_y - y, last_x - x)
                                 : picture(last_y - x, y);
      std::copy_n(in, channels, out);
    }
  if (!picture.palette().empty()) result.palette(picture.palette());
  return result;
}

/// One picture over another, its top left pixel at row y, column x; what is outside is cut off.
///
/// Source over destination with the alpha of `above` times the opacity (rounded to the nearest),
/// every component rounded to the nearest. There is alpha afterwards where `below` has it. Indices
/// stay indices where both have the same palette and nothing is mixed: every pixel of `above` that
/// is seen is opaque or transparent.
///
/// ```cpp
/// auto picture = ar::rerange(field);
/// auto marked = ar::overlay(picture, ar::crop(picture, 0, 0, 8, 8), 4, -2, {.opacity = .5});
/// ```
/// \throws error (parameter) for an opacity outside 0…1.
template <pixel_component P, pixel_component Q>
[[nodiscard]] raster<wider_component<P, Q>> overlay(const raster<P>& below, const raster<Q>& above,
                                                    std::ptrdiff_t y, std::ptrdiff_t x,
                                                    const overlay_options& o = {}) {
  using R = wider_component<P, Q>;
  if (!(o.opacity >= 0 && o.opacity <= 1))
    throw error(error_kind::parameter,
                "an opacity of " + detail::to_text(o.opacity) + "; expected 0 to 1");
  const detail::interval rows = detail::visible_part(y, above.height(), below.height());
  const detail::interval columns = detail::visible_part(x, above.width(), below.width());
  if (rows.empty() || columns.empty()) return with_depth<R>(below);
  const auto size = [](std::ptrdiff_t i) { return static_cast<std::size_t>(i); };
  return detail::overlaid<R>(with_depth<R>(below), detail::at_least<R>(above),
                             {.y = size(y + rows.first),
                              .x = size(x + columns.first),
                              .from_y = size(rows.first),
                              .from_x = size(columns.first),
                              .height = size(rows.last - rows.first),
                              .width = size(columns.last - columns.first)},
                             o.opacity);
}

} // namespace arrayreel::inline ARRAYREEL_ABI
