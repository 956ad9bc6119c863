// The options that pictures and movies have in common, by the names that they have in texts.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "../../color.hpp"
#include "../../colormap.hpp"
#include "../../colormap_names.hpp"
#include "../../mapping.hpp"
#include "../../norm.hpp"
#include "../base/message.hpp"
#include "option_value.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

/// Options that are being put together, and what several texts say together.
template <class Options> struct options_so_far {
  Options options{};
  std::optional<double> linthresh{};
  std::optional<double> vcenter{};
};

/// A name, and what its value sets in a `Target`.
template <class Target> struct named_option {
  const char* name;
  void (*set)(Target& into, const option_value& value);
};

template <class Options>
inline constexpr named_option<options_so_far<Options>> mapping_names[] = {
    {"axes",
     [](auto& o, const option_value& v) {
       constexpr axes all[] = {axes::automatic, axes::yx,   axes::yxc, axes::cyx,
                               axes::tyx,       axes::tyxc, axes::tcyx};
       o.options.axes = all[v.one_of({"automatic", "yx", "yxc", "cyx", "tyx", "tyxc", "tcyx"})];
     }},
    {"complex",
     [](auto& o, const option_value& v) {
       constexpr complex_part all[] = {complex_part::magnitude, complex_part::phase,
                                       complex_part::real, complex_part::imag,
                                       complex_part::phase_hue};
       o.options.complex_as = all[v.one_of({"magnitude", "phase", "real", "imag", "phase-hue"})];
     }},
    {"vmin", [](auto& o, const option_value& v) { o.options.vmin = v.number(); }},
    {"vmax", [](auto& o, const option_value& v) { o.options.vmax = v.number(); }},
    {"vsym", [](auto& o, const option_value& v) { o.options.vsym = v.flag(); }},
    {"range", [](auto& o, const option_value& v) { o.options.range = v.range(); }},
    {"percentile",
     [](auto& o, const option_value& v) { o.options.percentile = v.two_percentiles(); }},
    {"norm", [](auto& o, const option_value& v) { o.options.norm = norm_named(v.text()); }},
    {"linthresh", [](auto& o, const option_value& v) { o.linthresh = v.number(); }},
    {"vcenter", [](auto& o, const option_value& v) { o.vcenter = v.number(); }},
    {"gamma", [](auto& o, const option_value& v) { o.options.gamma = v.number(); }},
    {"colormap",
     [](auto& o, const option_value& v) { o.options.colormap = colormap_named(v.text()); }},
    {"bad", [](auto& o, const option_value& v) { o.options.bad = parse_color(v.text()); }},
    {"under", [](auto& o, const option_value& v) { o.options.under = parse_color(v.text()); }},
    {"over", [](auto& o, const option_value& v) { o.options.over = parse_color(v.text()); }},
    {"colorbar",
     [](auto& o, const option_value& v) {
       constexpr orientation both[] = {orientation::vertical, orientation::horizontal};
       const std::size_t side =
           v.has_text()
               ? v.one_of({"right", "below", "true", "yes", "on", "1", "false", "no", "off", "0"})
               : 0;
       if (side < 2)
         o.options.colorbar = both[side];
       else
         o.options.colorbar = side < 6;
     }},
    {"colorbar-label", [](auto& o, const option_value& v) { o.options.colorbar_label = v.text(); }},
    {"bit-depth",
     [](auto& o, const option_value& v) {
       o.options.bit_depth = static_cast<unsigned>(v.whole(8, 16));
     }},
    {"upscale", [](auto& o, const option_value& v) { o.options.upscale = v.upscale(); }},
    {"threads",
     [](auto& o, const option_value& v) {
       o.options.threads = static_cast<unsigned>(v.whole(0, 256));
     }},
    {"describe", [](auto& o, const option_value& v) { o.options.describe = v.flag(); }},
    {"durable", [](auto& o, const option_value& v) { o.options.durable = v.flag(); }},
};

/// Sets an option that the table has.
template <class Table, class Target>
[[nodiscard]] bool set_from(const Table& table, Target& into, const option_value& value) {
  for (const auto& entry : table)
    if (value.name() == entry.name) {
      entry.set(into, value);
      return true;
    }
  return false;
}

template <class Table> void append_names(std::vector<std::string>& names, const Table& table) {
  for (const auto& entry : table) names.emplace_back(entry.name);
}

/// Puts together what several options of the mapping say.
/// \throws error (parameter) for one that is nothing without another.
template <class Options> void join_mapping(options_so_far<Options>& o) {
  const norm::kind kind = o.options.norm.type();
  if (o.linthresh && kind != norm::kind::symlog)
    refuse(error_kind::parameter, {"the option 'linthresh'; expected norm=symlog beside it"});
  if (o.vcenter && kind != norm::kind::two_slope)
    refuse(error_kind::parameter, {"the option 'vcenter'; expected norm=two-slope beside it"});
  if (o.linthresh) o.options.norm = symlog_norm{.linthresh = o.linthresh};
  if (o.vcenter) o.options.norm = two_slope_norm{*o.vcenter};
  if (!o.options.colorbar_label.empty() && !o.options.colorbar)
    refuse(error_kind::parameter, {"the option 'colorbar-label'; expected colorbar beside it"});
}

} // namespace arrayreel::ARRAYREEL_ABI::detail
