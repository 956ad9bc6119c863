// Movies that must not end the run that they are made in: with `keep_going` nothing but the
// constructor throws, and the report tells what is missing.
#include "catch.hpp"

#include <cerrno>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <arrayreel/nbvideo.hpp>
#include <arrayreel/video_writer.hpp>

#include "support/child.hpp"
#include "support/folder.hpp"
#include "support/movies.hpp"
#include "support/open_files.hpp"
#include "support/read_movie.hpp"
#include "support/system_calls.hpp"
#include "support/thrown.hpp"

namespace ar = arrayreel;
using test::make_file;
using test::open_files;
using test::read_file;

namespace {

using names = std::vector<std::string>;
using bytes = std::vector<std::uint8_t>;

ar::video_options keeping(const test::movie_kind& kind, bool threaded = false) {
  ar::video_options options = test::options_of(kind);
  options.threaded = threaded;
  options.on_error = ar::video_error::keep_going;
  return options;
}

// Lossless, so that frames can be told apart: each of one value.
ar::video_options lossless() { return keeping(test::movie_kinds()[2]); }

std::vector<float> flat(float value) { return std::vector<float>(std::size_t{32} * 48, value); }

// The gray of the first pixel of each frame.
std::vector<float> grays_of(const ar::encoded& movie) {
  std::vector<float> result;
  for (const test::decoded_frame& frame : test::read_movie(movie.bytes).frames)
    result.push_back(frame.at(0, 0)[0]);
  return result;
}

bool says(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

} // namespace

TEST_CASE("keep_going: frames that cannot be taken are skipped, counted and told") {
  ar::video_writer movie(ar::in_memory, lossless());
  const std::vector<float> a = flat(10);
  const std::vector<float> b = flat(20);
  const std::vector<float> c = flat(30);
  movie.push(ar::view(a, {32, 48}), 5.0);
  movie.push(ar::view(a, {48, 32}), 6.0);                                            // 1: shape
  movie.push(ar::view(a, {32, 48}), 5.0);                                            // 2: time
  movie.push(ar::view(a, {32, 48}), std::numeric_limits<double>::quiet_NaN());       // 3
  movie.push(ar::view(a, {32, 48}));                                                 // 4: no time
  movie.push(std::vector<std::vector<double>>{{1, 2, 3}, {4, 5}}, 6.0);              // 5: ragged
  movie.push(ar::view(a, {16, 32, 3}), ar::frame_info{.timestamp = 6, .label = {}}); // 6: colour
  movie.push(ar::view(b, {32, 48}), 7.0);
  CHECK(movie.frames() == 2);
  CHECK(movie.skipped() == 6);
  movie.push(ar::view(a, {48, 32}), 8.0); // 8
  movie.push(ar::view(a, {48, 32}), 8.0); // the same again
  movie.push(ar::view(c, {32, 48}), ar::frame_info{.timestamp = 8, .label = {}});
  const ar::video_report report = movie.finish();
  CHECK(report.frames == 3);
  CHECK(report.skipped == 8);
  CHECK(report.failure == "");
  CHECK(report.sources.size() == 1);
  CHECK(report.duration == Approx(3.04));
  CHECK(report.range == ar::value_range{0, 255});
  REQUIRE(report.problems.size() == 7);
  const char* const expected[] = {"push 1: frame 1 of 48 x 32 x 1",
                                  "push 2: a timestamp of 5 after one of 5",
                                  "push 3: a timestamp of nan",
                                  "push 4: frame 1 without a timestamp",
                                  "push 5: ",
                                  "push 6: frame 1 of 16 x 32 x 3",
                                  "push 8: frame 2 of 48 x 32 x 1"};
  for (std::size_t i = 0; i < report.problems.size(); ++i) {
    INFO(report.problems[i]);
    CHECK(report.problems[i].rfind(expected[i], 0) == 0);
  }
  CHECK((grays_of(movie.media().at(0)) == std::vector<float>{10, 20, 30}));
}

TEST_CASE("keep_going: the movie has the bytes of one that was never given the bad frames") {
  for (const test::movie_kind& kind : test::movie_kinds())
    for (const bool threaded : {false, true}) {
      INFO(kind.name);
      ar::video_writer plain(ar::in_memory, test::options_of(kind));
      ar::video_writer kept(ar::in_memory, keeping(kind, threaded));
      for (std::size_t k = 0; k < 4; ++k) {
        plain.push(test::noise_frames()[k].view());
        kept.push(test::noise_frames()[k].view());
        kept.push(test::noise_frame(20, 20, k).view());
      }
      static_cast<void>(plain.finish());
      CHECK(kept.finish().skipped == 4);
      CHECK((kept.media() == plain.media()));
    }
}

TEST_CASE("keep_going: the first frame may be the bad one") {
  ar::video_writer movie(ar::in_memory, lossless());
  std::vector<std::vector<float>> wide(1, std::vector<float>(70'000));
  movie.push(wide); // wider than the codec
  const std::vector<float> a = flat(10);
  movie.push(ar::view(a, {32, 48}));
  const ar::video_report report = movie.finish();
  CHECK(report.frames == 1);
  CHECK(report.skipped == 1);
  REQUIRE(report.problems.size() == 1);
  CHECK(says(report.problems[0], "push 0: a movie of 70000 x 1 pixels"));
}

TEST_CASE("keep_going: so many texts and no more, however long the run") {
  ar::video_writer movie(ar::in_memory, lossless());
  const std::vector<float> a = flat(10);
  movie.push(ar::view(a, {32, 48}));
  for (std::size_t k = 1; k <= 1000; ++k)
    movie.push(ar::view(a.data(), {k, 1})); // no two shapes are alike
  const ar::video_report report = movie.finish();
  CHECK(report.frames == 1);
  CHECK(report.skipped == 1000);
  REQUIRE(report.problems.size() == 16);
  CHECK(says(report.problems[15], "push 16: frame 1 of 16 x 1 x 1"));
}

TEST_CASE("keep_going: a full disk ends the movie and not the run") {
  for (const bool crash_safe : {false, true})
    for (const test::movie_kind& kind : crash_safe ? test::crash_safe_kinds() : test::movie_kinds())
      for (const bool threaded : {false, true})
        for (const char* call : {"write", "fsync", "rename", "linkat", "lseek"})
          for (const long number : {0L, 1L, 3L}) {
            INFO(kind.name << (threaded ? " threaded " : " ") << (crash_safe ? "crash-safe " : "")
                           << call << " " << number);
            const test::folder folder;
            const std::string path = folder / ("a." + kind.name);
            make_file(path, "what was there before");
            const std::size_t files = open_files();
            ar::video_options options = keeping(kind, threaded);
            options.crash_safe = crash_safe;
            ar::video_report report;
            long calls = 0;
            {
              ar::video_writer movie(path, options);
              const test::fault_everywhere fault(call, number, ENOSPC, true);
              for (std::size_t k = 0; k < 24; ++k) {
                movie.push(test::noise_frames()[k % 16].view());
                if (k == 10) movie.flush();
              }
              report = movie.finish();
              calls = fault.calls();
              CHECK(report.frames + report.skipped == 24);
              CHECK(movie.finish().failure == report.failure);
            }
            const bool replaced = read_file(path).size() != 21;
            CHECK(replaced == report.failure.empty());
            CHECK(report.sources.empty() == !report.failure.empty());
            CHECK(report.problems.empty() == report.failure.empty());
            if (std::string(call) == "write" && calls > number)
              CHECK(says(report.failure, "No space left on device"));
            // What is large and comes in time is not in buffers until the end.
            if (kind.name == "mkv" && std::string(call) == "write" && number == 0)
              CHECK(report.skipped > 0);
            CHECK(open_files() == files);
            names left = folder.names();
            if (crash_safe) std::erase_if(left, [](const auto& n) { return says(n, ".partial"); });
            CHECK((left == names{"a." + kind.name}));
          }
}

TEST_CASE("keep_going: a sink that fails, throws what it likes, or calls its movie") {
  for (const int way : {0, 1, 2}) {
    INFO(way);
    std::size_t taken = 0;
    ar::video_writer* self = nullptr;
    ar::video_writer movie(
        [&](std::span<const std::uint8_t> part) {
          taken += part.size();
          if (taken < 20'000) return true;
          if (way == 1) throw 42;
          if (way == 2) self->flush();
          return false;
        },
        keeping(test::movie_kinds()[2]));
    self = &movie;
    for (std::size_t k = 0; k < 40; ++k) movie.push(test::noise_frames()[k % 16].view());
    movie.flush();
    const ar::video_report report = movie.finish();
    CHECK(report.frames + report.skipped == 40);
    CHECK(report.skipped > 10);
    CHECK(says(report.failure, way == 0   ? "the sink took no more bytes"
                               : way == 1 ? "an exception of another kind"
                                          : "by the movie's own sink"));
  }
}

TEST_CASE("keep_going: an encoder that cannot be opened") {
  const test::folder folder;
  ar::video_options options = keeping(test::movie_kinds()[0]);
  options.sources = {ar::h264{.options = {{"no_such_option", "1"}}}};
  ar::video_writer movie(folder / "a.mp4", options);
  for (std::size_t k = 0; k < 3; ++k) movie.push(test::noise_frames()[k].view());
  const ar::video_report report = movie.finish();
  CHECK(report.frames == 0);
  CHECK(report.skipped == 3);
  CHECK(says(report.failure, "no_such_option"));
  CHECK(folder.names().empty());
}

TEST_CASE("keep_going: calls at the wrong time throw nothing either") {
  const test::folder folder;
  {
    ar::video_writer movie(folder / "a.mkv", lossless());
    movie.flush();
    const ar::video_report report = movie.finish();
    CHECK(report.frames == 0);
    CHECK(says(report.failure, "finish() without frames"));
    CHECK(report.problems.size() == 1);
  }
  CHECK(folder.names().empty());

  ar::video_writer movie(folder / "a.mkv", lossless());
  movie.push(test::noise_frames()[0].view());
  const ar::video_report first = movie.finish();
  CHECK(first.failure.empty());
  const bytes file = read_file(folder / "a.mkv");
  movie.push(test::noise_frames()[0].view());
  movie.flush();
  CHECK(movie.skipped() == 1);
  const ar::video_report again = movie.finish();
  CHECK(again.frames == 1);
  CHECK(again.failure.empty());
  CHECK(again.sources.empty());
  CHECK(again.duration == first.duration);
  CHECK((read_file(folder / "a.mkv") == file));

  ar::video_writer other = std::move(movie);
  CHECK(says(test::refusal_of([&] { movie.push(test::noise_frames()[0].view()); }), "moved from"));
}

TEST_CASE("keep_going: a copy of the process by fork() is told, and leaves the movie alone") {
  for (const bool threaded : {false, true}) {
    const test::folder folder;
    ar::video_options options = keeping(test::movie_kinds()[0], threaded);
    options.threads = 4; // which the copy does not have
    ar::video_writer movie(folder / "a.mp4", options);
    movie.push(test::noise_frames()[0].view());
    CHECK(test::in_child(
              [&]() -> std::string {
                movie.push(test::noise_frames()[1].view());
                movie.flush();
                const ar::video_report report = movie.finish();
                if (movie.skipped() != 1 || report.skipped != 1) return "not skipped";
                return says(report.failure, "a copy by fork()") ? "" : report.failure;
              },
              test::leaks::unchecked) == "");
    movie.push(test::noise_frames()[1].view());
    const ar::video_report report = movie.finish();
    CHECK(report.frames == 2);
    CHECK(report.skipped == 0);
    CHECK(report.problems.empty());
    CHECK((folder.names() == names{"a.mp4"}));
  }
}

TEST_CASE("keep_going: the constructor throws, as do calls that have all frames") {
  const test::folder folder;
  CHECK(says(
      test::error_of([&] { const ar::video_writer movie(folder / "missing/a.mkv", lossless()); })
          .value_or(test::thrown_error{})
          .message,
      "No such file or directory"));
  ar::video_options wrong = lossless();
  wrong.bit_depth = 12;
  CHECK(says(test::refusal_of([&] { const ar::video_writer movie(folder / "a.mkv", wrong); }),
             "a bit_depth of 12"));
  const std::vector<float> a = flat(10);
  const auto frames = ar::view(a, {2, 24, 32});
  for (const std::string& message :
       {test::refusal_of([&] { ar::write_video(folder / "a.mkv", frames, lossless()); }),
        test::refusal_of([&] { static_cast<void>(ar::encode_video(frames, lossless())); }),
        test::refusal_of([&] { static_cast<void>(ar::encode_videos(frames, lossless())); })})
    CHECK(message ==
          "on_error keep_going for frames that are all at hand; expected a video_writer");
  CHECK(folder.names().empty());
}
