// A canvas as bytes, and what other canvases and such bytes add to one.
//
// The bytes: 8 letters, then numbers in the machine's order of bytes: 16 bits that tell the order,
// 8 bits each of version, overlap, flags, element type (255: none), channels, number of cell sizes
// and digits of a long double, 64 bits each of height, width and each cell size, 64 bits of the
// number of pieces. A piece is what a tile holds: 32 bits each of row, column, rows and columns;
// the number of the cell size of each pixel, 0 where nothing was put; then the elements of the
// others, or their sums. The numbers are runs: 16 bits, how many runs there are, and for each 8
// bits of number and 16 of length. Where these would be longer, there are 0 runs and 8 bits for
// each pixel. At the end stands the CRC-32 of all before.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "../base/message.hpp"
#include "../deflate/checksums.hpp"
#include "state.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

struct saved_canvas {
  static constexpr char letters[9] = "arcanvas";
  static constexpr std::uint16_t order = 0x0102;
  static constexpr std::uint8_t version = 1;
  static constexpr std::uint8_t no_type = 255;
  static constexpr std::size_t sum_bytes = 30;
};

/// Appends numbers to bytes.
class byte_appender {
public:
  template <class N> void number(N n) { bytes(&n, sizeof n); }
  void bytes(const void* from, std::size_t count) {
    const auto* const first = static_cast<const std::uint8_t*>(from);
    bytes_.insert(bytes_.end(), first, first + count);
  }
  void sum(const exact_sum& s) {
    std::uint8_t all[saved_canvas::sum_bytes];
    std::memcpy(all, s.digits, 24);
    std::memcpy(all + 24, &s.count, 4);
    std::memcpy(all + 28, &s.top, 1);
    all[29] = s.special;
    bytes(all, sizeof all);
  }
  [[nodiscard]] std::vector<std::uint8_t>& all() noexcept { return bytes_; }

private:
  std::vector<std::uint8_t> bytes_;
};

/// The smallest rectangle of a tile that holds all that something was put on; without rows where
/// there is nothing.
[[nodiscard]] inline rectangle filled_part(const canvas_state& state, const canvas_tile& tile,
                                           const rectangle& of_tile) {
  std::size_t top = of_tile.rows;
  std::size_t bottom = 0;
  std::size_t left = of_tile.columns;
  std::size_t right = 0;
  for (std::size_t y = 0; y < of_tile.rows; ++y) {
    const unsigned char* const sizes =
        tile.sizes_at(state.pixel_in_tile(of_tile.row + y, of_tile.column));
    for (std::size_t x = 0; x < of_tile.columns; ++x) {
      if (sizes[x] == 0) continue;
      top = std::min(top, y);
      bottom = y + 1;
      left = std::min(left, x);
      right = std::max(right, x + 1);
    }
  }
  if (bottom == 0) return {};
  return {of_tile.row + top, of_tile.column + left, bottom - top, right - left};
}

[[nodiscard]] inline std::vector<std::uint8_t> saved(const canvas_state& state,
                                                     const rectangle& region) {
  byte_appender to;
  to.bytes(saved_canvas::letters, 8);
  to.number(saved_canvas::order);
  to.number(saved_canvas::version);
  to.number(static_cast<std::uint8_t>(state.options.overlap));
  to.number(static_cast<std::uint8_t>((state.options.all_cells ? 1 : 0) |
                                      (state.options.skip_nan ? 2 : 0)));
  to.number(state.type ? static_cast<std::uint8_t>(*state.type) : saved_canvas::no_type);
  to.number(static_cast<std::uint8_t>(state.channels));
  to.number(static_cast<std::uint8_t>(state.sizes.size()));
  to.number(static_cast<std::uint8_t>(std::numeric_limits<long double>::digits));
  to.number(std::uint64_t{state.height});
  to.number(std::uint64_t{state.width});
  for (const std::uint64_t size : state.sizes) to.number(size);
  const std::size_t place_of_count = to.all().size();
  std::uint64_t pieces = 0;
  to.number(pieces);
  const std::size_t kept = state.kind.kept_bytes();
  struct size_run {
    unsigned char size;
    std::uint16_t pixels; // of one tile
  };
  std::vector<size_run> runs;
  for_each_tile(state, region, [&](const canvas_tile& tile, const rectangle& of_tile) {
    const rectangle part = filled_part(state, tile, of_tile);
    if (part.rows == 0) return;
    const auto sizes_in = [&](std::size_t y) {
      return tile.sizes_at(state.pixel_in_tile(part.row + y, part.column));
    };
    runs.clear();
    for (std::size_t y = 0; y < part.rows; ++y)
      for (std::size_t x = 0; x < part.columns; ++x) {
        const unsigned char size = sizes_in(y)[x];
        if (runs.empty() || runs.back().size != size) runs.push_back({size, 0});
        ++runs.back().pixels;
      }
    ++pieces;
    for (const std::size_t n : {part.row, part.column, part.rows, part.columns})
      to.number(static_cast<std::uint32_t>(n));
    const bool short_runs = runs.size() * 3 < part.rows * part.columns;
    to.number(static_cast<std::uint16_t>(short_runs ? runs.size() : 0));
    for (const size_run& run : runs) {
      if (!short_runs) break;
      to.number(run.size);
      to.number(run.pixels);
    }
    for (std::size_t y = 0; y < part.rows && !short_runs; ++y) to.bytes(sizes_in(y), part.columns);
    for (std::size_t y = 0; y < part.rows; ++y) {
      const std::byte* const row =
          tile.kept_at(state.pixel_in_tile(part.row + y, part.column), kept);
      for_each_filled(sizes_in(y), part.columns, [&](std::size_t begin, std::size_t end) {
        if (!state.adds()) return to.bytes(row + begin * kept, (end - begin) * kept);
        for (; begin < end; ++begin) to.sum(reinterpret_cast<const exact_sum*>(row)[begin]);
      });
    }
  });
  std::memcpy(to.all().data() + place_of_count, &pieces, sizeof pieces);
  to.number(crc32(to.all()));
  return std::move(to.all());
}

/// Reads numbers from bytes that anybody may have made.
class untrusted_bytes {
public:
  explicit untrusted_bytes(std::span<const std::uint8_t> bytes) noexcept : rest_(bytes) {}

  template <class N> [[nodiscard]] N number() {
    N n;
    std::memcpy(&n, bytes(sizeof n), sizeof n);
    return n;
  }
  [[nodiscard]] const std::uint8_t* bytes(std::size_t count) {
    if (count > rest_.size())
      refuse(error_kind::format, {"bytes of a canvas that end ", count - rest_.size(),
                                  " bytes too early; expected what save() gave"});
    const std::uint8_t* const first = rest_.data();
    rest_ = rest_.subspan(count);
    return first;
  }
  [[nodiscard]] std::size_t size() const noexcept { return rest_.size(); }

private:
  std::span<const std::uint8_t> rest_;
};

[[noreturn, gnu::cold]] inline void refuse_saved(text_part what, text_part value) {
  refuse(error_kind::format,
         {"bytes of a canvas with ", what, value, "; expected what save() gave"});
}

/// Refuses to merge canvases of which the pixels would not mean the same.
inline void check_alike(const canvas_state& state, std::uint64_t height, std::uint64_t width,
                        overlap how, bool all_cells, bool skip_nan) {
  if (height != state.height || width != state.width)
    refuse(error_kind::parameter,
           {"a canvas of ", height, " x ", width, " pixels merged into one of ", state.height,
            " x ", state.width, "; expected the same size"});
  static constexpr const char* names[] = {"replace", "min", "max", "sum", "mean"};
  if (how != state.options.overlap)
    refuse(error_kind::parameter,
           {"a canvas with overlap::", names[static_cast<std::size_t>(how)],
            " merged into one with overlap::",
            names[static_cast<std::size_t>(state.options.overlap)], "; expected the same"});
  const auto check = [](const char* name, bool one, bool other) {
    if (one != other)
      refuse(error_kind::parameter,
             {"a canvas with ", name, one ? " true" : " false", " merged into one with ",
              other ? "true" : "false", "; expected the same"});
  };
  check("all_cells", all_cells, state.options.all_cells);
  check("skip_nan", skip_nan, state.options.skip_nan);
}

/// The numbers that cell sizes of another canvas have in this one.
using size_numbers = std::array<unsigned char, canvas_state::most_sizes + 1>;
[[nodiscard]] inline size_numbers numbers_of(std::span<const std::uint64_t> sizes,
                                             preparation& prepared) {
  size_numbers numbers{};
  for (std::size_t i = 0; i < sizes.size(); ++i) numbers[i + 1] = prepared.size_number(sizes[i]);
  return numbers;
}

inline void merge_state(canvas_state& state, const canvas_state& other) {
  check_alike(state, other.height, other.width, other.options.overlap, other.options.all_cells,
              other.options.skip_nan);
  if (!other.type) return;
  preparation prepared(state, *other.type, *other.functions, other.channels);
  const size_numbers numbers = numbers_of(other.sizes, prepared);
  const rectangle all{0, 0, state.height, state.width};
  if (state.adds()) check_values(state, all, other.most_on_a_pixel);
  for (const auto& [place, tile] : other.tiles) prepared.tile(place);
  prepared.commit();
  state.most_on_a_pixel += other.most_on_a_pixel;
  pixel_gate gate(state);
  const std::size_t kept = other.kind.kept_bytes();
  for_each_tile(other, all, [&](const canvas_tile& tile, const rectangle& part) {
    std::array<unsigned char, canvas_state::most_columns> translated; // written before it is read
    for (std::size_t y = part.row; y < part.row + part.rows; ++y) {
      const std::size_t pixel = other.pixel_in_tile(y, part.column);
      for (std::size_t x = 0; x < part.columns; ++x)
        translated[x] = numbers[tile.sizes_at(pixel)[x]];
      value_row values{};
      if (other.adds())
        values.sums = reinterpret_cast<const exact_sum*>(tile.kept_at(pixel, kept));
      else
        values.elements = tile.kept_at(pixel, kept);
      gate.put(y, part.column, part.columns, values, translated.data(), 0);
    }
  });
}

/// One piece of saved bytes.
struct saved_piece {
  rectangle pixels{};
  std::vector<unsigned char> sizes{}; // of each pixel
  std::size_t filled = 0;
  const std::uint8_t* kept = nullptr;
};

[[nodiscard]] inline exact_sum sum_from(const std::uint8_t* from) noexcept {
  exact_sum s;
  std::memcpy(s.digits, from, 24);
  std::memcpy(&s.count, from + 24, 4);
  std::memcpy(&s.top, from + 28, 1);
  std::memcpy(&s.special, from + 29, 1);
  return s;
}

/// Reads saved bytes and checks all of them, before any comes to a canvas.
class saved_reader {
public:
  /// \throws error (format) for bytes that are none of a canvas, (parameter) for those of another
  saved_reader(const canvas_state& state, std::span<const std::uint8_t> bytes) {
    untrusted_bytes from(checked(bytes));
    static_cast<void>(from.bytes(8 + sizeof saved_canvas::order));
    if (const auto v = from.number<std::uint8_t>(); v != saved_canvas::version)
      refuse_saved("version ", unsigned{v});
    const auto how = from.number<std::uint8_t>();
    if (how > static_cast<std::uint8_t>(overlap::mean)) refuse_saved("overlap ", unsigned{how});
    const auto flags = from.number<std::uint8_t>();
    if (flags > 3) refuse_saved("flags ", unsigned{flags});
    const auto element = from.number<std::uint8_t>();
    if (element != saved_canvas::no_type && element > static_cast<std::uint8_t>(dtype::bfloat16))
      refuse_saved("element type ", unsigned{element});
    channels_ = from.number<std::uint8_t>();
    if (channels_ < 1 || channels_ > 4) refuse_saved("channels: ", channels_);
    const auto size_count = from.number<std::uint8_t>();
    const auto digits = from.number<std::uint8_t>();
    const auto height = from.number<std::uint64_t>();
    const auto width = from.number<std::uint64_t>();
    for (std::size_t i = 0; i < size_count; ++i) {
      sizes_.push_back(from.number<std::uint64_t>());
      if (sizes_.back() == 0) refuse_saved("a cell of pixels: ", sizes_.back());
    }
    const auto pieces = from.number<std::uint64_t>();
    check_alike(state, height, width, static_cast<overlap>(how), (flags & 1) != 0,
                (flags & 2) != 0);
    if (element == saved_canvas::no_type) {
      if (pieces != 0) refuse_saved("pieces of no type: ", pieces);
    } else {
      type_ = static_cast<dtype>(element);
      if (is_long_double() && digits != std::numeric_limits<long double>::digits)
        refuse_saved("long doubles of another machine, digits: ", unsigned{digits});
      kept_bytes_ = state.adds() ? saved_canvas::sum_bytes : bytes_of(*type_) * channels_;
      for (std::uint64_t i = 0; i < pieces; ++i) take_piece(state, from);
    }
    if (from.size() != 0) refuse_saved("more behind its end, bytes: ", from.size());
  }

  [[nodiscard]] const std::optional<dtype>& type() const noexcept { return type_; }
  [[nodiscard]] std::size_t channels() const noexcept { return channels_; }
  [[nodiscard]] std::span<const std::uint64_t> sizes() const noexcept { return sizes_; }
  [[nodiscard]] const std::vector<saved_piece>& pieces() const noexcept { return pieces_; }
  [[nodiscard]] std::size_t kept_bytes() const noexcept { return kept_bytes_; }
  /// Of a sum, the most values on a pixel.
  [[nodiscard]] std::uint64_t most() const noexcept { return most_; }

private:
  [[nodiscard]] bool is_long_double() const noexcept {
    return *type_ == dtype::long_double || *type_ == dtype::complex_long_double;
  }

  /// The bytes without their checksum.
  [[nodiscard]] static std::span<const std::uint8_t> checked(std::span<const std::uint8_t> bytes) {
    untrusted_bytes from(bytes);
    if (std::memcmp(from.bytes(8), saved_canvas::letters, 8) != 0)
      refuse(error_kind::format, {"bytes that do not begin as those of a canvas do; expected what "
                                  "save() gave"});
    const auto order = from.number<std::uint16_t>();
    if (order == 0x0201)
      refuse(error_kind::format, {"bytes of a canvas from a machine with another order of bytes; "
                                  "expected this machine's"});
    if (order != saved_canvas::order) refuse_saved("order of bytes ", unsigned{order});
    std::uint32_t sum = 0;
    if (from.size() < sizeof sum) static_cast<void>(from.bytes(sizeof sum));
    const auto body = bytes.first(bytes.size() - sizeof sum);
    std::memcpy(&sum, bytes.data() + body.size(), sizeof sum);
    if (crc32(body) != sum)
      refuse(error_kind::format, {"bytes of a canvas that are damaged or cut short, ", bytes.size(),
                                  " of them; expected what save() gave"});
    return body;
  }

  void take_piece(const canvas_state& state, untrusted_bytes& from) {
    saved_piece piece;
    rectangle& r = piece.pixels;
    r.row = from.number<std::uint32_t>();
    r.column = from.number<std::uint32_t>();
    r.rows = from.number<std::uint32_t>();
    r.columns = from.number<std::uint32_t>();
    const bool inside = r.rows >= 1 && r.columns >= 1 && r.row < state.height &&
                        r.rows <= state.height - r.row && r.column < state.width &&
                        r.columns <= state.width - r.column;
    if (!inside) refuse_saved("a piece outside it, at row ", r.row);
    // Each tile once, so that no pixel comes twice.
    const canvas_state::tile_place place = state.place_of(r.row, r.column);
    if (place != state.place_of(r.row + r.rows - 1, r.column + r.columns - 1) ||
        (!pieces_.empty() && !(last_ < place)))
      refuse_saved("pieces out of order, at row ", r.row);
    last_ = place;
    const std::size_t pixels = r.rows * r.columns;
    const auto runs = from.number<std::uint16_t>();
    if (runs == 0) {
      const std::uint8_t* const each = from.bytes(pixels);
      piece.sizes.assign(each, each + pixels);
    }
    for (unsigned i = 0; i < runs; ++i) {
      const auto size = from.number<unsigned char>();
      const auto length = from.number<std::uint16_t>();
      if (length > pixels - piece.sizes.size()) refuse_saved("a run of pixels: ", unsigned{length});
      piece.sizes.insert(piece.sizes.end(), length, size);
    }
    if (piece.sizes.size() != pixels) refuse_saved("runs of pixels: ", piece.sizes.size());
    for (const unsigned char size : piece.sizes) {
      if (size > sizes_.size()) refuse_saved("a cell size of number ", unsigned{size});
      piece.filled += size != 0 ? 1 : 0;
    }
    piece.kept = from.bytes(piece.filled * kept_bytes_);
    for (std::size_t i = 0; i < piece.filled && state.adds(); ++i) {
      const exact_sum s = sum_from(piece.kept + i * kept_bytes_);
      if (!s.is_valid()) refuse_saved("a sum that is none, values: ", s.count);
      most_ = std::max<std::uint64_t>(most_, s.count);
    }
    if (*type_ == dtype::boolean && !state.adds())
      for (std::size_t i = 0; i < piece.filled * kept_bytes_; ++i)
        if (piece.kept[i] > 1) refuse_saved("a bool of ", unsigned{piece.kept[i]});
    pieces_.push_back(std::move(piece));
  }

  std::optional<dtype> type_{};
  std::size_t channels_ = 1;
  std::vector<std::uint64_t> sizes_{};
  std::size_t kept_bytes_ = 0;
  std::uint64_t most_ = 0;
  std::vector<saved_piece> pieces_{};
  canvas_state::tile_place last_{};
};

inline void merge_saved(canvas_state& state, std::span<const std::uint8_t> bytes) {
  const saved_reader from(state, bytes);
  if (!from.type()) return;
  preparation prepared(state, *from.type(), functions_of(*from.type()), from.channels());
  const size_numbers numbers = numbers_of(from.sizes(), prepared);
  if (state.adds()) check_values(state, {0, 0, state.height, state.width}, from.most());
  for (const saved_piece& piece : from.pieces()) prepared.tiles(piece.pixels);
  const std::size_t kept = prepared.kind().kept_bytes();
  std::vector<exact_sum> sums(state.adds() ? state.tile_columns : 0);
  std::vector<std::byte> elements(state.adds() ? 0 : state.tile_columns * kept);
  prepared.commit();
  state.most_on_a_pixel += from.most();
  pixel_gate gate(state);
  std::array<unsigned char, canvas_state::most_columns> translated{};
  for (const saved_piece& piece : from.pieces()) {
    const rectangle& r = piece.pixels;
    const std::uint8_t* at = piece.kept;
    for (std::size_t y = 0; y < r.rows; ++y) {
      for (std::size_t x = 0; x < r.columns; ++x) {
        translated[x] = numbers[piece.sizes[y * r.columns + x]];
        if (translated[x] == 0) continue;
        if (state.adds())
          sums[x] = sum_from(at);
        else
          std::memcpy(elements.data() + x * kept, at, kept);
        at += from.kept_bytes();
      }
      value_row values{};
      if (state.adds())
        values.sums = sums.data();
      else
        values.elements = elements.data();
      gate.put(r.row + y, r.column, r.columns, values, translated.data(), 0);
    }
  }
}

} // namespace arrayreel::ARRAYREEL_ABI::detail
