// The options of the mapping from values to colours, and the range they give for an array.
#pragma once

#include <algorithm>
#include <cmath>
#include <concepts>
#include <cstdint>
#include <limits>
#include <numbers>
#include <optional>
#include <string>
#include <type_traits>

#include "color.hpp"
#include "colormap.hpp"
#include "detail/array/picture_view.hpp"
#include "norm.hpp"
#include "range.hpp"

namespace arrayreel::inline ARRAYREEL_ABI {

/// How values become colours. Every field may be left out; they are given in this order.
///
/// Without any of vmin, vmax, vsym, range, percentile, norm and gamma, `uint8` passes untouched
/// (and `uint16` into 16-bit pixels); everything else is stretched over its finite values, `bool`
/// over 0…1, a phase over −π…π.
struct mapping_options {
  /// what the axes are, where the guess is not wanted
  arrayreel::axes axes = arrayreel::axes::automatic;
  /// what is shown of complex numbers
  complex_part complex_as = complex_part::magnitude;
  /// the value of the first level, finite; the smallest finite value unless given
  std::optional<double> vmin{};
  /// the value that ends the last level, finite, above vmin; the largest finite one unless given
  std::optional<double> vmax{};
  /// −m…m with m = max(|vmin|, |vmax|): zero is the middle level
  bool vsym = false;
  /// vmin and vmax in one, as the range functions give them
  std::optional<value_range> range{};
  /// vmin and vmax from percentiles of the finite values, unless they are given; not for `bool`
  /// and phases, whose ranges are fixed
  std::optional<percentiles> percentile{};
  /// how the place in the range becomes a level
  arrayreel::norm norm{};
  /// short for a power_norm; above zero
  std::optional<double> gamma{};
  /// colours of a scalar field; gray unless given
  std::optional<arrayreel::colormap> colormap{};
  /// the colour of what has no value (NaN; ≤ 0 for a log norm); transparent unless given
  std::optional<color> bad{};
  /// the colour of values below vmin; that of the first level unless given
  std::optional<color> under{};
  /// the colour of values above vmax; that of the last level unless given
  std::optional<color> over{};
  /// how many threads map one array; 0: as many as bring something, one for arrays below a few
  /// MB; 1: none but the caller's; at most 256. The result is the same.
  unsigned threads = 0;
};

namespace detail {

/// The mapping part of any options that begin with the same fields.
template <class Options> [[nodiscard]] mapping_options mapping_of(const Options& o) {
  unsigned threads = 0;
  if constexpr (requires { o.threads; }) threads = o.threads;
  return {.axes = o.axes,
          .complex_as = o.complex_as,
          .vmin = o.vmin,
          .vmax = o.vmax,
          .vsym = o.vsym,
          .range = o.range,
          .percentile = o.percentile,
          .norm = o.norm,
          .gamma = o.gamma,
          .colormap = o.colormap,
          .bad = o.bad,
          .under = o.under,
          .over = o.over,
          .threads = threads};
}

[[nodiscard]] inline norm norm_of(const mapping_options& o) {
  if (!o.gamma) return o.norm;
  if (o.norm.type() != norm::kind::linear)
    throw error(error_kind::parameter,
                "a gamma of " + to_text(*o.gamma) + " beside a norm; expected one of the two");
  return power_norm{*o.gamma};
}

/// Whether the options leave integers that are pixels already as they are.
[[nodiscard]] inline bool leaves_pixels(const mapping_options& o) {
  return !o.vmin && !o.vmax && !o.vsym && !o.range && !o.percentile && !o.gamma &&
         o.norm.type() == norm::kind::linear;
}

/// Whether integers of T are components of P already and the options leave them so.
template <class P, class T> [[nodiscard]] bool passes_untouched(const mapping_options& o) {
  return leaves_pixels(o) && (std::is_same_v<T, std::uint8_t> ||
                              (std::is_same_v<T, std::uint16_t> && std::is_same_v<T, P>));
}

/// Whether integers of T are labels, entries of a qualitative colormap.
template <class T> [[nodiscard]] bool are_labels(const mapping_options& o) {
  return std::is_integral_v<T> && leaves_pixels(o) && o.colormap && o.colormap->qualitative();
}

inline void check_limits(const std::optional<double>& vmin, const std::optional<double>& vmax) {
  const auto check_finite = [](const char* name, const std::optional<double>& value) {
    if (value && !is_finite(*value))
      throw error(error_kind::parameter, std::string("a ") + name + " of " + to_text(*value) +
                                             "; expected a finite number");
  };
  check_finite("vmin", vmin);
  check_finite("vmax", vmax);
  if (vmin && vmax && !(*vmin < *vmax))
    throw error(error_kind::parameter, "a vmin of " + to_text(*vmin) + " and a vmax of " +
                                           to_text(*vmax) + "; expected vmin below vmax");
}

/// The ends of the range that the options give.
struct given_limits {
  std::optional<double> vmin;
  std::optional<double> vmax;
};

/// What of the mapping can be checked before there is an array.
/// \throws error (parameter) for options that contradict each other or are outside their ranges.
[[nodiscard]] inline given_limits checked_limits(const mapping_options& o) {
  given_limits given{o.vmin, o.vmax};
  if (o.range) {
    if (given.vmin || given.vmax || o.percentile)
      throw error(error_kind::parameter, "a range of " + to_text(o.range->lo) + " to " +
                                             to_text(o.range->hi) +
                                             " beside vmin, vmax or percentile; expected one");
    given = {o.range->lo, o.range->hi};
  }
  check_limits(given.vmin, given.vmax);
  if (o.percentile) check(*o.percentile);
  if (norm_of(o).type() != norm::kind::log) return given;
  if (o.vsym)
    throw error(error_kind::parameter, "vsym beside a logarithmic norm; expected one of the two");
  if (given.vmin && !(*given.vmin > 0))
    throw error(error_kind::parameter,
                "a logarithmic norm from vmin " + to_text(*given.vmin) + "; expected vmin above 0");
  if (given.vmax && !(*given.vmax > 0))
    throw error(error_kind::parameter,
                "a logarithmic norm to vmax " + to_text(*given.vmax) + "; expected vmax above 0");
  return given;
}

/// The same mapping, or any options that begin with the same fields, with its range decided.
template <class Options> [[nodiscard]] Options with_range(Options o, const value_range& range) {
  o.vmin.reset();
  o.vmax.reset();
  o.vsym = false;
  o.percentile.reset();
  o.range = range;
  return o;
}

/// What the ends of a range that the options leave open are derived from: one array.
template <class T> struct array_values {
  const array_view<T>& array;
  unsigned threads;

  [[nodiscard]] value_summary summary(complex_part part) const {
    return summary_of(array, part, threads);
  }
  [[nodiscard]] value_range between(const percentiles& p, complex_part part,
                                    bool positive_only) const {
    return percentile_range_of(array, p, 0, part, positive_only, threads);
  }
};

/// The range that the options give for values of T.
/// \param values their summary and percentiles, asked for only where they are needed.
template <class T, class Values>
[[nodiscard]] value_range range_from(const Values& values, const mapping_options& o) {
  const auto [vmin, vmax] = checked_limits(o);
  const norm n = norm_of(o);
  const bool is_log = n.type() == norm::kind::log;
  if (is_log && is_complex<T> && o.complex_as == complex_part::phase && !vmin)
    throw error(error_kind::parameter,
                "a logarithmic norm for a phase, which begins at -pi; expected a vmin above 0");

  // What the data gives for an end that the caller left open; lo > hi where it has no values.
  double lo = vmin.value_or(0);
  double hi = vmax.value_or(0);
  if (!vmin || !vmax) {
    value_range derived;
    if (std::is_same_v<T, bool>) {
      derived = {0, 1};
    } else if (is_complex<T> && o.complex_as == complex_part::phase) {
      derived = symmetric_about_zero<compute_t<T>>(std::numbers::pi);
    } else if (o.percentile) {
      derived = values.between(*o.percentile, o.complex_as, is_log);
    } else {
      const value_summary s = values.summary(o.complex_as);
      derived = {is_log ? s.min_positive : s.min, s.max};
      // Brightness begins at black, which is the magnitude zero.
      if (is_complex<T> && o.complex_as == complex_part::phase_hue && !is_log) derived.lo = 0;
    }
    const bool any = derived.lo <= derived.hi;
    if (!vmin) lo = derived.lo;
    if (!vmax) hi = derived.hi;
    if (o.vsym && !any) lo = hi = vmin ? *vmin : vmax.value_or(0);
  }

  if (o.vsym)
    return symmetric_about_zero<compute_t<T>>(
        std::max(std::fabs(lo), std::fabs(hi)));
  if (n.type() == norm::kind::two_slope) {
    const double center = n.vcenter();
    if (!vmin && !(lo < center)) lo = range_about(center, hi - center).lo;
    if (!vmax && !(hi > center)) hi = range_about(center, center - lo).hi;
  }
  if (lo < hi && is_finite(lo) && is_finite(hi) && (!is_log || lo > 0)) return {lo, hi};
  if (is_log) {
    if (vmax) return {*vmax / 10, *vmax};
    if (!(lo > 0 && is_finite(lo))) return {1, 10};
    // As far as double reaches.
    const double above = std::min(lo * 10, std::numeric_limits<double>::max());
    return lo < above ? value_range{lo, above} : value_range{lo / 10, lo};
  }
  // The end that was given stays; the data has nothing on the other side of it.
  if (vmin) return usable_range(*vmin, *vmin);
  if (vmax) {
    const value_range mirrored = usable_range(-*vmax, -*vmax);
    return {-mirrored.hi, -mirrored.lo};
  }
  return usable_range(lo, hi);
}

/// The range that the options give for an array of T.
template <class T>
[[nodiscard]] value_range range_for(const array_view<T>& v, const mapping_options& o) {
  return range_from<T>(array_values<T>{v, o.threads}, o);
}

} // namespace detail

/// The range of values that the options give for an array: what `rerange` would use. Where the
/// shape reads as a picture, its alpha channel takes no part; `uint8` that passes untouched gives
/// 0…255, by which it passes untouched too.
///
/// An end that is left open comes from the data; where the data has nothing beyond the other
/// end (or no finite value), the range is one wide (|end| / 256 where that is more), a factor of
/// ten for a log norm. Only the fields of `mapping_options` up to `gamma` matter.
/// \throws error (parameter) for a vmin or vmax that is not finite, vmin ≥ vmax, a range beside
/// vmin, vmax or percentile, vsym beside a log norm, percentiles outside 0…100, or a norm that
/// cannot take its parameters or the range.
template <viewable A>
[[nodiscard]] value_range resolve_range(const A& array, const mapping_options& options) {
  return detail::with_view(array, [&](const auto& v) -> value_range {
    using T = typename std::remove_cvref_t<decltype(v)>::value_type;
    if (detail::passes_untouched<std::uint8_t, T>(options)) return {0, 255};
    const value_range r = detail::range_for(detail::without_alpha(v, options.axes), options);
    static_cast<void>(detail::norm_function(detail::norm_of(options), r.lo, r.hi)); // its errors
    return r;
  });
}

} // namespace arrayreel::inline ARRAYREEL_ABI
