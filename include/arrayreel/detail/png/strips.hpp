// Strips of a PNG: how they are cut, who compresses them, and how they stand in the file.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>

#include "../base/scratch.hpp"
#include "../io/sink.hpp"
#include "chunks.hpp"
#include "compressor.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

/// A way to compress strips.
struct strip_method {
  strip_compressor* (*make)();
  scratch_pool* (*pool)(); // null: the compressor's memory is not kept
  std::size_t strip_bytes; // about
  bool has_equal_strips;   // their heights differ by less than a row
};

/// Borrows a compressor from its pool.
class pooled_compressor {
public:
  explicit pooled_compressor(const strip_method& method) {
    if (method.pool != nullptr) {
      pool_ = method.pool();
      compressor_ = static_cast<strip_compressor*>(pool_->take());
    }
    if (compressor_ == nullptr) compressor_ = method.make();
  }
  pooled_compressor(const pooled_compressor&) = delete;
  pooled_compressor& operator=(const pooled_compressor&) = delete;
  ~pooled_compressor() {
    if (pool_ != nullptr)
      pool_->give(compressor_);
    else
      delete compressor_;
  }

  strip_compressor* operator->() const noexcept { return compressor_; }

private:
  scratch_pool* pool_ = nullptr;
  strip_compressor* compressor_ = nullptr;
};

/// How many rows a strip has, at least one.
[[nodiscard]] inline std::size_t rows_of_strip(const strip_method& method, std::size_t row_bytes,
                                               std::size_t height) noexcept {
  std::size_t rows = method.strip_bytes / (row_bytes + 1);
  if (rows == 0) rows = 1;
  if (!method.has_equal_strips) return rows < height ? rows : height;
  // A short strip at the end would cost as much time to analyse as a full one.
  const std::size_t strips = (height - 1) / rows + 1;
  return (height - 1) / strips + 1;
}

/// Writes a strip's part of the zlib stream, as one chunk or more.
/// \param is_first whether the stream begins with it
/// \param adler of all filtered rows, with which the stream ends; null where more strips follow
[[gnu::noinline]] inline void write_strip(sink& out, const compressed_strip& strip, bool is_first,
                                          const std::uint32_t* adler) {
  std::uint8_t* begin = strip.data;
  std::uint8_t* end = strip.data + strip.size;
  if (is_first) {
    begin -= 2;
    begin[0] = 0x78; // deflate, window of 32 KiB;
    begin[1] = 0x01; // level 0 (RFC 1950, section 2.2)
  }
  if (adler != nullptr) {
    put_big_endian(end, *adler);
    end += 4;
  }
  // Chunks have less than 2³¹ bytes. The header of a further one overwrites bytes already written
  // out.
  constexpr std::size_t largest_chunk = std::size_t{1} << 30;
  while (begin < end) {
    const auto left = static_cast<std::size_t>(end - begin);
    const std::size_t part = left < largest_chunk ? left : largest_chunk;
    std::uint8_t after[4];
    std::memcpy(after, begin + part, 4);
    const std::span<std::uint8_t> chunk(begin - 8, part + 12);
    finish_chunk(chunk, "IDAT");
    out.write(chunk);
    std::memcpy(begin + part, after, 4);
    begin += part;
  }
}

/// Writes the chunk with which a file ends.
inline void write_end(sink& out) {
  std::uint8_t chunk[12];
  finish_chunk(chunk, "IEND");
  out.write(chunk);
}

} // namespace arrayreel::ARRAYREEL_ABI::detail
