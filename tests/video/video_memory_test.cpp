// The memory of a movie does not grow with its frames, but for a file's index: the peak of a
// process that writes 4,000 against that of one that writes 400.
#include "catch.hpp"

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <system_error>
#include <vector>

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <arrayreel/video_writer.hpp>

#include "support/folder.hpp"
#include "support/hybrid_fragments.hpp"

namespace ar = arrayreel;

namespace {

struct way {
  std::string name;
  ar::codec source;
  bool crash_safe = false;
  bool threaded = false;
};

// A wave that moves, so that frames differ but are alike.
class field {
public:
  static constexpr std::size_t height = 240;
  static constexpr std::size_t width = 320;

  field() : values_(height * width) {}
  [[nodiscard]] ar::array_view<float> at(std::size_t k) {
    for (std::size_t y = 0; y < height; ++y)
      for (std::size_t x = 0; x < width; ++x)
        values_[y * width + x] = static_cast<float>((x * 3 + y * 2 + k * 5) % 256);
    return ar::view(values_.data(), {height, width});
  }

private:
  std::vector<float> values_;
};

/// The peak resident memory in kB of a process that writes so many frames; 0 where it failed.
long peak_of(const way& w, std::size_t frames) {
  const test::folder folder;
  std::fflush(nullptr);
  const pid_t child = ::fork();
  if (child < 0) throw std::system_error(errno, std::generic_category(), "fork");
  if (child == 0) {
    try {
      ar::video_writer movie(folder / ("a." + w.name.substr(0, w.name.find(' '))),
                             {.vmin = 0,
                              .vmax = 255,
                              .sources = {w.source},
                              .crash_safe = w.crash_safe,
                              .threaded = w.threaded});
      field u;
      for (std::size_t k = 0; k < frames; ++k) movie.push(u.at(k));
      movie.finish();
    } catch (...) {
      ::_exit(1);
    }
    ::_exit(0);
  }
  int status = 0;
  rusage usage{};
  while (::wait4(child, &status, 0, &usage) < 0 && errno == EINTR) continue;
  return status == 0 ? usage.ru_maxrss : 0;
}

/// Whether FFmpeg's MP4 muxer makes an ordinary file of the fragments. It keeps 72 bytes of each
/// frame for the file's index until the end.
bool keeps_index(const way& w) {
  return w.crash_safe && w.name.starts_with("mp4") && test::has_hybrid_fragments();
}

/// How many times the memory of 400 frames 4,000 take, but for an index.
double growth_of(const way& w) {
  const long few = peak_of(w, 400);
  const long many = peak_of(w, 4000);
  REQUIRE(few > 0);
  REQUIRE(many > 0);
  const long index = keeps_index(w) ? (4000 - 400) * 72 / 1024 : 0;
  const double growth = static_cast<double>(many - index) / static_cast<double>(few);
  std::printf("%-30s %7ld kB, %7ld kB: %.4f\n", w.name.c_str(), few, many, growth);
  return growth;
}

} // namespace

TEST_CASE("4,000 frames take at most 1.02 times the memory of 400") {
  const ar::h264 h264;
  const ar::vp9 vp9{.cpu_used = 8};
  std::vector<way> ways{{"mp4 h264 threaded", h264, false, true},
                        {"mp4 h264 crash-safe threaded", h264, true, true},
                        {"webm vp9", vp9},
                        {"webm vp9 crash-safe", vp9, true}};
  if (std::getenv("ARRAYREEL_WHOLE") != nullptr)
    ways.insert(ways.end(), {{"mp4 h264", h264},
                             {"mp4 h264 crash-safe", h264, true},
                             {"webm vp9 crash-safe threaded", vp9, true, true}});
  for (const way& w : ways) {
    INFO(w.name);
    double growth = growth_of(w);
    // Such a process is so small that a frame more or less in the encoder's threads shows.
    for (int k = 0; k < 2 && growth > 1.02 && keeps_index(w); ++k)
      growth = std::min(growth, growth_of(w));
    CHECK(growth <= 1.02);
  }
}
