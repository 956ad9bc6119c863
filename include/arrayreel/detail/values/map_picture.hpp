// Arrays to pictures: the one path of stills and of movies.
#pragma once

#include <cstddef>

#include "../../mapping.hpp"
#include "../array/array_ref.hpp"
#include "../raster/picture.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

struct mapping_request;

/// The array as a picture of components of 1 or 2 bytes.
/// \throws error (parameter) for a shape with no reading, or options that contradict each other or
/// are outside their ranges.
[[nodiscard]] ARRAYREEL_API picture map_picture(const array_ref& array, const mapping_options& o,
                                                std::size_t component_bytes);
/// The same for a frame of a movie, which asks for more.
[[nodiscard]] ARRAYREEL_API picture map_picture(const array_ref& array, const mapping_options& o,
                                                std::size_t component_bytes,
                                                const mapping_request& request);

/// The values in 0…1, in C order.
/// \param out floats for half, single and bfloat16, long doubles for such, doubles for others, or
/// for all where `as_double`
ARRAYREEL_API void normalize_into(const array_ref& array, const mapping_options& o, void* out,
                                  bool as_double);

} // namespace arrayreel::ARRAYREEL_ABI::detail

#if !defined(ARRAYREEL_COMPILED)
#include "map_picture.ipp"
#endif
