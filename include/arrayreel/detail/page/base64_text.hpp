// Writes bytes as base64 text, into memory or at the end of a text.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include "../base/config.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

/// The number of base64 characters for so many bytes, including padding.
[[nodiscard]] constexpr std::size_t base64_size(std::size_t bytes) noexcept {
  return (bytes / 3 + (bytes % 3 != 0 ? 1 : 0)) * 4;
}

/// Writes `base64_size(size)` characters.
void encode_base64(const std::uint8_t* bytes, std::size_t size, char* out) noexcept;

/// Appends the bytes as base64 text: 4 characters for each 3 bytes or part of them.
/// \throws error (limit) if a string cannot hold it.
void append_base64(std::string& text, std::span<const std::uint8_t> bytes);

} // namespace arrayreel::ARRAYREEL_ABI::detail

#if !defined(ARRAYREEL_COMPILED)
#include "base64_text.ipp"
#endif
