// Colours for values that have no level.
#pragma once

#include "../../mapping.hpp"
#include "element_functions.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

/// The colours of special values, if the caller asks for them.
struct special_colors {
  color bad;
  std::optional<color> under;
  std::optional<color> over;

  explicit special_colors(const mapping_options& o)
      : bad(o.bad.value_or(transparent)), under(o.under), over(o.over) {}

  [[nodiscard]] bool wants_clipped() const noexcept { return under || over; }

  /// nullptr if the value keeps its level.
  [[nodiscard]] const color* of(value_class c) const noexcept {
    switch (c) {
      case value_class::bad: return &bad;
      case value_class::under: return under ? &*under : nullptr;
      case value_class::over: return over ? &*over : nullptr;
      case value_class::level: break;
    }
    return nullptr;
  }
};

} // namespace arrayreel::ARRAYREEL_ABI::detail
