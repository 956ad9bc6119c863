// What a frame costs on its way to an encoder: rasters to YUV 4:2:0, and libswscale as a measure.
//
//   yuv [REPEATS [HEIGHT WIDTH]]
//
// Prints a row per kind of raster and way: time per frame and the ratio to the first way of the
// kind, medians of interleaved runs.
#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <string>
#include <vector>

extern "C" {
#include <libavutil/pixfmt.h>
#include <libswscale/swscale.h>
}

#include <arrayreel/colormap.hpp>
#include <arrayreel/detail/video/yuv.hpp>
#include <arrayreel/raster.hpp>

namespace ar = arrayreel;
using ar::raster;

namespace {

struct way {
  std::string kind;
  std::string name;
  std::function<void()> run;
  std::vector<double> seconds{};

  [[nodiscard]] double median() {
    const auto middle = seconds.begin() + static_cast<std::ptrdiff_t>(seconds.size() / 2);
    std::nth_element(seconds.begin(), middle, seconds.end());
    return *middle;
  }
};

/// Waves with a little noise: neighbours differ, as in data.
raster<std::uint8_t> waves(std::size_t height, std::size_t width) {
  raster<std::uint8_t> picture(height, width);
  std::uint32_t noise = 1;
  for (std::size_t y = 0; y < height; ++y)
    for (std::size_t x = 0; x < width; ++x) {
      noise = noise * 1664525U + 1013904223U;
      const double u = 0.02 * static_cast<double>(x);
      const double v = 0.03 * static_cast<double>(y);
      picture.row(y)[x] = static_cast<std::uint8_t>(
          120 + 100 * std::sin(u + 0.3 * v) * std::cos(v) + static_cast<double>(noise >> 28));
    }
  return picture;
}

raster<std::uint8_t> in_colors(const raster<std::uint8_t>& picture, const ar::colormap& map,
                               std::size_t channels) {
  raster<std::uint8_t> colors(picture.height(), picture.width(), channels);
  for (std::size_t i = 0; i < picture.pixels().size(); ++i) {
    const ar::color& c = map.entries()[picture.pixels()[i]];
    std::uint8_t* const p = &colors.pixels()[i * channels];
    p[0] = c.r;
    if (channels > 2) p[1] = c.g;
    if (channels > 2) p[2] = c.b;
    // A half transparent, half opaque picture takes both ways.
    if (channels % 2 == 0) p[channels - 1] = i % 64 < 32 ? 255 : c.g;
  }
  return colors;
}

} // namespace

int main(int argc, char** argv) {
  const int repeats = argc > 1 ? std::atoi(argv[1]) : 101;
  const auto height = static_cast<std::size_t>(argc > 3 ? std::atoi(argv[2]) : 720);
  const auto width = static_cast<std::size_t>(argc > 3 ? std::atoi(argv[3]) : 1280);
  const ar::colormap& map = ar::colormaps::viridis;

  const raster<std::uint8_t> gray = waves(height, width);
  raster<std::uint8_t> indexed = gray;
  indexed.palette({map.entries().begin(), map.entries().end()});
  const raster<std::uint8_t> gray_alpha = in_colors(gray, map, 2);
  const raster<std::uint8_t> rgb = in_colors(gray, map, 3);
  const raster<std::uint8_t> rgba = in_colors(gray, map, 4);

  std::vector<std::uint8_t> memory(3 * height * width);
  const std::size_t half = width / 2;
  const std::array<ar::detail::plane, 3> planes{
      {{memory.data(), static_cast<std::ptrdiff_t>(width)},
       {memory.data() + height * width, static_cast<std::ptrdiff_t>(half)},
       {memory.data() + 2 * height * width, static_cast<std::ptrdiff_t>(half)}}};
  ar::detail::yuv_converter convert_frame{ar::color{255, 255, 255}};
  const ar::detail::simd_level best = ar::detail::simd_in_use();

  const int w = static_cast<int>(width);
  const int h = static_cast<int>(height);
  SwsContext* const scaler = sws_getContext(w, h, AV_PIX_FMT_RGB24, w, h, AV_PIX_FMT_YUV420P,
                                            SWS_BICUBIC | SWS_ACCURATE_RND | SWS_FULL_CHR_H_INP,
                                            nullptr, nullptr, nullptr);
  if (scaler == nullptr) {
    std::fputs("libswscale refuses the size\n", stderr);
    return 1;
  }
  const auto scale = [&](const std::uint8_t* from) {
    const std::array<const std::uint8_t*, 1> source{from};
    const std::array<int, 1> source_stride{3 * w};
    const std::array<std::uint8_t*, 3> to{planes[0].data, planes[1].data, planes[2].data};
    const std::array<int, 3> stride{w, w / 2, w / 2};
    sws_scale(scaler, source.data(), source_stride.data(), 0, h, to.data(), stride.data());
  };
  std::vector<std::uint8_t> expanded(3 * height * width + 64);
  const auto expand = [&] {
    std::uint8_t* to = expanded.data();
    for (const std::uint8_t index : indexed.pixels()) {
      const ar::color& c = map.entries()[index];
      to[0] = c.r;
      to[1] = c.g;
      to[2] = c.b;
      to += 3;
    }
  };

  std::vector<way> ways;
  const auto convert = [&](const std::string& kind, const raster<std::uint8_t>& picture) {
    ways.push_back(
        {kind, "to YUV", [&] { convert_frame(picture_of(picture), planes, height, width); }});
    ways.push_back({kind, "portable", [&] {
                      ar::detail::simd_choice() = ar::detail::simd_level::portable;
                      convert_frame(picture_of(picture), planes, height, width);
                      ar::detail::simd_choice() = best;
                    }});
  };
  convert("palette", indexed);
  ways.push_back({"palette", "to RGB, swscale", [&] {
                    expand();
                    scale(expanded.data());
                  }});
  ways.push_back({"palette", "to RGB alone", expand});
  convert("gray", gray);
  convert("rgb", rgb);
  // The same pixels, expanded: swscale reads beyond the end.
  ways.push_back({"rgb", "swscale", [&] { scale(expanded.data()); }});
  convert("rgba", rgba);
  convert("gray + alpha", gray_alpha);

  for (int repeat = 0; repeat < repeats; ++repeat)
    for (way& one : ways) {
      const auto begin = std::chrono::steady_clock::now();
      one.run();
      one.seconds.push_back(
          std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count());
    }
  double first = 0;
  for (std::size_t i = 0; i < ways.size(); ++i) {
    const double median = ways[i].median();
    if (i == 0 || ways[i].kind != ways[i - 1].kind) first = median;
    std::printf("%-14s %-16s %8.3f ms  ratio %6.2f\n", ways[i].kind.c_str(), ways[i].name.c_str(),
                1e3 * median, median / first);
  }
  sws_freeContext(scaler);
  return 0;
}
