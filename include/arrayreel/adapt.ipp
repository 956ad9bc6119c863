// Definitions of adapt.hpp: what other people's arrays of all kinds have in common.
#pragma once

#include "adapt.hpp"

#include "detail/base/message.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

ARRAYREEL_INLINE void refuse_mdspan() {
  refuse(error_kind::parameter, {"an mdspan whose layout has no strides; expected "
                                 "layout_right, layout_left or layout_stride"});
}

ARRAYREEL_INLINE void refuse_nested(std::size_t axis, std::size_t length,
                                    std::size_t first_length) {
  refuse(error_kind::parameter,
         {"a nested container in which one entry along axis ", axis, " has ", length,
          " elements and the first has ", first_length, "; expected equal lengths"});
}

ARRAYREEL_INLINE void require_count(std::size_t have, const shape& extents,
                                    std::size_t element_bytes) {
  if (have != checked_count(extents, element_bytes))
    refuse(error_kind::parameter, {"a container of ", have, " elements for an array of shape ",
                                   shape_text(extents, extents.rank())});
}

ARRAYREEL_INLINE any_view view_opencv(const void* data, std::size_t dims, std::size_t depth,
                                      std::size_t channels, std::size_t component_bytes,
                                      const int* size, const std::size_t* step) {
  constexpr std::array depths{dtype::uint8, dtype::int8,    dtype::uint16,  dtype::int16,
                              dtype::int32, dtype::float32, dtype::float64, dtype::float16};
  if (depth >= depths.size())
    refuse(error_kind::parameter,
           {"a cv::Mat of depth ", depth, "; expected CV_8U to CV_16F (0 to 7)"});
  const std::size_t rank = dims + (channels > 1 && dims > 0 ? 1U : 0U);
  if (rank < 1 || rank > max_rank) refuse_rank(rank);
  shape extents;
  strides steps;
  for (std::size_t i = 0; i < rank; ++i) {
    extents.append(i < dims ? static_cast<std::size_t>(size[i]) : channels);
    const std::size_t bytes = i < dims ? step[i] : component_bytes;
    if (bytes % component_bytes != 0)
      refuse(error_kind::parameter, {"a cv::Mat with a step of ", bytes,
                                     " bytes; expected a multiple of the element's ",
                                     component_bytes});
    steps.append(bytes / component_bytes);
  }
  const axes layout = channels == 1 ? axes::automatic
                      : dims == 2   ? axes::yxc
                      : dims == 3   ? axes::tyxc
                                    : axes::automatic;
  return {depths[depth], data,  extents,
          steps,         layout, channels == 3 || channels == 4 ? channel_order::bgr
                                                                : channel_order::rgb};
}

} // namespace arrayreel::ARRAYREEL_ABI::detail
