// nbimage.hpp: arrays as pictures for a notebook, their options, and their files.
#include <arrayreel/detail/io/file_name.hpp>
#include <arrayreel/nbimage.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <complex>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <limits>
#include <numeric>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include <stdlib.h> // mkdtemp

#include "catch.hpp"
#include "support/folder.hpp"
#include "support/read_png.hpp"

namespace {

namespace ar = arrayreel;
namespace fs = std::filesystem;

constexpr double nan_value = std::numeric_limits<double>::quiet_NaN();
using rgba = std::array<unsigned, 4>;

test::read_picture shown(const ar::notebook_image& image) {
  return test::read_png(image.png.bytes);
}

// 0, 1, 2 …: every element tells its place.
std::vector<std::uint8_t> counting(std::size_t size) {
  std::vector<std::uint8_t> values(size);
  std::iota(values.begin(), values.end(), std::uint8_t{0});
  return values;
}

bool contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

std::vector<std::uint8_t> bytes_of(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

template <class Call> void check_refused(const Call& call, std::string_view part) {
  try {
    call();
    FAIL("no error");
  } catch (const ar::error& e) {
    CHECK(e.kind() == ar::error_kind::parameter);
    INFO(e.what());
    CHECK(contains(e.what(), part));
  }
}

} // namespace

TEST_CASE("nbimage reads every shape of a still picture") {
  const std::vector<std::uint8_t> data = counting(4 * 5 * 6);
  const auto of = [&](const ar::shape& extents) {
    std::size_t size = 1;
    for (std::size_t i = 0; i < extents.rank(); ++i) size *= extents[i];
    return shown(ar::nbimage(ar::view(std::span(data.data(), size), extents)));
  };
  for (const ar::shape& gray : {ar::shape{5, 6}, ar::shape{1, 5, 6}, ar::shape{5, 6, 1},
                                ar::shape{1, 5, 6, 1}, ar::shape{5, 1, 6}, ar::shape{1, 1, 5, 6}}) {
    const auto p = of(gray);
    REQUIRE(p.height == 5);
    REQUIRE(p.width == 6);
    CHECK(p.color_type == PNG_COLOR_TYPE_GRAY);
    CHECK(p.bit_depth == 8);
    for (std::size_t i = 0; i < 30; ++i) CHECK(p.components[i] == i);
  }
  for (const unsigned channels : {2U, 3U, 4U}) {
    for (const ar::shape& interleaved :
         {ar::shape{5, 6, channels}, ar::shape{1, 5, 6, channels}, ar::shape{5, 6, 1, channels}}) {
      if (interleaved.rank() == 4 && interleaved[2] == 1 && channels == 2) continue;
      const auto p = of(interleaved);
      REQUIRE(p.height == 5);
      REQUIRE(p.width == 6);
      REQUIRE(p.channels == channels);
      for (std::size_t i = 0; i < 30 * channels; ++i) CHECK(p.components[i] == i);
    }
  }
  for (const unsigned channels : {3U, 4U})
    for (const ar::shape& planar :
         {ar::shape{channels, 5, 6}, ar::shape{1, channels, 5, 6}, ar::shape{channels, 1, 5, 6}}) {
      const auto p = of(planar);
      REQUIRE(p.height == 5);
      REQUIRE(p.width == 6);
      REQUIRE(p.channels == channels);
      for (std::size_t i = 0; i < 30; ++i)
        for (std::size_t c = 0; c < channels; ++c)
          CHECK(p.components[i * channels + c] == c * 30 + i);
    }
  CHECK(of({5, 6, 2}).color_type == PNG_COLOR_TYPE_GRAY_ALPHA);
  CHECK(of({5, 6, 3}).color_type == PNG_COLOR_TYPE_RGB);
  CHECK(of({5, 6, 4}).color_type == PNG_COLOR_TYPE_RGB_ALPHA);
}

TEST_CASE("nbimage: where both the first and the last axis could be colour, the last is") {
  const std::vector<std::uint8_t> data = counting(60);
  const auto p = shown(ar::nbimage(ar::view(std::span(data.data(), 45), {3, 5, 3})));
  CHECK(p.height == 3);
  CHECK(p.width == 5);
  REQUIRE(p.channels == 3);
  CHECK(p.rgba(0, 1) == rgba{3, 4, 5, 255});
  // Unless the caller says it.
  const auto q =
      shown(ar::nbimage(ar::view(std::span(data.data(), 45), {3, 5, 3}), {.axes = ar::axes::cyx}));
  CHECK(q.height == 5);
  CHECK(q.width == 3);
  CHECK(q.rgba(0, 1) == rgba{1, 16, 31, 255});
  const auto r = shown(ar::nbimage(ar::view(std::span(data.data(), 60), {4, 5, 3})));
  CHECK(r.height == 4);
  CHECK(r.channels == 3);
}

TEST_CASE("nbimage refuses a shape with no reading, and prints it") {
  const std::vector<float> data(5 * 6 * 7 * 2);
  const auto of = [&](const ar::shape& extents, std::size_t size) {
    return [&data, extents, size] {
      (void)ar::nbimage(ar::view(std::span(data.data(), size), extents));
    };
  };
  check_refused(of({5, 6, 7}, 210), "(5, 6, 7)");
  check_refused(of({5, 6, 7}, 210), "(height, width)");
  check_refused(of({2, 5, 6}, 60), "(2, 5, 6)");
  check_refused(of({2, 5, 6, 7}, 420), "(2, 5, 6, 7)");
  check_refused(of({7}, 7), "(7,)");
  check_refused(of({0, 6}, 0), "(0, 6)");
}

TEST_CASE("nbimage: vmin, vmax, vsym and range decide the levels") {
  const std::vector<double> data{-3, -2, -1, 0, 1, 2, 3, 6};
  const auto levels = [&](const ar::nbimage_options& o) {
    return shown(ar::nbimage(ar::view(data, {2, 4}), o)).components;
  };
  const auto expected = [&](double vmin, double vmax) {
    std::vector<unsigned> result;
    for (const double x : data) {
      const double level = std::floor((x - vmin) * (256 / (vmax - vmin)));
      result.push_back(static_cast<unsigned>(level < 0 ? 0 : level > 255 ? 255 : level));
    }
    return result;
  };
  CHECK(levels({}) == expected(-3, 6));
  CHECK(levels({.vmin = -1, .vmax = 1}) == expected(-1, 1));
  CHECK(levels({.vmin = 0}) == expected(0, 6));
  CHECK(levels({.vmax = 2}) == expected(-3, 2));
  CHECK(levels({.vsym = true}) == expected(-6, 6));
  CHECK(levels({.vsym = true})[3] == 128);
  CHECK(levels({.vmin = -1, .vmax = 4, .vsym = true}) == expected(-4, 4));
  CHECK(levels({.range = ar::value_range{-2, 2}}) == expected(-2, 2));
  CHECK(levels({.percentile = ar::percentiles{0, 50}}) == expected(-3, 0.5));
  CHECK(levels({.gamma = 2.0})[3] == 28); // (3 / 9)² · 256
  CHECK(levels({.norm = ar::power_norm{2}})[3] == 28);
}

TEST_CASE("nbimage: uint8 passes untouched until a range is given") {
  const std::vector<std::uint8_t> data{10, 20, 30, 40};
  CHECK(shown(ar::nbimage(ar::view(data, {2, 2}))).components ==
        std::vector<unsigned>{10, 20, 30, 40});
  CHECK(shown(ar::nbimage(ar::view(data, {2, 2}), {.vmin = 10, .vmax = 40})).components ==
        std::vector<unsigned>{0, 85, 170, 255});
}

TEST_CASE("nbimage: the rest of the mapping's and the file's options arrive") {
  const std::vector<double> data{-1, 0, 1, nan_value, 5, -5};
  const auto v = ar::view(data, {2, 3});
  {
    const auto p =
        shown(ar::nbimage(v, {.vmin = -1, .vmax = 1, .colormap = ar::colormaps::viridis}));
    CHECK(p.color_type == PNG_COLOR_TYPE_PALETTE);
    const auto& table = ar::colormaps::viridis.entries();
    CHECK(p.rgba(0, 0) == rgba{table[0].r, table[0].g, table[0].b, 255});
    CHECK(p.rgba(0, 1) == rgba{table[128].r, table[128].g, table[128].b, 255});
    CHECK(p.rgba(0, 2) == rgba{table[255].r, table[255].g, table[255].b, 255});
    CHECK(p.rgba(1, 0) == rgba{0, 0, 0, 0}); // NaN is transparent
  }
  {
    const auto p = shown(ar::nbimage(v, {.vmin = -1,
                                         .vmax = 1,
                                         .colormap = ar::colormaps::viridis,
                                         .bad = ar::color{1, 2, 3, 4},
                                         .under = ar::color{5, 6, 7},
                                         .over = ar::color{8, 9, 10, 11}}));
    CHECK(p.rgba(1, 0) == rgba{1, 2, 3, 4});
    CHECK(p.rgba(1, 1) == rgba{8, 9, 10, 11});
    CHECK(p.rgba(1, 2) == rgba{5, 6, 7, 255});
  }
  {
    const auto p = shown(ar::nbimage(v, {.vmin = -1, .vmax = 1}));
    CHECK(p.color_type == PNG_COLOR_TYPE_GRAY_ALPHA);
    CHECK(p.rgba(1, 0)[3] == 0);
    CHECK(p.rgba(0, 1) == rgba{128, 128, 128, 255});
  }
  {
    const auto p = shown(ar::nbimage(v, {.vmin = -1, .vmax = 1, .bit_depth = 16}));
    CHECK(p.bit_depth == 16);
    CHECK(p.rgba(0, 1) == rgba{32768, 32768, 32768, 65535});
  }
  {
    const ar::notebook_image image = ar::nbimage(v, {.vmin = -1,
                                                     .vmax = 1,
                                                     .colormap = ar::colormaps::magma,
                                                     .level = 0,
                                                     .upscale = 3,
                                                     .dpi = 100.0,
                                                     .text = {{"Title", "u"}},
                                                     .describe = true});
    const auto p = shown(image);
    CHECK(p.width == 9);
    CHECK(p.height == 6);
    CHECK(image.png.width == 9);
    CHECK(image.png.height == 6);
    CHECK(image.display.alt == "9 x 6 pixels");
    CHECK(p.texts.at("Title") == "u");
    CHECK(p.texts.at("vmin") == "-1");
    CHECK(p.texts.at("vmax") == "1");
    CHECK(p.texts.at("colormap") == "magma");
    CHECK(p.tagged_srgb);
    CHECK(contains({reinterpret_cast<const char*>(image.png.bytes.data()), image.png.bytes.size()},
                   "pHYs"));
  }
  const std::vector<std::complex<float>> waves{{3, 4}, {0, 1}, {0, 0}, {10, 0}};
  CHECK(shown(ar::nbimage(ar::view(waves, {2, 2}), {.vmin = 0, .vmax = 10})).components ==
        std::vector<unsigned>{128, 25, 0, 255});
  CHECK(shown(ar::nbimage(ar::view(waves, {2, 2}),
                          {.complex_as = ar::complex_part::imag, .vmin = 0, .vmax = 4}))
            .components == std::vector<unsigned>{255, 64, 0, 0});
}

TEST_CASE("nbimage: filter and strategy arrive, and change bytes but no pixel") {
  std::vector<float> data(64 * 64);
  for (std::size_t i = 0; i < data.size(); ++i)
    data[i] = std::sin(static_cast<float>(i % 64) / 9) * std::cos(static_cast<float>(i / 64) / 7);
  const auto v = ar::view(data, {64, 64});
  const ar::notebook_image plain = ar::nbimage(v);
  for (const ar::nbimage_options& o :
       {ar::nbimage_options{.level = 1}, ar::nbimage_options{.filter = ar::png_filter::none},
        ar::nbimage_options{.strategy = ar::png_strategy::huffman}}) {
    const ar::notebook_image other = ar::nbimage(v, o);
    CHECK(other.png.bytes != plain.png.bytes);
    CHECK(shown(other).components == shown(plain).components);
  }
  CHECK(ar::nbimage(v).png.bytes == plain.png.bytes);
}

TEST_CASE("nbimage: a raster passes as it is") {
  ar::raster<std::uint8_t> indexed(2, 3);
  const std::array<std::uint8_t, 6> pixels{2, 1, 0, 0, 1, 2};
  std::copy(pixels.begin(), pixels.end(), indexed.pixels().begin());
  indexed.palette({{10, 20, 30}, {40, 50, 60, 70}, {255, 0, 255}});
  const auto p = shown(ar::nbimage(indexed));
  CHECK(p.color_type == PNG_COLOR_TYPE_PALETTE);
  CHECK(p.components == std::vector<unsigned>{2, 1, 0, 0, 1, 2});
  REQUIRE(p.palette.size() == 3);
  CHECK(p.palette[0] == rgba{10, 20, 30, 255});
  CHECK(p.palette[1] == rgba{40, 50, 60, 70});
  CHECK(p.palette[2] == rgba{255, 0, 255, 255});

  ar::raster<std::uint16_t> deep(1, 2, 3);
  const std::array<std::uint16_t, 6> values{0, 1, 65535, 32768, 257, 256};
  std::copy(values.begin(), values.end(), deep.pixels().begin());
  const auto q = shown(ar::nbimage(deep));
  CHECK(q.bit_depth == 16);
  CHECK(q.components == std::vector<unsigned>(values.begin(), values.end()));

  const auto large = shown(ar::nbimage(indexed, {.upscale = 2, .text = {{"Title", "u"}}}));
  CHECK(large.width == 6);
  CHECK(large.rgba(1, 2) == rgba{40, 50, 60, 70});
  CHECK(large.texts.at("Title") == "u");

  // A range is for values: then the components are mapped like those of any array.
  CHECK(shown(ar::nbimage(indexed, {.vmin = 0, .vmax = 2})).components ==
        std::vector<unsigned>{255, 128, 0, 0, 128, 255});
  CHECK(shown(ar::nbimage(indexed, {.colormap = ar::colormaps::viridis})).rgba(0, 0) ==
        rgba{ar::colormaps::viridis[2].r, ar::colormaps::viridis[2].g, ar::colormaps::viridis[2].b,
             255});
}

TEST_CASE("nbimage takes containers as they are") {
  const std::vector<std::vector<int>> nested{{0, 1}, {2, 3}};
  CHECK(shown(ar::nbimage(nested)).components == std::vector<unsigned>{0, 85, 170, 255});
  const float field[2][3] = {{0, 1, 2}, {3, 4, 5}};
  CHECK(shown(ar::nbimage(field)).width == 3);
}

TEST_CASE("nbimage: data_uri and html") {
  const std::vector<std::uint8_t> data = counting(6);
  const ar::notebook_image image = ar::nbimage(ar::view(data, {2, 3}));
  CHECK(image.png.mime == "image/png");
  CHECK(image.png.width == 3);
  CHECK(image.png.height == 2);
  CHECK(image.data_uri() == "data:image/png;base64," + ar::base64(image.png.bytes));
  const std::string html = image.html();
  CHECK(html.starts_with("<div "));
  CHECK(contains(html, "resize:both;"));
  CHECK(contains(html, "image-rendering:pixelated;"));
  CHECK(contains(html, "<img src=\"" + image.data_uri() + "\" alt=\"3 x 2 pixels\" width=\"3\""));

  const std::string other = ar::nbimage(ar::view(data, {2, 3}), {.alt = "<u>",
                                                                 .title = "t",
                                                                 .width = 30,
                                                                 .height = 40,
                                                                 .css_class = "c",
                                                                 .style = "border:0",
                                                                 .loading = ar::loading::lazy,
                                                                 .pixelated = false,
                                                                 .draggable = false})
                                .html();
  CHECK(other.starts_with("<img "));
  CHECK(contains(other, " alt=\"&lt;u&gt;\" title=\"t\" width=\"30\" height=\"40\" class=\"c\" "
                        "style=\"aspect-ratio:30/40;border:0\" loading=\"lazy\">"));
  // An empty text is for a decoration.
  CHECK(contains(ar::nbimage(ar::view(data, {2, 3}), {.alt = ""}).html(), " alt=\"\""));
  CHECK(contains(ar::nbimage(ar::view(data, {2, 3}), {.upscale = 4}).html(),
                 "alt=\"12 x 8 pixels\" width=\"12\" height=\"8\""));
}

TEST_CASE("nbimage: saveas writes the file and appends the extension") {
  const std::vector<float> data{0, 1, 2, 3};
  const auto v = ar::view(data, {2, 2});
  struct entry {
    const char* given;
    const char* made;
  };
  for (const auto& [given, made] :
       {entry{"u", "u.png"}, entry{"u.png", "u.png"}, entry{"U.PNG", "U.PNG"},
        entry{"u.Png", "u.Png"}, entry{"u.v2", "u.v2.png"}, entry{"upng", "upng.png"},
        entry{"u.png.gz", "u.png.gz.png"}, entry{"u.jpg", "u.jpg.png"}, entry{"u.", "u..png"},
        entry{".png", ".png"}, entry{"\xc3\xa9", "\xc3\xa9.png"}}) {
    const test::folder dir;
    const ar::notebook_image image = ar::nbimage(v, {.saveas = (dir / given)});
    CHECK(dir.names() == std::vector<std::string>{made});
    CHECK(bytes_of((dir / made)) == image.png.bytes);
    const test::folder other;
    image.save((other / given));
    CHECK(other.names() == std::vector<std::string>{made});
    CHECK(bytes_of((other / made)) == image.png.bytes);
  }
  CHECK(ar::detail::with_extension(".png", ".png") == ".png");
  CHECK(ar::detail::with_extension("png", ".png") == "png.png");
  CHECK(ar::detail::with_extension("x.MP4", ".mp4") == "x.MP4");
}

TEST_CASE("nbimage: a file that cannot be written is an error with its path") {
  const std::vector<float> data{0, 1, 2, 3};
  const auto v = ar::view(data, {2, 2});
  const test::folder dir;
  const std::string path = (dir / "none/u");
  try {
    (void)ar::nbimage(v, {.saveas = path});
    FAIL("no error");
  } catch (const ar::error& e) {
    CHECK(e.kind() == ar::error_kind::io);
    CHECK(e.path() == path + ".png");
  }
  CHECK(dir.names().empty());
  // Errors of the mapping leave no file either.
  CHECK_THROWS_AS(ar::nbimage(v, {.vmin = 2, .vmax = 1, .saveas = (dir / "u")}), ar::error);
  CHECK(dir.names().empty());
  // An empty path does not become the name of a hidden file.
  CHECK_THROWS_AS(ar::nbimage(v).save(""), ar::error);
}

TEST_CASE("nbimage: options that contradict each other or are outside their ranges") {
  const std::vector<float> data{0, 1, 2, 3};
  const auto v = ar::view(data, {2, 2});
  check_refused([&] { (void)ar::nbimage(v, {.vmin = 1, .vmax = 1}); }, "vmin");
  check_refused([&] { (void)ar::nbimage(v, {.vmin = nan_value}); }, "vmin");
  check_refused([&] { (void)ar::nbimage(v, {.bit_depth = 7}); }, "bit depth of 7");
  check_refused([&] { (void)ar::nbimage(v, {.level = 10}); }, "level of 10");
  check_refused([&] { (void)ar::nbimage(v, {.upscale = 0}); }, "factor of 0");
  check_refused([&] { (void)ar::nbimage(v, {.width = 0}).html(); }, "width of 0");
}

TEST_CASE("a raster is mapped only where the options ask for it") {
  ar::raster<std::uint8_t> gray(1, 2);
  gray.pixels()[0] = 10;
  gray.pixels()[1] = 20;
  CHECK(ar::nbimage(gray).png == ar::encode_png(gray));
  CHECK(ar::nbimage(gray, {.bit_depth = 16}).png ==
        ar::encode_png(ar::view(gray), {.bit_depth = 16}));
  CHECK(ar::nbimage(gray, {.vmin = 10, .vmax = 20}).png ==
        ar::encode_png(ar::view(gray), {.vmin = 10, .vmax = 20}));
  CHECK_THROWS_AS(ar::nbimage(gray, {.bit_depth = 5}), ar::error);
  gray.palette(std::vector<ar::color>(21));
  CHECK_THROWS_AS(ar::nbimage(gray, {.bit_depth = 16}), ar::error);
}
