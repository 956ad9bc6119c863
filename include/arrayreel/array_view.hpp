// A strided, non-owning look at a numerical array of rank 1 to 4.
#pragma once

#include <array>
#include <concepts>
#include <cstddef>
#include <limits>
#include <span>
#include <string>
#include <type_traits>
#include <utility>

#include "detail/base/checked_math.hpp"
#include "detail/array/element.hpp"
#include "detail/base/message.hpp"
#include "error.hpp"

namespace arrayreel::inline ARRAYREEL_ABI {

/// The largest number of axes of an array.
inline constexpr std::size_t max_rank = 4;

/// What each axis of an array is: t time, y rows from the top, x columns, c colour channels.
///
/// `automatic` squeezes axes of extent 1 away while more than two are left; then two axes are
/// `yx`, and three are colour where the last extent is 2 (gray + alpha), 3 or 4 (`yxc`) or else
/// the first is 3 or 4 (`cyx`). A shape with no such reading is an error.
enum class axes : unsigned char { automatic, yx, yxc, cyx, tyx, tyxc, tcyx };

/// The order of the colour channels in memory; `bgr` (and BGRA) is what OpenCV keeps.
enum class channel_order : unsigned char { rgb, bgr };

namespace detail {

// Something like a vector of integers: data() and size().
template <class C>
concept integer_sequence = requires(const C& c) {
  { c.size() } -> std::convertible_to<std::size_t>;
  requires std::integral<std::remove_cvref_t<decltype(*c.data())>>;
};

[[noreturn]] inline void refuse_rank(std::size_t rank) {
  throw error(error_kind::parameter, "an array of rank " + to_text(rank) + "; expected 1 to " +
                                         to_text(max_rank) + " axes");
}

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

  /// Adds an axis, innermost so far.
  template <std::integral I> void append(I value) {
    if (rank_ == max_rank) refuse_rank(rank_ + 1);
    if (!std::in_range<Value>(to_signed_or_unsigned(value)))
      throw error(error_kind::parameter,
                  std::string(std::is_signed_v<Value> ? "stride " : "extent ") + to_text(rank_) +
                      " is " + to_text(to_signed_or_unsigned(value)) + "; expected " +
                      (std::is_signed_v<Value> ? "a number of elements that fits an address"
                                               : "0 or more"));
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

namespace detail {

[[noreturn]] inline void refuse_size(const shape& extents, std::size_t element_bytes) {
  throw error(error_kind::limit, "an array of shape " + shape_text(extents, extents.rank()) +
                                     " with " + to_text(element_bytes) +
                                     "-byte elements is larger than any memory");
}

/// The number of elements, at most `most`. An extent of 0 counts as 1 on the way, so that no
/// product of some of the extents wraps later, in whichever order they are multiplied.
[[nodiscard]] inline std::size_t checked_count(const shape& extents, std::size_t element_bytes,
                                               std::size_t most) {
  if (extents.rank() < 1) refuse_rank(extents.rank());
  std::size_t product = 1;
  bool none = false;
  for (std::size_t i = 0; i < extents.rank(); ++i) {
    none = none || extents[i] == 0;
    if (!checked_mul(product, extents[i] == 0 ? 1 : extents[i], product) || product > most)
      refuse_size(extents, element_bytes);
  }
  return none ? 0 : product;
}

/// The same for elements of type T that lie in memory one after the other.
template <class T> [[nodiscard]] std::size_t checked_count(const shape& extents) {
  return checked_count(extents, sizeof(T), max_bytes / sizeof(T));
}

} // namespace detail

/// The strides of an array in Fortran's order, the first axis contiguous: what `real :: u(nx, ny)`
/// has in memory is `view(u, {nx, ny}, column_major({nx, ny}))`.
/// \throws error (parameter, limit) for a rank of 0 or extents whose product wraps.
[[nodiscard]] inline strides column_major(const shape& extents) {
  static_cast<void>(detail::checked_count(extents, 1, detail::max_bytes));
  strides steps;
  std::ptrdiff_t product = 1;
  for (std::size_t i = 0; i < extents.rank(); ++i) {
    steps.append(product);
    if (extents[i] != 0) product *= static_cast<std::ptrdiff_t>(extents[i]);
  }
  return steps;
}

/// A look at an array that somebody else owns: a pointer to the element at index (0, 0, …),
/// extents, and strides in elements.
///
/// It never writes, copies nothing and must not outlive the memory. Construction checks that
/// the extents and strides describe addresses that can exist; it cannot check that they do.
/// An extent may be zero: ranges of an empty array are defined, pictures of it are not.
template <element T> class array_view {
public:
  using value_type = T;

  /// Elements in C order: the last axis is contiguous.
  /// \throws error (parameter, limit) for a rank outside 1…4, a null pointer to elements, or
  /// extents whose product wraps.
  array_view(const T* data, const shape& extents, axes layout = axes::automatic)
      : array_view(data, extents, contiguous(extents), layout) {}

  /// The extents are one list, `{h, w}`.
  template <std::integral A, std::integral B> array_view(const T* data, A, B) = delete;

  /// Elements at `data[i * strides[0] + j * strides[1] + …]`.
  /// \throws error (parameter, limit) as above, where the numbers of extents and strides
  /// differ, or where an element's distance from `data` overflows an address.
  array_view(const T* data, const shape& extents, const strides& steps,
             axes layout = axes::automatic)
      : data_(data), extents_(extents), strides_(steps), layout_(layout) {
    check();
  }

  [[nodiscard]] const T* data() const noexcept { return data_; }
  [[nodiscard]] std::size_t rank() const noexcept { return extents_.rank(); }
  [[nodiscard]] std::size_t extent(std::size_t axis) const noexcept { return extents_[axis]; }
  [[nodiscard]] std::ptrdiff_t stride(std::size_t axis) const noexcept { return strides_[axis]; }
  [[nodiscard]] const shape& extents() const noexcept { return extents_; }
  [[nodiscard]] const strides& steps() const noexcept { return strides_; }

  /// The number of elements: the product of the extents.
  [[nodiscard]] std::size_t size() const noexcept {
    std::size_t product = 1;
    for (std::size_t i = 0; i < rank(); ++i) product *= extents_[i];
    return product;
  }
  [[nodiscard]] bool empty() const noexcept { return size() == 0; }

  /// The element at an index per axis, unchecked.
  template <std::integral... I>
    requires(sizeof...(I) >= 1 && sizeof...(I) <= max_rank)
  [[nodiscard]] const T& operator()(I... index) const noexcept {
    std::size_t axis = 0;
    std::ptrdiff_t offset = 0;
    ((offset += static_cast<std::ptrdiff_t>(index) * strides_[axis++]), ...);
    return data_[offset];
  }

  /// The view without one axis, at `index` along it: `frames.slice(0, t)` is frame t.
  /// \throws error (parameter) where the axis or the index does not exist or the rank is 1.
  [[nodiscard]] array_view slice(std::size_t axis, std::size_t index) const {
    if (axis >= rank() || rank() < 2 || index >= extents_[axis])
      throw error(error_kind::parameter, "slice " + detail::to_text(index) + " along axis " +
                                             detail::to_text(axis) + " of an array of shape " +
                                             detail::shape_text(extents_, rank()));
    array_view result = *this;
    // The strides of an empty array are unchecked, and its pointer may be null.
    if (!empty()) result.data_ += static_cast<std::ptrdiff_t>(index) * strides_[axis];
    result.extents_.erase(axis);
    result.strides_.erase(axis);
    result.layout_ = axes::automatic;
    return result;
  }

  /// The `count` elements from `begin` on along one axis; none where `count` is 0.
  /// \throws error (parameter) where the axis does not exist or they are not all inside.
  [[nodiscard]] array_view part(std::size_t axis, std::size_t begin, std::size_t count) const {
    if (axis >= rank() || begin > extents_[axis] || count > extents_[axis] - begin)
      throw error(error_kind::parameter,
                  detail::to_text(count) + " elements from " + detail::to_text(begin) +
                      " on along axis " + detail::to_text(axis) + " of an array of shape " +
                      detail::shape_text(extents_, rank()) + "; expected a part of it");
    array_view result = *this;
    result.extents_[axis] = count;
    if (!result.empty()) result.data_ += static_cast<std::ptrdiff_t>(begin) * strides_[axis];
    return result;
  }

  /// Without so many ghost cells at both ends of every axis, as a solver keeps them around its
  /// own.
  ///
  /// ```cpp
  /// std::vector<double> u((h + 2) * (w + 2)); // one ghost cell on each side
  /// auto inside = ar::view(u, {h + 2, w + 2}).interior(1);
  /// ```
  /// \throws error (parameter) where an axis is shorter than its ghost cells.
  [[nodiscard]] array_view interior(std::size_t ghosts) const {
    shape each;
    for (std::size_t i = 0; i < rank(); ++i) each.append(ghosts);
    return interior(each);
  }
  /// The same with a number for each axis: `interior({2, 2, 0})` leaves the channels alone.
  /// \throws error (parameter) also where there is not one number for each axis.
  [[nodiscard]] array_view interior(const shape& ghosts) const {
    if (ghosts.rank() != rank())
      throw error(error_kind::parameter, "ghost cells along " + detail::to_text(ghosts.rank()) +
                                             " axes of an array of shape " +
                                             detail::shape_text(extents_, rank()) +
                                             "; expected a number for each axis");
    array_view result = *this;
    for (std::size_t i = 0; i < rank(); ++i) {
      if (ghosts[i] > extents_[i] / 2)
        throw error(error_kind::parameter,
                    detail::to_text(ghosts[i]) + " ghost cells at both ends of axis " +
                        detail::to_text(i) + " of an array of shape " +
                        detail::shape_text(extents_, rank()) + "; expected up to " +
                        detail::to_text(extents_[i] / 2));
      result = result.part(i, ghosts[i], extents_[i] - 2 * ghosts[i]);
    }
    return result;
  }

  /// The axes in the other order: u(x, y) as rows of x. The axes are `automatic` again.
  [[nodiscard]] array_view transposed() const noexcept {
    array_view result = *this;
    for (std::size_t i = 0; i < rank(); ++i) {
      result.extents_[i] = extents_[rank() - 1 - i];
      result.strides_[i] = strides_[rank() - 1 - i];
    }
    result.layout_ = axes::automatic;
    return result;
  }

  /// One axis from its end: `reversed(0)` shows the last row on top, for a y that grows upwards.
  /// \throws error (parameter) where the axis does not exist.
  [[nodiscard]] array_view reversed(std::size_t axis) const {
    if (axis >= rank())
      throw error(error_kind::parameter, "axis " + detail::to_text(axis) +
                                             " of an array of shape " +
                                             detail::shape_text(extents_, rank()) +
                                             "; expected up to " + detail::to_text(rank() - 1));
    array_view result = *this;
    // A stride along which nothing lies is unchecked: it may have no opposite.
    if (extents_[axis] < 2 || empty()) return result;
    result.data_ += static_cast<std::ptrdiff_t>(extents_[axis] - 1) * strides_[axis];
    result.strides_[axis] = -strides_[axis];
    return result;
  }

  /// What the axes are, where whoever made the view knows it; `automatic` otherwise.
  [[nodiscard]] axes layout() const noexcept { return layout_; }
  /// The order of the colour channels in memory.
  [[nodiscard]] channel_order order() const noexcept { return order_; }

  /// The same elements with the axes named.
  [[nodiscard]] array_view with(axes layout) const noexcept {
    array_view result = *this;
    result.layout_ = layout;
    return result;
  }
  /// The same elements with the order of colour channels named.
  [[nodiscard]] array_view with(channel_order order) const noexcept {
    array_view result = *this;
    result.order_ = order;
    return result;
  }

private:
  [[nodiscard]] static strides contiguous(const shape& extents) {
    static_cast<void>(detail::checked_count<T>(extents));
    std::array<std::ptrdiff_t, max_rank> steps{};
    std::ptrdiff_t product = 1;
    for (std::size_t i = extents.rank(); i-- > 0;) {
      steps[i] = product;
      if (extents[i] != 0) product *= static_cast<std::ptrdiff_t>(extents[i]);
    }
    return strides(std::span<const std::ptrdiff_t>(steps.data(), extents.rank()));
  }

  void check() const {
    if (rank() < 1) detail::refuse_rank(rank());
    if (strides_.rank() != rank())
      throw error(error_kind::parameter, detail::to_text(strides_.rank()) + " strides for " +
                                             detail::to_text(rank()) +
                                             " extents; expected one stride for each axis");
    // Strides of 0 repeat elements: the count may exceed the memory, but not an index.
    const std::size_t count = detail::checked_count(extents_, sizeof(T), detail::max_bytes);
    if (count == 0) return;
    if (data_ == nullptr)
      throw error(error_kind::parameter,
                  "a null pointer to " + detail::to_text(count) + " elements; expected an array");
    check_reach();
  }

  // The largest distance from data_ to an element, in bytes, must be an address difference.
  void check_reach() const {
    std::size_t forward = sizeof(T);
    std::size_t backward = 0;
    for (std::size_t i = 0; i < rank(); ++i) {
      const std::ptrdiff_t step = strides_[i];
      const std::size_t length = step < 0 ? std::size_t{0} - static_cast<std::size_t>(step)
                                          : static_cast<std::size_t>(step);
      std::size_t reach = 0;
      std::size_t& total = step < 0 ? backward : forward;
      if (!detail::checked_mul(extents_[i] - 1, length, reach) ||
          !detail::checked_mul(reach, sizeof(T), reach) ||
          !detail::checked_add(total, reach, total) || total > detail::max_bytes)
        throw error(error_kind::limit,
                    "stride " + detail::to_text(i) + " of " + detail::to_text(step) +
                        " elements reaches beyond any address in an array of shape " +
                        detail::shape_text(extents_, rank()));
    }
  }

  const T* data_;
  shape extents_;
  strides strides_;
  axes layout_ = axes::automatic;
  channel_order order_ = channel_order::rgb;
};

} // namespace arrayreel::inline ARRAYREEL_ABI
