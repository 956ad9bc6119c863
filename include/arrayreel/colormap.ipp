// Colormaps made of tables and stops, and the built-in ones.
#pragma once

#include "colormap.hpp"

#include "detail/base/message.hpp"
#include "detail/values/colormap_data.hpp"

namespace arrayreel::ARRAYREEL_ABI {

ARRAYREEL_INLINE colormap colormap::from_table(std::span<const color> table, bool qualitative,
                                               std::string_view name) {
  if (table.empty() || table.size() > 256)
    detail::refuse(error_kind::parameter,
                   {"a colormap of ", table.size(), " colours; expected 1 to 256"});
  colormap result;
  result.count_ = table.size();
  result.qualitative_ = qualitative;
  for (std::size_t i = 0; i < 256; ++i) result.entries_[i] = table[i % table.size()];
  result.rename(name);
  return result;
}

ARRAYREEL_INLINE colormap colormap::from_stops(std::span<const color_stop> stops,
                                               std::string_view name) {
  check(stops);
  colormap result;
  std::size_t next = 1;
  for (std::size_t i = 0; i < 256; ++i) {
    const double x = static_cast<double>(i) / 255;
    while (next + 1 < stops.size() && x >= stops[next].position) ++next;
    const color_stop& a = stops[next - 1];
    const color_stop& b = stops[next];
    const double width = b.position - a.position;
    const double t = width > 0 ? (x - a.position) / width : 1;
    const auto mix = [&](std::uint8_t from, std::uint8_t to) {
      return static_cast<std::uint8_t>(from + t * (to - from) + 0.5);
    };
    result.entries_[i] = {mix(a.value.r, b.value.r), mix(a.value.g, b.value.g),
                          mix(a.value.b, b.value.b), mix(a.value.a, b.value.a)};
  }
  result.rename(name);
  return result;
}

ARRAYREEL_INLINE void colormap::check(std::span<const color_stop> stops) {
  if (stops.size() < 2)
    detail::refuse(error_kind::parameter,
                   {"a colormap of ", stops.size(), " stops; expected 2 or more"});
  double last = 0;
  for (const color_stop& stop : stops) {
    if (!(stop.position >= last && stop.position <= 1))
      detail::refuse(error_kind::parameter, {"a colour stop at ", stop.position, " after one at ",
                                             last, "; expected positions from 0 to 1 in order"});
    last = stop.position;
  }
  if (stops.front().position != 0 || stops.back().position != 1)
    detail::refuse(error_kind::parameter,
                   {"colour stops from ", stops.front().position, " to ", stops.back().position,
                    "; expected from 0 to 1"});
}

namespace colormaps {
ARRAYREEL_INLINE constexpr colormap gray;
ARRAYREEL_INLINE constexpr colormap viridis("viridis", detail::viridis_table, 256, false);
ARRAYREEL_INLINE constexpr colormap plasma("plasma", detail::plasma_table, 256, false);
ARRAYREEL_INLINE constexpr colormap magma("magma", detail::magma_table, 256, false);
ARRAYREEL_INLINE constexpr colormap inferno("inferno", detail::inferno_table, 256, false);
ARRAYREEL_INLINE constexpr colormap cividis("cividis", detail::cividis_table, 256, false);
ARRAYREEL_INLINE constexpr colormap turbo("turbo", detail::turbo_table, 256, false);
ARRAYREEL_INLINE constexpr colormap twilight("twilight", detail::twilight_table, 256, false);
ARRAYREEL_INLINE constexpr colormap coolwarm("coolwarm", detail::coolwarm_table, 256, false);
ARRAYREEL_INLINE constexpr colormap RdBu("RdBu", detail::rdbu_table, 256, false);
ARRAYREEL_INLINE constexpr colormap tab10("tab10", detail::tab10_table, 10, true);
ARRAYREEL_INLINE constexpr colormap tab20("tab20", detail::tab20_table, 20, true);
} // namespace colormaps

} // namespace arrayreel::ARRAYREEL_ABI
