// Values to levels of 8 bits, counting on the way those that have none of their own.
#pragma once

#include <cstddef>
#include <cstdint>

#include "level_rows.hpp"
#include "levels.hpp"

namespace arrayreel::inline ARRAYREEL_ABI::detail {

/// Writes what `level.row()` writes, and adds to `counts` how many values `level.classify()` finds
/// bad, under and over. One pass over the values where they are contiguous and the mapping is
/// linear.
template <class T>
void counted_row(const level_function<T>& level, const T* values, std::ptrdiff_t stride,
                 std::size_t count, std::uint8_t* out, special_counts& counts) noexcept {
  std::size_t done = 0;
  if (stride == 1) done = level.template row_by_kernels<watching::all>(values, count, out, counts);
  values += static_cast<std::ptrdiff_t>(done) * stride;
  count -= done;
  level.row(values, stride, count, out + done);
  for (; count > 0; --count, values += stride) switch (level.classify(*values)) {
      case value_class::level: break;
      case value_class::bad: ++counts.bad; break;
      case value_class::under: ++counts.under; break;
      case value_class::over: ++counts.over; break;
    }
}

} // namespace arrayreel::inline ARRAYREEL_ABI::detail
