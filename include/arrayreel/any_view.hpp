// A view of an array whose element type is known only at run time: a file's, or a cv::Mat's.
#pragma once

#include <cstddef>
#include <cstdint>

#include "array_view.hpp"

namespace arrayreel::inline ARRAYREEL_ABI {

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
  complex_long_double
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

/// A strided look at an array whose element type is a value, not a type. `visit` gives the typed
/// view to a function.
class any_view {
public:
  /// Calls `function` with the `array_view<T>` of the actual type and returns what it returns,
  /// which must be of one type for all.
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
      case dtype::float16:
#if ARRAYREEL_HAS_FLOAT16
        return function(typed<detail::half>());
#else
        throw error(error_kind::parameter, "a float16 array, for which this compiler has no type");
#endif
      case dtype::float32: return function(typed<float>());
      case dtype::float64: return function(typed<double>());
      case dtype::long_double: return function(typed<long double>());
      case dtype::complex64: return function(typed<complex_value<float>>());
      case dtype::complex128: return function(typed<complex_value<double>>());
      case dtype::complex_long_double: return function(typed<complex_value<long double>>());
    }
    throw error(error_kind::parameter, "an element type numbered " +
                                           detail::to_text(static_cast<unsigned>(type_)) +
                                           "; expected one of arrayreel::dtype");
  }

  /// \throws error (parameter, limit) as `array_view` does, and (parameter) for `float16` where
  /// the compiler has no such type.
  any_view(dtype type, const void* data, const shape& extents, const strides& steps,
           axes layout = axes::automatic, channel_order order = channel_order::rgb)
      : data_(data), extents_(extents), strides_(steps), type_(type), layout_(layout),
        order_(order) {
    visit([](const auto&) {});
  }

  [[nodiscard]] dtype type() const noexcept { return type_; }
  [[nodiscard]] std::size_t rank() const noexcept { return extents_.rank(); }
  [[nodiscard]] std::size_t extent(std::size_t axis) const noexcept { return extents_[axis]; }
  [[nodiscard]] const shape& extents() const noexcept { return extents_; }

  /// The same elements with the order of colour channels named.
  [[nodiscard]] any_view with(channel_order order) const noexcept {
    any_view result = *this;
    result.order_ = order;
    return result;
  }
  /// The same elements with the axes named.
  [[nodiscard]] any_view with(axes layout) const noexcept {
    any_view result = *this;
    result.layout_ = layout;
    return result;
  }

private:
  template <element T> [[nodiscard]] array_view<T> typed() const {
    return array_view<T>(static_cast<const T*>(data_), extents_, strides_, layout_).with(order_);
  }

  const void* data_;
  shape extents_;
  strides strides_;
  dtype type_;
  axes layout_;
  channel_order order_;
};

/// The view itself.
[[nodiscard]] inline any_view view(const any_view& array) { return array; }

} // namespace arrayreel::inline ARRAYREEL_ABI
