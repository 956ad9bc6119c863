// Makes pictures from pictures, pixel by pixel: side by side, one over the other, cut, turned,
// enlarged.
#pragma once

#include "detail/base/config.hpp"

#include <cstddef>
#include <initializer_list>
#include <optional>
#include <type_traits>
#include <utility>
#include <vector>

#include "color.hpp"
#include "layout.hpp"
#include "raster.hpp"

// How all functions here combine pictures of different kinds, or a picture and a colour: pixels
// keep their values, and the result is of a kind that can hold them all.
//
// - 8 bits and 16 bits become 16: components times 257. - Gray stays gray unless a picture in
// colour, or a visible colour that is not gray, is added. - The result has alpha if a picture, or a
// visible colour, has alpha. - Indices stay indices if all pictures have the same palette, and the
// palette has the colour or has room for it: fewer than 256 entries, or an entry that no pixel
// uses. Otherwise a palette becomes RGB, or RGBA if a pixel is not opaque.

namespace arrayreel::ARRAYREEL_ABI {

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
  grid_order order = grid_order::row_major; ///< row by row, or column by column
  std::size_t gap = 0;             ///< pixels between two rows or columns
  color background{255, 255, 255}; ///< of the gaps, and around smaller pictures
  /// where a smaller picture stands, in both directions
  arrayreel::align align = arrayreel::align::start;
};

/// Pixels to add on each side, and their colour.
struct pad_options {
  std::size_t top = 0;                   ///< pixels
  std::size_t bottom = 0;                ///< pixels
  std::size_t left = 0;                  ///< pixels
  std::size_t right = 0;                 ///< pixels
  arrayreel::color color{255, 255, 255}; ///< of these pixels
};

/// How one picture is put over another.
struct overlay_options {
  double opacity = 1; ///< 0…1: what the upper picture's alpha is multiplied with
};

/// Components of both depths fit into it.
template <pixel_component P, pixel_component Q>
using wider_component = std::conditional_t<(sizeof(P) > sizeof(Q)), P, Q>;

namespace detail {

template <class T> struct component_of_raster {};
template <class P> struct component_of_raster<raster<P>> { using type = P; };
template <class Range>
using raster_component_t = typename component_of_raster<
    std::remove_cvref_t<decltype(*std::begin(std::declval<Range&>()))>>::type;

/// Anything with begin() and end() whose elements are rasters of one depth.
template <class Range>
concept raster_range = requires(Range& range) {
  typename raster_component_t<Range>;
  std::end(range);
};

/// The pictures of a range. It keeps pictures that the range makes during iteration.
template <class P> class picture_list {
public:
  template <class Range> explicit picture_list(Range& range) {
    if constexpr (std::is_lvalue_reference_v<decltype(*std::begin(range))>) {
      for (const raster<P>& picture : range) pointers_.push_back(&picture_of(picture));
    } else {
      for (auto&& picture : range) made_.push_back(std::forward<decltype(picture)>(picture));
      for (const raster<P>& picture : made_) pointers_.push_back(&picture_of(picture));
    }
  }
  picture_list(const picture_list&) = delete;
  picture_list& operator=(const picture_list&) = delete;

  [[nodiscard]] const std::vector<const picture*>& pointers() const noexcept { return pointers_; }

private:
  std::vector<raster<P>> made_;
  std::vector<const picture*> pointers_;
};

/// What pictures in braces convert to.
struct raster_list {
  template <class P> raster_list(std::initializer_list<raster<P>>); // NOLINT
};

// The templates below call these. The results have the depth of the deepest picture.
[[nodiscard]] ARRAYREEL_API picture with_component_bytes(const picture& from, std::size_t bytes);
[[nodiscard]] ARRAYREEL_API picture concatenated(const std::vector<const picture*>& pictures,
                                                 orientation direction, const concat_options& o);
[[nodiscard]] ARRAYREEL_API picture in_grid(const std::vector<const picture*>& pictures,
                                            const grid_options& o);
[[nodiscard]] ARRAYREEL_API picture padded(const picture& from, const pad_options& o);
[[nodiscard]] ARRAYREEL_API picture cropped(const picture& from, std::size_t y, std::size_t x,
                                            std::size_t height, std::size_t width);
[[nodiscard]] ARRAYREEL_API picture upscaled(const picture& from, const upscale_factors& factors);
[[nodiscard]] ARRAYREEL_API picture resized(const picture& from, std::size_t height,
                                            std::size_t width, resampling how);
[[nodiscard]] ARRAYREEL_API picture downscaled(const picture& from, std::size_t factor);
[[nodiscard]] ARRAYREEL_API picture flipped(const picture& from, orientation direction);
[[nodiscard]] ARRAYREEL_API picture rotated(const picture& from, int quarter_turns);
[[nodiscard]] ARRAYREEL_API picture overlaid(const picture& below, const picture& above,
                                             std::ptrdiff_t y, std::ptrdiff_t x,
                                             const overlay_options& o);

} // namespace detail

/// A picture with components of `To`: 8 bits times 257, 16 bits to the nearest of 8. A palette
/// that goes to 16 bits becomes RGB, or RGBA where a pixel is not opaque.
///
/// ```cpp
/// auto wide = ar::with_depth<std::uint16_t>(ar::rerange(field));
/// auto three = ar::hconcat({wide, ar::rerange<std::uint16_t>(field), wide}, {.gap = 4});
/// ```
template <pixel_component To, pixel_component From>
[[nodiscard]] raster<To> with_depth(const raster<From>& picture) {
  return raster<To>(detail::with_component_bytes(picture_of(picture), sizeof(To)));
}

/// Two pictures beside each other, a on the left, in one that is as high as the higher.
///
/// ```cpp
/// auto both = ar::hconcat(ar::rerange(field), ar::rerange<std::uint16_t>(field), {.gap = 10});
/// ```
/// \throws error (limit) for sides beyond 2³¹ − 1.
template <pixel_component P, pixel_component Q>
[[nodiscard]] raster<wider_component<P, Q>> hconcat(const raster<P>& a, const raster<Q>& b,
                                                    const concat_options& o = {}) {
  return raster<wider_component<P, Q>>(
      detail::concatenated({&picture_of(a), &picture_of(b)}, orientation::horizontal, o));
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
  using P = detail::raster_component_t<Range>;
  const detail::picture_list<P> list(pictures);
  return raster<P>(detail::concatenated(list.pointers(), orientation::horizontal, o));
}
template <pixel_component P>
[[nodiscard]] raster<P> hconcat(std::initializer_list<raster<P>> pictures,
                                const concat_options& o = {}) {
  const detail::picture_list<P> list(pictures);
  return raster<P>(detail::concatenated(list.pointers(), orientation::horizontal, o));
}

/// Two pictures one below the other, a on top, in one that is as wide as the wider.
/// \throws error (limit) for sides beyond 2³¹ − 1.
template <pixel_component P, pixel_component Q>
[[nodiscard]] raster<wider_component<P, Q>> vconcat(const raster<P>& a, const raster<Q>& b,
                                                    const concat_options& o = {}) {
  return raster<wider_component<P, Q>>(
      detail::concatenated({&picture_of(a), &picture_of(b)}, orientation::vertical, o));
}

/// Pictures one below the other, from the top: in braces, or a container, a span or a view of
/// rasters of one depth.
/// \throws error (parameter) for no picture, (limit) for sides beyond 2³¹ − 1.
template <detail::raster_range Range>
[[nodiscard]] auto vconcat(Range&& pictures, const concat_options& o = {}) {
  using P = detail::raster_component_t<Range>;
  const detail::picture_list<P> list(pictures);
  return raster<P>(detail::concatenated(list.pointers(), orientation::vertical, o));
}
template <pixel_component P>
[[nodiscard]] raster<P> vconcat(std::initializer_list<raster<P>> pictures,
                                const concat_options& o = {}) {
  const detail::picture_list<P> list(pictures);
  return raster<P>(detail::concatenated(list.pointers(), orientation::vertical, o));
}

/// Pictures in rows and columns, every cell as high as the highest picture of its row and as wide
/// as the widest of its column: in braces, or a container, a span or a view of rasters of one
/// depth.
///
/// Without `rows` and `columns` there are as many columns as rows, or one more. Empty rows and
/// columns take no pixels.
///
/// ```cpp
/// std::vector<ar::raster<std::uint8_t>> pictures(6, ar::rerange(field));
/// auto sheet = ar::grid(pictures, {.columns = 3, .gap = 4, .background = {0, 0, 0}});
/// ```
/// \throws error (parameter) for no picture, 0 rows or columns, or fewer cells than pictures;
/// (limit) for sides beyond 2³¹ − 1.
template <detail::raster_range Range>
[[nodiscard]] auto grid(Range&& pictures, const grid_options& o = {}) {
  using P = detail::raster_component_t<Range>;
  const detail::picture_list<P> list(pictures);
  return raster<P>(detail::in_grid(list.pointers(), o));
}
template <pixel_component P>
[[nodiscard]] raster<P> grid(std::initializer_list<raster<P>> pictures,
                             const grid_options& o = {}) {
  const detail::picture_list<P> list(pictures);
  return raster<P>(detail::in_grid(list.pointers(), o));
}

/// A picture with pixels of one colour around it.
///
/// ```cpp
/// auto framed = ar::pad(ar::rerange(field), {.top = 20, .color = ar::transparent});
/// ```
/// \throws error (limit) for sides beyond 2³¹ − 1.
template <pixel_component P>
[[nodiscard]] raster<P> pad(const raster<P>& picture, const pad_options& o) {
  return raster<P>(detail::padded(picture_of(picture), o));
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
  return raster<P>(detail::cropped(picture_of(picture), y, x, height, width));
}

/// Every pixel as a block of so many pixels squared, or of `{rows, columns}`; the palette stays.
///
/// ```cpp
/// auto large = ar::upscale(ar::rerange(field), 4);
/// auto wide = ar::upscale(ar::rerange(field), {2, 3}); // two rows and three columns each
/// ```
/// \param factors 1 or more each.
/// \throws error (parameter) for a factor of 0, (limit) for sides beyond 2³¹ − 1.
template <pixel_component P>
[[nodiscard]] raster<P> upscale(const raster<P>& picture, const upscale_factors& factors) {
  return raster<P>(detail::upscaled(picture_of(picture), factors));
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
  return raster<P>(detail::downscaled(picture_of(picture), factor));
}

/// A picture in any other size.
///
/// `nearest` takes the pixel that is in the middle of the new one: of `n` pixels in a direction that
/// become `m`, pixel i is number floor((i + ½) n / m). Colours stay those that there are, and the
/// palette stays. `box` takes the exact mean of what lies below the new pixel, those at its border in
/// part, rounded to the nearest (halves up): `downscale` is the same where a factor divides both
/// sides. Colours count as much as they are opaque, and a palette becomes RGB, or RGBA where a pixel
/// is not opaque.
///
/// ```cpp
/// auto thumbnail = ar::resize(ar::rerange(field), 120, 160);
/// auto labels = ar::resize(ar::rerange(field), 120, 160, ar::resampling::nearest);
/// ```
/// \param height, width of the result, in pixels, 1 or more.
/// \throws error (parameter) for a side of 0 or another way, (limit) for sides beyond 2³¹ − 1 and,
/// with `box`, for a picture of more than 2³² pixels.
template <pixel_component P>
[[nodiscard]] raster<P> resize(const raster<P>& picture, std::size_t height, std::size_t width,
                               resampling how = resampling::box) {
  return raster<P>(detail::resized(picture_of(picture), height, width, how));
}

/// A picture mirrored: left and right exchanged (`horizontal`), or top and bottom (`vertical`);
/// the palette stays.
/// \throws error (parameter) for another orientation.
template <pixel_component P>
[[nodiscard]] raster<P> flip(const raster<P>& picture, orientation direction) {
  return raster<P>(detail::flipped(picture_of(picture), direction));
}

/// A picture turned by quarter turns anticlockwise, as `numpy.rot90` does; clockwise where they
/// are negative. The palette stays.
template <pixel_component P>
[[nodiscard]] raster<P> rotate90(const raster<P>& picture, int quarter_turns = 1) {
  return raster<P>(detail::rotated(picture_of(picture), quarter_turns));
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
  return raster<wider_component<P, Q>>(
      detail::overlaid(picture_of(below), picture_of(above), y, x, o));
}

#define ARRAYREEL_SAY_RASTERS                                                                      \
  "pictures are put together of rasters, of which rerange(array) makes one of an array; what "     \
  "stands behind them, or a field of the options, is misspelt, of another type or out of "         \
  "order"
ARRAYREEL_REFUSES(ARRAYREEL_SAY_RASTERS) void hconcat(detail::anything, ...) ARRAYREEL_REFUSED;
ARRAYREEL_REFUSES(ARRAYREEL_SAY_RASTERS) void vconcat(detail::anything, ...) ARRAYREEL_REFUSED;
ARRAYREEL_REFUSES(ARRAYREEL_SAY_RASTERS) void grid(detail::anything, ...) ARRAYREEL_REFUSED;
ARRAYREEL_REFUSES(ARRAYREEL_SAY_RASTERS) void pad(detail::anything, ...) ARRAYREEL_REFUSED;
ARRAYREEL_REFUSES(ARRAYREEL_SAY_RASTERS) void border(detail::anything, ...) ARRAYREEL_REFUSED;
ARRAYREEL_REFUSES(ARRAYREEL_SAY_RASTERS) void crop(detail::anything, ...) ARRAYREEL_REFUSED;
ARRAYREEL_REFUSES(ARRAYREEL_SAY_RASTERS) void upscale(detail::anything, ...) ARRAYREEL_REFUSED;
ARRAYREEL_REFUSES(ARRAYREEL_SAY_RASTERS) void downscale(detail::anything, ...) ARRAYREEL_REFUSED;
ARRAYREEL_REFUSES(ARRAYREEL_SAY_RASTERS) void flip(detail::anything, ...) ARRAYREEL_REFUSED;
ARRAYREEL_REFUSES(ARRAYREEL_SAY_RASTERS) void rotate90(detail::anything, ...) ARRAYREEL_REFUSED;
ARRAYREEL_REFUSES(ARRAYREEL_SAY_RASTERS) void overlay(detail::anything, ...) ARRAYREEL_REFUSED;
ARRAYREEL_REFUSES(ARRAYREEL_SAY_RASTERS) void hconcat(detail::raster_list, ...) ARRAYREEL_REFUSED;
ARRAYREEL_REFUSES(ARRAYREEL_SAY_RASTERS) void vconcat(detail::raster_list, ...) ARRAYREEL_REFUSED;
ARRAYREEL_REFUSES(ARRAYREEL_SAY_RASTERS) void grid(detail::raster_list, ...) ARRAYREEL_REFUSED;
#undef ARRAYREEL_SAY_RASTERS

} // namespace arrayreel::ARRAYREEL_ABI

#if !defined(ARRAYREEL_COMPILED)
#include "compose.ipp"
#endif
