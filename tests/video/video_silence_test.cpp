// Nothing is printed, and nothing of FFmpeg's logging is changed. Memory that runs out is an error.
// This is a program of its own, as it replaces new.
#include "catch.hpp"

#include <atomic>
#include <cstdarg>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <new>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <unistd.h>

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavutil/log.h>
#include <libavutil/mem.h>
}

#include <arrayreel/video_writer.hpp>

#include "support/child.hpp"
#include "support/codecs.hpp"
#include "support/folder.hpp"
#include "support/movies.hpp"
#include "support/open_files.hpp"
#include "support/thrown.hpp"

namespace {

// How many more allocations succeed; negative: all.
std::atomic<long> allocations_left{-1};

void* limited_new(std::size_t size) noexcept {
  if (allocations_left >= 0 && allocations_left-- == 0) {
    allocations_left = 0;
    return nullptr;
  }
  return std::malloc(size == 0 ? 1 : size);
}

} // namespace

// Where g++ puts one of these into its caller and not the other, it takes them for strangers.
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic ignored "-Wmismatched-new-delete"
#endif

void* operator new(std::size_t size) {
  if (void* const pointer = limited_new(size)) return pointer;
  throw std::bad_alloc();
}
void* operator new[](std::size_t size) { return operator new(size); }
void* operator new(std::size_t size, const std::nothrow_t&) noexcept { return limited_new(size); }
void* operator new[](std::size_t size, const std::nothrow_t&) noexcept { return limited_new(size); }
void operator delete(void* pointer) noexcept { std::free(pointer); }
void operator delete[](void* pointer) noexcept { std::free(pointer); }
void operator delete(void* pointer, std::size_t) noexcept { std::free(pointer); }
void operator delete[](void* pointer, std::size_t) noexcept { std::free(pointer); }

namespace ar = arrayreel;
using test::in_child;

namespace {

std::vector<ar::codec> all_codecs() {
  std::vector<ar::codec> all;
  for (const test::codec_facts& codec : test::writable_codecs()) all.push_back(codec.options);
  return all;
}

/// What a function writes to descriptors 1 and 2 of a process of its own, and what it returns.
template <class Function>
std::string said_by(const test::folder& folder, const Function& function) {
  const std::string log = folder / "said";
  // x265 and SVT-AV1 leak by themselves.
  const std::string result = in_child(
      [&]() -> std::string {
        const int file = ::open(log.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_APPEND, 0600);
        ::dup2(file, 1);
        ::dup2(file, 2);
        ::close(file);
        return function();
      },
      test::leaks::unchecked);
  const auto said = test::read_file(log);
  return result + std::string(said.begin(), said.end());
}

/// Pushes `count` frames to memory and finishes; what went wrong, if anything.
std::string attempt(const ar::video_options& options, std::size_t count = 6) {
  try {
    ar::video_writer movie(ar::in_memory, options);
    test::write_noise(movie, count);
  } catch (const std::exception& e) {
    return e.what();
  }
  return "";
}

std::atomic<int> heard{0};
std::string last_heard;

} // namespace

TEST_CASE("every codec is silent, and leaves FFmpeg's log as it was") {
  const test::folder folder;
  for (const ar::codec& source : all_codecs())
    for (const bool threaded : {false, true}) {
      INFO("codec " << source.name());
      CHECK(said_by(folder, [&]() -> std::string {
              const int level = av_log_get_level();
              ar::video_options options{.vmin = 0, .vmax = 255, .sources = {source}};
              options.threaded = threaded;
              std::string wrong = attempt(options);
              if (av_log_get_level() != level) wrong += " another level";
              return wrong;
            }) == "");
    }
  for (const ar::codec& source :
       {ar::codec(ar::h264{}), ar::codec(ar::hevc{}), ar::codec(ar::av1{}), ar::codec(ar::vp9{})}) {
    if (!test::is_writable(source.name())) continue;
    INFO("crash-safe, codec " << source.name());
    CHECK(said_by(folder, [&]() -> std::string {
            ar::video_writer movie(folder / "a.mp4", {.sources = {source}, .crash_safe = true});
            test::write_noise(movie, 20);
            return "";
          }) == "");
  }
}

TEST_CASE("encoders that cannot be opened say so in the error alone") {
  const test::folder folder;
  const bool has_svt = test::little_endian && avcodec_find_encoder_by_name("libsvtav1") != nullptr;
  struct refused {
    ar::codec source;
    std::string part;
  };
  for (const refused& r : std::vector<refused>{
           {ar::h264{.preset = "nonsense"}, "ultrafast"},
           {ar::h264{.tune = "nonsense"}, "zerolatency"},
           {ar::h264{.options = {{"x264-params", "nonsense=1"}}}, ""},
           {ar::h264{.options = {{"profile", "nonsense"}}}, "baseline"},
           {ar::h264{.options = {{"nonsense", "1"}}}, "nonsense"},
           {ar::h264{.options = {{"movflags", "nonsense"}}}, "muxer"},
           {ar::h264_rgb{.preset = "nonsense"}, "ultrafast"},
           {ar::hevc{.preset = "nonsense"}, "ultrafast"},
           {ar::hevc{.tune = "nonsense"}, "zerolatency"},
           {ar::hevc{.options = {{"x265-params", "nonsense=1"}}}, ""},
           {ar::hevc{.options = {{"x265-params", "crf=nonsense"}}}, ""},
           {ar::hevc{.options = {{"x265-params", "frame-threads=1000:bframes=1000"}}}, "libx265"},
           {ar::hevc{.options = {{"profile", "nonsense"}}}, "libx265"},
           {ar::av1{.options = {{"svtav1-params", "nonsense=1"}}}, ""},
           {ar::av1{.options = {{"svtav1-params", "lookahead=100000"}}}, ""},
           {ar::av1{.options = {{"aom-params", "nonsense=1"}}}, has_svt ? "muxer" : "libaom-av1"},
           {ar::vp9{.options = {{"tile-columns", "1000"}}}, "libvpx-vp9"},
           {ar::vp9{.options = {{"deadline", "nonsense"}}}, "libvpx-vp9"},
           {ar::vp8{.options = {{"static-thresh", "-1"}}}, ""},
           {ar::ffv1{.options = {{"coder", "nonsense"}}}, "ffv1"},
           {ar::webp{.options = {{"preset", "nonsense"}}}, "libwebp_anim"}}) {
    if (!test::is_writable(r.source.name())) continue;
    INFO("codec " << r.source.name() << " " << r.part);
    CHECK(said_by(folder, [&]() -> std::string {
            const std::string e = attempt({.vmin = 0, .vmax = 255, .sources = {r.source}});
            // Some of these are values that an encoder takes silently.
            if (!r.part.empty() && e.find(r.part) == std::string::npos) return "no error: " + e;
            return "";
          }) == "");
  }
}

TEST_CASE("the fallbacks of AV1 are silent") {
  const test::folder folder;
  // Too high for SVT-AV1; libaom takes it.
  CHECK(said_by(folder, [&]() -> std::string {
          const test::noise_frame tall(9000, 64, 1);
          ar::video_writer movie(ar::in_memory, {.vmin = 0, .vmax = 255, .sources = {ar::av1{}}});
          movie.push(tall.view());
          const ar::video_report report = movie.finish();
          if (report.sources.at(0).encoder == "libsvtav1") return "SVT-AV1 took it";
          return "";
        }) == "");
}

TEST_CASE("a callback of the program's own stays, and hears nothing at its level") {
  const test::folder folder;
  for (const ar::codec& source : all_codecs()) {
    INFO("codec " << source.name());
    CHECK(said_by(folder, [&]() -> std::string {
            av_log_set_callback([](void*, int level, const char* format, va_list arguments) {
              if (level > AV_LOG_INFO) return;
              char text[500];
              std::vsnprintf(text, sizeof text, format, arguments);
              last_heard = text;
              ++heard;
            });
            std::string wrong = attempt({.vmin = 0, .vmax = 255, .sources = {source}});
            static_cast<void>(test::error_of([&] {
              ar::video_writer movie([](std::span<const std::uint8_t>) { return false; },
                                     {.vmin = 0, .vmax = 255, .sources = {source}});
              test::write_noise(movie);
            }));
            if (heard != 0) wrong += "heard: " + last_heard;
            av_log(nullptr, AV_LOG_ERROR, "the callback is the same");
            if (last_heard != "the callback is the same") wrong += "another callback";
            return wrong;
          }) == "");
  }
}

TEST_CASE("new fails at every place of a movie") {
  const test::folder folder;
  for (const bool crash_safe : {false, true})
    for (const bool threaded : {false, true}) {
      INFO((threaded ? "threaded " : "") << (crash_safe ? "crash-safe" : ""));
      // libx264 and libvpx are C: all that new is asked for is the library's own.
      CHECK(in_child([&]() -> std::string {
              ar::video_options options =
                  test::options_of({"mp4", ar::h264{.preset = "ultrafast"}});
              options.frame_counter = true;
              options.threaded = threaded;
              options.crash_safe = crash_safe;
              options.sources.push_back(ar::vp9{.cpu_used = 8});
              const test::noise_frame small(32, 32, 1);
              const std::size_t files = test::open_files();
              const std::string path = folder / "a.mp4";
              static_cast<void>(small.view());
              for (long n = 0; n < 20'000; ++n) {
                bool failed = false;
                std::string wrong;
                allocations_left = n;
                try {
                  ar::video_writer movie(path, options);
                  for (int k = 0; k < 3; ++k) movie.push(small.view());
                  movie.flush();
                  movie.finish();
                } catch (const std::bad_alloc&) {
                  failed = true;
                } catch (const ar::error&) {
                  failed = true;
                } catch (...) {
                  failed = true;
                  allocations_left = -1;
                  wrong = "an exception of another type";
                }
                const bool ran_out = allocations_left == 0;
                allocations_left = -1;
                if (test::open_files() != files) wrong += " other open files";
                for (const std::string& name : folder.names()) {
                  if (ran_out && failed && (name == "a.mp4" || name == "a.webm"))
                    wrong += " a file " + name;
                  // One that just got what it needed has files, which the next one must not find.
                  std::filesystem::remove(folder.path() / name);
                }
                if (!wrong.empty()) return std::to_string(n) + ": " + wrong;
                if (!ran_out && !failed) return n < 50 ? "hardly any allocations" : "";
              }
              return "no end";
            }) == "");
      for (const std::string& name : folder.names()) std::filesystem::remove(folder.path() / name);
    }
}

TEST_CASE("FFmpeg's memory is limited") {
  const test::folder folder;
  for (const ar::codec& source : all_codecs()) {
    if (source.name() == "av1") continue; // SVT-AV1's wrapper does not check
    INFO("codec " << source.name());
    CHECK(said_by(folder, [&]() -> std::string {
            std::size_t failures = 0;
            for (std::size_t most = 64; most < 5'000'000; most = most * 3 / 2) {
              av_max_alloc(most);
              try {
                ar::video_writer movie(ar::in_memory,
                                       {.vmin = 0, .vmax = 255, .sources = {source}, .threads = 1});
                test::write_noise(movie, 3);
              } catch (const ar::error&) {
                ++failures;
              }
            }
            return failures > 3 ? "" : "too few failures";
          }) == "");
  }
}
