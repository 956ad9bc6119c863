// The checks of blocks.
#pragma once

#include "blocks.hpp"

#include <algorithm>
#include <cstring>
#include <map>
#include <queue>

#include "../base/checked_math.hpp"
#include "../base/message.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

ARRAYREEL_INLINE block_place place_of(std::size_t rows, std::size_t columns, const placement& where,
                                      const communicator& ranks, std::size_t number) {
  const auto pair = [](const row_column& p) {
    return joined_text({"{", p.row(), ", ", p.column(), "}"});
  };
  if (where.size.row() < 1 || where.size.column() < 1 || to_size(where.size.row()) > longest_side ||
      to_size(where.size.column()) > longest_side)
    refuse(error_kind::parameter, {"a placement in a picture of size ", pair(where.size),
                                   "; expected rows and columns from 1 to 2147483647"});
  if (where.cell.row() < 1 || where.cell.column() < 1)
    refuse(error_kind::parameter,
           {"cells of ", pair(where.cell), " pixels; expected 1 or more of each"});
  block_place p;
  std::size_t covered_rows = 0;
  std::size_t covered_columns = 0;
  const bool fits = checked_mul(rows, to_size(where.cell.row()), covered_rows) &&
                    checked_mul(columns, to_size(where.cell.column()), covered_columns);
  if (!fits || where.at.row() < 0 || where.at.column() < 0 ||
      covered_rows > to_size(where.size.row()) || covered_columns > to_size(where.size.column()) ||
      to_size(where.at.row()) > to_size(where.size.row()) - covered_rows ||
      to_size(where.at.column()) > to_size(where.size.column()) - covered_columns)
    refuse(error_kind::parameter,
           {"a block of ", rows, " x ", columns, " elements at ", pair(where.at), " with cells of ",
            pair(where.cell), " pixels; expected it to lie in the picture of size ",
            pair(where.size)});
  p.row = to_size(where.at.row());
  p.column = to_size(where.at.column());
  p.rows = covered_rows;
  p.columns = covered_columns;
  p.cell_rows = to_size(where.cell.row());
  p.cell_columns = to_size(where.cell.column());
  p.rank = static_cast<std::uint32_t>(ranks.rank());
  p.number = static_cast<std::uint32_t>(number);
  return p;
}

ARRAYREEL_INLINE block_map::block_map(const communicator& ranks, std::span<const block_place> mine,
                                      std::size_t height, std::size_t width, holes allowed)
    : height_(height), width_(width) {
  std::vector<block_place> own;
  for (const block_place& b : mine)
    if (b.rows > 0 && b.columns > 0) own.push_back(b);
  std::vector<std::uint8_t> bytes(own.size() * sizeof(block_place));
  if (!own.empty()) std::memcpy(bytes.data(), own.data(), bytes.size());
  const std::vector<std::uint8_t> all = ranks.gather_to_all(bytes);
  blocks_.resize(all.size() / sizeof(block_place));
  if (!blocks_.empty()) std::memcpy(blocks_.data(), all.data(), all.size());
  std::sort(blocks_.begin(), blocks_.end(), [](const block_place& a, const block_place& b) {
    return a.row != b.row ? a.row < b.row : a.column < b.column;
  });
  for (const block_place& b : blocks_) highest_ = std::max(highest_, to_size(b.rows));
  check(allowed);
}

ARRAYREEL_INLINE std::size_t block_map::first_beginning_at(std::size_t row) const noexcept {
  const auto found =
      std::lower_bound(blocks_.begin(), blocks_.end(), row,
                       [](const block_place& b, std::size_t at) { return b.row < at; });
  return to_size(found - blocks_.begin());
}

[[nodiscard]] inline std::string text_of(const block_place& b) {
  return joined_text({"block ", b.number, " of rank ", b.rank, " (rows ", b.row, " to ",
                      b.end_row() - 1, ", columns ", b.column, " to ", b.end_column() - 1, ")"});
}

// Goes down the rows with the blocks that cover the present one, in the order of their columns.
ARRAYREEL_INLINE void block_map::check(holes allowed) {
  std::map<std::size_t, const block_place*> open;
  const auto lower = [](const block_place* a, const block_place* b) {
    return a->end_row() > b->end_row();
  };
  std::priority_queue<const block_place*, std::vector<const block_place*>, decltype(lower)> ends(
      lower);
  std::size_t covered = 0; // columns of the present row
  std::size_t row = 0;
  const auto check_row = [&] {
    if (covered == width_) return;
    has_holes_ = true;
    if (allowed == holes::allowed) return;
    std::size_t column = 0;
    for (const auto& [begin, block] : open) {
      if (begin != column) break;
      column = block->end_column();
    }
    refuse(error_kind::parameter,
           {"no block covers row ", row, ", column ", column, " of the picture of ", height_, " x ",
            width_, "; expected blocks without holes"});
  };
  for (std::size_t i = 0; i < blocks_.size() || !ends.empty();) {
    const std::size_t next_end = ends.empty() ? height_ : ends.top()->end_row();
    const std::size_t next_begin = i < blocks_.size() ? to_size(blocks_[i].row) : height_;
    const std::size_t next = std::min(next_end, next_begin);
    if (next > row) check_row();
    row = next;
    while (!ends.empty() && ends.top()->end_row() == row) {
      covered -= ends.top()->columns;
      open.erase(ends.top()->column);
      ends.pop();
    }
    for (; i < blocks_.size() && blocks_[i].row == row; ++i) {
      const block_place& b = blocks_[i];
      const auto after = open.lower_bound(b.column);
      const block_place* other = nullptr;
      if (after != open.end() && after->first < b.end_column()) other = after->second;
      if (after != open.begin() && std::prev(after)->second->end_column() > b.column)
        other = std::prev(after)->second;
      if (other != nullptr)
        refuse(error_kind::parameter, {text_of(*other), " and ", text_of(b),
                                       " overlap; expected every pixel in one block"});
      open.emplace(to_size(b.column), &b);
      ends.push(&b);
      covered += b.columns;
    }
  }
  if (row < height_) check_row();
}

} // namespace arrayreel::ARRAYREEL_ABI::detail
