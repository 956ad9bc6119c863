// read_encoded.hpp: media back from files, against what wrote them, FFmpeg, and damage.
#include <arrayreel/nbvideo.hpp>
#include <arrayreel/page.hpp>
#include <arrayreel/png.hpp>
#include <arrayreel/read_encoded.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <iomanip>
#include <optional>
#include <span>
#include <sstream>
#include <string>
#include <vector>

#include "catch.hpp"
#include "support/codecs.hpp"
#include "support/folder.hpp"
#include "support/movies.hpp"
#include "support/read_movie.hpp"
#include "support/thrown.hpp"

namespace ar = arrayreel;

namespace {

using bytes = std::vector<std::uint8_t>;

std::string path_in(const test::folder& folder, const std::string& name, const bytes& content) {
  const std::string path = folder / name;
  std::ofstream(path, std::ios::binary)
      .write(reinterpret_cast<const char*>(content.data()),
             static_cast<std::streamsize>(content.size()));
  return path;
}

// Frames of 40 x 36, with times of the caller's or at the movie's rate.
ar::video_report push_all(ar::video_writer& movie, std::span<const double> times, std::size_t n) {
  for (std::size_t k = 0; k < n; ++k) {
    const test::noise_frame frame(36, 40, k);
    if (times.empty())
      movie.push(frame.view());
    else
      movie.push(frame.view(), times[k]);
  }
  return movie.finish();
}

// "" where the times are those that FFmpeg finds in the file, which rounds them to 10 µs each in
// APNG.
std::string check_times(const std::vector<double>& found, const bytes& file) {
  std::vector<double> expected;
  if (test::is_webp(file))
    test::read_webp(file,
                    [&](std::size_t, test::decoded_frame&& f) { expected.push_back(f.time); });
  else
    test::read_with_libav(file,
                          [&](std::size_t, const AVFrame&, double t) { expected.push_back(t); });
  if (found.size() != expected.size())
    return std::to_string(found.size()) + " times of " + std::to_string(expected.size());
  for (std::size_t i = 0; i < found.size(); ++i)
    if (!(std::fabs(found[i] - (expected[i] - expected[0])) < 1e-5 * static_cast<double>(i + 1)))
      return std::to_string(i) + ": " + std::to_string(found[i]) + " not " +
             std::to_string(expected[i] - expected[0]);
  return "";
}

// One small file of each kind that is read.
std::vector<ar::encoded> small_media() {
  std::vector<ar::encoded> result;
  std::vector<float> field(std::size_t{20} * 24);
  for (std::size_t i = 0; i < field.size(); ++i) field[i] = static_cast<float>(i);
  result.push_back(ar::encode_png(ar::view(field, {20, 24}),
                                  {.colormap = ar::colormaps::viridis, .describe = true}));
  for (const char* name : {"gif", "apng", "webp", "mp4", "webm", "mkv"})
    for (const test::movie_kind& kind : test::movie_kinds()) {
      if (kind.name != name) continue;
      ar::video_writer movie(ar::in_memory, test::options_of(kind));
      push_all(movie, {}, 5);
      result.push_back(movie.media().at(0));
    }
  return result;
}

} // namespace

TEST_CASE("read_encoded: what every codec wrote into every container") {
  const test::folder folder;
  std::size_t read = 0;
  for (const test::codec_facts& codec : test::writable_codecs())
    for (const ar::container container : codec.containers)
      for (const int way : {0, 1, 2}) { // at a rate, at times, crash-safe
        if (container == ar::container::ogg) continue;
        const bool fragments = container == ar::container::mp4 ||
                               container == ar::container::webm || container == ar::container::mkv;
        if (way == 2 && !fragments) continue;
        INFO(codec.name << " in " << test::name_of(container) << " " << way);
        const std::string path = folder / (std::string("a.") + test::name_of(container));
        ar::video_options options{.vmin = 0, .vmax = 255, .fps = {30000, 1001}};
        options.sources = {test::in_container(codec.options, container)};
        options.threads = 1;
        options.crash_safe = way == 2;
        const std::vector<double> times{0, .04, .1, .15, .4, .5, .75, 1.1};
        ar::video_report report;
        try {
          ar::video_writer movie(path, options);
          report = push_all(
              movie, way == 1 ? std::span<const double>(times) : std::span<const double>(), 8);
        } catch (const ar::error& e) {
          // An encoder that is not there, and times for one that has a rate only.
          if (e.kind() == ar::error_kind::encoder || way == 1) continue;
          throw;
        }
        const ar::encoded medium = ar::read_encoded(path);
        CHECK((medium.bytes == test::read_file(path)));
        CHECK(medium.mime == report.sources.at(0).mime);
        CHECK(medium.width == report.width);
        CHECK(medium.height == report.height);
        // GIF and WebP count in 10 and 1 ms, WebM and Matroska too.
        CHECK(medium.duration ==
              Approx(report.duration).margin(container == ar::container::mp4 ? 2e-5 : .011));
        const ar::media_description said = ar::read_description(path);
        CHECK(check_times(said.times, medium.bytes) == "");
        CHECK(said.times.size() == 8);
        CHECK(said.texts.empty());
        ++read;
      }
  CHECK(read > 20);
}

TEST_CASE("read_encoded: movies in fragments, as a sink gets them") {
  const test::folder folder;
  for (const char* name : {"mp4", "webm", "mkv"})
    for (const test::movie_kind& kind : test::crash_safe_kinds()) {
      if (kind.name != name) continue;
      INFO(kind.name);
      bytes all;
      ar::video_writer movie(
          [&](std::span<const std::uint8_t> part) {
            all.insert(all.end(), part.begin(), part.end());
            return true;
          },
          test::options_of(kind));
      const ar::video_report report = push_all(movie, {}, 30);
      const std::string path = path_in(folder, "a", all);
      const ar::encoded medium = ar::read_encoded(path);
      CHECK(medium.width == report.width);
      CHECK(medium.height == report.height);
      CHECK(medium.duration == Approx(1.2).margin(1e-3));
      CHECK(medium.mime == report.sources.at(0).mime);
      CHECK(check_times(ar::read_description(path).times, all) == "");
    }
}

TEST_CASE("read_encoded: a crash-safe movie that is still being written") {
  const test::folder folder;
  for (const test::movie_kind& kind : test::crash_safe_kinds()) {
    INFO(kind.name);
    ar::video_options options = test::options_of(kind);
    options.crash_safe = true;
    ar::video_writer movie(folder / ("a." + kind.name), options);
    for (std::size_t k = 0; k < 10; ++k) movie.push(test::noise_frames()[k].view());
    movie.flush();
    const ar::encoded medium = ar::read_encoded(movie.unfinished_files().at(0));
    CHECK(medium.width == 96);
    CHECK(medium.height == 72);
    CHECK(medium.duration > 0);
  }
}

TEST_CASE("read_encoded: files that others wrote") {
  const char* const folder = std::getenv("ARRAYREEL_READ_ENCODED_FILES");
  REQUIRE(folder != nullptr);
  std::ifstream facts(std::string(folder) + "/facts.txt");
  std::size_t files = 0;
  for (std::string line; std::getline(facts, line); ++files) {
    INFO(line);
    std::istringstream in(line);
    std::string name;
    std::string mime;
    ar::encoded expected;
    in >> name >> mime >> expected.width >> expected.height >> expected.duration;
    std::vector<double> times;
    for (double time = 0; in >> time;) times.push_back(time);
    const std::string path = std::string(folder) + "/" + name;
    const ar::encoded medium = ar::read_encoded(path);
    CHECK(medium.mime.substr(0, medium.mime.find(';')) == mime);
    CHECK(medium.width == expected.width);
    CHECK(medium.height == expected.height);
    CHECK(medium.duration == Approx(expected.duration).margin(2e-3));
    const ar::media_description said = ar::read_description(path);
    CHECK(said.times.size() == times.size());
    for (std::size_t i = 0; i < said.times.size() && i < times.size(); ++i)
      CHECK(said.times[i] == Approx(times[i]).margin(1e-5));
  }
  CHECK(files >= 9);
}

TEST_CASE("read_encoded: whatever is cut short is an error, and what is damaged no crash") {
  const test::folder folder;
  for (const ar::encoded& medium : small_media()) {
    INFO(medium.mime);
    CHECK(ar::read_encoded(path_in(folder, "a", medium.bytes)) == medium);
    // A comment element or none may be what is behind the last byte that counts.
    std::size_t taken = 0;
    const std::size_t step = medium.bytes.size() / 400 + 1;
    for (std::size_t n = 0; n < medium.bytes.size(); n += step) {
      ar::encoded part = medium;
      part.bytes.resize(n);
      const auto e = test::error_of([&] { static_cast<void>(ar::read_description(part)); });
      if (!e)
        ++taken;
      else if (e->kind != ar::error_kind::format)
        FAIL(n << ": " << e->message);
    }
    CHECK(taken == 0);
    std::uint64_t state = 12345;
    for (std::size_t k = 0; k < 4000; ++k) {
      ar::encoded wrong = medium;
      state = state * 6364136223846793005U + 1442695040888963407U;
      const std::size_t reach =
          k % 2 == 0 ? wrong.bytes.size() : 600; // mostly what is before pixels
      wrong.bytes[static_cast<std::size_t>(state % std::min(reach, wrong.bytes.size()))] =
          static_cast<std::uint8_t>(state >> 56);
      const auto e = test::error_of([&] { static_cast<void>(ar::read_description(wrong)); });
      if (e && e->kind != ar::error_kind::format) FAIL(k << ": " << e->message);
    }
  }
}

TEST_CASE("read_encoded: errors say what is wrong") {
  const test::folder folder;
  const auto message = [&](const bytes& content) {
    const std::string path = path_in(folder, "a.mp4", content);
    const auto e = test::error_of([&] { static_cast<void>(ar::read_encoded(path)); });
    REQUIRE(e);
    CHECK(e->kind == ar::error_kind::format);
    CHECK(e->path == path);
    return e->message.substr(path.size() + 2);
  };
  const auto of = [](const std::string& text) { return bytes(text.begin(), text.end()); };
  CHECK(message({}) == "is no PNG, APNG, GIF, WebP, MP4, WebM or Matroska file");
  CHECK(message(of("just some words")) ==
        "is no PNG, APNG, GIF, WebP, MP4, WebM or Matroska file; it is a text file");
  CHECK(message(of("\xff\xd8\xff\xe0 JFIF")) ==
        "is no PNG, APNG, GIF, WebP, MP4, WebM or Matroska file; it is a JPEG picture");
  bytes png = small_media()[0].bytes;
  png[20] = static_cast<std::uint8_t>(png[20] + 1U);
  CHECK(message(png) == "is damaged: the checksum of the PNG chunk 'IHDR' at byte 8 is wrong");
  png = small_media()[0].bytes;
  png.resize(50);
  CHECK(message(png).starts_with("is cut short or damaged: "));
  const bytes mp4 = of(std::string("\0\0\0\x10"
                                   "ftypisom\0\0\2\0",
                                   16));
  CHECK(message(mp4) == "is cut short: an MP4 file without its index");
  const auto missing = test::error_of([&] { static_cast<void>(ar::read_encoded(folder / "b")); });
  REQUIRE(missing);
  CHECK(missing->kind == ar::error_kind::io);
}

TEST_CASE("page: a movie by its file, and by the report of who wrote it") {
  const test::folder folder;
  ar::video_options options = test::options_of(test::movie_kinds()[0]);
  options.sources = {ar::h264{.preset = "ultrafast"}, ar::vp9{.cpu_used = 8}};
  ar::video_writer movie(folder / "run.mp4", options);
  const ar::video_report report = push_all(movie, {}, 4);

  ar::page by_file;
  by_file.movie(folder / "run.mp4", "u", {.width = 80});
  ar::page by_medium;
  by_medium.movie(ar::read_encoded(folder / "run.mp4"), "u", {.width = 80});
  CHECK(by_file.html() == by_medium.html());
  CHECK(by_file.html().find(" src=\"data:video/mp4;base64,") != std::string::npos);

  ar::page by_report;
  by_report.movie(report, "both");
  ar::page by_both;
  by_both.movie(
      std::vector{ar::read_encoded(folder / "run.mp4"), ar::read_encoded(folder / "run.webm")},
      "both");
  CHECK(by_report.html() == by_both.html());
  CHECK(by_report.html().find("type=\"video/webm; codecs=&quot;vp9&quot;\"") != std::string::npos);

  ar::page page;
  const std::string before = page.html();
  ar::video_writer memory(ar::in_memory, test::options_of(test::movie_kinds()[0]));
  const ar::video_report in_memory = push_all(memory, {}, 2);
  CHECK(test::refusal_of([&] { page.movie(in_memory); }) ==
        "a report of a movie that is not in a file, for a page; expected media() of the "
        "video_writer, or a file");
  ar::video_options keeping = options;
  keeping.on_error = ar::video_error::keep_going;
  ar::video_writer none(folder / "none.mp4", keeping);
  const ar::video_report failed = none.finish();
  CHECK(test::refusal_of([&] { page.movie(failed); }) ==
        "a report of a movie that there is none of, for a page: finish() without frames; expected "
        "1 or more; expected a finished one");
  const auto gone = test::error_of([&] { page.movie("no such file.mp4"); });
  REQUIRE(gone);
  CHECK(gone->kind == ar::error_kind::io);
  CHECK(page.html() == before);
}
