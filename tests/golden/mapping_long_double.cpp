// The mapping of long double, alone and in complex numbers.
#include <complex>
#include <cstdint>

#include "mapping_lines.hpp"

namespace golden {

void long_double_lines(recorder& lines) {
  // The type differs among processors; 64 digits are those of x86.
  const std::string condition =
      "[long double of " + std::to_string(std::numeric_limits<long double>::digits) + " digits] ";
  mapping_lines<long double>(lines, "long_double", condition).all();
  mapping_lines<std::complex<long double>>(lines, "complex_long_double", condition).all();
}

} // namespace golden
