// What a table says of bytes, many at a time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>

#include "../simd/sets.hpp"

namespace arrayreel::inline ARRAYREEL_ABI::detail {

#if ARRAYREEL_SSE2
namespace avx512 {

typedef char signed_bytes __attribute__((vector_size(64)));
typedef std::uint8_t bytes __attribute__((vector_size(64)));

// What of 128 bytes each of the indices, modulo 128, says.
[[nodiscard]] ARRAYREEL_AVX512_INLINE bytes looked_up(bytes low, bytes high, bytes index) noexcept {
#ifdef __clang__
  return reinterpret_cast<bytes>(__builtin_ia32_vpermi2varqi512(
      reinterpret_cast<signed_bytes>(low), reinterpret_cast<signed_bytes>(index),
      reinterpret_cast<signed_bytes>(high)));
#else
  return reinterpret_cast<bytes>(__builtin_ia32_vpermt2varqi512_mask(
      reinterpret_cast<signed_bytes>(index), reinterpret_cast<signed_bytes>(low),
      reinterpret_cast<signed_bytes>(high), ~std::uint64_t{0}));
#endif
}

/// A table of 256 bytes in four registers.
struct byte_table {
  bytes part[4];

  [[nodiscard]] ARRAYREEL_AVX512_INLINE bytes operator()(bytes index) const noexcept {
    const bytes low = looked_up(part[0], part[1], index);
    const bytes high = looked_up(part[2], part[3], index);
    return index >= 128 ? high : low;
  }
};

/// Looks up all but fewer than 64 bytes, and returns how many.
[[nodiscard]] ARRAYREEL_AVX512 inline std::size_t look_up(const std::uint8_t* from,
                                                          std::size_t count,
                                                          const std::uint8_t* table,
                                                          std::uint8_t* to) noexcept {
  byte_table t;
  std::memcpy(&t, table, sizeof t);
  std::size_t i = 0;
  for (; i + 64 <= count; i += 64) {
    bytes x;
    std::memcpy(&x, from + i, sizeof x);
    x = t(x);
    std::memcpy(to + i, &x, sizeof x);
  }
  return i;
}

} // namespace avx512
#endif

/// Writes table[x] of each byte x.
inline void look_up(const std::uint8_t* from, std::size_t count, const std::uint8_t* table,
                    std::uint8_t* to) noexcept {
  std::size_t i = 0;
#if ARRAYREEL_SSE2
  if (simd_in_use() >= simd_level::avx512) i = avx512::look_up(from, count, table, to);
#endif
  for (; i < count; ++i) to[i] = table[from[i]];
}

} // namespace arrayreel::inline ARRAYREEL_ABI::detail
