// Poisson's equation on a grid that is periodic both ways.
#pragma once

#include <cstddef>
#include <vector>

#include "fft.hpp"

/// Solves (p(i−1,j) + p(i+1,j) + p(i,j−1) + p(i,j+1) − 4p(i,j)) / d² = f(i,j) to rounding:
/// Fourier's transform along the lines, and across them, for every wave, two recursions of first
/// order.
class poisson_solver {
public:
  /// \param nx cells of a line, even, a product of powers of 2, 3 and 5.
  /// \param ny lines, even.
  /// \throws std::invalid_argument for others.
  poisson_solver(std::size_t nx, std::size_t ny);

  /// \param f,p the first cell of a grid in which lines begin every `pitch` numbers; the mean of f
  /// takes no part, and that of p is 0.
  /// \param d the sides of a cell.
  void solve(const double* f, double* p, std::size_t pitch, double d);

private:
  void solve_mean();
  void solve_waves();
  [[nodiscard]] complex_number* wave_line(std::size_t j) { return waves_.data() + j * count_; }

  std::size_t nx_;
  std::size_t ny_;
  std::size_t count_; ///< waves: nx / 2 + 1
  fft line_fft_;
  std::vector<complex_number> line_;
  std::vector<complex_number> waves_; ///< ny lines of `count_`
  std::vector<complex_number> ahead_; ///< of one line
  std::vector<double> ratio_;         ///< of the recursion for each wave, below 1
  std::vector<double> around_;        ///< 1 / (1 − ratio^ny)
};
