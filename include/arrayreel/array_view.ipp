// Definitions of array_view.hpp: what arrays of all element types have in common.
#pragma once

#include "array_view.hpp"

#include <span>
#include <string>

#include "detail/base/checked_math.hpp"
#include "detail/base/message.hpp"
#include "error.hpp"

namespace arrayreel::ARRAYREEL_ABI {

namespace detail {

[[nodiscard]] inline std::string shape_text(const shape& extents) {
  return shape_text(extents, extents.rank());
}

[[noreturn]] inline void refuse_axis(const char* what, std::size_t axis, const std::string& value,
                                     const char* expected) {
  throw error(error_kind::parameter,
              what + to_text(axis) + " is " + value + "; expected " + expected);
}

ARRAYREEL_INLINE void refuse_rank(std::size_t rank) {
  throw error(error_kind::parameter, "an array of rank " + to_text(rank) + "; expected 1 to " +
                                         to_text(max_rank) + " axes");
}
ARRAYREEL_INLINE void refuse_extent(std::size_t axis, long long value) {
  refuse_axis("extent ", axis, to_text(value), "0 or more");
}
ARRAYREEL_INLINE void refuse_extent(std::size_t axis, unsigned long long value) {
  refuse_axis("extent ", axis, to_text(value), "0 or more");
}
ARRAYREEL_INLINE void refuse_stride(std::size_t axis, long long value) {
  refuse_axis("stride ", axis, to_text(value), "a number of elements that fits an address");
}
ARRAYREEL_INLINE void refuse_stride(std::size_t axis, unsigned long long value) {
  refuse_axis("stride ", axis, to_text(value), "a number of elements that fits an address");
}

ARRAYREEL_INLINE std::size_t checked_count(const shape& extents, std::size_t element_bytes,
                                           std::size_t most) {
  if (extents.rank() < 1) refuse_rank(extents.rank());
  std::size_t product = 1;
  bool none = false;
  for (std::size_t i = 0; i < extents.rank(); ++i) {
    none = none || extents[i] == 0;
    if (!checked_mul(product, extents[i] == 0 ? 1 : extents[i], product) || product > most)
      throw error(error_kind::limit, "an array of shape " + shape_text(extents) + " with " +
                                         to_text(element_bytes) +
                                         "-byte elements is larger than any memory");
  }
  return none ? 0 : product;
}

ARRAYREEL_INLINE std::size_t checked_count(const shape& extents, std::size_t element_bytes) {
  return checked_count(extents, element_bytes, max_bytes / element_bytes);
}

ARRAYREEL_INLINE strides array_geometry::contiguous(const shape& extents,
                                                    std::size_t element_bytes) {
  static_cast<void>(checked_count(extents, element_bytes));
  std::array<std::ptrdiff_t, max_rank> distance{};
  std::ptrdiff_t product = 1;
  for (std::size_t i = extents.rank(); i-- > 0;) {
    distance[i] = product;
    if (extents[i] != 0) product *= static_cast<std::ptrdiff_t>(extents[i]);
  }
  return strides(std::span<const std::ptrdiff_t>(distance.data(), extents.rank()));
}

// The largest distance from the first element to another, in bytes, must be an address difference.
inline void check_reach(const array_geometry& g, std::size_t element_bytes) {
  std::size_t forward = element_bytes;
  std::size_t backward = 0;
  for (std::size_t i = 0; i < g.extents.rank(); ++i) {
    const std::ptrdiff_t step = g.steps[i];
    const std::size_t length = step < 0 ? std::size_t{0} - static_cast<std::size_t>(step)
                                        : static_cast<std::size_t>(step);
    std::size_t reach = 0;
    std::size_t& total = step < 0 ? backward : forward;
    if (!checked_mul(g.extents[i] - 1, length, reach) ||
        !checked_mul(reach, element_bytes, reach) || !checked_add(total, reach, total) ||
        total > max_bytes)
      throw error(error_kind::limit, "stride " + to_text(i) + " of " + to_text(step) +
                                         " elements reaches beyond any address in an array of "
                                         "shape " +
                                         shape_text(g.extents));
  }
}

ARRAYREEL_INLINE void array_geometry::check(const void* data, std::size_t element_bytes) const {
  if (extents.rank() < 1) refuse_rank(extents.rank());
  if (steps.rank() != extents.rank())
    throw error(error_kind::parameter, to_text(steps.rank()) + " strides for " +
                                           to_text(extents.rank()) +
                                           " extents; expected one stride for each axis");
  // Strides of 0 repeat elements: the count may exceed the memory, but not an index.
  const std::size_t count = checked_count(extents, element_bytes, max_bytes);
  if (count == 0) return;
  if (data == nullptr)
    throw error(error_kind::parameter,
                "a null pointer to " + to_text(count) + " elements; expected an array");
  check_reach(*this, element_bytes);
}

ARRAYREEL_INLINE std::size_t array_geometry::size() const noexcept {
  std::size_t product = 1;
  for (std::size_t i = 0; i < extents.rank(); ++i) product *= extents[i];
  return product;
}

ARRAYREEL_INLINE std::ptrdiff_t array_geometry::slice(std::size_t axis, std::size_t index) {
  if (axis >= extents.rank() || extents.rank() < 2 || index >= extents[axis])
    throw error(error_kind::parameter, "slice " + to_text(index) + " along axis " + to_text(axis) +
                                           " of an array of shape " + shape_text(extents));
  // The strides of an empty array are unchecked, and its pointer may be null.
  const std::ptrdiff_t offset =
      size() == 0 ? 0 : static_cast<std::ptrdiff_t>(index) * steps[axis];
  extents.erase(axis);
  steps.erase(axis);
  layout = axes::automatic;
  return offset;
}

ARRAYREEL_INLINE std::ptrdiff_t array_geometry::part(std::size_t axis, std::size_t begin,
                                                     std::size_t count) {
  if (axis >= extents.rank() || begin > extents[axis] || count > extents[axis] - begin)
    throw error(error_kind::parameter, to_text(count) + " elements from " + to_text(begin) +
                                           " on along axis " + to_text(axis) +
                                           " of an array of shape " + shape_text(extents) +
                                           "; expected a part of it");
  extents[axis] = count;
  return size() == 0 ? 0 : static_cast<std::ptrdiff_t>(begin) * steps[axis];
}

ARRAYREEL_INLINE std::ptrdiff_t array_geometry::interior(std::size_t ghosts) {
  shape each;
  for (std::size_t i = 0; i < extents.rank(); ++i) each.append(ghosts);
  return interior(each);
}

ARRAYREEL_INLINE std::ptrdiff_t array_geometry::interior(const shape& ghosts) {
  if (ghosts.rank() != extents.rank())
    throw error(error_kind::parameter, "ghost cells along " + to_text(ghosts.rank()) +
                                           " axes of an array of shape " + shape_text(extents) +
                                           "; expected a number for each axis");
  const shape whole = extents;
  std::ptrdiff_t offset = 0;
  for (std::size_t i = 0; i < extents.rank(); ++i) {
    if (ghosts[i] > whole[i] / 2)
      throw error(error_kind::parameter, to_text(ghosts[i]) +
                                             " ghost cells at both ends of axis " + to_text(i) +
                                             " of an array of shape " + shape_text(whole) +
                                             "; expected up to " + to_text(whole[i] / 2));
    offset += part(i, ghosts[i], extents[i] - 2 * ghosts[i]);
  }
  return offset;
}

ARRAYREEL_INLINE void array_geometry::transpose() noexcept {
  const shape old_extents = extents;
  const strides old_steps = steps;
  const std::size_t rank = extents.rank();
  for (std::size_t i = 0; i < rank; ++i) {
    extents[i] = old_extents[rank - 1 - i];
    steps[i] = old_steps[rank - 1 - i];
  }
  layout = axes::automatic;
}

ARRAYREEL_INLINE std::ptrdiff_t array_geometry::reverse(std::size_t axis) {
  if (axis >= extents.rank())
    throw error(error_kind::parameter, "axis " + to_text(axis) + " of an array of shape " +
                                           shape_text(extents) + "; expected up to " +
                                           to_text(extents.rank() - 1));
  // A stride along which nothing lies is unchecked: it may have no opposite.
  if (extents[axis] < 2 || size() == 0) return 0;
  const std::ptrdiff_t offset = static_cast<std::ptrdiff_t>(extents[axis] - 1) * steps[axis];
  steps[axis] = -steps[axis];
  return offset;
}

} // namespace detail

ARRAYREEL_INLINE strides column_major(const shape& extents) {
  static_cast<void>(detail::checked_count(extents, 1));
  strides steps;
  std::ptrdiff_t product = 1;
  for (std::size_t i = 0; i < extents.rank(); ++i) {
    steps.append(product);
    if (extents[i] != 0) product *= static_cast<std::ptrdiff_t>(extents[i]);
  }
  return steps;
}

} // namespace arrayreel::ARRAYREEL_ABI
