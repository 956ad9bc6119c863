// How pictures and strips lie.
#pragma once

#include "detail/base/message.hpp"
#include "error.hpp"

namespace arrayreel::inline ARRAYREEL_ABI {

/// Where a picture that is smaller than its place stands in it: at the top or left, in the middle
/// (an odd pixel goes below or to the right of it), or at the bottom or right.
enum class align : unsigned char { start, center, end };

/// Which way something lies or goes.
enum class orientation : unsigned char { vertical, horizontal };

namespace detail {

inline void check(align a) {
  if (a > align::end)
    throw error(error_kind::parameter, "an alignment numbered " +
                                           to_text(static_cast<unsigned>(a)) +
                                           "; expected one of arrayreel::align");
}

inline void check(orientation o) {
  if (o > orientation::horizontal)
    throw error(error_kind::parameter, "an orientation numbered " +
                                           to_text(static_cast<unsigned>(o)) +
                                           "; expected one of arrayreel::orientation");
}

} // namespace detail

} // namespace arrayreel::inline ARRAYREEL_ABI
