// The header-only file, whose pictures are of another type.
#include <arrayreel/nbimage.hpp>

#include <cstddef>

std::size_t size_in_other(const arrayreel::encoded& png);

std::size_t size_in_other(const arrayreel::encoded& png) { return png.bytes.size(); }
