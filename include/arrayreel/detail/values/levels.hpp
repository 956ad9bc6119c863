// Values to levels: the one place where the arithmetic of the mapping is done.
#pragma once

#include <cstddef>
#include <cstdint>
#include <type_traits>

#include "../../norm.hpp"
#include "../../range.hpp"
#include "byte_table.hpp"
#include "../array/element.hpp"
#include "level_rows.hpp"
#include "../array/rows.hpp"

namespace arrayreel::inline ARRAYREEL_ABI::detail {

/// Where a value goes: to a level, or to what has no level.
enum class value_class : unsigned char { level, bad, under, over };

/// Values of T to `levels` bins: `floor((x - lo) * (levels / (hi - lo)))`, clipped, computed in
/// T's own floating type (integers in double), as NumPy does with `lo` and the factor as Python
/// numbers; any other norm in double.
///
/// Half precision is computed in its own type up to 256 levels, rounded after each step, and in
/// float for more, which half cannot count. Where the factor or `lo` is beyond the type (a range
/// of 1e-40 in float, of 1e308 in double), the place is computed in double by division.
template <class T> class level_function {
public:
  using compute = compute_t<T>;

  level_function(const value_range& range, const norm& n, std::size_t levels,
                 complex_part part = complex_part::magnitude)
      : norm_(n, range.lo, range.hi), levels_(static_cast<double>(levels)),
        lowest_(in_own_type(range.lo, true)), highest_(in_own_type(range.hi, false)), part_(part),
        is_log_(n.type() == norm::kind::log) {
    const double scale = levels_ / (range.hi - range.lo);
    in_half_ = is_half<compute> && levels <= 256 && fits<compute>(scale) &&
               fits<compute>(range.lo) && rounded(scale) > 0;
    is_linear_ = n.type() == norm::kind::linear && fits<work>(scale) && fits<work>(range.lo) &&
                 static_cast<work>(scale) > 0;
    if (!is_linear_) return;
    lo_ = in_half_ ? rounded(range.lo) : static_cast<work>(range.lo);
    scale_ = in_half_ ? rounded(scale) : static_cast<work>(scale);
    if constexpr (is_byte)
      for (unsigned i = 0; i < 256; ++i)
        by_byte_[i] = static_cast<std::uint8_t>((*this)(static_cast<T>(i)));
  }

  /// The level of one value, 0 to levels - 1; of NaN 0.
  [[nodiscard]] unsigned operator()(const T& element) const noexcept {
    const auto x = static_cast<work>(value_of(element, part_));
    if (!is_linear_) return clipped(norm_(static_cast<double>(x)) * levels_, levels_ - 1);
    return clipped(in_half_ ? rounded(rounded(x - lo_) * scale_) : (x - lo_) * scale_,
                   static_cast<work>(levels_ - 1));
  }

  /// The levels of `count` values, `stride` elements apart.
  template <class P>
  void row(const T* values, std::ptrdiff_t stride, std::size_t count, P* out) const noexcept {
    if (stride == 1) {
      special_counts none;
      const std::size_t done = row_by_kernels<watching::nothing>(values, count, out, none);
      values += done;
      out += done;
      count -= done;
    }
    if (is_linear_ && !in_half_) {
      // Copies, so that the loop need not ask again whether they have changed.
      const work lo = lo_;
      const work scale = scale_;
      const auto top = static_cast<work>(levels_ - 1);
      const complex_part part = part_;
      for (std::size_t i = 0; i < count; ++i, values += stride)
        out[i] =
            static_cast<P>(clipped((static_cast<work>(value_of(*values, part)) - lo) * scale, top));
    } else {
      for (std::size_t i = 0; i < count; ++i, values += stride)
        out[i] = static_cast<P>((*this)(*values));
    }
  }

  /// The same, and whether `any_special()` of them.
  /// \param past_caches whether the levels may go to memory without being kept near; after the
  /// last of such rows settle_rows() is to be called.
  template <class P>
  [[nodiscard]] bool row_and_special(const T* values, std::ptrdiff_t stride, std::size_t count,
                                     P* out, bool clipped_too,
                                     bool past_caches = false) const noexcept {
    special_counts seen;
    if (stride == 1) {
      constexpr watching bad = std::is_integral_v<T> ? watching::nothing : watching::bad;
      std::size_t done = 0;
      if (clipped_too)
        done = row_by_kernels<watching::all>(values, count, out, seen);
      else if (past_caches)
        done = row_by_kernels<bad, true>(values, count, out, seen);
      else
        done = row_by_kernels<bad>(values, count, out, seen);
      values += done;
      out += done;
      count -= done;
    }
    row(values, stride, count, out);
    return (seen.bad | seen.under | seen.over) != 0 ||
           any_special(values, stride, count, clipped_too);
  }

  /// Of values that lie one after the other, the levels of as many as there are fast ways for,
  /// looking for special ones as `level_row()` does. Returns how many are done.
  template <watching what, bool past_caches = false, class P>
  [[nodiscard]] std::size_t row_by_kernels(const T* values, std::size_t count, P* out,
                                           special_counts& counts) const noexcept {
    // Integers have no bad values to be watched for.
    if constexpr (is_byte && sizeof(P) == 1 && what != watching::all)
      if (is_linear_ && levels_ <= 256) {
        look_up(reinterpret_cast<const std::uint8_t*>(values), count, by_byte_, out);
        return count;
      }
    if constexpr (has_level_rows<T>)
      if (is_linear_ && !in_half_ && (sizeof(P) > 1 || levels_ <= 256))
        return level_row<what, past_caches>(values, count, linear(), out, counts);
    return 0;
  }

  /// Bad: NaN, and at or below zero for a logarithm. Under, over: beyond the range.
  [[nodiscard]] value_class classify(const T& element) const noexcept {
    const compute x = value_of(element, part_);
    if (is_nan(x) || (is_log_ && !(x > compute{}))) return value_class::bad;
    if (x < lowest_) return value_class::under;
    return x > highest_ ? value_class::over : value_class::level;
  }

  [[nodiscard]] bool is_logarithmic() const noexcept { return is_log_; }

  /// Whether any of the values may be of another class than a level.
  [[nodiscard]] bool any_special(const T* values, std::ptrdiff_t stride, std::size_t count,
                                 bool clipped_too) const noexcept {
    if (std::is_integral_v<T> && !is_log_ && !clipped_too) return false;
    bool any = false;
    if (!is_log_ && !clipped_too) {
#if ARRAYREEL_SSE2
      if constexpr (std::is_same_v<T, float> || std::is_same_v<T, double>) {
        std::size_t done = 0;
        if (stride == 1 && simd_in_use() >= simd_level::sse2)
          any = any_nan_sse2(values, count, done);
        values += done;
        count -= done;
      }
#endif
      for (std::size_t i = 0; i < count; ++i, values += stride)
        any |= is_nan(value_of(*values, part_));
    } else {
      for (std::size_t i = 0; i < count; ++i, values += stride)
        any |= classify(*values) != value_class::level;
    }
    return any;
  }

private:
  [[nodiscard]] linear_levels<compute> linear() const noexcept
    requires(!is_half<compute>)
  {
    return {lo_, scale_, static_cast<work>(levels_ - 1), lowest_, highest_};
  }

  // What the arithmetic is done in: half precision by float, rounded back after each step.
  using work = arithmetic_t<compute>;

  // A limit as the values could hold it: 0.7F is not below 0.7. Where the type does not reach it,
  // all its finite values are on one side, and the infinity of the other.
  [[nodiscard]] static compute in_own_type(double limit, bool is_lowest) noexcept {
    if (fits<compute>(limit)) return static_cast<compute>(limit);
    const auto infinity = static_cast<compute>(std::numeric_limits<float>::infinity());
    const bool takes_all = is_lowest == (limit < 0);
    const compute size = takes_all ? largest_of<compute>() : infinity;
    return limit < 0 ? static_cast<compute>(-size) : size;
  }

  template <class N> [[nodiscard]] static work rounded(N x) noexcept {
    if constexpr (is_half<compute>)
      return static_cast<work>(static_cast<compute>(x));
    else
      return static_cast<work>(x);
  }

  static constexpr bool is_byte =
      std::is_integral_v<T> && !std::is_same_v<T, bool> && sizeof(T) == 1;

  // Written so that NaN becomes 0 and is never converted to an integer.
  template <class N> [[nodiscard]] static unsigned clipped(N y, N top) noexcept {
    return y > 0 ? static_cast<unsigned>(static_cast<int>(y < top ? y : top)) : 0U;
  }

  norm_function norm_;
  double levels_;
  compute lowest_;
  compute highest_;
  work lo_ = 0;
  work scale_ = 0;
  complex_part part_;
  bool is_log_;
  bool is_linear_ = false;
  bool in_half_ = false;
  std::uint8_t by_byte_[is_byte ? 256 : 1] = {}; // the level of each, up to 256 of them
};

} // namespace arrayreel::inline ARRAYREEL_ABI::detail
