// What the three compressors of our own have in common: strips of rows in, deflate out.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "../base/scratch.hpp"
#include "filters.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

/// A compressed strip of rows. It needs no other strip to be decompressed.
struct compressed_strip {
  /// The reader may write so many bytes before and after the strip: the headers of a chunk and of
  /// the zlib stream, and their checksums.
  static constexpr std::size_t front = 10;
  static constexpr std::size_t behind = 8;

  std::uint8_t* data = nullptr;    ///< after the bytes in front
  std::size_t size = 0;            ///< whole bytes of deflate
  std::uint32_t adler = 1;         ///< the Adler-32 of the filtered rows
  std::uint64_t filtered_size = 0; ///< of the filtered rows, in bytes
};

/// Compresses strips one after the other. Keeps its memory.
class strip_compressor : public scratch {
public:
  /// Filters and compresses the rows; the deflate continues that of the strips before. The result
  /// is valid until the next call.
  /// \param last whether no rows follow
  virtual compressed_strip compress(const png_rows& rows, bool last) = 0;
};

} // namespace arrayreel::ARRAYREEL_ABI::detail
