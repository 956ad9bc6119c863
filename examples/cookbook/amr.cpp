// An adaptive mesh: a coarse grid over the whole domain and patches that are eight times as fine,
// from two threads. Fine cells replace coarse ones, whichever comes first.
#include <cmath>
#include <cstddef>
#include <thread>
#include <vector>

#include <arrayreel/canvas.hpp>

namespace ar = arrayreel;

namespace {

constexpr std::size_t height = 240, width = 320, ratio = 8;

/// A ring around the middle.
double value(double y, double x) {
  const double r = std::hypot(y - height / 2.0, x - width / 2.0);
  return std::exp(-(r - 80) * (r - 80) / 200);
}

/// The values at the centres of cells of `size` pixels, from pixel (row, column) on.
std::vector<double> cells(std::size_t row, std::size_t column, std::size_t rows,
                          std::size_t columns, std::size_t size) {
  std::vector<double> u;
  const double half = static_cast<double>(size) / 2;
  for (std::size_t i = 0; i < rows; ++i)
    for (std::size_t j = 0; j < columns; ++j)
      u.push_back(value(static_cast<double>(row + i * size) + half,
                        static_cast<double>(column + j * size) + half));
  return u;
}

} // namespace

int main() {
  ar::canvas coarse({height, width}), fine({height, width});
  std::thread other([&] {
    for (const std::size_t row :
         {64UL, 112UL}) // patches of 48 x 80 pixels, on the ring's left side
      fine.put(ar::view(cells(row, 48, 48, 80, 1), {48, 80}), {row, 48});
  });
  const std::size_t rows = height / ratio, columns = width / ratio;
  coarse.put(ar::view(cells(0, 0, rows, columns, ratio), {rows, columns}), {0, 0},
             {.cell = {ratio, ratio}});
  other.join();
  fine.merge(coarse); // the coarse cells do not cover the fine ones
  ar::write_png("amr.png", fine,
                {.range = ar::value_range{0, 1}, .colormap = ar::colormaps::viridis});
}
