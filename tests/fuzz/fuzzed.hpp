// A fuzzer's bytes as choices and pixels, so that few of them reach runs, matches and long
// pictures.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <span>
#include <vector>

#include <arrayreel/detail/simd/sets.hpp>

namespace fuzz {

/// Ends the program, by which the fuzzer sees a finding.
[[noreturn]] inline void found(const char* what) {
  std::fprintf(stderr, "found: %s\n", what);
  std::abort();
}
inline void require(bool holds, const char* what) {
  if (!holds) found(what);
}

/// Bytes from the front; zeros behind the end.
class input {
public:
  input(const std::uint8_t* data, std::size_t size) noexcept : left_(data, size) {}

  [[nodiscard]] std::uint8_t byte() noexcept {
    if (left_.empty()) return 0;
    const std::uint8_t value = left_.front();
    left_ = left_.subspan(1);
    return value;
  }
  [[nodiscard]] unsigned word() noexcept {
    const unsigned low = byte();
    return low | static_cast<unsigned>(byte()) << 8;
  }
  /// 0 to n − 1
  [[nodiscard]] std::size_t below(std::size_t n) noexcept {
    return (n > 256 ? word() : byte()) % n;
  }
  [[nodiscard]] bool chance() noexcept { return (byte() & 1) != 0; }
  [[nodiscard]] std::span<const std::uint8_t> rest() const noexcept { return left_; }

  /// 0 to n − 1, by all remaining bytes (FNV-1a). Inputs that are made from this one do not inherit
  /// the choice, so that slow choices stay as rare as they should be.
  [[nodiscard]] std::size_t by_all(std::size_t n) const noexcept {
    std::uint32_t hash = 2166136261U;
    for (const std::uint8_t b : left_) hash = (hash ^ b) * 16777619U;
    return (hash >> 8) % n;
  }

private:
  std::span<const std::uint8_t> left_;
};

/// The sets that the processor has. To ask for them takes longer than many an execution.
[[nodiscard]] inline arrayreel::detail::simd_level best_kernels() noexcept {
  static const arrayreel::detail::simd_level best = arrayreel::detail::simd_of_processor();
  return best;
}

/// One of the sets of instructions that the processor has.
inline void choose_kernels(input& in) {
  const auto levels = static_cast<std::size_t>(best_kernels()) + 1;
  arrayreel::detail::simd_choice() =
      arrayreel::detail::simd_level{static_cast<unsigned char>(in.below(levels))};
}

class random_bytes {
public:
  explicit random_bytes(std::uint32_t seed) noexcept : state_(seed) {}
  [[nodiscard]] std::uint32_t operator()() noexcept {
    state_ = state_ * 1664525U + 1013904223U;
    return state_ >> 16;
  }

private:
  std::uint32_t state_;
};

/// Fills rows of bytes by one of several patterns, which the input chooses and takes its parameters
/// from.
inline void fill_rows(input& in, std::span<std::uint8_t> bytes, std::size_t row) {
  const std::size_t pattern = in.below(11);
  random_bytes random(in.word());
  const std::size_t n = bytes.size();
  const auto as_byte = [](std::size_t value) { return static_cast<std::uint8_t>(value); };
  switch (pattern) {
    case 0: // as they come, again and again
      for (std::size_t i = 0, k = 0; i < n; ++i) {
        bytes[i] = in.rest().empty() ? 0 : in.rest()[k];
        if (++k >= in.rest().size()) k = 0;
      }
      break;
    case 1: // noise of as many values as chosen
    {
      const std::size_t values = in.below(256) + 1;
      for (std::uint8_t& b : bytes) b = as_byte(random() % values);
      break;
    }
    case 2: // runs
      for (std::size_t i = 0; i < n;) {
        const std::uint8_t value = in.rest().empty() ? as_byte(random() & 7) : in.byte();
        const std::size_t length = in.rest().empty() ? random() % 700 + 1 : in.word() % 1100 + 1;
        for (const std::size_t end = std::min(n, i + length); i < end; ++i) bytes[i] = value;
      }
      break;
    case 3: // rows that repeat, with errors
    {
      const std::size_t repeated = row * (in.below(3) + 1);
      const std::size_t errors = in.below(64);
      for (std::size_t i = 0; i < n; ++i) {
        bytes[i] = i < repeated ? as_byte(random()) : bytes[i - repeated];
        if (random() % 1024 < errors) bytes[i] = as_byte(random());
      }
      break;
    }
    case 4: // slopes, with noise
    {
      const std::size_t down = in.below(16);
      const std::size_t right = in.below(16);
      const std::size_t noise = in.below(8) + 1;
      for (std::size_t i = 0; i < n; ++i)
        bytes[i] = as_byte((i / row * down + i % row * right) / 4 + random() % noise);
      break;
    }
    case 5: // pieces from before: matches of all lengths and distances
    {
      std::size_t i = std::min<std::size_t>(n, in.below(64) + 1);
      for (std::size_t k = 0; k < i; ++k) bytes[k] = as_byte(random());
      while (i < n) {
        const std::size_t choice = in.rest().empty() ? random() : in.word();
        const std::size_t reach = random() % 8 == 0 ? i : std::min<std::size_t>(i, 600);
        const std::size_t distance = (choice ^ random()) % reach + 1;
        const std::size_t length = choice % 300 + 1;
        for (const std::size_t end = std::min(n, i + length); i < end; ++i)
          bytes[i] = bytes[i - distance];
        if (i < n && random() % 4 == 0) bytes[i++] = as_byte(random());
      }
      break;
    }
    case 6: // one value, with few others
    {
      const std::uint8_t value = in.byte();
      const std::size_t others = in.below(16);
      for (std::uint8_t& b : bytes) b = random() % 4096 < others ? as_byte(random()) : value;
      break;
    }
    case 7: // counts that double: codes that would be longer than 15 bits
      for (std::uint8_t& b : bytes) {
        std::size_t value = 0;
        while (value < 255 && random() % 2 == 0) ++value;
        b = as_byte(value);
      }
      break;
    case 8: // what the filters average and paeth guess nearly right
    case 9: {
      const std::size_t pixel = in.below(8) + 1;
      const std::size_t noise = in.below(6) + 1;
      for (std::size_t i = 0; i < n; ++i) {
        const bool has_left = i % row >= pixel;
        const int left = has_left ? bytes[i - pixel] : 0;
        const int up = i >= row ? bytes[i - row] : 0;
        const int corner = has_left && i >= row ? bytes[i - row - pixel] : 0;
        const int a = std::abs(up - corner);
        const int b = std::abs(left - corner);
        const int c = std::abs(left + up - 2 * corner);
        const int paeth = a <= b && a <= c ? left : b <= c ? up : corner;
        const int guess = pattern == 8 ? (left + up) / 2 : paeth;
        bytes[i] = as_byte(static_cast<std::size_t>(guess) + random() % noise);
        if (random() % 64 == 0) bytes[i] = as_byte(random());
      }
      break;
    }
    default: // a part of noise, a part that repeats
      for (std::size_t i = 0; i < n; ++i)
        bytes[i] = i % 5000 < 2500 ? as_byte(random()) : as_byte(i / 300);
  }
}

/// A length that is small mostly and seldom as large as `most`, so that many executions fit into a
/// second.
[[nodiscard]] inline std::size_t length(input& in, std::size_t most) {
  const unsigned kind = in.byte();
  const std::size_t small = in.by_all(128) == 0 ? most : kind < 160 ? 12 : 48;
  return in.below(std::min(small, most)) + 1;
}

} // namespace fuzz
