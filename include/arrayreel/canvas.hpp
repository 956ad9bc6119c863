// canvas: a picture of a global index space that is filled from parts: tiles, levels of AMR,
// projections of blocks, particles.
#pragma once

#include "detail/base/config.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "adapt.hpp"
#include "canvas_options.hpp"
#include "detail/array/array_ref.hpp"
#include "mapping.hpp"
#include "nbimage.hpp"
#include "placement.hpp"
#include "png.hpp"
#include "raster.hpp"
#include "rerange.hpp"

namespace arrayreel::ARRAYREEL_ABI {

namespace detail {

struct canvas_state;
struct canvas_values;

} // namespace detail

/// The values of a canvas, or of a region of it, as an array that owns them. It is taken wherever
/// an array is.
///
/// Floating-point and complex numbers are NaN where nothing was put; integers and `bool` are known
/// to be missing there, which ranges, pictures, movies and `normalize` regard.
class ARRAYREEL_API canvas_array {
public:
  /// The element type.
  [[nodiscard]] dtype type() const noexcept;
  /// (height, width), or (height, width, channels).
  [[nodiscard]] const shape& extents() const noexcept;
  /// One after the other, in C order. Of integers those where nothing was put are 0.
  [[nodiscard]] const void* data() const noexcept;
  /// 1 for each pixel that nothing was put on, in C order; empty for floating-point numbers, which
  /// are NaN there, and where there is no such pixel.
  [[nodiscard]] std::span<const unsigned char> holes() const noexcept;
  /// The same elements as a view of a type that is known at run time, to which missing integers
  /// are zeros.
  [[nodiscard]] any_view elements() const ARRAYREEL_LIFETIMEBOUND;

  // For the library's own functions.
  using erased_array = detail::array_ref;
  [[nodiscard]] const detail::array_ref& erased() const noexcept;
  explicit canvas_array(std::shared_ptr<const detail::canvas_values> values) noexcept
      : values_(std::move(values)) {}

private:
  std::shared_ptr<const detail::canvas_values> values_; // copies share what nobody changes
};

/// A picture that is filled from parts.
///
/// ```cpp
/// arrayreel::canvas c({96, 128}, {.colormap = arrayreel::colormaps::viridis});
/// c.put(field, {0, 0}, {.cell = {4, 4}}); // a coarse field that covers everything
/// c.put(field, {60, 90});                 // one pixel for each element, wherever it is
/// arrayreel::write_png("amr.png", c);
/// ```
/// Blocks have any size and lie anywhere. Where cells of different sizes lie on a pixel, those that
/// cover the fewest pixels are shown, in whichever order they come; among equally large ones the
/// values meet as `overlap` says. Pixels that nothing was put on have the colour `bad`, and do not
/// count for the range.
///
/// The values are kept as they are and mapped together: the pixels are those of one array that has
/// all of them, whatever the mapping. All blocks of a canvas have one element type. Those of sum
/// and mean are of the blocks' floating-point type (`float` of `bfloat16`), and `double` of
/// integers, `bool` and `long double`. Complex numbers and colours have no order and no sum here: they
/// replace each other.
///
/// **Sums.** The sum of a pixel's values is the same, bit for bit, in whichever order they are put
/// and however they are spread over canvases that are merged. Each value is cut into digits of 32
/// bits at fixed places (…, 2⁻³², 1, 2³², …), and of the three highest places that any of the
/// values reaches the digits are added as integers. These are the indexed sums of Demmel and Nguyen
/// (doi:10.1109/TC.2014.2345391; with Ahrens, doi:10.1145/3389360) with integers in place of bins
/// in floating point. With n values, the largest of size m, the error before the one
/// rounding to double is less than n · m · 2⁻⁶⁴; there is none where all digits fit, as those of
/// integers up to 2⁶⁴ do. A pixel takes up to 2³⁰ values.
///
/// **Memory.** Tiles of 64 × 256 pixels, made once something is put on them: an element and a byte
/// for each pixel, and 33 bytes for sum and mean. A canvas that holds a part of a large picture
/// takes memory for this part. `array()`, and whatever shows the canvas, makes an array of the
/// whole picture in addition, for integers with missing pixels two, and a byte a pixel.
///
/// A call that throws leaves the canvas as it was. One thread at a time may change it: threads fill
/// canvases of their own, which are merged.
class ARRAYREEL_API canvas {
public:
  /// \param size {height, width}, 1 to 2³¹ − 1 each
  /// \throws error (parameter) for other sizes, or a mapping whose options contradict each other
  explicit canvas(const row_column& size, const canvas_options& options = {});
  ARRAYREEL_REFUSES_MAKING(ARRAYREEL_SAY_OPTIONS("a canvas", "canvas_options"))
  explicit canvas(const row_column& size, ...) ARRAYREEL_REFUSED;
  canvas(const canvas& other);
  canvas(canvas&& other) noexcept : state_(std::exchange(other.state_, nullptr)) {}
  canvas& operator=(canvas other) noexcept {
    std::swap(state_, other.state_);
    return *this;
  }
  ~canvas();

  [[nodiscard]] std::size_t height() const;
  [[nodiscard]] std::size_t width() const;
  [[nodiscard]] const canvas_options& options() const;

  /// Puts a block with its first element at {row, column}, in pixels of the picture.
  ///
  /// ```cpp
  /// arrayreel::canvas c({100, 100});
  /// c.put(field, {10, 20}, {.cell = {2, 2}});
  /// c.put(frames, {60, 0}, {.axis = 0, .project = arrayreel::project::max});
  /// c.put(frames, {60, 40}, {.axis = 2, .project = arrayreel::project::at(17)});
  /// ```
  /// \param block (height, width), or colours as `rerange` takes them; of three axes that one is
  /// projected the other two are rows and columns. A block without elements changes nothing.
  ///
  /// A projection that is the canvas's `overlap` too goes on from block to block: the mean over
  /// blocks that lie behind each other is that over all their elements.
  /// \throws error (parameter) for a block that is not inside the picture, a cell of less than one
  /// pixel, an axis or index that the block does not have, another element type or number of
  /// channels than before, complex numbers or colours where they would have to be ordered or added;
  /// (limit) for more than 2³⁰ values of sum or mean on a pixel, or more than 255 sizes of cells
  template <viewable A>
  void put(const A& block, const row_column& at, const put_options& options = {}) {
    if constexpr (std::is_same_v<A, raster<std::uint8_t>>)
      if (!block.palette().empty()) refuse_palette(block.palette().size());
    put_block(detail::as_ref(view(block)), at, options);
  }
  ARRAYREEL_REFUSES_ARRAY(!viewable<A>) void put(const A& block, ...) ARRAYREEL_REFUSED;
  ARRAYREEL_REFUSES(ARRAYREEL_SAY_OPTIONS("put()", "put_options"))
  void put(detail::any_array, const row_column& at, ...) ARRAYREEL_REFUSED;
  ARRAYREEL_REFUSES("behind the block stands its place, two integers: write put(block, {row, "
                    "column}), and {.cell = {4, 4}} behind that")
  void put(detail::any_array, ...) ARRAYREEL_REFUSED;

  /// Puts points: each adds its weight to the pixel that it lies in. How weights meet is the
  /// canvas's `overlap`; `sum` and `mean` are what particles need. Without weights each counts 1.
  ///
  /// ```cpp
  /// std::vector<double> y{0.1, 0.2}, x{0.5, 0.7}, mass{1, 2};
  /// arrayreel::canvas density({600, 800}, {.norm = "log", .overlap = arrayreel::overlap::sum});
  /// density.deposit(y, x, mass, {.y = {{0, 1}}, .x = {{0, 1}}});
  /// ```
  /// A pixel takes the positions from its upper and left edges up to those of the next one, the
  /// last ones with their edges, as NumPy's `histogram2d` does: row floor((y − lo) · (height / (hi −
  /// lo))) in double.
  /// \param y, x, weights real numbers, as many of each, in arrays of any shape
  /// \throws error (parameter) for a position that is not finite or outside the picture, other
  /// numbers of positions or weights, or another type of weights than before (`double` without
  /// any); (limit) where the fullest pixel and all points of the call have more than 2³⁰ values
  template <viewable Y, viewable X>
  void deposit(const Y& y, const X& x, const deposit_options& options = {}) {
    deposit_points(detail::as_ref(view(y)), detail::as_ref(view(x)), nullptr, options);
  }
  template <viewable Y, viewable X, viewable W>
  void deposit(const Y& y, const X& x, const W& weights, const deposit_options& options = {}) {
    const auto& held = view(weights);
    const detail::array_ref of_points = detail::as_ref(held);
    deposit_points(detail::as_ref(view(y)), detail::as_ref(view(x)), &of_points, options);
  }
  ARRAYREEL_REFUSES(ARRAYREEL_SAY_OPTIONS("deposit()", "deposit_options"))
  void deposit(detail::any_array, detail::any_array, ...) ARRAYREEL_REFUSED;
  ARRAYREEL_REFUSES("points are two arrays of positions, and a third one of weights where they "
                    "have some: write deposit(y, x, weights)")
  void deposit(detail::anything, ...) ARRAYREEL_REFUSED;

  /// Puts all that another canvas holds, as if it were put now.
  /// \throws error (parameter) for a canvas of another size, overlap, `all_cells`, `skip_nan`,
  /// element type or number of channels; (limit) where the fullest pixels of both have more than
  /// 2³⁰ values of sum or mean, and for more than 255 sizes of cells
  void merge(const canvas& other);
  /// The same of the bytes that `save` gave, in this or another process.
  /// \throws error (format) for bytes that are damaged, cut short or none of a canvas, or from a
  /// machine with another order of bytes; (parameter, limit) as above
  void merge(std::span<const std::uint8_t> saved);

  /// All that the canvas holds, without its mapping: bytes for `merge`. They take as much as the
  /// values and a byte for each pixel that something was put on, 31 bytes for sum and mean.
  [[nodiscard]] std::vector<std::uint8_t> save() const;
  /// What it holds in a part of the picture.
  /// \throws error (parameter) for a region that is not inside the picture
  [[nodiscard]] std::vector<std::uint8_t> save(const pixel_region& region) const;

  /// The number of pixels that something was put on.
  [[nodiscard]] std::size_t filled() const;
  /// The bytes of its tiles.
  [[nodiscard]] std::size_t memory_bytes() const;

  /// The values of the whole picture.
  /// \throws error (limit) where there is no memory for them
  [[nodiscard]] canvas_array array() const;
  /// The values of a part of it.
  /// \throws error (parameter) for a region that is not inside the picture
  [[nodiscard]] canvas_array array(const pixel_region& region) const;

  /// The picture of 8 bits (`c.picture()`) or of 16 (`c.picture<std::uint16_t>()`), as `rerange` of
  /// the values with the canvas's mapping.
  /// \throws error as `rerange`
  template <pixel_component P = std::uint8_t> [[nodiscard]] raster<P> picture() const {
    return raster<P>(detail::map_picture(array().erased(), mapping(), sizeof(P)));
  }

  /// The mapping with which it is shown: the options of the canvas.
  [[nodiscard]] mapping_options mapping() const;

private:
  void put_block(const detail::array_ref& block, const row_column& at, const put_options& options);
  void deposit_points(const detail::array_ref& y, const detail::array_ref& x,
                      const detail::array_ref* weights, const deposit_options& options);
  [[noreturn]] static void refuse_palette(std::size_t colors);
  [[nodiscard]] detail::canvas_state& state() const;

  detail::canvas_state* state_; // owned; nullptr once it was moved from
};

/// The array itself.
[[nodiscard]] inline const canvas_array& view(const canvas_array& array ARRAYREEL_LIFETIMEBOUND) {
  return array;
}
/// The values of a canvas: so that it can be given wherever an array can.
[[nodiscard]] inline canvas_array view(const canvas& c) { return c.array(); }

namespace detail {
[[nodiscard]] ARRAYREEL_API picture picture_of_canvas(const canvas& c, const mapping_options& o,
                                                      std::size_t component_bytes);
ARRAYREEL_API void write_canvas(byte_function_ref function, const canvas& c,
                                const image_options& o);
} // namespace detail

/// The picture of a canvas, as these functions make it of an array. Of the mapping, the options
/// given here count, and otherwise those of the canvas: vmin, vmax, vsym, range and percentile
/// together, norm and gamma together, each other one alone. A movie, in contrast, maps its frames
/// by its own options.
/// \throws error as of an array
template <pixel_component P = std::uint8_t>
[[nodiscard]] raster<P> rerange(const canvas& c, const mapping_options& options = {}) {
  return raster<P>(detail::picture_of_canvas(c, options, sizeof(P)));
}
[[nodiscard]] ARRAYREEL_API encoded encode_png(const canvas& c, const image_options& options = {});
ARRAYREEL_API void write_png(const std::string& path, const canvas& c,
                             const image_options& options = {});
template <detail::byte_function F>
void write_png(F&& function, const canvas& c, const image_options& options = {}) {
  detail::write_canvas(detail::byte_function_of(function), c, options);
}
[[nodiscard]] ARRAYREEL_API notebook_image nbimage(const canvas& c,
                                                   const nbimage_options& options = {});

} // namespace arrayreel::ARRAYREEL_ABI

#if !defined(ARRAYREEL_COMPILED)
#include "canvas.ipp"
#endif
