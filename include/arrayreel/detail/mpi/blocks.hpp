// Where the blocks of all ranks lie in the picture: gathered, and checked for holes and overlaps.
#pragma once

#include "../base/config.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "../../placement.hpp"
#include "communicator.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

/// A block of one rank, or the part of one that finer blocks leave visible. Rows and columns are of
/// pixels.
struct block_place {
  std::uint64_t row = 0;    ///< the first
  std::uint64_t column = 0; ///< likewise
  std::uint64_t rows = 0;   ///< above 0, a multiple of `cell_rows`
  std::uint64_t columns = 0;
  std::uint64_t cell_rows = 1; ///< of one element
  std::uint64_t cell_columns = 1;
  std::uint32_t rank = 0;
  std::uint32_t number = 0;      ///< among the blocks of the rank
  std::uint64_t element_row = 0; ///< the first element, in the block's array
  std::uint64_t element_column = 0;

  [[nodiscard]] std::size_t end_row() const noexcept { return row + rows; }
  [[nodiscard]] std::size_t end_column() const noexcept { return column + columns; }
  [[nodiscard]] std::size_t cell() const noexcept { return cell_rows * cell_columns; }
  [[nodiscard]] std::size_t element_rows() const noexcept { return rows / cell_rows; }
  [[nodiscard]] std::size_t element_columns() const noexcept { return columns / cell_columns; }
};

/// The place of an array of so many rows and columns.
/// \throws error (parameter) for a place outside of the picture, negative numbers, or cells below 1
[[nodiscard]] ARRAYREEL_API block_place place_of(std::size_t rows, std::size_t columns,
                                                 const placement& where, const communicator& ranks,
                                                 std::size_t number);

/// Whether pixels that no block covers are an error.
enum class holes : bool { are_errors, allowed };

/// The blocks of all ranks, in the order of their first rows; the same on all ranks. Where blocks
/// of different cells lie on each other, the finest is kept and the others are cut, so that no two
/// of them overlap.
class ARRAYREEL_API block_map {
public:
  /// Collective.
  /// \param mine this rank's; empty ones are left out
  /// \throws error (parameter) on all ranks for blocks of equally large cells that overlap, and for
  /// holes
  block_map(const communicator& ranks, std::span<const block_place> mine, std::size_t height,
            std::size_t width, holes allowed);

  [[nodiscard]] std::span<const block_place> all() const noexcept { return blocks_; }
  [[nodiscard]] std::size_t height() const noexcept { return height_; }
  [[nodiscard]] std::size_t width() const noexcept { return width_; }
  [[nodiscard]] bool has_holes() const noexcept { return has_holes_; }

  /// Calls `function(block)` for each block that has pixels in these rows.
  template <class Function>
  void for_each_in(std::size_t begin, std::size_t end, const Function& function) const {
    // Blocks that begin above the rows may reach into them, but none is higher than the highest.
    for (std::size_t i = first_beginning_at(begin < highest_ ? 0 : begin - highest_);
         i < blocks_.size() && blocks_[i].row < end; ++i)
      if (blocks_[i].end_row() > begin) function(blocks_[i]);
  }

private:
  [[nodiscard]] std::size_t first_beginning_at(std::size_t row) const noexcept;
  void cut_behind_finer();

  std::vector<block_place> blocks_;
  std::size_t height_;
  std::size_t width_;
  std::size_t highest_ = 0; // rows of the highest block
  bool has_holes_ = false;
};

} // namespace arrayreel::ARRAYREEL_ABI::detail

#if !defined(ARRAYREEL_COMPILED)
#include "blocks.ipp"
#endif
