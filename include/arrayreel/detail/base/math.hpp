// The functions of <cmath> that pictures need, by the compiler's builtins: that header is as much
// text as half of <string>, most of it special functions.
#pragma once

namespace arrayreel::inline v0::detail::math {

[[nodiscard]] inline double floor(double x) noexcept { return __builtin_floor(x); }
[[nodiscard]] inline double ceil(double x) noexcept { return __builtin_ceil(x); }
[[nodiscard]] inline double log(double x) noexcept { return __builtin_log(x); }
[[nodiscard]] inline double log10(double x) noexcept { return __builtin_log10(x); }
[[nodiscard]] inline double pow(double x, double y) noexcept { return __builtin_pow(x, y); }
[[nodiscard]] inline double ldexp(double x, int e) noexcept { return __builtin_ldexp(x, e); }
[[nodiscard]] inline double copysign(double x, double y) noexcept {
  return __builtin_copysign(x, y);
}
[[nodiscard]] inline double fmax(double x, double y) noexcept { return __builtin_fmax(x, y); }
[[nodiscard]] inline long lround(double x) noexcept { return __builtin_lround(x); }

[[nodiscard]] inline float fabs(float x) noexcept { return __builtin_fabsf(x); }
[[nodiscard]] inline double fabs(double x) noexcept { return __builtin_fabs(x); }
[[nodiscard]] inline long double fabs(long double x) noexcept { return __builtin_fabsl(x); }

[[nodiscard]] inline float nextafter(float x, float y) noexcept {
  return __builtin_nextafterf(x, y);
}
[[nodiscard]] inline double nextafter(double x, double y) noexcept {
  return __builtin_nextafter(x, y);
}

[[nodiscard]] inline float hypot(float x, float y) noexcept { return __builtin_hypotf(x, y); }
[[nodiscard]] inline double hypot(double x, double y) noexcept { return __builtin_hypot(x, y); }
[[nodiscard]] inline long double hypot(long double x, long double y) noexcept {
  return __builtin_hypotl(x, y);
}
[[nodiscard]] inline float atan2(float y, float x) noexcept { return __builtin_atan2f(y, x); }
[[nodiscard]] inline double atan2(double y, double x) noexcept { return __builtin_atan2(y, x); }
[[nodiscard]] inline long double atan2(long double y, long double x) noexcept {
  return __builtin_atan2l(y, x);
}

} // namespace arrayreel::inline v0::detail::math
