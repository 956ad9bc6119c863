// Pictures mapped and compressed on several threads, and by several at the same time: the same bytes.
// Built with ThreadSanitizer too.
#include <arrayreel/png.hpp>
#include <arrayreel/rerange.hpp>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <thread>
#include <vector>

#include "catch.hpp"

namespace {

namespace ar = arrayreel;

constexpr std::size_t width = 1700;
constexpr std::size_t height = 1900; // three strips, and 12 MB of floats

std::vector<float> field(float phase) {
  std::vector<float> values(width * height);
  for (std::size_t i = 0; i < values.size(); ++i)
    values[i] = std::sin(static_cast<float>(i % width) / 40 + phase) *
                std::cos(static_cast<float>(i / width) / 60);
  return values;
}

} // namespace

TEST_CASE("threads give what one gives, also where programs have some of their own") {
  constexpr std::size_t programs = 3;
  std::vector<std::vector<float>> fields;
  std::vector<ar::encoded> expected;
  for (std::size_t p = 0; p < programs; ++p) {
    fields.push_back(field(static_cast<float>(p)));
    expected.push_back(ar::encode_png(ar::view(fields[p], {height, width}),
                                      {.colormap = ar::colormaps::viridis, .threads = 1}));
  }
  std::vector<std::size_t> wrong(programs);
  std::vector<std::thread> running;
  for (std::size_t p = 0; p < programs; ++p)
    running.emplace_back([&, p] {
      for (const unsigned threads : {3U, 1U, 4U, 0U}) {
        const ar::encoded png =
            ar::encode_png(ar::view(fields[p], {height, width}),
                           {.colormap = ar::colormaps::viridis, .threads = threads});
        wrong[p] += png == expected[p] ? 0U : 1U;
      }
    });
  for (std::thread& thread : running) thread.join();
  for (const std::size_t count : wrong) CHECK(count == 0);
}
