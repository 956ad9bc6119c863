// Which vector instructions the kernels use: those of the processor that the program runs on.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <type_traits>

#include "../base/config.hpp"

// Each family of processors has a file with its sets of vector instructions. ARRAYREEL_NO_SIMD
// leaves only the portable kernels, which give the same results.
#if !defined(ARRAYREEL_NO_SIMD) && defined(__GNUC__)
#if defined(__x86_64__) && defined(__SSE2__)
#define ARRAYREEL_SIMD_FAMILY "x86.inc"
#elif defined(__aarch64__) && defined(__ARM_NEON) && !defined(__ARM_BIG_ENDIAN)
#define ARRAYREEL_SIMD_FAMILY "neon.inc"
#endif
#endif

// For functions that are compiled again as part of a set's functions.
#define ARRAYREEL_ALWAYS_INLINE __attribute__((always_inline)) inline

namespace arrayreel::ARRAYREEL_ABI::detail {

// Vectors of sixteen bytes. Both compilers have the operators of numbers for them.
typedef std::uint8_t bytes_16 __attribute__((vector_size(16)));
typedef std::int8_t signed_bytes_16 __attribute__((vector_size(16)));
typedef std::uint16_t words_8 __attribute__((vector_size(16)));
typedef std::int16_t signed_words_8 __attribute__((vector_size(16)));
typedef std::uint32_t ints_4 __attribute__((vector_size(16)));
typedef std::int32_t signed_ints_4 __attribute__((vector_size(16)));
typedef std::uint64_t longs_2 __attribute__((vector_size(16)));

/// The vector at an address of any alignment.
template <class V> [[nodiscard]] ARRAYREEL_ALWAYS_INLINE V vector_at(const void* from) noexcept {
  V x;
  __builtin_memcpy(&x, from, sizeof x);
  return x;
}
template <class V> ARRAYREEL_ALWAYS_INLINE void put_vector(void* to, const V& x) noexcept {
  __builtin_memcpy(to, &x, sizeof x);
}

// Elements of two vectors at given places, as many as one of them has. g++ 11 takes the places as a
// vector of integers as long as the elements.
#if __has_builtin(__builtin_shufflevector)
#define ARRAYREEL_SHUFFLE(a, b, ...) __builtin_shufflevector(a, b, __VA_ARGS__)
#else
template <class V> struct places_of {
  typedef decltype(V{} == V{}) type;
};
template <class V> using shuffle_places = typename places_of<std::remove_cv_t<V>>::type;
#define ARRAYREEL_SHUFFLE(a, b, ...)                                                               \
  __builtin_shuffle(a, b, shuffle_places<decltype(a)>{__VA_ARGS__})
#endif

/// Elements of a and b in turn, from their lower halves or from their upper halves.
template <class V> [[nodiscard]] ARRAYREEL_ALWAYS_INLINE V lower_pairs(V a, V b) noexcept {
  constexpr std::size_t bytes = sizeof(a[0]);
  if constexpr (bytes == 1)
    return ARRAYREEL_SHUFFLE(a, b, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
  else if constexpr (bytes == 2)
    return ARRAYREEL_SHUFFLE(a, b, 0, 8, 1, 9, 2, 10, 3, 11);
  else if constexpr (bytes == 4)
    return ARRAYREEL_SHUFFLE(a, b, 0, 4, 1, 5);
  else
    return ARRAYREEL_SHUFFLE(a, b, 0, 2);
}
template <class V> [[nodiscard]] ARRAYREEL_ALWAYS_INLINE V upper_pairs(V a, V b) noexcept {
  constexpr std::size_t bytes = sizeof(a[0]);
  if constexpr (bytes == 1)
    return ARRAYREEL_SHUFFLE(a, b, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
  else if constexpr (bytes == 2)
    return ARRAYREEL_SHUFFLE(a, b, 4, 12, 5, 13, 6, 14, 7, 15);
  else if constexpr (bytes == 4)
    return ARRAYREEL_SHUFFLE(a, b, 2, 6, 3, 7);
  else
    return ARRAYREEL_SHUFFLE(a, b, 1, 3);
}

// A set that lacks a kernel has that of the set before it.
namespace portable {}

} // namespace arrayreel::ARRAYREEL_ABI::detail

#ifdef ARRAYREEL_SIMD_FAMILY
#include ARRAYREEL_SIMD_FAMILY
#else
#define ARRAYREEL_SIMD_SETS(X, ...)
namespace arrayreel::ARRAYREEL_ABI::detail {
[[nodiscard]] inline unsigned char simd_sets_of_processor() noexcept { return 0; }
ARRAYREEL_ALWAYS_INLINE void fence_of_streams() noexcept {}
} // namespace arrayreel::ARRAYREEL_ABI::detail
#endif

namespace arrayreel::ARRAYREEL_ABI::detail {

#define ARRAYREEL_SIMD_NAME(set, ...) , set
/// Sets of vector instructions. Each includes all before it.
enum class simd_level : unsigned char { portable ARRAYREEL_SIMD_SETS(ARRAYREEL_SIMD_NAME, ) };
#undef ARRAYREEL_SIMD_NAME

#define ARRAYREEL_SIMD_NAME(set, ...) , #set
/// Their names, also for the environment variable.
inline constexpr const char* simd_names[] = {
    "portable" ARRAYREEL_SIMD_SETS(ARRAYREEL_SIMD_NAME, )};
#undef ARRAYREEL_SIMD_NAME
inline constexpr unsigned char simd_levels = sizeof simd_names / sizeof *simd_names;

/// Whether there are kernels that use vector instructions.
inline constexpr bool has_simd = simd_levels > 1;

/// The best set that the processor has and the operating system supports.
[[nodiscard]] inline simd_level simd_of_processor() noexcept {
  return simd_level{simd_sets_of_processor()};
}

/// The best set that the environment variable ARRAYREEL_SIMD allows: portable, sse2, avx2, avx512;
/// neon, neon_crc. Other texts have no effect.
[[nodiscard]] inline simd_level simd_of_environment() noexcept {
  const simd_level best = simd_of_processor();
  const char* const text = std::getenv("ARRAYREEL_SIMD");
  if (text == nullptr) return best;
  for (unsigned char level = 0; level < static_cast<unsigned char>(best); ++level) {
    const char* a = text;
    const char* b = simd_names[level];
    while (*a != 0 && *a == *b) {
      ++a;
      ++b;
    }
    if (*a == *b) return simd_level{level};
  }
  return best;
}

// Tests change it in order to run every kernel.
inline simd_level& simd_choice() noexcept {
  static simd_level choice = simd_of_environment();
  return choice;
}

/// The set that kernels use.
[[nodiscard]] inline simd_level simd_in_use() noexcept { return simd_choice(); }

// Returns the result of a kernel's call: `ARRAYREEL_RETURN_KERNEL(add_up(values, count));` calls
// the kernel of the set in use, or of the nearest set before it that has one. Each has a portable
// one.
#define ARRAYREEL_KERNEL_CASE(set, ...)                                                            \
  case simd_level::set: return set::__VA_ARGS__;
#define ARRAYREEL_RETURN_KERNEL(...)                                                               \
  switch (simd_in_use()) {                                                                         \
    ARRAYREEL_SIMD_SETS(ARRAYREEL_KERNEL_CASE, __VA_ARGS__)                                        \
    case simd_level::portable: break;                                                              \
  }                                                                                                \
  return portable::__VA_ARGS__

} // namespace arrayreel::ARRAYREEL_ABI::detail
