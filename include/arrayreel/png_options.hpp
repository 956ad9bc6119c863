// How an array is shown and written as PNG.
#pragma once

#include "detail/base/config.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "color.hpp"
#include "colorbar_choice.hpp"
#include "colormap.hpp"
#include "layout.hpp"
#include "mapping.hpp"
#include "norm.hpp"
#include "range.hpp"

namespace arrayreel::ARRAYREEL_ABI {

namespace detail {

class png_encoder;
class sink;
struct png_plan;

/// Starts a PNG file, for as long as the sink and the plan live.
using png_encoder_maker = png_encoder* (*)(sink& out, const png_plan& plan);
[[nodiscard]] ARRAYREEL_API png_encoder* make_fast_encoder(sink& out, const png_plan& plan);
[[nodiscard]] ARRAYREEL_API png_encoder* make_balanced_encoder(sink& out, const png_plan& plan);
[[nodiscard]] ARRAYREEL_API png_encoder* make_smallest_encoder(sink& out, const png_plan& plan);

} // namespace detail

/// What the compression of a PNG aims at: `fast`, `balanced` or `smallest`. The pixels are the same.
/// Files of `balanced` and `smallest` depend on whether the program has libdeflate, and on its
/// version or zlib's. (Not an enumeration: a header-only program compiles only the compressors that
/// it names, in files that include `png.hpp`.)
class png_compression {
public:
  /// Speed: 24 to 330 times that of libpng's defaults on the fields of tests/bench (8 times for 96²
  /// pixels), at about their size.
  static const png_compression fast;
  /// Size in little time: about the size of libpng's defaults or less, a sixth where much repeats,
  /// in a third to a twentieth of their time. Needs memory for strips of 1.5 MB.
  static const png_compression balanced;
  /// Size alone, for pictures that are published. Tries every filter with every way of compressing,
  /// and fewer bits, fewer channels or a palette if the colours stay the same when a reader expands
  /// them (so the file may be of another kind than the raster). The file is never larger than those
  /// of the others. It takes a second or two per megabyte, and memory for the picture several times
  /// over. Row by row (`png_writer`) each 4 MB are compressed best, without changing the kind, in
  /// about 40 MB of memory.
  static const png_compression smallest;

  [[nodiscard]] detail::png_encoder_maker maker() const noexcept { return maker_; }
  [[nodiscard]] friend bool operator==(const png_compression& a,
                                       const png_compression& b) noexcept = default;

private:
  constexpr explicit png_compression(detail::png_encoder_maker function) noexcept
      : maker_(function) {}

  detail::png_encoder_maker maker_;
};
inline constexpr png_compression png_compression::fast{&detail::make_fast_encoder};
inline constexpr png_compression png_compression::balanced{&detail::make_balanced_encoder};
inline constexpr png_compression png_compression::smallest{&detail::make_smallest_encoder};

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
/// it (an error where arrayreel was built without libpng); they are not to be given beside
/// `compression`.
struct png_options {
#include "detail/options/png_fields.inc"
  /// threads that compress a whole picture, at most 256. 0: as many as make it faster, one below a
  /// few MB; 1: the caller's alone. The file is the same.
  unsigned threads = 0;
};

/// How an array is shown and written: the fields of `mapping_options`, then those of
/// `png_options`.
struct image_options {
#include "detail/options/mapping_fields.inc"
#include "detail/options/colorbar_fields.inc"
  /// 8 or 16 bits per component; 8 unless given
  std::optional<unsigned> bit_depth{};
#include "detail/options/png_fields.inc"
  /// vmin, vmax, a norm and the colormap's name as text chunks, before those of `text`, which
  /// `read_description` reads
  bool describe = false;
  /// threads that map and compress, as in `mapping_options` and `png_options`
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
