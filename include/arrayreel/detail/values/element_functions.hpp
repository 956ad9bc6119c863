// The table of functions for rows of one element type, with its definitions in the header-only face.
#pragma once

#include "element_table.hpp"

#if !defined(ARRAYREEL_COMPILED)
#include "element_functions.ipp"
#endif
