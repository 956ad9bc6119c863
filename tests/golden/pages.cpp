// Text made of media: base64, tags, pages, notebooks' outputs and charts.
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <arrayreel/base64.hpp>
#include <arrayreel/html.hpp>
#include <arrayreel/mime_bundle.hpp>
#include <arrayreel/nbimage.hpp>
#include <arrayreel/notebook.hpp>
#include <arrayreel/page.hpp>
#include <arrayreel/table.hpp>
#include <arrayreel/vega.hpp>
#include <arrayreel/video_tag.hpp>

#include "../support/folder.hpp"
#include "pictures.hpp"
#include "recorder.hpp"

namespace golden {

namespace {

[[nodiscard]] ar::encoded picture() {
  return ar::encode_png(picture_of<std::uint8_t>(filling::smooth, 12, 20, 3));
}

/// Bytes in place of a movie, which suffice for text about it.
[[nodiscard]] ar::encoded movie_of(const std::string& mime, std::size_t size = 100) {
  ar::encoded result{.mime = mime, .width = 40, .height = 24, .duration = 2.5};
  for (std::size_t i = 0; i < size; ++i)
    result.bytes.push_back(static_cast<std::uint8_t>(mixed(i) >> 50));
  return result;
}

void base64_texts(recorder& lines) {
  for (const std::size_t size : {0U, 1U, 2U, 3U, 23U, 24U, 47U, 48U, 49U, 95U, 96U, 97U, 1000U,
                                 4096U, 100'001U})
    lines.hash("base64/" + std::to_string(size), [&](hasher& h) {
      const ar::encoded m = movie_of("image/png", size);
      h.text(ar::base64(m.bytes));
      h.text(ar::data_uri(m.bytes, "application/x-any; charset=\"a,b\""));
      h.text(ar::data_uri(m));
    });
  lines.hash("data_uri/parameters", [](hasher& h) {
    h.text(ar::data_uri(movie_of("video/mp4; codecs=\"avc1.64001f, mp4a\"")));
  });
  for (const char* const text : {"", "a < b & \"c\" > 'd'\r\n", "\xff\xc0\x80 \xe2\x82", "λ→\x01",
                                 "\xf0\x9f\x98\x80"})
    lines.hash("escape_html/" + hasher().text(text).hex(),
               [&](hasher& h) { h.text(ar::escape_html(text)); });
}

void tags(recorder& lines) {
  const std::vector<std::pair<std::string, ar::img_options>> images{
      {"default", {}},
      {"all",
       {.alt = "<i>&",
        .title = "\"t\"",
        .width = 7,
        .height = 300,
        .css_class = "a b",
        .style = "color:red",
        .loading = ar::loading::eager,
        .pixelated = true,
        .draggable = true}},
      {"height", {.height = 77, .loading = ar::loading::lazy}},
      {"smooth", {.width = 400, .pixelated = false}},
      {"draggable", {.draggable = true}},
      {"no_width", {.width = 0}},
      {"budget", {.byte_budget = 3}}};
  for (const auto& [name, options] : images) {
    lines.hash("img_tag/" + name, [&, &o = options](hasher& h) { h.text(ar::img_tag(picture(), o)); });
    lines.hash("img_tag/link/" + name,
               [&, &o = options](hasher& h) { h.text(ar::img_tag("a b.png?x=1&y", 30, 17, o)); });
  }
  const std::vector<std::pair<std::string, ar::video_tag_options>> movies{
      {"default", {}},
      {"all",
       {.alt = "u < v",
        .title = "t",
        .width = 200,
        .height = 20,
        .css_class = "c",
        .style = "x:y",
        .controls = false,
        .autoplay = true,
        .loop = false,
        .muted = false,
        .playsinline = false,
        .preload = ar::preload::automatic,
        .poster = picture(),
        .pixelated = true,
        .draggable = true}},
      {"quiet", {.muted = false, .preload = ar::preload::none}},
      {"draggable", {.width = 80, .draggable = true}},
      {"bad_poster", {.poster = movie_of("video/mp4")}},
      {"budget", {.byte_budget = 99}}};
  const std::vector<std::vector<ar::encoded>> sources{
      {movie_of("video/mp4; codecs=\"avc1.42\"")},
      {movie_of("video/webm; codecs=\"vp9, opus\""), movie_of("video/mp4", 7)},
      {movie_of("image/gif")},
      {movie_of("text/plain")},
      {}};
  for (const auto& [name, options] : movies) {
    for (std::size_t i = 0; i < sources.size(); ++i)
      lines.hash("video_tag/" + name + "/" + std::to_string(i), [&, &o = options](hasher& h) {
        h.text(ar::video_tag(std::span<const ar::encoded>(sources[i]), o));
      });
    for (const char* const url : {"run.mp4", "https://e.org/a&b.mp4?q", "javascript:alert(1)"})
      lines.hash("video_tag/link/" + name + "/" + hasher().text(url).hex(),
                 [&, &o = options](hasher& h) {
                   h.text(ar::video_tag(ar::linked_video{url, "video/mp4", 64, 48}, o));
                 });
  }
}

void pages(recorder& lines) {
  using ar::page;
  const field<float> f(content::holes, 20, 30);
  const ar::notebook_image shown = ar::nbimage(f.view(), {.vsym = true, .title = "u"});
  const ar::encoded movie = movie_of("video/mp4");
  const auto put = [&](const std::string& name, const auto& fill, ar::page_options options = {}) {
    lines.hash("page/" + name, [&](hasher& h) {
      page p(options);
      fill(p);
      h.text(p.html());
    });
  };
  put("empty", [](page&) {});
  put("options", [](page& p) { p.heading("H", 1); },
      {.title = "<T>", .lang = "de-CH", .refresh = 5});
  put("no_language", [](page& p) { p.text("t"); }, {.lang = ""});
  put("wrong_language", [](page& p) { p.text("t"); }, {.lang = "d e"});
  put("texts", [](page& p) {
    for (int level = 1; level <= 6; ++level) p.heading("a & b", level);
    p.text("one\ntwo <three>");
  });
  put("level7", [](page& p) { p.heading("x", 7); });
  put("pictures", [&](page& p) {
    p.picture(shown, "caption & co");
    p.picture(picture());
    p.picture(picture(), "wide", {.alt = "a", .width = 500});
  });
  put("movies", [&](page& p) {
    p.movie(movie, "one");
    const std::vector<ar::encoded> two{movie_of("video/webm"), movie};
    p.movie(std::span<const ar::encoded>(two), "", {.alt = "two", .poster = picture()});
    p.movie(movie_of("image/gif"), "a gif");
  });
  put("compare", [&](page& p) {
    p.compare(shown, shown,
              {.before = "b", .after = "a", .caption = "c", .position = 33.3, .width = 300});
    p.compare(movie, movie_of("video/webm"));
  });
  put("compare_wrong", [&](page& p) { p.compare(picture(), movie); });
  put("together", [&](page& p) {
    p.synchronized_movies(
        {{movie, "first"}, {movie_of("video/webm"), "second", "alt"}}, "both");
  });
  put("together_wrong", [&](page& p) { p.synchronized_movies({{movie_of("image/gif")}}); });
  put("gallery", [&](page& p) {
    p.gallery({{shown, "one"}, {picture(), "two", "alt", "more words"}}, {.title = "g"});
    p.gallery({{picture(), ""}}, {.filter = false, .thumbnail = 50});
  });
  put("tables", [&](page& p) {
    p.table({{"a", "b <c>"}, {"1"}, {"2", "3", "4"}}, "rows");
    ar::table t;
    t.add("name", {"x", "y"}).add("number", {0.1, 1e300});
    t.add("picture", std::vector<ar::notebook_image>{shown, shown});
    p.table(t, "columns");
  });
  put("chart", [](page& p) { p.chart(R"({"mark":"</script>"})", "a chart"); });
  put("chart_scripts", [](page& p) { p.chart("{}"); },
      {.scripts = {"https://example.org/vega.js", "https://example.org/lite.js?v=6"}});
  put("chart_wrong_script", [](page& p) { p.chart("{}"); }, {.scripts = {"https://e x"}});
  put("budget", [&](page& p) { p.picture(picture()); }, {.byte_budget = 10});
  put("page_budget",
      [&](page& p) {
        p.picture(picture());
        p.picture(picture());
      },
      {.page_budget = picture().bytes.size() + 10});
  put("everything", [&](page& p) {
    p.heading("Run", 1);
    p.picture(shown);
    p.compare(shown, shown);
    p.gallery({{shown, "one"}});
    p.synchronized_movies({{movie, "m"}});
    p.chart("{}");
  });
  const test::folder folder;
  lines.hash("page/linked", [&](hasher& h) {
    page p({.title = "L", .byte_budget = 50, .large_media = ar::large_media::link});
    p.picture(shown, "far");
    p.movie(movie, "far too");
    p.write(folder / "run.html");
    for (const std::string& name : folder.names()) {
      const auto bytes = test::read_file(folder / name);
      h.text(name).number(bytes.size()).bytes(bytes.data(), bytes.size());
    }
  });
}

void bundles(recorder& lines) {
  const auto put = [&](const std::string& name, const auto& medium,
                       const ar::notebook_options& options = {}) {
    lines.hash("mime_bundle/" + name, [&](hasher& h) {
      const std::vector<ar::mime_part> parts = ar::mime_bundle(medium, options);
      for (const ar::mime_part& part : parts) h.text(part.type).text(part.data);
      h.text(ar::mime_bundle_repr(parts).dump());
    });
  };
  const field<double> f(content::smooth, 30, 40);
  const ar::notebook_image shown = ar::nbimage(f.view(), {.colormap = ar::colormaps::turbo});
  put("nbimage", shown);
  put("nbimage_plain", ar::nbimage(f.view(), {.alt = "\xff<", .draggable = false}));
  put("raster", mapped_of(9, 8));
  put("raster16", picture_of<std::uint16_t>(filling::noise, 9, 8, 3));
  put("encoded", picture());
  for (const char* const mime : {"image/gif", "image/apng", "image/webp", "image/jpeg",
                                 "video/mp4; codecs=\"avc1\"", "video/webm", "text/plain"}) {
    put(std::string("encoded/") + hasher().text(mime).hex(), movie_of(mime));
    put(std::string("too_large/") + hasher().text(mime).hex(), movie_of(mime, 5000),
        {.byte_budget = 2000});
  }
  put("once", shown, {.byte_budget = shown.png.bytes.size() * 2});
  put("refused", shown, {.byte_budget = 10});
  put("link_name", shown,
      {.byte_budget = 10, .large_media = ar::large_media::link, .link_name = "../u"});
}

void charts(recorder& lines) {
  std::vector<ar::encoded> pictures;
  for (std::size_t i = 0; i < 4; ++i)
    pictures.push_back(ar::encode_png(picture_of<std::uint8_t>(filling::smooth, 4 + i, 6, 1)));
  ar::table t;
  t.add("group", {"a", "b", "a", "c \"d\""});
  t.add("area", {0.25, 1e-7, std::numeric_limits<double>::quiet_NaN(), 4});
  t.add("count", std::vector<int>{1, -2, 3, 400});
  t.add("odd [name].x", std::vector<float>{0.1F, 2.5F, 3, 1e10F});
  t.add("\xff", {"x", "\xfe", "", "λ"});
  t.add("image", pictures);
  const std::vector<ar::encoded> reversed(pictures.rbegin(), pictures.rend());
  t.add("image 2", reversed);
  const std::vector<std::pair<std::string, ar::tooltip_chart_options>> all{
      {"plain", {.y = "area"}},
      {"groups", {.x = "group", .y = "area", .image = "image"}},
      {"numbers", {.x = "count", .y = "area", .color = "group", .image = "image"}},
      {"several",
       {.x = "group", .y = {"area", "count"}, .image = {"image", "image 2"}, .per_row = 1}},
      {"dropdown",
       {.x = "group", .y = {"area", "count", "odd [name].x"}, .image = "image", .dropdown = true}},
      {"strange", {.x = "\xff", .y = "odd [name].x", .color = "count", .tooltip = {"\xff", "area"}}},
      {"own_scales",
       {.x = "group", .y = {"area", "count"}, .shared_scale = false, .jitter = 0, .vega_lite = 5}},
      {"titles",
       {.x = "group",
        .y = "count",
        .title = "T",
        .description = "D",
        .width = 100,
        .height = 50}},
      {"no_y", {.x = "group"}},
      {"no_column", {.y = "nothing"}},
      {"texts_for_y", {.y = "group"}},
      {"three_images", {.y = "area", .image = {"image", "image", "image"}}},
      {"jitter", {.y = "area", .jitter = 2}},
      {"no_width", {.y = "area", .width = 0}},
      {"generation", {.y = "area", .vega_lite = 4}}};
  for (const auto& [name, options] : all)
    lines.hash("tooltip_chart/" + name, [&, &o = options](hasher& h) {
      h.text(ar::json_text(ar::tooltip_chart(t, o)));
    });
  lines.hash("cell_text", [&](hasher& h) {
    for (const ar::table_column& column : t.columns())
      for (std::size_t i = 0; i < t.rows(); ++i) h.text(column.kind()).text(ar::cell_text(column, i));
  });
  const test::folder folder;
  lines.hash("chart_page", [&](hasher& h) {
    ar::chart_page(folder / "c.html", ar::tooltip_chart(t, all[1].second),
                   {.title = "C", .caption = "c", .scripts = {"https://example.org/v.js"}});
    const auto bytes = test::read_file(folder / "c.html");
    h.bytes(bytes.data(), bytes.size());
  });
}

} // namespace

void page_lines(recorder& lines) {
  base64_texts(lines);
  tags(lines);
  pages(lines);
  bundles(lines);
  charts(lines);
}

} // namespace golden
