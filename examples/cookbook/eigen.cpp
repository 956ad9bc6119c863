// A picture of an Eigen matrix, of a block of it, and of an expression.
#include <Eigen/Dense>

#include <arrayreel/image.hpp>

namespace ar = arrayreel;

int main() {
  Eigen::MatrixXd m(120, 160); // columns lie together, which no call needs to be told
  for (Eigen::Index i = 0; i < m.rows(); ++i)
    for (Eigen::Index j = 0; j < m.cols(); ++j)
      m(i, j) = static_cast<double>(i) - static_cast<double>(j);

  ar::write_png("eigen.png", m,
                {.vsym = true,
                 .colormap = ar::colormaps::coolwarm,
                 .colorbar = true,
                 .colorbar_label = "i - j"});
  ar::write_png("eigen_block.png", m.block(20, 40, 80, 80), {.upscale = 3});
  ar::write_png("eigen_square.png", m.cwiseProduct(m), {.colormap = ar::colormaps::magma});
}
