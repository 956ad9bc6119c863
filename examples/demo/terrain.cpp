// Reads elevation models and lights them.
#include "terrain.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <type_traits>

#include <arrayreel/npy.hpp>
#include <arrayreel/rerange.hpp>

namespace ar = arrayreel;

namespace {

/// Light from the north-west on the slopes, 0…1. Slopes are central differences, which suffice
/// here; Horn's formula is smoother.
float light(const terrain& t, std::size_t y, std::size_t x, float cell_meters) {
  const std::size_t up = y == 0 ? 0 : y - 1;
  const std::size_t down = std::min(y + 1, t.height - 1);
  const std::size_t left = x == 0 ? 0 : x - 1;
  const std::size_t right = std::min(x + 1, t.width - 1);
  const float dx = (t.at(y, right) - t.at(y, left)) / (2 * cell_meters);
  const float dy = (t.at(down, x) - t.at(up, x)) / (2 * cell_meters);
  constexpr float exaggeration = 2;
  const float nx = -exaggeration * dx;
  const float ny = -exaggeration * dy;
  // The sun stands 45° high, in the direction (-1/2, -1/2, 1/√2).
  const float shade = (-0.5F * nx - 0.5F * ny + 0.7071F) / std::sqrt(nx * nx + ny * ny + 1);
  return std::clamp(shade, 0.0F, 1.0F);
}

} // namespace

ar::array_view<float> terrain::view() const { return ar::view(meters, {height, width}); }

terrain read_terrain(const std::string& path, const std::string& name) {
  const ar::npy_array array = ar::npz_file(path).read(name);
  terrain result{array.extents()[0], array.extents()[1], {}};
  array.view().visit([&](const auto& v) {
    using value_type = typename std::remove_cvref_t<decltype(v)>::value_type;
    if constexpr (std::is_arithmetic_v<value_type>)
      for (std::size_t y = 0; y < result.height; ++y)
        for (std::size_t x = 0; x < result.width; ++x)
          result.meters.push_back(static_cast<float>(v(y, x)));
  });
  return result;
}

std::vector<float> shaded_relief(const terrain& t, const ar::colormap& colors) {
  const auto place = ar::normalize(t.view());
  const std::size_t count = t.height * t.width;
  std::vector<float> planes(3 * count);
  for (std::size_t y = 0; y < t.height; ++y)
    for (std::size_t x = 0; x < t.width; ++x) {
      const float shade = light(t, y, x, 90);
      const auto entry = static_cast<std::uint8_t>(std::min(place(y, x) * 256, 255.0F));
      const ar::color c = colors[entry];
      const std::size_t i = y * t.width + x;
      planes[i] = shade * static_cast<float>(c.r) / 255;
      planes[count + i] = shade * static_cast<float>(c.g) / 255;
      planes[2 * count + i] = shade * static_cast<float>(c.b) / 255;
    }
  return planes;
}
