// The header-only file that has such an object.
#include <arrayreel/nbimage.hpp>

arrayreel::encoded picture_of_other();

arrayreel::encoded picture_of_other() {
  const float field[] = {0, 1, 2, 3};
  return arrayreel::nbimage(arrayreel::view(field, {2, 2})).png;
}
