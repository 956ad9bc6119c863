// What pictures and movies of many ranks cost here, for the simulation.
//
//   mpirun -n 1 mpi_model_costs pixels              mapping, compressing and encoding a pixel
//   mpirun -n 2 mpi_model_costs messages            from rank 1 to rank 0, by size
//   mpirun -n R mpi_model_costs gather              from all ranks to rank 0
//   mpirun -n R mpi_model_costs waiting             what ranks that wait for messages take of the
//   cores mpirun -n R mpi_model_costs run MILLISECONDS    a solver that computes for so long,
//   without and
//                                                   with a movie of which each step is a frame
//
// Rank 0 prints a line for each number: its name and its value, in seconds unless it says
// otherwise.
#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <exception>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <arrayreel/mpi.hpp>
#include <arrayreel/mpi_video.hpp>
#include <arrayreel/png.hpp>
#include <arrayreel/rerange.hpp>
#include <arrayreel/video_writer.hpp>

#include "../measure.hpp"

namespace ar = arrayreel;

namespace {

constexpr std::size_t size = 1024; // of the picture, in both directions
constexpr double pi = 3.14159265358979324;

double now() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

/// Processor time of this thread.
double thread_time() {
  timespec t{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
  return static_cast<double>(t.tv_sec) + 1e-9 * static_cast<double>(t.tv_nsec);
}

void compute_until(double time) {
  volatile double sum = 0;
  while (thread_time() < time)
    for (int i = 0; i < 200; ++i) sum = sum + 1.0 / (1 + i);
}

/// Rows of a frame in which waves of several lengths run, as floats in -1...1.
void make_rows(std::vector<float>& rows, std::size_t first, std::size_t count, std::size_t frame) {
  rows.resize(count * size);
  const double t = 0.02 * static_cast<double>(frame);
  const auto wave = [](std::size_t i, double waves, double phase) {
    return static_cast<float>(
        std::sin(2 * pi * (waves * static_cast<double>(i) / static_cast<double>(size) + phase)));
  };
  std::vector<float> a(size), b(size);
  for (std::size_t x = 0; x < size; ++x) {
    a[x] = wave(x, 3, t);
    b[x] = wave(x, 17, -2 * t);
  }
  for (std::size_t y = 0; y < count; ++y) {
    const float c = wave(first + y, 2, -t), d = wave(first + y, 13, t);
    for (std::size_t x = 0; x < size; ++x)
      rows[y * size + x] = 0.5F * (a[x] * c + 0.6F * b[x] * d + 0.4F * a[x] * b[x]);
  }
}

std::size_t first_row(int ranks, int rank) {
  return size * static_cast<std::size_t>(rank) / static_cast<std::size_t>(ranks);
}

void print(const std::string& name, double value) { std::printf("%s %.6g\n", name.c_str(), value); }

void pixels() {
  constexpr double count = static_cast<double>(size) * static_cast<double>(size);
  std::vector<float> field;
  make_rows(field, 0, size, 7);
  const auto view = ar::view(field, {size, size});
  const ar::mapping_options mapping{.vmin = -1, .vmax = 1};
  const ar::raster<std::uint8_t> levels = ar::rerange(view, mapping);
  std::size_t fast = 0, balanced = 0;
  const std::vector<std::function<void()>> ways{
      [&] { (void)ar::rerange(view, mapping); },
      [&] {
        fast = ar::encode_png(levels, {.compression = ar::png_compression::fast}).bytes.size();
      },
      [&] {
        balanced =
            ar::encode_png(levels, {.compression = ar::png_compression::balanced}).bytes.size();
      }};
  const std::vector<bench::times> times = bench::measure(ways, {});
  print("map_pixel", times[0].median / count);
  print("deflate_pixel", times[1].median / count);
  print("deflate_balanced_pixel", times[2].median / count);
  print("png_bytes_a_pixel", static_cast<double>(fast) / count);
  print("png_balanced_bytes_a_pixel", static_cast<double>(balanced) / count);

  // Frames are made beforehand. The first ones, which fill the encoder's delay, do not count.
  constexpr std::size_t frames = 60, warm = 20;
  std::vector<ar::raster<std::uint8_t>> all;
  for (std::size_t i = 0; i < frames; ++i) {
    make_rows(field, 0, size, i);
    all.push_back(ar::rerange(view, mapping));
  }
  ar::video_writer movie(ar::in_memory, {.threads = 1});
  double begin = 0;
  for (std::size_t i = 0; i < frames; ++i) {
    if (i == warm) begin = bench::processor_time();
    movie.push(all[i]);
  }
  print("encode_pixel", (bench::processor_time() - begin) / (count * (frames - warm)));
  movie.finish();
  print("movie_bytes_a_pixel", static_cast<double>(movie.media().front().bytes.size()) /
                                   (count * static_cast<double>(frames)));
}

/// Seconds from sending to having received, half of there and back, the least of several rounds.
void messages(int rank) {
  for (std::size_t bytes = 8; bytes <= (std::size_t{4} << 20); bytes *= 8) {
    std::vector<char> buffer(bytes);
    const int count = static_cast<int>(bytes), times = bytes < 100000 ? 200 : 20;
    double least = 1e9;
    for (int round = 0; round < 20; ++round) {
      MPI_Barrier(MPI_COMM_WORLD);
      const double begin = now();
      for (int i = 0; i < times; ++i)
        if (rank == 0) {
          MPI_Recv(buffer.data(), count, MPI_BYTE, 1, 0, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
          MPI_Send(buffer.data(), count, MPI_BYTE, 1, 0, MPI_COMM_WORLD);
        } else if (rank == 1) {
          MPI_Send(buffer.data(), count, MPI_BYTE, 0, 0, MPI_COMM_WORLD);
          MPI_Recv(buffer.data(), count, MPI_BYTE, 0, 0, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
        }
      least = std::min(least, (now() - begin) / (2.0 * times));
    }
    if (rank == 0) print("message_" + std::to_string(bytes), least);
  }
}

/// A picture's bytes from all ranks, and an eighth of them: the median time on rank 0.
void gather(int rank, int ranks) {
  for (const std::size_t all : {size * size, size * size / 8}) {
    const std::size_t bytes = all / static_cast<std::size_t>(ranks);
    std::vector<char> mine(bytes), buffer(rank == 0 ? all : 0);
    std::vector<double> seconds;
    for (int round = 0; round < 40; ++round) {
      MPI_Barrier(MPI_COMM_WORLD);
      const double begin = now();
      if (rank != 0)
        MPI_Send(mine.data(), static_cast<int>(bytes), MPI_BYTE, 0, 0, MPI_COMM_WORLD);
      else
        for (int from = 1; from < ranks; ++from)
          MPI_Recv(buffer.data() + static_cast<std::size_t>(from) * bytes, static_cast<int>(bytes),
                   MPI_BYTE, from, 0, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
      seconds.push_back(now() - begin);
    }
    std::ranges::sort(seconds);
    if (rank == 0) print("gather_" + std::to_string(all), seconds[seconds.size() / 2]);
  }
}

/// How much longer rank 0's work takes while the others wait for a message.
void waiting(int rank) {
  constexpr double work = 0.02;
  std::vector<double> factors, barriers;
  for (int round = 0; round < 25; ++round) {
    MPI_Barrier(MPI_COMM_WORLD);
    const double begin = now();
    if (rank == 0) compute_until(thread_time() + work);
    const double end = now();
    MPI_Barrier(MPI_COMM_WORLD);
    factors.push_back((end - begin) / work);
    const double together = now();
    for (int i = 0; i < 10; ++i) MPI_Barrier(MPI_COMM_WORLD);
    barriers.push_back((now() - together) / 10);
  }
  std::ranges::sort(factors);
  std::ranges::sort(barriers);
  if (rank != 0) return;
  print("slowed", factors[factors.size() / 2]); // a factor
  print("barrier", barriers[barriers.size() / 2]);
}

/// Seconds from step to step, without and with a movie.
void run(int rank, int ranks, double compute) {
  const std::size_t first = first_row(ranks, rank), count = first_row(ranks, rank + 1) - first;
  const ar::placement here{.size = {size, size}, .at = {first, 0}};
  std::vector<float> field;
  for (const bool with_movie : {false, true}) {
    // With a movie, enough for its queues to be full in the second half.
    const std::size_t frames = with_movie ? 48 : 16;
    std::optional<ar::mpi_video_writer> movie;
    if (with_movie)
      movie.emplace(MPI_COMM_WORLD, "mpi_model.mp4",
                    ar::mpi_video_options{.vmin = -1, .vmax = 1, .threads = 1});
    double half = 0;
    for (std::size_t frame = 0; frame < frames; ++frame) {
      MPI_Barrier(MPI_COMM_WORLD);
      if (frame == frames / 2) half = now();
      const double begin = thread_time();
      make_rows(field, first, count, frame);
      compute_until(begin + compute);
      if (movie) movie->push(ar::view(field, {count, size}), here);
    }
    MPI_Barrier(MPI_COMM_WORLD);
    if (rank == 0)
      print(with_movie ? "period_movie" : "period",
            2 * (now() - half) / static_cast<double>(frames));
    if (movie) movie->finish();
  }
}

} // namespace

int main(int argc, char** argv) {
  int level = 0, rank = 0, ranks = 0;
  MPI_Init_thread(&argc, &argv, MPI_THREAD_FUNNELED, &level);
  MPI_Comm_rank(MPI_COMM_WORLD, &rank);
  MPI_Comm_size(MPI_COMM_WORLD, &ranks);
  const std::string_view what = argc > 1 ? argv[1] : "";
  int code = 0;
  try {
    if (what == "pixels" && ranks == 1)
      pixels();
    else if (what == "messages" && ranks == 2)
      messages(rank);
    else if (what == "gather")
      gather(rank, ranks);
    else if (what == "waiting")
      waiting(rank);
    else if (what == "run" && argc > 2)
      run(rank, ranks, 1e-3 * std::atof(argv[2]));
    else
      code = 2;
  } catch (const std::exception& e) {
    std::fprintf(stderr, "mpi_model_costs: %s\n", e.what());
    MPI_Abort(MPI_COMM_WORLD, 1);
  }
  if (code == 2 && rank == 0)
    std::fputs("mpi_model_costs pixels|messages|gather|waiting|run MILLISECONDS, by as many ranks "
               "as its source says\n",
               stderr);
  MPI_Finalize();
  return code;
}
