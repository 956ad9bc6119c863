// How pictures become HTML.
#pragma once

#include "detail/base/message.hpp"
#include "detail/page/markup.ipp"
#include "detail/page/tag.hpp"
#include "html.hpp"

namespace arrayreel::ARRAYREEL_ABI {

ARRAYREEL_INLINE std::string escape_html(std::string_view text) {
  std::string result;
  result.reserve(text.size() + text.size() / 8);
  detail::append_escaped(result, text);
  return result;
}

namespace detail {

ARRAYREEL_INLINE linking_html img_tag_of(const tag_source& source, const img_options& o) {
  const shown_box placed(source.width, source.height, display_part_of(o));
  linking_html html;
  std::string& tag = html.text;
  tag.reserve(source.address_size() + o.alt.size() + placed.text_size());
  placed.open_box(tag);
  tag += "<img src=\"";
  source.append_address(html, source.mime);
  tag += '"';
  append_attribute(tag, "alt", o.alt);
  placed.append_attributes(tag);
  if (o.loading != loading::automatic)
    append_attribute(tag, "loading", o.loading == loading::lazy ? "lazy" : "eager");
  tag += '>';
  placed.close_box(tag);
  return html;
}

} // namespace detail

ARRAYREEL_INLINE std::string img_tag(const encoded& picture, const img_options& options) {
  if (!picture.mime.starts_with("image/"))
    detail::refuse(error_kind::parameter,
                   {"an img_tag of ", detail::in_quotes(picture.mime), "; expected image/…"});
  const detail::tag_source source(picture);
  source.check_budget(options.byte_budget);
  return detail::img_tag_of(source, options).text;
}

ARRAYREEL_INLINE std::string img_tag(std::string_view url, std::size_t width, std::size_t height,
                                     const img_options& options) {
  return detail::img_tag_of({url, {}, width, height}, options).text;
}

} // namespace arrayreel::ARRAYREEL_ABI
