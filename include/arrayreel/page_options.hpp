// What a page and its parts are made of: media, made of whatever holds one, and options.
#pragma once

#include "detail/base/config.hpp"

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "encoded.hpp"
#include "nbimage.hpp"
#include "video_tag.hpp"

namespace arrayreel::ARRAYREEL_ABI {

/// What becomes of a picture or movie that is larger than a page takes.
enum class large_media : unsigned char {
  refuse, ///< an error (limit)
  link    ///< a file of its own beside the page: "run.medium-1.mp4" beside "run.html"
};

/// What a page says of itself, and what it may hold.
struct page_options {
  std::string title = "arrayreel"; ///< shown in the browser's tab
  std::string lang = "en";         ///< BCP 47 language tag of the text; empty where unknown
  /// the scripts that draw charts, in the order in which they are loaded: those of Vega, Vega-Lite
  /// and vega-embed. What begins with http:// or https:// is an address; anything else a file
  /// (UTF-8), which becomes part of the page. Only a page with a chart takes them.
  std::vector<std::string> scripts{};
  /// bytes of one picture, movie or chart
  std::size_t byte_budget = default_byte_budget;
  /// bytes of all of them together; nullopt: any number
  std::optional<std::size_t> page_budget{};
  arrayreel::large_media large_media = arrayreel::large_media::refuse;
  /// for a page that is written again and again: a browser loads it anew after so many seconds, 1
  /// or more
  std::optional<unsigned> refresh{};
  /// `page::write` waits until the files are on the disk, as `file_options` says
  bool durable = true;
};

namespace detail {

/// What `nbvideo` returns, or anything else with a movie's sources and how to show them.
template <class M>
concept movie_with_display = requires(const M& movie) {
  std::span<const encoded>(movie.sources);
  static_cast<const video_tag_options&>(movie.display);
};

} // namespace detail

/// A picture or a movie, in one format or, for a movie, in several, of which a browser takes the
/// first that it plays. An `encoded`, a vector of them, and what `nbimage` and `nbvideo` return
/// become one by themselves.
struct page_medium {
  std::vector<encoded> sources; ///< one picture, or one movie in as many formats
  video_tag_options display;    ///< for a picture, what an `<img>` has of it counts

  // NOLINTBEGIN(google-explicit-constructor): these conversions are what the type is for
  page_medium(encoded medium) { sources.push_back(std::move(medium)); }
  page_medium(std::vector<encoded> movie) : sources(std::move(movie)) {}
  ARRAYREEL_API page_medium(notebook_image image);
  template <detail::movie_with_display Movie>
  page_medium(Movie movie)
      : sources(movie.sources.begin(), movie.sources.end()), display(std::move(movie.display)) {}
  // NOLINTEND(google-explicit-constructor)
};

/// One of several pictures or movies in a page. Text is UTF-8 and is escaped.
struct page_item {
  page_medium medium; ///< one picture or movie
  /// below a picture, over a movie
  std::string caption{};
  /// what it shows, for readers who cannot see it; unless given the medium's own, else the caption
  std::string alt{};
  /// more words by which a gallery's filter finds it
  std::string words{};
};

/// How two pictures or movies are compared. Text is UTF-8 and is escaped.
struct compare_options {
  std::string before{}; ///< the name of the first, over it; none where empty
  std::string after{};  ///< the name of the second
  std::string caption{};
  /// percent of the width that the first takes at the beginning, 0 to 100
  double position = 50;
  /// CSS pixels, 1 or more; the first's own unless given, or in proportion to the height
  std::optional<std::size_t> width{};
  /// CSS pixels, 1 or more; the first's own unless given, or in proportion to the width
  std::optional<std::size_t> height{};
};

/// How many pictures are shown.
struct gallery_options {
  /// what the gallery shows, for readers who cannot see it
  std::string title{};
  /// a field for words, which leaves the pictures whose caption, alt text or words have them all
  bool filter = true;
  /// CSS pixels of the longer side: larger pictures are shown smaller, smaller ones enlarged by a
  /// whole number; 1 or more
  std::size_t thumbnail = 192;
};

} // namespace arrayreel::ARRAYREEL_ABI

#if !defined(ARRAYREEL_COMPILED)
#include "page_options.ipp"
#endif
