// Which vector instructions the kernels use without asking the processor.
#pragma once

// SSE2 is part of every x86-64. ARRAYREEL_NO_SIMD, set for the whole program, forces the portable
// kernels, whose results are the same.
#if !defined(ARRAYREEL_NO_SIMD) && (defined(__SSE2__) || defined(_M_X64))
#define ARRAYREEL_SSE2 1
#include <emmintrin.h>
#else
#define ARRAYREEL_SSE2 0
#endif

namespace arrayreel::inline v0::detail {

inline constexpr bool has_sse2 = ARRAYREEL_SSE2 != 0;

} // namespace arrayreel::inline v0::detail
