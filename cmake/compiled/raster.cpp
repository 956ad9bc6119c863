// Part of the compiled library arrayreel-core: pixels, text and compositions.
#include <arrayreel/compose.ipp>
#include <arrayreel/detail/raster/picture.ipp>
#include <arrayreel/text.ipp>
