// Part of the compiled library arrayreel-core: pixels, text, colorbars and compositions.
#include <arrayreel/colorbar.ipp>
#include <arrayreel/compose.ipp>
#include <arrayreel/detail/raster/colorbar_panel.ipp>
#include <arrayreel/detail/raster/picture.ipp>
#include <arrayreel/text.ipp>
