// The mapping of integers of 32 and 64 bits.
#include <complex>
#include <cstdint>

#include "mapping_lines.hpp"

namespace golden {

void large_integer_lines(recorder& lines) {
  mapping_lines<std::int32_t>(lines, "int32").all();
  mapping_lines<std::uint32_t>(lines, "uint32").all();
  mapping_lines<std::int64_t>(lines, "int64").all();
  mapping_lines<std::uint64_t>(lines, "uint64").all();
}

} // namespace golden
