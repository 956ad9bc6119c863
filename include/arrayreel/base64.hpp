// base64 and data URIs (RFC 4648, RFC 2397).
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "detail/page/base64_kernel.hpp"
#include "encoded.hpp"
#include "error.hpp"

namespace arrayreel::inline ARRAYREEL_ABI {

namespace detail {

/// Appends the base64 text of the bytes, which is 4 characters for every 3 bytes begun.
inline void append_base64(std::string& text, std::span<const std::uint8_t> bytes) {
  const std::size_t begin = text.size();
  if (bytes.size() / 3 >= (text.max_size() - begin) / 4)
    throw error(error_kind::limit, "base64 of more bytes than a string can hold");
  const std::size_t end = begin + base64_size(bytes.size());
#ifdef __cpp_lib_string_resize_and_overwrite
  // From C++23 on: a fifth of the time, as nothing is filled with zeros before.
  text.resize_and_overwrite(end, [&](char* characters, std::size_t) noexcept {
    encode_base64(bytes.data(), bytes.size(), characters + begin);
    return end;
  });
#else
  text.resize(end);
  encode_base64(bytes.data(), bytes.size(), text.data() + begin);
#endif
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
  text.reserve(text.size() + mime.size() + 8 + detail::base64_size(bytes.size()));
  text += mime;
  text += ";base64,";
  detail::append_base64(text, bytes);
  return text;
}

/// The data URI of an encoded picture or movie; the media type without its parameters.
[[nodiscard]] inline std::string data_uri(const encoded& medium) {
  return data_uri({medium.bytes.data(), medium.bytes.size()},
                  detail::without_parameters(medium.mime));
}

} // namespace arrayreel::inline ARRAYREEL_ABI
