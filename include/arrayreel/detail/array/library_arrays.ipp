// Definitions of library_arrays.hpp: what does not depend on the element type.
#pragma once

#include "library_arrays.hpp"

#include "../base/message.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

ARRAYREEL_INLINE void refuse_null_matrix() {
  refuse(error_kind::parameter, {"a null pointer to a matrix of GSL; expected a matrix"});
}

ARRAYREEL_INLINE cimg_geometry geometry_of_cimg(std::size_t width, std::size_t height,
                                                std::size_t depth, std::size_t channels) {
  // In memory: x, then y, z, and the channels as the slowest.
  static_cast<void>(checked_count(shape(channels, depth, height, width), 1));
  const std::size_t plane = width * height;
  if (depth == 1 && channels == 1) return {{height, width}, {width, 1}, axes::yx};
  if (depth == 1) return {{height, width, channels}, {width, 1, plane}, axes::yxc};
  if (channels == 1) return {{depth, height, width}, {plane, width, 1}, axes::tyx};
  return {{depth, height, width, channels}, {plane, width, 1, plane * depth}, axes::tyxc};
}

} // namespace arrayreel::ARRAYREEL_ABI::detail
