// The mapping of floating types of 16, 32 and 64 bits.
#include <complex>
#include <cstdint>

#include "mapping_lines.hpp"

namespace golden {

void float_lines(recorder& lines) {
#if ARRAYREEL_HAS_FLOAT16
  // Some compilers have no type of half precision.
  mapping_lines<float16>(lines, "float16", "[float16] ").all();
#endif
  mapping_lines<float>(lines, "float32").all();
  mapping_lines<double>(lines, "float64").all();
}

} // namespace golden
