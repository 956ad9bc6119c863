// Where a part of a picture lies in it.
#pragma once

#include <concepts>
#include <cstddef>
#include <limits>

#include "detail/base/config.hpp"

namespace arrayreel::ARRAYREEL_ABI {

/// Two numbers, of rows and of columns, from integers of any type. The call that is given them says
/// which are errors.
class row_column {
public:
  constexpr row_column() noexcept = default;
  template <std::integral R, std::integral C>
  constexpr row_column(R row, C column) noexcept : row_(number(row)), column_(number(column)) {}

  [[nodiscard]] constexpr std::ptrdiff_t row() const noexcept { return row_; }
  [[nodiscard]] constexpr std::ptrdiff_t column() const noexcept { return column_; }
  /// Whether both are the numbers that were given. With 32 bits, larger ones become the nearest that
  /// fits, and this is false. With 64 bits it is always true, as no picture comes near.
  [[nodiscard]] constexpr bool fits() const noexcept { return is_exact(row_) && is_exact(column_); }

  friend constexpr bool operator==(const row_column&, const row_column&) noexcept = default;

private:
  static constexpr std::ptrdiff_t least = std::numeric_limits<std::ptrdiff_t>::min();
  static constexpr std::ptrdiff_t most = std::numeric_limits<std::ptrdiff_t>::max();

  // What does not fit is as much too large as the largest number is.
  template <class N> [[nodiscard]] static constexpr std::ptrdiff_t number(N n) noexcept {
    if constexpr (sizeof(N) >= sizeof(most) && std::unsigned_integral<N>)
      return n > static_cast<N>(most) ? most : static_cast<std::ptrdiff_t>(n);
    else if constexpr (sizeof(N) > sizeof(most))
      return static_cast<std::ptrdiff_t>(n < N{least} ? N{least} : n > N{most} ? N{most} : n);
    else
      return static_cast<std::ptrdiff_t>(n);
  }
  [[nodiscard]] static constexpr bool is_exact(std::ptrdiff_t n) noexcept {
    return sizeof(n) > 4 || (n > least && n < most);
  }

  std::ptrdiff_t row_ = 0;
  std::ptrdiff_t column_ = 0;
};

/// Where an array lies in the picture that it is a part of, in pixels.
///
/// ```cpp
/// const ar::placement here{.size = {ny, nx}, .at = {first_row, first_column}};
/// ```
struct placement {
  row_column size{};     ///< of the whole picture
  row_column at{};       ///< the first pixel of the array
  row_column cell{1, 1}; ///< the pixels that one element covers: more than one of a coarse grid
};

} // namespace arrayreel::ARRAYREEL_ABI
