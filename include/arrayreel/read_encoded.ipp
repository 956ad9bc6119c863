// How files of pictures and movies are told apart and read.
#pragma once

#include "read_encoded.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "detail/base/checked_math.hpp"
#include "detail/base/message.hpp"
#include "detail/io/known_format.hpp"
#include "detail/media/matroska_facts.hpp"
#include "detail/media/medium_bytes.hpp"
#include "detail/media/mp4_facts.hpp"
#include "detail/media/picture_facts.hpp"

namespace arrayreel::ARRAYREEL_ABI {

namespace detail {

/// What the first bytes of a medium are. Pictures are small enough to be read whole.
enum class medium_kind : unsigned char { png, gif, webp, mp4, matroska };

/// \throws error (format) for what is no medium.
[[nodiscard]] inline medium_kind kind_of_medium(medium_bytes& in) {
  const std::uint64_t size = in.size() < known_format_bytes ? in.size() : known_format_bytes;
  const std::span<const std::uint8_t> start = in.at(0, size);
  const std::string_view text(reinterpret_cast<const char*>(start.data()), start.size());
  if (text.starts_with("\x89PNG\r\n\x1a\n")) return medium_kind::png;
  if (text.starts_with("GIF87a") || text.starts_with("GIF89a")) return medium_kind::gif;
  if (text.starts_with("RIFF") && text.substr(0, 12).ends_with("WEBP")) return medium_kind::webp;
  if (text.substr(0, 8).ends_with("ftyp")) return medium_kind::mp4;
  if (text.starts_with("\x1a\x45\xdf\xa3")) return medium_kind::matroska;
  const known_format* const format = format_of(start);
  in.fail({"is no PNG, APNG, GIF, WebP, MP4, WebM or Matroska file",
           format == nullptr ? "" : "; it is ", format == nullptr ? "" : format->name});
}

[[nodiscard]] inline medium_facts facts_of_medium(medium_bytes& in, bool wants_times) {
  medium_facts facts;
  switch (kind_of_medium(in)) {
    case medium_kind::png: read_png_facts(in, facts); break;
    case medium_kind::gif: read_gif_facts(in, facts); break;
    case medium_kind::webp: read_webp_facts(in, facts); break;
    case medium_kind::mp4: mp4_reader(in, facts, wants_times).read(); break;
    case medium_kind::matroska: matroska_reader(in, facts, wants_times).read(); break;
  }
  check_sides(in, facts);
  return facts;
}

[[nodiscard]] inline std::optional<double> number_in(std::string_view text) {
  double value = 0;
  if (!read_number(text, value)) return {};
  return value;
}

[[nodiscard]] inline media_description description_of(medium_facts facts) {
  media_description result;
  double first = 0;
  std::optional<double> step;
  for (const auto& [name, text] : facts.texts) {
    if (name == "vmin") result.vmin = number_in(text);
    if (name == "vmax") result.vmax = number_in(text);
    if (name == "norm") result.norm = text;
    if (name == "colormap") result.colormap = text;
    if (name == "first_time") first = number_in(text).value_or(0);
    if (name == "time_step") step = number_in(text);
  }
  for (double& time : facts.times) time += first;
  if (step)
    for (std::size_t i = 0; i < facts.times.size(); ++i)
      facts.times[i] = static_cast<double>(i) * *step;
  result.times = std::move(facts.times);
  result.texts = std::move(facts.texts);
  return result;
}

} // namespace detail

ARRAYREEL_INLINE encoded read_encoded(const std::string& path) {
  encoded medium;
  detail::input_file file(path);
  medium.bytes = file.read_rest();
  detail::medium_bytes in(medium.bytes, path);
  detail::medium_facts facts = detail::facts_of_medium(in, false);
  medium.mime = std::move(facts.mime);
  medium.width = detail::to_size(facts.width);
  medium.height = detail::to_size(facts.height);
  medium.duration = facts.duration;
  return medium;
}

ARRAYREEL_INLINE media_description read_description(const std::string& path) {
  detail::input_file file(path);
  if (file.is_regular()) {
    detail::medium_bytes in(file);
    const detail::medium_kind kind = detail::kind_of_medium(in);
    if (kind == detail::medium_kind::mp4 || kind == detail::medium_kind::matroska)
      return detail::description_of(detail::facts_of_medium(in, true));
  }
  const std::vector<std::uint8_t> bytes = file.read_rest();
  detail::medium_bytes in(bytes, path);
  return detail::description_of(detail::facts_of_medium(in, true));
}

ARRAYREEL_INLINE media_description read_description(const encoded& medium) {
  detail::medium_bytes in(medium.bytes, {});
  return detail::description_of(detail::facts_of_medium(in, true));
}

} // namespace arrayreel::ARRAYREEL_ABI
