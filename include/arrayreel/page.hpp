// One self-contained HTML page of pictures, movies, charts and text, which opens from disk with no
// network.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "detail/io/file_sink.hpp"
#include "detail/base/message.hpp"
#include "detail/page/document.hpp"
#include "detail/page/body.hpp"
#include "detail/page/part.hpp"
#include "error.hpp"
#include "html.hpp"
#include "nbimage.hpp"
#include "page_options.hpp"
#include "table.hpp"
#include "video_tag.hpp"

namespace arrayreel::inline ARRAYREEL_ABI {

/// A page, filled from top to bottom. Text is UTF-8 and is escaped.
///
/// Nothing in the page is fetched from elsewhere, which its Content-Security-Policy also forbids,
/// but for media that `large_media::link` put beside it and scripts that the options name by
/// address. Scripts run only where a part needs one, and only those that the page was written with.
///
/// ```cpp
/// ar::page page({.title = "Run 17"});
/// page.heading("Velocity", 1);
/// page.picture(ar::nbimage(field, {.vsym = true}), "u at t = 3");
/// page.write("run17.html");
/// ```
/// A call that throws leaves the page as it was. Those that add a picture or movie throw error
/// (limit) for one beyond the byte budget, unless large media are linked.
class page {
public:
  /// \throws error (parameter) for a language that is none, or a refresh after 0 seconds.
  explicit page(page_options options = {}) : options_(std::move(options)) {
    detail::check_language(options_.lang);
    if (options_.refresh == 0U)
      throw error(error_kind::parameter, "a page's refresh after 0 seconds; expected 1 or more");
  }

  /// \param level 1 (the page's) to 6.
  /// \throws error (parameter) for another level.
  void heading(std::string_view text, int level = 2) {
    if (level < 1 || level > 6)
      throw error(error_kind::parameter,
                  "a heading of level " + detail::to_text(level) + "; expected 1 to 6");
    const std::string name = "h" + detail::to_text(level);
    body_ += "<" + name + ">" + escape_html(text) + "</" + name + ">\n";
  }

  /// A paragraph.
  void text(std::string_view paragraph) { body_ += "<p>" + escape_html(paragraph) + "</p>\n"; }

  /// A picture with a caption below, or none where it is empty.
  void picture(const notebook_image& image, std::string_view caption = {}) {
    picture(image.png, caption, image.display);
  }
  void picture(const encoded& image, std::string_view caption = {},
               const img_options& options = {}) {
    detail::page_part part = new_part();
    add(detail::figure_html(part.tag(image, options), caption), part);
  }

  /// A movie as `nbvideo` returns it, with a caption below, or none where it is empty.
  template <detail::movie_with_display Movie>
  void movie(const Movie& shown, std::string_view caption = {}) {
    movie(std::span<const encoded>(shown.sources), caption, shown.display);
  }
  /// A movie with a caption below, or none where it is empty.
  void movie(const encoded& source, std::string_view caption = {},
             const video_tag_options& options = {}) {
    movie(std::span(&source, 1), caption, options);
  }
  /// The same movie in several formats, of which a browser takes the first that it plays.
  void movie(std::span<const encoded> sources, std::string_view caption = {},
             const video_tag_options& options = {}) {
    detail::page_part part = new_part();
    add(detail::figure_html(part.tag(sources, options), caption), part);
  }

  /// Two pictures or movies on one another, with a border between them that is moved by mouse,
  /// finger or the arrow keys: the first is seen before it, the second behind. Movies play
  /// together. Without scripts, and on paper, they stand side by side.
  /// \throws error (parameter) for media whose proportions differ, or a position outside 0…100.
  void compare(const page_medium& before, const page_medium& after,
               const compare_options& options = {}) {
    detail::page_part part = new_part();
    add(detail::compare_html(part, before, after, options), part);
    uses_.compare = true;
    uses_.together |= detail::is_movie(before) || detail::is_movie(after);
  }

  /// Movies side by side that one set of controls plays, stops and seeks; the longest decides how
  /// long, and whether it is repeated is what any of them says.
  /// \param items each with its caption above it.
  /// \throws error (parameter) for no items, or animated pictures, which cannot be stopped.
  void synchronized_movies(std::span<const page_item> items, std::string_view caption = {}) {
    detail::page_part part = new_part();
    add(detail::together_html(part, items, caption), part);
    uses_.together = true;
  }
  void synchronized_movies(const std::vector<page_item>& items, std::string_view caption = {}) {
    synchronized_movies(std::span<const page_item>(items), caption);
  }

  /// Many pictures with captions, which can be filtered by their words and enlarged; the arrow keys
  /// lead from one to the next.
  /// \throws error (parameter) for no items, or one that is no picture.
  void gallery(std::span<const page_item> items, const gallery_options& options = {}) {
    detail::page_part part = new_part();
    add(detail::gallery_html(part, items, options), part);
    uses_.gallery = true;
  }
  void gallery(const std::vector<page_item>& items, const gallery_options& options = {}) {
    gallery(std::span<const page_item>(items), options);
  }

  /// A chart of Vega or Vega-Lite, drawn by the scripts that the options name; without them the
  /// page says so in its place. It counts as one medium, and is never linked.
  /// \param json the specification as JSON text.
  void chart(std::string_view json, std::string_view caption = {}) {
    detail::page_part part = new_part();
    part.hold(json, "a chart");
    add(detail::chart_html(json, caption), part);
    uses_.chart = true;
  }
  /// The same of an nlohmann::json.
  template <class Json>
    requires requires(const Json& j) {
      std::string(j.dump(-1, ' ', false, Json::error_handler_t::replace));
    }
  void chart(const Json& specification, std::string_view caption = {}) {
    chart(specification.dump(-1, ' ', false, Json::error_handler_t::replace), caption);
  }

  /// A table of texts; the first row is its header. Rows may be of unequal lengths.
  void table(const std::vector<std::vector<std::string>>& rows, std::string_view caption = {}) {
    body_ += detail::table_html(rows, caption);
  }

  /// A table by columns, pictures at their own size.
  /// \throws error (parameter) for a table without columns.
  template <std::same_as<arrayreel::table> Table> // braces are texts
  void table(const Table& data, std::string_view caption = {}) {
    if (data.columns().empty())
      throw error(error_kind::parameter, "a table of 0 columns in a page; expected 1 or more");
    detail::page_part part = new_part();
    add(detail::table_html(part, data, caption), part);
  }

  /// The whole page as text.
  /// \throws error (io, format) for a script that cannot be read or be part of a page; (parameter)
  /// for an address of a script that is none, or where there are media beside the page.
  [[nodiscard]] std::string html() const {
    if (!files_.empty())
      throw error(error_kind::parameter,
                  "a page with " + detail::to_text(files_.size()) +
                      " media in files beside it as one text; expected write()");
    return whole({});
  }

  /// Writes the page and, before it, the files of media that it links: each whole or not at all.
  /// \throws error as html() does, and (io) with the path.
  void write(const std::string& path) const {
    const std::vector<std::string> names = detail::names_beside(path, files_);
    const std::string text = whole(names);
    std::vector<std::unique_ptr<detail::file_sink>> sinks;
    const auto put = [&](const std::string& file, std::span<const std::uint8_t> bytes) {
      sinks.push_back(std::unique_ptr<detail::file_sink>(new detail::file_sink(file)));
      sinks.back()->write(bytes);
      sinks.back()->complete();
    };
    const std::string folder = path.substr(0, path.rfind('/') + 1);
    for (std::size_t i = 0; i < files_.size(); ++i) put(folder + names[i], files_[i].bytes);
    put(path, {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
    // The page comes last, so that it never refers to what is not there.
    for (const auto& sink : sinks) sink->commit();
  }

private:
  [[nodiscard]] detail::page_part new_part() const { return {options_, used_, files_.size()}; }

  void add(const std::string& html, detail::page_part& part) {
    if (!part.files().empty())
      for (detail::file_reference reference : detail::file_references(html)) {
        reference.at += body_.size();
        references_.push_back(reference);
      }
    for (detail::linked_file& file : part.files()) files_.push_back(std::move(file));
    used_ = part.used();
    body_ += html;
  }

  /// \param names of the files beside the page.
  [[nodiscard]] std::string whole(const std::vector<std::string>& names) const {
    const detail::script_elements scripts = detail::scripts_of(uses_, options_);
    std::string text = detail::page_head(options_, scripts, !names.empty());
    text.reserve(text.size() + body_.size() + scripts.html().size() + 256 * (names.size() + 1));
    std::size_t at = 0;
    for (const detail::file_reference& reference : references_) {
      text.append(body_, at, reference.at - at);
      text += detail::address_of(names[reference.file]);
      at = reference.at + reference.size;
    }
    text.append(body_, at);
    text += "</main>\n";
    text += scripts.html();
    text += "</body>\n</html>\n";
    return text;
  }

  page_options options_;
  std::string body_;
  detail::page_scripts uses_;
  std::size_t used_ = 0; // bytes of media in the page
  std::vector<detail::linked_file> files_;
  std::vector<detail::file_reference> references_;
};

} // namespace arrayreel::inline ARRAYREEL_ABI
