// PNG's filters: they replace each byte of a row by the error of its prediction from its
// neighbours.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>

#include "../simd/sets.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

/// The filter's number, with which a row begins (PNG specification, section 9).
enum class row_filter : std::uint8_t { none, sub, up, average, paeth };
inline constexpr std::size_t row_filters = 5;

/// A row and what it is predicted from.
struct filter_row {
  const std::uint8_t* row;   ///< as many bytes as are filtered
  const std::uint8_t* above; ///< as many bytes; zeros for the first row
  std::size_t size;
  std::size_t pixel; ///< bytes of a pixel, 1 to 8: the distance to the left neighbour
};

/// Rows of bytes as PNG has them: 16-bit components with the high byte first.
struct png_rows {
  const std::uint8_t* data;  ///< the first row
  const std::uint8_t* above; ///< the row before it; null for a picture's first row
  std::size_t count;
  std::size_t bytes; ///< of a row; the rows are contiguous
  std::size_t pixel; ///< bytes of a pixel

  /// Row y with the one above it.
  /// \param zeros a row of zeros, for the first row
  [[nodiscard]] filter_row row(std::size_t y, const std::uint8_t* zeros) const noexcept {
    const std::uint8_t* const from = data + y * bytes;
    return {from, y > 0 ? from - bytes : above != nullptr ? above : zeros, bytes, pixel};
  }
};

[[nodiscard]] inline std::uint8_t paeth_of(int left, int up, int corner) noexcept {
  const int a = up > corner ? up - corner : corner - up;
  const int b = left > corner ? left - corner : corner - left;
  const int both = left + up - 2 * corner;
  const int c = both < 0 ? -both : both;
  return static_cast<std::uint8_t>(a <= b && a <= c ? left : b <= c ? up : corner);
}

/// Filters the first `count` bytes of the row, one at a time. Bytes left of the row count as zero.
inline void filter_bytes(row_filter filter, std::uint8_t* out, const filter_row& in,
                         std::size_t count) noexcept {
  for (std::size_t i = 0; i < count; ++i) {
    const int left = i >= in.pixel ? in.row[i - in.pixel] : 0;
    const int corner = i >= in.pixel ? in.above[i - in.pixel] : 0;
    const int up = in.above[i];
    int guess = 0;
    switch (filter) {
      case row_filter::none: break;
      case row_filter::sub: guess = left; break;
      case row_filter::up: guess = up; break;
      case row_filter::average: guess = (left + up) / 2; break;
      case row_filter::paeth: guess = paeth_of(left, up, corner); break;
    }
    out[i] = static_cast<std::uint8_t>(in.row[i] - guess);
  }
}

} // namespace arrayreel::ARRAYREEL_ABI::detail

#define ARRAYREEL_KERNEL_FILE "../png/filter_kernels.inc"
#include "../simd/for_each_set.inc"

namespace arrayreel::ARRAYREEL_ABI::detail {

/// Filters the bytes from `first`, which is a pixel at least, to the end of the row.
/// \returns false, with nothing done, if they are fewer than a vector has
[[nodiscard]] inline bool filter_blocks(row_filter filter, std::uint8_t* out, const filter_row& in,
                                        std::size_t first) noexcept {
  ARRAYREEL_RETURN_KERNEL(filter_blocks(filter, out, in, first));
}

/// Filters the row to `out`, which must not overlap it.
[[gnu::noinline]] inline void filter_row_to(std::uint8_t* out, row_filter filter,
                                            const filter_row& in) noexcept {
  if (filter == row_filter::none) {
    std::memcpy(out, in.row, in.size);
    return;
  }
  const std::size_t first = in.pixel < in.size ? in.pixel : in.size;
  filter_bytes(filter, out, in, filter_blocks(filter, out, in, first) ? first : in.size);
}

/// The sum of the absolute values of the bytes as signed numbers.
[[nodiscard]] inline std::uint64_t magnitudes_of(const std::uint8_t* p, std::size_t n) noexcept {
  ARRAYREEL_RETURN_KERNEL(magnitudes_of(p, n));
}

} // namespace arrayreel::ARRAYREEL_ABI::detail
