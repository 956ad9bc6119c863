// The nearest of up to 256 colours, for very many colours.
#pragma once

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "median_cut.hpp"

namespace arrayreel::inline v0::detail {

/// Finds the nearest entry of a palette by Euclidean distance, exactly; of equally near ones the
/// first. A lattice of 5 bits a component lists, for each cube that is met, the entries that are
/// nearest to any colour in it, so that only those few are compared.
class nearest_color {
public:
  /// \param entries 1 to 256 packed colours.
  /// \param bounds of the colours to be asked for; widened to those of the entries.
  nearest_color(std::span<const std::uint32_t> entries, const color_bounds& bounds)
      : entries_(entries.size()), bounds_(widened(bounds, entries)), lattice_(bounds_, 5),
        cubes_(lattice_.size()), memo_(std::size_t{1} << memo_bits) {
    for (std::size_t i = 0; i < entries.size(); ++i) entries_[i] = unpacked(entries[i]);
  }

  [[nodiscard]] const std::array<int, 3>& operator[](std::size_t index) const noexcept {
    return entries_[index];
  }

  /// The index of the entry nearest to the colour, clipped to the bounds.
  [[nodiscard]] std::size_t operator()(std::array<int, 3> c) {
    for (std::size_t i = 0; i < 3; ++i) c[i] = std::clamp(c[i], bounds_.lo[i], bounds_.hi[i]);
    const auto key = static_cast<std::uint32_t>(c[0] << 16 | c[1] << 8 | c[2]);
    memory& known = memo_[key * 2654435761U >> (32 - memo_bits)];
    if (known.key != key) known = {key, search(c)};
    return known.index;
  }

private:
  // Entries of the list `candidates_`; none where the cube has not been met.
  struct list {
    std::uint32_t first = 0;
    std::uint32_t count = 0;
  };
  struct memory {
    std::uint32_t key = 0xffffffff; // no colour
    std::uint32_t index = 0;
  };
  static constexpr unsigned memo_bits = 13;

  [[nodiscard]] static color_bounds widened(color_bounds bounds,
                                            std::span<const std::uint32_t> entries) noexcept {
    for (const std::uint32_t e : entries) bounds.include(unpacked(e));
    return bounds;
  }

  [[nodiscard]] std::uint32_t search(const std::array<int, 3>& c) {
    const std::size_t cube = lattice_(c);
    if (cubes_[cube].count == 0) cubes_[cube] = candidates(lattice_.cube(cube));
    const list& all = cubes_[cube];
    std::uint32_t best = 0;
    int least = std::numeric_limits<int>::max();
    for (std::uint32_t i = 0; i < all.count; ++i) {
      const std::uint32_t entry = candidates_[all.first + i];
      const std::array<int, 3>& e = entries_[entry];
      const int r = e[0] - c[0];
      const int g = e[1] - c[1];
      const int b = e[2] - c[2];
      const int distance = r * r + g * g + b * b;
      if (distance >= least) continue;
      least = distance;
      best = entry;
    }
    return best;
  }

  // What is nearest to some colour of the cube is no further from its middle than the entry that
  // is nearest to the middle, and the diagonal. Doubled lengths, as the middle may be a half.
  [[nodiscard]] list candidates(const color_bounds& cube) {
    std::array<int, 256> distances{};
    int least = std::numeric_limits<int>::max();
    for (std::size_t i = 0; i < entries_.size(); ++i) {
      int distance = 0;
      for (std::size_t k = 0; k < 3; ++k) {
        const int d = 2 * entries_[i][k] - cube.lo[k] - cube.hi[k];
        distance += d * d;
      }
      distances[i] = distance;
      least = std::min(least, distance);
    }
    double diagonal = 0;
    for (std::size_t k = 0; k < 3; ++k) {
      const double d = 2 * (cube.hi[k] - cube.lo[k]);
      diagonal += d * d;
    }
    const double reach = std::sqrt(static_cast<double>(least)) + std::sqrt(diagonal);
    const auto most = static_cast<int>(reach * reach) + 1; // + 1: the roots are rounded
    list result{static_cast<std::uint32_t>(candidates_.size()), 0};
    for (std::size_t i = 0; i < entries_.size(); ++i)
      if (distances[i] <= most) candidates_.push_back(static_cast<std::uint8_t>(i));
    result.count = static_cast<std::uint32_t>(candidates_.size()) - result.first;
    return result;
  }

  std::vector<std::array<int, 3>> entries_;
  color_bounds bounds_;
  color_lattice lattice_;
  std::vector<list> cubes_;
  std::vector<std::uint8_t> candidates_;
  std::vector<memory> memo_;
};

} // namespace arrayreel::inline v0::detail
