// The interface of a PNG encoder: it takes rows and writes bytes to a sink.
#pragma once

#include "../base/config.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

struct strip_method;

/// A PNG file that is being written to a sink.
class png_encoder {
public:
  png_encoder() = default;
  png_encoder(const png_encoder&) = delete;
  png_encoder& operator=(const png_encoder&) = delete;
  virtual ~png_encoder() = default;

  /// One row: 8-bit components, or 16-bit ones in the machine's byte order.
  virtual void row(const void* components) = 0;
  /// All rows, contiguous in memory.
  virtual void all_rows(const void* components) = 0;
  virtual void end() = 0;

  /// How rows can be compressed strip by strip, each without the others, to the bytes that `row`
  /// gives; null where they cannot.
  [[nodiscard]] virtual const strip_method* strips() const noexcept { return nullptr; }
};

} // namespace arrayreel::ARRAYREEL_ABI::detail
