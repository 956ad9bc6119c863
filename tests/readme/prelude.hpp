// What the snippets in pages and headers take for granted.
#pragma once

#include <algorithm>
#include <cmath>
#include <complex>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <limits>
#include <span>
#include <string>
#include <vector>

#include <arrayreel/arrayreel.hpp>
#include <arrayreel/canvas.hpp>
#if __has_include(<hdf5.h>) // which an interpreter is not given
#include <arrayreel/hdf5.hpp>
#endif
#if __has_include(<mpi.h>) // likewise
#include <arrayreel/mpi.hpp>
#include <arrayreel/mpi_canvas.hpp>
#include <arrayreel/mpi_video.hpp>
#endif
#include <arrayreel/notebook.hpp>
#include <arrayreel/vega.hpp>

namespace ar = arrayreel;

namespace {

constexpr int h = 24;
constexpr int w = 32;

[[maybe_unused]] std::vector<float> make_values() {
  std::vector<float> values(static_cast<std::size_t>(h * w));
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = static_cast<float>(i) - 300;
  return values;
}
const std::vector<float> values = make_values();
[[maybe_unused]] const float* const pointer = values.data();
[[maybe_unused]] const auto field = ar::view(values, {h, w});
[[maybe_unused]] const auto v = field;
[[maybe_unused]] const auto frames = ar::view(values, {2, h / 2, w});
[[maybe_unused]] const ar::encoded movie{{1, 2, 3}, "video/mp4", w, h, 1.0};
[[maybe_unused]] const std::size_t t = 1;
[[maybe_unused]] const std::size_t ny = 480, nx = 640, first_row = 0, first_column = 0;

/// 120 rows of 160 values, as examples/cookbook/wave.cpp has them.
[[maybe_unused]] std::vector<double> wave(int step) {
  std::vector<double> u;
  for (int y = 0; y < 120; ++y)
    for (int x = 0; x < 160; ++x) u.push_back(std::sin(.1 * x - .2 * step) * std::cos(.06 * y));
  return u;
}
/// So many values, from -1 to 1.
[[maybe_unused]] std::vector<float> some_values(int count) {
  std::vector<float> u;
  for (int i = 0; i < count; ++i) u.push_back(std::sin(.1f * static_cast<float>(i)));
  return u;
}

// "stack.npy", three frames of it.
[[maybe_unused]] const bool stack_is_written = [] {
  std::string head = "{'descr': '<f4', 'fortran_order': False, 'shape': (3, 24, 32), }";
  head.resize(117, ' ');
  head += '\n';
  std::FILE* const file = std::fopen("stack.npy", "wb");
  if (file == nullptr) return false;
  std::fwrite("\x93NUMPY\x01\x00\x76\x00", 1, 10, file);
  std::fwrite(head.data(), 1, head.size(), file);
  for (int i = 0; i < 3; ++i) std::fwrite(values.data(), sizeof(float), values.size(), file);
  return std::fclose(file) == 0;
}();

/// Shows nothing, where a notebook's kernel would.
template <class T> void display(const T& value) { static_cast<void>(mime_bundle_repr(value)); }
[[maybe_unused]] void read_row(std::size_t, std::span<std::uint8_t>) {}

} // namespace
