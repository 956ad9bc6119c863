// Smooth moving test frames, of which every pixel's intended colour is known without the library.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numbers>
#include <string>
#include <vector>

#include <arrayreel/colormap.hpp>

namespace test {

enum class frame_kind : unsigned char { gray, colormap, rgb, rgba };
inline constexpr std::array<const char*, 4> kind_names{"gray", "colormap", "rgb", "rgba"};

/// Frames as arrays of shape (time, height, width[, channels]). Fewer frames are their beginning.
class smooth_frames {
public:
  smooth_frames(frame_kind kind, std::size_t frames, std::size_t height, std::size_t width)
      : kind_(kind), frames_(frames), height_(height), width_(width) {
    levels_.reserve(frames * height * width * channels());
    for (std::size_t t = 0; t < frames; ++t)
      for (std::size_t y = 0; y < height; ++y)
        for (std::size_t x = 0; x < width; ++x)
          for (std::size_t c = 0; c < channels(); ++c) levels_.push_back(wave(t, y, x, c));
    if (channels() == 1)
      // In the middle of their levels for a range of 0…256.
      for (const std::uint8_t level : levels_) scalars_.push_back(static_cast<float>(level) + 0.5F);
  }

  [[nodiscard]] frame_kind kind() const { return kind_; }
  [[nodiscard]] std::size_t channels() const {
    return kind_ == frame_kind::rgb ? 3 : kind_ == frame_kind::rgba ? 4 : 1;
  }
  [[nodiscard]] std::size_t frames() const { return frames_; }
  [[nodiscard]] std::size_t height() const { return height_; }
  [[nodiscard]] std::size_t width() const { return width_; }

  [[nodiscard]] const std::vector<float>& scalars() const { return scalars_; }
  [[nodiscard]] const std::vector<std::uint8_t>& colors() const { return levels_; }

  /// The colour that a pixel should have.
  [[nodiscard]] std::array<std::uint8_t, 4> intended(std::size_t t, std::size_t y,
                                                     std::size_t x) const {
    const std::uint8_t* p = levels_.data() + ((t * height_ + y) * width_ + x) * channels();
    switch (kind_) {
      case frame_kind::gray: return {p[0], p[0], p[0], 255};
      case frame_kind::colormap: {
        const arrayreel::color c = arrayreel::colormaps::viridis.entries()[p[0]];
        return {c.r, c.g, c.b, 255};
      }
      case frame_kind::rgb: return {p[0], p[1], p[2], 255};
      case frame_kind::rgba: break;
    }
    return {p[0], p[1], p[2], p[3]};
  }

private:
  /// A slow wave that moves with time.
  [[nodiscard]] std::uint8_t wave(std::size_t t, std::size_t y, std::size_t x,
                                  std::size_t channel) const {
    // Equally smooth for small and large frames.
    const auto place = [](std::size_t i, std::size_t side) {
      return (static_cast<double>(i) + 0.5) / static_cast<double>(std::max<std::size_t>(side, 64));
    };
    const double v = place(y, height_);
    const double u = place(x, width_);
    const auto c = static_cast<double>(channel);
    const double phase = 0.07 * static_cast<double>(t) + 1.3 * c;
    return static_cast<std::uint8_t>(
        std::lround(127.5 + 110 * std::sin(2.1 * u + (1 + 0.3 * c) * v + phase) *
                                std::cos(1.7 * v - 0.6 * u + 0.5 * phase)));
  }

  frame_kind kind_;
  std::size_t frames_;
  std::size_t height_;
  std::size_t width_;
  std::vector<std::uint8_t> levels_;
  std::vector<float> scalars_;
};

/// A colour over white, each component rounded to the nearest.
[[nodiscard]] inline std::array<std::uint8_t, 4> over_white(const std::array<std::uint8_t, 4>& c) {
  std::array<std::uint8_t, 4> result{0, 0, 0, 255};
  for (std::size_t i = 0; i < 3; ++i)
    result[i] = static_cast<std::uint8_t>((c[i] * c[3] + 255 * (255 - c[3]) + 127) / 255);
  return result;
}

} // namespace test
