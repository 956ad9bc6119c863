// Views of elements that lie in memory without gaps, in the order of C or of Fortran.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <span>
#include <string_view>

#include "../../any_view.hpp"
#include "../../error.hpp"
#include "../base/message.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

/// A view of elements whose number was checked by the reader: the product of the extents does not
/// overflow, even with 1 in place of extents of 0.
struct contiguous_elements {
  dtype type;
  const void* data;
  std::span<const std::size_t> extents;
  bool fortran_order = false; ///< the first axis is the contiguous one
  std::string_view name = {}; ///< for the message
  std::size_t innermost = 1;  ///< elements from one to the next along the contiguous axis
};

/// \throws error (parameter) for a rank outside 1…4.
[[nodiscard]] inline any_view contiguous_view(const contiguous_elements& all) {
  const std::size_t rank = all.extents.size();
  if (rank < 1 || rank > max_rank)
    throw error(error_kind::parameter,
                "an array " + (all.name.empty() ? std::string() : in_quotes(all.name) + " ") +
                    "of rank " + to_text(rank) + " and shape " + shape_text(all.extents, rank) +
                    "; expected 1 to " + to_text(max_rank) + " axes");
  std::array<std::ptrdiff_t, max_rank> steps{};
  std::size_t step = all.innermost;
  for (std::size_t i = 0; i < rank; ++i) {
    const std::size_t axis = all.fortran_order ? i : rank - 1 - i;
    steps[axis] = static_cast<std::ptrdiff_t>(step);
    step *= std::max<std::size_t>(all.extents[axis], 1);
  }
  return {all.type, all.data, all.extents, std::span<const std::ptrdiff_t>(steps.data(), rank)};
}

} // namespace arrayreel::ARRAYREEL_ABI::detail
