// Times of functions that take turns, so that a machine that slows down slows all of them.
#pragma once

#include <algorithm>
#include <cstddef>
#include <ctime>
#include <functional>
#include <vector>

namespace bench {

/// Seconds of processor time that this process has taken, all threads together.
[[nodiscard]] inline double processor_time() {
  timespec t{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
  return static_cast<double>(t.tv_sec) + 1e-9 * static_cast<double>(t.tv_nsec);
}

struct times {
  double median = 0;
  double least = 0;
  std::size_t count = 0;
};

struct measure_options {
  std::size_t rounds = 15;
  /// seconds that all runs of one thing may take before it takes part no more, after 3 rounds
  double limit = 6;
  /// seconds of a turn, in which what is short runs several times
  double turn = 0.02;
};

/// Processor time of each function, in rounds in which each has its turn. A turn of what is short
/// begins with a run that does not count, as what ran before has left its own data in the caches.
[[nodiscard]] inline std::vector<times> measure(const std::vector<std::function<void()>>& functions,
                                                const measure_options& o) {
  std::vector<std::vector<double>> seconds(functions.size());
  std::vector<double> spent(functions.size(), 0.0);
  for (std::size_t round = 0; round < o.rounds; ++round)
    for (std::size_t i = 0; i < functions.size(); ++i) {
      if (round >= 3 && spent[i] > o.limit) continue;
      if (round == 0 || seconds[i].back() < o.turn) functions[i]();
      double turn = 0;
      do {
        const double begin = processor_time();
        functions[i]();
        seconds[i].push_back(processor_time() - begin);
        turn += seconds[i].back();
      } while (turn < o.turn);
      spent[i] += turn;
    }
  std::vector<times> result;
  for (std::vector<double>& all : seconds) {
    std::ranges::sort(all);
    result.push_back({all[all.size() / 2], all.front(), all.size()});
  }
  return result;
}

} // namespace bench
