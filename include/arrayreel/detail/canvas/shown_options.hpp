// The options with which a canvas is shown: those of a call, and its own.
#pragma once

#include "../../mapping.hpp"
#include "../../norm.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

/// Options for a canvas: those that are given, and otherwise its own.
template <class Options>
[[nodiscard]] Options options_for(const mapping_options& own, const Options& given) {
  Options o = given;
  if (!o.vmin && !o.vmax && !o.vsym && !o.range && !o.percentile) {
    o.vmin = own.vmin;
    o.vmax = own.vmax;
    o.vsym = own.vsym;
    o.range = own.range;
    o.percentile = own.percentile;
  }
  if (!o.gamma && o.norm.type() == norm::kind::linear) {
    o.gamma = own.gamma;
    o.norm = own.norm;
  }
  if (o.complex_as == complex_part::magnitude) o.complex_as = own.complex_as;
  if (!o.colormap) o.colormap = own.colormap;
  if (!o.bad) o.bad = own.bad;
  if (!o.under) o.under = own.under;
  if (!o.over) o.over = own.over;
  return o;
}

} // namespace arrayreel::ARRAYREEL_ABI::detail
