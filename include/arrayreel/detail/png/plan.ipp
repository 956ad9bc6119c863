// The checks of a PNG's form and options.
#pragma once

#include "plan.hpp"

#include <cmath>

#include "../base/checked_math.hpp"
#include "../base/message.hpp"
#include "../raster/arrange.hpp" // check of factors

namespace arrayreel::ARRAYREEL_ABI::detail {

inline void check_form(const png_format& f) {
  if (f.width < 1 || f.height < 1 || f.width > longest_side || f.height > longest_side)
    refuse(error_kind::parameter, {"a PNG of ", f.width, " x ", f.height,
                                   " pixels; expected sides of 1 to 2147483647"});
  if (f.channels < 1 || f.channels > 4)
    refuse(error_kind::parameter, {"a PNG of ", f.channels, " channels; expected 1 to 4"});
  check_bit_depth(f.bit_depth);
  std::size_t row_bytes = 0;
  if (!checked_mul(f.width, f.channels * f.bit_depth / 8, row_bytes) || row_bytes > max_bytes / 4)
    refuse(error_kind::limit,
           {"a PNG of ", f.width, " x ", f.height, " pixels with ", f.channels, " channels of ",
            f.bit_depth, " bits: its rows are larger than any memory"});
  if (!f.palette.empty() && (f.channels != 1 || f.bit_depth != 8 || f.palette.size() > 256))
    refuse(error_kind::parameter,
           {"a palette of ", f.palette.size(), " colours for ", f.channels, " channels of ",
            f.bit_depth, " bits; expected up to 256 for 1 channel of 8 bits"});
}

// An enumeration may hold any number that a caller has cast to it.
inline void check_choice(const char* what, unsigned value, unsigned most, const char* type) {
  if (value > most)
    refuse(error_kind::parameter,
           {"a ", what, " numbered ", value, "; expected one of arrayreel::", type});
}

[[nodiscard]] inline bool asks_for_libpng(const png_options& o) noexcept {
  return o.level || o.filter != png_filter::automatic || o.strategy != png_strategy::automatic;
}

inline void check_options(const png_options& o) {
  if (o.level && (*o.level < 0 || *o.level > 9))
    refuse(error_kind::parameter, {"a compression level of ", *o.level, "; expected 0 to 9"});
  check(o.upscale);
  check_choice("filter", static_cast<unsigned>(o.filter),
               static_cast<unsigned>(png_filter::adaptive), "png_filter");
  check_choice("strategy", static_cast<unsigned>(o.strategy),
               static_cast<unsigned>(png_strategy::rle), "png_strategy");
  if (o.compression && asks_for_libpng(o))
    refuse(error_kind::parameter, {"a compression beside a level, a filter or a strategy, which "
                                   "are libpng's; expected one of both"});
#if defined(ARRAYREEL_WITHOUT_LIBPNG)
  if (asks_for_libpng(o))
    refuse(error_kind::parameter, {"a level, a filter or a strategy, which are libpng's; this "
                                   "arrayreel is without libpng; expected a compression"});
#endif
}

ARRAYREEL_INLINE png_plan plan_of(const png_format& format, const png_options& o) {
  check_form(format);
  check_options(o);
  png_plan plan;
  plan.maker = o.compression.value_or(png_compression::fast).maker();
#if !defined(ARRAYREEL_WITHOUT_LIBPNG)
  if (asks_for_libpng(o)) plan.maker = &make_libpng_encoder;
#endif
  plan.threads = o.threads;
  plan.form.width = format.width;
  plan.form.height = format.height;
  plan.form.channels = format.channels;
  plan.form.bit_depth = format.bit_depth;
  plan.form.palette = format.palette;
  plan.texts.reserve(o.text.size());
  for (const png_text_entry& entry : o.text)
    plan.texts.push_back(make_text_chunk(entry.keyword, entry.text));
  if (o.dpi) {
    const double per_meter = *o.dpi / 0.0254;
    if (!(per_meter >= 0.5 && per_meter < 2147483647))
      refuse(error_kind::parameter,
             {"a resolution of ", *o.dpi, " dpi; expected 0.0127 to 54546084"});
    plan.pixels_per_meter = static_cast<std::uint32_t>(std::lround(per_meter));
  }
  if (o.level) plan.level = *o.level;
  // zlib's numbers, from Z_DEFAULT_STRATEGY to Z_RLE.
  if (o.strategy != png_strategy::automatic) plan.zlib_strategy = static_cast<int>(o.strategy) - 1;
  plan.filter = o.filter;
  return plan;
}

} // namespace arrayreel::ARRAYREEL_ABI::detail
