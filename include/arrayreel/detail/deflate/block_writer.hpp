// Blocks of deflate (RFC 1951) at the speed of memory.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <utility>
#include <vector>

#include "emit.hpp"
#include "huffman.hpp"
#include "matches.hpp"
#include "tokens.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

/// How the bytes of a block are written.
enum class block_strategy : unsigned char {
  stored,        ///< uncompressed
  literals,      ///< as Huffman codes alone
  runs,          ///< and runs of equal bytes as matches
  matches,       ///< and repeated sequences as matches
  matches_of_few ///< the same, faster, for one block of at most `match_map::most` bytes
};

/// Writes blocks. Keeps its memory from one block to the next.
class block_writer {
public:
  /// The largest number of bytes in a block.
  static constexpr std::size_t largest = std::size_t{1} << 18;

  /// The output space that a block of n bytes can need, and the end after the last block.
  [[nodiscard]] static constexpr std::size_t room_for(std::size_t n) noexcept {
    return n + n / 4 * 3 + 1024; // if every byte had the longest code
  }

  /// Forgets all earlier bytes. `bytes` more follow, in a stream of their own.
  void restart(std::size_t bytes) noexcept {
    following_ = bytes;
    table_used_ = false;
    position_ = 0;
  }

  /// Writes one block to `out`, which has `room_for(n)` bytes.
  /// \param begin the first byte that matches may refer to, at most 32,768 before p
  [[gnu::noinline]] void write(bit_writer& out, const std::uint8_t* begin, const std::uint8_t* p,
                               std::size_t n, block_strategy strategy, const literal_costs& costs,
                               bool last) {
    const bit_writer before = out;
    switch (strategy) {
      case block_strategy::stored: break;
      case block_strategy::literals: write_literals(out, p, n, last); break;
      case block_strategy::runs:
      case block_strategy::matches:
      case block_strategy::matches_of_few:
        write_tokens(out, begin, p, n, strategy, costs, last);
        break;
    }
    if (strategy == block_strategy::stored || size_since(before, out) > stored_bits(n)) {
      out = before;
      store(out, p, n, last);
    }
    position_ += static_cast<std::uint32_t>(n);
  }

  /// Bytes of memory that it keeps.
  [[nodiscard]] std::size_t memory() const noexcept {
    return pairs_.capacity() * sizeof(code_entry) + tokens_.capacity() * sizeof(deflate_token) +
           (table_ ? sizeof(match_table) : 0) + map_.memory();
  }

  /// Ends a part of a stream at a whole byte, so that more can follow.
  static void end_part(bit_writer& out) noexcept { store(out, nullptr, 0, false); }

  /// The tokens of a block, without writing them.
  [[gnu::noinline]] void find_tokens(token_list& list, const std::uint8_t* begin,
                                     const std::uint8_t* p, std::size_t n, block_strategy strategy,
                                     const literal_costs& costs) {
    if (tokens_.size() < n / 3 + 2) tokens_.resize(n / 3 + 2);
    list.tokens = tokens_.data();
    if (strategy == block_strategy::runs) return find_runs(list, begin, p, n, costs);
    if (!table_) table_.reset(new match_table);
    if (!std::exchange(table_used_, true)) table_->clear(following_);
    if (strategy == block_strategy::matches)
      return find_matches(list, begin, p, n, position_, *table_, costs);
    map_.make_room(n);
    find_short_matches(list, p, n, *table_, map_, costs);
  }

private:
  static constexpr std::size_t largest_stored = 65535;
  // Filling a table of pairs takes as long as writing this many bytes.
  static constexpr std::size_t enough_for_pairs = 24576;

  [[nodiscard]] static std::uint64_t size_since(const bit_writer& before,
                                                const bit_writer& now) noexcept {
    return 8 * static_cast<std::uint64_t>(now.out - before.out) + now.count - before.count;
  }
  [[nodiscard]] static std::uint64_t stored_bits(std::size_t n) noexcept {
    return 8 * (std::uint64_t{n} + 5 * (n / largest_stored + 1));
  }

  [[gnu::noinline]] static void store(bit_writer& out, const std::uint8_t* p, std::size_t n,
                                      bool last) noexcept {
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

  void begin_block(bit_writer& out, const block_codes& codes, bool last) {
    out.put(last ? 5 : 4, 3);
    out.flush();
    block_head(codes).write(out);
    for (std::size_t s = 0; s < 256; ++s)
      tables_.bytes[s] =
          static_cast<code_entry>(codes.literals.bits[s]) << entry_shift | codes.literals.length[s];
    tables_.distances = &codes.distances;
    tables_.pairs = nullptr;
  }

  // Writes the body. The table of `lengths` is made only if there are matches.
  void emit_body(bit_writer& out, const block_codes& codes, const std::uint8_t* p,
                 const deflate_token* tokens, std::uint64_t literals, bool mostly_literals) {
    if (mostly_literals && literals >= enough_for_pairs && !emits_without_pairs()) {
      if (pairs_.empty()) pairs_.resize(byte_pairs);
      fill_pairs(pairs_.data(), tables_.bytes);
      tables_.pairs = pairs_.data();
    }
    emit_tokens(out, p, tokens, mostly_literals, tables_);
    out.put(codes.literals.bits[end_of_block], codes.literals.length[end_of_block]);
    out.flush();
  }

  void write_literals(bit_writer& out, const std::uint8_t* p, std::size_t n, bool last) {
    symbol_counts counts;
    literal_sample sample(n);
    sample.add(p, n, 0);
    sample.sum_to(counts.literals);
    counts.literals[end_of_block] = 1;
    block_codes codes;
    make_codes(codes, counts);
    begin_block(out, codes, last);
    const deflate_token all{static_cast<std::uint32_t>(n), 0, 0};
    emit_body(out, codes, p, &all, n, true);
  }

  void write_tokens(bit_writer& out, const std::uint8_t* begin, const std::uint8_t* p,
                    std::size_t n, block_strategy strategy, const literal_costs& costs, bool last) {
    token_list list{};
    find_tokens(list, begin, p, n, strategy, costs);
    block_codes codes;
    make_codes(codes, list.counts);
    begin_block(out, codes, last);
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
    emit_body(out, codes, p, list.tokens, literals, literals / 16 > list.size);
  }

  static void make_codes(block_codes& codes, const symbol_counts& counts) noexcept {
    make_code(counts.literals, literal_symbols, longest_code, codes.literals.bits,
              codes.literals.length);
    make_code(counts.distances, distance_symbols, longest_code, codes.distances.bits,
              codes.distances.length);
  }

  emit_tables tables_;
  std::vector<code_entry> pairs_;
  std::vector<deflate_token> tokens_;
  std::unique_ptr<match_table> table_; // made when first needed
  match_map map_;
  bool table_used_ = false;
  std::size_t following_ = 0;
  std::uint32_t position_ = 0;
};

} // namespace arrayreel::ARRAYREEL_ABI::detail
