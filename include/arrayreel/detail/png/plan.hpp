// What a PNG file says and how it is compressed, checked.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "../../color.hpp"
#include "text.hpp"

namespace arrayreel::inline ARRAYREEL_ABI::detail {

/// Who compresses the pixels, and for what.
enum class png_way : unsigned char { fast, balanced, smallest, libpng };

/// Everything that a PNG's chunks before the pixels say, and how the pixels are compressed.
struct png_plan {
  std::size_t width = 0;
  std::size_t height = 0;
  std::size_t channels = 1;
  unsigned bit_depth = 8; // of gray and of indices also 1, 2, 4: the first pixel in the high bits
  std::vector<color> palette{};
  std::vector<std::uint16_t> transparent{}; // the components of the one colour that is, if any
  std::vector<png_text_chunk> texts{};
  std::uint32_t pixels_per_meter = 0; // 0: not said
  png_way way = png_way::fast;
  unsigned threads = 0; // 0: as many as bring something
  int level = 6;        // zlib's, for libpng, as are the next two
  int strategy = 0;     // zlib's number
  int filters = 0;      // PNG_FILTER_* bits

  /// Bytes from one pixel to the next, for filters: 1 where there are several in one.
  [[nodiscard]] std::size_t pixel_bytes() const noexcept { return (channels * bit_depth + 7) / 8; }
  [[nodiscard]] std::size_t row_bytes() const noexcept {
    return bit_depth < 8 ? (width * bit_depth + 7) / 8 : width * pixel_bytes();
  }
};

} // namespace arrayreel::inline ARRAYREEL_ABI::detail
