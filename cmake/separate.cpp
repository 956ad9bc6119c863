// What the other files of a program only declare, where they link the target arrayreel::separate.
#define ARRAYREEL_IMPLEMENTATION
#include <arrayreel/image.hpp>
#if defined(ARRAYREEL_SEPARATE_MOVIES)
#include <arrayreel/video.hpp>
#endif
