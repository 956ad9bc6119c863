// How a page is put together and written.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>

#include "detail/base/message.hpp"
#include "detail/io/file_sink.hpp"
#include "detail/io/input_file.hpp"
#include "detail/page/body.hpp"
#include "detail/page/document.hpp"
#include "detail/page/part.hpp"
#include "page.hpp"
#include "read_encoded.hpp"

namespace arrayreel::ARRAYREEL_ABI {

namespace detail {

/// What a page has so far.
class page_content {
public:
  page_content() = default;
  explicit page_content(page_options options) : options_(std::move(options)) {
    check_language(options_.lang);
    if (options_.refresh == 0U)
      refuse(error_kind::parameter, {"a page's refresh after 0 seconds; expected 1 or more"});
  }

  /// Which scripts the parts need.
  page_scripts uses;

  [[nodiscard]] page_part new_part() const { return {options_, used_, files_.size()}; }

  void add(std::string_view html) { body_ += html; }
  void add(const linking_html& html, page_part& part) {
    for (linked_file& file : part.files()) files_.push_back(std::move(file));
    used_ = part.used();
    body_ += html;
  }

  [[nodiscard]] std::string html() const {
    if (!files_.empty())
      refuse(error_kind::parameter, {"a page with ", files_.size(),
                                     " media in files beside it as one text; expected write()"});
    return whole({});
  }

  void write(const std::string& path) const {
    const std::vector<std::string> names = names_beside(path, files_);
    const std::string text = whole(names);
    std::vector<std::unique_ptr<file_sink>> sinks;
    const auto put = [&](const std::string& file, std::span<const std::uint8_t> bytes) {
      sinks.push_back(std::unique_ptr<file_sink>(new file_sink(
          file, file_sink::unfinished::removed, file_sink::lasting{options_.durable})));
      sinks.back()->write(bytes);
      sinks.back()->complete();
      // Each file without a name holds a descriptor, of which a process has some hundreds.
      if (sinks.size() > 64) sinks.back()->release_descriptor();
    };
    const std::string folder = path.substr(0, path.rfind('/') + 1);
    for (std::size_t i = 0; i < files_.size(); ++i) put(folder + names[i], files_[i].bytes);
    put(path, {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
    // The page comes last, so that it never refers to what is not there.
    for (const auto& sink : sinks) sink->commit();
  }

private:
  /// \param names of the files beside the page.
  [[nodiscard]] std::string whole(const std::vector<std::string>& names) const {
    const script_elements scripts = scripts_of(uses, options_);
    std::string text = page_head(options_, scripts, !names.empty());
    text.reserve(text.size() + body_.text.size() + scripts.html().size() +
                 256 * (names.size() + 1));
    std::size_t at = 0;
    for (const file_reference& reference : body_.references) {
      text.append(body_.text, at, reference.at - at);
      text += address_of(names[reference.file]);
      at = reference.at;
    }
    text.append(body_.text, at);
    text += "</main>\n";
    text += scripts.html();
    text += "</body>\n</html>\n";
    return text;
  }

  page_options options_;
  linking_html body_;
  std::size_t used_ = 0; // bytes of media in the page
  std::vector<linked_file> files_;
};

[[gnu::cold]] ARRAYREEL_INLINE encoded read_source(const std::string& path,
                                                   const std::string& mime, std::size_t width,
                                                   std::size_t height, double duration) {
  if (path.empty())
    refuse(error_kind::parameter, {"a report of a movie that is not in a file, for a page; "
                                   "expected media() of the video_writer, or a file"});
  input_file file(path);
  return {.bytes = file.read_rest(),
          .mime = mime,
          .width = width,
          .height = height,
          .duration = duration};
}

[[gnu::cold]] ARRAYREEL_INLINE void check_finished(std::size_t sources,
                                                   const std::string& failure) {
  if (sources == 0)
    refuse(error_kind::parameter,
           {"a report of a movie that there is none of, for a page", failure.empty() ? "" : ": ",
            failure, "; expected a finished one"});
}

} // namespace detail

ARRAYREEL_INLINE page::page(page_options options)
    : content_(new detail::page_content(std::move(options))) {}
ARRAYREEL_INLINE page::page(const page& other)
    : content_(other.content_ == nullptr ? nullptr : new detail::page_content(*other.content_)) {}
ARRAYREEL_INLINE page::page(page&& other) noexcept
    : content_(std::exchange(other.content_, nullptr)) {}
ARRAYREEL_INLINE page& page::operator=(const page& other) {
  page copy(other);
  std::swap(content_, copy.content_);
  return *this;
}
ARRAYREEL_INLINE page& page::operator=(page&& other) noexcept {
  std::swap(content_, other.content_);
  return *this;
}
ARRAYREEL_INLINE page::~page() { delete content_; }

ARRAYREEL_INLINE detail::page_content& page::content() {
  if (content_ == nullptr) content_ = new detail::page_content;
  return *content_;
}

ARRAYREEL_INLINE void page::heading(std::string_view text, int level) {
  if (level < 1 || level > 6)
    detail::refuse(error_kind::parameter, {"a heading of level ", level, "; expected 1 to 6"});
  const std::string name = "h" + detail::to_text(level);
  content().add("<" + name + ">" + escape_html(text) + "</" + name + ">\n");
}

ARRAYREEL_INLINE void page::text(std::string_view paragraph) {
  content().add("<p>" + escape_html(paragraph) + "</p>\n");
}

ARRAYREEL_INLINE void page::picture(const notebook_image& image, std::string_view caption) {
  picture(image.png, caption, image.display);
}
ARRAYREEL_INLINE void page::picture(const encoded& image, std::string_view caption,
                                    const img_options& options) {
  detail::page_part part = content().new_part();
  content().add(detail::figure_html(part.tag(image, options), caption), part);
}

ARRAYREEL_INLINE void page::movie(const encoded& source, std::string_view caption,
                                  const video_tag_options& options) {
  movie(std::span(&source, 1), caption, options);
}
ARRAYREEL_INLINE void page::movie(std::span<const encoded> sources, std::string_view caption,
                                  const video_tag_options& options) {
  detail::page_part part = content().new_part();
  content().add(detail::figure_html(part.tag(sources, options), caption), part);
  content().uses.movie |= detail::is_movie(sources[0].mime);
}

ARRAYREEL_INLINE void page::movie(const std::string& path, std::string_view caption,
                                  const video_tag_options& options) {
  movie(read_encoded(path), caption, options);
}

ARRAYREEL_INLINE void page::compare(const page_medium& before, const page_medium& after,
                                    const compare_options& options) {
  detail::page_part part = content().new_part();
  content().add(detail::compare_html(part, before, after, options), part);
  const bool moves = detail::is_movie(before) || detail::is_movie(after);
  content().uses.compare = true;
  content().uses.together |= moves;
  content().uses.movie |= moves;
}

ARRAYREEL_INLINE void page::synchronized_movies(std::span<const page_item> items,
                                                std::string_view caption) {
  detail::page_part part = content().new_part();
  content().add(detail::together_html(part, items, caption), part);
  content().uses.together = true;
  content().uses.movie = true;
}
ARRAYREEL_INLINE void page::synchronized_movies(const std::vector<page_item>& items,
                                                std::string_view caption) {
  synchronized_movies(std::span<const page_item>(items), caption);
}

ARRAYREEL_INLINE void page::gallery(std::span<const page_item> items,
                                    const gallery_options& options) {
  detail::page_part part = content().new_part();
  content().add(detail::gallery_html(part, items, options), part);
  content().uses.gallery = true;
}
ARRAYREEL_INLINE void page::gallery(const std::vector<page_item>& items,
                                    const gallery_options& options) {
  gallery(std::span<const page_item>(items), options);
}

ARRAYREEL_INLINE void page::chart(std::string_view json, std::string_view caption) {
  detail::page_part part = content().new_part();
  part.hold(json, "a chart");
  content().add(detail::linking_html(detail::chart_html(json, caption)), part);
  content().uses.chart = true;
}

ARRAYREEL_INLINE void page::table(const std::vector<std::vector<std::string>>& rows,
                                  std::string_view caption) {
  content().add(detail::table_html(rows, caption));
}

ARRAYREEL_INLINE void page::add_table(const arrayreel::table& data, std::string_view caption) {
  if (data.columns().empty())
    detail::refuse(error_kind::parameter, {"a table of 0 columns in a page; expected 1 or more"});
  detail::page_part part = content().new_part();
  content().add(detail::table_html(part, data, caption), part);
}

ARRAYREEL_INLINE std::string page::html() const {
  return content_ == nullptr ? detail::page_content().html() : content_->html();
}

ARRAYREEL_INLINE void page::write(const std::string& path) const {
  if (content_ == nullptr) return detail::page_content().write(path);
  content_->write(path);
}

} // namespace arrayreel::ARRAYREEL_ABI
