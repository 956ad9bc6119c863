// Calls of which one rank or all are wrong: every rank throws the same error, and no file appears.
//
//   mpirun -n 4 failures errors FOLDER    all of them, one after the other
//   mpirun -n 4 failures killed FILE      a rank kills itself while the others work
#include <arrayreel/arrayreel.hpp>
#include <arrayreel/mpi.hpp>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <string>
#include <thread>
#include <vector>

namespace ar = arrayreel;

namespace {

int messages_left = -1; // until this rank kills itself; below 0: never

struct program {
  int rank = 0;
  int ranks = 1;
  int failures = 0;

  /// All ranks must throw the same error of this kind whose message has these words.
  void expect(const char* what, ar::error_kind kind, const std::string& words,
              const std::function<void()>& call) {
    std::string text = "no error";
    try {
      call();
    } catch (const ar::error& e) {
      text = std::to_string(static_cast<int>(e.kind())) + " " + e.what();
    } catch (const std::exception& e) {
      text = std::string("another exception: ") + e.what();
    }
    std::vector<char> own(2048, '\0');
    text.copy(own.data(), own.size() - 1);
    std::vector<char> all(own.size() * static_cast<std::size_t>(ranks));
    MPI_Allgather(own.data(), 2048, MPI_CHAR, all.data(), 2048, MPI_CHAR, MPI_COMM_WORLD);
    const std::string start = std::to_string(static_cast<int>(kind)) + " ";
    for (int r = 0; r < ranks; ++r) {
      const std::string theirs(all.data() + 2048 * r);
      if (theirs.rfind(start, 0) == 0 && theirs.find(words) != std::string::npos && theirs == text)
        continue;
      if (rank == 0)
        std::fprintf(stderr, "%s: rank %d says '%s', rank 0 '%s'; expected kind %d with '%s'\n",
                     what, r, theirs.c_str(), text.c_str(), static_cast<int>(kind), words.c_str());
      ++failures;
    }
  }
  void require(bool holds, const char* what) {
    if (holds) return;
    std::fprintf(stderr, "rank %d: %s\n", rank, what);
    ++failures;
  }
};

/// Values that hardly compress.
std::vector<float> noise(std::size_t size) {
  std::vector<float> v(size);
  std::uint32_t x = 1;
  for (float& f : v) {
    x = x * 1664525U + 1013904223U;
    f = static_cast<float>(x >> 8) / 16777216.0F;
  }
  return v;
}

int errors(const std::string& folder) {
  using kind = ar::error_kind;
  program p;
  MPI_Comm_rank(MPI_COMM_WORLD, &p.rank);
  MPI_Comm_size(MPI_COMM_WORLD, &p.ranks);
  const MPI_Comm world = MPI_COMM_WORLD;
  const int rank = p.rank;
  const int n = p.ranks;
  constexpr int rows = 512;
  constexpr int columns = 2048;
  const std::vector<float> values = noise(std::size_t{rows} * columns);
  const auto block = ar::view(values.data(), {rows, columns});
  const ar::placement here{.size = {rows * n, columns}, .at = {rows * rank, 0}};
  const std::string path = folder + "/failed.png";
  const auto write = [&](const ar::placement& where, const ar::mpi_image_options& o = {}) {
    ar::mpi_write_png(world, path, block, where, o);
  };

  p.expect("vmin", kind::parameter, "vmin that differs",
           [&] { write(here, {.vmin = rank - 9.0}); });
  p.expect("colormap", kind::parameter, "colormap that differs",
           [&] { write(here, {.colormap = rank == 1 ? "viridis" : "magma"}); });
  p.expect("bit depth", kind::parameter, "bit depth that differs",
           [&] { write(here, {.bit_depth = rank == 1 ? 16U : 8U}); });
  p.expect("compression", kind::parameter, "compression that differs", [&] {
    write(here,
          {.compression = rank == 1 ? ar::png_compression::balanced : ar::png_compression::fast});
  });
  p.expect("path", kind::parameter, "path that differs",
           [&] { ar::mpi_write_png(world, path + std::to_string(rank), block, here); });
  p.expect("size", kind::parameter, "height of the picture that differs", [&] {
    write({.size = {rows * n + rank, columns}, .at = {rows * rank, 0}});
  });
  p.expect("type", kind::parameter, "type of the elements that differs", [&] {
    const std::vector<double> other(std::size_t{rows} * columns);
    if (rank == 1)
      ar::mpi_write_png(world, path, ar::view(other.data(), {rows, columns}), here);
    else
      write(here);
  });
  p.expect("channels", kind::parameter, "number of channels that differs", [&] {
    const std::vector<float> other(std::size_t{rows} * columns * 3);
    if (rank == 1)
      ar::mpi_write_png(world, path, ar::view(other.data(), {rows, columns, 3}), here);
    else
      write(here);
  });
  p.expect("calls", kind::parameter, "different calls", [&] {
    if (rank == 1)
      static_cast<void>(ar::mpi_value_range(world, block));
    else
      write(here);
  });
  p.expect("overlap", kind::parameter, "overlap", [&] {
    write({.size = here.size, .at = {rank == 1 ? rows - 1 : rows * rank, 0}});
  });
  p.expect("hole", kind::parameter, "no block covers row 512, column 2047", [&] {
    ar::mpi_write_png(world, path,
                      ar::view(values.data(), {rows, rank == 1 ? columns - 1 : columns}), here);
  });
  p.expect("outside", kind::parameter, "expected it to lie in the picture", [&] {
    write({.size = here.size, .at = {rows * rank + (rank == n - 1 ? 1 : 0), 0}});
  });
  p.expect("negative", kind::parameter, "{-1, 0}", [&] {
    write({.size = here.size, .at = {rank == 2 ? -1 : rows * rank, 0}});
  });
  p.expect("cell", kind::parameter, "cells of {0, 1}", [&] {
    write({.size = here.size, .at = here.at, .cell = {rank == 2 ? 0 : 1, 1}});
  });
  p.expect("nobody", kind::parameter, "no rank has an element",
           [&] { ar::mpi_write_png(world, path, std::span<const ar::mpi_block>()); });
  p.expect("axes", kind::parameter, "is no picture", [&] {
    if (rank == 3)
      ar::mpi_write_png(world, path, ar::view(values.data(), {7, 7, 7}), here);
    else
      write(here);
  });
  p.expect("option", kind::parameter, "expected 8 or 16", [&] { write(here, {.bit_depth = 7U}); });
  p.expect("threads", kind::parameter, "2 threads on one rank",
           [&] { write(here, {.threads = 2}); });
  p.expect("norm", kind::parameter, "logarithmic norm from vmin",
           [&] { write(here, {.vmin = -1, .norm = "log"}); });
  p.expect("before the call", kind::encoder, "the solver diverged (rank 2", [&] {
    try {
      if (rank == 2) throw std::runtime_error("the solver diverged");
    } catch (...) {
      ar::mpi_fail(world);
    }
    write(here);
  });
  p.expect("before another call", kind::limit, "too little memory (rank 1", [&] {
    try {
      if (rank == 1) throw std::bad_alloc();
    } catch (...) {
      ar::mpi_fail(world);
    }
    static_cast<void>(ar::mpi_nbimage(world, block, here));
  });
  p.expect("no folder", kind::io, "cannot be created",
           [&] { ar::mpi_write_png(world, folder + "/none/u.png", block, here); });
  p.expect("full", kind::io, "No space left",
           [&] { ar::mpi_write_png(world, "/dev/full", block, here, {.durable = false}); });
  p.expect("full, by libpng", kind::io, "No space left", [&] {
    ar::mpi_write_png(world, "/dev/full", block, here, {.level = 1, .durable = false});
  });
  p.expect("full, with a colorbar", kind::io, "No space left", [&] {
    ar::mpi_write_png(world, "/dev/full", block, here, {.colorbar = true, .durable = false});
  });
  p.expect("value range", kind::parameter, "no rank has an element", [&] {
    static_cast<void>(ar::mpi_value_range(world, ar::view(values.data(), {0, 4})));
  });
  p.expect("no communicator", kind::parameter, "MPI_COMM_NULL",
           [&] { ar::mpi_write_png(MPI_COMM_NULL, path, block, here); });
  p.expect("another thread", kind::parameter, "another thread", [&] {
    std::exception_ptr failed;
    std::thread([&] {
      try {
        write(here);
      } catch (...) {
        failed = std::current_exception();
      }
    }).join();
    if (failed) std::rethrow_exception(failed);
  });
  MPI_Comm between = MPI_COMM_NULL;
  MPI_Comm half = MPI_COMM_NULL;
  MPI_Comm_split(world, rank % 2, rank, &half);
  MPI_Intercomm_create(half, 0, world, 1 - rank % 2, 7, &between);
  p.expect("two groups", kind::parameter, "between two groups",
           [&] { ar::mpi_write_png(between, path, block, here); });
  MPI_Comm_free(&between);
  MPI_Comm_free(&half);

  MPI_Barrier(world);
  // Nothing has appeared, under no name.
  if (rank == 0)
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
      p.require(false, entry.path().c_str());
    }
  MPI_Barrier(world);
  // After all that, calls work.
  write(here);
  const std::vector<float> all = [&] {
    std::vector<float> v;
    for (int r = 0; r < n; ++r) v.insert(v.end(), values.begin(), values.end());
    return v;
  }();
  const ar::encoded expected = ar::encode_png(ar::view(all.data(), {rows * n, columns}));
  p.require(std::filesystem::file_size(path) == expected.bytes.size(), "a file of another size");
  MPI_Barrier(world);
  // To what is no regular file, rank 0 writes what the others send it.
  if (rank == 0) std::filesystem::remove(path);
  MPI_Barrier(world);
  ar::mpi_write_png(world, "/dev/null", block, here);
  if (rank == 0) std::printf("%d failures\n", p.failures);
  int all_failures = 0;
  MPI_Allreduce(&p.failures, &all_failures, 1, MPI_INT, MPI_SUM, world);
  return all_failures;
}

} // namespace

// A message that a rank does not live to send.
extern "C" int MPI_Isend(const void* bytes, int count, MPI_Datatype type, int to, int tag,
                         MPI_Comm comm, MPI_Request* request) {
  if (messages_left >= 0 && messages_left-- == 0) std::raise(SIGKILL);
  return PMPI_Isend(bytes, count, type, to, tag, comm, request);
}

int main(int argc, char** argv) {
  if (argc < 3) return 2;
  const std::string mode = argv[1];
  const std::vector<float> values = noise(2048 * 2048);
  const auto refused = [&](const char* words) {
    try {
      ar::mpi_write_png(MPI_COMM_WORLD, std::string(argv[2]) + "/u.png",
                        ar::view(values.data(), {2048, 2048}), {.size = {2048, 2048}});
    } catch (const ar::error& e) {
      if (std::string(e.what()).find(words) != std::string::npos) return true;
      std::fprintf(stderr, "'%s'; expected '%s'\n", e.what(), words);
    }
    return false;
  };
  if (mode == "errors" && !refused("before MPI is initialised")) return 3;
  int level = 0;
  MPI_Init_thread(&argc, &argv, MPI_THREAD_FUNNELED, &level);
  int result = 0;
  if (mode == "errors") {
    result = errors(argv[2]);
  } else {
    int rank = 0;
    int ranks = 0;
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    MPI_Comm_size(MPI_COMM_WORLD, &ranks);
    if (rank == 1) messages_left = 3;
    // Columns: all ranks send to all.
    ar::mpi_write_png(MPI_COMM_WORLD, argv[2], ar::view(values.data(), {2048, 2048}),
                      {.size = {2048, 2048 * ranks}, .at = {0, 2048 * rank}});
  }
  MPI_Finalize();
  if (mode == "errors" && !refused("after MPI_Finalize")) return 3;
  return result == 0 ? 0 : 1;
}
