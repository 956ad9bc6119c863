// Walking through an array row by row, whatever its elements are.
#pragma once

#include <array>
#include <cstddef>

#include "array_ref.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

/// The same elements in the order of memory instead of the index: the axis with the smallest stride
/// comes last, and axes that follow each other without a gap become one. A field in C order has one
/// axis.
[[nodiscard]] inline array_ref in_memory_order(const array_ref& array) {
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
  array_geometry g;
  for (std::size_t i = 0; i < used; ++i) {
    const std::size_t last = g.extents.rank() - 1; // of none so far: unused
    // Unsigned, because the address behind the last element may overflow.
    if (i > 0 && static_cast<std::size_t>(g.steps[last]) ==
                     order[i].extent * static_cast<std::size_t>(order[i].stride)) {
      g.extents[last] *= order[i].extent;
      g.steps[last] = order[i].stride;
    } else {
      g.extents.append(order[i].extent);
      g.steps.append(order[i].stride);
    }
  }
  if (used == 0) {
    g.extents.append(1);
    g.steps.append(1);
  }
  return array.with(g);
}

/// Calls `call(function, address, count, stride)` for runs along the last axis, in the order of the
/// index.
[[gnu::noinline]] inline void walk_rows(const array_ref& array,
                                        void (*call)(const void* function, const void* address,
                                                     std::size_t count, std::ptrdiff_t stride),
                                        const void* function) {
  if (array.empty()) return;
  // Always three outer axes: the missing ones have extent 1.
  std::array<std::size_t, max_rank - 1> extent{1, 1, 1};
  std::array<std::ptrdiff_t, max_rank - 1> step{};
  const std::size_t inner = array.rank() - 1;
  const std::size_t missing = max_rank - 1 - inner;
  // Not `i < inner`, of which g++ -O3 warns, as it does not know that the rank is above 0.
  for (std::size_t i = 0; i + 1 < array.rank(); ++i) {
    extent[missing + i] = array.extent(i);
    // One element has no neighbour, and its stride may be any number.
    step[missing + i] = array.extent(i) == 1 ? 0 : array.stride(i);
  }
  const std::ptrdiff_t stride = array.extent(inner) == 1 ? 0 : array.stride(inner);
  for (std::size_t i = 0; i < extent[0]; ++i)
    for (std::size_t j = 0; j < extent[1]; ++j)
      for (std::size_t k = 0; k < extent[2]; ++k)
        call(function,
             array.at(static_cast<std::ptrdiff_t>(i) * step[0] +
                      static_cast<std::ptrdiff_t>(j) * step[1] +
                      static_cast<std::ptrdiff_t>(k) * step[2]),
             array.extent(inner), stride);
}

/// The same for a function `(address, count, stride)`.
template <class Function> void for_each_row(const array_ref& array, const Function& function) {
  walk_rows(
      array,
      [](const void* f, const void* address, std::size_t count, std::ptrdiff_t stride) {
        (*static_cast<const Function*>(f))(address, count, stride);
      },
      &function);
}

/// The same for runs in the order of memory, which together are the array.
template <class Function> void for_each_run(const array_ref& array, const Function& function) {
  if (!array.empty()) for_each_row(in_memory_order(array), function);
}

} // namespace arrayreel::ARRAYREEL_ABI::detail
