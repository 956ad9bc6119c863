// Part of the compiled library arrayreel-image: PNG, with the compressors.
#include <arrayreel/detail/deflate/deflater.ipp>
#include <arrayreel/detail/png/encoder.ipp>
#include <arrayreel/detail/png/plan.ipp>
#include <arrayreel/png.ipp>
#include <arrayreel/png_options.ipp>
