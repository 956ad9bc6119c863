// A chart whose tooltips show the picture of each dot.
#include <cmath>
#include <cstddef>
#include <string>
#include <vector>

#include <arrayreel/vega.hpp>

namespace ar = arrayreel;

// The scripts that draw it, as addresses; files become part of the page, which then needs no network:
// npm install vega@6 vega-lite@6 vega-embed@7 puts them into node_modules/*/build/*.min.js.
const std::vector<std::string> vega = {"https://cdn.jsdelivr.net/npm/vega@6",
                                       "https://cdn.jsdelivr.net/npm/vega-lite@6",
                                       "https://cdn.jsdelivr.net/npm/vega-embed@7"};

int main() {
  const std::size_t size = 48;
  std::vector<std::string> groups;
  std::vector<double> means;
  std::vector<ar::notebook_image> pictures;
  for (int i = 0; i < 12; ++i) {
    std::vector<double> u(size * size);
    double sum = 0;
    for (std::size_t k = 0; k < u.size(); ++k) {
      u[k] = std::sin(.02 * (i + 1) * static_cast<double>(k % size)) *
             std::sin(.03 * (i + 2) * static_cast<double>(k / size));
      sum += u[k];
    }
    groups.push_back(i % 2 == 0 ? "even" : "odd");
    means.push_back(sum / static_cast<double>(u.size()));
    pictures.push_back(ar::nbimage(ar::view(u, {size, size}), {.vmin = -1,
                                                               .vmax = 1,
                                                               .colormap = ar::colormaps::RdBu,
                                                               .upscale = 2}));
  }
  ar::table t;
  t.add("kind", groups).add("mean", means).add("field", pictures);
  auto chart = ar::tooltip_chart(t, {.x = "kind", .y = "mean", .image = "field", .title = "Fields"});
  ar::chart_page("chart.html", chart, {.title = "Fields", .scripts = vega});
}
