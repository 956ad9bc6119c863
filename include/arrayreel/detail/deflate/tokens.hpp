// Where bytes repeat earlier ones: what deflate writes as matches, found at the speed of memory.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <vector>

#include "code.hpp"
#include "../simd/sets.hpp"

namespace arrayreel::inline ARRAYREEL_ABI::detail {

/// So many bytes as they are, then `length` bytes from `distance` back; a length of 0 at the end.
struct deflate_token {
  std::uint32_t literals;
  std::uint16_t length;
  std::uint16_t distance;
};

inline constexpr std::size_t longest_match = 258;
inline constexpr std::size_t deflate_window = 32768;

/// Lengths 3 to 258 as symbols (RFC 1951, section 3.2.5).
struct length_symbols {
  std::uint8_t symbol[longest_match + 1] = {}; // beyond 257
  std::uint8_t extra[29] = {};                 // bits
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
  const auto high = static_cast<unsigned>(std::bit_width(d)) - 1;
  return 2 * high + (d >> (high - 1) & 1U);
}
[[nodiscard]] ARRAYREEL_ALWAYS_INLINE unsigned distance_extra(unsigned symbol) noexcept {
  return symbol < 2 ? 0 : symbol / 2 - 1;
}

/// How often each symbol occurs in a block, and the bits beside them.
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

/// Counts bytes. In four tables, as the same counter twice in a row is slow.
class byte_counter {
public:
  ARRAYREEL_ALWAYS_INLINE void add(const std::uint8_t* p, std::size_t n) noexcept {
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
  /// At most four bytes, where four can be read: how many they are decides no branch.
  ARRAYREEL_ALWAYS_INLINE void add_few(const std::uint8_t* p, std::size_t n) noexcept {
    for (std::size_t k = 0; k < 4; ++k) tables_[k][p[k]] += k < n;
  }
  void sum_to(std::uint32_t* counts) const noexcept {
    for (std::size_t s = 0; s < 256; ++s)
      counts[s] += tables_[0][s] + tables_[1][s] + tables_[2][s] + tables_[3][s];
  }

private:
  std::uint32_t tables_[4][256] = {};
};

/// How many bytes at a and b are equal, up to `most`. Reads whole words up to there only.
[[nodiscard]] ARRAYREEL_ALWAYS_INLINE std::size_t equal_bytes(const std::uint8_t* a, const std::uint8_t* b,
                                                       std::size_t most) noexcept {
  std::size_t n = 0;
  for (; n + 8 <= most; n += 8) {
    const std::uint64_t difference = word_at(a + n) ^ word_at(b + n);
    if (difference != 0) return n + static_cast<std::size_t>(std::countr_zero(difference)) / 8;
  }
  while (n < most && a[n] == b[n]) ++n;
  return n;
}

/// What a block's tokens are made of, and where they go.
struct token_list {
  deflate_token* tokens; // room for one in every three bytes, and one more
  std::size_t size = 0;
  symbol_counts counts{};
  byte_counter bytes{};

  ARRAYREEL_ALWAYS_INLINE void add(const std::uint8_t* literals, std::size_t count, std::size_t length,
                            std::size_t distance) noexcept {
    bytes.add(literals, count);
    add_counted(count, length, distance);
  }
  void end(const std::uint8_t* literals, std::size_t count) noexcept {
    bytes.add(literals, count);
    bytes.sum_to(counts.literals);
    end_counted(count);
  }

  // Without counting the literals.
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

/// Counts literals: all of few, about a quarter of many, as if they were all.
class literal_sample {
public:
  explicit literal_sample(std::size_t bytes_of_block) noexcept
      : every_(bytes_of_block < 65536 ? 1 : 4) {}

  /// \param place where they are in the block
  ARRAYREEL_ALWAYS_INLINE void add(const std::uint8_t* p, std::size_t n, std::size_t place) noexcept {
    if (every_ == 1 || (n < piece && place / piece % every_ == 0)) return bytes_.add(p, n);
    if (n < piece) return;
    for (std::size_t i = 0; i + piece <= n; i += every_ * piece) bytes_.add(p + i, piece);
  }
  // Bytes that were left out may be any.
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

/// What literals cost, as estimated before the tokens are made.
struct literal_costs {
  double mean = 8;        ///< bits
  unsigned least_run = 3; ///< how long a run must be to be worth a match, 3 to 32
  std::uint8_t least_match[distance_symbols] = {}; ///< how long a match, by its distance
};

/// Which of the bytes p[0] to p[63] equal the one before: bit by bit.
[[nodiscard]] ARRAYREEL_ALWAYS_INLINE std::uint64_t repeated_bytes(const std::uint8_t* p) noexcept {
  std::uint64_t mask = 0;
#if ARRAYREEL_SSE2
  for (int i = 0; i < 4; ++i) {
    const __m128i here = _mm_loadu_si128(reinterpret_cast<const __m128i*>(p + 16 * i));
    const __m128i before = _mm_loadu_si128(reinterpret_cast<const __m128i*>(p + 16 * i - 1));
    const auto equal = static_cast<std::uint64_t>(_mm_movemask_epi8(_mm_cmpeq_epi8(here, before)));
    mask |= equal << (16 * i);
  }
#else
  for (int i = 0; i < 64; ++i) mask |= std::uint64_t{p[i] == p[i - 1]} << i;
#endif
  return mask;
}

/// Where so many ones, 1 to 64, begin in a row.
[[nodiscard]] ARRAYREEL_ALWAYS_INLINE std::uint64_t ones_in_a_row(std::uint64_t mask,
                                                           unsigned count) noexcept {
  unsigned have = 1;
  for (; 2 * have <= count; have *= 2) mask &= mask >> have;
  return have < count ? mask & mask >> (count - have) : mask;
}

/// Tokens for runs of equal bytes alone.
/// \param begin the first byte that can be read, p or before
ARRAYREEL_ALWAYS_INLINE void find_runs_as(token_list& to, const std::uint8_t* begin, const std::uint8_t* p,
                                   std::size_t n, const literal_costs& costs) noexcept {
  const unsigned least = costs.least_run;
  literal_sample sample(n);
  std::size_t done = 0; // all before is in tokens
  std::size_t i = begin == p ? 1 : 0;
  while (i + 64 <= n) {
    const std::uint64_t equal = repeated_bytes(p + i);
    const std::uint64_t runs = ones_in_a_row(equal, least);
    if (runs == 0) {
      i += 65 - least; // where one can begin of which this is not all
      continue;
    }
    const auto first = static_cast<unsigned>(std::countr_zero(runs));
    const auto in_mask = static_cast<std::size_t>(std::countr_one(equal >> first));
    i += first;
    std::size_t length = first + in_mask < 64 ? in_mask : equal_bytes(p + i, p + i - 1, n - i);
    while (length >= 3) {
      const std::size_t part = length < longest_match ? length : longest_match;
      sample.add(p + done, i - done, done);
      to.add_counted(i - done, part, 1);
      i += part;
      length -= part;
      done = i;
    }
  }
  sample.add(p + done, n - done, done);
  sample.sum_to(to.counts.literals);
  to.end_counted(n - done);
}

inline void find_runs(token_list& to, const std::uint8_t* begin, const std::uint8_t* p,
                      std::size_t n, const literal_costs& costs) noexcept {
  find_runs_as(to, begin, p, n, costs);
}

inline constexpr unsigned match_table_bits = 14;

/// Where five or six bytes were last seen: positions modulo 65536.
struct match_table {
  std::uint16_t last[std::size_t{1} << match_table_bits] = {};
  unsigned shift = 64 - match_table_bits; // a smaller part of it is used for few bytes

  /// Forgets everything, before so many bytes.
  void clear(std::size_t bytes) noexcept {
    unsigned bits = 10;
    while (bits < match_table_bits && std::size_t{1} << bits < bytes) ++bits;
    shift = 64 - bits;
    std::memset(last, 0, sizeof *last << bits);
  }
  /// \param beyond bits of the word's end that are left out
  [[nodiscard]] ARRAYREEL_ALWAYS_INLINE static std::size_t place(std::uint64_t word, unsigned beyond,
                                                          unsigned shift) noexcept {
    return static_cast<std::size_t>((word << beyond) * 0x9e3779b97f4a7c15U >> shift);
  }
};

/// Tokens for the latest earlier place of any five bytes.
/// \param begin the first byte that can be read, at most 32,768 before p
/// \param position p's, which goes on from block to block
ARRAYREEL_ALWAYS_INLINE void find_matches_as(token_list& to, const std::uint8_t* begin,
                                      const std::uint8_t* p, std::size_t n, std::uint32_t position,
                                      match_table& table, const literal_costs& costs) noexcept {
  const auto before = static_cast<std::size_t>(p - begin);
  std::size_t done = 0;
  std::size_t i = 0;
  const unsigned shift = table.shift;
  const std::size_t last =
      n >= 16 ? n - 16 : 0; // beyond it bytes are literals, or parts of matches
  while (i < last) {
    const std::uint64_t word = word_at(p + i);
    std::uint16_t& slot = table.last[match_table::place(word, 24, shift)];
    const auto here = static_cast<std::uint16_t>(position + i);
    const std::size_t distance = static_cast<std::uint16_t>(here - slot);
    slot = here;
    if (distance - 1 >= deflate_window || distance > before + i) {
      ++i;
      continue;
    }
    const std::uint64_t difference = word ^ word_at(p + i - distance);
    if (difference << 24 != 0) {
      ++i;
      continue;
    }
    const std::size_t most = n - i < longest_match ? n - i : longest_match;
    const std::size_t length = equal_bytes(p + i, p + i - distance, most);
    if (length < costs.least_match[distance_symbol(static_cast<unsigned>(distance))]) {
      ++i;
      continue;
    }
    to.add(p + done, i - done, length, distance);
    const std::size_t end = i + length;
    const std::size_t stop = end < last ? end : last;
    for (i += 1; i < stop; i += 2)
      table.last[match_table::place(word_at(p + i), 24, shift)] =
          static_cast<std::uint16_t>(position + i);
    i = end;
    done = end;
  }
  to.end(p + done, n - done);
}

inline void find_matches(token_list& to, const std::uint8_t* begin, const std::uint8_t* p,
                         std::size_t n, std::uint32_t position, match_table& table,
                         const literal_costs& costs) noexcept {
  find_matches_as(to, begin, p, n, position, table, costs);
}

/// Of few bytes, where the six that begin at each were before.
struct match_map {
  static constexpr std::size_t most = 65535; // bytes
  std::vector<std::uint16_t> from;
  std::vector<std::uint64_t> there; // bits: where they were

  void make_room(std::size_t bytes) {
    if (from.size() >= bytes) return;
    from.resize(bytes);
    there.resize(bytes / 64 + 1);
  }
  [[nodiscard]] std::size_t memory() const noexcept {
    return 2 * from.capacity() + 8 * there.capacity();
  }
};

/// As `find_matches`, for at most `match_map::most` bytes before which there are none. Of small
/// pictures matches are short and many, and what takes time is branches that nobody can foresee:
/// all places are looked at, without one, before matches are chosen; and six bytes, as matches of
/// five save little there and are as many as all others.
ARRAYREEL_ALWAYS_INLINE void find_short_matches_as(token_list& to, const std::uint8_t* p, std::size_t n,
                                            match_table& table, match_map& map,
                                            const literal_costs& costs) noexcept {
  constexpr unsigned beyond_six = 16;
  const unsigned shift = table.shift;
  std::uint16_t* const from = map.from.data();
  std::uint64_t* const there = map.there.data();
  const std::size_t last = n >= 16 ? n - 16 : 0;
  // The first byte is what an empty table says.
  for (std::size_t i = 1; i < last;) {
    std::uint64_t bits = 0;
    const std::size_t first = i / 64 * 64;
    const std::size_t end = first + 64 < last ? first + 64 : last;
    for (; i < end; ++i) {
      const std::uint64_t word = word_at(p + i);
      std::uint16_t& slot = table.last[match_table::place(word, beyond_six, shift)];
      const std::size_t before = slot;
      slot = static_cast<std::uint16_t>(i);
      from[i] = static_cast<std::uint16_t>(before);
      const bool equal = (word ^ word_at(p + before)) << beyond_six == 0;
      bits = bits >> 1 | std::uint64_t{equal} << 63;
    }
    there[first / 64] = bits >> (63 - (end - 1) % 64);
  }

  std::size_t done = 0;
  std::size_t i = 1;
  while (i < last) {
    const std::uint64_t rest = there[i / 64] >> (i % 64);
    if (rest == 0) {
      i = (i / 64 + 1) * 64;
      continue;
    }
    i += static_cast<std::size_t>(std::countr_zero(rest));
    const std::size_t distance = i - from[i];
    if (distance > deflate_window) {
      ++i;
      continue;
    }
    const std::uint64_t difference = word_at(p + i) ^ word_at(p + i - distance);
    std::size_t length = 0;
    if (difference != 0) {
      length = static_cast<std::size_t>(std::countr_zero(difference)) / 8;
    } else {
      const std::size_t most = n - i < longest_match ? n - i : longest_match;
      length = 8 + equal_bytes(p + i + 8, p + i + 8 - distance, most - 8);
    }
    if (length < costs.least_match[distance_symbol(static_cast<unsigned>(distance))]) {
      ++i;
      continue;
    }
    const std::size_t literals = i - done;
    if (literals <= 4)
      to.bytes.add_few(p + done, literals);
    else
      to.bytes.add(p + done, literals);
    to.add_counted(literals, length, distance);
    i += length;
    done = i;
  }
  to.end(p + done, n - done);
}

inline void find_short_matches(token_list& to, const std::uint8_t* p, std::size_t n,
                               match_table& table, match_map& map,
                               const literal_costs& costs) noexcept {
  find_short_matches_as(to, p, n, table, map, costs);
}

#if ARRAYREEL_SSE2
namespace avx2 {
ARRAYREEL_AVX2 inline void find_short_matches(token_list& to, const std::uint8_t* p, std::size_t n,
                                              match_table& table, match_map& map,
                                              const literal_costs& costs) noexcept {
  find_short_matches_as(to, p, n, table, map, costs);
}
// The same with shifts that need no register of their own.
ARRAYREEL_AVX2 inline void find_runs(token_list& to, const std::uint8_t* begin,
                                     const std::uint8_t* p, std::size_t n,
                                     const literal_costs& costs) noexcept {
  find_runs_as(to, begin, p, n, costs);
}
ARRAYREEL_AVX2 inline void find_matches(token_list& to, const std::uint8_t* begin,
                                        const std::uint8_t* p, std::size_t n,
                                        std::uint32_t position, match_table& table,
                                        const literal_costs& costs) noexcept {
  find_matches_as(to, begin, p, n, position, table, costs);
}
} // namespace avx2
#endif

} // namespace arrayreel::inline ARRAYREEL_ABI::detail
