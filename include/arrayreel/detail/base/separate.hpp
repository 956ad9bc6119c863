// Separate compilation: what most files of a program would compile again is compiled in one.
#pragma once

#include <cstdint>

// Said to the whole program, ARRAYREEL_SEPARATE_COMPILATION; by the one file, before it includes
// arrayreel's headers, ARRAYREEL_IMPLEMENTATION.
#if defined(ARRAYREEL_SEPARATE_COMPILATION) && !defined(ARRAYREEL_IMPLEMENTATION)
#define ARRAYREEL_DECLARED_ONLY 1
#else
#define ARRAYREEL_DECLARED_ONLY 0
#endif

// Before an instance of a template that other files may have other instances of.
#if defined(ARRAYREEL_IMPLEMENTATION)
#define ARRAYREEL_INSTANCE template
#elif defined(ARRAYREEL_SEPARATE_COMPILATION)
#define ARRAYREEL_INSTANCE extern template
#endif

// The element types of most arrays, for which that one file has instances.
#define ARRAYREEL_EACH_COMMON_TYPE(instances)                                                      \
  instances(float) instances(double) instances(std::uint8_t) instances(std::int16_t)               \
      instances(std::uint16_t) instances(std::int32_t) instances(std::int64_t)
