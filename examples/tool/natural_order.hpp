// Names in the order in which people count: dump_2 before dump_10, u_0.25 before u_0.5 before u_1.
#pragma once

#include <string>
#include <string_view>
#include <vector>

/// The order of a series of names, such as `u_0.25.npy` or `data/1e-3/u`: numbers by their value,
/// with sign, decimals and exponent, all else byte by byte.
///
/// Some names can be read in two ways, which the whole series decides. A hyphen behind a letter is
/// a sign where the same letters stand without it, too (`t-1`, `t0`). What is behind a dot counts
/// up (`run2.9`, `run2.10`) where it has different lengths and ends in a zero, as no decimal does.
class natural_order {
public:
  explicit natural_order(const std::vector<std::string>& names);

  /// Whether `a` comes before `b`; of equal ones the shorter.
  [[nodiscard]] bool operator()(std::string_view a, std::string_view b) const;

private:
  /// The numbers at one place of all names, counted from the left.
  struct column {
    bool hyphen_is_sign = false;
    bool fraction_counts = false;
  };

  [[nodiscard]] column column_at(std::size_t i) const {
    return i < columns_.size() ? columns_[i] : column{};
  }

  std::vector<column> columns_;
};

/// Puts names into that order.
void sort_naturally(std::vector<std::string>& names);
