// Movies of every codec: their frames as decoded by libavcodec, their facts and reports.
#include <complex>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include <arrayreel/nbvideo.hpp>
#include <arrayreel/video_writer.hpp>

#include "../support/folder.hpp"
#include "../support/read_movie.hpp"
#include "fields.hpp"
#include "pictures.hpp"
#include "recorder.hpp"

namespace golden {

std::string ffmpeg_prefix() {
  const unsigned v = avcodec_version();
  return "[libavcodec " + std::to_string(v >> 16) + "." + std::to_string(v >> 8 & 255U) + "." +
         std::to_string(v & 255U) + "] ";
}

namespace {

/// What a movie shows. Times are the file's own, which may be rounded as its format asks for.
struct shown_movie {
  std::string frames; ///< a hash of what the decoder gives
  std::string size;
  std::string facts;
};

[[nodiscard]] shown_movie show(const ar::encoded& movie) {
  hasher pixels;
  hasher facts;
  test::movie_facts f;
  if (test::is_webp(movie.bytes)) {
    f = test::read_webp(movie.bytes, [&](std::size_t, test::decoded_frame&& frame) {
      for (const auto& rgba : frame.rgba)
        for (const float component : rgba) pixels.number(static_cast<int>(component));
      facts.real(frame.time);
    });
  } else {
    f = test::read_with_libav(movie.bytes, [&](std::size_t, const AVFrame& frame, double time) {
      const auto format = static_cast<AVPixelFormat>(frame.format);
      const int size = av_image_get_buffer_size(format, frame.width, frame.height, 1);
      std::vector<std::uint8_t> bytes(static_cast<std::size_t>(size));
      av_image_copy_to_buffer(bytes.data(), size, frame.data, frame.linesize, format, frame.width,
                              frame.height, 1);
      pixels.text(av_get_pix_fmt_name(format)).number(frame.width).number(frame.height);
      pixels.bytes(bytes.data(), bytes.size());
      facts.real(time).number(test::is_key_frame(frame) ? 1 : 0);
    });
  }
  for (const std::string* s : {&f.format, &f.codec, &f.pixel_format, &f.range, &f.space,
                               &f.primaries, &f.transfer, &f.tag})
    facts.text(*s);
  facts.real(f.duration).real(f.start).number(f.rate.num).number(f.rate.den).number(f.loops);
  const auto sides = [](std::size_t w, std::size_t h) {
    return std::to_string(w) + "x" + std::to_string(h);
  };
  return {pixels.hex(),
          std::to_string(f.frames) + "," + sides(f.width, f.height) + "," +
              sides(movie.width, movie.height) + "," + exact_text(movie.duration),
          facts.hex()};
}

struct kind_of_codec {
  std::string name;
  ar::codec codec;
  bool exact;
  unsigned depth = 8;
};

/// SVT-AV1 has no lines of pixels: what it makes depends on the number of processors.
[[nodiscard]] std::vector<kind_of_codec> codecs() {
  return {{"gif", ar::gif{}, true},
          {"apng", ar::apng{}, true},
          {"apng16", ar::apng{}, true, 16},
          {"webp", ar::webp{}, true},
          {"ffv1", ar::ffv1{}, true},
          {"ffv1_16", ar::ffv1{}, true, 16},
          {"h264_rgb", ar::h264_rgb{}, true},
          {"vp9_lossless", ar::vp9_lossless{.cpu_used = 8}, true},
          {"h264", ar::h264{}, false},
          {"h264_mkv", ar::h264{.crf = 30, .container = ar::container::mkv}, false},
          {"hevc", ar::hevc{}, false},
          {"vp9", ar::vp9{.cpu_used = 8}, false},
          {"vp8", ar::vp8{.cpu_used = 16}, false},
          {"av1", ar::av1{.preset = 12}, false},
          {"theora", ar::theora{}, false},
          {"webp_lossy", ar::webp{.quality = 60}, false}};
}

/// Frames of T; a part of one large field each, so that they move.
template <class T>
[[nodiscard]] std::vector<T> stack(content what, std::size_t n, std::size_t h, std::size_t w,
                                   std::size_t channels = 1) {
  std::vector<T> result;
  result.reserve(n * h * w * channels);
  for (std::size_t t = 0; t < n; ++t)
    for (std::size_t y = 0; y < h; ++y)
      for (std::size_t x = 0; x < w; ++x)
        for (std::size_t c = 0; c < channels; ++c)
          result.push_back(value_at<T>(what, y + 3 * t + 40 * c, x + 2 * t));
  return result;
}

class movie_maker {
public:
  explicit movie_maker(recorder& lines) : lines_(lines) {}

  template <class Frames>
  void all_codecs(const std::string& name, const Frames& frames, const ar::video_options& options) {
    for (const kind_of_codec& kind : codecs()) {
      ar::video_options o = options;
      o.sources = {kind.codec};
      if (kind.depth == 16) o.bit_depth = 16;
      o.threads = 1; // of an encoder whose files depend on it
      one(name + "/" + kind.name, frames, o, kind.exact);
    }
  }

  template <class Frames>
  void one(const std::string& name, const Frames& frames, const ar::video_options& options,
           bool exact) {
    record(name, exact, [&] { return ar::encode_video(frames, options); });
  }

  /// \param make gives the movie, or throws.
  template <class Make> void record(const std::string& name, bool exact, const Make& make) {
    ar::encoded movie;
    try {
      movie = make();
    } catch (const ar::error& e) {
      lines_.put("movie/" + name, refusal_text(e));
      return;
    }
    const shown_movie shown = show(movie);
    // Encoders with loss may give other bytes from run to run; libx264 and libx265 have.
    if (exact) lines_.put("movie/" + name + "/frames", shown.frames);
    lines_.put("movie/" + name + "/size", shown.size);
    // libtheora begins anew at other frames on other processors.
    const std::string processor = name.ends_with("theora") ? processor_prefix() : "";
    lines_.put(processor + ffmpeg_prefix() + "movie/" + name + "/facts",
               shown.facts + "," + hasher().text(movie.mime).hex());
  }

  void report(const std::string& name, const ar::video_report& r) {
    hasher h;
    h.number(r.frames).real(r.duration).number(r.width).number(r.height);
    h.real(r.range.lo).real(r.range.hi).number(r.under).number(r.over).number(r.nan);
    for (const ar::written_source& s : r.sources) h.text(s.codec);
    lines_.put("movie/" + name + "/report",
               h.hex() + "," + std::to_string(r.frames) + "," + std::to_string(r.under) + "," +
                   std::to_string(r.over) + "," + std::to_string(r.nan));
  }

private:
  recorder& lines_;
};

/// Every codec with every kind of frames.
void codecs_and_frames(movie_maker& make) {
  const auto real = stack<float>(content::smooth, 6, 32, 48);
  const auto holes = stack<float>(content::holes, 5, 34, 50);
  const auto color = stack<std::uint8_t>(content::smooth, 5, 32, 40, 3);
  const auto gray = stack<std::uint8_t>(content::smooth, 8, 40, 32);
  const auto odd = stack<double>(content::noise, 5, 33, 47);
  const auto tiny = stack<float>(content::smooth, 5, 3, 2);
  const auto glass = stack<std::uint8_t>(content::smooth, 5, 24, 28, 4);
  const auto deep = stack<std::uint16_t>(content::smooth, 5, 24, 28);
  make.all_codecs("real", ar::view(real, {6, 32, 48}), {.vsym = true, .fps = 30});
  make.all_codecs("holes", ar::view(holes, {5, 34, 50}),
                  {.vmin = -20,
                   .vmax = 30,
                   .colormap = ar::colormaps::viridis,
                   .bad = ar::color{255, 0, 255},
                   .over = ar::color{255, 255, 255}});
  make.all_codecs("transparent_holes", ar::view(holes, {5, 34, 50}),
                  {.percentile = ar::percentiles{2, 98},
                   .fps = {30000, 1001},
                   .background = {0, 40, 80}});
  make.all_codecs("rgb", ar::view(color, {5, 32, 40, 3}), {.fps = 10});
  make.all_codecs("gray", ar::view(gray, {8, 40, 32}), {.frame_counter = true});
  make.all_codecs("odd", ar::view(odd, {5, 33, 47}), {.colormap = ar::colormaps::magma});
  make.all_codecs("tiny", ar::view(tiny, {5, 3, 2}), {.colormap = ar::colormaps::coolwarm});
  make.all_codecs("rgba", ar::view(glass, {5, 24, 28, 4}), {.loop = false});
  make.all_codecs("deep", ar::view(deep, {5, 24, 28}), {.fps = 24, .upscale = 2});
  make.all_codecs("one", ar::view(real, {1, 96, 96}), {.label = "t = {time:.2f} s"});
}

/// Options of movies, by a codec that keeps every pixel.
void options(recorder& lines, movie_maker& make) {
  const auto real = stack<float>(content::smooth, 6, 40, 60);
  const auto holes = stack<float>(content::holes, 6, 40, 60);
  const auto labels = stack<std::int16_t>(content::noise, 6, 20, 30);
  const auto waves = stack<std::complex<float>>(content::smooth, 6, 20, 30);
  const auto frames = ar::view(real, {6, 40, 60});
  const auto put = [&](const std::string& name, const auto& array, ar::video_options o) {
    o.sources = {ar::ffv1{}};
    make.one("options/" + name, array, o, true);
  };
  put("default", frames, {});
  put("per_frame", frames, {.range_policy = ar::range_policy::per_frame});
  put("first_frame", frames, {.range_policy = ar::range_policy::first_frame});
  put("whole", frames, {.range_policy = ar::range_policy::whole});
  put("given", frames, {.vmin = -5, .vmax = 50, .range_policy = ar::range_policy::given});
  put("given_missing", frames, {.vmin = -5, .range_policy = ar::range_policy::given});
  put("percentile", frames, {.percentile = ar::percentiles{5, 95}});
  put("per_frame_percentile", frames,
      {.percentile = ar::percentiles{5, 95}, .range_policy = ar::range_policy::per_frame});
  put("two_slope", frames, {.norm = ar::two_slope_norm{3}, .colormap = ar::colormaps::RdBu});
  put("under_over", ar::view(holes, {6, 40, 60}),
      {.vmin = -9,
       .vmax = 9,
       .colormap = ar::colormaps::gray,
       .bad = ar::color{9, 200, 9},
       .under = ar::color{0, 0, 255},
       .over = ar::color{255, 0, 0}});
  put("labels", ar::view(labels, {6, 20, 30}), {.colormap = ar::colormaps::tab20});
  for (const auto& [name, part] :
       {std::pair{"magnitude", ar::complex_part::magnitude}, {"real", ar::complex_part::real},
        {"phase", ar::complex_part::phase}, {"phase_hue", ar::complex_part::phase_hue}})
    if (part == ar::complex_part::real)
      put(std::string("complex_") + name, ar::view(waves, {6, 20, 30}), {.complex_as = part});
    else
      lines.hash(libm_prefix() + "movie/options/complex_" + name, [&, p = part](hasher& h) {
        h.text(show(ar::encode_video(ar::view(waves, {6, 20, 30}),
                                     {.complex_as = p, .sources = {ar::ffv1{}}}))
                   .frames);
      });
  put("planar", ar::view(real, {6, 3, 20, 40}), {.axes = ar::axes::tcyx});
  put("counter", frames, {.frame_counter = true, .label_corner = ar::corner::bottom_right});
  put("label", frames,
      {.label = "{{{frame:03}}} {time:.1f}", .label_scale = 2, .time_step = 0.25});
  put("label_wrong", frames, {.label = "{tim}"});
  put("upscale", frames, {.colormap = ar::colormaps::turbo, .upscale = 3});
  put("deep_map", frames, {.colormap = ar::colormaps::turbo, .bit_depth = 16});
  put("threaded", frames, {.fps = 12.5, .threaded = true, .queue = 1});
  put("fps23.976", frames, {.fps = 23.976});
  put("keyframes", frames, {.keyframe_interval = 0.08});
  const std::vector<ar::raster<std::uint8_t>> pictures{mapped_of(20, 30), mapped_of(20, 30)};
  put("rasters", pictures, {});
}

/// Writers, files and outputs of notebooks.
void writers(recorder& lines, movie_maker& make) {
  const auto holes = stack<float>(content::holes, 6, 40, 60);
  const auto all = ar::view(holes, {6, 40, 60});
  const auto push_all = [&](ar::video_writer& writer, bool timed) {
    for (std::size_t t = 0; t < 6; ++t) {
      if (timed)
        writer.push(all.slice(0, t), 0.1 * static_cast<double>(t * t) + 2);
      else
        writer.push(all.slice(0, t));
    }
  };
  for (const kind_of_codec& kind : codecs()) {
    if (kind.depth == 16) continue;
    for (const bool timed : {false, true})
      make.record("writer/" + kind.name + (timed ? "/timed" : "/even"), kind.exact, [&] {
        ar::video_writer writer(ar::in_memory, {.range = ar::value_range{-30, 30},
                                                .sources = {kind.codec},
                                                .threads = 1});
        push_all(writer, timed);
        make.report("writer/" + kind.name + (timed ? "/timed" : "/even"), writer.finish());
        return std::move(writer).media().at(0);
      });
  }
  for (const char* const name : {"u.mp4", "u.webm", "u.mkv", "u.ogg", "u.gif", "u.apng", "u.webp",
                                 "u.unknown"}) {
    const test::folder folder;
    lines.text(std::string("write_video/") + name, [&] {
      const ar::video_report r = ar::write_video(folder / name, all, {.vsym = true, .threads = 1});
      std::string text = std::to_string(r.frames) + "," + exact_text(r.duration) + "," +
                         std::to_string(r.width) + "x" + std::to_string(r.height) + "," +
                         exact_text(r.range.lo) + "," + exact_text(r.range.hi) + "," +
                         std::to_string(r.under) + "," + std::to_string(r.over) + "," +
                         std::to_string(r.nan) + "," + r.sources.at(0).codec;
      for (const std::string& file : folder.names()) text += "," + file;
      return text;
    });
  }
  for (const kind_of_codec& kind : codecs()) {
    if (kind.depth == 16) continue;
    lines.hash(ffmpeg_prefix() + "nbvideo/" + kind.name, [&](hasher& h) {
      const ar::notebook_video movie = ar::nbvideo(
          all, {.vsym = true, .sources = {kind.codec}, .threads = 1, .title = "u", .width = 200});
      h.medium(movie.poster).text(movie.display.alt).text(movie.codecs.at(0));
      h.number(movie.display.draggable).real(movie.sources.at(0).duration);
      // The tag without the movie, whose file may hold an identifier of its own.
      ar::encoded hollow = movie.sources.at(0);
      hollow.bytes = {1, 2, 3};
      h.text(ar::video_tag(hollow, movie.display));
    });
  }
  lines.hash(ffmpeg_prefix() + "nbvideo/several", [&](hasher& h) {
    const ar::notebook_video movie =
        ar::nbvideo(all, {.sources = {ar::vp8{.cpu_used = 16}, ar::h264{}}, .poster = false});
    for (const ar::encoded& source : movie.sources) h.text(source.mime);
    for (const std::string& codec : movie.codecs) h.text(codec);
  });
}

} // namespace

void movie_lines(recorder& lines) {
  av_log_set_level(AV_LOG_ERROR); // a decoder would tell its version for every movie
  movie_maker make(lines);
  codecs_and_frames(make);
  options(lines, make);
  writers(lines, make);
}

} // namespace golden
