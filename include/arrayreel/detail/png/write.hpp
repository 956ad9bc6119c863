// PNG files from rasters and from rows. In programs that are compiled separately they are declared
// here, and what compresses them is in one file alone.
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include "../../png_options.hpp"
#include "../../raster.hpp"
#include "../io/sink.hpp"
#include <vector>

#include "../../color.hpp"
#include "../../compose.hpp"
#include "../../error.hpp"
#include "../io/file_sink.hpp"
#include "libpng.hpp"
#include "../base/message.hpp"
#include "file.hpp"
#include "plan.hpp"
#include "text.hpp"

namespace arrayreel::inline ARRAYREEL_ABI::detail {

/// The raster as a PNG file.
template <class P> void write_to(sink& out, const raster<P>& picture, const png_options& o);

/// A PNG file in rows.
class row_file;
[[nodiscard]] inline row_file* open_row_file(const std::string& path, const png_format& format,
                                        const png_options& options);
/// Without `end_row_file` there is no file.
inline void close_row_file(row_file* rows) noexcept;
/// \param y how many rows there were before
template <class P>
inline void check_row(const row_file& rows, std::span<const P> components, std::size_t y);
inline void write_row(row_file& rows, const void* components);
inline void check_end(const row_file& rows, std::size_t count);
inline void end_row_file(row_file& rows);

template <class T> struct closes_row_file {
  void operator()(T* rows) const noexcept { close_row_file(rows); }
};

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
    plan.pixels_per_meter = static_cast<std::uint32_t>(std::lround(per_meter));
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

class row_file {
public:
  row_file(const std::string& path, const png_format& f, const png_options& o)
      : format_(f), plan_(checked(f, o)), out_(path), file_(out_, plan_) {}

  [[nodiscard]] const png_format& format() const noexcept { return format_; }
  void row(const void* components) { file_.row(components); }
  void end() {
    file_.end();
    out_.commit();
  }

private:
  static png_plan checked(const png_format& f, const png_options& o) {
    if (o.upscale != 1)
      throw error(error_kind::parameter,
                  "an upscale factor of " + to_text(o.upscale) + " for a PNG in rows; expected 1");
    return plan_of(f, o);
  }

  png_format format_;
  png_plan plan_;
  file_sink out_;
  png_file file_;
};

inline row_file* open_row_file(const std::string& path, const png_format& format,
                          const png_options& options) {
  return new row_file(path, format, options);
}

inline void close_row_file(row_file* rows) noexcept { delete rows; }

template <class P>
inline void check_row(const row_file& rows, std::span<const P> components, std::size_t y) {
  const png_format& f = rows.format();
  const std::size_t expected = f.width * f.channels;
  if (components.size() != expected || 8 * sizeof(P) != f.bit_depth)
    throw error(error_kind::parameter, "a row of " + to_text(components.size()) +
                                           " components of " + to_text(8 * sizeof(P)) +
                                           " bits; expected " + to_text(expected) + " of " +
                                           to_text(f.bit_depth));
  if (y == f.height)
    throw error(error_kind::parameter, "row " + to_text(y) + " of a PNG of " + to_text(f.height) +
                                           " rows; expected finish()");
  check_indices(components, f.palette);
}

inline void write_row(row_file& rows, const void* components) { rows.row(components); }

inline void check_end(const row_file& rows, std::size_t count) {
  if (count != rows.format().height)
    throw error(error_kind::parameter, "a PNG finished after " + to_text(count) +
                                           " rows; expected " + to_text(rows.format().height));
}

inline void end_row_file(row_file& rows) { rows.end(); }

} // namespace arrayreel::inline ARRAYREEL_ABI::detail
