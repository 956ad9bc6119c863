// How the parts of a notebook's output are made.
#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>
#include <optional>
#include <string_view>
#include <utility>

#include "base64.hpp"
#include "detail/base/message.hpp"
#include "detail/base/sha256.hpp"
#include "detail/base/utf8.hpp"
#include "detail/io/file_name.hpp"
#include "detail/page/base64_text.hpp"
#include "detail/page/media_type.hpp"
#include "detail/page/part.hpp"
#include "html.hpp"
#include "mime_bundle.hpp"
#include "png.hpp"

namespace arrayreel::ARRAYREEL_ABI {

namespace detail {

/// The text, with U+FFFD in place of malformed UTF-8, which JSON cannot hold.
[[nodiscard]] inline std::string as_utf8(std::string_view text) {
  std::string result;
  for (std::size_t at = 0; at < text.size();) {
    const code_point c = decode_utf8(text, at);
    result += c.valid ? text.substr(at, c.size) : "\xef\xbf\xbd";
    at += c.size;
  }
  return result;
}

[[nodiscard]] inline std::string_view as_characters(const std::vector<std::uint8_t>& bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

/// "u at t = 3: image/png, 15623 bytes"
[[nodiscard]] inline std::string describe_media(std::string_view alt,
                                                std::span<const encoded> sources) {
  std::string text = as_utf8(alt);
  if (text.empty())
    text = to_text(sources[0].width) + " x " + to_text(sources[0].height) + " pixels";
  for (const encoded& source : sources)
    text += (&source == sources.data() ? ": " : "; ") + as_utf8(source.mime) + ", " +
            to_text(source.bytes.size()) + " bytes";
  return text;
}

/// The bundle of one picture, or of one movie in as many formats as there are sources.
class bundle_maker {
public:
  /// \param display how the HTML shows it; for a picture, what an `<img>` has of it counts.
  bundle_maker(std::span<const encoded> sources, video_tag_options display,
               const notebook_options& options)
      : sources_(sources), display_(std::move(display)), options_(options) {
    if (sources_.empty())
      refuse(error_kind::parameter, {"a movie of 0 sources in a notebook; expected 1 or more"});
    text_ = describe_media(display_.alt, sources_);
    display_.byte_budget = std::numeric_limits<std::size_t>::max(); // the output's own counts
    if (display_.poster && without_parameters(display_.poster->mime) == "image/png") {
      poster_ = std::move(display_.poster);
      display_.poster.reset();
    }
  }

  [[nodiscard]] std::vector<mime_part> make() {
    // Before the megabytes are written: too many of them are never put together.
    if (text_size() <= options_.byte_budget) return whole();
    if (is_picture() && fits_once()) return once();
    return options_.large_media == large_media::link ? linked() : refused();
  }

private:
  [[nodiscard]] static std::size_t text_size_of(const encoded& medium) noexcept {
    return base64_size(medium.bytes.size());
  }

  /// One picture of a type that notebooks show as such, moving or not. An APNG is a PNG.
  [[nodiscard]] static std::string_view picture_type(const encoded& medium) noexcept {
    const std::string_view type = without_parameters(medium.mime);
    if (type == "image/apng") return "image/png";
    for (const std::string_view known : {"image/png", "image/gif", "image/webp", "image/jpeg"})
      if (type == known) return known;
    return {};
  }
  [[nodiscard]] bool is_picture() const noexcept {
    return sources_.size() == 1 && !picture_type(sources_[0]).empty();
  }
  /// The poster, where the picture itself is no PNG.
  [[nodiscard]] bool shows_poster() const noexcept {
    return poster_ && (!is_picture() || picture_type(sources_[0]) != "image/png");
  }

  /// Bytes of the whole bundle, or some more.
  [[nodiscard]] std::size_t text_size() const {
    std::size_t size = 4096 + text_.size() + 6 * display_.alt.size() + 6 * display_.title.size() +
                       6 * display_.style.size() + 6 * display_.css_class.size();
    for (const encoded& source : sources_)
      size += text_size_of(source) * (is_picture() ? 2 : 1) + 6 * source.mime.size();
    if (shows_poster()) size += text_size_of(*poster_) * (is_picture() ? 1 : 2);
    return size;
  }

  static void append_picture(std::vector<mime_part>& parts, const encoded& picture) {
    parts.push_back(
        {std::string(picture_type(picture)), base64({picture.bytes.data(), picture.bytes.size()})});
  }

  [[nodiscard]] std::vector<mime_part> whole() {
    std::vector<mime_part> parts;
    if (is_picture()) append_picture(parts, sources_[0]);
    if (shows_poster()) append_picture(parts, *poster_);
    if (!is_picture()) display_.poster = poster_;
    parts.push_back({"text/html", video_tag(sources_, display_)});
    parts.push_back({"text/plain", text_});
    return parts;
  }

  [[nodiscard]] bool fits_once() const {
    return text_size() - text_size_of(sources_[0]) <= options_.byte_budget;
  }

  /// The picture in one place: a PNG by itself, which is all but the corner to drag, and any other
  /// in HTML, which more front ends take than its type.
  [[nodiscard]] std::vector<mime_part> once() {
    const bool is_png = picture_type(sources_[0]) == "image/png";
    std::vector<mime_part> parts = whole();
    const std::string left_out = is_png ? "text/html" : std::string(picture_type(sources_[0]));
    std::erase_if(parts, [&](const mime_part& part) { return part.type == left_out; });
    parts.back().data += "; without " + left_out +
                         ", which would hold it a second time, beyond the "
                         "byte_budget of " +
                         to_text(options_.byte_budget) + " bytes";
    return parts;
  }

  /// A poster that fits beside the text; what does not is left out.
  [[nodiscard]] bool poster_fits() const noexcept {
    return shows_poster() && 2 * text_size_of(*poster_) + 4096 <= options_.byte_budget;
  }

  [[nodiscard]] std::vector<mime_part> refused() const {
    const std::string warning =
        text_ + "; not shown, as the output would have " + to_text(text_size()) +
        " bytes of text beyond the byte_budget of " + to_text(options_.byte_budget) +
        "; expected a larger byte_budget, or large_media::link for a file beside the notebook";
    std::vector<mime_part> parts;
    std::string html = "<p>" + escape_html(warning) + "</p>";
    if (poster_fits()) {
      append_picture(parts, *poster_);
      html = img_tag(*poster_, {.alt = display_.alt}) + html;
    }
    parts.push_back({"text/html", std::move(html)});
    parts.push_back({"text/plain", warning});
    return parts;
  }

  /// Writes the files first, so that the output never refers to what is not there.
  [[nodiscard]] std::vector<mime_part> linked() {
    std::vector<linked_video> links;
    std::string names;
    for (std::size_t i = 0; i < sources_.size(); ++i) {
      const std::string name = file_name(i);
      write_file(name, sources_[i]);
      links.push_back({.url = address_of(name),
                       .mime = sources_[i].mime,
                       .width = sources_[i].width,
                       .height = sources_[i].height});
      names += (i == 0 ? "" : " and ") + as_utf8(name);
    }
    std::vector<mime_part> parts;
    if (poster_fits()) {
      append_picture(parts, *poster_);
      if (!is_picture()) display_.poster = poster_;
    }
    parts.push_back({"text/html", video_tag(std::span<const linked_video>(links), display_)});
    parts.push_back({"text/plain", text_ + "; beyond the byte_budget of " +
                                       to_text(options_.byte_budget) + " bytes, so in " + names});
    return parts;
  }

  [[nodiscard]] std::string file_name(std::size_t source) const {
    const std::string extension = extension_of_mime(sources_[source].mime);
    std::string name = options_.link_name;
    if (name.empty()) {
      constexpr char digits[] = "0123456789abcdef";
      name = "arrayreel-";
      const auto digest = sha256(as_characters(sources_[source].bytes));
      for (std::size_t i = 0; i < 8; ++i) {
        name += digits[digest[i] >> 4];
        name += digits[digest[i] & 15];
      }
      return name + extension;
    }
    check_link_name(name);
    if (sources_.size() == 1) return with_extension(name, extension);
    return name + "-" + to_text(source + 1) + extension;
  }

  /// A front end serves what lies beside the notebook or below, and nothing else.
  static void check_link_name(std::string_view name) {
    bool leaves = name.starts_with('/') || name.ends_with('/');
    for (std::size_t at = 0; at <= name.size();) {
      const std::size_t end = std::min(name.find('/', at), name.size());
      leaves |= name.substr(at, end - at) == "..";
      at = end + 1;
    }
    if (leaves || name.find('\0') != std::string_view::npos)
      refuse(error_kind::parameter,
             {"a link_name of ", in_quotes(name),
              "; expected a file beside the notebook or in a folder below it"});
  }

  std::span<const encoded> sources_;
  video_tag_options display_;
  const notebook_options& options_;
  std::optional<encoded> poster_;
  std::string text_;
};

ARRAYREEL_INLINE std::vector<mime_part> bundle_of_movie(std::span<const encoded> sources,
                                                        const video_tag_options& display,
                                                        const notebook_options& options) {
  return bundle_maker(sources, display, options).make();
}

} // namespace detail

ARRAYREEL_INLINE std::vector<mime_part> mime_bundle(const notebook_image& picture,
                                                    const notebook_options& options) {
  page_medium medium(picture);
  medium.display.draggable = picture.display.draggable;
  return detail::bundle_of_movie(std::span(&picture.png, 1), medium.display, options);
}

ARRAYREEL_INLINE std::vector<mime_part> mime_bundle(const encoded& medium,
                                                    const notebook_options& options) {
  return detail::bundle_of_movie(std::span(&medium, 1), {.draggable = true}, options);
}

} // namespace arrayreel::ARRAYREEL_ABI
