// A movie from an OpenMP program: all threads compute, one of them hands over the frame.
#include <cmath>
#include <cstddef>
#include <vector>

#include <arrayreel/video.hpp>

namespace ar = arrayreel;

int main() {
  const int h = 120, w = 160, steps = 40;
  std::vector<float> u(static_cast<std::size_t>(h * w));
  // With .threaded the movie is encoded beside the next steps.
  ar::video_writer movie("openmp.mp4",
                         {.vmin = -1,
                          .vmax = 1,
                          .colormap = ar::colormaps::coolwarm,
                          .threads = 1, // of the encoder: leaves processors to the solver
                          .threaded = true});
  // An exception must not leave a parallel region, so the region is inside the loop over time.
  for (int step = 0; step < steps; ++step) {
#pragma omp parallel for
    for (int y = 0; y < h; ++y)
      for (int x = 0; x < w; ++x)
        u[static_cast<std::size_t>(y * w + x)] = std::sin(.1f * static_cast<float>(x + 2 * step)) *
                                                 std::cos(.1f * static_cast<float>(y));
    movie.push(ar::view(u, {h, w}));
  }
  movie.finish();
}
