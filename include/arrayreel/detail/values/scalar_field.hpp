// Maps a scalar field to a picture: gray, through a palette, or in colours if neither can show it.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <utility>
#include <vector>

#include "../array/picture_view.hpp"
#include "../base/parallel.hpp"
#include "../raster/pixel.hpp"
#include "mapping_request.hpp"
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
                     component_at(pixel + static_cast<std::ptrdiff_t>(i) * step, bytes, 0) * factor);
}

/// A scalar field that becomes a picture: the level of every pixel, and which rows contain special
/// values.
class scalar_field {
public:
  scalar_field(const picture_view& p, const mapping_options& o, std::size_t component_bytes,
               const mapping_request& request)
      : source_(p), type_(p.array.functions()), specials_(o),
        map_(o.colormap ? &*o.colormap : nullptr), depth_(component_bytes),
        levels_(level_memory(request.scratch)), has_special_(p.height, 0) {
    const bool decided = request.range != nullptr;
    if (!decided && are_labels(o, type_))
      take_labels();
    else if (!decided && passes_untouched(o, type_.type, depth_))
      take_untouched(depth_ > type_.element_bytes ? 257 : 1);
    else
      take_levels(o, request);
    if (p.array.holes() != nullptr) take_holes(request.counts);
  }

  /// Gray if that can show everything, a palette for a colormap in 8 bits, else colours.
  [[nodiscard]] picture finish() {
    std::array<bool, 3> occurs{}; // bad, under, over
    for_each_special([&](std::size_t, std::size_t, value_class c) {
      occurs[static_cast<std::size_t>(c) - 1] = true;
    });
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

    if (map_ == nullptr && all_gray) return opaque ? gray() : expanded(2);
    if (depth_ == 1) {
      std::vector<color> table = palette();
      if (place(table, needed)) return indexed(std::move(table));
    }
    const bool map_opaque =
        map_ == nullptr || std::all_of(map_->entries().begin(), map_->entries().end(),
                                       [](const color& c) { return c.a == 255; });
    return expanded(opaque && map_opaque ? 3 : 4);
  }

private:
  [[nodiscard]] std::size_t bins() const noexcept { return std::size_t{1} << (8 * depth_); }

  /// Memory for the levels: that of the last frame if it has the right size.
  [[nodiscard]] picture level_memory(picture* scratch) const {
    if (scratch != nullptr && scratch->height() == source_.height &&
        scratch->width() == source_.width && scratch->channels() == 1 &&
        scratch->component_bytes() == depth_ && scratch->size_bytes() != 0) {
      scratch->remove_palette();
      return std::move(*scratch);
    }
    return picture(source_.height, source_.width, 1, depth_);
  }

  void take_levels(const mapping_options& o, const mapping_request& request) {
    const value_range range =
        request.range != nullptr ? *request.range : range_for(source_.without_alpha(), o);
    levels_in_table_ = map_ != nullptr && (depth_ == 1 || map_->qualitative());
    level_.emplace(type_, range, norm_of(o), levels_in_table_ ? map_->count() : bins(),
                   o.complex_as, depth_);
    const watching what = specials_.wants_clipped() || request.counts != nullptr ? watching::all
                                                                                 : watching::bad;
    const std::size_t row_bytes = source_.width * type_.element_bytes;
    // Levels that do not fit into the caches bypass them, which leaves the caches to the values.
    constexpr std::size_t beyond_caches = std::size_t{1} << 23;
    const bool past_caches = levels_.size_bytes() >= beyond_caches && what != watching::all;
    const std::size_t workers = threads_for(o.threads, source_.height * row_bytes);
    std::vector<special_counts> counts(workers);
    const bool clipped_too = specials_.wants_clipped();
    in_chunks_backwards(
        source_.height, rows_in_chunk(row_bytes), workers,
        [&](std::size_t worker, std::size_t begin, std::size_t end) {
          for (std::size_t y = begin; y < end; ++y) {
            const special_counts seen =
                type_.levels(*level_, source_.row(y), source_.column_stride, source_.width,
                             levels_.row(y), what, past_caches);
            has_special_[y] = clipped_too ? seen.any() : seen.bad != 0;
            counts[worker].add(seen);
          }
          if (past_caches) store_fence();
        });
    if (request.counts != nullptr)
      for (const special_counts& c : counts) request.counts->add(c);
  }

  void take_untouched(unsigned factor) {
    // A shorter table is spread over the levels as over any range.
    const auto count = static_cast<unsigned>(map_ != nullptr ? map_->count() : 256);
    levels_in_table_ = depth_ == 1 && count < 256;
    for (std::size_t y = 0; y < source_.height; ++y) {
      std::uint8_t* const to = levels_.row(y);
      copy_pixels(source_.row(y), type_.element_bytes, source_.column_stride, source_.width, factor,
                  to, depth_);
      if (levels_in_table_)
        for (std::size_t x = 0; x < source_.width; ++x)
          to[x] = static_cast<std::uint8_t>(to[x] * count / 256);
    }
  }

  void take_labels() {
    for (std::size_t y = 0; y < source_.height; ++y)
      type_.labels(source_.row(y), source_.column_stride, source_.width, map_->count(), depth_,
                   levels_.row(y));
    levels_in_table_ = true;
  }

  /// Pixels without a value are bad, whatever number is in their place.
  [[gnu::cold]] void take_holes(special_counts* counts) {
    std::vector<value_class> classes(source_.width);
    for (std::size_t y = 0; y < source_.height; ++y) {
      const unsigned char* const holes = source_.array.holes()->row(y);
      if (std::find(holes, holes + source_.width, 1) == holes + source_.width) continue;
      has_special_[y] = 1;
      if (counts == nullptr || !level_) continue;
      type_.classify(*level_, source_.row(y), source_.column_stride, source_.width, classes.data());
      for (std::size_t x = 0; x < source_.width; ++x)
        if (holes[x] != 0) counts->turn_bad(classes[x]);
    }
  }

  /// Calls `function(y, x, class)` for each special value that has a colour.
  template <class Function> void for_each_special(const Function& function) const {
    std::vector<value_class> classes;
    for (std::size_t y = 0; y < source_.height; ++y) {
      if (has_special_[y] == 0) continue;
      classify(y, classes);
      for (std::size_t x = 0; x < source_.width; ++x)
        if (specials_.of(classes[x]) != nullptr) function(y, x, classes[x]);
    }
  }
  void classify(std::size_t y, std::vector<value_class>& classes) const {
    classes.resize(source_.width);
    if (level_)
      type_.classify(*level_, source_.row(y), source_.column_stride, source_.width,
                     classes.data());
    else
      std::fill(classes.begin(), classes.end(), value_class::level);
    if (source_.array.holes() == nullptr) return;
    const unsigned char* const holes = source_.array.holes()->row(y);
    for (std::size_t x = 0; x < source_.width; ++x)
      if (holes[x] != 0) classes[x] = value_class::bad;
  }

  [[nodiscard]] picture gray() {
    for_each_special([&](std::size_t y, std::size_t x, value_class c) {
      const unsigned value = specials_.of(c)->r;
      write_components(levels_.row(y), depth_, x, depth_ == 1 ? value : value * 257);
    });
    return std::move(levels_);
  }

  /// The colormap's entries; all 256 gray levels if a palette is used for gray.
  [[nodiscard]] std::vector<color> palette() const {
    std::vector<color> table(levels_in_table_ ? map_->count() : 256);
    for (std::size_t i = 0; i < table.size(); ++i) {
      const auto level = static_cast<std::uint8_t>(i);
      table[i] = map_ != nullptr ? map_->entries()[i] : color{level, level, level, 255};
    }
    return table;
  }

  /// Gives every special colour an entry that no pixel uses; false if there are too few.
  [[nodiscard]] bool place(std::vector<color>& table, const std::vector<color>& needed) {
    if (needed.empty()) return true;
    std::array<bool, 256> taken{};
    std::vector<value_class> classes;
    for (std::size_t y = 0; y < source_.height; ++y) {
      const std::uint8_t* const row = levels_.row(y);
      if (has_special_[y] != 0) classify(y, classes);
      for (std::size_t x = 0; x < source_.width; ++x)
        if (has_special_[y] == 0 || specials_.of(classes[x]) == nullptr) taken[row[x]] = true;
    }
    for (const color& c : needed) {
      if (entry_of(c) != nullptr) continue;
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

  [[nodiscard]] picture indexed(std::vector<color> table) {
    for_each_special([&](std::size_t y, std::size_t x, value_class c) {
      levels_.row(y)[x] = entry_of(*specials_.of(c))->entry;
    });
    levels_.palette(std::move(table));
    return std::move(levels_);
  }

  [[nodiscard]] picture expanded(std::size_t channels) const {
    picture result(source_.height, source_.width, channels, depth_);
    for (std::size_t y = 0; y < source_.height; ++y)
      for (std::size_t x = 0; x < source_.width; ++x)
        write_level(result.row(y), x, channels, component_at(levels_.row(y), depth_, x));
    for_each_special([&](std::size_t y, std::size_t x, value_class c) {
      write_color(result.row(y), depth_, x, channels, *specials_.of(c));
    });
    return result;
  }

  void write_level(void* row, std::size_t pixel, std::size_t channels,
                   unsigned level) const noexcept {
    const std::size_t first = pixel * channels;
    const auto full = static_cast<unsigned>(bins() - 1);
    if (map_ == nullptr) {
      for (std::size_t c = 0; c < channels; ++c) write_components(row, depth_, first + c, level);
      if (channels % 2 == 0) write_components(row, depth_, first + channels - 1, full);
    } else if (depth_ == 1 || levels_in_table_) {
      write_color(row, depth_, pixel, channels, (*map_)[static_cast<std::uint8_t>(level)]);
    } else {
      // 65536 levels and 256 colours: interpolates linearly between the two nearest.
      const double where =
          level * (static_cast<double>(map_->count() - 1) / (static_cast<double>(bins()) - 1.0));
      const auto below = static_cast<std::size_t>(where);
      const double part = where - static_cast<double>(below);
      const color& a = map_->entries()[below];
      const color& b = map_->entries()[std::min(below + 1, map_->count() - 1)];
      const auto mix = [&](std::size_t c, std::uint8_t from, std::uint8_t to) {
        write_components(row, depth_, first + c,
                         static_cast<unsigned>((from + part * (to - from)) * 257 + 0.5));
      };
      mix(0, a.r, b.r);
      mix(1, a.g, b.g);
      mix(2, a.b, b.b);
      if (channels == 4) mix(3, a.a, b.a);
    }
  }

  picture_view source_;
  const element_functions& type_;
  special_colors specials_;
  const colormap* map_;
  std::size_t depth_; // bytes of a component
  picture levels_;
  std::vector<unsigned char> has_special_; // not bool: threads would share a byte
  std::optional<level_mapping> level_;     // none if integers stay unchanged
  std::vector<placed_color> placed_;
  bool levels_in_table_ = false; // levels are entries of the table, not bins
};

} // namespace arrayreel::ARRAYREEL_ABI::detail
