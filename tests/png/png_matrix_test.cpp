// Every kind of PNG at every size that is special, from every layout in memory: decoded by libpng
// and by libspng, bit for bit, and a part of the files looked at by pngcheck.
#include "catch.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <span>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include <arrayreel/png.hpp>

#include "support/arranged.hpp"
#include "support/folder.hpp"
#include "support/png_decode.hpp"

namespace ar = arrayreel;

namespace {

struct layout {
  const char* name;
  test::arrangement how;
};
constexpr layout layouts[] = {
    {"contiguous", {}},
    {"padded", {.padding = 5}},
    {"transposed", {.transposed = true}},
    {"reversed", {.bottom_up = true, .right_to_left = true}},
    {"second", {.row_step = 2, .column_step = 2}},
    {"planar", {.planar = true, .bottom_up = true}},
};

struct size {
  std::size_t width;
  std::size_t height;
};

std::vector<size> sizes() {
  std::vector<size> result;
  for (std::size_t height = 1; height <= 17; ++height)
    for (std::size_t width = 1; width <= 17; ++width) result.push_back({width, height});
  for (std::size_t height = 255; height <= 257; ++height)
    for (std::size_t width = 255; width <= 257; ++width) result.push_back({width, height});
  result.push_back({1, 65535});
  result.push_back({65535, 1});
  return result;
}

// Smooth with jumps: high and low bytes both change, and every value of a byte occurs.
template <class T> std::vector<T> components(std::size_t count, unsigned limit) {
  std::vector<T> result(count);
  std::uint32_t noise = static_cast<std::uint32_t>(count);
  for (std::size_t i = 0; i < count; ++i) {
    noise = noise * 1664525U + 1013904223U;
    result[i] = static_cast<T>((i % 3 == 0 ? i * 259 : noise >> 9) % limit);
  }
  return result;
}

// The check of every case.
class matrix {
public:
  void check(const std::string& kind, const layout& how, const ar::encoded& png,
             const test::decoded_png& expected) {
    INFO(kind << ' ' << expected.shape.width << 'x' << expected.shape.height << ' ' << how.name);
    const bool same = test::decode_with_libpng(png.bytes) == expected;
    const bool same_again = test::decode_with_spng(png.bytes) == expected;
    if (!same || !same_again) { // one of them is enough to see
      CHECK(same);
      CHECK(same_again);
      FAIL("the other cases are not tried");
    }
    ++cases_;
    // pngcheck knows nothing of memory: one layout, the squares and the larger sizes.
    if (how.name == layouts[0].name && (expected.shape.width == expected.shape.height ||
                                        expected.shape.width * expected.shape.height > 17 * 17)) {
      ar::write_file(folder_ / (kind + "-" + std::to_string(expected.shape.width) + "x" +
                                std::to_string(expected.shape.height) + ".png"),
                     png);
      ++files_;
    }
  }

  [[nodiscard]] std::size_t cases() const noexcept { return cases_; }
  [[nodiscard]] std::size_t files() const noexcept { return files_; }
  [[nodiscard]] const test::folder& folder() const noexcept { return folder_; }

private:
  test::folder folder_;
  std::size_t cases_ = 0;
  std::size_t files_ = 0;
};

template <class T>
void check_colors(matrix& m, const std::string& kind, const size& s, std::size_t channels,
                  int color_type) {
  const unsigned depth = 8 * sizeof(T);
  const std::vector<T> values = components<T>(s.width * s.height * channels, 1U << depth);
  const test::decoded_png expected{.shape = {s.width, s.height, channels, depth, color_type},
                                   .components =
                                       std::vector<std::uint16_t>(values.begin(), values.end())};
  for (const layout& how : layouts) {
    if (how.how.planar && channels == 1) continue;
    const test::arranged<T> field(values, s.height, s.width, channels, how.how);
    m.check(kind + std::to_string(depth), how,
            ar::encode_png(field.view(), {.bit_depth = depth, .level = 1}), expected);
  }
}

template <class T>
void check_palette(matrix& m, const std::string& kind, const size& s,
                   const std::vector<ar::color>& table) {
  const auto count = static_cast<unsigned>(table.size());
  const std::vector<std::uint8_t> indices = components<std::uint8_t>(s.width * s.height, count);
  const test::decoded_png expected{.shape = {s.width, s.height, 1, 8, 3},
                                   .components =
                                       std::vector<std::uint16_t>(indices.begin(), indices.end()),
                                   .palette = table};
  std::vector<T> values(indices.begin(), indices.end());
  ar::image_options options{.colormap = ar::colormap::from_table(table, count < 256), .level = 1};
  if constexpr (std::is_floating_point_v<T>) {
    for (T& value : values) value += T{0.5};
    options.vmin = 0;
    options.vmax = count;
  }
  for (const layout& how : layouts) {
    if (how.how.planar) continue;
    const test::arranged<T> field(values, s.height, s.width, 1, how.how);
    m.check(kind, how, ar::encode_png(field.view(), options), expected);
  }
}

} // namespace

TEST_CASE("every kind, depth, size and layout is decoded to the very same pixels") {
  std::vector<ar::color> full(256);
  for (unsigned i = 0; i < 256; ++i)
    full[i] = {static_cast<std::uint8_t>(i), static_cast<std::uint8_t>(255 - i),
               static_cast<std::uint8_t>(i * 7), static_cast<std::uint8_t>(i % 9 == 0 ? i : 255)};
  const std::vector<ar::color> few{{1, 2, 3}, {4, 5, 6, 128}, {7, 8, 9}, {10, 11, 12}, {0, 0, 0}};

  matrix m;
  for (const size& s : sizes()) {
    check_colors<std::uint8_t>(m, "gray", s, 1, 0);
    check_colors<std::uint16_t>(m, "gray", s, 1, 0);
    check_colors<std::uint8_t>(m, "gray-alpha", s, 2, 4);
    check_colors<std::uint16_t>(m, "gray-alpha", s, 2, 4);
    check_colors<std::uint8_t>(m, "rgb", s, 3, 2);
    check_colors<std::uint16_t>(m, "rgb", s, 3, 2);
    check_colors<std::uint8_t>(m, "rgba", s, 4, 6);
    check_colors<std::uint16_t>(m, "rgba", s, 4, 6);
    check_palette<std::uint8_t>(m, "palette-256", s, full);
    check_palette<float>(m, "palette-256-float", s, full);
    check_palette<int>(m, "palette-5", s, few);
  }
  std::cout << m.cases() << " cases, " << m.files() << " of them through pngcheck\n";
  CHECK(m.cases() >= 5000);
  CHECK(m.files() >= 300);

  const std::string report = m.folder() / "report.txt";
  const std::string command = "'" ARRAYREEL_PNGCHECK "' -q '" + m.folder().path().string() +
                              "'/*.png > '" + report + "' 2>&1";
  const int status = std::system(command.c_str());
  const std::vector<std::uint8_t> said = test::read_file(report);
  INFO(std::string(said.begin(), said.end()));
  CHECK(status == 0);
}
