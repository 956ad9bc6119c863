// Part of the compiled library arrayreel-core: pixels, text, colorbars and compositions.
#include <arrayreel/colorbar.hpp>
#include <arrayreel/compose.hpp>
#include <arrayreel/layout.hpp>
#include <arrayreel/raster.hpp>
#include <arrayreel/detail/raster/picture.ipp>
#include <arrayreel/text.hpp>
