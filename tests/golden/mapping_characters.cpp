// The mapping of integer types that are none of std::int8_t and its like: as of the one that has the same
// sign and size on this machine, so that no line is recorded for them.
#include <cstdint>
#include <limits>
#include <stdexcept>
#include <string>

#include "mapping_lines.hpp"

namespace golden {

namespace {

template <class T> void check_lines_of(const recorder& recorded) {
  const std::string name = (std::numeric_limits<T>::is_signed ? "int" : "uint") +
                           std::to_string(8 * sizeof(T));
  recorder own;
  mapping_lines<T>(own, name).few();
  for (const auto& [key, value] : own.lines()) {
    const auto found = recorded.lines().find(key);
    if (found == recorded.lines().end() || found->second != value)
      throw std::runtime_error(key + " differs for another type of this sign and size");
  }
}

} // namespace

void check_character_lines(const recorder& lines) {
  check_lines_of<char>(lines);
  check_lines_of<long>(lines);
  check_lines_of<long long>(lines);
}

} // namespace golden
