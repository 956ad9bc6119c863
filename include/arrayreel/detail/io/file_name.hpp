// File names and their extensions.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "../base/config.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

/// The path with the extension (".png") appended, unless it ends with it in any case.
[[nodiscard]] inline std::string with_extension(const std::string& path,
                                                std::string_view extension) {
  if (path.empty()) return path; // an error where it is opened, not a hidden file
  if (path.size() >= extension.size()) {
    bool same = true;
    for (std::size_t i = 0; i < extension.size(); ++i) {
      const char c = path[path.size() - extension.size() + i];
      same &= (c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c) == extension[i];
    }
    if (same) return path;
  }
  return path + std::string(extension);
}

} // namespace arrayreel::ARRAYREEL_ABI::detail
