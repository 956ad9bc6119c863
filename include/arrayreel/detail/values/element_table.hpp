// What can be done with rows of elements of one type: the table of functions behind `array_ref`,
// and the types of their arguments.
#pragma once

#include <cstddef>
#include <cstdint>

#include "../../norm.hpp"
#include "../array/array_ref.hpp"
#include "exact_number.hpp"
#include "norm_function.hpp"
#include "value_range.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

/// The floating type in which values are computed: see `compute_t`.
enum class compute_kind : unsigned char { half_precision, single, real, extended };

/// What a value becomes: a level, or one of the special cases without a level.
enum class value_class : unsigned char { level, bad, under, over };

/// How many values have no level of their own.
struct special_counts {
  std::uint64_t bad = 0;
  std::uint64_t under = 0;
  std::uint64_t over = 0;

  void add(const special_counts& other) noexcept {
    bad += other.bad;
    under += other.under;
    over += other.over;
  }
  /// Counts as bad what was counted as something else.
  void turn_bad(value_class c) noexcept {
    if (c != value_class::bad) ++bad;
    if (c == value_class::under) --under;
    if (c == value_class::over) --over;
  }
  [[nodiscard]] bool any() const noexcept { return (bad | under | over) != 0; }
};

/// Which special values are looked for while a row is mapped: none; bad ones, whose count is then
/// above zero if there are any; or all, each counted.
enum class watching : unsigned char { nothing, bad, all };

/// Maps values of one type to `levels` bins: `floor((x - lo) * (levels / (hi - lo)))`, clipped. It
/// is computed in the type's own floating type (integers in double), as NumPy does if `lo` and the
/// factor are Python numbers; any other norm is computed in double.
///
/// Half precision is computed in its own type up to 256 levels, rounded after each step. It is
/// computed in float for more levels, which half cannot count, and for ranges wider than its
/// largest number. If the factor, `lo` or the width is beyond the type (a range of 1e-40 or 4e38 in
/// float, of 2e308 in double), the place is computed in double by division. In a range that reaches
/// 2⁵³, 64-bit integers are subtracted as integers, and the difference becomes a double.
struct ARRAYREEL_API level_mapping {
  /// \param component_bytes of the levels that are written: 1 or 2
  level_mapping(const element_functions& type, const value_range& range, const norm& n,
                std::size_t levels, complex_part part, std::size_t component_bytes);

  norm_function place;
  double levels;
  complex_part part;
  std::size_t component_bytes;
  bool is_log;
  bool is_linear = false; // uses the factor below, in the type's arithmetic
  bool in_half = false;   // rounded to half precision after each step
  bool has_byte_table = false;
  // All are numbers of the computing type, which a long double can hold.
  long double lo = 0;
  long double scale = 0;
  long double lowest = 0;            // below it values are under the range
  long double highest = 0;           // above it they are over the range
  std::uint8_t byte_table[256] = {}; // the level of each 8-bit integer
  // For 64-bit integers in such a range:
  integer_origin origin{};
  integer_limits limits{};
};

/// The same mapping to 0…1.
struct unit_mapping {
  unit_mapping(const element_functions& type, const value_range& range, const norm& n,
               complex_part part);

  norm_function place;
  complex_part part;
  bool is_direct; // (x - lo) / width in the result's type, which can hold the range
  double lo;
  double width;
  integer_origin origin{}; // as above
};

/// The functions take `count` elements, `stride` elements apart.
struct element_functions {
  dtype type;
  compute_kind compute;
  bool is_integer;
  bool is_complex;
  bool counts_keys; // has the functions of order keys
  std::size_t element_bytes;
  double largest; // of integers

  /// Writes levels, and returns the special values that are watched for.
  /// \param past_caches whether rows may bypass the caches; `store_fence()` must follow the last of
  /// such rows
  special_counts (*levels)(const level_mapping& m, const void* values, std::ptrdiff_t stride,
                           std::size_t count, void* out, watching what, bool past_caches) noexcept;
  /// Bad: NaN, and zero or below for a logarithm. Under, over: beyond the range.
  void (*classify)(const level_mapping& m, const void* values, std::ptrdiff_t stride,
                   std::size_t count, value_class* out) noexcept;
  /// Integers modulo the length of a colour table, as 8 or 16 bits; null for other types.
  void (*labels)(const void* values, std::ptrdiff_t stride, std::size_t count,
                 std::size_t table_length, std::size_t component_bytes, void* out) noexcept;
  /// Opacities: 0…1, of integers 0…`opaque`; returns whether any is NaN.
  bool (*alpha)(const void* values, std::ptrdiff_t stride, std::size_t count, double opaque,
                std::size_t component_bytes, void* out) noexcept;
  /// Adds the values to a summary, in which a zero may have a sign.
  void (*summarize)(const void* values, std::ptrdiff_t stride, std::size_t count, complex_part part,
                    value_summary& summary) noexcept;
  /// Writes the nearest doubles; numbers beyond double become infinite.
  void (*numbers)(const void* values, std::ptrdiff_t stride, std::size_t count, complex_part part,
                  double* out) noexcept;
  /// Writes the order keys of the finite values (above zero, if asked), and returns how many there
  /// are. The keys are those of the values as doubles, limited to the largest double; 64-bit
  /// integers have keys of their own.
  std::size_t (*finite_keys)(const void* values, std::ptrdiff_t stride, std::size_t count,
                             complex_part part, bool positive_only, std::uint64_t* out) noexcept;
  /// Writes places in 0…1: float for half and single, double for real, long double for extended.
  void (*normalize)(const unit_mapping& m, const void* values, std::ptrdiff_t stride,
                    std::size_t count, void* out) noexcept;

  /// The position of 64-bit integers in a range; null for other types.
  integer_limits (*limits)(const value_range& range) noexcept;

  // Order keys: integers in the order of the values, by which percentiles are found without
  // sorting.

  /// Counts the first 16 bits of keys (8 for bytes), in four tables in turn, so that neighbours in
  /// the same bin do not wait for each other.
  void (*count_keys)(const void* values, std::ptrdiff_t stride, std::size_t count,
                     std::uint32_t* four_tables) noexcept;
  /// Writes the keys whose bits above `shift` are one of four prefixes, and returns how many.
  std::size_t (*keys_inside)(const void* values, std::ptrdiff_t stride, std::size_t count,
                             std::size_t shift, const std::uint64_t* four_prefixes,
                             std::uint64_t* out) noexcept;
  std::uint64_t (*key_of)(double value) noexcept; // of zero and the infinities
  double (*value_of_key)(std::uint64_t key) noexcept;
};

/// Whether the type has integers that a double cannot hold.
[[nodiscard]] inline bool is_wide(const element_functions& type) noexcept {
  return type.limits != nullptr;
}

/// Call it after the last row that bypassed the caches: from then on other threads can read the
/// rows.
void store_fence() noexcept;

} // namespace arrayreel::ARRAYREEL_ABI::detail
