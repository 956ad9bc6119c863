// base64 and data URIs (RFC 4648, RFC 2397).
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "detail/base/config.hpp"
#include "detail/base/refused.hpp"
#include "encoded.hpp"

namespace arrayreel::ARRAYREEL_ABI {

/// The bytes as base64 text with padding, without line breaks (RFC 4648, section 4).
[[nodiscard]] ARRAYREEL_API std::string base64(std::span<const std::uint8_t> bytes);

/// `data:<mime>;base64,…`: the bytes as an address that needs no server.
[[nodiscard]] ARRAYREEL_API std::string data_uri(std::span<const std::uint8_t> bytes,
                                                 std::string_view mime);

/// The data URI of an encoded picture or movie; the media type without its parameters.
[[nodiscard]] ARRAYREEL_API std::string data_uri(const encoded& medium);

ARRAYREEL_REFUSES("data_uri() takes what encode_png() or encode_video() returns: of an array write "
                  "data_uri(encode_png(array)), of what nbimage() returns x.data_uri()")
void data_uri(detail::anything, ...) ARRAYREEL_REFUSED;

} // namespace arrayreel::ARRAYREEL_ABI

#if !defined(ARRAYREEL_COMPILED)
#include "base64.ipp"
#endif
