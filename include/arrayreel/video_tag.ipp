// How movies become HTML.
#pragma once

#include <string_view>
#include <vector>

#include "detail/base/message.hpp"
#include "detail/page/markup.hpp"
#include "detail/page/media_type.hpp"
#include "detail/page/tag.hpp"
#include "video_tag.hpp"

namespace arrayreel::ARRAYREEL_ABI {

namespace detail {

[[nodiscard]] inline tag_source source_of(const encoded& movie) { return tag_source(movie); }
[[nodiscard]] inline tag_source source_of(const linked_video& movie) {
  return {movie.url, movie.mime, movie.width, movie.height};
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

/// A link below the movie; none to a data URI, which is not worth its megabytes a second time.
inline void append_link(linking_html& tag, const tag_source& movie) {
  if (movie.is_inside || !is_safe_link(movie.url)) return;
  tag += " <a href=\"";
  movie.append_address(tag, {});
  tag += "\" download>";
  tag += escape_html(without_parameters(movie.mime));
  tag += "</a>";
}

inline void check_sources(std::span<const tag_source> sources) {
  if (sources.empty())
    refuse(error_kind::parameter, {"a video_tag of no sources; expected 1 or more"});
  const tag_source& first = sources[0];
  for (const tag_source& s : sources) {
    if (!is_of_family(s.mime, "video"))
      refuse(error_kind::parameter, {"a video_tag of ", in_quotes(s.mime),
                                     sources.size() == 1 ? "; expected video/… or image/…"
                                                         : " among several sources; expected "
                                                           "video/…"});
    if (s.width != first.width || s.height != first.height)
      refuse(error_kind::parameter, {"sources of ", first.width, " x ", first.height, " and ",
                                     s.width, " x ", s.height, " pixels; expected one size"});
  }
}

/// What an `<img>` has of these options.
[[nodiscard]] inline img_options img_part_of(const video_tag_options& o) {
#define ARRAYREEL_FIELD(type, name, value) .name = o.name,
  return {.alt = o.alt,
#include "detail/options/display_fields.inc"

#include "detail/options/display_box_fields.inc"
  };
#undef ARRAYREEL_FIELD
}

/// The tag in one string, into which the movies are written directly.
ARRAYREEL_INLINE linking_html video_tag_of(std::span<const tag_source> sources,
                                           const video_tag_options& o, const tag_source* poster) {
  if (sources.size() == 1 && is_of_family(sources[0].mime, "image")) {
    sources[0].check_budget(o.byte_budget);
    return img_tag_of(sources[0], img_part_of(o));
  }
  check_sources(sources);
  for (const tag_source& movie : sources) movie.check_budget(o.byte_budget);
  if (o.poster) check_budget(o.poster->mime, o.poster->bytes.size(), o.byte_budget);
  if (o.poster && !is_of_family(o.poster->mime, "image"))
    refuse(error_kind::parameter,
           {"a poster of ", in_quotes(o.poster->mime), "; expected image/…"});
  const shown_box placed(sources[0].width, sources[0].height, display_part_of(o));

  linking_html html;
  std::string& tag = html.text;
  std::size_t size = placed.text_size() + 2 * o.alt.size();
  for (const tag_source& s : sources) size += s.address_size() + 2 * s.mime.size() + 64;
  if (o.poster) size += tag_source(*o.poster).address_size();
  tag.reserve(size);
  const auto append_address = [&html](const tag_source& s) {
    s.append_address(html, without_parameters(s.mime));
  };
  const auto append_poster = [&](const tag_source& s) {
    tag += " poster=\"";
    append_address(s);
    tag += '"';
  };
  placed.open_box(tag);
  tag += "<video";
  if (poster != nullptr) append_poster(*poster);
  // Front ends of notebooks take the src of a <source> away from what they do not trust yet.
  if (sources.size() == 1) {
    tag += " src=\"";
    append_address(sources[0]);
    tag += '"';
  }
  if (o.poster && poster == nullptr) append_poster(tag_source(*o.poster));
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
    for (const tag_source& s : sources) {
      tag += "<source src=\"";
      append_address(s);
      tag += '"';
      append_attribute(tag, "type", s.mime);
      tag += '>';
    }
  if (!o.alt.empty()) tag += escape_html(o.alt) + "<br>";
  tag += "This browser does not play the movie.";
  for (const tag_source& s : sources) append_link(html, s);
  tag += "</video>";
  placed.close_box(tag);
  return html;
}

template <class Movie>
[[nodiscard]] std::string video_tag_of_all(std::span<const Movie> movies,
                                           const video_tag_options& options) {
  std::vector<tag_source> sources;
  for (const Movie& movie : movies) sources.push_back(source_of(movie));
  return video_tag_of(sources, options).text;
}

} // namespace detail

ARRAYREEL_INLINE std::string video_tag(const encoded& movie, const video_tag_options& options) {
  if (detail::is_of_family(movie.mime, "image"))
    return img_tag(movie, detail::img_part_of(options));
  return detail::video_tag_of_all(std::span(&movie, 1), options);
}

ARRAYREEL_INLINE std::string video_tag(std::span<const encoded> sources,
                                       const video_tag_options& options) {
  if (sources.size() == 1) return video_tag(sources[0], options);
  return detail::video_tag_of_all(sources, options);
}

ARRAYREEL_INLINE std::string video_tag(const linked_video& movie,
                                       const video_tag_options& options) {
  if (detail::is_of_family(movie.mime, "image"))
    return img_tag(movie.url, movie.width, movie.height, detail::img_part_of(options));
  return detail::video_tag_of_all(std::span(&movie, 1), options);
}

ARRAYREEL_INLINE std::string video_tag(std::span<const linked_video> sources,
                                       const video_tag_options& options) {
  if (sources.size() == 1) return video_tag(sources[0], options);
  return detail::video_tag_of_all(sources, options);
}

} // namespace arrayreel::ARRAYREEL_ABI
