// An array with its element type erased: what all code behind the public templates works on.
#pragma once

#include <concepts>
#include <cstddef>

#include "../../any_view.hpp"
#include "../../array_view.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

/// What can be done with rows of elements of one type: a table of functions (room `values`).
struct element_functions;

/// functions_of(type) is the table of an element type that is known at run time, functions_of<T>()
/// that of T. In the header-only face both are templates, so that a program compiles only the
/// tables of the types that it uses; it compiles all of them if it asks for one at run time.
#if defined(ARRAYREEL_COMPILED)
[[nodiscard]] ARRAYREEL_API const element_functions& functions_of(dtype type);
template <element T> [[nodiscard]] const element_functions& functions_of() {
  return functions_of(dtype_of<T>());
}
#else
template <std::same_as<dtype> D> [[nodiscard]] const element_functions& functions_of(D type);
template <element T> [[nodiscard]] const element_functions& functions_of() noexcept;
#endif

/// Which pixels of a picture have no value, in element types that have no NaN. The picture's
/// elements lie in C order.
struct hole_map {
  const unsigned char* at = nullptr; ///< for each pixel, in C order: 1 where there is no value
  std::size_t width = 0;
  std::size_t pixel_elements = 1;    ///< from one pixel to the next
  const std::byte* first = nullptr;  ///< element of the picture
  const std::byte* filled = nullptr; ///< the elements of pixels with a value, one after the other
  std::size_t count = 0;             ///< of these pixels

  [[nodiscard]] const unsigned char* row(std::size_t y) const noexcept { return at + y * width; }
};

/// A view of an array whose element type is a value. It owns nothing.
class array_ref {
public:
  template <element T>
  array_ref(const array_view<T>& v) // NOLINT: every view is one
      : data_(static_cast<const std::byte*>(static_cast<const void*>(v.data()))),
        geometry_(v.geometry()), functions_(&functions_of<T>()), element_bytes_(sizeof(T)),
        type_(dtype_of<T>()) {}
  template <std::same_as<any_view> V>
  array_ref(const V& v) // NOLINT: likewise
      : data_(static_cast<const std::byte*>(v.data())), geometry_(v.geometry()),
        functions_(&functions_of(v.type())), element_bytes_(bytes_of(v.type())), type_(v.type()) {}

  /// An array of a type whose functions are known: of that of another array.
  array_ref(const void* data, const array_geometry& geometry, const element_functions& functions,
            dtype type)
      : data_(static_cast<const std::byte*>(data)), geometry_(geometry), functions_(&functions),
        element_bytes_(bytes_of(type)), type_(type) {}

  /// The element at index (0, 0, …).
  [[nodiscard]] const std::byte* data() const noexcept { return data_; }
  [[nodiscard]] dtype type() const noexcept { return type_; }
  [[nodiscard]] const element_functions& functions() const noexcept { return *functions_; }
  [[nodiscard]] std::size_t element_bytes() const noexcept { return element_bytes_; }

  [[nodiscard]] const array_geometry& geometry() const noexcept { return geometry_; }
  [[nodiscard]] std::size_t rank() const noexcept { return geometry_.extents.rank(); }
  [[nodiscard]] std::size_t extent(std::size_t axis) const noexcept {
    return geometry_.extents[axis];
  }
  /// In elements.
  [[nodiscard]] std::ptrdiff_t stride(std::size_t axis) const noexcept {
    return geometry_.steps[axis];
  }
  [[nodiscard]] const shape& extents() const noexcept { return geometry_.extents; }
  [[nodiscard]] const strides& steps() const noexcept { return geometry_.steps; }
  [[nodiscard]] axes layout() const noexcept { return geometry_.layout; }
  [[nodiscard]] channel_order order() const noexcept { return geometry_.order; }
  [[nodiscard]] std::size_t size() const noexcept { return geometry_.size(); }
  [[nodiscard]] bool empty() const noexcept { return size() == 0; }

  /// The address of the element that lies so many elements after the first.
  [[nodiscard]] const std::byte* at(std::ptrdiff_t elements) const noexcept {
    return data_ + elements * static_cast<std::ptrdiff_t>(element_bytes_);
  }

  /// Another array over the same memory, which begins `offset` elements after the first.
  [[nodiscard]] array_ref with(const array_geometry& geometry, std::ptrdiff_t offset = 0) const {
    array_ref result = *this;
    result.data_ = at(offset);
    result.geometry_ = geometry;
    return result;
  }
  /// The pixels without a value; nullptr where all have one, as in every array of floating-point
  /// numbers, which have NaN.
  [[nodiscard]] const hole_map* holes() const noexcept { return holes_; }
  [[nodiscard]] array_ref with_holes(const hole_map* holes) const noexcept {
    array_ref result = *this;
    result.holes_ = holes;
    return result;
  }
  /// Of an array of pixels, (height, width) and more axes, those that have a value: (number of
  /// pixels) and the other axes. Of an array without holes, itself.
  [[nodiscard]] array_ref without_holes() const {
    if (holes_ == nullptr || rank() < 2) return *this;
    array_geometry g;
    g.extents.append(holes_->count);
    g.steps.append(holes_->pixel_elements);
    for (std::size_t axis = 2; axis < rank(); ++axis) {
      g.extents.append(extent(axis));
      g.steps.append(stride(axis));
    }
    array_ref result = with(g);
    result.data_ = holes_->filled + (data_ - holes_->first);
    result.holes_ = nullptr;
    return result;
  }
  [[nodiscard]] array_ref slice(std::size_t axis, std::size_t index) const {
    array_geometry geometry = geometry_;
    const std::ptrdiff_t offset = geometry.slice(axis, index);
    return with(geometry, offset);
  }
  [[nodiscard]] array_ref part(std::size_t axis, std::size_t begin, std::size_t count) const {
    array_geometry geometry = geometry_;
    const std::ptrdiff_t offset = geometry.part(axis, begin, count);
    return with(geometry, offset);
  }

private:
  const std::byte* data_;
  array_geometry geometry_;
  const element_functions* functions_;
  const hole_map* holes_ = nullptr;
  std::size_t element_bytes_;
  dtype type_;
};

/// An array without its type. `as_ref(view(array))` is valid to the end of the expression.
template <class R> [[nodiscard]] array_ref as_ref(const R& viewed) {
  if constexpr (std::same_as<R, any_view>)
    return viewed;
  else if constexpr (typed_at_run_time<R>)
    return viewed.erased();
  else
    return array_view<typename R::value_type>(viewed);
}

} // namespace arrayreel::ARRAYREEL_ABI::detail
