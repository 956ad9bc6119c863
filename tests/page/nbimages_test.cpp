// nbimages.hpp: several arrays in one grid, with captions and one range.
#include <arrayreel/mime_bundle.hpp>
#include <arrayreel/nbimages.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <numeric>
#include <string>
#include <vector>

#include "catch.hpp"
#include "support/folder.hpp"
#include "support/read_png.hpp"
#include "support/refusal.hpp"

namespace {

namespace ar = arrayreel;
using ar::error_kind;
using rgba = std::array<unsigned, 4>;

// 0 to 255 and 256 to 511 in 16 × 16.
struct two_fields {
  std::vector<double> a = std::vector<double>(256);
  std::vector<double> b = std::vector<double>(256);
  two_fields() {
    std::iota(a.begin(), a.end(), 0.0);
    std::iota(b.begin(), b.end(), 256.0);
  }
  [[nodiscard]] ar::notebook_images shown(const ar::nbimages_options& o) const {
    return ar::nbimages({{"a", ar::view(a, {16, 16})}, {"b < c", ar::view(b, {16, 16})}}, o);
  }
};

test::read_picture read(const ar::encoded& png) { return test::read_png(png.bytes); }

std::size_t count_of(const std::string& text, const std::string& part) {
  std::size_t count = 0;
  for (std::size_t at = text.find(part); at != text.npos; at = text.find(part, at + 1)) ++count;
  return count;
}

} // namespace

TEST_CASE("each picture has its own range, unless they share one") {
  const two_fields fields;
  const ar::notebook_images own = fields.shown({.columns = 2});
  REQUIRE(own.pictures.size() == 2);
  CHECK(own.columns == 2);
  // The last value of each is white: floor(255 * 256 / 255) is cut to 255.
  for (const ar::notebook_image& picture : own.pictures) {
    CHECK(read(picture.png).rgba(0, 0)[0] == 0);
    CHECK(read(picture.png).rgba(15, 15)[0] == 255);
  }
  const ar::notebook_images shared = fields.shown({.columns = 2, .share_range = true});
  const test::read_picture a = read(shared.pictures[0].png);
  const test::read_picture b = read(shared.pictures[1].png);
  // 0 to 511: floor(x * 256 / 511).
  CHECK(a.rgba(0, 0)[0] == 0);
  CHECK(a.rgba(15, 15)[0] == 127);
  CHECK(b.rgba(0, 0)[0] == 128);
  CHECK(b.rgba(15, 15)[0] == 255);
}

TEST_CASE("a shared range is that of all options, and passes over what has no values") {
  const std::vector<double> none(4, std::numeric_limits<double>::quiet_NaN());
  const std::vector<double> below{-4, -3, -2, 0};
  const std::vector<float> above{0, 1, 2, 3};
  const auto red_of = [](const ar::notebook_images& all, std::size_t i, std::size_t x) {
    return read(all.pictures[i].png).rgba(x / 2, x % 2)[0];
  };
  const auto shown = [&](const ar::nbimages_options& o) {
    return ar::nbimages({{"", ar::view(none, {2, 2})},
                         {"", ar::view(below, {2, 2})},
                         {"", ar::view(above, {2, 2})}},
                        o);
  };
  // −4 to 4: zero is level 128, 3 is 7/8 of 256.
  const ar::notebook_images all = shown({.vsym = true, .share_range = true});
  CHECK(red_of(all, 1, 3) == 128);
  CHECK(red_of(all, 2, 0) == 128);
  CHECK(red_of(all, 2, 3) == 224);
  // An end that is given stays: −8 to 3.
  const ar::notebook_images given = shown({.vmin = -8, .share_range = true});
  CHECK(red_of(given, 1, 3) == 186); // floor(8 * 256 / 11)
  CHECK(red_of(given, 2, 0) == 186);
  // uint8 passes as it is, also where all share.
  const std::vector<std::uint8_t> pixels{7, 8, 9, 10};
  const auto untouched = ar::nbimages(
      {{"", ar::view(pixels, {2, 2})}, {"", ar::view(pixels, {2, 2})}}, {.share_range = true});
  CHECK(red_of(untouched, 1, 0) == 7);
}

TEST_CASE("the one picture has all of them, each in its cell") {
  const two_fields fields;
  const test::read_picture row = read(fields.shown({.upscale = 4, .columns = 2, .gap = 10}).png);
  // Without columns two stand side by side, too.
  CHECK(row.height == read(fields.shown({.upscale = 4, .gap = 10}).png).height);
  const test::read_picture column = read(fields.shown({.upscale = 4, .columns = 1, .gap = 10}).png);
  CHECK(row.width == 2 * column.width + 10);
  CHECK(column.height == 2 * row.height + 10);
  REQUIRE(row.height > 64 + 10);
  // A cell is 64 pixels wide where its caption is not wider; the caption is below.
  CHECK(row.width == 138);
  CHECK(row.rgba(0, 0)[0] == 0);
  CHECK(row.rgba(63, 63)[0] == 255);
  CHECK(row.rgba(3, 74)[0] == 0);
  CHECK(row.rgba(63, 137)[0] == 255);
  CHECK(row.rgba(20, 69) == rgba{255, 255, 255, 255});
  bool ink = false;
  for (std::size_t y = 64; y < row.height; ++y)
    for (std::size_t x = 0; x < 64; ++x) ink = ink || row.rgba(y, x)[0] == 0;
  CHECK(ink);
}

TEST_CASE("rasters, palettes and arrays of other types stand in one grid") {
  ar::raster<std::uint8_t> indices(8, 8);
  std::fill(indices.pixels().begin(), indices.pixels().end(), std::uint8_t{1});
  indices.palette({{0, 0, 0}, {10, 200, 30}});
  const std::vector<std::vector<int>> nested{{0, 1}, {2, 3}};
  const ar::notebook_images all = ar::nbimages({{"raster", indices}, {"nested", nested}});
  const test::read_picture whole = read(all.png);
  std::size_t green = 0;
  for (std::size_t y = 0; y < whole.height; ++y)
    for (std::size_t x = 0; x < whole.width; ++x)
      green += whole.rgba(y, x) == rgba{10, 200, 30, 255} ? 1U : 0U;
  CHECK(green == 64);
  CHECK(read(all.pictures[1].png).rgba(1, 1)[0] == 255);
  std::vector<ar::captioned_array> some;
  some.emplace_back("n", nested);
  CHECK(ar::nbimages(some).pictures.size() == 1);
}

TEST_CASE("in a page they are a grid of pictures with captions") {
  const two_fields fields;
  const ar::notebook_images all = fields.shown({.columns = 2});
  const std::string html = all.html();
  CHECK(count_of(html, "<img ") == 2);
  CHECK(count_of(html, "<figcaption>b &lt; c</figcaption>") == 1);
  CHECK(count_of(html, "repeat(2,") == 1);
  CHECK(count_of(html, "alt=\"a\"") == 1);
  const std::vector<ar::mime_part> parts = ar::mime_bundle(all);
  REQUIRE(parts.size() == 3);
  CHECK(parts[0].type == "image/png");
  CHECK(parts[1].data == html);
  CHECK(all.data_uri().starts_with("data:image/png;base64," + parts[0].data.substr(0, 100)));
}

TEST_CASE("the grid is saved as one file") {
  const test::folder folder;
  const two_fields fields;
  const ar::notebook_images all = fields.shown({.saveas = folder / "grid"});
  CHECK(test::read_file(folder / "grid.png") == all.png.bytes);
}

TEST_CASE("a grid of nothing is refused") {
  CHECK_REFUSED(ar::nbimages(std::vector<ar::captioned_array>{}), error_kind::parameter,
                "0 arrays for nbimages");
  const two_fields fields;
  CHECK_REFUSED(fields.shown({.columns = 0}), error_kind::parameter, "0 columns");
  CHECK_REFUSED(fields.shown({.colorbar_label = "u"}), error_kind::parameter, "colorbar");
}
