// The demo's simulation: two chemicals that react and diffuse into living patterns.
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include <arrayreel/array_view.hpp>

/// The rates of the Gray–Scott model.
struct gray_scott_rates {
  float feed; ///< F: U flows in and everything flows out
  float kill; ///< k: V is removed
};

/// The Gray–Scott model on a periodic grid: U + 2V → 3V, V → P, U fed at the rate F.
///
///   ∂u/∂t = Du ∇²u − u v² + F (1 − u)
///   ∂v/∂t = Dv ∇²v + u v² − (F + k) v
///
/// By forward Euler in time and the five-point Laplacian, with the coefficients of J. E. Pearson,
/// "Complex patterns in a simple system", Science 261 (1993) 189–192: Du = 2·10⁻⁵, Dv = 10⁻⁵,
/// a grid spacing of 0.01 and a time step of 1. That is stable: Du Δt / Δx² = 0.2 is below 1/4.
class gray_scott {
public:
  static constexpr float time_step = 1;

  /// The state without reaction, u = 1 and v = 0, everywhere.
  /// \param height, width cells, 1 or more.
  gray_scott(std::size_t height, std::size_t width, gray_scott_rates rates);

  /// Puts a disc of u = 1/2, v = 1/4 into the grid, with 1 % of noise to break the symmetry.
  void seed(std::size_t y, std::size_t x, std::size_t radius);

  void step();

  /// (height, width), valid until the next step. In memory there is one more row and column on each
  /// side, which the views leave out.
  [[nodiscard]] arrayreel::array_view<float> u() const { return inside(u_); }
  [[nodiscard]] arrayreel::array_view<float> v() const { return inside(v_); }

  /// Sets one cell, for a state of your own.
  void put(std::size_t y, std::size_t x, float u, float v);

private:
  [[nodiscard]] std::size_t index(std::size_t y, std::size_t x) const noexcept {
    return (y + 1) * stride_ + x + 1;
  }
  [[nodiscard]] arrayreel::array_view<float> inside(const std::vector<float>& field) const;
  void wrap(std::vector<float>& field) const;
  [[nodiscard]] float noise() noexcept;

  std::size_t height_;
  std::size_t width_;
  std::size_t stride_;
  gray_scott_rates rates_;
  std::vector<float> u_, v_, next_u_, next_v_;
  std::uint32_t random_ = 1993;
};
