// Blocks of cells, and the exchange of ghost cells.
#include "decomposition.hpp"

#include <stdexcept>
#include <string>

namespace {

/// The cells of one of several parts that are as equal as tiles allow.
run_of_cells part(std::size_t cells, std::size_t tile, int parts, int index) {
  const std::size_t tiles = cells / tile, n = static_cast<std::size_t>(parts);
  const std::size_t i = static_cast<std::size_t>(index);
  const std::size_t first = tiles * i / n, behind = tiles * (i + 1) / n;
  return {first * tile, (behind - first) * tile};
}

/// A strip of `runs` runs of cells, from run to run a row of the block in memory.
MPI_Datatype strip(std::size_t runs, std::size_t cells, std::size_t pitch) {
  constexpr std::size_t numbers = sizeof(water) / sizeof(double);
  MPI_Datatype type = MPI_DATATYPE_NULL;
  MPI_Type_vector(static_cast<int>(runs), static_cast<int>(cells * numbers),
                  static_cast<int>(pitch * numbers), MPI_DOUBLE, &type);
  MPI_Type_commit(&type);
  return type;
}

double reduce(double mine, MPI_Op operation, MPI_Comm comm) {
  double result = 0;
  MPI_Allreduce(&mine, &result, 1, MPI_DOUBLE, operation, comm);
  return result;
}

} // namespace

decomposition::decomposition(MPI_Comm all, std::size_t nx, std::size_t ny, std::size_t tile) {
  int processes = 0;
  MPI_Comm_size(all, &processes);
  // Of all arrangements the one whose blocks have the shortest borders.
  std::size_t least = 0;
  for (int down = 1; down <= processes; ++down) {
    const int across = processes / down;
    if (down * across != processes || static_cast<std::size_t>(down) * tile > ny ||
        static_cast<std::size_t>(across) * tile > nx)
      continue;
    const std::size_t border =
        nx * static_cast<std::size_t>(down) + ny * static_cast<std::size_t>(across);
    if (least != 0 && border >= least) continue;
    least = border;
    parts_[0] = down;
    parts_[1] = across;
  }
  if (least == 0)
    throw std::runtime_error(std::to_string(processes) + " processes for " + std::to_string(nx) +
                             " x " + std::to_string(ny) + " cells; expected a number of them in " +
                             "rows and columns that have " + std::to_string(tile) +
                             " cells each at least");
  const int periodic[2] = {0, 0};
  MPI_Cart_create(all, 2, parts_, periodic, 0, &comm_);
  MPI_Comm_rank(comm_, &rank_);
  int here[2] = {0, 0};
  MPI_Cart_coords(comm_, rank_, 2, here);
  rows_ = part(ny, tile, parts_[0], here[0]);
  columns_ = part(nx, tile, parts_[1], here[1]);
  const std::size_t pitch = columns_.count + 2 * basin::ghosts;
  column_strip_ = strip(rows_.count, basin::ghosts, pitch);
  row_strip_ = strip(basin::ghosts, columns_.count, pitch);
}

decomposition::~decomposition() {
  MPI_Type_free(&column_strip_);
  MPI_Type_free(&row_strip_);
  MPI_Comm_free(&comm_);
}

void decomposition::fill_ghosts(basin& block) const {
  constexpr auto g = static_cast<std::ptrdiff_t>(basin::ghosts);
  const auto nx = static_cast<std::ptrdiff_t>(columns_.count);
  const auto ny = static_cast<std::ptrdiff_t>(rows_.count);
  int above = 0, below = 0, before = 0, behind = 0;
  MPI_Cart_shift(comm_, 0, 1, &above, &below);
  MPI_Cart_shift(comm_, 1, 1, &before, &behind);
  // Of each side: the neighbour, what it sends, what is sent to it, and which way these go.
  enum way : int { leftwards, rightwards, upwards, downwards };
  const struct {
    side wall;
    int neighbour;
    MPI_Datatype type;
    water* ghost;
    const water* inner;
    way in, out;
  } sides[] = {
      {side::left, before, column_strip_, &block.at(-g, 0), &block.at(0, 0), rightwards, leftwards},
      {side::right, behind, column_strip_, &block.at(nx, 0), &block.at(nx - g, 0), leftwards,
       rightwards},
      {side::top, above, row_strip_, &block.at(0, -g), &block.at(0, 0), downwards, upwards},
      {side::bottom, below, row_strip_, &block.at(0, ny), &block.at(0, ny - g), upwards, downwards},
  };
  MPI_Request requests[8];
  int count = 0;
  for (const auto& s : sides) {
    if (s.neighbour == MPI_PROC_NULL) {
      block.reflect(s.wall);
      continue;
    }
    MPI_Irecv(s.ghost, 1, s.type, s.neighbour, s.in, comm_, &requests[count++]);
    MPI_Isend(s.inner, 1, s.type, s.neighbour, s.out, comm_, &requests[count++]);
  }
  MPI_Waitall(count, requests, MPI_STATUSES_IGNORE);
}

double decomposition::sum(double mine) const { return reduce(mine, MPI_SUM, comm_); }
double decomposition::most(double mine) const { return reduce(mine, MPI_MAX, comm_); }
