// Blocks of deflate (RFC 1951) at the speed of memory.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <utility>
#include <vector>

#include "../values/byte_table.hpp"
#include "code.hpp"
#include "tokens.hpp"
#include "../simd/sets.hpp"

namespace arrayreel::inline ARRAYREEL_ABI::detail {

/// How a block's bytes are written.
enum class block_way : unsigned char {
  stored,        ///< as they are
  literals,      ///< each by its code
  runs,          ///< those that repeat the one before together
  matches,       ///< those that repeat earlier ones together
  matches_of_few ///< the same in less time, of at most `match_map::most` bytes in one block
};

/// For each byte, or each two, the code and in the lowest 6 bits its length.
using code_entry = std::uint32_t;
inline constexpr unsigned entry_shift = 6;
inline constexpr code_entry entry_length = (1U << entry_shift) - 1;

inline constexpr std::size_t byte_pairs = 65536;

/// What the tokens of a block are written with.
struct emit_tables {
  code_entry bytes[256] = {};
  code_entry lengths[longest_match + 1] = {}; // with their further bits
  const code_entry* pairs = nullptr;          // none where they do not pay
  const prefix_code<distance_symbols>* distances = nullptr;
};

ARRAYREEL_ALWAYS_INLINE void put_entry(bit_writer& out, code_entry entry) noexcept {
  out.put(entry >> entry_shift, entry & entry_length);
}

// 52 bits at most, and 7 that are pending. The lengths are in the lowest bits of the entries, and
// their sum stays below 64 there. What the next pairs wait for is little: two steps for the count,
// two for the bits.
ARRAYREEL_ALWAYS_INLINE void emit_pairs(bit_writer& out, code_entry first, code_entry second) noexcept {
  const std::uint64_t bits = first >> entry_shift | std::uint64_t{second >> entry_shift}
                                                        << (first & entry_length);
  const unsigned length = (first + second) & entry_length;
  out.put(bits, length);
  out.flush();
}

ARRAYREEL_ALWAYS_INLINE void emit_literals_as(bit_writer& to, const std::uint8_t* p, std::size_t n,
                                       const emit_tables& tables) noexcept {
  bit_writer out = to;
  std::size_t i = 0;
  if (tables.pairs != nullptr) {
    for (; i + 8 <= n; i += 8) {
      const std::uint64_t x = word_at(p + i);
      emit_pairs(out, tables.pairs[x & 0xffffU], tables.pairs[x >> 16 & 0xffffU]);
      emit_pairs(out, tables.pairs[x >> 32 & 0xffffU], tables.pairs[x >> 48]);
    }
  }
  for (; i + 4 <= n; i += 4) {
    put_entry(out, tables.bytes[p[i]]);
    put_entry(out, tables.bytes[p[i + 1]]);
    put_entry(out, tables.bytes[p[i + 2]]);
    put_entry(out, tables.bytes[p[i + 3]]);
    out.flush();
  }
  for (; i < n; ++i) put_entry(out, tables.bytes[p[i]]);
  out.flush();
  to = out;
}

ARRAYREEL_ALWAYS_INLINE void emit_match(bit_writer& out, deflate_token token,
                                 const emit_tables& tables) noexcept {
  put_entry(out, tables.lengths[token.length]);
  const unsigned distance = token.distance;
  const unsigned symbol = distance_symbol(distance);
  const unsigned extra = distance_extra(symbol);
  out.put(tables.distances->bits[symbol], tables.distances->length[symbol]);
  out.put((distance - 1) & ((1U << extra) - 1), extra);
  out.flush();
}

/// Literals that a match follows. They are mostly few, and how many they are decides no branch.
ARRAYREEL_ALWAYS_INLINE void emit_before_match(bit_writer& out, const std::uint8_t* p, std::size_t n,
                                        const emit_tables& tables) noexcept {
  if (n > 4) return emit_literals_as(out, p, n, tables);
  for (std::size_t k = 0; k < 4; ++k) put_entry(out, k < n ? tables.bytes[p[k < n ? k : 0]] : 0);
  out.flush();
}

ARRAYREEL_ALWAYS_INLINE void emit_tokens_as(bit_writer& to, const std::uint8_t* p,
                                     const deflate_token* tokens, std::size_t count,
                                     const emit_tables& tables) noexcept {
  bit_writer out = to;
  for (std::size_t t = 0; t < count; ++t) {
    if (tokens[t].length == 0) {
      emit_literals_as(out, p, tokens[t].literals, tables);
      break;
    }
    emit_before_match(out, p, tokens[t].literals, tables);
    p += tokens[t].literals;
    emit_match(out, tokens[t], tables);
    p += tokens[t].length;
  }
  to = out;
}

// entry(first, second) of a table whose index is first | second << 8
ARRAYREEL_ALWAYS_INLINE void fill_pairs_as(code_entry* pairs, const code_entry* bytes) noexcept {
  for (std::size_t second = 0; second < 256; ++second) {
    const code_entry bits = bytes[second] & ~entry_length;
    const code_entry length = bytes[second] & entry_length;
    code_entry* const row = pairs + second * 256;
    for (std::size_t first = 0; first < 256; ++first)
      row[first] = bytes[first] + (bits << (bytes[first] & entry_length)) + length;
  }
}

inline void emit_literals(bit_writer& to, const std::uint8_t* p, std::size_t n,
                          const emit_tables& tables) noexcept {
  emit_literals_as(to, p, n, tables);
}
inline void emit_tokens(bit_writer& to, const std::uint8_t* p, const deflate_token* tokens,
                        std::size_t count, const emit_tables& tables) noexcept {
  emit_tokens_as(to, p, tokens, count, tables);
}
inline void fill_pairs(code_entry* pairs, const code_entry* bytes) noexcept {
  fill_pairs_as(pairs, bytes);
}

#if ARRAYREEL_SSE2
namespace avx2 {
// With shifts that need no register of their own.
ARRAYREEL_AVX2 inline void emit_literals(bit_writer& to, const std::uint8_t* p, std::size_t n,
                                         const emit_tables& tables) noexcept {
  emit_literals_as(to, p, n, tables);
}
ARRAYREEL_AVX2 inline void emit_tokens(bit_writer& to, const std::uint8_t* p,
                                       const deflate_token* tokens, std::size_t count,
                                       const emit_tables& tables) noexcept {
  emit_tokens_as(to, p, tokens, count, tables);
}

typedef std::uint32_t entry_block __attribute__((vector_size(32)));

ARRAYREEL_AVX2 inline void fill_pairs(code_entry* pairs, const code_entry* bytes) noexcept {
  for (std::size_t second = 0; second < 256; ++second) {
    const entry_block bits = entry_block{} + (bytes[second] & ~entry_length);
    const code_entry length = bytes[second] & entry_length;
    for (std::size_t first = 0; first < 256; first += 8) {
      entry_block entries;
      std::memcpy(&entries, bytes + first, sizeof entries);
      const entry_block sum = entries + (bits << (entries & entry_length)) + length;
      std::memcpy(pairs + second * 256 + first, &sum, sizeof sum);
    }
  }
}
} // namespace avx2

namespace avx512 {

// The table of 256 codes in twelve registers: no pairs are needed.
typedef std::uint16_t words __attribute__((vector_size(64)));
typedef std::uint32_t double_words __attribute__((vector_size(64)));
typedef std::uint64_t quads __attribute__((vector_size(64)));

struct literal_tables {
  byte_table length;
  byte_table low;
  byte_table high;

  ARRAYREEL_AVX512_INLINE explicit literal_tables(const code_entry* entries) noexcept {
    std::uint8_t of[3][256];
    for (std::size_t s = 0; s < 256; ++s) {
      const code_entry bits = entries[s] >> entry_shift;
      of[0][s] = static_cast<std::uint8_t>(entries[s] & entry_length);
      of[1][s] = static_cast<std::uint8_t>(bits);
      of[2][s] = static_cast<std::uint8_t>(bits >> 8);
    }
    std::memcpy(&length, of[0], 256);
    std::memcpy(&low, of[1], 256);
    std::memcpy(&high, of[2], 256);
  }
};

// Codes of neighbours are joined lane by lane: two in 16 bits each to one of up to 26 in 32, two of
// those to one of up to 52 in 64, and two of those where all eight such fit into 56.
template <bool Whole>
ARRAYREEL_AVX512_INLINE void emit_64(bit_writer& out, const std::uint8_t* p, std::size_t count,
                                     const literal_tables& tables) noexcept {
  constexpr bytes places = {0,  1,  2,  3,  4,  5,  6,  7,  8,  9,  10, 11, 12, 13, 14, 15,
                            16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31,
                            32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43, 44, 45, 46, 47,
                            48, 49, 50, 51, 52, 53, 54, 55, 56, 57, 58, 59, 60, 61, 62, 63};
  bytes x;
  std::memcpy(&x, p, sizeof x);
  bytes length = tables.length(x);
  bytes low = tables.low(x);
  bytes high = tables.high(x);
  if constexpr (!Whole) {
    const bytes wanted = reinterpret_cast<bytes>(places < static_cast<std::uint8_t>(count));
    length &= wanted;
    low &= wanted;
    high &= wanted;
  }
  const words l = reinterpret_cast<words>(length);
  const words lo = reinterpret_cast<words>(low);
  const words hi = reinterpret_cast<words>(high);
  const double_words first = reinterpret_cast<double_words>((lo & 0xff) | (hi << 8));
  const double_words second = reinterpret_cast<double_words>((lo >> 8) | (hi & 0xff00));
  const double_words first_length = reinterpret_cast<double_words>(l & 0xff);
  const double_words both_lengths = first_length + reinterpret_cast<double_words>(l >> 8);
  const quads pair =
      reinterpret_cast<quads>((first & 0xffff) | ((second & 0xffff) << (first_length & 0xffff)));
  const quads next_pair =
      reinterpret_cast<quads>((first >> 16) | ((second >> 16) << (first_length >> 16)));
  const quads pair_length = reinterpret_cast<quads>(both_lengths & 0xffff);
  const quads four_lengths = pair_length + reinterpret_cast<quads>(both_lengths >> 16);
  constexpr std::uint64_t half = 0xffffffff;
  const quads four = (pair & half) | ((next_pair & half) << (pair_length & half));
  const quads next_four = (pair >> 32) | ((next_pair >> 32) << (pair_length >> 32));
  const quads length_of_four = four_lengths & half;
  const quads eight_length = length_of_four + (four_lengths >> 32);
  typedef long long signed_quads __attribute__((vector_size(64)));
  constexpr signed_quads most = {56, 56, 56, 56, 56, 56, 56, 56};
  constexpr int is_greater = 6;
  const bool fit = __builtin_ia32_ucmpq512_mask(reinterpret_cast<signed_quads>(eight_length), most,
                                                is_greater, 0xff) == 0;
  std::uint64_t bits[8];
  std::uint64_t lengths[8];
  if (__builtin_expect(fit, 1)) {
    const quads eight = four | next_four << length_of_four;
    std::memcpy(bits, &eight, sizeof bits);
    std::memcpy(lengths, &eight_length, sizeof lengths);
    const std::size_t parts = Whole ? 8 : (count + 7) / 8;
    for (std::size_t i = 0; i < parts; ++i) {
      out.put(bits[i], static_cast<unsigned>(lengths[i]));
      out.flush();
    }
    return;
  }
  std::uint64_t next_bits[8];
  std::uint64_t next_lengths[8];
  const quads length_of_next = four_lengths >> 32;
  std::memcpy(bits, &four, sizeof bits);
  std::memcpy(lengths, &length_of_four, sizeof lengths);
  std::memcpy(next_bits, &next_four, sizeof bits);
  std::memcpy(next_lengths, &length_of_next, sizeof lengths);
  for (std::size_t i = 0; i < 8; ++i) {
    out.put(bits[i], static_cast<unsigned>(lengths[i]));
    out.flush();
    out.put(next_bits[i], static_cast<unsigned>(next_lengths[i]));
    out.flush();
  }
}

ARRAYREEL_AVX512_INLINE void emit_literals_by(bit_writer& to, const std::uint8_t* p, std::size_t n,
                                              const emit_tables& entries,
                                              const literal_tables& tables) noexcept {
  bit_writer out = to;
  std::size_t i = 0;
  for (; i + 64 <= n; i += 64) emit_64<true>(out, p + i, 64, tables);
  if (n - i >= 12) {
    emit_64<false>(out, p + i, n - i, tables);
  } else {
    for (; i + 4 <= n; i += 4) {
      for (std::size_t k = 0; k < 4; ++k) put_entry(out, entries.bytes[p[i + k]]);
      out.flush();
    }
    for (; i < n; ++i) put_entry(out, entries.bytes[p[i]]);
    out.flush();
  }
  to = out;
}

ARRAYREEL_AVX512 inline void emit_literals(bit_writer& to, const std::uint8_t* p, std::size_t n,
                                           const emit_tables& tables) noexcept {
  emit_literals_by(to, p, n, tables, literal_tables(tables.bytes));
}

ARRAYREEL_AVX512 inline void emit_tokens(bit_writer& to, const std::uint8_t* p,
                                         const deflate_token* tokens, std::size_t count,
                                         const emit_tables& tables) noexcept {
  const literal_tables by(tables.bytes);
  bit_writer out = to;
  for (std::size_t t = 0; t < count; ++t) {
    emit_literals_by(out, p, tokens[t].literals, tables, by);
    p += tokens[t].literals;
    if (tokens[t].length == 0) break;
    emit_match(out, tokens[t], tables);
    p += tokens[t].length;
  }
  to = out;
}

} // namespace avx512
#endif

/// Writes blocks, with the memory that they need, which is kept from one to the next.
class block_writer {
public:
  /// Bytes of a block at most.
  static constexpr std::size_t largest = std::size_t{1} << 18;

  /// So much can a block of n bytes need, with what comes after the last.
  [[nodiscard]] static constexpr std::size_t room_for(std::size_t n) noexcept {
    return n + n / 4 * 3 + 1024; // all by the longest code
  }

  /// Forgets all that was before: so many bytes follow, which can be read alone.
  void restart(std::size_t bytes) noexcept {
    following_ = bytes;
    table_used_ = false;
    position_ = 0;
  }

  /// Writes one block to `out`, which has `room_for(n)` bytes.
  /// \param begin where matches may begin: at most 32,768 bytes before p
  void write(bit_writer& out, const std::uint8_t* begin, const std::uint8_t* p, std::size_t n,
             block_way way, const literal_costs& costs, bool last) {
    const bit_writer before = out;
    switch (way) {
      case block_way::stored: break;
      case block_way::literals: write_literals(out, p, n, last); break;
      case block_way::runs:
      case block_way::matches:
      case block_way::matches_of_few: write_tokens(out, begin, p, n, way, costs, last); break;
    }
    if (way == block_way::stored || size_since(before, out) > stored_bits(n)) {
      out = before;
      store(out, p, n, last);
    }
    position_ += static_cast<std::uint32_t>(n);
  }

  /// Bytes that it keeps.
  [[nodiscard]] std::size_t memory() const noexcept {
    return pairs_.capacity() * sizeof(code_entry) + tokens_.capacity() * sizeof(deflate_token) +
           table_.capacity() * sizeof(match_table) + map_.memory();
  }

  /// Ends a part that others follow: a whole number of bytes.
  static void end_part(bit_writer& out) noexcept { store(out, nullptr, 0, false); }

  /// The tokens of bytes, which are not written.
  token_list tokens_of(const std::uint8_t* begin, const std::uint8_t* p, std::size_t n,
                       block_way way, const literal_costs& costs) {
    if (tokens_.size() < n / 3 + 2) tokens_.resize(n / 3 + 2);
    token_list list{tokens_.data()};
    if (way == block_way::runs) {
#if ARRAYREEL_SSE2
      if (simd_in_use() >= simd_level::avx2)
        avx2::find_runs(list, begin, p, n, costs);
      else
#endif
        find_runs(list, begin, p, n, costs);
    } else {
      if (table_.empty()) table_.resize(1);
      if (!std::exchange(table_used_, true)) table_[0].clear(following_);
      if (way == block_way::matches_of_few) {
        map_.make_room(n);
#if ARRAYREEL_SSE2
        if (simd_in_use() >= simd_level::avx2)
          avx2::find_short_matches(list, p, n, table_[0], map_, costs);
        else
#endif
          find_short_matches(list, p, n, table_[0], map_, costs);
        return list;
      }
#if ARRAYREEL_SSE2
      if (simd_in_use() >= simd_level::avx2)
        avx2::find_matches(list, begin, p, n, position_, table_[0], costs);
      else
#endif
        find_matches(list, begin, p, n, position_, table_[0], costs);
    }
    return list;
  }

private:
  static constexpr std::size_t largest_stored = 65535;
  // Filling a table of pairs takes as long as so many bytes.
  static constexpr std::size_t enough_for_pairs = 24576;

  [[nodiscard]] static std::uint64_t size_since(const bit_writer& before,
                                                const bit_writer& now) noexcept {
    return 8 * static_cast<std::uint64_t>(now.out - before.out) + now.count - before.count;
  }
  [[nodiscard]] static std::uint64_t stored_bits(std::size_t n) noexcept {
    return 8 * (std::uint64_t{n} + 5 * (n / largest_stored + 1));
  }

  static void store(bit_writer& out, const std::uint8_t* p, std::size_t n, bool last) noexcept {
    do {
      const std::size_t part = n < largest_stored ? n : largest_stored;
      n -= part;
      out.put(last && n == 0 ? 1 : 0, 3);
      out.flush();
      out.align();
      out.put(part | (~part & 0xffffU) << 16, 32);
      out.flush();
      if (part > 0) std::memcpy(out.out, p, part);
      out.out += part;
      p += part;
    } while (n > 0);
  }

  void begin_block(bit_writer& out, const block_codes& codes, const block_head& head, bool last) {
    out.put(last ? 5 : 4, 3);
    out.flush();
    head.write(out);
    for (std::size_t s = 0; s < 256; ++s)
      tables_.bytes[s] =
          static_cast<code_entry>(codes.literals.bits[s]) << entry_shift | codes.literals.length[s];
    tables_.distances = &codes.distances;
    tables_.pairs = nullptr;
  }

  static void end_block(bit_writer& out, const block_codes& codes) noexcept {
    out.put(codes.literals.bits[end_of_block], codes.literals.length[end_of_block]);
    out.flush();
  }

  void use_pairs() {
    if (pairs_.empty()) pairs_.resize(byte_pairs);
#if ARRAYREEL_SSE2
    if (simd_in_use() >= simd_level::avx2)
      avx2::fill_pairs(pairs_.data(), tables_.bytes);
    else
#endif
      fill_pairs(pairs_.data(), tables_.bytes);
    tables_.pairs = pairs_.data();
  }

  void write_literals(bit_writer& out, const std::uint8_t* p, std::size_t n, bool last) {
    symbol_counts counts;
    literal_sample sample(n);
    sample.add(p, n, 0);
    sample.sum_to(counts.literals);
    counts.literals[end_of_block] = 1;
    const block_codes codes = codes_of(counts);
    begin_block(out, codes, block_head(codes), last);
#if ARRAYREEL_SSE2
    if (simd_in_use() >= simd_level::avx512)
      avx512::emit_literals(out, p, n, tables_);
    else
#endif
    {
      if (n >= enough_for_pairs) use_pairs();
#if ARRAYREEL_SSE2
      if (simd_in_use() >= simd_level::avx2)
        avx2::emit_literals(out, p, n, tables_);
      else
#endif
        emit_literals(out, p, n, tables_);
    }
    end_block(out, codes);
  }

  void write_tokens(bit_writer& out, const std::uint8_t* begin, const std::uint8_t* p,
                    std::size_t n, block_way way, const literal_costs& costs, bool last) {
    const token_list list = tokens_of(begin, p, n, way, costs);
    const block_codes codes = codes_of(list.counts);
    begin_block(out, codes, block_head(codes), last);
    for (std::size_t length = 3; length <= longest_match; ++length) {
      const std::size_t s = lengths_as_symbols.symbol[length];
      const unsigned size = codes.literals.length[257 + s];
      tables_.lengths[length] =
          static_cast<code_entry>(codes.literals.bits[257 + s] |
                                  (length - lengths_as_symbols.base[s]) << size)
              << entry_shift |
          (size + lengths_as_symbols.extra[s]);
    }
    std::uint64_t literals = 0;
    for (std::size_t s = 0; s < 256; ++s) literals += list.counts.literals[s];
    const bool mostly_literals = literals / 16 > list.size;
#if ARRAYREEL_SSE2
    if (mostly_literals && simd_in_use() >= simd_level::avx512)
      avx512::emit_tokens(out, p, list.tokens, list.size, tables_);
    else
#endif
    {
      if (mostly_literals && literals >= enough_for_pairs) use_pairs();
#if ARRAYREEL_SSE2
      if (simd_in_use() >= simd_level::avx2)
        avx2::emit_tokens(out, p, list.tokens, list.size, tables_);
      else
#endif
        emit_tokens(out, p, list.tokens, list.size, tables_);
    }
    end_block(out, codes);
  }

  [[nodiscard]] static block_codes codes_of(const symbol_counts& counts) noexcept {
    return {make_code<literal_symbols>(counts.literals, literal_symbols, longest_code),
            make_code<distance_symbols>(counts.distances, distance_symbols, longest_code)};
  }

  emit_tables tables_;
  std::vector<code_entry> pairs_;
  std::vector<deflate_token> tokens_;
  std::vector<match_table> table_;
  match_map map_;
  bool table_used_ = false;
  std::size_t following_ = 0;
  std::uint32_t position_ = 0;
};

} // namespace arrayreel::inline ARRAYREEL_ABI::detail
