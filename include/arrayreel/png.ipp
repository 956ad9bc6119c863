// PNG files of pictures and of rows, on top of the encoder.
#pragma once

#include "png.hpp"

#include <memory>
#include <utility>
#include <vector>

#include "compose.hpp"
#include "detail/array/picture_view.hpp"
#include "detail/base/message.hpp"
#include "detail/io/file_sink.hpp"
#include "detail/png/encoder.hpp"
#include "detail/png/plan.hpp"
#include "detail/raster/arrange.hpp" // the text of factors
#include "detail/values/description.hpp"
#include "detail/values/element_functions.hpp"
#include "detail/values/map_picture.hpp"
#include "detail/values/range_of_options.hpp"

namespace arrayreel::ARRAYREEL_ABI {

namespace detail {

/// Puts what there is to say of the mapping before the text chunks that there are.
[[gnu::cold]] inline void describe(std::vector<png_text_entry>& text, const mapping_options& mapping) {
  std::vector<png_text_entry> facts;
  describe_mapping(
      mapping,
      [](void* to, const char* keyword, std::string&& words) {
        static_cast<std::vector<png_text_entry>*>(to)->push_back({keyword, std::move(words)});
      },
      &facts);
  for (png_text_entry& entry : text) facts.push_back(std::move(entry));
  text.swap(facts);
}

// A file with an index beyond its palette is one that readers refuse.
inline void check_indices(const void* components, std::size_t count,
                          const std::vector<color>& palette) {
  if (palette.empty() || palette.size() >= 256) return;
  const auto* const indices = static_cast<const std::uint8_t*>(components);
  for (std::size_t i = 0; i < count; ++i)
    if (indices[i] >= palette.size())
      refuse(error_kind::parameter, {"a pixel of ", unsigned{indices[i]}, " in a palette of ",
                                     palette.size(), " colours"});
}

/// The picture as a PNG file, with all that the options say.
inline void write_to(sink& out, const picture& from, const png_options& o) {
  if (o.upscale.y() > 1 || o.upscale.x() > 1) {
    png_options rest = o;
    rest.upscale = 1;
    return write_to(out, upscaled(from, o.upscale), rest);
  }
  const png_plan plan = plan_of({.width = from.width(),
                                 .height = from.height(),
                                 .channels = from.channels(),
                                 .bit_depth = from.bit_depth(),
                                 .palette = from.palette()},
                                o);
  const std::unique_ptr<png_encoder> encoder = make_png_encoder(out, plan);
  check_indices(from.bytes(), from.size(), from.palette());
  encoder->all_rows(from.bytes());
  encoder->end();
  out.commit();
}

ARRAYREEL_INLINE encoded encode_picture(const picture& from, const png_options& o) {
  memory_sink out;
  write_to(out, from, o);
  return {.bytes = out.take(),
          .mime = "image/png",
          .width = from.width() * o.upscale.x(),
          .height = from.height() * o.upscale.y()};
}

ARRAYREEL_INLINE void write_picture(const std::string& path, const picture& from,
                                    const png_options& o) {
  file_sink out(path, file_sink::unfinished::removed, file_sink::lasting{o.durable});
  write_to(out, from, o);
}

ARRAYREEL_INLINE void write_picture(byte_function_ref function, const picture& from,
                                    const png_options& o) {
  function_sink out(function);
  write_to(out, from, o);
}

ARRAYREEL_INLINE shown_array shown(const array_ref& array, const image_options& o) {
  check_bit_depth(o.bit_depth.value_or(8));
  check_colorbar_label(static_cast<bool>(o.colorbar), o.colorbar_label);
  const std::size_t component_bytes = o.bit_depth.value_or(8) / 8;
  mapping_options mapping = mapping_of(o);
  colorbar_subject bar{.range = {0, array.functions().largest},
                       .mapping = &mapping,
                       .labels = are_labels(mapping, array.functions()),
                       .label = o.colorbar_label,
                       .direction = o.colorbar.direction()};
  if (o.describe || o.colorbar) {
    // With the range in all of them, where there is one.
    const picture_view p = as_picture(array, mapping.axes);
    bar.channels = p.channels;
    if (!bar.labels && !passes_untouched(mapping, array.type(), component_bytes)) {
      bar.range = range_for(p.without_alpha(), mapping);
      mapping = with_range(std::move(mapping), bar.range);
    }
  }
  return shown_pixels(map_picture(array, mapping, component_bytes), bar, o);
}

ARRAYREEL_INLINE shown_array shown_pixels(picture&& pixels, const colorbar_subject& bar,
                                          const image_options& o) {
  png_options png = png_part_of(o);
  if (o.describe) describe(png.text, *bar.mapping);
  if (const colorbar_painter_function with_bar = o.colorbar.painter()) {
    pixels = with_bar(png.upscale == 1 ? pixels : upscaled(pixels, png.upscale), bar, nullptr);
    png.upscale = 1;
  }
  return {std::move(pixels), std::move(png)};
}

ARRAYREEL_INLINE encoded encode_array(const array_ref& array, const image_options& o) {
  const shown_array a = shown(array, o);
  return encode_picture(a.pixels, a.png);
}

ARRAYREEL_INLINE void write_array(const std::string& path, const array_ref& array,
                                  const image_options& o) {
  const shown_array a = shown(array, o);
  write_picture(path, a.pixels, a.png);
}

ARRAYREEL_INLINE void write_array(byte_function_ref function, const array_ref& array,
                                  const image_options& o) {
  const shown_array a = shown(array, o);
  write_picture(function, a.pixels, a.png);
}

} // namespace detail

/// A PNG file in rows. Without `end` there is no file.
struct png_writer::file {
  file(const std::string& path, const png_format& f, const png_options& o)
      : format(f), plan(checked(f, o)),
        out(path, detail::file_sink::unfinished::removed, detail::file_sink::lasting{o.durable}),
        encoder(detail::make_png_encoder(out, plan)) {}

  static detail::png_plan checked(const png_format& f, const png_options& o) {
    if (!(o.upscale == 1))
      detail::refuse(error_kind::parameter, {"an upscale factor of ", detail::text_of(o.upscale),
                                             " for a PNG in rows; expected 1"});
    return detail::plan_of(f, o);
  }

  png_format format;
  detail::png_plan plan;
  detail::file_sink out;
  std::unique_ptr<detail::png_encoder> encoder;
};

ARRAYREEL_INLINE png_writer::png_writer(const std::string& path, const png_format& format,
                                        const png_options& options)
    : file_(new file(path, format, options)) {}

ARRAYREEL_INLINE void png_writer::push(const void* components, std::size_t count, unsigned bits) {
  file& f = open_file();
  const png_format& format = f.format;
  const std::size_t expected = format.width * format.channels;
  if (count != expected || bits != format.bit_depth)
    detail::refuse(error_kind::parameter,
                   {"a row of ", count, " components of ", bits, " bits; expected ", expected,
                    " of ", format.bit_depth});
  if (rows_ == format.height)
    detail::refuse(error_kind::parameter, {"row ", rows_, " of a PNG of ", format.height,
                                           " rows; expected finish()"});
  detail::check_indices(components, count, format.palette);
  try {
    f.encoder->row(components);
  } catch (...) {
    fail();
    throw;
  }
  ++rows_;
}

ARRAYREEL_INLINE void png_writer::finish() {
  file& f = open_file();
  if (rows_ != f.format.height)
    detail::refuse(error_kind::parameter, {"a PNG finished after ", rows_, " rows; expected ",
                                           f.format.height});
  try {
    f.encoder->end();
    f.out.commit();
  } catch (...) {
    fail();
    throw;
  }
  close();
}

ARRAYREEL_INLINE png_writer::file& png_writer::open_file() const {
  if (file_ == nullptr)
    detail::refuse(error_kind::parameter,
                   {failed_ ? "a PNG whose writing failed" : "a PNG that is finished already",
                    "; expected no more calls"});
  return *file_;
}

ARRAYREEL_INLINE void png_writer::fail() noexcept {
  failed_ = true;
  close();
}

ARRAYREEL_INLINE void png_writer::close() noexcept { delete std::exchange(file_, nullptr); }

} // namespace arrayreel::ARRAYREEL_ABI
