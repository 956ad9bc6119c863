// An array that lies on many ranks, read as one picture: its parts, its range, and how it is
// stored.
#pragma once

#include "../base/config.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "../../mapping.hpp"
#include "../../placement.hpp"
#include "../array/array_ref.hpp"
#include "../array/picture_view.hpp"
#include "../values/scalar_rows.hpp"
#include "blocks.hpp"
#include "communicator.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

/// A block of this rank's: an array and where it lies.
struct placed_array {
  array_ref array;
  placement where;
};

/// Values of this rank's, each of which counts as so many.
struct counted_array {
  array_ref values;
  std::size_t times = 1;
};

/// The values of all ranks of which a range is made.
struct distributed_values {
  const communicator& ranks;
  int chief;                     ///< the lowest rank that has values: it knows their type
  const element_functions* type; ///< null where this rank has none
  std::vector<counted_array> mine;

  /// Runs a function on the lowest rank that has values; all ranks throw what it throws.
  template <class Function> void by_chief(const Function& function) const {
    ranks.together([&] {
      if (ranks.rank() == chief) function();
    });
  }
};

/// The values that all ranks must give alike, with their names: those of the mapping.
[[nodiscard]] ARRAYREEL_API std::vector<agreed_value> agreed_values(const mapping_options& o);

/// A picture in blocks that lie on many ranks.
class ARRAYREEL_API distributed_field {
public:
  /// Begins the public call `call`.
  /// \param size of the picture where the blocks do not say it; {0, 0}: they do
  /// \param values what else all ranks must give alike
  /// \throws error on all ranks
  distributed_field(const communicator& ranks, const char* call, std::span<const placed_array> mine,
                    const row_column& size, const mapping_options& o,
                    std::vector<agreed_value> values, holes allowed);

  [[nodiscard]] const communicator& ranks() const noexcept { return ranks_; }
  [[nodiscard]] const block_map& blocks() const noexcept { return *blocks_; }
  [[nodiscard]] std::size_t height() const noexcept { return blocks_->height(); }
  [[nodiscard]] std::size_t width() const noexcept { return blocks_->width(); }
  /// Of the elements; 1 for a scalar field.
  [[nodiscard]] std::size_t channels() const noexcept { return channels_; }
  /// The lowest rank that has elements: it decides what depends on their type.
  [[nodiscard]] int chief() const noexcept { return chief_; }
  [[nodiscard]] bool is_chief() const noexcept { return ranks_.rank() == chief_; }
  /// Null where this rank has no elements.
  [[nodiscard]] const element_functions* type() const noexcept { return type_; }

  /// This rank's blocks, in the order of their first rows.
  [[nodiscard]] std::span<const block_place> mine() const noexcept { return mine_; }
  /// The elements of a block of this rank's.
  [[nodiscard]] const picture_view& elements(const block_place& b) const noexcept {
    return views_[b.number];
  }
  /// Some rows of them. Where elements have no value, only until the next call.
  [[nodiscard]] picture_view elements(const block_place& b, std::size_t first,
                                      std::size_t count) const;

  /// Whether arrays have elements without a value, besides NaN: on any rank.
  [[nodiscard]] bool lacks_values() const noexcept { return lacks_values_; }
  /// Those that make the range: all but an alpha channel. Each counts as often as pixels show it.
  [[nodiscard]] distributed_values values() const;
  /// Runs a function on the chief; all ranks throw what it throws.
  template <class Function> void by_chief(const Function& function) const {
    ranks_.together([&] {
      if (is_chief()) function();
    });
  }

private:
  const communicator& ranks_;
  std::vector<picture_view> views_; // by the number of the block; only those that are not empty
  std::optional<block_map> blocks_;
  std::vector<block_place> mine_;
  const element_functions* type_ = nullptr;
  std::size_t channels_ = 1;
  int chief_ = 0;
  bool lacks_values_ = false;
  mutable hole_map shifted_{}; // of the elements that were asked for last
};

/// A range, and the summary of the values if it was made.
struct range_and_summary {
  value_range range{};
  std::optional<value_summary> summary{};
};

/// The range that the options give for all values together, as for one array. Collective: one
/// reduction for extremes, a few for percentiles.
/// \throws error as `range_for` does, on all ranks
[[nodiscard]] ARRAYREEL_API range_and_summary range_of_all(const distributed_values& values,
                                                           const mapping_options& o);

/// How a field becomes a picture, the same on all ranks: what one process would decide.
struct field_plan {
  bool scalar = true; ///< levels travel; otherwise pixels do
  std::size_t component_bytes = 1;
  scalar_plan form{};                 ///< its channels are those of the picture, of colours too
  bool in_table = false;              ///< as in `level_colors`
  std::optional<value_range> range{}; ///< none for labels and pixels that stay as they are
  double opaque = 0;                  ///< the opaque alpha of integers
  bool labels = false;                ///< entries of a qualitative colormap
  double largest = 0;                 ///< of integers of this type
  bool apart = false;                 ///< special values travel beside the levels

  [[nodiscard]] std::size_t pixel_bytes() const noexcept { return form.channels * component_bytes; }
  /// Of an element on its way.
  [[nodiscard]] std::size_t element_bytes() const noexcept {
    return scalar ? component_bytes : pixel_bytes();
  }
};

/// Collective.
/// \throws error as the mapping of one array does, on all ranks
[[nodiscard]] ARRAYREEL_API field_plan plan_of_field(const distributed_field& field,
                                                     const mapping_options& o,
                                                     std::size_t component_bytes);

} // namespace arrayreel::ARRAYREEL_ABI::detail

#if !defined(ARRAYREEL_COMPILED)
#include "field.ipp"
#endif
