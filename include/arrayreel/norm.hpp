// Norms: how a value's place between vmin and vmax becomes a number between 0 and 1.
#pragma once

#include <cmath>
#include <limits>
#include <optional>

#include "detail/array/element.hpp"
#include "detail/base/message.hpp"
#include "error.hpp"

namespace arrayreel::inline ARRAYREEL_ABI {

/// Proportional.
struct linear_norm {};

/// By the logarithm; values at or below zero have none and count as bad.
struct log_norm {};

/// Linear within −linthresh…linthresh, logarithmic beyond it on both sides.
///
/// `f(x) = sign(x) L (a + log_base(|x| / L))` for |x| > L = linthresh, and `x a` within, where
/// `a = linscale / (1 - 1 / base)`; then linear from f(vmin) to f(vmax). As matplotlib's
/// SymLogNorm, after J. B. W. Webber, Meas. Sci. Technol. 24 (2013) 027001.
struct symlog_norm {
  /// above zero; a hundredth of the range's larger magnitude unless given
  std::optional<double> linthresh{};
  double linscale = 1; ///< decades (of `base`) that each linear half takes; above zero
  double base = 10;    ///< above 1
};

/// `t ^ gamma`, t being the linear place; gamma above zero.
struct power_norm {
  double gamma = 1;
};

/// Linear on each side of `vcenter`, which is shown as the middle.
struct two_slope_norm {
  double vcenter = 0;
};

/// Any of the norms.
class norm {
public:
  enum class kind : unsigned char { linear, log, symlog, power, two_slope };

  constexpr norm() noexcept = default;
  constexpr norm(linear_norm) noexcept {}                 // NOLINT: norms convert
  constexpr norm(log_norm) noexcept : kind_(kind::log) {} // NOLINT
  constexpr norm(const symlog_norm& n) noexcept           // NOLINT
      : a_(n.linthresh.value_or(0)), b_(n.linscale), c_(n.base), kind_(kind::symlog),
        derive_linthresh_(!n.linthresh) {}
  constexpr norm(power_norm n) noexcept : a_(n.gamma), kind_(kind::power) {}           // NOLINT
  constexpr norm(two_slope_norm n) noexcept : a_(n.vcenter), kind_(kind::two_slope) {} // NOLINT

  [[nodiscard]] constexpr kind type() const noexcept { return kind_; }
  [[nodiscard]] constexpr double gamma() const noexcept { return a_; }
  [[nodiscard]] constexpr double vcenter() const noexcept { return a_; }
  [[nodiscard]] constexpr double linscale() const noexcept { return b_; }
  [[nodiscard]] constexpr double base() const noexcept { return c_; }
  [[nodiscard]] constexpr std::optional<double> linthresh() const noexcept {
    return kind_ != kind::symlog || derive_linthresh_ ? std::nullopt : std::optional<double>(a_);
  }

private:
  double a_ = 0;
  double b_ = 0;
  double c_ = 0;
  kind kind_ = kind::linear;
  bool derive_linthresh_ = false;
};

namespace detail {

/// A norm with its parameters and range checked, ready to compute, in double.
class norm_function {
public:
  /// \throws error (parameter) for parameters outside their ranges, or a range that the norm
  /// cannot take: one reaching zero or below for log, one without vcenter inside for two-slope.
  norm_function(const norm& n, double lo, double hi) : kind_(n.type()), lo_(lo), hi_(hi) {
    const auto positive = [](double x) { return is_finite(x) && x > 0; };
    switch (kind_) {
      case norm::kind::linear: break;
      case norm::kind::log:
        if (!positive(lo))
          throw error(error_kind::parameter,
                      "a logarithmic norm from vmin " + to_text(lo) + "; expected vmin above 0");
        start_ = std::log10(lo);
        width_ = std::log10(hi) - start_;
        settle();
        break;
      case norm::kind::symlog: {
        a_ = n.linthresh().value_or(std::fmax(
            std::fmax(std::fabs(lo), std::fabs(hi)) / 100,
            std::numeric_limits<double>::denorm_min()));
        if (!positive(a_))
          throw error(error_kind::parameter,
                      "a symlog norm with linthresh " + to_text(a_) + "; expected above 0");
        if (!positive(n.linscale()))
          throw error(error_kind::parameter, "a symlog norm with linscale " +
                                                 to_text(n.linscale()) + "; expected above 0");
        if (!(is_finite(n.base()) && n.base() > 1))
          throw error(error_kind::parameter,
                      "a symlog norm with base " + to_text(n.base()) + "; expected above 1");
        b_ = n.linscale() / (1 - 1 / n.base());
        c_ = std::log(n.base());
        start_ = symlog(lo);
        width_ = symlog(hi) - start_;
        settle();
        break;
      }
      case norm::kind::power:
        a_ = n.gamma();
        if (!positive(a_))
          throw error(error_kind::parameter, "a gamma of " + to_text(a_) + "; expected above 0");
        break;
      case norm::kind::two_slope:
        a_ = n.vcenter();
        if (!(a_ > lo && a_ < hi))
          throw error(error_kind::parameter, "a two-slope norm with vcenter " + to_text(a_) +
                                                 "; expected it between vmin " + to_text(lo) +
                                                 " and vmax " + to_text(hi));
        break;
    }
  }

  /// The place of x: 0 at lo, 1 at hi, beyond them outside 0…1; NaN where x has none.
  [[nodiscard]] double operator()(double x) const noexcept {
    switch (kind_) {
      case norm::kind::log:
        return x > 0 ? (std::log10(x) - start_) / width_
                     : std::numeric_limits<double>::quiet_NaN();
      case norm::kind::symlog: return (symlog(x) - start_) / width_;
      case norm::kind::power: {
        const double t = share(x, lo_, hi_);
        return t > 0 ? std::pow(t, a_) : t;
      }
      case norm::kind::two_slope:
        return x < a_ ? 0.5 * share(x, lo_, a_) : 0.5 + 0.5 * share(x, a_, hi_);
      case norm::kind::linear: break;
    }
    return share(x, lo_, hi_);
  }

private:
  /// The linear place of x between two numbers.
  [[nodiscard]] static double share(double x, double from, double to) noexcept {
    const double width = to - from;
    // Halves of the numbers where their difference overflows.
    return is_finite(width) ? (x - from) / width : (x / 2 - from / 2) / (to / 2 - from / 2);
  }

  /// f(x) / L: the place needs only proportions, and these never overflow.
  [[nodiscard]] double symlog(double x) const noexcept {
    const double size = std::fabs(x);
    if (size <= a_) return x / a_ * b_;
    const double ratio = size / a_;
    // A quotient that overflows (of numbers, not of ∞) still has a logarithm.
    const double log = is_finite(ratio) ? std::log(ratio)
                                        : std::log(size) - std::log(a_);
    return std::copysign(b_ + log / c_, x);
  }

  /// Neighbours may have the same logarithm; between them the norm is as good as linear.
  void settle() noexcept {
    if (!(width_ > 0)) kind_ = norm::kind::linear;
  }

  norm::kind kind_;
  double lo_;
  double hi_;
  double a_ = 0;
  double b_ = 0;
  double c_ = 0;
  double start_ = 0;
  double width_ = 1;
};

} // namespace detail

} // namespace arrayreel::inline ARRAYREEL_ABI
