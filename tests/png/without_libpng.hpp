// The library without libpng and zlib, in objects of its own. They have names of their own, too, so that a
// test has them beside the compiled library.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace test {

/// A picture as plain numbers.
struct plain_picture {
  std::size_t height = 0;
  std::size_t width = 0;
  std::size_t channels = 1;
  std::vector<std::uint16_t> components{};
  bool is_deep = false; ///< 16 bits per component
};

/// What one of its builds offers.
struct without_libpng {
  const char* name; ///< of the build
  /// \param compression 0 fast, 1 balanced, 2 smallest
  std::vector<std::uint8_t> (*encode)(const plain_picture& picture, int compression);
  /// The data URI of a field through a colormap.
  std::string (*uri)(std::size_t height, std::size_t width, const std::vector<double>& field);
  /// What it says of an option of libpng's: 0 level, 1 filter, 2 strategy.
  std::string (*refusal)(int option);
  /// The elements of the first array of a .npz, or the error's text.
  std::string (*npz)(std::span<const std::uint8_t> archive, std::vector<std::int32_t>& elements);
};

extern const without_libpng without_libpng_alone;
extern const without_libpng without_libpng_with_libdeflate;

} // namespace test
