// Maps a scalar field to a picture: gray, through a palette, or in colours if neither can show it.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "../array/picture_view.hpp"
#include "../base/parallel.hpp"
#include "mapping_request.hpp"
#include "range_of_options.hpp"
#include "scalar_rows.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

/// A scalar field that becomes a picture: the level of every pixel, and which rows contain special
/// values.
class scalar_field {
public:
  scalar_field(const picture_view& p, const mapping_options& o, std::size_t component_bytes,
               const mapping_request& request)
      : source_(p), depth_(component_bytes), levels_(level_memory(request.scratch)),
        rows_(rows_of(p, o, component_bytes, request)), has_special_(p.height, 0) {
    if (rows_.has_range())
      take_levels(o, request);
    else
      for (std::size_t y = 0; y < source_.height; ++y)
        static_cast<void>(rows_.write(source_.row(y), source_.column_stride, source_.width,
                                      levels_.row(y), watching::nothing, false));
    if (p.array.holes() != nullptr) take_holes(request.counts);
  }

  [[nodiscard]] picture finish() {
    std::array<bool, 3> occurs{}; // bad, under, over
    for_each_special([&](std::size_t, std::size_t, value_class c) {
      occurs[static_cast<std::size_t>(c) - 1] = true;
    });
    scalar_plan plan =
        rows_.plan(occurs, [this](std::array<bool, 256>& taken) { mark_taken(taken); });
    switch (plan.kind) {
      case scalar_plan::form::gray: return gray();
      case scalar_plan::form::palette: return indexed(std::move(plan));
      case scalar_plan::form::gray_alpha:
      case scalar_plan::form::colors: break;
    }
    return expanded(plan.channels);
  }

private:
  [[nodiscard]] static scalar_rows rows_of(const picture_view& p, const mapping_options& o,
                                           std::size_t component_bytes,
                                           const mapping_request& request) {
    const element_functions& type = p.array.functions();
    if (request.range != nullptr) return {type, o, component_bytes, request.range};
    if (are_labels(o, type) || passes_untouched(o, type.type, component_bytes))
      return {type, o, component_bytes, nullptr};
    const value_range range = range_for(p.without_alpha(), o);
    return {type, o, component_bytes, &range};
  }

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
    const bool clipped_too = rows_.specials().wants_clipped();
    const watching what = clipped_too || request.counts != nullptr ? watching::all : watching::bad;
    const std::size_t row_bytes = source_.width * source_.array.element_bytes();
    // Levels that do not fit into the caches bypass them, which leaves the caches to the values.
    constexpr std::size_t beyond_caches = std::size_t{1} << 23;
    const bool past_caches = levels_.size_bytes() >= beyond_caches && what != watching::all;
    const std::size_t workers = threads_for(o.threads, source_.height * row_bytes);
    std::vector<special_counts> counts(workers);
    in_chunks_backwards(source_.height, rows_in_chunk(row_bytes), workers,
                        [&](std::size_t worker, std::size_t begin, std::size_t end) {
                          for (std::size_t y = begin; y < end; ++y) {
                            const special_counts seen =
                                rows_.write(source_.row(y), source_.column_stride, source_.width,
                                            levels_.row(y), what, past_caches);
                            has_special_[y] = clipped_too ? seen.any() : seen.bad != 0;
                            counts[worker].add(seen);
                          }
                          if (past_caches) store_fence();
                        });
    if (request.counts != nullptr)
      for (const special_counts& c : counts) request.counts->add(c);
  }

  /// Pixels without a value are bad, whatever number is in their place.
  [[gnu::cold]] void take_holes(special_counts* counts) {
    std::vector<value_class> classes(source_.width);
    for (std::size_t y = 0; y < source_.height; ++y) {
      const unsigned char* const holes = source_.array.holes()->row(y);
      if (std::find(holes, holes + source_.width, 1) == holes + source_.width) continue;
      has_special_[y] = 1;
      if (counts == nullptr || !rows_.has_range()) continue;
      rows_.classify(source_.row(y), source_.column_stride, source_.width, classes.data());
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
        if (rows_.specials().of(classes[x]) != nullptr) function(y, x, classes[x]);
    }
  }
  void classify(std::size_t y, std::vector<value_class>& classes) const {
    classes.resize(source_.width);
    rows_.classify(source_.row(y), source_.column_stride, source_.width, classes.data());
    if (source_.array.holes() == nullptr) return;
    const unsigned char* const holes = source_.array.holes()->row(y);
    for (std::size_t x = 0; x < source_.width; ++x)
      if (holes[x] != 0) classes[x] = value_class::bad;
  }

  /// Marks the levels of all pixels but special ones.
  void mark_taken(std::array<bool, 256>& taken) const {
    std::vector<value_class> classes;
    for (std::size_t y = 0; y < source_.height; ++y) {
      const std::uint8_t* const row = levels_.row(y);
      if (has_special_[y] != 0) classify(y, classes);
      for (std::size_t x = 0; x < source_.width; ++x)
        if (has_special_[y] == 0 || rows_.specials().of(classes[x]) == nullptr)
          taken[row[x]] = true;
    }
  }

  [[nodiscard]] picture gray() {
    for_each_special([&](std::size_t y, std::size_t x, value_class c) {
      const unsigned value = rows_.specials().of(c)->r;
      write_components(levels_.row(y), depth_, x, depth_ == 1 ? value : value * 257);
    });
    return std::move(levels_);
  }

  [[nodiscard]] picture indexed(scalar_plan&& plan) {
    for_each_special([&](std::size_t y, std::size_t x, value_class c) {
      levels_.row(y)[x] = plan.entries[static_cast<std::size_t>(c) - 1];
    });
    levels_.palette(std::move(plan.table));
    return std::move(levels_);
  }

  [[nodiscard]] picture expanded(std::size_t channels) const {
    picture result(source_.height, source_.width, channels, depth_);
    for (std::size_t y = 0; y < source_.height; ++y)
      for (std::size_t x = 0; x < source_.width; ++x)
        rows_.colors().write(result.row(y), x, channels, component_at(levels_.row(y), depth_, x));
    for_each_special([&](std::size_t y, std::size_t x, value_class c) {
      write_color(result.row(y), depth_, x, channels, *rows_.specials().of(c));
    });
    return result;
  }

  picture_view source_;
  std::size_t depth_; // bytes of a component
  picture levels_;    // first: what no memory holds is refused before the range is looked for
  scalar_rows rows_;
  std::vector<unsigned char> has_special_; // not bool: threads would share a byte
};

} // namespace arrayreel::ARRAYREEL_ABI::detail
