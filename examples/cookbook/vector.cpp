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
  ar::value_range range = ar::full_range(field);
  auto picture = ar::rerange(field, {.range = range, .colormap = ar::colormaps::viridis});
  auto bar = ar::colorbar(range, {.colormap = ar::colormaps::viridis, .length = h});
  ar::write_png("vector.png", ar::hconcat(picture, bar, {.gap = 8}));
}
