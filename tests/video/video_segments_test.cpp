// A movie that several encoders share: the frames, numbers, times and report of one, in any number of
// jobs. Built with ThreadSanitizer, this program is a test of its threads too.
#include <arrayreel/video_segments.hpp>

#include <algorithm>
#include <array>
#include <atomic>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <vector>

#include "catch.hpp"
#include "support/folder.hpp"
#include "support/numbered_frame.hpp"
#include "support/read_movie.hpp"
#include "support/thrown.hpp"

namespace ar = arrayreel;
using test::numbered_frame;
using test::says;

namespace {

/// The numbers that the frames show, in order.
std::vector<std::uint32_t> numbers_in(const std::string& path) {
  std::vector<std::uint32_t> result;
  for (const test::decoded_frame& f : test::read_movie(test::read_file(path)).frames) {
    std::vector<std::uint8_t> gray;
    for (const auto& pixel : f.rgba) gray.push_back(static_cast<std::uint8_t>(pixel[0]));
    result.push_back(numbered_frame::number_of(gray.data()));
  }
  return result;
}

std::vector<numbered_frame> frames_to(std::uint32_t count) {
  std::vector<numbered_frame> result;
  for (std::uint32_t t = 0; t < count; ++t) result.emplace_back(t);
  return result;
}

/// A picture each, as a range has them.
std::vector<ar::array_view<float>> views_of(const std::vector<numbered_frame>& frames) {
  std::vector<ar::array_view<float>> result;
  for (const numbered_frame& f : frames) result.push_back(f.view());
  return result;
}

std::vector<float> stack_of(const std::vector<numbered_frame>& frames) {
  std::vector<float> result;
  for (const numbered_frame& f : frames)
    result.insert(result.end(), f.view().data(), f.view().data() + 64 * 64);
  return result;
}

std::vector<std::uint32_t> counting_to(std::uint32_t count) {
  std::vector<std::uint32_t> result;
  for (std::uint32_t t = 0; t < count; ++t) result.push_back(t);
  return result;
}

} // namespace

TEST_CASE("every frame comes once and in order, whatever the number of jobs") {
  const test::folder folder;
  constexpr std::uint32_t count = 61;
  const std::vector<numbered_frame> frames = frames_to(count);
  const std::vector<float> stack = stack_of(frames);
  const std::vector<ar::array_view<float>> views = views_of(frames);
  const std::string path = folder / "m.mp4";
  for (const unsigned jobs : {0U, 1U, 2U, 5U, 100U})
    for (const std::size_t length : {0U, 1U, 7U, 1000U}) {
      if (length == 1 && jobs != 5) continue; // 61 encoders
      INFO(jobs << " jobs, segments of " << length);
      const ar::video_report report = ar::write_video_in_segments(
          path, ar::view(stack, {count, 64, 64}), {.fps = 10, .sources = {ar::h264{.preset = "ultrafast"}}},
          {.jobs = jobs, .length = length});
      CHECK(report.frames == count);
      CHECK(report.duration == Approx(6.1));
      CHECK(report.sources.at(0).path == path);
      CHECK(report.sources.at(0).encoder == "libx264");
      CHECK(report.range.lo == 0);
      CHECK(report.range.hi == 1);
      CHECK(numbers_in(path) == counting_to(count));
    }
  for (const char* name : {"m.webm", "m.mkv"}) {
    ar::write_video_in_segments(folder / name, views, {.fps = 10}, {.jobs = 3});
    CHECK(numbers_in(folder / name) == counting_to(count));
  }
  CHECK(folder.names() == std::vector<std::string>{"m.mkv", "m.mp4", "m.webm"});
}

TEST_CASE("the range is that of all frames, and what is beyond a given one is counted") {
  const test::folder folder;
  std::vector<float> stack(30 * 20 * 20);
  for (std::size_t i = 0; i < stack.size(); ++i) stack[i] = static_cast<float>(i);
  stack[5] = std::nanf("");
  const std::string path = folder / "m.mkv";
  const auto frames = ar::view(stack, {30, 20, 20});
  const ar::video_report whole = ar::write_video_in_segments(path, frames, {}, {.length = 4});
  CHECK(whole.range.lo == 0);
  CHECK(whole.range.hi == 30 * 400 - 1);
  CHECK(whole.nan == 1);
  // One encoder makes the same pixels, which FFV1 keeps.
  const test::decoded_movie in_segments = test::read_movie(test::read_file(path));
  ar::write_video(path, frames);
  const test::decoded_movie one = test::read_movie(test::read_file(path));
  REQUIRE(in_segments.frames.size() == one.frames.size());
  for (std::size_t t = 0; t < one.frames.size(); ++t) {
    CHECK(in_segments.frames[t].rgba == one.frames[t].rgba);
    CHECK(in_segments.frames[t].time == one.frames[t].time);
  }
  const ar::video_report given =
      ar::write_video_in_segments(path, frames, {.vmin = 400, .vmax = 800}, {.length = 4});
  CHECK(given.under == 399); // and one NaN
  CHECK(given.over == 30 * 400 - 801);
  CHECK(given.nan == 1);
}

TEST_CASE("burnt-in numbers go on from segment to segment") {
  const test::folder folder;
  const std::vector<float> stack(25 * 64 * 64, 0.5F);
  const auto frames = ar::view(stack, {25, 64, 64});
  const ar::video_options o{.vmin = 0, .vmax = 1, .frame_counter = true, .sources = {ar::ffv1{}}};
  ar::write_video(folder / "one.mkv", frames, o);
  ar::write_video_in_segments(folder / "s.mkv", frames, o, {.jobs = 3, .length = 6});
  const test::decoded_movie one = test::read_movie(test::read_file(folder / "one.mkv"));
  const test::decoded_movie s = test::read_movie(test::read_file(folder / "s.mkv"));
  REQUIRE(s.frames.size() == 25);
  for (std::size_t t = 0; t < 25; ++t) CHECK(s.frames[t].rgba == one.frames[t].rgba);
  CHECK(s.frames[7].rgba != s.frames[8].rgba);
}

TEST_CASE("segments refuse what they cannot do, and leave nothing behind") {
  const test::folder folder;
  const std::vector<numbered_frame> frames = frames_to(9);
  const std::vector<float> stack = stack_of(frames);
  const auto refused = [&](const std::string& name, const ar::video_options& o) {
    return test::refusal_of([&] {
      ar::write_video_in_segments(folder / name, ar::view(stack, {9, 64, 64}), o);
    });
  };
  CHECK_THAT(refused("a.gif", {}), says("segments in the container gif; expected mp4, webm or mkv"));
  CHECK_THAT(refused("a.mp4", {.sources = ar::everywhere}), says("2 sources for a movie in segments"));
  CHECK_THAT(refused("a.mp4", {.crash_safe = true}), says("crash_safe for a movie in segments"));
  CHECK_THAT(refused("a.mp4", {.range_policy = ar::range_policy::first_frame}),
             says("range_policy first_frame"));
  CHECK_THAT(refused("a.mp4", {.on_error = ar::video_error::keep_going}), says("keep_going"));
  // A frame of another shape, in the middle of a segment.
  std::vector<ar::array_view<float>> views = views_of(frames);
  views[6] = ar::view(stack.data(), {64, 32});
  CHECK_THAT(test::refusal_of([&] {
               ar::write_video_in_segments(folder / "a.mp4", views, {.vmin = 0, .vmax = 1},
                                           {.jobs = 2, .length = 4});
             }),
             says("expected 64 x 64"));
  // The first frame of a segment: the segments differ.
  CHECK_THAT(test::refusal_of([&] {
               ar::write_video_in_segments(folder / "a.mp4", views, {.vmin = 0, .vmax = 1},
                                           {.jobs = 2, .length = 6});
             }),
             says("expected"));
  const auto full = test::error_of([&] {
    ar::write_video_in_segments("/dev/full", views_of(frames), {.vmin = 0, .vmax = 1}, {.jobs = 2});
  });
  REQUIRE(full);
  CHECK(full->kind == ar::error_kind::io);
  CHECK(folder.names().empty());
}
