// A scalar field row by row: the levels of its values, and what they become in a picture.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <utility>
#include <vector>

#include "../raster/pixel.hpp"
#include "range_of_options.hpp"
#include "special_colors.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

/// Writes components of 8 or 16 bits over 256 or 65536 levels.
inline void write_components(void* out, std::size_t component_bytes, std::size_t at,
                             unsigned value) noexcept {
  if (component_bytes == 1)
    static_cast<std::uint8_t*>(out)[at] = static_cast<std::uint8_t>(value);
  else
    static_cast<std::uint16_t*>(out)[at] = static_cast<std::uint16_t>(value);
}
[[nodiscard]] inline unsigned component_at(const void* from, std::size_t component_bytes,
                                           std::size_t at) noexcept {
  return component_bytes == 1 ? static_cast<const std::uint8_t*>(from)[at]
                              : static_cast<const std::uint16_t*>(from)[at];
}
inline void write_color(void* row, std::size_t component_bytes, std::size_t pixel,
                        std::size_t channels, const color& c) noexcept {
  if (component_bytes == 1)
    write_color(static_cast<std::uint8_t*>(row) + pixel * channels, channels, c);
  else
    write_color(static_cast<std::uint16_t*>(row) + pixel * channels, channels, c);
}

/// Copies pixels that are components already, times a factor. The stride may be negative.
inline void copy_pixels(const void* from, std::size_t bytes, std::ptrdiff_t stride,
                        std::size_t count, unsigned factor, void* out,
                        std::size_t component_bytes) noexcept {
  if (stride == 1 && factor == 1 && bytes == component_bytes) {
    std::memcpy(out, from, count * bytes);
    return;
  }
  const auto* pixel = static_cast<const std::byte*>(from);
  const std::ptrdiff_t step = stride * static_cast<std::ptrdiff_t>(bytes);
  for (std::size_t i = 0; i < count; ++i)
    write_components(out, component_bytes, i,
                     component_at(pixel + static_cast<std::ptrdiff_t>(i) * step, bytes, 0) *
                         factor);
}

/// How a scalar field is stored: gray if that can show everything, a palette for a colormap in 8
/// bits, else colours.
struct scalar_plan {
  enum class form : unsigned char { gray, gray_alpha, palette, colors };

  form kind = form::gray;
  std::size_t channels = 1;
  std::vector<color> table{};            // of a palette
  std::array<std::uint8_t, 3> entries{}; // of a palette: those of bad, under and over
};

/// Levels as colours, or as gray where there is no colormap.
struct level_colors {
  const colormap* map = nullptr;
  std::size_t component_bytes = 1;
  bool in_table = false; // levels are entries of the map's table, not bins

  /// A level as a pixel of several channels.
  void write(void* row, std::size_t pixel, std::size_t channels, unsigned level) const noexcept {
    const std::size_t first = pixel * channels;
    const unsigned full = component_bytes == 1 ? 255 : 65535;
    if (map == nullptr) {
      for (std::size_t c = 0; c < channels; ++c)
        write_components(row, component_bytes, first + c, level);
      if (channels % 2 == 0) write_components(row, component_bytes, first + channels - 1, full);
    } else if (component_bytes == 1 || in_table) {
      write_color(row, component_bytes, pixel, channels, (*map)[static_cast<std::uint8_t>(level)]);
    } else {
      // 65536 levels and 256 colours: interpolates linearly between the two nearest.
      const double where = level * (static_cast<double>(map->count() - 1) / 65535.0);
      const auto below = static_cast<std::size_t>(where);
      const double part = where - static_cast<double>(below);
      const color& a = map->entries()[below];
      const color& b = map->entries()[std::min(below + 1, map->count() - 1)];
      const auto mix = [&](std::size_t c, std::uint8_t from, std::uint8_t to) {
        write_components(row, component_bytes, first + c,
                         static_cast<unsigned>((from + part * (to - from)) * 257 + 0.5));
      };
      mix(0, a.r, b.r);
      mix(1, a.g, b.g);
      mix(2, a.b, b.b);
      if (channels == 4) mix(3, a.a, b.a);
    }
  }
};

/// What turns the rows of a scalar field into levels: labels, pixels that are levels already, or
/// values in a range.
class scalar_rows {
public:
  /// \param range null for labels and for pixels that stay as they are
  scalar_rows(const element_functions& type, const mapping_options& o, std::size_t component_bytes,
              const value_range* range)
      : type_(type), specials_(o), colors_{o.colormap ? &*o.colormap : nullptr, component_bytes},
        labels_(range == nullptr && are_labels(o, type)) {
    const colormap* const map = colors_.map;
    if (labels_) {
      colors_.in_table = true;
    } else if (range == nullptr) {
      // A shorter table is spread over the levels as over any range.
      count_ = static_cast<unsigned>(map != nullptr ? map->count() : 256);
      colors_.in_table = component_bytes == 1 && count_ < 256;
    } else {
      colors_.in_table = map != nullptr && (component_bytes == 1 || map->qualitative());
      const std::size_t bins = std::size_t{1} << (8 * component_bytes);
      level_.emplace(type_, *range, norm_of(o), colors_.in_table ? map->count() : bins,
                     o.complex_as, component_bytes);
    }
  }

  [[nodiscard]] std::size_t component_bytes() const noexcept { return colors_.component_bytes; }
  [[nodiscard]] const special_colors& specials() const noexcept { return specials_; }
  /// Whether values go through a range, so that some may be special.
  [[nodiscard]] bool has_range() const noexcept { return level_.has_value(); }

  /// Writes the levels of a row, and returns the special values that are watched for.
  /// \param past_caches as for `element_functions::levels`
  special_counts write(const void* values, std::ptrdiff_t stride, std::size_t count, void* out,
                       watching what, bool past_caches) const {
    if (level_) return type_.levels(*level_, values, stride, count, out, what, past_caches);
    if (labels_) {
      type_.labels(values, stride, count, colors_.map->count(), colors_.component_bytes, out);
      return {};
    }
    auto* const to = static_cast<std::uint8_t*>(out);
    copy_pixels(values, type_.element_bytes, stride, count,
                colors_.component_bytes > type_.element_bytes ? 257 : 1, to,
                colors_.component_bytes);
    if (colors_.in_table)
      for (std::size_t x = 0; x < count; ++x)
        to[x] = static_cast<std::uint8_t>(to[x] * count_ / 256);
    return {};
  }

  /// The classes of a row's values. Without a range all have levels.
  void classify(const void* values, std::ptrdiff_t stride, std::size_t count,
                value_class* out) const {
    if (level_)
      type_.classify(*level_, values, stride, count, out);
    else
      std::fill_n(out, count, value_class::level);
  }

  /// Decides how the field is stored.
  /// \param occurs which special values with a colour there are: bad, under, over
  /// \param mark_taken a function that marks the levels of all other pixels, called only where a
  /// palette must have room for these colours
  template <class Function>
  [[nodiscard]] scalar_plan plan(const std::array<bool, 3>& occurs,
                                 const Function& mark_taken) const {
    std::vector<color> needed;
    for (std::size_t i = 0; i < 3; ++i)
      if (const color* c = specials_.of(static_cast<value_class>(i + 1)); occurs[i] && c != nullptr)
        needed.push_back(*c);
    bool opaque = true;
    bool all_gray = true;
    for (const color& c : needed) {
      opaque = opaque && c.a == 255;
      all_gray = all_gray && is_gray(c);
    }

    scalar_plan result;
    if (colors_.map == nullptr && all_gray) {
      if (opaque) return result;
      result.kind = scalar_plan::form::gray_alpha;
      result.channels = 2;
      return result;
    }
    if (colors_.component_bytes == 1) {
      result.table = palette();
      std::array<bool, 256> taken{};
      if (!needed.empty()) mark_taken(taken);
      if (place(result, needed, taken)) {
        result.kind = scalar_plan::form::palette;
        return result;
      }
      result.table.clear();
    }
    const bool map_opaque =
        colors_.map == nullptr ||
        std::all_of(colors_.map->entries().begin(), colors_.map->entries().end(),
                    [](const color& c) { return c.a == 255; });
    result.kind = scalar_plan::form::colors;
    result.channels = opaque && map_opaque ? 3 : 4;
    return result;
  }

  [[nodiscard]] const level_colors& colors() const noexcept { return colors_; }

private:
  /// The colormap's entries; all 256 gray levels if a palette is used for gray.
  [[nodiscard]] std::vector<color> palette() const {
    std::vector<color> table(colors_.in_table ? colors_.map->count() : 256);
    for (std::size_t i = 0; i < table.size(); ++i) {
      const auto level = static_cast<std::uint8_t>(i);
      table[i] =
          colors_.map != nullptr ? colors_.map->entries()[i] : color{level, level, level, 255};
    }
    return table;
  }

  /// Gives every special colour an entry that no pixel uses; false if there are too few.
  [[nodiscard]] bool place(scalar_plan& p, const std::vector<color>& needed,
                           std::array<bool, 256>& taken) const {
    struct placed_color {
      color value;
      std::size_t entry;
    };
    std::vector<placed_color> placed;
    const auto entry_of = [&](const color& c) {
      return std::find_if(placed.begin(), placed.end(),
                          [&](const placed_color& other) { return other.value == c; });
    };
    for (const color& c : needed) {
      if (entry_of(c) != placed.end()) continue;
      std::size_t free = 0;
      while (free < 256 && taken[free]) ++free;
      if (free == 256) return false;
      if (free >= p.table.size()) p.table.resize(free + 1);
      p.table[free] = c;
      taken[free] = true;
      placed.push_back({c, free});
    }
    for (std::size_t i = 0; i < 3; ++i) {
      const color* const c = specials_.of(static_cast<value_class>(i + 1));
      if (c == nullptr) continue;
      if (const auto found = entry_of(*c); found != placed.end())
        p.entries[i] = static_cast<std::uint8_t>(found->entry);
    }
    return true;
  }

  const element_functions& type_;
  special_colors specials_;
  level_colors colors_;
  bool labels_;
  unsigned count_ = 256;               // colours that pixels are spread over
  std::optional<level_mapping> level_; // none if integers stay unchanged
};

} // namespace arrayreel::ARRAYREEL_ABI::detail
