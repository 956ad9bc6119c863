// The demo: real elevation models through everything that a picture can be, and a simulation as a
// movie, in one page.
//
//   arrayreel_demo DATA_DIR OUTPUT_DIR [FRAMES [VEGA VEGA_LITE VEGA_EMBED]]
//
// DATA_DIR holds jacksboro_fault_dem.npz and topobathy.npz; OUTPUT_DIR, which must exist, gets
// the PNG files, demo.html and, where it was built with FFmpeg, gray_scott.mp4 of so many frames.
// The last three are the scripts that draw charts, addresses or files; without them the page says
// in the chart's place that they are missing.
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <arrayreel/image.hpp>

#include "terrain.hpp"

#if ARRAYREEL_DEMO_CHART
#include "tiles.hpp"
#endif
#if ARRAYREEL_DEMO_MOVIE
#include "simulation.hpp"
#endif

namespace ar = arrayreel;

namespace {

/// A picture with its name burnt in and the values that its colours stand for beside it.
template <class View>
ar::raster<std::uint8_t> with_colorbar(const View& field, std::size_t enlarged,
                                       const std::string& name, const ar::mapping_options& how) {
  ar::raster<std::uint8_t> picture = ar::upscale(ar::rerange(field, how), enlarged);
  const ar::raster<std::uint8_t> bar = ar::colorbar(
      ar::resolve_range(field, how),
      {.norm = how.norm, .gamma = how.gamma, .colormap = how.colormap, .length = picture.height()});
  ar::draw_label(picture, name, ar::corner::bottom_left, {.scale = 2});
  return ar::hconcat(picture, bar, {.gap = 10});
}

class demo {
public:
  demo(const std::string& data, std::string output, std::vector<std::string> scripts)
      : output_(std::move(output)), has_scripts_(!scripts.empty()),
        land_(read_terrain(data + "/jacksboro_fault_dem.npz", "elevation")),
        sea_(read_terrain(data + "/topobathy.npz", "topo")),
        page_(
            {.title = "arrayreel: arrays as pictures and movies", .scripts = std::move(scripts)}) {}

  void run(std::size_t frames) {
    page_.heading("Arrays as pictures and movies", 1);
    page_.text(
        "One element of an array is one pixel. This page is one file, which asks the network "
        "for nothing; it was written by a C++ program of a few hundred lines.");
    compare();
    mappings();
    coast();
    colors();
#if ARRAYREEL_DEMO_MOVIE
    add_simulation(page_, output_, frames);
    std::printf("%s/gray_scott.mp4\n", output_.c_str());
#else
    static_cast<void>(frames);
#endif
#if ARRAYREEL_DEMO_CHART
    add_tiles(page_, land_);
    if (!has_scripts_)
      page_.text(
          "The chart is drawn by the scripts of Vega, Vega-Lite and vega-embed, which come from npm "
          "and are not here. `cmake/bootstrap.sh demo --charts` installs npm, gets them, and makes "
          "this page with them inside.");
#else
    static_cast<void>(has_scripts_);
#endif
    page_.write(output_ + "/demo.html");
    std::printf("%s/demo.html\n", output_.c_str());
  }

private:
  /// Writes a picture to a file of that name, and says so.
  template <class Array>
  ar::notebook_image saved(const std::string& name, const Array& array,
                           ar::nbimage_options options) {
    options.saveas = output_ + "/" + name;
    std::printf("%s.png\n", options.saveas.c_str());
    return ar::nbimage(array, options);
  }

  [[nodiscard]] ar::array_view<float> relief_view(const std::vector<float>& planes) const {
    return ar::view(planes, {std::size_t{3}, land_.height, land_.width});
  }

  void compare() {
    page_.heading("Two ways to see a mountain range");
    page_.text("The Jacksboro fault in Tennessee, 403 × 344 points about 90 m apart, 236 to 1076 m "
               "(U.S. Geological Survey).");
    const std::vector<float> planes = shaded_relief(land_, ar::colormaps::turbo);
    page_.compare(saved("viridis", land_.view(),
                        {.colormap = ar::colormaps::viridis, .alt = "Elevation through viridis"}),
                  saved("relief", relief_view(planes),
                        {.vmin = 0, .vmax = 1, .alt = "Shaded relief in rainbow colours"}),
                  {.before = "viridis",
                   .after = "shaded relief",
                   .caption = "Move the border with the mouse, a finger or the arrow keys.",
                   .width = 806});
  }

  void mappings() {
    page_.heading("One field, many mappings");
    std::vector<ar::page_item> items;
    const auto add = [&](const std::string& name, const std::string& caption, const auto& field,
                         ar::nbimage_options options, const std::string& words) {
      options.alt = "Elevation: " + caption;
      items.push_back({.medium = saved(name, field, options), .caption = caption, .words = words});
    };
    const auto land = land_.view();
    add("gray", "gray", land, {}, "sequential");
    for (const std::string name :
         {"plasma", "magma", "inferno", "cividis", "turbo", "twilight", "coolwarm", "RdBu"})
      add(name, name, land, {.colormap = ar::colormap_named(name)},
          name == "coolwarm" || name == "RdBu" ? "diverging"
          : name == "twilight"                 ? "cyclic"
                                               : "sequential");
    add("log", "logarithmic, cividis", land,
        {.norm = ar::log_norm{}, .colormap = ar::colormaps::cividis}, "norm");
    add("gamma", "power 2, magma", land, {.gamma = 2, .colormap = ar::colormaps::magma}, "norm");
    add("clipped", "300 to 700 m: below in blue, above in red", land,
        {.vmin = 300,
         .vmax = 700,
         .under = ar::parse_color("#2166ac"),
         .over = ar::parse_color("#b2182b")},
        "range");
    terrain holes = land_;
    for (float& meters : holes.meters)
      if (meters < 320) meters = std::numeric_limits<float>::quiet_NaN();
    add("holes", "NaN below 320 m: transparent", holes.view(), {.colormap = ar::colormaps::viridis},
        "range");
    page_.gallery(items, {.title = "Mappings of the elevation"});
  }

  void coast() {
    page_.heading("Zero in the middle");
    page_.text(
        "The coast at Vancouver Island: the sea floor is below zero. 120 × 91 points, each a "
        "block of 3 × 3 pixels, with a name burnt in and a colorbar beside it.");
    // Its rows begin in the south: a view from the last row upwards turns it over, without a copy.
    const auto row = static_cast<std::ptrdiff_t>(sea_.width);
    const auto north_up = ar::view(sea_.meters.data() + (sea_.height - 1) * sea_.width,
                                   {sea_.height, sea_.width}, {-row, std::ptrdiff_t{1}});
    const auto show = [&](const std::string& name, const std::string& label,
                          const ar::mapping_options& how) {
      page_.picture(saved(name, with_colorbar(north_up, 3, label, how),
                          {.alt = "Sea floor and land, " + label + ", with a colorbar"}),
                    label);
    };
    show("symmetric", "vsym, coolwarm", {.vsym = true, .colormap = ar::colormaps::coolwarm});
    show("symlog", "symlog, RdBu reversed",
         {.vsym = true,
          .norm = ar::symlog_norm{.linthresh = 100},
          .colormap = ar::colormaps::RdBu.reversed()});
    show("two_slope", "two slopes",
         {.norm = ar::two_slope_norm{}, .colormap = ar::colormaps::RdBu.reversed()});
    show("land_only", "log: land only",
         {.norm = ar::log_norm{}, .colormap = ar::colormaps::inferno});
  }

  void colors() {
    page_.heading("Colour arrays");
    page_.text("The relief as three planes and with the channels interleaved: the same picture, "
               "recognised by its shape.");
    const std::vector<float> planes = shaded_relief(land_, ar::colormaps::viridis);
    const auto planar = relief_view(planes);
    std::vector<float> pixels;
    for (std::size_t y = 0; y < land_.height; ++y)
      for (std::size_t x = 0; x < land_.width; ++x)
        for (std::size_t c = 0; c < 3; ++c) pixels.push_back(planar(c, y, x));
    const auto interleaved = ar::view(pixels, {land_.height, land_.width, std::size_t{3}});
    page_.picture(saved("planar", planar, {.vmin = 0, .vmax = 1, .alt = "Shaded relief"}),
                  "planar, (3, 344, 403)");
    page_.picture(saved("interleaved", interleaved, {.vmin = 0, .vmax = 1, .alt = "Shaded relief"}),
                  "interleaved, (344, 403, 3)");
  }

  std::string output_;
  bool has_scripts_;
  terrain land_;
  terrain sea_;
  ar::page page_;
};

/// A number of frames, 1 or more.
std::optional<std::size_t> count_of(std::string_view text) {
  std::size_t count = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), count);
  if (failure != std::errc{} || end != text.data() + text.size() || count == 0) return {};
  return count;
}

} // namespace

int main(int argc, char** argv) {
  constexpr std::size_t usual_frames = 300;
  const auto frames = argc >= 4 ? count_of(argv[3]) : usual_frames;
  if ((argc != 3 && argc != 4 && argc != 7) || !frames) {
    std::fputs("usage: arrayreel_demo DATA_DIR OUTPUT_DIR [FRAMES [VEGA VEGA_LITE VEGA_EMBED]]\n",
               stderr);
    return 2;
  }
  try {
    demo(argv[1], argv[2], {argv + (argc == 7 ? 4 : argc), argv + argc}).run(*frames);
  } catch (const std::exception& e) {
    std::fprintf(stderr, "arrayreel_demo: %s\n", e.what());
    return 1;
  }
  return 0;
}
