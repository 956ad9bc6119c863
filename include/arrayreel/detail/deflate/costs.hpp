// Estimates of the bits that bytes take in deflate, from how often each occurs.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>

#include "huffman.hpp"
#include "tokens.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

/// log2(x) × 256 for x ≥ 1, from its leading nine bits: the same on every machine.
class binary_logarithms {
public:
  constexpr binary_logarithms() noexcept {
    // Squaring x again and again gives the logarithm bit by bit.
    for (std::uint64_t i = 0; i < 256; ++i) {
      std::uint64_t x = (256 + i) << 22; // 1 is 2³⁰
      unsigned result = 0;
      for (int bit = 0; bit < 8; ++bit) {
        x = x * x >> 30;
        result <<= 1;
        if (x >> 31 != 0) {
          x >>= 1;
          result |= 1U;
        }
      }
      fractions_[i] = static_cast<std::uint8_t>(result);
    }
  }
  [[nodiscard]] constexpr std::uint32_t operator()(std::uint32_t x) const noexcept {
    const auto high = static_cast<unsigned>(31 - std::countl_zero(x));
    const std::uint32_t leading = high >= 8 ? x >> (high - 8) : x << (8 - high);
    return high << 8 | fractions_[leading & 0xffU];
  }

private:
  std::uint8_t fractions_[256] = {};
};
inline constexpr binary_logarithms binary_logarithm;

/// The bits, in units of 1/256, that symbols take by the best prefix code, in which no symbol takes
/// less than one bit. Each count is below 2³².
/// \param symbols at most `literal_symbols`
[[nodiscard, gnu::noinline]] inline std::uint64_t bits_of(const std::uint32_t* counts,
                                                          std::size_t symbols) noexcept {
  // Small pictures lack most symbols: a branch on each count would often be mispredicted.
  std::uint32_t present[literal_symbols];
  std::size_t kinds = 0;
  std::uint32_t sum = 0;
  for (std::size_t s = 0; s < symbols; ++s) {
    present[kinds] = counts[s];
    kinds += counts[s] != 0 ? 1 : 0;
    sum += counts[s];
  }
  if (sum == 0) return 0;
  const std::uint32_t whole = binary_logarithm(sum);
  std::uint64_t bits = 0;
  for (std::size_t k = 0; k < kinds; ++k) {
    const std::uint32_t of_symbol = whole - binary_logarithm(present[k]);
    bits += std::uint64_t{present[k]} * (of_symbol < 256 ? 256 : of_symbol);
  }
  return bits;
}

/// The bits of a block's body, in units of 1/256.
[[nodiscard]] inline std::uint64_t bits_of(const symbol_counts& counts) noexcept {
  return 256 * counts.extra_bits + bits_of(counts.literals, literal_symbols) +
         bits_of(counts.distances, distance_symbols);
}

/// How long matches must be to pay, for bytes with these counts, whose total is `sum`.
[[nodiscard, gnu::noinline]] inline literal_costs costs_of(const std::uint32_t* counts,
                                            std::uint32_t sum) noexcept {
  literal_costs costs;
  // Runs mostly consist of the cheapest byte, and a match at distance 1 costs about eight bits.
  std::uint32_t most = 1;
  for (std::size_t s = 0; s < 256; ++s) most = counts[s] > most ? counts[s] : most;
  const std::uint32_t cheapest = binary_logarithm(sum) - binary_logarithm(most);
  const std::uint32_t of_run = cheapest < 256 ? 256 : cheapest;
  costs.least_run = (8 * 256 + of_run - 1) / of_run + 2;
  const std::uint64_t bits = bits_of(counts, 256);
  for (unsigned symbol = 0; symbol < distance_symbols; ++symbol) {
    const std::uint64_t of_match = symbol == 0 ? 7 : 9 + distance_extra(symbol);
    const std::uint64_t least = of_match * 256 * sum / bits + 1;
    costs.least_match[symbol] = static_cast<std::uint8_t>(least < 5 ? 5 : least);
  }
  return costs;
}

} // namespace arrayreel::ARRAYREEL_ABI::detail
