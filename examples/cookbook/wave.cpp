// A picture of a field, and a movie of it, frame by frame.
#include <cmath>
#include <vector>

#include <arrayreel/arrayreel.hpp>

namespace ar = arrayreel;

/// 120 rows of 160 values, from -1 to 1.
std::vector<double> wave(int step) {
  std::vector<double> u;
  for (int y = 0; y < 120; ++y)
    for (int x = 0; x < 160; ++x) u.push_back(std::sin(.1 * x - .2 * step) * std::cos(.06 * y));
  return u;
}

int main() {
  std::vector<double> u = wave(0);
  auto field = ar::view(u, {120, 160}); // nothing is copied
  ar::write_png("u.png", field, {.vsym = true, .colormap = ar::colormaps::RdBu});

  ar::video_writer movie("u.mp4", {.vmin = -1, .vmax = 1, .colormap = ar::colormaps::RdBu});
  for (int step = 0; step < 50; ++step) {
    u = wave(step);
    movie.push(ar::view(u, {120, 160})); // encoded at once: memory does not grow
  }
  movie.finish(); // now u.mp4 is there, whole
}
