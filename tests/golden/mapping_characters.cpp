// The mapping of integer types that are none of std::int8_t and its like.
#include <complex>
#include <cstdint>

#include "mapping_lines.hpp"

namespace golden {

void character_lines(recorder& lines) {
  mapping_lines<char>(lines, std::is_signed_v<char> ? "char" : "unsigned_char").few();
  mapping_lines<long>(lines, sizeof(long) == 8 ? "long" : "short_long").few();
  mapping_lines<long long>(lines, "long_long").few();
}

} // namespace golden
