// Arrays that are colours already (gray + alpha, RGB, RGBA), and complex numbers as colours.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <numbers>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "../../mapping.hpp"
#include "../../raster.hpp"
#include "interleave.hpp"
#include "levels.hpp"
#include "../base/parallel.hpp"
#include "../array/picture_view.hpp"
#include "special_colors.hpp"

namespace arrayreel::inline ARRAYREEL_ABI::detail {

/// Gives the pixels for which `is_bad(y, x)` holds, in the rows marked, the colour `paint`,
/// with the channels that it needs.
template <class P, class Test>
[[nodiscard]] raster<P> with_bad_pixels(raster<P> picture, const color& paint,
                                        const std::vector<unsigned char>& bad_rows,
                                        const Test& is_bad) {
  bool any = false;
  for (const unsigned char bad : bad_rows) any |= bad != 0;
  if (!any) return picture;

  const std::size_t had = picture.channels();
  const bool alpha = had % 2 == 0 || paint.a != 255;
  const std::size_t channels = (had >= 3 || !is_gray(paint) ? 3U : 1U) + (alpha ? 1U : 0U);
  if (channels != had) {
    raster<P> wider(picture.height(), picture.width(), channels);
    const P* from = picture.pixels().data();
    P* to = wider.pixels().data();
    for (std::size_t i = 0; i < picture.height() * picture.width(); ++i) {
      const std::size_t colors = channels >= 3 ? 3 : 1;
      for (std::size_t c = 0; c < colors; ++c) to[c] = from[had >= 3 ? c : 0];
      if (alpha) to[colors] = had % 2 == 0 ? from[had - 1] : std::numeric_limits<P>::max();
      from += had;
      to += channels;
    }
    picture = std::move(wider);
  }
  for (std::size_t y = 0; y < picture.height(); ++y)
    for (std::size_t x = 0; bad_rows[y] != 0 && x < picture.width(); ++x)
      if (is_bad(y, x)) write_color(picture.row(y).data() + x * channels, channels, paint);
  return picture;
}

/// Colour channels mapped by one range for all of them; alpha is 0…1 in floating types and
/// 0…the largest value in integers. A pixel with a bad channel takes the bad colour.
template <class P, class T> class color_channels {
public:
  color_channels(const picture_view<T>& p, const mapping_options& o)
      : picture_(p), colors_(p.has_alpha() ? p.channels - 1 : p.channels),
        untouched_(passes_untouched<P, T>(o)),
        level_(untouched_ ? value_range{} : range_for(p.without_alpha(), o), norm_of(o),
               std::size_t{1} << (8 * sizeof(P)), o.complex_as),
        bad_(o.bad.value_or(transparent)), threads_(o.threads) {
    const char* misplaced = o.colormap          ? "a colormap"
                            : o.under || o.over ? "a colour for under or over"
                                                : nullptr;
    if (misplaced != nullptr)
      throw error(error_kind::parameter, std::string(misplaced) + " for an array of " +
                                             to_text(p.channels) +
                                             " channels; expected a scalar field");
  }

  [[nodiscard]] raster<P> finish() const {
    raster<P> result(picture_.height, picture_.width, picture_.channels);
    // Not of bool, whose neighbours share a byte among threads.
    std::vector<unsigned char> bad_rows(picture_.height, 0);
    const std::size_t row_bytes = picture_.width * picture_.channels * sizeof(T);
    const std::size_t workers = threads_for(threads_, picture_.height * row_bytes);
    std::vector<std::vector<P>> memory(workers);
    in_chunks_backwards(
        picture_.height, rows_in_chunk(row_bytes), workers,
        [&](std::size_t worker, std::size_t begin, std::size_t end) {
          memory[worker].resize(picture_.width * picture_.channels);
          for (std::size_t y = begin; y < end; ++y) {
            const bool maybe_bad = write_row(y, result.row(y).data(), memory[worker].data());
            for (std::size_t x = 0; x < picture_.width && maybe_bad && bad_rows[y] == 0; ++x)
              bad_rows[y] = is_bad(y, x);
          }
        });
    return with_bad_pixels(std::move(result), bad_, bad_rows,
                           [this](std::size_t y, std::size_t x) { return is_bad(y, x); });
  }

private:
  /// Writes the pixels of a row, by the help of memory for as many; false where none can be bad.
  [[nodiscard]] bool write_row(std::size_t y, P* out, P* memory) const {
    const std::size_t width = picture_.width;
    if (is_packed() && !picture_.has_alpha()) {
      const T* const from = picture_.row(y);
      if (!untouched_)
        return level_.row_and_special(from, 1, width * picture_.channels, out, false) &&
               can_be_bad();
      if constexpr (std::is_same_v<P, T>) {
        std::copy_n(from, width * picture_.channels, out);
        return false;
      }
    }
    bool maybe_bad = false;
    std::array<const P*, 4> rows{};
    for (std::size_t c = 0; c < picture_.channels; ++c) {
      P* const row = memory + c * width;
      rows[c] = row;
      if constexpr (std::is_same_v<P, T>)
        if (untouched_ && picture_.column_stride == 1) {
          rows[c] = picture_.row(y) + picture_.channel_offset[c];
          continue;
        }
      maybe_bad |= fill(y, c, row);
    }
    interleave(out, rows.data(), picture_.channels, width);
    return maybe_bad && can_be_bad();
  }

  /// Whether the components of a row lie in memory as they do in a raster.
  [[nodiscard]] bool is_packed() const noexcept {
    for (std::size_t c = 0; c < picture_.channels; ++c)
      if (picture_.channel_offset[c] != static_cast<std::ptrdiff_t>(c)) return false;
    return picture_.column_stride == static_cast<std::ptrdiff_t>(picture_.channels) ||
           picture_.width == 1;
  }

  /// Writes one channel of a row; false where no value of it can be bad.
  [[nodiscard]] bool fill(std::size_t y, std::size_t c, P* out) const {
    const T* from = picture_.row(y) + picture_.channel_offset[c];
    const std::ptrdiff_t step = picture_.column_stride;
    if (c == colors_) {
      bool any = false;
      for (std::size_t x = 0; x < picture_.width; ++x, from += step) {
        out[x] = alpha(*from);
        if constexpr (!std::is_integral_v<T>)
          any |= is_nan(value_of(*from, complex_part::magnitude));
      }
      return any;
    }
    if (!untouched_) return level_.row_and_special(from, step, picture_.width, out, false);
    if constexpr (std::is_integral_v<T>)
      for (std::size_t x = 0; x < picture_.width; ++x, from += step)
        out[x] = static_cast<P>(*from * (sizeof(P) > sizeof(T) ? 257 : 1));
    return false;
  }

  [[nodiscard]] static P alpha(const T& element) noexcept {
    constexpr double top = std::numeric_limits<P>::max();
    auto t = static_cast<double>(value_of(element, complex_part::magnitude));
    if constexpr (std::is_integral_v<T>) t /= static_cast<double>(std::numeric_limits<T>::max());
    return static_cast<P>((t > 0 ? (t < 1 ? t : 1.0) : 0.0) * top + 0.5);
  }

  [[nodiscard]] bool can_be_bad() const noexcept {
    return !untouched_ && (!std::is_integral_v<T> || level_.is_logarithmic());
  }
  [[nodiscard]] bool is_bad(std::size_t y, std::size_t x) const noexcept {
    const T* pixel = picture_.row(y) + static_cast<std::ptrdiff_t>(x) * picture_.column_stride;
    for (std::size_t c = 0; c < picture_.channels; ++c) {
      const T& component = pixel[picture_.channel_offset[c]];
      // An alpha of zero is no bad value, whatever the norm.
      if (c < colors_ ? level_.classify(component) == value_class::bad
                      : is_nan(value_of(component, complex_part::magnitude)))
        return true;
    }
    return false;
  }

  picture_view<T> picture_;
  std::size_t colors_;
  bool untouched_;
  level_function<T> level_;
  color bad_;
  unsigned threads_;
};

/// Complex numbers as colours: hue by phase, brightness by magnitude, full saturation (HSV; F. A.
/// Farris's domain colouring). Phase 0 is red, 2π/3 green, −2π/3 blue.
template <class P, class T>
[[nodiscard]] raster<P> paint_phase_hue(const picture_view<T>& p, const mapping_options& o) {
  if (p.channels != 1 || o.colormap || o.under || o.over)
    throw error(error_kind::parameter, "phase_hue for " + to_text(p.channels) +
                                           " channels or with a colormap, under or over; "
                                           "expected a scalar field alone");
  const value_range range = range_for(p.without_alpha(), o);
  const norm_function brightness(norm_of(o), range.lo, range.hi);
  raster<P> result(p.height, p.width, 3);
  std::vector<unsigned char> bad_rows(p.height, 0);
  const auto at = [&](std::size_t y, std::size_t x) -> const T& {
    return p.row(y)[static_cast<std::ptrdiff_t>(x) * p.column_stride];
  };
  const auto brightness_of = [&](const T& z) {
    return brightness(static_cast<double>(value_of(z, complex_part::magnitude)));
  };
  const auto is_bad = [&](std::size_t y, std::size_t x) {
    return is_nan(brightness_of(at(y, x))) || is_nan(value_of(at(y, x), complex_part::phase));
  };
  for (std::size_t y = 0; y < p.height; ++y)
    for (std::size_t x = 0; x < p.width; ++x) {
      P* pixel = result.row(y).data() + 3 * x;
      if (is_bad(y, x)) {
        bad_rows[y] = 1;
        write_color(pixel, 3, color{});
        continue;
      }
      const double t = brightness_of(at(y, x));
      const double v = t > 0 ? (t < 1 ? t : 1) : 0;
      const auto phase = static_cast<double>(value_of(at(y, x), complex_part::phase));
      double sixth = phase / (std::numbers::pi / 3);
      if (sixth < 0) sixth += 6;
      for (std::size_t c = 0; c < 3; ++c) {
        // HSV's ramps: one full turn of red, green a third later, blue two thirds.
        double k = 5.0 - 2.0 * static_cast<double>(c) + sixth;
        k = k >= 6 ? k - 6 : k;
        const double ramp = k < 4 - k ? k : 4 - k;
        const double less = ramp > 0 ? (ramp < 1 ? ramp : 1) : 0;
        pixel[c] = static_cast<P>((v - v * less) * std::numeric_limits<P>::max() + 0.5);
      }
    }
  return with_bad_pixels(std::move(result), o.bad.value_or(transparent), bad_rows, is_bad);
}

} // namespace arrayreel::inline ARRAYREEL_ABI::detail
