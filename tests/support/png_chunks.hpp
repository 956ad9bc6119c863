// A PNG file taken apart into its chunks by the specification, without a PNG library.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

#include <zlib.h>

namespace test {

struct png_chunk {
  std::string type;
  std::string data;
};

[[nodiscard]] inline std::uint32_t big_endian_32(const std::uint8_t* p) {
  return std::uint32_t{p[0]} << 24 | std::uint32_t{p[1]} << 16 | std::uint32_t{p[2]} << 8 | p[3];
}

/// The chunks in order, signature, lengths and checksums verified.
/// \throws std::runtime_error for a file that is not built of chunks from IHDR to IEND.
[[nodiscard]] inline std::vector<png_chunk> chunks_of(std::span<const std::uint8_t> bytes) {
  static constexpr std::uint8_t signature[] = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
  if (bytes.size() < 8 || !std::equal(signature, signature + 8, bytes.begin()))
    throw std::runtime_error("no PNG signature");
  std::vector<png_chunk> result;
  for (std::size_t at = 8; at < bytes.size();) {
    if (bytes.size() - at < 12) throw std::runtime_error("a chunk cut off");
    const std::size_t length = big_endian_32(bytes.data() + at);
    if (length > bytes.size() - at - 12) throw std::runtime_error("a chunk beyond the file's end");
    const std::uint8_t* type = bytes.data() + at + 4;
    const uLong sum = crc32(0, type, static_cast<uInt>(length + 4));
    if (sum != big_endian_32(type + 4 + length)) throw std::runtime_error("a wrong checksum");
    result.push_back({std::string(type, type + 4), std::string(type + 4, type + 4 + length)});
    at += length + 12;
  }
  if (result.empty() || result.front().type != "IHDR" || result.back().type != "IEND")
    throw std::runtime_error("not from IHDR to IEND");
  return result;
}

/// The data of all chunks of a type, in order.
[[nodiscard]] inline std::vector<std::string> data_of(std::span<const std::uint8_t> bytes,
                                                      const std::string& type) {
  std::vector<std::string> result;
  for (const png_chunk& chunk : chunks_of(bytes))
    if (chunk.type == type) result.push_back(chunk.data);
  return result;
}

/// The zlib stream of all IDAT chunks.
[[nodiscard]] inline std::string zlib_stream_of(std::span<const std::uint8_t> bytes) {
  std::string result;
  for (const std::string& part : data_of(bytes, "IDAT")) result += part;
  return result;
}

/// What the zlib stream holds: per row the filter's number, then the filtered bytes.
[[nodiscard]] inline std::string inflated(const std::string& stream, std::size_t size) {
  std::string result(size + 1, '\0'); // a byte too many would be seen
  uLongf length = result.size();
  if (uncompress(reinterpret_cast<Bytef*>(result.data()), &length,
                 reinterpret_cast<const Bytef*>(stream.data()),
                 static_cast<uLong>(stream.size())) != Z_OK ||
      length != size)
    throw std::runtime_error("the pixels' zlib stream is not what the header promises");
  result.pop_back();
  return result;
}

} // namespace test
