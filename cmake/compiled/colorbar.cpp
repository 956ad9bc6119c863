// Part of the compiled library arrayreel-core: colorbars, linked where there is one.
#include <arrayreel/colorbar.ipp>
#include <arrayreel/detail/raster/colorbar_panel.ipp>
