// Movies in threads: many writers side by side, and the thread that a writer has of its own.
// Built with ThreadSanitizer, this program is its test.
#include "catch.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <span>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include <arrayreel/video_writer.hpp>

#include "support/folder.hpp"
#include "support/joining_thread.hpp"
#include "support/movies.hpp"
#include "support/thrown.hpp"

namespace ar = arrayreel;
using test::error_of;
using test::says;

namespace {

/// A sink that can be stopped in the middle of a write. A file's beginning, which is written before
/// there is a thread, passes.
class gate {
public:
  bool operator()(std::span<const std::uint8_t> part) {
    if (part.size() < 5000) return true;
    std::unique_lock lock(mutex_);
    waiting_ = true;
    changed_.notify_all();
    changed_.wait(lock, [&] { return open_; });
    bytes_ += part.size();
    if (fails_) throw std::runtime_error("the gate fell");
    return true;
  }
  void open(bool fails = false) {
    const std::lock_guard lock(mutex_);
    open_ = true;
    fails_ = fails;
    changed_.notify_all();
  }
  void wait_until_held() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return waiting_; });
  }

private:
  std::mutex mutex_;
  std::condition_variable changed_;
  bool open_ = false;
  bool fails_ = false;
  bool waiting_ = false;
  std::size_t bytes_ = 0;
};

/// FFV1 in Matroska, each frame of which is larger than all buffers on its way.
ar::video_options large_frames(std::size_t queue) {
  return {.vmin = 0,
          .vmax = 255,
          .sources = {ar::ffv1{}},
          .threads = 1,
          .threaded = true,
          .queue = queue};
}
const test::noise_frame& large_frame() {
  static const test::noise_frame frame(400, 500, 1);
  return frame;
}

} // namespace

TEST_CASE("eight writers at once") {
  const test::folder folder;
  const std::vector<test::movie_kind> kinds{{"mp4", ar::h264{.preset = "ultrafast"}},
                                            {"webm", ar::vp9{.cpu_used = 8}},
                                            {"mkv", ar::ffv1{}},
                                            {"gif", ar::gif{}},
                                            {"apng", ar::apng{}},
                                            {"webp", ar::webp{.quality = 50}},
                                            {"ogg", ar::theora{}},
                                            {"webm", ar::vp8{}}};
  for (const bool threaded : {false, true}) {
    std::atomic<int> ready{0};
    std::vector<std::string> wrong(kinds.size());
    {
      std::vector<test::joining_thread> threads;
      for (std::size_t i = 0; i < kinds.size(); ++i)
        threads.emplace_back([&, i] {
          ++ready;
          while (ready < static_cast<int>(kinds.size())) std::this_thread::yield();
          try {
            ar::video_options options = test::options_of(kinds[i]);
            options.threaded = threaded;
            options.frame_counter = i % 2 == 0;
            options.colormap = ar::colormaps::viridis;
            options.threads = 2;
            options.crash_safe = i < 3;
            const std::string path = folder / (std::to_string(i) + "." + kinds[i].name);
            ar::video_writer file(path, options);
            options.crash_safe = false;
            ar::video_writer memory(ar::in_memory, options);
            for (std::size_t k = 0; k < 12; ++k) {
              file.push(test::noise_frames()[k].view());
              memory.push(test::noise_frames()[k].view());
              if (k == 5) file.flush();
            }
            if (file.finish().frames != 12 || memory.finish().frames != 12)
              wrong[i] = "another number of frames";
            if (memory.media().at(0).bytes.size() < 1000) wrong[i] += " too small in memory";
            if (test::read_file(path).size() < 1000) wrong[i] += " too small a file";
          } catch (const std::exception& e) {
            wrong[i] = e.what();
          }
        });
    }
    CHECK(wrong == std::vector<std::string>(kinds.size()));
  }
  CHECK(folder.names().size() == kinds.size());
}

TEST_CASE("push waits while the queue is full, and goes on when it is not") {
  for (const std::size_t queue : {1U, 3U}) {
    gate held;
    std::atomic<std::size_t> pushed{0};
    ar::video_writer movie([&](std::span<const std::uint8_t> part) { return held(part); },
                           large_frames(queue));
    test::joining_thread pusher([&] {
      for (std::size_t k = 0; k < 20; ++k) {
        movie.push(large_frame().view());
        ++pushed;
      }
    });
    // Waiting cannot prove that push does not return, but it shows a queue without an end. It
    // begins when the queue is full: frames take long on a busy machine.
    while (pushed < queue) std::this_thread::sleep_for(std::chrono::milliseconds(10));
    std::this_thread::sleep_for(std::chrono::seconds(1));
    // Frames in the queue, the one in the thread, and those in the muxer: Matroska holds a frame
    // back until the next.
    CHECK(pushed <= queue + 4);
    held.open();
    pusher.join();
    CHECK(pushed == 20);
    const ar::video_report report = movie.finish();
    CHECK(report.frames == 20);
    // All but those that found room: what push waited for is counted, and how long it took.
    CHECK(report.waits >= 1);
    CHECK(report.waits <= 20);
    CHECK(report.waited > 0.1);
    CHECK(report.most_queued == queue);
  }
}

TEST_CASE("a movie without a thread waits for none") {
  ar::video_options options = large_frames(2);
  options.threaded = false;
  ar::video_writer movie(ar::in_memory, options);
  for (int k = 0; k < 3; ++k) movie.push(large_frame().view());
  const ar::video_report report = movie.finish();
  CHECK(report.waits == 0);
  CHECK(report.waited == 0);
  CHECK(report.most_queued == 0);
}

TEST_CASE("an error in the thread reaches one of the next calls, and those after it") {
  for (const char* call : {"push", "flush", "finish"}) {
    INFO(call);
    gate held;
    ar::video_writer movie([&](std::span<const std::uint8_t> part) { return held(part); },
                           large_frames(2));
    // Before the gate falls, as push itself might see the error.
    movie.push(large_frame().view());
    movie.push(large_frame().view());
    held.open(true);
    const std::string name = call;
    try {
      if (name == "push")
        for (int k = 0; k < 100; ++k) movie.push(large_frame().view());
      if (name == "flush") movie.flush();
      if (name == "finish") movie.finish();
      FAIL("nothing was thrown");
    } catch (const std::runtime_error& e) {
      CHECK(std::string(e.what()) == "the gate fell");
    }
    for (const auto& e : {error_of([&] { movie.push(large_frame().view()); }),
                          error_of([&] { movie.flush(); }), error_of([&] { movie.finish(); })}) {
      REQUIRE(e);
      CHECK_THAT(e->message, says("the gate fell"));
    }
  }
}

TEST_CASE("a writer that is given up drops what is in its queue") {
  std::atomic<std::size_t> taken{0};
  std::size_t at_the_end = 0;
  gate held;
  {
    ar::video_writer movie(
        [&](std::span<const std::uint8_t> part) {
          taken += part.size();
          return held(part);
        },
        large_frames(8));
    for (int k = 0; k < 8; ++k) movie.push(large_frame().view());
    held.wait_until_held();
    held.open();
    at_the_end = taken;
  }
  // The frame that was on its way, and one that the thread had taken meanwhile; not all eight.
  CHECK(taken <= at_the_end + 3 * 400 * 500);
}

TEST_CASE("a writer that moves keeps its thread") {
  ar::video_options options = large_frames(2);
  ar::video_writer first(ar::in_memory, options);
  for (int k = 0; k < 4; ++k) first.push(large_frame().view());
  ar::video_writer second(std::move(first));
  for (int k = 0; k < 4; ++k) second.push(large_frame().view());
  second.flush();
  ar::video_writer third(ar::in_memory, options);
  third.push(large_frame().view());
  third = std::move(second);
  CHECK(third.finish().frames == 8);
}
