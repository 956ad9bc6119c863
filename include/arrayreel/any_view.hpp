// A view of an array whose element type is known only at run time: a file's, or a cv::Mat's.
#pragma once

#include "detail/base/config.hpp"

#include <concepts>
#include <cstddef>
#include <cstdint>

#include "array_view.hpp"

namespace arrayreel::ARRAYREEL_ABI {

/// The element types that an array of run-time type can have.
enum class dtype : unsigned char {
  boolean,
  int8,
  uint8,
  int16,
  uint16,
  int32,
  uint32,
  int64,
  uint64,
  float16,
  float32,
  float64,
  long_double,
  complex64,
  complex128,
  complex_long_double,
  bfloat16
};

/// The name of an element type, as NumPy has it ("float32").
[[nodiscard]] constexpr const char* name_of(dtype type) noexcept {
  switch (type) {
    case dtype::boolean: return "bool";
    case dtype::int8: return "int8";
    case dtype::uint8: return "uint8";
    case dtype::int16: return "int16";
    case dtype::uint16: return "uint16";
    case dtype::int32: return "int32";
    case dtype::uint32: return "uint32";
    case dtype::int64: return "int64";
    case dtype::uint64: return "uint64";
    case dtype::float16: return "float16";
    case dtype::float32: return "float32";
    case dtype::float64: return "float64";
    case dtype::long_double: return "longdouble";
    case dtype::complex64: return "complex64";
    case dtype::complex128: return "complex128";
    case dtype::complex_long_double: return "clongdouble";
    case dtype::bfloat16: return "bfloat16";
  }
  return "?";
}

/// A complex number of two `Real`s, laid out like `std::complex<Real>`, whose header is heavy.
template <class Real> struct complex_value {
  using value_type = Real;
  Real re;
  Real im;
  [[nodiscard]] constexpr Real real() const noexcept { return re; }
  [[nodiscard]] constexpr Real imag() const noexcept { return im; }
};

namespace detail {

/// The `dtype` of a C++ type: `char` is `int8` or `uint8`, `long` and `long long` are the integer of
/// their size.
template <element T> [[nodiscard]] consteval dtype dtype_of() noexcept {
  if constexpr (std::is_same_v<T, bool>) {
    return dtype::boolean;
  } else if constexpr (std::is_integral_v<T>) {
    constexpr bool is_signed = std::is_signed_v<T>;
    switch (sizeof(T)) {
      case 1: return is_signed ? dtype::int8 : dtype::uint8;
      case 2: return is_signed ? dtype::int16 : dtype::uint16;
      case 4: return is_signed ? dtype::int32 : dtype::uint32;
      default: return is_signed ? dtype::int64 : dtype::uint64;
    }
  } else if constexpr (is_complex<T>) {
    using part = typename T::value_type;
    return std::is_same_v<part, float>    ? dtype::complex64
           : std::is_same_v<part, double> ? dtype::complex128
                                          : dtype::complex_long_double;
  } else if constexpr (is_half<T>) {
    return dtype::float16;
  } else if constexpr (is_bfloat16<T>) {
    return dtype::bfloat16;
  } else {
    return same_format<T, float>    ? dtype::float32
           : same_format<T, double> ? dtype::float64
                                    : dtype::long_double;
  }
}

/// The bytes of an element.
[[nodiscard]] ARRAYREEL_API std::size_t bytes_of(dtype type);

[[noreturn]] ARRAYREEL_API void refuse_dtype(dtype type);

} // namespace detail

/// A strided view of an array whose element type is a run-time value. `visit` passes the typed view
/// to a function.
class any_view {
public:
  /// Calls `function` with the `array_view<T>` of the actual type and returns what it returns,
  /// which must be of one type for all.
  /// \throws error (parameter) for `bfloat16`, for which C++20 has no type.
  template <class Function> auto visit(Function&& function) const {
    switch (type_) {
      case dtype::boolean: return function(typed<bool>());
      case dtype::int8: return function(typed<std::int8_t>());
      case dtype::uint8: return function(typed<std::uint8_t>());
      case dtype::int16: return function(typed<std::int16_t>());
      case dtype::uint16: return function(typed<std::uint16_t>());
      case dtype::int32: return function(typed<std::int32_t>());
      case dtype::uint32: return function(typed<std::uint32_t>());
      case dtype::int64: return function(typed<std::int64_t>());
      case dtype::uint64: return function(typed<std::uint64_t>());
#if ARRAYREEL_HAS_FLOAT16
      case dtype::float16: return function(typed<detail::half>());
#else
      case dtype::float16: break;
#endif
      case dtype::float32: return function(typed<float>());
      case dtype::float64: return function(typed<double>());
      case dtype::long_double: return function(typed<long double>());
      case dtype::complex64: return function(typed<complex_value<float>>());
      case dtype::complex128: return function(typed<complex_value<double>>());
      case dtype::complex_long_double: return function(typed<complex_value<long double>>());
      case dtype::bfloat16: break;
    }
    detail::refuse_dtype(type_);
  }

  /// \throws error (parameter, limit) as `array_view` does, and (parameter) for `float16` where
  /// the compiler has no such type.
  any_view(dtype type, const void* data, const shape& extents, const strides& steps,
           axes layout = axes::automatic, channel_order order = channel_order::rgb)
      : data_(data), geometry_{extents, steps, layout, order}, type_(type) {
    geometry_.check(data, detail::bytes_of(type));
  }

  [[nodiscard]] dtype type() const noexcept { return type_; }
  [[nodiscard]] const void* data() const noexcept { return data_; }
  [[nodiscard]] std::size_t rank() const noexcept { return geometry_.extents.rank(); }
  [[nodiscard]] std::size_t extent(std::size_t axis) const noexcept {
    return geometry_.extents[axis];
  }
  [[nodiscard]] const shape& extents() const noexcept { return geometry_.extents; }
  [[nodiscard]] const strides& steps() const noexcept { return geometry_.steps; }
  [[nodiscard]] axes layout() const noexcept { return geometry_.layout; }
  [[nodiscard]] channel_order order() const noexcept { return geometry_.order; }

  /// The same elements with the order of colour channels named.
  [[nodiscard]] any_view with(channel_order order) const noexcept {
    any_view result = *this;
    result.geometry_.order = order;
    return result;
  }
  /// The same elements with the axes named.
  [[nodiscard]] any_view with(axes layout) const noexcept {
    any_view result = *this;
    result.geometry_.layout = layout;
    return result;
  }

  // Extents, strides and axes in one, for the library's own functions.
  [[nodiscard]] const detail::array_geometry& geometry() const noexcept { return geometry_; }

private:
  template <element T> [[nodiscard]] array_view<T> typed() const {
    return array_view<T>(static_cast<const T*>(data_), geometry_.extents, geometry_.steps,
                         geometry_.layout)
        .with(geometry_.order);
  }

  const void* data_;
  detail::array_geometry geometry_;
  dtype type_;
};

namespace detail {

/// Arrays whose element type is known only at run time: an `any_view`, and what has an `array_ref`
/// already.
template <class View>
concept typed_at_run_time = std::same_as<View, any_view> || requires {
  typename View::erased_array;
};

} // namespace detail

/// The view itself.
[[nodiscard]] inline any_view view(const any_view& array) { return array; }

} // namespace arrayreel::ARRAYREEL_ABI

#if !defined(ARRAYREEL_COMPILED)
#include "any_view.ipp"
#endif
