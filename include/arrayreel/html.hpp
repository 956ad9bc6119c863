// Encoded media as HTML: text out, every slot escaped, no codec.
#pragma once

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "base64.hpp"
#include "detail/checked_math.hpp"
#include "detail/message.hpp"
#include "detail/utf8.hpp"
#include "encoded.hpp"
#include "error.hpp"

namespace arrayreel::inline v0 {

/// Text made safe between tags and inside quoted attributes: what a browser reads back equals
/// `text`.
///
/// `& < > " '` become references, as does a carriage return, which a parser would else turn into
/// a line feed. Malformed UTF-8 and NUL, which no HTML can hold, become U+FFFD.
[[nodiscard]] inline std::string escape_html(std::string_view text) {
  std::string result;
  result.reserve(text.size() + text.size() / 8);
  for (std::size_t at = 0; at < text.size();) {
    const detail::code_point c = detail::decode_utf8(text, at);
    switch (c.value) {
      case '&': result += "&amp;"; break;
      case '<': result += "&lt;"; break;
      case '>': result += "&gt;"; break;
      case '"': result += "&quot;"; break;
      case '\'': result += "&#39;"; break;
      case '\r': result += "&#13;"; break;
      case 0:
      case 0xfffd: result += "\xef\xbf\xbd"; break;
      default: result += text.substr(at, c.size);
    }
    at += c.size;
  }
  return result;
}

/// When a browser loads a picture.
enum class loading : unsigned char {
  automatic, ///< no attribute: at once
  eager,     ///< loading="eager"
  lazy       ///< loading="lazy": when it comes near the window
};

/// How a picture appears in a page. Text is UTF-8 and is escaped.
struct img_options {
  /// what the picture shows, for who cannot see it; empty for a decoration
  std::string alt{};
  /// shown on hovering, where not empty
  std::string title{};
  /// CSS pixels, 1 or more; the picture's own unless given, or in proportion to the height
  std::optional<std::size_t> width{};
  /// CSS pixels, 1 or more; the picture's own unless given, or in proportion to the width
  std::optional<std::size_t> height{};
  /// the class attribute, where not empty
  std::string css_class{};
  /// CSS declarations behind the picture's own, where not empty
  std::string style{};
  arrayreel::loading loading = arrayreel::loading::automatic;
  /// square pixels instead of smoothing; where the picture is shown enlarged, unless given
  std::optional<bool> pixelated{};
  /// in a box whose corner can be dragged to any size
  bool draggable = false;
};

namespace detail {

struct display_size {
  std::size_t width;
  std::size_t height;
};

[[nodiscard]] inline display_size display_size_of(std::size_t width, std::size_t height,
                                                  const img_options& o) {
  const auto check_side = [](const char* name, std::size_t side) {
    if (side == 0)
      throw error(error_kind::parameter, std::string("a ") + name + " of 0; expected 1 or more");
  };
  for (const std::size_t side : {width, o.width.value_or(1)}) check_side("width", side);
  for (const std::size_t side : {height, o.height.value_or(1)}) check_side("height", side);
  const auto in_proportion = [](std::size_t given, std::size_t other, std::size_t own) {
    const double side =
        static_cast<double>(given) * static_cast<double>(other) / static_cast<double>(own) + 0.5;
    // Far beyond what a browser shows, and below what an integer no longer holds.
    return static_cast<std::size_t>(std::clamp(side, 1.0, static_cast<double>(longest_side)));
  };
  if (o.width && o.height) return {*o.width, *o.height};
  if (o.width) return {*o.width, in_proportion(*o.width, height, width)};
  if (o.height) return {in_proportion(*o.height, width, height), *o.height};
  return {width, height};
}

inline void append_attribute(std::string& tag, std::string_view name, std::string_view value) {
  tag += ' ';
  tag += name;
  tag += "=\"";
  tag += escape_html(value);
  tag += '"';
}

/// An `<img>` whose address is written by `append_source`, so that megabytes of it need no copy.
template <class Source>
[[nodiscard]] std::string img_tag_from(const Source& append_source, std::size_t source_size,
                                       std::size_t width, std::size_t height,
                                       const img_options& o) {
  const display_size shown = display_size_of(width, height, o);
  const bool enlarged = shown.width > width || shown.height > height;
  // A box that can be dragged is likely to be: squares from its own size on.
  const bool pixelated = o.pixelated.value_or(enlarged || (o.draggable && shown.width == width));
  const std::string w = to_text(shown.width);
  const std::string h = to_text(shown.height);

  std::string tag;
  tag.reserve(source_size + o.alt.size() + o.title.size() + o.style.size() + 512);
  if (o.draggable)
    tag += "<div style=\"display:inline-block;position:relative;overflow:hidden;resize:both;"
           "max-width:100%;width:" +
           w + "px;aspect-ratio:" + w + "/" + h + "\">";
  tag += "<img src=\"";
  append_source(tag);
  tag += '"';
  append_attribute(tag, "alt", o.alt);
  if (!o.title.empty()) append_attribute(tag, "title", o.title);
  append_attribute(tag, "width", w);
  append_attribute(tag, "height", h);
  if (!o.css_class.empty()) append_attribute(tag, "class", o.css_class);
  std::string style;
  // A page whose CSS says height:auto would else fall back to the picture's own proportions.
  if (!o.draggable && o.width && o.height) style += "aspect-ratio:" + w + "/" + h + ";";
  if (o.draggable) style += "position:absolute;inset:0;width:100%;height:100%;max-width:none;";
  if (pixelated) style += "image-rendering:pixelated;";
  style += o.style;
  if (!style.empty()) append_attribute(tag, "style", style);
  if (o.loading != loading::automatic)
    append_attribute(tag, "loading", o.loading == loading::lazy ? "lazy" : "eager");
  tag += '>';
  if (o.draggable) tag += "</div>";
  return tag;
}

} // namespace detail

/// An `<img>` with the picture inside it as a data URI.
/// \throws error (parameter) for a medium that is not a picture, or a width or height of 0.
[[nodiscard]] inline std::string img_tag(const encoded& picture, const img_options& options = {}) {
  if (!picture.mime.starts_with("image/"))
    throw error(error_kind::parameter,
                "an img_tag of " + detail::in_quotes(picture.mime) + "; expected image/…");
  return detail::img_tag_from(
      [&](std::string& tag) {
        tag += "data:" + escape_html(picture.mime) + ";base64,";
        detail::append_base64(tag, picture.bytes);
      },
      (picture.bytes.size() + 2) / 3 * 4, picture.width, picture.height, options);
}

/// An `<img>` of a picture elsewhere.
/// \param url its address, escaped here.
/// \param width, height the picture's own size in pixels.
/// \throws error (parameter) for a width or height of 0.
[[nodiscard]] inline std::string img_tag(std::string_view url, std::size_t width,
                                         std::size_t height, const img_options& options = {}) {
  return detail::img_tag_from([&](std::string& tag) { tag += escape_html(url); }, url.size(), width,
                              height, options);
}

} // namespace arrayreel::inline v0
