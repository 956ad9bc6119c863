// The second translation unit: all again, and each header by itself.
#include <arrayreel/arrayreel.hpp>
#include <arrayreel/image.hpp>
#include <arrayreel/npy.hpp>

arrayreel::encoded picture_of_other(const std::vector<float>& field);

arrayreel::encoded picture_of_other(const std::vector<float>& field) {
  return arrayreel::encode_png(arrayreel::view(field, {2, 3}));
}
