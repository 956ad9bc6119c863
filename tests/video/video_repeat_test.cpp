// Frames that repeat, at the beginning, in the middle, at the end or all through: every codec in
// every container shows each for its time, and the movie ends when it should.
#include <arrayreel/nbvideo.hpp>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <memory>
#include <span>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "catch.hpp"
#include "support/codecs.hpp"
#include "support/folder.hpp"
#include "support/read_movie.hpp"

namespace {

namespace ar = arrayreel;

constexpr int fps = 10;

/// Which of some pictures each frame is, and the tenth of a second at which it is shown.
struct pattern {
  const char* name;
  std::vector<int> pictures;
  std::vector<int> tenths;
};

const std::vector<pattern>& patterns() {
  static const std::vector<pattern> all{
      {"one frame", {0}, {0}},
      {"two different frames", {0, 1}, {0, 7}},
      {"two equal frames", {0, 0}, {0, 7}},
      {"repeats at the beginning", {0, 0, 0, 0, 0, 1, 2, 3}, {0, 1, 4, 5, 6, 7, 12, 13}},
      {"repeats in the middle", {0, 1, 2, 2, 2, 2, 3, 1}, {0, 1, 2, 4, 5, 9, 10, 11}},
      {"repeats at the end", {0, 1, 2, 3, 3, 3, 3, 3}, {0, 1, 4, 5, 6, 8, 9, 13}},
      {"a repeat of the first at the end", {0, 1, 2, 3, 0}, {0, 1, 2, 9, 11}},
      {"all frames equal",
       std::vector<int>(25, 2),
       {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 20, 21, 22, 23, 24, 25, 26, 27, 28, 40}}};
  return all;
}

constexpr std::size_t height = 40;
constexpr std::size_t width = 56;

/// Different at every pixel: 40, 90, 140 or 190, and a slope.
std::uint8_t value_of(int picture, std::size_t y, std::size_t x) {
  return static_cast<std::uint8_t>(40 + 50 * picture + static_cast<int>(y / 8 + x / 8));
}

struct made_movie {
  ar::encoded medium;
  ar::video_report report;
};

made_movie make(const pattern& p, const ar::codec& codec, bool timed, bool loop = true) {
  ar::video_writer writer(ar::in_memory, {.fps = fps, .loop = loop, .sources = {codec}});
  for (std::size_t t = 0; t < p.pictures.size(); ++t) {
    std::vector<std::uint8_t> pixels;
    for (std::size_t y = 0; y < height; ++y)
      for (std::size_t x = 0; x < width; ++x) pixels.push_back(value_of(p.pictures[t], y, x));
    const auto frame = ar::view(pixels.data(), {height, width});
    if (timed)
      writer.push(frame, p.tenths[t] / 10.0);
    else
      writer.push(frame);
  }
  ar::video_report report = writer.finish();
  return {std::move(std::move(writer).media().at(0)), std::move(report)};
}

/// When a frame begins, in tenths of a second; behind the last one, when the movie ends.
int begin_of(const pattern& p, bool timed, std::size_t frame) {
  if (!timed) return static_cast<int>(frame);
  return frame < p.tenths.size() ? p.tenths[frame] : p.tenths.back() + 10 / fps;
}

double duration_of(const pattern& p, bool timed) {
  return begin_of(p, timed, p.pictures.size()) / 10.0;
}

std::string output_of(const std::string& command) {
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> pipe(::popen(command.c_str(), "r"),
                                                             ::pclose);
  std::string result;
  char buffer[4096];
  for (std::size_t n = 0; (n = std::fread(buffer, 1, sizeof buffer, pipe.get())) > 0;)
    result.append(buffer, n);
  return result;
}

/// The duration that ffprobe prints: the file's, or of pictures the sum of their delays.
double probed_duration(const std::string& path, bool picture) {
  const std::string text = output_of(
      std::string(ARRAYREEL_FFPROBE) + " -v error -of csv=p=0 " +
      (picture ? "-show_entries packet=duration_time '" : "-show_entries format=duration '") +
      path + "' 2>&1");
  double sum = 0;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) sum += std::atof(line.c_str());
  return sum;
}

/// All that is wrong with a movie, a line each.
std::string faults_of(const pattern& p, bool timed, const test::codec_facts& codec,
                      ar::container container, const std::string& path) {
  using c = ar::container;
  const made_movie movie = make(p, test::in_container(codec.options, container), timed);
  const double expected = duration_of(p, timed);
  std::ostringstream faults;
  const auto near = [&](const char* what, double is) {
    if (!(std::abs(is - expected) < 1e-3))
      faults << "\n  " << what << " is " << is << " s, expected " << expected;
  };
  near("the report's duration", movie.report.duration);
  near("the medium's duration", movie.medium.duration);

  const test::decoded_movie read = test::read_movie(movie.medium.bytes);
  // One picture of APNG is a PNG, which has no duration.
  const bool still = container == c::apng && p.pictures.size() == 1;
  if (!still) near("the duration as read", read.facts.duration);
  // GIF and WebP may make one of frames that do not differ.
  const bool merges = container == c::gif || container == c::webp;
  if (!merges && read.frames.size() != p.pictures.size())
    faults << "\n  " << read.frames.size() << " frames, expected " << p.pictures.size();
  // In the middle of each frame's time: the picture, within what YUV and loss change.
  for (std::size_t t = 0; t < p.pictures.size(); ++t) {
    const double middle = (begin_of(p, timed, t) + begin_of(p, timed, t + 1)) / 20.0;
    const test::decoded_frame* shown = nullptr;
    for (const test::decoded_frame& f : read.frames)
      if (f.time <= middle) shown = &f;
    if (shown == nullptr) {
      faults << "\n  nothing at " << middle << " s";
      continue;
    }
    const std::size_t factor = shown->height >= 2 * height ? 2 : 1; // tiny frames are enlarged
    for (const std::size_t y : {4U, 20U, 36U}) {
      const float is = shown->at(y * factor, 28 * factor)[0];
      const std::uint8_t wanted = value_of(p.pictures[t], y, 28);
      if (!(std::abs(is - static_cast<float>(wanted)) <= 6))
        faults << "\n  at " << middle << " s " << is << " is shown, expected " << +wanted;
    }
  }
  // FFmpeg 5.1 does not read animated WebP.
  if (container == c::webp || still) return faults.str();
  std::ofstream(path, std::ios::binary)
      .write(reinterpret_cast<const char*>(movie.medium.bytes.data()),
             static_cast<std::streamsize>(movie.medium.bytes.size()));
  near("ffprobe's duration", probed_duration(path, container == c::gif || container == c::apng));
  return faults.str();
}

} // namespace

TEST_CASE("video_repeat: frames that repeat keep their times in every codec and container") {
  const test::folder folder;
  for (const test::codec_facts& codec : test::writable_codecs())
    for (const ar::container container : codec.containers)
      for (const pattern& p : patterns())
        for (const bool timed : {false, true}) {
          // Of further containers, those with which the encoder's packets go another way.
          const bool equal_at_end =
              p.pictures.size() > 2 && p.pictures.back() == p.pictures[p.pictures.size() - 2];
          if (container != codec.containers.front() && !equal_at_end) continue;
          if (timed && std::string(codec.name) == "theora") continue; // has no times
          INFO(codec.name << " in " << test::name_of(container) << ", " << p.name
                          << (timed ? ", with time stamps" : ""));
          CHECK(faults_of(p, timed, codec, container,
                          folder / (std::string("a.") + test::name_of(container))) == "");
        }
}

TEST_CASE("video_repeat: WebP of one picture says how often it is shown, to a sink, too") {
  const auto loops = [](const std::vector<std::uint8_t>& bytes) {
    return test::read_webp(bytes, [](std::size_t, const test::decoded_frame&) {}).loops;
  };
  for (const pattern& p : patterns())
    for (const bool loop : {false, true}) {
      INFO(p.name << (loop ? ", for ever" : ", once"));
      CHECK(loops(make(p, ar::webp{}, false, loop).medium.bytes) == (loop ? 0 : 1));
    }
  for (const bool loop : {false, true}) {
    std::vector<std::uint8_t> bytes;
    ar::video_writer writer(
        [&](std::span<const std::uint8_t> part) {
          bytes.insert(bytes.end(), part.begin(), part.end());
          return true;
        },
        {.fps = fps, .loop = loop, .sources = {ar::webp{}}});
    const std::vector<std::uint8_t> pixels(height * width, 7);
    for (int t = 0; t < 3; ++t) writer.push(ar::view(pixels.data(), {height, width}));
    writer.finish();
    CHECK(loops(bytes) == (loop ? 0 : 1));
  }
}

TEST_CASE("video_repeat: a single WebP picture with transparency keeps it in its animation") {
  for (const ar::webp& codec : {ar::webp{}, ar::webp{.quality = 80}}) {
    std::vector<std::uint8_t> pixels;
    for (std::size_t i = 0; i < 24 * 24; ++i)
      pixels.insert(pixels.end(), {200, 100, 50, static_cast<std::uint8_t>(i % 24 < 12 ? 0 : 255)});
    ar::video_writer writer(ar::in_memory, {.fps = 4, .sources = {codec}});
    for (int t = 0; t < 6; ++t) writer.push(ar::view(pixels.data(), {24, 24, 4}));
    writer.finish();
    const test::decoded_movie read = test::read_movie(writer.media().at(0).bytes);
    CHECK(read.facts.duration == 1.5);
    REQUIRE(read.frames.size() == 1);
    CHECK(read.frames[0].at(12, 4)[3] == 0);
    CHECK(read.frames[0].at(12, 20)[3] == 255);
    CHECK(std::abs(read.frames[0].at(12, 20)[0] - 200) <= 6);
  }
}
