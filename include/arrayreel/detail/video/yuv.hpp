// Converts 8-bit pictures to the planes of video encoders: Y, Cb and Cr.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <vector>

#include "../../color.hpp"
#include "../base/message.hpp"
#include "../raster/picture.hpp"
#include "../raster/planes.hpp"
#include "../simd/sets.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

/// The matrix of Rec. ITU-R BT.601-7, sections 2.5.1 to 2.5.3, for 8 bits in limited range: what
/// one step of a component adds to Y, Cb and Cr, also as integers.
namespace bt601 {

struct weights {
  double r;
  double g;
  double b;
};
inline constexpr weights gray{0.299, 0.587, 0.114};

[[nodiscard]] constexpr weights scaled(double r, double g, double b, double factor) noexcept {
  return {r * factor, g * factor, b * factor};
}
inline constexpr weights y = scaled(gray.r, gray.g, gray.b, 219.0 / 255);
inline constexpr weights cb =
    scaled(-gray.r, -gray.g, 1 - gray.b, 224.0 / 255 * 0.5 / (1 - gray.b));
inline constexpr weights cr =
    scaled(1 - gray.r, -gray.g, -gray.b, 224.0 / 255 * 0.5 / (1 - gray.r));

[[nodiscard]] constexpr double of(const weights& w, const color& c) noexcept {
  return w.r * c.r + w.g * c.g + w.b * c.b;
}

[[nodiscard]] constexpr int nearest(double x) noexcept {
  return static_cast<int>(x < 0 ? x - 0.5 : x + 0.5);
}

/// Weights in units of 2^-bits. They fit into signed 16 bits, which pmaddwd needs.
struct integer_weights {
  int r;
  int g;
  int b;
};
template <int bits> [[nodiscard]] constexpr integer_weights integers(const weights& w) noexcept {
  constexpr double one = 1 << bits;
  return {nearest(w.r * one), nearest(w.g * one), nearest(w.b * one)};
}

inline constexpr int y_bits = 15;
inline constexpr int c_bits = 16;
inline constexpr integer_weights y_int = integers<y_bits>(y);
/// Green makes the sum 0, so that gray has no colour.
[[nodiscard]] constexpr integer_weights c_int(const weights& w) noexcept {
  const auto all = integers<c_bits>(w);
  return {all.r, -(all.r + all.b), all.b};
}
inline constexpr integer_weights cb_int = c_int(cb);
inline constexpr integer_weights cr_int = c_int(cr);

/// 16, a half for rounding, and half of what rounding the weights takes from white: so the errors
/// above and below are equally large.
inline constexpr int y_offset =
    (16 << y_bits) + (1 << (y_bits - 1)) +
    nearest(127.5 * ((y.r + y.g + y.b) * (1 << y_bits) - (y_int.r + y_int.g + y_int.b)));

/// For a sum of `1 << log2_count` pixels.
template <int log2_count> inline constexpr int c_shift = c_bits + log2_count;
template <int log2_count>
inline constexpr int c_offset = (128 << c_shift<log2_count>)+(1 << (c_shift<log2_count> - 1));

} // namespace bt601

/// Where two rows of luma and one of chroma are written.
struct yuv_block_row {
  std::uint8_t* y0;
  std::uint8_t* y1;
  std::uint8_t* u;
  std::uint8_t* v;

  [[nodiscard]] yuv_block_row after(std::size_t blocks) const noexcept {
    return {y0 + 2 * blocks, y1 + 2 * blocks, u + blocks, v + blocks};
  }
};

/// The exact Y, Cb and Cr of a palette's colours.
struct yuv_table {
  /// Y from bit 32 on, Cb times 64 from bit 16 on and Cr times 64 below, so that the
  /// lower half of a sum of four does not overflow, and its upper bytes are the means.
  std::array<std::uint64_t, 256> yuv;

  void assign(std::size_t i, const color& c) noexcept {
    const double exact_u = 128 + bt601::of(bt601::cb, c);
    const double exact_v = 128 + bt601::of(bt601::cr, c);
    const auto y = static_cast<std::uint8_t>(16.5 + bt601::of(bt601::y, c));
    yuv[i] = std::uint64_t{y} << 32 | static_cast<std::uint64_t>(64 * exact_u + 0.5) << 16 |
             static_cast<std::uint64_t>(64 * exact_v + 0.5);
  }
};

inline constexpr int gray_factor = bt601::nearest(219.0 / 255 * 65536);
inline constexpr int gray_offset = (16 << 8) + 128;

/// Functions that turn rows into luma and chroma. `blocks` are of 2 x 2 pixels, from two rows.
struct yuv_kernels {
  void (*gray_row)(const std::uint8_t* row, std::size_t count, std::uint8_t* y) noexcept;
  void (*palette_blocks)(const yuv_table& table, const std::uint8_t* top,
                         const std::uint8_t* bottom, std::size_t blocks,
                         const yuv_block_row& out) noexcept;
  /// of pixels of 2, 3 and 4 channels
  void (*color_blocks[3])(const std::uint8_t* top, const std::uint8_t* bottom, std::size_t blocks,
                          const color& background, const yuv_block_row& out) noexcept;
};

} // namespace arrayreel::ARRAYREEL_ABI::detail

#define ARRAYREEL_KERNEL_FILE "../video/yuv_kernels.inc"
#include "../simd/for_each_set.inc"

namespace arrayreel::ARRAYREEL_ABI::detail {

[[nodiscard]] inline const yuv_kernels& yuv_kernels_in_use() noexcept {
  ARRAYREEL_RETURN_KERNEL(yuv::kernels);
}

/// Converts pictures to planar YUV 4:2:0 of 8 bits in limited range by the matrix of
/// Rec. ITU-R BT.601-7:
///
///     Y  =  16 + 219 (0.299 R + 0.587 G + 0.114 B) / 255       Y' = 0.299 R + 0.587 G + 0.114 B
///     Cb = 128 + 224 · 0.5 (B - Y') / (1 - 0.114) / 255
///     Cr = 128 + 224 · 0.5 (R - Y') / (1 - 0.299) / 255
///
/// within 0.51 of these, so nearly always rounded as they are; Cb and Cr are the mean of 2 x 2
/// pixels. What is not opaque is first laid over the background, as 8-bit sRGB values. Gray and
/// palettes never become RGB.
class yuv_converter {
public:
  /// The background counts as opaque.
  explicit yuv_converter(color background) : background_(background) {}

  /// Writes Y of `out_height` x `out_width` pixels, and Cb and Cr of half of that: the rest to the
  /// right and below repeats the edge.
  /// \throws error (parameter) for an output smaller than the picture, or of odd sides.
  void operator()(const picture& from, const std::array<plane, 3>& out, std::size_t out_height,
                  std::size_t out_width) {
    check_output(from, out_height, out_width);
    if (out_height % 2 != 0 || out_width % 2 != 0)
      refuse(error_kind::parameter, {"an output of ", out_height, " x ", out_width,
                                     " pixels in 4:2:0; expected even sides"});
    if (from.channels() == 1 && from.palette().empty())
      return write_gray(from, out, out_height, out_width);
    if (!from.palette().empty() && palette_ != from.palette()) {
      palette_ = from.palette();
      const std::array<color, 256> colors = colors_of(from);
      for (std::size_t i = 0; i < 256; ++i) table_.assign(i, composited(colors[i], background_));
    }
    write_blocks(from, out, out_height, out_width);
  }

private:
  static void write_gray(const picture& from, const std::array<plane, 3>& out, std::size_t height,
                         std::size_t width) {
    const yuv_kernels& kernels = yuv_kernels_in_use();
    for (std::size_t y = 0; y < from.height(); ++y) {
      std::uint8_t* const row = out[0].row(y);
      kernels.gray_row(from.row(y), from.width(), row);
      std::memset(row + from.width(), row[from.width() - 1], width - from.width());
    }
    for (std::size_t y = from.height(); y < height; ++y) repeat_above(out[0], y, width);
    for (std::size_t i = 1; i < 3; ++i)
      for (std::size_t y = 0; y < height / 2; ++y) std::memset(out[i].row(y), 128, width / 2);
  }

  void convert(const picture& from, const std::uint8_t* top, const std::uint8_t* bottom,
               std::size_t blocks, const yuv_block_row& out) const {
    const yuv_kernels& kernels = yuv_kernels_in_use();
    if (from.channels() == 1)
      kernels.palette_blocks(table_, top, bottom, blocks, out);
    else
      kernels.color_blocks[from.channels() - 2](top, bottom, blocks, background_, out);
  }

  void write_blocks(const picture& from, const std::array<plane, 3>& out, std::size_t height,
                    std::size_t width) const {
    const std::size_t size = from.channels();
    const std::size_t last = from.height() - 1;
    const std::size_t blocks = from.width() / 2;
    const std::size_t beyond = 2 * blocks; // the first column that is not in a whole block
    // The first row of blocks below the picture repeats its last row, and the others repeat that.
    const std::size_t converted = std::min(height / 2, last / 2 + 2);
    for (std::size_t y = 0; y < converted; ++y) {
      const yuv_block_row rows{out[0].row(2 * y), out[0].row(2 * y + 1), out[1].row(y),
                               out[2].row(y)};
      const std::uint8_t* const top = from.row(std::min(2 * y, last));
      const std::uint8_t* const bottom = from.row(std::min(2 * y + 1, last));
      convert(from, top, bottom, blocks, rows);
      if (beyond == width) continue;
      // The rest of the row is this block: twice the last pixel of each row.
      std::array<std::array<std::uint8_t, 8>, 2> edge{};
      for (std::size_t i = 0; i < 2; ++i) {
        const std::uint8_t* const pixel = (i == 0 ? top : bottom) + (from.width() - 1) * size;
        std::memcpy(edge[i].data(), pixel, size);
        std::memcpy(edge[i].data() + size, pixel, size);
      }
      std::array<std::uint8_t, 6> result{};
      convert(from, edge[0].data(), edge[1].data(), 1,
              {result.data(), result.data() + 2, result.data() + 4, result.data() + 5});
      std::memset(rows.y0 + beyond, result[0], width - beyond);
      std::memset(rows.y1 + beyond, result[2], width - beyond);
      std::memset(rows.u + blocks, result[4], width / 2 - blocks);
      std::memset(rows.v + blocks, result[5], width / 2 - blocks);
    }
    for (std::size_t y = converted; y < height / 2; ++y) {
      repeat_above(out[0], 2 * y, width);
      repeat_above(out[0], 2 * y + 1, width);
      repeat_above(out[1], y, width / 2);
      repeat_above(out[2], y, width / 2);
    }
  }

  color background_;
  std::vector<color> palette_; // whose table is kept; empty before the first
  yuv_table table_{};
};

} // namespace arrayreel::ARRAYREEL_ABI::detail
