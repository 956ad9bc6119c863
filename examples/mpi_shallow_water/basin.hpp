// Shallow water in a part of a basin: the solver, which knows nothing of processes or pictures.
#pragma once

#include <cstddef>
#include <vector>

/// What a cell holds: the water's depth, and its momentum in both directions, each per area.
struct water {
  double depth = 0;
  double across = 0; ///< depth times velocity along x
  double down = 0;   ///< depth times velocity along y
};

/// The faces of a block of cells.
enum class side { left, right, top, bottom };

/// A block of square cells, which is the whole basin or a part of it, with ghost cells around it.
///
/// It solves the equations of shallow water over a flat bottom,
/// ∂h/∂t + ∇·(h v) = 0 and ∂(h v)/∂t + ∇·(h v v) + ∇(g h² / 2) = 0, by finite volumes: slopes that
/// minmod limits, HLL's fluxes (Harten, Lax and van Leer 1983) and Heun's steps of second order.
/// What leaves a cell enters its neighbour, so that no water is lost. A cell's new state depends
/// on its neighbours alone, and not on where in a block it lies: a basin in one block and one in
/// many have the same numbers.
///
/// Quantities are in units in which any consistent set will do, such as metres and seconds.
class basin {
public:
  static constexpr std::size_t ghosts = 2;
  static constexpr double gravity = 9.81;
  /// The part of a cell that the fastest wave may cross in a step.
  static constexpr double most_courant = 0.5;

  /// A block of nx times ny cells of still water of no depth.
  /// \param cell the side of a cell
  basin(std::size_t nx, std::size_t ny, double cell);

  [[nodiscard]] std::size_t nx() const noexcept { return nx_; }
  [[nodiscard]] std::size_t ny() const noexcept { return ny_; }
  [[nodiscard]] double cell() const noexcept { return cell_; }
  /// Columns in memory, ghost cells included.
  [[nodiscard]] std::size_t pitch() const noexcept { return nx_ + 2 * ghosts; }
  /// Rows in memory, ghost cells included.
  [[nodiscard]] std::size_t rows() const noexcept { return ny_ + 2 * ghosts; }

  /// The cell in column x and row y, the first being 0. Ghost cells are at −2, −1, n and n + 1.
  [[nodiscard]] water& at(std::ptrdiff_t x, std::ptrdiff_t y) noexcept {
    return state_[index(x, y)];
  }
  [[nodiscard]] const water& at(std::ptrdiff_t x, std::ptrdiff_t y) const noexcept {
    return state_[index(x, y)];
  }
  /// All cells, rows() times pitch().
  [[nodiscard]] const water* data() const noexcept { return state_.data(); }

  /// Fills the ghost cells of a side as a wall does: water is thrown back.
  void reflect(side s);

  /// One stage of a step of Heun, which has two. Ghost cells must have been filled before each.
  void first_stage(double time_step);
  void second_stage(double time_step);

  /// The speed of the fastest wave.
  [[nodiscard]] double fastest() const;
  /// The volume of the water.
  [[nodiscard]] double volume() const;

private:
  [[nodiscard]] std::size_t index(std::ptrdiff_t x, std::ptrdiff_t y) const noexcept {
    constexpr auto first = static_cast<std::ptrdiff_t>(ghosts);
    return static_cast<std::size_t>(y + first) * pitch() + static_cast<std::size_t>(x + first);
  }
  /// Sets `change_` to what a step as long adds to each cell.
  void find_change(double time_step);

  std::size_t nx_, ny_;
  double cell_;
  std::vector<water> state_;
  std::vector<water> before_; // the state at the step's beginning
  std::vector<water> change_; // of the cells without ghosts
  std::vector<water> flux_;   // through the faces between two rows
};
