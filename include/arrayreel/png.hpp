// Exact pictures: arrays and rasters to PNG, in memory, to files, and row by row.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "compose.hpp"
#include "detail/file_sink.hpp"
#include "detail/owner.hpp"
#include "detail/png_file.hpp"
#include "detail/sink.hpp"
#include "encoded.hpp"
#include "rerange.hpp"

namespace arrayreel::inline v0 {

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
  /// `fast` unless given
  std::optional<png_compression> compression{};
  /// zlib's level, 0 (stored) to 9; 4 where libpng writes and none is given
  std::optional<int> level{};
  png_filter filter = png_filter::automatic;
  png_strategy strategy = png_strategy::automatic;
  /// every pixel as a block of so many squared; 1 or more
  std::size_t upscale = 1;
  /// pixels per inch of print, above 0; not said unless given
  std::optional<double> dpi{};
  /// text chunks, in this order
  std::vector<png_text_entry> text{};
  /// how many threads compress a whole picture; 0: as many as bring something, one below a few MB;
  /// 1: none but the caller's; at most 256. The file is the same.
  unsigned threads = 0;
};

/// How an array is shown and written: the fields of `mapping_options`, then those of
/// `png_options`.
struct image_options {
  arrayreel::axes axes = arrayreel::axes::automatic;
  complex_part complex_as = complex_part::magnitude;
  std::optional<double> vmin{};
  std::optional<double> vmax{};
  bool vsym = false;
  std::optional<value_range> range{};
  std::optional<percentiles> percentile{};
  arrayreel::norm norm{};
  std::optional<double> gamma{};
  std::optional<arrayreel::colormap> colormap{};
  std::optional<color> bad{};
  std::optional<color> under{};
  std::optional<color> over{};
  /// 8 or 16 bits per component; 8 unless given
  std::optional<unsigned> bit_depth{};
  std::optional<png_compression> compression{};
  std::optional<int> level{};
  png_filter filter = png_filter::automatic;
  png_strategy strategy = png_strategy::automatic;
  std::size_t upscale = 1;
  std::optional<double> dpi{};
  std::vector<png_text_entry> text{};
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

template <class Options> [[nodiscard]] png_options png_part_of(const Options& o) {
  return {.compression = o.compression,
          .level = o.level,
          .filter = o.filter,
          .strategy = o.strategy,
          .upscale = o.upscale,
          .dpi = o.dpi,
          .text = o.text,
          .threads = o.threads};
}

inline void check_bit_depth(unsigned bits) {
  if (bits != 8 && bits != 16)
    throw error(error_kind::parameter, "a bit depth of " + to_text(bits) + "; expected 8 or 16");
}

template <class = void>
[[nodiscard]] inline png_plan plan_of(const png_format& format, const png_options& o) {
  if (format.width < 1 || format.height < 1 || format.width > longest_side ||
      format.height > longest_side)
    throw error(error_kind::parameter, "a PNG of " + to_text(format.width) + " x " +
                                           to_text(format.height) +
                                           " pixels; expected sides of 1 to 2147483647");
  if (format.channels < 1 || format.channels > 4)
    throw error(error_kind::parameter,
                "a PNG of " + to_text(format.channels) + " channels; expected 1 to 4");
  check_bit_depth(format.bit_depth);
  if (!format.palette.empty() &&
      (format.channels != 1 || format.bit_depth != 8 || format.palette.size() > 256))
    throw error(error_kind::parameter, "a palette of " + to_text(format.palette.size()) +
                                           " colours for " + to_text(format.channels) +
                                           " channels of " + to_text(format.bit_depth) +
                                           " bits; expected up to 256 for 1 channel of 8 bits");
  if (o.level && (*o.level < 0 || *o.level > 9))
    throw error(error_kind::parameter,
                "a compression level of " + to_text(*o.level) + "; expected 0 to 9");
  if (o.upscale == 0)
    throw error(error_kind::parameter, "an upscale factor of 0; expected 1 or more");
  if (o.filter > png_filter::adaptive)
    throw error(error_kind::parameter, "a filter numbered " +
                                           to_text(static_cast<unsigned>(o.filter)) +
                                           "; expected one of arrayreel::png_filter");
  if (o.strategy > png_strategy::rle)
    throw error(error_kind::parameter, "a strategy numbered " +
                                           to_text(static_cast<unsigned>(o.strategy)) +
                                           "; expected one of arrayreel::png_strategy");

  const bool for_libpng =
      o.level || o.filter != png_filter::automatic || o.strategy != png_strategy::automatic;
  if (o.compression && for_libpng)
    throw error(error_kind::parameter,
                "a compression beside a level, a filter or a strategy, which are "
                "libpng's; expected one of both");
  if (o.compression && *o.compression > png_compression::smallest)
    throw error(error_kind::parameter, "a compression numbered " +
                                           to_text(static_cast<unsigned>(*o.compression)) +
                                           "; expected one of arrayreel::png_compression");

  png_plan plan;
  static constexpr png_way ways[] = {png_way::fast, png_way::balanced, png_way::smallest};
  plan.way = for_libpng
                 ? png_way::libpng
                 : ways[static_cast<std::size_t>(o.compression.value_or(png_compression::fast))];
  plan.threads = o.threads;
  plan.width = format.width;
  plan.height = format.height;
  plan.channels = format.channels;
  plan.bit_depth = format.bit_depth;
  plan.palette = format.palette;
  for (const png_text_entry& entry : o.text)
    plan.texts.push_back(make_text_chunk(entry.keyword, entry.text));
  if (o.dpi) {
    const double per_meter = *o.dpi / 0.0254;
    if (!(per_meter >= 0.5 && per_meter < 2147483647))
      throw error(error_kind::parameter,
                  "a resolution of " + to_text(*o.dpi) + " dpi; expected 0.0127 to 54546084");
    plan.pixels_per_meter = static_cast<std::uint32_t>(detail::math::lround(per_meter));
  }
  plan.level = o.level.value_or(4);
  static constexpr int filters[] = {PNG_FILTER_SUB, PNG_FILTER_NONE,  PNG_FILTER_SUB, PNG_FILTER_UP,
                                    PNG_FILTER_AVG, PNG_FILTER_PAETH, PNG_ALL_FILTERS};
  static constexpr int strategies[] = {0, 0, 1, 2, 3};
  plan.filters = filters[static_cast<std::size_t>(o.filter)];
  plan.strategy = strategies[static_cast<std::size_t>(o.strategy)];
  return plan;
}

template <class P> [[nodiscard]] png_format format_of(const raster<P>& picture) {
  return {.width = picture.width(),
          .height = picture.height(),
          .channels = picture.channels(),
          .bit_depth = 8 * sizeof(P),
          .palette = picture.palette()};
}

// A file with an index beyond its palette is one that readers refuse.
template <class P> void check_indices(std::span<const P> row, const std::vector<color>& palette) {
  if (palette.empty() || palette.size() >= 256) return;
  for (const P index : row)
    if (index >= palette.size())
      throw error(error_kind::parameter, "a pixel of " + to_text(+index) + " in a palette of " +
                                             to_text(palette.size()) + " colours");
}

template <class P> void write_to(sink& out, const raster<P>& picture, const png_options& o) {
  if (o.upscale > 1) {
    png_options rest = o;
    rest.upscale = 1;
    return write_to(out, upscale(picture, o.upscale), rest);
  }
  png_file file(out, plan_of(format_of(picture), o));
  check_indices(picture.pixels(), picture.palette());
  file.all_rows(picture.pixels().data());
  file.end();
  out.commit();
}

template <class = void>
inline void describe(std::vector<png_text_entry>& text, const mapping_options& mapping) {
  std::vector<png_text_entry> facts;
  if (mapping.range) {
    facts.push_back({"vmin", to_text(mapping.range->lo)});
    facts.push_back({"vmax", to_text(mapping.range->hi)});
  }
  if (mapping.colormap) facts.push_back({"colormap", std::string(mapping.colormap->name())});
  for (png_text_entry& entry : text) facts.push_back(std::move(entry));
  text = std::move(facts);
}

/// Calls `function(raster, png_options)` with the array as the options show it.
template <viewable A, class Options, class Function>
void with_raster(const A& array, const Options& options, const Function& function) {
  const unsigned bit_depth = options.bit_depth.value_or(8);
  check_bit_depth(bit_depth);
  with_view(array, [&](const auto& v) {
    mapping_options mapping = mapping_of(options);
    png_options rest = png_part_of(options);
    if (options.describe) {
      using T = typename std::remove_cvref_t<decltype(v)>::value_type;
      const bool as_they_are =
          are_labels<T>(mapping) || (bit_depth == 8 ? passes_untouched<std::uint8_t, T>(mapping)
                                                    : passes_untouched<std::uint16_t, T>(mapping));
      if (!as_they_are) {
        mapping.range = range_for(as_picture(v, mapping.axes).without_alpha(), mapping);
        mapping.vmin.reset();
        mapping.vmax.reset();
        mapping.vsym = false;
        mapping.percentile.reset();
      }
      describe(rest.text, mapping);
    }
    if (bit_depth == 8)
      function(rerange_view<std::uint8_t>(v, mapping), rest);
    else
      function(rerange_view<std::uint16_t>(v, mapping), rest);
  });
}

template <class A> inline constexpr bool is_raster = false;
template <class P> inline constexpr bool is_raster<raster<P>> = true;

// A function that takes bytes and says whether it could.
template <class F>
concept byte_function = requires(F& f, std::span<const std::uint8_t> bytes) {
  { f(bytes) } -> std::convertible_to<bool>;
};

template <class A>
concept plain_array = viewable<A> && !is_raster<A>;

template <class P> [[nodiscard]] encoded encode(const raster<P>& picture, const png_options& o) {
  memory_sink out;
  write_to(out, picture, o);
  return {.bytes = out.take(),
          .mime = "image/png",
          .width = picture.width() * o.upscale,
          .height = picture.height() * o.upscale};
}

} // namespace detail

/// The raster as a PNG file in memory. The same raster and options give the same bytes.
/// \throws error (parameter) for options outside their ranges, (encoder) where libpng fails.
template <pixel_component P>
[[nodiscard]] encoded encode_png(const raster<P>& picture, const png_options& options = {}) {
  return detail::encode(picture, options);
}

/// The array, mapped as by `rerange`, as a PNG file in memory.
/// \throws error as above, and as `rerange` does.
template <detail::plain_array A>
[[nodiscard]] encoded encode_png(const A& array, const image_options& options = {}) {
  encoded result;
  detail::with_raster(array, options, [&](const auto& picture, const png_options& o) {
    result = detail::encode(picture, o);
  });
  return result;
}

/// The raster as a PNG file. It appears under its name only when it is whole, and replaces what
/// was there; devices and pipes are written to directly.
/// \throws error (io) with the path where the file cannot be written, and as `encode_png` does.
template <pixel_component P>
void write_png(const std::string& path, const raster<P>& picture, const png_options& options = {}) {
  detail::file_sink out(path);
  detail::write_to(out, picture, options);
}

/// The array, mapped as by `rerange`, as a PNG file.
///
/// ```cpp
/// arrayreel::write_png("u.png", field, {.colormap = arrayreel::colormaps::viridis});
/// ```
/// \throws error as above, and as `rerange` does.
template <detail::plain_array A>
void write_png(const std::string& path, const A& array, const image_options& options = {}) {
  detail::with_raster(array, options, [&](const auto& picture, const png_options& o) {
    detail::file_sink out(path);
    detail::write_to(out, picture, o);
  });
}

/// The raster or array as PNG to a function `bool(std::span<const std::uint8_t>)`, called with
/// the bytes in order.
/// \throws error (io) once the function returns false; what it throws itself comes through.
template <detail::byte_function F, pixel_component P>
void write_png(F&& function, const raster<P>& picture, const png_options& options = {}) {
  detail::function_sink out(function);
  detail::write_to(out, picture, options);
}
template <detail::byte_function F, detail::plain_array A>
void write_png(F&& function, const A& array, const image_options& options = {}) {
  detail::function_sink out(function);
  detail::with_raster(array, options, [&](const auto& picture, const png_options& o) {
    detail::write_to(out, picture, o);
  });
}

/// A medium as a file, whole or not at all.
/// \throws error (io) with the path where it cannot be written.
template <class = void> inline void write_file(const std::string& path, const encoded& medium) {
  detail::file_sink out(path);
  out.write({medium.bytes.data(), medium.bytes.size()});
  out.commit();
}

/// A PNG file written row by row, which needs memory for a few rows whatever the height.
///
/// The file appears under its name with `finish()`; a writer that goes away before that leaves
/// nothing.
class png_writer {
public:
  /// \throws error (parameter) for a format or options outside their ranges (an `upscale` above
  /// 1 among them), (io) where the file cannot be made.
  template <class = void>
  png_writer(const std::string& path, const png_format& format, const png_options& options = {})
      : state_(new state<>(path, format, options)) {}

  /// The next row from the top: `width * channels` components of 8 bits.
  /// \throws error (parameter) for another length or depth, an index beyond the palette, a row
  /// beyond the height or after `finish()`; (io) where it cannot be written, which ends the
  /// writer: no file appears.
  template <class = void> void push_row(std::span<const std::uint8_t> components) {
    push(components);
  }
  /// The next row: `width * channels` components of 16 bits, in the machine's byte order.
  template <class = void> void push_row(std::span<const std::uint16_t> components) {
    push(components);
  }

  /// The number of rows so far.
  [[nodiscard]] std::size_t rows() const noexcept { return rows_; }

  /// Completes the file and gives it its name.
  /// \throws error (parameter) where rows are missing or it is finished already, (io) where the
  /// file cannot be written.
  template <class = void> void finish() {
    state<>& s = open_state();
    if (rows_ != s.format.height)
      throw error(error_kind::parameter, "a PNG finished after " + detail::to_text(rows_) +
                                             " rows; expected " + detail::to_text(s.format.height));
    guarded([&] {
      s.file.end();
      s.out.commit();
    });
    state_.reset();
  }

private:
  // A template, so that it is compiled where one is made alone.
  template <class = void> struct state {
    state(const std::string& path, const png_format& f, const png_options& o)
        : format(f), plan(checked(f, o)), out(path), file(out, plan) {}

    static detail::png_plan checked(const png_format& f, const png_options& o) {
      if (o.upscale != 1)
        throw error(error_kind::parameter, "an upscale factor of " + detail::to_text(o.upscale) +
                                               " for a PNG in rows; expected 1");
      return detail::plan_of(f, o);
    }

    png_format format;
    detail::png_plan plan;
    detail::file_sink out;
    detail::png_file<> file;
  };

  // A step whose failure leaves a file that cannot be completed, by trying again least of all.
  template <class Function> void guarded(const Function& function) {
    try {
      function();
    } catch (...) {
      failed_ = true;
      state_.reset();
      throw;
    }
  }

  [[nodiscard]] state<>& open_state() {
    if (!state_)
      throw error(error_kind::parameter, std::string(failed_ ? "a PNG whose writing failed"
                                                             : "a PNG that is finished already") +
                                             "; expected no more calls");
    return *state_;
  }

  template <class P> void push(std::span<const P> components) {
    state<>& s = open_state();
    const std::size_t expected = s.format.width * s.format.channels;
    if (components.size() != expected || 8 * sizeof(P) != s.format.bit_depth)
      throw error(error_kind::parameter, "a row of " + detail::to_text(components.size()) +
                                             " components of " + detail::to_text(8 * sizeof(P)) +
                                             " bits; expected " + detail::to_text(expected) +
                                             " of " + detail::to_text(s.format.bit_depth));
    if (rows_ == s.format.height)
      throw error(error_kind::parameter, "row " + detail::to_text(rows_) + " of a PNG of " +
                                             detail::to_text(s.format.height) +
                                             " rows; expected finish()");
    detail::check_indices(components, s.format.palette);
    guarded([&] { s.file.row(components.data()); });
    ++rows_;
  }

  detail::owner<state<>> state_; // none once the file is finished or beyond repair
  std::size_t rows_ = 0;
  bool failed_ = false;
};

/// A PNG file whose rows come from a function, one at a time from the top:
/// `fill(y, std::span<std::uint8_t> row)`, or `std::span<std::uint16_t>` for 16 bits, writes the
/// `width * channels` components of row y. What it throws comes through, and no file is left.
///
/// ```cpp
/// arrayreel::write_png_rows("big.png", {.width = 100'000, .height = 20'000},
///                           [&](std::size_t y, std::span<std::uint8_t> row) { read_row(y, row);
///                           });
/// ```
/// \throws error as `png_writer` does.
template <class Fill>
  requires std::invocable<Fill&, std::size_t, std::span<std::uint8_t>> ||
           std::invocable<Fill&, std::size_t, std::span<std::uint16_t>>
void write_png_rows(const std::string& path, const png_format& format, Fill&& fill,
                    const png_options& options = {}) {
  png_writer writer(path, format, options);
  const auto push_all = [&]<class P>(P) {
    std::vector<P> row(format.width * format.channels);
    for (std::size_t y = 0; y < format.height; ++y) {
      fill(y, std::span<P>(row));
      writer.push_row(std::span<const P>(row));
    }
  };
  if constexpr (!std::invocable<Fill&, std::size_t, std::span<std::uint16_t>>)
    push_all(std::uint8_t{});
  else if constexpr (!std::invocable<Fill&, std::size_t, std::span<std::uint8_t>>)
    push_all(std::uint16_t{});
  else if (format.bit_depth == 8)
    push_all(std::uint8_t{});
  else
    push_all(std::uint16_t{});
  writer.finish();
}

} // namespace arrayreel::inline v0
