// What travels: bytes that all ranks send for a picture, counted at MPI's own interface, and
// memory.
//
//   mpirun -n 8 counts FOLDER
#include <arrayreel/arrayreel.hpp>
#include <arrayreel/mpi.hpp>

#include <cmath>
#include <cstdio>
#include <fstream>
#include <limits>
#include <string>
#include <vector>

namespace ar = arrayreel;

namespace {

double sent = 0; // bytes of this rank

void count(int n, MPI_Datatype type) {
  int size = 0;
  PMPI_Type_size(type, &size);
  sent += static_cast<double>(n) * size;
}

/// Of /proc/self/status, in bytes.
double memory(const std::string& name) {
  std::ifstream in("/proc/self/status");
  for (std::string line; std::getline(in, line);)
    if (line.rfind(name + ":", 0) == 0) return 1024 * std::stod(line.substr(name.size() + 1));
  return 0;
}

} // namespace

extern "C" {
int MPI_Send(const void* p, int n, MPI_Datatype t, int to, int tag, MPI_Comm c) {
  count(n, t);
  return PMPI_Send(p, n, t, to, tag, c);
}
int MPI_Ssend(const void* p, int n, MPI_Datatype t, int to, int tag, MPI_Comm c) {
  count(n, t);
  return PMPI_Ssend(p, n, t, to, tag, c);
}
int MPI_Isend(const void* p, int n, MPI_Datatype t, int to, int tag, MPI_Comm c, MPI_Request* r) {
  count(n, t);
  return PMPI_Isend(p, n, t, to, tag, c, r);
}
int MPI_Bcast(void* p, int n, MPI_Datatype t, int root, MPI_Comm c) {
  int rank = 0;
  PMPI_Comm_rank(c, &rank);
  if (rank == root) count(n, t);
  return PMPI_Bcast(p, n, t, root, c);
}
int MPI_Allreduce(const void* p, void* q, int n, MPI_Datatype t, MPI_Op op, MPI_Comm c) {
  count(n, t);
  return PMPI_Allreduce(p, q, n, t, op, c);
}
int MPI_Reduce(const void* p, void* q, int n, MPI_Datatype t, MPI_Op op, int root, MPI_Comm c) {
  count(n, t);
  return PMPI_Reduce(p, q, n, t, op, root, c);
}
int MPI_Gather(const void* p, int n, MPI_Datatype t, void* q, int m, MPI_Datatype u, int root,
               MPI_Comm c) {
  count(n, t);
  return PMPI_Gather(p, n, t, q, m, u, root, c);
}
int MPI_Gatherv(const void* p, int n, MPI_Datatype t, void* q, const int* m, const int* at,
                MPI_Datatype u, int root, MPI_Comm c) {
  count(n, t);
  return PMPI_Gatherv(p, n, t, q, m, at, u, root, c);
}
int MPI_Allgather(const void* p, int n, MPI_Datatype t, void* q, int m, MPI_Datatype u,
                  MPI_Comm c) {
  count(n, t);
  return PMPI_Allgather(p, n, t, q, m, u, c);
}
int MPI_Allgatherv(const void* p, int n, MPI_Datatype t, void* q, const int* m, const int* at,
                   MPI_Datatype u, MPI_Comm c) {
  count(n, t);
  return PMPI_Allgatherv(p, n, t, q, m, at, u, c);
}
int MPI_Alltoall(const void* p, int n, MPI_Datatype t, void* q, int m, MPI_Datatype u, MPI_Comm c) {
  int ranks = 0;
  PMPI_Comm_size(c, &ranks);
  count(n * ranks, t);
  return PMPI_Alltoall(p, n, t, q, m, u, c);
}
int MPI_Alltoallv(const void* p, const int* n, const int* from, MPI_Datatype t, void* q,
                  const int* m, const int* at, MPI_Datatype u, MPI_Comm c) {
  int ranks = 0;
  PMPI_Comm_size(c, &ranks);
  for (int r = 0; r < ranks; ++r) count(n[r], t);
  return PMPI_Alltoallv(p, n, from, t, q, m, at, u, c);
}
}

int main(int argc, char** argv) {
  MPI_Init(&argc, &argv);
  int rank = 0;
  int ranks = 0;
  MPI_Comm_rank(MPI_COMM_WORLD, &rank);
  MPI_Comm_size(MPI_COMM_WORLD, &ranks);
  if (argc < 2) return 2;
  const std::string path = std::string(argv[1]) + "/counts.png";
  constexpr int side = 2048;
  constexpr double pixels = double{side} * side;
  int failures = 0;

  struct layout {
    const char* name;
    int rows, columns; // blocks
  };
  const layout layouts[] = {{"rows", ranks, 1},
                            {"columns", 1, ranks},
                            {"2-D", 2, ranks / 2},
                            {"32 x 32 blocks in turn", 32, 32}};
  struct style {
    const char* name;
    bool has_nan;
    double most; // bytes for a pixel
    ar::mpi_image_options options;
  };
  const style styles[] = {
      {"gray", false, 1.02, {.durable = false}},
      {"viridis", false, 1.02, {.colormap = ar::colormaps::viridis, .durable = false}},
      {"viridis, given range",
       false,
       1.02,
       {.vmin = -1, .vmax = 1, .colormap = ar::colormaps::viridis, .durable = false}},
      {"NaN, gray", true, 1.02, {.durable = false}},
      {"NaN, viridis", true, 1.02, {.colormap = ar::colormaps::viridis, .durable = false}},
      {"viridis, 16 bits",
       false,
       2.04,
       {.colormap = ar::colormaps::viridis, .bit_depth = 16, .durable = false}},
      {"viridis, upscale 2",
       false,
       1.02,
       {.colormap = ar::colormaps::viridis, .upscale = 2, .durable = false}},
  };
  for (const layout& l : layouts)
    for (const style& s : styles) {
      std::vector<std::vector<float>> values;
      std::vector<ar::mpi_block> blocks;
      const int rows = side / l.rows;
      const int columns = side / l.columns;
      double own_bytes = 0;
      for (int i = 0; i < l.rows * l.columns; ++i) {
        if (i % ranks != rank) continue;
        const int y0 = i / l.columns * rows;
        const int x0 = i % l.columns * columns;
        std::vector<float>& v = values.emplace_back();
        for (int y = y0; y < y0 + rows; ++y)
          for (int x = x0; x < x0 + columns; ++x) {
            const bool land = s.has_nan && (y - 900) * (y - 900) + (x - 700) * (x - 700) < 160000;
            v.push_back(land ? std::numeric_limits<float>::quiet_NaN()
                             : std::sin(0.01F * static_cast<float>(y)) *
                                   std::cos(0.013F * static_cast<float>(x)));
          }
        own_bytes += static_cast<double>(v.size() * sizeof(float));
        blocks.emplace_back(ar::view(v.data(), {rows, columns}),
                            ar::placement{.size = {side, side}, .at = {y0, x0}});
      }
      MPI_Barrier(MPI_COMM_WORLD);
      std::ofstream("/proc/self/clear_refs") << 5; // the peak begins anew
      const double before = memory("VmRSS");
      sent = 0;
      ar::mpi_write_png(MPI_COMM_WORLD, path, blocks, s.options);
      const double own[2] = {sent, memory("VmHWM") - before};
      double all_sent = 0;
      double most_memory = 0;
      PMPI_Allreduce(own, &all_sent, 1, MPI_DOUBLE, MPI_SUM, MPI_COMM_WORLD);
      PMPI_Allreduce(own + 1, &most_memory, 1, MPI_DOUBLE, MPI_MAX, MPI_COMM_WORLD);
      if (rank == 0)
        std::printf(
            "%-22s %-20s %.4f bytes sent a pixel, %5.1f MB of memory a rank beside %.1f MB\n",
            l.name, s.name, all_sent / pixels, most_memory / 1e6, own_bytes / 1e6);
      if (all_sent > s.most * pixels) ++failures;
    }
  if (rank == 0) std::printf("%d failures\n", failures);
  MPI_Finalize();
  return failures == 0 ? 0 : 1;
}
