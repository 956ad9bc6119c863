// 16-bit numbers in PNG's byte order.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>

#include "../base/config.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

/// Writes `count` numbers as two bytes each, the higher byte first. `to` may be the same memory,
/// but must not overlap it otherwise.
inline void to_big_endian(std::uint8_t* out, const std::uint16_t* in, std::size_t count) noexcept {
  std::size_t i = 0;
  if constexpr (std::endian::native == std::endian::little) {
    // Wider vectors bring no gain: memory is the limit.
    typedef std::uint16_t number_block __attribute__((vector_size(16)));
    constexpr std::size_t step = sizeof(number_block) / 2;
    for (; i + step <= count; i += step) {
      number_block x;
      std::memcpy(&x, in + i, sizeof x);
      x = x << 8 | x >> 8;
      std::memcpy(out + 2 * i, &x, sizeof x);
    }
  }
  out += 2 * i;
  for (const std::uint16_t x : std::span(in + i, count - i)) {
    *out++ = static_cast<std::uint8_t>(x >> 8);
    *out++ = static_cast<std::uint8_t>(x & 0xffU);
  }
}

} // namespace arrayreel::ARRAYREEL_ABI::detail
