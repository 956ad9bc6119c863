// Starts a PNG file with one of our own compressors or libpng.
#pragma once

#include <memory>

#include "../io/sink.hpp"
#include "plan.hpp"
#include "row_encoder.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

/// Writes all bytes before the pixels, unless they depend on the pixels.
/// \param out, plan must outlive the encoder
[[nodiscard]] ARRAYREEL_API std::unique_ptr<png_encoder> make_png_encoder(sink& out,
                                                                          const png_plan& plan);

} // namespace arrayreel::ARRAYREEL_ABI::detail

#if !defined(ARRAYREEL_COMPILED)
#include "encoder.ipp"
#endif
