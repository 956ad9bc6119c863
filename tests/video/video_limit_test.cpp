// Limits of a machine or codec: threads that cannot be started, memory, sizes. And what a movie
// must not take from the program: its signals, and calls by a sink. Movies are made or refused; no
// call waits for ever.
#include "catch.hpp"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <optional>
#include <set>
#include <span>
#include <stdexcept>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <arrayreel/video_writer.hpp>

#include "support/child.hpp"
#include "support/codecs.hpp"
#include "support/folder.hpp"
#include "support/movies.hpp"
#include "support/thrown.hpp"

namespace ar = arrayreel;
namespace fs = std::filesystem;
using test::error_of;
using test::in_child;

namespace {

// Limits of threads are for users other than root.
bool become_nobody() { return ::geteuid() != 0 || (::setgid(65534) == 0 && ::setuid(65534) == 0); }

void limit(decltype(RLIMIT_NPROC) what, std::size_t most) {
  rlimit limits{};
  ::getrlimit(what, &limits);
  limits.rlim_cur = std::min<rlim_t>(most, limits.rlim_max);
  if (::setrlimit(what, &limits) != 0)
    throw std::system_error(errno, std::generic_category(), "setrlimit");
}

/// What a function writes to descriptors 1 and 2 of a process of its own, and what it returns.
template <class Function>
std::string said_by(const test::folder& folder, const Function& function) {
  const std::string log = folder / "said";
  // x265 and SVT-AV1 leak by themselves.
  const std::string result = in_child(
      [&]() -> std::string {
        std::fflush(nullptr);
        if (std::freopen(log.c_str(), "w", stderr) == nullptr || ::dup2(2, 1) != 1) return "no log";
        return function();
      },
      test::leaks::unchecked);
  const auto said = test::read_file(log);
  return result + std::string(said.begin(), said.end());
}

/// The threads of this process, by number.
std::set<int> threads_now() {
  std::set<int> result;
  for (const fs::directory_entry& entry : fs::directory_iterator("/proc/self/task"))
    result.insert(std::atoi(entry.path().filename().c_str()));
  return result;
}

/// The signals that a thread blocks, bit n - 1 for signal n; all where it has ended, and while it
/// starts.
std::uint64_t blocked_now(int thread) {
  std::ifstream status("/proc/self/task/" + std::to_string(thread) + "/status");
  for (std::string line; std::getline(status, line);)
    if (line.starts_with("SigBlk:")) return std::stoull(line.substr(7), nullptr, 16);
  return ~std::uint64_t{0};
}
std::uint64_t blocked_by(int thread) {
  constexpr std::uint64_t own = std::uint64_t{1} << (SIGSEGV - 1);
  std::uint64_t blocked = blocked_now(thread);
  for (int tries = 0; tries < 1000 && (blocked & own) != 0 &&
                      fs::exists("/proc/self/task/" + std::to_string(thread));
       ++tries) {
    ::usleep(1000);
    blocked = blocked_now(thread);
  }
  return blocked;
}

} // namespace

TEST_CASE("video_limit: where threads cannot be started, movies are made with fewer or refused") {
  const test::folder folder;
  ::chmod(folder.path().c_str(), 0777);
  for (const test::codec_facts& codec : test::writable_codecs())
    for (const std::size_t most : {0U, 2U, 3U, 6U, 40U})
      for (const bool threaded : {false, true}) {
        const std::string name = codec.name;
        INFO(name << (threaded ? " threaded" : "") << ", at most " << most << " threads");
        CHECK(said_by(folder, [&]() -> std::string {
                if (!become_nobody()) return "cannot become nobody";
                ::alarm(100); // rather than to wait for ever
                limit(RLIMIT_NPROC, most);
                ar::video_options options{.vmin = 0, .vmax = 255, .sources = {codec.options}};
                options.threaded = threaded;
                const auto e = error_of([&] {
                  ar::video_writer movie(ar::in_memory, options);
                  if (test::write_noise(movie, 6).frames != 6) throw std::runtime_error("frames");
                });
                // x265 cannot do without a thread, all others can, or another encoder does.
                if (!e) return name == "hevc" && most == 0 ? "hevc without a thread" : "";
                if (name != "hevc") return e->message;
                if (e->kind != ar::error_kind::limit) return "another kind: " + e->message;
                if (!e->says("libx265: needs 1 thread")) return e->message;
                return "";
              }) == "");
      }
}

TEST_CASE("video_limit: sizes beyond a codec's are refused, those up to it are not") {
  const test::folder folder;
  for (const test::codec_facts& codec : test::writable_codecs()) {
    const ar::detail::codec_facts& facts = codec.options.settings().facts();
    const std::size_t longest = facts.longest_side;
    INFO(codec.name << ", sides up to " << longest);
    for (const bool tall : {false, true})
      CHECK(said_by(folder, [&]() -> std::string {
              const std::size_t other = std::max<std::size_t>(facts.smallest_side, 2);
              const std::vector<float> values((longest + 2) * other);
              const auto attempt = [&](std::size_t side) {
                return error_of([&] {
                  ar::video_writer movie(
                      ar::in_memory,
                      {.vmin = 0, .vmax = 255, .sources = {codec.options}, .threads = 1});
                  for (int t = 0; t < 2; ++t)
                    movie.push(tall ? ar::view(values.data(), {side, other})
                                    : ar::view(values.data(), {other, side}));
                  movie.finish();
                });
              };
              if (const auto e = attempt(longest / 2 * 2)) return "refused: " + e->message;
              const auto e = attempt(longest + 2);
              if (!e) return "too large, and taken";
              if (e->kind != ar::error_kind::limit) return "another kind: " + e->message;
              if (!e->says("expected sides up to " + std::to_string(longest))) return e->message;
              return "";
            }) == "");
  }
}

TEST_CASE("video_limit: frames larger than FFmpeg's are refused before it says so on stderr") {
  const test::folder folder;
  for (const ar::codec& source : {ar::codec(ar::ffv1{}), ar::codec(ar::apng{}),
                                  ar::codec(ar::gif{}), ar::codec(ar::theora{})}) {
    INFO(source.name());
    CHECK(said_by(folder, [&]() -> std::string {
            // One row, again and again, as there is no memory for all of them.
            const std::vector<std::uint8_t> row(20'000);
            const auto square = ar::array_view<std::uint8_t>(row.data(), {20'000, 20'000}, {0, 1});
            const auto e = error_of([&] {
              ar::video_writer movie(ar::in_memory, {.sources = {source}});
              movie.push(square);
            });
            if (!e || e->kind != ar::error_kind::limit) return "not refused";
            // (2^31 - 2) / (8 * 20000 + 1024) - 128
            return e->says("expected heights up to 13208 at that width") ? "" : e->message;
          }) == "");
  }
}

TEST_CASE("video_limit: without memory for an encoder the movie is refused in silence") {
  if (test::under_asan) return; // its shadow is larger than any limit
  const test::folder folder;
  for (const ar::codec& source :
       {ar::codec(ar::h264{}), ar::codec(ar::h264_rgb{}), ar::codec(ar::hevc{}),
        ar::codec(ar::av1{}), ar::codec(ar::vp9{}), ar::codec(ar::vp8{}), ar::codec(ar::theora{}),
        ar::codec(ar::ffv1{}), ar::codec(ar::apng{}), ar::codec(ar::gif{}),
        ar::codec(ar::webp{})}) {
    if (!test::is_writable(source.name())) continue;
    INFO(source.name());
    CHECK(said_by(folder, [&]() -> std::string {
            limit(RLIMIT_AS, std::size_t{600} << 20);
            const std::vector<std::uint8_t> row(8000);
            const auto large = ar::array_view<std::uint8_t>(row.data(), {6000, 8000}, {0, 1});
            const auto e = error_of([&] {
              ar::video_writer movie(ar::in_memory, {.sources = {source}, .threads = 1});
              for (int t = 0; t < 4; ++t) movie.push(large);
              movie.finish();
            });
            if (e && e->kind != ar::error_kind::limit) return "another kind: " + e->message;
            return "";
          }) == "");
  }
}

TEST_CASE("video_limit: threads of a movie take none of the program's signals") {
  for (const test::codec_facts& codec : test::writable_codecs())
    for (const bool threaded : {false, true}) {
      INFO(codec.name << (threaded ? " threaded" : ""));
      CHECK(in_child(
                [&]() -> std::string {
                  const std::set<int> before = threads_now();
                  sigset_t mask_before;
                  ::pthread_sigmask(SIG_SETMASK, nullptr, &mask_before);
                  ar::video_options options{
                      .vmin = 0, .vmax = 255, .sources = {codec.options}, .threads = 3};
                  options.threaded = threaded;
                  ar::video_writer movie(ar::in_memory, options);
                  std::size_t seen = 0;
                  for (std::size_t k = 0; k < 6; ++k) {
                    movie.push(test::noise_frames()[k].view());
                    for (const int thread : threads_now()) {
                      if (before.contains(thread)) continue;
                      ++seen;
                      const std::uint64_t blocked = blocked_by(thread);
                      for (const int sent : {SIGINT, SIGTERM, SIGHUP, SIGUSR1, SIGALRM, SIGCHLD})
                        if ((blocked >> (sent - 1) & 1U) == 0)
                          return "a thread takes signal " + std::to_string(sent);
                      for (const int own : {SIGSEGV, SIGBUS, SIGFPE})
                        if (blocked != ~std::uint64_t{0} && (blocked >> (own - 1) & 1U) != 0)
                          return "a thread blocks its own signal " + std::to_string(own);
                    }
                  }
                  movie.finish();
                  sigset_t mask;
                  ::pthread_sigmask(SIG_SETMASK, nullptr, &mask);
                  for (int s = 1; s < 32; ++s)
                    if (sigismember(&mask, s) != sigismember(&mask_before, s))
                      return "the caller's mask is another";
                  return threaded && seen == 0 ? "no thread seen" : "";
                },
                test::leaks::unchecked) == "");
    }
}

TEST_CASE("video_limit: a sink that calls its own movie gets an error rather than waiting") {
  for (const bool threaded : {false, true})
    for (const std::string call : {"push", "flush", "finish"})
      for (const bool swallowed : {false, true}) {
        INFO(call << (threaded ? " threaded" : "") << (swallowed ? ", swallowed" : ""));
        CHECK(in_child([&]() -> std::string {
                ::alarm(100);
                ar::video_options options = test::options_of(test::movie_kinds()[2]);
                options.threaded = threaded;
                options.queue = 1;
                ar::video_writer* own = nullptr;
                std::optional<test::thrown_error> inside;
                ar::video_writer movie(
                    [&](std::span<const std::uint8_t>) {
                      const auto again = [&] {
                        // More than the queue and the muxer hold.
                        for (int k = 0; call == "push" && k < 20; ++k)
                          own->push(test::noise_frames()[0].view());
                        if (call == "flush") own->flush();
                        if (call == "finish") own->finish();
                      };
                      if (!swallowed) again();
                      if (swallowed && !inside) inside = error_of(again);
                      return true;
                    },
                    options);
                own = &movie;
                const auto outside = error_of([&] { test::write_noise(movie, 64); });
                if (swallowed && outside) return "the movie failed: " + outside->message;
                const auto& e = swallowed ? inside : outside;
                if (!e) return "nothing was thrown";
                if (e->kind != ar::error_kind::parameter) return "another kind: " + e->message;
                return e->says(call + "() by the movie's own sink") ? "" : e->message;
              }) == "");
      }
  // Another movie's sink may push.
  ar::video_writer second(ar::in_memory, test::options_of(test::movie_kinds()[2]));
  ar::video_writer first(
      [&](std::span<const std::uint8_t>) {
        second.push(test::noise_frames()[1].view());
        return true;
      },
      test::options_of(test::movie_kinds()[2]));
  test::write_noise(first, 4);
  CHECK(second.finish().frames > 0);
}
