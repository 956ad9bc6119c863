// Part of the compiled library arrayreel-image: PNG, with the compressors.
#include <arrayreel/png.hpp>
