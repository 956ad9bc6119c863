// Converts pixels between kinds: gray, colour, alpha, palettes and depths.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <optional>
#include <utility>
#include <vector>

#include "../../color.hpp"
#include "picture.hpp"
#include "pixel.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

/// Gray as RGB, gray + alpha as RGBA.
[[nodiscard]] inline picture as_colored(const picture& gray) {
  const std::size_t from = gray.channels();
  picture result(gray.height(), gray.width(), from + 2, gray.component_bytes());
  with_component_type(gray.component_bytes(), [&]<class P>(P) {
    const P* in = gray.components<P>();
    P* out = result.components<P>();
    for (P* const end = out + result.size(); out != end; in += from, out += from + 2) {
      std::fill_n(out, 3, in[0]);
      if (from == 2) out[3] = in[1];
    }
  });
  return result;
}

/// A picture's palette with an entry for every index.
[[nodiscard]] inline std::array<color, 256> whole_table(const std::vector<color>& palette) {
  std::array<color, 256> table{};
  std::copy(palette.begin(), palette.end(), table.begin());
  return table;
}

/// Palette indices as colours: RGB, or RGBA if any pixel is not opaque.
[[nodiscard]] inline picture without_palette(const picture& indices) {
  const std::array<color, 256> table = whole_table(indices.palette());
  const std::uint8_t* const begin = indices.bytes();
  const std::uint8_t* const end = begin + indices.size();
  const bool opaque =
      std::all_of(begin, end, [&](std::uint8_t index) { return table[index].a == 255; });
  const std::size_t channels = opaque ? 3 : 4;
  picture result(indices.height(), indices.width(), channels, 1);
  std::uint8_t* out = result.bytes();
  for (const std::uint8_t* in = begin; in != end; ++in, out += channels)
    write_color(out, channels, table[*in]);
  return result;
}

/// Finds entries for further colours in a palette that pictures share: an entry that has the
/// colour, else a new one, else one that neither a pixel nor an earlier colour uses.
class palette_entries {
public:
  palette_entries(std::vector<color> table, std::vector<const picture*> pictures)
      : pictures_(std::move(pictures)), table_(std::move(table)) {}

  /// Reserves an existing entry for the colour, if there is one.
  void keep(color c) {
    const auto entry = std::find(table_.begin(), table_.end(), c);
    if (entry != table_.end()) taken_[static_cast<std::size_t>(entry - table_.begin())] = true;
  }

  [[nodiscard]] std::optional<std::uint8_t> find(color c) {
    auto entry = std::find(table_.begin(), table_.end(), c);
    if (entry == table_.end()) {
      changed_ = true;
      if (table_.size() < 256) {
        entry = table_.insert(entry, c);
      } else {
        mark_pixels();
        const auto free = std::find(taken_.begin(), taken_.end(), false);
        if (free == taken_.end()) return std::nullopt;
        entry = table_.begin() + (free - taken_.begin());
        *entry = c;
      }
    }
    const auto index = static_cast<std::size_t>(entry - table_.begin());
    taken_[index] = true;
    return static_cast<std::uint8_t>(index);
  }

  [[nodiscard]] bool changed() const noexcept { return changed_; }
  [[nodiscard]] const std::vector<color>& table() const noexcept { return table_; }

private:
  // Every pixel is read only if the palette is full.
  void mark_pixels() {
    if (std::exchange(marked_, true)) return;
    for (const picture* p : pictures_)
      for (std::size_t i = 0; i < p->size(); ++i) taken_[p->bytes()[i]] = true;
  }

  std::vector<const picture*> pictures_;
  std::vector<color> table_;
  std::array<bool, 256> taken_{};
  bool marked_ = false;
  bool changed_ = false;
};

/// What pixels must be able to represent.
struct pixel_needs {
  bool hue = false;
  bool alpha = false;

  [[nodiscard]] std::size_t channels() const noexcept {
    return (hue ? 3U : 1U) + (alpha ? 1U : 0U);
  }

  void add(const color& c) noexcept {
    hue = hue || has_hue(c);
    alpha = alpha || c.a != 255;
  }
  /// A palette counts as colour, and as alpha if any pixel is not opaque.
  void add(const picture& p) {
    hue = hue || p.channels() >= 3 || !p.palette().empty();
    alpha = alpha || p.channels() % 2 == 0;
    if (p.palette().empty() || alpha) return;
    const std::array<color, 256> table = whole_table(p.palette());
    for (std::size_t i = 0; i < p.size(); ++i) alpha = alpha || table[p.bytes()[i]].a != 255;
  }
};

/// Writes rows of a picture, or parts of rows, as pixels with more channels and the same depth.
class row_writer {
public:
  row_writer(const picture& from, std::size_t channels)
      : picture_(from), channels_(channels), table_(whole_table(from.palette())) {}

  void write(std::size_t y, std::size_t x, std::size_t count, std::uint8_t* out) const noexcept {
    const std::uint8_t* in = picture_.row(y) + x * picture_.pixel_bytes();
    if (!picture_.palette().empty()) {
      for (const std::uint8_t* const end = in + count; in != end; ++in, out += channels_)
        write_color(out, channels_, table_[*in]);
    } else if (picture_.channels() == channels_) {
      std::memcpy(out, in, count * picture_.pixel_bytes());
    } else if (picture_.component_bytes() == 1) {
      widen(in, count, out);
    } else {
      widen(reinterpret_cast<const std::uint16_t*>(in), count,
            reinterpret_cast<std::uint16_t*>(out));
    }
  }

private:
  template <class P> void widen(const P* in, std::size_t count, P* out) const noexcept {
    const std::size_t from = picture_.channels();
    const bool gray = from <= 2;
    for (const P* const end = in + count * from; in != end; in += from, out += channels_) {
      out[0] = in[0];
      if (channels_ >= 3) {
        out[1] = in[gray ? 0 : 1];
        out[2] = in[gray ? 0 : 2];
      }
      if (channels_ % 2 == 0)
        out[channels_ - 1] = from % 2 == 0 ? in[from - 1] : std::numeric_limits<P>::max();
    }
  }

  const picture& picture_;
  std::size_t channels_;
  std::array<color, 256> table_;
};

/// A picture with another depth: 8 bits become 16 by a factor of 257, 16 bits the nearest 8. A
/// palette in 16 bits becomes RGB, or RGBA if any pixel is not opaque.
[[nodiscard]] inline picture at_depth(const picture& from, std::size_t component_bytes) {
  if (from.component_bytes() == component_bytes) return from;
  if (!from.palette().empty()) return at_depth(without_palette(from), component_bytes);
  picture result(from.height(), from.width(), from.channels(), component_bytes);
  if (component_bytes == 2) {
    const std::uint8_t* const in = from.bytes();
    std::transform(in, in + from.size(), result.components<std::uint16_t>(),
                   deepened<std::uint16_t>);
  } else {
    const std::uint16_t* const in = from.components<std::uint16_t>();
    std::transform(in, in + from.size(), result.bytes(), [](std::uint16_t component) {
      return static_cast<std::uint8_t>((component + 128U) / 257U);
    });
  }
  return result;
}

} // namespace arrayreel::ARRAYREEL_ABI::detail
