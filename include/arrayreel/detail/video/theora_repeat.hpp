// A Theora frame that repeats the one before. libtheora's encoder leaves such frames out.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "../base/config.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

/// Writes bits, the highest first.
class theora_bits {
public:
  void put(unsigned value, unsigned count) {
    for (; count > 0; --count) {
      if (used_ % 8 == 0) bytes_.push_back(0);
      bytes_.back() =
          static_cast<std::uint8_t>(bytes_.back() | (value >> (count - 1) & 1U) << (7 - used_ % 8));
      ++used_;
    }
  }

  /// Writes `count` zeros, at least 1, as a string of long runs (section 7.2.1).
  void put_zeros(std::size_t count) {
    constexpr std::size_t longest = 4129;
    put(0, 1);
    for (; count > longest; count -= longest) {
      put_run(longest);
      put(0, 1); // the longest run is followed by the next bit's value
    }
    put_run(count);
  }

  [[nodiscard]] const std::vector<std::uint8_t>& bytes() const noexcept { return bytes_; }

private:
  void put_run(std::size_t length) {
    struct code {
      std::size_t least;
      unsigned prefix;
      unsigned prefix_bits;
      unsigned more_bits;
    };
    constexpr code codes[] = {{34, 63, 6, 12}, {18, 62, 6, 4}, {10, 30, 5, 3}, {6, 14, 4, 2},
                              {4, 6, 3, 1},    {2, 2, 2, 1},   {1, 0, 1, 0}};
    for (const code& c : codes)
      if (length >= c.least) {
        put(c.prefix, c.prefix_bits);
        return put(static_cast<unsigned>(length - c.least), c.more_bits);
      }
  }

  std::vector<std::uint8_t> bytes_;
  std::size_t used_ = 0;
};

/// The packet of an inter frame in which no block is coded, for 4:2:0 (Theora Specification of 3
/// June 2017, section 7). libtheora makes an empty packet instead, which means the same in Ogg; but
/// FFmpeg's muxers do not write it, so that players would show the following frames too early, and
/// the last ones not at all.
[[nodiscard, gnu::cold]] inline std::vector<std::uint8_t> theora_repeat(std::size_t width,
                                                                        std::size_t height) {
  // Super blocks have 32 x 32 samples; the sides of planes are multiples of 16 (luma) or 8
  // (chroma).
  const auto super_blocks = [](std::size_t w, std::size_t h) {
    return (w + 31) / 32 * ((h + 31) / 32);
  };
  const std::size_t coded_width = (width + 15) / 16 * 16;
  const std::size_t coded_height = (height + 15) / 16 * 16;
  const std::size_t count =
      super_blocks(coded_width, coded_height) + 2 * super_blocks(coded_width / 2, coded_height / 2);
  theora_bits bits;
  bits.put(0, 1);        // a frame
  bits.put(1, 1);        // an inter frame
  bits.put(63, 6);       // a quantiser index
  bits.put(0, 1);        // no second one
  bits.put_zeros(count); // no super block is coded in part
  bits.put_zeros(count); // none is coded completely
  bits.put(1, 3);        // scheme for the modes of macro blocks: none
  bits.put(0, 1);        // and for motion vectors
  bits.put(0, 8);        // Huffman tables of DC coefficients: none
  bits.put(0, 8);        // and of AC coefficients
  return bits.bytes();
}

} // namespace arrayreel::ARRAYREEL_ABI::detail
