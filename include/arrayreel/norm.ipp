// Norms by their names.
#pragma once

#include "norm.hpp"

#include <string>

#include "detail/base/message.hpp"

namespace arrayreel::ARRAYREEL_ABI {

ARRAYREEL_INLINE norm norm_named(std::string_view name) {
  std::string wanted;
  for (const char c : name)
    if (c != '-' && c != '_') wanted += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  if (wanted == "linear") return linear_norm{};
  if (wanted == "log") return log_norm{};
  if (wanted == "symlog") return symlog_norm{};
  if (wanted == "twoslope") return two_slope_norm{};
  detail::refuse(error_kind::parameter,
                 {"a norm named ", detail::in_quotes(name),
                  "; expected one of linear, log, symlog, two_slope, or a power_norm{gamma}"});
}

} // namespace arrayreel::ARRAYREEL_ABI
