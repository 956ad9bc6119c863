// What a movie asks of the mapping of its frames.
#pragma once

#include "../../mapping.hpp"
#include "../raster/picture.hpp"
#include "element_functions.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

/// What a movie asks of the mapping of a frame besides the picture.
struct mapping_request {
  const value_range* range = nullptr; ///< in place of what the options say
  special_counts* counts = nullptr;   ///< gets how many values have no level
  picture* scratch = nullptr;         ///< its memory may be taken for a picture of one channel
  double opaque = 0;                  ///< the opaque alpha of integers; 0: by those of the picture
};

} // namespace arrayreel::ARRAYREEL_ABI::detail
