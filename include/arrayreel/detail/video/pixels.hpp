// Rasters into an encoder's frames, in whatever pixels it takes.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <type_traits>
#include <utility>
#include <vector>

#include "../../color.hpp"
#include "../../raster.hpp"
#include "libav.hpp"
#include "../raster/planes.hpp"
#include "../raster/reduce_colors.hpp"
#include "../values/special_colors.hpp"
#include "codec_context.hpp"
#include "plan.hpp"
#include "yuv.hpp"

namespace arrayreel::inline ARRAYREEL_ABI::detail {

/// A colour of 16 bits a component.
struct deep_color {
  std::array<std::uint32_t, 4> rgba;
};

/// Writes the components of packed pixels of one format.
class packed_writer {
public:
  explicit packed_writer(AVPixelFormat format) {
    switch (format) {
      case AV_PIX_FMT_GRAY8: set(1, 1, false, {0, 0, 0, 0}); break;
      case AV_PIX_FMT_YA8: set(2, 1, false, {0, 3, 0, 0}); break;
      case AV_PIX_FMT_RGB24: set(3, 1, false, {0, 1, 2, 0}); break;
      case AV_PIX_FMT_RGBA: set(4, 1, false, {0, 1, 2, 3}); break;
      case AV_PIX_FMT_BGRA: set(4, 1, false, {2, 1, 0, 3}); break;
      case AV_PIX_FMT_BGR0: set(4, 1, false, {2, 1, 0, 3}); break;
      case AV_PIX_FMT_GRAY16LE: set(1, 2, false, {0, 0, 0, 0}); break;
      case AV_PIX_FMT_RGB48LE: set(3, 2, false, {0, 1, 2, 0}); break;
      case AV_PIX_FMT_RGBA64LE: set(4, 2, false, {0, 1, 2, 3}); break;
      case AV_PIX_FMT_GRAY16BE: set(1, 2, true, {0, 0, 0, 0}); break;
      case AV_PIX_FMT_YA16BE: set(2, 2, true, {0, 3, 0, 0}); break;
      case AV_PIX_FMT_RGB48BE: set(3, 2, true, {0, 1, 2, 0}); break;
      case AV_PIX_FMT_RGBA64BE: set(4, 2, true, {0, 1, 2, 3}); break;
      default: break;
    }
    keeps_alpha_ = format != AV_PIX_FMT_BGR0 && (count_ == 2 || count_ == 4);
  }

  [[nodiscard]] bool keeps_alpha() const noexcept { return keeps_alpha_; }
  [[nodiscard]] std::size_t pixel_bytes() const noexcept { return count_ * bytes_; }

  void operator()(std::uint8_t* to, const deep_color& c) const noexcept {
    for (std::size_t i = 0; i < count_; ++i) {
      const std::uint32_t v = c.rgba[order_[i]];
      if (bytes_ == 1) {
        *to++ = static_cast<std::uint8_t>(v >> 8);
      } else {
        to[big_endian_ ? 0 : 1] = static_cast<std::uint8_t>(v >> 8);
        to[big_endian_ ? 1 : 0] = static_cast<std::uint8_t>(v & 255);
        to += 2;
      }
    }
  }

private:
  void set(std::size_t count, std::size_t bytes, bool big_endian,
           const std::array<std::uint8_t, 4>& order) noexcept {
    count_ = count;
    bytes_ = bytes;
    big_endian_ = big_endian;
    order_ = order;
  }

  std::size_t count_ = 0;
  std::size_t bytes_ = 1;
  bool big_endian_ = false;
  bool keeps_alpha_ = false;
  std::array<std::uint8_t, 4> order_{};
};

/// The colour of one pixel of any raster, 8-bit components times 257.
template <class P>
[[nodiscard]] deep_color deep_color_of(const raster<P>& picture, const P* pixel) noexcept {
  constexpr std::uint32_t factor = sizeof(P) == 1 ? 257 : 1;
  constexpr std::uint32_t full = 65535;
  if (!picture.palette().empty()) {
    const color& c = picture.palette()[*pixel];
    return {{c.r * 257U, c.g * 257U, c.b * 257U, c.a * 257U}};
  }
  const std::uint32_t first = pixel[0] * factor;
  switch (picture.channels()) {
    case 1: return {{first, first, first, full}};
    case 2: return {{first, first, first, pixel[1] * factor}};
    case 3: return {{first, pixel[1] * factor, pixel[2] * factor, full}};
    default: return {{first, pixel[1] * factor, pixel[2] * factor, pixel[3] * factor}};
  }
}

[[nodiscard]] inline deep_color composited(const deep_color& c, const color& background) noexcept {
  if (c.rgba[3] == 65535) return c;
  const std::array<std::uint64_t, 3> below{background.r * 257U, background.g * 257U,
                                           background.b * 257U};
  deep_color result{{0, 0, 0, 65535}};
  for (std::size_t i = 0; i < 3; ++i)
    result.rgba[i] = static_cast<std::uint32_t>(
        (std::uint64_t{c.rgba[i]} * c.rgba[3] + below[i] * (65535 - c.rgba[3]) + 32767) / 65535);
  return result;
}

/// The picture with its last row and column repeated up to a size, as in a movie's frames.
template <class P>
[[nodiscard]] raster<P> with_repeated_edge(const raster<P>& picture, std::size_t height,
                                           std::size_t width) {
  raster<P> result(height, width, picture.channels());
  for (std::size_t y = 0; y < height; ++y) {
    const auto from = picture.row(std::min(y, picture.height() - 1));
    P* to = std::copy(from.begin(), from.end(), result.row(y).data());
    for (std::size_t x = picture.width(); x < width; ++x)
      to = std::copy(from.end() - static_cast<std::ptrdiff_t>(picture.channels()), from.end(), to);
  }
  if (!picture.palette().empty()) result.palette(picture.palette());
  return result;
}

/// The picture over a background (which counts as opaque), of the same kind but for the alpha.
[[nodiscard]] inline raster<std::uint8_t> opaque(const raster<std::uint8_t>& picture,
                                                 color background) {
  if (!picture.palette().empty()) {
    raster<std::uint8_t> result = picture;
    std::vector<color> table = picture.palette();
    for (color& c : table) c = composited(c, background);
    result.palette(std::move(table));
    return result;
  }
  const bool gray = picture.channels() <= 2 && is_gray(background);
  raster<std::uint8_t> result(picture.height(), picture.width(), gray ? 1 : 3);
  std::uint8_t* out = result.pixels().data();
  const std::uint8_t* in = picture.pixels().data();
  const std::uint8_t* const end = in + picture.pixels().size();
  for (; in != end; in += picture.channels(), out += result.channels()) {
    const deep_color c = composited(deep_color_of(picture, in), background);
    for (std::size_t i = 0; i < result.channels(); ++i)
      out[i] = static_cast<std::uint8_t>(c.rgba[i] >> 8);
  }
  return result;
}

/// Whether a picture may show what is behind it.
[[nodiscard]] inline bool has_transparency(const raster<std::uint8_t>& picture) {
  if (picture.palette().empty()) return picture.channels() % 2 == 0;
  return std::any_of(picture.palette().begin(), picture.palette().end(),
                     [](const color& c) { return c.a != 255; });
}

/// Fills an encoder's frames. Frames larger than the picture repeat its edge.
class frame_filler {
public:
  /// \param alpha whether formats that can are to keep it; else all is laid over the background
  frame_filler(AVPixelFormat format, color background, bool alpha)
      : format_(format), background_(background), alpha_(alpha), yuv_(background),
        reduce_(background) {}

  template <class P> void operator()(const raster<P>& picture, AVFrame& to) {
    fill(picture, to, 0, 0, static_cast<std::size_t>(to.height),
         static_cast<std::size_t>(to.width));
  }

  /// Replaces a part of the frame, from an even row and column on and of even sides. A frame of
  /// indices has no parts.
  template <class P>
  void patch(const raster<P>& picture, AVFrame& to, std::size_t y, std::size_t x) {
    fill(picture, to, y, x, picture.height(), picture.width());
  }

private:
  [[nodiscard]] static plane plane_of(const AVFrame& frame, std::size_t index, std::size_t y,
                                      std::size_t byte) noexcept {
    return {frame.data[index] + static_cast<std::ptrdiff_t>(y) * frame.linesize[index] +
                static_cast<std::ptrdiff_t>(byte),
            frame.linesize[index]};
  }

  template <class P>
  void fill(const raster<P>& picture, AVFrame& to, std::size_t y, std::size_t x, std::size_t height,
            std::size_t width) {
    if constexpr (sizeof(P) == 1) {
      switch (format_) {
        case AV_PIX_FMT_YUV420P:
          yuv_(
              picture,
              {plane_of(to, 0, y, x), plane_of(to, 1, y / 2, x / 2), plane_of(to, 2, y / 2, x / 2)},
              height, width);
          return;
        case AV_PIX_FMT_GBRP:
          to_planar_rgb(picture, background_,
                        {plane_of(to, 0, y, x), plane_of(to, 1, y, x), plane_of(to, 2, y, x)},
                        height, width);
          return;
        case AV_PIX_FMT_BGR0: return pack(picture, packed_order::bgr0, 4, to, y, x, height, width);
        case AV_PIX_FMT_BGRA:
          if (!alpha_ && has_transparency(picture))
            return pack(opaque(picture, background_), packed_order::bgra, 4, to, y, x, height,
                        width);
          return pack(picture, packed_order::bgra, 4, to, y, x, height, width);
        case AV_PIX_FMT_RGB24: return pack(picture, packed_order::rgb, 3, to, y, x, height, width);
        case AV_PIX_FMT_RGBA: return pack(picture, packed_order::rgba, 4, to, y, x, height, width);
        case AV_PIX_FMT_PAL8: return write_indexed(picture, to);
        default: break;
      }
    }
    write_any(picture, to, y, x, height, width);
  }

  void pack(const raster<std::uint8_t>& picture, packed_order order, std::size_t pixel_bytes,
            const AVFrame& to, std::size_t y, std::size_t x, std::size_t height,
            std::size_t width) const {
    to_packed(picture, background_, order, plane_of(to, 0, y, x * pixel_bytes), height, width);
  }

  void write_indexed(const raster<std::uint8_t>& picture, AVFrame& to) {
    const raster<std::uint8_t> reduced = reduce_(picture);
    const std::array<color, 256> colors = colors_of(reduced);
    // Of equal entries FFmpeg's GIF encoder knows the first alone.
    std::array<std::uint8_t, 256> entry{};
    for (std::size_t i = 0; i < 256; ++i)
      entry[i] = static_cast<std::uint8_t>(std::find(colors.begin(), colors.end(), colors[i]) -
                                           colors.begin());
    const plane indices = plane_of(to, 0, 0, 0);
    for (std::size_t y = 0; y < static_cast<std::size_t>(to.height); ++y) {
      const auto row = reduced.row(std::min(y, reduced.height() - 1));
      std::uint8_t* const out = indices.row(y);
      std::transform(row.begin(), row.end(), out, [&](std::uint8_t i) { return entry[i]; });
      std::memset(out + row.size(), out[row.size() - 1],
                  static_cast<std::size_t>(to.width) - row.size());
    }
    for (std::size_t i = 0; i < 256; ++i) {
      const color& c = colors[i];
      const std::uint32_t argb =
          0xff000000U | std::uint32_t{c.r} << 16 | std::uint32_t{c.g} << 8 | std::uint32_t{c.b};
      std::memcpy(to.data[1] + 4 * i, &argb, 4);
    }
  }

  template <class P>
  void write_any(const raster<P>& picture, const AVFrame& to, std::size_t y, std::size_t x,
                 std::size_t height, std::size_t width) const {
    const packed_writer write(format_);
    const plane out = plane_of(to, 0, y, x * write.pixel_bytes());
    for (std::size_t i = 0; i < height; ++i) {
      std::uint8_t* pixel = out.row(i);
      const auto row = picture.row(std::min(i, picture.height() - 1));
      for (std::size_t j = 0; j < width; ++j, pixel += write.pixel_bytes()) {
        const std::size_t from = std::min(j, picture.width() - 1) * picture.channels();
        const deep_color c = deep_color_of(picture, row.data() + from);
        write(pixel, write.keeps_alpha() ? c : composited(c, background_));
      }
    }
  }

  AVPixelFormat format_;
  color background_;
  bool alpha_;
  yuv_converter yuv_;
  color_reducer reduce_;
};

} // namespace arrayreel::inline ARRAYREEL_ABI::detail
