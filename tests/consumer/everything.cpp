// A user's program: all headers in both translation units.
#include <arrayreel/arrayreel.hpp>
#include <arrayreel/canvas.hpp>
#include <arrayreel/hdf5.hpp>
#include <arrayreel/notebook.hpp>
#include <arrayreel/vega.hpp>

#include <string>
#include <vector>

std::string chart_of_other(const std::vector<float>& field);

int main() {
  const std::vector<float> field{0, 1, 2, 3, 4, 5};
  const auto image = arrayreel::nbimage(arrayreel::view(field, {2, 3}));
  if (chart_of_other(field).find(image.data_uri()) == std::string::npos) return 1;
  try {
    arrayreel::write_png("there-is-no-such-folder/a.png", arrayreel::view(field, {2, 3}));
    return 2;
  } catch (const arrayreel::error& e) {
    return e.kind() == arrayreel::error_kind::io ? 0 : 3;
  }
}
