// How pictures and strips lie.
#pragma once

#include "detail/base/config.hpp"

namespace arrayreel::ARRAYREEL_ABI {

/// Where a picture that is smaller than its place stands in it: at the top or left, in the middle
/// (an odd pixel goes below or to the right of it), or at the bottom or right.
enum class align : unsigned char { start, center, end };

/// Which way something lies or goes.
enum class orientation : unsigned char { vertical, horizontal };

} // namespace arrayreel::ARRAYREEL_ABI
