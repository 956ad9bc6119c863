// A part of a page while it is made: media go inside it, or beside it into files of their own.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
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

namespace arrayreel::ARRAYREEL_ABI::detail {

/// A medium that the page refers to instead of holding it.
struct linked_file {
  std::string extension; // ".mp4"
  std::vector<std::uint8_t> bytes;
};

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

  [[nodiscard]] linking_html tag(const encoded& picture, img_options options) {
    if (!picture.mime.starts_with("image/"))
      refuse(error_kind::parameter,
             {"a picture of ", in_quotes(picture.mime), "; expected image/…"});
    options.byte_budget = std::numeric_limits<std::size_t>::max();
    return img_tag_of(source_of(picture), options);
  }

  [[nodiscard]] linking_html tag(std::span<const encoded> movie, video_tag_options options) {
    options.byte_budget = std::numeric_limits<std::size_t>::max();
    std::optional<tag_source> poster; // one that is linked
    if (options.poster && !is_of_family(options.poster->mime, "image"))
      refuse(error_kind::parameter,
             {"a poster of ", in_quotes(options.poster->mime), "; expected image/…"});
    if (!movie.empty() && is_of_family(movie[0].mime, "image")) options.poster.reset();
    if (options.poster) {
      const tag_source source = source_of(*options.poster);
      if (!source.is_inside) poster = source;
    }
    std::vector<tag_source> sources;
    for (const encoded& source : movie) sources.push_back(source_of(source));
    return video_tag_of(sources, options, poster ? &*poster : nullptr);
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

  /// The medium inside the page, or in a file beside it.
  [[nodiscard]] tag_source source_of(const encoded& medium) {
    if (holds(medium)) return tag_source(medium);
    files_.push_back({extension_of_mime(medium.mime), medium.bytes});
    return {medium, first_file_ + files_.size() - 1};
  }

  const page_options& limits_;
  std::size_t used_;
  std::size_t first_file_;
  std::vector<linked_file> files_;
};

} // namespace arrayreel::ARRAYREEL_ABI::detail
