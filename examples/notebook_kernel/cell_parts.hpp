// A cell in the parts that are compiled one after the other.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace notebook_kernel {

struct cell_part {
  std::string code;
  std::size_t line = 1;  ///< where it begins in the cell, from 1
  bool includes = false; ///< whether it is `#include` lines
};

/// Cuts a cell into `#include` lines, those in a row as one part, and the code between them.
///
/// Headers must stay when the code behind them does not compile or throws. That code is taken back,
/// and a header would not be read a second time. Headers must also be done before the code behind
/// them is linked, as they may open libraries.
[[nodiscard]] std::vector<cell_part> parts_of(const std::string& cell);

/// The offset of a last expression without semicolon; npos where the code does not end in one. It
/// is guessed from the punctuation, as the code need not compile.
[[nodiscard]] std::size_t last_expression(const std::string& code);

} // namespace notebook_kernel
