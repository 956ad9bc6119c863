// How the options of a movie are read from text.
#pragma once

#include "movie_text.hpp"

#include "../video/codec_table.hpp"
#include "display_text.hpp"
#include "mapping_text.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

/// A movie's options that are being put together.
struct movie_so_far : options_so_far<video_options> {
  codec_words codec{};
};

using movie_tag_so_far = options_so_far<video_tag_options>;

ARRAYREEL_INLINE codec codec_of(const codec_words& words, container named) {
  if (words.name == "any_browser") {
    if (words.crf || words.quality || !words.preset.empty())
      refuse(error_kind::parameter,
             {"the option '", words.crf ? "crf" : words.quality ? "quality" : "preset",
              "' for any_browser; expected the codec that it is for"});
    return any_browser{named};
  }
  codec_id id = default_codec(named);
  if (!words.name.empty()) {
    bool found = false;
    for (const codec_facts& row : codec_table)
      if (words.name == row.name) {
        id = row.id;
        found = true;
      }
    if (!found)
      refuse(error_kind::parameter,
             {"a codec ", in_quotes(words.name), "; expected ",
              names_among(codec_table, [](const codec_facts&) { return true; }),
              " or any_browser"});
  }
  codec_settings settings = default_settings(id);
  settings.container = named;
  const codec_facts& facts = settings.facts();
  const auto set_quality = [&](std::string_view option, const std::optional<double>& value) {
    if (!value) return;
    const auto has_it = [&](const codec_facts& c) { return option == c.quality.option; };
    if (!has_it(facts))
      refuse(error_kind::parameter, {"the option '", option, "' for ", facts.name, "; expected ",
                                     names_among(codec_table, has_it)});
    settings.quality = value;
  };
  set_quality("crf", words.crf);
  set_quality("quality", words.quality);
  if (!words.preset.empty()) {
    const auto has_speed = [](const codec_facts& c) { return *c.speed.option != '\0'; };
    if (!has_speed(facts))
      refuse(error_kind::parameter, {"the option 'preset' for ", facts.name, "; expected ",
                                     names_among(codec_table, has_speed)});
    settings.preset = words.preset;
    if (facts.speed.most > 0) {
      const auto speed = whole_number_in(words.preset);
      if (!speed || *speed < 0 || *speed > facts.speed.most)
        refuse(error_kind::parameter, {"the option 'preset=", words.preset, "' for ", facts.name,
                                       "; expected a whole number, 0 to ", facts.speed.most});
      settings.speed = static_cast<int>(*speed);
    }
  }
  return codec(settings);
}

ARRAYREEL_INLINE frame_rate frame_rate_in(std::string_view option, std::string_view text) {
  const std::size_t slash = text.find('/');
  if (slash != std::string_view::npos) {
    constexpr long long most = 2'147'483'647;
    const auto numerator = whole_number_in(text.substr(0, slash));
    const auto denominator = whole_number_in(text.substr(slash + 1));
    if (numerator && denominator && *numerator >= -most && *numerator <= most &&
        *denominator >= -most && *denominator <= most)
      return {static_cast<int>(*numerator), static_cast<int>(*denominator)};
  } else if (const auto fps = real_number_in(text)) {
    return *fps;
  }
  option_value(std::string(option), std::string(text))
      .refuse("frames per second: 25, 29.97, 30000/1001");
}

ARRAYREEL_INLINE corner corner_in(const option_value& option) {
  constexpr corner all[] = {corner::top_left, corner::top_right, corner::bottom_left,
                            corner::bottom_right};
  return all[option.one_of({"top-left", "top-right", "bottom-left", "bottom-right"})];
}

inline constexpr named_option<movie_so_far> movie_names[] = {
    {"fps", [](movie_so_far& o,
               const option_value& v) { o.options.fps = frame_rate_in("fps", v.text()); }},
    {"codec", [](movie_so_far& o, const option_value& v) { o.codec.name = v.text(); }},
    {"crf", [](movie_so_far& o, const option_value& v) { o.codec.crf = v.number(); }},
    {"quality", [](movie_so_far& o, const option_value& v) { o.codec.quality = v.number(); }},
    {"preset", [](movie_so_far& o, const option_value& v) { o.codec.preset = v.text(); }},
    {"loop", [](movie_so_far& o, const option_value& v) { o.options.loop = v.flag(); }},
    {"counter", [](movie_so_far& o, const option_value& v) { o.options.frame_counter = v.flag(); }},
    {"label", [](movie_so_far& o, const option_value& v) { o.options.label = v.text(); }},
    {"label-corner",
     [](movie_so_far& o, const option_value& v) { o.options.label_corner = corner_in(v); }},
    {"label-scale",
     [](movie_so_far& o, const option_value& v) { o.options.label_scale = v.whole(1, 1'000'000); }},
    {"time-step", [](movie_so_far& o, const option_value& v) { o.options.time_step = v.number(); }},
    {"background",
     [](movie_so_far& o, const option_value& v) { o.options.background = parse_color(v.text()); }},
    {"first-frame",
     [](movie_so_far& o, const option_value& v) {
       if (v.flag()) o.options.range_policy = range_policy::first_frame;
     }},
    {"per-frame",
     [](movie_so_far& o, const option_value& v) {
       if (v.flag()) o.options.range_policy = range_policy::per_frame;
     }},
    {"keyframe-interval",
     [](movie_so_far& o, const option_value& v) { o.options.keyframe_interval = v.number(); }},
    {"crash-safe", [](movie_so_far& o, const option_value& v) { o.options.crash_safe = v.flag(); }},
    {"threaded", [](movie_so_far& o, const option_value& v) { o.options.threaded = v.flag(); }},
    {"queue",
     [](movie_so_far& o, const option_value& v) { o.options.queue = v.whole(1, 1'000'000); }},
    {"on-error",
     [](movie_so_far& o, const option_value& v) {
       constexpr video_error both[] = {video_error::raise, video_error::keep_going};
       o.options.on_error = both[v.one_of({"raise", "keep-going"})];
     }},
};

ARRAYREEL_INLINE std::vector<std::string> movie_option_names() {
  std::vector<std::string> names;
  append_names(names, mapping_names<video_options>);
  append_names(names, movie_names);
  return names;
}

ARRAYREEL_INLINE video_options movie_options_in(std::string_view text, std::string_view path) {
  movie_so_far result;
  bool first = false;
  bool per = false;
  for (const option_value& option : options_in(text)) {
    if (!set_from(mapping_names<video_options>, result, option) &&
        !set_from(movie_names, result, option))
      refuse_unknown(option, movie_option_names());
    first = first || (option.name() == "first-frame" && option.flag());
    per = per || (option.name() == "per-frame" && option.flag());
  }
  if (first && per)
    refuse(error_kind::parameter,
           {"the options 'first-frame' and 'per-frame'; expected one of them"});
  join_mapping(result);
  // Without a word about it, the writer goes by the file's name itself.
  if (result.codec.any())
    result.options.sources = {codec_of(result.codec, container_of_extension(extension_of(path)))};
  return std::move(result.options);
}

inline constexpr named_option<movie_tag_so_far> player_names[] = {
    {"controls", [](movie_tag_so_far& o, const option_value& v) { o.options.controls = v.flag(); }},
    {"autoplay", [](movie_tag_so_far& o, const option_value& v) { o.options.autoplay = v.flag(); }},
    {"loop", [](movie_tag_so_far& o, const option_value& v) { o.options.loop = v.flag(); }},
    {"muted", [](movie_tag_so_far& o, const option_value& v) { o.options.muted = v.flag(); }},
    {"playsinline",
     [](movie_tag_so_far& o, const option_value& v) { o.options.playsinline = v.flag(); }},
    {"preload",
     [](movie_tag_so_far& o, const option_value& v) {
       o.options.preload = static_cast<preload>(v.one_of({"automatic", "none", "metadata"}));
     }},
};

ARRAYREEL_INLINE std::vector<std::string> movie_tag_option_names() {
  std::vector<std::string> names;
  append_names(names, display_names<video_tag_options>);
  append_names(names, player_names);
  return names;
}

ARRAYREEL_INLINE video_tag_options movie_tag_options_in(std::string_view text) {
  movie_tag_so_far result;
  for (const option_value& option : options_in(text))
    if (!set_from(display_names<video_tag_options>, result, option) &&
        !set_from(player_names, result, option))
      refuse_unknown(option, movie_tag_option_names());
  return std::move(result.options);
}

} // namespace arrayreel::ARRAYREEL_ABI::detail
