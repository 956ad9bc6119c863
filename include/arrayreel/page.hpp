// One self-contained HTML page of pictures, movies, charts and text, which opens from disk with no
// network.
#pragma once

#include "detail/base/config.hpp"

#include <concepts>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "encoded.hpp"
#include "error.hpp"
#include "html.hpp"
#include "nbimage.hpp"
#include "page_options.hpp"
#include "table.hpp"
#include "video_tag.hpp"

namespace arrayreel::ARRAYREEL_ABI {

namespace detail {

class page_content;

/// What `video_writer::finish` returns.
template <class R>
concept finished_movie = requires(const R& report) {
  report.sources.front().path;
  report.sources.front().mime;
  report.duration;
  report.failure;
};

/// The file of a movie's source, whose facts are known.
[[nodiscard]] ARRAYREEL_API encoded read_source(const std::string& path, const std::string& mime,
                                                std::size_t width, std::size_t height,
                                                double duration);
/// \throws error (parameter) for a movie of no sources.
ARRAYREEL_API void check_finished(std::size_t sources, const std::string& failure);

} // namespace detail

/// A page, filled from top to bottom. Text is UTF-8 and is escaped.
///
/// The page fetches nothing from elsewhere, and its Content-Security-Policy forbids it, except
/// media that `large_media::link` puts beside it and scripts that the options name by address. Only
/// the scripts that the page was written with can run, and only if a part needs them.
///
/// ```cpp
/// ar::page page({.title = "Run 17"});
/// page.heading("Velocity", 1);
/// page.picture(ar::nbimage(field, {.vsym = true}), "u at t = 3");
/// page.write("run17.html");
/// ```
/// A call that throws leaves the page unchanged. Calls that add a picture or movie throw error
/// (limit) for a medium beyond the byte budget, unless large media are linked.
class ARRAYREEL_API page {
public:
  /// \throws error (parameter) for a language that is none, or a refresh after 0 seconds.
  explicit page(page_options options = {});
  ARRAYREEL_REFUSES_MAKING(ARRAYREEL_SAY_OPTIONS("a page", "page_options"))
  explicit page(...) ARRAYREEL_REFUSED;
  page(const page& other);
  /// The other page is then empty.
  page(page&& other) noexcept;
  page& operator=(const page& other);
  page& operator=(page&& other) noexcept;
  ~page();

  /// \param level 1 (the page's) to 6.
  /// \throws error (parameter) for another level.
  void heading(std::string_view text, int level = 2);

  ARRAYREEL_REFUSES("the text comes first: write heading(text, level)",
                    std::integral Level, std::convertible_to<std::string_view> Text)
  void heading(Level level, const Text& text) ARRAYREEL_REFUSED;

  /// A paragraph.
  void text(std::string_view paragraph);

  /// A picture, with a caption below unless that is empty.
  void picture(const notebook_image& image, std::string_view caption = {});
  void picture(const encoded& image, std::string_view caption = {},
               const img_options& options = {});

  ARRAYREEL_REFUSES("the picture comes first: write picture(nbimage(array), caption)",
                    class Picture)
  void picture(std::string_view caption, const Picture& image, ...) ARRAYREEL_REFUSED;
  ARRAYREEL_REFUSES("picture() takes what nbimage() or encode_png() returns, a caption, and of "
                    "encoded ones img_options: write picture(nbimage(array), caption)")
  void picture(detail::anything, ...) ARRAYREEL_REFUSED;

  /// A movie as `nbvideo` returns it, with a caption below unless that is empty.
  template <detail::movie_with_display Movie>
  void movie(const Movie& shown, std::string_view caption = {}) {
    movie(std::span<const encoded>(shown.sources), caption, shown.display);
  }
  /// A movie, with a caption below unless that is empty.
  void movie(const encoded& source, std::string_view caption = {},
             const video_tag_options& options = {});
  /// The same movie in several formats; a browser takes the first that it can play.
  void movie(std::span<const encoded> sources, std::string_view caption = {},
             const video_tag_options& options = {});
  /// A movie file, or one of an animated picture: what `read_encoded` takes.
  ///
  /// ```cpp
  /// ar::page page;
  /// page.movie("run.mp4", "u over time");
  /// ```
  /// \throws error also as `read_encoded` does.
  void movie(const std::string& path, std::string_view caption = {},
             const video_tag_options& options = {});
  /// The files of a movie that a `video_writer` has finished, all of its sources together.
  ///
  /// ```cpp
  /// ar::video_writer run("run.mp4", {.vsym = true});
  /// run.push(field);
  /// ar::page page;
  /// page.movie(run.finish(), "u over time");
  /// ```
  /// \throws error also (io) for a file that cannot be read, (parameter) for a movie that is not
  /// in files (`media()` has it where it is in memory), or that `keep_going` could not finish.
  template <detail::finished_movie Report>
  void movie(const Report& report, std::string_view caption = {},
             const video_tag_options& options = {}) {
    std::vector<encoded> sources;
    for (const auto& source : report.sources)
      sources.push_back(detail::read_source(source.path, source.mime, report.width, report.height,
                                            report.duration));
    detail::check_finished(sources.size(), report.failure);
    movie(std::span<const encoded>(sources), caption, options);
  }

  ARRAYREEL_REFUSES("the movie comes first: write movie(nbvideo(frames), caption)", class Movie)
  void movie(std::string_view caption, const Movie& shown, ...)
    requires(!std::convertible_to<const Movie&, std::string_view>)
  ARRAYREEL_REFUSED;
  ARRAYREEL_REFUSES("movie() takes what nbvideo() or encode_video() returns, a caption, and of "
                    "encoded ones video_tag_options: write movie(nbvideo(frames), caption)")
  void movie(detail::anything, ...) ARRAYREEL_REFUSED;

  /// Two pictures or movies, one over the other, with a border between them that the mouse, a
  /// finger or the arrow keys move: the first is visible before it, the second behind it. Movies
  /// play together. Without scripts, and on paper, they stand side by side.
  /// \throws error (parameter) for media whose proportions differ, or a position outside 0…100.
  void compare(const page_medium& before, const page_medium& after,
               const compare_options& options = {});

  /// Movies side by side with one set of controls that plays, stops and seeks all of them. The
  /// longest decides the duration; they repeat if any of them does.
  /// \param items each with its caption above it.
  /// \throws error (parameter) for no items, or animated pictures, which cannot be stopped.
  void synchronized_movies(std::span<const page_item> items, std::string_view caption = {});
  void synchronized_movies(const std::vector<page_item>& items, std::string_view caption = {});

  /// Many pictures with captions, which can be filtered by their words and enlarged; the arrow keys
  /// go from one to the next.
  /// \throws error (parameter) for no items, or one that is no picture.
  void gallery(std::span<const page_item> items, const gallery_options& options = {});
  void gallery(const std::vector<page_item>& items, const gallery_options& options = {});

  /// A chart of Vega or Vega-Lite. The scripts that the options name draw it; without scripts the
  /// page says so in its place. It counts as one medium, and is never linked.
  /// \param json the specification as JSON text.
  void chart(std::string_view json, std::string_view caption = {});
  /// The same of an nlohmann::json.
  template <class Json>
    requires requires(const Json& j) {
      std::string(j.dump(-1, ' ', false, Json::error_handler_t::replace));
    }
  void chart(const Json& specification, std::string_view caption = {}) {
    chart(specification.dump(-1, ' ', false, Json::error_handler_t::replace), caption);
  }

  ARRAYREEL_REFUSES("chart() takes JSON, as text or nlohmann::json, and a caption: of a table "
                    "write chart(tooltip_chart(table, {.y = column}), caption)")
  void chart(detail::anything, ...) ARRAYREEL_REFUSED;

  /// A table of texts; the first row is its header. Rows may be of unequal lengths.
  void table(const std::vector<std::vector<std::string>>& rows, std::string_view caption = {});

  /// A table by columns, pictures at their own size.
  /// \throws error (parameter) for a table without columns.
  template <std::same_as<arrayreel::table> Table> // braces are texts
  void table(const Table& data, std::string_view caption = {}) {
    add_table(data, caption);
  }

  ARRAYREEL_REFUSES("table() takes an arrayreel::table or a vector of rows of texts, and a "
                    "caption: numbers are columns of a table, t.add(name, numbers)")
  void table(detail::anything, ...) ARRAYREEL_REFUSED;

  /// The whole page as text.
  /// \throws error (io, format) for a script that cannot be read or be part of a page; (parameter)
  /// for an address of a script that is none, or where there are media beside the page.
  [[nodiscard]] std::string html() const;

  /// Writes the page and, before it, the files of media that it links: each whole or not at all.
  /// \throws error as html() does, and (io) with the path.
  void write(const std::string& path) const;

private:
  void add_table(const arrayreel::table& data, std::string_view caption);
  [[nodiscard]] detail::page_content& content();

  detail::page_content* content_; // null: an empty page
};

} // namespace arrayreel::ARRAYREEL_ABI

#if !defined(ARRAYREEL_COMPILED)
#include "page.ipp"
#endif
