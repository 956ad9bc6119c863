// Reading UTF-8 that may be malformed, one code point at a time.
#pragma once

#include <cstddef>
#include <string_view>

#include "config.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

struct code_point {
  char32_t value;   // U+FFFD where the bytes are malformed
  std::size_t size; // bytes taken, 1 or more
  bool valid;
};

/// The code point at `at`, which is below the text's size. A malformed sequence is taken up to
/// the byte that spoils it, as the Encoding Standard's decoder does.
[[nodiscard]] constexpr code_point decode_utf8(std::string_view text, std::size_t at) noexcept {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned lead = byte(at);
  if (lead < 0x80) return {lead, 1, true};
  std::size_t follow = 0;
  unsigned lowest = 0x80;
  unsigned highest = 0xbf;
  char32_t value = 0;
  if (lead >= 0xc2 && lead <= 0xdf) {
    follow = 1;
    value = lead & 0x1fU;
  } else if (lead >= 0xe0 && lead <= 0xef) {
    follow = 2;
    value = lead & 0x0fU;
    if (lead == 0xe0) lowest = 0xa0;  // an overlong form
    if (lead == 0xed) highest = 0x9f; // a surrogate
  } else if (lead >= 0xf0 && lead <= 0xf4) {
    follow = 3;
    value = lead & 0x07U;
    if (lead == 0xf0) lowest = 0x90;
    if (lead == 0xf4) highest = 0x8f; // beyond U+10FFFF
  } else {
    return {0xfffd, 1, false};
  }
  for (std::size_t i = 1; i <= follow; ++i) {
    if (at + i >= text.size() || byte(at + i) < lowest || byte(at + i) > highest)
      return {0xfffd, i, false};
    value = value << 6 | (byte(at + i) & 0x3fU);
    lowest = 0x80;
    highest = 0xbf;
  }
  return {value, follow + 1, true};
}

} // namespace arrayreel::ARRAYREEL_ABI::detail
