// A scalar field to a raster: gray, through a palette, or in colours where neither can show it.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <type_traits>
#include <utility>
#include <vector>

#include "../../mapping.hpp"
#include "../../raster.hpp"
#include "levels.hpp"
#include "../base/parallel.hpp"
#include "../array/picture_view.hpp"
#include "special_colors.hpp"

namespace arrayreel::inline ARRAYREEL_ABI::detail {

/// A scalar field on its way to a raster: the level of every pixel, and which rows hold values
/// that are none.
template <class P, class T> class scalar_field {
public:
  scalar_field(const picture_view<T>& p, const mapping_options& o)
      : picture_(p), specials_(o), map_(o.colormap), levels_(p.height, p.width),
        has_special_(p.height, 0) {
    if (are_labels<T>(o))
      take_labels();
    else if (passes_untouched<P, T>(o))
      take_untouched(sizeof(P) > sizeof(T) ? 257 : 1);
    else
      take_levels(o);
  }

  /// Gray where that can show everything, a palette for a colormap in 8 bits, else colours.
  [[nodiscard]] raster<P> finish() {
    std::array<bool, 3> occurs{}; // bad, under, over
    for_each_special([&](std::size_t, std::size_t, value_class c) {
      occurs[static_cast<std::size_t>(c) - 1] = true;
    });
    std::vector<color> needed;
    for (std::size_t i = 0; i < 3; ++i)
      if (const color* c = specials_.of(static_cast<value_class>(i + 1)); occurs[i] && c != nullptr)
        needed.push_back(*c);
    const auto all = [&](auto&& test) { return std::all_of(needed.begin(), needed.end(), test); };
    const bool opaque = all([](const color& c) { return c.a == 255; });

    if (!map_ && all(is_gray)) return opaque ? gray() : expanded(2);
    if constexpr (sizeof(P) == 1) {
      std::vector<color> table = palette();
      if (place(table, needed)) return indexed(std::move(table));
    }
    const bool map_opaque = !map_ || std::all_of(map_->entries().begin(), map_->entries().end(),
                                                 [](const color& c) { return c.a == 255; });
    return expanded(opaque && map_opaque ? 3 : 4);
  }

private:
  void take_levels(const mapping_options& o) {
    const value_range range = range_for(picture_.without_alpha(), o);
    levels_in_table_ = map_ && (sizeof(P) == 1 || map_->qualitative());
    const level_function<T> level(range, norm_of(o), levels_in_table_ ? map_->count() : bins,
                                  o.complex_as);
    const bool clipped_too = specials_.wants_clipped();
    const std::size_t row_bytes = picture_.width * sizeof(T);
    // Beyond what caches keep, writing past them leaves them to what is read.
    constexpr std::size_t beyond_caches = std::size_t{1} << 23;
    const bool past_caches = levels_.pixels().size_bytes() >= beyond_caches;
    in_chunks_backwards(picture_.height, rows_in_chunk(row_bytes),
                           threads_for(o.threads, picture_.height * row_bytes),
                           [&](std::size_t, std::size_t begin, std::size_t end) {
                             for (std::size_t y = begin; y < end; ++y)
                               has_special_[y] = level.row_and_special(
                                   picture_.row(y), picture_.column_stride, picture_.width,
                                   levels_.row(y).data(), clipped_too, past_caches);
                             settle_rows();
                           });
    level_ = level;
  }

  void take_untouched(unsigned factor) {
    // A shorter table is spread over the levels, as over any range.
    const auto count = static_cast<unsigned>(map_ ? map_->count() : 256);
    levels_in_table_ = sizeof(P) == 1 && count < 256;
    if constexpr (std::is_same_v<T, std::uint8_t> || std::is_same_v<T, std::uint16_t>)
      for (std::size_t y = 0; y < picture_.height; ++y) {
        const T* from = picture_.row(y);
        if constexpr (std::is_same_v<P, T>)
          if (picture_.column_stride == 1 && !levels_in_table_) {
            std::copy_n(from, picture_.width, levels_.row(y).data());
            continue;
          }
        for (P& to : levels_.row(y)) {
          to = static_cast<P>(levels_in_table_ ? *from * count / 256 : *from * factor);
          from += picture_.column_stride;
        }
      }
  }

  // A label is its place in the table, and the table begins again behind its end.
  void take_labels() {
    if constexpr (std::is_integral_v<T>) {
      const std::size_t count = map_->count();
      for (std::size_t y = 0; y < picture_.height; ++y) {
        const T* from = picture_.row(y);
        for (P& to : levels_.row(y)) {
          to = static_cast<P>(label_entry(*from, count));
          from += picture_.column_stride;
        }
      }
    }
    levels_in_table_ = true;
  }

  template <class I> [[nodiscard]] static std::size_t label_entry(I label, std::size_t count) {
    if constexpr (std::is_signed_v<I>) {
      const auto n = static_cast<long long>(count);
      const long long rest = static_cast<long long>(label) % n;
      return static_cast<std::size_t>(rest < 0 ? rest + n : rest);
    } else {
      return static_cast<std::size_t>(label) % count;
    }
  }

  template <class Function> void for_each_special(Function&& function) const {
    for (std::size_t y = 0; y < picture_.height; ++y) {
      if (has_special_[y] == 0) continue;
      const T* value = picture_.row(y);
      for (std::size_t x = 0; x < picture_.width; ++x, value += picture_.column_stride)
        if (const value_class c = level_->classify(*value); specials_.of(c) != nullptr)
          function(y, x, c);
    }
  }

  [[nodiscard]] raster<P> gray() {
    for_each_special([&](std::size_t y, std::size_t x, value_class c) {
      levels_.row(y)[x] = deepened<P>(specials_.of(c)->r);
    });
    return std::move(levels_);
  }

  /// The colormap's own entries; where a palette is drawn on gray levels, all 256 of them.
  [[nodiscard]] std::vector<color> palette() const {
    const colormap& map = map_ ? *map_ : colormaps::gray;
    const std::size_t used = levels_in_table_ ? map.count() : 256;
    return {map.entries().begin(), map.entries().begin() + static_cast<std::ptrdiff_t>(used)};
  }

  /// Gives every special colour an entry that no pixel uses; false where there are too few.
  [[nodiscard]] bool place(std::vector<color>& table, const std::vector<color>& needed) {
    if (needed.empty()) return true;
    std::array<bool, 256> taken{};
    for (std::size_t y = 0; y < picture_.height; ++y) {
      const T* value = picture_.row(y);
      for (const P index : levels_.row(y)) {
        if (has_special_[y] == 0 || specials_.of(level_->classify(*value)) == nullptr)
          taken[static_cast<std::uint8_t>(index)] = true;
        value += picture_.column_stride;
      }
    }
    for (const color& c : needed) {
      if (entry_of(c)) continue;
      std::size_t free = 0;
      while (free < 256 && taken[free]) ++free;
      if (free == 256) return false;
      if (free >= table.size()) table.resize(free + 1);
      table[free] = c;
      taken[free] = true;
      placed_.push_back({c, static_cast<std::uint8_t>(free)});
    }
    return true;
  }

  struct placed_color {
    color value;
    std::uint8_t entry;
  };
  [[nodiscard]] const placed_color* entry_of(const color& c) const noexcept {
    for (const placed_color& p : placed_)
      if (p.value == c) return &p;
    return nullptr;
  }

  [[nodiscard]] raster<P> indexed(std::vector<color> table) {
    for_each_special([&](std::size_t y, std::size_t x, value_class c) {
      levels_.row(y)[x] = entry_of(*specials_.of(c))->entry;
    });
    levels_.palette(std::move(table));
    return std::move(levels_);
  }

  [[nodiscard]] raster<P> expanded(std::size_t channels) const {
    raster<P> result(picture_.height, picture_.width, channels);
    for (std::size_t y = 0; y < picture_.height; ++y) {
      P* out = result.row(y).data();
      for (const P level : levels_.row(y)) {
        write_level(out, channels, level);
        out += channels;
      }
    }
    for_each_special([&](std::size_t y, std::size_t x, value_class c) {
      write_color(result.row(y).data() + x * channels, channels, *specials_.of(c));
    });
    return result;
  }

  void write_level(P* pixel, std::size_t channels, P level) const noexcept {
    constexpr P full = static_cast<P>(bins - 1);
    if (!map_) {
      for (std::size_t c = 0; c < channels; ++c) pixel[c] = level;
      if (channels % 2 == 0) pixel[channels - 1] = full;
    } else if (sizeof(P) == 1 || levels_in_table_) {
      write_color(pixel, channels, (*map_)[static_cast<std::uint8_t>(level)]);
    } else {
      // 65536 levels lie between 256 colours: linearly between the two nearest.
      const double place = level * (static_cast<double>(map_->count() - 1) / (bins - 1.0));
      const auto below = static_cast<std::size_t>(place);
      const double part = place - static_cast<double>(below);
      const color& a = map_->entries()[below];
      const color& b = map_->entries()[std::min(below + 1, map_->count() - 1)];
      const auto mix = [&](std::uint8_t from, std::uint8_t to) {
        return static_cast<P>((from + part * (to - from)) * 257 + 0.5);
      };
      pixel[0] = mix(a.r, b.r);
      pixel[1] = mix(a.g, b.g);
      pixel[2] = mix(a.b, b.b);
      if (channels == 4) pixel[3] = mix(a.a, b.a);
    }
  }

  static constexpr std::size_t bins = std::size_t{1} << (8 * sizeof(P));

  picture_view<T> picture_;
  special_colors specials_;
  std::optional<colormap> map_;
  raster<P> levels_;
  std::vector<unsigned char> has_special_; // not bool, whose neighbours share a byte among threads
  std::optional<level_function<T>> level_; // none where integers pass as they are
  std::vector<placed_color> placed_;
  bool levels_in_table_ = false; // levels are entries of the table rather than 256 or 65536 bins
};

} // namespace arrayreel::inline ARRAYREEL_ABI::detail
