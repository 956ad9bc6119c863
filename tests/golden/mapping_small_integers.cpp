// The mapping of bool and of integers of 8 and 16 bits.
#include <complex>
#include <cstdint>

#include "mapping_lines.hpp"

namespace golden {

void small_integer_lines(recorder& lines) {
  mapping_lines<bool>(lines, "bool").all();
  mapping_lines<std::int8_t>(lines, "int8").all();
  mapping_lines<std::uint8_t>(lines, "uint8").all();
  mapping_lines<std::int16_t>(lines, "int16").all();
  mapping_lines<std::uint16_t>(lines, "uint16").all();
}

} // namespace golden
