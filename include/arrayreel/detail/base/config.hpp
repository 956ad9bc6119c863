// Which of its two faces the library shows, and the names that keep them apart in one program.
#pragma once

#if __cplusplus < 202002L
#error arrayreel needs C++20: compile with -std=c++20
#include <C++20> // A header that is not there ends it here, before thousands of other errors.
#endif

// The processor's older instructions keep more digits than a number has: pixels would differ.
#if defined(__i386__) && !defined(__SSE2_MATH__)
#error arrayreel needs SSE2 on 32-bit x86: compile with -msse2 -mfpmath=sse
#endif

// ARRAYREEL_COMPILED says that the program links the compiled library; its CMake targets and its
// pkg-config file define it. The headers then hold declarations alone. Without it each header
// includes the definitions too, and only the libraries that these call are to be linked.
#if defined(ARRAYREEL_COMPILED)
// Before each definition in an .ipp file: the library has it once.
#define ARRAYREEL_INLINE
// Before each declaration that users' files call; the compiled library hides everything else.
#define ARRAYREEL_API __attribute__((visibility("default")))
#define ARRAYREEL_ABI inline v0 // `inline` is here because ctags cannot read it before a macro
#else
#define ARRAYREEL_INLINE inline
#define ARRAYREEL_API

// Everything is in `arrayreel`. This inline namespace is part of each name that a linker sees:
// files that were compiled in different ways have different names, so they never share the body of
// a function, and the linker reports an object that one hands to another. Instruction sets are part
// of the name, because a linker may choose any file's copy of an inline function for all files.
#if defined(ARRAYREEL_NO_SIMD)
#define ARRAYREEL_ABI_SET _portable
#elif defined(__AVX512F__)
#define ARRAYREEL_ABI_SET _avx512
#elif defined(__AVX2__)
#define ARRAYREEL_ABI_SET _avx2
#elif defined(__AVX__)
#define ARRAYREEL_ABI_SET _avx
#elif defined(__ARM_FEATURE_SVE)
#define ARRAYREEL_ABI_SET _sve
#elif defined(__ARM_FEATURE_ATOMICS)
#define ARRAYREEL_ABI_SET _lse
#else
#define ARRAYREEL_ABI_SET
#endif
#if defined(ARRAYREEL_LIBDEFLATE)
#define ARRAYREEL_ABI_DEFLATE _libdeflate
#else
#define ARRAYREEL_ABI_DEFLATE
#endif
#if defined(ARRAYREEL_WITHOUT_LIBPNG)
#define ARRAYREEL_ABI_PNG _own
#else
#define ARRAYREEL_ABI_PNG
#endif
#define ARRAYREEL_ABI_JOINED(a, b, c, d) a##b##c##d
#define ARRAYREEL_ABI_JOIN(a, b, c, d) ARRAYREEL_ABI_JOINED(a, b, c, d)
#define ARRAYREEL_ABI                                                                              \
  inline ARRAYREEL_ABI_JOIN(v0_header_only, ARRAYREEL_ABI_SET, ARRAYREEL_ABI_DEFLATE,              \
                            ARRAYREEL_ABI_PNG)
#endif

// ARRAYREEL_WITHOUT_LIBPNG says that the program links neither libpng nor zlib, ARRAYREEL_LIBDEFLATE that
// it links libdeflate. Both are set for the whole program.

// Behind a parameter to which the result refers: clang++ warns where it is a temporary.
#if defined(__clang__)
#define ARRAYREEL_LIFETIMEBOUND [[clang::lifetimebound]]
#else
#define ARRAYREEL_LIFETIMEBOUND
#endif
