// Pictures and movies as what notebooks show: media types with their data, for any library of JSON.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base64.hpp"
#include "detail/io/file_name.hpp"
#include "detail/base/message.hpp"
#include "detail/page/part.hpp"
#include "detail/base/sha256.hpp"
#include "detail/base/utf8.hpp"
#include "encoded.hpp"
#include "error.hpp"
#include "html.hpp"
#include "nbimage.hpp"
#include "page_options.hpp"
#include "png.hpp"
#include "raster.hpp"
#include "video_tag.hpp"

namespace arrayreel::inline ARRAYREEL_ABI {

/// What the output of one cell may hold unless told otherwise: 8 MiB of text. A message to the
/// front end that is larger than 10 MiB, with what else is in it, does not pass through a gateway
/// to a kernel elsewhere, which closes the connection instead (the limit is Tornado's). And a
/// notebook is written whole whenever it is saved.
inline constexpr std::size_t default_output_budget = std::size_t{8} << 20;

/// One form of an output, of which a front end shows the one that it likes best.
struct mime_part {
  std::string type{}; ///< the media type, such as "image/png"
  /// UTF-8: the text itself, or the base64 of a picture, without "data:" in front
  std::string data{};

  friend bool operator==(const mime_part&, const mime_part&) = default;
};

/// How much a cell's output may hold, and what becomes of more.
struct notebook_options {
  /// bytes of all parts together, which are text: a picture takes 4/3 of its own, and stands in
  /// `image/png` as well as in `text/html`
  std::size_t byte_budget = default_output_budget;
  /// what becomes of a picture or movie with which there would be more: an output that says so in
  /// its place, or a file beside the notebook, to which the output refers
  arrayreel::large_media large_media = arrayreel::large_media::refuse;
  /// the file, as a path relative to the notebook and to the kernel's working directory, which are
  /// the same place unless somebody changed it. Its extension is appended, behind a number where
  /// there are several sources. "arrayreel-<16 digits of its SHA-256>" unless given, so that the
  /// same movie is the same file however often its cell is run.
  std::string link_name{};
};

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
      throw error(error_kind::parameter, "a movie of 0 sources in a notebook; expected 1 or more");
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
      throw error(error_kind::parameter, "a link_name of " + in_quotes(name) +
                                             "; expected a file beside the notebook or in a folder "
                                             "below it");
  }

  std::span<const encoded> sources_;
  video_tag_options display_;
  const notebook_options& options_;
  std::optional<encoded> poster_;
  std::string text_;
};

} // namespace detail

/// The parts of a notebook's output that shows the picture, the best first: its own type, HTML and
/// text.
///
/// `image/png` is what a front end shows that does not trust the notebook, and for which it blanks
/// HTML; HTML has the size, the title and the corner to drag. GIF, WebP and JPEG go under their own
/// types, APNG, which moves wherever PNG is shown, as `image/png`.
///
/// What is larger than `options.byte_budget` loses a form first where a picture stands in two,
/// `text/html` of a PNG; then it becomes a file beside the notebook, or a warning in its place, in
/// `text/plain` and `text/html`.
///
/// ```cpp
/// for (const ar::mime_part& part : ar::mime_bundle(ar::nbimage(field)))
///   std::printf("%s: %zu bytes\n", part.type.c_str(), part.data.size());
/// ```
/// \throws error (parameter) for a medium that is neither a picture nor a movie, or a link_name
/// that leaves the notebook's folder; (io) with the path where a linked file cannot be written.
[[nodiscard]] inline std::vector<mime_part> mime_bundle(const notebook_image& picture,
                                                        const notebook_options& options = {}) {
  page_medium medium(picture);
  medium.display.draggable = picture.display.draggable;
  return detail::bundle_maker(std::span(&picture.png, 1), std::move(medium.display), options)
      .make();
}

/// The same of an encoded picture or movie; a movie has no poster here.
/// \throws error as above.
[[nodiscard]] inline std::vector<mime_part> mime_bundle(const encoded& medium,
                                                        const notebook_options& options = {}) {
  return detail::bundle_maker(std::span(&medium, 1), {.draggable = true}, options).make();
}

/// The same of pixels, as `nbimage` shows them: also of what `hconcat` and its like return.
/// \throws error as above, and as `encode_png` does.
template <pixel_component P>
[[nodiscard]] std::vector<mime_part> mime_bundle(const raster<P>& picture,
                                                 const notebook_options& options = {}) {
  return mime_bundle(nbimage(picture), options);
}

/// The same of what `nbvideo` returns: `image/png` is the poster, where there is one.
/// \throws error as above.
template <detail::movie_with_display Movie>
[[nodiscard]] std::vector<mime_part> mime_bundle(const Movie& movie,
                                                 const notebook_options& options = {}) {
  return detail::bundle_maker(std::span<const encoded>(movie.sources), movie.display, options)
      .make();
}

} // namespace arrayreel::inline ARRAYREEL_ABI
