// The Huffman codes of deflate: made from counts, and written into the header of a dynamic block.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include "../simd/sets.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

/// Writes bits to memory, lowest first. The memory must have 8 bytes more than are written.
struct bit_writer {
  std::uint8_t* out;
  std::uint64_t pending = 0;
  unsigned count = 0; // of pending bits: below 8 after each flush

  /// At most 56 bits between two flushes.
  ARRAYREEL_ALWAYS_INLINE void put(std::uint64_t bits, unsigned size) noexcept {
    pending |= bits << count;
    count += size;
  }
  ARRAYREEL_ALWAYS_INLINE void flush() noexcept {
    std::uint64_t word = pending;
    if constexpr (std::endian::native == std::endian::big) word = __builtin_bswap64(word);
    std::memcpy(out, &word, sizeof word);
    out += count >> 3;
    pending >>= count & 56U;
    count &= 7U;
  }
  /// Fills up to a whole byte with zeros.
  void align() noexcept {
    if (count > 0) *out++ = static_cast<std::uint8_t>(pending);
    pending = 0;
    count = 0;
  }
};

inline constexpr std::size_t literal_symbols = 286;
inline constexpr std::size_t distance_symbols = 30;
inline constexpr unsigned end_of_block = 256;
inline constexpr unsigned longest_code =
    13; // of literals and distances; two and their length fit into 32 bits

/// A prefix code: the bits of each symbol, first bit lowest, and their number; 0 for symbols
/// without a code.
template <std::size_t Symbols> struct prefix_code {
  std::uint16_t bits[Symbols] = {};
  std::uint8_t length[Symbols] = {};
};

// Sorts symbols by count and leaves out those that do not occur. A key is count << 9 | symbol.
inline void sort_by_count(std::uint32_t* keys, std::size_t n) noexcept {
  std::uint32_t other[literal_symbols];
  std::uint32_t most = 0;
  for (std::size_t i = 0; i < n; ++i) most |= keys[i];
  for (unsigned shift = 9; shift < 32 && most >> shift != 0; shift += 8) {
    std::uint16_t place[257] = {};
    for (std::size_t i = 0; i < n; ++i) ++place[(keys[i] >> shift & 0xffU) + 1];
    for (std::size_t i = 1; i < 256; ++i)
      place[i] = static_cast<std::uint16_t>(place[i] + place[i - 1]);
    for (std::size_t i = 0; i < n; ++i) other[place[keys[i] >> shift & 0xffU]++] = keys[i];
    std::memcpy(keys, other, n * sizeof *keys);
  }
}

// The lengths of the optimal code for ascending counts, in place, longest first (Moffat and
// Katajainen 1995, "In-Place Calculation of Minimum-Redundancy Codes"). At least two counts.
inline void lengths_in_place(std::uint32_t* a, std::size_t n) noexcept {
  a[0] += a[1];
  std::size_t root = 0;
  std::size_t leaf = 2;
  for (std::size_t next = 1; next + 1 < n; ++next) {
    const auto take = [&] {
      if (leaf >= n || (root < next && a[root] < a[leaf])) {
        const std::uint32_t weight = a[root];
        a[root++] = static_cast<std::uint32_t>(next);
        return weight;
      }
      return a[leaf++];
    };
    const std::uint32_t first = take();
    a[next] = first + take();
  }
  a[n - 2] = 0;
  for (std::size_t next = n - 2; next-- > 0;) a[next] = a[a[next]] + 1;
  std::size_t available = 1;
  std::size_t used = 0;
  std::uint32_t depth = 0;
  std::size_t node = n - 1; // one more than the next inner node
  std::size_t out = n;
  while (available > 0) {
    while (node > 0 && a[node - 1] == depth) {
      ++used;
      --node;
    }
    while (available > used) {
      a[--out] = depth;
      --available;
    }
    available = 2 * used;
    ++depth;
    used = 0;
  }
}

// Repairs the code after some lengths were cut to the limit. Lengthens symbols where that costs
// least for the room that it makes; then shortens others if there is room left. The symbols are
// sorted by ascending count, longest first, so those of the same length stay together.
inline void limit_lengths(const std::uint32_t* keys, std::uint32_t* of_length,
                          unsigned limit) noexcept {
  const auto count = [&](std::size_t i) { return keys[i] >> 9; };
  std::int64_t room = std::int64_t{1} << limit; // in codes of `limit` bits
  for (unsigned l = 1; l <= limit; ++l) room -= std::int64_t{of_length[l]} << (limit - l);
  if (room >= 0) return;
  while (room < 0) {
    unsigned best = 0;
    std::uint64_t best_cost = ~std::uint64_t{0};
    std::size_t first = of_length[limit]; // of the symbols with length l
    for (unsigned l = limit - 1; l > 0; first += of_length[l--]) {
      if (of_length[l] == 0) continue;
      const unsigned gain = limit - l - 1;
      // More room than is missing is worth no more.
      unsigned useful = gain;
      while (useful > 0 && std::int64_t{1} << (useful - 1) >= -room) --useful;
      const std::uint64_t cost = std::uint64_t{count(first)} << (limit - useful);
      if (cost < best_cost) {
        best_cost = cost;
        best = l;
      }
    }
    --of_length[best];
    ++of_length[best + 1];
    room += std::int64_t{1} << (limit - best - 1);
  }
  while (room > 0) {
    unsigned best = 0;
    std::uint64_t best_gain = 0;
    std::size_t end = 0;
    for (unsigned l = limit; l > 1; --l) {
      end += of_length[l];
      if (of_length[l] == 0 || std::int64_t{1} << (limit - l) > room) continue;
      const std::uint64_t gain = std::uint64_t{count(end - 1)} << l;
      if (gain > best_gain) {
        best_gain = gain;
        best = l;
      }
    }
    if (best == 0) break;
    --of_length[best];
    ++of_length[best - 1];
    room -= std::int64_t{1} << (limit - best);
  }
}

/// A code of at most `limit` bits a symbol that is optimal for the counts, or close to it. Each
/// count is below 2²². The code has at least two symbols, so that every decoder accepts it.
/// \param bits, length as in `prefix_code`; zero on entry
[[gnu::noinline]] inline void make_code(const std::uint32_t* counts, std::size_t symbols,
                                        unsigned limit, std::uint16_t* bits,
                                        std::uint8_t* length) noexcept {
  std::uint32_t keys[literal_symbols];
  std::uint32_t lengths[literal_symbols];
  std::size_t n = 0;
  for (std::size_t s = 0; s < symbols; ++s)
    if (counts[s] != 0) keys[n++] = counts[s] << 9 | static_cast<std::uint32_t>(s);
  for (std::uint32_t s = 0; n < 2; ++s)
    if (counts[s] == 0) keys[n++] = 1U << 9 | s;
  sort_by_count(keys, n);
  for (std::size_t i = 0; i < n; ++i) lengths[i] = keys[i] >> 9;
  lengths_in_place(lengths, n);

  std::uint32_t of_length[40] = {};
  for (std::size_t i = 0; i < n; ++i) ++of_length[lengths[i] < limit ? lengths[i] : limit];
  limit_lengths(keys, of_length, limit);
  std::size_t at = 0;
  for (unsigned l = limit; l > 0; --l)
    for (std::uint32_t i = 0; i < of_length[l]; ++i)
      length[keys[at++] & 0x1ffU] = static_cast<std::uint8_t>(l);

  // RFC 1951, section 3.2.2, with the bits of each code reversed.
  std::uint32_t next[16] = {};
  for (unsigned l = 1; l < limit; ++l) next[l + 1] = (next[l] + of_length[l]) << 1;
  for (std::size_t s = 0; s < symbols; ++s) {
    const unsigned l = length[s];
    if (l == 0) continue;
    std::uint32_t value = next[l]++;
    std::uint32_t turned = 0;
    for (unsigned bit = 0; bit < l; ++bit, value >>= 1) turned = turned << 1 | (value & 1U);
    bits[s] = static_cast<std::uint16_t>(turned);
  }
}
template <std::size_t Symbols>
[[nodiscard]] prefix_code<Symbols> make_code(const std::uint32_t* counts, unsigned limit) noexcept {
  prefix_code<Symbols> code;
  make_code(counts, Symbols, limit, code.bits, code.length);
  return code;
}

/// The codes of a block.
struct block_codes {
  prefix_code<literal_symbols> literals;
  prefix_code<distance_symbols> distances;
};

/// The order of the code lengths' code in a block's header (RFC 1951, section 3.2.7).
inline constexpr std::size_t length_codes = 19;
inline constexpr std::uint8_t length_code_order[length_codes] = {16, 17, 18, 0, 8,  7, 9,  6, 10, 5,
                                                                 11, 4,  12, 3, 13, 2, 14, 1, 15};

/// A block's header: its codes, ready to be written.
class block_head {
public:
  [[gnu::noinline]] explicit block_head(const block_codes& codes) noexcept {
    literals_ = used(codes.literals.length, literal_symbols, 257);
    distances_ = used(codes.distances.length, distance_symbols, 1);
    std::uint8_t lengths[literal_symbols + distance_symbols];
    std::memcpy(lengths, codes.literals.length, literals_);
    std::memcpy(lengths + literals_, codes.distances.length, distances_);
    const std::size_t n = literals_ + distances_;
    std::uint32_t counts[length_codes] = {};
    for (std::size_t i = 0; i < n;) {
      std::size_t run = 1;
      while (i + run < n && lengths[i + run] == lengths[i]) ++run;
      i += add_run(lengths[i], run, counts);
    }
    code_ = make_code<length_codes>(counts, 7);
    while (orders_ > 4 && code_.length[length_code_order[orders_ - 1]] == 0) --orders_;
  }

  [[gnu::noinline]] void write(bit_writer& out) const noexcept {
    out.put(literals_ - 257, 5);
    out.put(distances_ - 1, 5);
    out.put(orders_ - 4, 4);
    out.flush();
    for (std::size_t i = 0; i < orders_; ++i) {
      out.put(code_.length[length_code_order[i]], 3);
      out.flush();
    }
    for (std::size_t i = 0; i < items_; ++i) {
      out.put(code_.bits[symbol_[i]], code_.length[symbol_[i]]);
      out.put(extra_[i], extra_bits(symbol_[i]));
      out.flush();
    }
  }

private:
  [[nodiscard]] static unsigned extra_bits(unsigned symbol) noexcept {
    return symbol == 16 ? 2 : symbol == 17 ? 3 : symbol == 18 ? 7 : 0;
  }

  // The number of symbols up to the last one with a code, at least `least`.
  [[nodiscard]] static std::size_t used(const std::uint8_t* length, std::size_t symbols,
                                        std::size_t least) noexcept {
    while (symbols > least && length[symbols - 1] == 0) --symbols;
    return symbols;
  }

  void add(unsigned symbol, std::size_t extra, std::uint32_t* counts) noexcept {
    symbol_[items_] = static_cast<std::uint8_t>(symbol);
    extra_[items_++] = static_cast<std::uint8_t>(extra);
    ++counts[symbol];
  }

  // The longest part of a run that one item, or two, can state.
  std::size_t add_run(std::uint8_t length, std::size_t run, std::uint32_t* counts) noexcept {
    if (length == 0 && run >= 3) {
      run = run < 138 ? run : 138;
      if (run < 11)
        add(17, run - 3, counts);
      else
        add(18, run - 11, counts);
      return run;
    }
    add(length, 0, counts);
    if (length == 0 || run < 4) return 1;
    run = run < 7 ? run : 7;
    add(16, run - 4, counts);
    return run;
  }

  std::uint8_t symbol_[literal_symbols + distance_symbols] = {};
  std::uint8_t extra_[literal_symbols + distance_symbols] = {};
  std::size_t items_ = 0;
  std::size_t literals_ = 0;
  std::size_t distances_ = 0;
  std::size_t orders_ = length_codes;
  prefix_code<length_codes> code_;
};

} // namespace arrayreel::ARRAYREEL_ABI::detail
