// What the tags of pictures and of movies have in common: an address, a size, a style, a box.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "../../encoded.hpp"
#include "../base/checked_math.hpp"
#include "../base/message.hpp"
#include "base64_text.hpp"
#include "markup.hpp"

namespace arrayreel::ARRAYREEL_ABI {
struct img_options;
struct video_tag_options;
} // namespace arrayreel::ARRAYREEL_ABI

namespace arrayreel::ARRAYREEL_ABI::detail {

/// Where HTML refers to a linked file: its address belongs there once the page has a name.
struct file_reference {
  std::size_t at; // in the text
  std::size_t file;
};

/// HTML that may refer to linked files. The places are known by their offsets: no text in it, of
/// which a user may write any, can be taken for one.
struct linking_html {
  linking_html() = default;
  explicit linking_html(std::string_view html) : text(html) {}

  linking_html& operator+=(std::string_view html) {
    text += html;
    return *this;
  }
  linking_html& operator+=(const linking_html& html) {
    for (const file_reference& reference : html.references)
      references.push_back({text.size() + reference.at, reference.file});
    text += html.text;
    return *this;
  }

  std::string text{};
  std::vector<file_reference> references{}; // in the order of the text
};

/// \throws error (limit) for a medium that has more bytes than a tag or page may hold.
inline void check_budget(std::string_view mime, std::size_t bytes, std::size_t budget) {
  if (bytes > budget)
    refuse(error_kind::limit,
           {"a medium (", in_quotes(mime), ") of ", bytes, " bytes; expected up to ", budget,
            ", the byte_budget, or a link to it in a file"});
}

/// A medium as a tag refers to it: inside the tag, elsewhere, or in a file that will lie beside the
/// page.
struct tag_source {
  static constexpr std::size_t no_file = static_cast<std::size_t>(-1);

  explicit tag_source(const encoded& medium)
      : bytes(medium.bytes), mime(medium.mime), width(medium.width), height(medium.height),
        is_inside(true) {}
  tag_source(std::string_view address, std::string_view type, std::size_t own_width,
             std::size_t own_height)
      : url(address), mime(type), width(own_width), height(own_height), is_inside(false) {}
  /// \param number of the linked file, which has no address yet.
  tag_source(const encoded& medium, std::size_t number)
      : mime(medium.mime), width(medium.width), height(medium.height), is_inside(false),
        file(number) {}

  void check_budget(std::size_t budget) const {
    if (is_inside) detail::check_budget(mime, bytes.size(), budget);
  }

  /// The address, escaped. Megabytes of it are written in place.
  /// \param type the media type of a data URI.
  void append_address(linking_html& tag, std::string_view type) const {
    if (file != no_file) {
      tag.references.push_back({tag.text.size(), file});
    } else if (!is_inside) {
      append_escaped(tag.text, url);
    } else {
      tag.text += "data:";
      append_escaped(tag.text, type);
      tag.text += ";base64,";
      append_base64(tag.text, bytes);
    }
  }
  /// About how many bytes that takes.
  [[nodiscard]] std::size_t address_size() const {
    return is_inside ? mime.size() + 16 + base64_size(bytes.size()) : url.size();
  }

  std::span<const std::uint8_t> bytes{}; // of a medium inside
  std::string_view url{};                // of one elsewhere
  std::string_view mime;
  std::size_t width; // its own, in pixels
  std::size_t height;
  bool is_inside;
  std::size_t file = no_file;
};

/// An `<img>`; the public functions for one are made of it.
[[nodiscard]] ARRAYREEL_API linking_html img_tag_of(const tag_source& source, const img_options& o);

/// A `<video>`, or an `<img>` where the one source is a picture that moves; the public functions
/// for one are made of it.
/// \param poster one that is elsewhere, in place of that of the options, or nullptr.
[[nodiscard]] ARRAYREEL_API linking_html video_tag_of(std::span<const tag_source> sources,
                                                      const video_tag_options& o,
                                                      const tag_source* poster = nullptr);

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
    if (side == 0) refuse(error_kind::parameter, {"a ", name, " of 0; expected 1 or more"});
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

#define ARRAYREEL_FIELD(type, name, value) type name = value;

/// What a tag shows of the options for pictures, or of those for movies.
struct tag_display {
#include "../options/display_fields.inc"
  std::optional<bool> pixelated{};
  bool draggable = false;
};

#undef ARRAYREEL_FIELD

template <class Options> [[nodiscard]] tag_display display_part_of(const Options& o) {
#define ARRAYREEL_FIELD(type, name, value) .name = o.name,
  return {
#include "../options/display_fields.inc"
      .pixelated = o.pixelated, .draggable = o.draggable};
#undef ARRAYREEL_FIELD
}

/// How a picture or a movie stands in a page: its size, class and style, and the box to drag.
class shown_box {
public:
  /// \param width, height the medium's own size in pixels.
  shown_box(std::size_t width, std::size_t height, tag_display options)
      : options_(std::move(options)) {
    const display_size shown = display_size_of(width, height, options_.width, options_.height);
    const bool enlarged = shown.width > width || shown.height > height;
    // A box that can be dragged is likely to be: squares from its own size on.
    pixelated_ =
        options_.pixelated.value_or(enlarged || (options_.draggable && shown.width == width));
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
  tag_display options_;
  bool pixelated_ = false;
  std::string width_;
  std::string height_;
};

} // namespace arrayreel::ARRAYREEL_ABI::detail
