// Which values of a range an axis names: nice ones for each norm, as many as fit.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "../../norm.hpp"
#include "../../range.hpp"
#include "../values/derived_range.hpp"
#include "../values/norm_function.hpp"
#include "tick_text.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

/// A value, its place between lo (0) and hi (1), and its text.
struct tick {
  double value = 0;
  double place = 0;
  std::string text{};
};
using ticks = std::vector<tick>;

/// Looks for nice values in a range. `Fits` tells whether labels of ticks, in order, fit.
template <class Fits> class tick_search {
public:
  /// \param most values at most, but for the centre of a two-slope norm
  tick_search(const norm& n, const value_range& range, std::size_t most, Fits fits)
      : norm_(n), range_(range), place_(n, range), most_(std::clamp<std::size_t>(most, 2, 1000)),
        fits_(std::move(fits)) {}

  /// Two or more ticks in order, or none where nothing nice fits.
  [[nodiscard]] ticks found() const {
    ticks result;
    switch (norm_.type()) {
      case norm::kind::log: result = decades(); break;
      case norm::kind::symlog: result = decades_of_both_signs(); break;
      case norm::kind::two_slope: return two_slopes();
      case norm::kind::linear:
      case norm::kind::power: break;
    }
    return result.empty() ? steps(range_.lo, range_.hi, most_, {}, {}, 2) : result;
  }

private:
  // Decades from one tick to the next: double has no more than 632 of them.
  static constexpr int strides[] = {1, 2, 3, 5, 10, 20, 30, 50, 100, 200, 300, 500};

  [[nodiscard]] bool accepts(const ticks& t) const {
    return t.size() >= 2 && t.size() <= most_ && fits_(t);
  }

  /// Appends a value where it is in the range, up to a millionth of it: a limit of 0.7F names 0.7.
  void add(ticks& result, const decimal& d, std::string text) const {
    const double x = to_double(d);
    const double at = place_(x);
    if (at >= -1e-6 && at <= 1 + 1e-6)
      result.push_back({x, std::clamp(at, 0.0, 1.0), std::move(text)});
  }

  /// The multiples of m · 10^e from lo to hi.
  [[nodiscard]] ticks multiples(double lo, double hi, int m, int e) const {
    const double step = to_double({m, e});
    if (!(step > 0) || !is_finite(step)) return {};
    const double first = std::floor(lo / step) - 1;
    const double last = std::ceil(hi / step) + 1;
    // Beyond 2⁵² neighbouring numbers are further apart than the steps.
    constexpr double far = 4503599627370496.0;
    if (!(first > -far && last < far)) return {};
    std::vector<decimal> inside;
    const double tolerance = 1e-6 * (hi / 2 - lo / 2);
    for (double k = first; k <= last; ++k) {
      const decimal d{static_cast<std::int64_t>(k) * m, e};
      const double x = to_double(d);
      if (x >= lo - tolerance && x <= hi + tolerance) inside.push_back(d);
    }
    const std::vector<std::string> texts = texts_alike(inside);
    ticks result;
    for (std::size_t i = 0; i < inside.size(); ++i) add(result, inside[i], texts[i]);
    return result;
  }

  /// The finest multiples of 1, 2 or 5 times a power of ten that fit between other ticks: `least`
  /// of them or more.
  [[nodiscard]] ticks steps(double lo, double hi, std::size_t most, const ticks& before,
                            const ticks& after, std::size_t least) const {
    const double reach = hi / 2 - lo / 2;
    if (!(reach > 0)) return {};
    const auto finest =
        static_cast<int>(std::floor(std::log10(reach) - std::log10(static_cast<double>(most)))) - 1;
    for (int e = finest; e <= finest + 6; ++e)
      for (const int m : {1, 2, 5}) {
        // Not worth counting where there are far too many.
        if (reach / to_double({m, e}) > 2.0 * static_cast<double>(most)) continue;
        ticks here = multiples(lo, hi, m, e);
        std::erase_if(here, [&](const tick& t) {
          return (!before.empty() && t.place <= before.back().place) ||
                 (!after.empty() && t.place >= after.front().place);
        });
        if (here.size() < least || here.size() > most) continue;
        ticks all = before;
        for (tick& t : here) all.push_back(std::move(t));
        for (const tick& t : after) all.push_back(t);
        if (fits_(all)) return all;
      }
    return {};
  }

  /// Powers of ten; with 2 and 5 times them over less than two decades, and none over less than
  /// one, where linear steps say more.
  [[nodiscard]] ticks decades() const {
    const double first = std::log10(range_.lo);
    const double last = std::log10(range_.hi);
    if (last - first < 1) return {};
    const auto low = static_cast<int>(std::floor(first));
    const auto high = static_cast<int>(std::ceil(last));
    if (last - first < 2) {
      ticks fine;
      for (int e = low; e <= high; ++e)
        for (const int m : {1, 2, 5}) add(fine, {m, e}, text_alone({m, e}));
      if (accepts(fine)) return fine;
    }
    for (const int stride : strides) {
      ticks whole;
      for (int e = low; e <= high; ++e)
        if (e % stride == 0) add(whole, {1, e}, text_alone({1, e}));
      if (accepts(whole)) return whole;
    }
    return {};
  }

  /// Zero and powers of ten beyond the linear part.
  [[nodiscard]] ticks decades_of_both_signs() const {
    const double size = std::max(std::fabs(range_.lo), std::fabs(range_.hi));
    const double threshold = norm_.linthresh().value_or(size / 100);
    if (!(threshold > 0)) return {};
    const auto low = static_cast<int>(std::ceil(std::log10(threshold) - 1e-9));
    const auto high = static_cast<int>(std::floor(std::log10(size) + 1e-9));
    if (high < low) return {};
    // The largest ones stay.
    for (const int stride : strides) {
      ticks result;
      const int lowest = high - (high - low) / stride * stride;
      for (int e = high; e >= lowest; e -= stride) add(result, {-1, e}, text_alone({-1, e}));
      add(result, {0, 0}, "0");
      for (int e = lowest; e <= high; e += stride) add(result, {1, e}, text_alone({1, e}));
      if (accepts(result)) return result;
    }
    return {};
  }

  /// The centre, and nice steps on each side.
  [[nodiscard]] ticks two_slopes() const {
    const double center = norm_.vcenter();
    const double span = range_.hi - range_.lo;
    const ticks middle{{center, 0.5, text_alone(to_decimal(center, span))}};
    const std::size_t most = std::max<std::size_t>(most_ / 2, 1);
    // A side without nice values names its end, where there is room.
    const auto end_of = [&](double x, double at) {
      return tick{x, at, text_alone(to_decimal(x, span))};
    };
    ticks left = steps(range_.lo, center, most, {}, middle, 1);
    if (left.empty()) left = {end_of(range_.lo, 0), middle[0]};
    if (!fits_(left)) left = middle;
    ticks both = steps(center, range_.hi, most, left, {}, 1);
    if (both.empty()) {
      both = left;
      both.push_back(end_of(range_.hi, 1));
    }
    const ticks& result = fits_(both) ? both : left;
    return result.size() >= 2 ? result : ticks{};
  }

  norm norm_;
  value_range range_;
  norm_function place_;
  std::size_t most_;
  Fits fits_;
};

/// The ends of a range.
[[nodiscard]] inline ticks ticks_of_ends(const value_range& range) {
  const exact_number lo = lo_of(range);
  const exact_number hi = hi_of(range);
  if (lo.rest != 0 || hi.rest != 0)
    return {{lo.value, 0, exact_text(lo)}, {hi.value, 1, exact_text(hi)}};
  const double span = range.hi - range.lo;
  return {{range.lo, 0, text_alone(to_decimal(range.lo, span))},
          {range.hi, 1, text_alone(to_decimal(range.hi, span))}};
}

} // namespace arrayreel::ARRAYREEL_ABI::detail
