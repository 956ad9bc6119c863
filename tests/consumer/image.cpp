// A user's program: a picture from a field, and the other translation unit's of the same.
#include <arrayreel/arrayreel.hpp>

#include <vector>

arrayreel::encoded picture_of_other(const std::vector<float>& field);

int main() {
  const std::vector<float> field{0, 1, 2, 3, 4, 5};
  const auto v = arrayreel::view(field, {2, 3});
  arrayreel::write_png("consumer.png", v, {.colormap = arrayreel::colormaps::viridis});
  return arrayreel::nbimage(v).png == picture_of_other(field) ? 0 : 1;
}
