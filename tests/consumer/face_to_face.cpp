// A file that uses the compiled library and hands an object to a header-only one: they do not link.
#include <arrayreel/nbimage.hpp>

#include <cstddef>

std::size_t size_in_other(const arrayreel::encoded& png);

int main() {
  const float field[] = {0, 1, 2, 3};
  const auto image = arrayreel::nbimage(arrayreel::view(field, {2, 2}));
  return size_in_other(image.png) == 0 ? 1 : 0;
}
