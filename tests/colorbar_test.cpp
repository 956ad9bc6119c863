// Colorbars.
#include "catch.hpp"
