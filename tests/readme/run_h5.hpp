// The HDF5 file that the guide's snippets read.
#pragma once

#include <vector>

#include "support/h5_file.hpp"

inline void make_run_h5() {
  std::vector<float> values(10 * 24 * 32);
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = static_cast<float>(i % 777);
  test::h5_file("run.h5").add("/fields/u", {10, 24, 32}, H5T_IEEE_F32LE, H5T_NATIVE_FLOAT,
                              values.data(), {.chunk = {5, 24, 32}, .gzip = 1});
}
