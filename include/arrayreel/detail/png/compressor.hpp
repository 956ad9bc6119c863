// Strips of rows by the compressor that a picture's purpose asks for.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "../base/scratch.hpp"
#include "balanced.hpp"
#include "plan.hpp"
#include "smallest.hpp"
#include "strip.hpp"

namespace arrayreel::inline ARRAYREEL_ABI::detail {

/// One of the three compressors, with memory that it keeps from strip to strip.
class png_compressor {
  template <class Function> auto with_writer(const Function& function) {
    if (fast_) return function(**fast_);
    if (balanced_) return function(**balanced_);
    return function(*smallest_);
  }

public:
  /// How many rows make a strip, one at least.
  [[nodiscard]] static std::size_t rows_of_strip(png_way way, std::size_t row_bytes,
                                                 std::size_t height) noexcept {
    if (way == png_way::fast) {
      const std::size_t rows = strip_writer::rows_of_strip(row_bytes);
      return rows < height ? rows : height;
    }
    // Equal ones: the best of a few rows alone would take as long to find as that of many.
    const std::size_t most = way == png_way::balanced ? balanced_bytes : smallest_bytes;
    const std::size_t rows = most / (row_bytes + 1);
    if (rows == 0) return 1;
    const std::size_t strips = (height - 1) / rows + 1;
    return (height - 1) / strips + 1;
  }

  /// To be said before the first strip.
  void begin(png_way way) {
    if (way == png_way::balanced)
      balanced_.emplace();
    else if (way == png_way::smallest)
      smallest_.emplace();
    else
      fast_.emplace();
  }

  /// As of `strip_writer`.
  [[nodiscard]] std::span<const std::uint8_t> write(const png_rows& rows, bool last,
                                                    std::size_t bytes_in_front) {
    return with_writer([&](auto& w) { return w.write(rows, last, bytes_in_front); });
  }
  [[nodiscard]] std::uint8_t* front() noexcept {
    return with_writer([](auto& w) { return w.front(); });
  }
  [[nodiscard]] std::uint32_t adler() noexcept {
    return with_writer([](auto& w) { return w.adler(); });
  }
  [[nodiscard]] std::uint64_t size() noexcept {
    return with_writer([](auto& w) { return w.size(); });
  }

private:
  // Memory is of about this size, in which a sample stands for the rest,
  static constexpr std::size_t balanced_bytes = std::size_t{3} << 19;
  // or which has nearly all that could repeat.
  static constexpr std::size_t smallest_bytes = std::size_t{1} << 22;

  std::optional<leased<strip_writer>> fast_;
  std::optional<leased<balanced_writer>> balanced_;
  std::optional<smallest_writer> smallest_;
};

} // namespace arrayreel::inline ARRAYREEL_ABI::detail
