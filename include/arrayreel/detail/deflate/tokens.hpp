// The tokens that deflate writes, literals and matches, and how often each symbol occurs.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include "../simd/sets.hpp"
#include "huffman.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

/// `literals` bytes, then a match of `length` bytes from `distance` back; length 0 ends the list.
struct deflate_token {
  std::uint32_t literals;
  std::uint16_t length;
  std::uint16_t distance;
};

inline constexpr std::size_t longest_match = 258;
inline constexpr std::size_t deflate_window = 32768;

/// The symbols of lengths 3 to 258 (RFC 1951, section 3.2.5).
struct length_symbols {
  std::uint8_t symbol[longest_match + 1] = {}; // minus 257
  std::uint8_t extra[29] = {};                 // extra bits of each symbol
  std::uint16_t base[29] = {};

  constexpr length_symbols() noexcept {
    std::size_t length = 3;
    for (std::size_t s = 0; s < 28; ++s) {
      extra[s] = static_cast<std::uint8_t>(s < 8 ? 0 : s / 4 - 1);
      base[s] = static_cast<std::uint16_t>(length);
      for (std::size_t i = 0; i < std::size_t{1} << extra[s]; ++i)
        symbol[length++] = static_cast<std::uint8_t>(s);
    }
    symbol[longest_match] = 28;
    base[28] = longest_match;
  }
};
inline constexpr length_symbols lengths_as_symbols;

[[nodiscard]] ARRAYREEL_ALWAYS_INLINE unsigned distance_symbol(unsigned distance) noexcept {
  const unsigned d = distance - 1;
  if (d < 2) return d;
  const auto high = static_cast<unsigned>(31 - std::countl_zero(d));
  return 2 * high + (d >> (high - 1) & 1U);
}
[[nodiscard]] ARRAYREEL_ALWAYS_INLINE unsigned distance_extra(unsigned symbol) noexcept {
  return symbol < 2 ? 0 : symbol / 2 - 1;
}

/// How often each symbol occurs in a block, and the number of extra bits.
struct symbol_counts {
  std::uint32_t literals[literal_symbols] = {};
  std::uint32_t distances[distance_symbols] = {};
  std::uint64_t extra_bits = 0;

  ARRAYREEL_ALWAYS_INLINE void match(std::size_t length, unsigned distance) noexcept {
    const unsigned l = lengths_as_symbols.symbol[length];
    const unsigned d = distance_symbol(distance);
    ++literals[257 + l];
    ++distances[d];
    extra_bits += lengths_as_symbols.extra[l] + distance_extra(d);
  }
};

[[nodiscard]] ARRAYREEL_ALWAYS_INLINE std::uint64_t word_at(const std::uint8_t* p) noexcept {
  std::uint64_t x;
  std::memcpy(&x, p, sizeof x);
  if constexpr (std::endian::native == std::endian::big) x = __builtin_bswap64(x);
  return x;
}

/// Counts bytes, in four tables: incrementing the same counter twice in a row is slow.
class byte_counter {
public:
  ARRAYREEL_ALWAYS_INLINE void add(const std::uint8_t* p, std::size_t n) noexcept {
    if (n >= 8) return add_words(p, n);
    for (std::size_t i = 0; i < n; ++i) ++tables_[i % 4][p[i]];
  }
  /// At most four bytes, of which four can be read; no branch depends on their number.
  ARRAYREEL_ALWAYS_INLINE void add_few(const std::uint8_t* p, std::size_t n) noexcept {
    for (std::size_t k = 0; k < 4; ++k) tables_[k][p[k]] += k < n;
  }
  void sum_to(std::uint32_t* counts) const noexcept {
    for (std::size_t s = 0; s < 256; ++s)
      counts[s] += tables_[0][s] + tables_[1][s] + tables_[2][s] + tables_[3][s];
  }

private:
  [[gnu::noinline]] void add_words(const std::uint8_t* p, std::size_t n) noexcept {
    std::size_t i = 0;
    for (; i + 8 <= n; i += 8) {
      const std::uint64_t x = word_at(p + i);
      ++tables_[0][x & 0xffU];
      ++tables_[1][x >> 8 & 0xffU];
      ++tables_[2][x >> 16 & 0xffU];
      ++tables_[3][x >> 24 & 0xffU];
      ++tables_[0][x >> 32 & 0xffU];
      ++tables_[1][x >> 40 & 0xffU];
      ++tables_[2][x >> 48 & 0xffU];
      ++tables_[3][x >> 56];
    }
    for (; i < n; ++i) ++tables_[i % 4][p[i]];
  }

  std::uint32_t tables_[4][256] = {};
};

/// Adds to `counts` how often each byte occurs.
[[gnu::noinline]] inline void count_bytes(const std::uint8_t* p, std::size_t n,
                                          std::uint32_t (&counts)[256]) noexcept {
  byte_counter counter;
  counter.add(p, n);
  counter.sum_to(counts);
}

/// How many bytes at a and b are equal, up to `most`. Reads whole words, none beyond `most`.
[[nodiscard]] ARRAYREEL_ALWAYS_INLINE std::size_t
equal_bytes(const std::uint8_t* a, const std::uint8_t* b, std::size_t most) noexcept {
  std::size_t n = 0;
  for (; n + 8 <= most; n += 8) {
    const std::uint64_t difference = word_at(a + n) ^ word_at(b + n);
    if (difference != 0) return n + static_cast<std::size_t>(std::countr_zero(difference)) / 8;
  }
  while (n < most && a[n] == b[n]) ++n;
  return n;
}

/// The tokens of a block and where they are written.
struct token_list {
  deflate_token* tokens; // room for one per three bytes, and one more
  std::size_t size = 0;
  symbol_counts counts{};
  byte_counter bytes{};

  ARRAYREEL_ALWAYS_INLINE void add(const std::uint8_t* literals, std::size_t count,
                                   std::size_t length, std::size_t distance) noexcept {
    bytes.add(literals, count);
    add_counted(count, length, distance);
  }
  void end(const std::uint8_t* literals, std::size_t count) noexcept {
    bytes.add(literals, count);
    bytes.sum_to(counts.literals);
    end_counted(count);
  }

  // The same without counting the literals.
  ARRAYREEL_ALWAYS_INLINE void add_counted(std::size_t count, std::size_t length,
                                           std::size_t distance) noexcept {
    tokens[size++] = {static_cast<std::uint32_t>(count), static_cast<std::uint16_t>(length),
                      static_cast<std::uint16_t>(distance)};
    counts.match(length, static_cast<unsigned>(distance));
  }
  void end_counted(std::size_t count) noexcept {
    tokens[size++] = {static_cast<std::uint32_t>(count), 0, 0};
    ++counts.literals[end_of_block];
  }
};

/// Counts literals: all if they are few, else about a quarter, scaled up to all.
class literal_sample {
public:
  explicit literal_sample(std::size_t bytes_of_block) noexcept
      : every_(bytes_of_block < 65536 ? 1 : 4) {}

  /// \param place their position in the block
  ARRAYREEL_ALWAYS_INLINE void add(const std::uint8_t* p, std::size_t n,
                                   std::size_t place) noexcept {
    if (every_ == 1 || n < piece) {
      if (every_ == 1 || place / piece % every_ == 0) bytes_.add(p, n);
      return;
    }
    for (std::size_t i = 0; i + piece <= n; i += every_ * piece) bytes_.add(p + i, piece);
  }
  // The literals that were left out may be any.
  void sum_to(std::uint32_t* counts) const noexcept {
    bytes_.sum_to(counts);
    if (every_ == 1) return;
    for (std::size_t s = 0; s < 256; ++s) counts[s] = counts[s] * every_ + 1;
  }

private:
  static constexpr std::size_t piece = 1024;
  std::uint32_t every_;
  byte_counter bytes_{};
};

/// The estimated cost of literals, made before the tokens.
struct literal_costs {
  double mean = 8;        ///< bits
  unsigned least_run = 3; ///< the shortest run that is worth a match, 3 to 32
  std::uint8_t least_match[distance_symbols] = {}; ///< the shortest match, by its distance
};

} // namespace arrayreel::ARRAYREEL_ABI::detail
