// Part of the compiled library arrayreel-core: Crameri's colormaps, linked where one of them is named.
#include <arrayreel/colormap.hpp>
#include <arrayreel/detail/values/crameri_colormap_data.inc>
