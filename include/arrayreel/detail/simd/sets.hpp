// Which vector instructions the kernels use: those of the processor that the program runs on.
#pragma once

#include <cstdlib>
#include <initializer_list>

#include "../base/config.hpp"

// ARRAYREEL_NO_SIMD forces the portable kernels, whose results are the same. SSE2 is part of every
// x86-64; what goes beyond it is compiled by function attributes and chosen at run time, whatever the
// program's own flags.
#if !defined(ARRAYREEL_NO_SIMD) && defined(__SSE2__) && defined(__x86_64__) && defined(__GNUC__)
#define ARRAYREEL_SSE2 1
#include <cpuid.h>
#include <emmintrin.h>

// Without FMA, which would change what arithmetic gives.
#define ARRAYREEL_AVX2 __attribute__((target("avx2,bmi,bmi2,lzcnt,popcnt,pclmul")))
#define ARRAYREEL_AVX512                                                                           \
  __attribute__((target("avx2,bmi,bmi2,lzcnt,popcnt,pclmul,avx512f,avx512bw,avx512dq,avx512vl,"    \
                        "avx512vbmi,avx512vbmi2")))
#else
#define ARRAYREEL_SSE2 0
#endif

// For what is compiled again as part of such functions.
#define ARRAYREEL_ALWAYS_INLINE __attribute__((always_inline)) inline

namespace arrayreel::ARRAYREEL_ABI::detail {

inline constexpr bool has_sse2 = ARRAYREEL_SSE2 != 0;

/// Sets of vector instructions, each with all before it. AVX2 stands for x86-64-v3 with carry-less
/// multiplication (AVX2, BMI1, BMI2, FMA, F16C, LZCNT, PCLMULQDQ), AVX-512 for its F, BW, CD, DQ,
/// VL, VBMI and VBMI2.
enum class simd_level : unsigned char { portable, sse2, avx2, avx512 };

/// What the processor has and the operating system keeps.
[[nodiscard]] inline simd_level simd_of_processor() noexcept {
#if ARRAYREEL_SSE2
  // Bits as in Intel's Software Developer's Manual, volume 2A, CPUID; XCR0: volume 1, section 13.3.
  const auto has = [](unsigned flags, std::initializer_list<int> bits) {
    for (const int bit : bits)
      if ((flags >> bit & 1U) == 0) return false;
    return true;
  };
  unsigned a = 0;
  unsigned b = 0;
  unsigned c = 0;
  unsigned d = 0;
  if (__get_cpuid(1, &a, &b, &c, &d) == 0) return simd_level::sse2;
  // PCLMULQDQ, SSSE3, FMA, SSE4.1, SSE4.2, MOVBE, POPCNT, OSXSAVE, AVX, F16C
  if (!has(c, {1, 9, 12, 19, 20, 22, 23, 27, 28, 29})) return simd_level::sse2;
  unsigned kept = 0;
  unsigned kept_high = 0;
  __asm__ volatile("xgetbv" : "=a"(kept), "=d"(kept_high) : "c"(0));
  if ((kept & 0x06U) != 0x06U) return simd_level::sse2;
  if (__get_cpuid(0x80000001U, &a, &b, &c, &d) == 0 || !has(c, {5})) return simd_level::sse2;
  if (__get_cpuid_count(7, 0, &a, &b, &c, &d) == 0) return simd_level::sse2;
  // BMI1, AVX2, BMI2
  if (!has(b, {3, 5, 8})) return simd_level::sse2;
  // AVX-512 F, DQ, CD, BW, VL; VBMI, VBMI2
  if ((kept & 0xe6U) != 0xe6U || !has(b, {16, 17, 28, 30, 31}) || !has(c, {1, 6}))
    return simd_level::avx2;
  return simd_level::avx512;
#else
  return simd_level::portable;
#endif
}

/// The environment variable ARRAYREEL_SIMD (portable, sse2, avx2, avx512) forbids what is beyond
/// it; other texts forbid nothing.
[[nodiscard]] inline simd_level simd_of_environment() noexcept {
  const simd_level best = simd_of_processor();
  const char* const text = std::getenv("ARRAYREEL_SIMD");
  if (text == nullptr) return best;
  constexpr const char* names[] = {"portable", "sse2", "avx2"};
  for (unsigned char level = 0; level < 3; ++level) {
    const char* a = text;
    const char* b = names[level];
    while (*a != 0 && *a == *b) {
      ++a;
      ++b;
    }
    if (*a == *b && level < static_cast<unsigned char>(best)) return simd_level{level};
  }
  return best;
}

// Set by tests, which run every kernel there is.
inline simd_level& simd_choice() noexcept {
  static simd_level choice = simd_of_environment();
  return choice;
}

/// What kernels use.
[[nodiscard]] inline simd_level simd_in_use() noexcept { return simd_choice(); }

} // namespace arrayreel::ARRAYREEL_ABI::detail
