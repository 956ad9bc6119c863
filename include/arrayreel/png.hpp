// Exact pictures: arrays and rasters to PNG, in memory, to files, and row by row.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "adapt.hpp"
#include "detail/io/file_sink.hpp"
#include "detail/base/message.hpp"
#include "detail/array/picture_view.hpp"
#include "detail/png/write.hpp"
#include "detail/values/map_picture.hpp"
#include "detail/values/range_of_options.hpp"
#include "detail/io/sink.hpp"
#include "encoded.hpp"
#include "error.hpp"
#include "mapping.hpp"
#include "png_options.hpp"
#include "raster.hpp"
#include "rerange.hpp"

namespace arrayreel::inline ARRAYREEL_ABI {

namespace detail {

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

/// The mapping and the PNG's own part of the options, with the range in both where they are to
/// describe the picture.
struct image_parts {
  mapping_options mapping;
  png_options png;
};
[[nodiscard]] inline image_parts parts_for(const array_ref& array, const image_options& options) {
  check_bit_depth(options.bit_depth.value_or(8));
  image_parts parts{mapping_of(options), png_part_of(options)};
  if (!options.describe) return parts;
  if (!are_labels(parts.mapping, array.functions()) &&
      !passes_untouched(parts.mapping, array.type(), options.bit_depth.value_or(8) / 8)) {
    const value_range range =
        range_for(as_picture(array, parts.mapping.axes).without_alpha(), parts.mapping);
    parts.mapping = with_range(std::move(parts.mapping), range);
  }
  describe(parts.png.text, parts.mapping);
  return parts;
}

/// Calls `function(raster, png_options)` with the array as the options show it.
template <viewable A, class Function>
void with_raster(const A& array, const image_options& options, const Function& function) {
  const auto& held = view(array);
  const array_ref elements = as_ref(held);
  const image_parts parts = parts_for(elements, options);
  if (options.bit_depth.value_or(8) == 8)
    function(raster<std::uint8_t>(map_picture(elements, parts.mapping, 1)), parts.png);
  else
    function(raster<std::uint16_t>(map_picture(elements, parts.mapping, 2)), parts.png);
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
inline void write_file(const std::string& path, const encoded& medium) {
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
  png_writer(const std::string& path, const png_format& format, const png_options& options = {})
      : file_(detail::open_row_file(path, format, options)) {}

  /// The next row from the top: `width * channels` components of 8 bits.
  /// \throws error (parameter) for another length or depth, an index beyond the palette, a row
  /// beyond the height or after `finish()`; (io) where it cannot be written, which ends the
  /// writer: no file appears.
  void push_row(std::span<const std::uint8_t> components) {
    push(components);
  }
  /// The next row: `width * channels` components of 16 bits, in the machine's byte order.
  void push_row(std::span<const std::uint16_t> components) {
    push(components);
  }

  /// The number of rows so far.
  [[nodiscard]] std::size_t rows() const noexcept { return rows_; }

  /// Completes the file and gives it its name.
  /// \throws error (parameter) where rows are missing or it is finished already, (io) where the
  /// file cannot be written.
  void finish() {
    detail::row_file& file = open_file();
    detail::check_end(file, rows_);
    guarded([&] { detail::end_row_file(file); });
    file_.reset();
  }

private:
  // A step whose failure leaves a file that cannot be completed, by trying again least of all.
  template <class Function> void guarded(const Function& function) {
    try {
      function();
    } catch (...) {
      failed_ = true;
      file_.reset();
      throw;
    }
  }

  [[nodiscard]] detail::row_file& open_file() {
    if (!file_)
      throw error(error_kind::parameter, std::string(failed_ ? "a PNG whose writing failed"
                                                             : "a PNG that is finished already") +
                                             "; expected no more calls");
    return *file_;
  }

  template <class P> void push(std::span<const P> components) {
    detail::row_file& file = open_file();
    detail::check_row(file, components, rows_);
    guarded([&] { detail::write_row(file, components.data()); });
    ++rows_;
  }

  // None once the file is finished or beyond repair.
  std::unique_ptr<detail::row_file, detail::closes_row_file<detail::row_file>> file_;
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

} // namespace arrayreel::inline ARRAYREEL_ABI
