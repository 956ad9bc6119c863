// Writes the pages that browser_test.mjs opens, and beside them what a browser must find there.
#include <arrayreel/nbimage.hpp>
#include <arrayreel/page.hpp>
#include <arrayreel/video_tag.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <fstream>
#include <limits>
#include <random>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "support/hostile_strings.hpp"

namespace {

namespace ar = arrayreel;
namespace fs = std::filesystem;

void write_bytes(const fs::path& path, std::string_view bytes) {
  std::ofstream out(path, std::ios::binary);
  out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  out.close();
  if (!out) throw std::runtime_error("cannot write " + path.string());
}

// A page without Content-Security-Policy: here only the escaping keeps scripts from running.
std::string bare_page(const std::string& body) {
  return "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
         "<title>bare</title>\n</head>\n<body>\n" +
         body + "\n</body>\n</html>\n";
}

// ---- Pixels ---------------------------------------------------------------------------------

// The pictures of pixels.html, each with a file of its pixels as red, green, blue, alpha in 16
// bits, little endian (8-bit components times 257), and a line of pixels.json.
class pixel_cases {
public:
  explicit pixel_cases(fs::path directory) : directory_(std::move(directory)) {}

  template <class P> void add(const std::string& name, const ar::raster<P>& picture) {
    add(name, ar::encode_png(picture), picture);
  }

  template <class P>
  void add(const std::string& name, const ar::encoded& png, const ar::raster<P>& picture) {
    std::string pixels;
    const auto put = [&](unsigned component) {
      const unsigned deep = sizeof(P) == 1 ? component * 257 : component;
      pixels += {static_cast<char>(deep & 255), static_cast<char>(deep >> 8)};
    };
    constexpr unsigned full = sizeof(P) == 1 ? 255 : 65535;
    for (std::size_t y = 0; y < picture.height(); ++y)
      for (std::size_t x = 0; x < picture.width(); ++x) {
        const P* p = picture(y, x);
        if (!picture.palette().empty()) {
          const ar::color& c = picture.palette()[p[0]];
          for (const unsigned component : {c.r, c.g, c.b, c.a}) put(component);
        } else {
          const bool gray = picture.channels() < 3;
          for (std::size_t c = 0; c < 3; ++c) put(p[gray ? 0 : c]);
          put(picture.channels() % 2 == 0 ? p[picture.channels() - 1] : full);
        }
      }
    write_bytes(directory_ / (name + ".rgba"), pixels);
    // Each picture is shown by its tag, and by its address alone.
    body_ += ar::img_tag(png, {.alt = name, .css_class = "tag"}) + "<img class=\"uri\" alt=\"" +
             name + "\" src=\"" + ar::data_uri(png) + "\">\n";
    json_ += std::string(json_.empty() ? "[\n" : ",\n") + R"({"name": ")" + name +
             R"(", "width": )" + std::to_string(picture.width()) + R"(, "height": )" +
             std::to_string(picture.height()) + R"(, "depth": )" + std::to_string(8 * sizeof(P)) +
             "}";
  }

  void write() const {
    write_bytes(directory_ / "pixels.html", bare_page(body_));
    write_bytes(directory_ / "pixels.json", json_ + "\n]\n");
  }

private:
  fs::path directory_;
  std::string body_;
  std::string json_;
};

template <class P>
ar::raster<P> random_raster(std::size_t height, std::size_t width, std::size_t channels) {
  std::mt19937 random(static_cast<unsigned>(height * 1000 + width * 10 + channels));
  ar::raster<P> result(height, width, channels);
  for (P& p : result.pixels()) p = static_cast<P>(random());
  if (channels % 2 == 0) // every third pixel is opaque: there colours are exact in a canvas
    for (std::size_t i = 0; i < height * width; i += 3)
      result.pixels()[i * channels + channels - 1] = std::numeric_limits<P>::max();
  return result;
}

std::vector<double> field(std::size_t height, std::size_t width) {
  std::vector<double> u(height * width);
  for (std::size_t y = 0; y < height; ++y)
    for (std::size_t x = 0; x < width; ++x)
      u[y * width + x] = std::sin(0.11 * static_cast<double>(x)) *
                         std::cos(0.07 * static_cast<double>(y) + 0.02 * static_cast<double>(x));
  return u;
}

void write_pixels(const fs::path& directory) {
  pixel_cases cases(directory);

  ar::raster<std::uint8_t> ramp(16, 16);
  for (std::size_t i = 0; i < 256; ++i) ramp.pixels()[i] = static_cast<std::uint8_t>(i);
  cases.add("gray", ramp);
  ar::raster<std::uint8_t> gray_alpha(256, 256, 2); // every level with every alpha
  for (std::size_t i = 0; i < 65536; ++i) {
    gray_alpha.pixels()[2 * i] = static_cast<std::uint8_t>(i);
    gray_alpha.pixels()[2 * i + 1] = static_cast<std::uint8_t>(i >> 8);
  }
  cases.add("gray_alpha", gray_alpha);
  cases.add("rgb", random_raster<std::uint8_t>(61, 67, 3));
  cases.add("rgba", random_raster<std::uint8_t>(61, 67, 4));
  for (const auto& [height, width] :
       {std::pair<std::size_t, std::size_t>{1, 1}, {1, 7}, {7, 1}, {3, 5}, {2, 255}, {257, 3}})
    for (std::size_t channels = 1; channels <= 4; ++channels)
      cases.add("odd_" + std::to_string(height) + "x" + std::to_string(width) + "x" +
                    std::to_string(channels),
                random_raster<std::uint8_t>(height, width, channels));

  ar::raster<std::uint8_t> indexed = ramp;
  std::vector<ar::color> table;
  for (unsigned i = 0; i < 256; ++i)
    table.push_back({static_cast<std::uint8_t>(i * 7), static_cast<std::uint8_t>(i * 31),
                     static_cast<std::uint8_t>(255 - i),
                     static_cast<std::uint8_t>(i < 100 ? i * 5 / 2 : 255)});
  indexed.palette(table);
  cases.add("palette_trns", indexed);
  ar::raster<std::uint8_t> two(9, 13);
  for (std::size_t i = 0; i < two.pixels().size(); ++i)
    two.pixels()[i] = static_cast<std::uint8_t>(i % 3 == 0);
  two.palette({{0, 0, 0, 0}, {250, 120, 3}});
  cases.add("palette_two", two);
  ar::raster<std::uint8_t> one(3, 3);
  std::fill(one.pixels().begin(), one.pixels().end(), std::uint8_t{0});
  one.palette({{1, 2, 3}});
  cases.add("palette_one", one);

  ar::raster<std::uint16_t> deep(256, 256); // every level
  for (std::size_t i = 0; i < 65536; ++i) deep.pixels()[i] = static_cast<std::uint16_t>(i);
  cases.add("gray_16", deep);
  cases.add("gray_alpha_16", random_raster<std::uint16_t>(31, 33, 2));
  cases.add("rgb_16", random_raster<std::uint16_t>(31, 33, 3));
  cases.add("rgba_16", random_raster<std::uint16_t>(31, 33, 4));

  // Arrays all the way, NaN and what is beyond the range among them.
  const std::size_t height = 45;
  const std::size_t width = 77;
  std::vector<double> u = field(height, width);
  for (std::size_t i = 0; i < u.size(); i += 17) u[i] = std::numeric_limits<double>::quiet_NaN();
  u[5] = std::numeric_limits<double>::infinity();
  u[6] = -std::numeric_limits<double>::infinity();
  const auto v = ar::view(u, {height, width});
  const auto add = [&](const std::string& name, const ar::nbimage_options& o) {
    cases.add(name, ar::nbimage(v, o).png, ar::rerange(v, ar::detail::mapping_of(o)));
  };
  add("nan_gray", {.vmin = -1, .vmax = 1});
  add("nan_viridis", {.vsym = true, .colormap = ar::colormaps::viridis});
  add("nan_special", {.vmin = -0.5,
                      .vmax = 0.5,
                      .colormap = ar::colormaps::magma,
                      .bad = ar::color{0, 255, 0},
                      .under = ar::color{0, 0, 255},
                      .over = ar::color{255, 255, 255}});
  // A huge field leaves no free entry: RGBA instead of a palette.
  std::vector<double> all(256 * 40);
  for (std::size_t i = 0; i < all.size(); ++i) all[i] = static_cast<double>(i);
  all[7] = std::numeric_limits<double>::quiet_NaN();
  const auto w = ar::view(all, {40, 256});
  const ar::nbimage_options viridis{.colormap = ar::colormaps::viridis};
  cases.add("nan_no_free_entry", ar::nbimage(w, viridis).png,
            ar::rerange(w, ar::detail::mapping_of(viridis)));
  cases.write();
}

// ---- Hostile strings ------------------------------------------------------------------------

// Movies that are never loaded: this is about the text around them.
ar::video_tag_options movie_options(const std::string& s) {
  return {.alt = s, .title = s, .css_class = s, .style = s, .preload = ar::preload::none};
}

std::vector<ar::encoded> movies_of(const std::string& s, const ar::encoded& png) {
  std::vector<ar::encoded> movies{png, png};
  movies[0].mime = "video/mp4; codecs=" + s;
  movies[1].mime = "video/webm; codecs=" + s;
  return movies;
}

std::string page_of(const std::string& s, const ar::encoded& png) {
  ar::page p({.title = s});
  p.heading(s, 1);
  p.heading(s, 6);
  p.text(s);
  p.picture(png, s, {.alt = s, .title = s, .css_class = s, .style = s, .draggable = true});
  p.picture(png, s, {.alt = s, .title = s, .css_class = s, .style = s});
  p.movie(movies_of(s, png), s, movie_options(s));
  p.table({{s, s}, {s, s, s}});
  return p.html();
}

std::string tags_of(const std::string& s, const ar::encoded& png) {
  ar::img_options o{.alt = s, .title = s, .css_class = s, .style = s};
  std::string body = ar::img_tag(s, 4, 4, o);
  ar::encoded typed = png;
  typed.mime = "image/" + s;
  body += ar::img_tag(typed, o);
  o.draggable = true;
  o.loading = ar::loading::eager;
  body += ar::img_tag(s, 4, 4, o);
  body += ar::video_tag(movies_of(s, png), movie_options(s));
  const std::vector<ar::linked_video> links{{"./" + s, "video/mp4; codecs=" + s, 4, 4},
                                            {"./" + s, "video/webm; codecs=" + s, 4, 4}};
  body += ar::video_tag(links, movie_options(s));
  body += ar::video_tag({.url = "./" + s, .mime = "video/mp4", .width = 4, .height = 4},
                        movie_options(s));
  return bare_page(body);
}

void write_hostile(const fs::path& directory) {
  const ar::encoded png = ar::encode_png(random_raster<std::uint8_t>(4, 4, 3));
  std::string all;
  const auto write_pages = [&](const std::string& name, const std::string& s) {
    write_bytes(directory / (name + "_page.html"), page_of(s, png));
    write_bytes(directory / (name + "_tags.html"), tags_of(s, png));
  };
  write_pages("plain", "x");
  std::size_t i = 0;
  for (const std::string& s : test::hostile_strings()) {
    write_pages("hostile_" + std::to_string(i++), s);
    for (unsigned shift = 0; shift < 32; shift += 8)
      all += static_cast<char>(s.size() >> shift & 255);
    all += s;
  }
  write_bytes(directory / "hostile.bin", all);
  const std::string arrangements = test::utf8_arrangements();
  write_bytes(directory / "utf8.bin", arrangements);
  write_bytes(directory / "utf8.html", ar::escape_html(arrangements));
}

// ---- Dragging, and a page to look at --------------------------------------------------------

void write_drag(const fs::path& directory) {
  const std::vector<double> u = field(100, 150);
  const auto v = ar::view(u, {100, 150});
  const auto in = [](const std::string& id, const std::string& style, const std::string& tag) {
    return "<div id=\"" + id + "\" style=\"" + style + "\">" + tag + "</div>\n";
  };
  std::string body = in("own", "", ar::nbimage(v).html());
  body += in("enlarged", "", ar::nbimage(v, {.width = 300}).html());
  body += in("reduced", "", ar::nbimage(v, {.width = 75}).html());
  body += in("narrow", "width:90px", ar::nbimage(v).html());
  body += in("fixed", "", ar::nbimage(v, {.draggable = false}).html());
  // Under a front end's own style for pictures, and in one that removes style attributes.
  body += "<style>#ruled img{max-width:60px;height:auto}</style>";
  body += in("ruled", "", ar::nbimage(v).html());
  std::string bare = ar::nbimage(v, {.width = 300, .height = 120}).html();
  for (std::size_t at = 0; (at = bare.find(" style=\"")) != std::string::npos;)
    bare.erase(at, bare.find('"', at + 8) + 1 - at);
  body += in("bare", "", bare);
  write_bytes(directory / "drag.html", bare_page(body));
}

void write_report(const fs::path& directory) {
  const std::vector<double> u = field(240, 320);
  const auto v = ar::view(u, {240, 320});
  std::vector<double> holes = u;
  for (std::size_t y = 90; y < 150; ++y)
    for (std::size_t x = 100; x < 180; ++x)
      holes[y * 320 + x] = std::numeric_limits<double>::quiet_NaN();

  ar::page p({.title = "A field and its ranges", .lang = "en"});
  p.heading("A field and its ranges", 1);
  p.text("One element of the array is one pixel. The pictures can be resized by dragging their "
         "lower right corner; this page needs no network and runs no script.");
  p.heading("Colormaps");
  p.picture(ar::nbimage(v, {.vsym = true, .alt = "the field in gray"}), "gray, vsym");
  p.picture(ar::nbimage(v, {.vsym = true, .colormap = ar::colormaps::viridis}), "viridis, vsym");
  p.picture(
      ar::nbimage(ar::view(holes, {240, 320}), {.vsym = true, .colormap = ar::colormaps::magma}),
      "magma; what has no value is transparent, and the page shows through");
  p.heading("Sizes");
  const std::vector<double> small = field(5, 7);
  p.picture(ar::nbimage(ar::view(small, {5, 7}), {.width = 210}), "7 × 5 elements, enlarged");
  p.picture(ar::nbimage(ar::view(small, {5, 7})),
            "7 × 5 elements at their own size, with a caption that is much longer than the "
            "picture is wide and so has to wrap on a narrow screen");
  const std::vector<double> wide = field(120, 1600);
  p.picture(ar::nbimage(ar::view(wide, {120, 1600}), {.colormap = ar::colormaps::viridis}),
            "1600 × 120 elements: wider than the page, so shown smaller");
  p.picture(ar::encode_png(v, {.colormap = ar::colormaps::magma}), "not to be dragged, 400 × 100",
            {.width = 400, .height = 100});
  p.heading("Numbers", 3);
  std::vector<std::vector<std::string>> rows{
      {"name", "shape", "smallest", "largest", "remark", "file", "seconds"}};
  for (const char* name : {"u", "v", "vorticity"})
    rows.push_back({name, "(240, 320)", "-0.99998731", "0.99998731",
                    "a remark of several words that needs room", "run-0001/fields.bin", "12.75"});
  p.table(rows);
  p.text("A word that does not end: " + std::string(300, 'w'));
  p.write((directory / "report.html").string());
}

} // namespace

int main(int count, char** arguments) {
  if (count != 2) {
    std::fputs("usage: browser_pages <directory>\n", stderr);
    return 2;
  }
  try {
    const fs::path directory = arguments[1];
    fs::create_directories(directory);
    write_pixels(directory);
    write_hostile(directory);
    write_drag(directory);
    write_report(directory);
  } catch (const std::exception& e) {
    std::fprintf(stderr, "browser_pages: %s\n", e.what());
    return 1;
  }
}
