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

/// The cell's `#include` lines, those that follow one another together, and what is between them.
///
/// Headers are to stay when what follows them does not compile or throws: it is then taken back,
/// but they would not be read a second time. And what a header does when it is included, such as
/// opening libraries, is to be done before what follows is linked.
[[nodiscard]] std::vector<cell_part> parts_of(const std::string& cell);

/// The offset of a last expression without semicolon; npos where the code does not end in one. A
/// guess by the punctuation: what stands there need not compile.
[[nodiscard]] std::size_t last_expression(const std::string& code);

} // namespace notebook_kernel
