// Where elements lie in memory: blocks of them, extents and strides of other people's arrays,
// copies.
#pragma once

#include <array>
#include <cstddef>
#include <type_traits>

#include "../../array_view.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

// Blocks that lie in memory as their elements alone: an element, or arrays of such.
template <class T> struct flat_block {
  using value_type = std::remove_const_t<T>;
  static constexpr bool is_flat = element<value_type>;
  static constexpr std::size_t rank = 0;
  static constexpr void extents(std::array<std::size_t, max_rank>&, std::size_t) {}
};
template <class T, std::size_t N> struct flat_block_array {
  using value_type = typename flat_block<T>::value_type;
  static constexpr std::size_t rank = 1 + flat_block<T>::rank;
  static constexpr bool is_flat = flat_block<T>::is_flat && N > 0 && rank <= max_rank;
  static constexpr void extents(std::array<std::size_t, max_rank>& result, std::size_t axis) {
    result[axis] = N;
    flat_block<T>::extents(result, axis + 1);
  }
};
template <class T, std::size_t N> struct flat_block<T[N]> : flat_block_array<T, N> {};
template <class T, std::size_t N> struct flat_block<std::array<T, N>> : flat_block_array<T, N> {
  static constexpr bool is_flat =
      flat_block_array<T, N>::is_flat && sizeof(std::array<T, N>) == N * sizeof(T);
};

/// Extents and strides of a rank that is known at run time, or the error of a rank above 4.
struct geometry {
  shape extents;
  strides steps;

  template <class Extent, class Stride>
  geometry(std::size_t rank, const Extent& extent, const Stride& stride) {
    if (rank < 1 || rank > max_rank) refuse_rank(rank);
    for (std::size_t i = 0; i < rank; ++i) {
      extents.append(extent(i));
      steps.append(stride(i));
    }
  }
};

[[nodiscard]] inline bool has_zero(const shape& extents) noexcept {
  for (std::size_t i = 0; i < extents.rank(); ++i)
    if (extents[i] == 0) return true;
  return false;
}

/// Writes blocks of bytes one after the other in C order of the index.
/// \param unit the bytes that a stride of 1 is
ARRAYREEL_API void copy_blocks(const void* data, const array_geometry& geometry, std::size_t unit,
                               std::size_t block_bytes, void* out) noexcept;

} // namespace arrayreel::ARRAYREEL_ABI::detail

#if !defined(ARRAYREEL_COMPILED)
#include "memory_layout.ipp"
#endif
