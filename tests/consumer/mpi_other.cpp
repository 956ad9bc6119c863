// The second translation unit: the rest of what is for MPI.
#include <arrayreel/mpi.hpp>

#include <string>
#include <vector>

std::string refusal_of_other(const std::vector<float>& values);

std::string refusal_of_other(const std::vector<float>& values) {
  try {
    const auto range =
        arrayreel::mpi_value_range(MPI_COMM_WORLD, arrayreel::view(values.data(), {2, 3}));
    return "from " + std::to_string(range.lo);
  } catch (const arrayreel::error& e) {
    return e.what();
  }
}
