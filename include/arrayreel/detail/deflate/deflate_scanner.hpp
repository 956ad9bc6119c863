// Finds the last block of a deflate stream, so that more blocks can follow it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>

#include "huffman.hpp"
#include "tokens.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

/// The last block of a stream, in bits from the start of the stream.
struct deflate_end {
  std::size_t head; ///< its first bit, the flag of the last block
  std::size_t end;  ///< the first bit after it
};

/// Reads a whole deflate stream (RFC 1951) without producing its bytes. Literals need not be told
/// apart, so each step skips as many as its bits hold.
class deflate_scanner {
public:
  /// \param stream must be followed by 16 readable bytes
  /// \returns nothing if it is not a deflate stream
  [[nodiscard]] std::optional<deflate_end> end_of(const std::uint8_t* stream, std::size_t size) {
    stream_ = stream;
    bits_ = 8 * size;
    at_ = 0;
    for (;;) {
      const std::size_t head = at_;
      const unsigned last = take(1);
      const unsigned type = take(2);
      bool good = false;
      switch (type) {
        case 0: good = stored(); break;
        case 1: good = fixed_codes() && symbols(); break;
        case 2: good = dynamic_codes() && symbols(); break;
        default: break;
      }
      if (!good || at_ > bits_) return std::nullopt;
      if (last != 0) return deflate_end{head, at_};
    }
  }

private:
  enum class kind : std::uint8_t { literals, match, end, wrong };
  struct entry {
    std::uint8_t bits; // of the code and its extra bits
    kind what;
  };
  static constexpr unsigned longest = 15;

  // The next 57 bits; zeros beyond the end.
  [[nodiscard]] std::uint64_t ahead() const noexcept {
    return at_ < bits_ ? word_at(stream_ + at_ / 8) >> (at_ % 8) : 0;
  }
  [[nodiscard]] unsigned take(unsigned count) noexcept {
    const auto value = static_cast<unsigned>(ahead() & ((1U << count) - 1));
    at_ += count;
    return value;
  }

  [[nodiscard]] bool stored() noexcept {
    at_ = (at_ + 7) / 8 * 8;
    const unsigned size = take(16);
    if ((take(16) ^ size) != 0xffffU) return false;
    at_ += 8 * std::size_t{size};
    return true;
  }

  [[nodiscard]] bool fixed_codes() noexcept {
    std::uint8_t lengths[288];
    for (std::size_t s = 0; s < 288; ++s)
      lengths[s] = static_cast<std::uint8_t>(s < 144 ? 8 : s < 256 ? 9 : s < 280 ? 7 : 8);
    std::uint8_t distances[32];
    std::memset(distances, 5, sizeof distances);
    return make_tables(lengths, 288, distances, 32);
  }

  [[nodiscard]] bool dynamic_codes() noexcept {
    const std::size_t literals = 257 + take(5);
    const std::size_t distances = 1 + take(5);
    const std::size_t orders = 4 + take(4);
    std::uint8_t sizes[length_codes] = {};
    for (std::size_t i = 0; i < orders; ++i)
      sizes[length_code_order[i]] = static_cast<std::uint8_t>(take(3));
    std::uint8_t symbols[128];
    if (!fill(sizes, length_codes, 7, [&](std::size_t index, std::size_t symbol) {
          symbols[index] = static_cast<std::uint8_t>(symbol);
        }))
      return false;
    std::uint8_t lengths[288 + 32 + 138] = {};
    std::size_t n = 0;
    while (n < literals + distances) {
      if (at_ > bits_) return false;
      const std::uint8_t symbol = symbols[ahead() & 0x7fU];
      at_ += sizes[symbol];
      std::size_t repeat = 1;
      std::uint8_t length = symbol;
      if (symbol >= 16) {
        if (symbol == 16 && n == 0) return false;
        length = symbol == 16 ? lengths[n - 1] : std::uint8_t{0};
        repeat = symbol == 16 ? 3 + take(2) : symbol == 17 ? 3 + take(3) : 11 + take(7);
      }
      std::memset(lengths + n, length, repeat);
      n += repeat;
    }
    return n == literals + distances &&
           make_tables(lengths, literals, lengths + literals, distances);
  }

  // Calls set(index, symbol) for each of the 2^width indices that begin with a symbol's code. False
  // if the lengths need more codes than there are. A code may be incomplete only if it has one
  // symbol.
  template <class Set>
  [[nodiscard]] static bool fill(const std::uint8_t* lengths, std::size_t symbols, unsigned width,
                                 const Set& set) noexcept {
    std::uint32_t of_length[longest + 2] = {};
    for (std::size_t s = 0; s < symbols; ++s) ++of_length[lengths[s]];
    of_length[0] = 0;
    std::uint32_t next[longest + 2] = {};
    for (unsigned l = 1; l <= longest; ++l) {
      next[l + 1] = (next[l] + of_length[l]) << 1;
      if (next[l] + of_length[l] > 1U << l) return false;
    }
    for (std::size_t s = 0; s < symbols; ++s) {
      const unsigned l = lengths[s];
      if (l == 0) continue;
      std::uint32_t code = next[l]++;
      std::uint32_t turned = 0;
      for (unsigned bit = 0; bit < l; ++bit, code >>= 1) turned = turned << 1 | (code & 1U);
      for (std::uint32_t i = turned; i < 1U << width; i += 1U << l) set(i, s);
    }
    return true;
  }

  [[nodiscard]] static unsigned width_of(const std::uint8_t* lengths,
                                         std::size_t symbols) noexcept {
    unsigned width = 1;
    for (std::size_t s = 0; s < symbols; ++s) width = lengths[s] > width ? lengths[s] : width;
    return width;
  }

  [[nodiscard]] bool make_tables(const std::uint8_t* lengths, std::size_t symbols,
                                 const std::uint8_t* distances,
                                 std::size_t distance_count) noexcept {
    width_ = width_of(lengths, symbols);
    distance_width_ = width_of(distances, distance_count);
    std::memset(singles_, 0xff, sizeof *singles_ << width_); // kind::wrong
    std::memset(distances_, 0xff, sizeof *distances_ << distance_width_);
    const bool good =
        fill(lengths, symbols, width_,
             [&](std::size_t index, std::size_t s) {
               const std::uint8_t bits = lengths[s];
               if (s < 256)
                 singles_[index] = {bits, kind::literals};
               else if (s == end_of_block)
                 singles_[index] = {bits, kind::end};
               else if (s < 257 + 29)
                 singles_[index] = {
                     static_cast<std::uint8_t>(bits + lengths_as_symbols.extra[s - 257]),
                     kind::match};
             }) &&
        fill(distances, distance_count, distance_width_, [&](std::size_t index, std::size_t s) {
          if (s < distance_symbols)
            distances_[index] =
                static_cast<std::uint8_t>(distances[s] + distance_extra(static_cast<unsigned>(s)));
        });
    if (!good) return false;
    const std::size_t size = std::size_t{1} << width_;
    for (std::size_t i = 0; i < size; ++i) {
      entry together = singles_[i];
      while (together.what == kind::literals) {
        const entry more = singles_[i >> together.bits];
        if (more.what != kind::literals || together.bits + more.bits > width_) break;
        together.bits = static_cast<std::uint8_t>(together.bits + more.bits);
      }
      steps_[i] = together;
    }
    return true;
  }

  [[nodiscard]] bool symbols() noexcept {
    const std::uint64_t mask = (std::uint64_t{1} << width_) - 1;
    const std::uint64_t distance_mask = (std::uint64_t{1} << distance_width_) - 1;
    std::size_t at = at_;
    while (at < bits_) {
      std::uint64_t word = word_at(stream_ + at / 8) >> (at % 8);
      entry step = steps_[word & mask];
      // 57 bits hold up to three steps of literals.
      for (int i = 0; i < 2 && step.what == kind::literals; ++i) {
        word >>= step.bits;
        at += step.bits;
        step = steps_[word & mask];
      }
      switch (step.what) {
        case kind::literals: at += step.bits; break;
        case kind::match: {
          at += step.bits;
          word = word_at(stream_ + at / 8) >> (at % 8);
          const std::uint8_t bits = distances_[word & distance_mask];
          if (at >= bits_ || bits == 0xff) return false;
          at += bits;
          break;
        }
        case kind::end: at_ = at + step.bits; return true;
        default: return false;
      }
    }
    return false;
  }

  const std::uint8_t* stream_ = nullptr;
  std::size_t bits_ = 0;
  std::size_t at_ = 0;
  unsigned width_ = 0;
  unsigned distance_width_ = 0;
  entry singles_[std::size_t{1} << longest];
  entry steps_[std::size_t{1} << longest];
  std::uint8_t distances_[std::size_t{1} << longest];
};

} // namespace arrayreel::ARRAYREEL_ABI::detail
