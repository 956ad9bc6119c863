// A user's program that makes movies, in both translation units.
#include <arrayreel/arrayreel.hpp>
#include <arrayreel/video.hpp>

#include <string>
#include <vector>

std::string licence_of_other();
std::size_t frames_of_other(const std::vector<float>& values);

int main() {
  const std::string licence = arrayreel::encoder_licence();
  if (licence.find("version") == std::string::npos || licence != licence_of_other()) return 1;
  const std::vector<float> values(3 * 16 * 24, 0.5F);
  const auto movie = arrayreel::nbvideo(arrayreel::view(values, {3, 16, 24}),
                                        {.fps = 30, .sources = {arrayreel::ffv1{}}});
  return movie.report.frames == 3 && movie.html().find("<video") != std::string::npos &&
                 frames_of_other(values) == 2
             ? 0
             : 1;
}
