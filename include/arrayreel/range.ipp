// Definitions of range.hpp and derived_range.hpp.
#pragma once

#include "range.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <vector>

#include "detail/array/element.hpp"
#include "detail/array/runs.hpp"
#include "detail/base/checked_math.hpp"
#include "detail/base/message.hpp"
#include "detail/base/parallel.hpp"
#include "detail/values/derived_range.hpp"
#include "detail/values/order_statistics.hpp"

namespace arrayreel::ARRAYREEL_ABI {

namespace detail {

ARRAYREEL_INLINE value_range usable_range(const value_range& range) {
  const double lo = range.lo;
  if (!(lo <= range.hi)) return {};
  if (is_below(lo_of(range), hi_of(range))) return range;
  const double width = std::max(1.0, std::fabs(lo) / 256);
  const double above = lo + width;
  // At the very top of double there is nothing above: then it is the last level.
  return is_finite(above) ? value_range{lo, above, range.lo_rest} : value_range{lo - width, lo};
}

ARRAYREEL_INLINE value_range range_about(double center, double m, bool is_exact) {
  constexpr double largest = std::numeric_limits<double>::max();
  if (!(m > 0)) m = std::max(1.0, std::fabs(center) / 256);
  if (is_exact && is_large(center)) return range_of(sum_of({center}, -m), sum_of({center}, m));
  return {std::max(center - m, -largest), std::min(center + m, largest)};
}

/// Whether zero reaches level 128 of 256 in a range, in the arithmetic of N.
template <class N> [[nodiscard]] inline bool zero_is_middle(const value_range& r) {
  const double width = width_of(r);
  const double scale = 256 / width;
  // Where N cannot hold these it is not used, and dividing puts zero in the middle.
  if (!fits<N>(r.lo) || !fits<N>(width) || !fits<N>(scale) || !(static_cast<N>(scale) > 0))
    return true;
  return static_cast<N>(-static_cast<N>(r.lo) * static_cast<N>(scale)) >= 128;
}

/// The number of N above x ≥ 0, or of double where N has none.
template <class N> [[nodiscard]] inline double next_above(double x) noexcept {
  if constexpr (is_half<N>) {
    if (const auto bits = std::bit_cast<std::uint16_t>(static_cast<N>(x)); bits < 0x7bff)
      return static_cast<double>(std::bit_cast<N>(static_cast<std::uint16_t>(bits + 1)));
  } else if constexpr (std::is_same_v<N, float>) {
    constexpr float largest = std::numeric_limits<float>::max();
    if (x < static_cast<double>(largest))
      return static_cast<double>(std::nextafter(static_cast<float>(x), largest));
  }
  return std::nextafter(x, std::numeric_limits<double>::infinity());
}

template <class C> inline void put_zero_in_the_middle(value_range& r) {
  while (!zero_is_middle<arithmetic_t<C>>(r)) {
    r.lo = -next_above<arithmetic_t<C>>(-r.lo);
    r.lo_rest = 0;
  }
  // Half precision is computed in its own type and, for more levels, in float.
  if constexpr (is_half<C>)
    while (!zero_is_middle<C>(r)) r.lo = -next_above<C>(-r.lo);
}

ARRAYREEL_INLINE value_range symmetric_about_zero(const exact_number& m, compute_kind compute) {
  if (!(m.value > 0)) return {-1, 1};
  value_range r{-m.value, m.value, -m.rest, m.rest};
  switch (compute) {
#if ARRAYREEL_HAS_FLOAT16
    case compute_kind::half_precision: put_zero_in_the_middle<half>(r); break;
#else
    case compute_kind::half_precision:
#endif
    case compute_kind::single: put_zero_in_the_middle<float>(r); break;
    case compute_kind::real: put_zero_in_the_middle<double>(r); break;
    case compute_kind::extended: put_zero_in_the_middle<long double>(r); break;
  }
  return r;
}

ARRAYREEL_INLINE value_summary without_signs_of_zero(value_summary s) noexcept {
  if (s.min == 0) s.min = 0;
  if (s.max == 0) s.max = 0;
  return s;
}

ARRAYREEL_INLINE void merge(value_summary& to, const value_summary& other) noexcept {
  if (is_below({other.min, other.min_rest}, {to.min, to.min_rest})) {
    to.min = other.min;
    to.min_rest = other.min_rest;
  }
  if (is_below({to.max, to.max_rest}, {other.max, other.max_rest})) {
    to.max = other.max;
    to.max_rest = other.max_rest;
  }
  if (is_below({other.min_positive, other.min_positive_rest},
               {to.min_positive, to.min_positive_rest})) {
    to.min_positive = other.min_positive;
    to.min_positive_rest = other.min_positive_rest;
  }
  to.finite += other.finite;
  to.nan += other.nan;
  to.positive_infinity += other.positive_infinity;
  to.negative_infinity += other.negative_infinity;
}

ARRAYREEL_INLINE value_range extent_of(const value_summary& s, bool positive_only) noexcept {
  if (positive_only) return {s.min_positive, s.max, s.min_positive_rest, s.max_rest};
  return {s.min, s.max, s.min_rest, s.max_rest};
}

[[gnu::cold]] ARRAYREEL_INLINE std::string exact_text(const exact_number& x) {
  if (x.rest == 0) return to_text(x.value);
  const bool is_negative = x.value < 0;
  const double value = is_negative ? -x.value : x.value;
  const double rest = is_negative ? -x.rest : x.rest;
  const double whole = std::floor(rest);
  std::string text = joined_text(
      {is_negative ? "-" : "",
       bits_of_whole(value) + static_cast<std::uint64_t>(static_cast<std::int64_t>(whole))});
  // Between two integers, as percentiles are.
  if (rest != whole) text += to_text(1 + (rest - whole)).substr(1);
  return text;
}

ARRAYREEL_INLINE value_summary summary_of(const array_ref& with_holes, complex_part part,
                                          unsigned threads) {
  const array_ref array = with_holes.without_holes();
  value_summary result;
  if (array.empty()) return result;
  const std::size_t size = array.size();
  const std::size_t workers = threads_for(threads, size * array.element_bytes());
  const array_ref all = in_memory_order(array);
  const element_functions& type = array.functions();
  std::vector<value_summary> parts(workers);
  const std::size_t chunk = rows_in_chunk(size / all.extent(0) * array.element_bytes());
  in_chunks(all.extent(0), chunk, workers,
            [&](std::size_t worker, std::size_t begin, std::size_t end) {
              for_each_run(all.part(0, begin, end - begin),
                           [&](const void* values, std::size_t count, std::ptrdiff_t stride) {
                             type.summarize(values, stride, count, part, parts[worker]);
                           });
            });
  for (const value_summary& p : parts) merge(result, p);
  return without_signs_of_zero(result);
}

ARRAYREEL_INLINE void check(const percentiles& p) {
  if (!(p.lo >= 0 && p.lo < p.hi && p.hi <= 100))
    refuse(error_kind::parameter,
           {"percentiles ", p.lo, " and ", p.hi, "; expected 0 <= lo < hi <= 100"});
}

ARRAYREEL_INLINE value_range percentile_range_of_keys(std::vector<std::uint64_t>& keys,
                                                      const percentiles& p,
                                                      const element_functions& type) {
  if (keys.empty()) return {1, 0};
  const auto at = [&](double percent) {
    const percentile_place place(percent, keys.size());
    const auto below = keys.begin() + static_cast<std::ptrdiff_t>(place.below);
    std::nth_element(keys.begin(), below, keys.end());
    const std::uint64_t above =
        place.fraction == 0 ? *below : *std::min_element(below + 1, keys.end());
    return place.between(number_of_key(*below, type), number_of_key(above, type), is_wide(type));
  };
  const exact_number lo = at(p.lo);
  return range_of(lo, at(p.hi));
}

/// The keys of the finite values (those above zero only, for a logarithm) of a sample, or of all.
[[nodiscard]] inline std::vector<std::uint64_t> sampled(const array_ref& array, std::size_t step,
                                                        complex_part part, bool positive_only) {
  const element_functions& type = array.functions();
  std::vector<std::uint64_t> keys(array.size() / step + 1);
  std::size_t used = 0;
  if (step == 1) {
    for_each_run(array, [&](const void* values, std::size_t count, std::ptrdiff_t stride) {
      used += type.finite_keys(values, stride, count, part, positive_only, keys.data() + used);
    });
    keys.resize(used);
    return keys;
  }
  // One element in each chunk of `step`, at a place that a multiplicative hash of the chunk's
  // number gives: a fixed distance could fall in step with the rows.
  std::size_t seen = 0;
  std::size_t chunk = 0;
  const auto place_in = [&](std::size_t number) {
    const std::uint64_t hash = (number + 1) * 0x9e3779b97f4a7c15ULL;
    return number * step + to_size((hash >> 32) % step);
  };
  std::size_t next = place_in(0);
  for_each_run(array, [&](const void* values, std::size_t count, std::ptrdiff_t stride) {
    const auto* const first = static_cast<const std::byte*>(values);
    const std::ptrdiff_t distance = stride * static_cast<std::ptrdiff_t>(array.element_bytes());
    for (; next < seen + count; next = place_in(++chunk))
      used += type.finite_keys(first + static_cast<std::ptrdiff_t>(next - seen) * distance, 1, 1,
                               part, positive_only, keys.data() + used);
    seen += count;
  });
  keys.resize(used);
  return keys;
}

ARRAYREEL_INLINE value_range unwidened_percentiles(const array_ref& with_holes,
                                                   const percentiles& p, std::size_t sample,
                                                   complex_part part, bool positive_only,
                                                   unsigned threads) {
  check(p);
  const array_ref array = with_holes.without_holes();
  const std::size_t total = array.size();
  const std::size_t step = sample == 0 || sample >= total ? 1 : (total - 1) / sample + 1;
  // Below that, partitioning takes less time than going through the counts does.
  constexpr std::size_t worth_counting = 100'000;
  const element_functions& type = array.functions();
  if (type.counts_keys && step == 1 && total >= worth_counting) {
    const ordered_values values(array, positive_only,
                                threads_for(threads, total * array.element_bytes()));
    if (values.size() == 0) return {1, 0};
    const percentile_place lo(p.lo, values.size());
    const percentile_place hi(p.hi, values.size());
    const std::array<exact_number, 4> at = values.at({lo.below, lo.above(), hi.below, hi.above()});
    return range_of(lo.between(at[0], at[1], is_wide(type)),
                    hi.between(at[2], at[3], is_wide(type)));
  }
  std::vector<std::uint64_t> keys = sampled(array, step, part, positive_only);
  return percentile_range_of_keys(keys, p, type);
}

ARRAYREEL_INLINE value_range full_range_of(const array_ref& array) {
  const value_summary s = summary_of(array);
  return usable_range(extent_of(s, false));
}

ARRAYREEL_INLINE value_range symmetric_range_of(const array_ref& array) {
  const value_summary s = summary_of(array);
  return symmetric_about_zero(s.finite == 0 ? exact_number{}
                                            : larger_size({s.min, s.min_rest}, {s.max, s.max_rest}),
                              array.functions().compute);
}

ARRAYREEL_INLINE value_range centered_range_of(const array_ref& array, double center) {
  if (!is_finite(center))
    refuse(error_kind::parameter, {"a range centred on ", center, "; expected a finite number"});
  const value_summary s = summary_of(array);
  const double above = difference({s.max, s.max_rest}, {center});
  const double below = difference({center}, {s.min, s.min_rest});
  return range_about(center, s.finite == 0 ? 0 : std::max(above, below),
                     is_wide(array.functions()));
}

ARRAYREEL_INLINE value_range percentile_range_of(const array_ref& array, const percentiles& p,
                                                 std::size_t sample) {
  const value_range r = unwidened_percentiles(array, p, sample, complex_part::magnitude, false, 0);
  return usable_range(r);
}

} // namespace detail

} // namespace arrayreel::ARRAYREEL_ABI
