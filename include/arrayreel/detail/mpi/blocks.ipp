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
      to_size(where.size.column()) > longest_side || !where.size.fits())
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
  if (!fits || !where.at.fits() || !where.cell.fits() || where.at.row() < 0 ||
      where.at.column() < 0 || covered_rows > to_size(where.size.row()) ||
      covered_columns > to_size(where.size.column()) ||
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

inline void sort_by_rows(std::vector<block_place>& blocks) {
  std::sort(blocks.begin(), blocks.end(), [](const block_place& a, const block_place& b) {
    return a.row != b.row ? a.row < b.row : a.column < b.column;
  });
}

[[nodiscard]] inline bool overlap(const block_place& a, const block_place& b) noexcept {
  return a.row < b.end_row() && b.row < a.end_row() && a.column < b.end_column() &&
         b.column < a.end_column();
}

// The pixels of a part, all but those of another block, as up to four rectangles.
inline void cut(const block_place& part, const block_place& finer, std::vector<block_place>& rest) {
  if (!overlap(part, finer)) {
    rest.push_back(part);
    return;
  }
  const auto add = [&](std::uint64_t row, std::uint64_t end_row, std::uint64_t column,
                       std::uint64_t end_column) {
    if (row >= end_row || column >= end_column) return;
    block_place p = part;
    p.row = row;
    p.rows = end_row - row;
    p.column = column;
    p.columns = end_column - column;
    rest.push_back(p);
  };
  const std::uint64_t top = std::max(part.row, finer.row);
  const std::uint64_t bottom = std::min(part.row + part.rows, finer.row + finer.rows);
  add(part.row, top, part.column, part.column + part.columns);
  add(top, bottom, part.column, finer.column);
  add(top, bottom, finer.column + finer.columns, part.column + part.columns);
  add(bottom, part.row + part.rows, part.column, part.column + part.columns);
}

// Cuts a rectangle of a block into ones in which all cells have the same size: those that are cut
// at its edges are smaller.
inline void add_whole_cells(const block_place& part, const block_place& block,
                            std::vector<block_place>& to) {
  struct band {
    std::uint64_t begin;
    std::uint64_t size;
    std::uint64_t cell;
    std::uint64_t element;
  };
  const auto bands = [](std::uint64_t begin, std::uint64_t end, std::uint64_t first,
                        std::uint64_t cell) {
    std::vector<band> result;
    while (begin < end) {
      const std::uint64_t element = (begin - first) / cell;
      const std::uint64_t inside = (begin - first) % cell;
      const std::uint64_t whole = (end - begin) / cell * cell;
      const std::uint64_t size =
          inside == 0 && whole > 0 ? whole : std::min(cell - inside, end - begin);
      result.push_back({begin, size, std::min(size, cell), element});
      begin += size;
    }
    return result;
  };
  for (const band& y : bands(part.row, part.row + part.rows, block.row, block.cell_rows))
    for (const band& x :
         bands(part.column, part.column + part.columns, block.column, block.cell_columns)) {
      block_place p = block;
      p.row = y.begin;
      p.rows = y.size;
      p.cell_rows = y.cell;
      p.element_row = y.element;
      p.column = x.begin;
      p.columns = x.size;
      p.cell_columns = x.cell;
      p.element_column = x.element;
      to.push_back(p);
    }
}

[[nodiscard]] inline std::string text_of(const block_place& b) {
  return joined_text({"block ", b.number, " of rank ", b.rank, " (rows ", b.row, " to ",
                      b.end_row() - 1, ", columns ", b.column, " to ", b.end_column() - 1, ")"});
}

// Whether blocks, in the order of their first rows, cover the picture. Goes down the rows with the
// blocks that cover the present one, in the order of their columns.
[[nodiscard]] inline bool covers(const std::vector<block_place>& blocks, std::size_t height,
                                 std::size_t width, holes allowed) {
  bool all = true;
  std::map<std::size_t, const block_place*> open;
  const auto lower = [](const block_place* a, const block_place* b) {
    return a->end_row() > b->end_row();
  };
  std::priority_queue<const block_place*, std::vector<const block_place*>, decltype(lower)> ends(
      lower);
  std::size_t covered = 0; // columns of the present row
  std::size_t row = 0;
  const auto check_row = [&] {
    if (covered == width) return;
    all = false;
    if (allowed == holes::allowed) return;
    std::size_t column = 0;
    for (const auto& [begin, block] : open) {
      if (begin != column) break;
      column = block->end_column();
    }
    refuse(error_kind::parameter,
           {"no block covers row ", row, ", column ", column, " of the picture of ", height, " x ",
            width, "; expected blocks without holes"});
  };
  for (std::size_t i = 0; i < blocks.size() || !ends.empty();) {
    const std::size_t next_end = ends.empty() ? height : ends.top()->end_row();
    const std::size_t next_begin = i < blocks.size() ? to_size(blocks[i].row) : height;
    const std::size_t next = std::min(next_end, next_begin);
    if (next > row) check_row();
    row = next;
    while (!ends.empty() && ends.top()->end_row() == row) {
      covered -= ends.top()->columns;
      open.erase(ends.top()->column);
      ends.pop();
    }
    for (; i < blocks.size() && blocks[i].row == row; ++i) {
      const block_place& b = blocks[i];
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
  if (row < height) check_row();
  return all;
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
  sort_by_rows(blocks_);
  // Blocks of one size of cells must not overlap; those of another size lie behind or before them.
  std::map<std::size_t, std::vector<block_place>> by_cell;
  for (const block_place& b : blocks_) by_cell[b.cell()].push_back(b);
  if (by_cell.size() > 1) {
    for (const auto& [cell, blocks] : by_cell)
      static_cast<void>(covers(blocks, height_, width_, holes::allowed));
    cut_behind_finer();
  }
  has_holes_ = !covers(blocks_, height_, width_, allowed);
  for (const block_place& b : blocks_) highest_ = std::max(highest_, to_size(b.rows));
}

// Goes through the coarser blocks from the finest on, and cuts them at all that are finer.
ARRAYREEL_INLINE void block_map::cut_behind_finer() {
  std::vector<block_place> parts;
  std::size_t highest = 0;
  for (const block_place& b : blocks_) highest = std::max(highest, to_size(b.rows));
  for (const block_place& b : blocks_) {
    std::vector<block_place> left{b};
    const std::size_t from = b.row < highest ? 0 : b.row - highest;
    for (std::size_t i = first_beginning_at(from);
         i < blocks_.size() && blocks_[i].row < b.end_row(); ++i)
      if (const block_place& finer = blocks_[i]; finer.cell() < b.cell() && overlap(finer, b)) {
        std::vector<block_place> rest;
        for (const block_place& part : left) cut(part, finer, rest);
        left.swap(rest);
      }
    for (const block_place& part : left) add_whole_cells(part, b, parts);
  }
  blocks_.swap(parts);
  sort_by_rows(blocks_);
}

ARRAYREEL_INLINE std::size_t block_map::first_beginning_at(std::size_t row) const noexcept {
  const auto found =
      std::lower_bound(blocks_.begin(), blocks_.end(), row,
                       [](const block_place& b, std::size_t at) { return b.row < at; });
  return to_size(found - blocks_.begin());
}

} // namespace arrayreel::ARRAYREEL_ABI::detail
