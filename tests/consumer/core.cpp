// A user's program that needs no library: values to pixels and tags.
#include <vector>

#include <arrayreel/html.hpp>
#include <arrayreel/rerange.hpp>

int main() {
  const std::vector<double> field{0, 1, 2, 3};
  const auto pixels = arrayreel::rerange(arrayreel::view(field, {2, 2}));
  return pixels(1, 1)[0] == 255 && arrayreel::escape_html("<") == "&lt;" ? 0 : 1;
}
