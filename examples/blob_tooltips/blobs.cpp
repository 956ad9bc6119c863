#include "blobs.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include <arrayreel/png.hpp>
#include <arrayreel/rerange.hpp>
#include <arrayreel/text.hpp>

namespace ar = arrayreel;

namespace blobs {

namespace {

/// Numbers that are the same with every standard library, which distributions are not.
class chance {
public:
  explicit chance(unsigned seed) : engine_(seed) {}
  [[nodiscard]] float between(float lo, float hi) {
    return lo + (hi - lo) * static_cast<float>(engine_() >> 8) / 16777216.0F;
  }

private:
  std::mt19937 engine_;
};

/// A filter's weights from −radius to radius along rows, then along columns.
[[nodiscard]] array filtered(const array& from, const std::vector<float>& weights) {
  const auto n = static_cast<std::ptrdiff_t>(side);
  const auto radius = static_cast<std::ptrdiff_t>(weights.size() / 2);
  const auto along = [&](const array& values, std::ptrdiff_t step, std::ptrdiff_t other) {
    array result(values.size());
    for (std::ptrdiff_t line = 0; line < n; ++line)
      for (std::ptrdiff_t i = 0; i < n; ++i) {
        float sum = 0;
        for (std::ptrdiff_t k = -radius; k <= radius; ++k)
          if (i + k >= 0 && i + k < n)
            sum += weights[static_cast<std::size_t>(k + radius)] *
                   values[static_cast<std::size_t>(line * other + (i + k) * step)];
        result[static_cast<std::size_t>(line * other + i * step)] = sum;
      }
    return result;
  };
  return along(along(from, 1, n), n, 1);
}

[[nodiscard]] std::vector<float> gaussian_weights(float sigma) {
  std::vector<float> weights;
  const auto radius = static_cast<int>(std::ceil(4 * sigma));
  for (int k = -radius; k <= radius; ++k)
    weights.push_back(std::exp(-0.5F * static_cast<float>(k * k) / (sigma * sigma)));
  return weights;
}

[[nodiscard]] array make_blob(bool round, float size, chance& random) {
  array point(side * side, 0.0F);
  const auto place = [&] { return static_cast<std::size_t>(random.between(36, 60)); };
  const std::size_t y = place();
  point[y * side + place()] = 1;
  // Both filters leave 1 where the point is.
  if (round) return filtered(point, gaussian_weights(size * 0.3F));
  array blob = filtered(point, std::vector<float>(2 * static_cast<std::size_t>(size / 2) + 1, 1));
  for (float& value : blob) value *= random.between(0, 1);
  return blob;
}

} // namespace

std::vector<sample> make_samples(std::size_t count) {
  chance random(20240229);
  std::vector<sample> samples;
  for (std::size_t i = 0; i < count; ++i) {
    const bool round = i < (count + 1) / 2;
    const float size = random.between(20, 52);
    const auto varied = [&] { return size * random.between(0.85F, 1.15F); };
    array im1 = make_blob(round, varied(), random);
    array im2 = make_blob(round, varied(), random);
    samples.push_back({round ? "round" : "square", std::move(im1), std::move(im2)});
  }
  return samples;
}

double area(const array& blob) {
  const auto above = std::ranges::count_if(blob, [](float value) { return value > 0.4F; });
  return static_cast<double>(above) / static_cast<double>(blob.size());
}

ar::raster<std::uint8_t> labelled(const array& blob, const std::string& name) {
  auto picture = ar::rerange(ar::view(blob, {side, side}), {.vmin = 0, .vmax = 1});
  ar::draw_label(picture, name, ar::corner::top_left);
  return picture;
}

} // namespace blobs
