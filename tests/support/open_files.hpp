// The file descriptors of this process.
#pragma once

#include <cstddef>
#include <filesystem>
#include <iterator>

namespace test {

[[nodiscard]] inline std::size_t open_files() {
  const std::filesystem::directory_iterator all("/proc/self/fd");
  return static_cast<std::size_t>(std::distance(begin(all), end(all)));
}

} // namespace test
