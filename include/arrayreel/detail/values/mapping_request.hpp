// What a movie requests when its frames are mapped.
#pragma once

#include "../../mapping.hpp"
#include "../raster/picture.hpp"
#include "element_functions.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

/// What a movie requests when a frame is mapped, besides the picture.
struct mapping_request {
  const value_range* range = nullptr; ///< instead of the options' range
  special_counts* counts = nullptr;   ///< receives the numbers of special values
  picture* scratch = nullptr;         ///< its memory may be used for a picture of one channel
  double opaque = 0;                  ///< opaque alpha of integers; 0: from the picture's
};

} // namespace arrayreel::ARRAYREEL_ABI::detail
