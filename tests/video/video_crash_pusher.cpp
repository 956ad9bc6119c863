// A simulation that writes a movie until it is killed: the program that video_crash_test starts.
//
//   video_crash_pusher <path> <codec> <threaded 0|1> <milliseconds a frame> <fps> <flush after>
//
// Frame k shows the bits of k as blocks. After each push it writes k as 4 bytes to descriptor 3;
// after frame `flush after` it flushes and then writes 0xffffffff and waits to be killed (with a
// negative number never). Ends with 5 where the library throws.
#include <array>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <string>
#include <thread>

#include <unistd.h>

#include <arrayreel/video_writer.hpp>

#include "support/numbered_frame.hpp"

namespace ar = arrayreel;

namespace {

ar::codec codec_named(const std::string& name) {
  if (name == "vp9") return ar::vp9{.cpu_used = 8};
  if (name == "vp8") return ar::vp8{};
  if (name == "av1") return ar::av1{};
  if (name == "hevc") return ar::hevc{};
  if (name == "ffv1") return ar::ffv1{};
  if (name == "h264_rgb") return ar::h264_rgb{};
  return ar::h264{};
}

bool report(std::uint32_t number) { return ::write(3, &number, sizeof number) == sizeof number; }

} // namespace

int main(int argc, char** argv) {
  if (argc != 7) return 2;
  const std::string path = argv[1];
  const bool threaded = std::atoi(argv[3]) != 0;
  const std::chrono::microseconds pause(static_cast<int>(std::atof(argv[4]) * 1000));
  const int fps = std::atoi(argv[5]);
  const long flush_after = std::atol(argv[6]);
  try {
    ar::video_writer movie(path, {.vmin = 0,
                                  .vmax = 1,
                                  .fps = fps,
                                  .sources = {codec_named(argv[2])},
                                  .crash_safe = true,
                                  .threaded = threaded});
    for (std::uint32_t k = 0; k < 60'000; ++k) {
      const test::numbered_frame frame(k);
      movie.push(frame.view());
      if (!report(k)) return 4;
      if (flush_after >= 0 && k == static_cast<std::uint32_t>(flush_after)) {
        movie.flush();
        if (!report(0xffffffffU)) return 4;
        while (true) ::pause();
      }
      if (pause.count() > 0) std::this_thread::sleep_for(pause);
    }
  } catch (const std::exception& e) {
    std::fprintf(stderr, "%s\n", e.what());
    return 5;
  }
  return 0;
}
