// Functions that take a movie's bytes and stop: the movie ends in their failure, with no more calls.
#include "catch.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include <arrayreel/video_writer.hpp>

#include "support/child.hpp"
#include "support/movies.hpp"
#include "support/open_files.hpp"
#include "support/thrown.hpp"

namespace ar = arrayreel;
using test::error_of;
using test::in_child;
using test::open_files;

namespace {

// An exception of a type that only the sink's user knows.
struct own_exception {
  std::size_t taken;
};

// A sink that takes so many bytes, then fails, and whether it was called after that.
struct limited_sink {
  std::size_t most = SIZE_MAX;
  bool throws = false;
  std::size_t taken = 0;
  bool refused = false;
  bool called_again = false;

  bool operator()(std::span<const std::uint8_t> part) {
    called_again |= refused;
    if (taken + part.size() > most) {
      refused = true;
      if (throws) throw own_exception{taken};
      return false;
    }
    taken += part.size();
    return true;
  }
};

// "" where a movie to this sink ends in the sink's failure.
std::string failure_of(const ar::video_options& options, limited_sink& sink) {
  try {
    ar::video_writer movie([&](std::span<const std::uint8_t> part) { return sink(part); }, options);
    test::write_noise(movie);
  } catch (const own_exception& e) {
    return !sink.throws ? "another exception" : e.taken != sink.taken ? "another place" : "";
  } catch (const ar::error& e) {
    if (sink.throws) return std::string("not the sink's own exception: ") + e.what();
    return e.kind() == ar::error_kind::io ? "" : std::string("another kind: ") + e.what();
  }
  return "nothing was thrown";
}

} // namespace

TEST_CASE("a function that stops taking bytes, at 200 places of every container") {
  for (const test::movie_kind& kind : test::streaming_kinds())
    for (const bool threaded : {false, true}) {
      INFO(kind.name << (threaded ? " threaded" : ""));
      CHECK(in_child([&]() -> std::string {
              ar::video_options options = test::options_of(kind);
              options.threaded = threaded;
              limited_sink all;
              if (failure_of(options, all) != "nothing was thrown") return "no movie at all";
              const std::size_t files = open_files();
              // Every place is tried in one of the two modes.
              for (std::size_t i = threaded ? 1 : 0; i < 400; i += 2) {
                limited_sink sink{.most = all.taken * i / 400, .throws = i % 4 < 2};
                // The last bytes, and those that end the file, may fit just below the limit.
                std::string wrong = failure_of(options, sink);
                if (sink.called_again) wrong += " called after it failed";
                if (open_files() != files) wrong += " other open files";
                if (!wrong.empty()) return std::to_string(sink.most) + ": " + wrong;
              }
              return "";
            }) == "");
    }
}

TEST_CASE("an error of the sink ends the movie, whatever is tried afterwards") {
  for (const bool threaded : {false, true}) {
    INFO((threaded ? "threaded" : "not threaded"));
    CHECK(in_child([&]() -> std::string {
            ar::video_options options = test::options_of(test::movie_kinds()[2]);
            options.threaded = threaded;
            limited_sink sink{.most = 100'000};
            ar::video_writer movie([&](std::span<const std::uint8_t> part) { return sink(part); },
                                   options);
            std::string wrong;
            const auto first = error_of([&] { test::write_noise(movie, 64); });
            if (!first || first->message != "the sink took no more bytes") wrong += "another error";
            const auto pushed = error_of([&] { movie.push(test::noise_frames()[0].view()); });
            const auto flushed = error_of([&] { movie.flush(); });
            const auto finished = error_of([&] { movie.finish(); });
            for (const auto& e : {pushed, flushed, finished})
              if (!e || !e->says("the sink took no more bytes")) wrong += " went on";
            if (sink.called_again) wrong += " called after it failed";
            return wrong;
          }) == "");
  }
}
