// Pictures and archives of the library without libpng and zlib, against those of the library with them.
#include "catch.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include <arrayreel/nbimage.hpp>
#include <arrayreel/png.hpp>

#include "../npy/npy_bytes.hpp"
#include "support/png_decode.hpp"
#include "support/png_expand.hpp"
#include "support/thrown.hpp"
#include "without_libpng.hpp"

namespace ar = arrayreel;
using test::plain_picture;

namespace {

const test::without_libpng* const builds[] = {&test::without_libpng_alone,
                                              &test::without_libpng_with_libdeflate};

// Smooth, repeating and random parts.
std::uint16_t component(std::size_t kind, std::size_t i, std::size_t width, std::uint32_t& random) {
  random = random * 1664525U + 1013904223U;
  switch (kind) {
    case 0: return static_cast<std::uint16_t>(i % width + i / width);
    case 1: return static_cast<std::uint16_t>(i % 7 * 30);
    case 2: return static_cast<std::uint16_t>(random >> 16);
    default: return 200;
  }
}

plain_picture picture(std::size_t kind, std::size_t height, std::size_t width, std::size_t channels,
                      bool is_deep) {
  plain_picture p{height, width, channels, {}, is_deep};
  std::uint32_t random = 1;
  for (std::size_t i = 0; i < height * width * channels; ++i)
    p.components.push_back(
        static_cast<std::uint16_t>(component(kind, i, width, random) & (is_deep ? 0xffff : 0xff)));
  return p;
}

template <class P> std::vector<std::uint8_t> with_libpng(const plain_picture& p) {
  ar::raster<P> raster(p.height, p.width, p.channels);
  for (std::size_t i = 0; i < p.components.size(); ++i)
    raster.pixels()[i] = static_cast<P>(p.components[i]);
  return ar::encode_png(raster).bytes;
}

std::vector<std::uint8_t> numbers(std::int32_t count) {
  std::vector<std::int32_t> values;
  for (std::int32_t i = 0; i < count; ++i) values.push_back(i * i % 1000);
  return npy_bytes::npy(npy_bytes::literal("'<i4'", "(" + std::to_string(count) + ",)"),
                        npy_bytes::bytes_of(values));
}

std::vector<std::uint8_t> archive(npy_bytes::member m) {
  return npy_bytes::zip({.members = {std::move(m)}});
}

} // namespace

TEST_CASE("without libpng: fast gives the same file, the others the same pixels") {
  for (const auto* build : builds)
    for (std::size_t kind = 0; kind < 4; ++kind)
      for (const std::size_t channels : {std::size_t{1}, std::size_t{3}})
        for (const bool is_deep : {false, true}) {
          // Two strips of `fast`, and more than one block of the others.
          const plain_picture p = picture(kind, 301, 257, channels, is_deep);
          CAPTURE(build->name, kind, channels, is_deep);
          CHECK(build->encode(p, 0) ==
                (is_deep ? with_libpng<std::uint16_t>(p) : with_libpng<std::uint8_t>(p)));
          const std::vector<std::uint16_t> colors = test::rgba16_by_libpng(build->encode(p, 0));
          std::size_t before = static_cast<std::size_t>(-1);
          for (const int compression : {0, 1, 2}) {
            const std::vector<std::uint8_t> file = build->encode(p, compression);
            CAPTURE(compression);
            CHECK(test::rgba16_by_libpng(file) == colors);
            CHECK(test::rgba16_by_spng(file) == colors);
            // `smallest` is never larger than the others.
            if (compression == 2) CHECK(file.size() <= before);
            before = std::min(before, file.size());
          }
        }
}

TEST_CASE("without libpng: a field's data URI is the same") {
  std::vector<double> field;
  for (std::size_t i = 0; i < 40 * 50; ++i) field.push_back(static_cast<double>(i % 50) / 7);
  const std::string expected = ar::nbimage(ar::view(field.data(), {40, 50}),
                                           {.colormap = ar::colormaps::viridis})
                                   .data_uri();
  for (const auto* build : builds) CHECK(build->uri(40, 50, field) == expected);
}

TEST_CASE("without libpng: what only libpng can do is refused") {
  for (const auto* build : builds)
    for (const int option : {0, 1, 2})
      CHECK(build->refusal(option) ==
            "a level, a filter or a strategy, which are libpng's; this arrayreel is without libpng; "
            "expected a compression");
}

TEST_CASE("without zlib: stored archives are read, deflated ones by libdeflate") {
  const std::vector<std::uint8_t> file = numbers(70000);
  std::vector<std::int32_t> expected;
  for (std::int32_t i = 0; i < 70000; ++i) expected.push_back(i * i % 1000);
  const npy_bytes::member stored{"a.npy", file};
  npy_bytes::member deflated = stored;
  deflated.deflate = true;
  for (const auto* build : builds) {
    std::vector<std::int32_t> elements;
    CHECK(build->npz(archive(stored), elements) == "");
    CHECK(elements == expected);
  }
  std::vector<std::int32_t> elements;
  CHECK(test::without_libpng_with_libdeflate.npz(archive(deflated), elements) == "");
  CHECK(elements == expected);
  elements.clear();
  CHECK(test::without_libpng_alone.npz(archive(deflated), elements) ==
        "entry 'a.npy': is deflated, and this arrayreel is without zlib and libdeflate; expected a "
        "stored entry, as numpy.savez writes it");
  CHECK(elements.empty());
}

TEST_CASE("without zlib: damaged archives are refused by libdeflate") {
  const auto said = [](const npy_bytes::member& m) {
    std::vector<std::int32_t> elements;
    return test::without_libpng_with_libdeflate.npz(archive(m), elements);
  };
  npy_bytes::member right{"a.npy", numbers(5000)};
  right.deflate = true;
  REQUIRE(said(right) == "");
  const std::vector<std::uint8_t> packed = npy_bytes::deflated(right.content);

  npy_bytes::member m = right;
  m.packed = packed;
  m.packed->resize(packed.size() / 2);
  CHECK_THAT(said(m), test::says("malformed zip"));
  m.packed = packed;
  m.packed->push_back(0);
  CHECK_THAT(said(m), test::says("bytes follow behind its end"));
  m = right;
  m.unpacked_size = m.local_unpacked_size = right.content.size() - 1;
  CHECK_THAT(said(m), test::says("it inflates to more than is declared"));
  m.unpacked_size = m.local_unpacked_size = right.content.size() + 1;
  CHECK_THAT(said(m), test::says("it inflates to less than is declared"));
  m = right;
  m.crc = m.local_crc = 1;
  CHECK_THAT(said(m), test::says("its CRC-32 is "));
}
