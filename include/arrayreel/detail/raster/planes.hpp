// Rasters of 8 bits into the memory of pictures that others allocate: planes and packed rows.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>

#include "../../color.hpp"
#include "../../error.hpp"
#include "../../raster.hpp"
#include "../base/message.hpp"

namespace arrayreel::inline ARRAYREEL_ABI::detail {

/// Memory of one plane, or of packed pixels: rows from the top, `stride` bytes apart. What is
/// between the rows is not touched.
struct plane {
  std::uint8_t* data;
  std::ptrdiff_t stride;

  [[nodiscard]] std::uint8_t* row(std::size_t y) const noexcept {
    return data + static_cast<std::ptrdiff_t>(y) * stride;
  }
};

/// Component c with alpha a over an opaque one, rounded to the nearest (Blinn's exact division).
[[nodiscard]] constexpr std::uint8_t composited(unsigned c, unsigned a,
                                                unsigned background) noexcept {
  const unsigned t = c * a + background * (255 - a) + 128;
  return static_cast<std::uint8_t>((t + (t >> 8)) >> 8);
}

/// A colour over a background that counts as opaque.
[[nodiscard]] constexpr color composited(const color& c, const color& background) noexcept {
  return {composited(c.r, c.a, background.r), composited(c.g, c.a, background.g),
          composited(c.b, c.a, background.b), 255};
}

/// \throws error (parameter) unless the picture fits into the output.
inline void check_output(const raster<std::uint8_t>& picture, std::size_t out_height,
                         std::size_t out_width) {
  if (out_height >= picture.height() && out_width >= picture.width()) return;
  throw error(error_kind::parameter,
              "an output of " + to_text(out_height) + " x " + to_text(out_width) +
                  " pixels for a picture of " + to_text(picture.height()) + " x " +
                  to_text(picture.width()) + "; expected sides as long or longer");
}

/// The colours that one component stands for: the palette's, or 256 grays. Components beyond the
/// palette are black.
[[nodiscard]] inline std::array<color, 256> colors_of(const raster<std::uint8_t>& picture) {
  std::array<color, 256> table{};
  if (picture.palette().empty()) {
    for (std::size_t i = 0; i < 256; ++i) {
      const auto g = static_cast<std::uint8_t>(i);
      table[i] = {g, g, g, 255};
    }
  } else {
    for (std::size_t i = 0; i < picture.palette().size(); ++i) table[i] = picture.palette()[i];
  }
  return table;
}

/// The colour of a pixel that has its own components.
template <std::size_t channels>
[[nodiscard]] constexpr color own_color(const std::uint8_t* p) noexcept {
  if constexpr (channels == 2) return {p[0], p[0], p[0], p[1]};
  if constexpr (channels == 3) return {p[0], p[1], p[2], 255};
  if constexpr (channels == 4) return {p[0], p[1], p[2], p[3]};
}

/// Calls `write(x, color)` for the pixels of every row after `begin_row(y)`, and `repeat_row(y)`
/// for those below the picture; to the right of it the last pixel goes on.
template <class Begin, class Write, class Repeat, class Convert>
void write_colors(const raster<std::uint8_t>& picture, std::size_t out_height,
                  std::size_t out_width, Convert&& convert, Begin&& begin_row, Write&& write,
                  Repeat&& repeat_row) {
  check_output(picture, out_height, out_width);
  const std::size_t width = picture.width();
  const auto walk = [&](std::size_t step, auto&& color_at) {
    for (std::size_t y = 0; y < picture.height(); ++y) {
      begin_row(y);
      const std::uint8_t* p = picture(y, 0);
      for (std::size_t x = 0; x < width; ++x, p += step) write(x, color_at(p));
      const color last = color_at(p - step);
      for (std::size_t x = width; x < out_width; ++x) write(x, last);
    }
  };
  switch (picture.channels()) {
    case 1: {
      std::array<color, 256> table = colors_of(picture);
      for (color& c : table) c = convert(c);
      walk(1, [&](const std::uint8_t* p) { return table[*p]; });
      break;
    }
    case 2: walk(2, [&](const std::uint8_t* p) { return convert(own_color<2>(p)); }); break;
    case 3: walk(3, [&](const std::uint8_t* p) { return own_color<3>(p); }); break;
    default: walk(4, [&](const std::uint8_t* p) { return convert(own_color<4>(p)); }); break;
  }
  for (std::size_t y = picture.height(); y < out_height; ++y) repeat_row(y);
}

inline void repeat_above(const plane& out, std::size_t y, std::size_t bytes) {
  std::memcpy(out.row(y), out.row(y - 1), bytes);
}

/// Any raster over a background (which counts as opaque) as planes of green, blue and red (the
/// order of GBRP), `out_height` x `out_width`: the rest to the right and below repeats the edge.
/// \throws error (parameter) for an output smaller than the picture.
inline void to_planar_rgb(const raster<std::uint8_t>& picture, color background,
                          const std::array<plane, 3>& out, std::size_t out_height,
                          std::size_t out_width) {
  std::array<std::uint8_t*, 3> row{};
  write_colors(
      picture, out_height, out_width, [&](const color& c) { return composited(c, background); },
      [&](std::size_t y) {
        for (std::size_t i = 0; i < 3; ++i) row[i] = out[i].row(y);
      },
      [&](std::size_t x, const color& c) {
        row[0][x] = c.g;
        row[1][x] = c.b;
        row[2][x] = c.r;
      },
      [&](std::size_t y) {
        for (const plane& p : out) repeat_above(p, y, out_width);
      });
}

/// The bytes of a packed pixel, in the order of memory.
enum class packed_order : unsigned char {
  rgb,
  bgr0, ///< the last byte is 0
  rgba,
  bgra
};

template <packed_order order>
void to_packed_as(const raster<std::uint8_t>& picture, color background, const plane& out,
                  std::size_t out_height, std::size_t out_width) {
  constexpr std::size_t size = order == packed_order::rgb ? 3 : 4;
  constexpr bool keeps_alpha = order == packed_order::rgba || order == packed_order::bgra;
  std::uint8_t* row = nullptr;
  write_colors(
      picture, out_height, out_width,
      [&](const color& c) { return keeps_alpha ? c : composited(c, background); },
      [&](std::size_t y) { row = out.row(y); },
      [&](std::size_t x, const color& c) {
        constexpr bool red_first = order == packed_order::rgb || order == packed_order::rgba;
        std::uint8_t* const p = row + x * size;
        p[0] = red_first ? c.r : c.b;
        p[1] = c.g;
        p[2] = red_first ? c.b : c.r;
        if constexpr (size == 4) p[3] = keeps_alpha ? c.a : std::uint8_t{0};
      },
      [&](std::size_t y) { repeat_above(out, y, out_width * size); });
}

/// Any raster as packed pixels, `out_height` x `out_width`: the rest to the right and below repeats
/// the edge. An order with alpha keeps it; another shows the picture over the background, which
/// counts as opaque.
/// \throws error (parameter) for an output smaller than the picture.
inline void to_packed(const raster<std::uint8_t>& picture, color background, packed_order order,
                      const plane& out, std::size_t out_height, std::size_t out_width) {
  const auto call = [&](auto&& function) {
    function(picture, background, out, out_height, out_width);
  };
  switch (order) {
    case packed_order::rgb: return call(to_packed_as<packed_order::rgb>);
    case packed_order::bgr0: return call(to_packed_as<packed_order::bgr0>);
    case packed_order::rgba: return call(to_packed_as<packed_order::rgba>);
    case packed_order::bgra: return call(to_packed_as<packed_order::bgra>);
  }
}

/// A gray raster as one plane of the same values, `out_height` x `out_width`: the rest to the right
/// and below repeats the edge.
/// \throws error (parameter) for a raster that is not gray, an output smaller than the picture.
inline void to_gray(const raster<std::uint8_t>& picture, const plane& out, std::size_t out_height,
                    std::size_t out_width) {
  check_output(picture, out_height, out_width);
  if (picture.channels() != 1 || !picture.palette().empty())
    throw error(error_kind::parameter,
                "a raster of " + to_text(picture.channels()) + " channels and " +
                    to_text(picture.palette().size()) +
                    " palette colours as gray; expected 1 channel without a palette");
  const std::size_t width = picture.width();
  for (std::size_t y = 0; y < picture.height(); ++y) {
    std::memcpy(out.row(y), picture(y, 0), width);
    std::memset(out.row(y) + width, *picture(y, width - 1), out_width - width);
  }
  for (std::size_t y = picture.height(); y < out_height; ++y) repeat_above(out, y, out_width);
}

} // namespace arrayreel::inline ARRAYREEL_ABI::detail
