// From the command line to the options of a movie.
#include "movie_options.hpp"

#include <cstdint>
#include <utility>
#include <vector>

#include <arrayreel/detail/option_text/movie_text.hpp>
#include <arrayreel/detail/video/codec_table.hpp>

#include "number_option.hpp"
#include "usage.hpp"

namespace ar = arrayreel;

namespace {

using facts = ar::detail::codec_facts;

/// What a file's name says; `automatic` where it is no movie's.
ar::container container_of(const std::string& path) {
  return ar::detail::container_of_extension(ar::detail::extension_of(path));
}

} // namespace

void add_movie_options(CLI::App& app, movie_arguments& m) {
  const std::string group = movie_group;
  std::vector<std::string> names;
  for (const facts& codec : ar::detail::codec_table) names.emplace_back(codec.name);
  names.emplace_back("any_browser");
  app.add_option("--fps", m.fps, "frames per second: 25 (default), 29.97, 30000/1001")
      ->group(group);
  app.add_option("--codec", m.codec, "instead of the one that the file's name says")
      ->transform(one_of(names))
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
      ->transform(one_of({"top-left", "top-right", "bottom-left", "bottom-right"}))
      ->group(group);
  app.add_option("--label-scale", m.label_scale, "size of the letters, 1 is 13 pixels high")
      ->check(within<std::uint64_t>(1, 1'000'000))
      ->group(group);
  app.add_option("--time-step", m.time_step, "what {time} advances by in each frame")->group(group);
  app.add_option("--background", m.background, "colour behind transparent pixels (white)")
      ->group(group);
  CLI::Option* const first =
      app.add_flag("--first-frame", m.first_frame,
                   "range of values from the first frame that has finite ones")
          ->group(group);
  app.add_flag("--per-frame", m.per_frame, "each frame its own range, which flickers")
      ->excludes(first)
      ->group(group);
  app.add_option("--keyframe-interval", m.keyframe_interval,
                 "seconds between frames from which a player can start (2)")
      ->check(CLI::PositiveNumber)
      ->group(group);
  app.add_flag("--crash-safe", m.crash_safe, "a file that plays while it is written")->group(group);
}

bool is_movie_name(const std::string& path) {
  return container_of(path) != ar::container::automatic;
}

ar::video_options movie_options_of(const movie_arguments& m, const ar::nbimage_options& show,
                                   const std::string& path) {
  try {
    const ar::codec codec = ar::detail::codec_of(
        {.name = m.codec, .crf = m.crf, .quality = m.quality, .preset = m.preset},
        container_of(path));
    // In a page pictures may have 16 bits beside a movie that has 8.
    const bool deep = !path.empty() || codec.settings().facts().takes_16_bits();
    ar::video_options o;
#define ARRAYREEL_FIELD(type, name, ...) o.name = show.name;
#include <arrayreel/detail/options/mapping_fields.inc>
#define ARRAYREEL_FIELD(type, name, ...) o.name = show.name;
#include <arrayreel/detail/options/colorbar_fields.inc>
    if (m.first_frame) o.range_policy = ar::range_policy::first_frame;
    if (m.per_frame) o.range_policy = ar::range_policy::per_frame;
    if (deep) o.bit_depth = show.bit_depth;
    if (!m.fps.empty()) o.fps = ar::detail::frame_rate_in("fps", m.fps);
    o.loop = m.loop;
    o.frame_counter = m.counter;
    o.label = m.label;
    o.label_corner = ar::detail::corner_in({"label-corner", m.label_corner});
    o.label_scale = m.label_scale;
    o.time_step = m.time_step;
    o.sources = {codec};
    if (!m.background.empty()) o.background = ar::parse_color(m.background);
    o.upscale = show.upscale;
    o.keyframe_interval = m.keyframe_interval;
    o.threads = show.threads;
    o.crash_safe = m.crash_safe && !path.empty();
    // Of others the option is about pictures beside the movie.
    const ar::container named = container_of(path);
    const ar::container used =
        named == ar::container::automatic ? codec.settings().facts().containers[0] : named;
    o.describe = show.describe && ar::detail::facts_of(used).fragments;
    return o;
  } catch (const ar::error& e) {
    throw wrong_option(e);
  }
}
