// What it costs to map values to levels of 8 bits, with and without counting the special ones.
//
//   levels [REPEATS [COUNT]]
//
// Prints a row per element type: medians of interleaved runs over COUNT contiguous values. The last
// column is the same row with every second value left out, which the vector kernels do not take.
#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <vector>

#include <arrayreel/detail/values/element_functions.hpp>

namespace ar = arrayreel;

namespace {

template <class Function> double seconds_of(Function&& function) {
  const auto begin = std::chrono::steady_clock::now();
  function();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

double median(std::vector<double>& all) {
  const auto middle = all.begin() + static_cast<std::ptrdiff_t>(all.size() / 2);
  std::nth_element(all.begin(), middle, all.end());
  return *middle;
}

template <class T> void measure(const char* name, int repeats, std::size_t count) {
  std::vector<T> values(2 * count);
  for (std::size_t i = 0; i < 2 * count; ++i)
    values[i] = static_cast<T>(60 + 50 * std::sin(0.01 * static_cast<double>(i)));
  std::vector<std::uint8_t> out(count);
  const ar::detail::element_functions& type = ar::detail::functions_of<T>();
  const ar::detail::level_mapping mapping(type, {15, 105}, ar::linear_norm{}, 256,
                                          ar::complex_part::magnitude, 1);
  ar::detail::special_counts counts;
  const auto map = [&](std::ptrdiff_t stride, ar::detail::watching what) {
    return seconds_of([&] {
      counts.add(type.levels(mapping, values.data(), stride, count, out.data(), what, false));
    });
  };
  std::vector<double> rows;
  std::vector<double> counted;
  std::vector<double> strided;
  for (int repeat = 0; repeat < repeats; ++repeat) {
    rows.push_back(map(1, ar::detail::watching::nothing));
    counted.push_back(map(1, ar::detail::watching::all));
    strided.push_back(map(2, ar::detail::watching::all));
  }
  std::printf("%-8s levels %7.3f ms  counted %7.3f ms  strided %7.3f ms  (%llu special)\n", name,
              1e3 * median(rows), 1e3 * median(counted), 1e3 * median(strided),
              static_cast<unsigned long long>(counts.bad + counts.under + counts.over));
}

} // namespace

int main(int argc, char** argv) {
  const int repeats = argc > 1 ? std::max(1, std::atoi(argv[1])) : 101;
  const std::size_t count =
      argc > 2 ? static_cast<std::size_t>(std::atoll(argv[2])) : std::size_t{1280} * 720;
  measure<float>("float", repeats, count);
  measure<double>("double", repeats, count);
  measure<std::uint8_t>("uint8", repeats, count);
  measure<std::int16_t>("int16", repeats, count);
  measure<std::uint16_t>("uint16", repeats, count);
  measure<std::int32_t>("int32", repeats, count);
  measure<std::int64_t>("int64", repeats, count);
  return 0;
}
