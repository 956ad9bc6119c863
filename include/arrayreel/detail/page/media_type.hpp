// Media types (RFC 6838): their parameters, their families, and extensions of files.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>

#include "../base/config.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

/// A media type without its parameters. These may contain quotes and commas, and a comma would end
/// the head of a data URI.
[[nodiscard]] inline std::string_view without_parameters(std::string_view mime) {
  mime = mime.substr(0, mime.find(';'));
  while (mime.ends_with(' ')) mime.remove_suffix(1);
  return mime;
}

/// Whether a media type is `<family>/<name>` with a name as in RFC 6838.
[[nodiscard]] inline bool is_of_family(std::string_view mime, std::string_view family) {
  const std::string_view type = without_parameters(mime);
  if (!type.starts_with(family) || type.size() < family.size() + 2 || type[family.size()] != '/')
    return false;
  return std::ranges::all_of(type.substr(family.size() + 1), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("!#$&-^_.+").find(c) != std::string_view::npos;
  });
}

/// The file extension of this media type.
[[nodiscard]] inline std::string extension_of_mime(std::string_view mime) {
  const std::string_view type = without_parameters(mime);
  std::string name(type.substr(std::min(type.find('/'), type.size() - 1) + 1));
  if (name == "x-matroska") return ".mkv";
  if (type == "video/ogg") return ".ogv";
  if (name == "svg+xml") return ".svg";
  const auto is_plain = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); };
  return name.empty() || !std::ranges::all_of(name, is_plain) ? ".bin" : "." + name;
}

} // namespace arrayreel::ARRAYREEL_ABI::detail
