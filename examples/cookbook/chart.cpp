// A chart whose tooltips show the picture of each dot.
#include <cmath>
#include <cstddef>
#include <numeric>
#include <string>
#include <vector>

#include <arrayreel/vega.hpp>

namespace ar = arrayreel;

// The scripts that draw it, as addresses; files become part of the page, which then needs no
// network: npm install vega@6 vega-lite@6 vega-embed@7 puts them into
// node_modules/*/build/*.min.js.
const std::vector<std::string> vega = {"https://cdn.jsdelivr.net/npm/vega@6",
                                       "https://cdn.jsdelivr.net/npm/vega-lite@6",
                                       "https://cdn.jsdelivr.net/npm/vega-embed@7"};

/// A spot in the middle of size × size values, which is wider than high by `stretch`.
std::vector<double> spot(std::size_t size, double radius, double stretch) {
  std::vector<double> u;
  for (std::size_t y = 0; y < size; ++y)
    for (std::size_t x = 0; x < size; ++x)
      u.push_back(std::exp(-std::pow((static_cast<double>(x) - 24) / radius / stretch, 2) -
                           std::pow((static_cast<double>(y) - 24) / radius, 2)));
  return u;
}

int main() {
  const std::size_t size = 48;
  std::vector<std::string> shapes;
  std::vector<double> means;
  std::vector<ar::notebook_image> pictures;
  for (int i = 0; i < 12; ++i) {
    const double stretch = i % 2 == 0 ? 1 : 2;
    const std::vector<double> u = spot(size, 2 + i, stretch);
    shapes.push_back(stretch == 1 ? "round" : "wide");
    means.push_back(std::accumulate(u.begin(), u.end(), 0.) / static_cast<double>(u.size()));
    pictures.push_back(
        ar::nbimage(ar::view(u, {size, size}),
                    {.vmin = 0, .vmax = 1, .colormap = ar::colormaps::magma, .upscale = 2}));
  }
  ar::table t;
  t.add("shape", shapes).add("mean", means).add("field", pictures);
  auto chart =
      ar::tooltip_chart(t, {.x = "shape", .y = "mean", .image = "field", .title = "Spots"});
  ar::chart_page("chart.html", chart, {.title = "Spots", .scripts = vega});
}
