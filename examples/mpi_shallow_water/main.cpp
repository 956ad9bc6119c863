// Shallow water on many processes, with pictures of the whole basin that none of them has.
//
//   mpirun -n 4 mpi_shallow_water FOLDER [--size 384 256] [--steps 1200] [--every 8]
//
// FOLDER, which must exist, gets shallow_water.mp4, poster.png, levels.png and shallow_water.html.
// The pictures are the same for any number of processes. Exit codes: 0 done, 1 something failed, 2
// the command line makes no sense.
#include <charconv>
#include <chrono>
#include <cmath>
#include <cstddef>
#include <cstdio>
#include <exception>
#include <initializer_list>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

#include "basin.hpp"
#include "decomposition.hpp"
#include "pictures.hpp"

namespace {

constexpr double height = 100; // of the basin, in metres
constexpr double rest = 1;     // the depth of still water

struct arguments {
  std::string folder{};
  std::size_t nx = 384, ny = 256;
  std::size_t steps = 1200;
  std::size_t steps_per_frame = 8;
};

std::optional<std::size_t> count_of(std::string_view text) {
  std::size_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || value == 0 || value > 1u << 24)
    return {};
  return value;
}

/// What the command line says, or what is wrong with it.
std::pair<arguments, std::string> read(int argc, char** argv) {
  arguments a;
  const auto numbers = [&](int& at, std::initializer_list<std::size_t*> targets) {
    for (std::size_t* target : targets) {
      const std::optional<std::size_t> value = at + 1 < argc ? count_of(argv[++at]) : std::nullopt;
      if (!value) return false;
      *target = *value;
    }
    return true;
  };
  for (int i = 1; i < argc; ++i) {
    const std::string_view name = argv[i];
    bool right = true;
    if (name == "--size")
      right = numbers(i, {&a.nx, &a.ny});
    else if (name == "--steps")
      right = numbers(i, {&a.steps});
    else if (name == "--every")
      right = numbers(i, {&a.steps_per_frame});
    else if (a.folder.empty() && !name.starts_with('-'))
      a.folder = name;
    else
      return {a, "unknown argument \"" + std::string(name) + "\""};
    if (!right) return {a, std::string(name) + " expects numbers of 1 or more"};
  }
  if (a.folder.empty()) return {a, "expected a folder, which must exist"};
  for (const std::size_t n : {a.nx, a.ny})
    if (n % pictures::tile != 0 || n < 32 || n > 16384)
      return {a, "--size: " + std::to_string(n) + "; expected multiples of " +
                     std::to_string(pictures::tile) + " from 32 to 16384"};
  return {a, {}};
}

/// Columns of water in the basin: a cell's depth follows from its place alone.
void pour(basin& block, const decomposition& ranks) {
  const struct {
    double x, y, radius, depth; // in heights of the basin, and metres
  } columns[] = {{0.42, 0.37, 0.11, 2.4}, {1.15, 0.66, 0.07, 2.2}, {0.83, 0.2, 0.03, 1.8}};
  const double cell = block.cell() / height;
  for (std::size_t j = 0; j < block.ny(); ++j)
    for (std::size_t i = 0; i < block.nx(); ++i) {
      const double x = (static_cast<double>(ranks.columns().first + i) + 0.5) * cell;
      const double y = (static_cast<double>(ranks.rows().first + j) + 0.5) * cell;
      double depth = rest;
      for (const auto& c : columns)
        if ((x - c.x) * (x - c.x) + (y - c.y) * (y - c.y) < c.radius * c.radius) depth = c.depth;
      block.at(static_cast<std::ptrdiff_t>(i), static_cast<std::ptrdiff_t>(j)).depth = depth;
    }
}

void check_stable(double courant, std::size_t step) {
  if (courant < basin::most_courant) return; // not for NaN
  throw std::runtime_error("in step " + std::to_string(step) + " waves cross " +
                           std::to_string(courant) + " cells; expected less than " +
                           std::to_string(basin::most_courant));
}

void run(const arguments& a) {
  const auto begin = std::chrono::steady_clock::now();
  const decomposition ranks(MPI_COMM_WORLD, a.nx, a.ny, pictures::tile);
  basin block(ranks.columns().count, ranks.rows().count, height / static_cast<double>(a.ny));
  pour(block, ranks);
  run_facts facts{.nx = a.nx, .ny = a.ny, .steps = a.steps, .steps_per_frame = a.steps_per_frame};
  // Where waves meet they are faster than any at the beginning.
  facts.time_step = 0.6 * basin::most_courant * block.cell() / ranks.most(block.fastest());
  facts.volume_first = ranks.sum(block.volume());

  pictures made(a.folder, ranks, facts);
  for (std::size_t step = 0; step <= a.steps; ++step) {
    if (step > 0) {
      ranks.fill_ghosts(block);
      block.first_stage(facts.time_step);
      ranks.fill_ghosts(block);
      block.second_stage(facts.time_step);
    }
    if (step % a.steps_per_frame == 0) {
      check_stable(ranks.most(block.fastest()) * facts.time_step / block.cell(), step);
      made.frame(block);
    }
  }
  ranks.fill_ghosts(block);
  facts.volume_last = ranks.sum(block.volume());
  const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - begin;
  facts.seconds = taken.count();
  made.finish(block, facts);
  if (ranks.rank() != 0) return;
  std::printf("%zu steps on %d x %d processes in %.1f s; volume %.9f, then %.9f cubic metres\n%s\n",
              a.steps, ranks.across(), ranks.down(), facts.seconds, facts.volume_first,
              facts.volume_last, (a.folder + "/shallow_water.html").c_str());
}

} // namespace

int main(int argc, char** argv) {
  // A thread of the movie's works beside the one that calls MPI.
  int level = 0;
  MPI_Init_thread(&argc, &argv, MPI_THREAD_FUNNELED, &level);
  int rank = 0;
  MPI_Comm_rank(MPI_COMM_WORLD, &rank);
  int code = 0;
  const auto [a, fault] = read(argc, argv);
  if (!fault.empty()) {
    if (rank == 0)
      std::fprintf(stderr,
                   "mpi_shallow_water: %s\nmpi_shallow_water FOLDER [--size NX NY] [--steps N] "
                   "[--every N]\n",
                   fault.c_str());
    code = 2;
  } else {
    try {
      run(a);
    } catch (const std::runtime_error& e) {
      // All processes have the same error, or rank 0 alone, after the others' last message.
      if (rank == 0) std::fprintf(stderr, "mpi_shallow_water: %s\n", e.what());
      code = 1;
    } catch (const std::exception& e) {
      // Others may wait for this process.
      std::fprintf(stderr, "mpi_shallow_water: %s\n", e.what());
      MPI_Abort(MPI_COMM_WORLD, 1);
    }
  }
  MPI_Finalize();
  return code;
}
