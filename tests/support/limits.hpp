// The ends of sizes and strides, which processors of 32 and of 64 bits have at other places.
#pragma once

#include <cstddef>
#include <limits>
#include <string>

namespace test {

inline constexpr int size_bits = std::numeric_limits<std::size_t>::digits;
inline constexpr std::size_t size_max = std::numeric_limits<std::size_t>::max();
inline constexpr std::ptrdiff_t stride_min = std::numeric_limits<std::ptrdiff_t>::min();
inline constexpr std::ptrdiff_t stride_max = std::numeric_limits<std::ptrdiff_t>::max();

/// The number of all sizes, which is itself none, over 2^n: 2^(64 - n) with 64 bits.
[[nodiscard]] constexpr std::size_t sizes_over_2_to(int n) {
  return std::size_t{1} << (size_bits - n);
}

/// 2^32 with 64 bits: its square wraps to 0.
inline constexpr std::size_t root_of_sizes = sizes_over_2_to(size_bits / 2);

/// As the library's messages say it.
inline const std::string root_text = std::to_string(root_of_sizes);
inline const std::string size_max_text = std::to_string(size_max);
inline const std::string stride_min_text = std::to_string(stride_min);

} // namespace test
