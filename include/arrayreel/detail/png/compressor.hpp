// What the three compressors of our own have in common: strips of rows in, deflate out.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "../base/scratch.hpp"
#include "filters.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

/// A strip of rows, compressed. It can be read alone.
struct compressed_strip {
  /// So many bytes before the strip, and after it, are the reader's to write: the head of a chunk
  /// and of the zlib stream; a chunk's checksum and that of the stream.
  static constexpr std::size_t front = 10;
  static constexpr std::size_t behind = 8;

  std::uint8_t* data = nullptr;    ///< after what is in front
  std::size_t size = 0;            ///< whole bytes of deflate
  std::uint32_t adler = 1;         ///< the Adler-32 of the filtered rows
  std::uint64_t filtered_size = 0; ///< how many bytes they are
};

/// Compresses strips one after the other, with memory that it keeps.
class strip_compressor : public scratch {
public:
  /// The rows, filtered, as deflate which continues that of the strips before. It stays until the
  /// next call.
  /// \param last no rows follow
  virtual compressed_strip compress(const png_rows& rows, bool last) = 0;
};

} // namespace arrayreel::ARRAYREEL_ABI::detail
