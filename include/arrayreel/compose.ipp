// Composing pictures of run-time depth.
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstring>

#include "compose.hpp"
#include "detail/base/checked_math.hpp"
#include "detail/base/interval.hpp"
#include "detail/base/message.hpp"
#include "detail/raster/arrange.hpp"
#include "detail/raster/block_mean.hpp"
#include "detail/raster/overlay.hpp"
#include "detail/raster/picture_kinds.hpp"
#include "detail/raster/resample.hpp"
#include "error.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

/// Pictures that all have the depth of the deepest.
class alike_pictures {
public:
  /// \throws error (parameter) where there is none.
  explicit alike_pictures(const picture_pointers& pictures) : pointers_(pictures) {
    if (pictures.empty())
      refuse(error_kind::parameter, {"0 pictures to put together; expected 1 or more"});
    std::size_t deepest = 1;
    for (const picture* p : pictures) deepest = std::max(deepest, p->component_bytes());
    made_.reserve(pictures.size());
    for (const picture*& p : pointers_) {
      if (p->component_bytes() == deepest) continue;
      made_.push_back(at_depth(*p, deepest));
      p = &made_.back();
    }
  }
  alike_pictures(const alike_pictures&) = delete;
  alike_pictures& operator=(const alike_pictures&) = delete;

  [[nodiscard]] const picture_pointers& pointers() const noexcept { return pointers_; }

private:
  picture_pointers pointers_;
  std::vector<picture> made_;
};

/// Gives a picture of the same indices the same palette.
[[nodiscard]] inline picture with_palette_of(picture made, const picture& from) {
  if (!from.palette().empty()) made.palette(from.palette());
  return made;
}

ARRAYREEL_INLINE picture with_component_bytes(const picture& from, std::size_t bytes) {
  return at_depth(from, bytes);
}

ARRAYREEL_INLINE picture concatenated(const std::vector<const picture*>& pictures,
                                      orientation direction, const concat_options& o) {
  const alike_pictures alike(pictures);
  const std::size_t n = pictures.size();
  if (direction == orientation::horizontal)
    return in_cells(alike.pointers(), {1, n, false}, o.gap, o.background, o.align, align::start);
  return in_cells(alike.pointers(), {n, 1, false}, o.gap, o.background, align::start, o.align);
}

ARRAYREEL_INLINE picture in_grid(const std::vector<const picture*>& pictures,
                                 const grid_options& o) {
  const alike_pictures alike(pictures);
  const std::size_t n = pictures.size();
  const auto needed = [n](std::size_t other) { return (n - 1) / other + 1; };
  if (o.order > grid_order::column_major)
    refuse(error_kind::parameter, {"an order numbered ", static_cast<unsigned>(o.order),
                                   "; expected one of arrayreel::grid_order"});
  if (o.rows == std::size_t{0} || o.columns == std::size_t{0})
    refuse(error_kind::parameter,
           {"a grid of 0 ", o.rows == std::size_t{0} ? "rows" : "columns", "; expected 1 or more"});
  if (o.rows && o.columns && needed(*o.columns) > *o.rows)
    refuse(error_kind::parameter, {"a grid of ", *o.rows, " rows and ", *o.columns, " columns for ",
                                   n, " pictures; expected as many cells or more"});
  std::size_t side = 1;
  while (side < needed(side)) ++side;
  const std::size_t columns = o.columns ? *o.columns : o.rows ? needed(*o.rows) : side;
  const std::size_t rows = o.rows ? *o.rows : needed(columns);
  return in_cells(alike.pointers(), {rows, columns, o.order == grid_order::column_major}, o.gap,
                  o.background, o.align, o.align);
}

ARRAYREEL_INLINE picture padded(const picture& from, const pad_options& o) {
  const auto side = [](std::size_t first, std::size_t length, std::size_t last) {
    std::size_t sum = 0;
    if (!checked_add(first, length, sum) || !checked_add(sum, last, sum) || sum > longest_side)
      refuse(error_kind::limit, {"padding of ", first, " and ", last, " for a side of ", length,
                                 " pixels; expected sides of up to 2147483647"});
    return sum;
  };
  const std::size_t height = side(o.top, from.height(), o.bottom);
  const std::size_t width = side(o.left, from.width(), o.right);
  return arranged(height, width, {&from}, {{o.top, o.left}}, o.color);
}

ARRAYREEL_INLINE picture cropped(const picture& from, std::size_t y, std::size_t x,
                                 std::size_t height, std::size_t width) {
  const auto inside = [](std::size_t at, std::size_t length, std::size_t side) {
    return length != 0 && at < side && length <= side - at;
  };
  if (!inside(y, height, from.height()) || !inside(x, width, from.width()))
    refuse(error_kind::parameter,
           {"a part of ", width, " x ", height, " pixels from row ", y, ", column ", x,
            " on; expected one inside ", from.width(), " x ", from.height(), " pixels"});
  picture result(height, width, from.channels(), from.component_bytes());
  for (std::size_t row = 0; row < height; ++row)
    std::memcpy(result.row(row), from.row(y + row) + x * from.pixel_bytes(), result.row_bytes());
  return with_palette_of(std::move(result), from);
}

ARRAYREEL_INLINE picture upscaled(const picture& from, const upscale_factors& factors) {
  std::size_t height = 0;
  std::size_t width = 0;
  check(factors);
  if (!checked_mul(from.height(), factors.y(), height) ||
      !checked_mul(from.width(), factors.x(), width))
    refuse(error_kind::limit,
           {"an upscale factor of ", text_of(factors), " for ", from.width(), " x ", from.height(),
            " pixels; expected sides of up to 2147483647"});
  picture result(height, width, from.channels(), from.component_bytes());
  const std::size_t channels = from.channels();
  for (std::size_t y = 0; y < from.height(); ++y) {
    std::uint8_t* const first = result.row(y * factors.y());
    with_component_type(from.component_bytes(), [&]<class P>(P) {
      P* out = result.row_as<P>(y * factors.y());
      const P* pixel = from.row_as<P>(y);
      for (std::size_t x = 0; x < from.width(); ++x, pixel += channels)
        for (std::size_t repeat = 0; repeat < factors.x(); ++repeat)
          for (std::size_t c = 0; c < channels; ++c) *out++ = pixel[c];
    });
    for (std::size_t repeat = 1; repeat < factors.y(); ++repeat)
      std::memcpy(result.row(y * factors.y() + repeat), first, result.row_bytes());
  }
  return with_palette_of(std::move(result), from);
}

ARRAYREEL_INLINE picture resized(const picture& from, std::size_t height, std::size_t width,
                                 resampling how) {
  if (how > resampling::box)
    refuse(error_kind::parameter, {"a resampling numbered ", static_cast<unsigned>(how),
                                   "; expected one of arrayreel::resampling"});
  if (height == 0 || width == 0)
    refuse(error_kind::parameter,
           {"a size of ", width, " x ", height, " pixels; expected sides of 1 or more"});
  if (height == from.height() && width == from.width()) return from;
  if (how == resampling::nearest) return with_palette_of(nearest_pixels(from, height, width), from);
  if (from.height() > most_averaged / from.width())
    refuse(error_kind::limit, {"a picture of ", from.width(), " x ", from.height(),
                               " pixels to be averaged; expected up to 4294967296"});
  if (!from.palette().empty()) return box_means(without_palette(from), height, width);
  return box_means(from, height, width);
}

ARRAYREEL_INLINE picture downscaled(const picture& from, std::size_t factor) {
  if (factor == 1) return from;
  if (factor > largest_block)
    refuse(error_kind::limit, {"a downscale factor of ", factor, "; expected up to 65536"});
  if (factor == 0 || from.height() % factor != 0 || from.width() % factor != 0)
    refuse(error_kind::parameter, {"a downscale factor of ", factor, " for ", from.width(), " x ",
                                   from.height(), " pixels; expected one that divides both sides"});
  if (!from.palette().empty()) return block_means(without_palette(from), factor);
  return block_means(from, factor);
}

ARRAYREEL_INLINE picture flipped(const picture& from, orientation direction) {
  check(direction);
  picture result(from.height(), from.width(), from.channels(), from.component_bytes());
  const std::size_t channels = from.channels();
  for (std::size_t y = 0; y < from.height(); ++y)
    if (direction == orientation::vertical)
      std::memcpy(result.row(y), from.row(from.height() - 1 - y), from.row_bytes());
    else
      with_component_type(from.component_bytes(), [&]<class P>(P) {
        P* out = result.row_as<P>(y);
        const P* const in = from.row_as<P>(y);
        for (std::size_t x = from.width(); x-- > 0; out += channels)
          std::copy_n(in + x * channels, channels, out);
      });
  return with_palette_of(std::move(result), from);
}

ARRAYREEL_INLINE picture rotated(const picture& from, int quarter_turns) {
  const int turns = (quarter_turns % 4 + 4) % 4;
  if (turns == 0) return from;
  const std::size_t channels = from.channels();
  const std::size_t last_y = from.height() - 1;
  const std::size_t last_x = from.width() - 1;
  const bool lies = turns % 2 == 1;
  picture result(lies ? from.width() : from.height(), lies ? from.height() : from.width(), channels,
                 from.component_bytes());
  with_component_type(from.component_bytes(), [&]<class P>(P) {
    P* out = result.components<P>();
    for (std::size_t y = 0; y < result.height(); ++y)
      for (std::size_t x = 0; x < result.width(); ++x, out += channels) {
        const std::size_t from_y = turns == 1 ? x : turns == 2 ? last_y - y : last_y - x;
        const std::size_t from_x = turns == 1 ? last_x - y : turns == 2 ? last_x - x : y;
        std::copy_n(from.row_as<P>(from_y) + from_x * channels, channels, out);
      }
  });
  return with_palette_of(std::move(result), from);
}

ARRAYREEL_INLINE picture overlaid(const picture& below, const picture& above, std::ptrdiff_t y,
                                  std::ptrdiff_t x, const overlay_options& o) {
  if (!(o.opacity >= 0 && o.opacity <= 1))
    refuse(error_kind::parameter, {"an opacity of ", o.opacity, "; expected 0 to 1"});
  const std::size_t bytes = std::max(below.component_bytes(), above.component_bytes());
  const interval rows = visible_part(y, above.height(), below.height());
  const interval columns = visible_part(x, above.width(), below.width());
  if (rows.empty() || columns.empty()) return at_depth(below, bytes);
  const auto size = [](std::ptrdiff_t i) { return static_cast<std::size_t>(i); };
  const overlay_part part{.y = size(y + rows.first),
                          .x = size(x + columns.first),
                          .from_y = size(rows.first),
                          .from_x = size(columns.first),
                          .height = size(rows.last - rows.first),
                          .width = size(columns.last - columns.first)};
  if (above.component_bytes() == bytes)
    return overlaid(at_depth(below, bytes), above, part, o.opacity);
  return overlaid(at_depth(below, bytes), at_depth(above, bytes), part, o.opacity);
}

} // namespace arrayreel::ARRAYREEL_ABI::detail
