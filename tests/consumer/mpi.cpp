// A user's program that looks at why pictures are refused, in both translation units.
#include <arrayreel/mpi.hpp>

#include <string>
#include <vector>

std::string refusal_of_other(const std::vector<float>& values);

int main() {
  const std::vector<float> values(6, 0.5F);
  try {
    arrayreel::mpi_write_png(MPI_COMM_WORLD, "u.png", arrayreel::view(values.data(), {2, 3}),
                             {.size = {2, 3}});
  } catch (const arrayreel::error& e) {
    // MPI is not initialised.
    return e.kind() == arrayreel::error_kind::parameter && refusal_of_other(values) == e.what() ? 0
                                                                                               : 1;
  }
  return 2;
}
