// One self-contained HTML page of pictures, movies and text, which opens from disk with no network.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "detail/file_sink.hpp"
#include "detail/message.hpp"
#include "error.hpp"
#include "html.hpp"
#include "nbimage.hpp"
#include "video_tag.hpp"

namespace arrayreel::inline v0 {

/// What a page says of itself.
struct page_options {
  std::string title = "arrayreel"; ///< shown in the browser's tab
  std::string lang = "en";         ///< BCP 47 language tag of the text
};

/// A page, filled from top to bottom. Text is UTF-8 and is escaped; nothing in the page is
/// fetched from elsewhere, which its Content-Security-Policy also forbids, and no script runs.
class page {
public:
  explicit page(page_options options = {}) : options_(std::move(options)) {}

  /// \param level 1 (the page's) to 6.
  /// \throws error (parameter) for another level.
  void heading(std::string_view text, int level = 2) {
    if (level < 1 || level > 6)
      throw error(error_kind::parameter,
                  "a heading of level " + detail::to_text(level) + "; expected 1 to 6");
    const std::string name = "h" + detail::to_text(level);
    body_ += "<" + name + ">" + escape_html(text) + "</" + name + ">\n";
  }

  void text(std::string_view paragraph) { body_ += "<p>" + escape_html(paragraph) + "</p>\n"; }

  /// A picture with a caption below, or none where it is empty.
  void picture(const notebook_image& image, std::string_view caption = {}) {
    figure(image.html(), caption);
  }
  void picture(const encoded& image, std::string_view caption = {},
               const img_options& options = {}) {
    figure(img_tag(image, options), caption);
  }

  /// A movie as `nbvideo` returns it, with a caption below, or none where it is empty.
  template <class Movie>
    requires requires(const Movie& m) {
      std::span<const encoded>(m.sources);
      static_cast<const video_tag_options&>(m.display);
    }
  void movie(const Movie& shown, std::string_view caption = {}) {
    movie(std::span<const encoded>(shown.sources), caption, shown.display);
  }
  /// A movie with a caption below, or none where it is empty.
  void movie(const encoded& source, std::string_view caption = {},
             const video_tag_options& options = {}) {
    figure(video_tag(source, options), caption);
  }
  /// The same movie in several formats, of which a browser takes the first that it plays.
  void movie(std::span<const encoded> sources, std::string_view caption = {},
             const video_tag_options& options = {}) {
    figure(video_tag(sources, options), caption);
  }

  /// A table of texts; the first row is its header. Rows may be of unequal lengths.
  void table(const std::vector<std::vector<std::string>>& rows) {
    body_ += "<div class=\"wide\"><table>\n";
    for (std::size_t i = 0; i < rows.size(); ++i) {
      body_ += "<tr>";
      for (const std::string& cell : rows[i])
        body_ += (i == 0 ? "<th scope=\"col\">" : "<td>") + escape_html(cell) +
                 (i == 0 ? "</th>" : "</td>");
      body_ += "</tr>\n";
    }
    body_ += "</table></div>\n";
  }

  /// The whole page as text.
  [[nodiscard]] std::string html() const {
    std::string text = head();
    text.reserve(text.size() + body_.size() + 32);
    text += body_;
    text += "</main>\n</body>\n</html>\n";
    return text;
  }

  /// Writes the page, whole or not at all.
  /// \throws error (io) with the path.
  void write(const std::string& path) const {
    detail::file_sink out(path);
    const std::string text = html();
    out.write({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
    out.commit();
  }

private:
  void figure(const std::string& tag, std::string_view caption) {
    body_ += "<figure>" + tag;
    if (!caption.empty()) body_ += "<figcaption>" + escape_html(caption) + "</figcaption>";
    body_ += "</figure>\n";
  }

  [[nodiscard]] std::string head() const {
    return "<!DOCTYPE html>\n<html lang=\"" + escape_html(options_.lang) +
           "\">\n<head>\n<meta charset=\"utf-8\">\n"
           "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
           "img-src data:; media-src data:; style-src 'unsafe-inline'\">\n"
           "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>" +
           escape_html(options_.title) +
           "</title>\n<style>\n"
           ":root{color-scheme:light dark}\n"
           "body{margin:0;font:16px/1.5 system-ui,sans-serif;overflow-wrap:break-word}\n"
           "main{max-width:72rem;margin:0 auto;padding:1rem}\n"
           // As wide as its picture or movie, whatever the caption, though not too narrow for that.
           "figure{display:inline-block;vertical-align:top;margin:0 0 1rem;max-width:100%;"
           "min-width:min(12rem,100%)}\n"
           "@media(min-width:40rem){figure{margin-right:1rem}}\n"
           "figcaption{font-size:.875rem;opacity:.8;contain:inline-size}\n"
           "img,video{max-width:100%;height:auto}\n"
           ".wide{overflow-x:auto}\n"
           "table{border-collapse:collapse;font-size:.875rem;width:max-content;max-width:60rem}\n"
           "th,td{text-align:left;vertical-align:top;padding:.25rem .75rem .25rem 0;"
           "border-bottom:1px solid #8884}\n"
           "@media print{figure{break-inside:avoid}}\n"
           "</style>\n</head>\n<body>\n<main>\n";
  }

  page_options options_;
  std::string body_;
};

} // namespace arrayreel::inline v0
