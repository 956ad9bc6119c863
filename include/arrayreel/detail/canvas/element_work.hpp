// What a canvas does with elements of one type: compares them, looks for NaN, and takes them apart
// for sums.
#pragma once

#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <type_traits>

#include "../../any_view.hpp"
#include "../array/element.hpp"
#include "../values/exact_number.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

/// What becomes of a pixel when a value comes.
enum class arrival : unsigned char {
  none,  ///< it stays as it is
  first, ///< the value is the first one that counts
  next   ///< the value meets those before
};

/// The functions take `count` elements, one after the other.
struct element_work {
  /// Keeps the smaller or the larger of two elements where one is `next`, and copies the `first`. A
  /// NaN stays. Null for types without order.
  void (*meet)(void* to, const void* from, const arrival* arrivals, std::size_t count,
               bool larger) noexcept;
  /// Writes 0 for NaN and 1 for other elements. Null for types without NaN.
  void (*are_numbers)(const void* from, std::size_t count, unsigned char* out) noexcept;
  /// Writes elements as sums of two doubles. Null for complex numbers.
  void (*terms)(const void* from, std::size_t count, double* values, double* rests) noexcept;
  /// Writes a NaN; null for types without.
  void (*write_nan)(void* to) noexcept;
};

/// An element as something that C++ can compare: bfloat16 as the float that it is.
template <class T> [[nodiscard]] inline auto comparable(const T& x) noexcept {
  if constexpr (std::is_same_v<T, bfloat16>)
    return std::bit_cast<float>(static_cast<std::uint32_t>(x.bits) << 16);
  else if constexpr (is_half<T>)
    return static_cast<float>(x);
  else
    return x;
}

template <class T> struct work_of {
  using number = decltype(comparable(T{}));
  static constexpr bool has_nan = std::is_floating_point_v<number>;

  /// Zeros are told apart, so that the order in which they come does not matter.
  [[nodiscard]] static bool is_less(number a, number b) noexcept {
    if constexpr (has_nan)
      if (a == 0 && b == 0) return std::signbit(a) && !std::signbit(b);
    return a < b;
  }

  static void meet(void* to, const void* from, const arrival* arrivals, std::size_t count,
                   bool larger) noexcept {
    auto* const now = static_cast<T*>(to);
    const auto* const come = static_cast<const T*>(from);
    for (std::size_t i = 0; i < count; ++i) {
      if (arrivals[i] == arrival::none) continue;
      if (arrivals[i] == arrival::next) {
        const number a = comparable(now[i]);
        const number b = comparable(come[i]);
        if constexpr (has_nan) {
          if (is_nan(a)) continue;
          if (!is_nan(b) && !(larger ? is_less(a, b) : is_less(b, a))) continue;
        } else {
          if (!(larger ? is_less(a, b) : is_less(b, a))) continue;
        }
      }
      now[i] = come[i];
    }
  }

  static void are_numbers(const void* from, std::size_t count, unsigned char* out) noexcept {
    const auto* const elements = static_cast<const T*>(from);
    for (std::size_t i = 0; i < count; ++i) out[i] = is_nan(comparable(elements[i])) ? 0 : 1;
  }

  static void terms(const void* from, std::size_t count, double* values, double* rests) noexcept {
    const auto* const elements = static_cast<const T*>(from);
    for (std::size_t i = 0; i < count; ++i) {
      const number x = comparable(elements[i]);
      rests[i] = 0;
      if constexpr (std::is_integral_v<T> && sizeof(T) == 8) {
        const exact_number parts = exact(x);
        values[i] = parts.value;
        rests[i] = parts.rest;
      } else {
        values[i] = static_cast<double>(x);
        if constexpr (sizeof(number) > sizeof(double))
          if (is_finite(values[i]))
            rests[i] = static_cast<double>(x - static_cast<number>(values[i]));
      }
    }
  }

  static void write_nan(void* to) noexcept {
    if constexpr (std::is_same_v<T, bfloat16>)
      static_cast<T*>(to)->bits = 0x7fc0;
    else
      *static_cast<T*>(to) = static_cast<T>(std::numeric_limits<number>::quiet_NaN());
  }

  [[nodiscard]] static const element_work& table() noexcept {
    if constexpr (has_nan) {
      static constexpr element_work work{&meet, &are_numbers, &terms, &write_nan};
      return work;
    } else {
      static constexpr element_work work{&meet, nullptr, &terms, nullptr};
      return work;
    }
  }
};

template <class Real> struct complex_work {
  static void are_numbers(const void* from, std::size_t count, unsigned char* out) noexcept {
    const auto* const parts = static_cast<const Real*>(from);
    for (std::size_t i = 0; i < count; ++i)
      out[i] = is_nan(parts[2 * i]) || is_nan(parts[2 * i + 1]) ? 0 : 1;
  }
  static void write_nan(void* to) noexcept {
    auto* const parts = static_cast<Real*>(to);
    parts[0] = parts[1] = std::numeric_limits<Real>::quiet_NaN();
  }
  static constexpr element_work table{nullptr, &are_numbers, nullptr, &write_nan};
};

[[nodiscard]] inline const element_work& work_on(dtype type) {
  switch (type) {
    case dtype::boolean: return work_of<bool>::table();
    case dtype::int8: return work_of<std::int8_t>::table();
    case dtype::uint8: return work_of<std::uint8_t>::table();
    case dtype::int16: return work_of<std::int16_t>::table();
    case dtype::uint16: return work_of<std::uint16_t>::table();
    case dtype::int32: return work_of<std::int32_t>::table();
    case dtype::uint32: return work_of<std::uint32_t>::table();
    case dtype::int64: return work_of<std::int64_t>::table();
    case dtype::uint64: return work_of<std::uint64_t>::table();
#if ARRAYREEL_HAS_FLOAT16
    case dtype::float16: return work_of<half>::table();
#else
    case dtype::float16: break;
#endif
    case dtype::float32: return work_of<float>::table();
    case dtype::float64: return work_of<double>::table();
    case dtype::long_double: return work_of<long double>::table();
    case dtype::complex64: return complex_work<float>::table;
    case dtype::complex128: return complex_work<double>::table;
    case dtype::complex_long_double: return complex_work<long double>::table;
    case dtype::bfloat16: return work_of<bfloat16>::table();
  }
  refuse_dtype(type);
}

/// The type of sums and means of elements of a type.
[[nodiscard]] inline dtype sum_type(dtype type) noexcept {
  if (type == dtype::float16 && ARRAYREEL_HAS_FLOAT16 != 0) return type;
  if (type == dtype::float16 || type == dtype::bfloat16 || type == dtype::float32)
    return dtype::float32;
  return dtype::float64;
}

/// Writes a double as an element of such a type.
inline void write_sum(dtype type, double x, void* to) noexcept {
  const auto write = [to](auto value) { std::memcpy(to, &value, sizeof value); };
  switch (type) {
#if ARRAYREEL_HAS_FLOAT16
    case dtype::float16: write(static_cast<half>(x)); break;
#endif
    case dtype::float32: write(static_cast<float>(x)); break;
    default: write(x);
  }
}

} // namespace arrayreel::ARRAYREEL_ABI::detail
