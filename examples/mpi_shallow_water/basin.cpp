// Finite volumes for the equations of shallow water.
#include "basin.hpp"

#include <algorithm>
#include <cmath>

namespace {

water operator+(const water& a, const water& b) {
  return {a.depth + b.depth, a.across + b.across, a.down + b.down};
}
water operator-(const water& a, const water& b) {
  return {a.depth - b.depth, a.across - b.across, a.down - b.down};
}
water operator*(double factor, const water& a) {
  return {factor * a.depth, factor * a.across, factor * a.down};
}

/// The flatter of two slopes, none where they differ in sign.
double minmod(double a, double b) {
  if (a * b <= 0) return 0;
  return std::abs(a) < std::abs(b) ? a : b;
}

/// Half of what a quantity changes by within the cell `here`.
water half_slope(const water& before, const water& here, const water& behind) {
  return {0.5 * minmod(here.depth - before.depth, behind.depth - here.depth),
          0.5 * minmod(here.across - before.across, behind.across - here.across),
          0.5 * minmod(here.down - before.down, behind.down - here.down)};
}

/// What flows along x through a face that has this state on both sides.
water flow_of(const water& u) {
  const double velocity = u.across / u.depth;
  return {u.across, u.across * velocity + 0.5 * basin::gravity * u.depth * u.depth,
          u.down * velocity};
}

/// HLL's flux along x between two states.
water hll(const water& left, const water& right) {
  const double velocity_left = left.across / left.depth;
  const double velocity_right = right.across / right.depth;
  const double wave_left = std::sqrt(basin::gravity * left.depth);
  const double wave_right = std::sqrt(basin::gravity * right.depth);
  const double slowest = std::min(velocity_left - wave_left, velocity_right - wave_right);
  const double fastest = std::max(velocity_left + wave_left, velocity_right + wave_right);
  if (slowest >= 0) return flow_of(left);
  if (fastest <= 0) return flow_of(right);
  return 1 / (fastest - slowest) *
         (fastest * flow_of(left) - slowest * flow_of(right) + fastest * slowest * (right - left));
}

/// The flux between the cells b and c of four in a row.
water flux_between(const water& a, const water& b, const water& c, const water& d) {
  return hll(b + half_slope(a, b, c), c - half_slope(b, c, d));
}

/// The same state with x and y exchanged.
water turned(const water& u) { return {u.depth, u.down, u.across}; }

} // namespace

basin::basin(std::size_t nx, std::size_t ny, double cell)
    : nx_(nx), ny_(ny), cell_(cell), state_(pitch() * rows()), before_(state_.size()),
      change_(nx * ny), flux_(nx) {}

void basin::reflect(side s) {
  const auto columns = static_cast<std::ptrdiff_t>(nx_), lines = static_cast<std::ptrdiff_t>(ny_);
  for (std::ptrdiff_t k = 0; k < static_cast<std::ptrdiff_t>(ghosts); ++k)
    if (s == side::left || s == side::right)
      for (std::ptrdiff_t y = 0; y < lines; ++y) {
        const water& inner = s == side::left ? at(k, y) : at(columns - 1 - k, y);
        at(s == side::left ? -1 - k : columns + k, y) = {inner.depth, -inner.across, inner.down};
      }
    else
      for (std::ptrdiff_t x = 0; x < columns; ++x) {
        const water& inner = s == side::top ? at(x, k) : at(x, lines - 1 - k);
        at(x, s == side::top ? -1 - k : lines + k) = {inner.depth, inner.across, -inner.down};
      }
}

void basin::find_change(double time_step) {
  const double factor = time_step / cell_;
  for (std::size_t y = 0; y < ny_; ++y) {
    const water* row = &at(0, static_cast<std::ptrdiff_t>(y));
    water* change = &change_[y * nx_];
    water entering = flux_between(row[-2], row[-1], row[0], row[1]);
    for (std::size_t x = 0; x < nx_; ++x) {
      const water* here = row + x;
      const water leaving = flux_between(here[-1], here[0], here[1], here[2]);
      change[x] = factor * (entering - leaving);
      entering = leaving;
    }
  }
  // Row by row also along y, as memory lies.
  const auto step = static_cast<std::ptrdiff_t>(pitch());
  for (std::size_t face = 0; face <= ny_; ++face) {
    const water* row = &at(0, static_cast<std::ptrdiff_t>(face));
    for (std::size_t x = 0; x < nx_; ++x) {
      const water* below = row + x;
      const water through = turned(flux_between(turned(below[-2 * step]), turned(below[-step]),
                                                turned(below[0]), turned(below[step])));
      if (face > 0) {
        water& above = change_[(face - 1) * nx_ + x];
        above = above + factor * (flux_[x] - through);
      }
      flux_[x] = through;
    }
  }
}

void basin::first_stage(double time_step) {
  find_change(time_step);
  before_ = state_;
  for (std::size_t y = 0; y < ny_; ++y)
    for (std::size_t x = 0; x < nx_; ++x) {
      water& here = at(static_cast<std::ptrdiff_t>(x), static_cast<std::ptrdiff_t>(y));
      here = here + change_[y * nx_ + x];
    }
}

void basin::second_stage(double time_step) {
  find_change(time_step);
  for (std::size_t y = 0; y < ny_; ++y)
    for (std::size_t x = 0; x < nx_; ++x) {
      const std::size_t i = index(static_cast<std::ptrdiff_t>(x), static_cast<std::ptrdiff_t>(y));
      state_[i] = 0.5 * (before_[i] + state_[i] + change_[y * nx_ + x]);
    }
}

double basin::fastest() const {
  double most = 0;
  for (std::size_t y = 0; y < ny_; ++y)
    for (std::size_t x = 0; x < nx_; ++x) {
      const water& u = at(static_cast<std::ptrdiff_t>(x), static_cast<std::ptrdiff_t>(y));
      const double velocity = std::max(std::abs(u.across), std::abs(u.down)) / u.depth;
      most = std::max(most, velocity + std::sqrt(gravity * u.depth));
    }
  return most;
}

double basin::volume() const {
  double sum = 0;
  for (std::size_t y = 0; y < ny_; ++y)
    for (std::size_t x = 0; x < nx_; ++x)
      sum += at(static_cast<std::ptrdiff_t>(x), static_cast<std::ptrdiff_t>(y)).depth;
  return sum * cell_ * cell_;
}
