// Files that cannot be written give an error with the path and the reason; nothing is left behind,
// and no half of a file under the name. Files that can be written are whole in every case.
#include "catch.hpp"

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <random>
#include <span>
#include <string>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include <arrayreel/detail/io/file_sink.hpp>
#include <arrayreel/detail/io/temporary_name.hpp>
#include <arrayreel/nbimage.hpp>
#include <arrayreel/page.hpp>
#include <arrayreel/png.hpp>

#include "support/child.hpp"
#include "support/folder.hpp"
#include "support/joining_thread.hpp"
#include "support/png_decode.hpp"
#include "support/system_calls.hpp"
#include "support/thrown.hpp"

namespace ar = arrayreel;
namespace fs = std::filesystem;
using test::error_of;
using test::in_child;
using test::make_file;
using test::read_file;
using test::says;
using test::thrown_error;

namespace {

using names = std::vector<std::string>;
using bytes = std::vector<std::uint8_t>;

bytes bytes_of(const std::string& text) { return {text.begin(), text.end()}; }

// Noise, which compression does not make smaller.
ar::raster<std::uint8_t> noise(std::size_t height, std::size_t width, unsigned seed = 1) {
  ar::raster<std::uint8_t> result(height, width);
  std::mt19937 random(seed);
  for (std::uint8_t& p : result.pixels()) p = static_cast<std::uint8_t>(random());
  return result;
}

ar::raster<std::uint8_t> four_kilobytes() { return noise(60, 66); }

std::string message_of(int code) { return std::generic_category().message(code); }

// "" for an error of input or output with the path and the reason, in the form that messages have.
std::string check_io(const std::optional<thrown_error>& e, const std::string& path, int code) {
  if (!e) return "nothing was thrown";
  if (e->kind != ar::error_kind::io) return "another kind: " + e->message;
  if (e->path != path) return "another path: " + e->path;
  if (e->message.rfind(path + ": ", 0) != 0) return "no path in front: " + e->message;
  if (e->message.find(message_of(code)) == std::string::npos) return "no reason: " + e->message;
  return "";
}

std::size_t open_files() {
  const fs::directory_iterator all("/proc/self/fd");
  return static_cast<std::size_t>(std::distance(begin(all), end(all)));
}

mode_t mode_of(const std::string& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) throw std::system_error(errno, std::generic_category());
  return status.st_mode & 07777U;
}

void limit_files(std::size_t size) {
  rlimit limit{};
  ::getrlimit(RLIMIT_FSIZE, &limit);
  limit.rlim_cur = size == SIZE_MAX ? limit.rlim_max : size;
  if (::setrlimit(RLIMIT_FSIZE, &limit) != 0)
    throw std::system_error(errno, std::generic_category(), "setrlimit");
}

// Signals have their default actions, whatever the test runner set.
void default_signals() {
  ::signal(SIGXFSZ, SIG_DFL);
  ::signal(SIGPIPE, SIG_DFL);
  sigset_t both;
  sigemptyset(&both);
  sigaddset(&both, SIGXFSZ);
  sigaddset(&both, SIGPIPE);
  pthread_sigmask(SIG_UNBLOCK, &both, nullptr);
}

// Permissions do not stop root.
bool become_nobody() { return ::geteuid() != 0 || (::setgid(65534) == 0 && ::setuid(65534) == 0); }

bool is_device(const char* path) {
  struct stat status {};
  return ::stat(path, &status) == 0 && S_ISCHR(status.st_mode);
}

std::string signals_state() {
  sigset_t blocked;
  sigset_t pending;
  pthread_sigmask(SIG_SETMASK, nullptr, &blocked);
  sigpending(&pending);
  std::string result;
  for (int signal = 1; signal < 32; ++signal) {
    struct sigaction action {};
    ::sigaction(signal, nullptr, &action);
    result += sigismember(&blocked, signal) == 1 ? 'b' : '-';
    result += sigismember(&pending, signal) == 1 ? 'p' : '-';
    result += action.sa_handler == SIG_DFL ? 'd' : action.sa_handler == SIG_IGN ? 'i' : 'h';
  }
  return result;
}

// A file system that has no files without a name: what it says of them differs.
test::system_calls no_nameless_files(int code) {
  test::system_calls calls;
  calls.nameless = {.code = code, .times = 1 << 20};
  return calls;
}

// The file that the failures below must leave as it was.
class surroundings {
public:
  explicit surroundings(const test::folder& folder)
      : folder_(folder), names_(folder.names()), files_(open_files()), signals_(signals_state()) {}

  // "" or what is different.
  [[nodiscard]] std::string changes() const {
    if (folder_.names() != names_) return "other files in the folder";
    if (open_files() != files_) return "other open files";
    if (signals_state() != signals_) return "signals: " + signals_state() + " was " + signals_;
    return "";
  }

private:
  const test::folder& folder_;
  names names_;
  std::size_t files_;
  std::string signals_;
};

} // namespace

TEST_CASE("a function that stops taking bytes, at every byte of a file") {
  const auto picture = four_kilobytes();
  const bytes whole = ar::encode_png(picture).bytes;
  REQUIRE(whole.size() > 3500);
  REQUIRE(whole.size() < 5000);
  const auto pixels = view(picture);
  struct own {
    std::size_t taken;
  };

  for (std::size_t most = 0; most <= whole.size(); ++most) {
    bytes taken;
    bool refused = false;
    const auto take = [&](std::span<const std::uint8_t> part) {
      CHECK_FALSE(refused); // once is enough
      refused = taken.size() + part.size() > most;
      if (!refused) taken.insert(taken.end(), part.begin(), part.end());
      return !refused;
    };
    const auto e = most % 2 == 0 ? error_of([&] { ar::write_png(take, picture); })
                                 : error_of([&] { ar::write_png(take, pixels); });
    REQUIRE(e.has_value() == (most < whole.size()));
    REQUIRE(std::equal(taken.begin(), taken.end(), whole.begin()));
    if (!e) {
      REQUIRE(taken == whole);
      break;
    }
    REQUIRE(e->kind == ar::error_kind::io);
    REQUIRE(e->message == "the sink took no more bytes");

    taken.clear();
    std::optional<std::size_t> caught;
    try {
      ar::write_png(
          [&](std::span<const std::uint8_t> part) {
            if (taken.size() + part.size() > most) throw own{taken.size()};
            taken.insert(taken.end(), part.begin(), part.end());
            return true;
          },
          picture);
    } catch (const own& thrown) {
      caught = thrown.taken;
    }
    REQUIRE(caught == taken.size());
    REQUIRE(std::equal(taken.begin(), taken.end(), whole.begin()));
  }
}

TEST_CASE("a limit on the size of files, at every byte, with the signal's default action") {
  const test::folder folder;
  const auto picture = four_kilobytes();
  const bytes whole = ar::encode_png(picture).bytes;
  const std::string fresh = folder / "new.png";
  const std::string old = folder / "old.png";
  make_file(old, "what was there before");

  CHECK(in_child([&]() -> std::string {
          default_signals();
          const surroundings before(folder);
          for (std::size_t limit = 0; limit < whole.size(); ++limit) {
            limit_files(limit);
            for (const std::string& path : {fresh, old}) {
              const auto e = error_of([&] { ar::write_png(path, picture); });
              const std::string wrong = check_io(e, path, EFBIG);
              if (!wrong.empty()) return std::to_string(limit) + ": " + wrong;
              if (const std::string changed = before.changes(); !changed.empty())
                return std::to_string(limit) + ": " + changed;
            }
            if (read_file(old) != bytes_of("what was there before")) return "the old file changed";
          }
          limit_files(whole.size());
          ar::write_png(fresh, picture);
          ar::write_png(old, picture);
          if (read_file(fresh) != whole || read_file(old) != whole) return "other bytes";
          return "";
        }) == "");
  CHECK(folder.names() == names{"new.png", "old.png"});
}

TEST_CASE("a limit on the size of files, in the middle of a larger picture's rows") {
  const test::folder folder;
  const auto picture = noise(400, 500);
  const std::size_t size = ar::encode_png(picture).bytes.size();
  const std::string path = folder / "a.png";
  CHECK(in_child([&]() -> std::string {
          default_signals();
          const surroundings before(folder);
          for (const std::size_t limit :
               {std::size_t{0}, std::size_t{1}, std::size_t{65535}, std::size_t{65536},
                std::size_t{65537}, std::size_t{131072}, std::size_t{150000}, size - 1}) {
            limit_files(limit);
            const std::string wrong =
                check_io(error_of([&] { ar::write_png(path, picture); }), path, EFBIG) +
                check_io(error_of([&] { ar::write_file(path, ar::encode_png(picture)); }), path,
                         EFBIG) +
                check_io(error_of([&] {
                           ar::write_png_rows(path, {.width = 500, .height = 400},
                                              [&](std::size_t y, std::span<std::uint8_t> row) {
                                                std::copy(picture.row(y).begin(),
                                                          picture.row(y).end(), row.begin());
                                              });
                         }),
                         path, EFBIG) +
                before.changes();
            if (!wrong.empty()) return std::to_string(limit) + ": " + wrong;
          }
          return "";
        }) == "");
}

TEST_CASE("a writer whose row failed is at its end, whatever is tried afterwards") {
  const test::folder folder;
  const auto picture = noise(400, 500);
  const std::string path = folder / "a.png";
  CHECK(in_child([&]() -> std::string {
          default_signals();
          const surroundings before(folder);
          for (const std::size_t limit : {100'000U, 196'000U}) {
            limit_files(limit);
            ar::png_writer writer(path, {.width = 500, .height = 400});
            std::size_t y = 0;
            const auto e = error_of([&] {
              for (; y < 400; ++y) writer.push_row(picture.row(y));
              writer.finish();
            });
            std::string wrong = check_io(e, path, EFBIG);
            if (writer.rows() != y) wrong += " counted a row that failed";
            limit_files(SIZE_MAX);
            // Nothing of it is left even while the writer lives.
            wrong += before.changes();
            const auto again = error_of([&] {
              for (; y < 400; ++y) writer.push_row(picture.row(y));
              writer.finish();
            });
            if (!again || !again->says("writing failed")) wrong += " went on";
            const auto finished = error_of([&] { writer.finish(); });
            if (!finished || !finished->says("writing failed")) wrong += " finished";
            wrong += before.changes();
            if (!wrong.empty()) return wrong;
          }
          return "";
        }) == "");
}

TEST_CASE("a sink whose write failed does not commit later") {
  const test::folder folder;
  const std::string path = folder / "a";
  CHECK(in_child([&]() -> std::string {
          default_signals();
          const surroundings before(folder);
          {
            ar::detail::file_sink sink(path);
            limit_files(5);
            sink.write(bytes_of("0123456789"));
            std::string wrong = check_io(error_of([&] { sink.commit(); }), path, EFBIG);
            limit_files(SIZE_MAX);
            for (const auto& e : {error_of([&] { sink.commit(); }),
                                  error_of([&] { sink.write(bytes_of("more")); })})
              if (!e || e->path != path || !e->says("a write to it failed")) wrong += " went on";
            if (!wrong.empty()) return wrong;
          }
          return before.changes();
        }) == "");
}

// Devices are tried as a user who could not replace them, in case the library tried to.
TEST_CASE("a full device") {
  CHECK(in_child(
            []() -> std::string {
              if (!become_nobody()) return "cannot become nobody";
              const std::string path = "/dev/full";
              const auto small = four_kilobytes();
              const auto large = noise(400, 500);
              const std::size_t files = open_files();
              const std::string signals = signals_state();
              std::string wrong;
              const auto check = [&](auto&& write) {
                wrong += check_io(error_of(write), path, ENOSPC);
              };
              check([&] { ar::write_png(path, small); });
              check([&] { ar::write_png(path, large); });
              check([&] { ar::write_file(path, ar::encode_png(small)); });
              check([&] {
                ar::write_png_rows(path, {.width = 3, .height = 3},
                                   [](std::size_t, std::span<std::uint8_t> row) {
                                     std::fill(row.begin(), row.end(), std::uint8_t{1});
                                   });
              });
              check([&] {
                ar::png_writer writer(path, {.width = 500, .height = 400});
                for (std::size_t y = 0; y < 400; ++y) writer.push_row(large.row(y));
                writer.finish();
              });
              if (open_files() != files) wrong += " other open files";
              if (signals_state() != signals) wrong += " other signals";
              return wrong;
            },
            test::leaks::unchecked) == "");
  CHECK(is_device("/dev/full"));
}

TEST_CASE("a device that takes everything") {
  CHECK(in_child(
            []() -> std::string {
              if (!become_nobody()) return "cannot become nobody";
              ar::write_png("/dev/null", four_kilobytes());
              return "";
            },
            test::leaks::unchecked) == "");
  CHECK(is_device("/dev/null"));
}

TEST_CASE("folders and files without the right to write") {
  const test::folder folder;
  const auto picture = four_kilobytes();
  fs::create_directory(folder.path() / "closed");
  fs::create_directory(folder.path() / "hidden");
  fs::create_directory(folder.path() / "open");
  make_file(folder / "closed/old.png", "old");
  make_file(folder / "open/old.png", "old");
  ::chmod(folder.path().c_str(), 0755);
  ::chmod((folder / "closed/old.png").c_str(), 0666);
  ::chmod((folder / "open/old.png").c_str(), 0444);
  ::chmod((folder / "closed").c_str(), 0555);
  ::chmod((folder / "open").c_str(), 0777);
  ::chmod((folder / "hidden").c_str(), 0000);

  CHECK(in_child(
            [&]() -> std::string {
              if (!become_nobody()) return "cannot become nobody";
              const std::size_t files = open_files();
              std::string wrong;
              for (const char* name :
                   {"closed/new.png", "closed/old.png", "open/old.png", "hidden/new.png"}) {
                const std::string path = folder / name;
                const std::string w =
                    check_io(error_of([&] { ar::write_png(path, picture); }), path, EACCES);
                if (!w.empty()) wrong += path + ": " + w + "; ";
              }
              // Elsewhere this user has the right to write.
              ar::write_png(folder / "open/new.png", picture);
              if (open_files() != files) wrong += "other open files";
              return wrong;
            },
            test::leaks::unchecked) == "");
  CHECK((read_file(folder / "closed/old.png") == bytes_of("old")));
  CHECK((read_file(folder / "open/old.png") == bytes_of("old")));
  CHECK((read_file(folder / "open/new.png") == ar::encode_png(picture).bytes));
  ::chmod((folder / "hidden").c_str(), 0755);
  names all;
  for (const auto& entry : fs::recursive_directory_iterator(folder.path()))
    all.push_back(entry.path().lexically_relative(folder.path()).string());
  std::sort(all.begin(), all.end());
  CHECK(all == names{"closed", "closed/old.png", "hidden", "open", "open/new.png", "open/old.png"});
  ::chmod((folder / "closed").c_str(), 0755);
}

TEST_CASE("paths that no file can be made at") {
  const test::folder folder;
  const auto picture = four_kilobytes();
  make_file(folder / "file", "old");
  fs::create_directory(folder.path() / "folder");
  fs::create_symlink("nowhere", folder.path() / "dangling");
  fs::create_symlink("loop", folder.path() / "loop");
  const surroundings before(folder);
  const auto check = [&](const std::string& path, int code) {
    INFO(path);
    CHECK(check_io(error_of([&] { ar::write_png(path, picture); }), path, code) == "");
    CHECK(check_io(error_of([&] { ar::png_writer(path, {.width = 1, .height = 1}); }), path,
                   code) == "");
    CHECK(before.changes() == "");
  };
  check(folder / "missing/a.png", ENOENT);
  check("missing-folder-of-this-test/a.png", ENOENT);
  check(folder / "file/a.png", ENOTDIR);
  check(folder / "folder", EISDIR);
  check(folder / "folder/", EISDIR);
  check(folder.path().string(), EISDIR);
  check(".", EISDIR);
  check(folder / "loop", ELOOP);
  check(folder / std::string(256, 'x'), ENAMETOOLONG);
  check(folder / (std::string(300, 'x') + "/a.png"), ENAMETOOLONG);
  check(std::string(5000, 'y'), ENAMETOOLONG);
  CHECK((read_file(folder / "file") == bytes_of("old")));

  const auto dangling = error_of([&] { ar::write_png(folder / "dangling", picture); });
  REQUIRE(dangling);
  CHECK(dangling->kind == ar::error_kind::io);
  CHECK(dangling->path == folder / "dangling");
  CHECK_THAT(dangling->message, says("symbolic link"));
  CHECK_THAT(test::refusal_of([&] { ar::write_png("", picture); }), says("empty path"));
  CHECK_THAT(test::refusal_of([&] { ar::write_png(folder / std::string("a\0b", 3), picture); }),
             says("zero byte") && says("a\\x00b"));
  CHECK(before.changes() == "");
}

TEST_CASE("a name of 255 bytes, a file in the current folder, a name that begins with a dash") {
  const test::folder folder;
  const auto picture = four_kilobytes();
  const bytes whole = ar::encode_png(picture).bytes;
  const std::string longest(255, 'x');
  ar::write_png(folder / longest, picture);
  CHECK((read_file(folder / longest) == whole));
  ar::write_png(folder / longest, picture); // the one that is there
  CHECK(in_child([&]() -> std::string {
          if (::chdir(folder.path().c_str()) != 0) return "chdir";
          ar::write_png("-a b.png", picture);
          ar::write_png("./c.png", picture);
          return "";
        }) == "");
  CHECK(folder.names() == names{"-a b.png", "c.png", longest});
  CHECK((read_file(folder / "-a b.png") == whole));
}

TEST_CASE("a program that changes its folder while it writes") {
  const test::folder folder;
  fs::create_directory(folder.path() / "a");
  fs::create_directory(folder.path() / "b");
  CHECK(in_child([&]() -> std::string {
          const std::vector<std::uint8_t> row(3, 7);
          if (::chdir((folder / "a").c_str()) != 0) return "chdir";
          ar::png_writer finished("x.png", {.width = 3, .height = 1});
          {
            ar::png_writer left("y.png", {.width = 3, .height = 1});
            if (::chdir((folder / "b").c_str()) != 0) return "chdir";
          }
          finished.push_row(std::span<const std::uint8_t>(row));
          finished.finish();
          return "";
        }) == "");
  CHECK(fs::is_empty(folder.path() / "b"));
  CHECK(fs::exists(folder.path() / "a" / "x.png"));
  CHECK(std::distance(fs::directory_iterator(folder.path() / "a"), fs::directory_iterator()) == 1);
}

TEST_CASE("behind a symbolic link the file is replaced, not the link") {
  const test::folder folder;
  const auto picture = four_kilobytes();
  fs::create_directory(folder.path() / "elsewhere");
  make_file(folder / "elsewhere/target.png", "old");
  fs::create_symlink("elsewhere/target.png", folder.path() / "link.png");
  fs::create_symlink("link.png", folder.path() / "link to link.png");
  ar::write_png(folder / "link to link.png", picture);
  CHECK(fs::is_symlink(folder.path() / "link.png"));
  CHECK(fs::is_symlink(folder.path() / "link to link.png"));
  CHECK(fs::read_symlink(folder.path() / "link.png") == "elsewhere/target.png");
  CHECK_FALSE(fs::is_symlink(folder.path() / "elsewhere/target.png"));
  CHECK((read_file(folder / "elsewhere/target.png") == ar::encode_png(picture).bytes));
  CHECK(folder.names() == names{"elsewhere", "link to link.png", "link.png"});
  CHECK(std::distance(fs::directory_iterator(folder.path() / "elsewhere"),
                      fs::directory_iterator()) == 1);
}

TEST_CASE("permissions: those of the file that is replaced, else what umask leaves") {
  const test::folder folder;
  const auto picture = four_kilobytes();
  const mode_t before = ::umask(0);
  for (const mode_t mask : {0000U, 0022U, 0027U, 0077U}) {
    ::umask(mask);
    const std::string fresh = folder / ("new" + std::to_string(mask));
    ar::write_png(fresh, picture);
    CHECK(mode_of(fresh) == (0666U & ~mask));
    for (const mode_t mode : {0600U, 0640U, 0666U, 0755U, 0777U, 0200U}) {
      const std::string old = folder / "old";
      make_file(old, "old");
      ::chmod(old.c_str(), mode);
      ar::write_png(old, picture);
      CHECK(mode_of(old) == mode);
      fs::remove(old);
    }
  }
  ::umask(before);

  // Bits that let a program run as its owner must not pass to other contents.
  make_file(folder / "set", "old");
  ::chmod((folder / "set").c_str(), 06755);
  ar::write_png(folder / "set", picture);
  CHECK(mode_of(folder / "set") == 0755);
  if (::geteuid() == 0) { // anyone else may not write to it
    make_file(folder / "none", "old");
    ::chmod((folder / "none").c_str(), 0);
    ar::write_png(folder / "none", picture);
    CHECK(mode_of(folder / "none") == 0);
  }
}

TEST_CASE("while it is written, nobody can open what was private") {
  const test::folder folder;
  make_file(folder / "old", "old");
  ::chmod((folder / "old").c_str(), 0600);
  const mode_t before = ::umask(0);
  {
    ar::png_writer writer(folder / "old", {.width = 1, .height = 1});
    for (const std::string& name : folder.names()) CHECK(mode_of(folder / name) == 0600);
    CHECK(folder.names() == names{"old"});
  }
  {
    const test::with_faults without(no_nameless_files(EOPNOTSUPP));
    ar::png_writer writer(folder / "old", {.width = 1, .height = 1});
    for (const std::string& name : folder.names()) CHECK(mode_of(folder / name) == 0600);
    CHECK(folder.names().size() == 2);
  }
  // Nor in the moment before it has its permissions: a descriptor that is opened then stays valid.
  {
    const test::with_faults watched({});
    ar::write_png(folder / "old", four_kilobytes());
    CHECK(test::calls().mode_before_fchmod == 0600);
  }
  ::umask(before);
  CHECK(folder.names() == names{"old"});
}

TEST_CASE("options that are refused leave the old file, and no new one") {
  const test::folder folder;
  const auto picture = four_kilobytes();
  make_file(folder / "old.png", "old");
  const surroundings before(folder);
  for (const char* name : {"old.png", "new.png"}) {
    CHECK(error_of([&] { ar::write_png(folder / name, picture, {.level = 10}); }));
    CHECK(error_of([&] { ar::write_png(folder / name, picture, {.upscale = 0}); }));
    CHECK(error_of([&] { ar::write_png(folder / name, view(picture), {.bit_depth = 9}); }));
    CHECK(error_of([&] { ar::write_png(folder / name, picture, {.text = {{"", ""}}}); }));
    CHECK(error_of([&] {
      ar::png_writer writer(folder / name, {.width = 1, .height = 1});
      writer.finish();
    }));
  }
  CHECK(before.changes() == "");
  CHECK((read_file(folder / "old.png") == bytes_of("old")));
}

TEST_CASE("names of temporaries that are taken, by files and by links") {
  const test::folder folder;
  const auto picture = four_kilobytes();
  std::string stem = ar::detail::temporary_name("", 0);
  REQUIRE(stem.ends_with("0.tmp"));
  stem.resize(stem.size() - 5);
  CHECK(stem.find("-" + std::to_string(::getpid()) + "-") != std::string::npos);
  make_file(folder / (stem + "0.tmp"), "of a process that was killed");
  make_file(folder / "precious", "not to be touched");
  fs::create_symlink("precious", folder.path() / (stem + "1.tmp"));
  fs::create_symlink("not there", folder.path() / (stem + "2.tmp"));
  fs::create_directory(folder.path() / (stem + "3.tmp"));
  const names before = folder.names();
  REQUIRE(before.size() == 5);
  {
    const test::with_faults without(no_nameless_files(EOPNOTSUPP));
    ar::write_png(folder / "a.png", picture);
  }
  ar::write_png(folder / "a.png", picture); // which is there, so that a name is needed
  CHECK((read_file(folder / "a.png") == ar::encode_png(picture).bytes));
  CHECK((read_file(folder / (stem + "0.tmp")) == bytes_of("of a process that was killed")));
  CHECK((read_file(folder / "precious") == bytes_of("not to be touched")));
  CHECK(folder.names().size() == 6);
}

TEST_CASE("a name that became a folder in the meantime") {
  const test::folder folder;
  const std::string path = folder / "a.png";
  const std::vector<std::uint8_t> row(3, 7);
  const std::size_t files = open_files();
  ar::png_writer writer(path, {.width = 3, .height = 1});
  writer.push_row(std::span<const std::uint8_t>(row));
  fs::create_directory(path);
  CHECK(check_io(error_of([&] { writer.finish(); }), path, EISDIR) == "");
  CHECK(folder.names() == names{"a.png"});
  CHECK(open_files() == files);
  fs::remove(path);
  CHECK(error_of([&] { writer.finish(); }));
  CHECK(folder.names().empty());
}

TEST_CASE("the order of calls: everything is on the disk before it gets its name") {
  const test::folder folder;
  const bytes content = bytes_of("content");
  for (const bool existing : {false, true}) {
    if (existing) make_file(folder / "a", "old");
    const test::with_faults faults({.recorded = true});
    {
      ar::detail::file_sink sink(folder / "a");
      sink.write(content);
      sink.commit();
    }
    // A second descriptor is closed before the file gets its name, as errors on closing must be
    // known before.
    names record = test::calls().record;
    std::erase(record, "read"); // of what names temporaries
    if (!existing) {
      CHECK(record == names{"write", "fsync", "close", "linkat", "close", "fsync", "close"});
      continue;
    }
    const auto place = [&](const char* name) {
      return std::find(record.begin(), record.end(), name) - record.begin();
    };
    CHECK(place("fchmod") < place("write"));
    CHECK(place("write") < place("fsync"));
    CHECK(place("fsync") < place("close"));
    CHECK(place("close") < place("linkat"));
    CHECK(place("linkat") < place("rename"));
    CHECK((names(record.end() - 4, record.end()) == names{"rename", "close", "fsync", "close"}));
  }
  // Where there are no files without a name.
  test::system_calls calls = no_nameless_files(EOPNOTSUPP);
  calls.recorded = true;
  const test::with_faults faults(calls);
  {
    ar::detail::file_sink sink(folder / "a");
    sink.write(content);
    sink.commit();
  }
  const names& record = test::calls().record;
  REQUIRE(record.size() > 7);
  CHECK((names(record.end() - 7, record.end()) ==
         names{"fchmod", "write", "fsync", "close", "rename", "fsync", "close"}));
}

TEST_CASE("what need not be durable is not waited for, and whole all the same") {
  const test::folder folder;
  const ar::raster<std::uint8_t> picture = noise(20, 30);
  const std::vector<float> values(600, 1);
  const auto array = ar::view(values, {20, 30});
  const ar::encoded medium = ar::encode_png(picture);
  const std::string path = folder / "a.png";
  const std::vector<std::pair<const char*, std::function<void(bool)>>> ways{
      {"write_file", [&](bool durable) { ar::write_file(path, medium, {.durable = durable}); }},
      {"write_png of a raster", [&](bool d) { ar::write_png(path, picture, {.durable = d}); }},
      {"write_png", [&](bool durable) { ar::write_png(path, array, {.durable = durable}); }},
      {"write_png_rows",
       [&](bool durable) {
         ar::write_png_rows(
             path, {.width = 30, .height = 20}, [](std::size_t, std::span<std::uint8_t>) {},
             {.durable = durable});
       }},
      {"saveas",
       [&](bool d) { static_cast<void>(ar::nbimage(array, {.durable = d, .saveas = path})); }},
      {"save", [&](bool durable) { ar::nbimage(array).save(path, {.durable = durable}); }},
      {"page", [&](bool durable) {
         ar::page page({.byte_budget = 10, .large_media = ar::large_media::link, .durable = durable});
         page.picture(medium);
         page.write(path);
       }}};
  for (const auto& [name, write] : ways)
    for (const bool existing : {false, true})
      for (const bool durable : {true, false}) {
        INFO(name << (existing ? " over another" : "") << (durable ? "" : " not durable"));
        fs::remove(path);
        if (existing) make_file(path, "old");
        const test::with_faults faults({.recorded = true});
        write(durable);
        const names record = test::calls().record;
        CHECK((std::count(record.begin(), record.end(), "fsync") > 0) == durable);
        CHECK(std::count(record.begin(), record.end(), existing ? "rename" : "linkat") > 0);
        CHECK(read_file(path).size() > 10);
        // A folder that cannot be synced is nobody's business then.
        if (!durable) {
          const test::with_faults failing({.fsync = {.code = EIO, .times = 100}});
          CHECK_NOTHROW(write(durable));
        }
      }
  // Without files without a name, too.
  for (const bool durable : {true, false}) {
    fs::remove(path);
    test::system_calls calls = no_nameless_files(EOPNOTSUPP);
    calls.recorded = true;
    const test::with_faults faults(calls);
    ar::write_file(path, medium, {.durable = durable});
    const names& record = test::calls().record;
    CHECK((std::count(record.begin(), record.end(), "fsync") > 0) == durable);
  }
}

TEST_CASE("calls that fail one by one") {
  const test::folder folder;
  const auto picture = noise(400, 500);
  const std::string path = folder / "a.png";
  make_file(path, "old");
  const surroundings before(folder);
  const auto check = [&](const test::system_calls& calls, int code) {
    std::optional<thrown_error> e;
    {
      const test::with_faults faults(calls);
      e = error_of([&] { ar::write_png(path, picture); });
    }
    CHECK(check_io(e, path, code) == "");
    CHECK(before.changes() == "");
    CHECK((read_file(path) == bytes_of("old")));
  };
  int writes = 0;
  {
    const test::with_faults faults({.recorded = true});
    ar::write_png(folder / "b.png", picture);
    for (const std::string& call : test::calls().record) writes += call == "write" ? 1 : 0;
  }
  fs::remove(folder.path() / "b.png");
  REQUIRE(writes > 1);
  check({.write = {.code = EIO, .times = 1}}, EIO);
  check({.write = {.code = EDQUOT, .times = 1, .after = 1}}, EDQUOT);
  check({.write = {.code = ENOSPC, .times = 1, .after = writes - 1}}, ENOSPC);
  check({.fsync = {.code = EIO, .times = 1}}, EIO);
  check({.fsync = {.code = ENOSPC, .times = 1}}, ENOSPC);
  check({.fsync = {.code = EDQUOT, .times = 1}}, EDQUOT);
  check({.close = {.code = EIO, .times = 1}}, EIO);
  check({.close = {.code = ENOSPC, .times = 1}}, ENOSPC);
  check({.rename = {.code = EXDEV, .times = 1}}, EXDEV);
  check({.rename = {.code = EACCES, .times = 1}}, EACCES);
  check({.open = {.code = EMFILE, .times = 1 << 20}}, EMFILE);
  check({.rename = {.code = EIO, .times = 1}, .nameless = {.code = EISDIR, .times = 1}}, EIO);
  check({.close = {.code = EIO, .times = 1, .after = 1}, .nameless = {.code = EISDIR, .times = 1}},
        EIO);
  check({.fchmod = {.code = EPERM, .times = 1}}, EPERM);

  // The same for a writer whose finish() is called again.
  for (const test::system_calls& calls :
       {test::system_calls{.fsync = {.code = EIO, .times = 1}},
        test::system_calls{.close = {.code = EIO, .times = 1}},
        test::system_calls{.rename = {.code = EIO, .times = 1}}}) {
    const std::vector<std::uint8_t> row(3, 7);
    ar::png_writer writer(path, {.width = 3, .height = 1});
    writer.push_row(std::span<const std::uint8_t>(row));
    const test::with_faults faults(calls);
    CHECK(check_io(error_of([&] { writer.finish(); }), path, EIO) == "");
    CHECK(before.changes() == "");
    CHECK(error_of([&] { writer.finish(); }));
    CHECK((read_file(path) == bytes_of("old")));
  }

  // And for a sink.
  for (const test::system_calls& calls :
       {test::system_calls{.fsync = {.code = EIO, .times = 1}},
        test::system_calls{.rename = {.code = EIO, .times = 1}}}) {
    const test::with_faults faults(calls);
    ar::detail::file_sink sink(path);
    CHECK(error_of([&] { sink.commit(); }));
    CHECK(error_of([&] { sink.commit(); }));
    CHECK((read_file(path) == bytes_of("old")));
  }
  CHECK(before.changes() == "");
}

TEST_CASE("a folder that reports lost data after the rename") {
  const test::folder folder;
  const std::string path = folder / "a.png";
  std::optional<thrown_error> e;
  {
    const test::with_faults faults({.fsync = {.code = EIO, .times = 1, .after = 1}});
    e = error_of([&] { ar::write_png(path, four_kilobytes()); });
  }
  CHECK(check_io(e, path, EIO) == "");
  // The file is whole; only whether its name outlives a crash is not known.
  CHECK((read_file(path) == ar::encode_png(four_kilobytes()).bytes));
  CHECK(folder.names() == names{"a.png"});
}

TEST_CASE("calls that are interrupted, do a part, or are not supported") {
  const test::folder folder;
  const auto picture = noise(400, 500);
  const std::string path = folder / "a.png";
  const bytes whole = ar::encode_png(picture).bytes;
  const auto check = [&](const test::system_calls& calls) {
    {
      const test::with_faults faults(calls);
      ar::write_png(path, picture);
      CHECK(test::calls().write.times + test::calls().fsync.times + test::calls().close.times == 0);
    }
    CHECK((read_file(path) == whole));
    CHECK(folder.names() == names{"a.png"});
    fs::remove(path);
  };
  check({.write = {.code = EINTR, .times = 3}});
  check({.write = {.code = EINTR, .times = 1, .after = 2}, .longest_write = 1000});
  check({.longest_write = 7777});
  check({.longest_write = 1});
  check({.fsync = {.code = EINTR, .times = 2}});
  check({.fsync = {.code = EINTR, .times = 2, .after = 1}}); // of the folder
  check({.fsync = {.code = EINVAL, .times = 2}});
  check({.fsync = {.code = ENOTSUP, .times = 2}});
  check({.close = {.code = EINTR, .times = 1}});
  check({.close = {.code = EINTR, .times = 3}}); // the descriptors that it has
  check({.linkat = {.code = EINTR, .times = 3}});
  check({.linkat = {.code = EINTR, .times = 1, .is_done = true}});
  check({.open = {.code = EINTR, .times = 3}});
  check({.open = {.code = EINTR, .times = 3, .after = 1}}); // the folder
  check({.nameless = {.code = EINTR, .times = 3}});
}

TEST_CASE("every call that a signal interrupts is made again, of a file that is replaced too") {
  const test::folder folder;
  const std::string path = folder / "a";
  for (const bool nameless : {true, false})
    for (int call = 0; call < 10; ++call)
      for (const int after : {0, 1, 2}) {
        INFO(call << " " << after << (nameless ? " nameless" : ""));
        make_file(path, "old");
        ::chmod(path.c_str(), 0640);
        test::system_calls calls;
        if (!nameless) calls.nameless = {.code = EOPNOTSUPP, .times = 1};
        const test::fault often{.code = EINTR, .times = 4, .after = after};
        const test::fault done{.code = EINTR, .times = 1, .after = after, .is_done = true};
        if (call == 0) calls.write = often;
        if (call == 1) calls.fsync = often;
        if (call == 2) calls.close = often;
        if (call == 3) calls.rename = often;
        if (call == 4) calls.fchmod = often;
        if (call == 5) calls.linkat = often;
        if (call == 6) calls.open = often;
        if (call == 7) calls.rename = done;
        if (call == 8) calls.linkat = done;
        if (call == 9) calls.lseek = calls.pread = often;
        const std::size_t files = open_files();
        {
          const test::with_faults faults(calls);
          ar::detail::file_sink sink(path);
          sink.write(bytes_of("content"));
          sink.seek(3);
          sink.write(bytes_of("T"));
          bytes read(4);
          CHECK(sink.read(2, read) == 4);
          CHECK((read == bytes_of("nTen")));
          sink.commit();
        }
        CHECK((read_file(path) == bytes_of("conTent")));
        CHECK(mode_of(path) == 0640);
        CHECK(folder.names() == names{"a"});
        CHECK(open_files() == files);
      }
  // And for a file that is given up.
  {
    test::system_calls calls = no_nameless_files(EOPNOTSUPP);
    calls.unlink = {.code = EINTR, .times = 3};
    const test::with_faults faults(calls);
    ar::detail::file_sink sink(path);
    sink.write(bytes_of("content"));
  }
  CHECK((read_file(path) == bytes_of("conTent")));
  CHECK(folder.names() == names{"a"});
}

TEST_CASE("until it is whole a file has no name, where the file system has such files") {
  const test::folder folder;
  const std::vector<std::uint8_t> row(3, 7);
  for (const bool existing : {false, true}) {
    if (existing) make_file(folder / "a.png", "old");
    const names before = folder.names();
    ar::png_writer writer(folder / "a.png", {.width = 3, .height = 2});
    CHECK(folder.names() == before);
    writer.push_row(std::span<const std::uint8_t>(row));
    CHECK(folder.names() == before);
    writer.push_row(std::span<const std::uint8_t>(row));
    writer.finish();
    CHECK(folder.names() == names{"a.png"});
    CHECK(read_file(folder / "a.png").size() > 60);
    fs::remove(folder / "a.png");
  }
}

TEST_CASE("file systems that have no files without a name") {
  const test::folder folder;
  const auto picture = four_kilobytes();
  const bytes whole = ar::encode_png(picture).bytes;
  const std::string path = folder / "a.png";
  for (const int code : {EOPNOTSUPP, EISDIR, ENOENT, EINVAL, ENOSYS})
    for (const bool existing : {false, true}) {
      INFO(code);
      if (existing) {
        make_file(path, "old");
        ::chmod(path.c_str(), 0604);
      }
      const names before = folder.names();
      {
        const test::with_faults faults(no_nameless_files(code));
        { // given up
          const ar::png_writer writer(path, {.width = 3, .height = 2});
          CHECK(folder.names().size() == before.size() + 1);
          CHECK(folder.names()[0].starts_with(".arrayreel-"));
        }
        CHECK(folder.names() == before);
        ar::write_png(path, picture);
      }
      CHECK(folder.names() == names{"a.png"});
      CHECK((read_file(path) == whole));
      const mode_t mask = ::umask(0);
      ::umask(mask);
      CHECK(mode_of(path) == (existing ? 0604 : 0666 & ~mask));
      fs::remove(path);
    }
}

TEST_CASE("a file without a name that cannot be given one is copied") {
  const test::folder folder;
  const auto picture = noise(1200, 1300); // more than one piece
  const bytes whole = ar::encode_png(picture).bytes;
  REQUIRE(whole.size() > std::size_t{1} << 20);
  const std::string path = folder / "a.png";
  for (const int code : {EPERM, ENOENT, EXDEV, EOPNOTSUPP, EMLINK})
    for (const bool existing : {false, true}) {
      INFO(code);
      if (existing) {
        make_file(path, "old");
        ::chmod(path.c_str(), 0604);
      }
      const std::size_t files = open_files();
      {
        const test::with_faults faults({.linkat = {.code = code, .times = 1 << 20}});
        ar::write_png(path, picture);
        CHECK(test::calls().linkat.times < (1 << 20));
      }
      CHECK(open_files() == files);
      CHECK(folder.names() == names{"a.png"});
      CHECK((read_file(path) == whole));
      const mode_t mask = ::umask(0);
      ::umask(mask);
      CHECK(mode_of(path) == (existing ? 0604 : 0666 & ~mask));
      // A copy that fails leaves nothing.
      for (const test::system_calls& calls : std::vector<test::system_calls>{
               {.rename = {.code = EIO, .times = 1}, .linkat = {.code = code, .times = 1 << 20}},
               {.fsync = {.code = EIO, .times = 1, .after = 1},
               .linkat = {.code = code, .times = 1 << 20}},
               {.linkat = {.code = code, .times = 1 << 20}, .pread = {.code = EIO, .times = 1}}}) {
        make_file(path, "old");
        std::optional<thrown_error> e;
        {
          const test::with_faults faults(calls);
          e = error_of([&] { ar::write_png(path, picture); });
        }
        CHECK(check_io(e, path, EIO) == "");
        CHECK(folder.names() == names{"a.png"});
        CHECK((read_file(path) == bytes_of("old")));
        CHECK(open_files() == files);
      }
      fs::remove(path);
    }
}

TEST_CASE("a pipe whose reader goes away is an error and no signal") {
  const test::folder folder;
  const std::string path = folder / "pipe";
  REQUIRE(::mkfifo(path.c_str(), 0600) == 0);
  const auto picture = noise(400, 500);
  const auto write_to_nobody = [&]() -> std::string {
    const int reader = ::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    if (reader < 0) return "no reader";
    const surroundings before(folder);
    std::string wrong = check_io(error_of([&] {
                                   ar::png_writer writer(path, {.width = 500, .height = 400});
                                   ::close(reader);
                                   for (std::size_t y = 0; y < 400; ++y)
                                     writer.push_row(picture.row(y));
                                   writer.finish();
                                 }),
                                 path, EPIPE);
    const int again = ::open("/dev/null", O_RDONLY | O_CLOEXEC); // the same number of open files
    wrong += before.changes();
    ::close(again);
    return wrong;
  };

  SECTION("with the signal's default action") {
    CHECK(in_child([&] {
            default_signals();
            return write_to_nobody();
          }) == "");
  }
  SECTION("with a handler, which is not called") {
    CHECK(in_child([&]() -> std::string {
            default_signals();
            static volatile std::sig_atomic_t called = 0;
            ::signal(SIGPIPE, [](int) { called = 1; });
            const std::string wrong = write_to_nobody();
            return called != 0 ? "the handler was called" : wrong;
          }) == "");
  }
  SECTION("ignored") {
    CHECK(in_child([&] {
            default_signals();
            ::signal(SIGPIPE, SIG_IGN);
            return write_to_nobody();
          }) == "");
  }
  SECTION("blocked, with one waiting that is the program's own") {
    CHECK(in_child([&]() -> std::string {
            default_signals();
            sigset_t pipe;
            sigemptyset(&pipe);
            sigaddset(&pipe, SIGPIPE);
            pthread_sigmask(SIG_BLOCK, &pipe, nullptr);
            ::raise(SIGPIPE);
            return write_to_nobody(); // the state of signals before and after is compared there
          }) == "");
  }
  CHECK(fs::is_fifo(path));
}

TEST_CASE("a slow reader of a pipe and a clock that interrupts every write") {
  const test::folder folder;
  const std::string path = folder / "pipe";
  REQUIRE(::mkfifo(path.c_str(), 0600) == 0);
  const auto picture = noise(400, 500);
  const bytes whole = ar::encode_png(picture).bytes;
  CHECK(in_child([&]() -> std::string {
          static volatile std::sig_atomic_t ticks = 0;
          struct sigaction action {};
          action.sa_handler = [](int) { ticks = ticks + 1; };
          ::sigaction(SIGALRM, &action, nullptr); // without SA_RESTART
          bytes read;
          sigset_t alarm;
          sigemptyset(&alarm);
          sigaddset(&alarm, SIGALRM);
          pthread_sigmask(SIG_BLOCK, &alarm, nullptr); // the reader inherits this
          std::thread reader([&] {
            // The reader comes late, so that opening is interrupted, too.
            ::usleep(20'000);
            const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
            std::uint8_t buffer[3000];
            for (ssize_t n = 0; (n = ::read(file, buffer, sizeof buffer)) > 0; ::usleep(500))
              read.insert(read.end(), buffer, buffer + n);
            ::close(file);
          });
          pthread_sigmask(SIG_UNBLOCK, &alarm, nullptr);
          itimerval often{{0, 300}, {0, 300}};
          ::setitimer(ITIMER_REAL, &often, nullptr);
          std::string wrong;
          if (const auto e = error_of([&] { ar::write_png(path, picture); })) wrong = e->message;
          often = {};
          ::setitimer(ITIMER_REAL, &often, nullptr);
          reader.join();
          if (ticks < 20) wrong += " too few interruptions";
          if (read != whole) wrong += " other bytes";
          return wrong;
        }) == "");
  CHECK(fs::is_fifo(path));
}

TEST_CASE("writers of the same name at the same time leave one whole file") {
  const test::folder folder;
  const std::string path = folder / "a.png";
  std::vector<ar::raster<std::uint8_t>> pictures;
  std::vector<bytes> files;
  for (unsigned i = 0; i < 4; ++i) {
    pictures.push_back(noise(200 + i, 500, i));
    files.push_back(ar::encode_png(pictures.back()).bytes);
  }
  const auto is_one_of_them = [&](const bytes& content) {
    return std::find(files.begin(), files.end(), content) != files.end();
  };
  std::atomic<int> writing{4};
  std::atomic<int> failures{0};
  std::atomic<int> halves{0};
  std::atomic<int> seen{0};
  {
    std::vector<test::joining_thread> threads;
    for (const auto& picture : pictures)
      threads.emplace_back([&] {
        for (int i = 0; i < 25; ++i)
          if (error_of([&] { ar::write_png(path, picture); })) ++failures;
        --writing;
      });
    threads.emplace_back([&] {
      while (writing > 0)
        if (fs::exists(path)) {
          ++seen;
          if (!is_one_of_them(read_file(path))) ++halves;
        }
    });
  }
  CHECK(failures == 0);
  CHECK(halves == 0);
  CHECK(seen > 0);
  CHECK(is_one_of_them(read_file(path)));
  CHECK(folder.names() == names{"a.png"});
}

TEST_CASE("a program started meanwhile does not inherit the file") {
  const test::folder folder;
  const auto inherited = [] {
    std::size_t count = 0;
    for (const auto& entry : fs::directory_iterator("/proc/self/fd")) {
      const int flags = ::fcntl(std::stoi(entry.path().filename().string()), F_GETFD);
      if (flags >= 0 && (flags & FD_CLOEXEC) == 0) ++count;
    }
    return count;
  };
  const std::size_t without = inherited();
  const ar::png_writer writer(folder / "a.png", {.width = 1, .height = 1});
  CHECK(inherited() == without);
}

TEST_CASE("many files leave no descriptor open") {
  const test::folder folder;
  const std::size_t files = open_files();
  for (int i = 0; i < 20; ++i) ar::write_png(folder / "a.png", noise(3, 3));
  CHECK(open_files() == files);
}

namespace {

// Writes files in a process of its own until it is killed.
pid_t start_writing(const std::string& path, bool nameless, bool replaces) {
  const pid_t child = ::fork();
  if (child != 0) return child;
  static const auto picture = noise(150, 170);
  test::system_calls calls;
  if (!nameless) calls.nameless = {.code = EOPNOTSUPP, .times = 1 << 30};
  const test::with_faults faults(calls);
  for (int i = 0;; ++i) {
    if (error_of([&] { ar::write_png(replaces ? path : path + std::to_string(i), picture); }))
      ::_exit(1);
  }
}

void kill_and_wait(pid_t process) {
  ::kill(process, SIGKILL);
  int status = 0;
  while (::waitpid(process, &status, 0) < 0 && errno == EINTR) continue;
  CHECK(WIFSIGNALED(status));
}

std::vector<std::string> hidden(const test::folder& folder) {
  names all = folder.names();
  std::erase_if(all, [](const std::string& name) { return !name.starts_with('.'); });
  return all;
}

} // namespace

TEST_CASE("a process that is killed leaves no file behind but whole ones") {
  std::mt19937 random(7);
  std::size_t left_without = 0;
  const bytes whole = ar::encode_png(noise(150, 170)).bytes;
  for (const bool nameless : {true, false})
    for (const bool replaces : {false, true})
      for (int i = 0; i < 15; ++i) {
        const test::folder folder;
        const pid_t process = start_writing(folder / "a", nameless, replaces);
        ::usleep(static_cast<useconds_t>(3000 + random() % 30'000));
        kill_and_wait(process);
        const names left = hidden(folder);
        // Some are killed between the moment at which the file has a temporary name and that at
        // which it has its own.
        if (nameless && !replaces) CHECK(left.empty());
        CHECK(left.size() <= 1);
        if (!nameless) left_without += left.size();
        for (const std::string& name : folder.names())
          if (!name.starts_with('.')) CHECK((read_file(folder / name) == whole));
        // The next process that makes a temporary name there removes it.
        CHECK(in_child([&]() -> std::string {
                const test::with_faults faults(no_nameless_files(EOPNOTSUPP));
                ar::write_png(folder / "b", noise(3, 3));
                return hidden(folder).empty() ? "" : "left: " + hidden(folder)[0];
              }) == "");
      }
  CHECK(left_without > 3); // or the test would show nothing
}

TEST_CASE("which temporary files are those of dead processes") {
  const test::folder folder;
  const std::string own = ar::detail::temporary_name("", 0); // .arrayreel-BOOT-SPACE-PROCESS-0.tmp
  const std::size_t before_process = own.rfind('-', own.rfind('-') - 1) + 1;
  const std::string space = own.substr(0, before_process);
  const auto name_of = [&](pid_t process, const std::string& end) {
    return space + std::to_string(process) + end;
  };
  // A dead process and a living one, beside this process and its parent.
  const pid_t dead = ::fork();
  if (dead == 0) ::_exit(0);
  while (::waitpid(dead, nullptr, 0) < 0 && errno == EINTR) continue;
  const pid_t alive = ::fork();
  if (alive == 0)
    while (true) ::pause();

  names stay{name_of(alive, "-0.tmp"),
             name_of(::getppid(), "-0.tmp"),
             name_of(::getpid(), "-7.tmp"),
             name_of(dead, "-.tmp"),
             name_of(dead, "-1.tmp.gz"),
             name_of(dead, "-1x.tmp"),
             name_of(dead, ".tmp"),
             name_of(dead, "-99999999999999.tmp"),
             space + "-0.tmp",
             space + "x-0.tmp",
             space + "99999999999999-0.tmp",
             space + "-5-0.tmp",
             ".arrayreel-" + std::to_string(dead) + "-0.tmp",
             "x" + name_of(dead, "-1.tmp")};
  // Of another boot or machine, and of another namespace.
  std::string other = name_of(dead, "-0.tmp");
  other[11] = other[11] == '0' ? '1' : '0';
  stay.push_back(other);
  other = name_of(dead, "-0.tmp");
  other.insert(before_process - 1, "1");
  stay.push_back(other);
  for (const std::string& name : stay) make_file(folder / name, "x");
  make_file(folder / "precious", "x");
  fs::create_symlink("precious", folder.path() / name_of(dead, "-20.tmp"));
  fs::create_directory(folder.path() / name_of(dead, "-21.tmp"));
  for (const char* number : {"-20.tmp", "-21.tmp"}) stay.push_back(name_of(dead, number));
  stay.push_back("precious");
  if (::geteuid() == 0) {
    make_file(folder / name_of(dead, "-22.tmp"), "x");
    REQUIRE(::chown((folder / name_of(dead, "-22.tmp")).c_str(), 65534, 65534) == 0);
    stay.push_back(name_of(dead, "-22.tmp"));
  }
  std::sort(stay.begin(), stay.end());
  for (const char* number : {"-0.tmp", "-1.tmp", "-4711.tmp"})
    make_file(folder / name_of(dead, number), "x");

  CHECK(in_child([&]() -> std::string {
          ar::detail::remove_leftovers(folder.path().string() + "/");
          if (folder.names() != stay) return "other files";
          // A process looks once, so that a long run does not look through a large folder again and
          // again.
          make_file(folder / name_of(dead, "-0.tmp"), "x");
          ar::detail::remove_leftovers(folder.path().string() + "/");
          return folder.names().size() == stay.size() + 1 ? "" : "looked again";
        }) == "");
  CHECK(in_child([&]() -> std::string {
          ar::detail::remove_leftovers(folder.path().string() + "/");
          return folder.names() == stay ? "" : "other files in another process";
        }) == "");
  kill_and_wait(alive);
}

TEST_CASE("a copy of the process by fork() leaves its parent's files alone") {
  const test::folder folder;
  const auto picture = noise(60, 66);
  const bytes whole = ar::encode_png(picture).bytes;
  const std::string path = folder / "a.png";
  const auto rows = [&](ar::png_writer& writer, std::size_t from, std::size_t to) {
    for (std::size_t y = from; y < to; ++y) writer.push_row(picture.row(y));
  };
  using sink = ar::detail::file_sink;
  for (const bool nameless : {true, false})
    for (const char* const what : {"destroys", "writes", "finishes", "assigns", "exits"}) {
      INFO(what << (nameless ? " nameless" : ""));
      const test::with_faults faults(nameless ? test::system_calls{}
                                              : no_nameless_files(EOPNOTSUPP));
      auto writer =
          std::make_unique<ar::png_writer>(path, ar::png_format{.width = 66, .height = 60});
      rows(*writer, 0, 30);
      auto plain = std::make_unique<sink>(folder / "plain");
      plain->write(bytes_of("begun, "));
      auto kept = std::make_unique<sink>(folder / "kept", sink::unfinished::kept);
      kept->write(bytes_of("begun, "));
      kept->keep_unfinished();
      const names before = folder.names();
      CHECK(in_child(
                [&]() -> std::string {
                  std::string wrong;
                  const auto refused = [&](auto&& call) {
                    const auto e = error_of(call);
                    if (!e || e->kind != ar::error_kind::parameter || !e->says("fork()"))
                      wrong += e ? " another error: " + e->message : " nothing was thrown";
                  };
                  if (std::strcmp(what, "writes") == 0) {
                    refused([&] { rows(*writer, 30, 60), writer->finish(); });
                    refused([&] { plain->write(bytes_of("of the copy")); });
                    refused([&] { kept->write(bytes_of("of the copy")); });
                    refused([&] { kept->seek(0); });
                    refused([&] { kept->flush_to_system(); });
                  }
                  if (std::strcmp(what, "finishes") == 0) {
                    refused([&] { plain->complete(); });
                    refused([&] { plain->commit(); });
                    refused([&] { kept->commit(); });
                    plain->remove_unfinished();
                  }
                  if (std::strcmp(what, "assigns") == 0) {
                    *writer = ar::png_writer(folder / "of the copy", {.width = 1, .height = 1});
                    const std::vector<std::uint8_t> pixel(1, 7);
                    writer->push_row(std::span<const std::uint8_t>(pixel));
                    writer->finish();
                    fs::remove(folder / "of the copy");
                  }
                  if (std::strcmp(what, "exits") == 0) {
                    static auto at_exit = std::move(writer);
                    static auto plain_at_exit = std::move(plain);
                    if (!test::under_asan) std::exit(0);
                  }
                  writer.reset();
                  plain.reset();
                  kept.reset();
                  return wrong;
                },
                test::leaks::unchecked) == "");
      CHECK(folder.names() == before);
      rows(*writer, 30, 60);
      writer->finish();
      plain->write(bytes_of("ended"));
      plain->commit();
      kept->write(bytes_of("ended"));
      kept->commit();
      CHECK((read_file(path) == whole));
      CHECK((read_file(folder / "plain") == bytes_of("begun, ended")));
      CHECK((read_file(folder / "kept") == bytes_of("begun, ended")));
      CHECK(folder.names() == names{"a.png", "kept", "plain"});
      for (const std::string& name : folder.names()) fs::remove(folder / name);
    }
}
