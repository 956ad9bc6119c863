// Blocks to pixels: where they lie, how those with three axes are projected, and cells of several
// pixels.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <vector>

#include "../array/picture_view.hpp"
#include "../base/message.hpp"
#include "state.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

/// A block as rows and columns of elements, one behind the other along an axis that is projected.
struct block_view {
  array_ref array;
  std::size_t rows = 0;
  std::size_t columns = 0;
  std::size_t channels = 1;
  std::size_t layers = 1;
  std::ptrdiff_t row_stride = 0;
  std::ptrdiff_t column_stride = 0;
  std::ptrdiff_t layer_stride = 0;
  std::ptrdiff_t channel_offset[4] = {};
  std::optional<project::kind> projection{}; // of several layers

  [[nodiscard]] bool empty() const noexcept { return rows == 0 || columns == 0 || layers == 0; }

  /// Copies a row of one layer, channels interleaved.
  void load(std::size_t row, std::size_t layer, std::byte* to) const noexcept {
    const std::ptrdiff_t first = static_cast<std::ptrdiff_t>(row) * row_stride +
                                 static_cast<std::ptrdiff_t>(layer) * layer_stride;
    const std::size_t bytes = array.element_bytes();
    if (channels == 1) return gather(array.at(first), column_stride, bytes, columns, to);
    for (std::size_t x = 0; x < columns; ++x)
      for (std::size_t c = 0; c < channels; ++c, to += bytes)
        std::memcpy(
            to,
            array.at(first + static_cast<std::ptrdiff_t>(x) * column_stride + channel_offset[c]),
            bytes);
  }
};

/// Reads a block.
/// \throws error (parameter) for axes, an index or a projection that the block does not have
[[nodiscard]] inline block_view block_of(const array_ref& array, axes layout,
                                         const put_options& o) {
  block_view b{.array = array};
  if (!o.project) {
    if (o.axis)
      refuse(error_kind::parameter, {"an axis of ", *o.axis,
                                     " without a projection; expected "
                                     "project::max, min, sum, mean or at(k) with it"});
    if (array.empty() && (array.rank() == 2 || array.rank() == 3)) return b;
    if (layout == axes::automatic && array.layout() == axes::automatic && array.rank() == 3 &&
        still_guess(array).layout == axes::automatic)
      refuse(error_kind::parameter,
             {"a block of shape ", shape_text(array.extents(), 3), " is no picture; expected ",
              accepted_still_shapes, ", or a projection of its three axes"});
    const picture_view p = as_picture(array, layout);
    b.rows = p.height;
    b.columns = p.width;
    b.channels = p.channels;
    b.row_stride = p.row_stride;
    b.column_stride = p.column_stride;
    std::copy(p.channel_offset.begin(), p.channel_offset.end(), b.channel_offset);
    return b;
  }
  if (array.rank() != 3)
    refuse(error_kind::parameter,
           {"a projection of an array of shape ", shape_text(array.extents(), array.rank()),
            "; expected three axes"});
  const std::size_t along = o.axis.value_or(0);
  if (along > 2)
    refuse(error_kind::parameter, {"a projection along axis ", along, "; expected 0, 1 or 2"});
  const std::size_t y = along == 0 ? 1 : 0;
  const std::size_t x = along == 2 ? 1 : 2;
  // One element has no neighbour, and its stride may be any number.
  const auto stride = [&](std::size_t axis) {
    return array.extent(axis) == 1 ? 0 : array.stride(axis);
  };
  b.rows = array.extent(y);
  b.columns = array.extent(x);
  b.row_stride = stride(y);
  b.column_stride = stride(x);
  b.layers = array.extent(along);
  b.layer_stride = stride(along);
  if (o.project->how() == project::kind::at) {
    const std::ptrdiff_t index = o.project->index();
    if (index < 0 || to_size(index) >= b.layers)
      refuse(error_kind::parameter, {"slice ", index, " of axis ", along, " of a block of shape ",
                                     shape_text(array.extents(), array.rank()), "; expected 0 to ",
                                     b.layers == 0 ? 0 : b.layers - 1});
    b.array = array.slice(along, to_size(index));
    b.layers = 1;
  } else {
    b.projection = o.project->how();
  }
  return b;
}

/// Where a block lies: the part of it that is shown, in pixels from its own first one, and the
/// picture's pixels.
struct put_place {
  std::size_t first_row = 0;
  std::size_t first_column = 0;
  rectangle pixels{};
};

/// \throws error (parameter) for a cell below one pixel, or a block that is not inside the picture
[[nodiscard]] inline put_place place_of(const block_view& b, const canvas_state& state,
                                          const row_column& at, const put_options& o) {
  if (o.cell.row() < 1 || o.cell.column() < 1)
    refuse(error_kind::parameter, {"a cell of ", o.cell.row(), " x ", o.cell.column(),
                                   " pixels; expected 1 or more in both directions"});
  // What is clipped would be other pixels than the given numbers ask for.
  if (o.clip && !(o.cell.fits() && (at.fits() || (at.row() >= 0 && at.column() >= 0))))
    refuse(error_kind::parameter,
           {"a block at ", at.row(), ", ", at.column(), " with a cell of ", o.cell.row(), " x ",
            o.cell.column(),
            " pixels, or beyond; expected numbers within 32 bits"});
  const auto along = [&](const char* name, std::ptrdiff_t from, std::size_t elements,
                         std::ptrdiff_t cell, std::size_t size) {
    std::size_t length = 0;
    // A length that does not fit into a number is as much too large as the largest is.
    if (!checked_mul(elements, to_size(cell), length) || length > max_bytes) length = max_bytes;
    const bool inside = from >= 0 && to_size(from) <= size && length <= size - to_size(from);
    if (!inside && !o.clip)
      refuse(error_kind::parameter,
             {"a block at ",
              name,
              " ",
              from,
              " of ",
              elements,
              " ",
              name,
              "s with ",
              cell,
              cell == 1 ? " pixel" : " pixels",
              " each, on a canvas of ",
              size,
              " ",
              name,
              "s; ",
              length <= size ? "expected it inside: at most at " : "expected a smaller one: at ",
              name,
              " ",
              length <= size ? size - length : 0});
    struct part {
      std::size_t skipped;
      std::size_t at;
      std::size_t count;
    };
    const std::size_t skipped = from < 0 ? std::min(length, std::size_t{0} - to_size(from)) : 0;
    const std::size_t first = from < 0 ? 0 : std::min(size, to_size(from));
    return part{skipped, first, std::min(length - skipped, size - first)};
  };
  const auto rows = along("row", at.row(), b.rows, o.cell.row(), state.height);
  const auto columns = along("column", at.column(), b.columns, o.cell.column(), state.width);
  return {rows.skipped, columns.skipped, {rows.at, columns.at, rows.count, columns.count}};
}

/// The rows of a block as rows of values for a canvas.
class block_rows {
public:
  /// \param left_out of the pixels of the first element
  /// \param count of pixels across
  block_rows(const block_view& block, const kept_kind& kind, bool means, const put_options& o,
             std::size_t left_out, std::size_t count)
      : block_(block), kind_(kind), deep_(goes_on(block, kind.how, means)),
        columns_(to_size(o.cell.column())), left_out_(left_out),
        times_(static_cast<std::uint32_t>(o.depth)), row_(kind_, count) {
    if (block.projection && !deep_) {
      // The layers meet in a row of their own before.
      switch (*block.projection) {
        case project::kind::min: layer_kind_.how = meeting::min; break;
        case project::kind::max: layer_kind_.how = meeting::max; break;
        default: layer_kind_.how = meeting::sum;
      }
      layer_kind_.skip_nan = kind.skip_nan;
      layer_kind_.type = block.array.type();
      layer_kind_.bytes = block.array.element_bytes();
      layer_kind_.work = &work_on(layer_kind_.type);
      layer_.emplace(layer_kind_, block.columns);
      sizes_.resize(block.columns);
      arrivals_.resize(block.columns);
      kept_.resize((block.columns * layer_kind_.kept_bytes() + alignof(std::max_align_t) - 1) /
                       sizeof(std::max_align_t) +
                   1);
    }
  }
  block_rows(const block_rows&) = delete;
  block_rows& operator=(const block_rows&) = delete;

  /// The type of the values that a block puts on a canvas.
  [[nodiscard]] static dtype type_of(const block_view& block, meeting how, bool means) {
    const dtype type = block.array.type();
    if (!block.projection || *block.projection == project::kind::min ||
        *block.projection == project::kind::max)
      return type;
    return goes_on(block, how, means) ? type : sum_type(type);
  }
  /// Whether the layers come to the canvas one by one.
  [[nodiscard]] static bool goes_on(const block_view& block, meeting how, bool means) noexcept {
    return block.projection && how == meeting::sum &&
           *block.projection == (means ? project::kind::mean : project::kind::sum);
  }

  /// Calls `function(values)` with the values of a row, one for each pixel across the block: once,
  /// or for each layer.
  template <class Function> void for_each(std::size_t row, const Function& function) {
    const std::size_t layers = deep_ ? block_.layers : 1;
    for (std::size_t k = 0; k < layers; ++k) {
      if (layer_)
        project_row(row);
      else
        block_.load(row, k, row_.elements());
      function(row_.row(block_.columns, columns_, left_out_, times_));
    }
  }

private:
  /// Writes the projection of a row into `row_`.
  void project_row(std::size_t row) {
    const std::size_t count = block_.columns;
    std::fill(sizes_.begin(), sizes_.end(), static_cast<unsigned char>(0));
    const pixel_row pixels{sizes_.data(), reinterpret_cast<std::byte*>(kept_.data())};
    for (std::size_t k = 0; k < block_.layers; ++k) {
      block_.load(row, k, layer_->elements());
      const value_row values = layer_->row(count, 1, 0, 1);
      for (std::size_t i = 0; i < count; ++i) {
        const bool comes = values.present == nullptr || values.present[i] != 0;
        arrivals_[i] = !comes ? arrival::none : sizes_[i] == 0 ? arrival::first : arrival::next;
        if (comes) sizes_[i] = 1;
      }
      receive(layer_kind_, pixels, values, arrivals_.data(), count);
    }
    for (std::size_t i = 0; i < count; ++i) {
      std::byte* const to = row_.elements() + i * kind_.bytes;
      if (sizes_[i] == 0)
        kind_.work->write_nan(to); // only where NaN are skipped
      else if (!layer_kind_.adds())
        std::memcpy(to, pixels.kept + i * layer_kind_.bytes, layer_kind_.bytes);
      else
        write_sum(kind_.type, value_of(reinterpret_cast<const exact_sum*>(pixels.kept)[i]), to);
    }
  }
  [[nodiscard]] double value_of(const exact_sum& s) const noexcept {
    return *block_.projection == project::kind::mean ? s.mean() : s.sum();
  }

  const block_view& block_;
  const kept_kind& kind_;
  bool deep_;
  std::size_t columns_;
  std::size_t left_out_;
  std::uint32_t times_;
  loaded_row row_;
  kept_kind layer_kind_{};
  std::optional<loaded_row> layer_{};
  std::vector<unsigned char> sizes_{};
  std::vector<std::max_align_t> kept_{};
  std::vector<arrival> arrivals_{};
};

/// Refuses options that nothing of this canvas or block has a use for.
inline void check_block(const canvas_state& state, const block_view& block, const put_options& o) {
  if (o.depth < 1 || o.depth > most_values)
    refuse(error_kind::parameter, {"a depth of ", o.depth, "; expected 1 to ", most_values});
  if (o.depth != 1 && !state.adds())
    refuse(error_kind::parameter, {"a depth of ", o.depth,
                                   " on a canvas whose values are not "
                                   "added; expected overlap::sum or overlap::mean"});
  if (block.projection && work_on(block.array.type()).meet == nullptr)
    refuse(error_kind::parameter, {"a projection of ", name_of(block.array.type()),
                                   "; expected real numbers, or project::at(k)"});
}

inline void put_on(canvas_state& state, const array_ref& array, const row_column& at,
                   const put_options& o) {
  const block_view block =
      block_of(array, o.axes != axes::automatic ? o.axes : state.options.axes, o);
  check_block(state, block, o);
  const put_place place = place_of(block, state, at, o);
  if (block.empty()) return;
  const bool means = state.options.overlap == overlap::mean;
  const meeting how = state.kind_of(dtype::float32, 1).how;
  const dtype type = block_rows::type_of(block, how, means);
  preparation prepared(state, type,
                       type == array.type() ? array.functions() : functions_of_sums(array.type()),
                       block.channels);
  std::size_t cell_pixels = 0;
  if (!checked_mul(to_size(o.cell.row()), to_size(o.cell.column()), cell_pixels))
    cell_pixels = max_bytes;
  const unsigned char number = prepared.size_number(cell_pixels);
  const bool deep = block_rows::goes_on(block, how, means);
  const std::uint64_t layers = deep ? block.layers : 1;
  const std::uint64_t more = o.depth * layers;
  if (deep && block.layers > most_values / o.depth)
    refuse(error_kind::limit,
           {block.layers, " values of depth ", o.depth, " for a pixel; expected at most ",
            most_values, " of a sum or mean"});
  if (state.adds()) check_values(state, place.pixels, more);
  prepared.tiles(place.pixels);
  const kept_kind kind = prepared.kind();
  // Only the elements that are shown.
  const std::size_t cell_rows = to_size(o.cell.row());
  const std::size_t cell_columns = to_size(o.cell.column());
  const rectangle& shown = place.pixels;
  if (shown.rows == 0 || shown.columns == 0) return;
  block_view part = block;
  const std::size_t first = place.first_column / cell_columns;
  part.array = block.array.with(block.array.geometry(),
                                static_cast<std::ptrdiff_t>(first) * block.column_stride);
  const std::size_t left_out = place.first_column % cell_columns;
  part.columns = (left_out + shown.columns - 1) / cell_columns + 1;
  block_rows rows(part, kind, means, o, left_out, shown.columns);
  prepared.commit();
  state.most_on_a_pixel += more;

  pixel_gate gate(state);
  for (std::size_t done = 0; done < shown.rows;) {
    const std::size_t pixel = place.first_row + done;
    const std::size_t now = std::min(shown.rows - done, cell_rows - pixel % cell_rows);
    rows.for_each(pixel / cell_rows, [&](const value_row& values) {
      for (std::size_t y = 0; y < now; ++y)
        gate.put(shown.row + done + y, shown.column, shown.columns, values, nullptr, number);
    });
    done += now;
  }
}

} // namespace arrayreel::ARRAYREEL_ABI::detail
