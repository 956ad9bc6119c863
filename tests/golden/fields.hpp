// Arrays of every element type, computed with integers so that every compiler makes the same.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <type_traits>

#include <arrayreel/array_view.hpp>

namespace golden {

namespace ar = arrayreel;

#if ARRAYREEL_HAS_FLOAT16
__extension__ typedef _Float16 float16;
template <class T> inline constexpr bool is_float16 = std::is_same_v<T, float16>;
#else
template <class T> inline constexpr bool is_float16 = false;
#endif

template <class T>
concept complex_number = requires { typename T::value_type; };

/// SplitMix64 of an index.
[[nodiscard]] constexpr std::uint64_t mixed(std::uint64_t i) {
  std::uint64_t z = (i + 1) * 0x9e3779b97f4a7c15U;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9U;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebU;
  return z ^ (z >> 31);
}

/// Fields are integers between −2²⁰ and 2²⁰ first.
inline constexpr std::int64_t field_top = std::int64_t{1} << 20;

/// A triangle wave of period 4096 between −1024 and 1024.
[[nodiscard]] constexpr std::int64_t triangle(std::int64_t x) {
  const std::int64_t phase = x & 4095;
  return phase < 2048 ? phase - 1024 : 3072 - phase;
}

[[nodiscard]] constexpr std::int64_t smooth_at(std::size_t y, std::size_t x) {
  const auto v = static_cast<std::int64_t>(y);
  const auto u = static_cast<std::int64_t>(x);
  return triangle(210 * u + 37 * v) * triangle(97 * v - 13 * u + 300) / 2 +
         triangle(11 * u + 5 * v) * 512;
}

/// The element of T that a field's integer stands for: over all of T for small integers, over a part
/// of it for large ones, −64 to 64 for floating types.
template <class T> [[nodiscard]] T element_of(std::int64_t v) {
  if constexpr (complex_number<T>) {
    using R = typename T::value_type;
    return T(element_of<R>(v), element_of<R>(triangle(v / 512 + 700) * 1024));
  } else if constexpr (std::is_same_v<T, bool>) {
    return v > 0;
  } else if constexpr (std::is_integral_v<T>) {
    const std::int64_t w = std::is_signed_v<T> ? v : v + field_top;
    constexpr std::int64_t top = std::is_signed_v<T> ? field_top - 1 : 2 * field_top - 1;
    const std::int64_t inside = std::min(w, top);
    if constexpr (sizeof(T) == 1)
      return static_cast<T>(inside >> 13);
    else if constexpr (sizeof(T) == 2)
      return static_cast<T>(inside >> 5);
    else if constexpr (sizeof(T) == 4)
      return static_cast<T>(inside * 1000 + inside % 7);
    else
      return static_cast<T>(inside * (std::int64_t{1} << 36) + inside);
  } else if constexpr (std::is_same_v<T, long double>) {
    // More digits than double has.
    return static_cast<long double>(v) / 16384 + static_cast<long double>(v % 1001) * 0x1p-57L;
  } else {
    return static_cast<T>(static_cast<double>(v) / 16384);
  }
}

/// The same as a double, to choose ranges with.
template <class T> [[nodiscard]] double number_of(std::int64_t v) {
  if constexpr (complex_number<T>)
    return static_cast<double>(element_of<typename T::value_type>(v));
  else
    return static_cast<double>(element_of<T>(v));
}

enum class content { smooth, noise, extreme, holes, constant, zeros };

inline constexpr std::array<const char*, 6> content_names{"smooth", "noise",    "extreme",
                                                          "holes",  "constant", "zeros"};

/// The numbers at the ends of T, and some between.
template <class T> [[nodiscard]] T extreme_of(std::size_t i) {
  const std::uint64_t random = mixed(i);
  if constexpr (complex_number<T>) {
    using R = typename T::value_type;
    return T(extreme_of<R>(i), extreme_of<R>(i / 3 + 5));
  } else if constexpr (std::is_integral_v<T>) {
    switch (random % 8) {
      case 0: return std::numeric_limits<T>::min();
      case 1: return std::numeric_limits<T>::max();
      case 2: return T{0};
      case 3: return T{1};
      case 4: return static_cast<T>(std::numeric_limits<T>::max() / 2);
      default: return static_cast<T>(mixed(random));
    }
  } else if constexpr (is_float16<T>) {
    constexpr std::array<std::uint16_t, 8> bits{0x7bff, 0xfbff, 0x0001, 0x8001,
                                                0x0400, 0x8000, 0x0000, 0x3c00};
    return random % 3 == 0 ? element_of<T>(static_cast<std::int64_t>(random >> 44) - field_top / 2)
                           : std::bit_cast<T>(bits[random / 8 % 8]);
  } else {
    using limits = std::numeric_limits<T>;
    switch (random % 12) {
      case 0: return limits::max();
      case 1: return limits::lowest();
      case 2: return limits::min();
      case 3: return limits::denorm_min();
      case 4: return -limits::denorm_min();
      case 5: return -T{0};
      case 6: return T{0};
      case 7: return T{1};
      case 8: return limits::max() / 3;
      default: return element_of<T>(static_cast<std::int64_t>(random >> 44) - field_top / 2);
    }
  }
}

/// The same numbers with some that are not finite, where T has such.
template <class T> [[nodiscard]] T with_holes(T value, std::size_t i) {
  if constexpr (complex_number<T>) {
    using R = typename T::value_type;
    return T(with_holes<R>(value.real(), i), with_holes<R>(value.imag(), i / 2 + 3));
  } else if constexpr (std::is_integral_v<T>) {
    return value;
  } else {
    const auto special = [](float x) { return static_cast<T>(x); };
    if (i % 7 == 3) return special(std::numeric_limits<float>::quiet_NaN());
    if (i % 31 == 5) return special(std::numeric_limits<float>::infinity());
    if (i % 37 == 11) return special(-std::numeric_limits<float>::infinity());
    return value;
  }
}

template <class T> [[nodiscard]] T value_at(content what, std::size_t y, std::size_t x) {
  const std::size_t i = y * 1009 + x;
  switch (what) {
    case content::noise:
      return element_of<T>(static_cast<std::int64_t>(mixed(i) >> 43) - field_top);
    case content::extreme: return extreme_of<T>(i);
    case content::holes: return with_holes(element_of<T>(smooth_at(y, x)), i);
    case content::constant: return element_of<T>(700'000);
    case content::zeros: return T{};
    case content::smooth: break;
  }
  return element_of<T>(smooth_at(y, x));
}

/// Memory of elements; std::vector has no array of bool.
template <class T> class field {
public:
  field(content what, std::size_t height, std::size_t width)
      : memory_(std::make_unique<T[]>(height * width)), height_(height), width_(width) {
    for (std::size_t y = 0; y < height; ++y)
      for (std::size_t x = 0; x < width; ++x) memory_[y * width + x] = value_at<T>(what, y, x);
  }
  [[nodiscard]] ar::array_view<T> view() const { return {memory_.get(), {height_, width_}}; }
  [[nodiscard]] ar::array_view<T> as(const ar::shape& extents,
                                     ar::axes layout = ar::axes::automatic) const {
    return {memory_.get(), extents, layout};
  }
  [[nodiscard]] const T* data() const { return memory_.get(); }

private:
  std::unique_ptr<T[]> memory_;
  std::size_t height_;
  std::size_t width_;
};

} // namespace golden
