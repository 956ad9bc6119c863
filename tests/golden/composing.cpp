// Pictures put together, turned and labelled, and colorbars.
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <arrayreel/colorbar.hpp>
#include <arrayreel/compose.hpp>
#include <arrayreel/text.hpp>

#include "pictures.hpp"
#include "recorder.hpp"

namespace golden {

namespace {

using bytes_raster = ar::raster<std::uint8_t>;

struct kind_of_picture {
  std::string name;
  bytes_raster picture;
};

[[nodiscard]] std::vector<kind_of_picture> kinds() {
  std::vector<kind_of_picture> result;
  for (const std::size_t channels : {1U, 2U, 3U, 4U})
    result.push_back({"channels" + std::to_string(channels),
                      picture_of<std::uint8_t>(filling::smooth, 24, 36, channels)});
  result.push_back({"labels", labels_of(30, 24, 9)});
  result.push_back({"glass_labels", labels_of(18, 42, 9, true)});
  result.push_back({"viridis", mapped_of(24, 36)});
  return result;
}

void pairs(recorder& lines) {
  const std::vector<kind_of_picture> all = kinds();
  const auto wide = picture_of<std::uint16_t>(filling::smooth, 20, 30, 1);
  const auto wide_color = picture_of<std::uint16_t>(filling::noise, 20, 30, 4);
  for (const kind_of_picture& a : all) {
    for (const kind_of_picture& b : all) {
      const std::string key = "compose/" + a.name + "/" + b.name + "/";
      const bytes_raster& left = a.picture;
      const bytes_raster& right = b.picture;
      lines.hash(key + "concat", [&](hasher& h) {
        h.picture(ar::hconcat(left, right, {.gap = 3, .align = ar::align::center}));
        h.picture(
            ar::vconcat(left, right, {.background = {200, 10, 10, 99}, .align = ar::align::end}));
      });
      lines.hash(key + "overlay", [&](hasher& h) {
        h.picture(ar::overlay(left, right, 5, -7));
        h.picture(ar::overlay(left, right, -3, 9, {.opacity = .37}));
      });
      lines.hash(key + "grid", [&](hasher& h) {
        h.picture(ar::grid({left, right, left, right, right},
                           {.columns = 2, .gap = 2, .background = {0, 0, 0}}));
      });
    }
    lines.hash("compose/" + a.name + "/wide/hconcat",
               [&](hasher& h) { h.picture(ar::hconcat(a.picture, wide, {.gap = 1})); });
    lines.hash("compose/" + a.name + "/wide_color/vconcat",
               [&](hasher& h) { h.picture(ar::vconcat(wide_color, a.picture)); });
    lines.hash("compose/" + a.name + "/wide_color/overlay",
               [&](hasher& h) { h.picture(ar::overlay(a.picture, wide_color, 0, 0)); });
  }
  lines.hash("compose/grid/columns_first", [&](hasher& h) {
    h.picture(ar::grid(
        {all[0].picture, all[2].picture, all[4].picture},
        {.rows = 2, .order = ar::grid_order::column_major, .gap = 5, .align = ar::align::end}));
  });
  lines.hash("compose/grid/square",
             [&](hasher& h) { h.picture(ar::grid(std::vector<bytes_raster>(7, all[4].picture))); });
}

void singles(recorder& lines) {
  const auto each = [&](const std::string& name, const auto& picture) {
    const std::string key = "compose/" + name + "/";
    for (const int turns : {-1, 1, 2, 4})
      lines.hash(key + "rotate" + std::to_string(turns),
                 [&](hasher& h) { h.picture(ar::rotate90(picture, turns)); });
    lines.hash(key + "flip_horizontal",
               [&](hasher& h) { h.picture(ar::flip(picture, ar::orientation::horizontal)); });
    lines.hash(key + "flip_vertical",
               [&](hasher& h) { h.picture(ar::flip(picture, ar::orientation::vertical)); });
    for (const std::size_t factor : {1U, 2U, 3U, 6U})
      lines.hash(key + "downscale" + std::to_string(factor),
                 [&](hasher& h) { h.picture(ar::downscale(picture, factor)); });
    lines.hash(key + "upscale3", [&](hasher& h) { h.picture(ar::upscale(picture, 3)); });
    lines.hash(key + "crop", [&](hasher& h) { h.picture(ar::crop(picture, 2, 5, 7, 9)); });
    lines.hash(key + "pad", [&](hasher& h) {
      h.picture(ar::pad(picture, {.top = 1, .left = 4, .right = 2, .color = {1, 2, 3}}));
    });
    lines.hash(key + "pad_transparent", [&](hasher& h) {
      h.picture(ar::pad(picture, {.bottom = 3, .color = ar::transparent}));
    });
    lines.hash(key + "border", [&](hasher& h) { h.picture(ar::border(picture, 2)); });
    lines.hash(key + "to16", [&](hasher& h) { h.picture(ar::with_depth<std::uint16_t>(picture)); });
    lines.hash(key + "to8", [&](hasher& h) { h.picture(ar::with_depth<std::uint8_t>(picture)); });

    const std::vector<std::pair<std::string, ar::label_options>> looks{
        {"plain", {}},
        {"large", {.scale = 2}},
        {"color", {.foreground = {255, 200, 0}}},
        {"glass", {.foreground = {255, 255, 255, 120}, .outline = ar::color{0, 0, 99, 60}}},
        {"bare", {.outline = std::nullopt, .margin = 0}},
        {"box", {.outline = std::nullopt, .box = ar::color{0, 0, 0, 128}}},
        {"box_outline", {.box = ar::color{30, 60, 90}, .margin = 5}}};
    constexpr ar::corner corners[] = {ar::corner::top_left, ar::corner::top_right,
                                      ar::corner::bottom_left, ar::corner::bottom_right};
    for (std::size_t i = 0; i < looks.size(); ++i) {
      lines.hash(key + "label_" + looks[i].first, [&](hasher& h) {
        auto copy = ar::upscale(picture, 2);
        ar::draw_label(copy, "t=3µs\nλ²", corners[i % 4], looks[i].second);
        h.picture(copy);
        auto other = picture;
        ar::draw_label(other, "Ag\x01\xff→", -4, 9, looks[i].second);
        h.picture(other);
      });
    }
  };
  for (const auto& [name, picture] : kinds()) each(name, picture);
  each("wide1", picture_of<std::uint16_t>(filling::smooth, 24, 36, 1));
  each("wide4", picture_of<std::uint16_t>(filling::smooth, 24, 36, 4));
  for (const char* const text : {"", "a", "two\nlines", "Ångström ∇²ψ", "\n"})
    for (const std::size_t scale : {1U, 3U})
      lines.text("label_size/" + hasher().text(text).hex() + "/" + std::to_string(scale), [&] {
        const ar::text_size size = ar::label_size(text, {.scale = scale});
        return std::to_string(size.height) + "x" + std::to_string(size.width);
      });
  std::string signs;
  for (char c = ' '; c < 127; ++c) signs += c;
  lines.hash("label/ascii", [&](hasher& h) {
    bytes_raster picture(20, 600);
    for (std::uint8_t& p : picture.pixels()) p = 40;
    ar::draw_label(picture, signs, 1, 1);
    h.picture(picture);
  });
  lines.hash("label/beyond_ascii", [&](hasher& h) {
    bytes_raster picture(60, 600);
    for (std::uint8_t& p : picture.pixels()) p = 40;
    ar::draw_label(picture,
                   "ÄÖÜäöüßéèñçøåþðŁłŠšŽž\nαβγδεζηθικλμνξοπρστυφχψωΓΔΘΛΞΠΣΦΨΩ\n"
                   "⁰¹²³⁴⁵⁶⁷⁸⁹₀₁₂₃₄₅₆₇₈₉←↑→↓−±×÷≤≥≠≈∞∂∇√∑∫°µ你",
                   1, 1);
    h.picture(picture);
  });
}

void colorbars(recorder& lines) {
  const std::vector<std::pair<std::string, ar::value_range>> ranges{
      {"unit", {0, 1}},         {"signed", {-1, 1}},           {"odd", {-0.37, 12.9}},
      {"tiny", {1e-9, 3.2e-9}}, {"huge", {1e12, 9e15}},        {"far", {1000.001, 1000.004}},
      {"decades", {1e-3, 1e4}}, {"negative", {-270.5, -12.25}}};
  struct look {
    std::string name;
    ar::colorbar_options options;
    bool libm = false;
  };
  const std::vector<look> looks{
      {"default", {}},
      {"viridis", {.colormap = ar::colormaps::viridis, .length = 300}},
      {"horizontal",
       {.colormap = ar::colormaps::RdBu,
        .orientation = ar::orientation::horizontal,
        .length = 211,
        .thickness = 9}},
      {"labels", {.colormap = ar::colormaps::tab10, .tick_count = 4}},
      {"squares",
       {.colormap = ar::colormaps::magma,
        .under = ar::color{0, 0, 255},
        .over = ar::color{255, 0, 0},
        .length = 150}},
      {"large", {.length = 400, .scale = 2, .foreground = {255, 255, 255}, .background = {}}},
      {"glass", {.background = ar::transparent, .tick_count = 0}},
      {"short", {.length = 9}},
      {"given", {.ticks = std::vector<double>{1, 0.5, 0.25, 1}}},
      {"symlog", {.norm = ar::symlog_norm{}, .colormap = ar::colormaps::coolwarm}, true},
      {"log", {.norm = ar::log_norm{}, .length = 180}, true},
      {"gamma", {.gamma = .5}, true},
      {"two_slope", {.norm = ar::two_slope_norm{.3}}}};
  for (const auto& one : ranges)
    for (const look& l : looks)
      lines.hash((l.libm ? libm_prefix() : "") + "colorbar/" + one.first + "/" + l.name,
                 [&](hasher& h) { h.picture(ar::colorbar(one.second, l.options)); });
}

} // namespace

void compose_lines(recorder& lines) {
  pairs(lines);
  singles(lines);
  colorbars(lines);
}

} // namespace golden
