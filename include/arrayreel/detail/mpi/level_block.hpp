// A rank's share of a frame on its way: levels, and runs of special values beside them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <vector>

#include "../array/picture_view.hpp"
#include "../values/scalar_rows.hpp"
#include "blocks.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

/// Neighbouring special values of one class, as they travel.
struct special_run {
  std::uint64_t begin; ///< the number of the first among the rank's elements
  std::uint32_t count;
  std::uint32_t kind; ///< a `value_class`
};

/// The elements of a rank's blocks that are seen, block after block as the map has them, row by row.
struct level_block {
  std::vector<std::uint8_t> levels;
  std::vector<special_run> specials;

  [[nodiscard]] std::span<const std::uint8_t> special_bytes() const noexcept {
    return {reinterpret_cast<const std::uint8_t*>(specials.data()),
            specials.size() * sizeof(special_run)};
  }
};

/// How many elements of a rank are seen.
[[nodiscard]] inline std::size_t elements_of(const block_map& map, std::size_t rank) noexcept {
  std::size_t count = 0;
  for (const block_place& b : map.all())
    if (b.rank == rank) count += b.element_rows() * b.element_columns();
  return count;
}

/// Where a row of a block begins.
[[nodiscard]] inline const std::byte* row_of(const picture_view& v, const block_place& b,
                                             std::size_t y) noexcept {
  return static_cast<const std::byte*>(v.row(b.element_row + y)) +
         static_cast<std::ptrdiff_t>(b.element_column) * v.column_stride *
             static_cast<std::ptrdiff_t>(v.array.element_bytes());
}

/// Maps scalar blocks.
/// \param views by the number of the block
[[nodiscard]] inline level_block mapped_levels(const block_map& map, std::size_t rank,
                                               std::span<const picture_view> views,
                                               const scalar_rows& rows, special_counts& counts) {
  level_block result;
  const std::size_t bytes = rows.component_bytes();
  result.levels.resize(elements_of(map, rank) * bytes);
  std::vector<value_class> classes;
  std::size_t at = 0;
  for (const block_place& b : map.all()) {
    if (b.rank != rank) continue;
    const picture_view& v = views[b.number];
    const std::size_t count = b.element_columns();
    for (std::size_t y = 0; y < b.element_rows(); ++y, at += count) {
      const std::byte* const values = row_of(v, b, y);
      const special_counts seen = rows.write(values, v.column_stride, count,
                                             result.levels.data() + at * bytes, watching::all, false);
      counts.add(seen);
      const bool shows = seen.bad != 0 || (seen.any() && rows.specials().wants_clipped());
      if (!shows) continue;
      classes.resize(count);
      rows.classify(values, v.column_stride, count, classes.data());
      for (std::size_t x = 0; x < count; ++x) {
        if (rows.specials().of(classes[x]) == nullptr) continue;
        const auto kind = static_cast<std::uint32_t>(classes[x]);
        const bool goes_on = !result.specials.empty() && result.specials.back().kind == kind &&
                             result.specials.back().begin + result.specials.back().count == at + x &&
                             result.specials.back().count != ~std::uint32_t{0};
        if (goes_on)
          ++result.specials.back().count;
        else
          result.specials.push_back({at + x, 1, kind});
      }
    }
  }
  return result;
}

/// Copies blocks of pixels of bytes.
[[nodiscard]] inline level_block copied_pixels(const block_map& map, std::size_t rank,
                                               std::span<const picture_view> views,
                                               std::size_t channels) {
  level_block result;
  result.levels.resize(elements_of(map, rank) * channels);
  std::uint8_t* to = result.levels.data();
  for (const block_place& b : map.all()) {
    if (b.rank != rank) continue;
    const picture_view& v = views[b.number];
    for (std::size_t y = 0; y < b.element_rows(); ++y)
      for (std::size_t x = 0; x < b.element_columns(); ++x)
        for (std::size_t c = 0; c < channels; ++c)
          *to++ = *(static_cast<const std::uint8_t*>(v.row(b.element_row + y, c)) +
                    static_cast<std::ptrdiff_t>(b.element_column + x) * v.column_stride);
  }
  return result;
}

} // namespace arrayreel::ARRAYREEL_ABI::detail
