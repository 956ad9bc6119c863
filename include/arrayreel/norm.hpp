// Norms: how a value's place between vmin and vmax becomes a number between 0 and 1.
#pragma once

#include <concepts>
#include <cstddef>
#include <optional>
#include <string_view>

#include "detail/base/config.hpp"

namespace arrayreel::ARRAYREEL_ABI {

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
  double gamma = 1; ///< above zero
};

/// Linear on each side of `vcenter`, which is shown as the middle.
struct two_slope_norm {
  double vcenter = 0; ///< between vmin and vmax
};

class norm;

/// The norm of that name, with what it takes at its defaults: "linear", "log", "symlog" or
/// "two_slope" about 0; capitals, `-` and `_` do not matter.
/// \throws error (parameter) that lists the names.
[[nodiscard]] ARRAYREEL_API norm norm_named(std::string_view name);

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

  /// By its name, so that options take `.norm = "log"`.
  /// \throws error (parameter) as `norm_named` does.
  template <class Text>
    requires(std::convertible_to<const Text&, std::string_view> &&
             !std::same_as<Text, std::nullptr_t>)
  norm(const Text& name) : norm(norm_named(name)) {} // NOLINT

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

} // namespace arrayreel::ARRAYREEL_ABI

#if !defined(ARRAYREEL_COMPILED)
#include "norm.ipp"
#endif
