// What there is to know of each codec and each container: one row for each, read by all.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "../../codecs.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

/// What frames are given to an encoder as.
enum class pixel_kind : unsigned char {
  yuv420,  ///< 8 bit, limited range, BT.601
  packed,  ///< bgr0
  planar,  ///< gbrp
  archive, ///< gray or colour of 8 or 16 bits, alpha where the array has it, native order
  picture, ///< the same, big-endian where 16 bits
  indexed, ///< up to 256 colours
  bgra
};

/// A codec's number: that of its row.
enum class codec_id : unsigned char {
#define ARRAYREEL_CODEC(name, ...) name,
#include "codec_table.inc"
#undef ARRAYREEL_CODEC
};

/// The option for the quality, if there is one.
struct quality_facts {
  const char* option = ""; ///< "crf" or "quality"
  double least = 0;
  double most = 0;
  double standard = 0; ///< unless the user says another
};

/// The option for the encoder's speed, if there is one.
struct speed_facts {
  const char* option = ""; ///< "preset" or "cpu_used"
  int most = 0;            ///< from 0; 0 where the option is a name
};

struct codec_facts {
  codec_id id = {};
  const char* name = "";
  /// those that can hold it, the first unless the user says another; `automatic` behind them
  std::array<container, 3> containers{};
  /// what FFmpeg must be built with, unless it has the encoder itself
  const char* libraries = "";
  pixel_kind pixels = pixel_kind::yuv420;
  bool refuses_rates = false; ///< exact: an option of rate control is an error
  quality_facts quality{};
  speed_facts speed{};
  /// pixels of what encoder and decoders take
  std::size_t smallest_side = 1;
  std::size_t longest_side = 65535;
  bool even = false; ///< both sides must be
  /// bytes that an encoder takes for a pixel of the movie, about, measured with its defaults
  unsigned memory = 0;
  double highest_fps = 100'000;
  bool constant_rate = false; ///< takes no time stamps
  unsigned threads = 0;       ///< unless the user says how many; 0: as the encoder thinks best
  /// its place among several sources, the first in front: browsers take the first that they play,
  /// so smaller files come first, then what most play, then what is left for old ones
  int choice = 0;
  bool picture = false; ///< a page shows it as an <img>

  /// Components of 16 bits.
  [[nodiscard]] constexpr bool takes_16_bits() const noexcept {
    return pixels == pixel_kind::archive || pixels == pixel_kind::picture;
  }
};

inline constexpr codec_facts codec_table[] = {
#define ARRAYREEL_CODEC(options, ...) {.id = codec_id::options, .name = #options, __VA_ARGS__},
#include "codec_table.inc"
#undef ARRAYREEL_CODEC
};

[[nodiscard]] constexpr const codec_facts& facts_of(codec_id id) noexcept {
  return codec_table[static_cast<std::size_t>(id)];
}

/// How a container counts time.
struct time_steps {
  int per_second;
  std::int64_t least; ///< between two frames
  double longest;     ///< seconds that one frame may be shown
};

struct container_facts {
  container id;
  const char* name; ///< also the extension
  const char* muxer;
  const char* mime;
  bool fragments;              ///< plays while it is written, and takes texts of any name
  codec_id codec;              ///< of a file of that name, unless the user says another
  const char* other_extension; ///< "" where there is none
  time_steps time;
};

/// What MPEG uses: a multiple of all common rates.
inline constexpr int finest_time_steps = 90'000;
inline constexpr double longest_time = 1e9;

// Browsers take less than two hundredths of a second between a GIF's frames for ten.
inline constexpr container_facts container_table[] = {
    {container::mp4,
     "mp4",
     "mp4",
     "video/mp4",
     true,
     codec_id::h264,
     "m4v",
     {finest_time_steps, 1, longest_time}},
    {container::webm,
     "webm",
     "webm",
     "video/webm",
     true,
     codec_id::vp9,
     "",
     {1000, 1, longest_time}},
    {container::mkv,
     "mkv",
     "matroska",
     "video/x-matroska",
     true,
     codec_id::ffv1,
     "",
     {1000, 1, longest_time}},
    {container::ogg,
     "ogg",
     "ogg",
     "video/ogg",
     false,
     codec_id::theora,
     "ogv",
     {finest_time_steps, 1, longest_time}},
    {container::gif, "gif", "gif", "image/gif", false, codec_id::gif, "", {100, 2, 655.35}},
    {container::apng, "apng", "apng", "image/apng", false, codec_id::apng, "", {65'535, 1, 65'535}},
    {container::webp, "webp", "webp", "image/webp", false, codec_id::webp, "", {1000, 1, 16'777}},
};

/// \throws error (parameter) for a number that is no container's, or `automatic`.
[[nodiscard]] ARRAYREEL_API const container_facts& facts_of(container value);

/// The lower-case extension of a path without its dot; empty where it has none.
[[nodiscard]] ARRAYREEL_API std::string extension_of(std::string_view path);

/// `automatic` for an extension of no container.
[[nodiscard]] ARRAYREEL_API container container_of_extension(std::string_view extension);

/// The codec that a container is for; H.264 for `automatic`.
[[nodiscard]] constexpr codec_id default_codec(container value) noexcept {
  for (const container_facts& c : container_table)
    if (c.id == value) return c.codec;
  return codec_id::h264;
}

/// What a user has said of a codec: the members of all options types. A codec has those that its
/// options type has; the others are not looked at.
struct codec_settings {
  codec_id id = codec_id::h264;
  bool for_browsers = false; ///< any codec that browsers play: `id` is not looked at
  arrayreel::container container = arrayreel::container::automatic;
  std::optional<double> quality{}; ///< crf or quality
  std::optional<std::int64_t> bitrate{};
  std::string preset{};
  std::string tune{};
  int speed = 0; ///< cpu_used, or a preset that is a number
  ffmpeg_options options{};

  [[nodiscard]] const codec_facts& facts() const noexcept { return facts_of(id); }
};

/// The settings that a codec has unless the user says others.
[[nodiscard]] ARRAYREEL_API codec_settings default_settings(codec_id id);

/// "gif, apng or webp": the names of the rows that `belongs` says yes to.
template <class Row, std::size_t n, class Function>
[[nodiscard]] std::string names_among(const Row (&table)[n], const Function& belongs) {
  std::size_t left = 0;
  for (const Row& row : table) left += belongs(row) ? 1U : 0U;
  std::string names;
  for (const Row& row : table) {
    if (!belongs(row)) continue;
    names += row.name;
    --left;
    if (left > 0) names += left > 1 ? ", " : " or ";
  }
  return names;
}

} // namespace arrayreel::ARRAYREEL_ABI::detail

#if !defined(ARRAYREEL_COMPILED)
#include "codec_table.ipp"
#endif
