// Definitions of picture.hpp.
#pragma once

#include "picture.hpp"

#include <algorithm>
#include <cstring>
#include <string>

#include "../../error.hpp"
#include "../base/checked_math.hpp"
#include "../base/message.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

/// The number of components, or an error if there are too many.
[[nodiscard]] inline std::size_t checked_component_count(std::size_t height, std::size_t width,
                                                         std::size_t channels,
                                                         std::size_t component_bytes) {
  const auto text = [&] {
    return "a raster of " + to_text(height) + " x " + to_text(width) + " pixels with " +
           to_text(channels) + " channels";
  };
  if (height == 0 || width == 0 || channels < 1 || channels > 4)
    throw error(error_kind::parameter,
                text() + "; expected sides of 1 or more and 1 to 4 channels");
  std::size_t size = 0;
  if (height > longest_side || width > longest_side || !checked_mul(height, width, size) ||
      !checked_mul(size, channels, size) || size > max_bytes / component_bytes)
    throw error(error_kind::limit, text() + " is larger than any memory");
  return size;
}

ARRAYREEL_INLINE picture::picture(std::size_t height, std::size_t width, std::size_t channels,
                                  std::size_t component_bytes)
    : components_(checked_component_count(height, width, channels, component_bytes),
                  component_bytes),
      height_(height), width_(width), channels_(channels), component_bytes_(component_bytes) {}

ARRAYREEL_INLINE void picture::palette(std::vector<color> table) {
  if (table.empty() || table.size() > 256 || channels_ != 1 || component_bytes_ != 1)
    throw error(error_kind::parameter,
                "a palette of " + to_text(table.size()) + " colours for pixels of " +
                    to_text(channels_) + " channels of " + to_text(8 * component_bytes_) +
                    " bits; expected 1 to 256 colours for 1 channel of 8 bits");
  if (table.size() < 256) {
    const unsigned most = *std::max_element(bytes(), bytes() + size_bytes());
    if (most >= table.size())
      throw error(error_kind::parameter, "a pixel of " + to_text(most) + " in a palette of " +
                                             to_text(table.size()) + " colours");
  }
  palette_ = std::move(table);
}

ARRAYREEL_INLINE bool picture::equals(const picture& other) const noexcept {
  return height_ == other.height_ && width_ == other.width_ && channels_ == other.channels_ &&
         component_bytes_ == other.component_bytes_ && palette_ == other.palette_ &&
         size_bytes() == other.size_bytes() &&
         (size_bytes() == 0 || std::memcmp(bytes(), other.bytes(), size_bytes()) == 0);
}

} // namespace arrayreel::ARRAYREEL_ABI::detail
