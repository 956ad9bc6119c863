// Pictures enlarged, each pixel as a block.
#pragma once

#include <cstddef>

#include "picture.hpp"

namespace arrayreel::inline ARRAYREEL_ABI::detail {

/// Every pixel as a block of `factor` × `factor` pixels; the palette stays.
/// \throws error (parameter) for a factor of 0, (limit) for sides beyond 2³¹ − 1.
[[nodiscard]] ARRAYREEL_API picture upscaled(const picture& from, std::size_t factor);

} // namespace arrayreel::inline ARRAYREEL_ABI::detail

#if !defined(ARRAYREEL_COMPILED)
#include "upscale.ipp"
#endif
