// The file of a separately compiled program that has what the others only declare.
#define ARRAYREEL_IMPLEMENTATION
#include <arrayreel/image.hpp>
#include <arrayreel/video.hpp>
