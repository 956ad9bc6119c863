// Pixels of one kind as those of another: gray, colour, alpha, palettes and depths.
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
#include "../../raster.hpp"
#include "pixel.hpp"

namespace arrayreel::inline ARRAYREEL_ABI::detail {

/// Gray as RGB, gray + alpha as RGBA.
template <class P> [[nodiscard]] raster<P> as_colored(const raster<P>& gray) {
  const std::size_t from = gray.channels();
  raster<P> result(gray.height(), gray.width(), from + 2);
  const P* in = gray.pixels().data();
  P* out = result.pixels().data();
  for (P* const end = out + result.pixels().size(); out != end; in += from, out += from + 2) {
    std::fill_n(out, 3, in[0]);
    if (from == 2) out[3] = in[1];
  }
  return result;
}

/// A picture's palette with an entry for every index.
[[nodiscard]] inline std::array<color, 256> whole_table(const std::vector<color>& palette) {
  std::array<color, 256> table{};
  std::copy(palette.begin(), palette.end(), table.begin());
  return table;
}

/// Palette indices as the colours: RGB, or RGBA where a pixel is not opaque.
[[nodiscard]] inline raster<std::uint8_t> without_palette(const raster<std::uint8_t>& picture) {
  const std::array<color, 256> table = whole_table(picture.palette());
  const bool opaque = std::all_of(picture.pixels().begin(), picture.pixels().end(),
                                  [&](std::uint8_t index) { return table[index].a == 255; });
  const std::size_t channels = opaque ? 3 : 4;
  raster<std::uint8_t> result(picture.height(), picture.width(), channels);
  std::uint8_t* out = result.pixels().data();
  for (const std::uint8_t index : picture.pixels()) {
    write_color(out, channels, table[index]);
    out += channels;
  }
  return result;
}

/// Finds entries of a palette that pictures share for further colours: one that has the colour,
/// else a further one, else one that neither a pixel nor an earlier colour takes.
class palette_entries {
public:
  palette_entries(std::vector<color> table, std::vector<const raster<std::uint8_t>*> pictures)
      : pictures_(std::move(pictures)), table_(std::move(table)) {}

  /// Keeps the entry that has the colour for it, where there is one.
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
  // Only a full palette is worth looking at every pixel.
  void mark_pixels() {
    if (std::exchange(marked_, true)) return;
    for (const raster<std::uint8_t>* picture : pictures_)
      for (const std::uint8_t index : picture->pixels()) taken_[index] = true;
  }

  std::vector<const raster<std::uint8_t>*> pictures_;
  std::vector<color> table_;
  std::array<bool, 256> taken_{};
  bool marked_ = false;
  bool changed_ = false;
};

/// What pixels must be able to hold.
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
  /// A palette counts as colours, and as alpha where a pixel is not opaque.
  template <class P> void add(const raster<P>& picture) {
    hue = hue || picture.channels() >= 3 || !picture.palette().empty();
    alpha = alpha || picture.channels() % 2 == 0;
    if constexpr (sizeof(P) == 1) {
      if (picture.palette().empty() || alpha) return;
      const std::array<color, 256> table = whole_table(picture.palette());
      for (const P index : picture.pixels()) alpha = alpha || table[index].a != 255;
    }
  }
};

/// Writes rows of pictures, or parts of them, as pixels of so many channels, which hold at least
/// what the picture's do.
template <class P> class row_writer {
public:
  row_writer(const raster<P>& picture, std::size_t channels)
      : picture_(picture), channels_(channels), table_(whole_table(picture.palette())) {}

  void write(std::size_t y, std::size_t x, std::size_t count, P* out) const noexcept {
    const std::size_t from = picture_.channels();
    const P* in = picture_(y, x);
    if constexpr (sizeof(P) == 1) {
      if (!picture_.palette().empty()) {
        for (const P* const end = in + count; in != end; ++in, out += channels_)
          write_color(out, channels_, table_[*in]);
        return;
      }
    }
    if (from == channels_) {
      std::memcpy(out, in, count * from * sizeof(P));
    } else {
      for (const P* const end = in + count * from; in != end; in += from, out += channels_) {
        const bool gray = from <= 2;
        out[0] = in[0];
        if (channels_ >= 3) {
          out[1] = in[gray ? 0 : 1];
          out[2] = in[gray ? 0 : 2];
        }
        if (channels_ % 2 == 0)
          out[channels_ - 1] = from % 2 == 0 ? in[from - 1] : std::numeric_limits<P>::max();
      }
    }
  }

private:
  const raster<P>& picture_;
  std::size_t channels_;
  std::array<color, 256> table_;
};

/// A component at another depth: times 257, or the nearest.
template <class To, class From> [[nodiscard]] constexpr To at_depth(From component) noexcept {
  if constexpr (sizeof(To) == sizeof(From))
    return component;
  else if constexpr (sizeof(To) > sizeof(From))
    return deepened<To>(component);
  else
    return static_cast<To>((component + 128U) / 257U);
}

} // namespace arrayreel::inline ARRAYREEL_ABI::detail
