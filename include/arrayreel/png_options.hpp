// How an array is shown and written as PNG.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "color.hpp"
#include "colormap.hpp"
#include "layout.hpp"
#include "mapping.hpp"
#include "norm.hpp"
#include "range.hpp"

namespace arrayreel::ARRAYREEL_ABI {

/// What a PNG's pixels are compressed for. The picture is the same. Files of `balanced` and
/// `smallest` depend on whether there is libdeflate, and on its version or zlib's.
enum class png_compression : unsigned char {
  /// speed: a hundred times that of libpng's defaults on fields, at about their size (tests/bench)
  fast,
  /// size, where it does not take long: about that of libpng's defaults or less, a sixth where much
  /// repeats, in a third of their time to a twentieth. Needs memory for strips of 1.5 MB.
  balanced,
  /// size alone, for what is published: of every filter by every way of compressing, with fewer
  /// bits, fewer channels or a palette where the colours stay the same when a reader expands them
  /// (so the file may be of another kind than the raster), the smallest file; never larger than
  /// those of the others. Takes a second or two a megabyte, and memory for the picture several
  /// times over. Row by row (`png_writer`) it is the best of each 4 MB, of the kind that is given,
  /// in about 40 MB of memory.
  smallest
};

/// The prediction of each byte from its neighbours, whose error is what gets compressed (PNG
/// specification, section 9).
enum class png_filter : unsigned char {
  automatic, ///< `sub`, which measures best on fields
  none,
  sub,     ///< from the left
  up,      ///< from above
  average, ///< from their mean
  paeth,   ///< from the nearest of left, above and above left
  adaptive ///< per row the one with the smallest sum of magnitudes
};

/// How zlib looks for repetitions.
enum class png_strategy : unsigned char { automatic, standard, filtered, huffman, rle };

/// One text chunk: tEXt where Latin-1 can hold it, iTXt otherwise.
struct png_text_entry {
  std::string keyword{}; ///< 1 to 79 printable Latin-1 characters, as UTF-8
  std::string text{};    ///< UTF-8
};

/// How a raster is written as PNG. With `level`, `filter` or `strategy` it is libpng that writes
/// it; they are not to be given beside `compression`.
struct png_options {
#include "detail/options/png_fields.inc"
  /// how many threads compress a whole picture; 0: as many as bring something, one below a few MB;
  /// 1: none but the caller's; at most 256. The file is the same.
  unsigned threads = 0;
};

/// How an array is shown and written: the fields of `mapping_options`, then those of
/// `png_options`.
struct image_options {
#include "detail/options/mapping_fields.inc"
  /// 8 or 16 bits per component; 8 unless given
  std::optional<unsigned> bit_depth{};
#include "detail/options/png_fields.inc"
  /// vmin, vmax and the colormap's name as text chunks, before those of `text`
  bool describe = false;
  /// how many threads map and compress, as in `mapping_options` and `png_options`
  unsigned threads = 0;
};

/// The shape of a PNG that is written row by row.
struct png_format {
  std::size_t width = 0;    ///< pixels, 1 to 2³¹ − 1
  std::size_t height = 0;   ///< pixels, 1 to 2³¹ − 1
  std::size_t channels = 1; ///< 1 gray or palette, 2 gray + alpha, 3 RGB, 4 RGBA
  unsigned bit_depth = 8;   ///< 8 or 16
  /// 1 to 256 colours that the pixels (1 channel, 8 bit) are indices into; none: they are gray
  std::vector<color> palette{};
};

namespace detail {

/// The PNG part of any options that offer it.
template <class Options> [[nodiscard]] png_options png_part_of(const Options& o) {
  return {
#define ARRAYREEL_FIELD(type, name, ...) .name = o.name,
#include "detail/options/png_fields.inc"
      .threads = o.threads};
}

/// \throws error (parameter) for other depths than 8 and 16.
ARRAYREEL_API void check_bit_depth(unsigned bits);

} // namespace detail

} // namespace arrayreel::ARRAYREEL_ABI

#if !defined(ARRAYREEL_COMPILED)
#include "png_options.ipp"
#endif
