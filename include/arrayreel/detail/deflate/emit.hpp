// The body of a deflate block: literals and matches by their codes, by what the processor has.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>

#include "../simd/byte_table.hpp"
#include "huffman.hpp"
#include "tokens.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

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

} // namespace arrayreel::ARRAYREEL_ABI::detail

#define ARRAYREEL_KERNEL_FILE "../deflate/emit_kernels.inc"
#include "../simd/for_each_set.inc"

namespace arrayreel::ARRAYREEL_ABI::detail {

/// The table of pairs for the codes of single bytes.
inline void fill_pairs(code_entry* pairs, const code_entry* bytes) noexcept {
  ARRAYREEL_RETURN_KERNEL(fill_pairs(pairs, bytes));
}

/// Whether many literals in a row are written without the table of pairs.
[[nodiscard]] inline bool emits_without_pairs() noexcept {
  ARRAYREEL_RETURN_KERNEL(needs_no_pairs);
}

/// The tokens, up to the one whose length is 0, of the bytes from p on, 64 of which can be read
/// after the last.
/// \param mostly_literals there are many of them for each match
inline void emit_tokens(bit_writer& to, const std::uint8_t* p, const deflate_token* tokens,
                        bool mostly_literals, const emit_tables& tables) noexcept {
  if (mostly_literals) {
    ARRAYREEL_RETURN_KERNEL(emit_mostly_literals(to, p, tokens, tables));
  }
  ARRAYREEL_RETURN_KERNEL(emit_tokens(to, p, tokens, tables));
}

} // namespace arrayreel::ARRAYREEL_ABI::detail
