// One picture by all ranks and by one: the time to map, compress and write a float field in rows,
// and the memory that each rank takes beside its block.
//
//   mpirun -n RANKS mpi_png FOLDER [SIDE [RUNS]]
//
// By turns, the best run counts. The file is not waited for on the disk.
#include <arrayreel/arrayreel.hpp>
#include <arrayreel/mpi.hpp>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

namespace ar = arrayreel;

namespace {

/// Of /proc/self/status, in megabytes; 0 where there is none.
double megabytes(const std::string& name) {
  std::ifstream in("/proc/self/status");
  for (std::string line; std::getline(in, line);)
    if (line.rfind(name + ":", 0) == 0) return std::stod(line.substr(name.size() + 1)) / 1000;
  return 0;
}

/// Rows of a smooth field with a little noise.
std::vector<float> rows_of(std::size_t begin, std::size_t end, std::size_t side) {
  std::vector<float> values;
  values.reserve((end - begin) * side);
  std::vector<float> waves(side);
  for (std::size_t x = 0; x < side; ++x) waves[x] = std::cos(0.0021F * static_cast<float>(x));
  std::uint32_t random = 1;
  for (std::size_t y = begin; y < end; ++y) {
    const float wave = std::sin(0.0013F * static_cast<float>(y));
    for (std::size_t x = 0; x < side; ++x) {
      random = random * 1664525U + 1013904223U;
      values.push_back(wave * waves[x] + static_cast<float>(random >> 8) * (0.01F / 16777216.0F));
    }
  }
  return values;
}

struct result {
  double seconds = 1e300;
  double memory = 0; // the most of a rank's, beside the blocks
};

/// Best of the runs so far, on all ranks of the communicator.
void measure(MPI_Comm comm, const std::string& path, const std::vector<float>& values,
             const ar::placement& where, std::size_t side, result& best) {
  MPI_Barrier(comm);
  std::ofstream("/proc/self/clear_refs") << 5; // the peak begins anew
  const double before = megabytes("VmRSS");
  const double start = MPI_Wtime();
  ar::mpi_write_png(comm, path, ar::view(values.data(), {values.size() / side, side}), where,
                    {.colormap = ar::colormaps::viridis, .durable = false});
  const double own[2] = {MPI_Wtime() - start, megabytes("VmHWM") - before};
  double all[2] = {};
  MPI_Allreduce(own, all, 2, MPI_DOUBLE, MPI_MAX, comm);
  best.seconds = std::min(best.seconds, all[0]);
  best.memory = std::max(best.memory, all[1]);
}

} // namespace

int main(int argc, char** argv) {
  MPI_Init(&argc, &argv);
  int rank = 0;
  int ranks = 1;
  MPI_Comm_rank(MPI_COMM_WORLD, &rank);
  MPI_Comm_size(MPI_COMM_WORLD, &ranks);
  if (argc < 2) {
    if (rank == 0) std::puts("mpi_png FOLDER [SIDE [RUNS]]");
    MPI_Finalize();
    return 2;
  }
  const std::string path = std::string(argv[1]) + "/mpi_png.png";
  const std::size_t side = argc > 2 ? std::stoul(argv[2]) : 16384;
  const int runs = argc > 3 ? std::stoi(argv[3]) : 3;
  const auto row = [&](int r) {
    return side * static_cast<std::size_t>(r) / static_cast<std::size_t>(ranks);
  };
  result together;
  result alone;
  {
    const std::vector<float> own = rows_of(row(rank), row(rank + 1), side);
    for (int i = 0; i < runs; ++i)
      measure(MPI_COMM_WORLD, path, own, {.size = {side, side}, .at = {row(rank), 0}}, side,
              together);
  }
  double bytes = 0;
  // The others must not wait in MPI meanwhile, where they take a processor.
  MPI_Request done = MPI_REQUEST_NULL;
  int is_done = rank == 0 ? 1 : 0;
  if (rank != 0) MPI_Ibarrier(MPI_COMM_WORLD, &done);
  while (is_done == 0) {
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    MPI_Test(&done, &is_done, MPI_STATUS_IGNORE);
  }
  if (rank == 0) {
    std::ifstream file(path, std::ios::binary | std::ios::ate);
    bytes = static_cast<double>(file.tellg());
    const std::vector<float> whole = rows_of(0, side, side);
    for (int i = 0; i < runs; ++i)
      measure(MPI_COMM_SELF, path, whole, {.size = {side, side}}, side, alone);
    std::remove(path.c_str());
  }
  if (rank == 0) {
    const double pixels = static_cast<double>(side) * static_cast<double>(side);
    const auto print = [&](int n, const result& r) {
      std::printf("%3d ranks: %7.3f s, %6.0f Mpixel/s, %6.1f MB of memory a rank beside %.1f MB\n",
                  n, r.seconds, pixels / r.seconds / 1e6, r.memory, 4e-6 * pixels / n);
    };
    std::printf("%zu x %zu floats, a file of %.1f MB\n", side, side, bytes / 1e6);
    print(1, alone);
    print(ranks, together);
    std::printf("%.2f times as fast\n", alone.seconds / together.seconds);
    MPI_Ibarrier(MPI_COMM_WORLD, &done);
    MPI_Wait(&done, MPI_STATUS_IGNORE);
  }
  MPI_Finalize();
  return 0;
}
