// A file that is compiled for AVX-512, and linked first.
#include <arrayreel/nbimage.hpp>

#include <string>
#include <vector>

std::string picture_for_new_processors(const std::vector<float>& field);

std::string picture_for_new_processors(const std::vector<float>& field) {
  const auto v = arrayreel::view(field, {48, 64});
  arrayreel::write_png("consumer.png", v, {.colormap = arrayreel::colormaps::viridis});
  const auto levels = arrayreel::rerange(v, {.vmin = 0, .vmax = 9});
  const auto doubled = arrayreel::nbimage(v, {.percentile = {{1, 99}}, .bit_depth = 16});
  return doubled.data_uri() + std::to_string(levels(0, 0)[0]);
}
