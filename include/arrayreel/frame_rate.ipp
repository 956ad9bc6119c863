// How a number of frames per second becomes a fraction.
#pragma once

#include "frame_rate.hpp"

#include <cmath>
#include <numeric>

#include "detail/base/message.hpp"

namespace arrayreel::ARRAYREEL_ABI {

namespace detail {

inline constexpr double lowest_frame_rate = 0.001;
inline constexpr double highest_frame_rate = 100'000;

/// \param over the denominator where the rate was given as a fraction, else 1
[[noreturn]] inline void refuse_frame_rate(text_part fps, int over, const char* expected) {
  if (over == 1)
    refuse(error_kind::parameter, {"an fps of ", fps, "; expected a number ", expected});
  refuse(error_kind::parameter, {"an fps of ", fps, "/", over, "; expected a number ", expected});
}

inline constexpr const char* expected_frame_rates = "from 0.001 to 100000";

} // namespace detail

ARRAYREEL_INLINE int frame_rate::checked(long long fps) {
  if (fps < 1 || fps > 100'000) detail::refuse_frame_rate(fps, 1, detail::expected_frame_rates);
  return static_cast<int>(fps);
}
ARRAYREEL_INLINE int frame_rate::checked(unsigned long long fps) {
  if (fps < 1 || fps > 100'000) detail::refuse_frame_rate(fps, 1, detail::expected_frame_rates);
  return static_cast<int>(fps);
}

ARRAYREEL_INLINE frame_rate::frame_rate(double frames_per_second) {
  const double fps = frames_per_second;
  // Also false for NaN.
  if (!(fps >= detail::lowest_frame_rate && fps <= detail::highest_frame_rate))
    detail::refuse_frame_rate(fps, 1, detail::expected_frame_rates);
  for (const int nominal : {24, 30, 48, 60, 120, 240}) {
    const double broadcast = nominal * 1000 / 1001.0;
    for (const double scale : {100.0, 1000.0})
      if (std::abs(fps - std::round(broadcast * scale) / scale) < 1e-9) {
        set(nominal * 1000, 1001);
        return;
      }
  }
  approximate(fps);
}

ARRAYREEL_INLINE frame_rate::frame_rate(int numerator, int denominator) {
  if (numerator <= 0 || denominator <= 0)
    detail::refuse_frame_rate(numerator, denominator, "above 0");
  const double fps = static_cast<double>(numerator) / denominator;
  if (fps < detail::lowest_frame_rate || fps > detail::highest_frame_rate)
    detail::refuse_frame_rate(numerator, denominator, detail::expected_frame_rates);
  set(numerator, denominator);
}

ARRAYREEL_INLINE void frame_rate::set(int numerator, int denominator) noexcept {
  const int common = std::gcd(numerator, denominator);
  numerator_ = numerator / common;
  denominator_ = denominator / common;
}

/// The nearest fraction, by trying every denominator: below one frame a second of the interval.
ARRAYREEL_INLINE void frame_rate::approximate(double fps) noexcept {
  if (fps < 1) {
    const frame_rate interval(1 / fps);
    set(interval.denominator_, interval.numerator_);
    return;
  }
  double best = 2;
  for (int denominator = 1; denominator <= 1001; ++denominator) {
    const double numerator = std::round(fps * denominator);
    const double off = std::abs(numerator / denominator - fps);
    if (off < best * (1 - 1e-9)) {
      best = off;
      set(static_cast<int>(numerator), denominator);
    }
    if (best <= fps * 1e-12) break;
  }
}

} // namespace arrayreel::ARRAYREEL_ABI
