// A picture in memory whose depth is a run-time value. All code behind the public headers uses it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "../../color.hpp"
#include "../base/memory_block.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

/// Height × width × channels components of 8 or 16 bits, rows from the top, channels interleaved.
/// With a palette (8 bits, 1 channel) the components are indices. `raster<P>` holds a picture.
class ARRAYREEL_API picture {
public:
  /// Does not set the components.
  /// \param component_bytes 1 or 2
  /// \throws error (parameter) for sides of zero or channels outside 1…4, (limit) for sizes that
  /// wrap or sides beyond 2³¹ − 1.
  picture(std::size_t height, std::size_t width, std::size_t channels, std::size_t component_bytes);

  [[nodiscard]] std::size_t height() const noexcept { return height_; }
  [[nodiscard]] std::size_t width() const noexcept { return width_; }
  [[nodiscard]] std::size_t channels() const noexcept { return channels_; }
  /// 1 or 2.
  [[nodiscard]] std::size_t component_bytes() const noexcept { return component_bytes_; }
  [[nodiscard]] unsigned bit_depth() const noexcept {
    return static_cast<unsigned>(8 * component_bytes_);
  }
  /// The components of all pixels: `height() * width() * channels()` of them.
  [[nodiscard]] std::size_t size() const noexcept { return height_ * width_ * channels_; }
  [[nodiscard]] std::size_t size_bytes() const noexcept { return components_.size_bytes(); }
  [[nodiscard]] std::size_t pixel_bytes() const noexcept { return channels_ * component_bytes_; }
  [[nodiscard]] std::size_t row_bytes() const noexcept { return width_ * pixel_bytes(); }

  [[nodiscard]] std::uint8_t* bytes() noexcept {
    return static_cast<std::uint8_t*>(components_.data());
  }
  [[nodiscard]] const std::uint8_t* bytes() const noexcept {
    return static_cast<const std::uint8_t*>(components_.data());
  }
  /// The first byte of row y.
  [[nodiscard]] std::uint8_t* row(std::size_t y) noexcept { return bytes() + y * row_bytes(); }
  [[nodiscard]] const std::uint8_t* row(std::size_t y) const noexcept {
    return bytes() + y * row_bytes();
  }
  /// The components with their type; P must have `component_bytes()` bytes.
  template <class P> [[nodiscard]] P* components() noexcept {
    return static_cast<P*>(components_.data());
  }
  template <class P> [[nodiscard]] const P* components() const noexcept {
    return static_cast<const P*>(components_.data());
  }
  template <class P> [[nodiscard]] P* row_as(std::size_t y) noexcept {
    return components<P>() + y * width_ * channels_;
  }
  template <class P> [[nodiscard]] const P* row_as(std::size_t y) const noexcept {
    return components<P>() + y * width_ * channels_;
  }

  [[nodiscard]] const std::vector<color>& palette() const noexcept { return palette_; }
  /// Makes the components indices into `table`.
  /// \throws error (parameter) for more than 256 colours, other than 1 channel of 8 bits, or an
  /// index beyond the table.
  void palette(std::vector<color> table);
  /// Makes the components levels of gray again.
  void remove_palette() noexcept { palette_.clear(); }

  [[nodiscard]] bool equals(const picture& other) const noexcept;

private:
  memory_block components_;
  std::vector<color> palette_;
  std::size_t height_;
  std::size_t width_;
  std::size_t channels_;
  std::size_t component_bytes_;
};

/// Calls `function` with a number of the components' type, for loops that differ between 8 and 16
/// bits.
template <class Function> decltype(auto) with_component_type(std::size_t bytes, Function&& function) {
  if (bytes == 1) return function(std::uint8_t{});
  return function(std::uint16_t{});
}

} // namespace arrayreel::ARRAYREEL_ABI::detail

#if !defined(ARRAYREEL_COMPILED)
#include "picture.ipp"
#endif
