// The doubles at the ends and beyond the ends of arithmetic.
#pragma once

#include <limits>

namespace test {

inline constexpr double inf = std::numeric_limits<double>::infinity();
inline constexpr double quiet_nan = std::numeric_limits<double>::quiet_NaN();
inline constexpr double largest = std::numeric_limits<double>::max();
inline constexpr double tiniest = std::numeric_limits<double>::denorm_min();

} // namespace test
