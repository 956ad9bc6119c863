// What pictures are compressed for: every compression of every kind of picture gives the same
// colours, and smallest is.
#include "catch.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <random>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <zlib.h>

#include <arrayreel/detail/deflate/deflate_scanner.hpp>
#include <arrayreel/detail/deflate/deflater.hpp>
#include <arrayreel/detail/png/filters.hpp>
#include <arrayreel/nbimage.hpp>
#include <arrayreel/png.hpp>

#include "support/folder.hpp"
#include "support/png_chunks.hpp"
#include "support/png_decode.hpp"
#include "support/png_expand.hpp"
#include "support/simd_sets.hpp"

namespace ar = arrayreel;

namespace {

using ar::png_compression;
constexpr png_compression compressions[] = {png_compression::fast, png_compression::balanced,
                                            png_compression::smallest};

// std::mt19937 returns a wider type than it fills.
struct words {
  explicit words(std::uint32_t seed) : engine(seed) {}
  std::uint32_t operator()() { return static_cast<std::uint32_t>(engine()); }
  std::mt19937 engine;
};

struct size {
  std::size_t width;
  std::size_t height;
};

// The components of a pixel of any kind, from a generator of the test's own.
template <class P> using pixel_maker = std::function<void(words&, size, std::size_t, P*)>;

template <class P>
ar::raster<P> picture_of(size s, std::size_t channels, const pixel_maker<P>& make,
                         std::vector<ar::color> palette = {}) {
  words random(static_cast<std::uint32_t>(s.width * 7919 + s.height));
  ar::raster<P> picture(s.height, s.width, channels);
  for (std::size_t i = 0; i < s.width * s.height; ++i)
    make(random, s, i, picture.pixels().data() + i * channels);
  if (!palette.empty()) picture.palette(std::move(palette));
  return picture;
}

std::uint8_t byte(words& random) { return static_cast<std::uint8_t>(random() >> 7); }

// Red, green, blue and alpha of every pixel, by the meaning of channels and palettes alone.
template <class P> std::vector<std::uint16_t> colors_of(const ar::raster<P>& picture) {
  std::vector<std::uint16_t> result;
  const auto add = [&](unsigned x) {
    result.push_back(static_cast<std::uint16_t>(sizeof(P) == 1 ? x * 257 : x));
  };
  const std::size_t channels = picture.channels();
  for (std::size_t i = 0; i < picture.width() * picture.height(); ++i) {
    const P* const p = picture.pixels().data() + i * channels;
    if (!picture.palette().empty()) {
      const ar::color& c = picture.palette()[p[0]];
      for (const unsigned x : {c.r, c.g, c.b, c.a}) add(x);
      continue;
    }
    for (std::size_t c = 0; c < 3; ++c) add(p[channels < 3 ? 0 : c]);
    add(channels % 2 == 0 ? p[channels - 1] : sizeof(P) == 1 ? 255U : 65535U);
  }
  return result;
}

struct kind {
  std::string name;
  std::function<ar::raster<std::uint8_t>(size)> make;
  // What the smallest file says of a picture that is large enough to show all of it.
  unsigned bit_depth;
  int color_type;
};

kind bytes(std::string name, std::size_t channels, const pixel_maker<std::uint8_t>& make,
           unsigned bit_depth, int color_type) {
  return {std::move(name), [=](size s) { return picture_of<std::uint8_t>(s, channels, make); },
          bit_depth, color_type};
}

kind indices(std::string name, std::vector<ar::color> palette, unsigned used, unsigned bit_depth,
             int color_type) {
  return {std::move(name),
          [=](size s) {
            return picture_of<std::uint8_t>(
                s, 1,
                [=](words& random, size, std::size_t, std::uint8_t* p) {
                  *p = static_cast<std::uint8_t>(random() % used);
                },
                palette);
          },
          bit_depth, color_type};
}

// So many colours, far from each other.
ar::color color_numbered(unsigned k) {
  return {static_cast<std::uint8_t>(k * 67), static_cast<std::uint8_t>(k * 131 + 9),
          static_cast<std::uint8_t>(k * 29 + 100)};
}

constexpr int gray = 0;
constexpr int rgb = 2;
constexpr int indexed = 3;
constexpr int gray_alpha = 4;
constexpr int rgba = 6;

std::vector<kind> kinds() {
  const auto levels = [](unsigned count, unsigned step) {
    return [=](words& random, size, std::size_t, std::uint8_t* p) {
      *p = static_cast<std::uint8_t>(random() % count * step);
    };
  };
  const auto colors = [](unsigned count, unsigned transparent, bool alpha) {
    return [=](words& random, size, std::size_t, std::uint8_t* p) {
      const unsigned k = random() % count;
      const ar::color c = color_numbered(k);
      p[0] = c.r;
      p[1] = c.g;
      p[2] = c.b;
      if (alpha) p[3] = k < transparent ? static_cast<std::uint8_t>(k * 40) : std::uint8_t{255};
    };
  };
  std::vector<kind> result;
  const auto noise = [](std::size_t channels, std::uint8_t alpha_bits) {
    return [=](words& random, size, std::size_t, std::uint8_t* p) {
      for (std::size_t c = 0; c < channels; ++c) p[c] = byte(random);
      if (channels % 2 == 0) p[channels - 1] |= alpha_bits;
    };
  };
  result.push_back(bytes("noise", 1, noise(1, 0), 8, gray));
  result.push_back(bytes(
      "smooth", 1,
      [](words&, size s, std::size_t i, std::uint8_t* p) {
        *p = static_cast<std::uint8_t>((i % s.width * 3 + i / s.width * 2) / 4);
      },
      8, gray));
  result.push_back(bytes("black and white", 1, levels(2, 255), 1, gray));
  result.push_back(bytes("4 levels", 1, levels(4, 85), 2, gray));
  result.push_back(bytes("16 levels", 1, levels(16, 17), 4, gray));
  result.push_back(bytes("2 levels between", 1, levels(2, 100), 1, indexed));
  result.push_back(bytes("3 levels between", 1, levels(3, 100), 2, indexed));
  result.push_back(bytes("9 levels between", 1, levels(9, 11), 4, indexed));
  result.push_back(bytes("20 levels between", 1, levels(20, 11), 8, gray));
  result.push_back(bytes("opaque gray", 2, noise(2, 255), 8, gray));
  result.push_back(bytes("translucent gray", 2, noise(2, 0), 8, gray_alpha));
  // One colour is transparent, and transparent wherever it occurs, or is not.
  const auto holes = [](std::size_t channels, bool twice) {
    return [=](words& random, size, std::size_t, std::uint8_t* p) {
      const bool hole = random() % 4 == 0;
      for (std::size_t c = 0; c + 1 < channels; ++c)
        p[c] = hole ? std::uint8_t{77} : static_cast<std::uint8_t>(78 + random() % 177);
      p[channels - 1] = hole ? 0 : 255;
      if (twice && random() % 2 == 0)
        for (std::size_t c = 0; c + 1 < channels; ++c) p[c] = 77;
    };
  };
  result.push_back(bytes("gray with holes", 2, holes(2, false), 8, gray));
  result.push_back(bytes("gray with holes of a level in use", 2, holes(2, true), 8, indexed));
  result.push_back(bytes("colour with holes", 4, holes(4, false), 8, rgb));
  result.push_back(bytes("colour with holes of a colour in use", 4, holes(4, true), 8, rgba));
  const auto gray_colors = [](std::size_t channels, unsigned count, unsigned step) {
    return [=](words& random, size, std::size_t, std::uint8_t* p) {
      std::fill(p, p + 3, static_cast<std::uint8_t>(random() % count * step));
      if (channels == 4) p[3] = 255;
    };
  };
  result.push_back(bytes("RGB that is gray", 3, gray_colors(3, 256, 1), 8, gray));
  result.push_back(bytes("RGBA that is gray", 4, gray_colors(4, 256, 1), 8, gray));
  result.push_back(bytes("RGBA of black and white", 4, gray_colors(4, 2, 255), 1, gray));
  result.push_back(bytes("RGB", 3, noise(3, 0), 8, rgb));
  result.push_back(bytes("opaque RGBA", 4, noise(4, 255), 8, rgb));
  result.push_back(bytes("RGBA", 4, noise(4, 0), 8, rgba));
  result.push_back(bytes("2 colours", 3, colors(2, 0, false), 1, indexed));
  result.push_back(bytes("4 colours", 3, colors(4, 0, false), 2, indexed));
  result.push_back(bytes("9 colours", 3, colors(9, 0, false), 4, indexed));
  result.push_back(bytes("17 colours", 3, colors(17, 0, false), 8, indexed));
  result.push_back(bytes("256 colours", 3, colors(256, 0, false), 8, indexed));
  result.push_back(bytes("200 colours, some translucent", 4, colors(200, 5, true), 8, indexed));
  result.push_back(bytes("3 colours, one transparent", 4, colors(3, 1, true), 2, indexed));

  std::vector<ar::color> table;
  for (unsigned k = 0; k < 256; ++k) table.push_back(color_numbered(k));
  result.push_back(indices("palette", table, 256, 8, indexed));
  result.push_back(indices("palette of which 3 are used", table, 3, 2, indexed));
  table[255].a = 0;
  table[7].a = 100;
  result.push_back(indices("palette with transparent ones", table, 256, 8, indexed));
  result.push_back(indices("palette of 9 with transparent ones", {table.begin(), table.begin() + 9},
                           9, 4, indexed));
  for (unsigned k = 0; k < 256; ++k) table[k] = {std::uint8_t(k), std::uint8_t(k), std::uint8_t(k)};
  result.push_back(indices("palette of grays", table, 256, 8, gray));
  for (unsigned k = 0; k < 256; ++k) table[k] = color_numbered(k / 32);
  result.push_back(indices("palette of the same colours", table, 256, 4, indexed));
  result.push_back(indices("palette of one", {{1, 2, 3, 4}}, 1, 1, indexed));
  return result;
}

struct deep_kind {
  const char* name;
  std::size_t channels;
  pixel_maker<std::uint16_t> make;
  unsigned bit_depth;
  int color_type;
};

std::vector<deep_kind> deep_kinds() {
  const auto noise = [](std::size_t channels, std::uint16_t alpha, bool halves) {
    return [=](words& random, size, std::size_t, std::uint16_t* p) {
      for (std::size_t c = 0; c < channels; ++c)
        p[c] = halves ? static_cast<std::uint16_t>(byte(random) * 257)
                      : static_cast<std::uint16_t>(random() >> 3);
      if (channels % 2 == 0) p[channels - 1] |= alpha;
    };
  };
  return {
      {"gray", 1, noise(1, 0, false), 16, gray},
      {"smooth", 1,
       [](words&, size s, std::size_t i, std::uint16_t* p) {
         *p = static_cast<std::uint16_t>(i % s.width * 37 + i / s.width * 23);
       },
       16, gray},
      {"gray of equal halves", 1, noise(1, 0, true), 8, gray},
      {"gray and alpha", 2, noise(2, 0, false), 16, gray_alpha},
      {"opaque gray", 2, noise(2, 0xffff, false), 16, gray},
      {"RGB", 3, noise(3, 0, false), 16, rgb},
      {"RGB of equal halves", 3, noise(3, 0, true), 8, rgb},
      {"RGB that is gray", 3,
       [](words& random, size, std::size_t, std::uint16_t* p) {
         std::fill(p, p + 3, static_cast<std::uint16_t>(random() >> 3));
       },
       16, gray},
      {"black and white in RGBA", 4,
       [](words& random, size, std::size_t, std::uint16_t* p) {
         std::fill(p, p + 3, static_cast<std::uint16_t>(random() % 2 * 0xffff));
         p[3] = 0xffff;
       },
       1, gray},
      {"RGBA", 4, noise(4, 0, false), 16, rgba},
      {"opaque RGBA", 4, noise(4, 0xffff, false), 16, rgb},
      {"RGBA with holes", 4,
       [](words& random, size, std::size_t, std::uint16_t* p) {
         const bool hole = random() % 3 == 0;
         for (std::size_t c = 0; c < 3; ++c)
           p[c] = hole ? std::uint16_t{777} : static_cast<std::uint16_t>(random() % 60000 + 800);
         p[3] = hole ? 0 : 0xffff;
       },
       16, rgb},
      {"gray with holes of equal halves", 2,
       [](words& random, size, std::size_t, std::uint16_t* p) {
         const bool hole = random() % 3 == 0;
         p[0] =
             hole ? std::uint16_t{3 * 257} : static_cast<std::uint16_t>((random() % 200 + 9) * 257);
         p[1] = hole ? 0 : 0xffff;
       },
       8, gray},
  };
}

template <class P>
void check_colors(const ar::raster<P>& picture, std::span<const std::uint8_t> png) {
  const std::vector<std::uint16_t> expected = colors_of(picture);
  // Not as vectors, whose elements would be printed.
  const bool by_libpng = test::rgba16_by_libpng(png) == expected;
  const bool by_spng = test::rgba16_by_spng(png) == expected;
  CHECK(by_libpng);
  CHECK(by_spng);
}

[[nodiscard]] const char* name_of(const png_compression& c) {
  return c == png_compression::fast ? "fast" : c == png_compression::balanced ? "balanced" : "smallest";
}

// Every compression, and what they have to do with each other.
template <class P> std::vector<std::uint8_t> check_compressions(const ar::raster<P>& picture) {
  std::vector<std::size_t> sizes;
  std::vector<std::uint8_t> last;
  for (const png_compression c : compressions) {
    INFO("compression " << name_of(c));
    last = ar::encode_png(picture, {.compression = c}).bytes;
    check_colors(picture, last);
    sizes.push_back(last.size());
  }
  CHECK(sizes[2] <= sizes[0]);
  CHECK(sizes[2] <= sizes[1]);
  return last;
}

constexpr size sizes[] = {{1, 1}, {1, 7}, {7, 1}, {5, 3}, {17, 13}, {33, 9}, {97, 64}};

// More than one strip of each compression, most of it noise, which takes little time; its first
// rows are smooth.
ar::raster<std::uint8_t> several_strips() {
  return picture_of<std::uint8_t>(
      {1501, 1000}, 3, [](words& random, size s, std::size_t i, std::uint8_t* p) {
        for (std::size_t c = 0; c < 3; ++c)
          p[c] = i / s.width < 100 ? static_cast<std::uint8_t>(i % s.width / 8 * c)
                                   : static_cast<std::uint8_t>(byte(random) & 0x3f);
      });
}

// Two strips of what matches are looked for in, so that libdeflate's blocks are followed by others.
ar::raster<std::uint8_t> two_smooth_strips() {
  return picture_of<std::uint8_t>({1024, 1700}, 1,
                                  [](words&, size s, std::size_t i, std::uint8_t* p) {
                                    const std::size_t x = i % s.width;
                                    const std::size_t y = i / s.width;
                                    *p = static_cast<std::uint8_t>((x * x / 640 + x * y / 900) / 8);
                                  });
}

bool same(const ar::encoded& a, const ar::encoded& b) { return a.bytes == b.bytes; }

} // namespace

TEST_CASE("every compression of every kind of picture has its colours, and smallest is") {
  for (const kind& k : kinds())
    for (const size s : sizes) {
      INFO(k.name << ' ' << s.width << " x " << s.height);
      const std::vector<std::uint8_t> smallest = check_compressions(k.make(s));
      if (s.width < 97) continue;
      const std::string header = test::data_of(smallest, "IHDR").at(0);
      CHECK(static_cast<unsigned>(header[8]) == k.bit_depth);
      CHECK(static_cast<int>(header[9]) == k.color_type);
    }
}

TEST_CASE("every compression of every kind of 16 bits has its colours, and smallest is") {
  for (const deep_kind& k : deep_kinds())
    for (const size s : sizes) {
      INFO(k.name << ' ' << s.width << " x " << s.height);
      const std::vector<std::uint8_t> smallest =
          check_compressions(picture_of<std::uint16_t>(s, k.channels, k.make));
      if (s.width < 97) continue;
      const std::string header = test::data_of(smallest, "IHDR").at(0);
      CHECK(static_cast<unsigned>(header[8]) == k.bit_depth);
      CHECK(static_cast<int>(header[9]) == k.color_type);
    }
}

TEST_CASE("smallest keeps a table as short as its transparent colours") {
  std::vector<ar::color> table;
  for (unsigned k = 0; k < 40; ++k) table.push_back(color_numbered(k));
  table[39].a = 0;
  const auto picture = picture_of<std::uint8_t>(
      {64, 64}, 1,
      [](words& random, size, std::size_t, std::uint8_t* p) {
        *p = static_cast<std::uint8_t>(random() % 20 + 20);
      },
      table);
  const ar::encoded png = ar::encode_png(picture, {.compression = png_compression::smallest});
  CHECK(test::data_of(png.bytes, "PLTE").at(0).size() == 3 * 20);
  CHECK(test::data_of(png.bytes, "tRNS").at(0).size() == 1);
}

TEST_CASE("smooth pictures get smaller from compression to compression") {
  const auto picture = two_smooth_strips();
  std::vector<std::size_t> bytes;
  for (const png_compression c : compressions)
    bytes.push_back(ar::encode_png(picture, {.compression = c}).bytes.size());
  CHECK(bytes[1] < bytes[0]);
  CHECK(bytes[2] < bytes[1]);
}

TEST_CASE("pictures of several strips have their colours and bytes, whatever the threads") {
  for (const auto& picture : {several_strips(), two_smooth_strips()})
    for (const png_compression c : compressions) {
      INFO("compression " << name_of(c));
      const ar::encoded one = ar::encode_png(picture, {.compression = c, .threads = 1});
      check_colors(picture, one.bytes);
      CHECK(same(one, ar::encode_png(picture, {.compression = c, .threads = 2})));
    }
}

TEST_CASE("each set of vector instructions gives the same bytes") {
  const auto all = kinds();
  for (const std::size_t k : {std::size_t{1}, std::size_t{10}, std::size_t{20}, std::size_t{27}}) {
    const auto picture = all.at(k).make({211, 190});
    for (const png_compression c : compressions) {
      const test::using_simd portable(ar::detail::simd_level::portable);
      const ar::encoded expected = ar::encode_png(picture, {.compression = c});
      for (const ar::detail::simd_level set : test::simd_sets()) {
        INFO(all.at(k).name << ", compression " << name_of(c) << ", set "
                            << static_cast<int>(set));
        const test::using_simd other(set);
        CHECK(same(ar::encode_png(picture, {.compression = c}), expected));
      }
    }
  }
}

TEST_CASE("rows one by one have the same colours in every compression") {
  const test::folder folder;
  const std::string path = folder / "rows.png";
  const auto all = kinds();
  std::vector<ar::raster<std::uint8_t>> pictures{several_strips(), two_smooth_strips()};
  for (const std::size_t k : {std::size_t{2}, std::size_t{13}, std::size_t{30}})
    pictures.push_back(all.at(k).make({97, 64}));
  for (const auto& picture : pictures)
    for (const png_compression c : compressions) {
      const std::size_t row = picture.width() * picture.channels();
      ar::png_writer writer(path,
                            {.width = picture.width(),
                             .height = picture.height(),
                             .channels = picture.channels(),
                             .palette = picture.palette()},
                            {.compression = c});
      for (std::size_t y = 0; y < picture.height(); ++y)
        writer.push_row(picture.pixels().subspan(y * row, row));
      writer.finish();
      const std::vector<std::uint8_t> file = test::read_file(path);
      check_colors(picture, file);
      // Rows are not looked at for what they have not.
      const std::string header = test::data_of(file, "IHDR").at(0);
      CHECK(static_cast<int>(header[8]) == 8);
    }
}

TEST_CASE("files, functions and notebooks' pictures get the bytes of encode_png") {
  const test::folder folder;
  std::vector<float> field(60 * 40);
  for (std::size_t i = 0; i < field.size(); ++i) field[i] = static_cast<float>(i % 97 * (i / 60));
  const auto view = ar::view(field, {40, 60});
  for (const png_compression c : compressions) {
    const std::vector<std::uint8_t> expected = ar::encode_png(view, {.compression = c}).bytes;
    const std::string path = folder / "u.png";
    ar::write_png(path, view, {.compression = c});
    CHECK(test::read_file(path) == expected);
    std::vector<std::uint8_t> parts;
    ar::write_png(
        [&](std::span<const std::uint8_t> bytes) {
          parts.insert(parts.end(), bytes.begin(), bytes.end());
          return true;
        },
        view, {.compression = c});
    CHECK(parts == expected);
    CHECK(ar::nbimage(view, {.compression = c}).png.bytes == expected);
  }
}

TEST_CASE("texts and resolution are in every form of the smallest file") {
  const auto picture = kinds().at(2).make({40, 40});
  const ar::encoded png = ar::encode_png(
      picture, {.compression = png_compression::smallest, .dpi = 300, .text = {{"Title", "u"}}});
  CHECK(test::data_of(png.bytes, "tEXt").at(0) == std::string("Title\0u", 7));
  CHECK(test::data_of(png.bytes, "pHYs").size() == 1);
  CHECK(test::data_of(png.bytes, "IHDR").at(0)[8] == 1);
}

TEST_CASE("a sink that takes nothing ends every compression") {
  const auto picture = kinds().at(0).make({30, 30});
  for (const png_compression c : compressions)
    CHECK_THROWS_AS(ar::write_png([](std::span<const std::uint8_t>) { return false; }, picture,
                                  {.compression = c}),
                    ar::error);
}

TEST_CASE("parts of deflate follow each other, wherever their bits end") {
  using ar::detail::deflate_effort;
  words random(9);
  for (const deflate_effort effort : {deflate_effort::quick, deflate_effort::thorough,
                                      deflate_effort::better, deflate_effort::strongest}) {
    ar::detail::deflater deflater(effort);
    std::vector<std::uint8_t> bytes;
    std::vector<std::uint8_t> stream;
    for (std::size_t part = 0; part < 60; ++part) {
      std::vector<std::uint8_t> some(part * part + 1);
      for (std::uint8_t& x : some) x = static_cast<std::uint8_t>(random() % (part + 1));
      bytes.insert(bytes.end(), some.begin(), some.end());
      std::vector<std::uint8_t> out;
      const std::size_t size = deflater.compress(some, part == 59, out, 3);
      stream.insert(stream.end(), out.begin() + 3, out.begin() + 3 + static_cast<long>(size));
      CHECK(out.size() >= 3 + size + 8);
    }
    z_stream z{};
    REQUIRE(inflateInit2(&z, -15) == Z_OK);
    std::vector<std::uint8_t> back(bytes.size() + 1);
    z.next_in = stream.data();
    z.avail_in = static_cast<uInt>(stream.size());
    z.next_out = back.data();
    z.avail_out = static_cast<uInt>(back.size());
    CHECK(inflate(&z, Z_FINISH) == Z_STREAM_END);
    CHECK(z.avail_in == 0);
    CHECK(z.total_out == bytes.size());
    inflateEnd(&z);
    CHECK(std::equal(bytes.begin(), bytes.end(), back.begin()));
  }
}

TEST_CASE("magnitudes are those of signed bytes") {
  std::vector<std::uint8_t> bytes(53);
  for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<std::uint8_t>(i * 37 + 128);
  for (std::size_t n = 0; n <= bytes.size(); ++n) {
    std::uint64_t sum = 0;
    for (std::size_t i = 0; i < n; ++i) sum += bytes[i] < 128 ? bytes[i] : 256U - bytes[i];
    CHECK(ar::detail::magnitudes_of(bytes.data(), n) == sum);
  }
}

TEST_CASE("the last block of any stream of deflate is found") {
  words random(5);
  ar::detail::deflate_scanner scanner;
  for (const std::size_t n : {0U, 1U, 5U, 300U, 70'000U, 400'000U})
    for (const int level : {0, 1, 6, 9})
      for (const int strategy : {Z_DEFAULT_STRATEGY, Z_FILTERED, Z_HUFFMAN_ONLY, Z_RLE, Z_FIXED}) {
        INFO(n << " bytes, level " << level << ", strategy " << strategy);
        std::vector<std::uint8_t> bytes(n);
        for (std::uint8_t& x : bytes) x = static_cast<std::uint8_t>(random() % 23 * (random() % 3));
        const auto deflated = [&](int flush) {
          z_stream z{};
          REQUIRE(deflateInit2(&z, level, Z_DEFLATED, -15, 9, strategy) == Z_OK);
          std::vector<std::uint8_t> out(2 * n + 100);
          z.next_in = bytes.data();
          z.avail_in = static_cast<uInt>(n);
          z.next_out = out.data();
          z.avail_out = static_cast<uInt>(out.size());
          REQUIRE(deflate(&z, flush) == Z_STREAM_END);
          out.resize(z.total_out);
          deflateEnd(&z);
          return out;
        };
        std::vector<std::uint8_t> stream = deflated(Z_FINISH);
        const std::size_t size = stream.size();
        stream.resize(size + 16, 0xaa);
        const auto end = scanner.end_of(stream.data(), size);
        REQUIRE(end.has_value());
        CHECK((end->end + 7) / 8 == size);
        // With the mark gone and an empty block behind it, another stream may follow.
        stream.resize(size);
        stream[end->head / 8] =
            static_cast<std::uint8_t>(stream[end->head / 8] & ~(1U << end->head % 8));
        stream.resize((end->end + 10) / 8, 0);
        static constexpr std::uint8_t empty[] = {0, 0, 0xff, 0xff};
        stream.insert(stream.end(), empty, empty + 4);
        const std::vector<std::uint8_t> second = deflated(Z_FINISH);
        stream.insert(stream.end(), second.begin(), second.end());
        z_stream z{};
        REQUIRE(inflateInit2(&z, -15) == Z_OK);
        std::vector<std::uint8_t> back(2 * n + 1);
        z.next_in = stream.data();
        z.avail_in = static_cast<uInt>(stream.size());
        z.next_out = back.data();
        z.avail_out = static_cast<uInt>(back.size());
        CHECK(inflate(&z, Z_FINISH) == Z_STREAM_END);
        CHECK(z.avail_in == 0);
        CHECK(z.total_out == 2 * n);
        inflateEnd(&z);
        CHECK(std::equal(bytes.begin(), bytes.end(), back.begin()));
        CHECK(std::equal(bytes.begin(), bytes.end(), back.begin() + static_cast<long>(n)));
        // Cut off, it is no stream.
        if (size > 1) {
          stream.resize(size - 1);
          stream.resize(size + 16, 0);
          CHECK_FALSE(scanner.end_of(stream.data(), size - 2).has_value());
        }
      }
}
