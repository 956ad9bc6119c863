// What a PNG file says and how it is compressed, checked.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "../../color.hpp"
#include "../../png_options.hpp"
#include "text_chunk.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

/// Who compresses the pixels: a compressor of our own, named after its purpose, or libpng.
enum class png_back_end : unsigned char { fast, balanced, smallest, libpng };

/// What kind of pixels a file has: its IHDR, PLTE and tRNS.
struct png_form {
  std::size_t width = 0;
  std::size_t height = 0;
  std::size_t channels = 1;
  unsigned bit_depth = 8; // of gray and of indices also 1, 2, 4: the first pixel in the high bits
  std::vector<color> palette{};
  std::vector<std::uint16_t> transparent{}; // the components of the one colour that is, if any

  /// Bytes from one pixel to the next, for filters: 1 where there are several in one.
  [[nodiscard]] std::size_t pixel_bytes() const noexcept { return (channels * bit_depth + 7) / 8; }
  [[nodiscard]] std::size_t row_bytes() const noexcept {
    return bit_depth < 8 ? (width * bit_depth + 7) / 8 : width * pixel_bytes();
  }
};

/// Everything that a PNG's chunks before the pixels say, and how the pixels are compressed.
struct png_plan {
  png_form form{};
  std::vector<png_text_chunk> texts{};
  std::uint32_t pixels_per_meter = 0; // 0: not said
  png_back_end back_end = png_back_end::fast;
  unsigned threads = 0; // 0: as many as bring something
  int level = 4;        // zlib's, for libpng, as is the strategy
  int zlib_strategy = 0;
  png_filter filter = png_filter::automatic; // for libpng
};

/// The plan of a file of this form, except for `upscale`, which changes the picture before.
/// \throws error (parameter) for a form or options outside their ranges.
[[nodiscard]] ARRAYREEL_API png_plan plan_of(const png_format& format, const png_options& options);

} // namespace arrayreel::ARRAYREEL_ABI::detail

#if !defined(ARRAYREEL_COMPILED)
#include "plan.ipp"
#endif
