// The demo: real elevation models through everything that a picture can be, and a simulation as a
// movie, in one page.
//
//   arrayreel_demo DATA_DIR OUTPUT_DIR [FRAMES]
//
// DATA_DIR holds jacksboro_fault_dem.npz and topobathy.npz; OUTPUT_DIR, which must exist, gets
// the PNG files, demo.html and, where it was built with FFmpeg, gray_scott.mp4 of so many frames.
#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <arrayreel/image.hpp>
#include <arrayreel/npy.hpp>

#if ARRAYREEL_DEMO_MOVIE
#include "simulation.hpp"
#endif

namespace ar = arrayreel;

namespace {

/// Elevation as floats, so that it can have holes.
struct terrain {
  std::size_t height;
  std::size_t width;
  std::vector<float> meters;

  [[nodiscard]] float at(std::size_t y, std::size_t x) const { return meters[y * width + x]; }
};

terrain read_terrain(const std::string& path, const std::string& name) {
  const ar::npy_array array = ar::npz_file(path).read(name);
  terrain result{array.extents()[0], array.extents()[1], {}};
  array.view().visit([&](const auto& v) {
    using value_type = typename std::remove_cvref_t<decltype(v)>::value_type;
    if constexpr (std::is_arithmetic_v<value_type>)
      for (std::size_t y = 0; y < result.height; ++y)
        for (std::size_t x = 0; x < result.width; ++x)
          result.meters.push_back(static_cast<float>(v(y, x)));
  });
  return result;
}

/// Light from the north-west on the slopes, 0…1 (Horn's formula is for a steeper reader: central
/// differences do here).
float light(const terrain& t, std::size_t y, std::size_t x, float cell_meters) {
  const std::size_t up = y == 0 ? 0 : y - 1;
  const std::size_t down = std::min(y + 1, t.height - 1);
  const std::size_t left = x == 0 ? 0 : x - 1;
  const std::size_t right = std::min(x + 1, t.width - 1);
  const float dx = (t.at(y, right) - t.at(y, left)) / (2 * cell_meters);
  const float dy = (t.at(down, x) - t.at(up, x)) / (2 * cell_meters);
  constexpr float exaggeration = 2;
  const float nx = -exaggeration * dx;
  const float ny = -exaggeration * dy;
  // The sun stands 45° high: (-1/2, -1/2, 1/√2) of the way.
  const float shade = (-0.5F * nx - 0.5F * ny + 0.7071F) / std::sqrt(nx * nx + ny * ny + 1);
  return std::clamp(shade, 0.0F, 1.0F);
}

/// A shaded relief in colour, (3, height, width): three planes, red first.
std::vector<float> shaded_relief(const terrain& t, const ar::colormap& colors) {
  const auto place = ar::normalize(ar::view(t.meters, {t.height, t.width}));
  const std::size_t count = t.height * t.width;
  std::vector<float> planes(3 * count);
  for (std::size_t y = 0; y < t.height; ++y)
    for (std::size_t x = 0; x < t.width; ++x) {
      const float shade = light(t, y, x, 90);
      const auto entry = static_cast<std::uint8_t>(std::min(place(y, x) * 256, 255.0F));
      const ar::color c = colors[entry];
      const std::size_t i = y * t.width + x;
      planes[i] = shade * static_cast<float>(c.r) / 255;
      planes[count + i] = shade * static_cast<float>(c.g) / 255;
      planes[2 * count + i] = shade * static_cast<float>(c.b) / 255;
    }
  return planes;
}

void run(const std::string& data, const std::string& output, std::size_t frames) {
  const terrain dem = read_terrain(data + "/jacksboro_fault_dem.npz", "elevation");
  const terrain sea = read_terrain(data + "/topobathy.npz", "topo");
  const auto land = ar::view(dem.meters, {dem.height, dem.width});
  // Its rows begin in the south: a view from the last row upwards turns it over, without a copy.
  const auto row = static_cast<std::ptrdiff_t>(sea.width);
  const auto coast = ar::view(sea.meters.data() + (sea.height - 1) * sea.width,
                              {sea.height, sea.width}, {-row, std::ptrdiff_t{1}});

  ar::page page({.title = "arrayreel: arrays as pictures and movies"});
  page.heading("Arrays as pictures and movies", 1);
  page.text("One element of the array is one pixel. Drag a picture's corner to enlarge it.");
  const auto show = [&](const std::string& name, const std::string& caption, const auto& array,
                        ar::nbimage_options options) {
    options.alt = caption;
    options.saveas = output + "/" + name;
    page.picture(ar::nbimage(array, options), caption);
    std::printf("%s/%s.png\n", output.c_str(), name.c_str());
  };

  page.heading("One field, several mappings");
  page.text("The Jacksboro fault in Tennessee, 403 × 344 points about 90 m apart, 236 to 1076 m "
            "(U.S. Geological Survey).");
  show("gray", "gray", land, {});
  show("viridis", "viridis", land, {.colormap = ar::colormaps::viridis});
  show("magma", "magma", land, {.colormap = ar::colormaps::magma});
  show("log", "logarithmic, cividis", land,
       {.norm = ar::log_norm{}, .colormap = ar::colormaps::cividis});
  show("clipped", "300 to 700 m: below in blue, above in red", land,
       {.vmin = 300,
        .vmax = 700,
        .under = ar::parse_color("#2166ac"),
        .over = ar::parse_color("#b2182b")});

  terrain holes = dem;
  for (float& meters : holes.meters)
    if (meters < 320) meters = std::numeric_limits<float>::quiet_NaN();
  show("holes", "NaN below 320 m: transparent", ar::view(holes.meters, {dem.height, dem.width}),
       {.colormap = ar::colormaps::viridis});

  page.heading("Zero in the middle");
  page.text("The coast at Vancouver Island: the sea floor is below zero. 120 × 91 points, shown "
            "three times as large.");
  show("symmetric", "symmetric around zero, coolwarm", coast,
       {.vsym = true, .colormap = ar::colormaps::coolwarm, .width = 360});
  show("symlog", "symlog, RdBu reversed", coast,
       {.vsym = true,
        .norm = ar::symlog_norm{.linthresh = 100},
        .colormap = ar::colormaps::RdBu.reversed(),
        .width = 360});
  show("two_slope", "two slopes: each side has its own scale", coast,
       {.norm = ar::two_slope_norm{}, .colormap = ar::colormaps::RdBu.reversed(), .width = 360});
  show("land_only", "log: what is not above zero has none", coast,
       {.norm = ar::log_norm{}, .colormap = ar::colormaps::inferno, .width = 360});

  page.heading("Colour arrays");
  page.text("A shaded relief, as three planes and with the channels interleaved: the same "
            "picture, recognised by its shape.");
  const std::vector<float> planes = shaded_relief(dem, ar::colormaps::turbo);
  const auto planar = ar::view(planes, {std::size_t{3}, dem.height, dem.width});
  std::vector<float> pixels;
  for (std::size_t y = 0; y < dem.height; ++y)
    for (std::size_t x = 0; x < dem.width; ++x)
      for (std::size_t c = 0; c < 3; ++c) pixels.push_back(planar(c, y, x));
  show("relief", "planar, (3, 344, 403)", planar, {.vmin = 0, .vmax = 1});
  show("interleaved", "interleaved, (344, 403, 3)",
       ar::view(pixels, {dem.height, dem.width, std::size_t{3}}), {.vmin = 0, .vmax = 1});

#if ARRAYREEL_DEMO_MOVIE
  add_simulation(page, output, frames);
  std::printf("%s/gray_scott.mp4\n", output.c_str());
#else
  static_cast<void>(frames);
#endif

  page.write(output + "/demo.html");
  std::printf("%s/demo.html\n", output.c_str());
}

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
  const auto frames = argc == 4 ? count_of(argv[3]) : usual_frames;
  if (argc < 3 || argc > 4 || !frames) {
    std::fputs("usage: arrayreel_demo DATA_DIR OUTPUT_DIR [FRAMES]\n", stderr);
    return 2;
  }
  try {
    run(argv[1], argv[2], *frames);
  } catch (const std::exception& e) {
    std::fprintf(stderr, "arrayreel_demo: %s\n", e.what());
    return 1;
  }
  return 0;
}
