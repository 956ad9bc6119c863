// Text for PNG files, checked and in the encodings of the format.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "../base/message.hpp"
#include "../base/utf8.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

/// One text chunk, ready to be written.
struct png_text_chunk {
  std::string keyword{};      // Latin-1
  std::string text{};         // Latin-1, or UTF-8 for an iTXt
  bool international = false; // iTXt
};

/// Checks the text. Converts it to Latin-1 if that can hold it; false if not.
/// \throws error (parameter) where it is not UTF-8 or holds NUL.
[[nodiscard, gnu::cold]] inline bool to_latin1(std::string_view text, std::string& latin1) {
  bool fits = true;
  latin1.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const code_point c = decode_utf8(text, at);
    if (!c.valid || c.value == 0)
      refuse(error_kind::parameter,
             {"a text of ", in_quotes(text), " with ",
              c.valid ? "a zero byte" : "malformed UTF-8", " at byte ", at});
    if (c.value < 0x100)
      latin1 += static_cast<char>(static_cast<unsigned char>(c.value));
    else
      fits = false;
    at += c.size;
  }
  return fits;
}

/// Whether these are 1 to 79 printable Latin-1 characters, with no space at an end or next to
/// another.
[[nodiscard]] inline bool is_keyword(const std::string& latin1) noexcept {
  if (latin1.empty() || latin1.size() > 79 || latin1.front() == ' ' || latin1.back() == ' ')
    return false;
  for (std::size_t i = 0; i < latin1.size(); ++i) {
    const auto c = static_cast<unsigned char>(latin1[i]);
    if (c < 32 || (c > 126 && c < 161) || (c == ' ' && latin1[i + 1] == ' ')) return false;
  }
  return true;
}

/// \param keyword in UTF-8, of the form that `is_keyword` checks.
/// \throws error (parameter) for other keywords, and for text that is not UTF-8 or holds NUL.
[[nodiscard]] inline png_text_chunk make_text_chunk(std::string_view keyword,
                                                    std::string_view text) {
  png_text_chunk chunk;
  if (!to_latin1(keyword, chunk.keyword) || !is_keyword(chunk.keyword))
    refuse(error_kind::parameter,
           {"a text keyword of ", in_quotes(keyword),
            "; expected 1 to 79 printable Latin-1 characters without spaces at its ends or in a "
            "row"});
  chunk.international = !to_latin1(text, chunk.text);
  if (chunk.international) chunk.text = text;
  return chunk;
}

} // namespace arrayreel::ARRAYREEL_ABI::detail
