// Computes the place of a value in a range by a norm.
#pragma once

#include "../../norm.hpp"
#include "value_range.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

/// A norm whose parameters and range are checked. It is computed in double.
class ARRAYREEL_API norm_function {
public:
  /// \throws error (parameter) for parameters outside their ranges, or a range that the norm
  /// cannot take: one reaching zero or below for log, one without vcenter inside for two-slope.
  norm_function(const norm& n, const value_range& range);

  /// The place of x: 0 at lo, 1 at hi, outside 0…1 beyond them; NaN if x has no place.
  [[nodiscard]] double operator()(double x) const noexcept;

  /// The place of lo + distance. For 64-bit integers in a range so narrow compared with lo that
  /// doubles cannot tell its numbers apart.
  [[nodiscard]] double beyond_lo(double distance) const noexcept;

  [[nodiscard]] norm::kind kind() const noexcept { return kind_; }

private:
  /// f(x) / L. Only proportions count, and these never overflow.
  [[nodiscard]] double symlog(double x) const noexcept;
  /// Neighbouring numbers may have the same logarithm; then the norm is computed as a linear one.
  void make_linear_if_flat() noexcept;
  /// How far symlog extends from the end of the range nearer to zero to `distance` from it.
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
