// Reduces pictures to palettes of at most 256 opaque colours, for formats that have no more.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "../../color.hpp"
#include "pixel.hpp"
#include "median_cut.hpp"
#include "nearest_color.hpp"
#include "picture.hpp"
#include "planes.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

/// Counts how often each colour occurs, up to a limited number of different colours.
class color_counts {
public:
  static constexpr std::size_t most = 8192;

  /// False as soon as there are more than `most`; the other members are then meaningless.
  [[nodiscard]] bool count(std::span<const std::uint32_t> pixels) {
    slots_.assign(std::size_t{1} << bits, {});
    distinct_ = 0;
    for (std::size_t i = 0; i < pixels.size();) {
      const std::uint32_t c = pixels[i];
      const std::size_t first = i;
      while (i < pixels.size() && pixels[i] == c) ++i;
      slot& s = slots_[find(c)];
      if (s.key == none) {
        if (++distinct_ > most) return false;
        s.key = c;
      }
      s.count += i - first;
    }
    return true;
  }

  [[nodiscard]] std::size_t distinct() const noexcept { return distinct_; }

  /// Sorted.
  [[nodiscard]] std::vector<std::uint32_t> colors() const {
    std::vector<std::uint32_t> result;
    for (const slot& s : slots_)
      if (s.key != none) result.push_back(s.key);
    std::sort(result.begin(), result.end());
    return result;
  }

  [[nodiscard]] std::uint64_t& operator[](std::uint32_t c) noexcept {
    return slots_[find(c)].count;
  }

private:
  static constexpr unsigned bits = 14; // twice as many slots as colours: short probes
  static constexpr std::uint32_t none = 0xffffffff;
  struct slot {
    std::uint64_t count = 0;
    std::uint32_t key = none;
  };

  [[nodiscard]] std::size_t find(std::uint32_t c) const noexcept {
    std::size_t i = c * 2654435761U >> (32 - bits);
    while (slots_[i].key != none && slots_[i].key != c) i = (i + 1) % slots_.size();
    return i;
  }

  std::vector<slot> slots_;
  std::size_t distinct_ = 0;
};

/// Maps colours to the nearest entries and passes the error of each pixel on to neighbours that
/// follow; rows alternate in direction (R. Floyd, L. Steinberg, "An adaptive algorithm for spatial
/// grey scale", 1976). At the sides the error goes to the pixel below.
inline void dither(std::span<const std::uint32_t> pixels, nearest_color& nearest, int most,
                   picture& out) {
  using components = std::array<int, 3>; // in 16ths of a level
  const std::size_t width = out.width();
  std::vector<components> here(width + 2);
  std::vector<components> below(width + 2);
  for (std::size_t y = 0; y < out.height(); ++y) {
    const bool forth = y % 2 == 0;
    components next{};
    for (std::size_t i = 0; i < width; ++i) {
      const std::size_t x = forth ? i : width - 1 - i;
      components value = unpacked(pixels[y * width + x]);
      components wanted{};
      for (std::size_t c = 0; c < 3; ++c) {
        value[c] = value[c] * 16 + next[c] + here[x + 1][c];
        wanted[c] = (value[c] + 8) >> 4;
      }
      const std::size_t index = nearest(wanted);
      out.row(y)[x] = static_cast<std::uint8_t>(index);
      components& behind = below[forth ? x : x + 2];
      components& ahead = below[forth ? x + 2 : x];
      for (std::size_t c = 0; c < 3; ++c) {
        const int error = std::clamp(value[c] - nearest[index][c] * 16, -most, most);
        const int to_next = error * 7 >> 4;
        const int to_behind = error * 3 >> 4;
        const int to_below = error * 5 >> 4;
        next[c] = to_next;
        behind[c] += to_behind;
        below[x + 1][c] += to_below;
        ahead[c] += error - to_next - to_behind - to_below;
      }
    }
    for (std::size_t c = 0; c < 3; ++c) {
      below[forth ? width : 1][c] += next[c];
      below[1][c] += below[0][c];
      below[width][c] += below[width + 1][c];
    }
    here.swap(below);
    std::fill(below.begin(), below.end(), components{});
  }
}

/// Lays any 8-bit picture over a background, which counts as opaque, and reduces it to an opaque
/// palette of up to 256 colours.
///
/// The result is exact for palettes (which keep their indices), gray, gray + alpha over a gray
/// background, and any picture of at most 256 colours (sorted). Other pictures are dithered with a
/// palette by median cut. The palette is kept for the following pictures, so that a movie does not
/// flicker, as long as their mean squared distance from the nearest entries is at most twice that
/// of the picture from which it was made (or twice 3, which is one level in each component, if that
/// is more). The same pictures in the same order give the same results.
class color_reducer {
public:
  explicit color_reducer(color background)
      : background_{background.r, background.g, background.b, 255} {}

  [[nodiscard]] picture operator()(const picture& from) {
    if (from.channels() == 1) return with_opaque_palette(from);
    flatten(from);
    picture result(from.height(), from.width(), 1, 1);
    std::uint8_t* out = result.bytes();
    if (from.channels() == 2 && is_gray(background_)) {
      for (const std::uint32_t p : pixels_) *out++ = static_cast<std::uint8_t>(p & 255);
      return with_opaque_palette(std::move(result));
    }
    const bool are_few = counts_.count(pixels_);
    if (are_few && counts_.distinct() <= 256) {
      const std::vector<std::uint32_t> colors = counts_.colors();
      for (std::size_t i = 0; i < colors.size(); ++i) counts_[colors[i]] = i;
      for (const std::uint32_t p : pixels_) *out++ = static_cast<std::uint8_t>(counts_[p]);
      result.palette(as_palette(colors));
    } else {
      reduce(are_few, result);
      result.palette(as_palette(entries_));
    }
    return result;
  }

private:
  [[nodiscard]] picture with_opaque_palette(picture from) const {
    const std::array<color, 256> colors = colors_of(from);
    const std::size_t size = from.palette().empty() ? 256 : from.palette().size();
    std::vector<color> table(size);
    for (std::size_t i = 0; i < size; ++i) table[i] = composited(colors[i], background_);
    from.palette(std::move(table));
    return from;
  }

  [[nodiscard]] static std::vector<color> as_palette(const std::vector<std::uint32_t>& colors) {
    std::vector<color> table;
    table.reserve(colors.size());
    for (const std::uint32_t c : colors)
      table.push_back({static_cast<std::uint8_t>(c >> 16), static_cast<std::uint8_t>(c >> 8),
                       static_cast<std::uint8_t>(c)});
    return table;
  }

  void flatten(const picture& from) {
    pixels_.resize(from.height() * from.width());
    color_rows rows(from, &background_);
    std::uint32_t* out = pixels_.data();
    for (std::size_t y = 0; y < from.height(); ++y)
      for (const color& c : rows(y)) *out++ = packed(c);
  }

  // Few colours are counted one by one: those of a colormap and of a label would otherwise share
  // cells and leave palette entries unused.
  [[nodiscard]] std::vector<color_cell> cells(bool are_few, const color_bounds& bounds) {
    if (!are_few) return cells_of(pixels_, bounds);
    std::vector<color_cell> result;
    for (const std::uint32_t c : counts_.colors())
      result.emplace_back().add(unpacked(c), counts_[c]);
    return result;
  }

  void reduce(bool are_few, picture& out) {
    color_bounds bounds;
    for (const std::uint32_t p : pixels_) bounds.include(unpacked(p));
    const std::vector<color_cell> histogram = cells(are_few, bounds);
    if (!entries_.empty()) {
      nearest_color nearest(entries_, bounds);
      if (mean_squared_error(histogram, nearest) <= 2 * std::max(error_, 3.0))
        return dither(pixels_, nearest, longest_error(), out);
    }
    // Means lie inside the set of colours, and dithering cannot make colours outside the palette's:
    // the most extreme colours become entries too.
    entries_ = extremes();
    const std::vector<std::uint32_t> means = median_cut(histogram, 256 - entries_.size());
    entries_.insert(entries_.end(), means.begin(), means.end());
    std::sort(entries_.begin(), entries_.end());
    entries_.erase(std::unique(entries_.begin(), entries_.end()), entries_.end());
    nearest_color nearest(entries_, bounds);
    error_ = mean_squared_error(histogram, nearest);
    dither(pixels_, nearest, longest_error(), out);
  }

  // The most that dithering passes on, in 16ths of a level: three times the usual distance of a
  // colour from its entry. For colours outside the palette's the error would grow without end and
  // smear over what follows.
  [[nodiscard]] int longest_error() const noexcept {
    return static_cast<int>(16 * 3 * std::sqrt(error_ / 3)) + 16;
  }

  [[nodiscard]] double mean_squared_error(const std::vector<color_cell>& histogram,
                                          nearest_color& nearest) const {
    double sum = 0;
    for (const color_cell& cell : histogram) {
      const std::array<int, 3>& entry = nearest[nearest(cell.mean())];
      for (std::size_t i = 0; i < 3; ++i) {
        const auto count = static_cast<double>(cell.count);
        const double d = static_cast<double>(cell.sum[i]) / count - entry[i];
        sum += count * d * d;
      }
    }
    return sum / static_cast<double>(pixels_.size());
  }

  // The colours farthest towards the corners of the cube; the first of several equally far ones.
  [[nodiscard]] std::vector<std::uint32_t> extremes() const {
    std::array<std::uint32_t, 8> found{};
    std::array<int, 8> farthest{};
    farthest.fill(-1000);
    for (const std::uint32_t p : pixels_) {
      const auto [r, g, b] = unpacked(p);
      const std::array<int, 4> along{r + g + b, r + g - b, r - g + b, g + b - r};
      for (std::size_t i = 0; i < 8; ++i) {
        const int distance = i < 4 ? along[i] : -along[i - 4];
        if (distance <= farthest[i]) continue;
        farthest[i] = distance;
        found[i] = p;
      }
    }
    std::sort(found.begin(), found.end());
    return {found.begin(), std::unique(found.begin(), found.end())};
  }

  color background_;
  std::vector<std::uint32_t> pixels_; // of the picture, packed; kept for its memory
  color_counts counts_;
  std::vector<std::uint32_t> entries_; // of the last reduced picture
  double error_ = 0;                   // of the picture that they were made from
};

} // namespace arrayreel::ARRAYREEL_ABI::detail
