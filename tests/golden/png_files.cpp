// PNG files byte by byte: every kind of picture by every way of compressing.
#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#if !defined(ARRAYREEL_WITHOUT_LIBPNG)
#include <png.h>
#include <zlib.h>
#endif

#if defined(ARRAYREEL_LIBDEFLATE)
#include <libdeflate.h>
#endif

#include <arrayreel/colormap.hpp>
#include <arrayreel/nbimage.hpp>
#include <arrayreel/png.hpp>

#include "../support/folder.hpp"
#include "pictures.hpp"
#include "recorder.hpp"

namespace golden {

#if defined(ARRAYREEL_WITHOUT_LIBPNG)
std::string libpng_prefix() { return "[no libpng] "; }
#else
std::string libpng_prefix() {
  return std::string("[libpng ") + png_libpng_ver + ", zlib " + zlibVersion() + "] ";
}
#endif

std::string deflate_prefix() {
#if defined(ARRAYREEL_WITHOUT_LIBPNG)
  return "[no zlib] ";
#elif defined(ARRAYREEL_LIBDEFLATE)
  return std::string("[libdeflate ") + LIBDEFLATE_VERSION_STRING + ", zlib " + zlibVersion() + "] ";
#else
  return std::string("[zlib ") + zlibVersion() + "] ";
#endif
}

namespace {

using ar::png_compression;

/// Calls `function(name, raster)` with every kind of picture of a size.
template <class Function>
void for_each_kind(std::size_t h, std::size_t w, const Function& function) {
  constexpr std::pair<const char*, filling> fillings[] = {{"smooth", filling::smooth},
                                                          {"noise", filling::noise},
                                                          {"flat", filling::flat},
                                                          {"blocks", filling::blocks}};
  for (const auto& [name, how] : fillings)
    function(std::string("gray_") + name, picture_of<std::uint8_t>(how, h, w, 1));
  function("gray_alpha", picture_of<std::uint8_t>(filling::smooth, h, w, 2));
  function("rgb_smooth", picture_of<std::uint8_t>(filling::smooth, h, w, 3));
  function("rgb_blocks", picture_of<std::uint8_t>(filling::blocks, h, w, 3));
  function("rgb_noise", picture_of<std::uint8_t>(filling::noise, h, w, 3));
  function("rgba_smooth", picture_of<std::uint8_t>(filling::smooth, h, w, 4));
  function("rgba_flat", picture_of<std::uint8_t>(filling::flat, h, w, 4));
  function("gray16", picture_of<std::uint16_t>(filling::smooth, h, w, 1));
  function("gray_alpha16", picture_of<std::uint16_t>(filling::blocks, h, w, 2));
  function("rgb16", picture_of<std::uint16_t>(filling::smooth, h, w, 3));
  function("rgba16", picture_of<std::uint16_t>(filling::noise, h, w, 4));
  function("labels2", labels_of(h, w, 2));
  function("labels16", labels_of(h, w, 16));
  function("labels200", labels_of(h, w, 200, true));
  function("viridis", mapped_of(h, w));
}

[[nodiscard]] std::string size_text(std::size_t h, std::size_t w) {
  return std::to_string(h) + "x" + std::to_string(w);
}

void whole_pictures(recorder& lines) {
  const auto put = [&](const std::string& prefix, const std::string& way, std::size_t h,
                       std::size_t w, const ar::png_options& options) {
    for_each_kind(h, w, [&](const std::string& name, const auto& picture) {
      lines.hash(prefix + "png/" + way + "/" + name + "/" + size_text(h, w),
                 [&](hasher& out) { out.medium(ar::encode_png(picture, options)); });
    });
  };
  constexpr std::size_t sizes[][2] = {{1, 1}, {1, 7}, {9, 1}, {3, 5}, {64, 64}, {333, 257}};
  for (const auto& [h, w] : sizes) {
    put("", "fast", h, w, {});
    if (h * w > 10'000) continue;
    put(deflate_prefix(), "balanced", h, w, {.compression = png_compression::balanced});
    put(deflate_prefix(), "smallest", h, w, {.compression = png_compression::smallest});
  }
  put(deflate_prefix(), "balanced", 333, 257, {.compression = png_compression::balanced});
  put("", "fast_explicit", 17, 19, {.compression = png_compression::fast});

  // Several strips, by one thread and by as many as there are.
  const auto large = [&](const std::string& name, const auto& picture) {
    for (const unsigned threads : {0U, 1U}) {
      const std::string end = threads == 0 ? "/automatic" : "/one_thread";
      const std::string size = size_text(picture.height(), picture.width());
      lines.hash("png/fast/" + name + "/" + size + end,
                 [&](hasher& out) { out.medium(ar::encode_png(picture, {.threads = threads})); });
      lines.hash(deflate_prefix() + "png/balanced/" + name + "/" + size + end, [&](hasher& out) {
        out.medium(ar::encode_png(picture,
                                  {.compression = png_compression::balanced, .threads = threads}));
      });
    }
  };
  large("rgba_smooth", picture_of<std::uint8_t>(filling::smooth, 1024, 1024, 4));
  large("viridis", mapped_of(1024, 1024));
  large("gray16", picture_of<std::uint16_t>(filling::smooth, 1024, 1024, 1));
  large("rgb_blocks", picture_of<std::uint8_t>(filling::blocks, 1200, 1024, 3));
  large("rgb_noise", picture_of<std::uint8_t>(filling::noise, 1300, 1024, 3));
  lines.hash(deflate_prefix() + "png/smallest/viridis/256x256", [&](hasher& out) {
    out.medium(ar::encode_png(mapped_of(256, 256), {.compression = png_compression::smallest}));
  });
  lines.hash(deflate_prefix() + "png/smallest/rgb_blocks/200x300", [&](hasher& out) {
    out.medium(ar::encode_png(picture_of<std::uint8_t>(filling::blocks, 200, 300, 3),
                              {.compression = png_compression::smallest}));
  });
}

void libpng_settings(recorder& lines) {
  const auto gray = picture_of<std::uint8_t>(filling::smooth, 64, 61, 1);
  const auto rgb = picture_of<std::uint8_t>(filling::blocks, 64, 61, 3);
  const auto wide = picture_of<std::uint16_t>(filling::smooth, 40, 33, 4);
  const auto labels = labels_of(64, 61, 13);
  const auto put = [&](const std::string& name, const ar::png_options& options) {
    const auto one = [&](const char* kind, const auto& picture) {
      lines.hash(libpng_prefix() + "png/libpng/" + name + "/" + kind,
                 [&](hasher& out) { out.medium(ar::encode_png(picture, options)); });
    };
    one("gray", gray);
    one("rgb", rgb);
    one("rgba16", wide);
    one("labels", labels);
  };
  for (const int level : {0, 1, 4, 6, 9}) put("level" + std::to_string(level), {.level = level});
  constexpr std::pair<const char*, ar::png_filter> filters[] = {
      {"none", ar::png_filter::none},   {"sub", ar::png_filter::sub},
      {"up", ar::png_filter::up},       {"average", ar::png_filter::average},
      {"paeth", ar::png_filter::paeth}, {"adaptive", ar::png_filter::adaptive}};
  for (const auto& [name, filter] : filters) put(std::string("filter_") + name, {.filter = filter});
  constexpr std::pair<const char*, ar::png_strategy> strategies[] = {
      {"standard", ar::png_strategy::standard},
      {"filtered", ar::png_strategy::filtered},
      {"huffman", ar::png_strategy::huffman},
      {"rle", ar::png_strategy::rle}};
  for (const auto& [name, strategy] : strategies)
    put(std::string("strategy_") + name, {.strategy = strategy});
  put("level7_paeth_filtered", {.level = 7,
                                .filter = ar::png_filter::paeth,
                                .strategy = ar::png_strategy::filtered,
                                .upscale = 3,
                                .dpi = 300,
                                .text = {{"Title", "u"}}});
}

void further_chunks(recorder& lines) {
  const std::vector<std::pair<std::string, ar::png_options>> all{
      {"upscale2", {.upscale = 2}},
      {"upscale7", {.upscale = 7}},
      {"dpi72", {.dpi = 72}},
      {"dpi299.97", {.dpi = 299.97}},
      {"text", {.text = {{"Title", "u at t = 3"}, {"Comment", "größer"}}}},
      {"text_utf8", {.text = {{"Title", "λ → ∞"}, {"Title", ""}, {"Überschrift", "a\nb"}}}},
      {"everything", {.upscale = 2, .dpi = 150, .text = {{"Author", "nobody"}}, .threads = 3}}};
  for (const auto& how : all)
    for_each_kind(11, 13, [&](const std::string& kind, const auto& picture) {
      lines.hash("png/fast/" + how.first + "/" + kind,
                 [&](hasher& out) { out.medium(ar::encode_png(picture, how.second)); });
    });
  for (const auto way : {png_compression::balanced, png_compression::smallest})
    for_each_kind(11, 13, [&](const std::string& kind, const auto& picture) {
      lines.hash(
          deflate_prefix() + "png/upscaled_text/" +
              (way == png_compression::balanced ? "balanced/" : "smallest/") + kind,
          [&](hasher& out) {
            out.medium(ar::encode_png(
                picture, {.compression = way, .upscale = 3, .dpi = 96, .text = {{"Title", "π"}}}));
          });
    });
}

template <class P> void push_rows(ar::png_writer& writer, const ar::raster<P>& picture) {
  for (std::size_t y = 0; y < picture.height(); ++y)
    writer.push_row(std::span<const P>(picture.row(y)));
}

void files(recorder& lines) {
  const test::folder folder;
  const std::string path = folder / "u.png";
  const auto hash_file = [&](hasher& h) {
    const std::vector<std::uint8_t> bytes = test::read_file(path);
    h.number(bytes.size()).bytes(bytes.data(), bytes.size());
  };
  const std::vector<std::pair<std::string, ar::png_options>> ways{
      {"fast", {}},
      {"balanced", {.compression = png_compression::balanced}},
      {"smallest", {.compression = png_compression::smallest}},
      {"level6", {.level = 6, .text = {{"Title", "rows"}}}}};
  for (const auto& one : ways) {
    const std::string& way = one.first;
    const ar::png_options& options = one.second;
    const std::string prefix = way == "fast"     ? ""
                               : way == "level6" ? libpng_prefix()
                                                 : deflate_prefix();
    for_each_kind(50, 70, [&](const std::string& kind, const auto& picture) {
      using P = std::remove_cvref_t<decltype(picture.pixels()[0])>;
      const ar::png_format format{.width = picture.width(),
                                  .height = picture.height(),
                                  .channels = picture.channels(),
                                  .bit_depth = 8 * sizeof(P),
                                  .palette = picture.palette()};
      lines.hash(prefix + "png_writer/" + way + "/" + kind, [&](hasher& h) {
        ar::png_writer writer(path, format, options);
        push_rows(writer, picture);
        writer.finish();
        hash_file(h);
      });
    });
  }
  lines.hash("write_png_rows/fast/large", [&](hasher& h) {
    ar::write_png_rows(path, {.width = 3000, .height = 700},
                       [](std::size_t y, std::span<std::uint8_t> row) {
                         for (std::size_t x = 0; x < row.size(); ++x)
                           row[x] = static_cast<std::uint8_t>((x ^ y) + x / 7);
                       });
    hash_file(h);
  });
  lines.hash("write_png_rows/fast/16", [&](hasher& h) {
    ar::write_png_rows(path, {.width = 31, .height = 20, .channels = 3, .bit_depth = 16},
                       [](std::size_t y, std::span<std::uint16_t> row) {
                         for (std::size_t x = 0; x < row.size(); ++x)
                           row[x] = static_cast<std::uint16_t>(x * 977 + y * 313);
                       },
                       {.dpi = 100});
    hash_file(h);
  });
  lines.hash("write_png/file", [&](hasher& h) {
    ar::write_png(path, mapped_of(40, 40), {.upscale = 2});
    hash_file(h);
  });
  lines.hash("write_png/array", [&](hasher& h) {
    const field<float> f(content::holes, 40, 50);
    ar::write_png(path, f.view(),
                  {.vsym = true, .colormap = ar::colormaps::RdBu, .describe = true});
    hash_file(h);
  });
  lines.hash("write_png/function", [&](hasher& h) {
    std::vector<std::uint8_t> bytes;
    ar::write_png(
        [&](std::span<const std::uint8_t> more) {
          bytes.insert(bytes.end(), more.begin(), more.end());
          return true;
        },
        picture_of<std::uint8_t>(filling::smooth, 100, 90, 3));
    h.bytes(bytes.data(), bytes.size());
  });
}

/// Arrays by way of options of both parts.
void arrays(recorder& lines) {
  const field<float> real(content::holes, 48, 64);
  const field<std::uint8_t> small(content::smooth, 48, 64);
  const std::vector<std::pair<std::string, ar::nbimage_options>> all{
      {"default", {}},
      {"deep", {.bit_depth = 16}},
      {"described", {.vsym = true, .colormap = ar::colormaps::coolwarm, .describe = true}},
      {"described_log", {.vmin = .125, .vmax = 64, .norm = ar::log_norm{}, .describe = true}},
      {"deep_map", {.colormap = ar::colormaps::viridis, .bit_depth = 16, .dpi = 300}},
      {"labels", {.colormap = ar::colormaps::tab10, .describe = true}},
      {"colors",
       {.percentile = ar::percentiles{5, 95},
        .bad = ar::color{1, 2, 3},
        .under = ar::color{0, 0, 255},
        .over = ar::color{255, 0, 0, 9},
        .upscale = 2,
        .text = {{"Title", "u"}},
        .describe = true}},
      {"shown",
       {.alt = "a \"field\" <b>",
        .title = "u & v",
        .width = 300,
        .css_class = "picture",
        .style = "border:1px solid",
        .loading = ar::loading::lazy,
        .pixelated = false,
        .draggable = false}}};
  const auto put = [&](const std::string& name, const auto& array) {
    for (const auto& one : all) {
      const std::string& how = one.first;
      const std::string prefix = how == "described_log" ? libm_prefix() : "";
      lines.hash(prefix + "nbimage/" + name + "/" + how, [&](hasher& h) {
        const ar::notebook_image shown = ar::nbimage(array, one.second);
        h.medium(shown.png).text(shown.html()).text(shown.data_uri());
      });
    }
  };
  put("float32", real.view());
  put("uint8", small.view());
  put("raster", picture_of<std::uint8_t>(filling::smooth, 20, 30, 3));
  put("raster16", picture_of<std::uint16_t>(filling::smooth, 20, 30, 1));
  put("labels", labels_of(20, 30, 7));
  lines.hash(deflate_prefix() + "nbimage/float32/smallest", [&](hasher& h) {
    h.medium(ar::nbimage(real.view(), {.compression = png_compression::smallest}).png);
  });
  lines.hash(libpng_prefix() + "nbimage/float32/level9", [&](hasher& h) {
    h.medium(ar::nbimage(real.view(), {.level = 9, .filter = ar::png_filter::up}).png);
  });
}

} // namespace

void png_lines(recorder& lines) {
  whole_pictures(lines);
  libpng_settings(lines);
  further_chunks(lines);
  files(lines);
  arrays(lines);
}

} // namespace golden
