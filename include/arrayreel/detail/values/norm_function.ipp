// Definitions of norm_function.hpp.
#pragma once

#include "norm_function.hpp"

#include <cmath>
#include <limits>

#include "../array/element.hpp"
#include "../base/message.hpp"
#include "exact_number.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

[[nodiscard]] inline bool is_positive_number(double x) noexcept { return is_finite(x) && x > 0; }

[[noreturn]] inline void refuse_norm(const char* norm_and_parameter, double value,
                                     const char* expected) {
  refuse(error_kind::parameter, {norm_and_parameter, value, "; expected ", expected});
}

ARRAYREEL_INLINE norm_function::norm_function(const norm& n, const value_range& range)
    : asked_(n.type()), kind_(n.type()), lo_(range.lo), hi_(range.hi), span_(width_of(range)) {
  const double lo = lo_;
  const double hi = hi_;
  switch (kind_) {
    case norm::kind::linear: break;
    case norm::kind::log:
      if (!is_positive_number(lo)) refuse_norm("a logarithmic norm from vmin ", lo, "vmin above 0");
      start_ = std::log10(lo);
      width_ = std::log10(hi) - start_;
      make_linear_if_flat();
      break;
    case norm::kind::symlog:
      a_ = n.linthresh().value_or(std::fmax(std::fmax(std::fabs(lo), std::fabs(hi)) / 100,
                                            std::numeric_limits<double>::denorm_min()));
      if (!is_positive_number(a_)) refuse_norm("a symlog norm with linthresh ", a_, "above 0");
      if (!is_positive_number(n.linscale()))
        refuse_norm("a symlog norm with linscale ", n.linscale(), "above 0");
      if (!(is_finite(n.base()) && n.base() > 1))
        refuse_norm("a symlog norm with base ", n.base(), "above 1");
      b_ = n.linscale() / (1 - 1 / n.base());
      c_ = std::log(n.base());
      start_ = symlog(lo);
      width_ = symlog(hi) - start_;
      make_linear_if_flat();
      room_ = lo > 0 ? difference({a_}, lo_of(range)) : difference(hi_of(range), {-a_});
      break;
    case norm::kind::power:
      a_ = n.gamma();
      if (!is_positive_number(a_)) refuse_norm("a gamma of ", a_, "above 0");
      break;
    case norm::kind::two_slope:
      a_ = n.vcenter();
      room_ = difference({a_}, lo_of(range));
      if (!(is_below(lo_of(range), {a_}) && is_below({a_}, hi_of(range))))
        refuse(error_kind::parameter, {"a two-slope norm with vcenter ", a_,
                                       "; expected it between vmin ", lo, " and vmax ", hi});
      break;
  }
}

/// The linear place of x between two numbers.
[[nodiscard]] inline double linear_place(double x, double from, double to) noexcept {
  const double width = to - from;
  // Halves the numbers if their difference overflows.
  return is_finite(width) ? (x - from) / width : (x / 2 - from / 2) / (to / 2 - from / 2);
}

ARRAYREEL_INLINE double norm_function::operator()(double x) const noexcept {
  switch (kind_) {
    case norm::kind::log:
      return x > 0 ? (std::log10(x) - start_) / width_ : std::numeric_limits<double>::quiet_NaN();
    case norm::kind::symlog: return (symlog(x) - start_) / width_;
    case norm::kind::power: {
      const double t = linear_place(x, lo_, hi_);
      return t > 0 ? std::pow(t, a_) : t;
    }
    case norm::kind::two_slope:
      return x < a_ ? 0.5 * linear_place(x, lo_, a_) : 0.5 + 0.5 * linear_place(x, a_, hi_);
    case norm::kind::linear: break;
  }
  return linear_place(x, lo_, hi_);
}

ARRAYREEL_INLINE double norm_function::beyond_lo(double distance) const noexcept {
  const double t = distance / span_;
  switch (asked_) {
    case norm::kind::log: return std::log1p(distance / lo_) / std::log1p(span_ / lo_);
    case norm::kind::symlog: {
      // The logarithm grows from zero on both sides.
      if (!(t > 0 && t < 1)) return t;
      if (lo_ > 0) return symlog_climb(distance) / symlog_climb(span_);
      return 1 - symlog_climb(span_ - distance) / symlog_climb(span_);
    }
    case norm::kind::power: return t > 0 ? std::pow(t, a_) : t;
    case norm::kind::two_slope:
      return distance < room_ ? 0.5 * (distance / room_)
                              : 0.5 + 0.5 * ((distance - room_) / (span_ - room_));
    case norm::kind::linear: break;
  }
  return t;
}

ARRAYREEL_INLINE double norm_function::symlog_climb(double distance) const noexcept {
  const double from = std::fmin(std::fabs(lo_), std::fabs(hi_));
  if (room_ <= 0) return std::log1p(distance / from) / c_;
  const double within = std::fmin(distance, room_);
  return within / a_ * b_ + std::log1p((distance - within) / a_) / c_;
}

ARRAYREEL_INLINE double norm_function::symlog(double x) const noexcept {
  const double size = std::fabs(x);
  if (size <= a_) return x / a_ * b_;
  const double ratio = size / a_;
  // A quotient of finite numbers that overflows still has a logarithm.
  const double log = is_finite(ratio) ? std::log(ratio) : std::log(size) - std::log(a_);
  return std::copysign(b_ + log / c_, x);
}

ARRAYREEL_INLINE void norm_function::make_linear_if_flat() noexcept {
  if (!(width_ > 0)) kind_ = norm::kind::linear;
}

} // namespace arrayreel::ARRAYREEL_ABI::detail
