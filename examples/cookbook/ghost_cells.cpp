// A solver's field as it lies in memory: Fortran order u(x, y), two ghost cells on each side, and y
// that grows upwards.
#include <cstddef>
#include <vector>

#include <arrayreel/image.hpp>

namespace ar = arrayreel;

int main() {
  const std::size_t nx = 160, ny = 90, ghosts = 2;
  const std::size_t across = nx + 2 * ghosts, up = ny + 2 * ghosts;
  std::vector<double> u(across * up, -1e30); // ghost cells hold anything
  for (std::size_t j = 0; j < ny; ++j)
    for (std::size_t i = 0; i < nx; ++i)
      u[(j + ghosts) * across + i + ghosts] = static_cast<double>(i) + 10 * static_cast<double>(j);

  auto field = ar::view(u.data(), {across, up}, ar::column_major({across, up})) // u(x, y)
                   .interior(ghosts)
                   .transposed() // rows of constant y
                   .reversed(0); // the largest y on top
  ar::write_png("ghost_cells.png", field, {.colormap = ar::colormaps::viridis});
}
