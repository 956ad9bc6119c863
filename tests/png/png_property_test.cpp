// Any picture from any memory with any options comes back from a PNG file as it was.
#include "catch.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <random>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <rapidcheck.h>

#include <arrayreel/png.hpp>

#include "support/arranged.hpp"
#include "support/png_chunks.hpp"
#include "support/png_decode.hpp"
#include "support/property.hpp"

namespace ar = arrayreel;

namespace {

// std::mt19937 returns a wider type than it fills.
struct words {
  explicit words(std::uint32_t seed) : engine(seed) {}
  std::uint32_t operator()() { return static_cast<std::uint32_t>(engine()); }
  std::mt19937 engine;
};

// Pixels come from a generator of their own: as thousands of RapidCheck's values they would take
// longer to make than to encode.
template <class T>
std::vector<T> components(std::size_t count, unsigned limit, std::uint32_t seed) {
  words random(seed);
  std::vector<T> result(count);
  const std::uint32_t roughness = random() % 4;
  std::uint32_t value = random();
  for (T& component : result) {
    if (roughness == 3)
      value = random();
    else if (random() % 8 < roughness)
      value += random() % 5;
    component = static_cast<T>(value % limit);
  }
  return result;
}

// RapidCheck's ranges grow with its size; options are as likely in small pictures as in large ones.
template <class N> N any(N first, N end) {
  return *rc::gen::resize(rc::kNominalSize, rc::gen::inRange(first, end));
}

template <class Enum> Enum one_of(Enum last) {
  return static_cast<Enum>(any(0, static_cast<int>(last) + 1));
}

std::optional<int> any_level() {
  const int level = any(-1, 10);
  return level < 0 ? std::optional<int>() : level;
}

std::vector<ar::png_text_entry> any_text() {
  static const std::string texts[] = {"", "plain",
                                      "Gr\xc3\xb6\xc3\x9f"
                                      "e",
                                      "\xce\x94t", "a\nb"};
  std::vector<ar::png_text_entry> result;
  for (int n = any(0, 3); n > 0; --n)
    result.push_back({"key" + std::to_string(n), texts[any(0, 5)]});
  return result;
}

test::arrangement any_arrangement() {
  return {.planar = *rc::gen::arbitrary<bool>(),
          .transposed = *rc::gen::arbitrary<bool>(),
          .bottom_up = *rc::gen::arbitrary<bool>(),
          .right_to_left = *rc::gen::arbitrary<bool>(),
          .row_step = any<std::size_t>(1, 4),
          .column_step = any<std::size_t>(1, 4),
          .padding = any<std::size_t>(0, 9)};
}

// Whole blocks of `factor` squared, as the decoded file should have them.
std::vector<std::uint16_t> enlarged(std::span<const std::uint16_t> from, std::size_t height,
                                    std::size_t width, std::size_t channels, std::size_t factor) {
  std::vector<std::uint16_t> result;
  for (std::size_t y = 0; y < height * factor; ++y)
    for (std::size_t x = 0; x < width * factor; ++x)
      for (std::size_t c = 0; c < channels; ++c)
        result.push_back(from[((y / factor) * width + x / factor) * channels + c]);
  return result;
}

void check_decoded(const ar::encoded& png, const test::decoded_png& expected) {
  RC_ASSERT(png.width == expected.shape.width);
  RC_ASSERT(png.height == expected.shape.height);
  RC_ASSERT(test::decode_with_libpng(png.bytes) == expected);
  RC_ASSERT(test::decode_with_spng(png.bytes) == expected);
}

struct extents {
  std::size_t height = *rc::gen::inRange<std::size_t>(1, 60);
  std::size_t width = *rc::gen::inRange<std::size_t>(1, 60);
  std::size_t upscale = any<std::size_t>(1, 4);
};

template <class T> void array_round_trip() {
  static constexpr int color_types[] = {0, 4, 2, 6};
  const extents e;
  const auto channels = any<std::size_t>(1, 5);
  const auto seed = *rc::gen::arbitrary<std::uint32_t>();
  const unsigned depth = 8 * sizeof(T);
  const auto values = components<T>(e.height * e.width * channels, 1U << depth, seed);
  const test::arranged<T> field(values, e.height, e.width, channels, any_arrangement());
  const ar::image_options options{.bit_depth = depth,
                                  .level = any_level(),
                                  .filter = one_of(ar::png_filter::adaptive),
                                  .strategy = one_of(ar::png_strategy::rle),
                                  .upscale = e.upscale,
                                  .text = any_text()};
  const ar::encoded png = ar::encode_png(field.view(), options);
  const std::vector<std::uint16_t> wide(values.begin(), values.end());
  check_decoded(png, {.shape = {e.width * e.upscale, e.height * e.upscale, channels, depth,
                                color_types[channels - 1]},
                      .components = enlarged(wide, e.height, e.width, channels, e.upscale)});
  RC_ASSERT(ar::encode_png(field.view(), options) == png);
  RC_ASSERT(test::data_of(png.bytes, "tEXt").size() + test::data_of(png.bytes, "iTXt").size() ==
            options.text.size());
}

void palette_round_trip() {
  const extents e;
  const auto count = any<unsigned>(1, 257);
  const auto seed = *rc::gen::arbitrary<std::uint32_t>();
  words random(seed);
  std::vector<ar::color> table(count);
  const unsigned opaque = random() % 3;
  for (ar::color& c : table) {
    const auto byte = [&] { return static_cast<std::uint8_t>(random()); };
    c = {byte(), byte(), byte(), random() % 3 < opaque ? std::uint8_t{255} : byte()};
  }
  const auto indices = components<std::uint8_t>(e.height * e.width, count, seed);
  ar::raster<std::uint8_t> picture(e.height, e.width);
  std::copy(indices.begin(), indices.end(), picture.pixels().begin());
  picture.palette(table);
  const ar::png_options options{.level = any_level(),
                                .filter = one_of(ar::png_filter::adaptive),
                                .strategy = one_of(ar::png_strategy::rle),
                                .upscale = e.upscale,
                                .text = any_text()};
  const ar::encoded png = ar::encode_png(picture, options);
  const std::vector<std::uint16_t> wide(indices.begin(), indices.end());
  check_decoded(png, {.shape = {e.width * e.upscale, e.height * e.upscale, 1, 8, 3},
                      .components = enlarged(wide, e.height, e.width, 1, e.upscale),
                      .palette = table});
}

} // namespace

TEST_CASE("PNG round trips") {
  // Each alone: a failure of one says which.
  test::check_property("PNG round trip of 8-bit arrays", 10'000, array_round_trip<std::uint8_t>);
  test::check_property("PNG round trip of 16-bit arrays", 10'000, array_round_trip<std::uint16_t>);
  test::check_property("PNG round trip of palettes", 10'000, palette_round_trip);
}
