// Seconds that pass, whatever becomes of the machine's date.
#pragma once

#include <ctime> // clock_gettime: <chrono> brings in the streams

#include "../base/config.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

[[nodiscard]] inline double wall_seconds() noexcept {
  timespec now{};
  static_cast<void>(::clock_gettime(CLOCK_MONOTONIC, &now)); // cannot fail for this clock
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

} // namespace arrayreel::ARRAYREEL_ABI::detail
