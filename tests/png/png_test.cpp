// What a PNG file says and holds, chunk by chunk, and which options are refused.
#include "catch.hpp"

#include <algorithm>
#include <complex>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <memory>
#include <optional>
#include <random>
#include <span>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include <arrayreel/adapt.hpp>
#include <arrayreel/nbimage.hpp>
#include <arrayreel/png.hpp>

#include "support/folder.hpp"
#include "support/limits.hpp"
#include "support/png_chunks.hpp"
#include "support/png_decode.hpp"
#include "support/thrown.hpp"

namespace ar = arrayreel;
using test::data_of;
using test::refusal_of;
using test::says;

namespace {

template <class P>
ar::raster<P> picture_of(std::size_t height, std::size_t width, std::size_t channels) {
  ar::raster<P> result(height, width, channels);
  std::uint32_t state = 12345;
  std::size_t i = 0;
  for (P& component : result.pixels()) {
    state = state * 1664525U + 1013904223U;
    // Half of it smooth, so that filters and the search for repetitions have something to find.
    component = static_cast<P>(i++ / 7 % 2 == 0 ? i : state >> 12);
  }
  return result;
}

template <class P> std::vector<std::uint16_t> components_of(const ar::raster<P>& picture) {
  return {picture.pixels().begin(), picture.pixels().end()};
}

std::vector<std::string> types_of(std::span<const std::uint8_t> bytes) {
  std::vector<std::string> result;
  for (const test::png_chunk& chunk : test::chunks_of(bytes))
    if (result.empty() || chunk.type != "IDAT" || result.back() != "IDAT")
      result.push_back(chunk.type);
  return result;
}

std::string big_endian(std::uint32_t n) {
  return {static_cast<char>(n >> 24), static_cast<char>(n >> 16), static_cast<char>(n >> 8),
          static_cast<char>(n)};
}

using names = std::vector<std::string>;

template <class P> void check_header(std::size_t channels, char color_type) {
  const ar::raster<P> picture = picture_of<P>(5, 300, channels);
  const ar::encoded png = ar::encode_png(picture);
  CHECK(types_of(png.bytes) == names{"IHDR", "sRGB", "IDAT", "IEND"});
  std::string expected = big_endian(300) + big_endian(5);
  expected += static_cast<char>(8 * sizeof(P));
  expected += color_type;
  expected += std::string(3, '\0'); // deflate, adaptive filters, not interlaced
  CHECK(data_of(png.bytes, "IHDR") == names{expected});
  CHECK(data_of(png.bytes, "sRGB") == names{std::string(1, '\0')}); // perceptual
  CHECK(data_of(png.bytes, "IEND") == names{""});
  CHECK(png.mime == "image/png");
  CHECK(png.width == 300);
  CHECK(png.height == 5);
  CHECK(png.duration == 0);
  CHECK(test::decode_with_libpng(png.bytes).components == components_of(picture));
}

} // namespace

TEST_CASE("a header says what the raster is, sRGB is there, and nothing that was not asked for") {
  check_header<std::uint8_t>(1, 0);
  check_header<std::uint8_t>(2, 4);
  check_header<std::uint8_t>(3, 2);
  check_header<std::uint8_t>(4, 6);
  check_header<std::uint16_t>(1, 0);
  check_header<std::uint16_t>(2, 4);
  check_header<std::uint16_t>(3, 2);
  check_header<std::uint16_t>(4, 6);
}

TEST_CASE("sides beyond libpng's own limit of a million") {
  ar::raster<std::uint8_t> wide(1, 1'000'001);
  std::fill(wide.pixels().begin(), wide.pixels().end(), std::uint8_t{7});
  const test::decoded_png back = test::decode_with_spng(ar::encode_png(wide).bytes);
  CHECK(back.shape.width == 1'000'001);
  CHECK(back.components == components_of(wide));
}

TEST_CASE("a palette is PLTE, and tRNS up to the last entry that is not opaque") {
  ar::raster<std::uint8_t> picture(2, 3);
  for (std::size_t i = 0; i < 6; ++i) picture.pixels()[i] = static_cast<std::uint8_t>(i % 4);

  SECTION("opaque") {
    picture.palette({{1, 2, 3}, {4, 5, 6}, {7, 8, 9}, {250, 251, 252}});
    const ar::encoded png = ar::encode_png(picture);
    CHECK(types_of(png.bytes) == names{"IHDR", "sRGB", "PLTE", "IDAT", "IEND"});
    CHECK(data_of(png.bytes, "PLTE") == names{"\x01\x02\x03\x04\x05\x06\x07\x08\x09\xfa\xfb\xfc"});
    CHECK(data_of(png.bytes, "IHDR")[0].substr(8, 2) == "\x08\x03");
  }
  SECTION("transparent in the middle") {
    picture.palette({{1, 2, 3}, {4, 5, 6, 77}, {7, 8, 9, 0}, {250, 251, 252}});
    const ar::encoded png = ar::encode_png(picture);
    CHECK(types_of(png.bytes) == names{"IHDR", "sRGB", "PLTE", "tRNS", "IDAT", "IEND"});
    CHECK(data_of(png.bytes, "PLTE")[0].size() == 12);
    CHECK(data_of(png.bytes, "tRNS") == names{std::string("\xff\x4d\x00", 3)});
  }
  SECTION("transparent first and last") {
    picture.palette({{1, 2, 3, 1}, {4, 5, 6}, {7, 8, 9}, {250, 251, 252, 254}});
    CHECK(data_of(ar::encode_png(picture).bytes, "tRNS") == names{"\x01\xff\xff\xfe"});
  }
  SECTION("256 entries, the last one transparent") {
    std::vector<ar::color> table(256, ar::color{9, 8, 7});
    table.back() = ar::transparent;
    picture.palette(table);
    picture.pixels()[0] = 255;
    const ar::encoded png = ar::encode_png(picture);
    CHECK(data_of(png.bytes, "PLTE")[0].size() == 768);
    CHECK(data_of(png.bytes, "tRNS") == names{std::string(255, '\xff') + '\0'});
    CHECK(test::decode_with_libpng(png.bytes).palette == table);
  }
  SECTION("one entry") {
    std::fill(picture.pixels().begin(), picture.pixels().end(), std::uint8_t{0});
    picture.palette({{1, 2, 3}});
    CHECK(test::decode_with_spng(ar::encode_png(picture).bytes).palette.size() == 1);
  }
  SECTION("a pixel set beyond the palette afterwards") {
    picture.palette({{1, 2, 3}, {4, 5, 6}, {7, 8, 9}, {250, 251, 252}});
    picture.pixels()[5] = 4;
    CHECK_THAT(refusal_of([&] { (void)ar::encode_png(picture); }),
               says("pixel of 4") && says("4 colours"));
  }
}

TEST_CASE("a physical size is pHYs, in pixels per meter rounded to the nearest") {
  const auto picture = picture_of<std::uint8_t>(2, 2, 1);
  const auto phys_of = [&](double dpi) {
    return data_of(ar::encode_png(picture, {.dpi = dpi}).bytes, "pHYs");
  };
  const auto expected = [](std::uint32_t per_meter) {
    return names{big_endian(per_meter) + big_endian(per_meter) + '\1'};
  };
  CHECK(phys_of(300) == expected(11811));
  CHECK(phys_of(72) == expected(2835)); // 2834.65
  CHECK(phys_of(96) == expected(3780)); // 3779.53
  CHECK(phys_of(0.0127) == expected(1));
  CHECK(phys_of(54546084) == expected(2147483622));
  CHECK(types_of(ar::encode_png(picture, {.dpi = 300}).bytes) ==
        names{"IHDR", "sRGB", "pHYs", "IDAT", "IEND"});

  const auto refusal = [&](double dpi) { return refusal_of([&] { (void)phys_of(dpi); }); };
  CHECK_THAT(refusal(0), says("0 dpi") && says("expected"));
  CHECK_THAT(refusal(-300), says("-300 dpi"));
  CHECK_THAT(refusal(0.0126), says("0.0126 dpi"));
  CHECK_THAT(refusal(54546084.65), says("54546084.65 dpi")); // 2147483647.6 per meter
  CHECK_THAT(refusal(54546085), says("54546085 dpi"));
  CHECK_THAT(refusal(std::numeric_limits<double>::quiet_NaN()), says("nan dpi"));
  CHECK_THAT(refusal(std::numeric_limits<double>::infinity()), says("inf dpi"));
}

TEST_CASE("text is tEXt in Latin-1 where that can hold it, else iTXt in UTF-8") {
  const auto picture = picture_of<std::uint8_t>(2, 2, 1);
  const auto with_text = [&](std::vector<ar::png_text_entry> text) {
    return ar::encode_png(picture, {.text = std::move(text)}).bytes;
  };
  const std::string nul(1, '\0');

  SECTION("contents and order") {
    const std::string delta = "\xce\x94t = \xe2\x85\x93";
    const auto bytes = with_text({{"Title", "Gr\xc3\xbc\xc3\x9f"},
                                  {"\xc3\x9cnit", delta},
                                  {"Author", ""},
                                  {"Comment", "two\nlines"}});
    names found;
    for (const test::png_chunk& chunk : test::chunks_of(bytes))
      if (chunk.type == "tEXt" || chunk.type == "iTXt") found.push_back(chunk.type + chunk.data);
    CHECK(found == names{"tEXtTitle" + nul + "Gr\xfc\xdf",
                         // keyword, not compressed, method, no language, no translated keyword
                         "iTXt\xdcnit" + nul + nul + nul + nul + nul + delta, "tEXtAuthor" + nul,
                         "tEXtComment" + nul + "two\nlines"});
    CHECK_NOTHROW(test::decode_with_libpng(bytes));
  }
  SECTION("long text and the same keyword often") {
    const std::string text(200'000, 'x');
    CHECK(data_of(with_text({{"Comment", text}}), "tEXt") == names{"Comment" + nul + text});
    const std::string wide = text + "\xe2\x82\xac";
    CHECK(data_of(with_text({{"Comment", wide}}), "iTXt")[0].substr(12) == wide);
    CHECK(data_of(with_text(std::vector<ar::png_text_entry>(500, {"k", "v"})), "tEXt") ==
          names(500, "k" + nul + "v"));
  }
  SECTION("keywords of 79 characters, in bytes of Latin-1") {
    std::string umlauts;
    for (int i = 0; i < 79; ++i) umlauts += "\xc3\xa4";
    CHECK(data_of(with_text({{umlauts, ""}}), "tEXt") == names{std::string(79, '\xe4') + nul});
    CHECK_NOTHROW(with_text({{std::string(79, 'k'), ""}}));
    CHECK_THAT(refusal_of([&] { with_text({{umlauts + "a", ""}}); }), says("keyword"));
    CHECK_THAT(refusal_of([&] { with_text({{std::string(80, 'k'), ""}}); }),
               says(std::string(80, 'k')));
  }
  SECTION("keywords that are refused") {
    for (const std::string& keyword :
         {std::string(), std::string(" a"), std::string("a "), std::string(" "),
          std::string("a  b"), std::string("a\nb"), std::string("a\x7f"), std::string("a\xc2\xa0z"),
          std::string("a\xc2\x85z"), std::string("\xce\xa9")}) {
      const std::string refusal = refusal_of([&] { with_text({{keyword, "text"}}); });
      INFO(refusal);
      CHECK_THAT(refusal, says("a text keyword of '") && says("expected 1 to 79"));
      // A printable keyword is shown as it is.
      if (keyword == "a  b" || keyword == "\xce\xa9") CHECK_THAT(refusal, says(keyword));
    }
    CHECK_THAT(refusal_of([&] { with_text({{std::string("a\0b", 3), ""}}); }),
               says("zero byte") && says("byte 1"));
  }
  SECTION("texts that are refused") {
    CHECK_THAT(refusal_of([&] { with_text({{"k", "ab\xff"}}); }),
               says("malformed UTF-8") && says("byte 2"));
    CHECK_THAT(refusal_of([&] { with_text({{"k", "\xed\xa0\x80"}}); }), says("malformed"));
    CHECK_THAT(refusal_of([&] { with_text({{"k", std::string("a\0b", 3)}}); }), says("zero byte"));
  }
}

TEST_CASE("every filter, strategy and level gives the same pixels and is really used") {
  const auto picture = picture_of<std::uint8_t>(20, 31, 3);
  const std::vector<std::uint16_t> expected = components_of(picture);
  constexpr ar::png_filter filters[] = {
      ar::png_filter::automatic, ar::png_filter::none,  ar::png_filter::sub,     ar::png_filter::up,
      ar::png_filter::average,   ar::png_filter::paeth, ar::png_filter::adaptive};
  constexpr ar::png_strategy strategies[] = {ar::png_strategy::automatic,
                                             ar::png_strategy::standard, ar::png_strategy::filtered,
                                             ar::png_strategy::huffman, ar::png_strategy::rle};
  for (const ar::png_filter filter : filters)
    for (const ar::png_strategy strategy : strategies)
      for (int level = 0; level <= 9; ++level) {
        const auto bytes =
            ar::encode_png(picture, {.level = level, .filter = filter, .strategy = strategy}).bytes;
        INFO(static_cast<int>(filter) << ' ' << static_cast<int>(strategy) << ' ' << level);
        REQUIRE(test::decode_with_spng(bytes).components == expected);
        REQUIRE(test::decode_with_libpng(bytes).components == expected);
        const std::string rows = test::inflated(test::zlib_stream_of(bytes), 20 * (31 * 3 + 1));
        const bool one_filter =
            filter != ar::png_filter::automatic && filter != ar::png_filter::adaptive;
        for (std::size_t y = 0; one_filter && y < 20; ++y)
          REQUIRE(rows[y * (31 * 3 + 1)] == static_cast<int>(filter) - 1);
      }
}

TEST_CASE("adaptive filtering chooses per row") {
  // Rows that repeat what is above, and rows of a slope, after rows of noise.
  ar::raster<std::uint8_t> picture(3, 200);
  std::mt19937 random(1);
  for (std::uint8_t& p : picture.row(0)) p = static_cast<std::uint8_t>(random());
  std::copy(picture.row(0).begin(), picture.row(0).end(), picture.row(1).begin());
  for (std::size_t x = 0; x < 200; ++x) picture.row(2)[x] = static_cast<std::uint8_t>(x);
  const auto bytes = ar::encode_png(picture, {.filter = ar::png_filter::adaptive}).bytes;
  const std::string rows = test::inflated(test::zlib_stream_of(bytes), 3 * 201);
  CHECK(rows[201] == 2);
  CHECK(rows[402] == 1);
}

TEST_CASE("a level and a strategy reach zlib") {
  // Long repetitions at a distance: for the standard search alone.
  ar::raster<std::uint8_t> picture(64, 256);
  std::mt19937 random(1);
  for (std::uint8_t& p : picture.row(0)) p = static_cast<std::uint8_t>(random());
  for (std::size_t y = 1; y < 64; ++y)
    std::copy(picture.row(0).begin(), picture.row(0).end(), picture.row(y).begin());
  const auto stream = [&](int level, ar::png_strategy strategy) {
    return test::zlib_stream_of(
        ar::encode_png(picture,
                       {.level = level, .filter = ar::png_filter::none, .strategy = strategy})
            .bytes);
  };
  // RFC 1950: two bits that name the compressor's effort.
  const auto effort = [&](int level) {
    return static_cast<unsigned char>(stream(level, ar::png_strategy::standard)[1]) >> 6;
  };
  CHECK(effort(1) == 0);
  CHECK(effort(2) == 1);
  CHECK(effort(5) == 1);
  CHECK(effort(6) == 2);
  CHECK(effort(9) == 3);
  const std::size_t raw = 64 * 257;
  CHECK(stream(0, ar::png_strategy::standard).size() > raw);
  CHECK(stream(6, ar::png_strategy::standard).size() < raw / 20);
  CHECK(stream(6, ar::png_strategy::filtered).size() < raw / 20);
  CHECK(stream(6, ar::png_strategy::huffman).size() > raw / 2);
  CHECK(stream(6, ar::png_strategy::rle).size() > raw / 2);

  ar::raster<std::uint8_t> constant(64, 256);
  std::fill(constant.pixels().begin(), constant.pixels().end(), std::uint8_t{99});
  const auto size = [&](ar::png_strategy strategy) {
    return ar::encode_png(constant, {.filter = ar::png_filter::none, .strategy = strategy})
        .bytes.size();
  };
  CHECK(size(ar::png_strategy::rle) < size(ar::png_strategy::huffman) / 4);

  // Repetitions of four bytes, which `filtered` leaves alone.
  ar::raster<std::uint8_t> words(64, 256);
  for (std::size_t i = 0; i < 64 * 256; i += 4) {
    const auto word = static_cast<std::uint8_t>(random() % 16);
    for (std::size_t k = 0; k < 4; ++k)
      words.pixels()[i + k] = static_cast<std::uint8_t>(word * 16 + word * k + k);
  }
  const auto size_of_words = [&](ar::png_strategy strategy) {
    return ar::encode_png(words, {.filter = ar::png_filter::none, .strategy = strategy})
        .bytes.size();
  };
  CHECK(size_of_words(ar::png_strategy::standard) < size_of_words(ar::png_strategy::filtered));
}

TEST_CASE("options outside their ranges are refused by name") {
  const auto picture = picture_of<std::uint8_t>(2, 2, 1);
  const std::vector<float> values{1, 2, 3, 4};
  const auto field = ar::view(values, {2, 2});
  const auto raster_refusal = [&](const ar::png_options& o) {
    return refusal_of([&] { (void)ar::encode_png(picture, o); });
  };
  const auto array_refusal = [&](const ar::image_options& o) {
    return refusal_of([&] { (void)ar::encode_png(field, o); });
  };
  for (const int level : {-1, 10, -2147483647, 2147483647}) {
    const std::string expected = "level of " + std::to_string(level) + ";";
    CHECK_THAT(raster_refusal({.level = level}), says(expected));
    CHECK_THAT(array_refusal({.level = level}), says(expected));
  }
  for (const unsigned depth : {0U, 1U, 7U, 15U, 32U, 4294967295U})
    CHECK_THAT(array_refusal({.bit_depth = depth}),
               says("bit depth of " + std::to_string(depth) + ";") && says("8 or 16"));
  CHECK_THAT(raster_refusal({.upscale = 0}), says("upscale factor of 0"));
  CHECK_THAT(array_refusal({.upscale = 0}), says("upscale factor of 0"));
  CHECK_THAT(raster_refusal({.filter = static_cast<ar::png_filter>(7)}),
             says("filter") && says("7"));
  CHECK_THAT(raster_refusal({.strategy = static_cast<ar::png_strategy>(255)}),
             says("strategy") && says("255"));
  // Who compresses must be clear.
  CHECK_THAT(raster_refusal({.compression = ar::png_compression::fast, .level = 3}),
             says("compression beside a level"));
  CHECK_THAT(
      array_refusal({.compression = ar::png_compression::smallest, .filter = ar::png_filter::up}),
      says("compression beside a level, a filter"));
  CHECK_THAT(array_refusal({.dpi = -1.5}), says("-1.5 dpi"));
  CHECK_THAT(array_refusal({.text = {{"", ""}}}), says("keyword of ''"));
  // All of it together with an enlargement, which must not hide them.
  CHECK_THAT(raster_refusal({.level = 11, .upscale = 3}), says("level of 11"));

  const auto huge = test::error_of([&] { (void)ar::encode_png(picture, {.upscale = 1U << 31}); });
  REQUIRE(huge);
  CHECK(huge->kind == ar::error_kind::limit);
  CHECK(huge->says(sizeof(std::size_t) > 4 ? "4294967296" : "2147483648"));
  const auto wraps =
      test::error_of([&] { (void)ar::encode_png(picture, {.upscale = SIZE_MAX / 2 + 2}); });
  REQUIRE(wraps);
  CHECK(wraps->kind == ar::error_kind::limit);
  CHECK(wraps->says(std::to_string(SIZE_MAX / 2 + 2)));
}

TEST_CASE("the same picture and options give the same bytes, whichever way they go") {
  const ar::png_options options{.level = 7,
                                .filter = ar::png_filter::adaptive,
                                .upscale = 2,
                                .dpi = 150,
                                .text = {{"Title", "a"}, {"Unit", "\xce\xa9"}}};
  ar::raster<std::uint8_t> picture = picture_of<std::uint8_t>(40, 50, 1);
  for (std::uint8_t& p : picture.pixels()) p %= 16;
  picture.palette(std::vector<ar::color>(16, ar::color{1, 2, 3, 4}));
  const ar::encoded first = ar::encode_png(picture, options);
  {
    // Other contents of memory, which must not show.
    const auto other = ar::encode_png(picture_of<std::uint16_t>(100, 33, 4));
    CHECK(other.bytes != first.bytes);
  }
  CHECK(ar::encode_png(picture, options) == first);

  const test::folder folder;
  ar::write_png(folder / "a.png", picture, options);
  CHECK(test::read_file(folder / "a.png") == first.bytes);
  ar::write_file(folder / "b.png", first);
  CHECK(test::read_file(folder / "b.png") == first.bytes);
  std::vector<std::uint8_t> taken;
  const auto take = [&](std::span<const std::uint8_t> bytes) {
    taken.insert(taken.end(), bytes.begin(), bytes.end());
    return true;
  };
  ar::write_png(take, picture, options);
  CHECK(taken == first.bytes);

  const std::vector<double> values{0.5, -1, 2, std::numeric_limits<double>::quiet_NaN(), 7, 8};
  const auto field = ar::view(values, {2, 3});
  const ar::image_options shown{.colormap = ar::colormaps::viridis, .dpi = 72, .describe = true};
  const ar::encoded from_array = ar::encode_png(field, shown);
  CHECK(ar::encode_png(field, shown) == from_array);
  ar::write_png(folder / "c.png", field, shown);
  CHECK(test::read_file(folder / "c.png") == from_array.bytes);
  taken.clear();
  ar::write_png(take, field, shown);
  CHECK(taken == from_array.bytes);
  CHECK(folder.names() == names{"a.png", "b.png", "c.png"});
}

TEST_CASE("cells that are not square have blocks of two factors") {
  const std::vector<std::uint8_t> cells{1, 2, 3, 4, 5, 6};
  const ar::encoded png =
      ar::encode_png(ar::view(cells, {2, 3}), ar::image_options{.upscale = {4, 5}});
  const test::decoded_png back = test::decode_with_libpng(png.bytes);
  CHECK(png.height == 8);
  CHECK(png.width == 15);
  REQUIRE(back.shape.width == 15);
  bool same = true;
  for (std::size_t y = 0; y < 8; ++y)
    for (std::size_t x = 0; x < 15; ++x)
      same &= back.components[y * 15 + x] == cells[y / 4 * 3 + x / 5];
  CHECK(same);
  for (const ar::upscale_factors& wrong :
       {ar::upscale_factors(0, 2), ar::upscale_factors(2, 0), ar::upscale_factors(0, 1)})
    CHECK(test::error_of([&] {
            static_cast<void>(
                ar::encode_png(ar::view(cells, {2, 3}), ar::image_options{.upscale = wrong}));
          })->kind == ar::error_kind::parameter);
}

TEST_CASE("an enlarged picture has blocks for pixels") {
  const auto check = []<class P>(const ar::raster<P>& picture, std::size_t factor) {
    const ar::encoded png = ar::encode_png(picture, {.upscale = factor});
    const test::decoded_png back = test::decode_with_libpng(png.bytes);
    REQUIRE(png.width == picture.width() * factor);
    REQUIRE(png.height == picture.height() * factor);
    REQUIRE(back.shape.width == png.width);
    REQUIRE(back.shape.height == png.height);
    REQUIRE(back.palette == picture.palette());
    bool same = true;
    for (std::size_t y = 0; y < png.height; ++y)
      for (std::size_t x = 0; x < png.width; ++x)
        for (std::size_t c = 0; c < picture.channels(); ++c)
          same &= back.components[(y * png.width + x) * picture.channels() + c] ==
                  picture(y / factor, x / factor)[c];
    CHECK(same);
  };
  for (const std::size_t factor : {1U, 2U, 3U, 8U})
    for (std::size_t channels = 1; channels <= 4; ++channels) {
      check(picture_of<std::uint8_t>(3, 5, channels), factor);
      check(picture_of<std::uint16_t>(5, 3, channels), factor);
    }
  ar::raster<std::uint8_t> indexed(2, 2);
  std::fill(indexed.pixels().begin(), indexed.pixels().end(), std::uint8_t{1});
  indexed.palette({{1, 2, 3}, {4, 5, 6, 7}});
  check(indexed, 3);
}

namespace {

template <class T>
void check_describe(const std::vector<T>& values, const ar::image_options& plain,
                    const names& expected, const ar::shape& extents = {2, 3}) {
  const auto field = ar::view(values.data(), extents);
  ar::image_options described = plain;
  described.describe = true;
  const ar::encoded png = ar::encode_png(field, described);
  std::vector<std::string> texts;
  for (const std::string& text : data_of(png.bytes, "tEXt")) {
    const std::size_t zero = text.find('\0');
    texts.push_back(text.substr(0, zero) + "=" + text.substr(zero + 1));
  }
  CHECK(texts == expected);
  // It describes the picture; it does not change it.
  CHECK(test::decode_with_libpng(png.bytes) ==
        test::decode_with_libpng(ar::encode_png(field, plain).bytes));
}

} // namespace

TEST_CASE("describe says vmin, vmax, norm and colormap, and leaves the pixels alone") {
  const std::vector<float> floats{-1.5F, 0, 1, 2, 2.25F, 0.5F};
  check_describe(floats, {}, {"vmin=-1.5", "vmax=2.25"});
  check_describe(floats, {.vmin = 0}, {"vmin=0", "vmax=2.25"});
  check_describe(floats, {.vmin = -10, .vmax = 10, .colormap = ar::colormaps::viridis},
                 {"vmin=-10", "vmax=10", "colormap=viridis"});
  check_describe(floats, {.vsym = true}, {"vmin=-2.25", "vmax=2.25"});
  check_describe(floats, {.range = ar::value_range{-3, 3}}, {"vmin=-3", "vmax=3"});
  check_describe(floats, {.percentile = ar::percentiles{0, 100}}, {"vmin=-1.5", "vmax=2.25"});
  check_describe(floats, {.gamma = 0.5}, {"vmin=-1.5", "vmax=2.25", "norm=power gamma=0.5"});
  check_describe(floats, {.norm = ar::two_slope_norm{0}},
                 {"vmin=-1.5", "vmax=2.25", "norm=two_slope vcenter=0"});
  check_describe(floats, {.bit_depth = 16}, {"vmin=-1.5", "vmax=2.25"});
  check_describe(floats, {.text = {{"Title", "x"}}}, {"vmin=-1.5", "vmax=2.25", "Title=x"});
  check_describe(floats, {.axes = ar::axes::yxc}, {"vmin=-1.5", "vmax=2.25"}, {1, 2, 3});
  const float nan = std::numeric_limits<float>::quiet_NaN();
  check_describe<float>({nan, 1, 4, 2, 2, nan}, {}, {"vmin=1", "vmax=4"});
  check_describe<float>({1, 2, 4, 8, 0, -1}, {.norm = ar::log_norm{}},
                        {"vmin=1", "vmax=8", "norm=log"});
  check_describe<double>({0.1, 0.1, 0.1, 0.1, 0.1, 1e300}, {}, {"vmin=0.1", "vmax=1e+300"});

  // Integers that pass as pixels have no range.
  check_describe<std::uint8_t>({0, 1, 2, 3, 4, 200}, {}, {});
  check_describe<std::uint8_t>({0, 1, 2, 3, 4, 200}, {.bit_depth = 16}, {});
  check_describe<std::uint8_t>({0, 1, 2, 3, 4, 200}, {.colormap = ar::colormaps::magma},
                               {"colormap=magma"});
  check_describe<std::uint8_t>({0, 1, 2, 3, 4, 200}, {.vmax = 100}, {"vmin=0", "vmax=100"});
  check_describe<std::uint16_t>({0, 1, 2, 3, 4, 2000}, {.bit_depth = 16}, {});
  check_describe<std::uint16_t>({0, 1, 2, 3, 4, 2000}, {.axes = ar::axes::yxc, .bit_depth = 16}, {},
                                {2, 1, 3});
  check_describe<std::uint16_t>({0, 1, 2, 3, 4, 2000}, {}, {"vmin=0", "vmax=2000"});
  check_describe<std::int8_t>({-9, 1, 2, 3, 4, 100}, {}, {"vmin=-9", "vmax=100"});
  check_describe<int>({-9, 1, 2, 3, 4, 100}, {.colormap = ar::colormaps::viridis},
                      {"vmin=-9", "vmax=100", "colormap=viridis"});
  check_describe<int>({-9, 1, 2, 3, 4, 100}, {.colormap = ar::colormaps::tab10},
                      {"colormap=tab10"});
  check_describe<int>({-9, 1, 2, 3, 4, 100}, {.vmin = 0, .colormap = ar::colormaps::tab10},
                      {"vmin=0", "vmax=100", "colormap=tab10"});

  const bool flags[] = {false, false, false, true};
  const auto flag_view = ar::view(flags, {2, 2});
  CHECK(data_of(ar::encode_png(flag_view, {.describe = true}).bytes, "tEXt") ==
        names{std::string("vmin\0"
                          "0",
                          6),
              std::string("vmax\0"
                          "1",
                          6)});

  using complex = std::complex<double>;
  const std::vector<complex> z{{3, 4}, {0, 1}, {0, -2}, {1, 0}, {-1, 0}, {0, 0}};
  check_describe(z, {}, {"vmin=0", "vmax=5"});
  check_describe(z, {.complex_as = ar::complex_part::imag}, {"vmin=-2", "vmax=4"});
  check_describe(z, {.complex_as = ar::complex_part::phase_hue}, {"vmin=0", "vmax=5"});
  check_describe(z, {.complex_as = ar::complex_part::phase},
                 {"vmin=-3.141592653589793", "vmax=3.141592653589793"});
}

TEST_CASE("an image of a notebook takes all options of a PNG") {
  const std::vector<float> floats{-1.5F, 0, 1, 2, 2.25F, 0.5F};
  const auto field = ar::view(floats, {2, 3});
  CHECK(ar::nbimage(field, {.vmin = -2,
                            .colormap = ar::colormaps::viridis,
                            .bit_depth = 16,
                            .level = 3,
                            .filter = ar::png_filter::sub,
                            .strategy = ar::png_strategy::rle,
                            .upscale = 2,
                            .dpi = 100,
                            .text = {{"a", "b"}},
                            .describe = true})
            .png == ar::encode_png(field, {.vmin = -2,
                                           .colormap = ar::colormaps::viridis,
                                           .bit_depth = 16,
                                           .level = 3,
                                           .filter = ar::png_filter::sub,
                                           .strategy = ar::png_strategy::rle,
                                           .upscale = 2,
                                           .dpi = 100,
                                           .text = {{"a", "b"}},
                                           .describe = true}));
  ar::raster<std::uint8_t> picture = picture_of<std::uint8_t>(2, 2, 1);
  picture.palette(std::vector<ar::color>(256, ar::color{1, 2, 3, 4}));
  CHECK(ar::nbimage(picture, {.level = 3, .dpi = 100}).png ==
        ar::encode_png(picture, {.level = 3, .dpi = 100}));

  const test::folder folder;
  const ar::notebook_image shown = ar::nbimage(field, {.saveas = folder / "a"});
  CHECK(test::read_file(folder / "a.png") == shown.png.bytes);
  shown.save(folder / "b.PNG");
  CHECK(folder.names() == names{"a.png", "b.PNG"});
}

namespace {

template <class P>
void check_rows(const ar::raster<P>& picture, const ar::png_options& options = {}) {
  const test::folder folder;
  const ar::png_format format{.width = picture.width(),
                              .height = picture.height(),
                              .channels = picture.channels(),
                              .bit_depth = 8 * sizeof(P),
                              .palette = picture.palette()};
  const auto expected = ar::encode_png(picture, options).bytes;

  ar::png_writer writer(folder / "a.png", format, options);
  for (std::size_t y = 0; y < picture.height(); ++y) {
    CHECK(writer.rows() == y);
    writer.push_row(picture.row(y));
  }
  CHECK(folder.names() != names{"a.png"});
  writer.finish();
  CHECK(writer.rows() == picture.height());
  CHECK(test::read_file(folder / "a.png") == expected);

  std::size_t asked = 0;
  ar::write_png_rows(
      folder / "b.png", format,
      [&](std::size_t y, std::span<P> row) {
        CHECK(y == asked++);
        std::copy(picture.row(y).begin(), picture.row(y).end(), row.begin());
      },
      options);
  CHECK(test::read_file(folder / "b.png") == expected);
  CHECK(folder.names() == names{"a.png", "b.png"});
}

} // namespace

TEST_CASE("rows one by one give the same file as the whole picture") {
  for (std::size_t channels = 1; channels <= 4; ++channels) {
    check_rows(picture_of<std::uint8_t>(7, 9, channels));
    check_rows(picture_of<std::uint16_t>(9, 7, channels));
  }
  check_rows(picture_of<std::uint8_t>(1, 1, 1));
  check_rows(picture_of<std::uint8_t>(300, 400, 3),
             {.level = 9, .filter = ar::png_filter::paeth, .dpi = 10, .text = {{"a", "b"}}});
  ar::raster<std::uint8_t> indexed(4, 3);
  for (std::size_t i = 0; i < 12; ++i) indexed.pixels()[i] = static_cast<std::uint8_t>(i % 5);
  indexed.palette({{1, 2, 3}, {4, 5, 6}, {7, 8, 9, 10}, {11, 12, 13}, {14, 15, 16}});
  check_rows(indexed);
}

TEST_CASE("one function for both depths fills the one that is asked for") {
  const test::folder folder;
  const auto fill = [](std::size_t y, auto row) {
    for (auto& component : row)
      component = static_cast<std::remove_reference_t<decltype(component)>>(1000 * y + 7);
  };
  ar::write_png_rows(folder / "8.png", {.width = 3, .height = 2}, fill);
  ar::write_png_rows(folder / "16.png", {.width = 3, .height = 2, .bit_depth = 16}, fill);
  CHECK(test::decode_with_libpng(test::read_file(folder / "8.png")).components ==
        std::vector<std::uint16_t>{7, 7, 7, 239, 239, 239});
  CHECK(test::decode_with_libpng(test::read_file(folder / "16.png")).components ==
        std::vector<std::uint16_t>{7, 7, 7, 1007, 1007, 1007});
}

TEST_CASE("formats of rows that are refused, before any file") {
  const test::folder folder;
  const auto refusal = [&](const ar::png_format& format, const ar::png_options& options = {}) {
    return refusal_of([&] { ar::png_writer(folder / "a.png", format, options); });
  };
  CHECK_THAT(refusal({.width = 0, .height = 5}), says("0 x 5") && says("expected"));
  CHECK_THAT(refusal({.width = 5, .height = 0}), says("5 x 0"));
  CHECK_THAT(refusal({.width = 2147483648U, .height = 5}), says("2147483648 x 5"));
  CHECK_THAT(refusal({.width = 5, .height = test::size_max}), says("5 x " + test::size_max_text));
  CHECK_THAT(refusal({.width = 5, .height = 5, .channels = 0}), says("0 channels"));
  CHECK_THAT(refusal({.width = 5, .height = 5, .channels = 5}), says("5 channels"));
  CHECK_THAT(refusal({.width = 5, .height = 5, .bit_depth = 4}), says("bit depth of 4"));
  CHECK_THAT(refusal({.width = 5, .height = 5, .bit_depth = 24}), says("bit depth of 24"));
  const std::vector<ar::color> table(2);
  CHECK_THAT(refusal({.width = 5, .height = 5, .channels = 3, .palette = table}),
             says("palette of 2 colours for 3 channels"));
  CHECK_THAT(refusal({.width = 5, .height = 5, .bit_depth = 16, .palette = table}),
             says("palette of 2 colours") && says("16 bits"));
  CHECK_THAT(
      refusal({.width = 5, .height = 5, .palette = std::vector<ar::color>(257, ar::color{})}),
      says("palette of 257 colours"));
  CHECK_THAT(refusal({.width = 5, .height = 5}, {.upscale = 2}), says("upscale factor of 2"));
  CHECK_THAT(refusal({.width = 5, .height = 5}, {.upscale = 0}), says("upscale factor of 0"));
  CHECK_THAT(refusal({.width = 5, .height = 5}, {.level = 12}), says("level of 12"));
  CHECK(folder.names().empty());

  ar::raster<std::uint8_t> picture(1, 1);
  picture.pixels()[0] = 2;
  CHECK_THAT(refusal_of([&] { picture.palette(std::vector<ar::color>(257)); }), says("257"));
  CHECK_THAT(refusal_of([&] { picture.palette({}); }), says("palette of 0 colours"));
  CHECK_THAT(refusal_of([&] { picture.palette(table); }), says("pixel of 2") && says("2 colours"));
}

TEST_CASE("rows that are refused, after which the writer goes on") {
  const test::folder folder;
  const std::vector<std::uint8_t> row8(6, 1);
  const std::vector<std::uint16_t> row16(6, 1);
  const auto some8 = [&](std::size_t n) { return std::span(row8).first(n); };

  ar::png_writer writer(folder / "a.png", {.width = 2, .height = 2, .channels = 2});
  CHECK_THAT(refusal_of([&] { writer.push_row(some8(3)); }),
             says("3 components of 8 bits") && says("expected 4 of 8"));
  CHECK_THAT(refusal_of([&] { writer.push_row(some8(5)); }), says("5 components"));
  CHECK_THAT(refusal_of([&] { writer.push_row(some8(0)); }), says("0 components"));
  CHECK_THAT(refusal_of([&] { writer.push_row(std::span(row16).first(4)); }),
             says("4 components of 16 bits") && says("expected 4 of 8"));
  CHECK_THAT(refusal_of([&] { writer.finish(); }), says("after 0 rows; expected 2"));
  writer.push_row(some8(4));
  CHECK_THAT(refusal_of([&] { writer.finish(); }), says("after 1 rows; expected 2"));
  CHECK(writer.rows() == 1);
  writer.push_row(some8(4));
  CHECK_THAT(refusal_of([&] { writer.push_row(some8(4)); }), says("row 2") && says("2 rows"));
  CHECK(folder.names() != names{"a.png"});
  writer.finish();
  CHECK(folder.names() == names{"a.png"});
  CHECK(test::decode_with_spng(test::read_file(folder / "a.png")).components ==
        std::vector<std::uint16_t>(8, 1));
  CHECK_THAT(refusal_of([&] { writer.push_row(some8(4)); }), says("finished already"));
  CHECK_THAT(refusal_of([&] { writer.finish(); }), says("finished already"));

  ar::png_writer indexed(folder / "b.png",
                         {.width = 2, .height = 1, .palette = {{1, 2, 3}, {4, 5, 6}}});
  const std::uint8_t beyond[] = {1, 2};
  CHECK_THAT(refusal_of([&] { indexed.push_row(std::span<const std::uint8_t>(beyond)); }),
             says("pixel of 2") && says("2 colours"));
  CHECK(indexed.rows() == 0);
}

TEST_CASE("a writer that goes away unfinished leaves nothing, and one that moves goes on") {
  const test::folder folder;
  const std::vector<std::uint8_t> row(300, 1);
  {
    ar::png_writer writer(folder / "a.png", {.width = 300, .height = 2});
    writer.push_row(std::span<const std::uint8_t>(row));
    // At most a temporary file, where the file system has none without a name.
    CHECK(folder.names().size() <= 1);
    for (const std::string& name : folder.names()) CHECK(name.starts_with(".arrayreel-"));
  }
  CHECK(folder.names().empty());

  std::optional<ar::png_writer> first(std::in_place, folder / "b.png",
                                      ar::png_format{.width = 300, .height = 2});
  first->push_row(std::span<const std::uint8_t>(row));
  ar::png_writer second = std::move(*first);
  CHECK_THAT(refusal_of([&] { first->push_row(std::span<const std::uint8_t>(row)); }),
             says("no more calls"));
  first.reset();
  second.push_row(std::span<const std::uint8_t>(row));
  second.finish();
  CHECK(folder.names() == names{"b.png"});
}

TEST_CASE("what the function for rows throws comes through, and no file is left") {
  const test::folder folder;
  struct own {
    std::size_t row;
  };
  for (const std::size_t bad : {0U, 1U, 499U}) {
    std::optional<std::size_t> caught;
    try {
      ar::write_png_rows(folder / "a.png", {.width = 300, .height = 500},
                         [&](std::size_t y, std::span<std::uint8_t> row) {
                           std::fill(row.begin(), row.end(), static_cast<std::uint8_t>(y));
                           if (y == bad) throw own{y};
                         });
    } catch (const own& e) {
      caught = e.row;
    }
    CHECK(caught == bad);
    CHECK(folder.names().empty());
  }
  // A function for 8 bits and a format of 16.
  CHECK_THAT(refusal_of([&] {
               ar::write_png_rows(folder / "a.png", {.width = 3, .height = 5, .bit_depth = 16},
                                  [](std::size_t, std::span<std::uint8_t>) {});
             }),
             says("3 components of 8 bits") && says("expected 3 of 16"));
  CHECK(folder.names().empty());
}
