// Definitions of mapping.hpp and range_of_options.hpp.
#pragma once

#include "mapping.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include "detail/array/element.hpp"
#include "detail/array/picture_view.hpp"
#include "detail/base/message.hpp"
#include "detail/values/element_functions.hpp"
#include "detail/values/norm_function.hpp"
#include "detail/values/range_of_options.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

ARRAYREEL_INLINE norm norm_of(const mapping_options& o) {
  if (!o.gamma) return o.norm;
  if (o.norm.type() != norm::kind::linear)
    refuse(error_kind::parameter,
           {"a gamma of ", *o.gamma, " beside a norm; expected one of the two"});
  return power_norm{*o.gamma};
}

ARRAYREEL_INLINE bool leaves_pixels(const mapping_options& o) noexcept {
  return !o.vmin && !o.vmax && !o.vsym && !o.range && !o.percentile && !o.gamma &&
         o.norm.type() == norm::kind::linear;
}

ARRAYREEL_INLINE bool passes_untouched(const mapping_options& o, dtype type,
                                       std::size_t component_bytes) noexcept {
  return (type == dtype::uint8 || (type == dtype::uint16 && component_bytes == 2)) &&
         leaves_pixels(o);
}

ARRAYREEL_INLINE bool are_labels(const mapping_options& o, const element_functions& type) noexcept {
  return type.is_integer && o.colormap && o.colormap->qualitative() && leaves_pixels(o);
}

ARRAYREEL_INLINE bool leaves_range_open(const mapping_options& o) noexcept {
  return !o.range && !(o.vmin && o.vmax);
}

/// The ends of the range that the options give.
struct given_limits {
  std::optional<double> vmin;
  std::optional<double> vmax;
  double vmin_rest = 0;
  double vmax_rest = 0;
};

inline void check_limits(const given_limits& given) {
  const auto check_finite = [](const char* name, const std::optional<double>& value) {
    if (value && !is_finite(*value))
      refuse(error_kind::parameter, {"a ", name, " of ", *value, "; expected a finite number"});
  };
  check_finite("vmin", given.vmin);
  check_finite("vmax", given.vmax);
  if (given.vmin && given.vmax &&
      !is_below({*given.vmin, given.vmin_rest}, {*given.vmax, given.vmax_rest}))
    refuse(error_kind::parameter, {"a vmin of ", *given.vmin, " and a vmax of ", *given.vmax,
                                   "; expected vmin below vmax"});
}

[[nodiscard]] inline given_limits checked_limits(const mapping_options& o) {
  given_limits given{o.vmin, o.vmax};
  if (o.range) {
    if (given.vmin || given.vmax || o.percentile)
      refuse(error_kind::parameter, {"a range of ", o.range->lo, " to ", o.range->hi,
                                     " beside vmin, vmax or percentile; expected one"});
    const exact_number lo = lo_of(*o.range);
    const exact_number hi = hi_of(*o.range);
    given = {lo.value, hi.value, lo.rest, hi.rest};
  }
  check_limits(given);
  if (o.percentile) check(*o.percentile);
  if (norm_of(o).type() != norm::kind::log) return given;
  if (o.vsym)
    refuse(error_kind::parameter, {"vsym beside a logarithmic norm; expected one of the two"});
  if (given.vmin && !(*given.vmin > 0))
    refuse(error_kind::parameter,
           {"a logarithmic norm from vmin ", *given.vmin, "; expected vmin above 0"});
  if (given.vmax && !(*given.vmax > 0))
    refuse(error_kind::parameter,
           {"a logarithmic norm to vmax ", *given.vmax, "; expected vmax above 0"});
  return given;
}

ARRAYREEL_INLINE void check_mapping(const mapping_options& o) {
  static_cast<void>(checked_limits(o));
}

ARRAYREEL_INLINE value_range range_from(const range_source& values, const element_functions& type,
                                        const mapping_options& o) {
  const auto [vmin, vmax, vmin_rest, vmax_rest] = checked_limits(o);
  const norm n = norm_of(o);
  const bool is_log = n.type() == norm::kind::log;
  const bool is_phase = type.is_complex && o.complex_as == complex_part::phase;
  if (is_log && is_phase && !vmin)
    refuse(error_kind::parameter,
           {"a logarithmic norm for a phase, which begins at -pi; expected a vmin above 0"});

  // What the data gives for an end that the caller left open; lo > hi where it has no values.
  exact_number lo{vmin.value_or(0), vmin_rest};
  exact_number hi{vmax.value_or(0), vmax_rest};
  if (!vmin || !vmax) {
    value_range derived;
    if (type.type == dtype::boolean) {
      derived = {0, 1};
    } else if (is_phase) {
      derived = symmetric_about_zero({std::numbers::pi}, type.compute);
    } else if (o.percentile) {
      derived = values.between(*o.percentile, o.complex_as, is_log);
    } else {
      const value_summary s = values.summary(o.complex_as);
      derived = extent_of(s, is_log);
      // Brightness begins at black, which is the magnitude zero.
      if (type.is_complex && o.complex_as == complex_part::phase_hue && !is_log) derived.lo = 0;
    }
    const bool any = derived.lo <= derived.hi;
    if (!vmin) lo = lo_of(derived);
    if (!vmax) hi = hi_of(derived);
    if (o.vsym && !any) lo = hi = {vmin ? *vmin : vmax.value_or(0)};
  }

  if (o.vsym) return symmetric_about_zero(larger_size(lo, hi), type.compute);
  if (n.type() == norm::kind::two_slope) {
    const exact_number center{n.vcenter()};
    const auto around = [&](double m) { return range_about(center.value, m, is_wide(type)); };
    if (!vmin && !is_below(lo, center)) lo = lo_of(around(difference(hi, center)));
    if (!vmax && !is_below(center, hi)) hi = hi_of(around(difference(center, lo)));
  }
  if (is_below(lo, hi) && is_finite(lo.value) && is_finite(hi.value) && (!is_log || lo.value > 0))
    return range_of(lo, hi);
  if (is_log) {
    if (vmax) return {*vmax / 10, *vmax};
    if (!(lo.value > 0 && is_finite(lo.value))) return {1, 10};
    // As far as double reaches.
    const double above = std::min(lo.value * 10, std::numeric_limits<double>::max());
    return lo.value < above ? value_range{lo.value, above, lo.rest}
                            : value_range{lo.value / 10, lo.value};
  }
  // The end that was given stays; the data has nothing on the other side of it.
  if (vmin) return usable_range({*vmin, *vmin});
  if (vmax) {
    const value_range mirrored = usable_range({-*vmax, -*vmax});
    return {-mirrored.hi, -mirrored.lo};
  }
  return usable_range(range_of(lo, hi));
}

/// One array's values.
class array_source final : public range_source {
public:
  array_source(const array_ref& array, unsigned threads) noexcept
      : array_(array), threads_(threads) {}
  [[nodiscard]] value_summary summary(complex_part part) const override {
    return summary_of(array_, part, threads_);
  }
  [[nodiscard]] value_range between(const percentiles& p, complex_part part,
                                    bool positive_only) const override {
    return p.finder(array_, p, 0, part, positive_only, threads_);
  }

private:
  const array_ref& array_;
  unsigned threads_;
};

ARRAYREEL_INLINE value_range range_for(const array_ref& array, const mapping_options& o) {
  return range_from(array_source(array, o.threads), array.functions(), o);
}

ARRAYREEL_INLINE bool gives_range(const array_ref& array, const mapping_options& o) {
  const element_functions& type = array.functions();
  const bool is_phase = type.is_complex && o.complex_as == complex_part::phase;
  // These ranges do not depend on the values.
  if (!leaves_range_open(o) || type.type == dtype::boolean || is_phase) return true;
  const bool is_log = norm_of(o).type() == norm::kind::log;
  if (type.is_integer && !is_log) return !array.empty();
  const value_summary s = summary_of(array, o.complex_as, o.threads);
  return is_log ? s.min_positive <= s.max : s.min <= s.max;
}

ARRAYREEL_INLINE value_range resolved_range(const array_ref& array,
                                            const mapping_options& options) {
  if (passes_untouched(options, array.type(), 1)) return {0, 255};
  const value_range r = range_for(without_alpha(array, options.axes), options);
  static_cast<void>(norm_function(norm_of(options), r)); // its errors
  return r;
}

} // namespace arrayreel::ARRAYREEL_ABI::detail
