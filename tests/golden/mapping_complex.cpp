// The mapping of complex numbers.
#include <complex>
#include <cstdint>

#include "mapping_lines.hpp"

namespace golden {

void complex_lines(recorder& lines) {
  mapping_lines<std::complex<float>>(lines, "complex64").all();
  mapping_lines<std::complex<double>>(lines, "complex128").all();
}

} // namespace golden
