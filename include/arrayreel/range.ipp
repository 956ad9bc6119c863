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
#include "detail/base/message.hpp"
#include "detail/base/parallel.hpp"
#include "detail/values/derived_range.hpp"
#include "detail/values/order_statistics.hpp"

namespace arrayreel::inline ARRAYREEL_ABI {

namespace detail {

ARRAYREEL_INLINE value_range usable_range(double lo, double hi) {
  if (!(lo <= hi)) return {};
  if (lo < hi) return {lo, hi};
  const double width = std::max(1.0, std::fabs(lo) / 256);
  const double above = lo + width;
  // At the very top of double there is nothing above: then it is the last level.
  return is_finite(above) ? value_range{lo, above} : value_range{lo - width, lo};
}

ARRAYREEL_INLINE value_range range_about(double center, double m) {
  constexpr double largest = std::numeric_limits<double>::max();
  if (!(m > 0)) m = std::max(1.0, std::fabs(center) / 256);
  return {std::max(center - m, -largest), std::min(center + m, largest)};
}

/// Whether zero reaches level 128 of 256 in a range, in the arithmetic of N.
template <class N> [[nodiscard]] inline bool zero_is_middle(const value_range& r) {
  const double scale = 256 / (r.hi - r.lo);
  // Where N cannot hold these it is not used, and dividing puts zero in the middle.
  if (!fits<N>(r.lo) || !fits<N>(scale) || !(static_cast<N>(scale) > 0)) return true;
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
  while (!zero_is_middle<arithmetic_t<C>>(r)) r.lo = -next_above<arithmetic_t<C>>(-r.lo);
  // Half precision is computed in its own type and, for more levels, in float.
  if constexpr (is_half<C>)
    while (!zero_is_middle<C>(r)) r.lo = -next_above<C>(-r.lo);
}

ARRAYREEL_INLINE value_range symmetric_about_zero(double m, compute_kind compute) {
  if (!(m > 0)) return {-1, 1};
  value_range r{-m, m};
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

inline void merge(value_summary& to, const value_summary& other) noexcept {
  to.min = std::min(to.min, other.min);
  to.max = std::max(to.max, other.max);
  to.min_positive = std::min(to.min_positive, other.min_positive);
  to.finite += other.finite;
  to.nan += other.nan;
  to.positive_infinity += other.positive_infinity;
  to.negative_infinity += other.negative_infinity;
}

ARRAYREEL_INLINE value_summary summary_of(const array_ref& array, complex_part part,
                                          unsigned threads) {
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

/// The value at a percentile of numbers, whose order changes.
[[nodiscard]] inline double percentile_of(std::vector<double>& numbers, double percent) {
  const percentile_place place(percent, numbers.size());
  const auto at = numbers.begin() + static_cast<std::ptrdiff_t>(place.below);
  std::nth_element(numbers.begin(), at, numbers.end());
  const double low = *at;
  if (place.fraction == 0) return place.between(low, low);
  return place.between(low, *std::min_element(at + 1, numbers.end()));
}

ARRAYREEL_INLINE value_range percentile_range_of_numbers(std::vector<double>& numbers,
                                                         const percentiles& p) {
  if (numbers.empty()) return {1, 0};
  const double lo = percentile_of(numbers, p.lo);
  return {lo, percentile_of(numbers, p.hi)};
}

/// The finite values (those above zero only, for a logarithm) of a sample, or of all.
[[nodiscard]] inline std::vector<double> sampled(const array_ref& array, std::size_t step,
                                                 complex_part part, bool positive_only) {
  const element_functions& type = array.functions();
  std::vector<double> numbers(array.size() / step + 1);
  std::size_t used = 0;
  if (step == 1) {
    for_each_run(array, [&](const void* values, std::size_t count, std::ptrdiff_t stride) {
      used += type.finite_numbers(values, stride, count, part, positive_only,
                                  numbers.data() + used);
    });
    numbers.resize(used);
    return numbers;
  }
  // One element in each chunk of `step`, at a place that a multiplicative hash of the chunk's
  // number gives: a fixed distance could fall in step with the rows.
  std::size_t seen = 0;
  std::size_t chunk = 0;
  const auto place_in = [&](std::size_t number) {
    const std::uint64_t hash = (number + 1) * 0x9e3779b97f4a7c15ULL;
    return number * step + static_cast<std::size_t>((hash >> 32) % step);
  };
  std::size_t next = place_in(0);
  for_each_run(array, [&](const void* values, std::size_t count, std::ptrdiff_t stride) {
    const auto* const first = static_cast<const std::byte*>(values);
    const std::ptrdiff_t distance = stride * static_cast<std::ptrdiff_t>(array.element_bytes());
    for (; next < seen + count; next = place_in(++chunk))
      used += type.finite_numbers(first + static_cast<std::ptrdiff_t>(next - seen) * distance, 1, 1,
                                  part, positive_only, numbers.data() + used);
    seen += count;
  });
  numbers.resize(used);
  return numbers;
}

ARRAYREEL_INLINE value_range unwidened_percentiles(const array_ref& array, const percentiles& p,
                                                   std::size_t sample, complex_part part,
                                                   bool positive_only, unsigned threads) {
  check(p);
  const std::size_t total = array.size();
  const std::size_t step = sample == 0 || sample >= total ? 1 : (total - 1) / sample + 1;
  // Below that, partitioning takes less time than going through the counts does.
  constexpr std::size_t worth_counting = 100'000;
  if (array.functions().counts_keys && step == 1 && total >= worth_counting) {
    const ordered_values values(array, positive_only,
                                threads_for(threads, total * array.element_bytes()));
    if (values.size() == 0) return {1, 0};
    const percentile_place lo(p.lo, values.size());
    const percentile_place hi(p.hi, values.size());
    const std::array<double, 4> at = values.at({lo.below, lo.above(), hi.below, hi.above()});
    return {lo.between(at[0], at[1]), hi.between(at[2], at[3])};
  }
  std::vector<double> numbers = sampled(array, step, part, positive_only);
  return percentile_range_of_numbers(numbers, p);
}

ARRAYREEL_INLINE value_range full_range_of(const array_ref& array) {
  const value_summary s = summary_of(array);
  return usable_range(s.min, s.max);
}

ARRAYREEL_INLINE value_range symmetric_range_of(const array_ref& array) {
  const value_summary s = summary_of(array);
  return symmetric_about_zero(
      s.finite == 0 ? 0 : std::max(std::fabs(s.min), std::fabs(s.max)),
      array.functions().compute);
}

ARRAYREEL_INLINE value_range centered_range_of(const array_ref& array, double center) {
  if (!is_finite(center))
    refuse(error_kind::parameter, {"a range centred on ", center, "; expected a finite number"});
  const value_summary s = summary_of(array);
  return range_about(center, s.finite == 0 ? 0 : std::max(s.max - center, center - s.min));
}

ARRAYREEL_INLINE value_range percentile_range_of(const array_ref& array, const percentiles& p,
                                                 std::size_t sample) {
  const value_range r =
      unwidened_percentiles(array, p, sample, complex_part::magnitude, false, 0);
  return usable_range(r.lo, r.hi);
}

} // namespace detail

} // namespace arrayreel::inline ARRAYREEL_ABI
