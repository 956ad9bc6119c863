// Decaying turbulence in two dimensions: the solver, which knows nothing of pictures.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "poisson.hpp"

/// Square cells of a domain that is 1 high and nx / ny wide.
struct grid_size {
  std::size_t nx = 0; ///< across: even, a product of powers of 2, 3 and 5
  std::size_t ny = 0; ///< upwards: even
};

/// Numbers that sum up a state.
struct flow_state {
  double time = 0;
  double energy = 0;        ///< mean of |u|² / 2
  double enstrophy = 0;     ///< mean of ω² / 2
  double max_vorticity = 0; ///< largest |ω|
  double max_speed = 0;     ///< largest |u|
  double crossing = 0;      ///< cells that the flow crosses in the time 1: largest (|u| + |v|) / d
};

/// Incompressible flow without forces on a doubly periodic grid, in vorticity and stream function:
///
///   ∂ω/∂t = J(ψ, ω) + ν ∇²ω,   ∇²ψ = −ω,   u = ∂ψ/∂y, v = −∂ψ/∂x,
///
/// and a dye c that is carried along, ∂c/∂t = J(ψ, c) + ν ∇²c. J is A. Arakawa's Jacobian (J.
/// Comput. Phys. 1 (1966) 119–143), which loses neither energy nor enstrophy; the steps are those
/// of Adams and Bashforth, of third order.
///
/// Every field has one ghost cell on each side: here a copy of the opposite side, in a divided
/// domain a neighbour's cell.
class flow {
public:
  static constexpr std::size_t ghosts = 1;

  /// Steps are stable while the flow crosses less than this share of a cell in each.
  static constexpr double most_courant = 0.72;

  /// At rest, without dye or viscosity.
  /// \throws std::invalid_argument for numbers of cells that the Poisson solver does not take.
  explicit flow(const grid_size& size);

  /// Random eddies: waves in all directions, about `waves` of them over the height, with a root
  /// mean square speed of 1.
  void stir(double waves, std::uint32_t seed);
  /// Horizontal bands of dye, `bands` over the height, with values between 0 and 1.
  void pour(std::size_t bands);

  /// Sets one cell; cells are counted from 0, x(i) = (i + ½) d, y(j) = (j + ½) d. ψ exists only
  /// where the mean of ω is 0: `begin` makes it so.
  void put(std::size_t i, std::size_t j, double vorticity, double dye);
  /// Completes a state that was put together; the next step is the first.
  void begin();

  /// \param viscosity of the flow, and diffusivity of the dye.
  void step_by(double time_step, double viscosity);
  void step();
  [[nodiscard]] flow_state state() const;
  [[nodiscard]] const grid_size& size() const noexcept { return size_; }
  [[nodiscard]] double time_step() const noexcept { return time_step_; }
  [[nodiscard]] double viscosity() const noexcept { return viscosity_; }
  [[nodiscard]] double cell() const noexcept { return cell_; }

  /// In Fortran's order, ghost cells included: `real(8) :: omega(0:nx+1, 0:ny+1)`.
  [[nodiscard]] const double* vorticity() const noexcept { return vorticity_.data(); }
  /// In C's order, ghost cells included: `double dye[ny + 2][nx + 2]`.
  [[nodiscard]] const double* dye() const noexcept { return dye_.data(); }
  /// As the vorticity.
  [[nodiscard]] const double* stream() const noexcept { return stream_.data(); }

  /// J(ψ, f) + ν ∇²f of a field with ghost cells, into one whose ghost cells are left alone.
  void tendency(const std::vector<double>& field, std::vector<double>& result) const;

private:
  [[nodiscard]] std::size_t index(std::size_t i, std::size_t j) const noexcept {
    return (j + ghosts) * pitch_ + i + ghosts;
  }
  void wrap(std::vector<double>& field) const;
  void find_stream();
  void advance(std::vector<double>& field, const std::vector<double>& now,
               const std::vector<double>& last, const std::vector<double>& before) const;

  grid_size size_;
  double viscosity_ = 0;
  double time_step_ = 0;
  double cell_;       // its side
  std::size_t pitch_; // numbers from line to line
  std::size_t steps_ = 0;
  poisson_solver poisson_;
  std::vector<double> vorticity_, stream_, dye_;
  // Tendencies of this step and of the two before it.
  std::vector<double> vorticity_now_, vorticity_last_, vorticity_before_;
  std::vector<double> dye_now_, dye_last_, dye_before_;
};
