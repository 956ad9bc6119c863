// Text for PNG files, checked and in the encodings that the format wants.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "../../error.hpp"
#include "../base/message.hpp"
#include "../base/utf8.hpp"

namespace arrayreel::inline ARRAYREEL_ABI::detail {

/// One text chunk, ready to be written.
struct png_text_chunk {
  std::string keyword;        // Latin-1
  std::string text;           // Latin-1, or UTF-8 for an iTXt
  bool international = false; // iTXt
};

/// The text as Latin-1; nothing where it has other characters.
/// \throws error (parameter) where it is not UTF-8 or holds NUL.
[[nodiscard]] inline std::optional<std::string> to_latin1(std::string_view text) {
  std::string result;
  bool fits = true;
  for (std::size_t at = 0; at < text.size();) {
    const code_point c = decode_utf8(text, at);
    if (!c.valid || c.value == 0)
      throw error(error_kind::parameter, "a text of " + in_quotes(text) + " with " +
                                             (c.valid ? "a zero byte" : "malformed UTF-8") +
                                             " at byte " + to_text(at));
    if (c.value < 0x100)
      result += static_cast<char>(static_cast<unsigned char>(c.value));
    else
      fits = false;
    at += c.size;
  }
  return fits ? std::optional(std::move(result)) : std::nullopt;
}

/// \param keyword 1 to 79 printable Latin-1 characters, no space at an end or beside another.
/// \throws error (parameter) for other keywords, and for text that is not UTF-8 or holds NUL.
[[nodiscard]] inline png_text_chunk make_text_chunk(std::string_view keyword,
                                                    std::string_view text) {
  const auto refuse = [&] {
    return error(error_kind::parameter,
                 "a text keyword of " + in_quotes(keyword) +
                     "; expected 1 to 79 printable Latin-1 characters without spaces at its ends "
                     "or in a row");
  };
  const std::optional<std::string> key = to_latin1(keyword);
  if (!key || key->empty() || key->size() > 79 || key->front() == ' ' || key->back() == ' ')
    throw refuse();
  for (std::size_t i = 0; i < key->size(); ++i) {
    const auto c = static_cast<unsigned char>((*key)[i]);
    if (c < 32 || (c > 126 && c < 161) || (c == ' ' && (*key)[i + 1] == ' ')) throw refuse();
  }
  if (std::optional<std::string> latin1 = to_latin1(text)) return {*key, std::move(*latin1)};
  return {*key, std::string(text), true};
}

} // namespace arrayreel::inline ARRAYREEL_ABI::detail
