// A strip of a colormap's colours with the values that they stand for.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "color.hpp"
#include "colormap.hpp"
#include "detail/base/checked_math.hpp"
#include "detail/base/message.hpp"
#include "detail/raster/picture_kinds.hpp"
#include "detail/raster/pixel.hpp"
#include "detail/raster/ticks.hpp"
#include "error.hpp"
#include "layout.hpp"
#include "mapping.hpp"
#include "raster.hpp"
#include "text.hpp"

namespace arrayreel::inline ARRAYREEL_ABI {

/// How a colorbar looks. The first fields are those of `mapping_options`: give both the same.
struct colorbar_options {
  arrayreel::norm norm{};
  std::optional<double> gamma{};                 ///< short for a power_norm
  std::optional<arrayreel::colormap> colormap{}; ///< gray unless given
  std::optional<color> under{};                  ///< shown in a square before lo, within the length
  std::optional<color> over{};                   ///< shown in a square behind hi, within the length
  /// vertical: values grow upwards, labels on the right; horizontal: to the right, labels below
  arrayreel::orientation orientation = arrayreel::orientation::vertical;
  std::size_t length = 256;   ///< pixels along the values, 1 or more
  std::size_t thickness = 16; ///< pixels of colour across, 1 or more
  std::size_t scale = 1;      ///< of the labels, as for `draw_label`
  color foreground{0, 0, 0};
  color background{255, 255, 255};
  /// at most so many values are named; as many as stand comfortably, up to 11, unless given
  std::optional<std::size_t> tick_count{};
  /// the values to name, from lo to hi; labels that would overlap are left out
  std::optional<std::vector<double>> ticks{};
};

namespace detail {

/// Labels along the strip, in pixels from the top or left of the picture.
class tick_layout {
public:
  // Rows of a sign's cell that numbers take (the last is the point's), and where they begin in it.
  static constexpr std::size_t ink_height = 10;
  static constexpr std::size_t ink_top = 2;

  tick_layout(bool vertical, std::size_t scale, std::size_t length, std::size_t begin,
              std::size_t strip)
      : vertical_(vertical), scale_(scale), extent_(length), begin_(begin), strip_(strip) {}

  /// The pixel of the strip in which a place between 0 and 1 is, counted from lo.
  [[nodiscard]] std::size_t pixel(double place) const noexcept {
    const double p = std::floor(place * static_cast<double>(strip_));
    return p > 0 ? std::min(static_cast<std::size_t>(p), strip_ - 1) : 0;
  }
  [[nodiscard]] std::size_t at(double place) const noexcept {
    return begin_ + (vertical_ ? strip_ - 1 - pixel(place) : pixel(place));
  }
  [[nodiscard]] std::size_t width(const tick& t) const noexcept {
    return t.text.size() * sign_width * scale_;
  }

  /// Whether the labels stand side by side within the length, a gap of so many of the face's
  /// pixels between them.
  [[nodiscard]] bool fits(const ticks& all, std::size_t gap) const {
    std::optional<std::size_t> end;
    for (std::size_t i = 0; i < all.size(); ++i) {
      const tick& t = in_order(all, i);
      if (size(t) > extent_) return false;
      const std::size_t first = start(t);
      if (end && first < *end + gap * scale_) return false;
      end = first + size(t);
    }
    return true;
  }

  /// As far apart as the closest labels may be, and as is pleasant.
  [[nodiscard]] std::size_t tight() const noexcept { return vertical_ ? 3 : 6; }
  [[nodiscard]] std::size_t comfortable() const noexcept { return vertical_ ? 14 : 18; }

  /// Makes the picture as long as these labels need it, the strip in its middle.
  void make_room(const ticks& labels) {
    if (fits(labels, tight())) return;
    std::size_t needed = 0;
    for (const tick& t : labels) needed += size(t) + (needed == 0 ? 0 : tight() * scale_);
    if (needed <= extent_) return;
    begin_ += (needed - extent_) / 2;
    extent_ = needed;
  }

  /// Where each label begins, none over another: at most a few are pushed from their places.
  [[nodiscard]] std::vector<std::size_t> starts(const ticks& labels) const {
    std::vector<std::size_t> result(labels.size());
    const std::size_t last = labels.size();
    const auto index = [&](std::size_t i) { return vertical_ ? last - 1 - i : i; };
    std::size_t free = 0;
    for (std::size_t i = 0; i < last; ++i) {
      result[index(i)] = std::max(free, start(labels[index(i)]));
      free = result[index(i)] + size(labels[index(i)]) + tight() * scale_;
    }
    std::size_t end = extent_;
    for (std::size_t i = last; i-- > 0;) {
      const std::size_t length = size(labels[index(i)]);
      result[index(i)] = std::min(result[index(i)], end > length ? end - length : 0);
      end = result[index(i)] > tight() * scale_ ? result[index(i)] - tight() * scale_ : 0;
    }
    return result;
  }

  [[nodiscard]] std::size_t extent() const noexcept { return extent_; }
  [[nodiscard]] std::size_t begin() const noexcept { return begin_; }
  [[nodiscard]] std::size_t strip() const noexcept { return strip_; }

private:
  [[nodiscard]] std::size_t size(const tick& t) const noexcept {
    // The last column of a sign's cell is empty.
    return vertical_ ? ink_height * scale_ : width(t) - scale_;
  }
  // In the middle of its place, but inside the picture.
  [[nodiscard]] std::size_t start(const tick& t) const noexcept {
    const std::size_t middle = ((vertical_ ? size(t) - scale_ : size(t)) - 1) / 2;
    const std::size_t first = at(t.place) > middle ? at(t.place) - middle : 0;
    return std::min(first, extent_ > size(t) ? extent_ - size(t) : 0);
  }
  [[nodiscard]] const tick& in_order(const ticks& all, std::size_t i) const noexcept {
    return vertical_ ? all[all.size() - 1 - i] : all[i];
  }

  bool vertical_;
  std::size_t scale_;
  std::size_t extent_; // of the picture along the values
  std::size_t begin_;  // of the strip in it
  std::size_t strip_;
};

/// The values that the caller gave, in order and without repetitions; texts that do not fit are
/// empty.
[[nodiscard]] inline ticks given_ticks(const std::vector<double>& values, const norm& n,
                                       const value_range& range, const tick_layout& layout) {
  const norm_function place(n, range.lo, range.hi);
  ticks result;
  for (const double x : values) {
    if (!(x >= range.lo && x <= range.hi))
      throw error(error_kind::parameter, "a tick at " + to_text(x) + "; expected " +
                                             to_text(range.lo) + " to " + to_text(range.hi));
    result.push_back({x, std::clamp(place(x), 0.0, 1.0)});
  }
  const auto before = [](const tick& a, const tick& b) { return a.value < b.value; };
  std::sort(result.begin(), result.end(), before);
  const auto same = [](const tick& a, const tick& b) { return a.value == b.value; };
  result.erase(std::unique(result.begin(), result.end(), same), result.end());

  std::vector<decimal> numbers;
  int finest = std::numeric_limits<int>::max();
  int coarsest = std::numeric_limits<int>::min();
  for (const tick& t : result) {
    numbers.push_back(to_decimal(t.value, range.hi - range.lo));
    if (t.value == 0) continue;
    finest = std::min(finest, numbers.back().exponent);
    coarsest = std::max(coarsest, numbers.back().magnitude());
  }
  std::vector<std::string> texts;
  if (finest <= coarsest && coarsest - finest <= 6) {
    for (decimal& d : numbers) {
      while (d.mantissa != 0 && d.exponent > finest) {
        d.mantissa *= 10;
        --d.exponent;
      }
      d.exponent = finest;
    }
    texts = texts_alike(numbers);
  } else {
    for (const decimal& d : numbers) texts.push_back(text_alone(d));
  }
  ticks labelled;
  for (std::size_t i = 0; i < result.size(); ++i) {
    labelled.push_back(result[i]);
    labelled.back().text = texts[i];
    if (labelled.size() == 1 || layout.fits(labelled, layout.tight()))
      result[i].text = texts[i];
    else
      labelled.pop_back();
  }
  return result;
}

[[nodiscard]] inline ticks ticks_for(const norm& n, const value_range& range,
                                     const colorbar_options& o, const tick_layout& layout) {
  if (o.ticks) return given_ticks(*o.ticks, n, range, layout);
  if (o.tick_count == std::size_t{0}) return {};
  const auto search = [&](std::size_t most, std::size_t gap) {
    return tick_search(n, range, most,
                       [&, most, gap](const ticks& t) {
                         return t.size() <= std::max<std::size_t>(most, 2) && layout.fits(t, gap);
                       })
        .found();
  };
  const std::size_t most = o.tick_count.value_or(11);
  ticks result;
  if (!o.tick_count) result = search(most, layout.comfortable());
  if (result.empty()) result = search(most, layout.tight());
  if (result.empty()) result = ticks_of_ends(range);
  if (o.tick_count == std::size_t{1}) result.resize(1);
  return result;
}

inline void check(const value_range& range, const colorbar_options& o) {
  if (!(is_finite(range.lo) && is_finite(range.hi) && range.lo < range.hi))
    throw error(error_kind::parameter, "a colorbar from " + to_text(range.lo) + " to " +
                                           to_text(range.hi) +
                                           "; expected finite numbers, the first below the second");
  check(o.orientation);
  const auto check_side = [](const char* name, std::size_t pixels) {
    if (pixels == 0)
      throw error(error_kind::parameter,
                  std::string("a colorbar's ") + name + " of 0; expected 1 or more");
    if (pixels > longest_side)
      throw error(error_kind::limit, std::string("a colorbar's ") + name + " of " +
                                         to_text(pixels) + "; expected up to 2147483647");
  };
  check_side("length", o.length);
  check_side("thickness", o.thickness);
  check_side("scale", o.scale);
  const std::size_t squares = (o.under ? 1U : 0U) + (o.over ? 1U : 0U);
  if (o.length <= squares * (o.thickness + o.scale))
    throw error(error_kind::parameter, "a colorbar's length of " + to_text(o.length) +
                                           " with squares for under or over; "
                                           "expected more than " +
                                           to_text(squares * (o.thickness + o.scale)));
}

/// A picture in which "along" is the direction of the values and "across" that of the labels.
class colorbar_painter {
public:
  colorbar_painter(const colorbar_options& o, std::size_t along, std::size_t across,
                   std::size_t channels)
      : vertical_(o.orientation == orientation::vertical),
        picture(vertical_ ? along : across, vertical_ ? across : along, channels) {
    for (std::uint8_t *p = picture.pixels().data(), *const end = p + picture.pixels().size();
         p != end; p += channels)
      write_color(p, channels, o.background);
  }

  /// A colour at pixels along × across, as it is.
  void put(std::size_t along, std::size_t across, std::size_t count_across, const color& c) {
    for (std::size_t i = across; i < across + count_across; ++i)
      write_color(pixel(along, i), picture.channels(), c);
  }
  void blend(std::size_t along, std::size_t across, std::size_t count_across, const color& c) {
    const brush<std::uint8_t> b(c, picture.channels());
    for (std::size_t i = across; i < across + count_across; ++i) b.fill(pixel(along, i), 1);
  }

private:
  [[nodiscard]] std::uint8_t* pixel(std::size_t along, std::size_t across) {
    const std::size_t y = vertical_ ? along : across;
    return picture.row(y).data() + (vertical_ ? across : along) * picture.channels();
  }

  bool vertical_;

public:
  raster<std::uint8_t> picture;
};

} // namespace detail

/// The colours of a range of values, with labels.
///
/// A vertical one is exactly `length` pixels high, a horizontal one as wide, so that it stands
/// beside a picture of that side; labels at the ends move inside. (Only where the length is too
/// short for the labels of lo and hi is the picture longer, the strip in its middle.) Along the
/// strip pixel i of n, counted from lo, shows the colour of the place (i + ½) / n between lo and
/// hi, by the norm: entry floor(place · count) of the colormap. The mark of a value is at pixel
/// floor(place · n), that of hi at the last.
///
/// The values named are multiples of 1, 2 or 5 times a power of ten; for a log norm powers of ten
/// (with 2 and 5 times them over less than two decades), for symlog also negative ones and zero,
/// for two-slope the centre too; lo and hi where nothing of it fits. The result is gray where all
/// its colours are, and has alpha where the background or the colormap has.
///
/// ```cpp
/// ar::mapping_options how{.norm = ar::symlog_norm{}, .colormap = ar::colormaps::RdBu};
/// auto range = ar::resolve_range(field, how);
/// auto picture = ar::rerange(field, how);
/// auto bar = ar::colorbar(range, {.norm = how.norm,
///                                 .colormap = how.colormap,
///                                 .length = picture.height()});
/// auto both = ar::hconcat(picture, bar, {.gap = 8});
/// ```
/// \param range what `resolve_range` gives for the picture.
/// \throws error (parameter) for a range that is not finite or not lo < hi, a norm that cannot take
/// it, a length, thickness or scale of 0, a length too short for squares, or a given tick outside
/// the range; (limit) for sides beyond 2³¹ − 1.
[[nodiscard]] inline raster<std::uint8_t> colorbar(const value_range& range,
                                                   const colorbar_options& o = {}) {
  using namespace detail;
  check(range, o);
  const arrayreel::norm n = norm_of({.norm = o.norm, .gamma = o.gamma});
  const bool vertical = o.orientation == orientation::vertical;
  const arrayreel::colormap& map = o.colormap ? *o.colormap : colormaps::gray;
  const std::size_t square = o.thickness + o.scale;
  const std::size_t low = o.under ? square : 0;
  const std::size_t high = o.over ? square : 0;
  tick_layout layout(vertical, o.scale, o.length, vertical ? high : low, o.length - low - high);
  const ticks marks = ticks_for(n, range, o, layout);
  ticks labels = marks;
  std::erase_if(labels, [](const tick& t) { return t.text.empty(); });
  layout.make_room(labels);

  const std::size_t tick_length = 3 * o.scale;
  const std::size_t room = (vertical ? 2 : 1) * o.scale; // between a mark and its label
  const std::size_t label_begin = 1 + o.thickness + 1 + tick_length + room;
  std::size_t across = 1 + o.thickness + 1;
  for (const tick& t : labels)
    across = std::max(across, label_begin +
                                  (vertical ? layout.width(t) : tick_layout::ink_height * o.scale));

  pixel_needs needs;
  needs.add(o.background);
  for (std::size_t i = 0; i < map.count(); ++i) needs.add(map.entries()[i]);
  for (const std::optional<color>& c : {o.under, o.over})
    if (c) needs.add(*c);
  needs.hue = needs.hue || has_hue(o.foreground);
  colorbar_painter paint(o, layout.extent(), across, needs.channels());

  // Along the picture a vertical strip begins with hi.
  const std::size_t strip = layout.strip();
  for (std::size_t i = 0; i < strip; ++i) {
    const std::size_t from_lo = vertical ? strip - 1 - i : i;
    const std::size_t entry = (2 * from_lo + 1) * map.count() / (2 * strip);
    paint.put(layout.begin() + i, 1, o.thickness, map.entries()[entry]);
    for (const std::size_t side : {std::size_t{0}, o.thickness + 1})
      paint.blend(layout.begin() + i, side, 1, o.foreground);
  }
  const auto put_square = [&](const std::optional<color>& c, bool behind) {
    if (!c) return;
    const std::size_t begin = behind ? layout.begin() + strip + o.scale : layout.begin() - square;
    for (std::size_t i = begin; i < begin + o.thickness; ++i) {
      paint.put(i, 1, o.thickness, *c);
      for (const std::size_t side : {std::size_t{0}, o.thickness + 1})
        paint.blend(i, side, 1, o.foreground);
    }
  };
  put_square(o.under, vertical);
  put_square(o.over, !vertical);

  for (const tick& t : marks)
    paint.blend(layout.at(t.place), o.thickness + 2,
                std::min(tick_length, across - o.thickness - 2), o.foreground);
  const std::vector<std::size_t> starts = layout.starts(labels);
  for (std::size_t i = 0; i < labels.size(); ++i) {
    std::string text;
    for (const char c : labels[i].text) {
      if (c == '-')
        text += "−";
      else
        text += c;
    }
    const auto along = static_cast<std::ptrdiff_t>(starts[i]);
    const auto beyond = static_cast<std::ptrdiff_t>(label_begin);
    const auto above = static_cast<std::ptrdiff_t>(tick_layout::ink_top * o.scale);
    draw_label(paint.picture, text, vertical ? along - above : beyond - above,
               vertical ? beyond : along,
               {.scale = o.scale, .foreground = o.foreground, .outline = std::nullopt});
  }
  return std::move(paint.picture);
}

} // namespace arrayreel::inline ARRAYREEL_ABI
