// A PNG file being written: rows in, bytes to a sink, by one of four back ends.
#pragma once

#include <cstddef>
#include <memory>

#include "../io/sink.hpp"
#include "plan.hpp"

namespace arrayreel::inline ARRAYREEL_ABI::detail {

/// A PNG being written to a sink.
class png_encoder {
public:
  png_encoder() = default;
  png_encoder(const png_encoder&) = delete;
  png_encoder& operator=(const png_encoder&) = delete;
  virtual ~png_encoder() = default;

  /// One row: 8-bit components, or 16-bit ones in the machine's byte order.
  virtual void row(const void* components) = 0;
  /// All rows, one after the other in memory.
  virtual void all_rows(const void* components) = 0;
  virtual void end() = 0;
};

/// Writes everything before the pixels, unless it depends on them.
/// \param out, plan outlive the encoder
[[nodiscard]] ARRAYREEL_API std::unique_ptr<png_encoder> make_png_encoder(sink& out,
                                                                          const png_plan& plan);

} // namespace arrayreel::inline ARRAYREEL_ABI::detail

#if !defined(ARRAYREEL_COMPILED)
#include "encoder.ipp"
#endif
