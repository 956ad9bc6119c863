// One member of an array of structs: a view whose strides step over the others.
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

  // Strides are in elements of the member's type, of which a struct must be a whole number.
  const auto doubles = static_cast<std::ptrdiff_t>(sizeof(cell) / sizeof(double));
  const auto floats = static_cast<std::ptrdiff_t>(sizeof(cell) / sizeof(float));
  const auto row = static_cast<std::ptrdiff_t>(w);
  auto pressure = ar::view(&cells[0].pressure, {h, w}, {row * doubles, doubles});
  auto velocity_y = ar::view(&cells[0].velocity[1], {h, w}, {row * floats, floats});
  ar::write_png("pressure.png", pressure, {.colormap = ar::colormaps::inferno});
  ar::write_png("velocity_y.png", velocity_y, {.vsym = true, .colormap = ar::colormaps::RdBu});
}
