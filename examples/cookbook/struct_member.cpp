// One member of an array of structs, and what is computed of several members.
#include <cmath>
#include <cstddef>
#include <vector>

#include <arrayreel/image.hpp>

namespace ar = arrayreel;

struct cell {
  double density;
  float velocity[2];
  double pressure;
};

int main() {
  const std::size_t h = 100, w = 150;
  std::vector<cell> cells(h * w);
  for (std::size_t y = 0; y < h; ++y)
    for (std::size_t x = 0; x < w; ++x)
      cells[y * w + x] = {.density = 1 + .01 * static_cast<double>(x),
                          .velocity = {static_cast<float>(x) - 75, static_cast<float>(y) - 50},
                          .pressure = .5 * static_cast<double>(x + y)};

  ar::write_png("pressure.png", ar::view(cells, &cell::pressure, {h, w}), // nothing is copied
                {.colormap = ar::colormaps::inferno});
  const auto velocity_y = [](const cell& c) { return c.velocity[1]; };
  ar::write_png("velocity_y.png", ar::view(cells, velocity_y, {h, w}), // its values are copied
                {.vsym = true, .colormap = ar::colormaps::RdBu});
}
