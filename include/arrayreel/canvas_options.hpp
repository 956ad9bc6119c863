// Options of canvases, of blocks and of points on them.
#pragma once

#include "detail/base/config.hpp"

#include <concepts>
#include <cstddef>
#include <optional>

#include "array_view.hpp"
#include "mapping.hpp"
#include "placement.hpp"
#include "range.hpp"

namespace arrayreel::ARRAYREEL_ABI {

/// What a pixel shows that several values were put on.
enum class overlap : unsigned char {
  replace, ///< the last one
  min,
  max,
  sum, ///< the same bits in whichever order the values come: see `canvas`
  mean ///< that sum over the number of the values
};

/// How a block of three axes becomes two: what is left of the elements along one axis.
class project {
public:
  enum class kind : unsigned char { min, max, sum, mean, at };

  static const project min;
  static const project max;
  static const project sum;
  static const project mean;
  /// The slice at an index along the axis.
  /// \param index of any integral type; `put` refuses one that is not in the block
  template <std::integral I> [[nodiscard]] static constexpr project at(I index) noexcept {
    return project(kind::at, row_column(index, 0).row());
  }

  [[nodiscard]] constexpr kind how() const noexcept { return how_; }
  /// Of a slice.
  [[nodiscard]] constexpr std::ptrdiff_t index() const noexcept { return index_; }

private:
  constexpr explicit project(kind how, std::ptrdiff_t index = 0) noexcept
      : how_(how), index_(index) {}

  kind how_;
  std::ptrdiff_t index_;
};

inline constexpr project project::min{kind::min};
inline constexpr project project::max{kind::max};
inline constexpr project project::sum{kind::sum};
inline constexpr project project::mean{kind::mean};

/// The mapping of the whole picture, then how its parts meet.
struct canvas_options {
#include "detail/options/mapping_fields.inc"
  /// what a pixel shows that several values of equally large cells were put on
  arrayreel::overlap overlap = arrayreel::overlap::replace;
  /// whether values of cells of all sizes meet as `overlap` says, as the leaves of a tree in three
  /// dimensions do along a line of sight. Otherwise the smallest cells alone count.
  bool all_cells = false;
  /// whether NaN counts as no value, as in NumPy's `nanmax`; otherwise a pixel with a NaN among its
  /// values is NaN
  bool skip_nan = false;
};

/// What one block is.
struct put_options {
  /// the pixels that one element covers, 1 or more in both directions: {4, 4} on a grid that is
  /// four times as coarse
  row_column cell{1, 1};
  /// of a block with three axes, the axis that is projected; 0 unless given
  std::optional<std::size_t> axis{};
  /// how it is
  std::optional<arrayreel::project> project{};
  /// for sum and mean: as how many values each element counts, 1 to 2³⁰. A coarse cell that is four
  /// fine ones deep along the axis counts as 4.
  std::size_t depth = 1;
  /// what the axes of a block are that is not projected; the canvas's unless given
  arrayreel::axes axes = arrayreel::axes::automatic;
  /// leaves out what lies outside the picture, instead of an error
  bool clip = false;
};

/// What positions of points are.
struct deposit_options {
  /// the positions at the upper edge of the first row and at the lower edge of the last one. lo may
  /// be above hi, for a y that grows upwards. 0 to the height unless given: pixels.
  std::optional<value_range> y{};
  /// the positions at the left edge of the first column and at the right edge of the last one; 0 to
  /// the width unless given
  std::optional<value_range> x{};
  /// leaves out points outside the picture, instead of an error
  bool clip = false;
};

/// A rectangle of pixels.
struct pixel_region {
  row_column at{};   ///< the first pixel
  row_column size{}; ///< {rows, columns}
};

} // namespace arrayreel::ARRAYREEL_ABI
