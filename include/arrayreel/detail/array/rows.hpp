// Walking through an array row by row, and reading its elements as values of a floating type.
#pragma once

#include <array>
#include <cmath>
#include <cstddef>
#include <type_traits>

#include "../../array_view.hpp"
#include "element.hpp"

namespace arrayreel::inline ARRAYREEL_ABI {

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

/// The same elements in the order that suits memory rather than the index: the axis of the nearest
/// neighbours last, and axes that are one in memory as one. A field in C order has one axis.
template <class T> [[nodiscard]] array_view<T> in_memory_order(const array_view<T>& array) {
  struct axis {
    std::size_t extent;
    std::ptrdiff_t stride;
  };
  std::array<axis, max_rank> order{};
  const auto distance = [](std::ptrdiff_t s) { return s < 0 ? 0 - s : s; };
  // Insertion sort; an axis of one element has no neighbours.
  std::size_t used = 0;
  for (std::size_t i = 0; i < array.rank(); ++i) {
    if (array.extent(i) == 1) continue;
    std::size_t at = used++;
    for (; at > 0 && distance(order[at - 1].stride) < distance(array.stride(i)); --at)
      order[at] = order[at - 1];
    order[at] = {array.extent(i), array.stride(i)};
  }
  shape extents;
  strides steps;
  for (std::size_t i = 0; i < used; ++i) {
    const std::size_t last = extents.rank() - 1; // of none so far: unused
    // Unsigned, for the one step behind the end of an array that reaches as far as addresses do.
    if (i > 0 && static_cast<std::size_t>(steps[last]) ==
                     order[i].extent * static_cast<std::size_t>(order[i].stride)) {
      extents[last] *= order[i].extent;
      steps[last] = order[i].stride;
    } else {
      extents.append(order[i].extent);
      steps.append(order[i].stride);
    }
  }
  if (used == 0) {
    extents.append(1);
    steps.append(1);
  }
  return {array.data(), extents, steps};
}

/// Calls `function(pointer, count, stride)` for runs of elements that together are the array, in
/// the order that suits memory rather than the index.
template <class T, class Function>
void for_each_run(const array_view<T>& array, Function&& function) {
  if (array.empty()) return;
  const array_view<T> a = in_memory_order(array);
  std::array<std::size_t, max_rank - 1> extent{1, 1, 1};
  std::array<std::ptrdiff_t, max_rank - 1> step{};
  const std::size_t inner = a.rank() - 1;
  for (std::size_t i = 0; i < inner; ++i) {
    extent[i] = a.extent(i);
    step[i] = a.stride(i);
  }
  for (std::size_t i = 0; i < extent[0]; ++i)
    for (std::size_t j = 0; j < extent[1]; ++j)
      for (std::size_t k = 0; k < extent[2]; ++k)
        function(a.data() + static_cast<std::ptrdiff_t>(i) * step[0] +
                     static_cast<std::ptrdiff_t>(j) * step[1] +
                     static_cast<std::ptrdiff_t>(k) * step[2],
                 a.extent(inner), a.stride(inner));
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

} // namespace arrayreel::inline ARRAYREEL_ABI
