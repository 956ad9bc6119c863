// Every set of vector instructions that this machine has, one after the other.
#pragma once

#include <vector>

#include <arrayreel/detail/simd/sets.hpp>

namespace test {

/// From none to all.
[[nodiscard]] inline const std::vector<arrayreel::detail::simd_level>& simd_sets() {
  static const std::vector<arrayreel::detail::simd_level> sets = [] {
    std::vector<arrayreel::detail::simd_level> result;
    const auto best = static_cast<unsigned char>(arrayreel::detail::simd_of_processor());
    for (unsigned char set = 0; set <= best; ++set)
      result.push_back(arrayreel::detail::simd_level{set});
    return result;
  }();
  return sets;
}

/// A set that kernels use for as long as this lives.
class using_simd {
public:
  explicit using_simd(arrayreel::detail::simd_level set)
      : before_(arrayreel::detail::simd_choice()) {
    arrayreel::detail::simd_choice() = set;
  }
  using_simd(const using_simd&) = delete;
  using_simd& operator=(const using_simd&) = delete;
  ~using_simd() { arrayreel::detail::simd_choice() = before_; }

private:
  arrayreel::detail::simd_level before_;
};

} // namespace test
