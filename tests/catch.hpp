// Catch2 2.13 (Debian 12) and 3 behind one include.
#pragma once

#if __has_include(<catch2/catch_all.hpp>)
#include <catch2/catch_all.hpp>
using Catch::Approx; // which Catch2 2 gives this name itself
#else
#include <catch2/catch.hpp>
#endif
