// Frames per second as the fraction that movie formats keep.
#pragma once

#include <concepts>

#include "detail/base/config.hpp"

namespace arrayreel::ARRAYREEL_ABI {

/// Frames per second, kept rational: `25`, `29.97` or `{30000, 1001}`.
///
/// A decimal number becomes the fraction that it abbreviates: 23.976, 29.97, 59.94 and 119.88 are
/// the broadcast rates 24000/1001, 30000/1001, 60000/1001 and 120000/1001 (SMPTE ST 12-1); any
/// other the nearest fraction with a denominator up to 1001.
class ARRAYREEL_API frame_rate {
public:
  /// \throws error (parameter) for a rate outside 1…100 000.
  template <std::signed_integral I>
  frame_rate(I frames_per_second)
      : numerator_(checked(static_cast<long long>(frames_per_second))) {}
  template <std::unsigned_integral I>
  frame_rate(I frames_per_second)
      : numerator_(checked(static_cast<unsigned long long>(frames_per_second))) {}

  /// \throws error (parameter) for a rate that is not positive or not finite, or outside
  /// 0.001…100 000.
  frame_rate(double frames_per_second);

  /// \param numerator, denominator frames per so many seconds, both positive.
  /// \throws error (parameter) for another sign, or a rate outside 0.001…100 000.
  frame_rate(int numerator, int denominator);

  [[nodiscard]] int numerator() const noexcept { return numerator_; }
  [[nodiscard]] int denominator() const noexcept { return denominator_; }
  [[nodiscard]] double value() const noexcept {
    return static_cast<double>(numerator_) / denominator_;
  }

  friend bool operator==(const frame_rate&, const frame_rate&) = default;

private:
  [[nodiscard]] static int checked(long long frames_per_second);
  [[nodiscard]] static int checked(unsigned long long frames_per_second);
  void set(int numerator, int denominator) noexcept;
  void approximate(double fps) noexcept;

  int numerator_ = 25;
  int denominator_ = 1;
};

} // namespace arrayreel::ARRAYREEL_ABI

#if !defined(ARRAYREEL_COMPILED)
#include "frame_rate.ipp"
#endif
