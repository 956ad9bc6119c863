// From the command line to the options of a movie.
#include "movie_options.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

namespace ar = arrayreel;

namespace {

struct extension {
  const char* name;
  ar::container container;
  ar::codec codec; // of a name that says no more
};

const std::vector<extension>& extensions() {
  static const std::vector<extension> all{
      {".mp4", ar::container::mp4, ar::h264{}},   {".m4v", ar::container::mp4, ar::h264{}},
      {".webm", ar::container::webm, ar::vp9{}},  {".mkv", ar::container::mkv, ar::ffv1{}},
      {".ogg", ar::container::ogg, ar::theora{}}, {".ogv", ar::container::ogg, ar::theora{}},
      {".gif", ar::container::gif, ar::gif{}},    {".apng", ar::container::apng, ar::apng{}},
      {".webp", ar::container::webp, ar::webp{}}};
  return all;
}

const extension* extension_of(std::string path) {
  for (char& c : path)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  for (const extension& e : extensions())
    if (path.ends_with(e.name)) return &e;
  return nullptr;
}

const std::vector<std::pair<std::string, ar::codec>>& codecs() {
  static const std::vector<std::pair<std::string, ar::codec>> all{
      {"h264", ar::h264{}}, {"h264_rgb", ar::h264_rgb{}}, {"hevc", ar::hevc{}},
      {"av1", ar::av1{}},   {"vp9", ar::vp9{}},           {"vp9_lossless", ar::vp9_lossless{}},
      {"vp8", ar::vp8{}},   {"theora", ar::theora{}},     {"ffv1", ar::ffv1{}},
      {"gif", ar::gif{}},   {"apng", ar::apng{}},         {"webp", ar::webp{}}};
  return all;
}

std::string name_of(const ar::codec& codec) {
  for (const auto& [name, value] : codecs())
    if (value.index() == codec.index()) return name;
  return {};
}

/// The whole text as a number.
template <class Number> std::optional<Number> number_of(const std::string& text) {
  Number value{};
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (failure != std::errc{} || end != text.data() + text.size()) return {};
  return value;
}

ar::frame_rate frame_rate_of(const std::string& text) {
  const std::size_t slash = text.find('/');
  if (slash != std::string::npos) {
    const auto numerator = number_of<int>(text.substr(0, slash));
    const auto denominator = number_of<int>(text.substr(slash + 1));
    if (numerator && denominator) return {*numerator, *denominator};
  } else if (const auto fps = number_of<double>(text)) {
    return *fps;
  }
  throw CLI::ValidationError("--fps " + text, "expected frames per second: 25, 29.97, 30000/1001");
}

ar::corner corner_of(const std::string& text) {
  if (text == "top-right") return ar::corner::top_right;
  if (text == "bottom-left") return ar::corner::bottom_left;
  if (text == "bottom-right") return ar::corner::bottom_right;
  return ar::corner::top_left;
}

/// The codec with its own quality and speed.
ar::codec codec_of(const movie_arguments& m, const extension* named) {
  ar::codec codec = named != nullptr ? named->codec : ar::h264{};
  for (const auto& [name, value] : codecs())
    if (name == m.codec) codec = value;
  const std::string name = name_of(codec);
  const auto refuse = [&](const std::string& option, const char* expected) {
    throw CLI::ValidationError(option + " for " + name, expected);
  };
  const auto speed = [&] {
    const auto value = number_of<int>(m.preset);
    if (!value) refuse("--preset " + m.preset, "expected a whole number");
    return value.value_or(0);
  };
  std::visit(
      [&](auto& c) {
        if (named != nullptr) c.container = named->container;
        if (m.crf) {
          if constexpr (requires { c.crf; })
            c.crf = m.crf;
          else
            refuse("--crf", "expected h264, hevc, av1, vp9 or vp8");
        }
        if (m.quality) {
          if constexpr (requires { c.quality; })
            c.quality = m.quality;
          else
            refuse("--quality", "expected theora or webp");
        }
        if (m.preset.empty()) return;
        if constexpr (requires { c.cpu_used; })
          c.cpu_used = speed();
        else if constexpr (requires { c.preset = 1; } && !requires { c.preset.size(); })
          c.preset = speed();
        else if constexpr (requires { c.preset; })
          c.preset = m.preset;
        else
          refuse("--preset", "expected h264, h264_rgb, hevc, av1, vp9, vp9_lossless or vp8");
      },
      codec);
  return codec;
}

} // namespace

void add_movie_options(CLI::App& app, movie_arguments& m) {
  const std::string group = movie_group;
  std::vector<std::string> names;
  for (const auto& entry : codecs()) names.push_back(entry.first);
  app.add_option("--fps", m.fps, "frames per second: 25 (default), 29.97, 30000/1001")
      ->group(group);
  app.add_option("--codec", m.codec, "instead of the one that the file's name says")
      ->check(CLI::IsMember(names))
      ->group(group);
  app.add_option("--crf", m.crf, "constant quality, 0 is best: h264, hevc (to 51), av1, vp9, vp8")
      ->group(group);
  app.add_option("--quality", m.quality, "quality of theora (to 10) and of webp with loss (to 100)")
      ->group(group);
  app.add_option("--preset", m.preset,
                 "speed: ultrafast ... veryslow for h264, hevc; 0 (slowest) ... for av1, vp9, vp8")
      ->group(group);
  app.add_flag("--loop,!--no-loop", m.loop, "begins again at the end (default)")->group(group);
  app.add_flag("--counter", m.counter, "burns the frame's number into a corner")->group(group);
  app.add_option("--label", m.label, "burns a text into a corner: 't = {time:.2f} s', '{frame:04}'")
      ->group(group);
  app.add_option("--label-corner", m.label_corner, "which corner")
      ->check(CLI::IsMember({"top-left", "top-right", "bottom-left", "bottom-right"}))
      ->group(group);
  app.add_option("--label-scale", m.label_scale, "size of the letters, 1 is 13 pixels high")
      ->group(group);
  app.add_option("--time-step", m.time_step, "what {time} advances by in each frame")->group(group);
  app.add_option("--background", m.background, "what shows through transparent pixels (white)")
      ->group(group);
  CLI::Option* const first =
      app.add_flag("--first-frame", m.first_frame, "range of values from the first frame alone")
          ->group(group);
  app.add_flag("--per-frame", m.per_frame, "each frame its own range, which flickers")
      ->excludes(first)
      ->group(group);
  app.add_option("--keyframe-interval", m.keyframe_interval,
                 "seconds from one frame that stands for itself to the next (2)")
      ->check(CLI::PositiveNumber)
      ->group(group);
  app.add_flag("--crash-safe", m.crash_safe, "a file that plays while it is written")->group(group);
}

bool is_movie_name(const std::string& path) { return extension_of(path) != nullptr; }

ar::video_options movie_options_of(const movie_arguments& m, const ar::nbimage_options& show,
                                   const std::string& path) {
  try {
    const ar::codec codec = codec_of(m, extension_of(path));
    const std::string name = name_of(codec);
    // In a page pictures may have 16 bits beside a movie that has 8.
    const bool deep = !path.empty() || name == "ffv1" || name == "apng";
    return {.axes = show.axes,
            .complex_as = show.complex_as,
            .vmin = show.vmin,
            .vmax = show.vmax,
            .vsym = show.vsym,
            .range = show.range,
            .percentile = show.percentile,
            .norm = show.norm,
            .gamma = show.gamma,
            .colormap = show.colormap,
            .bad = show.bad,
            .under = show.under,
            .over = show.over,
            .range_policy = m.first_frame ? ar::range_policy::first_frame
                            : m.per_frame ? ar::range_policy::per_frame
                                          : ar::range_policy::automatic,
            .bit_depth = deep ? show.bit_depth : std::nullopt,
            .fps = m.fps.empty() ? ar::frame_rate(25) : frame_rate_of(m.fps),
            .loop = m.loop,
            .frame_counter = m.counter,
            .label = m.label,
            .label_corner = corner_of(m.label_corner),
            .label_scale = m.label_scale,
            .time_step = m.time_step,
            .sources = {codec},
            .background =
                m.background.empty() ? ar::color{255, 255, 255} : ar::parse_color(m.background),
            .upscale = show.upscale,
            .keyframe_interval = m.keyframe_interval,
            .threads = show.threads,
            .crash_safe = m.crash_safe && !path.empty()};
  } catch (const ar::error& e) {
    throw CLI::ValidationError(e.what());
  }
}
