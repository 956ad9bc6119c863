// Writes the charts that chart_test.mjs opens, and beside them what a browser must find there.
//
//   chart_pages OUTPUT_DIR NODE_MODULES
//
// NODE_MODULES holds two generations of Vega's scripts, which become part of the pages.
#include <arrayreel/nbimage.hpp>
#include <arrayreel/page.hpp>
#include <arrayreel/vega.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <fstream>
#include <limits>
#include <random>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "support/hostile_strings.hpp"

namespace {

namespace ar = arrayreel;
namespace fs = std::filesystem;
using json = nlohmann::ordered_json;

void write_bytes(const fs::path& path, std::string_view bytes) {
  std::ofstream out(path, std::ios::binary);
  out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  out.close();
  if (!out) throw std::runtime_error("cannot write " + path.string());
}

/// One generation: its number, and where npm puts its scripts.
struct generation {
  int number;
  std::array<const char*, 3> packages;
};
constexpr std::array<generation, 2> generations{
    {{5, {"vega5", "vega-lite5", "vega-embed6"}}, {6, {"vega", "vega-lite", "vega-embed"}}}};

class chart_pages {
public:
  chart_pages(fs::path folder, const fs::path& modules, const generation& which)
      : folder_(std::move(folder)), number_(which.number) {
    constexpr std::array<const char*, 3> files{"vega.min.js", "vega-lite.min.js",
                                               "vega-embed.min.js"};
    for (std::size_t i = 0; i < files.size(); ++i)
      scripts_.push_back((modules / which.packages[i] / "build" / files[i]).string());
  }

  void write_all() {
    fs::create_directories(folder_ / "specs");
    write_rows();
    write_hostile();
    if (number_ == 6) {
      ar::chart_page((folder_ / "no_scripts.html").string(), rows_chart({}),
                     {.title = "No scripts"});
      // Everything that the page needs is there but one script.
      ar::chart_page((folder_ / "no_embed.html").string(), rows_chart({}),
                     {.title = "No vega-embed", .scripts = {scripts_[0], scripts_[1]}});
    }
  }

private:
  [[nodiscard]] fs::path named(const std::string& name) const {
    return folder_ / (name + "_" + std::to_string(number_) + ".html");
  }

  // ---- Pictures in tooltips -------------------------------------------------------------------

  /// Random pictures, a pair for each row, and numbers of which one is missing.
  [[nodiscard]] ar::table rows() {
    std::mt19937 random(5);
    ar::table t;
    std::vector<std::string> groups;
    std::vector<double> first;
    std::vector<double> second;
    std::array<std::vector<ar::encoded>, 2> pictures;
    json expected = json::array();
    for (std::size_t i = 0; i < 12; ++i) {
      groups.emplace_back(i % 3 == 0 ? "square" : "round");
      first.push_back(i == 4 ? std::nan("") : 0.125 * static_cast<double>(i + 1));
      second.push_back(4 - 0.25 * static_cast<double>(i));
      json row;
      for (std::vector<ar::encoded>& column : pictures) {
        ar::raster<std::uint8_t> picture(9 + i, 12, i % 2 == 0 ? 1 : 3);
        for (std::uint8_t& p : picture.pixels()) p = static_cast<std::uint8_t>(random() >> 9);
        column.push_back(ar::encode_png(picture));
        json pixels = json::array();
        for (std::size_t y = 0; y < picture.height(); ++y)
          for (std::size_t x = 0; x < picture.width(); ++x)
            for (std::size_t c = 0; c < 3; ++c)
              pixels.push_back(picture(y, x)[picture.channels() == 1 ? 0 : c]);
        row.push_back({{"width", 12}, {"height", 9 + i}, {"pixels", pixels}});
      }
      expected.push_back(row);
    }
    write_bytes(folder_ / "rows.json", expected.dump());
    t.add("group", groups).add("area", first).add("count", second);
    t.add("im1", std::move(pictures[0])).add("im2", std::move(pictures[1]));
    return t;
  }

  [[nodiscard]] json rows_chart(ar::tooltip_chart_options o) {
    o.x = "group";
    o.y = {"area", "count"};
    if (o.image.names().empty()) o.image = "im1";
    o.vega_lite = number_;
    return ar::tooltip_chart(rows(), o);
  }

  void write_rows() {
    const auto write = [&](const std::string& name, const json& spec) {
      ar::chart_page(named(name).string(), spec, {.title = name, .scripts = scripts_});
      keep(spec);
    };
    write("repeat", rows_chart({.title = "Shared", .height = 400}));
    write("concat", rows_chart({.image = {"im1", "im2"}, .title = "Pictures of their own"}));
    write("dropdown",
          rows_chart({.image = {"im1", "im2"}, .dropdown = true, .title = "By choice"}));
    keep(rows_chart({.color = "count",
                     .tooltip = {"group", "count"},
                     .shared_scale = false,
                     .jitter = 0,
                     .per_row = 1}));
    const ar::table t = rows();
    for (const std::string x : {"", "group", "count"})
      for (const std::string color : {"", "group", "count"})
        for (const bool dropdown : {false, true})
          keep(ar::tooltip_chart(t, {.x = x,
                                     .y = "area",
                                     .color = color,
                                     .image = "im2",
                                     .dropdown = dropdown,
                                     .vega_lite = number_}));
  }

  // ---- Any text -------------------------------------------------------------------------------

  [[nodiscard]] static std::vector<std::string> strings() {
    std::vector<std::string> result = test::hostile_strings();
    // Names that mean something to Vega, to vega-tooltip, to scripts, or to the chart itself.
    for (const char* const name : {"image",
                                   "title",
                                   "__proto__",
                                   "constructor",
                                   "prototype",
                                   "then",
                                   "toString",
                                   "valueOf",
                                   "hasOwnProperty",
                                   "datum",
                                   "event",
                                   "item",
                                   "parent",
                                   "signal",
                                   "field",
                                   "repeat",
                                   "group",
                                   "jitter",
                                   "chosen",
                                   "row",
                                   "shown_column",
                                   "column_1",
                                   "column_2",
                                   "*",
                                   "a.b",
                                   "a..b",
                                   ".a",
                                   "a.",
                                   "a[0]",
                                   "a['b']",
                                   "[a]",
                                   "]",
                                   "['",
                                   "a\\",
                                   "\\",
                                   "\\\\",
                                   "\\\"",
                                   "a\\.b",
                                   "\\u0041",
                                   "\\n",
                                   "\"+alert(1)+\"",
                                   "']+alert(1)+['",
                                   "\\\"+alert(1)+\"",
                                   "a\"b",
                                   "a'b",
                                   "a\nb",
                                   "a\r\nb",
                                   "\n",
                                   "{}",
                                   "{{x}}",
                                   "${x}",
                                   "datum[\"x\"]",
                                   "0",
                                   "1e3",
                                   "-1",
                                   "true",
                                   "null",
                                   "undefined",
                                   "NaN",
                                   "a b",
                                   "a_b",
                                   " ",
                                   " a ",
                                   "_",
                                   "__",
                                   "$",
                                   "@",
                                   "Fläche (µm²)",
                                   "\xf0\x9d\x94\xb8",
                                   "\xe2\x80\xa8",
                                   "a\xe2\x80\xa9"
                                   "b"})
      result.emplace_back(name);
    return result;
  }

  void write_hostile() {
    const std::vector<std::string> texts = strings();
    std::string bytes;
    for (const std::string& text : texts) {
      const auto size = static_cast<std::uint32_t>(text.size());
      for (unsigned shift = 0; shift < 32; shift += 8)
        bytes += static_cast<char>(size >> shift & 255);
      bytes += text;
    }
    write_bytes(folder_ / "hostile.bin", bytes);

    const ar::raster<std::uint8_t> dot(2, 3);
    const ar::encoded picture = ar::encode_png(dot);
    const std::size_t usual = test::hostile_strings().size();
    json drawn = json::array();
    // Each page has strings of all kinds.
    constexpr std::size_t pages = 7;
    for (std::size_t first = 0; first < pages; ++first) {
      ar::page page({.title = "hostile", .scripts = scripts_});
      for (std::size_t i = first; i < texts.size(); i += pages) {
        const std::string& text = texts[i];
        // The older generation differs little: a part of the strings, and all that are special.
        if (number_ == 5 && i % 3 != 0 && i < usual) continue;
        drawn.push_back(i);
        ar::table t;
        t.add(text, {1, 2}).add(text + "2", {3, 4}).add(text + "x", {text, "b"});
        t.add(text + "c", {"c", text}).add(text + "t", {text, text});
        t.add(text + "p", {picture, picture}).add(text + "q", {picture, picture});
        ar::tooltip_chart_options o{.x = text + "x",
                                    .y = {text, text + "2"},
                                    .color = text + "c",
                                    .image = text + "p",
                                    .tooltip = text + "t",
                                    .title = text,
                                    .description = text,
                                    .width = 100,
                                    .height = 60,
                                    .vega_lite = number_};
        page.chart(keep(ar::tooltip_chart(t, o)), text);
        o.image = {text + "p", text + "q"};
        o.dropdown = true;
        page.chart(keep(ar::tooltip_chart(t, o)), text);
      }
      page.write(named("hostile_" + std::to_string(first)).string());
    }
    // Which of the strings have charts by which generation.
    drawn_by[std::to_string(number_)] = drawn;
    write_bytes(folder_ / "hostile.json", json{{"drawn_by", drawn_by}, {"pages", pages}}.dump());
  }

  /// Also for the schemas.
  const json& keep(const json& spec) {
    write_bytes(folder_ / "specs" /
                    (std::to_string(number_) + "_" + std::to_string(specs_++) + ".json"),
                ar::json_text(spec));
    return spec;
  }

  static inline json drawn_by;
  fs::path folder_;
  int number_;
  std::vector<std::string> scripts_;
  std::size_t specs_ = 0;
};

} // namespace

int main(int argc, char** argv) {
  if (argc != 3) {
    std::fprintf(stderr, "usage: chart_pages OUTPUT_DIR NODE_MODULES\n");
    return 2;
  }
  try {
    fs::remove_all(argv[1]);
    for (const generation& which : generations) chart_pages(argv[1], argv[2], which).write_all();
    return 0;
  } catch (const std::exception& e) {
    std::fprintf(stderr, "chart_pages: %s\n", e.what());
    return 1;
  }
}
