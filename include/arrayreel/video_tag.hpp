// Encoded movies as HTML: one <video>, every slot escaped, no codec.
#pragma once

#include <algorithm>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>

#include "base64.hpp"
#include "detail/base/message.hpp"
#include "encoded.hpp"
#include "error.hpp"
#include "html.hpp"

namespace arrayreel::inline ARRAYREEL_ABI {

/// How much of a movie a browser loads before it is played.
enum class preload : unsigned char {
  automatic, ///< preload="auto": what the browser thinks best, up to all of it
  none,      ///< preload="none"
  metadata   ///< preload="metadata": size, duration and mostly the first frame
};

/// How a movie appears in a page. Text is UTF-8 and is escaped.
struct video_tag_options {
  /// what the movie shows, for who cannot see it
  std::string alt{};
  /// shown on hovering, where not empty
  std::string title{};
  /// CSS pixels, 1 or more; the movie's own unless given, or in proportion to the height
  std::optional<std::size_t> width{};
  /// CSS pixels, 1 or more; the movie's own unless given, or in proportion to the width
  std::optional<std::size_t> height{};
  /// the class attribute, where not empty
  std::string css_class{};
  /// CSS declarations behind the movie's own, where not empty
  std::string style{};
  bool controls = true;
  /// plays at once, and then muted: browsers allow nothing else
  bool autoplay = false;
  bool loop = true;
  bool muted = true;
  /// plays in its place where a telephone would else fill the screen
  bool playsinline = true;
  arrayreel::preload preload = arrayreel::preload::metadata;
  /// a picture for the time before the movie plays, such as its first frame as PNG
  std::optional<encoded> poster{};
  /// square pixels instead of smoothing; where the movie is shown enlarged, unless given
  std::optional<bool> pixelated{};
  /// in a box whose corner can be dragged to any size
  bool draggable = false;
  /// bytes of each source and of the poster that the tag may hold; more is an error
  std::size_t byte_budget = default_byte_budget;
};

/// A movie elsewhere, by its address.
struct linked_video {
  std::string url{};
  std::string mime{};     ///< the media type, such as "video/mp4"
  std::size_t width = 0;  ///< pixels
  std::size_t height = 0; ///< pixels
};

namespace detail {

/// Whether a media type is `<family>/<name>`, the name as RFC 6838 allows it.
[[nodiscard]] inline bool is_of_family(std::string_view mime, std::string_view family) {
  const std::string_view type = without_parameters(mime);
  if (!type.starts_with(family) || type.size() < family.size() + 2 || type[family.size()] != '/')
    return false;
  return std::ranges::all_of(type.substr(family.size() + 1), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("!#$&-^_.+").find(c) != std::string_view::npos;
  });
}

[[nodiscard]] inline std::size_t address_size(const encoded& movie) {
  return movie.mime.size() + 16 + base64_size(movie.bytes.size());
}
[[nodiscard]] inline std::size_t address_size(const linked_video& movie) {
  return movie.url.size() * 2; // once more in the link below it
}

inline void append_address(std::string& tag, const encoded& movie) {
  tag += "data:";
  tag += escape_html(without_parameters(movie.mime));
  tag += ";base64,";
  append_base64(tag, {movie.bytes.data(), movie.bytes.size()});
}
inline void append_address(std::string& tag, const linked_video& movie) {
  tag += escape_html(movie.url);
}

/// Whether following the address only loads something: not `javascript:` and its like, however
/// they are spelt.
[[nodiscard]] inline bool is_safe_link(std::string_view url) {
  std::string scheme;
  for (const char c : url) {
    if (c == ':') return scheme == "http" || scheme == "https" || scheme == "file";
    if (c == '/' || c == '?' || c == '#') return true;
    // Browsers overlook white space and controls here.
    if (static_cast<unsigned char>(c) > 0x20)
      scheme += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  }
  return true;
}

/// A data URI is not worth its megabytes a second time.
inline void append_link(std::string&, const encoded&) {}
inline void append_link(std::string& tag, const linked_video& movie) {
  if (!is_safe_link(movie.url)) return;
  tag += " <a";
  append_attribute(tag, "href", movie.url);
  tag += " download>";
  tag += escape_html(without_parameters(movie.mime));
  tag += "</a>";
}

template <class Source> void check_sources(std::span<const Source> sources) {
  if (sources.empty())
    throw error(error_kind::parameter, "a video_tag of no sources; expected 1 or more");
  const auto size_text = [](const Source& s) {
    return to_text(s.width) + " x " + to_text(s.height);
  };
  for (const Source& s : sources) {
    if (!is_of_family(s.mime, "video"))
      throw error(error_kind::parameter,
                  "a video_tag of " + in_quotes(s.mime) +
                      (sources.size() == 1 ? "; expected video/… or image/…"
                                           : " among several sources; expected video/…"));
    if (s.width != sources[0].width || s.height != sources[0].height)
      throw error(error_kind::parameter, "sources of " + size_text(sources[0]) + " and " +
                                             size_text(s) + " pixels; expected one size");
  }
}

/// The tag in one string, into which the movies are written directly.
template <class Source>
[[nodiscard]] std::string video_tag_from(std::span<const Source> sources,
                                         const video_tag_options& o) {
  check_sources(sources);
  if constexpr (std::is_same_v<Source, encoded>)
    for (const encoded& movie : sources) check_budget(movie, o.byte_budget);
  if (o.poster) check_budget(*o.poster, o.byte_budget);
  if (o.poster && !is_of_family(o.poster->mime, "image"))
    throw error(error_kind::parameter,
                "a poster of " + in_quotes(o.poster->mime) + "; expected image/…");
  const placement<video_tag_options> placed(sources[0].width, sources[0].height, o);

  std::string tag;
  std::size_t size = placed.text_size() + 2 * o.alt.size();
  for (const Source& s : sources) size += address_size(s) + 2 * s.mime.size() + 64;
  if (o.poster) size += address_size(*o.poster);
  tag.reserve(size);
  placed.open_box(tag);
  tag += "<video";
  // Front ends of notebooks take the src of a <source> away from what they do not trust yet.
  if (sources.size() == 1) {
    tag += " src=\"";
    append_address(tag, sources[0]);
    tag += '"';
  }
  if (o.poster) {
    tag += " poster=\"";
    append_address(tag, *o.poster);
    tag += '"';
  }
  if (!o.alt.empty()) append_attribute(tag, "aria-label", o.alt);
  // A movie keeps its proportions in a box of others, where a picture fills it.
  placed.append_attributes(tag, placed.may_stretch() ? "object-fit:fill;" : "");
  if (o.controls) tag += " controls";
  if (o.autoplay) tag += " autoplay";
  if (o.loop) tag += " loop";
  if (o.muted || o.autoplay) tag += " muted";
  if (o.playsinline) tag += " playsinline";
  append_attribute(tag, "preload",
                   o.preload == preload::automatic ? "auto"
                   : o.preload == preload::none    ? "none"
                                                   : "metadata");
  tag += '>';
  if (sources.size() > 1)
    for (const Source& s : sources) {
      tag += "<source src=\"";
      append_address(tag, s);
      tag += '"';
      append_attribute(tag, "type", s.mime);
      tag += '>';
    }
  if (!o.alt.empty()) tag += escape_html(o.alt) + "<br>";
  tag += "This browser does not play the movie.";
  for (const Source& s : sources) append_link(tag, s);
  tag += "</video>";
  placed.close_box(tag);
  return tag;
}

[[nodiscard]] inline img_options img_part_of(const video_tag_options& o) {
  return {.alt = o.alt,
          .title = o.title,
          .width = o.width,
          .height = o.height,
          .css_class = o.css_class,
          .style = o.style,
          .pixelated = o.pixelated,
          .draggable = o.draggable,
          .byte_budget = o.byte_budget};
}

} // namespace detail

/// A `<video>` with the movie inside it as a data URI, or an `<img>` of an animated picture (GIF,
/// APNG, WebP), which takes from the options what an `<img>` has.
///
/// ```cpp
/// std::string tag = arrayreel::video_tag(movie, {.alt = "u over time", .width = 512});
/// ```
/// \throws error (parameter) for a medium that is neither, a poster that is no picture, or a
/// width or height of 0; (limit) for one beyond the byte budget.
[[nodiscard]] inline std::string video_tag(const encoded& movie,
                                           const video_tag_options& options = {}) {
  if (detail::is_of_family(movie.mime, "image"))
    return img_tag(movie, detail::img_part_of(options));
  return detail::video_tag_from(std::span(&movie, 1), options);
}

/// A `<video>` of the same movie in several formats as data URIs: a browser takes the first that
/// it plays, so the best comes first.
/// \throws error (parameter) as above, and for no sources, an animated picture among several, or
/// sizes that differ.
[[nodiscard]] inline std::string video_tag(std::span<const encoded> sources,
                                           const video_tag_options& options = {}) {
  if (sources.size() == 1) return video_tag(sources[0], options);
  return detail::video_tag_from(sources, options);
}

/// A `<video>` or `<img>` of a movie elsewhere, with a link where the browser does not play it.
/// \throws error (parameter) as for `encoded`.
[[nodiscard]] inline std::string video_tag(const linked_video& movie,
                                           const video_tag_options& options = {}) {
  if (detail::is_of_family(movie.mime, "image"))
    return img_tag(movie.url, movie.width, movie.height, detail::img_part_of(options));
  return detail::video_tag_from(std::span(&movie, 1), options);
}

/// A `<video>` of the same movie in several formats elsewhere.
/// \throws error (parameter) as for `encoded`.
[[nodiscard]] inline std::string video_tag(std::span<const linked_video> sources,
                                           const video_tag_options& options = {}) {
  if (sources.size() == 1) return video_tag(sources[0], options);
  return detail::video_tag_from(sources, options);
}

} // namespace arrayreel::inline ARRAYREEL_ABI
