// What PNG, APNG, GIF and WebP files say of themselves, and whether they are whole.
#pragma once

#include <cstdint>
#include <string>
#include <utility>

#include "../deflate/checksums.hpp"
#include "medium_bytes.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

/// A frame of an animation that is shown for so many seconds.
inline void add_frame(medium_facts& facts, double seconds) {
  facts.times.push_back(facts.duration);
  facts.duration += seconds;
}

[[nodiscard]] inline std::string utf8_of_latin1(const std::string& text) {
  std::string result;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x80) result += static_cast<char>(0xc0U | byte >> 6);
    result += byte < 0x80 ? c : static_cast<char>(0x80U | (byte & 0x3fU));
  }
  return result;
}

/// The keyword and the text of a tEXt or iTXt chunk (PNG specification, section 11.3.3); nothing of
/// a compressed one.
inline void add_png_text(medium_facts& facts, const std::string& chunk, bool international) {
  const std::size_t end = chunk.find('\0');
  if (end == std::string::npos) return;
  std::string keyword = utf8_of_latin1(chunk.substr(0, end));
  if (!international) {
    facts.texts.emplace_back(std::move(keyword), utf8_of_latin1(chunk.substr(end + 1)));
    return;
  }
  const std::size_t language = chunk.find('\0', end + 3);
  if (chunk.size() < end + 3 || chunk[end + 1] != 0 || language == std::string::npos) return;
  const std::size_t translated = chunk.find('\0', language + 1);
  if (translated == std::string::npos) return;
  facts.texts.emplace_back(std::move(keyword), chunk.substr(translated + 1));
}

inline void read_png_facts(medium_bytes& in, medium_facts& facts) {
  facts.mime = "image/png";
  for (std::uint64_t at = 8;;) {
    const std::uint64_t size = in.big(at, 4);
    const std::string type = in.text(at + 4, 4);
    in.check(at + 8, size + 4);
    const std::uint64_t data = at + 8;
    if (crc32(in.at(at + 4, size + 4)) != in.big(data + size, 4))
      in.fail({"is damaged: the checksum of the PNG chunk ", in_quotes(type), " at byte ", at,
               " is wrong"});
    if ((at == 8) != (type == "IHDR") || (type == "IHDR" && size != 13))
      in.fail({"is damaged: the PNG chunk ", in_quotes(type), " of ", size, " bytes at byte ", at});
    if (type == "IHDR") {
      facts.width = in.big(data, 4);
      facts.height = in.big(data + 4, 4);
    } else if (type == "acTL") {
      facts.mime = "image/apng";
    } else if (type == "fcTL" && size >= 26) {
      const auto denominator = static_cast<double>(in.big(data + 22, 2));
      add_frame(facts,
                static_cast<double>(in.big(data + 20, 2)) / (denominator == 0 ? 100 : denominator));
    } else if (type == "tEXt" || type == "iTXt") {
      add_png_text(facts, in.text(data, size), type == "iTXt");
    } else if (type == "IEND") {
      return;
    }
    at = data + size + 4;
  }
}

/// The end of a GIF's sub-blocks.
[[nodiscard]] inline std::uint64_t behind_sub_blocks(medium_bytes& in, std::uint64_t at) {
  while (const std::uint64_t size = in.big(at, 1)) at += 1 + size;
  return at + 1;
}

inline void read_gif_facts(medium_bytes& in, medium_facts& facts) {
  facts.mime = "image/gif";
  facts.width = in.little(6, 2);
  facts.height = in.little(8, 2);
  const auto behind_colors = [](std::uint64_t at, std::uint64_t flags) {
    return (flags & 0x80U) != 0 ? at + (std::uint64_t{6} << (flags & 7U)) : at;
  };
  std::uint64_t at = behind_colors(13, in.big(10, 1));
  double seconds = 0;
  std::size_t frames = 0;
  while (true) {
    const std::uint64_t kind = in.big(at, 1);
    if (kind == 0x3b && frames > 0) break;
    if (kind == 0x21) {
      if (in.big(at + 1, 1) == 0xf9) seconds = static_cast<double>(in.little(at + 4, 2)) / 100;
      at = behind_sub_blocks(in, at + 2);
    } else if (kind == 0x2c) {
      add_frame(facts, std::exchange(seconds, 0.0));
      ++frames;
      at = behind_sub_blocks(in, behind_colors(at + 10, in.big(at + 9, 1)) + 1);
    } else {
      in.fail({"is damaged: a GIF block of the kind ", kind, " at byte ", at});
    }
  }
  if (frames == 1) facts.times.clear(); // a still picture, however long it is shown
  if (frames == 1) facts.duration = 0;
}

inline void read_webp_facts(medium_bytes& in, medium_facts& facts) {
  facts.mime = "image/webp";
  const std::uint64_t end = in.little(4, 4) + 8;
  in.check(0, end);
  bool has_canvas = false;
  bool has_picture = false;
  for (std::uint64_t at = 12; at < end;) {
    const std::string type = in.text(at, 4);
    const std::uint64_t size = in.little(at + 4, 4);
    const std::uint64_t data = at + 8;
    in.check(data, size);
    if (type == "VP8X") {
      facts.width = in.little(data + 4, 3) + 1;
      facts.height = in.little(data + 7, 3) + 1;
      has_canvas = true;
    } else if (type == "ANMF") {
      add_frame(facts, static_cast<double>(in.little(data + 12, 3)) / 1000);
      has_picture = true;
    } else if (type == "VP8 ") {
      if (!has_canvas) facts.width = in.little(data + 6, 2) & 0x3fffU;
      if (!has_canvas) facts.height = in.little(data + 8, 2) & 0x3fffU;
      has_picture = true;
    } else if (type == "VP8L") {
      const std::uint64_t sides = in.little(data + 1, 4);
      if (!has_canvas) facts.width = (sides & 0x3fffU) + 1;
      if (!has_canvas) facts.height = (sides >> 14 & 0x3fffU) + 1;
      has_picture = true;
    }
    at = data + size + size % 2;
  }
  if (!has_picture) in.fail({"is damaged: a WebP file without a picture"});
}

} // namespace arrayreel::ARRAYREEL_ABI::detail
