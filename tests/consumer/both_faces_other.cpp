// The header-only file of that program.
#include <arrayreel/nbimage.hpp>

#include <string>
#include <vector>

std::string address_of_other(const std::vector<float>& field);

std::string address_of_other(const std::vector<float>& field) {
  return arrayreel::nbimage(arrayreel::view(field, {2, 3})).data_uri();
}
