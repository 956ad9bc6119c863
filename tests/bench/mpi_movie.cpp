// What a movie costs a solver on many ranks: the time of a step with a frame in each, and without.
//
//   mpirun -n RANKS mpi_movie [SIDE [STEPS [SWEEPS [PRESET]]]]
//
// Each rank has SIDE x SIDE numbers (1024) of a field that diffuses: SWEEPS (40) sweeps of a step, each
// of which exchanges its edges with its neighbours. STEPS (50) steps are timed with a movie and without,
// by turns, seven times; the medians are compared. Encoding has a core of its own where there are more
// cores than ranks: run it with as many ranks as cores less one, and with as many as cores.
#include <arrayreel/mpi_video.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace ar = arrayreel;

namespace {

/// Strips of rows, one a rank, with a ghost row at each end.
class diffusion {
public:
  diffusion(std::size_t side, int rank, int ranks)
      : side_(side), rank_(rank), ranks_(ranks), now_((side + 2) * side), next_(now_.size()) {
    for (std::size_t i = 0; i < now_.size(); ++i)
      now_[i] = static_cast<float>((i * 2654435761U + static_cast<unsigned>(rank)) >> 7U & 1023U) / 1024;
  }

  void sweep() {
    exchange();
    for (std::size_t y = 1; y <= side_; ++y) {
      const float* const row = now_.data() + y * side_;
      float* const out = next_.data() + y * side_;
      for (std::size_t x = 1; x + 1 < side_; ++x)
        out[x] = row[x] + 0.2F * (row[x - 1] + row[x + 1] + row[x - side_] + row[x + side_] - 4 * row[x]);
      out[0] = out[1];
      out[side_ - 1] = out[side_ - 2];
    }
    std::swap(now_, next_);
  }

  [[nodiscard]] ar::array_view<float> field() const {
    return ar::view(now_.data() + side_, {side_, side_});
  }
  [[nodiscard]] ar::placement place() const {
    return {.size = {side_ * static_cast<std::size_t>(ranks_), side_},
            .at = {side_ * static_cast<std::size_t>(rank_), 0}};
  }

private:
  void exchange() {
    const int above = (rank_ + ranks_ - 1) % ranks_;
    const int below = (rank_ + 1) % ranks_;
    const int count = static_cast<int>(side_);
    MPI_Sendrecv(now_.data() + side_, count, MPI_FLOAT, above, 0, now_.data() + (side_ + 1) * side_,
                 count, MPI_FLOAT, below, 0, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
    MPI_Sendrecv(now_.data() + side_ * side_, count, MPI_FLOAT, below, 1, now_.data(), count, MPI_FLOAT,
                 above, 1, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
  }

  std::size_t side_;
  int rank_;
  int ranks_;
  std::vector<float> now_;
  std::vector<float> next_;
};

struct measured {
  double step = 0;   // seconds
  double push = 0;   // of these, in push()
  double finish = 0; // the same, of all that is left to encode at the end
  ar::mpi_video_report report{};
};

measured run(std::size_t side, int steps, int sweeps, const std::string& preset, bool with_movie) {
  int rank = 0;
  int ranks = 1;
  MPI_Comm_rank(MPI_COMM_WORLD, &rank);
  MPI_Comm_size(MPI_COMM_WORLD, &ranks);
  diffusion solver(side, rank, ranks);
  std::optional<ar::mpi_video_writer> movie;
  if (with_movie)
    movie.emplace(MPI_COMM_WORLD, "mpi_movie.mp4",
                  ar::mpi_video_options{.vmin = 0, .vmax = 1, .colormap = ar::colormaps::viridis,
                                        .sources = {ar::h264{.preset = preset}}});
  measured result;
  MPI_Barrier(MPI_COMM_WORLD);
  const double begin = MPI_Wtime();
  for (int t = 0; t < steps; ++t) {
    for (int i = 0; i < sweeps; ++i) solver.sweep();
    if (!movie) continue;
    const double pushing = MPI_Wtime();
    movie->push(solver.field(), solver.place());
    result.push += (MPI_Wtime() - pushing) / steps;
  }
  MPI_Barrier(MPI_COMM_WORLD);
  result.step = (MPI_Wtime() - begin) / steps;
  if (movie) result.report = movie->finish();
  result.finish = MPI_Wtime() - begin - result.step * steps;
  return result;
}

} // namespace

int main(int argc, char** argv) {
  int level = MPI_THREAD_SINGLE;
  MPI_Init_thread(&argc, &argv, MPI_THREAD_FUNNELED, &level);
  const auto number = [&](int at, int otherwise) {
    return argc > at ? std::max(1, std::atoi(argv[at])) : otherwise;
  };
  const auto side = static_cast<std::size_t>(number(1, 1024));
  const int steps = number(2, 50);
  const int sweeps = number(3, 40);
  const std::string preset = argc > 4 ? argv[4] : "veryfast";
  int status = 0;
  try {
    std::vector<measured> without;
    std::vector<measured> with;
    for (int round = 0; round < 7; ++round) {
      without.push_back(run(side, steps, sweeps, preset, false));
      with.push_back(run(side, steps, sweeps, preset, true));
    }
    const auto by_time = [](const measured& a, const measured& b) { return a.step < b.step; };
    std::sort(without.begin(), without.end(), by_time);
    std::sort(with.begin(), with.end(), by_time);
    int rank = 0;
    int ranks = 1;
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    MPI_Comm_size(MPI_COMM_WORLD, &ranks);
    if (rank == 0) {
      const double alone = without[without.size() / 2].step;
      const measured& m = with[with.size() / 2];
      const unsigned cores = std::thread::hardware_concurrency();
      const double pixels = static_cast<double>(side * side) * ranks * steps;
      std::printf("%d ranks on %u processors%s: %.2f ms a step, with a frame each %.2f ms: %.3f times\n"
                  "  %.2f ms of it in push(); waited %zu times, %.3f s; %.0f ms to finish; %.4f bytes "
                  "sent per pixel\n",
                  ranks, cores,
                  static_cast<unsigned>(ranks) < cores ? ", some left for the encoder" : "",
                  1e3 * alone, 1e3 * m.step, m.step / alone, 1e3 * m.push, m.report.movie.waits, m.report.movie.waited, 1e3 * m.finish,
                  static_cast<double>(m.report.bytes_sent) / pixels);
      std::remove("mpi_movie.mp4");
    }
  } catch (const std::exception& e) {
    std::fprintf(stderr, "mpi_movie: %s\n", e.what());
    status = 1;
    MPI_Abort(MPI_COMM_WORLD, 1);
  }
  MPI_Finalize();
  return status;
}
