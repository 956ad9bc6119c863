// Blocks of deflate (RFC 1951) at the speed of memory.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <utility>
#include <vector>

#include "deflate_code.hpp"
#include "deflate_tokens.hpp"
#include "simd.hpp"

namespace arrayreel::inline v0::detail {

/// How a block's bytes are written.
enum class block_way : unsigned char {
  stored,   ///< as they are
  literals, ///< each by its code
  runs,     ///< those that repeat the one before together
  matches   ///< those that repeat earlier ones together
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

ARRAYREEL_INLINE void put_entry(bit_writer& out, code_entry entry) noexcept {
  out.put(entry >> entry_shift, entry & entry_length);
}

// 52 bits at most, and 7 that are pending. The lengths are in the lowest bits of the entries, and
// their sum stays below 64 there. What the next pairs wait for is little: two steps for the count,
// two for the bits.
ARRAYREEL_INLINE void emit_pairs(bit_writer& out, code_entry first, code_entry second) noexcept {
  const std::uint64_t bits = first >> entry_shift | std::uint64_t{second >> entry_shift}
                                                        << (first & entry_length);
  const unsigned length = (first + second) & entry_length;
  out.put(bits, length);
  out.flush();
}

ARRAYREEL_INLINE void emit_literals_as(bit_writer& to, const std::uint8_t* p, std::size_t n,
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

ARRAYREEL_INLINE void emit_tokens_as(bit_writer& to, const std::uint8_t* p,
                                     const deflate_token* tokens, std::size_t count,
                                     const emit_tables& tables) noexcept {
  bit_writer out = to;
  for (std::size_t t = 0; t < count; ++t) {
    const deflate_token token = tokens[t];
    emit_literals_as(out, p, token.literals, tables);
    p += token.literals;
    if (token.length == 0) break;
    put_entry(out, tables.lengths[token.length]);
    const unsigned distance = token.distance;
    const unsigned symbol = distance_symbol(distance);
    const unsigned extra = distance_extra(symbol);
    out.put(tables.distances->bits[symbol], tables.distances->length[symbol]);
    out.put((distance - 1) & ((1U << extra) - 1), extra);
    out.flush();
    p += token.length;
  }
  to = out;
}

// entry(first, second) of a table whose index is first | second << 8
ARRAYREEL_INLINE void fill_pairs_as(code_entry* pairs, const code_entry* bytes) noexcept {
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
#endif

/// Writes blocks, with the memory that they need, which is kept from one to the next.
class block_writer {
public:
  /// Bytes of a block at most.
  static constexpr std::size_t largest = std::size_t{1} << 18;

  /// So much can a block of n bytes need, with what comes after the last.
  [[nodiscard]] static constexpr std::size_t room_for(std::size_t n) noexcept {
    return n + n / 2 + 1024;
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
      case block_way::stored: store(out, p, n, last); break;
      case block_way::literals:
        write_literals(out, p, n, last);
        // The code came from a part of the bytes.
        if (size_since(before, out) > stored_bits(n)) {
          out = before;
          store(out, p, n, last);
        }
        break;
      case block_way::runs:
      case block_way::matches: write_tokens(out, begin, p, n, way, costs, last); break;
    }
    position_ += static_cast<std::uint32_t>(n);
  }

  void advance(std::size_t n) noexcept { position_ += static_cast<std::uint32_t>(n); }

  /// Ends a part that others follow: a whole number of bytes.
  static void end_part(bit_writer& out) noexcept { store(out, nullptr, 0, false); }

  /// The tokens of bytes, which are not written.
  token_list tokens_of(const std::uint8_t* begin, const std::uint8_t* p, std::size_t n,
                       block_way way, const literal_costs& costs) {
    if (tokens_.size() < n / 3 + 2) tokens_.resize(n / 3 + 2);
    token_list list{tokens_.data()};
    if (way == block_way::runs) {
      find_runs(list, begin, p, n, costs);
    } else {
      if (table_.empty()) table_.resize(1);
      if (!std::exchange(table_used_, true)) table_[0].clear(following_);
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
    count_sample(counts.literals, p, n);
    counts.literals[end_of_block] = 1;
    const block_codes codes = codes_of(counts);
    begin_block(out, codes, block_head(codes), last);
    if (n >= enough_for_pairs) use_pairs();
#if ARRAYREEL_SSE2
    if (simd_in_use() >= simd_level::avx2)
      avx2::emit_literals(out, p, n, tables_);
    else
#endif
      emit_literals(out, p, n, tables_);
    end_block(out, codes);
  }

  // Of a large block every eighth piece, and each byte once, as it may come in the others.
  static void count_sample(std::uint32_t* counts, const std::uint8_t* p, std::size_t n) noexcept {
    constexpr std::size_t piece = 1024;
    byte_counter counter;
    if (n < 16 * piece) {
      counter.add(p, n);
    } else {
      for (std::size_t i = 0; i + piece <= n; i += 8 * piece) counter.add(p + i, piece);
      for (std::size_t s = 0; s < 256; ++s) ++counts[s];
    }
    counter.sum_to(counts);
  }

  void write_tokens(bit_writer& out, const std::uint8_t* begin, const std::uint8_t* p,
                    std::size_t n, block_way way, const literal_costs& costs, bool last) {
    const token_list list = tokens_of(begin, p, n, way, costs);
    const block_codes codes = codes_of(list.counts);
    const block_head head(codes);
    if (3 + head.bits() + bits_of(list.counts, codes) > stored_bits(n))
      return store(out, p, n, last);
    begin_block(out, codes, head, last);
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
    if (literals >= enough_for_pairs && literals / 16 > list.size) use_pairs();
#if ARRAYREEL_SSE2
    if (simd_in_use() >= simd_level::avx2)
      avx2::emit_tokens(out, p, list.tokens, list.size, tables_);
    else
#endif
      emit_tokens(out, p, list.tokens, list.size, tables_);
    end_block(out, codes);
  }

public:
  [[nodiscard]] static block_codes codes_of(const symbol_counts& counts) noexcept {
    return {make_code<literal_symbols>(counts.literals, literal_symbols, longest_code),
            make_code<distance_symbols>(counts.distances, distance_symbols, longest_code)};
  }

  /// The bits of a block's body.
  [[nodiscard]] static std::uint64_t bits_of(const symbol_counts& counts,
                                             const block_codes& codes) noexcept {
    std::uint64_t sum = counts.extra_bits;
    for (std::size_t s = 0; s < literal_symbols; ++s)
      sum += std::uint64_t{counts.literals[s]} * codes.literals.length[s];
    for (std::size_t s = 0; s < distance_symbols; ++s)
      sum += std::uint64_t{counts.distances[s]} * codes.distances.length[s];
    return sum;
  }

private:
  emit_tables tables_;
  std::vector<code_entry> pairs_;
  std::vector<deflate_token> tokens_;
  std::vector<match_table> table_;
  bool table_used_ = false;
  std::size_t following_ = 0;
  std::uint32_t position_ = 0;
};

} // namespace arrayreel::inline v0::detail
