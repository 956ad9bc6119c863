// The version of the library: the one place where it is written; CMake reads it from here.
#pragma once

#include "detail/base/config.hpp"

#define ARRAYREEL_VERSION_MAJOR 0
#define ARRAYREEL_VERSION_MINOR 1
#define ARRAYREEL_VERSION_PATCH 0

#define ARRAYREEL_TEXT_OF(number) #number
#define ARRAYREEL_VERSION_TEXT(major, minor, patch)                                                \
  ARRAYREEL_TEXT_OF(major) "." ARRAYREEL_TEXT_OF(minor) "." ARRAYREEL_TEXT_OF(patch)

/// Everything is in `arrayreel`; the inline namespace keeps two incompatible releases apart when
/// they meet in one program.
namespace arrayreel::ARRAYREEL_ABI {

/// The version as text, "major.minor.patch".
inline constexpr const char* version = ARRAYREEL_VERSION_TEXT(
    ARRAYREEL_VERSION_MAJOR, ARRAYREEL_VERSION_MINOR, ARRAYREEL_VERSION_PATCH);

} // namespace arrayreel::ARRAYREEL_ABI
