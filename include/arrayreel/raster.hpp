// A picture in memory: owning, interleaved pixels of 8 or 16 bits, optionally with a palette.
#pragma once

#include <algorithm>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "array_view.hpp"
#include "color.hpp"
#include "detail/base/checked_math.hpp"
#include "detail/base/message.hpp"
#include "error.hpp"
#include "owned_array.hpp"

namespace arrayreel::inline ARRAYREEL_ABI {

/// What a channel of a pixel is stored in.
template <class P>
concept pixel_component = std::same_as<P, std::uint8_t> || std::same_as<P, std::uint16_t>;

/// Height × width × channels pixels, rows from the top, channels interleaved.
///
/// 1 channel is gray, 2 gray + alpha, 3 RGB, 4 RGBA (alpha not premultiplied, sRGB values). With
/// a palette (8 bit, 1 channel) a pixel is an index into it. A raster can be given wherever an
/// array can; there its pixels pass as they are, unless a range is given.
template <pixel_component P> class raster {
public:
  using value_type = P;

  /// Pixels are left unset.
  /// \throws error (parameter) for sides of zero or channels outside 1…4, (limit) for sizes that
  /// wrap or sides beyond 2³¹ − 1.
  raster(std::size_t height, std::size_t width, std::size_t channels = 1)
      : pixels_(checked_size(height, width, channels)), height_(height), width_(width),
        channels_(channels) {}

  [[nodiscard]] std::size_t height() const noexcept { return height_; }
  [[nodiscard]] std::size_t width() const noexcept { return width_; }
  [[nodiscard]] std::size_t channels() const noexcept { return channels_; }

  /// All components, `height() * width() * channels()` of them.
  [[nodiscard]] std::span<P> pixels() noexcept { return {pixels_.data(), pixels_.size()}; }
  [[nodiscard]] std::span<const P> pixels() const noexcept {
    return {pixels_.data(), pixels_.size()};
  }

  /// The components of row y, `width() * channels()` of them.
  [[nodiscard]] std::span<P> row(std::size_t y) noexcept {
    return pixels().subspan(y * width_ * channels_, width_ * channels_);
  }
  [[nodiscard]] std::span<const P> row(std::size_t y) const noexcept {
    return pixels().subspan(y * width_ * channels_, width_ * channels_);
  }

  /// The components of one pixel, unchecked.
  [[nodiscard]] const P* operator()(std::size_t y, std::size_t x) const noexcept {
    return pixels_.data() + (y * width_ + x) * channels_;
  }

  /// The colours that the pixels are indices into; empty where they are colours themselves.
  [[nodiscard]] const std::vector<color>& palette() const noexcept { return palette_; }

  /// Makes the pixels indices into `table`.
  /// \throws error (parameter) for more than 256 colours, other than 1 channel of 8 bits, or a
  /// pixel beyond the table.
  void palette(std::vector<color> table) {
    if (table.empty() || table.size() > 256 || channels_ != 1 || sizeof(P) != 1)
      throw error(error_kind::parameter,
                  "a palette of " + detail::to_text(table.size()) + " colours for pixels of " +
                      detail::to_text(channels_) + " channels of " +
                      detail::to_text(8 * sizeof(P)) +
                      " bits; expected 1 to 256 colours for 1 channel of 8 bits");
    if (table.size() < 256) {
      const P most = *std::max_element(pixels_.begin(), pixels_.end());
      if (most >= table.size())
        throw error(error_kind::parameter, "a pixel of " + detail::to_text(+most) +
                                               " in a palette of " + detail::to_text(table.size()) +
                                               " colours");
    }
    palette_ = std::move(table);
  }

  friend bool operator==(const raster& a, const raster& b) noexcept {
    return a.height_ == b.height_ && a.width_ == b.width_ && a.channels_ == b.channels_ &&
           a.palette_ == b.palette_ &&
           std::equal(a.pixels_.begin(), a.pixels_.end(), b.pixels_.begin(), b.pixels_.end());
  }

private:
  [[nodiscard]] static std::size_t checked_size(std::size_t height, std::size_t width,
                                                std::size_t channels) {
    const auto text = [&] {
      return "a raster of " + detail::to_text(height) + " x " + detail::to_text(width) +
             " pixels with " + detail::to_text(channels) + " channels";
    };
    if (height == 0 || width == 0 || channels < 1 || channels > 4)
      throw error(error_kind::parameter, text() + "; expected sides of 1 or more and 1 to 4 "
                                                  "channels");
    std::size_t size = 0;
    if (height > detail::longest_side || width > detail::longest_side ||
        !detail::checked_mul(height, width, size) || !detail::checked_mul(size, channels, size) ||
        size > detail::max_bytes / sizeof(P))
      throw error(error_kind::limit, text() + " is larger than any memory");
    return size;
  }

  detail::buffer<P> pixels_;
  std::vector<color> palette_;
  std::size_t height_;
  std::size_t width_;
  std::size_t channels_;
};

/// The components of a raster as an array of axes `yxc` (`yx` where there is one channel);
/// palette indices as they are.
template <pixel_component P> [[nodiscard]] array_view<P> view(const raster<P>& picture) {
  if (picture.channels() == 1)
    return {picture.pixels().data(), {picture.height(), picture.width()}, axes::yx};
  return {
      picture.pixels().data(), {picture.height(), picture.width(), picture.channels()}, axes::yxc};
}

} // namespace arrayreel::inline ARRAYREEL_ABI
