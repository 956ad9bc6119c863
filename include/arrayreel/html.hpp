// Encoded media as HTML: text out, every slot escaped, no codec.
#pragma once

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "base64.hpp"
#include "detail/base/checked_math.hpp"
#include "detail/base/message.hpp"
#include "detail/base/utf8.hpp"
#include "encoded.hpp"
#include "error.hpp"

namespace arrayreel::inline ARRAYREEL_ABI {

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
  /// bytes of the picture that the tag may hold; one of more is an error
  std::size_t byte_budget = default_byte_budget;
};

namespace detail {

/// \throws error (limit) for a medium that has more bytes than a tag or page may hold.
inline void check_budget(const encoded& medium, std::size_t budget) {
  if (medium.bytes.size() > budget)
    throw error(error_kind::limit, "a medium (" + in_quotes(medium.mime) + ") of " +
                                       to_text(medium.bytes.size()) + " bytes; expected up to " +
                                       to_text(budget) +
                                       ", the byte_budget, or a link to it in a file");
}

struct display_size {
  std::size_t width;
  std::size_t height;
};

/// The size asked for; one side alone brings the other in proportion.
/// \param width, height the medium's own size in pixels.
[[nodiscard]] inline display_size display_size_of(std::size_t width, std::size_t height,
                                                  std::optional<std::size_t> asked_width,
                                                  std::optional<std::size_t> asked_height) {
  const auto check_side = [](const char* name, std::size_t side) {
    if (side == 0)
      throw error(error_kind::parameter, std::string("a ") + name + " of 0; expected 1 or more");
  };
  for (const std::size_t side : {width, asked_width.value_or(1)}) check_side("width", side);
  for (const std::size_t side : {height, asked_height.value_or(1)}) check_side("height", side);
  const auto in_proportion = [](std::size_t given, std::size_t other, std::size_t own) {
    const double side =
        static_cast<double>(given) * static_cast<double>(other) / static_cast<double>(own) + 0.5;
    // Far beyond what a browser shows, and below what an integer no longer holds.
    return static_cast<std::size_t>(std::clamp(side, 1.0, static_cast<double>(longest_side)));
  };
  if (asked_width && asked_height) return {*asked_width, *asked_height};
  if (asked_width) return {*asked_width, in_proportion(*asked_width, height, width)};
  if (asked_height) return {in_proportion(*asked_height, width, height), *asked_height};
  return {width, height};
}

inline void append_attribute(std::string& tag, std::string_view name, std::string_view value) {
  tag += ' ';
  tag += name;
  tag += "=\"";
  tag += escape_html(value);
  tag += '"';
}

/// How a picture or a movie stands in a page: its size, class and style, and the box to drag.
/// \tparam Options `img_options`, or others that name these things the same.
template <class Options> class placement {
public:
  /// \param width, height the medium's own size in pixels.
  placement(std::size_t width, std::size_t height, const Options& options) : options_(options) {
    const display_size shown = display_size_of(width, height, options.width, options.height);
    const bool enlarged = shown.width > width || shown.height > height;
    // A box that can be dragged is likely to be: squares from its own size on.
    pixelated_ =
        options.pixelated.value_or(enlarged || (options.draggable && shown.width == width));
    width_ = to_text(shown.width);
    height_ = to_text(shown.height);
  }

  /// Whether the box may have other proportions than the medium.
  [[nodiscard]] bool may_stretch() const {
    return options_.draggable || (options_.width && options_.height);
  }

  void open_box(std::string& tag) const {
    if (options_.draggable)
      tag += "<div style=\"display:inline-block;overflow:hidden;resize:both;"
             "max-width:100%;width:" +
             width_ + "px;aspect-ratio:" + width_ + "/" + height_ + "\">";
  }

  /// The attributes title, width, height, class and style.
  /// \param style declarations that stand before the others, each with its semicolon.
  void append_attributes(std::string& tag, std::string style = {}) const {
    if (!options_.title.empty()) append_attribute(tag, "title", options_.title);
    append_attribute(tag, "width", width_);
    append_attribute(tag, "height", height_);
    if (!options_.css_class.empty()) append_attribute(tag, "class", options_.css_class);
    // A page whose CSS says height:auto would else fall back to the medium's own proportions.
    if (!options_.draggable && options_.width && options_.height)
      style += "aspect-ratio:" + width_ + "/" + height_ + ";";
    // In the flow: where a notebook that is not trusted takes the box's proportions away, it is as
    // high as the medium.
    if (options_.draggable) style += "display:block;width:100%;height:100%;max-width:none;";
    if (pixelated_) style += "image-rendering:pixelated;";
    style += options_.style;
    if (!style.empty()) append_attribute(tag, "style", style);
  }

  void close_box(std::string& tag) const {
    if (options_.draggable) tag += "</div>";
  }

  /// About how many bytes all that takes.
  [[nodiscard]] std::size_t text_size() const {
    return options_.title.size() + options_.css_class.size() + options_.style.size() + 512;
  }

private:
  const Options& options_;
  bool pixelated_ = false;
  std::string width_;
  std::string height_;
};

/// An `<img>` whose address is written by `append_source`, so that megabytes of it need no copy.
template <class Source>
[[nodiscard]] std::string img_tag_from(const Source& append_source, std::size_t source_size,
                                       std::size_t width, std::size_t height,
                                       const img_options& o) {
  const placement<img_options> placed(width, height, o);
  std::string tag;
  tag.reserve(source_size + o.alt.size() + placed.text_size());
  placed.open_box(tag);
  tag += "<img src=\"";
  append_source(tag);
  tag += '"';
  append_attribute(tag, "alt", o.alt);
  placed.append_attributes(tag);
  if (o.loading != loading::automatic)
    append_attribute(tag, "loading", o.loading == loading::lazy ? "lazy" : "eager");
  tag += '>';
  placed.close_box(tag);
  return tag;
}

} // namespace detail

/// An `<img>` with the picture inside it as a data URI.
/// \throws error (parameter) for a medium that is not a picture, or a width or height of 0; (limit)
/// for one beyond the byte budget.
[[nodiscard]] inline std::string img_tag(const encoded& picture, const img_options& options = {}) {
  if (!picture.mime.starts_with("image/"))
    throw error(error_kind::parameter,
                "an img_tag of " + detail::in_quotes(picture.mime) + "; expected image/…");
  detail::check_budget(picture, options.byte_budget);
  return detail::img_tag_from(
      [&](std::string& tag) {
        tag += "data:" + escape_html(picture.mime) + ";base64,";
        detail::append_base64(tag, {picture.bytes.data(), picture.bytes.size()});
      },
      detail::base64_size(picture.bytes.size()), picture.width, picture.height, options);
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

} // namespace arrayreel::inline ARRAYREEL_ABI
