// A norm ready to compute: the place of a value in a range.
#pragma once

#include "../../norm.hpp"

namespace arrayreel::inline ARRAYREEL_ABI::detail {

/// A norm with its parameters and range checked, ready to compute, in double.
class norm_function {
public:
  /// \throws error (parameter) for parameters outside their ranges, or a range that the norm
  /// cannot take: one reaching zero or below for log, one without vcenter inside for two-slope.
  norm_function(const norm& n, double lo, double hi);

  /// The place of x: 0 at lo, 1 at hi, beyond them outside 0…1; NaN where x has none.
  [[nodiscard]] double operator()(double x) const noexcept;

  [[nodiscard]] norm::kind kind() const noexcept { return kind_; }

private:
  /// f(x) / L: the place needs only proportions, and these never overflow.
  [[nodiscard]] double symlog(double x) const noexcept;
  /// Neighbours may have the same logarithm; between them the norm is as good as linear.
  void make_linear_if_flat() noexcept;

  norm::kind kind_;
  double lo_;
  double hi_;
  double a_ = 0;
  double b_ = 0;
  double c_ = 0;
  double start_ = 0;
  double width_ = 1;
};

} // namespace arrayreel::inline ARRAYREEL_ABI::detail

#if !defined(ARRAYREEL_COMPILED)
#include "norm_function.ipp"
#endif
