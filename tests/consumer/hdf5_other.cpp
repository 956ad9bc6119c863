// The second translation unit: the rest of what is for HDF5.
#include <arrayreel/hdf5.hpp>

#include <string>

std::string refusal_of_other(const std::string& path);

std::string refusal_of_other(const std::string& path) {
  try {
    return "read " + std::to_string(arrayreel::hdf5_entries(path).size());
  } catch (const arrayreel::error& e) {
    return e.what();
  }
}
