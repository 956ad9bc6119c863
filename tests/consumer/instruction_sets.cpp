// A program for any x86-64. The functions of the other file are there and never called.
#include <arrayreel/nbimage.hpp>

#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

std::string picture_for_new_processors(const std::vector<float>& field);

int main(int count, char**) {
  std::vector<float> field(64 * 48);
  for (std::size_t i = 0; i < field.size(); ++i) field[i] = static_cast<float>(i % 37) * 0.25F;
  if (count > 100) std::puts(picture_for_new_processors(field).c_str());
  const auto v = arrayreel::view(field, {48, 64});
  arrayreel::write_png("consumer.png", v, {.colormap = arrayreel::colormaps::viridis});
  const auto levels = arrayreel::rerange(v, {.vmin = 0, .vmax = 9});
  const auto doubled = arrayreel::nbimage(v, {.percentile = {{1, 99}}, .bit_depth = 16});
  return levels(0, 0)[0] == 0 && !doubled.data_uri().empty() ? 0 : 1;
}
