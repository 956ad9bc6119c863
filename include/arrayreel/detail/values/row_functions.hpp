// The functions of `element_functions` for one element type. Only this code is compiled for each
// type.
#pragma once

#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <type_traits>

#include "../array/element.hpp"
#include "../base/checked_math.hpp"
#include "../simd/byte_table.hpp"
#include "element_table.hpp"
#include "value_kernels.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

/// The element at an address. Its declared type may be another one of the same kind, such as
/// `long`.
template <class T> [[nodiscard]] inline T element_at(const T* address) noexcept {
  if constexpr (std::is_same_v<T, bool>) {
    // Masks of other programs have any number for true.
    unsigned char byte = 0;
    std::memcpy(&byte, address, sizeof byte);
    return byte != 0;
  } else {
    T element;
    std::memcpy(&element, address, sizeof element);
    return element;
  }
}

/// The value that is shown of a real or complex element, in its computing type.
template <class T>
[[nodiscard]] inline compute_t<T> value_of(const T& element, complex_part part) noexcept {
  using C = compute_t<T>;
  if constexpr (is_complex<T>) {
    const C re = element.real();
    const C im = element.imag();
    switch (part) {
      case complex_part::magnitude:
      case complex_part::phase_hue:
        // hypot(∞, NaN) is ∞.
        return is_nan(re) ? re : is_nan(im) ? im : std::hypot(re, im);
      case complex_part::phase: return std::atan2(im, re);
      case complex_part::real: return re;
      case complex_part::imag: return im;
    }
    return C{};
  } else if constexpr (std::is_same_v<T, bfloat16>) {
    static_cast<void>(part);
    return std::bit_cast<float>(static_cast<std::uint32_t>(element.bits) << 16);
  } else {
    static_cast<void>(part);
    return static_cast<C>(element);
  }
}

/// A number of any computing type as a double, limited to the largest double.
template <class N> [[nodiscard]] inline double to_double(N x) noexcept {
  if constexpr (std::is_same_v<N, long double>) {
    constexpr auto largest = static_cast<long double>(std::numeric_limits<double>::max());
    return static_cast<double>(x < -largest ? -largest : x > largest ? largest : x);
  } else {
    return static_cast<double>(x);
  }
}

/// The type that `normalize` gives for elements of T.
template <class T>
using normalized_t = std::conditional_t<is_half<compute_t<T>>, float, compute_t<T>>;

/// The functions for rows of T.
template <class T> struct row_functions {
  using compute = compute_t<T>;
  // The type of the arithmetic: half precision uses float, rounded to half after each step.
  using work = arithmetic_t<compute>;

  static constexpr bool is_byte =
      std::is_integral_v<T> && !std::is_same_v<T, bool> && sizeof(T) == 1;
  static constexpr bool has_keys =
      std::is_integral_v<T> || std::is_same_v<T, float> || std::is_same_v<T, double>;
  // Integers that a double cannot hold are compared and subtracted as integers.
  static constexpr bool is_wide = std::is_integral_v<T> && sizeof(T) == 8;

  [[nodiscard]] static const T* elements(const void* values) noexcept {
    return static_cast<const T*>(values);
  }

  // ---- Levels ----

  // In this form NaN becomes 0 and is never converted to an integer.
  template <class N> [[nodiscard]] static unsigned clipped(N y, N top) noexcept {
    return y > 0 ? static_cast<unsigned>(static_cast<int>(y < top ? y : top)) : 0U;
  }
  [[nodiscard]] static work rounded(work x) noexcept {
    if constexpr (is_half<compute>)
      return static_cast<work>(static_cast<compute>(x));
    else
      return x;
  }
  [[nodiscard]] static unsigned level_of(const level_mapping& m, T element) noexcept {
    if constexpr (is_wide)
      if (m.origin.is_used) {
        const double distance = m.origin.distance_of(element);
        return clipped(m.is_linear ? distance * static_cast<double>(m.scale)
                                   : m.place.beyond_lo(distance) * m.levels,
                       m.levels - 1);
      }
    const auto x = static_cast<work>(value_of(element, m.part));
    if (!m.is_linear) return clipped(m.place(static_cast<double>(x)) * m.levels, m.levels - 1);
    return clipped(rounded(rounded(x - static_cast<work>(m.lo)) * static_cast<work>(m.scale)),
                   static_cast<work>(m.levels - 1));
  }
  [[nodiscard]] static value_class class_of(const level_mapping& m, T element, compute lowest,
                                            compute highest) noexcept {
    if constexpr (is_wide)
      if (m.limits.are_used) {
        if (m.is_log && !(element > 0)) return value_class::bad;
        if (element < static_cast<T>(m.limits.least)) return value_class::under;
        return element > static_cast<T>(m.limits.most) ? value_class::over : value_class::level;
      }
    const compute x = value_of(element, m.part);
    if (is_nan(x) || (m.is_log && !(x > compute{}))) return value_class::bad;
    if (x < lowest) return value_class::under;
    return x > highest ? value_class::over : value_class::level;
  }

  /// Maps the values one by one.
  template <class P>
  static void write_levels(const level_mapping& m, const T* values, std::ptrdiff_t stride,
                           std::size_t count, P* out) noexcept {
    if (m.is_linear && !m.in_half && !(is_wide && m.origin.is_used)) {
      const auto lo = static_cast<work>(m.lo);
      const auto scale = static_cast<work>(m.scale);
      const auto top = static_cast<work>(m.levels - 1);
      const complex_part part = m.part;
      for (std::size_t i = 0; i < count; ++i, values += stride)
        out[i] = static_cast<P>(
            clipped((static_cast<work>(value_of(element_at(values), part)) - lo) * scale, top));
    } else {
      for (std::size_t i = 0; i < count; ++i, values += stride)
        out[i] = static_cast<P>(level_of(m, element_at(values)));
    }
  }

  /// Looks for special values one by one.
  static void watch(const level_mapping& m, const T* values, std::ptrdiff_t stride,
                    std::size_t count, watching what, special_counts& seen) noexcept {
    if (what == watching::nothing) return;
    if (what == watching::bad && !m.is_log) {
      if constexpr (!std::is_integral_v<T>) {
        bool any = false;
        for (std::size_t i = 0; i < count; ++i, values += stride)
          any |= is_nan(value_of(element_at(values), m.part));
        seen.bad += any ? 1 : 0;
      }
      return;
    }
    const auto lowest = static_cast<compute>(m.lowest);
    const auto highest = static_cast<compute>(m.highest);
    for (std::size_t i = 0; i < count; ++i, values += stride)
      switch (class_of(m, element_at(values), lowest, highest)) {
        case value_class::level: break;
        case value_class::bad: ++seen.bad; break;
        case value_class::under: ++seen.under; break;
        case value_class::over: ++seen.over; break;
      }
  }

  template <class P>
  static void map(const level_mapping& m, const T* values, std::ptrdiff_t stride, std::size_t count,
                  P* out, watching what, bool past_caches, special_counts& seen) noexcept {
    if (stride == 1) {
      std::size_t done = 0;
      if constexpr (is_byte && sizeof(P) == 1)
        if (m.has_byte_table && what != watching::all) {
          look_up(reinterpret_cast<const std::uint8_t*>(values), count, m.byte_table, out);
          done = count;
        }
      if constexpr (has_level_rows<T>)
        if (done == 0 && m.is_linear && !m.in_half && (sizeof(P) > 1 || m.levels <= 256))
          done = level_row(values, count,
                           linear_levels<compute>{
                               static_cast<compute>(m.lo), static_cast<compute>(m.scale),
                               static_cast<compute>(m.levels - 1), static_cast<compute>(m.lowest),
                               static_cast<compute>(m.highest)},
                           out, seen, what, past_caches);
      values += done;
      out += done;
      count -= done;
    }
    if (count == 0) return;
    write_levels(m, values, stride, count, out);
    watch(m, values, stride, count, what, seen);
  }

  static special_counts levels(const level_mapping& m, const void* values, std::ptrdiff_t stride,
                               std::size_t count, void* out, watching what,
                               bool past_caches) noexcept {
    special_counts seen;
    if (m.component_bytes == 1)
      map(m, elements(values), stride, count, static_cast<std::uint8_t*>(out), what, past_caches,
          seen);
    else
      map(m, elements(values), stride, count, static_cast<std::uint16_t*>(out), what, past_caches,
          seen);
    return seen;
  }

  static void classify(const level_mapping& m, const void* values, std::ptrdiff_t stride,
                       std::size_t count, value_class* out) noexcept {
    const T* from = elements(values);
    const auto lowest = static_cast<compute>(m.lowest);
    const auto highest = static_cast<compute>(m.highest);
    for (std::size_t i = 0; i < count; ++i, from += stride)
      out[i] = class_of(m, element_at(from), lowest, highest);
  }

  // A label is an index into the table, modulo its length.
  static void labels(const void* values, std::ptrdiff_t stride, std::size_t count,
                     std::size_t table_length, std::size_t component_bytes, void* out) noexcept {
    const T* from = elements(values);
    for (std::size_t i = 0; i < count; ++i, from += stride) {
      std::size_t entry = 0;
      if constexpr (std::is_signed_v<T>) {
        const auto n = static_cast<long long>(table_length);
        const long long rest = static_cast<long long>(element_at(from)) % n;
        entry = static_cast<std::size_t>(rest < 0 ? rest + n : rest);
      } else {
        // Of an element of 64 bits, too, where sizes have 32.
        entry = to_size(static_cast<std::uint64_t>(element_at(from)) % table_length);
      }
      if (component_bytes == 1)
        static_cast<std::uint8_t*>(out)[i] = static_cast<std::uint8_t>(entry);
      else
        static_cast<std::uint16_t*>(out)[i] = static_cast<std::uint16_t>(entry);
    }
  }

  static bool alpha(const void* values, std::ptrdiff_t stride, std::size_t count,
                    [[maybe_unused]] double opaque, std::size_t component_bytes,
                    void* out) noexcept {
    const T* from = elements(values);
    const double top = component_bytes == 1 ? 255 : 65535;
    bool any_nan = false;
    for (std::size_t i = 0; i < count; ++i, from += stride) {
      const compute x = value_of(element_at(from), complex_part::magnitude);
      auto t = static_cast<double>(x);
      if constexpr (std::is_integral_v<T>)
        t /= opaque;
      else
        any_nan |= is_nan(x);
      const auto opacity = (t > 0 ? (t < 1 ? t : 1.0) : 0.0) * top + 0.5;
      if (component_bytes == 1)
        static_cast<std::uint8_t*>(out)[i] = static_cast<std::uint8_t>(opacity);
      else
        static_cast<std::uint16_t*>(out)[i] = static_cast<std::uint16_t>(opacity);
    }
    return any_nan;
  }

  // ---- Summaries ----

  // Integers are compared as they are, floating values as numbers.
  using compared = std::conditional_t<std::is_integral_v<T>, T, compute>;

  [[nodiscard]] static compared lowest() noexcept {
    if constexpr (std::is_integral_v<compared>)
      return std::numeric_limits<compared>::min();
    else
      return static_cast<compared>(-largest_of<compared>());
  }

  static void summarize(const void* values, std::ptrdiff_t stride, std::size_t count,
                        complex_part part, value_summary& summary) noexcept {
    const T* from = elements(values);
    compared least = largest_of<compared>();
    compared most = lowest();
    compared least_positive = largest_of<compared>();
    std::size_t finite = 0;
    if constexpr (has_extremes<T>)
      if (stride == 1) {
        extremes<T> seen;
        special_numbers special;
        const std::size_t done = add_extremes(from, count, seen, special);
        const std::size_t not_finite =
            special.nan + special.positive_infinity + special.negative_infinity;
        summary.nan += special.nan;
        summary.positive_infinity += special.positive_infinity;
        summary.negative_infinity += special.negative_infinity;
        finite = done - not_finite;
        if (finite != 0) {
          least = static_cast<compared>(seen.least);
          most = static_cast<compared>(seen.most);
          // The bits of zero and of negative numbers, minus one, are greater than those of all
          // positive ones.
          using bits = lane_unsigned<T>;
          constexpr bits none = std::is_unsigned_v<T> ? static_cast<bits>(-1) : size_bits<T>;
          if (seen.least_positive < none)
            least_positive = static_cast<compared>(
                std::bit_cast<lane_number<T>>(static_cast<bits>(seen.least_positive + 1)));
        }
        from += done;
        count -= done;
      }
    for (std::size_t i = 0; i < count; ++i, from += stride) {
      const compared x = [&] {
        if constexpr (std::is_integral_v<T>)
          return element_at(from);
        else
          return value_of(element_at(from), part);
      }();
      if constexpr (!std::is_integral_v<compared>) {
        if (!is_finite(x)) {
          if (is_nan(x))
            ++summary.nan;
          else if (x > compared{})
            ++summary.positive_infinity;
          else
            ++summary.negative_infinity;
          continue;
        }
      }
      ++finite;
      if (x < least) least = x;
      if (x > most) most = x;
      if (x > compared{} && x < least_positive) least_positive = x;
    }
    if (finite == 0) return;
    summary.finite += finite;
    if constexpr (is_wide) {
      const auto take = [](const exact_number& x, bool is_less, double& value, double& rest) {
        const exact_number now{value, rest};
        if (!(is_less ? is_below(x, now) : is_below(now, x))) return;
        value = x.value;
        rest = x.rest;
      };
      take(exact(least), true, summary.min, summary.min_rest);
      take(exact(most), false, summary.max, summary.max_rest);
      if (most > 0)
        take(exact(least_positive), true, summary.min_positive, summary.min_positive_rest);
      return;
    }
    if (const double x = to_double(least); x < summary.min) summary.min = x;
    if (const double x = to_double(most); x > summary.max) summary.max = x;
    if (most > compared{})
      if (const double x = to_double(least_positive); x < summary.min_positive)
        summary.min_positive = x;
  }

  static void numbers(const void* values, std::ptrdiff_t stride, std::size_t count,
                      complex_part part, double* out) noexcept {
    const T* from = elements(values);
    for (std::size_t i = 0; i < count; ++i, from += stride)
      out[i] = static_cast<double>(value_of(element_at(from), part));
  }

  static std::size_t finite_keys(const void* values, std::ptrdiff_t stride, std::size_t count,
                                 complex_part part, bool positive_only,
                                 std::uint64_t* out) noexcept {
    const T* from = elements(values);
    std::size_t n = 0;
    for (std::size_t i = 0; i < count; ++i, from += stride) {
      if constexpr (is_wide) {
        if (const T x = element_at(from); !positive_only || x > 0) out[n++] = order_key(x);
      } else {
        const compute x = value_of(element_at(from), part);
        if (is_finite(x) && (!positive_only || x > compute{}))
          out[n++] = row_functions<double>::order_key(to_double(x));
      }
    }
    return n;
  }

  static void normalize(const unit_mapping& m, const void* values, std::ptrdiff_t stride,
                        std::size_t count, void* out) noexcept {
    using result = normalized_t<T>;
    const T* from = elements(values);
    auto* const to = static_cast<result*>(out);
    const auto lo = static_cast<result>(m.lo);
    const auto width = static_cast<result>(m.width);
    for (std::size_t i = 0; i < count; ++i, from += stride) {
      if constexpr (is_wide)
        if (m.origin.is_used) {
          const double d = m.origin.distance_of(element_at(from));
          const double t = m.is_direct ? d / m.width : m.place.beyond_lo(d);
          to[i] = t < 0 ? 0 : t > 1 ? 1 : t;
          continue;
        }
      const auto x = static_cast<result>(value_of(element_at(from), m.part));
      const result t =
          m.is_direct ? (x - lo) / width : static_cast<result>(m.place(static_cast<double>(x)));
      to[i] = t < 0 ? result{0} : t > 1 ? result{1} : t;
    }
  }

  static integer_limits limits(const value_range& range) noexcept {
    integer_limits result;
    if (!(is_large(range.lo) || is_large(range.hi))) return result;
    const exact_number least = exact(std::numeric_limits<T>::min());
    const exact_number most = exact(std::numeric_limits<T>::max());
    const exact_number lo = lo_of(range);
    const exact_number hi = hi_of(range);
    // If the range contains no integer of the type, doubles decide on which side the integers are.
    if (is_below(most, lo) || is_below(hi, least)) return result;
    // The integers nearest to the ends, not below lo and not above hi. A large double is whole.
    const auto rounded = [](const exact_number& x, double (*round)(double)) {
      if (!is_large(x.value)) return bits_of_whole(round(x.value));
      return bits_of_whole(x.value) +
             static_cast<std::uint64_t>(static_cast<std::int64_t>(round(x.rest)));
    };
    result.are_used = true;
    result.least = rounded(is_below(lo, least) ? least : lo, [](double x) { return std::ceil(x); });
    result.most = rounded(is_below(most, hi) ? most : hi, [](double x) { return std::floor(x); });
    result.origin = {true, result.least, difference(lo, exact(static_cast<T>(result.least)))};
    return result;
  }

  // ---- Order keys ----

  static constexpr std::size_t key_bits = 8 * sizeof(T);
  static constexpr std::size_t bin_bits = key_bits < 16 ? key_bits : 16;

  /// Negative numbers have their bits inverted. −0 is below +0, NaN beyond the infinities.
  [[nodiscard]] static lane_unsigned<T> order_key(T x) noexcept {
    using bits = lane_unsigned<T>;
    constexpr bits sign = static_cast<bits>(~size_bits<T>);
    const auto b = std::bit_cast<bits>(x);
    if constexpr (std::is_floating_point_v<T>) {
      const auto negative = static_cast<bits>(bits{0} - (b >> (key_bits - 1)));
      return b ^ (negative | sign);
    } else if constexpr (std::is_signed_v<T>) {
      return static_cast<bits>(b ^ sign);
    } else {
      return b;
    }
  }

  static std::uint64_t key_of(double value) noexcept {
    if constexpr (has_keys)
      return order_key(static_cast<T>(value));
    else
      return value > 0;
  }

  static double value_of_key(std::uint64_t wide) noexcept {
    using bits = lane_unsigned<T>;
    constexpr bits sign = static_cast<bits>(~size_bits<T>);
    const auto key = static_cast<bits>(wide);
    if constexpr (std::is_floating_point_v<T>)
      return to_double(std::bit_cast<T>((key & sign) != 0 ? static_cast<bits>(key ^ sign)
                                                          : static_cast<bits>(~key)));
    else if constexpr (std::is_signed_v<T>)
      return to_double(static_cast<compute>(std::bit_cast<T>(static_cast<bits>(key ^ sign))));
    else
      return to_double(static_cast<compute>(std::bit_cast<T>(key)));
  }

  static void count_keys(const void* values, std::ptrdiff_t stride, std::size_t count,
                         std::uint32_t* four_tables) noexcept {
    constexpr std::size_t bins = std::size_t{1} << bin_bits;
    const T* v = elements(values);
    const auto bin = [](const T* p) {
      return static_cast<std::size_t>(order_key(element_at(p)) >> (key_bits - bin_bits));
    };
    std::size_t i = 0;
    for (; i + 4 <= count; i += 4, v += 4 * stride) {
      ++four_tables[bin(v)];
      ++four_tables[bins + bin(v + stride)];
      ++four_tables[2 * bins + bin(v + 2 * stride)];
      ++four_tables[3 * bins + bin(v + 3 * stride)];
    }
    for (; i < count; ++i, v += stride) ++four_tables[bin(v)];
  }

  static std::size_t keys_inside(const void* values, std::ptrdiff_t stride, std::size_t count,
                                 std::size_t shift, const std::uint64_t* four_prefixes,
                                 std::uint64_t* out) noexcept {
    const T* v = elements(values);
    const std::uint64_t a = four_prefixes[0];
    const std::uint64_t b = four_prefixes[1];
    const std::uint64_t c = four_prefixes[2];
    const std::uint64_t d = four_prefixes[3];
    std::size_t n = 0;
    for (std::size_t i = 0; i < count; ++i, v += stride) {
      const std::uint64_t key = order_key(element_at(v));
      const std::uint64_t prefix = key >> shift;
      if (prefix == a || prefix == b || prefix == c || prefix == d) out[n++] = key;
    }
    return n;
  }

  [[nodiscard]] static constexpr element_functions table() noexcept {
    element_functions f{};
    f.type = dtype_of<T>();
    f.compute = is_half<compute>                  ? compute_kind::half_precision
                : std::is_same_v<compute, float>  ? compute_kind::single
                : std::is_same_v<compute, double> ? compute_kind::real
                                                  : compute_kind::extended;
    f.is_integer = std::is_integral_v<T>;
    f.is_complex = is_complex<T>;
    f.element_bytes = sizeof(T);
    f.levels = levels;
    f.classify = classify;
    f.alpha = alpha;
    f.summarize = summarize;
    f.numbers = numbers;
    f.finite_keys = finite_keys;
    f.normalize = normalize;
    if constexpr (is_wide) f.limits = limits;
    if constexpr (std::is_integral_v<T>) {
      f.largest = static_cast<double>(std::numeric_limits<T>::max());
      f.labels = labels;
    }
    f.counts_keys = has_keys;
    if constexpr (has_keys) {
      f.count_keys = count_keys;
      f.keys_inside = keys_inside;
      f.key_of = key_of;
      f.value_of_key = value_of_key;
    }
    return f;
  }
};

/// The table of T. It is a function, because a compiler makes a constant that a template names even
/// if the template is never used.
template <class T> [[nodiscard]] const element_functions& table_of() noexcept {
  static constexpr element_functions table = row_functions<T>::table();
  return table;
}

} // namespace arrayreel::ARRAYREEL_ABI::detail
