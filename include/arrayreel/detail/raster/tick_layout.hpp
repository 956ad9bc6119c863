// Where the labels of a colorbar's values stand, and which values it names.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "../../norm.hpp"
#include "../../range.hpp"
#include "../base/message.hpp"
#include "glyph_runs.hpp" // the size of a glyph
#include "ticks.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

/// Labels along the strip, in pixels from the top or left of the picture.
class tick_layout {
public:
  // Rows of a glyph's cell that numbers take (the last is the point's), and where they begin in it.
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
    return t.text.size() * glyph_width * scale_;
  }

  /// Whether the labels stand side by side within the length, a gap of so many of the font's
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
    // The last column of a glyph's cell is empty.
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
  const norm_function place(n, range);
  ticks result;
  for (const double x : values) {
    if (!(x >= range.lo && x <= range.hi))
      refuse(error_kind::parameter, {"a tick at ", x, "; expected ", range.lo, " to ", range.hi});
    const double at = range.lo < range.hi ? place(x) : place.beyond_lo(-lo_of(range).rest);
    result.push_back({x, std::clamp(at, 0.0, 1.0)});
  }
  const auto before = [](const tick& a, const tick& b) { return a.value < b.value; };
  std::sort(result.begin(), result.end(), before);
  const auto same = [](const tick& a, const tick& b) { return a.value == b.value; };
  result.erase(std::unique(result.begin(), result.end(), same), result.end());

  std::vector<decimal> numbers;
  int finest = std::numeric_limits<int>::max();
  int coarsest = std::numeric_limits<int>::min();
  for (const tick& t : result) {
    numbers.push_back(to_decimal(t.value, width_of(range)));
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

/// The values to name, in order: those given, or nice ones, at most `count` of them.
[[nodiscard]] inline ticks ticks_for(const norm& n, const value_range& range,
                                     const std::optional<std::vector<double>>& given,
                                     const std::optional<std::size_t>& count,
                                     const tick_layout& layout) {
  if (given) return given_ticks(*given, n, range, layout);
  if (count == std::size_t{0}) return {};
  // Between integers that doubles hardly tell apart there is no nice one.
  if (width_of(range) < 1e-9 * std::fmax(std::fabs(range.lo), std::fabs(range.hi)) &&
      (range.lo_rest != 0 || range.hi_rest != 0)) {
    ticks ends = ticks_of_ends(range);
    if (count == std::size_t{1}) ends.resize(1);
    return ends;
  }
  const auto search = [&](std::size_t most, std::size_t gap) {
    return tick_search(n, range, most,
                       [&, most, gap](const ticks& t) {
                         return t.size() <= std::max<std::size_t>(most, 2) && layout.fits(t, gap);
                       })
        .found();
  };
  const std::size_t most = count.value_or(11);
  ticks result;
  if (!count) result = search(most, layout.comfortable());
  if (result.empty()) result = search(most, layout.tight());
  if (result.empty()) result = ticks_of_ends(range);
  if (count == std::size_t{1}) result.resize(1);
  return result;
}

} // namespace arrayreel::ARRAYREEL_ABI::detail
