// A part of a page while it is made: media go inside it, or beside it into files of their own.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "../../base64.hpp"
#include "../../encoded.hpp"
#include "../../error.hpp"
#include "../../html.hpp"
#include "../../page_options.hpp"
#include "../../video_tag.hpp"
#include "../base/message.hpp"
#include "media_type.hpp"
#include "tag.hpp"

namespace arrayreel::inline ARRAYREEL_ABI::detail {

/// A medium that the page refers to instead of holding it.
struct linked_file {
  std::string extension; // ".mp4"
  std::vector<std::uint8_t> bytes;
};

/// Where a part refers to a linked file: a placeholder, until the page has a name.
struct file_reference {
  std::size_t at; // in the text
  std::size_t size;
  std::size_t file;
};

/// What placeholders begin with. No text of the user's has the quotation mark, which is escaped.
inline constexpr std::string_view placeholder_begin = "=\"./arrayreel-medium-";

[[nodiscard]] inline std::vector<file_reference> file_references(std::string_view html) {
  std::vector<file_reference> result;
  for (std::size_t at = 0; (at = html.find(placeholder_begin, at)) != std::string_view::npos;) {
    std::size_t end = at + placeholder_begin.size();
    std::size_t file = 0;
    for (; html[end] != '"'; ++end) file = 10 * file + static_cast<std::size_t>(html[end] - '0');
    at += 2;
    result.push_back({at, end - at, file});
  }
  return result;
}

/// "run.medium-1.mp4" for the files of a page "out/run.html", in its folder.
[[nodiscard]] inline std::vector<std::string> names_beside(const std::string& path,
                                                           const std::vector<linked_file>& files) {
  std::string stem = path.substr(path.rfind('/') + 1);
  for (const std::string_view extension : {".html", ".htm"})
    if (stem.size() > extension.size() && stem.ends_with(extension))
      stem.resize(stem.size() - extension.size());
  std::vector<std::string> names;
  for (const linked_file& file : files)
    names.push_back(stem + ".medium-" + to_text(names.size() + 1) + file.extension);
  return names;
}

/// A file's name as an address relative to its folder, or a path as one relative to another.
[[nodiscard]] inline std::string address_of(std::string_view name) {
  constexpr char digits[] = "0123456789ABCDEF";
  std::string address = "./"; // or a name with a colon would begin with a scheme
  for (const char c : name) {
    const auto byte = static_cast<unsigned char>(c);
    if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
        std::string_view("-._~/").find(c) != std::string_view::npos) {
      address += c;
    } else {
      address += '%';
      address += digits[byte >> 4];
      address += digits[byte & 15];
    }
  }
  return address;
}

/// Makes the tags of a part's media, and keeps those that are to be linked.
class page_part {
public:
  /// \param used, files what the page has already: bytes of media, and linked files.
  page_part(const page_options& limits, std::size_t used, std::size_t files)
      : limits_(limits), used_(used), first_file_(files) {}

  [[nodiscard]] std::string tag(const encoded& picture, img_options options) {
    if (!picture.mime.starts_with("image/"))
      refuse(error_kind::parameter,
             {"a picture of ", in_quotes(picture.mime), "; expected image/…"});
    options.byte_budget = std::numeric_limits<std::size_t>::max();
    if (holds(picture)) return img_tag(picture, options);
    return img_tag(link(picture), picture.width, picture.height, options);
  }

  [[nodiscard]] std::string tag(std::span<const encoded> movie, video_tag_options options) {
    options.byte_budget = std::numeric_limits<std::size_t>::max();
    std::string poster_link;
    if (options.poster && !is_of_family(options.poster->mime, "image"))
      refuse(error_kind::parameter,
             {"a poster of ", in_quotes(options.poster->mime), "; expected image/…"});
    if (!movie.empty() && is_of_family(movie[0].mime, "image")) options.poster.reset();
    if (options.poster && !holds(*options.poster)) {
      poster_link = " poster=\"" + link(*options.poster) + "\"";
      options.poster.reset();
    }
    std::string html = tag_without_poster(movie, options);
    if (!poster_link.empty()) html.insert(html.find("<video") + 6, poster_link);
    return html;
  }

  /// Counts text that holds media, which cannot be linked.
  /// \throws error (limit) where it does not fit.
  void hold(std::string_view text, const char* what) {
    if (fits(text.size())) {
      used_ += text.size();
      return;
    }
    const std::string in_all =
        limits_.page_budget ? ", and " + to_text(*limits_.page_budget) + " in all, the page_budget"
                            : "";
    refuse(error_kind::limit,
           {what, " of ", text.size(), " bytes in a page that has ", used_, "; expected up to ",
            limits_.byte_budget, ", the byte_budget", in_all});
  }

  /// Bytes of media that the page has with this part.
  [[nodiscard]] std::size_t used() const noexcept { return used_; }
  [[nodiscard]] std::vector<linked_file>& files() noexcept { return files_; }

private:
  [[nodiscard]] std::string tag_without_poster(std::span<const encoded> movie,
                                               const video_tag_options& options) {
    std::vector<bool> inside;
    bool all_inside = true;
    for (const encoded& source : movie) {
      inside.push_back(holds(source));
      all_inside = all_inside && inside.back();
    }
    if (all_inside) return video_tag(movie, options);
    std::vector<linked_video> sources;
    for (std::size_t i = 0; i < movie.size(); ++i)
      sources.push_back({.url = inside[i] ? data_uri(movie[i]) : link(movie[i]),
                         .mime = movie[i].mime,
                         .width = movie[i].width,
                         .height = movie[i].height});
    return video_tag(std::span<const linked_video>(sources.data(), sources.size()), options);
  }

  [[nodiscard]] bool fits(std::size_t bytes) const noexcept {
    return bytes <= limits_.byte_budget &&
           (!limits_.page_budget ||
            (used_ <= *limits_.page_budget && bytes <= *limits_.page_budget - used_));
  }

  /// Whether the medium goes into the page, where it then counts.
  /// \throws error (limit) where it does not fit and is not to be linked.
  [[nodiscard]] bool holds(const encoded& medium) {
    if (!fits(medium.bytes.size())) {
      if (limits_.large_media == large_media::link) return false;
      check_budget(medium.mime, medium.bytes.size(), limits_.byte_budget);
      refuse(error_kind::limit,
             {"a medium (", in_quotes(medium.mime), ") of ", medium.bytes.size(),
              " bytes in a page that has ", used_, " bytes of media; expected ",
              limits_.page_budget.value_or(0), " in all, the page_budget, or large_media::link"});
    }
    used_ += medium.bytes.size();
    return true;
  }

  [[nodiscard]] std::string link(const encoded& medium) {
    files_.push_back({extension_of_mime(medium.mime), medium.bytes});
    return std::string(placeholder_begin.substr(2)) + to_text(first_file_ + files_.size() - 1);
  }

  const page_options& limits_;
  std::size_t used_;
  std::size_t first_file_;
  std::vector<linked_file> files_;
};

} // namespace arrayreel::inline ARRAYREEL_ABI::detail
