// A picture of numbers in a std::vector, with a colorbar.
#include <cmath>
#include <cstddef>
#include <vector>

#include <arrayreel/image.hpp>

namespace ar = arrayreel;

int main() {
  const std::size_t h = 180, w = 240;
  std::vector<double> u(h * w); // rows from the top, one after the other
  for (std::size_t y = 0; y < h; ++y)
    for (std::size_t x = 0; x < w; ++x)
      u[y * w + x] = std::hypot(static_cast<double>(x) - 120, static_cast<double>(y) - 90);

  auto field = ar::view(u, {h, w});
  ar::write_png(
      "vector.png", field,
      {.colormap = ar::colormaps::viridis, .colorbar = true, .colorbar_label = "distance"});
}
