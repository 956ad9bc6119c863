// Text burnt into pixels, in a bitmap font that comes with it.
#pragma once

#include "detail/base/config.hpp"

#include <cstddef>
#include <optional>
#include <string_view>

#include "color.hpp"
#include "raster.hpp"

namespace arrayreel::ARRAYREEL_ABI {

/// A corner of a picture.
enum class corner : unsigned char { top_left, top_right, bottom_left, bottom_right };

/// How a label looks. Lengths are in pixels of the font, each a square of `scale` × `scale` pixels
/// of the picture; colours with alpha are blended over what is there.
struct label_options {
  /// 1 or more; at 1 a character takes 13 × 6 pixels
  std::size_t scale = 1;
  color foreground{255, 255, 255}; ///< of the strokes
  /// of a ring of 1 around the strokes, which makes the text readable on any ground; nullopt: none
  std::optional<color> outline{color{0, 0, 0}};
  /// of a rectangle behind the text, which reaches 2 beyond the characters' cells; nullopt: none
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

/// The height and width in pixels that `draw_label` covers, with outline and box but without the
/// margin; 0 × 0 for an empty text.
/// \throws error (parameter) for a scale of 0, (limit) for sides beyond 2³¹ − 1.
[[nodiscard]] ARRAYREEL_API text_size label_size(std::string_view text,
                                                 const label_options& o = {});

namespace detail {
// The templates below call these, which may change the kind of the picture as documented there.
ARRAYREEL_API void draw_label(picture& on, std::string_view text, std::ptrdiff_t y,
                              std::ptrdiff_t x, const label_options& o);
ARRAYREEL_API void draw_label(picture& on, std::string_view text, corner where,
                              const label_options& o);
} // namespace detail

/// Draws text into a picture; the top left pixel of the covered rectangle is at row y, column x.
///
/// The text is UTF-8, its lines separated by '\n'. Every character takes a cell of the same size:
/// ASCII, Latin-1 and Latin Extended-A, Greek, sub- and superscripts, arrows and mathematical
/// signs. Others, control characters and malformed bytes show as a hollow box. Parts outside the
/// picture are cut off.
///
/// The kind of the picture stays if its pixels can hold the colours. Otherwise the argument becomes
/// RGB (with alpha: RGBA), for example a gray picture with a coloured label. A palette stays if it
/// has entries for the label: those of the same colour, new ones up to 256, and those that no pixel
/// uses; else the picture becomes RGB, or RGBA if a pixel is not opaque. 16-bit components are
/// 8-bit ones times 257.
///
/// ```cpp
/// auto picture = ar::rerange(field);
/// ar::draw_label(picture, "t = 3 µs", 2, 2, {.box = ar::color{0, 0, 0, 128}});
/// ```
/// \throws error (parameter) for a scale of 0, (limit) for a label with sides beyond 2³¹ − 1.
template <pixel_component P>
void draw_label(raster<P>& picture, std::string_view text, std::ptrdiff_t y, std::ptrdiff_t x,
                const label_options& o = {}) {
  detail::draw_label(picture_of(picture), text, y, x, o);
}

/// Draws text into a corner of a picture, `margin` away from the borders. If the picture is too
/// small, the label first loses the margin, then its end and its lower part.
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
  detail::draw_label(picture_of(picture), text, where, o);
}

ARRAYREEL_REFUSES("draw_label(picture, text, y, x, label_options), or with a corner in place of y, "
                  "x: the picture is a raster with a name, auto picture = rerange(array)")
void draw_label(detail::anything, ...) ARRAYREEL_REFUSED;

} // namespace arrayreel::ARRAYREEL_ABI

#if !defined(ARRAYREEL_COMPILED)
#include "text.ipp"
#endif
