// PNG's filters: each byte of a row as the error of its prediction from its neighbours.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>

#include "../simd/sets.hpp"

namespace arrayreel::inline ARRAYREEL_ABI::detail {

/// The number that a row begins with (PNG specification, section 9).
enum class row_filter : std::uint8_t { none, sub, up, average, paeth };
inline constexpr std::size_t row_filters = 5;

/// What a row is predicted from.
struct filter_row {
  const std::uint8_t* row;   ///< as many bytes as are filtered
  const std::uint8_t* above; ///< as many; zeros for the first row
  std::size_t size;
  std::size_t pixel; ///< bytes of a pixel, 1 to 8: how far left the neighbours are
};

/// Rows of bytes as PNG has them: 16-bit components with the high byte first.
struct png_rows {
  const std::uint8_t* data;  ///< the first row
  const std::uint8_t* above; ///< the one before it; none before the first of a picture
  std::size_t count;
  std::size_t bytes; ///< of a row, which follow each other
  std::size_t pixel; ///< bytes of a pixel

  /// Row y with the one above it.
  /// \param zeros as many as bytes of a row, where there is none before the first
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

/// Bytes first to last of the row, one at a time; what is left of the row counts as zero.
inline void filter_bytes(row_filter filter, std::uint8_t* out, const filter_row& in,
                         std::size_t first, std::size_t last) noexcept {
  for (std::size_t i = first; i < last; ++i) {
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

// 16 bytes at a time, in what vectors the processor has.
typedef std::uint8_t byte_block __attribute__((vector_size(16)));

[[nodiscard]] ARRAYREEL_ALWAYS_INLINE byte_block block_at(const std::uint8_t* p) noexcept {
  byte_block x;
  std::memcpy(&x, p, sizeof x);
  return x;
}
[[nodiscard]] ARRAYREEL_ALWAYS_INLINE byte_block smaller(byte_block a, byte_block b) noexcept {
  return a < b ? a : b;
}
[[nodiscard]] ARRAYREEL_ALWAYS_INLINE byte_block larger(byte_block a, byte_block b) noexcept {
  return a > b ? a : b;
}

// The distances to left and up are those of the other one from the corner. Where the corner is
// between both, the third is their difference; elsewhere it is larger than both.
[[nodiscard]] ARRAYREEL_ALWAYS_INLINE byte_block paeth_of(byte_block left, byte_block up,
                                                   byte_block corner) noexcept {
  const byte_block low = smaller(left, up);
  const byte_block high = larger(left, up);
  const byte_block a = larger(up, corner) - smaller(up, corner);
  const byte_block b = larger(left, corner) - smaller(left, corner);
  const byte_block c = larger(a, b) - smaller(a, b);
  const auto between = (low < corner) & (corner < high);
  return (between & (c < smaller(a, b))) ? corner : (a <= b ? left : up);
}

template <row_filter Filter>
ARRAYREEL_ALWAYS_INLINE void filter_blocks(std::uint8_t* out, const filter_row& in, std::size_t first,
                                    std::size_t& done) noexcept {
  // The last block may repeat some of the one before.
  for (std::size_t i = first; i < in.size && in.size - first >= 16; i += 16) {
    if (i > in.size - 16) i = in.size - 16;
    const byte_block x = block_at(in.row + i);
    byte_block guess = {};
    if constexpr (Filter == row_filter::sub) {
      guess = block_at(in.row + i - in.pixel);
    } else if constexpr (Filter == row_filter::up) {
      guess = block_at(in.above + i);
    } else if constexpr (Filter == row_filter::average) {
      const byte_block left = block_at(in.row + i - in.pixel);
      const byte_block up = block_at(in.above + i);
      guess = (left & up) + (((left ^ up) >> 1) & 0x7f);
    } else if constexpr (Filter == row_filter::paeth) {
      guess = paeth_of(block_at(in.row + i - in.pixel), block_at(in.above + i),
                       block_at(in.above + i - in.pixel));
    }
    const byte_block error = x - guess;
    std::memcpy(out + i, &error, sizeof error);
    done = in.size;
  }
}

#if ARRAYREEL_SSE2
namespace avx2 {

// 32 bytes at a time: the same once more, as a function's vectors are those of its attributes.
typedef std::uint8_t byte_block __attribute__((vector_size(32)));

[[nodiscard]] ARRAYREEL_AVX2_INLINE byte_block block_at(const std::uint8_t* p) noexcept {
  byte_block x;
  std::memcpy(&x, p, sizeof x);
  return x;
}
[[nodiscard]] ARRAYREEL_AVX2_INLINE byte_block smaller(byte_block a, byte_block b) noexcept {
  return a < b ? a : b;
}
[[nodiscard]] ARRAYREEL_AVX2_INLINE byte_block larger(byte_block a, byte_block b) noexcept {
  return a > b ? a : b;
}
[[nodiscard]] ARRAYREEL_AVX2_INLINE byte_block paeth_of(byte_block left, byte_block up,
                                                        byte_block corner) noexcept {
  const byte_block low = smaller(left, up);
  const byte_block high = larger(left, up);
  const byte_block a = larger(up, corner) - smaller(up, corner);
  const byte_block b = larger(left, corner) - smaller(left, corner);
  const byte_block c = larger(a, b) - smaller(a, b);
  const auto between = (low < corner) & (corner < high);
  return (between & (c < smaller(a, b))) ? corner : (a <= b ? left : up);
}

template <row_filter Filter>
ARRAYREEL_AVX2 inline void filter_blocks(std::uint8_t* out, const filter_row& in, std::size_t first,
                                         std::size_t& done) noexcept {
  // The last block may repeat some of the one before.
  for (std::size_t i = first; i < in.size && in.size - first >= 32; i += 32) {
    if (i > in.size - 32) i = in.size - 32;
    const byte_block x = block_at(in.row + i);
    byte_block guess = {};
    if constexpr (Filter == row_filter::sub) {
      guess = block_at(in.row + i - in.pixel);
    } else if constexpr (Filter == row_filter::up) {
      guess = block_at(in.above + i);
    } else if constexpr (Filter == row_filter::average) {
      const byte_block left = block_at(in.row + i - in.pixel);
      const byte_block up = block_at(in.above + i);
      guess = (left & up) + (((left ^ up) >> 1) & 0x7f);
    } else if constexpr (Filter == row_filter::paeth) {
      guess = paeth_of(block_at(in.row + i - in.pixel), block_at(in.above + i),
                       block_at(in.above + i - in.pixel));
    }
    const byte_block error = x - guess;
    std::memcpy(out + i, &error, sizeof error);
    done = in.size;
  }
}

} // namespace avx2
#endif

template <row_filter Filter> void filter_with(std::uint8_t* out, const filter_row& in) noexcept {
  const std::size_t first = in.pixel < in.size ? in.pixel : in.size;
  std::size_t done = first;
  filter_bytes(Filter, out, in, 0, first);
#if ARRAYREEL_SSE2
  if (simd_in_use() >= simd_level::avx2)
    avx2::filter_blocks<Filter>(out, in, first, done);
  else
#endif
    filter_blocks<Filter>(out, in, first, done);
  filter_bytes(Filter, out, in, done, in.size);
}

/// The row filtered, `in.size` bytes, which must not overlap it.
inline void filter_row_to(std::uint8_t* out, row_filter filter, const filter_row& in) noexcept {
  switch (filter) {
    case row_filter::none: std::memcpy(out, in.row, in.size); break;
    case row_filter::sub: filter_with<row_filter::sub>(out, in); break;
    case row_filter::up: filter_with<row_filter::up>(out, in); break;
    case row_filter::average: filter_with<row_filter::average>(out, in); break;
    case row_filter::paeth: filter_with<row_filter::paeth>(out, in); break;
  }
}

} // namespace arrayreel::inline ARRAYREEL_ABI::detail
