// What a mapping is, in words that a file can carry: its range, its norm and its colormap.
#pragma once

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

#include "../../mapping.hpp"
#include "../base/message.hpp"
#include "derived_range.hpp"
#include "range_of_options.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

/// "symlog linthresh=0.5 linscale=1 base=10"; empty for a linear norm.
/// \param range of the picture, of which a threshold may be a part
[[nodiscard, gnu::cold]] inline std::string text_of_norm(const norm& n, const value_range& range) {
  switch (n.type()) {
    case norm::kind::linear: break;
    case norm::kind::log: return "log";
    case norm::kind::symlog: {
      const double threshold =
          n.linthresh().value_or(std::max(std::fabs(range.lo), std::fabs(range.hi)) / 100);
      return joined_text(
          {"symlog linthresh=", threshold, " linscale=", n.linscale(), " base=", n.base()});
    }
    case norm::kind::power: return joined_text({"power gamma=", n.gamma()});
    case norm::kind::two_slope: return joined_text({"two_slope vcenter=", n.vcenter()});
  }
  return {};
}

/// Takes a name and a text.
using text_taker = void (*)(void* to, const char* name, std::string&& text);

/// What `describe` says of a mapping: vmin and vmax where it has a range, the norm unless it is
/// linear, and the colormap's name where there is one.
[[gnu::cold]] inline void describe_mapping(const mapping_options& mapping, text_taker take,
                                           void* to) {
  if (mapping.range) {
    take(to, "vmin", exact_text(lo_of(*mapping.range)));
    take(to, "vmax", exact_text(hi_of(*mapping.range)));
    std::string norm = text_of_norm(norm_of(mapping), *mapping.range);
    if (!norm.empty()) take(to, "norm", std::move(norm));
  }
  if (mapping.colormap) take(to, "colormap", std::string(mapping.colormap->name()));
}

} // namespace arrayreel::ARRAYREEL_ABI::detail
