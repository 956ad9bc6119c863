// The second translation unit: everything again, the movies' headers first.
#include <arrayreel/video.hpp>

#include <arrayreel/arrayreel.hpp>
#include <arrayreel/image.hpp>

std::string licence_of_other();

std::string licence_of_other() { return arrayreel::encoder_licence(); }
