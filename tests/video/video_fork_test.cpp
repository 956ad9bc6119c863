// Movies of a process that is copied by fork(): the copy touches neither files nor threads.
#include "catch.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <unistd.h>

#include <arrayreel/video_writer.hpp>

#include "support/child.hpp"
#include "support/folder.hpp"
#include "support/movies.hpp"
#include "support/open_files.hpp"
#include "support/thrown.hpp"

namespace ar = arrayreel;
namespace fs = std::filesystem;
using test::error_of;
using bytes = std::vector<std::uint8_t>;
using names = std::vector<std::string>;

namespace {

constexpr unsigned patience = 60; // seconds until a copy that hangs is ended, under sanitizers too

enum class act { destroys, calls, assigns, exits };
constexpr act acts[]{act::destroys, act::calls, act::assigns, act::exits};

// What a copy of the process does with its copy of a writer; "" where that is as it should be.
std::string in_copy(std::unique_ptr<ar::video_writer>& movie, act what) {
  return test::in_child(
      [&]() -> std::string {
        ::alarm(patience);
        std::string wrong;
        const auto refused = [&](auto&& call) {
          const auto e = error_of(call);
          if (!e || e->kind != ar::error_kind::parameter || !e->says("fork()"))
            wrong += e ? " another error: " + e->message : " nothing was thrown";
        };
        const std::size_t files = test::open_files();
        switch (what) {
          case act::destroys: break;
          case act::calls:
            refused([&] { movie->push(test::noise_frames()[0].view()); });
            refused([&] { movie->flush(); });
            refused([&] { static_cast<void>(movie->finish()); });
            break;
          case act::assigns: *movie = ar::video_writer(ar::in_memory); break;
          case act::exits: {
            static std::unique_ptr<ar::video_writer> at_exit = std::move(movie);
            if (!test::under_asan) std::exit(0);
            at_exit.reset();
            break;
          }
        }
        movie.reset();
        if (test::open_files() > files) wrong += " more open files";
        return wrong;
      },
      test::leaks::unchecked);
}

// All bytes of a movie, written with a copy of the process made in between, or without.
bytes movie_of(const test::movie_kind& kind, const ar::video_options& options,
               std::optional<act> what) {
  const test::folder folder;
  const std::string path = folder / ("a." + kind.name);
  auto movie = std::make_unique<ar::video_writer>(path, options);
  if (what) CHECK(in_copy(movie, *what) == "");
  for (std::size_t k = 0; k < 4; ++k) movie->push(test::noise_frames()[k].view());
  const names before = folder.names();
  if (what) CHECK(in_copy(movie, *what) == "");
  CHECK(folder.names() == before);
  for (std::size_t k = 4; k < 8; ++k) movie->push(test::noise_frames()[k].view());
  CHECK(movie->finish().frames == 8);
  CHECK(folder.names() == names{"a." + kind.name});
  return test::read_file(path);
}

} // namespace

TEST_CASE("a copy of the process leaves its parent's movie alone, whatever it does with it") {
  for (const bool crash_safe : {false, true})
    for (const test::movie_kind& kind : crash_safe ? test::crash_safe_kinds() : test::movie_kinds())
      for (const bool threaded : {false, true})
        for (const unsigned threads : {1U, 3U}) {
          ar::video_options options = test::options_of(kind);
          options.crash_safe = crash_safe;
          options.threaded = threaded;
          options.threads = threads;
          const bytes whole = movie_of(kind, options, std::nullopt);
          for (const act what : acts) {
            INFO(kind.name << (threaded ? " threaded " : " ") << threads
                           << (crash_safe ? " crash-safe " : " ") << static_cast<int>(what));
            // Where fragments end depends on the clock, but the frames do not.
            const bytes made = movie_of(kind, options, what);
            if (crash_safe && kind.name != "mp4")
              CHECK(made.size() > 1000);
            else
              CHECK((made == whole));
          }
        }
}

TEST_CASE("AV1, whose encoder has threads of its own") {
  const test::movie_kind kind{"mp4", ar::av1{}};
  for (const act what : acts) CHECK(movie_of(kind, test::options_of(kind), what).size() > 1000);
}

TEST_CASE("movies in memory, to functions and to several files, in a copy of the process") {
  for (const act what : acts)
    for (const bool threaded : {false, true}) {
      ar::video_options options = test::options_of(test::movie_kinds()[0]);
      options.threaded = threaded;
      options.threads = 2;
      auto memory = std::make_unique<ar::video_writer>(ar::in_memory, options);
      std::size_t taken = 0;
      const pid_t parent = ::getpid();
      auto function = std::make_unique<ar::video_writer>(
          [&](std::span<const std::uint8_t> part) {
            if (::getpid() != parent) ::_exit(3);
            taken += part.size();
            return true;
          },
          options);
      const test::folder folder;
      ar::video_options several = options;
      several.sources = {ar::ffv1{}, ar::h264{.preset = "ultrafast"}, ar::vp9{.cpu_used = 8}};
      auto files = std::make_unique<ar::video_writer>(folder / "a.mp4", several);
      for (auto* movie : {&memory, &function, &files}) {
        for (std::size_t k = 0; k < 3; ++k) (*movie)->push(test::noise_frames()[k].view());
        CHECK(in_copy(*movie, what) == "");
        (*movie)->push(test::noise_frames()[3].view());
        CHECK((*movie)->finish().frames == 4);
      }
      CHECK(memory->media().at(0).bytes.size() > 1000);
      CHECK(taken > 1000);
      CHECK(folder.names() == names{"a.mkv", "a.mp4", "a.webm"});
    }
}

TEST_CASE("a copy of the process after the movie's end, or its failure") {
  const test::folder folder;
  auto movie = std::make_unique<ar::video_writer>(folder / "a.mp4",
                                                  test::options_of(test::movie_kinds()[0]));
  test::write_noise(*movie, 3);
  CHECK(in_copy(movie, act::destroys) == "");
  CHECK(folder.names() == names{"a.mp4"});
  auto failed =
      std::make_unique<ar::video_writer>([](std::span<const std::uint8_t>) { return false; },
                                         test::options_of(test::movie_kinds()[0]));
  CHECK(error_of([&] { test::write_noise(*failed, 16); }));
  CHECK(in_copy(failed, act::destroys) == "");
}

TEST_CASE("until it is whole a movie has no name, unless it is crash-safe") {
  for (const test::movie_kind& kind : test::movie_kinds()) {
    INFO(kind.name);
    const test::folder folder;
    ar::video_writer movie(folder / ("a." + kind.name), test::options_of(kind));
    movie.push(test::noise_frames()[0].view());
    CHECK(movie.unfinished_files().empty());
    CHECK(folder.names().empty());
    movie.finish();
    CHECK(folder.names() == names{"a." + kind.name});
  }
  for (const test::movie_kind& kind : test::crash_safe_kinds()) {
    const test::folder folder;
    ar::video_options options = test::options_of(kind);
    options.crash_safe = true;
    ar::video_writer movie(folder / ("a." + kind.name), options);
    CHECK(movie.unfinished_files() == names{folder / ("a.partial." + kind.name)});
    CHECK(folder.names() == names{"a.partial." + kind.name});
  }
}
