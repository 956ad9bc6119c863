// What a canvas is behind its calls: tiles of pixels, and the sizes of the cells on them.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <map>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "../../canvas_options.hpp"
#include "../base/memory_block.hpp"
#include "../base/message.hpp"
#include "../values/element_functions.hpp"
#include "pixel_rows.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

/// A rectangle inside a picture.
struct rectangle {
  std::size_t row = 0;
  std::size_t column = 0;
  std::size_t rows = 0;
  std::size_t columns = 0;
};

/// The functions of `sum_type(type)`. They are found without a table of all types, which
/// header-only programs would compile.
[[nodiscard]] inline const element_functions& functions_of_sums(dtype type) {
  switch (sum_type(type)) {
#if ARRAYREEL_HAS_FLOAT16
    case dtype::float16: return functions_of<half>();
#endif
    case dtype::float32: return functions_of<float>();
    default: return functions_of<double>();
  }
}

/// Pixels of a part of the picture, in rows of `tile_columns`.
struct canvas_tile {
  memory_block sizes; // a byte for each pixel
  memory_block kept;

  [[nodiscard]] pixel_row at(std::size_t pixel, std::size_t kept_bytes) noexcept {
    return {static_cast<unsigned char*>(sizes.data()) + pixel,
            static_cast<std::byte*>(kept.data()) + pixel * kept_bytes};
  }
  [[nodiscard]] const unsigned char* sizes_at(std::size_t pixel) const noexcept {
    return static_cast<const unsigned char*>(sizes.data()) + pixel;
  }
  [[nodiscard]] const std::byte* kept_at(std::size_t pixel, std::size_t kept_bytes) const noexcept {
    return static_cast<const std::byte*>(kept.data()) + pixel * kept_bytes;
  }
};

struct canvas_state {
  static constexpr std::size_t most_rows = 64;
  static constexpr std::size_t most_columns = 256;
  static constexpr std::size_t most_sizes = 255;

  // A place of a tile: {row / tile_rows, column / tile_columns}.
  using tile_place = std::pair<std::size_t, std::size_t>;
  using tile_map = std::map<tile_place, canvas_tile>;

  std::size_t height;
  std::size_t width;
  canvas_options options;
  std::size_t tile_rows;
  std::size_t tile_columns;
  std::optional<dtype> type{};                  // of the blocks, once there is one
  const element_functions* functions = nullptr; // of that type
  std::size_t channels = 1;
  kept_kind kind{};
  std::vector<std::uint64_t> sizes{}; // pixels of the cells, each size once
  std::uint64_t most_on_a_pixel = 0;  // no pixel has more values of a sum
  tile_map tiles{};

  canvas_state(std::size_t h, std::size_t w, const canvas_options& o)
      : height(h), width(w), options(o), tile_rows(std::min(h, most_rows)),
        tile_columns(std::min(w, most_columns)) {}

  [[nodiscard]] std::size_t tile_pixels() const noexcept { return tile_rows * tile_columns; }
  [[nodiscard]] tile_place place_of(std::size_t row, std::size_t column) const noexcept {
    return {row / tile_rows, column / tile_columns};
  }
  [[nodiscard]] std::size_t pixel_in_tile(std::size_t row, std::size_t column) const noexcept {
    return row % tile_rows * tile_columns + column % tile_columns;
  }
  [[nodiscard]] bool adds() const noexcept {
    return options.overlap == overlap::sum || options.overlap == overlap::mean;
  }

  /// The kind of pixels that elements of a type make.
  [[nodiscard]] kept_kind kind_of(dtype element, std::size_t with_channels) const {
    static constexpr meeting of[] = {meeting::replace, meeting::min, meeting::max, meeting::sum,
                                     meeting::sum};
    return {of[static_cast<std::size_t>(options.overlap)], options.skip_nan, element,
            bytes_of(element) * with_channels, &work_on(element)};
  }
  /// The type of the values that it shows, and its functions.
  [[nodiscard]] dtype shown_type() const noexcept {
    if (!type) return dtype::float32;
    return adds() ? sum_type(*type) : *type;
  }
  [[nodiscard]] const element_functions& shown_functions() const {
    if (!type) return functions_of<float>();
    return adds() ? functions_of_sums(*type) : *functions;
  }
};

/// Tiles, a size of cells and a type that are made before anything changes: `commit` cannot fail.
class preparation {
public:
  /// \throws error (parameter) for another type or number of channels than before, or one that does
  /// not go with the overlap; (limit) for too many sizes of cells
  preparation(canvas_state& to, dtype type, const element_functions& functions,
              std::size_t channels)
      : to_(to), type_(type), functions_(&functions), channels_(channels),
        kind_(to.kind_of(type, channels)) {
    if (to.type && *to.type != type)
      refuse(error_kind::parameter, {"values of ", name_of(type), " on a canvas of ",
                                     name_of(*to.type), "; expected one element type"});
    if (to.type && to.channels != channels)
      refuse(error_kind::parameter, {"a block of ", channels, " channels on a canvas of ",
                                     to.channels, "; expected as many"});
    if (to.options.overlap == overlap::replace) return;
    if (channels != 1)
      refuse(error_kind::parameter, {"colours of ", channels,
                                     " channels on a canvas whose values "
                                     "are ordered or added; expected overlap::replace"});
    if (kind_.work->meet == nullptr)
      refuse(error_kind::parameter, {"values of ", name_of(type),
                                     " on a canvas whose values are "
                                     "ordered or added; expected real numbers, or "
                                     "overlap::replace"});
  }

  /// The number of a size of cells, from 1.
  [[nodiscard]] unsigned char size_number(std::uint64_t pixels) {
    if (to_.options.all_cells) pixels = 1;
    if (!sizes_) sizes_ = to_.sizes;
    for (std::size_t i = 0; i < sizes_->size(); ++i)
      if ((*sizes_)[i] == pixels) return static_cast<unsigned char>(i + 1);
    if (sizes_->size() == canvas_state::most_sizes)
      refuse(error_kind::limit,
             {"a cell of ", pixels, " pixels beside ", sizes_->size(),
              " other sizes of cells; expected at most ", canvas_state::most_sizes, " sizes"});
    sizes_->push_back(pixels);
    return static_cast<unsigned char>(sizes_->size());
  }

  void tile(const canvas_state::tile_place& place) {
    if (last_ == place || to_.tiles.count(place) != 0) return;
    last_ = place;
    canvas_tile& made = tiles_[place];
    if (made.sizes.size_bytes() != 0) return;
    const std::size_t pixels = to_.tile_pixels();
    made.kept = memory_block(pixels, kind_.kept_bytes());
    made.sizes = memory_block(pixels, 1);
    std::memset(made.sizes.data(), 0, pixels);
  }
  void tiles(const rectangle& r) {
    if (r.rows == 0 || r.columns == 0) return;
    const auto [first_row, first_column] = to_.place_of(r.row, r.column);
    const auto [last_row, last_column] = to_.place_of(r.row + r.rows - 1, r.column + r.columns - 1);
    for (std::size_t i = first_row; i <= last_row; ++i)
      for (std::size_t j = first_column; j <= last_column; ++j) tile({i, j});
  }

  [[nodiscard]] const kept_kind& kind() const noexcept { return kind_; }

  void commit() noexcept {
    to_.type = type_;
    to_.functions = functions_;
    to_.channels = channels_;
    to_.kind = kind_;
    if (sizes_) to_.sizes.swap(*sizes_);
    to_.tiles.merge(tiles_);
  }

private:
  canvas_state& to_;
  dtype type_;
  const element_functions* functions_;
  std::size_t channels_;
  kept_kind kind_;
  std::optional<std::vector<std::uint64_t>> sizes_{};
  canvas_state::tile_map tiles_{};
  std::optional<canvas_state::tile_place> last_{};
};

/// Where values come to pixels: decides which of them count.
class pixel_gate {
public:
  explicit pixel_gate(canvas_state& to) noexcept : to_(to) {}

  /// Gives a row of values to pixels of the picture. Their tiles are there.
  /// \param numbers of the cells' sizes, 0 where there is no value; nullptr: all are `number`
  void put(std::size_t row, std::size_t column, std::size_t count, const value_row& values,
           const unsigned char* numbers, unsigned char number) {
    for (std::size_t done = 0; done < count;) {
      const std::size_t at = column + done;
      const std::size_t now = std::min(count - done, to_.tile_columns - at % to_.tile_columns);
      const pixel_row pixels =
          tile_at(row, at).at(to_.pixel_in_tile(row, at), to_.kind.kept_bytes());
      const value_row part = values.from(done, to_.kind.bytes);
      std::array<arrival, canvas_state::most_columns> arrivals; // written before they are read
      for (std::size_t i = 0; i < now; ++i) {
        unsigned char next = numbers != nullptr ? numbers[done + i] : number;
        if (part.present != nullptr && part.present[i] == 0) next = 0;
        arrivals[i] = decide(pixels.sizes[i], next);
        if (arrivals[i] != arrival::none) pixels.sizes[i] = next;
      }
      receive(to_.kind, pixels, part, arrivals.data(), now);
      done += now;
    }
  }

  /// Whether a value of a size of cells counts on a pixel of another.
  [[nodiscard]] arrival decide(unsigned char there, unsigned char next) const noexcept {
    if (next == 0) return arrival::none;
    if (there == 0) return arrival::first;
    if (there == next) return arrival::next;
    return to_.sizes[next - 1U] < to_.sizes[there - 1U] ? arrival::first : arrival::none;
  }

private:
  [[nodiscard]] canvas_tile& tile_at(std::size_t row, std::size_t column) {
    const canvas_state::tile_place place = to_.place_of(row, column);
    if (last_ == nullptr || place != last_place_) {
      last_ = &to_.tiles.find(place)->second;
      last_place_ = place;
    }
    return *last_;
  }

  canvas_state& to_;
  canvas_tile* last_ = nullptr;
  canvas_state::tile_place last_place_{};
};

/// Calls `function(tile, place, rectangle)` for the part of each tile that is inside a rectangle,
/// in the order of the places.
template <class State, class Function>
void for_each_tile(State& state, const rectangle& r, const Function& function) {
  for (auto& [place, tile] : state.tiles) {
    const std::size_t row = place.first * state.tile_rows;
    const std::size_t column = place.second * state.tile_columns;
    const rectangle part{
        std::max(row, r.row), std::max(column, r.column),
        std::min({row + state.tile_rows, r.row + r.rows, state.height}),
        std::min({column + state.tile_columns, r.column + r.columns, state.width})};
    if (part.row < part.rows && part.column < part.columns)
      function(tile,
               rectangle{part.row, part.column, part.rows - part.row, part.columns - part.column});
  }
}

/// Calls `function(begin, end)` for runs of pixels that something was put on.
template <class Function>
void for_each_filled(const unsigned char* sizes, std::size_t count, const Function& function) {
  for (std::size_t begin = 0; begin < count;) {
    if (sizes[begin] == 0) {
      ++begin;
      continue;
    }
    std::size_t end = begin + 1;
    while (end < count && sizes[end] != 0) ++end;
    function(begin, end);
    begin = end;
  }
}

/// Refuses what would be more values on a pixel than a sum takes.
inline void check_values(canvas_state& state, const rectangle& r, std::uint64_t more) {
  if (state.most_on_a_pixel + more <= most_values) return;
  std::uint64_t most = 0;
  for_each_tile(state, r, [&](canvas_tile& tile, const rectangle& part) {
    for (std::size_t y = part.row; y < part.row + part.rows; ++y)
      for (std::size_t x = part.column; x < part.column + part.columns; ++x) {
        const pixel_row p = tile.at(state.pixel_in_tile(y, x), sizeof(exact_sum));
        if (*p.sizes != 0)
          most = std::max<std::uint64_t>(most, reinterpret_cast<const exact_sum*>(p.kept)->count);
      }
  });
  if (most + more > most_values)
    refuse(error_kind::limit, {more, " values for a pixel that has ", most, "; expected at most ",
                               most_values, " of a sum or mean"});
}

} // namespace arrayreel::ARRAYREEL_ABI::detail
