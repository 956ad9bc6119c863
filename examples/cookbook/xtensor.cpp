// A picture and a movie of an xtensor array.
#if __has_include(<xtensor/containers/xtensor.hpp>) // since 0.26
#include <xtensor/containers/xtensor.hpp>
#include <xtensor/views/xview.hpp>
#else
#include <xtensor/xtensor.hpp>
#include <xtensor/xview.hpp>
#endif

#include <arrayreel/arrayreel.hpp>

namespace ar = arrayreel;

int main() {
  const std::size_t n = 12, h = 90, w = 120;
  xt::xtensor<float, 3> u = xt::zeros<float>({n, h, w}); // time, rows, columns
  for (std::size_t t = 0; t < n; ++t)
    for (std::size_t y = 0; y < h; ++y)
      for (std::size_t x = 0; x < w; ++x) u(t, y, x) = static_cast<float>((x + y + 5 * t) % 60);

  ar::write_png("xtensor.png", xt::view(u, 3, xt::all(), xt::all()),
                {.colormap = ar::colormaps::plasma});
  ar::write_video("xtensor.mp4", u, {.colormap = ar::colormaps::plasma, .fps = 6});
}
