// The second translation unit: everything again, the movies' headers first.
#include <arrayreel/video.hpp>

#include <arrayreel/arrayreel.hpp>
#include <arrayreel/image.hpp>

#include <string>
#include <vector>

std::string licence_of_other();
std::size_t frames_of_other(const std::vector<float>& values);

std::string licence_of_other() { return arrayreel::encoder_licence(); }

std::size_t frames_of_other(const std::vector<float>& values) {
  arrayreel::video_writer movie(arrayreel::in_memory, {.vmin = 0, .threaded = true});
  for (int i = 0; i < 2; ++i) movie.push(arrayreel::view(values.data(), {16, 24}));
  return movie.finish().frames;
}
