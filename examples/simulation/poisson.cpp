// Fourier's transform along one axis, recursions along the other.
#include "poisson.hpp"

#include <cmath>
#include <numbers>
#include <stdexcept>
#include <string>

poisson_solver::poisson_solver(std::size_t nx, std::size_t ny)
    : nx_(nx), ny_(ny), count_(nx / 2 + 1), line_fft_(nx), line_(nx), waves_(count_ * ny),
      ahead_(count_), ratio_(count_), around_(count_) {
  if (nx % 2 != 0 || ny % 2 != 0 || ny == 0)
    throw std::invalid_argument("a grid of " + std::to_string(nx) + " x " + std::to_string(ny) +
                                " cells; expected even numbers");
  // A wave's second difference along its line is −4 sin²(πk / nx) times it: what is left across
  // the lines, p(j−1) − 2c·p(j) + p(j+1) with c = 1 + 2 sin²(πk / nx), is −1/r times the product of
  // (1 − r·backward shift) and (1 − r·forward shift), where r + 1/r = 2c.
  for (std::size_t k = 1; k < count_; ++k) {
    const double s = std::sin(std::numbers::pi * static_cast<double>(k) / static_cast<double>(nx));
    const double c = 1 + 2 * s * s;
    ratio_[k] = 1 / (c + std::sqrt(c * c - 1));
    around_[k] = 1 / (1 - std::pow(ratio_[k], static_cast<double>(ny)));
  }
}

void poisson_solver::solve(const double* f, double* p, std::size_t pitch, double d) {
  // Two real lines are transformed as the real and imaginary parts of one complex line.
  for (std::size_t j = 0; j < ny_; j += 2) {
    const double* const a = f + j * pitch;
    const double* const b = a + pitch;
    for (std::size_t i = 0; i < nx_; ++i) line_[i] = {a[i], b[i]};
    line_fft_.forward(line_.data());
    complex_number* const wa = wave_line(j);
    complex_number* const wb = wave_line(j + 1);
    for (std::size_t k = 0; k < count_; ++k) {
      const complex_number z = line_[k];
      const complex_number m = conjugate(line_[k == 0 ? 0 : nx_ - k]);
      wa[k] = {0.5 * (z.re + m.re), 0.5 * (z.im + m.im)};
      wb[k] = {0.5 * (z.im - m.im), 0.5 * (m.re - z.re)};
    }
  }
  solve_mean();
  solve_waves();
  const double scale = d * d / static_cast<double>(nx_);
  for (std::size_t j = 0; j < ny_; j += 2) {
    const complex_number* const wa = wave_line(j);
    const complex_number* const wb = wave_line(j + 1);
    for (std::size_t k = 0; k < count_; ++k) {
      line_[k] = {wa[k].re - wb[k].im, wa[k].im + wb[k].re};
      if (k != 0) line_[nx_ - k] = {wa[k].re + wb[k].im, wb[k].re - wa[k].im};
    }
    line_fft_.backward(line_.data());
    double* const a = p + j * pitch;
    double* const b = a + pitch;
    for (std::size_t i = 0; i < nx_; ++i) {
      a[i] = scale * line_[i].re;
      b[i] = scale * line_[i].im;
    }
  }
}

/// The wave 0, the means of the lines: p(j−1) − 2p(j) + p(j+1) = f(j), by summing twice.
void poisson_solver::solve_mean() {
  double mean = 0;
  for (std::size_t j = 0; j < ny_; ++j) mean += wave_line(j)[0].re;
  mean /= static_cast<double>(ny_);
  // First the slopes between line j and the next, up to a constant that makes them sum to 0.
  double slope = 0;
  double slopes = 0;
  for (std::size_t j = 0; j < ny_; ++j) {
    slope += wave_line(j)[0].re - mean;
    wave_line(j)[0].im = slope;
    slopes += slope;
  }
  slopes /= static_cast<double>(ny_);
  double value = 0;
  double values = 0;
  for (std::size_t j = 0; j < ny_; ++j) {
    wave_line(j)[0].re = value;
    values += value;
    value += wave_line(j)[0].im - slopes;
  }
  values /= static_cast<double>(ny_);
  for (std::size_t j = 0; j < ny_; ++j) wave_line(j)[0] = {wave_line(j)[0].re - values, 0};
}

/// All other waves, side by side.
void poisson_solver::solve_waves() {
  const double* const r = ratio_.data();
  complex_number* const a = ahead_.data();
  // The first number of the recursion around the periodic grid: the result of one round that begins
  // with 0, times the sum of the geometric series of infinitely many rounds.
  const auto begin = [&] {
    for (std::size_t k = 1; k < count_; ++k) a[k] = {a[k].re * around_[k], a[k].im * around_[k]};
  };
  const auto clear = [&] { ahead_.assign(count_, {}); };
  clear();
  for (std::size_t j = 0; j < ny_; ++j) {
    const complex_number* const w = wave_line(j);
    for (std::size_t k = 1; k < count_; ++k)
      a[k] = {w[k].re + r[k] * a[k].re, w[k].im + r[k] * a[k].im};
  }
  begin();
  for (std::size_t j = 0; j < ny_; ++j) {
    complex_number* const w = wave_line(j);
    for (std::size_t k = 1; k < count_; ++k)
      w[k] = a[k] = {w[k].re + r[k] * a[k].re, w[k].im + r[k] * a[k].im};
  }
  clear();
  for (std::size_t j = ny_; j-- > 0;) {
    const complex_number* const w = wave_line(j);
    for (std::size_t k = 1; k < count_; ++k)
      a[k] = {w[k].re + r[k] * a[k].re, w[k].im + r[k] * a[k].im};
  }
  begin();
  for (std::size_t j = ny_; j-- > 0;) {
    complex_number* const w = wave_line(j);
    for (std::size_t k = 1; k < count_; ++k) {
      a[k] = {w[k].re + r[k] * a[k].re, w[k].im + r[k] * a[k].im};
      w[k] = {-r[k] * a[k].re, -r[k] * a[k].im};
    }
  }
}
