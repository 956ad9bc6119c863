// Definitions of element_functions.hpp: the tables of all element types, and the preparation of
// mappings.
#pragma once

#include "element_functions.hpp"

#include <cmath>
#include <concepts>
#include <limits>

#include "../base/message.hpp"
#include "row_functions.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

#if !defined(ARRAYREEL_COMPILED)
template <element T> const element_functions& functions_of() noexcept {
  if constexpr (dtype_of<T>() == dtype::boolean)
    return table_of<bool>();
  else if constexpr (std::is_integral_v<T>)
    return table_of<
        std::conditional_t<std::is_signed_v<T>, lane_signed<T>, lane_unsigned<T>>>();
  else if constexpr (is_complex<T>)
    return table_of<complex_value<typename T::value_type>>();
  else if constexpr (is_half<T>)
    return table_of<T>();
  else if constexpr (is_bfloat16<T>)
    return table_of<bfloat16>();
  else
    return table_of<compute_t<T>>();
}
#endif

#if defined(ARRAYREEL_COMPILED)
const element_functions& functions_of(dtype type) {
#else
template <std::same_as<dtype> D> const element_functions& functions_of(D type) {
#endif
  switch (type) {
    case dtype::boolean: return table_of<bool>();
    case dtype::int8: return table_of<std::int8_t>();
    case dtype::uint8: return table_of<std::uint8_t>();
    case dtype::int16: return table_of<std::int16_t>();
    case dtype::uint16: return table_of<std::uint16_t>();
    case dtype::int32: return table_of<std::int32_t>();
    case dtype::uint32: return table_of<std::uint32_t>();
    case dtype::int64: return table_of<std::int64_t>();
    case dtype::uint64: return table_of<std::uint64_t>();
#if ARRAYREEL_HAS_FLOAT16
    case dtype::float16: return table_of<half>();
#else
    case dtype::float16: break;
#endif
    case dtype::float32: return table_of<float>();
    case dtype::float64: return table_of<double>();
    case dtype::long_double: return table_of<long double>();
    case dtype::complex64: return table_of<complex_value<float>>();
    case dtype::complex128: return table_of<complex_value<double>>();
    case dtype::complex_long_double: return table_of<complex_value<long double>>();
    case dtype::bfloat16: return table_of<bfloat16>();
  }
  refuse_dtype(type);
}

/// Sets the numbers with which the mapping is computed in C.
template <class C>
inline void set_arithmetic(level_mapping& m, const value_range& range, bool linear_norm) noexcept {
  using work = arithmetic_t<C>;
  // A limit is rounded to the type: 0.7F is not below 0.7. If the limit is beyond the type, no
  // finite value is beyond it, only an infinity.
  const auto in_own_type = [](double limit, bool is_lowest) -> long double {
    if (fits<C>(limit)) return static_cast<long double>(static_cast<C>(limit));
    const bool takes_all = is_lowest == (limit < 0);
    const long double size = takes_all ? static_cast<long double>(largest_of<C>())
                                       : std::numeric_limits<long double>::infinity();
    return limit < 0 ? -size : size;
  };
  m.lowest = in_own_type(range.lo, true);
  m.highest = in_own_type(range.hi, false);
  const double width = width_of(range);
  const double scale = m.levels / width;
  const auto rounded = [](double x) { return static_cast<work>(static_cast<C>(x)); };
  // A type can hold both ends of a range but not their distance.
  m.in_half = is_half<C> && m.levels <= 256 && fits<C>(scale) && fits<C>(range.lo) &&
              fits<C>(width) && rounded(scale) > 0;
  m.is_linear = linear_norm && fits<work>(scale) && fits<work>(range.lo) && fits<work>(width) &&
                static_cast<work>(scale) > 0;
  if (!m.is_linear) return;
  m.lo = static_cast<long double>(m.in_half ? rounded(range.lo) : static_cast<work>(range.lo));
  m.scale = static_cast<long double>(m.in_half ? rounded(scale) : static_cast<work>(scale));
}

/// Whether the doubles near a range are too coarse to tell its levels apart.
[[nodiscard]] inline bool is_narrow(const value_range& range) noexcept {
  const double size = std::fmax(std::fabs(range.lo), std::fabs(range.hi));
  return width_of(range) < size * 0x1p-24;
}

ARRAYREEL_INLINE
level_mapping::level_mapping(const element_functions& type, const value_range& range, const norm& n,
                             std::size_t level_count, complex_part shown, std::size_t bytes)
    : place(n, range), levels(static_cast<double>(level_count)), part(shown),
      component_bytes(bytes), is_log(n.type() == norm::kind::log) {
  const bool linear_norm = n.type() == norm::kind::linear;
  switch (type.compute) {
#if ARRAYREEL_HAS_FLOAT16
    case compute_kind::half_precision: set_arithmetic<half>(*this, range, linear_norm); break;
#else
    case compute_kind::half_precision:
#endif
    case compute_kind::single: set_arithmetic<float>(*this, range, linear_norm); break;
    case compute_kind::real: set_arithmetic<double>(*this, range, linear_norm); break;
    case compute_kind::extended: set_arithmetic<long double>(*this, range, linear_norm); break;
  }
  if (is_wide(type)) {
    limits = type.limits(range);
    origin = limits.origin;
    if (!is_linear && !is_narrow(range)) origin.is_used = false;
  }
  if (type.is_integer && type.type != dtype::boolean && type.element_bytes == 1 && is_linear &&
      component_bytes == 1 && level_count <= 256) {
    std::uint8_t every[256];
    for (unsigned i = 0; i < 256; ++i) every[i] = static_cast<std::uint8_t>(i);
    static_cast<void>(type.levels(*this, every, 1, 256, byte_table, watching::nothing, false));
    has_byte_table = true;
  }
}

ARRAYREEL_INLINE unit_mapping::unit_mapping(const element_functions& type, const value_range& range,
                                            const norm& n, complex_part shown)
    : place(n, range), part(shown), is_direct(n.type() == norm::kind::linear), lo(range.lo),
      width(width_of(range)) {
  const compute_kind compute = type.compute;
  if (compute == compute_kind::half_precision || compute == compute_kind::single)
    is_direct = is_direct && fits<float>(lo) && fits<float>(width) &&
                static_cast<float>(width) >= std::numeric_limits<float>::min();
  else
    is_direct = is_direct && fits<double>(lo) && fits<double>(width) &&
                (compute == compute_kind::extended || width >= std::numeric_limits<double>::min());
  if (is_wide(type) && (is_direct || is_narrow(range))) origin = type.limits(range).origin;
}

ARRAYREEL_INLINE void store_fence() noexcept {
  fence_of_streams();
}

} // namespace arrayreel::ARRAYREEL_ABI::detail
