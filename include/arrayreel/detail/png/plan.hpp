// What a PNG file contains before its pixels and how it is compressed, after all checks.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "../../color.hpp"
#include "../../png_options.hpp"
#include "text_chunk.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

/// The format of a file's pixels: its IHDR, PLTE and tRNS.
struct png_form {
  std::size_t width = 0;
  std::size_t height = 0;
  std::size_t channels = 1;
  unsigned bit_depth = 8; // of gray and of indices also 1, 2, 4: the first pixel in the high bits
  std::vector<color> palette{};
  std::vector<std::uint16_t> transparent{}; // components of the transparent colour, if any

  /// Bytes of a pixel, as filters need them: 1 where a byte holds several pixels.
  [[nodiscard]] std::size_t pixel_bytes() const noexcept { return (channels * bit_depth + 7) / 8; }
  [[nodiscard]] std::size_t row_bytes() const noexcept {
    return bit_depth < 8 ? (width * bit_depth + 7) / 8 : width * pixel_bytes();
  }
};

/// All that the chunks before the pixels contain, and how the pixels are compressed.
struct png_plan {
  png_form form{};
  std::vector<png_text_chunk> texts{};
  std::uint32_t pixels_per_meter = 0; // 0: not stated
  png_encoder_maker maker = nullptr; // the compressor
  unsigned threads = 0; // 0: as many as speed it up
  int level = 4;        // zlib's; this and the strategy are for libpng
  int zlib_strategy = 0;
  png_filter filter = png_filter::automatic; // for libpng
};

#if !defined(ARRAYREEL_WITHOUT_LIBPNG)
/// A PNG that libpng compresses, as its options in the plan say.
[[nodiscard]] ARRAYREEL_API png_encoder* make_libpng_encoder(sink& out, const png_plan& plan);
#endif

/// The plan of a file of this form. `upscale` is not part of it: it changes the picture before.
/// \throws error (parameter) for a form or options outside their ranges.
[[nodiscard]] ARRAYREEL_API png_plan plan_of(const png_format& format, const png_options& options);

} // namespace arrayreel::ARRAYREEL_ABI::detail

#if !defined(ARRAYREEL_COMPILED)
#include "plan.ipp"
#endif
