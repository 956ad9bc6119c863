// The values of a canvas as one array, and which pixels have none.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <memory>
#include <utility>

#include "../array/array_ref.hpp"
#include "../base/memory_block.hpp"
#include "../values/element_functions.hpp"
#include "state.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

/// An array of the values; `ref` refers to the rest.
struct canvas_values {
  memory_block elements;
  memory_block holes;
  memory_block filled;
  hole_map map{};
  array_ref ref;

  canvas_values(memory_block memory, const canvas_state& state, const shape& extents)
      : elements(std::move(memory)),
        ref(elements.data(),
            {extents, array_geometry::contiguous(extents, bytes_of(state.shown_type())),
             extents.rank() == 2 ? axes::yx : axes::yxc},
            state.shown_functions(), state.shown_type()) {}
  canvas_values(const canvas_values&) = delete;
  canvas_values& operator=(const canvas_values&) = delete;
};

/// Writes the value that is shown of a pixel.
inline void write_shown(const canvas_state& state, const std::byte* kept, std::byte* to) {
  const auto& sum = *reinterpret_cast<const exact_sum*>(kept);
  write_sum(state.shown_type(), state.options.overlap == overlap::mean ? sum.mean() : sum.sum(),
            to);
}

[[nodiscard]] inline std::shared_ptr<const canvas_values> values_of(const canvas_state& state,
                                                                    const rectangle& region) {
  const dtype type = state.shown_type();
  const std::size_t element = bytes_of(type);
  const std::size_t bytes = element * state.channels; // of a pixel
  const std::size_t kept = state.kind.kept_bytes();
  shape extents(region.rows, region.columns);
  if (state.channels > 1) extents.append(state.channels);
  const std::size_t pixels = checked_count({region.rows, region.columns}, bytes);
  memory_block memory(pixels, bytes);
  auto* const to = static_cast<std::byte*>(memory.data());

  const element_work& work = work_on(type);
  std::size_t filled = 0;
  if (work.write_nan != nullptr) {
    // Each copy doubles what there is.
    work.write_nan(to);
    for (std::size_t done = element; done < pixels * bytes; done *= 2)
      std::memcpy(to + done, to, std::min(done, pixels * bytes - done));
  } else {
    std::memset(to, 0, pixels * bytes);
  }
  memory_block holes;
  unsigned char* hole = nullptr;
  if (work.write_nan == nullptr) {
    holes = memory_block(pixels, 1);
    hole = static_cast<unsigned char*>(holes.data());
    std::memset(hole, 1, pixels);
  }
  for_each_tile(state, region, [&](const canvas_tile& tile, const rectangle& part) {
    for (std::size_t y = part.row; y < part.row + part.rows; ++y) {
      const std::size_t from = state.pixel_in_tile(y, part.column);
      const unsigned char* const sizes = tile.sizes_at(from);
      const std::size_t at = (y - region.row) * region.columns + part.column - region.column;
      for_each_filled(sizes, part.columns, [&](std::size_t begin, std::size_t end) {
        const std::byte* const values = tile.kept_at(from + begin, kept);
        filled += end - begin;
        if (hole != nullptr) std::memset(hole + at + begin, 0, end - begin);
        if (!state.adds())
          std::memcpy(to + (at + begin) * bytes, values, (end - begin) * bytes);
        else
          for (std::size_t x = begin; x < end; ++x)
            write_shown(state, values + (x - begin) * kept, to + (at + x) * bytes);
      });
    }
  });

  auto result = std::make_shared<canvas_values>(std::move(memory), state, extents);
  if (hole == nullptr || filled == pixels) return result;
  result->filled = memory_block(filled, bytes);
  result->holes = std::move(holes);
  auto* next = static_cast<std::byte*>(result->filled.data());
  for (std::size_t i = 0; i < pixels; ++i)
    if (hole[i] == 0) {
      std::memcpy(next, to + i * bytes, bytes);
      next += bytes;
    }
  result->map = {.at = hole,
                 .width = region.columns,
                 .pixel_elements = state.channels,
                 .first = to,
                 .filled = static_cast<const std::byte*>(result->filled.data()),
                 .count = filled};
  result->ref = result->ref.with_holes(&result->map);
  return result;
}

} // namespace arrayreel::ARRAYREEL_ABI::detail
