// Filters rows: all by the same filter, or each by the one that suits it best.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <utility>
#include <vector>

#include "../deflate/costs.hpp"
#include "../deflate/tokens.hpp"
#include "filters.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

/// The filter of each row: one of the five for all rows, or chosen for each row.
enum class filter_choice : std::uint8_t {
  none,
  sub,
  up,
  average,
  paeth,
  magnitudes, ///< the smallest sum of magnitudes, as signed bytes (PNG specification, section 12.7)
  entropy     ///< the least entropy of the row's bytes
};
inline constexpr std::size_t filter_choices = 7;

/// The entropy of the bytes in bits, in units of 1/256.
[[nodiscard]] inline std::uint64_t entropy_of(const std::uint8_t* p, std::size_t n) noexcept {
  std::uint32_t counts[256] = {};
  count_bytes(p, n, counts);
  return bits_of(counts, 256);
}

/// Filters rows. Keeps its memory.
class row_filterer {
public:
  /// The rows from `first` to `last`, each after the number of its filter: `bytes + 1` a row.
  [[gnu::noinline]] void filter(std::uint8_t* to, filter_choice choice, const png_rows& rows,
                                std::size_t first, std::size_t last) {
    if (rows.above == nullptr && zeros_.size() < rows.bytes) zeros_.assign(rows.bytes, 0);
    for (std::size_t y = first; y < last; ++y, to += rows.bytes + 1) {
      const filter_row in = rows.row(y, zeros_.data());
      if (choice <= filter_choice::paeth) {
        *to = static_cast<std::uint8_t>(choice);
        filter_row_to(to + 1, static_cast<row_filter>(choice), in);
      } else {
        filter_best(to, choice, in);
      }
    }
  }

  /// Bytes of memory that it keeps.
  [[nodiscard]] std::size_t memory() const noexcept {
    return zeros_.capacity() + other_.capacity();
  }

private:
  void filter_best(std::uint8_t* to, filter_choice choice, const filter_row& in) {
    if (other_.size() < in.size) other_.resize(in.size);
    std::uint64_t least = ~std::uint64_t{0};
    std::uint8_t* best = to + 1;
    std::uint8_t* next = other_.data();
    for (std::uint8_t f = 0; f < row_filters; ++f) {
      filter_row_to(next, row_filter{f}, in);
      const std::uint64_t cost = choice == filter_choice::magnitudes ? magnitudes_of(next, in.size)
                                                                     : entropy_of(next, in.size);
      if (cost >= least) continue;
      least = cost;
      *to = f;
      std::swap(best, next);
    }
    if (best != to + 1) std::memcpy(to + 1, best, in.size);
  }

  std::vector<std::uint8_t> zeros_;
  std::vector<std::uint8_t> other_;
};

} // namespace arrayreel::ARRAYREEL_ABI::detail
