// The same pixels in memory laid out in any way that a view can describe.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include <arrayreel/array_view.hpp>

namespace test {

/// Where the elements of a picture lie.
struct arrangement {
  bool planar = false;     // one plane after another instead of interleaved channels
  bool transposed = false; // columns next to each other in memory instead of rows
  bool bottom_up = false;
  bool right_to_left = false;
  std::size_t row_step = 1;    // 2: every second row of a larger array
  std::size_t column_step = 1; // 2: every second column
  std::size_t padding = 0;     // elements between the end of a row and the next
};

/// Memory of exactly the size that the arrangement needs, so that a sanitizer sees what is read
/// beyond it, with other values between the elements.
template <class T> class arranged {
public:
  /// \param components height × width × channels of them, in C order.
  arranged(std::span<const T> components, std::size_t height, std::size_t width,
           std::size_t channels, const arrangement& how)
      : extents_{height, width, channels} {
    const std::size_t pixel = how.planar ? 1 : channels;
    std::size_t y_step = 0;
    std::size_t x_step = 0;
    std::size_t plane = 0;
    if (how.transposed) {
      y_step = pixel * how.row_step;
      x_step = (height * y_step + how.padding) * how.column_step;
      plane = width * x_step;
    } else {
      x_step = pixel * how.column_step;
      y_step = (width * x_step + how.padding) * how.row_step;
      plane = height * y_step;
    }
    const std::size_t c_step = how.planar ? plane : 1;
    memory_.assign((height - 1) * y_step + (width - 1) * x_step + (channels - 1) * c_step + 1,
                   static_cast<T>(0xabcd));
    const auto place = [&](std::size_t y, std::size_t x, std::size_t c) {
      return (how.bottom_up ? height - 1 - y : y) * y_step +
             (how.right_to_left ? width - 1 - x : x) * x_step + c * c_step;
    };
    const T* from = components.data();
    for (std::size_t y = 0; y < height; ++y)
      for (std::size_t x = 0; x < width; ++x)
        for (std::size_t c = 0; c < channels; ++c) memory_[place(y, x, c)] = *from++;
    origin_ = place(0, 0, 0);
    const auto sign = [](bool reversed, std::size_t step) {
      return reversed ? -static_cast<std::ptrdiff_t>(step) : static_cast<std::ptrdiff_t>(step);
    };
    steps_ = {sign(how.bottom_up, y_step), sign(how.right_to_left, x_step),
              static_cast<std::ptrdiff_t>(c_step)};
  }

  /// Axes yx for one channel, else yxc.
  [[nodiscard]] arrayreel::array_view<T> view() const {
    const T* data = memory_.data() + origin_;
    if (extents_[2] == 1)
      return {data, {extents_[0], extents_[1]}, {steps_[0], steps_[1]}, arrayreel::axes::yx};
    return {data, extents_, steps_, arrayreel::axes::yxc};
  }

private:
  std::vector<T> memory_;
  std::size_t origin_ = 0;
  arrayreel::shape extents_;
  arrayreel::strides steps_;
};

} // namespace test
