// Rows to a PNG file by compressors of our own, a strip at a time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <vector>

#include "../io/big_endian.hpp"
#include "../base/parallel.hpp"
#include "chunks.hpp"
#include "compressor.hpp"
#include "plan.hpp"
#include "strip.hpp"
#include "../io/sink.hpp"

namespace arrayreel::inline ARRAYREEL_ABI::detail {

/// A PNG being written to a sink, in strips that are compressed one after the other or, where all
/// rows are there, on several threads; the bytes are the same.
class png_stream {
public:
  /// Writes everything before the pixels.
  png_stream(sink& out, const png_plan& plan)
      : out_(out), height_(plan.height), row_bytes_(plan.row_bytes()),
        pixel_bytes_(plan.pixel_bytes()), deep_(plan.bit_depth == 16), threads_(plan.threads),
        way_(plan.way), strip_rows_(png_compressor::rows_of_strip(way_, row_bytes_, height_)) {
    writer_.begin(way_);
    out_.write(png_head(plan).bytes());
  }

  /// One row: 8-bit components, or 16-bit ones in the machine's byte order.
  void row(const void* components) {
    if (rows_.empty()) rows_.resize((strip_rows_ + 1) * row_bytes_); // the one above, and a strip
    convert(rows_.data() + (pending_ + 1) * row_bytes_, components, 1);
    if (++pending_ < strip_rows_ && written_ + pending_ < height_) return;
    const std::size_t count = pending_;
    const std::uint8_t* const first = rows_.data() + row_bytes_;
    const bool last = written_ + count == height_;
    put_strip(writer_.write(
                  {first, written_ > 0 ? rows_.data() : nullptr, count, row_bytes_, pixel_bytes_},
                  last, room_in_front),
              last);
    std::memcpy(rows_.data(), first + (count - 1) * row_bytes_, row_bytes_);
    written_ += count;
    pending_ = 0;
  }

  /// All rows, one after the other in memory.
  void all_rows(const void* components) {
    const auto* const bytes = static_cast<const std::uint8_t*>(components);
    const std::size_t strips = (height_ - 1) / strip_rows_ + 1;
    const std::size_t most = threads_for(threads_, height_ * row_bytes_);
    const std::size_t workers = most < strips ? most : strips;
    if (workers <= 1) {
      for (std::size_t strip = 0; strip < strips; ++strip)
        put_strip(compressed(writer_, rows_, bytes, strip), strip + 1 == strips);
      return;
    }
    // Each worker keeps what it needs; finished strips wait for those before them.
    struct worker {
      png_compressor writer;
      std::vector<std::uint8_t> rows;
    };
    struct result {
      std::vector<std::uint8_t> bytes;
      std::uint32_t adler;
      std::uint64_t size;
    };
    std::vector<worker> kept(workers);
    for (worker& w : kept) w.writer.begin(way_);
    const std::size_t at_once = 4 * workers < strips ? 4 * workers : strips;
    std::vector<result> results(at_once);
    for (std::size_t first = 0; first < strips; first += at_once) {
      const std::size_t count = strips - first < at_once ? strips - first : at_once;
      in_stretches(count, 1, workers, [&](std::size_t w, std::size_t begin, std::size_t end) {
        for (std::size_t i = begin; i < end; ++i) {
          worker& own = kept[w];
          const std::span<const std::uint8_t> strip =
              compressed(own.writer, own.rows, bytes, first + i);
          results[i].bytes.assign(strip.begin(), strip.end());
          results[i].bytes.resize(strip.size() + room_behind);
          results[i].adler = own.writer.adler();
          results[i].size = own.writer.size();
        }
      });
      for (std::size_t i = 0; i < count; ++i)
        put_strip(results[i].bytes.data(), results[i].bytes.size() - room_behind, results[i].adler,
                  results[i].size, first + i + 1 == strips);
    }
  }

  void end() {
    std::uint8_t chunk[12];
    finish_chunk(chunk, "IEND");
    out_.write(chunk);
  }

private:
  // The head of a chunk and of the zlib stream; a chunk's checksum and that of the stream.
  static constexpr std::size_t room_in_front = 10;
  static constexpr std::size_t room_behind = 8;

  void convert(std::uint8_t* to, const void* components, std::size_t rows) const {
    if (deep_)
      to_big_endian(to, static_cast<const std::uint16_t*>(components), rows * row_bytes_ / 2);
    else
      std::memcpy(to, components, rows * row_bytes_);
  }

  [[nodiscard]] std::span<const std::uint8_t> compressed(png_compressor& writer,
                                                         std::vector<std::uint8_t>& converted,
                                                         const std::uint8_t* bytes,
                                                         std::size_t strip) const {
    const std::size_t first = strip * strip_rows_;
    const std::size_t count = height_ - first < strip_rows_ ? height_ - first : strip_rows_;
    const std::size_t above = first > 0 ? 1 : 0;
    const std::uint8_t* from = bytes + (first - above) * row_bytes_;
    if (deep_) {
      if (converted.empty()) converted.resize((strip_rows_ + 1) * row_bytes_);
      convert(converted.data(), from, count + above);
      from = converted.data();
    }
    return writer.write(
        {from + above * row_bytes_, above > 0 ? from : nullptr, count, row_bytes_, pixel_bytes_},
        first + count == height_, room_in_front);
  }

  // What the stream's own compressor has made.
  void put_strip(std::span<const std::uint8_t> strip, bool last) {
    put_strip(writer_.front(), strip.size(), writer_.adler(), writer_.size(), last);
  }

  // A strip that begins after the room in front, with the room behind it.
  void put_strip(std::uint8_t* memory, std::size_t size, std::uint32_t adler,
                 std::uint64_t filtered_size, bool last) {
    std::uint8_t* begin = memory + room_in_front;
    std::uint8_t* end = memory + size;
    if (first_) {
      const std::size_t strips = (height_ - 1) / strip_rows_ + 1;
      constexpr std::size_t most = std::size_t{1} << 30; // what is expected need not come
      if (size < most / strips) out_.expect(strips * (size + size / 32) + 64);
      begin -= 2;
      begin[0] = 0x78; // deflate with a window of 32 KiB,
      begin[1] = 0x01; // by the fastest algorithm (RFC 1950, section 2.2)
      adler_ = adler;
      first_ = false;
    } else {
      adler_ = adler32_joined(adler_, adler, filtered_size);
    }
    if (last) {
      put_big_endian(end, adler_);
      end += 4;
    }
    // The sizes of chunks are below 2³¹: further ones take the place of bytes that are written.
    constexpr std::size_t largest_chunk = std::size_t{1} << 30;
    while (begin < end) {
      const auto left = static_cast<std::size_t>(end - begin);
      const std::size_t part = left < largest_chunk ? left : largest_chunk;
      std::uint8_t after[4];
      std::memcpy(after, begin + part, 4);
      const std::span<std::uint8_t> chunk(begin - 8, part + 12);
      finish_chunk(chunk, "IDAT");
      out_.write(chunk);
      std::memcpy(begin + part, after, 4);
      begin += part;
    }
  }

  sink& out_;
  std::size_t height_;
  std::size_t row_bytes_;
  std::size_t pixel_bytes_;
  bool deep_;
  unsigned threads_;
  png_way way_;
  std::size_t strip_rows_;
  png_compressor writer_;
  std::vector<std::uint8_t> rows_;
  std::size_t pending_ = 0;
  std::size_t written_ = 0;
  bool first_ = true;
  std::uint32_t adler_ = 1;
};

} // namespace arrayreel::inline ARRAYREEL_ABI::detail
