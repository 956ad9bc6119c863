// Exact pictures: arrays and rasters to PNG, in memory, to files, and row by row.
#pragma once

#include "detail/base/config.hpp"

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <type_traits>
#include <utility>

#include "adapt.hpp"
#include "detail/array/array_ref.hpp"
#include "detail/io/byte_function.hpp"
#include "detail/raster/picture.hpp"
#include "encoded.hpp"
#include "error.hpp"
#include "mapping.hpp"
#include "png_options.hpp"
#include "raster.hpp"
#include "rerange.hpp"

namespace arrayreel::ARRAYREEL_ABI {

namespace detail {

/// A picture as a PNG: in memory, as a file, to a function.
[[nodiscard]] ARRAYREEL_API encoded encode_picture(const picture& from, const png_options& options);
ARRAYREEL_API void write_picture(const std::string& path, const picture& from,
                                 const png_options& options);
ARRAYREEL_API void write_picture(byte_function_ref function, const picture& from,
                                 const png_options& options);

/// Maps an array as the options say, and writes it.
struct shown_array {
  picture pixels;
  png_options png;
};
[[nodiscard]] ARRAYREEL_API shown_array shown(const array_ref& array, const image_options& options);
/// The same of pixels that are mapped already.
/// \param bar what the colorbar is about, and the mapping, with the range where there is one
[[nodiscard]] ARRAYREEL_API shown_array shown_pixels(picture&& pixels, const colorbar_subject& bar,
                                                     const image_options& options);

/// The same of an array, mapped as the options say.
[[nodiscard]] ARRAYREEL_API encoded encode_array(const array_ref& array,
                                                 const image_options& options);
ARRAYREEL_API void write_array(const std::string& path, const array_ref& array,
                               const image_options& options);
ARRAYREEL_API void write_array(byte_function_ref function, const array_ref& array,
                               const image_options& options);

template <class A> inline constexpr bool is_raster = false;
template <class P> inline constexpr bool is_raster<raster<P>> = true;

// A function that takes bytes and returns whether it accepted them.
template <class F>
concept byte_function = requires(F& f, std::span<const std::uint8_t> bytes) {
  { f(bytes) } -> std::convertible_to<bool>;
};

template <class A>
concept plain_array = viewable<A> && !is_raster<A>;

} // namespace detail

/// The raster as a PNG file in memory. The same raster and options give the same bytes.
/// \throws error (parameter) for options outside their ranges, (encoder) where libpng fails.
template <pixel_component P>
[[nodiscard]] encoded encode_png(const raster<P>& picture, const png_options& options = {}) {
  return detail::encode_picture(picture_of(picture), options);
}

/// The array, mapped as by `rerange`, as a PNG file in memory.
/// \throws error as above, and as `rerange` does.
template <detail::plain_array A>
[[nodiscard]] encoded encode_png(const A& array, const image_options& options = {}) {
  return detail::encode_array(detail::as_ref(view(array)), options);
}

ARRAYREEL_REFUSES_ARRAY(!viewable<A>) void encode_png(const A& array, ...) ARRAYREEL_REFUSED;
ARRAYREEL_REFUSES(ARRAYREEL_SAY_OPTIONS("encode_png()", "image_options (png_options for a raster)"))
void encode_png(detail::any_array, ...) ARRAYREEL_REFUSED;

/// The raster as a PNG file. It appears under its name only when it is whole, and replaces what
/// was there; devices and pipes are written to directly.
/// \throws error (io) with the path where the file cannot be written, and as `encode_png` does.
template <pixel_component P>
void write_png(const std::string& path, const raster<P>& picture, const png_options& options = {}) {
  detail::write_picture(path, picture_of(picture), options);
}

/// The array, mapped as by `rerange`, as a PNG file.
///
/// ```cpp
/// arrayreel::write_png("u.png", field, {.colormap = arrayreel::colormaps::viridis});
/// ```
/// \throws error as above, and as `rerange` does.
template <detail::plain_array A>
void write_png(const std::string& path, const A& array, const image_options& options = {}) {
  detail::write_array(path, detail::as_ref(view(array)), options);
}

/// The raster or array as PNG to a function `bool(std::span<const std::uint8_t>)`, called with
/// the bytes in order.
/// \throws error (io) once the function returns false; what it throws itself comes through.
template <detail::byte_function F, pixel_component P>
void write_png(F&& function, const raster<P>& picture, const png_options& options = {}) {
  detail::write_picture(detail::byte_function_of(function), picture_of(picture), options);
}
template <detail::byte_function F, detail::plain_array A>
void write_png(F&& function, const A& array, const image_options& options = {}) {
  detail::write_array(detail::byte_function_of(function), detail::as_ref(view(array)), options);
}

ARRAYREEL_REFUSES("the path comes first: write write_png(path, array)",
                  viewable A, detail::path_like P)
void write_png(const A& array, const P& path, ...)
  requires(!detail::path_like<A>)
ARRAYREEL_REFUSED;
ARRAYREEL_REFUSES_ARRAY(!viewable<A>)
void write_png(const std::string& path, const A& array, ...) ARRAYREEL_REFUSED;
ARRAYREEL_REFUSES(ARRAYREEL_SAY_OPTIONS("write_png()", "image_options (png_options for a raster)"))
void write_png(const std::string& path, detail::any_array, ...) ARRAYREEL_REFUSED;
ARRAYREEL_REFUSES("write_png(where, array, options): where is a path or a function "
                  "bool(std::span<const std::uint8_t>)")
void write_png(detail::no_path, detail::any_array, ...) ARRAYREEL_REFUSED;
ARRAYREEL_REFUSES("the path or the array is missing: write write_png(path, array)")
void write_png(detail::anything) ARRAYREEL_REFUSED;

/// Writes a PNG file row by row, in memory for a few rows whatever the height.
///
/// `finish()` gives the file its name. A writer that is destroyed before leaves nothing, however
/// the program ends. It belongs to the process that made it: a copy of the process by `fork()`
/// cannot write the file, and a writer that is destroyed there leaves it alone.
class ARRAYREEL_API png_writer {
public:
  /// \throws error (parameter) for a format or options outside their ranges (an `upscale` above
  /// 1 among them), (io) where the file cannot be made.
  png_writer(const std::string& path, const png_format& format, const png_options& options = {});
  png_writer(png_writer&& other) noexcept
      : file_(std::exchange(other.file_, nullptr)), rows_(other.rows_), failed_(other.failed_) {}
  png_writer& operator=(png_writer&& other) noexcept {
    std::swap(file_, other.file_);
    rows_ = other.rows_;
    failed_ = other.failed_;
    other.close();
    return *this;
  }
  ~png_writer() { close(); }

  /// The next row from the top: `width * channels` components of 8 bits.
  /// \throws error (parameter) for another length or depth, an index beyond the palette, a row
  /// beyond the height or after `finish()`; (io) where it cannot be written, which ends the
  /// writer: no file appears.
  void push_row(std::span<const std::uint8_t> components) {
    push(components.data(), components.size(), 8);
  }
  /// The next row: `width * channels` components of 16 bits, in the machine's byte order.
  void push_row(std::span<const std::uint16_t> components) {
    push(components.data(), components.size(), 16);
  }

  /// The number of rows so far.
  [[nodiscard]] std::size_t rows() const noexcept { return rows_; }

  /// Completes the file and gives it its name.
  /// \throws error (parameter) where rows are missing or it is finished already, (io) where the
  /// file cannot be written.
  void finish();

private:
  struct file;

  void push(const void* components, std::size_t count, unsigned bits);
  [[nodiscard]] file& open_file() const;
  // After a failed step the file cannot be completed, and trying again would not help.
  void fail() noexcept;
  void close() noexcept;

  file* file_; // none once it is finished or beyond repair
  std::size_t rows_ = 0;
  bool failed_ = false;
};

/// Writes a PNG file whose rows come from a function, from the top: `fill(y,
/// std::span<std::uint8_t> row)`, or `std::span<std::uint16_t>` for 16 bits, writes the `width *
/// channels` components of row y. Its exceptions pass through, and no file is left.
///
/// ```cpp
/// arrayreel::write_png_rows("big.png", {.width = 100'000, .height = 20'000},
///                           [&](std::size_t y, std::span<std::uint8_t> row) { read_row(y, row);
///                           });
/// ```
/// \throws error as `png_writer` does.
template <class Fill>
  requires(std::invocable<Fill&, std::size_t, std::span<std::uint8_t>> ||
           std::invocable<Fill&, std::size_t, std::span<std::uint16_t>>)
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

} // namespace arrayreel::ARRAYREEL_ABI

#if !defined(ARRAYREEL_COMPILED)
#include "png.ipp"
#endif
