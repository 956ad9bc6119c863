// The checks of PNG's options that more than the encoder makes.
#pragma once

#include "detail/base/message.hpp"
#include "png_options.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

ARRAYREEL_INLINE void check_bit_depth(unsigned bits) {
  if (bits != 8 && bits != 16)
    refuse(error_kind::parameter, {"a bit depth of ", bits, "; expected 8 or 16"});
}

} // namespace arrayreel::ARRAYREEL_ABI::detail
