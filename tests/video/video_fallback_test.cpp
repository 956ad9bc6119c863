// Movies where FFmpeg lacks encoders: the next one is taken, or the error says what there is.
#include "catch.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdlib>
#include <span>
#include <string>
#include <vector>

#include <fcntl.h>
#include <unistd.h>

extern "C" {
#include <libavcodec/avcodec.h>
}

#include <arrayreel/encoder_licence.hpp>
#include <arrayreel/nbvideo.hpp>
#include <arrayreel/video_writer.hpp>

#include "support/child.hpp"
#include "support/codecs.hpp"
#include "support/folder.hpp"
#include "support/numbered_frame.hpp"
#include "support/read_movie.hpp"
#include "support/thrown.hpp"

namespace ar = arrayreel;

namespace {

constexpr const char* variable = "ARRAYREEL_HIDDEN_ENCODERS";

/// Encoders that FFmpeg is without, for as long as this lives.
class hidden {
public:
  explicit hidden(const std::string& names) { ::setenv(variable, names.c_str(), 1); }
  hidden(const hidden&) = delete;
  hidden& operator=(const hidden&) = delete;
  ~hidden() { ::unsetenv(variable); }
};

// All that are not FFmpeg's own: of libraries and of devices.
constexpr const char* not_its_own = "lib*,h264_*,hevc_*";

constexpr std::uint32_t frames = 5;

struct made_movie {
  ar::video_report report;
  ar::encoded file;
};

made_movie movie_with(ar::video_options options) {
  options.vmin = 0;
  options.vmax = 1;
  ar::video_writer movie(ar::in_memory, options);
  for (std::uint32_t k = 0; k < frames; ++k) movie.push(test::numbered_frame(k).view());
  const ar::video_report report = movie.finish();
  return {report, movie.media().front()};
}
made_movie movie_of(const ar::codec& source) { return movie_with({.sources = {source}}); }

const ar::written_source& source_of(const made_movie& movie) { return movie.report.sources.at(0); }

/// "" where the frames are all there, in order.
std::string check_frames(const made_movie& movie) {
  const test::decoded_movie decoded = test::read_movie(movie.file.bytes);
  if (decoded.frames.size() != frames) return std::to_string(decoded.frames.size()) + " frames";
  for (std::uint32_t k = 0; k < frames; ++k) {
    const test::decoded_frame& frame = decoded.frames[k];
    std::vector<std::uint8_t> gray(frame.rgba.size());
    std::transform(frame.rgba.begin(), frame.rgba.end(), gray.begin(),
                   [](const std::array<float, 4>& p) { return static_cast<std::uint8_t>(p[1]); });
    if (test::numbered_frame::number_of(gray.data()) != k)
      return "frame " + std::to_string(k) + " is another";
  }
  return "";
}

} // namespace

TEST_CASE("the next encoder is taken where FFmpeg has not got the first") {
  struct fallback {
    const char* hidden_ones;
    ar::codec source;
    bool crash_safe;
    const char* encoder;
  };
  for (const fallback& f :
       std::vector<fallback>{{"", ar::h264{}, false, "libx264"},
                             {"libx264", ar::h264{}, false, "libopenh264"},
                             {"libx264", ar::h264{.crf = 30}, false, "libopenh264"},
                             {" libx264\t, nothing , ", ar::h264{}, false, "libopenh264"},
                             {"libx264", ar::h264{.bitrate = 200'000}, false, "libopenh264"},
                             {"", ar::av1{}, false, "libsvtav1"},
                             {"libsvtav1", ar::av1{}, false, "libaom-av1"},
                             {"libsvtav1", ar::av1{.bitrate = 200'000}, false, "libaom-av1"},
                             {"libsvt*,libaom*", ar::av1{}, false, "librav1e"}}) {
    INFO(f.source.name() << " without " << f.hidden_ones);
    // FFmpeg 7.1 writes to memory that it has freed when it opens libaom.
    if (std::string(f.encoder) == "libaom-av1" && avcodec_version() >> 16 == 61) continue;
    if (!test::little_endian && std::string(f.encoder) == "libsvtav1") continue; // libaom is taken
    const hidden without(f.hidden_ones);
    if (avcodec_find_encoder_by_name(f.encoder) == nullptr) { // Debian's has no libopenh264
      if (std::string(f.encoder) == "libsvtav1" && avcodec_find_encoder_by_name("libaom-av1") != nullptr)
        continue; // that one is taken, as Ubuntu 22.04's FFmpeg has it alone
      const auto e = test::error_of([&] { movie_of(f.source); });
      REQUIRE(e);
      CHECK(e->says(std::string(f.encoder) + ": not in this FFmpeg"));
      continue;
    }
    const made_movie movie = movie_of(f.source);
    CHECK(source_of(movie).encoder == f.encoder);
    CHECK(source_of(movie).codec == f.source.name());
    if (std::string(f.source.name()) == "av1")
      CHECK(source_of(movie).mime.find("; codecs=\"av01.0.") != std::string::npos);
    CHECK(check_frames(movie) == "");
    const std::vector<std::string> there = ar::encoders_of(f.source);
    CHECK(std::find(there.begin(), there.end(), f.encoder) == there.begin());
  }
}

TEST_CASE("FFmpeg's own encoders alone: the error says what was tried, what there is and how to get "
          "more") {
  const hidden without(not_its_own);
  struct missing {
    ar::codec source;
    std::vector<const char*> tried;
    const char* libraries;
  };
  for (const missing& m : std::vector<missing>{
           {ar::h264{}, {"libx264", "libopenh264", "h264_nvenc"}, "libx264 or libopenh264"},
           {ar::h264_rgb{}, {"libx264rgb"}, "libx264"},
           {ar::hevc{}, {"libx265", "hevc_nvenc"}, "libx265"},
           {ar::av1{}, {"libsvtav1", "libaom-av1", "librav1e"}, "libsvtav1, libaom or librav1e"},
           {ar::vp9{}, {"libvpx-vp9"}, "libvpx"},
           {ar::vp9_lossless{}, {"libvpx-vp9"}, "libvpx"},
           {ar::vp8{}, {"libvpx"}, "libvpx"},
           {ar::theora{}, {"libtheora"}, "libtheora"},
           {ar::webp{}, {"libwebp_anim"}, "libwebp"}}) {
    const auto e = test::error_of([&] { movie_of(m.source); });
    REQUIRE(e);
    INFO(e->message);
    CHECK(e->kind == ar::error_kind::encoder);
    CHECK(e->says("no encoder for " + std::string(m.source.name())));
    for (const char* name : m.tried)
      CHECK(e->says(std::string(name) + ": hidden by ARRAYREEL_HIDDEN_ENCODERS"));
    CHECK(e->says("; this FFmpeg can write ffv1, gif and apng; "));
    CHECK(e->says(std::string(m.source.name()) + " needs one that was built with " + m.libraries +
                  ", such as that of Debian, Homebrew or conda-forge"));
    CHECK(ar::encoders_of(m.source).empty());
  }
  for (const ar::codec& source : {ar::codec(ar::ffv1{}), ar::codec(ar::gif{}), ar::codec(ar::apng{})}) {
    INFO(source.name());
    CHECK(check_frames(movie_of(source)) == "");
    CHECK(ar::encoders_of(source) == std::vector<std::string>{std::string(source.name())});
  }
}

TEST_CASE("an encoder that is there and refuses is no reason to look for another FFmpeg") {
  const auto e = test::error_of([&] { movie_of(ar::h264{.options = {{"rc-lookahead", "x"}}}); });
  REQUIRE(e);
  INFO(e->message);
  CHECK(e->says("libx264: does not take the option 'rc-lookahead' = 'x'"));
  CHECK_FALSE(e->says("this FFmpeg can write"));
}

TEST_CASE("any_browser takes the best that there is") {
  const std::string no_h264 = "libx264,libopenh264,h264_*";
  const std::string no_vpx = no_h264 + ",libvpx*";
  const std::string no_av1 = no_vpx + ",libsvtav1,libaom-av1,librav1e";
  for (const auto& [names, codec, mime] : std::vector<std::array<std::string, 3>>{
           {"", "h264", "video/mp4"},
           {no_h264, "vp9", "video/webm"},
           {no_h264 + ",libvpx-vp9", "vp8", "video/webm"},
           {no_vpx, "av1", "video/mp4"},
           {no_av1, "webp", "image/webp"},
           {no_av1 + ",libwebp*", "apng", "image/apng"},
           {not_its_own, "apng", "image/apng"},
           {std::string(not_its_own) + ",apng", "gif", "image/gif"}}) {
    INFO(codec << " without " << names);
    const hidden without(names);
    const made_movie movie = movie_of(ar::any_browser{});
    CHECK(source_of(movie).codec == codec);
    CHECK(movie.file.mime.substr(0, movie.file.mime.find(';')) == mime);
    CHECK(check_frames(movie) == "");
  }
  CHECK(ar::codec(ar::any_browser{}).name() == "any_browser");

  const hidden without(std::string(not_its_own) + ",apng,gif");
  const auto e = test::error_of([&] { movie_of(ar::any_browser{}); });
  REQUIRE(e);
  INFO(e->message);
  CHECK(e->kind == ar::error_kind::encoder);
  for (const char* name : {"libx264", "libvpx-vp9", "libvpx", "libsvtav1", "libwebp_anim", "apng", "gif"})
    CHECK(e->says(std::string(name) + ": hidden by"));
  CHECK(e->says("; this FFmpeg can write ffv1; h264 needs one that was built with libx264"));
}

TEST_CASE("any_browser does what the options and the file's name ask for") {
  const test::folder folder;
  const auto written = [&](const std::string& name, ar::video_options options) {
    options.vmin = 0;
    options.vmax = 1;
    options.sources = {ar::any_browser{}};
    ar::video_writer movie(folder / name, options);
    movie.push(test::numbered_frame(0).view());
    return movie.finish().sources.at(0).codec;
  };
  CHECK(written("a.mp4", {}) == "h264");
  CHECK(written("a.mkv", {}) == "h264");
  CHECK(written("a.webm", {}) == "vp9");
  CHECK(written("a.webp", {}) == "webp");
  CHECK(written("a.apng", {}) == "apng");
  CHECK(written("a.gif", {}) == "gif");
  CHECK(written("a", {}) == "h264");
  CHECK_THAT(test::refusal_of([&] { written("a.ogg", {}); }),
             test::says("no codec for any_browser; tried h264 in the container ogg; expected mp4, mkv"));
  CHECK(written("deep", {.bit_depth = 16}) == "apng");
  CHECK(written("slow.webm", {.crash_safe = true}) == "vp9");
  {
    const hidden without("libx264,libopenh264,h264_*,libvpx*,libsvtav1,libaom-av1,librav1e");
    const auto webm = test::error_of([&] { written("b.webm", {}); });
    REQUIRE(webm);
    CHECK(webm->says("; vp9 needs one that was built with libvpx,"));
  }
  {
    const hidden without("libx264,libopenh264,h264_*");
    CHECK(written("b.mp4", {}) == "vp9");
  }
  {
    const hidden without(not_its_own);
    const auto crash_safe = test::error_of([&] { written("c", {.crash_safe = true}); });
    REQUIRE(crash_safe);
    CHECK(crash_safe->says("crash_safe with the container apng"));
    CHECK(crash_safe->kind == ar::error_kind::encoder);
    // What is written to a function cannot be gone back to.
    std::vector<std::uint8_t> sent;
    const auto take = [&](std::span<const std::uint8_t> part) {
      sent.insert(sent.end(), part.begin(), part.end());
      return true;
    };
    ar::video_writer movie(take, {.vmin = 0, .vmax = 1, .sources = {ar::any_browser{}}});
    movie.push(test::numbered_frame(0).view());
    CHECK(movie.finish().sources.at(0).codec == "gif");
    CHECK(std::string(sent.begin(), sent.begin() + 6) == "GIF89a");
    // Browsers slow down GIFs that are faster.
    const hidden apng_too(std::string(not_its_own) + ",apng");
    const auto fast = test::error_of([&] { written("d", {.fps = 60}); });
    REQUIRE(fast);
    CHECK(fast->says("an fps of 60 for gif"));
  }
  CHECK_THAT(test::refusal_of([&] {
               movie_with({.sources = {ar::any_browser{}, ar::h264{}}});
             }),
             test::says("any_browser among 2 sources; expected it alone"));
}

TEST_CASE("any_browser in a notebook: the file's name says the container") {
  const test::folder folder;
  const std::vector<float> values(3 * 20 * 30, 0.5F);
  const auto array = ar::view(values, {3, 20, 30});
  const auto shown = ar::nbvideo(array, {.sources = {ar::any_browser{}}, .saveas = folder / "u.webm"});
  CHECK(shown.codecs == std::vector<std::string>{"vp9"});
  CHECK(folder.names() == std::vector<std::string>{"u.webm"});
  const hidden without(not_its_own);
  CHECK(ar::nbvideo(array, {.sources = {ar::any_browser{}}}).html().find("<img ") !=
        std::string::npos);
}

TEST_CASE("nothing is printed of encoders that are missing") {
  const test::folder folder;
  const std::string log = folder / "said";
  for (const char* names : {"libx264,libopenh264", "libx264,libopenh264,libx265", not_its_own}) {
    INFO(names);
    CHECK(test::in_child(
              [&]() -> std::string {
                const int file = ::open(log.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_APPEND, 0600);
                ::dup2(file, 1);
                ::dup2(file, 2);
                ::close(file);
                const hidden without(names);
                const auto e = test::error_of([&] { movie_of(ar::h264{}); });
                movie_of(ar::any_browser{});
                return e ? "" : "no error";
              },
              test::leaks::unchecked) == "");
    const auto said = test::read_file(log);
    CHECK(std::string(said.begin(), said.end()) == "");
  }
}
