// Values to pixels, range and mapping together: arrayreel against what memory allows, a plain loop,
// OpenCV and NumPy.
//
//   mapping_bench [ROUNDS [SIDE [PYTHON]]]
//
// Prints, for SIDE x SIDE float32 to uint8, each way's median and best time by the clock and median
// time of the processor, and the median of its ratio to the bound within a round; then arrayreel's
// for other types. The bound is the array read twice and the pixels written once, into memory
// that is there already. Ways take turns. NumPy runs in a process of its own, PYTHON (none where it
// is left out), which loads and starts before the clock does; OpenCV has one thread.
#include <algorithm>
#include <atomic>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <functional>
#include <limits>
#include <string>
#include <thread>
#include <type_traits>
#include <utility>
#include <vector>

#include <opencv2/core.hpp>
#include <sys/wait.h>
#include <unistd.h>

#include <arrayreel/rerange.hpp>

namespace ar = arrayreel;

namespace {

double seconds_by(clockid_t clock) {
  timespec t{};
  if (clock_gettime(clock, &t) != 0) std::abort();
  return static_cast<double>(t.tv_sec) + 1e-9 * static_cast<double>(t.tv_nsec);
}

double median(std::vector<double> all) {
  const auto middle = all.begin() + static_cast<std::ptrdiff_t>(all.size() / 2);
  std::nth_element(all.begin(), middle, all.end());
  return *middle;
}

std::atomic<std::uint64_t> kept; // so that nothing is left out

#if defined(__x86_64__)
#define BENCH_FAST __attribute__((target("avx2")))
#else
#define BENCH_FAST
#endif

/// Reads memory as fast as one thread does.
BENCH_FAST void read_all(const void* memory, std::size_t bytes) {
  typedef std::uint64_t part __attribute__((vector_size(32)));
  part sums[4] = {};
  const auto* const from = static_cast<const char*>(memory);
  for (std::size_t i = 0; i + 128 <= bytes; i += 128)
    for (std::size_t k = 0; k < 4; ++k) {
      part x;
      std::memcpy(&x, from + i + 32 * k, sizeof x);
      sums[k] ^= x;
    }
  const part sum = sums[0] ^ sums[1] ^ sums[2] ^ sums[3];
  kept = sum[0] ^ sum[1] ^ sum[2] ^ sum[3];
}

/// What memory allows: everything read twice and written once, a part by each of the threads.
void bound(const void* from, std::size_t bytes, void* to, std::size_t written, unsigned threads) {
  const auto part = [&](unsigned i) {
    const std::size_t begin = bytes / threads * i;
    for (int twice = 0; twice < 2; ++twice)
      read_all(static_cast<const char*>(from) + begin, bytes / threads);
    std::memset(static_cast<char*>(to) + written / threads * i, static_cast<int>(kept & 0xffU),
                written / threads);
  };
  std::vector<std::thread> others;
  for (unsigned i = 1; i < threads; ++i) others.emplace_back(part, i);
  part(0);
  for (std::thread& other : others) other.join();
}

/// The plain loop that one would write.
template <class T> void plain_loop(const std::vector<T>& values, std::vector<std::uint8_t>& out) {
  T lo = values[0];
  T hi = values[0];
  for (const T x : values) {
    if (x < lo) lo = x;
    if (x > hi) hi = x;
  }
  const T scale = 256 / (hi - lo);
  for (std::size_t i = 0; i < values.size(); ++i) {
    const T y = (values[i] - lo) * scale;
    out[i] = static_cast<std::uint8_t>(y < 0 ? 0 : y > 255 ? 255 : y);
  }
}

/// NumPy in a process of its own: a line to it is one mapping, a line from it the seconds taken.
class numpy_process {
public:
  numpy_process(const char* python, std::size_t side) {
    if (python == nullptr) return;
    int to[2];
    int from[2];
    if (pipe(to) != 0 || pipe(from) != 0) std::abort();
    const std::string script =
        "import sys, time\n"
        "import numpy as np\n"
        "n = " +
        std::to_string(side) +
        "\n"
        "a = (60 + 50 * np.sin(0.01 * np.arange(n * n))).astype(np.float32).reshape(n, n)\n"
        "for line in sys.stdin:\n"
        "    t, c = time.perf_counter(), time.process_time()\n"
        "    lo, hi = a.min(), a.max()\n"
        "    np.clip((a - lo) * np.float32(256 / (hi - lo)), 0, 255).astype(np.uint8)\n"
        "    print(time.perf_counter() - t, time.process_time() - c, flush=True)\n";
    child_ = fork();
    if (child_ < 0) std::abort();
    if (child_ == 0) {
      dup2(to[0], 0);
      dup2(from[1], 1);
      for (const int end : {to[0], to[1], from[0], from[1]}) close(end);
      setenv("OPENBLAS_NUM_THREADS", "1", 1);
      execlp(python, python, "-c", script.c_str(), static_cast<char*>(nullptr));
      _exit(1);
    }
    close(to[0]);
    close(from[1]);
    to_ = fdopen(to[1], "w");
    from_ = fdopen(from[0], "r");
    if (to_ == nullptr || from_ == nullptr) std::abort();
  }
  numpy_process(const numpy_process&) = delete;
  numpy_process& operator=(const numpy_process&) = delete;
  ~numpy_process() {
    if (child_ <= 0) return;
    std::fclose(to_);
    std::fclose(from_);
    waitpid(child_, nullptr, 0);
  }

  [[nodiscard]] bool there() const { return child_ > 0; }

  /// By the clock and of the processor.
  [[nodiscard]] std::pair<double, double> run() const {
    std::pair<double, double> seconds;
    std::fputs("\n", to_);
    std::fflush(to_);
    if (std::fscanf(from_, "%lf %lf", &seconds.first, &seconds.second) != 2) {
      std::fprintf(stderr, "NumPy gave no answer\n");
      std::exit(1);
    }
    return seconds;
  }

private:
  pid_t child_ = 0;
  std::FILE* to_ = nullptr;
  std::FILE* from_ = nullptr;
};

/// One way of doing it: seconds by the clock and of the processor.
struct way {
  std::string name;
  std::function<std::pair<double, double>()> run;
  std::vector<double> clock{};
  std::vector<double> processor{};
};

way timed(std::string name, std::function<void()> work) {
  return {std::move(name), [work = std::move(work)] {
            const double processor = seconds_by(CLOCK_PROCESS_CPUTIME_ID);
            const double clock = seconds_by(CLOCK_MONOTONIC);
            work();
            return std::pair(seconds_by(CLOCK_MONOTONIC) - clock,
                             seconds_by(CLOCK_PROCESS_CPUTIME_ID) - processor);
          }};
}

/// The first way is what the others are compared with.
void compare(const char* title, std::vector<way> ways, int rounds) {
  for (way& w : ways) w.run(); // pages, and the processor's clock
  for (int round = 0; round < rounds; ++round)
    for (way& w : ways) {
      const auto [clock, processor] = w.run();
      w.clock.push_back(clock);
      w.processor.push_back(processor);
    }
  std::printf("%-34s   median     best  processor   / bound (median, processor's)\n", title);
  for (const way& w : ways) {
    std::vector<double> ratios;
    std::vector<double> of_processor;
    for (std::size_t i = 0; i < w.clock.size(); ++i) {
      ratios.push_back(w.clock[i] / ways[0].clock[i]);
      of_processor.push_back(w.processor[i] / ways[0].processor[i]);
    }
    std::printf("  %-32s %8.3f %8.3f %8.3f ms %7.2f %7.2f\n", w.name.c_str(), 1e3 * median(w.clock),
                1e3 * *std::min_element(w.clock.begin(), w.clock.end()), 1e3 * median(w.processor),
                median(ratios), median(of_processor));
  }
}

template <class T> std::vector<T> field(std::size_t size) {
  std::vector<T> values(size);
  for (std::size_t i = 0; i < size; ++i)
    values[i] = static_cast<T>(60 + 50 * std::sin(0.01 * static_cast<double>(i)));
  return values;
}

template <class P, class A>
way ours(const std::string& name, const A& array, ar::mapping_options options, unsigned threads) {
  options.threads = threads;
  return timed(name, [array, options] { kept = ar::rerange<P>(array, options)(0, 0)[0]; });
}

void float_to_bytes(int rounds, std::size_t side, const char* python) {
  const std::vector<float> values = field<float>(side * side);
  const auto array = ar::view(values.data(), {side, side});
  std::vector<std::uint8_t> out(values.size());
  const cv::Mat in(static_cast<int>(side), static_cast<int>(side), CV_32F,
                   const_cast<float*>(values.data()));
  cv::Mat mapped;
  cv::setNumThreads(1);
  const numpy_process numpy(python, side);
  std::vector<way> ways;
  ways.push_back(timed("two reads and one write", [&] {
    bound(values.data(), values.size() * sizeof(float), out.data(), out.size(), 1);
  }));
  ways.push_back(timed("the same, two threads", [&] {
    bound(values.data(), values.size() * sizeof(float), out.data(), out.size(), 2);
  }));
  ways.push_back(timed("the same into new memory", [&] {
    ar::raster<std::uint8_t> pixels(side, side);
    bound(values.data(), values.size() * sizeof(float), pixels.pixels().data(),
          pixels.pixels().size(), 1);
    kept = pixels(side / 2, 0)[0];
  }));
  ways.push_back(ours<std::uint8_t>("arrayreel, one thread", array, {}, 1));
  ways.push_back(ours<std::uint8_t>("arrayreel, two threads", array, {}, 2));
  ways.push_back(ours<std::uint8_t>("arrayreel, range given", array, {.vmin = 10, .vmax = 110}, 1));
  ways.push_back(timed("OpenCV minMaxIdx + convertTo", [&] {
    double lo = 0;
    double hi = 0;
    cv::minMaxIdx(in, &lo, &hi);
    in.convertTo(mapped, CV_8U, 256 / (hi - lo), -lo * 256 / (hi - lo));
  }));
  ways.push_back(timed("OpenCV normalize",
                       [&] { cv::normalize(in, mapped, 0, 255, cv::NORM_MINMAX, CV_8U); }));
  ways.push_back(timed("plain loop", [&] { plain_loop(values, out); }));
  if (numpy.there()) ways.push_back({"NumPy", [&] { return numpy.run(); }});
  const std::string title = std::to_string(side) + "² float32 to uint8";
  compare(title.c_str(), std::move(ways), rounds);
}

template <class P, class T>
void other(const char* name, int rounds, std::size_t side, ar::mapping_options options = {}) {
  const std::vector<T> values = field<T>(side * side);
  const auto array = ar::view(values.data(), {side, side});
  std::vector<P> out(values.size());
  std::vector<way> ways;
  // A range is given, as bytes would pass untouched.
  if (std::is_same_v<T, P>) options.vmax = 110;
  ways.push_back(timed("two reads and one write", [&] {
    bound(values.data(), values.size() * sizeof(T), out.data(), out.size() * sizeof(P), 1);
  }));
  ways.push_back(ours<P>("arrayreel, one thread", array, options, 1));
  ways.push_back(ours<P>("arrayreel, two threads", array, options, 2));
  compare(name, std::move(ways), rounds);
}

template <class T> void planar(const char* name, int rounds, std::size_t side) {
  const std::vector<T> values = field<T>(3 * side * side);
  const auto array = ar::view(values.data(), {std::size_t{3}, side, side});
  std::vector<std::uint8_t> out(values.size());
  std::vector<way> ways;
  ways.push_back(timed("two reads and one write", [&] {
    bound(values.data(), values.size() * sizeof(T), out.data(), out.size(), 1);
  }));
  ways.push_back(ours<std::uint8_t>("arrayreel, one thread", array, {.vmax = 110}, 1));
  ways.push_back(ours<std::uint8_t>("arrayreel, two threads", array, {.vmax = 110}, 2));
  compare(name, std::move(ways), rounds);
}

} // namespace

int main(int argc, char** argv) {
  const int rounds = argc > 1 ? std::max(1, std::atoi(argv[1])) : 31;
  const std::size_t side = argc > 2 ? static_cast<std::size_t>(std::atoll(argv[2])) : 4096;
  float_to_bytes(rounds, side, argc > 3 ? argv[3] : nullptr);
  other<std::uint8_t, double>("float64 to uint8", rounds, side);
  other<std::uint8_t, std::uint8_t>("uint8, stretched", rounds, side);
  other<std::uint8_t, std::int16_t>("int16 to uint8", rounds, side);
  other<std::uint8_t, std::uint16_t>("uint16 to uint8", rounds, side);
  other<std::uint8_t, std::int32_t>("int32 to uint8", rounds, side);
  other<std::uint8_t, std::uint32_t>("uint32 to uint8", rounds, side);
  other<std::uint16_t, float>("float32 to uint16", rounds, side);
  other<std::uint8_t, float>("float32 to viridis's palette", rounds, side,
                             {.colormap = ar::colormaps::viridis});
  other<std::uint8_t, float>("float32, percentiles 1 and 99", rounds, side,
                             {.percentile = ar::percentiles{1, 99}});
  planar<float>("planar RGB of float32", rounds, side / 2);
  planar<std::uint8_t>("planar RGB of uint8, stretched", rounds, side / 2);
  return 0;
}
