// How data URIs are made.
#pragma once

#include "base64.hpp"
#include "detail/page/base64_text.hpp"
#include "detail/page/media_type.hpp"

namespace arrayreel::ARRAYREEL_ABI {

ARRAYREEL_INLINE std::string base64(std::span<const std::uint8_t> bytes) {
  std::string text;
  detail::append_base64(text, bytes);
  return text;
}

ARRAYREEL_INLINE std::string data_uri(std::span<const std::uint8_t> bytes, std::string_view mime) {
  std::string text = "data:";
  text.reserve(text.size() + mime.size() + 8 + detail::base64_size(bytes.size()));
  text += mime;
  text += ";base64,";
  detail::append_base64(text, bytes);
  return text;
}

ARRAYREEL_INLINE std::string data_uri(const encoded& medium) {
  return data_uri({medium.bytes.data(), medium.bytes.size()},
                  detail::without_parameters(medium.mime));
}

} // namespace arrayreel::ARRAYREEL_ABI
