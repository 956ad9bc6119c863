// A strided, non-owning view of a numerical array of rank 1 to 4.
#pragma once

#include <array>
#include <concepts>
#include <cstddef>
#include <type_traits>
#include <utility>

#include "detail/base/config.hpp"
#include "detail/base/refused.hpp"
#include "detail/array/element.hpp"
#include "error.hpp"

namespace arrayreel::ARRAYREEL_ABI {

/// The largest number of axes of an array.
inline constexpr std::size_t max_rank = 4;

/// What each axis of an array is: t time, y rows from the top, x columns, c colour channels.
///
/// `automatic` reads two axes as `yx`. Three axes are colour if the last extent is 2 (gray +
/// alpha), 3 or 4 (`yxc`), or else if the first is 3 or 4 (`cyx`), in the shape as it is given: (1,
/// 16, 3) is a row of 16 coloured pixels, and so is (3, 1, 16). Three other axes are `yx` without
/// an axis of extent 1: (1, 480, 640) and (480, 640, 1) are gray. From four axes the first one of
/// extent 1 is removed before: (1, 480, 640, 3) is a picture of 480 × 640 colours, (1, 1, 16, 3) a
/// row. The frames of a movie are read in the same way, each without the time axis. Other shapes
/// are an error; if another reading is meant, name the axes.
enum class axes : unsigned char { automatic, yx, yxc, cyx, tyx, tyxc, tcyx };

/// The order of the colour channels in memory; `bgr` (and BGRA) is what OpenCV keeps.
enum class channel_order : unsigned char { rgb, bgr };

/// Which real number of a complex one becomes the pixel's value.
enum class complex_part : unsigned char {
  magnitude, ///< |z|
  phase,     ///< arg z in radians, with the range −π…π unless one is given
  real,      ///< Re z
  imag,      ///< Im z
  phase_hue  ///< colour: phase as hue (0 is red, as in HSV), magnitude as brightness
};

namespace detail {

// Something like a vector of integers: data() and size().
template <class C>
concept integer_sequence = requires(const C& c) {
  { c.size() } -> std::convertible_to<std::size_t>;
  requires std::integral<std::remove_cvref_t<decltype(*c.data())>>;
};

[[noreturn]] ARRAYREEL_API void refuse_rank(std::size_t rank);
[[noreturn]] ARRAYREEL_API void refuse_extent(std::size_t axis, long long value);
[[noreturn]] ARRAYREEL_API void refuse_extent(std::size_t axis, unsigned long long value);
[[noreturn]] ARRAYREEL_API void refuse_stride(std::size_t axis, long long value);
[[noreturn]] ARRAYREEL_API void refuse_stride(std::size_t axis, unsigned long long value);

/// Up to four integers, from a braced list of any integer types or from a sequence of them.
template <class Value> class axis_values {
public:
  axis_values() = default;

  template <std::integral... I>
    requires(sizeof...(I) > 0 && ((sizeof(I) <= sizeof(long long)) && ...))
  axis_values(I... values) { // NOLINT: {h, w} must convert
    if constexpr (sizeof...(I) > max_rank)
      refuse_rank(sizeof...(I));
    else
      (append(values), ...);
  }

  template <integer_sequence C> axis_values(const C& values) { // NOLINT: likewise
    if (values.size() > max_rank) refuse_rank(values.size());
    for (std::size_t i = 0; i < values.size(); ++i) append(values.data()[i]);
  }

  ARRAYREEL_REFUSES_MAKING("extents and strides are integers, not floating-point numbers: write "
                           "{height, width} with int or std::size_t", class... N)
  axis_values(N... values) // NOLINT: likewise
    requires((std::is_arithmetic_v<N> && ...) && (std::is_floating_point_v<N> || ...))
  ARRAYREEL_REFUSED;

  /// Adds an axis, innermost so far.
  template <std::integral I> void append(I value) {
    if (rank_ == max_rank) refuse_rank(rank_ + 1);
    const auto wide = to_signed_or_unsigned(value);
    if (!std::in_range<Value>(wide)) {
      if constexpr (std::is_signed_v<Value>)
        refuse_stride(rank_, wide);
      else
        refuse_extent(rank_, wide);
    }
    values_[rank_++] = static_cast<Value>(value);
  }

  [[nodiscard]] std::size_t rank() const noexcept { return rank_; }
  [[nodiscard]] Value operator[](std::size_t axis) const noexcept { return values_[axis]; }
  [[nodiscard]] Value& operator[](std::size_t axis) noexcept { return values_[axis]; }

  void erase(std::size_t axis) noexcept {
    for (std::size_t i = axis; i + 1 < rank_; ++i) values_[i] = values_[i + 1];
    --rank_;
  }

  friend bool operator==(const axis_values& a, const axis_values& b) noexcept {
    if (a.rank_ != b.rank_) return false;
    for (std::size_t i = 0; i < a.rank_; ++i)
      if (a.values_[i] != b.values_[i]) return false;
    return true;
  }

private:
  // Neither std::in_range nor std::to_chars takes bool and all character types.
  template <std::integral I> static constexpr auto to_signed_or_unsigned(I value) noexcept {
    if constexpr (std::is_signed_v<I>)
      return static_cast<long long>(value);
    else
      return static_cast<unsigned long long>(value);
  }

  std::array<Value, max_rank> values_{};
  std::size_t rank_ = 0;
};

} // namespace detail

/// The extents of an array, outermost axis first: `{height, width}`, `{3, h, w}`, or any vector,
/// array or span of integers. Negative extents and more than four are refused.
using shape = detail::axis_values<std::size_t>;

/// The distance between neighbours along each axis, in elements (not bytes); may be negative
/// (reversed) or zero (repeated).
using strides = detail::axis_values<std::ptrdiff_t>;

/// The strides of an array in Fortran's order, the first axis contiguous: what `real :: u(nx, ny)`
/// has in memory is `view(u, {nx, ny}, column_major({nx, ny}))`.
/// \throws error (parameter, limit) for a rank of 0 or extents whose product wraps.
[[nodiscard]] ARRAYREEL_API strides column_major(const shape& extents);

namespace detail {

/// The number of elements, at most `most`. An extent of 0 counts as 1 meanwhile, so that no product
/// of some of the extents overflows later, in whichever order they are multiplied.
/// \throws error (parameter) for a rank of 0, (limit) for more elements.
[[nodiscard]] ARRAYREEL_API std::size_t checked_count(const shape& extents,
                                                      std::size_t element_bytes, std::size_t most);
/// The same for contiguous elements.
[[nodiscard]] ARRAYREEL_API std::size_t checked_count(const shape& extents,
                                                      std::size_t element_bytes);

/// An array without its elements: extents, strides, and the meaning of the axes. Functions that
/// change it return how far its first element moves, in elements.
struct array_geometry {
  shape extents;
  strides steps;
  axes layout = axes::automatic;
  channel_order order = channel_order::rgb;

  /// The strides of an array in C order.
  [[nodiscard]] ARRAYREEL_API static strides contiguous(const shape& extents,
                                                        std::size_t element_bytes);
  /// \throws error as `array_view` says
  ARRAYREEL_API void check(const void* data, std::size_t element_bytes) const;
  [[nodiscard]] ARRAYREEL_API std::size_t size() const noexcept;

  ARRAYREEL_API std::ptrdiff_t slice(std::size_t axis, std::size_t index);
  ARRAYREEL_API std::ptrdiff_t part(std::size_t axis, std::size_t begin, std::size_t count);
  ARRAYREEL_API std::ptrdiff_t interior(std::size_t ghosts);
  ARRAYREEL_API std::ptrdiff_t interior(const shape& ghosts);
  ARRAYREEL_API void transpose() noexcept;
  ARRAYREEL_API std::ptrdiff_t reverse(std::size_t axis);
};

} // namespace detail

/// A view of an array that somebody else owns: a pointer to the element at index (0, 0, …),
/// extents, and strides in elements.
///
/// It never writes, copies nothing and must not outlive the memory. Construction checks that the
/// extents and strides describe addresses that can exist; it cannot check that they do. An extent
/// may be zero: ranges of an empty array are defined, pictures of it are not.
template <element T> class array_view {
public:
  using value_type = T;

  /// Elements in C order: the last axis is contiguous.
  /// \throws error (parameter, limit) for a rank outside 1…4, a null pointer to elements, or
  /// extents whose product wraps.
  array_view(const T* data, const shape& extents, axes layout = axes::automatic)
      : array_view(data, extents, detail::array_geometry::contiguous(extents, sizeof(T)), layout) {}

  ARRAYREEL_REFUSES_MAKING("the extents are one list: write array_view(data, {height, width})",
                           std::integral H, std::integral W)
  array_view(const T* data, H, W) ARRAYREEL_REFUSED;

  /// Elements at `data[i * strides[0] + j * strides[1] + …]`.
  /// \throws error (parameter, limit) as above, where the numbers of extents and strides
  /// differ, or where an element's distance from `data` overflows an address.
  array_view(const T* data, const shape& extents, const strides& steps,
             axes layout = axes::automatic)
      : data_(data), geometry_{extents, steps, layout} {
    geometry_.check(data, sizeof(T));
  }

  [[nodiscard]] const T* data() const noexcept { return data_; }
  [[nodiscard]] std::size_t rank() const noexcept { return geometry_.extents.rank(); }
  [[nodiscard]] std::size_t extent(std::size_t axis) const noexcept {
    return geometry_.extents[axis];
  }
  [[nodiscard]] std::ptrdiff_t stride(std::size_t axis) const noexcept {
    return geometry_.steps[axis];
  }
  [[nodiscard]] const shape& extents() const noexcept { return geometry_.extents; }
  [[nodiscard]] const strides& steps() const noexcept { return geometry_.steps; }

  /// The number of elements: the product of the extents.
  [[nodiscard]] std::size_t size() const noexcept { return geometry_.size(); }
  [[nodiscard]] bool empty() const noexcept { return size() == 0; }

  /// The element at an index per axis, unchecked.
  template <std::integral... I>
    requires(sizeof...(I) >= 1 && sizeof...(I) <= max_rank)
  [[nodiscard]] const T& operator()(I... index) const noexcept {
    std::size_t axis = 0;
    std::ptrdiff_t offset = 0;
    ((offset += static_cast<std::ptrdiff_t>(index) * geometry_.steps[axis++]), ...);
    return data_[offset];
  }

  /// The view without one axis, at `index` along it: `frames.slice(0, t)` is frame t.
  /// \throws error (parameter) where the axis or the index does not exist or the rank is 1.
  [[nodiscard]] array_view slice(std::size_t axis, std::size_t index) const {
    array_view result = *this;
    result.data_ += result.geometry_.slice(axis, index);
    return result;
  }

  /// `count` elements along one axis, from `begin` on; empty if `count` is 0.
  /// \throws error (parameter) if there is no such axis or if they are not all inside.
  [[nodiscard]] array_view part(std::size_t axis, std::size_t begin, std::size_t count) const {
    array_view result = *this;
    result.data_ += result.geometry_.part(axis, begin, count);
    return result;
  }

  /// Without `ghosts` cells at both ends of every axis, which solvers keep around their own.
  ///
  /// ```cpp
  /// std::vector<double> u((h + 2) * (w + 2)); // one ghost cell on each side
  /// auto inside = ar::view(u, {h + 2, w + 2}).interior(1);
  /// ```
  /// \throws error (parameter) if an axis is shorter than its ghost cells.
  [[nodiscard]] array_view interior(std::size_t ghosts) const {
    array_view result = *this;
    result.data_ += result.geometry_.interior(ghosts);
    return result;
  }
  /// The same with a number for each axis: `interior({2, 2, 0})` leaves the channels alone.
  /// \throws error (parameter) also where there is not one number for each axis.
  [[nodiscard]] array_view interior(const shape& ghosts) const {
    array_view result = *this;
    result.data_ += result.geometry_.interior(ghosts);
    return result;
  }

  /// The axes in reverse order: u(x, y) becomes rows of x. The axes are `automatic` again.
  [[nodiscard]] array_view transposed() const noexcept {
    array_view result = *this;
    result.geometry_.transpose();
    return result;
  }

  /// One axis reversed: `reversed(0)` shows the last row on top, for a y that grows upwards.
  /// \throws error (parameter) if there is no such axis.
  [[nodiscard]] array_view reversed(std::size_t axis) const {
    array_view result = *this;
    result.data_ += result.geometry_.reverse(axis);
    return result;
  }

  /// What the axes are, if the maker of the view said so; else `automatic`.
  [[nodiscard]] axes layout() const noexcept { return geometry_.layout; }
  /// The order of the colour channels in memory.
  [[nodiscard]] channel_order order() const noexcept { return geometry_.order; }

  /// The same elements with the axes named.
  [[nodiscard]] array_view with(axes layout) const noexcept {
    array_view result = *this;
    result.geometry_.layout = layout;
    return result;
  }
  /// The same elements with the order of colour channels named.
  [[nodiscard]] array_view with(channel_order order) const noexcept {
    array_view result = *this;
    result.geometry_.order = order;
    return result;
  }

  // Extents, strides and axes in one, for the library's own functions.
  [[nodiscard]] const detail::array_geometry& geometry() const noexcept { return geometry_; }

private:
  const T* data_;
  detail::array_geometry geometry_;
};

} // namespace arrayreel::ARRAYREEL_ABI

#if !defined(ARRAYREEL_COMPILED)
#include "array_view.ipp"
#endif
