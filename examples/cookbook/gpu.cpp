// A field that lives on a GPU: the levels are computed there, and one byte per value is copied back
// instead of eight.
//
// The loops are OpenMP's for devices. They run on the processor where there is no GPU, or where a
// compiler makes no code for one; with one, compile by `g++ -fopenmp -foffload=nvptx-none` or
// `clang++ -fopenmp -fopenmp-targets=nvptx64`. In CUDA, HIP or SYCL the body of `level` is the
// same.
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <vector>

#include <arrayreel/arrayreel.hpp>

namespace ar = arrayreel;

/// The level that arrayreel gives a value; NaN, for which a byte has no place, becomes the first.
inline std::uint8_t level(double value, double vmin, double vmax) {
  const double l = std::floor((value - vmin) * (256 / (vmax - vmin)));
  return static_cast<std::uint8_t>(l > 0 ? (l < 255 ? l : 255) : 0);
}
#pragma omp declare target(level)

int main() {
  const int h = 240, w = 320, steps = 20;
  const std::size_t count = static_cast<std::size_t>(h * w);
  const double vmin = -1, vmax = 1;
  std::vector<double> field(count);
  std::vector<std::uint8_t> levels(count);
  double* const u = field.data();
  std::uint8_t* const bytes = levels.data();

  // Bytes pass untouched into the colormap: no range is given, as they are levels already.
  ar::video_writer movie("gpu.mp4", {.colormap = ar::colormaps::magma});
#pragma omp target data map(alloc : u[0 : count])
  for (int step = 0; step < steps; ++step) {
#pragma omp target teams distribute parallel for collapse(2) // the solver
    for (int y = 0; y < h; ++y)
      for (int x = 0; x < w; ++x) u[y * w + x] = std::sin(.05 * x + .3 * step) * std::cos(.04 * y);
#pragma omp target teams distribute parallel for map(from : bytes[0 : count]) // 1/8 of the copy
    for (std::size_t i = 0; i < count; ++i) bytes[i] = level(u[i], vmin, vmax);
    movie.push(ar::view(levels, {h, w}));
  }
  movie.finish();
  ar::write_png("gpu.png", ar::view(levels, {h, w}), {.colormap = ar::colormaps::magma});

  // The same as from the doubles, which a program on a GPU would not copy.
#pragma omp target update from(u[0 : count])
  const auto expected = ar::rerange(ar::view(field, {h, w}), {.vmin = vmin, .vmax = vmax});
  std::size_t different = 0;
  for (std::size_t i = 0; i < count; ++i) different += levels[i] != expected.pixels()[i];
  std::printf("%zu levels differ\n", different);
  return different == 0 ? 0 : 1;
}
