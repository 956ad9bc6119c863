// Arakawa's Jacobian and the steps of Adams and Bashforth.
#include "turbulence.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>

namespace {

/// Uniform in 0…1, the same on every machine (a linear congruential generator).
class random_numbers {
public:
  explicit random_numbers(std::uint32_t seed) : state_(seed) {}
  double next() noexcept {
    state_ = state_ * 6364136223846793005U + 1442695040888963407U;
    return static_cast<double>(state_ >> 11U) / 9007199254740992.0;
  }

private:
  std::uint64_t state_;
};

} // namespace

flow::flow(const grid_size& size)
    : size_(size), cell_(1 / static_cast<double>(size.ny)), pitch_(size.nx + 2 * ghosts),
      poisson_(size.nx, size.ny), vorticity_(pitch_ * (size.ny + 2 * ghosts)), stream_(vorticity_),
      dye_(vorticity_), vorticity_now_(vorticity_), vorticity_last_(vorticity_),
      vorticity_before_(vorticity_), dye_now_(vorticity_), dye_last_(vorticity_),
      dye_before_(vorticity_) {}

void flow::stir(double waves, std::uint32_t seed) {
  const auto [nx, ny] = std::pair(size_.nx, size_.ny);
  const double aspect = static_cast<double>(nx) / static_cast<double>(ny);
  random_numbers random(seed);
  std::vector<complex_number> along(nx);
  const auto wave = [](double cycles, std::size_t i, std::size_t n) {
    const double angle =
        2 * std::numbers::pi * cycles * static_cast<double>(i) / static_cast<double>(n);
    return complex_number{std::cos(angle), std::sin(angle)};
  };
  std::fill(vorticity_.begin(), vorticity_.end(), 0.0);
  const auto most_x = static_cast<int>(std::ceil(1.3 * waves * aspect));
  const auto most_y = static_cast<int>(std::ceil(1.3 * waves));
  for (int kx = 0; kx <= most_x; ++kx)
    for (int ky = -most_y; ky <= most_y; ++ky) {
      const double k = std::hypot(kx / aspect, ky);
      const double phase = random.next();
      const double strength = random.next();
      if (k < 0.7 * waves || k > 1.3 * waves || (kx == 0 && ky <= 0)) continue;
      for (std::size_t i = 0; i < nx; ++i) along[i] = wave(kx, i, nx);
      for (std::size_t j = 0; j < ny; ++j) {
        const complex_number turn =
            wave(ky, j, ny) * wave(phase, 1, 1) * complex_number{strength, 0};
        double* const row = vorticity_.data() + index(0, j);
        for (std::size_t i = 0; i < nx; ++i) row[i] += (along[i] * turn).re;
      }
    }
  begin();
  const double energy = state().energy;
  if (energy > 0) {
    const double factor = std::sqrt(0.5 / energy);
    for (double& value : vorticity_) value *= factor;
  }
  begin();
}

void flow::pour(std::size_t bands) {
  for (std::size_t j = 0; j < size_.ny; ++j) {
    const double y = (static_cast<double>(j) + 0.5) * cell_;
    const double c = 0.5 - 0.5 * std::cos(2 * std::numbers::pi * static_cast<double>(bands) * y);
    for (std::size_t i = 0; i < size_.nx; ++i) dye_[index(i, j)] = c;
  }
  begin();
}

void flow::put(std::size_t i, std::size_t j, double vorticity, double dye) {
  vorticity_[index(i, j)] = vorticity;
  dye_[index(i, j)] = dye;
}

void flow::begin() {
  double mean = 0;
  for (std::size_t j = 0; j < size_.ny; ++j)
    for (std::size_t i = 0; i < size_.nx; ++i) mean += vorticity_[index(i, j)];
  mean /= static_cast<double>(size_.nx * size_.ny);
  for (double& value : vorticity_) value -= mean;
  wrap(vorticity_);
  wrap(dye_);
  find_stream();
  steps_ = 0;
}

void flow::step_by(double time_step, double viscosity) {
  time_step_ = time_step;
  viscosity_ = viscosity;
}

void flow::step() {
  tendency(vorticity_, vorticity_now_);
  tendency(dye_, dye_now_);
  advance(vorticity_, vorticity_now_, vorticity_last_, vorticity_before_);
  advance(dye_, dye_now_, dye_last_, dye_before_);
  wrap(vorticity_);
  wrap(dye_);
  std::swap(vorticity_before_, vorticity_last_);
  std::swap(vorticity_last_, vorticity_now_);
  std::swap(dye_before_, dye_last_);
  std::swap(dye_last_, dye_now_);
  find_stream();
  ++steps_;
}

flow_state flow::state() const {
  flow_state result;
  result.time = static_cast<double>(steps_) * time_step_;
  double fastest = 0;
  for (std::size_t j = 0; j < size_.ny; ++j)
    for (std::size_t i = 0; i < size_.nx; ++i) {
      const std::size_t at = index(i, j);
      const double u = (stream_[at + pitch_] - stream_[at - pitch_]) / (2 * cell_);
      const double v = (stream_[at - 1] - stream_[at + 1]) / (2 * cell_);
      const double w = vorticity_[at];
      // ½ Σ ψω, the energy that the Jacobian keeps.
      result.energy += 0.5 * stream_[at] * w;
      result.enstrophy += 0.5 * w * w;
      result.max_vorticity = std::max(result.max_vorticity, std::abs(w));
      result.max_speed = std::max(result.max_speed, std::hypot(u, v));
      fastest = std::max(fastest, std::abs(u) + std::abs(v));
    }
  const auto cells = static_cast<double>(size_.nx * size_.ny);
  result.energy /= cells;
  result.enstrophy /= cells;
  result.crossing = fastest / cell_;
  return result;
}

void flow::tendency(const std::vector<double>& field, std::vector<double>& result) const {
  const double twelfth = 1 / (12 * cell_ * cell_);
  const double diffusion = viscosity_ / (cell_ * cell_);
  const auto pitch = static_cast<std::ptrdiff_t>(pitch_);
  const auto nx = static_cast<std::ptrdiff_t>(size_.nx);
  for (std::size_t j = 0; j < size_.ny; ++j) {
    const double* const s = stream_.data() + index(0, j);
    const double* const f = field.data() + index(0, j);
    double* const out = result.data() + index(0, j);
    for (std::ptrdiff_t i = 0; i < nx; ++i) {
      const std::ptrdiff_t e = i + 1;
      const std::ptrdiff_t w = i - 1;
      const std::ptrdiff_t n = i + pitch;
      const std::ptrdiff_t o = i - pitch; // south
      const double jacobian = (s[e] - s[w]) * (f[n] - f[o]) - (s[n] - s[o]) * (f[e] - f[w]) +
                              s[e] * (f[n + 1] - f[o + 1]) - s[w] * (f[n - 1] - f[o - 1]) -
                              s[n] * (f[n + 1] - f[n - 1]) + s[o] * (f[o + 1] - f[o - 1]) +
                              f[n] * (s[n + 1] - s[n - 1]) - f[o] * (s[o + 1] - s[o - 1]) -
                              f[e] * (s[n + 1] - s[o + 1]) + f[w] * (s[n - 1] - s[o - 1]);
      out[i] = twelfth * jacobian + diffusion * (f[e] + f[w] + f[n] + f[o] - 4 * f[i]);
    }
  }
}

void flow::advance(std::vector<double>& field, const std::vector<double>& now,
                   const std::vector<double>& last, const std::vector<double>& before) const {
  // The first two steps know fewer earlier tendencies.
  const double dt = time_step_;
  const double a = steps_ == 0 ? dt : steps_ == 1 ? dt * 3 / 2 : dt * 23 / 12;
  const double b = steps_ == 0 ? 0 : steps_ == 1 ? -dt / 2 : -dt * 16 / 12;
  const double c = steps_ < 2 ? 0 : dt * 5 / 12;
  for (std::size_t j = 0; j < size_.ny; ++j) {
    const std::size_t at = index(0, j);
    for (std::size_t i = at; i < at + size_.nx; ++i)
      field[i] += a * now[i] + b * last[i] + c * before[i];
  }
}

/// Copies each border to the other side, where its neighbours look for it.
void flow::wrap(std::vector<double>& field) const {
  const std::size_t nx = size_.nx;
  const std::size_t ny = size_.ny;
  for (std::size_t j = 1; j <= ny; ++j) {
    double* const row = field.data() + j * pitch_;
    row[0] = row[nx];
    row[nx + 1] = row[1];
  }
  std::copy_n(field.data() + ny * pitch_, pitch_, field.data());
  std::copy_n(field.data() + pitch_, pitch_, field.data() + (ny + 1) * pitch_);
}

/// ∇²ψ = −ω.
void flow::find_stream() {
  poisson_.solve(vorticity_.data() + index(0, 0), stream_.data() + index(0, 0), pitch_, cell_);
  for (double& value : stream_) value = -value;
  wrap(stream_);
}
