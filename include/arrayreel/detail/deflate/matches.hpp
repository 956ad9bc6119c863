// Finds bytes that repeat earlier ones: searches for runs and for matches.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <vector>

#include "../base/checked_math.hpp"
#include "../simd/sets.hpp"
#include "tokens.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

/// The bits where a row of `count` ones begins; count is 1 to 64.
[[nodiscard]] ARRAYREEL_ALWAYS_INLINE std::uint64_t ones_in_a_row(std::uint64_t mask,
                                                                  unsigned count) noexcept {
  unsigned have = 1;
  for (; 2 * have <= count; have *= 2) mask &= mask >> have;
  return have < count ? mask & mask >> (count - have) : mask;
}

inline constexpr unsigned match_table_bits = 14;

/// Where five or six bytes with the same hash were last seen: positions modulo 65536.
struct match_table {
  std::uint16_t last[std::size_t{1} << match_table_bits] = {};
  unsigned shift = 64 - match_table_bits; // few bytes use a smaller part of the table

  /// Empties the table for so many bytes.
  void clear(std::size_t bytes) noexcept {
    unsigned bits = 10;
    while (bits < match_table_bits && std::size_t{1} << bits < bytes) ++bits;
    shift = 64 - bits;
    std::memset(last, 0, sizeof *last << bits);
  }
  /// \param beyond how many high bits of the word do not count
  [[nodiscard]] ARRAYREEL_ALWAYS_INLINE static std::size_t place(std::uint64_t word, unsigned beyond,
                                                                 unsigned shift) noexcept {
    return to_size((word << beyond) * 0x9e3779b97f4a7c15U >> shift);
  }
};

/// For few bytes: where the six bytes that begin at each position occurred before.
struct match_map {
  static constexpr std::size_t most = 65535; // bytes
  std::vector<std::uint16_t> from;
  std::vector<std::uint64_t> there; // a bit for each position: whether they did

  void make_room(std::size_t bytes) {
    if (from.size() >= bytes) return;
    from.resize(bytes);
    there.resize(bytes / 64 + 1);
  }
  [[nodiscard]] std::size_t memory() const noexcept {
    return 2 * from.capacity() + 8 * there.capacity();
  }
};

} // namespace arrayreel::ARRAYREEL_ABI::detail

#define ARRAYREEL_KERNEL_FILE "../deflate/match_kernels.inc"
#include "../simd/for_each_set.inc"

namespace arrayreel::ARRAYREEL_ABI::detail {

/// Makes tokens for runs of equal bytes alone.
/// \param begin the first readable byte, p or before it
inline void find_runs(token_list& to, const std::uint8_t* begin, const std::uint8_t* p,
                      std::size_t n, const literal_costs& costs) noexcept {
  ARRAYREEL_RETURN_KERNEL(find_runs(to, begin, p, n, costs));
}

/// Makes tokens that refer to the latest earlier place of the same five bytes.
/// \param begin the first readable byte, at most 32,768 before p
/// \param position of p; it goes on from block to block
inline void find_matches(token_list& to, const std::uint8_t* begin, const std::uint8_t* p,
                         std::size_t n, std::uint32_t position, match_table& table,
                         const literal_costs& costs) noexcept {
  const auto before = static_cast<std::size_t>(p - begin);
  std::size_t done = 0;
  std::size_t i = 0;
  const unsigned shift = table.shift;
  const std::size_t last =
      n >= 16 ? n - 16 : 0; // no match begins beyond it
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

/// As `find_matches`, for at most `match_map::most` bytes with none before them. In small pictures
/// matches are short and many, and mispredicted branches take most of the time. So a first pass
/// without branches looks up all positions, and a second one chooses matches. They have six bytes
/// at least: matches of five save little and are as many as all others together.
inline void find_short_matches(token_list& to, const std::uint8_t* p, std::size_t n,
                               match_table& table, match_map& map,
                               const literal_costs& costs) noexcept {
  ARRAYREEL_RETURN_KERNEL(find_short_matches(to, p, n, table, map, costs));
}

} // namespace arrayreel::ARRAYREEL_ABI::detail
