// Rasters of 8 bits to the planes that video encoders take: Y, Cb and Cr.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <vector>

#include "../../color.hpp"
#include "../../error.hpp"
#include "../../raster.hpp"
#include "../base/message.hpp"
#include "../raster/planes.hpp"
#include "../simd/sets.hpp"
#include "yuv_rows.hpp"

namespace arrayreel::inline ARRAYREEL_ABI::detail {

/// How often colour is sampled.
enum class chroma : unsigned char {
  quarter, ///< 4:2:0, once for 2 x 2 pixels, as their mean
  full     ///< 4:4:4, for every pixel
};

/// Converts rasters to planar YUV of 8 bits in limited range by the matrix of Rec. ITU-R BT.601-7:
///
///     Y  =  16 + 219 (0.299 R + 0.587 G + 0.114 B) / 255       Y' = 0.299 R + 0.587 G + 0.114 B
///     Cb = 128 + 224 · 0.5 (B - Y') / (1 - 0.114) / 255
///     Cr = 128 + 224 · 0.5 (R - Y') / (1 - 0.299) / 255
///
/// within 0.51 of these, so nearly always rounded as they are. What is not opaque is first laid
/// over the background, as 8-bit sRGB values. Gray and palettes never become RGB.
///
/// `sse2` is for tests, which compare both ways: they give the same.
template <bool sse2 = has_sse2> class basic_yuv_converter {
public:
  /// The background counts as opaque.
  explicit basic_yuv_converter(color background, chroma sampling = chroma::quarter)
      : background_(background), sampling_(sampling) {}

  /// Writes Y, Cb and Cr of `out_height` x `out_width` pixels (Cb and Cr half of that in 4:2:0):
  /// the rest to the right and below repeats the edge.
  /// \throws error (parameter) for an output smaller than the picture, or odd in 4:2:0.
  void operator()(const raster<std::uint8_t>& picture, const std::array<plane, 3>& out,
                  std::size_t out_height, std::size_t out_width) {
    check_output(picture, out_height, out_width);
    if (sampling_ == chroma::quarter && (out_height % 2 != 0 || out_width % 2 != 0))
      throw error(error_kind::parameter, "an output of " + to_text(out_height) + " x " +
                                             to_text(out_width) +
                                             " pixels in 4:2:0; expected even sides");
    const target to{out, out_height, out_width};
    if (!picture.palette().empty()) return write_palette(picture, to);
    switch (picture.channels()) {
      case 1: return write_gray(picture, to);
      case 2: return write_color<2>(picture, to);
      case 3: return write_color<3>(picture, to);
      default: return write_color<4>(picture, to);
    }
  }

private:
  struct target {
    const std::array<plane, 3>& planes;
    std::size_t height;
    std::size_t width;

    [[nodiscard]] yuv_row row(std::size_t y) const noexcept {
      return {planes[0].row(y), planes[1].row(y), planes[2].row(y)};
    }
    [[nodiscard]] yuv_block_row block_row(std::size_t y) const noexcept {
      return {planes[0].row(2 * y), planes[0].row(2 * y + 1), planes[1].row(y), planes[2].row(y)};
    }
  };

  void write_palette(const raster<std::uint8_t>& picture, const target& to) {
    if (palette_ != picture.palette()) {
      palette_ = picture.palette();
      const std::array<color, 256> colors = colors_of(picture);
      for (std::size_t i = 0; i < 256; ++i) table_.assign(i, composited(colors[i], background_));
    }
    if (sampling_ == chroma::quarter)
      write_blocks(
          picture, to,
          [this](const std::uint8_t* top, const std::uint8_t* bottom, std::size_t blocks,
                 const yuv_block_row& o) { palette_blocks<sse2>(table_, top, bottom, blocks, o); });
    else
      write_rows(picture, to, [this](const std::uint8_t* row, std::size_t count, const yuv_row& o) {
        palette_row(table_, row, count, o);
      });
  }

  template <std::size_t channels>
  void write_color(const raster<std::uint8_t>& picture, const target& to) const {
    if (sampling_ == chroma::quarter)
      write_blocks(picture, to,
                   [this](const std::uint8_t* top, const std::uint8_t* bottom, std::size_t blocks,
                          const yuv_block_row& o) {
                     color_blocks<channels, sse2>(top, bottom, blocks, background_, o);
                   });
    else
      write_rows(picture, to, [this](const std::uint8_t* row, std::size_t count, const yuv_row& o) {
        color_row<channels, sse2>(row, count, background_, o);
      });
  }

  void write_gray(const raster<std::uint8_t>& picture, const target& to) const {
    const std::size_t width = picture.width();
    for (std::size_t y = 0; y < picture.height(); ++y) {
      std::uint8_t* const row = to.planes[0].row(y);
      gray_row<sse2>(picture(y, 0), width, row);
      std::memset(row + width, row[width - 1], to.width - width);
    }
    for (std::size_t y = picture.height(); y < to.height; ++y)
      repeat_above(to.planes[0], y, to.width);
    const std::size_t part = sampling_ == chroma::quarter ? 2 : 1;
    for (std::size_t i = 1; i < 3; ++i)
      for (std::size_t y = 0; y < to.height / part; ++y)
        std::memset(to.planes[i].row(y), 128, to.width / part);
  }

  /// `convert(top, bottom, blocks, rows)` writes `blocks` times 2 x 2 pixels of two rows.
  template <class Convert>
  static void write_blocks(const raster<std::uint8_t>& picture, const target& to,
                           Convert&& convert) {
    const std::size_t size = picture.channels();
    const std::size_t last = picture.height() - 1;
    const std::size_t blocks = picture.width() / 2;
    const std::size_t beyond = 2 * blocks; // the first column that is not in a whole block
    // The first row of blocks below the picture repeats its last row, and the others repeat that.
    const std::size_t converted = std::min(to.height / 2, last / 2 + 2);
    for (std::size_t y = 0; y < converted; ++y) {
      const yuv_block_row rows = to.block_row(y);
      const std::uint8_t* const top = picture(std::min(2 * y, last), 0);
      const std::uint8_t* const bottom = picture(std::min(2 * y + 1, last), 0);
      convert(top, bottom, blocks, rows);
      if (beyond == to.width) continue;
      // The rest of the row is this block: twice the last pixel of each row.
      std::array<std::array<std::uint8_t, 8>, 2> edge{};
      for (std::size_t i = 0; i < 2; ++i) {
        const std::uint8_t* const pixel = (i == 0 ? top : bottom) + (picture.width() - 1) * size;
        std::copy_n(pixel, size, edge[i].data());
        std::copy_n(pixel, size, edge[i].data() + size);
      }
      std::array<std::uint8_t, 6> result{};
      convert(edge[0].data(), edge[1].data(), 1,
              {result.data(), result.data() + 2, result.data() + 4, result.data() + 5});
      std::memset(rows.y0 + beyond, result[0], to.width - beyond);
      std::memset(rows.y1 + beyond, result[2], to.width - beyond);
      std::memset(rows.u + blocks, result[4], to.width / 2 - blocks);
      std::memset(rows.v + blocks, result[5], to.width / 2 - blocks);
    }
    for (std::size_t y = converted; y < to.height / 2; ++y) {
      repeat_above(to.planes[0], 2 * y, to.width);
      repeat_above(to.planes[0], 2 * y + 1, to.width);
      repeat_above(to.planes[1], y, to.width / 2);
      repeat_above(to.planes[2], y, to.width / 2);
    }
  }

  /// `convert(row, count, rows)` writes `count` pixels of a row.
  template <class Convert>
  static void write_rows(const raster<std::uint8_t>& picture, const target& to, Convert&& convert) {
    const std::size_t width = picture.width();
    for (std::size_t y = 0; y < picture.height(); ++y) {
      const yuv_row rows = to.row(y);
      convert(picture(y, 0), width, rows);
      for (std::uint8_t* const row : {rows.y, rows.u, rows.v})
        std::memset(row + width, row[width - 1], to.width - width);
    }
    for (std::size_t y = picture.height(); y < to.height; ++y)
      for (const plane& p : to.planes) repeat_above(p, y, to.width);
  }

  color background_;
  chroma sampling_;
  std::vector<color> palette_; // whose table is kept; empty before the first
  yuv_table table_{};
};

using yuv_converter = basic_yuv_converter<>;

} // namespace arrayreel::inline ARRAYREEL_ABI::detail
