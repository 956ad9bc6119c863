// Part of the compiled library arrayreel-core: matplotlib's colormaps beyond the first, linked where one of them is named.
#include <arrayreel/colormap.hpp>
#include <arrayreel/detail/values/matplotlib_colormap_data.inc>
