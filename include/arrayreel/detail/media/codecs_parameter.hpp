// The codecs parameter of a media type, from the numbers that files and streams have it in.
#pragma once

#include <cstdint>
#include <string>

#include "../base/message.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

/// "avc1.64001F" and "av01.0.08M.08" are made of such (RFC 6381; AV1 in ISOBMFF, section 5).
[[nodiscard]] inline std::string avc_codecs_of(std::uint64_t profile_to_level) {
  constexpr char digits[] = "0123456789ABCDEF";
  std::string text = "avc1.";
  for (int shift = 20; shift >= 0; shift -= 4) text += digits[profile_to_level >> shift & 15U];
  // Some browsers play High 4:4:4 and say that they do not.
  return profile_to_level >> 16 == 244 ? "" : text;
}
/// \param record the second and third byte of an av1C
[[nodiscard]] inline std::string av1_codecs_of(std::uint64_t record) {
  const std::uint64_t level = record >> 8 & 31U;
  const bool is_deep = (record & 0x40U) != 0;
  return "av01." + to_text(record >> 13 & 7U) + "." + (level < 10 ? "0" : "") + to_text(level) +
         ((record & 0x80U) != 0 ? "H." : "M.") +
         (!is_deep                ? "08"
          : (record & 0x20U) != 0 ? "12"
                                  : "10");
}

} // namespace arrayreel::ARRAYREEL_ABI::detail
