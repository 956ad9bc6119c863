// How many bytes zlib data inflate to, without producing them: HDF5 does not check it.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace arrayreel::ARRAYREEL_ABI::detail {

/// Adds up the lengths of RFC 1951's codes; distances are skipped.
class inflated_size_counter {
public:
  /// \param data in the format of RFC 1950, whose header is skipped.
  /// \param most stops beyond this number.
  inflated_size_counter(std::span<const std::uint8_t> data, std::size_t most)
      : data_(data.size() > 2 ? data.subspan(2) : std::span<const std::uint8_t>()), most_(most) {}

  /// The number of bytes; some number above `most` if there are more; nothing for damaged data.
  [[nodiscard]] std::optional<std::size_t> count() {
    bool is_last = false;
    while (!is_last && size_ <= most_) {
      is_last = bits(1) != 0;
      const unsigned kind = bits(2);
      const bool is_good = kind == 0 ? stored() : kind == 1 ? fixed() : kind == 2 && dynamic();
      if (!is_good || is_short_) return std::nullopt;
    }
    return size_;
  }

private:
  static constexpr unsigned longest = 15;

  /// A canonical code: how many symbols there are of each length, and the symbols in order.
  struct code {
    std::array<std::uint16_t, longest + 1> counts{};
    std::array<std::uint16_t, 288> symbols{};

    bool assign(std::span<const std::uint8_t> lengths) {
      counts = {};
      for (const std::uint8_t length : lengths) ++counts[length];
      counts[0] = 0;
      int left = 1;
      std::array<std::uint16_t, longest + 2> at{};
      for (unsigned i = 1; i <= longest; ++i) {
        left = 2 * left - counts[i];
        if (left < 0) return false;
        at[i + 1] = static_cast<std::uint16_t>(at[i] + counts[i]);
      }
      for (std::size_t i = 0; i < lengths.size(); ++i)
        if (lengths[i] != 0) symbols[at[lengths[i]]++] = static_cast<std::uint16_t>(i);
      return true;
    }
  };

  unsigned bits(unsigned count) {
    while (held_ < count) {
      if (at_ == data_.size()) {
        is_short_ = true;
        return 0;
      }
      hold_ |= std::uint32_t{data_[at_++]} << held_;
      held_ += 8;
    }
    const unsigned value = hold_ & ((1U << count) - 1);
    hold_ >>= count;
    held_ -= count;
    return value;
  }

  // 65535 if no symbol has this code.
  unsigned symbol(const code& c) {
    int value = 0;
    int first = 0;
    int index = 0;
    for (unsigned length = 1; length <= longest && !is_short_; ++length) {
      value |= static_cast<int>(bits(1));
      const int count = c.counts[length];
      if (value - count < first) return c.symbols[static_cast<std::size_t>(index + value - first)];
      index += count;
      first = 2 * (first + count);
      value *= 2;
    }
    return 65535;
  }

  bool stored() {
    hold_ = 0;
    held_ = 0;
    const unsigned size = bits(16);
    static_cast<void>(bits(16)); // its complement
    if (is_short_ || size > data_.size() - at_) return false;
    at_ += size;
    size_ += size;
    return true;
  }

  bool fixed() {
    std::array<std::uint8_t, 288> lengths{};
    for (std::size_t i = 0; i < lengths.size(); ++i)
      lengths[i] = i < 144 ? 8 : i < 256 ? 9 : i < 280 ? 7 : 8;
    std::array<std::uint8_t, 30> distances{};
    distances.fill(5);
    return literals_.assign(lengths) && distances_.assign(distances) && codes();
  }

  bool dynamic() {
    const std::size_t literals = bits(5) + 257;
    const std::size_t distances = bits(5) + 1;
    const std::size_t lengths_of_lengths = bits(4) + 4;
    if (literals > 286 || distances > 30) return false;
    constexpr std::array<std::uint8_t, 19> order{16, 17, 18, 0, 8,  7, 9,  6, 10, 5,
                                                 11, 4,  12, 3, 13, 2, 14, 1, 15};
    std::array<std::uint8_t, 320> lengths{};
    for (std::size_t i = 0; i < lengths_of_lengths; ++i)
      lengths[order[i]] = static_cast<std::uint8_t>(bits(3));
    if (!literals_.assign({lengths.data(), order.size()})) return false;
    const code of_lengths = literals_;
    lengths = {};
    for (std::size_t i = 0; i < literals + distances;) {
      const unsigned s = symbol(of_lengths);
      if (is_short_ || s > 18) return false;
      std::size_t repeats = 1;
      auto length = static_cast<std::uint8_t>(s);
      if (s == 16) {
        if (i == 0) return false;
        length = lengths[i - 1];
        repeats = 3 + bits(2);
      } else if (s > 16) {
        length = 0;
        repeats = s == 17 ? 3 + bits(3) : 11 + bits(7);
      }
      if (i + repeats > literals + distances) return false;
      for (; repeats > 0; --repeats) lengths[i++] = length;
    }
    return literals_.assign({lengths.data(), literals}) &&
           distances_.assign({lengths.data() + literals, distances}) && codes();
  }

  bool codes() {
    constexpr std::array<std::uint16_t, 29> base{3,  4,  5,  6,   7,   8,   9,   10,  11, 13,
                                                 15, 17, 19, 23,  27,  31,  35,  43,  51, 59,
                                                 67, 83, 99, 115, 131, 163, 195, 227, 258};
    constexpr std::array<std::uint8_t, 29> extra{0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2,
                                                 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0};
    while (size_ <= most_) {
      unsigned s = symbol(literals_);
      if (is_short_ || s > 285) return false;
      if (s == 256) return true;
      if (s < 256) {
        ++size_;
        continue;
      }
      s -= 257;
      size_ += base[s] + bits(extra[s]);
      const unsigned distance = symbol(distances_);
      if (is_short_ || distance > 29) return false;
      static_cast<void>(bits(distance < 4 ? 0 : distance / 2 - 1));
    }
    return true;
  }

  std::span<const std::uint8_t> data_;
  std::size_t most_;
  std::size_t at_ = 0;
  std::size_t size_ = 0;
  std::uint32_t hold_ = 0;
  unsigned held_ = 0;
  bool is_short_ = false;
  code literals_;
  code distances_;
};

/// The number of bytes that zlib data inflate to; some number above `most` if there are more;
/// nothing for damaged data.
[[nodiscard]] inline std::optional<std::size_t> inflated_size(std::span<const std::uint8_t> data,
                                                              std::size_t most) {
  return inflated_size_counter(data, most).count();
}

} // namespace arrayreel::ARRAYREEL_ABI::detail
