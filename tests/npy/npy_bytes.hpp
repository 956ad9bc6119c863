// Builds .npy and .npz files byte by byte, right ones and wrong ones, for the tests of npy.hpp.
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include <zlib.h>

namespace npy_bytes {

using bytes = std::vector<std::uint8_t>;

// Bytes are added one by one, as g++ 12 at -O3 warns of insert() of a range.
inline void append(bytes& out, const bytes& more) {
  for (const std::uint8_t byte : more) out.push_back(byte);
}
inline void append(bytes& out, const std::string& more) {
  for (const char c : more) out.push_back(static_cast<std::uint8_t>(c));
}
inline void append_number(bytes& out, std::uint64_t value, int size) {
  for (int i = 0; i < size; ++i) out.push_back(static_cast<std::uint8_t>(value >> (8 * i)));
}
inline void put_number(bytes& out, std::size_t at, std::uint64_t value, int size) {
  for (int i = 0; i < size; ++i)
    out.at(at + static_cast<std::size_t>(i)) = static_cast<std::uint8_t>(value >> (8 * i));
}

/// The bytes of values, each with the lowest first, or the highest.
template <class T> bytes bytes_of(const std::vector<T>& values, bool is_big = false) {
  const bool is_swapped = is_big != (std::endian::native == std::endian::big);
  bytes out;
  for (const T& value : values) {
    std::uint8_t raw[sizeof(T)];
    std::memcpy(raw, &value, sizeof(T));
    for (std::size_t i = 0; i < sizeof(T); ++i)
      out.push_back(raw[is_swapped ? sizeof(T) - 1 - i : i]);
  }
  return out;
}

/// The literal as NumPy spells it.
inline std::string literal(const std::string& descr, const std::string& shape,
                           bool fortran_order = false) {
  return "{'descr': " + descr + ", 'fortran_order': " + (fortran_order ? "True" : "False") +
         ", 'shape': " + shape + ", }";
}

/// A .npy: magic, version, length, literal, padding, data.
inline bytes npy(std::string text, const bytes& data, int version = 1) {
  const std::size_t front = version == 1 ? 10 : 12;
  while ((front + text.size() + 1) % 64 != 0) text += ' ';
  text += '\n';
  bytes out;
  append(out, std::string("\x93NUMPY"));
  append_number(out, static_cast<unsigned>(version), 2);
  append_number(out, text.size(), version == 1 ? 2 : 4);
  append(out, text);
  append(out, data);
  return out;
}

/// Raw deflate data.
inline bytes deflated(const bytes& data) {
  z_stream stream{};
  if (deflateInit2(&stream, 9, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY) != Z_OK)
    throw std::runtime_error("deflateInit2");
  bytes out(deflateBound(&stream, static_cast<uLong>(data.size())));
  stream.next_in = const_cast<Bytef*>(data.data());
  stream.avail_in = static_cast<uInt>(data.size());
  stream.next_out = out.data();
  stream.avail_out = static_cast<uInt>(out.size());
  const int result = deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  if (result != Z_STREAM_END) throw std::runtime_error("deflate");
  return out;
}

/// A member of an archive. Fields that are not given are right.
struct member {
  std::string name;
  bytes content;
  bool deflate = false;
  bool zip64 = false;      ///< sizes and offset in ZIP64 extra fields
  bool descriptor = false; ///< sizes behind the data, 0 in the local header
  std::uint16_t flags = 0;
  std::optional<bytes> packed = {}; ///< instead of the content
  std::optional<std::uint16_t> method = {};
  std::optional<std::uint32_t> crc = {};
  std::optional<std::uint64_t> unpacked_size = {};
  std::optional<std::uint64_t> packed_size = {};
  std::optional<std::uint64_t> offset = {};
  std::optional<std::string> local_name = {};
  std::optional<std::uint64_t> local_unpacked_size = {};
  std::optional<std::uint64_t> local_packed_size = {};
  std::optional<std::uint32_t> local_crc = {};
  std::optional<std::uint16_t> local_method = {};
  std::optional<std::uint16_t> local_flags = {};
  std::string extra = {}; ///< further extra fields, before ZIP64's
};

struct archive {
  std::vector<member> members;
  std::string comment = {};
  bool zip64 = false;
  std::string prefix = {};
  std::uint64_t base = 0; ///< bytes that the file will have before these
};

inline bytes zip(const archive& a) {
  bytes out;
  bytes directory;
  append(out, a.prefix);
  for (const member& m : a.members) {
    const std::uint64_t offset = m.offset.value_or(a.base + out.size());
    const bytes packed = m.packed ? *m.packed : m.deflate ? deflated(m.content) : m.content;
    const std::uint16_t method = m.method.value_or(m.deflate ? 8 : 0);
    const std::uint32_t crc = m.crc.value_or(static_cast<std::uint32_t>(
        crc32(0, m.content.data(), static_cast<uInt>(m.content.size()))));
    const std::uint64_t unpacked_size = m.unpacked_size.value_or(m.content.size());
    const std::uint64_t packed_size = m.packed_size.value_or(packed.size());
    const auto flags = static_cast<std::uint16_t>(m.flags | (m.descriptor ? 8 : 0));
    const std::uint64_t local_unpacked =
        m.local_unpacked_size.value_or(m.descriptor ? 0 : unpacked_size);
    const std::uint64_t local_packed = m.local_packed_size.value_or(m.descriptor ? 0 : packed_size);
    const std::string local_name = m.local_name.value_or(m.name);
    constexpr std::uint32_t saturated = 0xffffffffU;

    bytes extra;
    append(extra, m.extra);
    if (m.zip64) {
      append_number(extra, 1, 2);
      append_number(extra, 16, 2);
      append_number(extra, local_unpacked, 8);
      append_number(extra, local_packed, 8);
    }
    append_number(out, 0x04034b50, 4);
    append_number(out, 45, 2);
    append_number(out, m.local_flags.value_or(flags), 2);
    append_number(out, m.local_method.value_or(method), 2);
    append_number(out, 0, 4);
    append_number(out, m.local_crc.value_or(m.descriptor ? 0 : crc), 4);
    append_number(out, m.zip64 ? saturated : local_packed, 4);
    append_number(out, m.zip64 ? saturated : local_unpacked, 4);
    append_number(out, local_name.size(), 2);
    append_number(out, extra.size(), 2);
    append(out, local_name);
    append(out, extra);
    append(out, packed);
    if (m.descriptor) {
      append_number(out, 0x08074b50, 4);
      append_number(out, crc, 4);
      append_number(out, packed.size(), m.zip64 ? 8 : 4);
      append_number(out, m.content.size(), m.zip64 ? 8 : 4);
    }

    extra.clear();
    append(extra, m.extra);
    if (m.zip64) {
      append_number(extra, 1, 2);
      append_number(extra, 24, 2);
      append_number(extra, unpacked_size, 8);
      append_number(extra, packed_size, 8);
      append_number(extra, offset, 8);
    }
    append_number(directory, 0x02014b50, 4);
    append_number(directory, 45, 2);
    append_number(directory, 45, 2);
    append_number(directory, flags, 2);
    append_number(directory, method, 2);
    append_number(directory, 0, 4);
    append_number(directory, crc, 4);
    append_number(directory, m.zip64 ? saturated : packed_size, 4);
    append_number(directory, m.zip64 ? saturated : unpacked_size, 4);
    append_number(directory, m.name.size(), 2);
    append_number(directory, extra.size(), 2);
    append_number(directory, 0, 2);
    append_number(directory, 0, 2);
    append_number(directory, 0, 2);
    append_number(directory, 0, 4);
    append_number(directory, m.zip64 ? saturated : offset, 4);
    append(directory, m.name);
    append(directory, extra);
  }
  const std::uint64_t offset = a.base + out.size();
  const std::uint64_t count = a.members.size();
  append(out, directory);
  if (a.zip64) {
    const std::uint64_t end = a.base + out.size();
    append_number(out, 0x06064b50, 4);
    append_number(out, 44, 8);
    append_number(out, 45, 2);
    append_number(out, 45, 2);
    append_number(out, 0, 4);
    append_number(out, 0, 4);
    append_number(out, count, 8);
    append_number(out, count, 8);
    append_number(out, directory.size(), 8);
    append_number(out, offset, 8);
    append_number(out, 0x07064b50, 4);
    append_number(out, 0, 4);
    append_number(out, end, 8);
    append_number(out, 1, 4);
  }
  append_number(out, 0x06054b50, 4);
  append_number(out, a.zip64 ? 0xffff : 0, 2);
  append_number(out, a.zip64 ? 0xffff : 0, 2);
  append_number(out, a.zip64 ? 0xffff : count, 2);
  append_number(out, a.zip64 ? 0xffff : count, 2);
  append_number(out, a.zip64 ? 0xffffffff : directory.size(), 4);
  append_number(out, a.zip64 ? 0xffffffff : offset, 4);
  append_number(out, a.comment.size(), 2);
  append(out, a.comment);
  return out;
}

} // namespace npy_bytes
