// Writes pictures into an encoder's frames, in the encoder's pixel format.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <utility>
#include <vector>

#include "../../color.hpp"
#include "../raster/picture.hpp"
#include "../raster/planes.hpp"
#include "../raster/reduce_colors.hpp"
#include "../raster/pixel.hpp"
#include "libav.hpp"
#include "yuv.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

/// Red, green, blue and alpha of 16 bits each.
struct deep_color {
  std::array<std::uint32_t, 4> rgba;
};

[[nodiscard]] constexpr deep_color deep(const color& c) noexcept {
  return {{c.r * 257U, c.g * 257U, c.b * 257U, c.a * 257U}};
}

/// The colour of one pixel of any picture, 8-bit components times 257.
[[nodiscard]] inline deep_color deep_color_of(const picture& from, std::size_t y, std::size_t x) {
  constexpr std::uint32_t full = 65535;
  std::array<std::uint32_t, 4> c{};
  const std::size_t channels = from.channels();
  if (from.component_bytes() == 1) {
    const std::uint8_t* const pixel = from.row(y) + x * channels;
    if (!from.palette().empty()) return deep(from.palette()[*pixel]);
    for (std::size_t i = 0; i < channels; ++i) c[i] = pixel[i] * 257U;
  } else {
    const std::uint16_t* const pixel = from.row_as<std::uint16_t>(y) + x * channels;
    for (std::size_t i = 0; i < channels; ++i) c[i] = pixel[i];
  }
  switch (channels) {
    case 1: return {{c[0], c[0], c[0], full}};
    case 2: return {{c[0], c[0], c[0], c[1]}};
    case 3: return {{c[0], c[1], c[2], full}};
    default: return {c};
  }
}

/// A colour over a background that counts as opaque.
[[nodiscard]] inline deep_color composited(const deep_color& c, const color& background) noexcept {
  if (c.rgba[3] == 65535) return c;
  const deep_color below = deep(background);
  deep_color result{{0, 0, 0, 65535}};
  for (std::size_t i = 0; i < 3; ++i)
    result.rgba[i] = static_cast<std::uint32_t>(
        (std::uint64_t{c.rgba[i]} * c.rgba[3] + std::uint64_t{below.rgba[i]} * (65535 - c.rgba[3]) +
         32767) /
        65535);
  return result;
}

/// The components of a pixel in a packed format.
struct packed_layout {
  std::size_t count; ///< components of a pixel
  std::size_t bytes; ///< of a component
  bool big_endian;
  std::array<std::uint8_t, 4> order; ///< 0 red, 1 green, 2 blue, 3 alpha

  [[nodiscard]] std::size_t pixel_bytes() const noexcept { return count * bytes; }
  [[nodiscard]] bool keeps_alpha() const noexcept { return count % 2 == 0; }

  void write(const deep_color& c, std::uint8_t* to) const noexcept {
    for (std::size_t i = 0; i < count; ++i, to += bytes) {
      const std::uint32_t v = c.rgba[order[i]];
      to[bytes == 1 || big_endian ? 0 : 1] = static_cast<std::uint8_t>(v >> 8);
      if (bytes == 2) to[big_endian ? 1 : 0] = static_cast<std::uint8_t>(v & 255);
    }
  }
};

/// For gray and for 16 bits; to_packed() writes the other formats.
[[nodiscard]] inline packed_layout layout_of(AVPixelFormat format) noexcept {
  switch (format) {
    case AV_PIX_FMT_YA8: return {2, 1, false, {0, 3, 0, 0}};
    case AV_PIX_FMT_GRAY16LE: return {1, 2, false, {0, 0, 0, 0}};
    case AV_PIX_FMT_RGB48LE: return {3, 2, false, {0, 1, 2, 0}};
    case AV_PIX_FMT_RGBA64LE: return {4, 2, false, {0, 1, 2, 3}};
    case AV_PIX_FMT_GRAY16BE: return {1, 2, true, {0, 0, 0, 0}};
    case AV_PIX_FMT_YA16BE: return {2, 2, true, {0, 3, 0, 0}};
    case AV_PIX_FMT_RGB48BE: return {3, 2, true, {0, 1, 2, 0}};
    case AV_PIX_FMT_RGBA64BE: return {4, 2, true, {0, 1, 2, 3}};
    default: return {1, 1, false, {0, 0, 0, 0}}; // GRAY8
  }
}

/// A part of a frame, from an even row and column on and of even sides.
struct frame_part {
  picture pixels;
  std::size_t y;
  std::size_t x;
};

/// The picture with its last row and column repeated up to a size, as in a movie's frames.
[[nodiscard]] inline picture with_repeated_edge(const picture& from, std::size_t height,
                                                std::size_t width) {
  picture result(height, width, from.channels(), from.component_bytes());
  const std::size_t size = from.pixel_bytes();
  for (std::size_t y = 0; y < height; ++y) {
    const std::uint8_t* const row = from.row(std::min(y, from.height() - 1));
    std::uint8_t* const out = result.row(y);
    std::memcpy(out, row, from.row_bytes());
    for (std::size_t x = from.width(); x < width; ++x)
      std::memcpy(out + x * size, row + from.row_bytes() - size, size);
  }
  if (!from.palette().empty()) result.palette(from.palette());
  return result;
}

/// Whether a picture may have transparent pixels.
[[nodiscard]] inline bool has_transparency(const picture& from) {
  if (from.palette().empty()) return from.channels() % 2 == 0;
  return std::any_of(from.palette().begin(), from.palette().end(),
                     [](const color& c) { return c.a != 255; });
}

/// Lays an 8-bit picture over a background, which counts as opaque. The result is of the same kind,
/// without alpha.
[[nodiscard]] inline picture opaque(const picture& from, const color& background) {
  if (!from.palette().empty()) {
    picture result = from;
    std::vector<color> table = from.palette();
    for (color& c : table) c = composited(c, background);
    result.palette(std::move(table));
    return result;
  }
  const bool gray = from.channels() <= 2 && is_gray(background);
  picture result(from.height(), from.width(), gray ? 1 : 3, 1);
  std::uint8_t* out = result.bytes();
  for (std::size_t y = 0; y < from.height(); ++y)
    for (std::size_t x = 0; x < from.width(); ++x) {
      const deep_color c = composited(deep_color_of(from, y, x), background);
      for (std::size_t i = 0; i < result.channels(); ++i)
        *out++ = static_cast<std::uint8_t>(c.rgba[i] >> 8);
    }
  return result;
}

/// Fills an encoder's frames. Frames larger than the picture repeat its edge.
class frame_filler {
public:
  /// \param alpha whether formats with alpha keep it; else all is laid over the background
  frame_filler(AVPixelFormat format, color background, bool alpha)
      : format_(format), background_(background), alpha_(alpha), yuv_(background),
        reduce_(background) {}

  void operator()(const picture& from, AVFrame& to) {
    fill(from, to, 0, 0, static_cast<std::size_t>(to.height), static_cast<std::size_t>(to.width));
  }

  /// Replaces a part of the frame; not for frames of indices.
  void patch(const frame_part& part, AVFrame& to) {
    fill(part.pixels, to, part.y, part.x, part.pixels.height(), part.pixels.width());
  }

private:
  [[nodiscard]] static plane plane_of(const AVFrame& frame, std::size_t index, std::size_t y,
                                      std::size_t byte) noexcept {
    return {frame.data[index] + static_cast<std::ptrdiff_t>(y) * frame.linesize[index] +
                static_cast<std::ptrdiff_t>(byte),
            frame.linesize[index]};
  }

  void fill(const picture& from, AVFrame& to, std::size_t y, std::size_t x, std::size_t height,
            std::size_t width) {
    const auto pack = [&](const picture& p, packed_order order) {
      to_packed(p, background_, order, plane_of(to, 0, y, x * bytes_of(order)), height, width);
    };
    switch (format_) {
      case AV_PIX_FMT_YUV420P:
        return yuv_(
            from,
            {plane_of(to, 0, y, x), plane_of(to, 1, y / 2, x / 2), plane_of(to, 2, y / 2, x / 2)},
            height, width);
      case AV_PIX_FMT_GBRP:
        return to_planar_rgb(from, background_,
                             {plane_of(to, 0, y, x), plane_of(to, 1, y, x), plane_of(to, 2, y, x)},
                             height, width);
      case AV_PIX_FMT_BGR0: return pack(from, packed_order::bgr0);
      case AV_PIX_FMT_0RGB:
        pack(from, packed_order::bgr0);
        return turn_pixels(plane_of(to, 0, y, x * 4), height, width);
      case AV_PIX_FMT_BGRA:
      case AV_PIX_FMT_ARGB:
        if (!alpha_ && has_transparency(from))
          pack(opaque(from, background_), packed_order::bgra);
        else
          pack(from, packed_order::bgra);
        if (format_ == AV_PIX_FMT_ARGB) turn_pixels(plane_of(to, 0, y, x * 4), height, width);
        return;
      case AV_PIX_FMT_RGB24: return pack(from, packed_order::rgb);
      case AV_PIX_FMT_RGBA: return pack(from, packed_order::rgba);
      case AV_PIX_FMT_PAL8: return write_indexed(from, to);
      default: return write_any(from, to, y, x, height, width);
    }
  }

  /// Turns the bytes of each pixel of four around, for machines whose numbers begin with the highest.
  static void turn_pixels(const plane& pixels, std::size_t height, std::size_t width) noexcept {
    for (std::size_t y = 0; y < height; ++y) {
      std::uint8_t* const row = pixels.row(y);
      for (std::size_t x = 0; x < width; ++x) std::reverse(row + 4 * x, row + 4 * x + 4);
    }
  }

  void write_indexed(const picture& from, AVFrame& to) {
    const picture reduced = reduce_(from);
    const std::array<color, 256> colors = colors_of(reduced);
    // FFmpeg's GIF encoder uses only the first of equal entries.
    std::array<std::uint8_t, 256> entry{};
    for (std::size_t i = 0; i < 256; ++i)
      entry[i] = static_cast<std::uint8_t>(std::find(colors.begin(), colors.end(), colors[i]) -
                                           colors.begin());
    const plane indices = plane_of(to, 0, 0, 0);
    for (std::size_t y = 0; y < static_cast<std::size_t>(to.height); ++y) {
      const std::uint8_t* const row = reduced.row(std::min(y, reduced.height() - 1));
      std::uint8_t* const out = indices.row(y);
      for (std::size_t x = 0; x < reduced.width(); ++x) out[x] = entry[row[x]];
      std::memset(out + reduced.width(), out[reduced.width() - 1],
                  static_cast<std::size_t>(to.width) - reduced.width());
    }
    for (std::size_t i = 0; i < 256; ++i) {
      const color& c = colors[i];
      const std::uint32_t argb =
          0xff000000U | std::uint32_t{c.r} << 16 | std::uint32_t{c.g} << 8 | std::uint32_t{c.b};
      std::memcpy(to.data[1] + 4 * i, &argb, 4);
    }
  }

  /// Writes pixel by pixel, for archive formats and exact pictures.
  void write_any(const picture& from, const AVFrame& to, std::size_t y, std::size_t x,
                 std::size_t height, std::size_t width) const {
    const packed_layout layout = layout_of(format_);
    const std::size_t size = layout.pixel_bytes();
    const plane out = plane_of(to, 0, y, x * size);
    const bool same = format_ == AV_PIX_FMT_GRAY8 && from.component_bytes() == 1 &&
                      from.channels() == 1 && from.palette().empty();
    for (std::size_t i = 0; i < height; ++i) {
      if (i >= from.height()) {
        repeat_above(out, i, width * size);
        continue;
      }
      std::uint8_t* const row = out.row(i);
      if (same) {
        std::memcpy(row, from.row(i), from.width());
      } else {
        for (std::size_t j = 0; j < from.width(); ++j) {
          const deep_color c = deep_color_of(from, i, j);
          layout.write(layout.keeps_alpha() ? c : composited(c, background_), row + j * size);
        }
      }
      for (std::size_t j = from.width(); j < width; ++j)
        std::memcpy(row + j * size, row + (j - 1) * size, size);
    }
  }

  AVPixelFormat format_;
  color background_;
  bool alpha_;
  yuv_converter yuv_;
  color_reducer reduce_;
};

} // namespace arrayreel::ARRAYREEL_ABI::detail
