// Writes the pages that parts_test.mjs opens: comparisons, galleries, movies together, charts.
//
//   part_pages DIRECTORY
#include <arrayreel/detail/base/utf8.hpp>
#include <arrayreel/image.hpp>
#include <arrayreel/video.hpp>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <string>
#include <vector>

#include "support/hostile_strings.hpp"

namespace {

namespace ar = arrayreel;
namespace fs = std::filesystem;

constexpr std::size_t height = 120;
constexpr std::size_t width = 160;

std::vector<float> waves(std::size_t frames, std::size_t rows, std::size_t columns, double step) {
  std::vector<float> u;
  for (std::size_t t = 0; t < frames; ++t)
    for (std::size_t y = 0; y < rows; ++y)
      for (std::size_t x = 0; x < columns; ++x)
        u.push_back(static_cast<float>(
            std::sin(0.11 * static_cast<double>(x) - step * static_cast<double>(t)) *
            std::cos(0.07 * static_cast<double>(y))));
  return u;
}

ar::encoded solid(const ar::color& c, std::size_t rows = height, std::size_t columns = width) {
  ar::raster<std::uint8_t> picture(rows, columns, 3);
  for (std::size_t i = 0; i < picture.pixels().size(); i += 3) {
    picture.pixels()[i] = c.r;
    picture.pixels()[i + 1] = c.g;
    picture.pixels()[i + 2] = c.b;
  }
  return ar::encode_png(picture);
}

std::vector<ar::page_item> gallery_items() {
  const std::vector<ar::color> colors{{200, 0, 0}, {0, 160, 0}, {0, 0, 200}};
  const std::vector<std::string> names{"red", "green", "blue"};
  std::vector<ar::page_item> items;
  for (std::size_t i = 0; i < 12; ++i)
    items.push_back({.medium = solid(colors[i % 3], 16 + i, 24),
                     .caption = "Picture " + std::to_string(i) + ", " + names[i % 3],
                     .alt = "a " + names[i % 3] + " field",
                     .words = i % 2 == 0 ? "even" : "odd"});
  return items;
}

// Two movies of different lengths, so that the shorter one waits at its end.
ar::notebook_video movie(std::size_t frames, const ar::colormap& colors) {
  const std::vector<float> u = waves(frames, height, width, 0.2);
  return ar::nbvideo(ar::view(u, {frames, height, width}),
                     {.vsym = true, .colormap = colors, .fps = 25, .frame_counter = true});
}

void write_parts(const fs::path& directory) {
  const std::vector<float> a = waves(1, height, width, 0);
  const std::vector<float> b = waves(2, height, width, 1.5);
  const auto later = ar::view(b, {std::size_t{2}, height, width}).slice(0, 1);
  const ar::notebook_video longer = movie(75, ar::colormaps::viridis);
  const ar::notebook_video shorter = movie(50, ar::colormaps::magma);

  ar::page page({.title = "Parts of a page"});
  page.heading("Parts of a page", 1);
  page.text("All of it opens from the disk, and asks the network for nothing.");
  page.heading("A comparison");
  page.compare(solid({255, 0, 0}), solid({0, 0, 255}),
               {.before = "red", .after = "blue", .caption = "Plain colours", .width = 320});
  page.compare(
      ar::nbimage(ar::view(a, {height, width}), {.vsym = true, .alt = "waves"}),
      ar::nbimage(later, {.vsym = true, .colormap = ar::colormaps::RdBu}),
      {.before = "gray at t = 0", .after = "RdBu at t = 1.5", .position = 30, .width = 480});
  page.heading("A gallery");
  page.gallery(gallery_items(), {.title = "Coloured fields", .thumbnail = 96});
  page.heading("Movies");
  page.synchronized_movies(
      {{.medium = longer, .caption = "3 s"}, {.medium = shorter, .caption = "2 s"}},
      "Played together");
  page.compare(longer, longer,
               {.before = "left", .after = "right", .caption = "The same movie twice"});
  page.movie(shorter, "A movie by itself");
  page.heading("Others");
  page.picture(ar::nbimage(ar::view(a, {height, width}), {.alt = "waves in gray"}), "A picture");
  page.table({{"name", "shape", "largest"}, {"u", "(120, 160)", "0.99"}}, "What there is");
  page.chart("{\"data\": {\"values\": []}}", "A chart without scripts");
  page.write((directory / "parts.html").string());
}

void write_linked(const fs::path& directory) {
  ar::page page({.title = "Linked", .byte_budget = 1500, .large_media = ar::large_media::link});
  page.heading("Media beside the page", 1);
  page.picture(solid({0, 128, 0}), "inside", {.alt = "inside"});
  const std::vector<float> a = waves(1, height, width, 0);
  page.picture(ar::nbimage(ar::view(a, {height, width}), {.alt = "beside"}), "beside");
  page.movie(movie(50, ar::colormaps::viridis), "beside, and its poster");
  page.write((directory / "linked #1 é.html").string());
}

void write_text(const fs::path& path, const std::string& text) {
  ar::write_file(path.string(), {{text.begin(), text.end()}, "text/html", 0, 0, 0});
}

// Movies that a browser does not play, as one built without H.264, and with it all it is given.
void write_unplayed(const fs::path& directory) {
  const std::vector<float> u = waves(20, height, width, 0.2);
  const auto frames = ar::view(u, {std::size_t{20}, height, width});
  ar::page both({.title = "H.264 refused"});
  both.heading("H.264 refused", 1);
  ar::notebook_video shown =
      ar::nbvideo(frames, {.vsym = true, .fps = 25, .sources = ar::everywhere});
  // Those that do not play H.264 say so of its type.
  for (ar::encoded& source : shown.sources)
    if (const std::size_t at = source.mime.find("avc1"); at != source.mime.npos)
      source.mime.replace(at, 4, "none");
  both.movie(shown, "VP9 plays");
  both.write((directory / "everywhere.html").string());

  const auto unknown = [](ar::notebook_video movie) {
    for (ar::encoded& source : movie.sources) source.mime = "video/x-unknown";
    return movie;
  };
  ar::page none({.title = "Nothing plays"});
  none.heading("Nothing plays", 1);
  const ar::notebook_video one = movie(20, ar::colormaps::viridis);
  none.movie(unknown(one), "One source");
  none.movie(unknown(shown), "Two sources");
  ar::notebook_video damaged = one;
  damaged.sources[0].bytes.resize(600);
  none.movie(damaged, "Damaged");
  none.movie(unknown(one).sources[0], "Without a poster");
  ar::notebook_video fixed = unknown(one);
  fixed.display.draggable = false;
  none.movie(fixed, "In no box");
  none.synchronized_movies({{.medium = unknown(one), .caption = "a"}, {.medium = one}}, "Together");
  none.movie(one, "This one plays");
  none.write((directory / "unplayed.html").string());

  ar::page linked({.title = "Linked", .byte_budget = 500, .large_media = ar::large_media::link});
  linked.heading("Linked", 1);
  linked.movie(unknown(one), "beside");
  linked.write((directory / "unplayed_linked.html").string());
}

// Whatever may stand beside whatever, of all sizes.
void write_layout(const fs::path& directory) {
  const std::string words = "A caption of many words, which says at length what is to be seen in "
                            "the picture, where it is from, when it was made and by whom. ";
  const std::string long_caption = words + words + words;
  const std::string long_word(200, 'w');
  const std::vector<std::vector<std::string>> cells{{"name", "value"}, {"u", "0.99"}};
  const ar::notebook_video clip = movie(10, ar::colormaps::viridis);
  ar::page page({.title = "Layout"});
  page.heading("Layout", 1);
  page.text(words);
  page.table(cells, "A table");
  page.picture(solid({200, 60, 60}), "after a table");
  page.picture(solid({60, 160, 60}), "after a picture");
  page.picture(solid({60, 60, 200}, 20, 20), long_caption);
  page.picture(solid({60, 60, 200}, 20, 20), long_word);
  page.picture(solid({200, 160, 60}, 400, 1600), long_caption);
  page.picture(solid({200, 160, 60}));
  page.table(cells);
  page.table(cells, "after a table");
  page.movie(clip, "after a table");
  page.movie(clip, long_caption);
  page.text(words);
  page.picture(solid({60, 160, 160}), "after a paragraph");
  page.text(words);
  page.heading("A heading after a paragraph");
  page.movie(clip);
  page.heading("A heading after a movie");
  page.chart("{}", "A chart that is not drawn");
  page.compare(solid({255, 0, 0}), solid({0, 0, 255}), {.before = "red", .caption = long_caption});
  page.compare(solid({255, 0, 0}), solid({0, 0, 255}),
               {.before = "t = 0 seconds", .after = "t = 100 seconds"});
  page.synchronized_movies({{.medium = clip, .caption = long_caption}, {.medium = clip}}, "movies");
  page.table(cells, "before a gallery");
  std::vector<ar::page_item> items = gallery_items();
  items[3].caption = long_caption;
  items[4].caption = long_word;
  page.gallery(items, {.thumbnail = 96});
  page.picture(solid({90, 90, 90}), "after a gallery");
  page.heading("A hundred pictures");
  for (int i = 0; i < 100; ++i)
    page.picture(solid({90, static_cast<std::uint8_t>(2 * i), 160}, 60, 80),
                 "Picture " + std::to_string(i));
  page.text("The end.");
  page.write((directory / "layout.html").string());
}

// Every text slot of the larger parts.
std::string page_of(const std::string& s, const ar::encoded& png) {
  ar::page page({.title = s});
  page.compare(png, png, {.before = s, .after = s, .caption = s});
  page.gallery(
      {{.medium = png, .caption = s, .alt = s, .words = s}, {.medium = png, .caption = "another"}},
      {.title = s});
  ar::page_medium unplayable = ar::encoded{{1, 2, 3}, "video/mp4", 4, 4, 1};
  unplayable.display = {
      .alt = s, .title = s, .css_class = s, .style = s, .preload = ar::preload::none};
  page.synchronized_movies({{.medium = unplayable, .caption = s}}, s);
  page.table({{s, "1"}, {s, "2"}}, s);
  ar::table columns;
  columns.add(s, {s}).add("picture", std::vector<ar::encoded>{png});
  page.table(columns, s);
  // JSON as a writer gives it, which escapes no more than it must.
  std::string json = "[\"";
  for (std::size_t at = 0; at < s.size();) {
    const ar::detail::code_point c = ar::detail::decode_utf8(s, at);
    if (c.value == '"' || c.value == '\\')
      json += std::string("\\") + s[at];
    else if (c.value < 0x20)
      json += std::string("\\u00") + "0123456789abcdef"[c.value >> 4] +
              "0123456789abcdef"[c.value & 15];
    else
      json += s.substr(at, c.size);
    at += c.size;
  }
  page.chart(json + "\"]", s);
  return page.html();
}

void write_hostile(const fs::path& directory) {
  const ar::encoded png = solid({9, 9, 9}, 4, 4);
  std::string all;
  const auto write = [&](const std::string& name, const std::string& s) {
    const std::string html = page_of(s, png);
    write_text(directory / name, html);
  };
  write("plain_parts.html", "x");
  std::size_t i = 0;
  for (const std::string& s : test::hostile_strings()) {
    write("hostile_" + std::to_string(i++) + "_parts.html", s);
    for (unsigned shift = 0; shift < 32; shift += 8)
      all += static_cast<char>(s.size() >> shift & 255);
    all += s;
  }
  ar::write_file((directory / "hostile.bin").string(), {{all.begin(), all.end()}, "", 0, 0, 0});
}

} // namespace

int main(int count, char** arguments) {
  if (count != 2) {
    std::fputs("usage: part_pages <directory>\n", stderr);
    return 2;
  }
  try {
    const fs::path directory = arguments[1];
    fs::create_directories(directory);
    write_parts(directory);
    write_linked(directory);
    write_unplayed(directory);
    write_layout(directory);
    write_hostile(directory);
  } catch (const std::exception& e) {
    std::fprintf(stderr, "part_pages: %s\n", e.what());
    return 1;
  }
}
