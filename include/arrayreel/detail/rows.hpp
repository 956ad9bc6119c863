// Walking through an array row by row, and reading its elements as values of a floating type.
#pragma once

#include <array>
#include <cmath>
#include <cstddef>
#include <type_traits>

#include "../array_view.hpp"
#include "element.hpp"

namespace arrayreel::inline v0 {

/// Which real number of a complex one becomes the pixel's value.
enum class complex_part : unsigned char {
  magnitude, ///< |z|
  phase,     ///< arg z in radians, with the range −π…π unless one is given
  real,      ///< Re z
  imag,      ///< Im z
  phase_hue  ///< colour: phase as hue (0 is red, as in HSV), magnitude as brightness
};

namespace detail {

/// What is shown of a real element or of a complex one, in the element's computing type.
template <class T>
[[nodiscard]] inline compute_t<T> value_of(const T& element, complex_part part) noexcept {
  using C = compute_t<T>;
  if constexpr (is_complex<T>) {
    // Half precision has no functions of its own.
    using wide = std::conditional_t<sizeof(C) < sizeof(float), float, C>;
    const auto re = static_cast<wide>(element.real());
    const auto im = static_cast<wide>(element.imag());
    switch (part) {
      case complex_part::magnitude:
      case complex_part::phase_hue:
        // hypot(∞, NaN) is ∞.
        return is_nan(re)   ? static_cast<C>(re)
               : is_nan(im) ? static_cast<C>(im)
                            : static_cast<C>(std::hypot(re, im));
      case complex_part::phase: return static_cast<C>(std::atan2(im, re));
      case complex_part::real: return static_cast<C>(re);
      case complex_part::imag: return static_cast<C>(im);
    }
    return C{};
  } else {
    static_cast<void>(part);
    return static_cast<C>(element);
  }
}

/// Calls `function(pointer, count, stride)` for runs of elements that together are the array,
/// in the order that suits memory rather than the index.
template <class T, class Function>
void for_each_run(const array_view<T>& array, Function&& function) {
  if (array.empty()) return;
  struct axis {
    std::size_t extent;
    std::ptrdiff_t stride;
  };
  std::array<axis, max_rank> order{};
  for (std::size_t i = 0; i < max_rank; ++i) order[i] = {1, 0};
  const auto distance = [](std::ptrdiff_t s) { return s < 0 ? 0 - s : s; };
  // Insertion sort, nearest neighbours last; an axis of one element has no neighbours.
  std::size_t used = 0;
  for (std::size_t i = 0; i < array.rank(); ++i) {
    if (array.extent(i) == 1) continue;
    std::size_t at = used++;
    for (; at > 0 && distance(order[at - 1].stride) < distance(array.stride(i)); --at)
      order[at] = order[at - 1];
    order[at] = {array.extent(i), array.stride(i)};
  }
  const axis inner = used == 0 ? axis{1, 0} : order[used - 1];
  if (used != 0) order[used - 1] = {1, 0};
  for (std::size_t i = 0; i < order[0].extent; ++i)
    for (std::size_t j = 0; j < order[1].extent; ++j)
      for (std::size_t k = 0; k < order[2].extent; ++k)
        function(array.data() + static_cast<std::ptrdiff_t>(i) * order[0].stride +
                     static_cast<std::ptrdiff_t>(j) * order[1].stride +
                     static_cast<std::ptrdiff_t>(k) * order[2].stride,
                 inner.extent, inner.stride);
}

/// Calls `function(element)` for every element in C order of the index.
template <class T, class Function>
void for_each_in_order(const array_view<T>& array, Function&& function) {
  if (array.empty()) return;
  // Four axes always: the missing outer ones have one entry.
  std::array<std::ptrdiff_t, max_rank> n{1, 1, 1, 1};
  std::array<std::ptrdiff_t, max_rank> step{};
  const std::size_t missing = max_rank - array.rank();
  for (std::size_t i = missing; i < max_rank; ++i) {
    n[i] = static_cast<std::ptrdiff_t>(array.extent(i - missing));
    step[i] = array.stride(i - missing);
  }
  for (std::ptrdiff_t i = 0; i < n[0]; ++i)
    for (std::ptrdiff_t j = 0; j < n[1]; ++j)
      for (std::ptrdiff_t k = 0; k < n[2]; ++k) {
        const T* const row = array.data() + (i * step[0] + j * step[1] + k * step[2]);
        for (std::ptrdiff_t l = 0; l < n[3]; ++l) function(row[l * step[3]]);
      }
}

} // namespace detail

} // namespace arrayreel::inline v0
