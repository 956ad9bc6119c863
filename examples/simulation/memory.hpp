// How much memory the program has taken.
#pragma once

#include <cstddef>

/// The most bytes that were resident at once since the program began; 0 where the system does not
/// tell.
[[nodiscard]] std::size_t peak_resident_memory();
