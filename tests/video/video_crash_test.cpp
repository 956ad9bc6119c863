// Movies of programs that are killed: with crash_safe what was shown up to a second before plays.
#include "catch.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <memory>
#include <numeric>
#include <random>
#include <string>
#include <system_error>
#include <thread>
#include <vector>

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <arrayreel/video_writer.hpp>

#include "support/codecs.hpp"
#include "support/each_frame.hpp"
#include "support/folder.hpp"
#include "support/hybrid_fragments.hpp"
#include "support/numbered_frame.hpp"
#include "support/thrown.hpp"

namespace ar = arrayreel;
namespace fs = std::filesystem;
using clock_type = std::chrono::steady_clock;
using names = std::vector<std::string>;

namespace {

constexpr std::uint32_t flushed_mark = 0xffffffffU;

struct simulation {
  std::string codec;
  std::string extension;
  bool threaded = false;
  double pause = 0; ///< milliseconds after each frame
  int fps = 25;
  long flush_after = -1;
};

struct reported_frame {
  std::uint32_t number;
  clock_type::time_point when;
};

/// The program that pushes, and what it has told.
class pusher {
public:
  pusher(const std::string& path, const simulation& s) {
    const std::array<std::string, 7> texts{ARRAYREEL_CRASH_PUSHER,
                                           path,
                                           s.codec,
                                           s.threaded ? "1" : "0",
                                           std::to_string(s.pause),
                                           std::to_string(s.fps),
                                           std::to_string(s.flush_after)};
    std::vector<char*> arguments;
    for (const std::string& text : texts) arguments.push_back(const_cast<char*>(text.c_str()));
    arguments.push_back(nullptr);
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) throw std::system_error(errno, std::generic_category());
    process_ = ::fork();
    if (process_ < 0) throw std::system_error(errno, std::generic_category());
    if (process_ == 0) {
      ::dup2(ends[1], 3);
      if (ends[1] == 3) ::fcntl(3, F_SETFD, 0);
      ::execv(arguments[0], arguments.data());
      ::_exit(127);
    }
    ::close(ends[1]);
    pipe_ = ends[0];
  }
  pusher(const pusher&) = delete;
  pusher& operator=(const pusher&) = delete;
  ~pusher() {
    kill();
    ::close(pipe_);
  }

  /// Listens until a time, or until the program flushed or ended, and keeps when each frame was
  /// reported.
  void listen(clock_type::time_point until) {
    while (!flushed_ && !ended_) {
      const auto left =
          std::chrono::duration_cast<std::chrono::milliseconds>(until - clock_type::now());
      if (left.count() <= 0) return;
      pollfd waiting{pipe_, POLLIN, 0};
      if (::poll(&waiting, 1, static_cast<int>(left.count())) <= 0) continue;
      take();
    }
  }
  /// Listens until there is a first frame.
  void wait_for_first() {
    while (frames_.empty() && !ended_) take();
  }

  void kill() {
    if (process_ <= 0) return;
    killed_ = clock_type::now();
    ::kill(process_, SIGKILL);
    int status = 0;
    while (::waitpid(process_, &status, 0) < 0 && errno == EINTR) continue;
    by_signal_ = WIFSIGNALED(status);
    process_ = -1;
    // Reads what the program still said before it ended.
    while (!ended_) take();
  }

  [[nodiscard]] const std::vector<reported_frame>& frames() const noexcept { return frames_; }
  [[nodiscard]] clock_type::time_point killed() const noexcept { return killed_; }
  [[nodiscard]] bool flushed() const noexcept { return flushed_; }
  [[nodiscard]] bool by_signal() const noexcept { return by_signal_; }

private:
  void take() {
    std::array<std::uint32_t, 256> numbers{};
    const ssize_t n = ::read(pipe_, numbers.data(), sizeof numbers);
    if (n < 0 && errno == EINTR) return;
    if (n <= 0) {
      ended_ = true;
      return;
    }
    const auto now = clock_type::now();
    for (std::size_t i = 0; i < static_cast<std::size_t>(n) / sizeof numbers[0]; ++i)
      if (numbers[i] == flushed_mark)
        flushed_ = true;
      else
        frames_.push_back({numbers[i], now});
  }

  pid_t process_ = -1;
  int pipe_ = -1;
  std::vector<reported_frame> frames_;
  clock_type::time_point killed_{};
  bool flushed_ = false;
  bool ended_ = false;
  bool by_signal_ = false;
};

struct decoded {
  std::vector<std::uint32_t> numbers;
  std::string complaints;
};

std::string quoted(const std::string& path) { return "'" + path + "'"; }

std::string output_of(const std::string& command) {
  std::string result;
  const std::unique_ptr<FILE, int (*)(FILE*)> from(::popen(command.c_str(), "r"), &::pclose);
  if (from == nullptr) throw std::system_error(errno, std::generic_category(), command);
  std::array<char, 65536> buffer{};
  for (std::size_t n = 0; (n = std::fread(buffer.data(), 1, buffer.size(), from.get())) > 0;)
    result.append(buffer.data(), n);
  return result;
}

/// The numbers of a movie's frames, and what `ffmpeg -v error` says of it.
decoded decode(const std::string& path) {
  const std::string log = path + ".log";
  const std::string frames =
      output_of("ffmpeg -nostdin -v error -i " + quoted(path) +
                test::each_frame + " -f rawvideo -pix_fmt gray - 2>" + quoted(log));
  decoded result;
  constexpr std::size_t size = test::numbered_frame::side * test::numbered_frame::side;
  for (std::size_t at = 0; at + size <= frames.size(); at += size)
    result.numbers.push_back(
        test::numbered_frame::number_of(reinterpret_cast<const std::uint8_t*>(frames.data()) + at));
  const auto said = test::read_file(log);
  result.complaints.assign(said.begin(), said.end());
  fs::remove(log);
  if (frames.size() % size != 0) result.complaints += " a part of a frame";
  return result;
}

/// "" where these are 0, 1, 2…
std::string check_order(const std::vector<std::uint32_t>& numbers) {
  for (std::size_t k = 0; k < numbers.size(); ++k)
    if (numbers[k] != k)
      return "frame " + std::to_string(k) + " shows " + std::to_string(numbers[k]);
  return "";
}

struct mp4_box {
  std::string type;
  std::size_t at;
};

/// The boxes of an MP4 file's top level.
std::vector<mp4_box> boxes_of(const std::vector<std::uint8_t>& file) {
  std::vector<mp4_box> result;
  const auto number = [&](std::size_t at, std::size_t count) {
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < count; ++i) value = value << 8 | file.at(at + i);
    return value;
  };
  for (std::size_t at = 0; at < file.size();) {
    const std::uint64_t size = number(at, 4);
    result.push_back({{file.begin() + static_cast<std::ptrdiff_t>(at) + 4,
                       file.begin() + static_cast<std::ptrdiff_t>(at) + 8},
                      at});
    at += static_cast<std::size_t>(size == 1 ? number(at + 8, 8) : size);
    if (size == 0) break;
  }
  return result;
}

std::string types_of(const std::vector<mp4_box>& boxes) {
  std::string result;
  for (const mp4_box& box : boxes) result += (result.empty() ? "" : " ") + box.type;
  return result;
}

/// "" where the movie of a program killed after so long is there up to a second before.
std::string killed_after(const simulation& s, std::chrono::milliseconds after) {
  const test::folder folder;
  pusher program(folder / ("x." + s.extension), s);
  program.wait_for_first();
  const auto begin = clock_type::now();
  program.listen(begin + after);
  program.kill();
  if (!program.by_signal()) return "it ended by itself";
  const auto& pushed = program.frames();
  if (pushed.empty()) return "no frames at all";
  const std::string partial = folder / ("x.partial." + s.extension);
  if (folder.names() != names{"x.partial." + s.extension}) return "other files";
  const decoded movie = decode(partial);
  // A fragment that was being written when the program was killed is no error of the movie. Those
  // of Matroska and MP4 are written at once, so this hardly ever happens.
  std::string wrong = movie.complaints + check_order(movie.numbers);
  // The last second in the movie's time.
  const std::size_t most_lost = static_cast<std::size_t>(s.fps);
  if (movie.numbers.size() + most_lost < pushed.size())
    wrong +=
        " " + std::to_string(movie.numbers.size()) + " frames of " + std::to_string(pushed.size());
  // The last second by the clock, from when this program heard of the frame, which is later than it
  // was pushed.
  std::size_t due = 0;
  for (const reported_frame& frame : pushed)
    if (program.killed() - frame.when > std::chrono::seconds(1)) ++due;
  if (s.pause > 0 && movie.numbers.size() < due)
    wrong += " " + std::to_string(movie.numbers.size()) + " frames of " + std::to_string(due) +
             " that are older than a second";
  return wrong;
}

/// What a file is whatever its name.
ino_t number_of_file(const std::string& path) {
  struct stat facts {};
  if (::stat(path.c_str(), &facts) != 0) throw std::system_error(errno, std::generic_category());
  return facts.st_ino;
}

std::string text_of(const simulation& s) {
  return s.codec + " " + s.extension + (s.threaded ? " threaded" : "") + " pause " +
         std::to_string(s.pause) + " fps " + std::to_string(s.fps);
}

// All that takes minutes: `ctest -C whole -L whole`.
bool whole() { return std::getenv("ARRAYREEL_WHOLE") != nullptr; }

} // namespace

TEST_CASE("killed at random moments") {
  std::mt19937 random(20261122);
  std::uniform_int_distribution<int> moment(0, 1500);
  const std::vector<simulation> simulations{
      {"h264", "mp4", false, 2, 25},    {"h264", "mp4", true, 2, 25},
      {"h264", "mp4", false, 40, 25},   {"h264", "mp4", false, 230, 2},
      {"h264", "mkv", false, 2, 25},    {"h264", "mkv", true, 40, 25},
      {"vp9", "webm", false, 2, 25},    {"vp9", "webm", true, 2, 25},
      {"vp9", "webm", false, 40, 25},   {"vp9", "mp4", false, 5, 30},
      {"vp9", "mkv", false, 70, 10},    {"ffv1", "mkv", false, 5, 25},
      {"ffv1", "mkv", true, 40, 25},    {"av1", "mp4", false, 20, 25},
      {"av1", "webm", true, 20, 25},    {"hevc", "mp4", false, 10, 25},
      {"hevc", "mkv", true, 10, 25},    {"vp8", "webm", false, 5, 25},
      {"h264_rgb", "mp4", false, 5, 25}};
  const std::size_t kills = whole() ? 50 : simulations.size();
  for (std::size_t i = 0; i < kills; ++i) {
    const simulation& s = simulations[i % simulations.size()];
    if (!test::is_writable(s.codec)) continue;
    const std::chrono::milliseconds after(moment(random));
    INFO(text_of(s) << ", killed after " << after.count() << " ms");
    CHECK(killed_after(s, after) == "");
  }
}

TEST_CASE("after flush() every frame is in the file") {
  for (const bool threaded : {false, true})
    for (const simulation& s : std::vector<simulation>{{"h264", "mp4"},
                                                       {"h264", "mkv"},
                                                       {"h264_rgb", "mp4"},
                                                       {"vp9", "webm"},
                                                       {"vp9", "mp4"},
                                                       {"vp8", "webm"},
                                                       {"av1", "mp4"},
                                                       {"av1", "webm"},
                                                       {"hevc", "mp4"},
                                                       {"hevc", "mkv"},
                                                       {"ffv1", "mkv"}})
      for (const long last : whole() ? std::vector<long>{0, 1, 6, 29} : std::vector<long>{0, 6}) {
        if (!test::is_writable(s.codec)) continue;
        simulation now = s;
        now.threaded = threaded;
        now.flush_after = last;
        INFO(text_of(now) << " frame " << last);
        const test::folder folder;
        pusher program(folder / ("x." + s.extension), now);
        program.listen(clock_type::now() + std::chrono::minutes(2));
        program.kill();
        CHECK(program.flushed());
        const decoded movie = decode(folder / ("x.partial." + s.extension));
        CHECK(movie.complaints == "");
        CHECK(check_order(movie.numbers) == "");
        CHECK(movie.numbers.size() == static_cast<std::size_t>(last) + 1);
      }
}

TEST_CASE("a movie that is given up, or whose frames fail, keeps all frames pushed before") {
  for (const bool threaded : {false, true})
    for (const auto& [extension, source] :
         std::vector<std::pair<std::string, ar::codec>>{{"mp4", ar::h264{}},
                                                        {"webm", ar::vp9{}},
                                                        {"mkv", ar::ffv1{}},
                                                        {"mp4", ar::hevc{}},
                                                        {"mp4", ar::av1{}}})
      for (const bool thrown : {false, true}) {
        if (!test::is_writable(source.name())) continue;
        INFO(extension << " " << source.name() << (threaded ? " threaded" : ""));
        const test::folder folder;
        try {
          ar::video_writer movie(folder / ("x." + extension), {.vmin = 0,
                                                               .vmax = 1,
                                                               .sources = {source},
                                                               .crash_safe = true,
                                                               .threaded = threaded});
          for (std::uint32_t k = 0; k < 17; ++k) movie.push(test::numbered_frame(k).view());
          if (thrown) throw 1;
        } catch (int) {
        }
        REQUIRE(folder.names() == names{"x.partial." + extension});
        const decoded movie = decode(folder / ("x.partial." + extension));
        CHECK(movie.complaints == "");
        CHECK(check_order(movie.numbers) == "");
        CHECK(movie.numbers.size() == 17);
      }
}

TEST_CASE("finish() makes an ordinary file of it") {
  for (const bool threaded : {false, true})
    for (const auto& [extension, source] :
         std::vector<std::pair<std::string, ar::codec>>{{"mp4", ar::h264{}},
                                                        {"mp4", ar::vp9{}},
                                                        {"mp4", ar::av1{}},
                                                        {"mp4", ar::hevc{}},
                                                        {"webm", ar::vp9{}},
                                                        {"mkv", ar::h264{}},
                                                        {"mkv", ar::ffv1{}}})
      for (const std::uint32_t frames : {1U, 2U, 77U}) {
        if (!test::is_writable(source.name())) continue;
        INFO(extension << " " << source.name() << " " << frames << (threaded ? " threaded" : ""));
        const test::folder folder;
        const std::string path = folder / ("x." + extension);
        ar::video_writer movie(
            path,
            {.vmin = 0, .vmax = 1, .sources = {source}, .crash_safe = true, .threaded = threaded});
        for (std::uint32_t k = 0; k < frames; ++k) movie.push(test::numbered_frame(k).view());
        CHECK(folder.names() == names{"x.partial." + extension});
        const ino_t partial = number_of_file(folder / ("x.partial." + extension));
        const ar::video_report report = movie.finish();
        CHECK(folder.names() == names{"x." + extension});
        CHECK(report.frames == frames);
        CHECK(report.bytes == fs::file_size(path));
        CHECK(report.sources.at(0).bytes == fs::file_size(path));
        CHECK(report.sources.at(0).path == path);
        const decoded made = decode(path);
        CHECK(made.complaints == "");
        CHECK(check_order(made.numbers) == "");
        CHECK(made.numbers.size() == frames);
        if (extension == "mp4") {
          // One index and no fragments: behind the frames in the same file, or in front in a copy.
          const std::string types = types_of(boxes_of(test::read_file(path)));
          if (test::has_hybrid_fragments())
            CHECK(types == "ftyp free mdat moov");
          else
            CHECK((types == "ftyp moov mdat" || types == "ftyp moov free mdat"));
        }
        CHECK((number_of_file(path) == partial) ==
              (extension != "mp4" || test::has_hybrid_fragments()));
        const std::string duration =
            output_of("ffprobe -v error -show_entries format=duration -of csv=p=0 " + quoted(path));
        CHECK(std::abs(std::stod(duration) - frames / 25.0) < 0.0015);
      }
}

TEST_CASE("a crash-safe MP4 file has its index in front where that is asked for") {
  if (!test::has_hybrid_fragments()) return;
  const test::folder folder;
  const std::string path = folder / "x.mp4";
  ar::video_writer movie(
      path, {.vmin = 0,
             .vmax = 1,
             .sources = {ar::h264{.options = {{"movflags", "-hybrid_fragmented"}}}},
             .crash_safe = true});
  for (std::uint32_t k = 0; k < 9; ++k) movie.push(test::numbered_frame(k).view());
  movie.finish();
  const std::string types = types_of(boxes_of(test::read_file(path)));
  CHECK((types == "ftyp moov mdat" || types == "ftyp moov free mdat"));
  CHECK(decode(path).numbers.size() == 9);
}

TEST_CASE("a crash-safe movie keeps its frames' times, finished or not") {
  const test::folder folder;
  // Seconds; the least between two frames is 1/90000.
  const std::vector<double> times{10, 10 + 1 / 90000.0, 10.001, 10.5, 10.75, 12, 12.25};
  const std::string path = folder / "x.mp4";
  for (const ar::codec& source : {ar::codec(ar::h264{}), ar::codec(ar::h264_rgb{})})
    for (const bool flushes : {false, true})
      for (const bool finishes : {false, true}) {
        INFO(source.name() << (flushes ? " flushed" : "") << (finishes ? " finished" : ""));
        std::string made = path;
        {
          ar::video_writer movie(path, {.vmin = 0,
                                        .vmax = 1,
                                        .fps = 10,
                                        .sources = {source},
                                        .crash_safe = true});
          for (std::uint32_t k = 0; k < times.size(); ++k) {
            movie.push(test::numbered_frame(k).view(), times[k]);
            if (flushes) movie.flush();
          }
          if (finishes)
            movie.finish();
          else
            made = movie.unfinished_files().at(0);
        }
        const decoded frames = decode(made);
        CHECK(frames.complaints == "");
        CHECK(check_order(frames.numbers) == "");
        CHECK(frames.numbers.size() == times.size());
        const std::string shown =
            output_of("ffprobe -v error -show_entries packet=pts_time -of csv=p=0 " + ::quoted(made));
        std::size_t at = 0;
        for (const double time : times) {
          REQUIRE(at < shown.size());
          CHECK(std::abs(std::stod(shown.substr(at)) - (time - times.front())) < 5e-6);
          at = shown.find('\n', at) + 1;
        }
        CHECK(at == shown.size());
        // The last frame is shown for a tenth of a second, as the rate says.
        const std::string duration =
            output_of("ffprobe -v error -show_entries format=duration -of csv=p=0 " + ::quoted(made));
        if (finishes)
          CHECK(std::abs(std::stod(duration) - (times.back() - times.front() + 0.1)) < 0.0015);
        fs::remove(made);
      }
}

TEST_CASE("what an earlier run left is not overwritten") {
  const test::folder folder;
  for (const char* name : {"x.partial.mp4", "x.partial-2.mp4"})
    test::make_file(folder / name, name);
  const std::string path = folder / "x.mp4";
  const auto before = [&] {
    CHECK((test::read_file(folder / "x.partial.mp4").size() == 13));
    CHECK((test::read_file(folder / "x.partial-2.mp4").size() == 15));
  };
  {
    ar::video_writer given_up(path, {.vmin = 0, .vmax = 1, .crash_safe = true});
    given_up.push(test::numbered_frame(0).view());
  }
  CHECK(folder.names() == names{"x.partial-2.mp4", "x.partial-3.mp4", "x.partial.mp4"});
  before();
  ar::video_writer movie(path, {.vmin = 0, .vmax = 1, .crash_safe = true});
  movie.push(test::numbered_frame(0).view());
  movie.finish();
  CHECK(folder.names() == names{"x.mp4", "x.partial-2.mp4", "x.partial-3.mp4", "x.partial.mp4"});
  before();
  CHECK(decode(folder / "x.partial-3.mp4").numbers.size() == 1);
}
