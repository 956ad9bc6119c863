// One way from an array to a movie file, for movie_ways.py, which compares it with Python's.
//
//   movie_way arrayreel|threaded|opencv CLIP.npy gray|viridis PRESET OUT.mp4
//
// Prints the seconds from having the array in memory to having the file, by the clock and by the
// processor.
#include <chrono>
#include <cstddef>
#include <cstdio>
#include <ctime>
#include <exception>
#include <optional>
#include <stdexcept>
#include <string>

#include <arrayreel/nbvideo.hpp>
#include <arrayreel/npy.hpp>

#if BENCH_OPENCV
#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>
#include <opencv2/videoio.hpp>
#endif

namespace ar = arrayreel;

namespace {

struct task {
  std::string way;
  ar::array_view<float> frames;
  bool in_colors;
  std::string preset;
  std::string out;
};

void by_arrayreel(const task& t) {
  std::optional<ar::colormap> map;
  if (t.in_colors) map = ar::colormaps::viridis;
  ar::write_video(t.out, t.frames,
                  {.range = ar::value_range{-1, 1},
                   .colormap = map,
                   .fps = 25,
                   .sources = {ar::h264{.crf = 20, .preset = t.preset}},
                   .threaded = t.way == "threaded"});
}

#if BENCH_OPENCV
// OpenCV 4.6 has no way to say a preset or a quality: this is x264's "medium" at crf 23, whatever
// is asked for.
void by_opencv(const task& t) {
  const auto height = static_cast<int>(t.frames.extent(1));
  const auto width = static_cast<int>(t.frames.extent(2));
  cv::VideoWriter writer(t.out, cv::CAP_FFMPEG, cv::VideoWriter::fourcc('a', 'v', 'c', '1'), 25,
                         cv::Size(width, height), t.in_colors);
  if (!writer.isOpened()) throw std::runtime_error("OpenCV opens no H.264");
  cv::Mat levels;
  cv::Mat colors;
  for (std::size_t i = 0; i < t.frames.extent(0); ++i) {
    const float* const first =
        t.frames.data() + static_cast<std::ptrdiff_t>(i) * t.frames.stride(0);
    // A view, which OpenCV has only of what it could write to.
    const cv::Mat field(height, width, CV_32F, const_cast<float*>(first));
    field.convertTo(levels, CV_8U, 128, 127.5);
    if (t.in_colors) cv::applyColorMap(levels, colors, cv::COLORMAP_VIRIDIS);
    writer.write(t.in_colors ? colors : levels);
  }
}
#endif

void run(const task& t) {
#if BENCH_OPENCV
  if (t.way == "opencv") return by_opencv(t);
#endif
  if (t.way != "arrayreel" && t.way != "threaded")
    throw std::runtime_error("no way " + t.way + " here");
  by_arrayreel(t);
}

double seconds(clockid_t clock) {
  timespec t{};
  clock_gettime(clock, &t);
  return static_cast<double>(t.tv_sec) + 1e-9 * static_cast<double>(t.tv_nsec);
}

} // namespace

int main(int argc, char** argv) {
  if (argc != 6) {
    std::fputs("movie_way WAY CLIP.npy gray|viridis PRESET OUT.mp4\n", stderr);
    return 2;
  }
  try {
    const ar::npy_array clip = ar::read_npy(argv[2]);
    if (clip.type() != ar::dtype::float32 || clip.rank() != 3)
      throw std::runtime_error("expected a clip of float32, (time, height, width)");
    const auto n = clip.extents();
    const task t{argv[1], ar::view(static_cast<const float*>(clip.data()), {n[0], n[1], n[2]}),
                 std::string(argv[3]) == "viridis", argv[4], argv[5]};
    const double clock = seconds(CLOCK_MONOTONIC);
    const double processor = seconds(CLOCK_PROCESS_CPUTIME_ID);
    run(t);
    std::printf("%.6f %.6f\n", seconds(CLOCK_MONOTONIC) - clock,
                seconds(CLOCK_PROCESS_CPUTIME_ID) - processor);
  } catch (const std::exception& e) {
    std::fprintf(stderr, "movie_way: %s\n", e.what());
    return 1;
  }
  return 0;
}
