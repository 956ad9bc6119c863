// Chooses few colours for a picture of many: a histogram of colours, and its median cut.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "../../color.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

/// An opaque colour as a number, red in the highest byte: fast to sort and to compare.
[[nodiscard]] constexpr std::uint32_t packed(const color& c) noexcept {
  return std::uint32_t{c.r} << 16 | std::uint32_t{c.g} << 8 | c.b;
}
/// Red, green, blue of a packed colour.
[[nodiscard]] constexpr std::array<int, 3> unpacked(std::uint32_t c) noexcept {
  return {static_cast<int>(c >> 16), static_cast<int>(c >> 8 & 255), static_cast<int>(c & 255)};
}

/// The least and the greatest of each component.
struct color_bounds {
  std::array<int, 3> lo{255, 255, 255};
  std::array<int, 3> hi{0, 0, 0};

  constexpr void include(const std::array<int, 3>& c) noexcept {
    for (std::size_t i = 0; i < 3; ++i) {
      lo[i] = std::min(lo[i], c[i]);
      hi[i] = std::max(hi[i], c[i]);
    }
  }
};

/// Divides the colours into cubes: each component has up to 2^bits steps from the least to the
/// greatest. Colours that are close to each other get narrow steps, which still tell them apart.
class color_lattice {
public:
  color_lattice(const color_bounds& bounds, unsigned bits) noexcept : lo_(bounds.lo), bits_(bits) {
    for (std::size_t i = 0; i < 3; ++i) {
      const auto extent = static_cast<unsigned>(bounds.hi[i] - bounds.lo[i]);
      const auto needed = static_cast<unsigned>(32 - std::countl_zero(extent));
      shift_[i] = needed > bits ? needed - bits : 0;
    }
  }

  [[nodiscard]] std::size_t size() const noexcept { return std::size_t{1} << (3 * bits_); }

  /// The cube of a colour within the bounds.
  [[nodiscard]] std::size_t operator()(const std::array<int, 3>& c) const noexcept {
    std::size_t index = 0;
    for (std::size_t i = 0; i < 3; ++i)
      index = index << bits_ | static_cast<std::size_t>((c[i] - lo_[i]) >> shift_[i]);
    return index;
  }

  /// The first and the last colour of a cube.
  [[nodiscard]] color_bounds cube(std::size_t index) const noexcept {
    color_bounds result;
    for (std::size_t i = 3; i-- > 0; index >>= bits_) {
      const auto step = static_cast<int>(index & ((std::size_t{1} << bits_) - 1));
      result.lo[i] = lo_[i] + step * (1 << shift_[i]);
      result.hi[i] = result.lo[i] + (1 << shift_[i]) - 1;
    }
    return result;
  }

private:
  std::array<int, 3> lo_;
  unsigned bits_;
  std::array<unsigned, 3> shift_{};
};

/// Pixels that count as one colour, their mean.
struct color_cell {
  std::uint64_t count = 0;
  std::array<std::uint64_t, 3> sum{};

  void add(const std::array<int, 3>& c, std::uint64_t times = 1) noexcept {
    count += times;
    for (std::size_t i = 0; i < 3; ++i) sum[i] += times * static_cast<unsigned>(c[i]);
  }
  [[nodiscard]] int mean(std::size_t component) const noexcept {
    return static_cast<int>((sum[component] + count / 2) / count);
  }
  [[nodiscard]] std::array<int, 3> mean() const noexcept { return {mean(0), mean(1), mean(2)}; }
};

/// The histogram of packed colours with 6 bits a component.
[[nodiscard]] inline std::vector<color_cell> cells_of(std::span<const std::uint32_t> pixels,
                                                      const color_bounds& bounds) {
  const color_lattice lattice(bounds, 6);
  // A picture has colours in few cubes, so these are listed.
  constexpr std::uint32_t none = 0xffffffff;
  std::vector<std::uint32_t> cell_of(lattice.size(), none);
  std::vector<color_cell> cells;
  for (const std::uint32_t p : pixels) {
    const std::array<int, 3> c = unpacked(p);
    std::uint32_t& cell = cell_of[lattice(c)];
    if (cell == none) {
      cell = static_cast<std::uint32_t>(cells.size());
      cells.emplace_back();
    }
    cells[cell].add(c);
  }
  return cells;
}

/// Some of the cells, and the component along which to cut them.
struct cell_box {
  std::span<color_cell> cells;
  color_cell total;
  double error = 0; // squared distance of all pixels from the mean; 0 if it cannot be cut
  std::size_t axis = 0;

  explicit cell_box(std::span<color_cell> part) noexcept : cells(part) {
    std::array<double, 3> squares{};
    color_bounds bounds;
    for (const color_cell& cell : cells) {
      const double each = 1 / static_cast<double>(cell.count);
      total.count += cell.count;
      for (std::size_t i = 0; i < 3; ++i) {
        const auto sum = static_cast<double>(cell.sum[i]);
        squares[i] += sum * sum * each;
        total.sum[i] += cell.sum[i];
      }
      bounds.include(cell.mean());
    }
    double most = 0;
    double all = 0;
    for (std::size_t i = 0; i < 3; ++i) {
      const auto sum = static_cast<double>(total.sum[i]);
      const double own = squares[i] - sum * sum / static_cast<double>(total.count);
      all += own;
      if (bounds.lo[i] == bounds.hi[i] || own <= most) continue;
      most = own;
      axis = i;
    }
    if (most > 0) error = all;
  }

  /// Moves the cells up to the median to the front. Returns how many: not none and not all.
  [[nodiscard]] std::size_t cut() const noexcept {
    std::array<std::uint64_t, 256> counts{};
    for (const color_cell& cell : cells)
      counts[static_cast<std::size_t>(cell.mean(axis))] += cell.count;
    std::size_t last = 255;
    while (counts[last] == 0) --last;
    std::size_t median = 0;
    std::uint64_t below = 0;
    for (std::size_t i = 0; i < last && 2 * below < total.count; ++i) {
      if (counts[i] == 0) continue;
      below += counts[i];
      median = i;
    }
    const auto upper = std::partition(cells.begin(), cells.end(), [&](const color_cell& cell) {
      return static_cast<std::size_t>(cell.mean(axis)) <= median;
    });
    return static_cast<std::size_t>(upper - cells.begin());
  }
};

/// The colour of box i: its mean if the nearest other boxes lie all around it. If they lie on one
/// side, its farthest cell on the other side: dithering cannot make colours outside those of the
/// palette, and means would exclude the rim.
[[nodiscard]] inline std::array<int, 3>
outermost(const cell_box& box, std::span<const std::array<int, 3>> means, std::size_t i) {
  constexpr std::size_t around = 8;
  const std::array<int, 3> own = means[i];
  if (means.size() <= around) return own;
  std::vector<std::pair<int, std::size_t>> others; // by squared distance
  for (std::size_t k = 0; k < means.size(); ++k) {
    int distance = 0;
    for (std::size_t c = 0; c < 3; ++c) distance += (means[k][c] - own[c]) * (means[k][c] - own[c]);
    if (k != i) others.emplace_back(distance, k);
  }
  std::nth_element(others.begin(), others.begin() + (around - 1), others.end());
  std::array<int, 3> outwards{}; // sum of the differences from the neighbours
  double way = 0;
  for (std::size_t k = 0; k < around; ++k) {
    way += std::sqrt(static_cast<double>(others[k].first));
    for (std::size_t c = 0; c < 3; ++c) outwards[c] += own[c] - means[others[k].second][c];
  }
  const auto dot = [&](const std::array<int, 3>& v) {
    return v[0] * outwards[0] + v[1] * outwards[1] + v[2] * outwards[2];
  };
  if (std::sqrt(static_cast<double>(dot(outwards))) < 0.35 * way) return own;
  std::array<int, 3> best = own;
  for (const color_cell& cell : box.cells) {
    const std::array<int, 3> c = cell.mean();
    if (dot(c) > dot(best)) best = c;
  }
  return best;
}

/// Up to `most` colours, each for a box of cells. The box with the greatest squared error is cut at
/// the median of its component of greatest variance until there are enough (after P. Heckbert,
/// "Color image quantization for frame buffer display", 1982, which cuts at the component of
/// greatest extent).
[[nodiscard]] inline std::vector<std::uint32_t> median_cut(std::vector<color_cell> cells,
                                                           std::size_t most) {
  std::vector<cell_box> boxes{cell_box(cells)};
  while (boxes.size() < most) {
    const auto worst =
        std::max_element(boxes.begin(), boxes.end(),
                         [](const cell_box& a, const cell_box& b) { return a.error < b.error; });
    if (!(worst->error > 0)) break;
    const std::span<color_cell> part = worst->cells;
    const std::size_t lower = worst->cut();
    *worst = cell_box(part.first(lower));
    boxes.emplace_back(part.subspan(lower));
  }
  std::vector<std::array<int, 3>> means;
  for (const cell_box& box : boxes) means.push_back(box.total.mean());
  std::vector<std::uint32_t> result;
  for (std::size_t i = 0; i < boxes.size(); ++i) {
    const std::array<int, 3> c = outermost(boxes[i], means, i);
    result.push_back(static_cast<std::uint32_t>(c[0] << 16 | c[1] << 8 | c[2]));
  }
  return result;
}

} // namespace arrayreel::ARRAYREEL_ABI::detail
