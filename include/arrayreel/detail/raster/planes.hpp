// Writes 8-bit pictures into memory of frames that others allocate: planes and packed rows.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <vector>

#include "../../color.hpp"
#include "../base/message.hpp"
#include "picture.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

/// The memory of one plane, or of packed pixels: rows from the top, `stride` bytes apart. Bytes
/// between the rows are not changed.
struct plane {
  std::uint8_t* data;
  std::ptrdiff_t stride;

  [[nodiscard]] std::uint8_t* row(std::size_t y) const noexcept {
    return data + static_cast<std::ptrdiff_t>(y) * stride;
  }
};

/// A component c with alpha a over an opaque one, rounded to the nearest (Blinn's exact division).
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
inline void check_output(const picture& from, std::size_t out_height, std::size_t out_width) {
  if (out_height >= from.height() && out_width >= from.width()) return;
  refuse(error_kind::parameter,
         {"an output of ", out_height, " x ", out_width, " pixels for a picture of ", from.height(),
          " x ", from.width(), "; expected sides as long or longer"});
}

/// The colours of all values of one component: the palette's, or 256 grays. Values beyond the
/// palette are black.
[[nodiscard]] inline std::array<color, 256> colors_of(const picture& from) {
  std::array<color, 256> table{};
  if (!from.palette().empty()) {
    std::copy(from.palette().begin(), from.palette().end(), table.begin());
    return table;
  }
  for (std::size_t i = 0; i < 256; ++i) {
    const auto g = static_cast<std::uint8_t>(i);
    table[i] = {g, g, g, 255};
  }
  return table;
}

/// The colour of a pixel without a palette.
template <std::size_t channels>
[[nodiscard]] constexpr color own_color(const std::uint8_t* p) noexcept {
  if constexpr (channels == 2) return {p[0], p[0], p[0], p[1]};
  if constexpr (channels == 3) return {p[0], p[1], p[2], 255};
  if constexpr (channels == 4) return {p[0], p[1], p[2], p[3]};
}

/// The rows of any picture as colours with 8 bits a component.
class color_rows {
public:
  /// \param background the colour behind transparent pixels, which makes all colours opaque;
  /// nullptr keeps their alpha
  color_rows(const picture& from, const color* background)
      : from_(from), background_(background), row_(from.width()) {
    if (from.channels() != 1) return;
    table_ = colors_of(from);
    if (background_ != nullptr)
      for (color& c : table_) c = composited(c, *background_);
  }

  [[nodiscard]] const std::vector<color>& operator()(std::size_t y) {
    const std::uint8_t* const row = from_.row(y);
    switch (from_.channels()) {
      case 1:
        for (std::size_t x = 0; x < row_.size(); ++x) row_[x] = table_[row[x]];
        break;
      case 2: read<2>(row); break;
      case 3: read<3>(row); break;
      default: read<4>(row); break;
    }
    return row_;
  }

private:
  template <std::size_t channels> void read(const std::uint8_t* p) noexcept {
    for (color& out : row_) {
      out = own_color<channels>(p);
      p += channels;
    }
    if (channels == 3 || background_ == nullptr) return;
    for (color& c : row_) c = composited(c, *background_);
  }

  const picture& from_;
  const color* background_;
  std::array<color, 256> table_{}; // of what one component stands for
  std::vector<color> row_;
};

inline void repeat_above(const plane& out, std::size_t y, std::size_t bytes) {
  std::memcpy(out.row(y), out.row(y - 1), bytes);
}

/// Lays any picture over a background, which counts as opaque, and writes planes of green, blue and
/// red (the order of GBRP) with `out_height` x `out_width` pixels. The edge is repeated to the
/// right and below.
/// \throws error (parameter) for an output smaller than the picture.
inline void to_planar_rgb(const picture& from, const color& background,
                          const std::array<plane, 3>& out, std::size_t out_height,
                          std::size_t out_width) {
  check_output(from, out_height, out_width);
  color_rows rows(from, &background);
  for (std::size_t y = 0; y < from.height(); ++y) {
    const std::vector<color>& colors = rows(y);
    std::uint8_t* const g = out[0].row(y);
    std::uint8_t* const b = out[1].row(y);
    std::uint8_t* const r = out[2].row(y);
    for (std::size_t x = 0; x < colors.size(); ++x) {
      g[x] = colors[x].g;
      b[x] = colors[x].b;
      r[x] = colors[x].r;
    }
    for (std::uint8_t* const row : {g, b, r})
      std::memset(row + colors.size(), row[colors.size() - 1], out_width - colors.size());
  }
  for (std::size_t y = from.height(); y < out_height; ++y)
    for (const plane& p : out) repeat_above(p, y, out_width);
}

/// The bytes of a packed pixel, in the order of memory.
enum class packed_order : unsigned char {
  rgb,
  bgr0, ///< the last byte is 0
  rgba,
  bgra
};

[[nodiscard]] constexpr std::size_t bytes_of(packed_order order) noexcept {
  return order == packed_order::rgb ? 3 : 4;
}

inline void pack_row(const std::vector<color>& colors, packed_order order,
                     std::uint8_t* to) noexcept {
  switch (order) {
    case packed_order::rgb:
      for (const color& c : colors) {
        to[0] = c.r;
        to[1] = c.g;
        to[2] = c.b;
        to += 3;
      }
      return;
    case packed_order::rgba:
      for (const color& c : colors) {
        std::memcpy(to, &c, 4);
        to += 4;
      }
      return;
    case packed_order::bgr0:
    case packed_order::bgra: break;
  }
  const std::uint8_t alpha_bits = order == packed_order::bgra ? 255 : 0;
  for (const color& c : colors) {
    to[0] = c.b;
    to[1] = c.g;
    to[2] = c.r;
    to[3] = c.a & alpha_bits;
    to += 4;
  }
}

/// Writes any picture as packed pixels, `out_height` x `out_width`; the edge is repeated to the
/// right and below. An order with alpha keeps alpha; other orders show the picture over the
/// background, which counts as opaque.
/// \throws error (parameter) for an output smaller than the picture.
inline void to_packed(const picture& from, const color& background, packed_order order,
                      const plane& out, std::size_t out_height, std::size_t out_width) {
  check_output(from, out_height, out_width);
  const bool keeps_alpha = order == packed_order::rgba || order == packed_order::bgra;
  color_rows rows(from, keeps_alpha ? nullptr : &background);
  const std::size_t size = bytes_of(order);
  for (std::size_t y = 0; y < from.height(); ++y) {
    std::uint8_t* const row = out.row(y);
    pack_row(rows(y), order, row);
    for (std::size_t x = from.width(); x < out_width; ++x)
      std::memcpy(row + x * size, row + (x - 1) * size, size);
  }
  for (std::size_t y = from.height(); y < out_height; ++y) repeat_above(out, y, out_width * size);
}

} // namespace arrayreel::ARRAYREEL_ABI::detail
