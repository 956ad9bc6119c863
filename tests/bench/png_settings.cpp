// Which filter, strategy and level libpng should default to: size and time of each on fields.
//
//   png_settings DATA_DIR [REPEATS]
//
// Prints a row per picture and setting: bytes and time relative to libpng's own defaults, medians
// of interleaved runs. DATA_DIR is examples/data.
#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <random>
#include <string>
#include <vector>

#include <arrayreel/image.hpp>
#include <arrayreel/npy.hpp>

namespace ar = arrayreel;

namespace {

using field = std::vector<float>;

field smooth(std::size_t n) {
  field f(n * n);
  for (std::size_t y = 0; y < n; ++y)
    for (std::size_t x = 0; x < n; ++x) {
      const auto u = static_cast<float>(x) / static_cast<float>(n);
      const auto v = static_cast<float>(y) / static_cast<float>(n);
      f[y * n + x] = std::sin(9 * u + 2 * v) * std::cos(7 * v) + std::exp(-8 * (u * u + v * v));
    }
  return f;
}

/// Noise with a spectrum like turbulence's: octaves of random waves, amplitudes falling as
/// wavelength^(4/3).
field turbulence(std::size_t n) {
  std::mt19937 random(7);
  std::uniform_real_distribution<float> phase(0, 6.2831853F);
  field f(n * n, 0.0F);
  for (int octave = 0; octave < 8; ++octave) {
    const float k = 6.2831853F * std::exp2(static_cast<float>(octave)) / static_cast<float>(n);
    const float amplitude = std::exp2(-1.33F * static_cast<float>(octave));
    for (int wave = 0; wave < 6; ++wave) {
      const float angle = phase(random);
      const float kx = k * std::cos(angle);
      const float ky = k * std::sin(angle);
      const float shift = phase(random);
      for (std::size_t y = 0; y < n; ++y)
        for (std::size_t x = 0; x < n; ++x)
          f[y * n + x] +=
              amplitude * std::sin(kx * static_cast<float>(x) + ky * static_cast<float>(y) + shift);
    }
  }
  return f;
}

field noise(std::size_t n) {
  std::mt19937 random(11);
  std::uniform_real_distribution<float> value;
  field f(n * n);
  for (float& x : f) x = value(random);
  return f;
}

std::vector<int> labels(std::size_t n) {
  std::mt19937 random(5);
  std::uniform_real_distribution<float> place(0, static_cast<float>(n));
  std::vector<std::pair<float, float>> seeds(60);
  for (auto& [x, y] : seeds) {
    x = place(random);
    y = place(random);
  }
  std::vector<int> f(n * n);
  for (std::size_t y = 0; y < n; ++y)
    for (std::size_t x = 0; x < n; ++x) {
      float best = 1e30F;
      for (std::size_t s = 0; s < seeds.size(); ++s) {
        const float dx = static_cast<float>(x) - seeds[s].first;
        const float dy = static_cast<float>(y) - seeds[s].second;
        if (dx * dx + dy * dy < best) {
          best = dx * dx + dy * dy;
          f[y * n + x] = static_cast<int>(s % 10);
        }
      }
    }
  return f;
}

struct setting {
  std::string name;
  ar::png_options options;
};

template <class P>
void measure(const std::string& picture, const ar::raster<P>& pixels,
             const std::vector<setting>& settings, int repeats) {
  std::vector<std::vector<double>> seconds(settings.size());
  std::vector<std::size_t> bytes(settings.size());
  for (int repeat = 0; repeat < repeats; ++repeat)
    for (std::size_t i = 0; i < settings.size(); ++i) {
      const auto begin = std::chrono::steady_clock::now();
      bytes[i] = ar::encode_png(pixels, settings[i].options).bytes.size();
      seconds[i].push_back(
          std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count());
    }
  for (std::size_t i = 0; i < settings.size(); ++i) {
    for (auto* all : {&seconds[i], &seconds[0]})
      std::nth_element(all->begin(), all->begin() + repeats / 2, all->end());
    const auto middle = static_cast<std::size_t>(repeats / 2);
    std::printf("%-16s %-18s size %6.3f  speed %6.2f  %8.2f ms\n", picture.c_str(),
                settings[i].name.c_str(),
                static_cast<double>(bytes[i]) / static_cast<double>(bytes[0]),
                seconds[0][middle] / seconds[i][middle], 1e3 * seconds[i][middle]);
  }
}

} // namespace

int main(int argc, char** argv) {
  if (argc < 2) {
    std::fputs("usage: png_settings DATA_DIR [REPEATS]\n", stderr);
    return 2;
  }
  const int repeats = argc > 2 ? std::atoi(argv[2]) : 5;
  // The first is libpng's default for gray and colour: level 6, all filters by heuristic.
  std::vector<setting> settings{
      {"libpng default",
       {.level = 6, .filter = ar::png_filter::adaptive, .strategy = ar::png_strategy::filtered}}};
  const std::vector<std::pair<const char*, ar::png_filter>> filters{
      {"none", ar::png_filter::none},   {"sub", ar::png_filter::sub},
      {"up", ar::png_filter::up},       {"average", ar::png_filter::average},
      {"paeth", ar::png_filter::paeth}, {"adaptive", ar::png_filter::adaptive}};
  for (const auto& [name, filter] : filters) {
    for (const int level : {1, 2, 3, 4, 5, 6})
      settings.push_back(
          {std::string(name) + " " + std::to_string(level),
           {.level = level, .filter = filter, .strategy = ar::png_strategy::standard}});
    settings.push_back({std::string(name) + " rle",
                        {.level = 1, .filter = filter, .strategy = ar::png_strategy::rle}});
    settings.push_back({std::string(name) + " huffman",
                        {.level = 1, .filter = filter, .strategy = ar::png_strategy::huffman}});
  }

  constexpr std::size_t n = 1024;
  const auto square = [](const field& f) {
    const auto side = static_cast<std::size_t>(std::lround(std::sqrt(f.size())));
    return ar::view(f, {side, side});
  };
  const field s = smooth(n);
  const field t = turbulence(n);
  const field small = smooth(96);
  measure("smooth", ar::rerange(square(s)), settings, repeats);
  measure("smooth viridis", ar::rerange(square(s), {.colormap = ar::colormaps::viridis}), settings,
          repeats);
  measure("smooth 16", ar::rerange<std::uint16_t>(square(s)), settings, repeats);
  measure("turbulence", ar::rerange(square(t)), settings, repeats);
  measure("turbulence 16", ar::rerange<std::uint16_t>(square(t)), settings, repeats);
  measure("noise", ar::rerange(square(noise(n))), settings, repeats);
  measure("labels", ar::rerange(ar::view(labels(n), {n, n}), {.colormap = ar::colormaps::tab10}),
          settings, repeats);
  measure("96 x 96", ar::rerange(square(small)), settings, repeats);
  const std::string data = argv[1];
  const auto dem = ar::npz_file(data + "/jacksboro_fault_dem.npz").read("elevation");
  measure("elevation", ar::rerange(dem), settings, repeats);
  const auto coast = ar::npz_file(data + "/topobathy.npz").read("topo");
  measure("topobathy", ar::rerange(coast), settings, repeats);
  return 0;
}
