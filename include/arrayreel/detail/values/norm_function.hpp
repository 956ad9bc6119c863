// A norm ready to compute: the place of a value in a range.
#pragma once

#include "../../norm.hpp"
#include "value_range.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

/// A norm with its parameters and range checked, ready to compute, in double.
class norm_function {
public:
  /// \throws error (parameter) for parameters outside their ranges, or a range that the norm
  /// cannot take: one reaching zero or below for log, one without vcenter inside for two-slope.
  norm_function(const norm& n, const value_range& range);

  /// The place of x: 0 at lo, 1 at hi, beyond them outside 0…1; NaN where x has none.
  [[nodiscard]] double operator()(double x) const noexcept;

  /// The place of lo + distance, in a range so narrow beside lo that doubles cannot tell its numbers
  /// apart: as they are there for integers of 64 bits.
  [[nodiscard]] double beyond_lo(double distance) const noexcept;

  [[nodiscard]] norm::kind kind() const noexcept { return kind_; }

private:
  /// f(x) / L: the place needs only proportions, and these never overflow.
  [[nodiscard]] double symlog(double x) const noexcept;
  /// Neighbours may have the same logarithm; between them the norm is as good as linear.
  void make_linear_if_flat() noexcept;
  /// How far symlog goes from the end of the range that is nearer to zero to `distance` from it.
  [[nodiscard]] double symlog_climb(double distance) const noexcept;

  norm::kind asked_;
  norm::kind kind_; // or linear, where the norm is flat
  double lo_;
  double hi_;
  double span_;
  double room_ = 0; // from lo to the centre; from the end that is nearer to zero to the threshold
  double a_ = 0;
  double b_ = 0;
  double c_ = 0;
  double start_ = 0;
  double width_ = 1;
};

} // namespace arrayreel::ARRAYREEL_ABI::detail

#if !defined(ARRAYREEL_COMPILED)
#include "norm_function.ipp"
#endif
