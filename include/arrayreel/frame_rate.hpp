// Frames per second as the fraction that movie formats keep.
#pragma once

#include <cmath>
#include <concepts>
#include <cstdint>
#include <numeric>
#include <string>
#include <utility>

#include "detail/base/message.hpp"
#include "error.hpp"

namespace arrayreel::inline ARRAYREEL_ABI {

/// Frames per second, kept rational: `25`, `29.97` or `{30000, 1001}`.
///
/// A decimal number becomes the fraction that it abbreviates: 23.976, 29.97, 59.94 and 119.88 are
/// the broadcast rates 24000/1001, 30000/1001, 60000/1001 and 120000/1001 (SMPTE ST 12-1); any
/// other the nearest fraction with a denominator up to 1001.
class frame_rate {
public:
  /// \throws error (parameter) for a rate outside 1…100 000.
  template <std::integral I>
  frame_rate(I frames_per_second)
      : frame_rate(std::cmp_less(frames_per_second, 1) ||
                           std::cmp_greater(frames_per_second, 100'000)
                       ? throw error(error_kind::parameter,
                                     "an fps of " + detail::to_text(frames_per_second) +
                                         "; expected a number from 0.001 to 100000")
                       : static_cast<int>(frames_per_second),
                   1) {}

  /// \throws error (parameter) for a rate that is not positive or not finite, or outside
  /// 0.001…100 000.
  frame_rate(double frames_per_second) {
    const double fps = frames_per_second;
    // Also false for NaN.
    if (!(fps >= lowest && fps <= highest))
      throw error(error_kind::parameter,
                  "an fps of " + detail::to_text(fps) + "; expected a number from 0.001 to 100000");
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

  /// \param numerator, denominator frames per so many seconds, both positive.
  /// \throws error (parameter) for another sign, or a rate outside 0.001…100 000.
  frame_rate(int numerator, int denominator) {
    const auto text = [&] {
      return denominator == 1 ? detail::to_text(numerator)
                              : detail::to_text(numerator) + "/" + detail::to_text(denominator);
    };
    if (numerator <= 0 || denominator <= 0)
      throw error(error_kind::parameter, "an fps of " + text() + "; expected a number above 0");
    const double fps = static_cast<double>(numerator) / denominator;
    if (fps < lowest || fps > highest)
      throw error(error_kind::parameter,
                  "an fps of " + text() + "; expected a number from 0.001 to 100000");
    set(numerator, denominator);
  }

  [[nodiscard]] int numerator() const noexcept { return numerator_; }
  [[nodiscard]] int denominator() const noexcept { return denominator_; }
  [[nodiscard]] double value() const noexcept {
    return static_cast<double>(numerator_) / denominator_;
  }

  friend bool operator==(const frame_rate&, const frame_rate&) = default;

private:
  static constexpr double lowest = 0.001;
  static constexpr double highest = 100'000;

  void set(int numerator, int denominator) noexcept {
    const int common = std::gcd(numerator, denominator);
    numerator_ = numerator / common;
    denominator_ = denominator / common;
  }

  // The nearest fraction, by trying every denominator: below one frame a second of the interval.
  void approximate(double fps) noexcept {
    if (fps < 1) {
      frame_rate interval(1 / fps);
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

  int numerator_ = 25;
  int denominator_ = 1;
};

} // namespace arrayreel::inline ARRAYREEL_ABI
