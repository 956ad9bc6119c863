// base64 and data URIs (RFC 4648, RFC 2397).
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "encoded.hpp"
#include "error.hpp"

namespace arrayreel::inline v0 {

namespace detail {

/// Appends the base64 text of the bytes, which is 4 characters for every 3 bytes begun.
inline void append_base64(std::string& text, std::span<const std::uint8_t> bytes) {
  static constexpr char digits[] =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  const std::size_t begin = text.size();
  const std::size_t groups = bytes.size() / 3 + (bytes.size() % 3 != 0 ? 1 : 0);
  if (groups > (text.max_size() - begin) / 4)
    throw error(error_kind::limit, "base64 of more bytes than a string can hold");
  text.resize(begin + groups * 4);
  char* out = text.data() + begin;
  std::size_t i = 0;
  for (; i + 3 <= bytes.size(); i += 3, out += 4) {
    const unsigned group = static_cast<unsigned>(bytes[i]) << 16 |
                           static_cast<unsigned>(bytes[i + 1]) << 8 | bytes[i + 2];
    out[0] = digits[group >> 18];
    out[1] = digits[group >> 12 & 63];
    out[2] = digits[group >> 6 & 63];
    out[3] = digits[group & 63];
  }
  const std::size_t rest = bytes.size() - i;
  if (rest == 0) return;
  const unsigned group = static_cast<unsigned>(bytes[i]) << 16 |
                         (rest == 2 ? static_cast<unsigned>(bytes[i + 1]) << 8 : 0U);
  out[0] = digits[group >> 18];
  out[1] = digits[group >> 12 & 63];
  out[2] = rest == 2 ? digits[group >> 6 & 63] : '=';
  out[3] = '=';
}

/// A media type without its parameters: the codecs in quotes and with commas that may follow
/// would end the head of a data URI.
[[nodiscard]] inline std::string_view without_parameters(std::string_view mime) {
  mime = mime.substr(0, mime.find(';'));
  while (mime.ends_with(' ')) mime.remove_suffix(1);
  return mime;
}

} // namespace detail

/// The bytes as base64 text with padding, without line breaks (RFC 4648, section 4).
[[nodiscard]] inline std::string base64(std::span<const std::uint8_t> bytes) {
  std::string text;
  detail::append_base64(text, bytes);
  return text;
}

/// `data:<mime>;base64,…`: the bytes as an address that needs no server.
[[nodiscard]] inline std::string data_uri(std::span<const std::uint8_t> bytes,
                                          std::string_view mime) {
  std::string text = "data:";
  text.reserve(text.size() + mime.size() + 8 + (bytes.size() + 2) / 3 * 4);
  text += mime;
  text += ";base64,";
  detail::append_base64(text, bytes);
  return text;
}

/// The data URI of an encoded picture or movie; the media type without its parameters.
[[nodiscard]] inline std::string data_uri(const encoded& medium) {
  return data_uri(medium.bytes, detail::without_parameters(medium.mime));
}

} // namespace arrayreel::inline v0
