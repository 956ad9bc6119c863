// Arrays that are colours already (gray + alpha, RGB, RGBA), and complex numbers as colours.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <numbers>
#include <utility>
#include <vector>

#include "../base/message.hpp"
#include "interleave.hpp"
#include "opaque_alpha.hpp"
#include "scalar_field.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

/// The same pixels with as many channels as another colour needs.
[[nodiscard]] inline picture with_channels_for(const color& paint, picture image) {
  const std::size_t had = image.channels();
  const std::size_t depth = image.component_bytes();
  const bool alpha = had % 2 == 0 || paint.a != 255;
  const std::size_t channels = (had >= 3 || !is_gray(paint) ? 3U : 1U) + (alpha ? 1U : 0U);
  if (channels == had) return image;
  picture wider(image.height(), image.width(), channels, depth);
  const std::size_t colors = channels >= 3 ? 3 : 1;
  const unsigned full = depth == 1 ? 255 : 65535;
  for (std::size_t i = 0; i < image.height() * image.width(); ++i) {
    for (std::size_t c = 0; c < colors; ++c)
      write_components(wider.bytes(), depth, i * channels + c,
                       component_at(image.bytes(), depth, i * had + (had >= 3 ? c : 0)));
    if (alpha)
      write_components(wider.bytes(), depth, i * channels + colors,
                       had % 2 == 0 ? component_at(image.bytes(), depth, i * had + had - 1) : full);
  }
  return wider;
}

/// Paints the pixels for which `is_bad(y, x)` holds, in the marked rows only. The picture gets the
/// channels that the colour needs.
template <class Test>
[[nodiscard]] picture with_bad_pixels(picture image, const color& paint,
                                      const std::vector<unsigned char>& bad_rows,
                                      const Test& is_bad) {
  bool any = false;
  for (const unsigned char bad : bad_rows) any |= bad != 0;
  if (!any) return image;
  picture result = with_channels_for(paint, std::move(image));
  for (std::size_t y = 0; y < result.height(); ++y)
    for (std::size_t x = 0; bad_rows[y] != 0 && x < result.width(); ++x)
      if (is_bad(y, x))
        write_color(result.row(y), result.component_bytes(), x, result.channels(), paint);
  return result;
}

/// Colour channels, all mapped by one range. Alpha is 0…1 in floating types and 0…`opaque_alpha` in
/// integers. A pixel gets the bad colour if any of its channels is bad.
class color_channels {
public:
  color_channels(const picture_view& p, const mapping_options& o, std::size_t component_bytes,
                 const mapping_request& request)
      : source_(p), type_(p.array.functions()), colors_(p.has_alpha() ? p.channels - 1 : p.channels),
        depth_(component_bytes),
        untouched_(request.range == nullptr && passes_untouched(o, type_.type, component_bytes)),
        level_(type_,
               untouched_                 ? value_range{}
               : request.range != nullptr ? *request.range
                                          : range_for(p.without_alpha(), o),
               norm_of(o), std::size_t{1} << (8 * component_bytes), o.complex_as, component_bytes),
        bad_(o.bad.value_or(transparent)), threads_(o.threads), counts_(request.counts),
        opaque_(request.opaque) {
    if (opaque_ == 0 && p.has_alpha() && type_.is_integer)
      opaque_ = opaque_alpha(type_, derives_opaque(type_) ? largest_alpha(p, o.threads) : 0);
    const char* misplaced = o.colormap          ? "a colormap"
                            : o.under || o.over ? "a colour for under or over"
                                                : nullptr;
    if (misplaced != nullptr)
      refuse(error_kind::parameter, {misplaced, " for an array of ", p.channels,
                                     " channels; expected a scalar field"});
  }

  [[nodiscard]] picture finish() const {
    picture result(source_.height, source_.width, source_.channels, depth_);
    // Not std::vector<bool>, in which threads would share a byte.
    std::vector<unsigned char> bad_rows(source_.height, 0);
    const std::size_t row_bytes = source_.width * source_.channels * type_.element_bytes;
    const std::size_t workers = threads_for(threads_, source_.height * row_bytes);
    std::vector<std::vector<std::uint8_t>> memory(workers);
    std::vector<special_counts> counts(workers);
    in_chunks_backwards(
        source_.height, rows_in_chunk(row_bytes), workers,
        [&](std::size_t worker, std::size_t begin, std::size_t end) {
          memory[worker].resize(result.row_bytes());
          for (std::size_t y = begin; y < end; ++y) {
            const bool maybe_bad =
                write_row(y, result.row(y), memory[worker].data(), counts[worker]);
            for (std::size_t x = 0; x < source_.width && maybe_bad && bad_rows[y] == 0; ++x)
              bad_rows[y] = is_bad(y, x);
          }
        });
    if (counts_ != nullptr)
      for (const special_counts& c : counts) counts_->add(c);
    if (source_.array.holes() != nullptr) take_holes(bad_rows);
    return with_bad_pixels(std::move(result), bad_, bad_rows,
                           [this](std::size_t y, std::size_t x) { return is_bad(y, x); });
  }

private:
  /// Writes the pixels of a row. `memory` holds as many values. False if none can be bad.
  [[nodiscard]] bool write_row(std::size_t y, std::uint8_t* out, std::uint8_t* memory,
                               special_counts& counts) const {
    const std::size_t width = source_.width;
    if (is_packed() && !source_.has_alpha()) {
      const void* const from = source_.packed_row(y);
      const std::size_t count = width * source_.channels;
      if (!untouched_) return write_levels(from, 1, count, out, counts) && can_be_bad();
      if (type_.element_bytes == depth_) {
        copy_pixels(from, depth_, 1, count, 1, out, depth_);
        return false;
      }
    }
    bool maybe_bad = false;
    std::array<const void*, 4> rows{};
    for (std::size_t c = 0; c < source_.channels; ++c) {
      std::uint8_t* const row = memory + c * width * depth_;
      rows[c] = row;
      if (untouched_ && type_.element_bytes == depth_ && source_.column_stride == 1)
        rows[c] = source_.row(y, c);
      else
        maybe_bad |= fill(y, c, row, counts);
    }
    with_component_type(depth_, [&]<class P>(P) {
      std::array<const P*, 4> from{};
      for (std::size_t c = 0; c < source_.channels; ++c) from[c] = static_cast<const P*>(rows[c]);
      interleave(reinterpret_cast<P*>(out), from.data(), source_.channels, width);
    });
    return maybe_bad && can_be_bad();
  }

  [[nodiscard]] bool write_levels(const void* from, std::ptrdiff_t stride, std::size_t count,
                                  void* out, special_counts& counts) const {
    const special_counts seen =
        type_.levels(level_, from, stride, count, out,
                     counts_ != nullptr ? watching::all : watching::bad, false);
    counts.add(seen);
    return seen.bad != 0;
  }

  /// Whether a row's components are in the same order in memory as in a picture.
  [[nodiscard]] bool is_packed() const noexcept {
    for (std::size_t c = 0; c < source_.channels; ++c)
      if (source_.channel_offset[c] != static_cast<std::ptrdiff_t>(c)) return false;
    return source_.column_stride == static_cast<std::ptrdiff_t>(source_.channels) ||
           source_.width == 1;
  }

  /// Writes one channel of a row; false if none of its values can be bad.
  [[nodiscard]] bool fill(std::size_t y, std::size_t c, void* out, special_counts& counts) const {
    const void* const from = source_.row(y, c);
    const std::ptrdiff_t stride = source_.column_stride;
    if (c == colors_) return type_.alpha(from, stride, source_.width, opaque_, depth_, out);
    if (!untouched_) return write_levels(from, stride, source_.width, out, counts);
    copy_pixels(from, type_.element_bytes, stride, source_.width,
                depth_ > type_.element_bytes ? 257 : 1, out, depth_);
    return false;
  }

  /// Pixels without a value are bad, whatever numbers are in their place.
  [[gnu::cold]] void take_holes(std::vector<unsigned char>& bad_rows) const {
    for (std::size_t y = 0; y < source_.height; ++y)
      for (std::size_t x = 0; x < source_.width; ++x) {
        if (source_.array.holes()->row(y)[x] == 0) continue;
        bad_rows[y] = 1;
        for (std::size_t c = 0; c < colors_ && counts_ != nullptr && !untouched_; ++c)
          counts_->turn_bad(class_of(y, x, c));
      }
  }

  [[nodiscard]] const void* component(std::size_t y, std::size_t x, std::size_t c) const noexcept {
    return static_cast<const std::byte*>(source_.row(y, c)) +
           static_cast<std::ptrdiff_t>(x * type_.element_bytes) * source_.column_stride;
  }
  [[nodiscard]] value_class class_of(std::size_t y, std::size_t x, std::size_t c) const noexcept {
    value_class found{};
    type_.classify(level_, component(y, x, c), 1, 1, &found);
    return found;
  }

  [[nodiscard]] bool can_be_bad() const noexcept {
    return !untouched_ && (!type_.is_integer || level_.is_log);
  }
  [[nodiscard]] bool is_bad(std::size_t y, std::size_t x) const noexcept {
    if (source_.array.holes() != nullptr) {
      if (source_.array.holes()->row(y)[x] != 0) return true;
      if (!can_be_bad()) return false;
    }
    for (std::size_t c = 0; c < source_.channels; ++c) {
      if (c < colors_) {
        if (class_of(y, x, c) == value_class::bad) return true;
      } else {
        // An alpha of zero is never a bad value, whatever the norm.
        double alpha = 0;
        type_.numbers(component(y, x, c), 1, 1, complex_part::magnitude, &alpha);
        if (is_nan(alpha)) return true;
      }
    }
    return false;
  }

  picture_view source_;
  const element_functions& type_;
  std::size_t colors_;
  std::size_t depth_;
  bool untouched_;
  level_mapping level_;
  color bad_;
  unsigned threads_;
  special_counts* counts_;
  double opaque_; // the opaque alpha of integers
};

/// Complex numbers as colours: hue by phase, brightness by magnitude, full saturation (HSV; F. A.
/// Farris's domain colouring). Phase 0 is red, 2π/3 green, −2π/3 blue.
[[nodiscard]] inline picture paint_phase_hue(const picture_view& p, const mapping_options& o,
                                             std::size_t component_bytes,
                                             const mapping_request& request) {
  if (p.channels != 1 || o.colormap || o.under || o.over)
    refuse(error_kind::parameter,
           {"phase_hue for ", p.channels,
            " channels or with a colormap, under or over; expected a scalar field alone"});
  const element_functions& type = p.array.functions();
  const value_range range =
      request.range != nullptr ? *request.range : range_for(p.without_alpha(), o);
  const norm_function brightness(norm_of(o), range);
  if (request.counts != nullptr) {
    const level_mapping levels(type, range, norm_of(o), 256, o.complex_as, 1);
    std::vector<std::uint8_t> row(p.width);
    for (std::size_t y = 0; y < p.height; ++y)
      request.counts->add(type.levels(levels, p.row(y), p.column_stride, p.width, row.data(),
                                      watching::all, false));
  }
  picture result(p.height, p.width, 3, component_bytes);
  const double full = component_bytes == 1 ? 255 : 65535;
  std::vector<unsigned char> bad_rows(p.height, 0);
  std::vector<double> magnitudes(p.width);
  std::vector<double> phases(p.width);
  std::vector<unsigned char> bad(p.height * p.width, 0);
  for (std::size_t y = 0; y < p.height; ++y) {
    type.numbers(p.row(y), p.column_stride, p.width, complex_part::magnitude, magnitudes.data());
    type.numbers(p.row(y), p.column_stride, p.width, complex_part::phase, phases.data());
    for (std::size_t x = 0; x < p.width; ++x) {
      const double t = brightness(magnitudes[x]);
      if (is_nan(t) || is_nan(phases[x])) {
        bad_rows[y] = 1;
        bad[y * p.width + x] = 1;
        write_color(result.row(y), component_bytes, x, 3, color{});
        continue;
      }
      const double v = t > 0 ? (t < 1 ? t : 1) : 0;
      double sixth = phases[x] / (std::numbers::pi / 3);
      if (sixth < 0) sixth += 6;
      for (std::size_t c = 0; c < 3; ++c) {
        // HSV's ramps: red over one full turn, green shifted by a third, blue by two thirds.
        double k = 5.0 - 2.0 * static_cast<double>(c) + sixth;
        k = k >= 6 ? k - 6 : k;
        const double ramp = k < 4 - k ? k : 4 - k;
        const double less = ramp > 0 ? (ramp < 1 ? ramp : 1) : 0;
        write_components(result.row(y), component_bytes, 3 * x + c,
                         static_cast<unsigned>((v - v * less) * full + 0.5));
      }
    }
  }
  return with_bad_pixels(
      std::move(result), o.bad.value_or(transparent), bad_rows,
      [&](std::size_t y, std::size_t x) { return bad[y * p.width + x] != 0; });
}

} // namespace arrayreel::ARRAYREEL_ABI::detail
