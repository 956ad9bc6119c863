// The file of a program that uses the compiled library, while another one is header-only.
#include <arrayreel/nbimage.hpp>

#include <string>
#include <vector>

std::string address_of_other(const std::vector<float>& field);

int main() {
  const std::vector<float> field{0, 1, 2, 3, 4, 5};
  return arrayreel::nbimage(arrayreel::view(field, {2, 3})).data_uri() == address_of_other(field)
             ? 0
             : 1;
}
