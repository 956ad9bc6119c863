// Finds the nearest of up to 256 colours for very many colours.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "median_cut.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

/// Finds the nearest entry of a palette by Euclidean distance, exactly; the first of several
/// equally near ones. Colour space is divided into cubes of 5 bits a component. Each cube that
/// occurs gets a list of the entries that can be nearest to a colour in it, so that only these are
/// compared.
class nearest_color {
public:
  /// \param entries 1 to 256 packed colours.
  /// \param bounds of the colours that will be looked up; extended to those of the entries.
  nearest_color(std::span<const std::uint32_t> entries, const color_bounds& bounds)
      : entries_(entries.size()), bounds_(widened(bounds, entries)), lattice_(bounds_, 5),
        coarse_(bounds_, 3), cubes_(lattice_.size()), coarse_cubes_(coarse_.size()),
        memo_(std::size_t{1} << memo_bits) {
    for (std::size_t i = 0; i < entries.size(); ++i) {
      const std::array<int, 3> e = entries_[i] = unpacked(entries[i]);
      candidates_.push_back({static_cast<std::int16_t>(e[0]), static_cast<std::int16_t>(e[1]),
                             static_cast<std::int16_t>(e[2]), static_cast<std::uint16_t>(i)});
    }
  }

  [[nodiscard]] const std::array<int, 3>& operator[](std::size_t index) const noexcept {
    return entries_[index];
  }

  /// The index of the entry nearest to the colour, which is limited to the bounds.
  [[nodiscard]] std::size_t operator()(std::array<int, 3> c) {
    for (std::size_t i = 0; i < 3; ++i) c[i] = std::clamp(c[i], bounds_.lo[i], bounds_.hi[i]);
    const auto key = static_cast<std::uint32_t>(c[0] << 16 | c[1] << 8 | c[2]);
    memory& known = memo_[key * 2654435761U >> (32 - memo_bits)];
    if (known.key != key) known = {key, search(c)};
    return known.index;
  }

private:
  // A part of the list `candidates_`; empty if the cube has not occurred yet.
  struct list {
    std::uint32_t first = 0;
    std::uint32_t count = 0;
  };
  struct candidate {
    std::int16_t r, g, b;
    std::uint16_t index;
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
    if (cubes_[cube].count == 0) list_cube(cube);
    const list& all = cubes_[cube];
    const candidate* const first = candidates_.data() + all.first;
    // One number contains distance and index: comparing it needs no branch.
    std::uint32_t best = 0xffffffff;
    for (const candidate* e = first; e != first + all.count; ++e) {
      const int r = e->r - c[0];
      const int g = e->g - c[1];
      const int b = e->b - c[2];
      const auto distance = static_cast<std::uint32_t>(r * r + g * g + b * b);
      best = std::min(best, distance << 8 | e->index);
    }
    return best & 255;
  }

  // The candidates of a large cube include those of the small cubes in it.
  void list_cube(std::size_t cube) {
    const color_bounds small = lattice_.cube(cube);
    const std::size_t around = coarse_(small.lo);
    if (coarse_cubes_[around].count == 0)
      coarse_cubes_[around] =
          candidates({0, static_cast<std::uint32_t>(entries_.size())}, coarse_.cube(around));
    cubes_[cube] = candidates(coarse_cubes_[around], small);
  }

  // The nearest entry to any colour of the cube is at most a diagonal farther from the cube's
  // middle than the entry nearest to the middle. Lengths are doubled, because the middle may be a
  // half.
  [[nodiscard]] list candidates(const list& from, const color_bounds& cube) {
    const int r = cube.lo[0] + cube.hi[0];
    const int g = cube.lo[1] + cube.hi[1];
    const int b = cube.lo[2] + cube.hi[2];
    std::array<int, 256> distances{};
    int least = std::numeric_limits<int>::max();
    for (std::uint32_t i = 0; i < from.count; ++i) {
      const candidate& e = candidates_[from.first + i];
      const int dr = 2 * e.r - r;
      const int dg = 2 * e.g - g;
      const int db = 2 * e.b - b;
      distances[i] = dr * dr + dg * dg + db * db;
      least = std::min(least, distances[i]);
    }
    double diagonal = 0;
    for (std::size_t i = 0; i < 3; ++i) {
      const double d = 2 * (cube.hi[i] - cube.lo[i]);
      diagonal += d * d;
    }
    const double reach = std::sqrt(static_cast<double>(least)) + std::sqrt(diagonal);
    const auto most = static_cast<int>(reach * reach) + 1; // + 1: the roots are rounded
    list result{static_cast<std::uint32_t>(candidates_.size()), 0};
    for (std::uint32_t i = 0; i < from.count; ++i) {
      if (distances[i] > most) continue;
      const candidate e = candidates_[from.first + i]; // a copy: the list moves when it grows
      candidates_.push_back(e);
      ++result.count;
    }
    return result;
  }

  std::vector<std::array<int, 3>> entries_;
  color_bounds bounds_;
  color_lattice lattice_;
  color_lattice coarse_;
  std::vector<list> cubes_;
  std::vector<list> coarse_cubes_;
  std::vector<candidate> candidates_; // all entries, then those of the cubes that were met
  std::vector<memory> memo_;
};

} // namespace arrayreel::ARRAYREEL_ABI::detail
