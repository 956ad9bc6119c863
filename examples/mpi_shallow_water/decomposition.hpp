// A basin divided among the processes of an MPI communicator.
#pragma once

#include <cstddef>

#include <mpi.h>

#include "basin.hpp"

/// A run of cells along one axis.
struct run_of_cells {
  std::size_t first = 0;
  std::size_t count = 0;
};

/// Which cells each process has: a rectangle, whose sides are multiples of a tile's, so that no
/// tile is divided. Processes are arranged in rows and columns.
class decomposition {
public:
  /// Called by all processes of the communicator.
  /// \param nx, ny cells of the whole basin, multiples of `tile`
  /// \throws std::runtime_error on all processes where there are more of them than tiles
  decomposition(MPI_Comm all, std::size_t nx, std::size_t ny, std::size_t tile);
  decomposition(const decomposition&) = delete;
  decomposition& operator=(const decomposition&) = delete;
  ~decomposition();

  /// The processes in their arrangement.
  [[nodiscard]] MPI_Comm comm() const noexcept { return comm_; }
  [[nodiscard]] int rank() const noexcept { return rank_; }
  [[nodiscard]] int processes() const noexcept { return parts_[0] * parts_[1]; }
  [[nodiscard]] int across() const noexcept { return parts_[1]; }
  [[nodiscard]] int down() const noexcept { return parts_[0]; }

  /// The cells of this process.
  [[nodiscard]] const run_of_cells& columns() const noexcept { return columns_; }
  [[nodiscard]] const run_of_cells& rows() const noexcept { return rows_; }

  /// Fills the ghost cells of this process's block: from its neighbours, and by walls at the edges
  /// of the basin. Called by all processes.
  void fill_ghosts(basin& block) const;

  [[nodiscard]] double sum(double mine) const;
  [[nodiscard]] double most(double mine) const;

private:
  MPI_Comm comm_ = MPI_COMM_NULL;
  int rank_ = 0;
  int parts_[2] = {0, 0}; // down and across
  run_of_cells columns_, rows_;
  MPI_Datatype column_strip_ = MPI_DATATYPE_NULL; // as many columns as there are ghosts
  MPI_Datatype row_strip_ = MPI_DATATYPE_NULL;
};
