// The speed and size of encoders as a picture, drawn with this library.
#pragma once

#include <string>
#include <vector>

namespace bench {

struct point {
  std::string name;
  double speed; ///< as a multiple of libpng's
  double size;  ///< as a part of libpng's
};

/// The encoders on one item.
struct panel {
  std::string title;
  std::vector<point> points;
};

/// A panel for each item, speed to the right and size upwards, both logarithmic.
/// \throws arrayreel::error where the file cannot be written.
void write_frontier(const std::string& path, const std::vector<panel>& panels);

} // namespace bench
