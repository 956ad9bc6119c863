// base64's text of bytes, written into memory or behind a text.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include "../base/config.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

/// Characters of the base64 text of so many bytes, padding included.
[[nodiscard]] constexpr std::size_t base64_size(std::size_t bytes) noexcept {
  return (bytes / 3 + (bytes % 3 != 0 ? 1 : 0)) * 4;
}

/// Writes `base64_size(size)` characters.
void encode_base64(const std::uint8_t* bytes, std::size_t size, char* out) noexcept;

/// Appends the base64 text of the bytes, which is 4 characters for every 3 bytes begun.
/// \throws error (limit) for more than a string can hold.
void append_base64(std::string& text, std::span<const std::uint8_t> bytes);

} // namespace arrayreel::ARRAYREEL_ABI::detail

#if !defined(ARRAYREEL_COMPILED)
#include "base64_text.ipp"
#endif
