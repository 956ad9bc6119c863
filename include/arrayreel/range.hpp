// Where the range of values that a picture shows comes from.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <type_traits>
#include <vector>

#include "adapt.hpp"
#include "detail/base/message.hpp"
#include "detail/values/order_statistics.hpp"
#include "detail/base/parallel.hpp"
#include "detail/array/rows.hpp"
#include "detail/values/value_kernels.hpp"
#include "error.hpp"

namespace arrayreel::inline ARRAYREEL_ABI {

/// The values that become the first and the last level, lo < hi: computed once, reused for every
/// frame and picture that must be comparable.
struct value_range {
  double lo = 0;
  double hi = 1;

  friend constexpr bool operator==(const value_range&, const value_range&) noexcept = default;
};

/// What an array holds: its finite values' extremes and how many there are of each kind.
struct value_summary {
  double min = std::numeric_limits<double>::infinity();  ///< smallest finite value, +∞ if none
  double max = -std::numeric_limits<double>::infinity(); ///< largest finite value, −∞ if none
  /// smallest finite value above zero, +∞ if none
  double min_positive = std::numeric_limits<double>::infinity();
  std::size_t finite = 0;
  std::size_t nan = 0;
  std::size_t positive_infinity = 0;
  std::size_t negative_infinity = 0;
};

/// Percentiles, 0 ≤ lo < hi ≤ 100, between which a picture's range is taken.
struct percentiles {
  double lo = 0;
  double hi = 100;
};

/// How `percentile_range` looks at the values.
struct percentile_options {
  /// At most about so many values are looked at, one at random (always the same one) in each of
  /// equal stretches; 0 takes them all, which needs memory for a copy of the finite values where
  /// they are complex, of half precision or `long double`.
  std::size_t sample = 0;
};

namespace detail {

/// A range with lo < hi around what the data gave.
///
/// No finite values at all: 0…1. A single value c: from c to c + max(1, |c| / 256), so that it
/// shows as the first level, and zero at the first level too.
[[nodiscard]] inline value_range usable_range(double lo, double hi) {
  if (!(lo <= hi)) return {};
  if (lo < hi) return {lo, hi};
  const double width = std::max(1.0, std::fabs(lo) / 256);
  const double above = lo + width;
  // At the very top of double there is nothing above: then it is the last level.
  return is_finite(above) ? value_range{lo, above} : value_range{lo - width, lo};
}

/// center − m … center + m, as far as double reaches; m of zero or below becomes that of a
/// constant array.
[[nodiscard]] inline value_range range_about(double center, double m) {
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

/// −m…m for values computed in C, where zero is level 128 of 256.
///
/// For some m the rounding of `m * (256 / (2 m))` falls just below 128 and zero would be level
/// 127. Then −m is lowered to the next numbers of C, until it does not. (Raising m on both sides
/// can take thousands of them: near √2 · 2ⁿ every one is rounded alike.)
template <class C> [[nodiscard]] inline value_range symmetric_about_zero(double m) {
  if (!(m > 0)) return {-1, 1};
  value_range r{-m, m};
  while (!zero_is_middle<arithmetic_t<C>>(r)) r.lo = -next_above<arithmetic_t<C>>(-r.lo);
  // Half precision is computed in its own type and, for more levels, in float.
  if constexpr (is_half<C>)
    while (!zero_is_middle<C>(r)) r.lo = -next_above<C>(-r.lo);
  return r;
}

/// A number of any type as a double; what is beyond double as its largest.
template <class N> [[nodiscard]] inline double to_double(N x) noexcept {
  if constexpr (std::is_same_v<N, long double>) {
    constexpr auto largest = static_cast<long double>(std::numeric_limits<double>::max());
    return static_cast<double>(std::min(std::max(x, -largest), largest));
  } else {
    return static_cast<double>(x);
  }
}

// Integers are compared as they are; floating values by what they are worth.
template <class T> class summary_builder {
public:
  explicit summary_builder(complex_part part) noexcept : part_(part) {}

  void add(const T* values, std::size_t count, std::ptrdiff_t stride) noexcept {
    if constexpr (has_extremes<T>)
      if (stride == 1) {
        const std::size_t done = add_by_kernels(values, count);
        values += done;
        count -= done;
      }
    for (std::size_t i = 0; i < count; ++i, values += stride) {
      const auto x = converted(*values);
      if constexpr (!std::is_integral_v<value_type>) {
        if (!is_finite(x)) {
          if (is_nan(x))
            ++result_.nan;
          else if (x > value_type{})
            ++result_.positive_infinity;
          else
            ++result_.negative_infinity;
          continue;
        }
      }
      ++result_.finite;
      if (x < min_) min_ = x;
      if (x > max_) max_ = x;
      if (x > value_type{} && x < min_positive_) min_positive_ = x;
    }
  }

  /// Adds what another has seen.
  void add(const summary_builder& other) noexcept {
    result_.finite += other.result_.finite;
    result_.nan += other.result_.nan;
    result_.positive_infinity += other.result_.positive_infinity;
    result_.negative_infinity += other.result_.negative_infinity;
    min_ = std::min(min_, other.min_);
    max_ = std::max(max_, other.max_);
    min_positive_ = std::min(min_positive_, other.min_positive_);
  }

  /// A zero is +0, whichever zeros there are and in whichever order.
  [[nodiscard]] value_summary result() const noexcept {
    value_summary summary = result_;
    if (summary.finite != 0) {
      const auto without_sign = [](value_type x) { return x == value_type{} ? value_type{} : x; };
      summary.min = to_double(without_sign(min_));
      summary.max = to_double(without_sign(max_));
      if (max_ > value_type{}) summary.min_positive = to_double(min_positive_);
    }
    return summary;
  }

private:
  using value_type = std::conditional_t<std::is_integral_v<T>, T, compute_t<T>>;

  [[nodiscard]] std::size_t add_by_kernels(const T* values, std::size_t count) noexcept {
    extremes<T> seen;
    special_numbers special;
    const std::size_t done = add_extremes(values, count, seen, special);
    const std::size_t not_finite =
        special.nan + special.positive_infinity + special.negative_infinity;
    result_.nan += special.nan;
    result_.positive_infinity += special.positive_infinity;
    result_.negative_infinity += special.negative_infinity;
    result_.finite += done - not_finite;
    if (done == not_finite) return done;
    min_ = std::min(min_, static_cast<value_type>(seen.least));
    max_ = std::max(max_, static_cast<value_type>(seen.most));
    // Above all bits of numbers above zero are zero's and those of numbers below it.
    using bits = lane_unsigned<T>;
    constexpr bits none = std::is_unsigned_v<T> ? static_cast<bits>(-1) : size_bits<T>;
    if (seen.least_positive < none)
      min_positive_ = std::min(min_positive_, static_cast<value_type>(std::bit_cast<lane_number<T>>(
                                                  static_cast<bits>(seen.least_positive + 1))));
    return done;
  }

  [[nodiscard]] value_type converted(const T& x) const noexcept {
    if constexpr (std::is_integral_v<T>)
      return x;
    else
      return value_of(x, part_);
  }

  [[nodiscard]] static value_type lowest() noexcept {
    if constexpr (std::is_integral_v<value_type>)
      return std::numeric_limits<value_type>::min();
    else
      return static_cast<value_type>(-largest_of<value_type>());
  }

  complex_part part_;
  value_type min_ = largest_of<value_type>();
  value_type max_ = lowest();
  value_type min_positive_ = largest_of<value_type>();
  value_summary result_;
};

/// \param threads as in `mapping_options`
template <class T>
[[nodiscard]] value_summary summary_of(const array_view<T>& array,
                                       complex_part part = complex_part::magnitude,
                                       unsigned threads = 0) {
  summary_builder<T> builder(part);
  if (array.empty()) return builder.result();
  const std::size_t size = array.size();
  const std::size_t workers = threads_for(threads, size * sizeof(T));
  const array_view<T> all = in_memory_order(array);
  std::vector<summary_builder<T>> builders(workers, builder);
  const std::size_t stretch = rows_in_chunk(size / all.extent(0) * sizeof(T));
  in_chunks(all.extent(0), stretch, workers,
               [&](std::size_t worker, std::size_t begin, std::size_t end) {
                 for_each_run(all.part(0, begin, end - begin),
                              [&](const T* values, std::size_t count, std::ptrdiff_t stride) {
                                builders[worker].add(values, count, stride);
                              });
               });
  for (const summary_builder<T>& b : builders) builder.add(b);
  return builder.result();
}

inline void check(const percentiles& p) {
  if (!(p.lo >= 0 && p.lo < p.hi && p.hi <= 100))
    throw error(error_kind::parameter, "percentiles " + to_text(p.lo) + " and " + to_text(p.hi) +
                                           "; expected 0 <= lo < hi <= 100");
}

/// Where a percentile of so many values lies: at a rank, or between it and the next.
struct percentile_place {
  std::size_t below;
  double fraction;

  percentile_place(double percent, std::size_t count) noexcept {
    const double place = percent / 100 * static_cast<double>(count - 1);
    below = static_cast<std::size_t>(place);
    fraction = place - static_cast<double>(below);
  }
  [[nodiscard]] std::size_t above() const noexcept { return fraction == 0 ? below : below + 1; }

  /// Interpolated linearly between the two nearest: type 7 of Hyndman and Fan (1996), NumPy's
  /// default. A zero is +0.
  [[nodiscard]] double between(double low, double high) const noexcept {
    return interpolated(low, high) + 0.0;
  }

private:
  [[nodiscard]] double interpolated(double low, double high) const noexcept {
    if (fraction == 0) return low;
    const double difference = high - low;
    if (!is_finite(difference)) return low * (1 - fraction) + high * fraction;
    // From the nearer end, as NumPy does, so that the results agree to the last bit
    // (unless the compiler is told to fuse the product into the sum).
    return fraction < 0.5 ? low + difference * fraction : high - difference * (1 - fraction);
  }
};

/// The value at a percentile of values, whose order changes.
template <class C> [[nodiscard]] double percentile_of(std::vector<C>& values, double percent) {
  const percentile_place place(percent, values.size());
  const auto at = values.begin() + static_cast<std::ptrdiff_t>(place.below);
  std::nth_element(values.begin(), at, values.end());
  const double low = to_double(*at);
  if (place.fraction == 0) return place.between(low, low);
  return place.between(low, to_double(*std::min_element(at + 1, values.end())));
}

/// The finite values (those above zero only, for a logarithm) of a sample, or of all.
template <class T>
[[nodiscard]] std::vector<compute_t<T>> sampled(const array_view<T>& array, std::size_t step,
                                                complex_part part, bool positive_only) {
  using C = compute_t<T>;
  std::vector<C> values;
  values.reserve(array.size() / step + 1);
  // One element in each stretch of `step`, at a place that a multiplicative hash of the
  // stretch's number gives: a fixed distance could fall in step with the rows.
  std::size_t seen = 0;
  std::size_t stretch = 0;
  const auto place_in = [&](std::size_t number) {
    const std::uint64_t hash = (number + 1) * 0x9e3779b97f4a7c15ULL;
    return number * step + static_cast<std::size_t>((hash >> 32) % step);
  };
  std::size_t next = place_in(0);
  for_each_run(array, [&](const T* run, std::size_t count, std::ptrdiff_t stride) {
    for (; next < seen + count; next = place_in(++stretch)) {
      const C x = value_of(run[static_cast<std::ptrdiff_t>(next - seen) * stride], part);
      if (is_finite(x) && (!positive_only || x > C{})) values.push_back(x);
    }
    seen += count;
  });
  return values;
}

/// The percentile range of the finite values (of those above zero only, for a logarithm),
/// unwidened; lo > hi where there are none.
/// \param threads as in `mapping_options`
template <class T>
[[nodiscard]] value_range percentile_range_of(const array_view<T>& array, const percentiles& p,
                                              std::size_t sample, complex_part part,
                                              bool positive_only = false, unsigned threads = 0) {
  check(p);
  const std::size_t total = array.size();
  const std::size_t step = sample == 0 || sample >= total ? 1 : (total - 1) / sample + 1;
  if constexpr (has_order_key<T>) {
    // Below that, partitioning takes less time than going through the counts does.
    constexpr std::size_t worth_counting = 100'000;
    if (step == 1 && total >= worth_counting) {
      const ordered_values<T> values(array, positive_only, threads_for(threads, total * sizeof(T)));
      if (values.size() == 0) return {1, 0};
      const percentile_place lo(p.lo, values.size());
      const percentile_place hi(p.hi, values.size());
      const std::array<T, 4> at = values.at({lo.below, lo.above(), hi.below, hi.above()});
      const auto number = [](T x) { return to_double(static_cast<compute_t<T>>(x)); };
      return {lo.between(number(at[0]), number(at[1])), hi.between(number(at[2]), number(at[3]))};
    }
  }
  auto values = sampled(array, step, part, positive_only);
  if (values.empty()) return {1, 0};
  const double lo = percentile_of(values, p.lo);
  return {lo, percentile_of(values, p.hi)};
}

} // namespace detail

/// What an array holds. Complex numbers count by their magnitude; NaN in either part is NaN.
template <viewable A> [[nodiscard]] value_summary summarize(const A& array) {
  return detail::with_view(array, [](const auto& v) { return detail::summary_of(v); });
}

/// From the smallest to the largest finite value. Integers of 64 bits are rounded to double;
/// `long double`s beyond its largest number count as that.
///
/// A constant array of c gives c … c + max(1, |c| / 256); one without finite values, or without
/// elements, 0…1.
template <viewable A> [[nodiscard]] value_range full_range(const A& array) {
  const value_summary s = summarize(array);
  return detail::usable_range(s.min, s.max);
}

/// −m…m, m being the largest finite magnitude, so that zero is the middle level (128 of 256).
///
/// The lower end is a few units in the last place of the array's type lower where rounding would
/// else put zero on level 127.
/// An array of zeros, or without finite values, gives −1…1.
template <viewable A> [[nodiscard]] value_range symmetric_range(const A& array) {
  return detail::with_view(array, [](const auto& v) {
    using C = detail::compute_t<typename std::remove_cvref_t<decltype(v)>::value_type>;
    const value_summary s = detail::summary_of(v);
    return detail::symmetric_about_zero<C>(
        s.finite == 0 ? 0 : std::max(std::fabs(s.min), std::fabs(s.max)));
  });
}

/// center − m … center + m, m being the largest finite distance from `center`, as far as double
/// reaches; a constant array of it, or one without finite values, gives m = max(1, |center| / 256).
/// \throws error (parameter) where `center` is not finite.
template <viewable A> [[nodiscard]] value_range centered_range(const A& array, double center) {
  if (!detail::is_finite(center))
    throw error(error_kind::parameter,
                "a range centred on " + detail::to_text(center) + "; expected a finite number");
  const value_summary s = summarize(array);
  const double m = s.finite == 0 ? 0 : std::max(s.max - center, center - s.min);
  return detail::range_about(center, m);
}

/// The range between two percentiles of the finite values, interpolated linearly as NumPy does.
/// Constant and empty arrays as for `full_range`.
/// \param lo, hi percentiles, 0 ≤ lo < hi ≤ 100.
/// \throws error (parameter) for other percentiles.
template <viewable A>
[[nodiscard]] value_range percentile_range(const A& array, double lo, double hi,
                                           const percentile_options& options = {}) {
  return detail::with_view(array, [&](const auto& v) {
    const value_range r =
        detail::percentile_range_of(v, {lo, hi}, options.sample, complex_part::magnitude);
    return detail::usable_range(r.lo, r.hi);
  });
}

} // namespace arrayreel::inline ARRAYREEL_ABI
