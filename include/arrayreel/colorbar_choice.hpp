// The colorbar among the options of pictures and movies.
#pragma once

#include "detail/base/config.hpp"

#include <concepts>
#include <string> // of its label

#include "detail/raster/colorbar_panel.hpp"
#include "layout.hpp"

namespace arrayreel::ARRAYREEL_ABI {

/// Whether a picture or a movie has a colorbar, and where: what `.colorbar = true` and
/// `.colorbar = ar::orientation::horizontal` make. Programs without one do not hold its code.
///
/// ```cpp
/// ar::write_png("u.png", field, {.vsym = true,
///                                .colormap = ar::colormaps::RdBu,
///                                .colorbar = true,
///                                .colorbar_label = "u [m/s]"});
/// ```
/// The labels are those of `ar::colorbar`. Beside a picture of 64 pixels or more the bar is as long
/// as the picture's side, beside a smaller one 64 pixels. If `under`, `over` or `bad` is given, its
/// colour is shown in a square at an end of the bar.
class colorbar_choice {
public:
  constexpr colorbar_choice() noexcept = default;
  template <std::same_as<bool> B>
  constexpr colorbar_choice(B on) noexcept : draw_(on ? &detail::with_colorbar : nullptr) {}
  constexpr colorbar_choice(arrayreel::orientation direction) noexcept
      : draw_(&detail::with_colorbar), direction_(direction) {}

  [[nodiscard]] constexpr explicit operator bool() const noexcept { return draw_ != nullptr; }
  /// How the values run.
  [[nodiscard]] constexpr arrayreel::orientation direction() const noexcept { return direction_; }
  // For the library's own functions.
  [[nodiscard]] constexpr detail::colorbar_painter_function painter() const noexcept {
    return draw_;
  }

private:
  detail::colorbar_painter_function draw_ = nullptr;
  arrayreel::orientation direction_ = arrayreel::orientation::vertical;
};

} // namespace arrayreel::ARRAYREEL_ABI
