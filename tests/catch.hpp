// Catch2 2.13 (Debian 12) and 3 behind one include.
#pragma once

#if __has_include(<catch2/catch_all.hpp>)
#include <catch2/catch_all.hpp>
#else
#include <catch2/catch.hpp>
// Catch2 3 moved its matchers and generators; these names exist in both.
#endif
