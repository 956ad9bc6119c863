// Writes the body of a deflate block, literals and matches, by the best kernel of the processor.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>

#include "../simd/byte_table.hpp"
#include "huffman.hpp"
#include "tokens.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

/// The code of a byte, or of two bytes, above its length in the lowest 6 bits.
using code_entry = std::uint32_t;
inline constexpr unsigned entry_shift = 6;
inline constexpr code_entry entry_length = (1U << entry_shift) - 1;

inline constexpr std::size_t byte_pairs = 65536;

/// The codes with which a block's tokens are written.
struct emit_tables {
  code_entry bytes[256] = {};
  code_entry lengths[longest_match + 1] = {}; // with their extra bits
  const code_entry* pairs = nullptr;          // null if they do not pay
  const prefix_code<distance_symbols>* distances = nullptr;
};

} // namespace arrayreel::ARRAYREEL_ABI::detail

#define ARRAYREEL_KERNEL_FILE "../deflate/emit_kernels.inc"
#include "../simd/for_each_set.inc"

namespace arrayreel::ARRAYREEL_ABI::detail {

/// Makes the table of pairs from the codes of single bytes.
inline void fill_pairs(code_entry* pairs, const code_entry* bytes) noexcept {
  ARRAYREEL_RETURN_KERNEL(fill_pairs(pairs, bytes));
}

/// Whether blocks of mostly literals are written without the table of pairs.
[[nodiscard]] inline bool emits_without_pairs() noexcept {
  ARRAYREEL_RETURN_KERNEL(needs_no_pairs);
}

/// Writes tokens up to the one of length 0.
/// \param p the bytes of the block; 64 more after the last must be readable
/// \param mostly_literals there are many literals for each match
inline void emit_tokens(bit_writer& to, const std::uint8_t* p, const deflate_token* tokens,
                        bool mostly_literals, const emit_tables& tables) noexcept {
  if (mostly_literals) {
    ARRAYREEL_RETURN_KERNEL(emit_mostly_literals(to, p, tokens, tables));
  }
  ARRAYREEL_RETURN_KERNEL(emit_tokens(to, p, tokens, tables));
}

} // namespace arrayreel::ARRAYREEL_ABI::detail
