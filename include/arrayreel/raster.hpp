// A picture in memory: owning, interleaved pixels of 8 or 16 bits, optionally with a palette.
#pragma once

#include "detail/base/config.hpp"

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>
#include <type_traits>
#include <utility>
#include <vector>

#include "array_view.hpp"
#include "color.hpp"
#include "detail/raster/picture.hpp"

namespace arrayreel::ARRAYREEL_ABI {

/// What a channel of a pixel is stored in.
template <class P>
concept pixel_component = std::same_as<P, std::uint8_t> || std::same_as<P, std::uint16_t>;

/// Height × width × channels pixels, rows from the top, channels interleaved.
///
/// 1 channel is gray, 2 gray + alpha, 3 RGB, 4 RGBA (alpha not premultiplied, sRGB values). With a
/// palette (8 bit, 1 channel) a pixel is an index into it. A raster can be given wherever an array
/// can; its pixels then stay unchanged, unless a range is given.
template <class P> class raster {
  static_assert(std::is_same_v<P, std::uint8_t> || std::is_same_v<P, std::uint16_t>,
                "pixels are std::uint8_t or std::uint16_t; floating-point numbers are in arrays, "
                "as normalize(array) returns them");

public:
  using value_type = P;

  /// Does not set the pixels.
  /// \throws error (parameter) for sides of zero or channels outside 1…4, (limit) for sizes that
  /// wrap or sides beyond 2³¹ − 1.
  raster(std::size_t height, std::size_t width, std::size_t channels = 1)
      : picture_(height, width, channels, sizeof(P)) {}
  // For results of the library's own functions; the components have the size of P.
  explicit raster(detail::picture&& made) noexcept : picture_(std::move(made)) {}

  [[nodiscard]] std::size_t height() const noexcept { return picture_.height(); }
  [[nodiscard]] std::size_t width() const noexcept { return picture_.width(); }
  [[nodiscard]] std::size_t channels() const noexcept { return picture_.channels(); }

  /// All components, `height() * width() * channels()` of them.
  [[nodiscard]] std::span<P> pixels() noexcept {
    return {picture_.components<P>(), picture_.size()};
  }
  [[nodiscard]] std::span<const P> pixels() const noexcept {
    return {picture_.components<P>(), picture_.size()};
  }

  /// The components of row y, `width() * channels()` of them.
  [[nodiscard]] std::span<P> row(std::size_t y) noexcept {
    return {picture_.row_as<P>(y), width() * channels()};
  }
  [[nodiscard]] std::span<const P> row(std::size_t y) const noexcept {
    return {picture_.row_as<P>(y), width() * channels()};
  }

  /// The components of one pixel, unchecked.
  [[nodiscard]] const P* operator()(std::size_t y, std::size_t x) const noexcept {
    return picture_.row_as<P>(y) + x * channels();
  }

  /// The colours that the pixels are indices into; empty where they are colours themselves.
  [[nodiscard]] const std::vector<color>& palette() const noexcept { return picture_.palette(); }

  /// Makes the pixels indices into `table`.
  /// \throws error (parameter) for more than 256 colours, other than 1 channel of 8 bits, or a
  /// pixel beyond the table.
  void palette(std::vector<color> table) { picture_.palette(std::move(table)); }

  friend bool operator==(const raster& a, const raster& b) noexcept {
    return a.picture_.equals(b.picture_);
  }

  // The picture without its type, for the library's own functions.
  [[nodiscard]] friend const detail::picture& picture_of(const raster& r) noexcept {
    return r.picture_;
  }
  [[nodiscard]] friend detail::picture& picture_of(raster& r) noexcept { return r.picture_; }

private:
  detail::picture picture_;
};

/// The components of a raster as an array of axes `yxc` (`yx` where there is one channel);
/// palette indices as they are.
template <pixel_component P>
[[nodiscard]] array_view<P> view(const raster<P>& picture ARRAYREEL_LIFETIMEBOUND) {
  if (picture.channels() == 1)
    return {picture.pixels().data(), {picture.height(), picture.width()}, axes::yx};
  return {
      picture.pixels().data(), {picture.height(), picture.width(), picture.channels()}, axes::yxc};
}

} // namespace arrayreel::ARRAYREEL_ABI
