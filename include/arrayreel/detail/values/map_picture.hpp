// Maps arrays to pictures, for stills and for movies.
#pragma once

#include <cstddef>

#include "../../mapping.hpp"
#include "../array/array_ref.hpp"
#include "../raster/picture.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

struct mapping_request;

/// Maps the array to a picture whose components have 1 or 2 bytes.
/// \throws error (parameter) if the shape cannot be read as a picture, or if options contradict
/// each other or are outside their ranges.
[[nodiscard]] ARRAYREEL_API picture map_picture(const array_ref& array, const mapping_options& o,
                                                std::size_t component_bytes);
/// The same for a frame of a movie, with a movie's requests.
[[nodiscard]] ARRAYREEL_API picture map_picture(const array_ref& array, const mapping_options& o,
                                                std::size_t component_bytes,
                                                const mapping_request& request);

/// The values in 0…1, in C order.
/// \param out floats for half, single and bfloat16, long doubles for long double, else doubles;
/// always doubles with `as_double`
ARRAYREEL_API void normalize_into(const array_ref& array, const mapping_options& o, void* out,
                                  bool as_double);

} // namespace arrayreel::ARRAYREEL_ABI::detail

#if !defined(ARRAYREEL_COMPILED)
#include "map_picture.ipp"
#endif
