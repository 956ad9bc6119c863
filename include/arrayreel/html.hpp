// Encoded media as HTML: text out, every slot escaped, no codec.
#pragma once

#include "detail/base/config.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "base64.hpp"
#include "encoded.hpp"
#include "detail/base/refused.hpp"
#include "error.hpp"

namespace arrayreel::ARRAYREEL_ABI {

/// Text made safe between tags and inside quoted attributes: what a browser reads back equals
/// `text`.
///
/// `& < > " '` become references, as does a carriage return, which a parser would else turn into
/// a line feed. Malformed UTF-8 and NUL, which no HTML can hold, become U+FFFD.
[[nodiscard]] ARRAYREEL_API std::string escape_html(std::string_view text);

/// When a browser loads a picture.
enum class loading : unsigned char {
  automatic, ///< no attribute: at once
  eager,     ///< loading="eager"
  lazy       ///< loading="lazy": when it comes near the window
};

#define ARRAYREEL_FIELD(type, name, value) type name = value;

/// How a picture appears in a page. Text is UTF-8 and is escaped.
struct img_options {
  /// what the picture shows, for readers who cannot see it; empty for a decoration
  std::string alt{};
#include "detail/options/display_fields.inc"
  arrayreel::loading loading = arrayreel::loading::automatic;
#include "detail/options/display_box_fields.inc"
};

#undef ARRAYREEL_FIELD

/// An `<img>` with the picture inside it as a data URI.
/// \throws error (parameter) for a medium that is not a picture, or a width or height of 0; (limit)
/// for one beyond the byte budget.
[[nodiscard]] ARRAYREEL_API std::string img_tag(const encoded& picture,
                                                const img_options& options = {});

/// An `<img>` of a picture elsewhere.
/// \param url its address, escaped here.
/// \param width, height the picture's own size in pixels.
/// \throws error (parameter) for a width or height of 0.
[[nodiscard]] ARRAYREEL_API std::string img_tag(std::string_view url, std::size_t width,
                                                std::size_t height,
                                                const img_options& options = {});

ARRAYREEL_REFUSES(ARRAYREEL_SAY_OPTIONS("img_tag()", "img_options"))
void img_tag(const encoded& picture, ...) ARRAYREEL_REFUSED;
ARRAYREEL_REFUSES("img_tag() takes what encode_png() returns, or (url, width, height): of an array "
                  "write img_tag(encode_png(array)), of what nbimage() returns x.html()")
void img_tag(detail::anything, ...) ARRAYREEL_REFUSED;

} // namespace arrayreel::ARRAYREEL_ABI

#if !defined(ARRAYREEL_COMPILED)
#include "html.ipp"
#endif
