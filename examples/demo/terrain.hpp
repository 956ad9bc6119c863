// Elevation models: real data for the demo's pictures.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include <arrayreel/array_view.hpp>
#include <arrayreel/colormap.hpp>

/// Elevation as floats, so that it can have holes. Rows from the first in the file.
struct terrain {
  std::size_t height;
  std::size_t width;
  std::vector<float> meters;

  [[nodiscard]] float at(std::size_t y, std::size_t x) const { return meters[y * width + x]; }
  /// (height, width), valid as long as the terrain.
  [[nodiscard]] arrayreel::array_view<float> view() const;
};

/// \throws arrayreel::error where the file or the array cannot be read.
terrain read_terrain(const std::string& path, const std::string& name);

/// A shaded relief in colour, 0…1, (3, height, width): three planes, red first.
std::vector<float> shaded_relief(const terrain& t, const arrayreel::colormap& colors);
