// Movies that cannot be written give an error by finish() at the latest. Nothing is under the name
// or left behind, and nothing is printed.
#include "catch.hpp"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <optional>
#include <string>
#include <system_error>
#include <vector>

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <arrayreel/video_writer.hpp>

#include "support/child.hpp"
#include "support/folder.hpp"
#include "support/movies.hpp"
#include "support/open_files.hpp"
#include "support/system_calls.hpp"
#include "support/thrown.hpp"

namespace ar = arrayreel;
namespace fs = std::filesystem;
using test::error_of;
using test::in_child;
using test::make_file;
using test::open_files;
using test::read_file;
using test::thrown_error;

namespace {

using names = std::vector<std::string>;
using bytes = std::vector<std::uint8_t>;

bytes bytes_of(const std::string& text) { return {text.begin(), text.end()}; }

std::string text_of(bool threaded) { return threaded ? " threaded" : ""; }

void limit_files(std::size_t size) {
  rlimit limit{};
  ::getrlimit(RLIMIT_FSIZE, &limit);
  limit.rlim_cur = size == SIZE_MAX ? limit.rlim_max : size;
  if (::setrlimit(RLIMIT_FSIZE, &limit) != 0)
    throw std::system_error(errno, std::generic_category(), "setrlimit");
}

void default_signals() {
  ::signal(SIGXFSZ, SIG_DFL);
  sigset_t one;
  sigemptyset(&one);
  sigaddset(&one, SIGXFSZ);
  pthread_sigmask(SIG_UNBLOCK, &one, nullptr);
}

// Permissions do not stop root.
bool become_nobody() { return ::geteuid() != 0 || (::setgid(65534) == 0 && ::setuid(65534) == 0); }

// The error that a movie of noise to this path ends in.
std::optional<thrown_error> file_error(const std::string& path, const ar::video_options& options,
                                       std::size_t frames = 16) {
  return error_of([&] {
    ar::video_writer movie(path, options);
    test::write_noise(movie, frames);
  });
}

// "" for an error of input or output about this path.
std::string check_io(const std::optional<thrown_error>& e, const std::string& path) {
  if (!e) return "nothing was thrown";
  if (e->kind != ar::error_kind::io) return "another kind: " + e->message;
  if (e->path != path) return "another path: " + e->path + ": " + e->message;
  return "";
}

// Removes what crash safety keeps, which alone may be there; "" or what else there is.
std::string take_partial(const test::folder& folder, const ar::video_options& options,
                         const names& expected) {
  for (const std::string& name : folder.names())
    if (options.crash_safe && name.find(".partial") != std::string::npos)
      fs::remove(folder.path() / name);
  if (folder.names() == expected) return "";
  std::string found = " other files in the folder:";
  for (const std::string& name : folder.names()) found += " " + name;
  return found;
}

} // namespace

TEST_CASE(
    "every call of the operating system that a movie's file needs, failing once or for good") {
  for (const bool crash_safe : {false, true})
    for (const test::movie_kind& kind : crash_safe ? test::crash_safe_kinds() : test::movie_kinds())
      for (const bool threaded : {false, true}) {
        INFO(kind.name << text_of(threaded) << (crash_safe ? " crash-safe" : ""));
        const test::folder folder;
        const std::string path = folder / ("a." + kind.name);
        make_file(path, "what was there before");
        const names before = folder.names();
        CHECK(in_child([&]() -> std::string {
                ar::video_options options = test::options_of(kind);
                options.threaded = threaded;
                options.crash_safe = crash_safe;
                const std::size_t files = open_files();
                std::size_t failures = 0;
                if (file_error(path, options)) return "no movie at all";
                const std::uintmax_t whole = fs::file_size(path);
                make_file(path, "what was there before");
                for (const char* name : {"write", "lseek", "pread", "fsync", "close", "rename",
                                         "fchmod", "read", "open", "linkat"})
                  for (const bool and_later : {false, true})
                    for (long n = 0;; ++n) {
                      std::optional<thrown_error> e;
                      long calls = 0;
                      {
                        const test::fault_everywhere fault(name, n, EIO, and_later);
                        e = file_error(path, options);
                        calls = fault.calls();
                      }
                      const std::string place = name + (" " + std::to_string(n)) + ": ";
                      if (open_files() != files) return place + "other open files";
                      if (e) {
                        ++failures;
                        if (e->kind != ar::error_kind::io && e->kind != ar::error_kind::encoder)
                          return place + "another kind: " + e->message;
                      }
                      // The folder's own fsync comes after the file has its name.
                      const bool replaced = read_file(path) != bytes_of("what was there before");
                      const bool of_folder = e && e->says("its folder");
                      if (replaced == (e && !of_folder))
                        return place +
                               (e ? "an error but a file: " + e->message : "no error and no file");
                      // A folder that cannot be opened or closed is no failure of the file's. A
                      // file that cannot be linked is copied.
                      // Nor is a seek of FFmpeg's in what it reads, where it finds another way.
                      const bool harmless = std::strcmp(name, "close") == 0 ||
                                            (std::strcmp(name, "lseek") == 0 && crash_safe) ||
                                            std::strcmp(name, "open") == 0 ||
                                            std::strcmp(name, "linkat") == 0 ||
                                            std::strcmp(name, "read") == 0;
                      if (!e && calls > n && !harmless) return place + "nothing was thrown";
                      if (!e && (kind.name == "mp4" || !crash_safe)) {
                        if (fs::file_size(path) != whole) return place + "another size";
                      }
                      make_file(path, "what was there before");
                      if (const std::string left = take_partial(folder, options, before);
                          !left.empty())
                        return place + left;
                      if (calls <= n) break;
                    }
                return failures < 10 ? "too few failures" : "";
              }) == "");
      }
}

TEST_CASE("writes that are interrupted or do a part") {
  const test::folder folder;
  const auto check = [&](const test::movie_kind& kind, bool crash_safe,
                         const test::system_calls& calls) {
    INFO(kind.name);
    ar::video_options options = test::options_of(kind);
    options.crash_safe = crash_safe;
    const std::string path = folder / ("a." + kind.name);
    ar::video_writer memory(ar::in_memory, test::options_of(kind));
    test::write_noise(memory, 4);
    {
      const test::with_faults faults(calls);
      ar::video_writer movie(path, options);
      test::write_noise(movie, 4);
    }
    if (!crash_safe) CHECK((read_file(path) == memory.media().at(0).bytes));
    CHECK(folder.names() == names{"a." + kind.name});
    fs::remove(path);
  };
  for (const test::movie_kind& kind : test::movie_kinds()) {
    check(kind, false, {.write = {.code = EINTR, .times = 3}});
    check(kind, false, {.longest_write = 777});
  }
  for (const test::movie_kind& kind : test::crash_safe_kinds())
    check(kind, true, {.write = {.code = EINTR, .times = 2, .after = 1}, .longest_write = 777});
}

TEST_CASE("a limit on the size of files, with the signal's default action") {
  for (const bool crash_safe : {false, true})
    for (const test::movie_kind& kind : crash_safe ? test::crash_safe_kinds() : test::movie_kinds())
      for (const bool threaded : {false, true}) {
        INFO(kind.name << text_of(threaded) << (crash_safe ? " crash-safe" : ""));
        const test::folder folder;
        const std::string path = folder / ("a." + kind.name);
        CHECK(in_child([&]() -> std::string {
                default_signals();
                ar::video_options options = test::options_of(kind);
                options.threaded = threaded;
                options.crash_safe = crash_safe;
                if (file_error(path, options)) return "no movie at all";
                const auto size = static_cast<std::size_t>(fs::file_size(path));
                fs::remove(path);
                const std::size_t files = open_files();
                for (std::size_t i = 0; i < 40; ++i) {
                  limit_files(size * i / 40);
                  const auto e = file_error(path, options);
                  limit_files(SIZE_MAX);
                  std::string wrong = check_io(e, path);
                  if (open_files() != files) wrong += " other open files";
                  wrong += take_partial(folder, options, {});
                  if (!wrong.empty()) return std::to_string(size * i / 40) + ": " + wrong;
                }
                return "";
              }) == "");
      }
}

TEST_CASE("a full device") {
  for (const bool threaded : {false, true})
    for (const test::movie_kind& kind : test::streaming_kinds()) {
      INFO(kind.name << text_of(threaded));
      CHECK(in_child(
                [&]() -> std::string {
                  if (!become_nobody()) return "cannot become nobody";
                  ar::video_options options = test::options_of(kind);
                  options.threaded = threaded;
                  const std::size_t files = open_files();
                  // A single frame may wait in buffers until the end.
                  std::string wrong = check_io(file_error("/dev/full", options, 1), "/dev/full") +
                                      check_io(file_error("/dev/full", options), "/dev/full");
                  if (open_files() != files) wrong += " other open files";
                  return wrong;
                },
                test::leaks::unchecked) == "");
    }
  CHECK(fs::is_character_file("/dev/full"));
}

TEST_CASE("a device that takes everything") {
  for (const test::movie_kind& kind : test::streaming_kinds()) {
    INFO(kind.name);
    CHECK(in_child(
              [&]() -> std::string {
                if (!become_nobody()) return "cannot become nobody";
                for (const bool crash_safe : {false, true}) {
                  ar::video_options options = test::options_of(kind);
                  if (crash_safe && kind.name != "mp4" && kind.name != "webm") continue;
                  options.crash_safe = crash_safe;
                  if (const auto e = file_error("/dev/null", options)) return e->message;
                }
                return "";
              },
              test::leaks::unchecked) == "");
  }
  CHECK(fs::is_character_file("/dev/null"));
}

TEST_CASE("folders that are not there or cannot be written to") {
  const test::folder folder;
  fs::create_directory(folder.path() / "closed");
  make_file(folder / "closed/old.mp4", "old");
  ::chmod(folder.path().c_str(), 0755);
  ::chmod((folder / "closed").c_str(), 0555);
  CHECK(in_child(
            [&]() -> std::string {
              if (!become_nobody()) return "cannot become nobody";
              std::string wrong;
              for (const bool crash_safe : {false, true})
                for (const char* name :
                     {"missing/a.mp4", "closed/a.mp4", "closed/old.mp4", "closed"}) {
                  ar::video_options options = test::options_of(test::movie_kinds()[0]);
                  options.crash_safe = crash_safe;
                  const std::string path = folder / name;
                  // Known before the first frame.
                  const auto e = error_of([&] { const ar::video_writer movie(path, options); });
                  if (const std::string w = check_io(e, path); !w.empty())
                    wrong += path + ": " + w + "; ";
                }
              return wrong;
            },
            test::leaks::unchecked) == "");
  ::chmod((folder / "closed").c_str(), 0755);
  CHECK((read_file(folder / "closed/old.mp4") == bytes_of("old")));
  CHECK(folder.names() == names{"closed"});
  CHECK(std::distance(fs::directory_iterator(folder.path() / "closed"), fs::directory_iterator()) ==
        1);
}

TEST_CASE("a folder that is removed while the movie is written") {
  for (const bool crash_safe : {false, true})
    for (const test::movie_kind& kind : crash_safe ? test::crash_safe_kinds() : test::movie_kinds())
      for (const bool threaded : {false, true}) {
        INFO(kind.name << text_of(threaded) << (crash_safe ? " crash-safe" : ""));
        const test::folder folder;
        CHECK(in_child([&]() -> std::string {
                ar::video_options options = test::options_of(kind);
                options.threaded = threaded;
                options.crash_safe = crash_safe;
                const std::size_t files = open_files();
                std::string wrong;
                for (const std::size_t before : {0U, 1U, 10U}) {
                  fs::create_directory(folder.path() / "gone");
                  const std::string path = folder / ("gone/a." + kind.name);
                  const auto e = error_of([&] {
                    ar::video_writer movie(path, options);
                    for (std::size_t k = 0; k < before; ++k)
                      movie.push(test::noise_frames()[k].view());
                    fs::remove_all(folder.path() / "gone");
                    test::write_noise(movie);
                  });
                  wrong += check_io(e, path);
                  if (open_files() != files) wrong += " other open files";
                  if (!folder.names().empty()) wrong += " something is left";
                }
                return wrong;
              }) == "");
      }
}

TEST_CASE("a movie that is given up leaves no file, or with crash_safe the frames so far") {
  const test::folder folder;
  for (const bool threaded : {false, true}) {
    for (const test::movie_kind& kind : test::movie_kinds()) {
      INFO(kind.name << text_of(threaded));
      ar::video_options options = test::options_of(kind);
      options.threaded = threaded;
      for (const std::size_t frames : {0U, 1U, 16U}) {
        {
          ar::video_writer movie(folder / ("a." + kind.name), options);
          for (std::size_t k = 0; k < frames; ++k) movie.push(test::noise_frames()[k].view());
        }
        CHECK(folder.names().empty());
      }
    }
    for (const test::movie_kind& kind : test::crash_safe_kinds()) {
      ar::video_options options = test::options_of(kind);
      options.threaded = threaded;
      options.crash_safe = true;
      {
        const ar::video_writer movie(folder / ("a." + kind.name), options);
      }
      CHECK(folder.names().empty());
      {
        ar::video_writer movie(folder / ("a." + kind.name), options);
        CHECK(error_of([&] { movie.finish(); })); // no frames
      }
      CHECK(folder.names().empty());
      {
        ar::video_writer movie(folder / ("a." + kind.name), options);
        movie.push(test::noise_frames()[0].view());
      }
      CHECK(folder.names() == names{"a.partial." + kind.name});
      CHECK(fs::file_size(folder / ("a.partial." + kind.name)) > 1000);
      fs::remove(folder / ("a.partial." + kind.name));
    }
  }
}

TEST_CASE("several sources: one that fails leaves none under its name") {
  const test::folder folder;
  for (const bool crash_safe : {false, true}) {
    INFO((crash_safe ? "crash-safe" : ""));
    CHECK(in_child([&]() -> std::string {
            ar::video_options options = test::options_of(test::movie_kinds()[0]);
            options.sources = {ar::ffv1{}, ar::h264{.preset = "ultrafast"}, ar::vp9{.cpu_used = 8}};
            options.crash_safe = crash_safe;
            const std::size_t files = open_files();
            for (const char* name : {"write", "fsync"})
              for (long n = 0;; ++n) {
                long calls = 0;
                std::optional<thrown_error> e;
                {
                  const test::fault_everywhere fault(name, n, EIO);
                  e = file_error(folder / "a.mp4", options);
                  calls = fault.calls();
                }
                const std::string place = name + (" " + std::to_string(n)) + ": ";
                if (open_files() != files) return place + "other open files";
                if (calls <= n) {
                  for (const std::string& made : folder.names()) fs::remove(folder.path() / made);
                  break;
                }
                if (!e) return place + "nothing was thrown";
                // The folder's own fsync comes after a file has its name.
                if (e->says("its folder"))
                  for (const std::string& left : folder.names()) fs::remove(folder.path() / left);
                if (const std::string left = take_partial(folder, options, {}); !left.empty())
                  return place + left;
              }
            return "";
          }) == "");
    for (const std::string& name : folder.names()) fs::remove(folder.path() / name);
  }
}

TEST_CASE("a movie that need not be durable is not waited for, and whole all the same") {
  for (const bool crash_safe : {false, true})
    for (const test::movie_kind& kind : crash_safe ? test::crash_safe_kinds() : test::movie_kinds())
      for (const bool durable : {true, false}) {
        INFO(kind.name << (crash_safe ? " crash-safe" : "") << (durable ? "" : " not durable"));
        const test::folder folder;
        ar::video_options options = test::options_of(kind);
        options.crash_safe = crash_safe;
        options.durable = durable;
        const std::string path = folder / ("a." + kind.name);
        const test::with_faults faults({.recorded = true});
        ar::video_writer movie(path, options);
        movie.push(test::noise_frames()[0].view());
        const auto syncs = [] {
          const names& record = test::calls().record;
          return std::count(record.begin(), record.end(), "fsync");
        };
        movie.flush();
        // What is asked for is done: with crash_safe the frames so far are on the disk.
        const auto before = syncs();
        CHECK((before > 0) == crash_safe);
        movie.push(test::noise_frames()[1].view());
        static_cast<void>(movie.finish());
        CHECK((syncs() > before) == durable);
        CHECK((folder.names() == names{"a." + kind.name}));
      }
}
