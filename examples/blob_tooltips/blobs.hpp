// Blobs of two kinds as arrays and pictures: what the example shows, and benchmarks measure.
#pragma once

#include <cstddef>
#include <cstdint>
#include <random>
#include <span>
#include <string>
#include <vector>

#include <arrayreel/encoded.hpp>
#include <arrayreel/raster.hpp>

namespace blobs {

inline constexpr std::size_t side = 96; // pixels

/// A square array of floats, 0…1, in C order.
using array = std::vector<float>;

/// Two blobs of one kind, whose sizes differ by chance only.
struct sample {
  std::string group; // "round" or "square"
  array im1;
  array im2;
};

/// The same samples every time and everywhere: half of them round, a point through a Gaussian
/// filter; half square, a point through a box filter, times noise.
[[nodiscard]] std::vector<sample> make_samples(std::size_t count);

/// The share of elements above 0.4.
[[nodiscard]] double area(const array& blob);

/// The array in 8 bits with its name in the corner.
[[nodiscard]] arrayreel::raster<std::uint8_t> labelled(const array& blob, const std::string& name);

} // namespace blobs
