// Definitions of view_member.hpp: what does not depend on the type of the cells.
#pragma once

#include "view_member.hpp"

#include <cstdint>

#include "detail/base/message.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

ARRAYREEL_INLINE void require_cells(std::size_t cells, const shape& extents,
                                    std::size_t cell_bytes) {
  if (cells != checked_count(extents, cell_bytes))
    refuse(error_kind::parameter,
           {cells, " cells for an array of shape ", shape_text(extents, extents.rank())});
}

ARRAYREEL_INLINE array_geometry member_geometry(const shape& cells, const strides& steps,
                                                std::size_t distance,
                                                std::span<const std::size_t> member, axes layout) {
  if (cells.rank() + member.size() > max_rank) refuse_rank(cells.rank() + member.size());
  array_geometry result{cells, {}, layout};
  for (std::size_t i = 0; i < cells.rank(); ++i) {
    std::ptrdiff_t step = 0;
    // What nothing lies along may be any number.
    if (!has_zero(cells) && cells[i] > 1 &&
        __builtin_mul_overflow(steps[i], static_cast<std::ptrdiff_t>(distance), &step))
      refuse_stride(i, static_cast<long long>(steps[i]));
    result.steps.append(step);
  }
  std::ptrdiff_t step = 1;
  for (const std::size_t extent : member) step *= static_cast<std::ptrdiff_t>(extent);
  for (const std::size_t extent : member) {
    step /= static_cast<std::ptrdiff_t>(extent);
    result.extents.append(extent);
    result.steps.append(step);
  }
  return result;
}

ARRAYREEL_INLINE void require_aligned(const void* member, std::size_t alignment) {
  if (reinterpret_cast<std::uintptr_t>(member) % alignment != 0)
    refuse(error_kind::parameter,
           {"a member at an address that is no multiple of ", alignment,
            ", as in a packed struct; expected a function of the cell, whose values are copied: "
            "[](const cell& c) { return c.u; }"});
}

} // namespace arrayreel::ARRAYREEL_ABI::detail
