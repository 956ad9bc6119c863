// Part of the compiled library arrayreel-core: cmocean's colormaps, linked where one of them is named.
#include <arrayreel/colormap.hpp>
#include <arrayreel/detail/values/cmocean_colormap_data.inc>
