// What finished pictures and movies say of themselves, as a line of --info.
#include "medium.hpp"

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

#include <arrayreel/detail/io/input_file.hpp>
#include <arrayreel/detail/io/known_format.hpp>
#include <arrayreel/read_encoded.hpp>

namespace ar = arrayreel;

namespace {

/// Whether a file begins as one that `read_encoded` takes.
bool is_medium(const std::string& path) {
  const ar::detail::input_file file(path);
  std::array<std::uint8_t, 32> start{};
  const std::size_t have = file.is_regular() ? file.read_at(0, start.data(), start.size()) : 0;
  const ar::detail::known_format* const format =
      ar::detail::format_of(std::span(start).first(have));
  if (format == nullptr) return false;
  for (const char* name : {"a PNG picture", "a GIF picture", "a WebP picture",
                           "a movie (MP4 or of its kind)", "a movie (Matroska or WebM)"})
    if (format->name == name) return true;
  return false;
}

} // namespace

std::optional<array_facts> facts_of_medium(const std::string& path, const std::string& label) {
  if (!is_medium(path)) return {};
  const ar::encoded medium = ar::read_encoded(path);
  const ar::media_description said = ar::read_description(medium);
  array_facts facts;
  facts.label = label;
  facts.shape = std::to_string(medium.width) + " x " + std::to_string(medium.height);
  facts.type = medium.mime.substr(0, medium.mime.find(';'));
  if (said.vmin && said.vmax)
    facts.range = number_text(*said.vmin) + " to " + number_text(*said.vmax);
  const std::size_t frames = said.times.size();
  facts.shown = frames == 0 ? "a finished picture" : "a finished movie";
  if (frames > 0)
    facts.shown += ", " + std::to_string(frames) + (frames == 1 ? " frame" : " frames") + " from " +
                   number_text(said.times.front()) + " to " + number_text(said.times.back());
  for (const std::string& text : {said.norm, said.colormap})
    if (!text.empty()) facts.shown += ", " + printable(text);
  return facts;
}
