// Reading bytes into memory that grows as they arrive.
#pragma once

#include <algorithm>
#include <cstring>

#include "../base/checked_math.hpp"
#include "../base/message.hpp"
#include "byte_reader.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

ARRAYREEL_INLINE void location::fail(error_kind kind, const std::string& message) const {
  const std::string text = member.empty() ? message : "entry " + in_quotes(member) + ": " + message;
  if (path.empty()) throw error(kind, text);
  throw error(kind, text, path);
}

ARRAYREEL_INLINE buffer<std::uint8_t> allocate(std::uint64_t size, const location& where) {
  try {
    if (size <= max_bytes) return buffer<std::uint8_t>(to_size(size));
  } catch (const error&) { // reported below, with the file
  }
  where.fail(error_kind::limit, to_text(size) + " bytes do not fit in memory");
}

ARRAYREEL_INLINE buffer<std::uint8_t> read_exactly(byte_reader& in, std::uint64_t size,
                                                   const char* what) {
  constexpr std::uint64_t first_piece = 65536;
  auto bytes = allocate(std::min(size, std::max(in.justified(), first_piece)), in.where());
  std::size_t have = 0;
  while (true) {
    have += in.read(bytes.data() + have, bytes.size() - have);
    if (have < bytes.size())
      in.where().fail(error_kind::format, "truncated: " + to_text(have) + " bytes of " + what +
                                              "; expected " + to_text(size));
    if (have == size) return bytes;
    auto larger = allocate(std::min(size, 2 * std::uint64_t{bytes.size()}), in.where());
    std::memcpy(larger.data(), bytes.data(), have);
    bytes = std::move(larger);
  }
}

ARRAYREEL_INLINE std::size_t memory_reader::read(std::uint8_t* out, std::size_t size) {
  const std::size_t n = std::min(size, bytes_.size());
  if (n != 0) std::memcpy(out, bytes_.data(), n);
  bytes_ = bytes_.subspan(n);
  return n;
}

} // namespace arrayreel::ARRAYREEL_ABI::detail
