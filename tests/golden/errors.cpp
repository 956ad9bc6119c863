// How wrong calls are refused: the kind, and the message as a hash.
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <vector>

#include <arrayreel/base64.hpp>
#include <arrayreel/colorbar.hpp>
#include <arrayreel/compose.hpp>
#include <arrayreel/html.hpp>
#include <arrayreel/nbimage.hpp>
#include <arrayreel/nbvideo.hpp>
#include <arrayreel/npy.hpp>
#include <arrayreel/rerange.hpp>
#include <arrayreel/table.hpp>
#include <arrayreel/text.hpp>
#include <arrayreel/video_writer.hpp>

#include "fields.hpp"
#include "recorder.hpp"

namespace golden {

namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

/// \param prefix of the key, where not all systems refuse it in the same words
template <class Call>
void refuse(recorder& lines, const std::string& name, const Call& call, const std::string& prefix = "") {
  lines.text(prefix + "refused/" + name, [&]() -> std::string {
    static_cast<void>(call());
    return "taken";
  });
}

/// Where sizes have 32 bits, other numbers are too large, or are none.
const std::string of_sizes = sizeof(std::size_t) == 8 ? "[64-bit sizes] " : "[32-bit sizes] ";

void values(recorder& lines) {
  const field<float> f(content::smooth, 6, 8);
  const auto v = f.view();
  const auto map = [&](const std::string& name, const ar::mapping_options& o) {
    refuse(lines, "mapping/" + name, [&] { return ar::rerange(v, o); });
  };
  map("vmin_nan", {.vmin = nan});
  map("vmax_infinite", {.vmax = std::numeric_limits<double>::infinity()});
  map("vmin_above", {.vmin = 2, .vmax = 1});
  map("range_beside_vmin", {.vmin = 0, .range = ar::value_range{0, 1}});
  map("range_backwards", {.range = ar::value_range{1, 0}});
  map("range_beside_percentile",
      {.range = ar::value_range{0, 1}, .percentile = ar::percentiles{1, 99}});
  map("percentile_outside", {.percentile = ar::percentiles{-1, 99}});
  map("percentile_backwards", {.percentile = ar::percentiles{60, 50}});
  map("log_vsym", {.vsym = true, .norm = ar::log_norm{}});
  map("log_vmin", {.vmin = -1, .norm = ar::log_norm{}});
  map("log_vmax", {.vmax = 0, .norm = ar::log_norm{}});
  map("gamma_beside_norm", {.norm = ar::log_norm{}, .gamma = 2});
  map("gamma_zero", {.gamma = 0});
  map("power_negative", {.norm = ar::power_norm{-1}});
  map("symlog_linthresh", {.norm = ar::symlog_norm{.linthresh = 0}});
  map("symlog_linscale", {.norm = ar::symlog_norm{.linscale = -1}});
  map("symlog_base", {.norm = ar::symlog_norm{.base = 1}});
  map("two_slope_outside", {.vmin = 0, .vmax = 1, .norm = ar::two_slope_norm{2}});
  map("axes", {.axes = ar::axes::cyx});
  refuse(lines, "normalize/colors",
         [&] { return ar::normalize(v, {.colormap = ar::colormaps::gray}); });
  refuse(lines, "centered_range", [&] { return ar::centered_range(v, nan); });
  refuse(lines, "percentile_range", [&] { return ar::percentile_range(v, 50, 50); });
  refuse(lines, "colormap/name", [] { return ar::colormap_named("jett"); });
  refuse(lines, "colormap/stops", [] { return ar::colormap::from_stops({{0, {}}}); });
  refuse(lines, "colormap/stop_order",
         [] { return ar::colormap::from_stops({{0, {}}, {.9, {}}, {.5, {}}, {1, {}}}); });
  refuse(lines, "colormap/stop_ends",
         [] { return ar::colormap::from_stops({{0, {}}, {.9, {}}}); });
  refuse(lines, "colormap/table",
         [] { return ar::colormap::from_table(std::span<const ar::color>()); });
  for (const char* const text : {"", "grey50", "#12", "#12345g", "Red"})
    refuse(lines, std::string("color/") + text, [&] { return ar::parse_color(text); });

  const float one = 1;
  refuse(lines, "view/null", [] {
    return ar::array_view<float>(nullptr, {2, 2});
  });
  refuse(lines, "view/rank5", [&] { return ar::view(&one, ar::shape(std::vector<int>(5, 1))); });
  refuse(lines, "view/negative", [&] { return ar::view(&one, {-1, 1}); });
  refuse(lines, "view/huge", [&] { return ar::view(&one, {1LL << 40, 1LL << 40}); }, of_sizes);
  refuse(lines, "view/strides", [&] { return ar::view(&one, {1, 1}, {1}); });
  refuse(lines, "view/reach", [&] { return ar::view(&one, {2, 2}, {1LL << 62, 1}); }, of_sizes);
  refuse(lines, "view/slice", [&] { return v.slice(0, 6); });
  refuse(lines, "view/part", [&] { return v.part(1, 5, 4); });
  refuse(lines, "view/interior", [&] { return v.interior(4); });
  refuse(lines, "view/reversed", [&] { return v.reversed(2); });
  refuse(lines, "view/count", [] { return ar::view(std::vector<float>(5), {2, 3}).extents(); });
  refuse(lines, "view/nested", [] {
    return ar::view(std::vector<std::vector<double>>{{1, 2}, {3}}).size();
  });
}

void pictures(recorder& lines) {
  const field<float> f(content::smooth, 6, 8);
  const auto v = f.view();
  const ar::raster<std::uint8_t> r(6, 8);
  refuse(lines, "raster/channels", [] { return ar::raster<std::uint8_t>(1, 1, 5).height(); });
  refuse(lines, "raster/side", [] { return ar::raster<std::uint8_t>(0, 1).height(); });
  refuse(lines, "raster/huge",
         [] { return ar::raster<std::uint16_t>(std::size_t{1} << 31, 1).height(); });
  refuse(lines, "raster/palette", [] {
    ar::raster<std::uint8_t> picture(1, 1, 3);
    picture.palette({ar::color{}});
    return 0;
  });
  refuse(lines, "raster/index", [] {
    ar::raster<std::uint8_t> picture(1, 1);
    picture.pixels()[0] = 2;
    picture.palette({ar::color{}});
    return 0;
  });
  const auto png = [&](const std::string& name, const ar::image_options& o) {
    refuse(lines, "png/" + name, [&] { return ar::encode_png(v, o); });
  };
  png("depth", {.bit_depth = 12});
  png("level", {.level = 10});
  png("level_beside",
      {.compression = ar::png_compression::fast, .level = 3});
  png("filter_beside",
      {.compression = ar::png_compression::smallest, .filter = ar::png_filter::up});
  png("upscale", {.upscale = 0});
  refuse(lines, "png/upscale_huge", [&] { return ar::encode_png(v, {.upscale = std::size_t{1} << 31}); },
         of_sizes);
  png("dpi", {.dpi = -1});
  png("keyword", {.text = {{"", "x"}}});
  png("keyword_long", {.text = {{std::string(80, 'k'), "x"}}});
  png("text_utf8", {.text = {{"Title", "\xff"}}});
  refuse(lines, "png/no_folder", [&] {
    ar::write_png("no-such-folder/u.png", v);
    return 0;
  });
  refuse(lines, "png/sink", [&] {
    ar::write_png([](std::span<const std::uint8_t>) { return false; }, v);
    return 0;
  });
  refuse(lines, "png_rows/width", [] {
    ar::write_png_rows("no-such-folder/u.png", {.height = 1},
                       [](std::size_t, std::span<std::uint8_t>) {});
    return 0;
  });
  refuse(lines, "png_rows/palette", [] {
    ar::write_png_rows("no-such-folder/u.png",
                       {.width = 1, .height = 1, .channels = 3, .palette = {ar::color{}}},
                       [](std::size_t, std::span<std::uint8_t>) {});
    return 0;
  });
  refuse(lines, "nbimage/palette_depth", [] {
    ar::raster<std::uint8_t> picture(1, 1);
    picture.pixels()[0] = 0;
    picture.palette({ar::color{}});
    return ar::nbimage(picture, {.bit_depth = 16}).png.width;
  });
  refuse(lines, "compose/none",
         [] { return ar::hconcat(std::vector<ar::raster<std::uint8_t>>()).width(); });
  refuse(lines, "compose/cells",
         [&] { return ar::grid({r, r, r}, {.rows = 1, .columns = 2}).width(); });
  refuse(lines, "compose/rows", [&] { return ar::grid({r}, {.rows = 0}).width(); });
  refuse(lines, "compose/crop", [&] { return ar::crop(r, 0, 0, 7, 1).width(); });
  refuse(lines, "compose/upscale", [&] { return ar::upscale(r, 0).width(); });
  refuse(lines, "compose/downscale", [&] { return ar::downscale(r, 5).width(); });
  refuse(lines, "compose/downscale_huge", [&] { return ar::downscale(r, 65537).width(); });
  refuse(lines, "compose/opacity",
         [&] { return ar::overlay(r, r, 0, 0, {.opacity = 1.5}).width(); });
  refuse(lines, "label/scale", [] { return ar::label_size("x", {.scale = 0}).width; });
  refuse(lines, "colorbar/range", [] { return ar::colorbar({1, 1}).width(); });
  refuse(lines, "colorbar/length", [] { return ar::colorbar({0, 1}, {.length = 0}).width(); });
  refuse(lines, "colorbar/tick",
         [] { return ar::colorbar({0, 1}, {.ticks = std::vector<double>{2}}).width(); });
  refuse(lines, "colorbar/squares", [] {
    return ar::colorbar({0, 1}, {.under = ar::color{}, .over = ar::color{}, .length = 30}).width();
  });
  refuse(lines, "img_tag/mime", [] {
    return ar::img_tag(ar::encoded{.mime = "video/mp4", .width = 1, .height = 1});
  });
  refuse(lines, "table/name", [] { return ar::table().add("", {1.0}).rows(); });
  refuse(lines, "table/twice", [] { return ar::table().add("a", {1.0}).add("a", {1.0}).rows(); });
  refuse(lines, "table/rows", [] { return ar::table().add("a", {1.0}).add("b", {1., 2.}).rows(); });
  refuse(lines, "table/column", [] { return ar::table().add("a", {1.0})["b"].size(); });
  const std::vector<std::uint8_t> nonsense{1, 2, 3};
  refuse(lines, "npy/magic", [&] { return ar::parse_npy(nonsense).size(); });
  refuse(lines, "npz/magic", [&] { return ar::parse_npz(nonsense).size(); });
  refuse(lines, "npy/no_file", [] { return ar::read_npy("no-such-file.npy").size(); });
}

void movies(recorder& lines) {
  const std::vector<float> values(6 * 16 * 16, 1);
  const auto v = ar::view(values, {6, 16, 16});
  const auto movie = [&](const std::string& name, const ar::video_options& o) {
    refuse(lines, "movie/" + name, [&] { return ar::encode_video(v, o).width; });
  };
  movie("crf", {.sources = {ar::h264{.crf = 52}}});
  movie("crf_nan", {.sources = {ar::hevc{.crf = nan}}});
  movie("crf_and_bitrate", {.sources = {ar::vp9{.crf = 30, .bitrate = 100'000}}});
  movie("bitrate", {.sources = {ar::h264{.bitrate = -5}}});
  movie("preset", {.sources = {ar::h264{.preset = "quick"}}});
  movie("av1_preset", {.sources = {ar::av1{.preset = 14}}});
  movie("cpu_used", {.sources = {ar::vp8{.cpu_used = 17}}});
  movie("quality", {.sources = {ar::theora{.quality = 11}}});
  movie("webp_quality", {.sources = {ar::webp{.quality = 101}}});
  movie("container", {.sources = {ar::h264{.container = ar::container::webm}}});
  movie("gif_container", {.sources = {ar::gif{.container = ar::container::mp4}}});
  movie("ffmpeg_option", {.sources = {ar::ffv1{.options = {{"no_such_option", "1"}}}}});
  movie("depth", {.bit_depth = 16, .sources = {ar::h264{}}});
  movie("depth10", {.bit_depth = 10, .sources = {ar::ffv1{}}});
  movie("two_sources", {.sources = {ar::gif{}, ar::apng{}}});
  movie("crash_safe", {.crash_safe = true});
  movie("upscale", {.sources = {ar::gif{}}, .upscale = 0});
  movie("keyframes", {.sources = {ar::ffv1{}}, .keyframe_interval = -1});
  movie("queue", {.sources = {ar::ffv1{}}, .threaded = true, .queue = 0});
  movie("label_scale", {.label = "x", .label_scale = 0, .sources = {ar::ffv1{}}});
  movie("label", {.label = "{frame", .sources = {ar::ffv1{}}});
  movie("time_step", {.label = "{time}", .time_step = nan, .sources = {ar::ffv1{}}});
  movie("given", {.range_policy = ar::range_policy::given, .sources = {ar::ffv1{}}});
  movie("range", {.vmin = 1, .vmax = 0, .sources = {ar::ffv1{}}});
  movie("axes", {.axes = ar::axes::tcyx, .sources = {ar::ffv1{}}});
  movie("colormap_log", {.vmin = -1, .norm = ar::log_norm{}, .sources = {ar::gif{}}});
  refuse(lines, "movie/fps", [] { return ar::frame_rate(0); });
  refuse(lines, "movie/fps_nan", [] { return ar::frame_rate(nan); });
  refuse(lines, "movie/fps_negative", [] { return ar::frame_rate(30, -1); });
  refuse(lines, "movie/rank2",
         [&] { return ar::encode_video(v.slice(0, 0), {.sources = {ar::ffv1{}}}).width; });
  refuse(lines, "movie/none", [] {
    return ar::encode_video(std::vector<ar::raster<std::uint8_t>>(), {.sources = {ar::ffv1{}}})
        .width;
  });
  refuse(lines, "movie/no_folder", [&] {
    return ar::write_video("no-such-folder/u.mkv", v, {.sources = {ar::ffv1{}}}).frames;
  });
  refuse(lines, "movie/extension", [&] {
    return ar::write_video("no-such-folder/u.gif", v, {.sources = {ar::h264{}}}).frames;
  });
  refuse(lines, "nbvideo/gif_among_several", [&] {
    return ar::nbvideo(v, {.sources = {ar::gif{}, ar::h264{}}}).report.frames;
  });
  const auto writer = [&](const std::string& name, const auto& use) {
    refuse(lines, "writer/" + name, [&] {
      ar::video_writer w(ar::in_memory, {.vmin = 0, .vmax = 1, .sources = {ar::ffv1{}}});
      use(w);
      return 0;
    });
  };
  writer("no_frames", [](ar::video_writer& w) { w.finish(); });
  writer("other_shape", [&](ar::video_writer& w) {
    w.push(v.slice(0, 0));
    w.push(v.slice(0, 0).part(0, 0, 8));
  });
  writer("other_type", [&](ar::video_writer& w) {
    w.push(v.slice(0, 0));
    const field<std::int16_t> other(content::smooth, 16, 16);
    w.push(other.view());
  });
  writer("finished", [&](ar::video_writer& w) {
    w.push(v.slice(0, 0));
    w.finish();
    w.push(v.slice(0, 1));
  });
  writer("time_order", [&](ar::video_writer& w) {
    w.push(v.slice(0, 0), 1.0);
    w.push(v.slice(0, 1), 0.5);
  });
  writer("time_nan", [&](ar::video_writer& w) { w.push(v.slice(0, 0), nan); });
  writer("time_for_some", [&](ar::video_writer& w) {
    w.push(v.slice(0, 0), 1.0);
    w.push(v.slice(0, 1));
  });
}

} // namespace

void error_lines(recorder& lines) {
  values(lines);
  pictures(lines);
  movies(lines);
}

} // namespace golden
