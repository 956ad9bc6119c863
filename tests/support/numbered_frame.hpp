// Frames that carry a number as blocks of black and white, which survives any compression.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include <arrayreel/array_view.hpp>

namespace test {

/// 64 × 64 elements of 0 and 1: the bits of a number below 65536 in blocks of 16 × 16.
class numbered_frame {
public:
  static constexpr std::size_t side = 64;
  static constexpr std::size_t block = 16;

  explicit numbered_frame(std::uint32_t number) {
    for (std::size_t y = 0; y < side; ++y)
      for (std::size_t x = 0; x < side; ++x)
        values_[y * side + x] =
            (number >> (y / block * (side / block) + x / block) & 1U) != 0 ? 1.0F : 0.0F;
  }
  [[nodiscard]] arrayreel::array_view<float> view() const {
    return arrayreel::view(values_.data(), {side, side});
  }

  /// The number that a decoded gray frame shows.
  [[nodiscard]] static std::uint32_t number_of(const std::uint8_t* gray) {
    std::uint32_t number = 0;
    for (std::size_t bit = 0; bit < 16; ++bit) {
      const std::size_t y = bit / (side / block) * block + block / 2;
      const std::size_t x = bit % (side / block) * block + block / 2;
      if (gray[y * side + x] > 127) number |= 1U << bit;
    }
    return number;
  }

private:
  std::array<float, side * side> values_{};
};

} // namespace test
