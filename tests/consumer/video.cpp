// A user's program that makes movies: what FFmpeg is under, in both translation units.
#include <arrayreel/arrayreel.hpp>
#include <arrayreel/video.hpp>

#include <string>

std::string licence_of_other();

int main() {
  const std::string licence = arrayreel::encoder_licence();
  return licence.find("version") != std::string::npos && licence == licence_of_other() ? 0 : 1;
}
