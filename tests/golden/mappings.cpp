// The options with which every element type is mapped, and ranges as text.
#include "mapping_lines.hpp"

#if __has_include(<gnu/libc-version.h>)
#include <gnu/libc-version.h>
#endif

namespace golden {

std::string processor_prefix() {
#if defined(__x86_64__)
  return "[x86-64] ";
#else
  return "[other processors] ";
#endif
}
std::string libm_prefix() {
#if defined(__GLIBC__)
  return std::string("[glibc ") + gnu_get_libc_version() + "] ";
#else
  return "[another libm] ";
#endif
}

std::string range_text(const ar::value_range& r) {
  return exact_text(r.lo) + "," + exact_text(r.hi);
}

std::string summary_text(const ar::value_summary& s) {
  return exact_text(s.min) + "," + exact_text(s.max) + "," + exact_text(s.min_positive) + "," +
         std::to_string(s.finite) + "," + std::to_string(s.nan) + "," +
         std::to_string(s.positive_infinity) + "," + std::to_string(s.negative_infinity);
}

std::vector<named_mapping> value_mappings(const typical& t) {
  const double middle = t.lo / 2 + t.hi / 2;
  const double positive = t.hi / 200;
  return {
      {"default", {}},
      {"vmin", {.vmin = t.lo}},
      {"vmax", {.vmax = t.hi}},
      {"vmin_vmax", {.vmin = t.lo, .vmax = t.hi}},
      {"narrow", {.vmin = middle - (t.hi - t.lo) / 16, .vmax = middle + (t.hi - t.lo) / 8}},
      {"tiny", {.vmin = t.hi / 3, .vmax = t.hi / 3 + t.hi * 1e-6}},
      {"all_below", {.vmin = t.hi * 4, .vmax = t.hi * 5}},
      {"huge", {.vmin = -1e30, .vmax = 1e30}},
      {"vsym", {.vsym = true}},
      {"vmin_vsym", {.vmin = t.lo, .vsym = true}},
      {"range", {.range = ar::value_range{t.lo, t.hi}}},
      {"percentile", {.percentile = ar::percentiles{1, 99}}},
      {"percentile_vmax", {.vmax = t.hi, .percentile = ar::percentiles{3.7, 90}}},
      {"percentile_vsym", {.vsym = true, .percentile = ar::percentiles{10, 80}}},
      {"log", {.norm = ar::log_norm{}}, true},
      {"log_range", {.vmin = positive, .vmax = t.hi, .norm = ar::log_norm{}}, true},
      {"log_percentile",
       {.percentile = ar::percentiles{5, 95}, .norm = ar::log_norm{}},
       true},
      {"symlog", {.norm = ar::symlog_norm{}}, true},
      {"symlog_given",
       {.vsym = true,
        .norm = ar::symlog_norm{.linthresh = t.hi / 50, .linscale = .5, .base = 2}},
       true},
      {"power", {.norm = ar::power_norm{.5}}, true},
      {"gamma", {.vmin = t.lo, .gamma = 2.2}, true},
      {"two_slope", {.norm = ar::two_slope_norm{0}}},
      {"two_slope_center",
       {.vmin = t.lo, .vmax = t.hi, .norm = ar::two_slope_norm{middle - (t.hi - t.lo) / 10}}},
      {"one_thread", {.vsym = true, .threads = 1}},
      {"two_threads", {.vsym = true, .threads = 2}}};
}

std::vector<named_mapping> color_mappings(const typical& t) {
  const double middle = t.lo / 2 + t.hi / 2;
  const ar::value_range narrow{middle - (t.hi - t.lo) / 8, middle + (t.hi - t.lo) / 8};
  const ar::color gray{128, 128, 128};
  const ar::color red{255, 0, 0};
  const ar::color blue{0, 0, 255};
  const ar::color glass{10, 200, 30, 77};
  const ar::colormap five = ar::colormap::from_table(
      {{0, 0, 0}, {255, 0, 0}, {0, 255, 0}, {0, 0, 255}, {255, 255, 255}});
  const ar::colormap labels =
      ar::colormap::from_table({{1, 2, 3}, {40, 50, 60}, {7, 8, 9, 100}}, true, "three");
  const ar::colormap stops = ar::colormap::from_stops(
      {{0, {0, 0, 80, 0}}, {.25, {255, 255, 255}}, {.25, {0, 0, 0}}, {1, {80, 0, 0}}});
  return {
      {"viridis", {.colormap = ar::colormaps::viridis}},
      {"plasma_range",
       {.range = ar::value_range{t.lo, t.hi}, .colormap = ar::colormaps::plasma}},
      {"RdBu_vsym", {.vsym = true, .colormap = ar::colormaps::RdBu}},
      {"coolwarm_r", {.vsym = true, .colormap = ar::colormaps::coolwarm.reversed()}},
      {"cividis_percentile",
       {.percentile = ar::percentiles{2, 98}, .colormap = ar::colormaps::cividis}},
      {"gray", {.colormap = ar::colormaps::gray}},
      {"gray_r", {.colormap = ar::colormap_named("gray_r")}},
      {"turbo_all",
       {.range = narrow,
        .colormap = ar::colormaps::turbo,
        .bad = gray,
        .under = blue,
        .over = red}},
      {"twilight_symlog",
       {.norm = ar::symlog_norm{}, .colormap = ar::colormaps::twilight, .over = glass},
       true},
      {"magma_log",
       {.norm = ar::log_norm{}, .colormap = ar::colormap_named("magma_r"), .bad = blue},
       true},
      {"inferno_gamma", {.gamma = .4, .colormap = ar::colormaps::inferno}, true},
      {"tab10", {.colormap = ar::colormaps::tab10}},
      {"tab10_r", {.colormap = ar::colormaps::tab10.reversed()}},
      {"tab20_range",
       {.range = ar::value_range{t.lo, t.hi}, .colormap = ar::colormaps::tab20}},
      {"tab20_bad", {.colormap = ar::colormaps::tab20, .bad = red}},
      {"five", {.colormap = five}},
      {"five_all", {.range = narrow, .colormap = five, .bad = glass, .under = red, .over = blue}},
      {"three_labels", {.colormap = labels}},
      {"stops", {.colormap = stops}},
      {"stops_bad", {.colormap = stops, .bad = gray}},
      {"bad_gray", {.bad = gray}},
      {"bad_red", {.bad = red}},
      {"bad_glass", {.bad = glass}},
      {"under", {.range = narrow, .under = gray}},
      {"over", {.range = narrow, .over = red}},
      {"under_over", {.range = narrow, .under = ar::transparent, .over = gray}},
      {"two_slope_coolwarm",
       {.norm = ar::two_slope_norm{0}, .colormap = ar::colormaps::coolwarm}},
      {"under_in_range", {.under = red, .over = blue}}};
}

std::vector<named_mapping> complex_mappings(const typical& t) {
  using enum ar::complex_part;
  constexpr std::pair<const char*, ar::complex_part> parts[] = {
      {"phase", phase}, {"real", real}, {"imag", imag}, {"phase_hue", phase_hue}};
  std::vector<named_mapping> result;
  for (const auto& [name, part] : parts) {
    const std::string at = name;
    const bool hue = part == phase_hue;
    result.push_back({at, {.complex_as = part}, false, hue});
    result.push_back({at + "_vmax", {.complex_as = part, .vmax = t.hi / 2}, false, hue});
    result.push_back({at + "_vsym", {.complex_as = part, .vsym = true}, false, hue});
    result.push_back(
        {at + "_range", {.complex_as = part, .range = ar::value_range{.5, 20}}, false, hue});
    result.push_back(
        {at + "_percentile",
         {.complex_as = part, .percentile = ar::percentiles{1, 90}},
         false,
         hue});
    result.push_back({at + "_log", {.complex_as = part, .norm = ar::log_norm{}}, true, hue});
    result.push_back({at + "_log_range",
                      {.complex_as = part, .vmin = .1, .vmax = 50, .norm = ar::log_norm{}},
                      true,
                      hue});
    result.push_back({at + "_twilight_bad",
                      {.complex_as = part,
                       .colormap = ar::colormaps::twilight,
                       .bad = ar::color{1, 200, 3}},
                      false,
                      true});
    result.push_back({at + "_bad_over",
                      {.complex_as = part,
                       .vmax = 2,
                       .bad = ar::color{1, 200, 3},
                       .over = ar::color{250, 250, 0, 9}},
                      false,
                      true});
  }
  return result;
}

} // namespace golden
