// Definitions of markup.hpp.
#pragma once

#include "../base/utf8.hpp"
#include "markup.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

ARRAYREEL_INLINE void append_escaped(std::string& html, std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const code_point c = decode_utf8(text, at);
    switch (c.value) {
      case '&': html += "&amp;"; break;
      case '<': html += "&lt;"; break;
      case '>': html += "&gt;"; break;
      case '"': html += "&quot;"; break;
      case '\'': html += "&#39;"; break;
      case '\r': html += "&#13;"; break;
      case 0:
      case 0xfffd: html += "\xef\xbf\xbd"; break;
      default: html += text.substr(at, c.size);
    }
    at += c.size;
  }
}

ARRAYREEL_INLINE void append_attribute(std::string& html, std::string_view name,
                                       std::string_view value) {
  html += ' ';
  html += name;
  html += "=\"";
  append_escaped(html, value);
  html += '"';
}

} // namespace arrayreel::ARRAYREEL_ABI::detail
