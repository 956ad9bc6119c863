// A user's program that looks at why files are refused, in both translation units.
#include <arrayreel/hdf5.hpp>

#include <string>

std::string refusal_of_other(const std::string& path);

int main() {
  const std::string path = "there-is-no-such-file.h5";
  try {
    arrayreel::hdf5_frames frames(path, "/u");
    return frames.read(0).rank() == 0 ? 2 : 3;
  } catch (const arrayreel::error& e) {
    return e.kind() == arrayreel::error_kind::io && refusal_of_other(path) == e.what() ? 0 : 1;
  }
}
