// Where bytes repeat earlier ones: searches for runs and matches, by what the processor has.
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

/// Where so many ones, 1 to 64, begin in a row.
[[nodiscard]] ARRAYREEL_ALWAYS_INLINE std::uint64_t ones_in_a_row(std::uint64_t mask,
                                                                  unsigned count) noexcept {
  unsigned have = 1;
  for (; 2 * have <= count; have *= 2) mask &= mask >> have;
  return have < count ? mask & mask >> (count - have) : mask;
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
    return to_size((word << beyond) * 0x9e3779b97f4a7c15U >> shift);
  }
};

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

} // namespace arrayreel::ARRAYREEL_ABI::detail

#define ARRAYREEL_KERNEL_FILE "../deflate/match_kernels.inc"
#include "../simd/for_each_set.inc"

namespace arrayreel::ARRAYREEL_ABI::detail {

/// Tokens for runs of equal bytes alone.
/// \param begin the first byte that can be read, p or before
inline void find_runs(token_list& to, const std::uint8_t* begin, const std::uint8_t* p,
                      std::size_t n, const literal_costs& costs) noexcept {
  ARRAYREEL_RETURN_KERNEL(find_runs(to, begin, p, n, costs));
}

/// Tokens for the latest earlier place of any five bytes.
/// \param begin the first byte that can be read, at most 32,768 before p
/// \param position p's, which goes on from block to block
inline void find_matches(token_list& to, const std::uint8_t* begin, const std::uint8_t* p,
                         std::size_t n, std::uint32_t position, match_table& table,
                         const literal_costs& costs) noexcept {
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

/// As `find_matches`, for at most `match_map::most` bytes before which there are none. Of small
/// pictures matches are short and many, and what takes time is branches that nobody can foresee:
/// all places are looked at, without one, before matches are chosen; and six bytes, as matches of
/// five save little there and are as many as all others.
inline void find_short_matches(token_list& to, const std::uint8_t* p, std::size_t n,
                               match_table& table, match_map& map,
                               const literal_costs& costs) noexcept {
  ARRAYREEL_RETURN_KERNEL(find_short_matches(to, p, n, table, map, costs));
}

} // namespace arrayreel::ARRAYREEL_ABI::detail
