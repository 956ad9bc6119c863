// video_writer.hpp: frames one by one, what is counted, and what is refused.
#include <arrayreel/video_writer.hpp>

#include <array>
#include <complex>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <limits>
#include <span>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "catch.hpp"
#include "support/codecs.hpp"
#include "support/folder.hpp"
#include "support/read_movie.hpp"
#include "support/refusal.hpp"

namespace {

namespace ar = arrayreel;
using ar::error_kind;
using view_f = ar::array_view<float>;
using view_8 = ar::array_view<std::uint8_t>;

const float nan_f = std::numeric_limits<float>::quiet_NaN();

/// What a lossless movie shows at a pixel of a frame.
std::array<float, 4> pixel(const ar::encoded& movie, std::size_t frame, std::size_t y,
                           std::size_t x) {
  return test::read_movie(movie.bytes).frames.at(frame).at(y, x);
}

ar::encoded done(ar::video_writer& w, ar::video_report* report = nullptr) {
  const ar::video_report r = w.finish();
  if (report != nullptr) *report = r;
  return std::move(w).media().at(0);
}

const std::vector<ar::codec> archive{ar::ffv1{}};
using rgba = std::array<float, 4>;

} // namespace

TEST_CASE("video_writer: the first frame gives the range, and what is beyond it is counted") {
  std::vector<float> a(64);
  for (std::size_t i = 0; i < 64; ++i) a[i] = static_cast<float>(i);
  std::vector<float> b = a;
  b[0] = -1;
  b[1] = -2;
  b[2] = 64;
  b[3] = nan_f;
  ar::video_writer w(ar::in_memory, {.sources = archive});
  w.push(view_f(a.data(), {8, 8}));
  w.push(view_f(b.data(), {8, 8}));
  CHECK(w.frames() == 2);
  ar::video_report report;
  const ar::encoded movie = done(w, &report);
  CHECK(report.range == ar::value_range{0, 63});
  CHECK(report.under == 2);
  CHECK(report.over == 1);
  CHECK(report.nan == 1);
  CHECK(pixel(movie, 1, 0, 0) == rgba{0, 0, 0, 255});
  CHECK(pixel(movie, 1, 0, 2) == rgba{255, 255, 255, 255});
  // NaN is transparent, and white is behind it.
  CHECK(pixel(movie, 1, 0, 3) == rgba{255, 255, 255, 255});
  CHECK(pixel(movie, 0, 0, 3) == rgba{12, 12, 12, 255});
}

TEST_CASE("video_writer: the range waits for the first frame that has values") {
  const float inf = std::numeric_limits<float>::infinity();
  std::vector<float> a(64); // 1 to 64
  for (std::size_t i = 0; i < 64; ++i) a[i] = static_cast<float>(i + 1);
  std::vector<float> none(64, nan_f);
  none[1] = inf;
  none[2] = -inf;
  struct expected {
    ar::value_range range;
    float last; // what the last value, 64, becomes
    std::uint64_t under;
  };
  const auto check = [&](ar::video_options o, const expected& e) {
    for (const bool threaded : {false, true}) {
      o.sources = archive;
      o.threaded = threaded;
      ar::video_writer w(ar::in_memory, o);
      for (int i = 0; i < 2; ++i) w.push(view_f(none.data(), {8, 8}));
      w.push(view_f(a.data(), {8, 8}));
      ar::video_report report;
      const ar::encoded movie = done(w, &report);
      CHECK(report.range.lo == Approx(e.range.lo).epsilon(1e-15));
      CHECK(report.range.hi == Approx(e.range.hi).epsilon(1e-15));
      CHECK(report.frames == 3);
      CHECK(pixel(movie, 2, 7, 7)[0] == e.last);
      // White shows through, an infinity is beyond every range.
      CHECK(pixel(movie, 0, 0, 0) == rgba{255, 255, 255, 255});
      CHECK(pixel(movie, 1, 0, 1) == rgba{255, 255, 255, 255});
      CHECK(report.under == e.under);
    }
  };
  check({}, {{1, 64}, 255, 2});
  check({.range_policy = ar::range_policy::first_frame}, {{1, 64}, 255, 2});
  check({.vmin = 0}, {{0, 64}, 255, 2});
  check({.vmax = 128}, {{1, 128}, 126, 2}); // 63 * 256 / 127 = 126.99
  check({.vsym = true}, {{-64, 64}, 255, 2});
  // NumPy's percentiles of 1 to 64: 1 + 0.1 * 63 and 1 + 0.9 * 63; six values are below 7.3.
  check({.percentile = ar::percentiles{10, 90}}, {{7.3, 57.7}, 255, 2 + 7});
  check({.gamma = 2}, {{1, 64}, 255, 2});
  check({.norm = ar::two_slope_norm{.vcenter = 2}}, {{1, 64}, 255, 2});
  check({.norm = ar::symlog_norm{.linthresh = 1}}, {{1, 64}, 255, 2});
  // For a logarithm -inf is no value.
  check({.norm = ar::log_norm{}}, {{1, 64}, 255, 0});

  // Values without a logarithm are missing, of integers too.
  std::vector<int> zeros(64, 0);
  std::vector<int> ones(64, 10);
  ones[0] = 1000;
  ar::video_writer log(ar::in_memory, {.norm = ar::log_norm{}, .sources = archive});
  log.push(ar::array_view<int>(zeros.data(), {8, 8}));
  log.push(ar::array_view<int>(ones.data(), {8, 8}));
  CHECK(log.finish().range == ar::value_range{10, 1000});
  // Without a logarithm, zeros are values.
  ar::video_writer linear(ar::in_memory, {.sources = archive});
  linear.push(ar::array_view<int>(zeros.data(), {8, 8}));
  linear.push(ar::array_view<int>(ones.data(), {8, 8}));
  CHECK(linear.finish().range == ar::value_range{0, 1});

  // Colours and complex numbers.
  std::vector<float> dark(8 * 8 * 3, nan_f);
  std::vector<float> light(8 * 8 * 3, 2);
  light[0] = 4;
  ar::video_writer colors(ar::in_memory, {.sources = archive});
  colors.push(view_f(dark.data(), {8, 8, 3}));
  colors.push(view_f(light.data(), {8, 8, 3}));
  CHECK(colors.finish().range == ar::value_range{2, 4});
  std::vector<std::complex<float>> waves(64, {nan_f, 0});
  ar::video_writer z(ar::in_memory, {.sources = archive});
  z.push(ar::array_view<std::complex<float>>(waves.data(), {8, 8}));
  waves.assign(64, {3, 4});
  waves[0] = 0;
  z.push(ar::array_view<std::complex<float>>(waves.data(), {8, 8}));
  CHECK(z.finish().range == ar::value_range{0, 5});
}

TEST_CASE("video_writer: a movie without any value") {
  const std::vector<float> none(64, nan_f);
  ar::video_writer w(ar::in_memory, {.bad = ar::color{255, 0, 255}, .sources = {ar::ffv1{}}});
  for (int i = 0; i < 3; ++i) w.push(view_f(none.data(), {8, 8}));
  ar::video_report report;
  const ar::encoded movie = done(w, &report);
  CHECK(report.range == ar::value_range{0, 1});
  CHECK(report.frames == 3);
  CHECK(report.nan == 3 * 64);
  CHECK(pixel(movie, 2, 7, 7) == rgba{255, 0, 255, 255});
}

TEST_CASE("video_writer: element types may change") {
  std::vector<std::int64_t> first(64, 0);
  first[0] = 4;
  std::vector<double> second(64, 1.0);
  std::vector<float> third(64, 3.0F);
  const auto movie_of = [&](auto& w) {
    w.push(ar::array_view<std::int64_t>(first.data(), {8, 8}));
    w.push(ar::array_view<double>(second.data(), {8, 8}));
    w.push(view_f(third.data(), {8, 8}));
  };
  ar::video_writer w(ar::in_memory, {.sources = archive});
  movie_of(w);
  ar::video_report report;
  const ar::encoded movie = done(w, &report);
  CHECK(report.range == ar::value_range{0, 4});
  CHECK(pixel(movie, 0, 0, 0)[0] == 255);
  CHECK(pixel(movie, 1, 0, 0)[0] == 64);
  CHECK(pixel(movie, 2, 0, 0)[0] == 192);

  // Bytes that pass untouched have the range 0 to 255, with which floats are compared. Behind
  // floats bytes are values.
  const std::vector<std::uint8_t> bytes(64, 100);
  const std::vector<float> floats(64, 100.0F);
  ar::video_writer pixels(ar::in_memory, {.sources = archive});
  pixels.push(view_8(bytes.data(), {8, 8}));
  pixels.push(view_f(floats.data(), {8, 8}));
  pixels.push(view_8(bytes.data(), {8, 8}));
  const ar::encoded same = done(pixels, &report);
  CHECK(report.range == ar::value_range{0, 255});
  for (std::size_t t = 0; t < 3; ++t) CHECK(pixel(same, t, 3, 3)[0] == 100);
  std::vector<float> spread(64, 50.0F);
  spread[0] = 150;
  ar::video_writer values(ar::in_memory, {.sources = archive});
  values.push(view_f(spread.data(), {8, 8}));
  values.push(view_8(bytes.data(), {8, 8}));
  const ar::encoded halves = done(values, &report);
  CHECK(report.range == ar::value_range{50, 150});
  CHECK(pixel(halves, 1, 3, 3)[0] == 128);
  // Of 16 bits, too.
  const std::vector<std::uint16_t> deep(64, 25700);
  ar::video_writer sixteen(ar::in_memory, {.bit_depth = 16, .sources = archive});
  sixteen.push(view_8(bytes.data(), {8, 8}));
  sixteen.push(ar::array_view<std::uint16_t>(deep.data(), {8, 8}));
  sixteen.push(view_f(floats.data(), {8, 8}));
  const ar::encoded deeper = done(sixteen, &report);
  CHECK(report.range == ar::value_range{0, 255});
  CHECK(pixel(deeper, 0, 0, 0)[0] == 25700); // 100 * 257
  CHECK(pixel(deeper, 1, 0, 0)[0] == 65535); // beyond
  CHECK(pixel(deeper, 2, 0, 0)[0] == 25700); // 100 * 65536 / 255 = 25700.4
}

TEST_CASE("video_writer: colours of what is below, above and nowhere") {
  const std::vector<float> a{-1,   0.5F, 2,    nan_f, -3,   0.5F, 0.5F, 0.5F,
                             0.5F, 0.5F, 0.5F, 0.5F,  0.5F, 0.5F, 0.5F, 0.5F};
  ar::video_writer w(ar::in_memory, {.vmin = 0,
                                     .vmax = 1,
                                     .bad = ar::color{255, 0, 255},
                                     .under = ar::color{0, 0, 255},
                                     .over = ar::color{255, 0, 0},
                                     .sources = archive});
  w.push(view_f(a.data(), {4, 4}));
  ar::video_report report;
  const ar::encoded movie = done(w, &report);
  CHECK(report.under == 2);
  CHECK(report.over == 1);
  CHECK(report.nan == 1);
  CHECK(pixel(movie, 0, 0, 0) == rgba{0, 0, 255, 255});
  CHECK(pixel(movie, 0, 0, 1) == rgba{128, 128, 128, 255});
  CHECK(pixel(movie, 0, 0, 2) == rgba{255, 0, 0, 255});
  CHECK(pixel(movie, 0, 0, 3) == rgba{255, 0, 255, 255});
}

TEST_CASE("video_writer: range policies") {
  std::vector<float> a(16, 0.0F);
  a[1] = 1;
  std::vector<float> b(16, 0.0F);
  b[1] = 10;
  const auto second = [&](ar::video_options o) {
    o.sources = archive;
    ar::video_writer w(ar::in_memory, o);
    w.push(view_f(b.data(), {4, 4}));
    w.push(view_f(a.data(), {4, 4}));
    return pixel(done(w), 1, 0, 1)[0];
  };
  CHECK(second({}) == 25);
  CHECK(second({.range_policy = ar::range_policy::first_frame}) == 25);
  CHECK(second({.range_policy = ar::range_policy::per_frame}) == 255);
  CHECK(second({.vmin = 0, .vmax = 4, .range_policy = ar::range_policy::given}) == 64);
  CHECK(second({.vsym = true}) == 140);
  const auto refuses = [](const ar::video_options& o, const char* part) {
    CHECK_REFUSED(ar::video_writer(ar::in_memory, o), error_kind::parameter, part);
  };
  refuses({.range_policy = ar::range_policy::whole}, "range_policy whole");
  refuses({.range_policy = ar::range_policy::given}, "range_policy given without a range");
  refuses({.vmin = 0, .vmax = 1, .range_policy = ar::range_policy::per_frame},
          "range_policy per_frame beside a range");
  refuses({.vmin = 0, .vsym = true, .range_policy = ar::range_policy::given},
          "range_policy given without a range");
  refuses({.vmin = 0, .vmax = 1, .range_policy = ar::range_policy::first_frame},
          "range_policy first_frame beside a range");
  refuses({.range = ar::value_range{0, 1}, .range_policy = ar::range_policy::first_frame},
          "range_policy first_frame beside a range");
}

TEST_CASE("video_writer: a mapping that cannot be is known before the first frame") {
  const auto refuses = [](const ar::video_options& o, const char* part) {
    CHECK_REFUSED(ar::video_writer(ar::in_memory, o), error_kind::parameter, part);
  };
  refuses({.vmin = 3, .vmax = 1}, "a vmin of 3 and a vmax of 1; expected vmin below vmax");
  refuses({.vmin = std::numeric_limits<double>::infinity()}, "a vmin of inf; expected");
  refuses({.vmin = 0, .range = ar::value_range{0, 1}}, "a range of 0 to 1 beside vmin");
  refuses({.range = ar::value_range{1, 0}}, "expected vmin below vmax");
  refuses({.range = ar::value_range{0, 1}, .percentile = ar::percentiles{1, 99}}, "a range of 0");
  refuses({.percentile = ar::percentiles{-1, 99}}, "percentile");
  refuses({.percentile = ar::percentiles{1, 101}}, "percentile");
  refuses({.vsym = true, .norm = ar::log_norm{}}, "vsym beside a logarithmic norm");
}

TEST_CASE("video_writer: the range of what passes as it is, is that of its type") {
  const auto range = [](const auto& values, ar::video_options o) {
    o.sources = archive;
    ar::video_writer w(ar::in_memory, o);
    using T = typename std::remove_cvref_t<decltype(values)>::value_type;
    w.push(ar::array_view<T>(values.data(), {4, 4}));
    return w.finish().range;
  };
  const std::vector<std::uint8_t> pixels(16, 7);
  const std::vector<std::uint16_t> deep(16, 7);
  const std::vector<int> labels{0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3};
  CHECK(range(pixels, {}) == ar::value_range{0, 255});
  CHECK(range(pixels, {.bit_depth = 16}) == ar::value_range{0, 255});
  CHECK(range(deep, {.bit_depth = 16}) == ar::value_range{0, 65535});
  CHECK(range(labels, {.colormap = ar::colormaps::tab10}) == ar::value_range{0, 9});
}

TEST_CASE("video_writer: uint8 is not touched, and 16 bits are kept where asked for") {
  std::vector<std::uint8_t> a(16);
  for (std::size_t i = 0; i < 16; ++i) a[i] = static_cast<std::uint8_t>(3 + 16 * i);
  ar::video_writer w(ar::in_memory, {.sources = archive});
  w.push(view_8(a.data(), {4, 4}));
  const ar::encoded movie = done(w);
  for (std::size_t i = 0; i < 16; ++i) CHECK(pixel(movie, 0, i / 4, i % 4)[0] == a[i]);
  std::vector<std::uint16_t> deep(48);
  for (std::size_t i = 0; i < 48; ++i) deep[i] = static_cast<std::uint16_t>(1361 * i + 7);
  for (const ar::codec& codec : {ar::codec(ar::ffv1{}), ar::codec(ar::apng{})})
    for (const bool color : {false, true}) {
      ar::video_writer v(ar::in_memory, {.bit_depth = 16, .sources = {codec}});
      const std::size_t channels = color ? 3 : 1;
      const ar::shape extents = color ? ar::shape{4, 4, 3} : ar::shape{4, 4};
      v.push(ar::array_view<std::uint16_t>(deep.data(), extents));
      v.push(ar::array_view<std::uint16_t>(deep.data(), extents));
      const test::decoded_movie read = test::read_movie(done(v).bytes);
      REQUIRE(read.frames.size() == 2);
      CHECK(read.frames[1].depth == 16);
      for (std::size_t i = 0; i < 16; ++i)
        for (std::size_t k = 0; k < channels; ++k)
          CHECK(read.frames[1].at(i / 4, i % 4)[k] == static_cast<float>(deep[i * channels + k]));
    }
  CHECK_REFUSED(ar::video_writer(ar::in_memory, {.bit_depth = 16}), error_kind::parameter,
                "a bit_depth of 16 for h264; expected ffv1 or apng");
  CHECK_REFUSED(ar::video_writer(ar::in_memory, {.bit_depth = 12}), error_kind::parameter,
                "a bit_depth of 12");
}

TEST_CASE("video_writer: times of the caller's") {
  const std::vector<std::uint8_t> a(64 * 64, 9);
  for (const ar::codec& codec :
       {ar::codec(ar::h264{}), ar::codec(ar::vp9{}), ar::codec(ar::ffv1{}), ar::codec(ar::gif{})}) {
    ar::video_writer w(ar::in_memory, {.fps = 10, .sources = {codec}});
    for (const double t : {5.0, 5.25, 5.5, 7.0}) w.push(view_8(a.data(), {64, 64}), t);
    ar::video_report report;
    const test::decoded_movie read = test::read_movie(done(w, &report).bytes);
    INFO(report.sources.at(0).codec);
    REQUIRE(read.frames.size() == 4);
    CHECK(read.frames[1].time == Approx(0.25).margin(1e-4));
    CHECK(read.frames[2].time == Approx(0.5).margin(1e-4));
    CHECK(read.frames[3].time == Approx(2.0).margin(1e-4));
    CHECK(report.duration == Approx(2.1));
    CHECK(read.facts.duration == Approx(2.1).margin(1e-3));
  }
}

TEST_CASE("video_writer: times of the caller's in crash-safe files, however often these are flushed") {
  const test::folder folder;
  const std::vector<std::uint8_t> a(64 * 64, 9);
  const std::vector<double> times{5, 5.25, 5.5, 7, 7.01, 7.5, 9, 9.75, 9.8, 12};
  for (const ar::codec& codec :
       {ar::codec(ar::h264{}), ar::codec(ar::hevc{}), ar::codec(ar::vp9{.container = ar::container::mp4}),
        ar::codec(ar::vp9{}), ar::codec(ar::ffv1{})})
    for (const std::size_t every : {1U, 3U, 100U}) {
      if (!test::is_writable(codec.name())) continue;
      const std::string path = folder / "a";
      ar::video_writer w(path, {.fps = 10, .sources = {codec}, .crash_safe = true});
      for (std::size_t i = 0; i < times.size(); ++i) {
        w.push(view_8(a.data(), {64, 64}), times[i]);
        if (i % every == every - 1) w.flush();
      }
      // The file so far, too, up to what the encoder holds back.
      const test::decoded_movie partial = test::read_movie(test::read_file(w.unfinished_files().at(0)));
      const ar::video_report report = w.finish();
      const test::decoded_movie read = test::read_movie(test::read_file(path));
      INFO(report.sources.at(0).codec << " in " << report.sources.at(0).mime << " " << every);
      REQUIRE(read.frames.size() == times.size());
      for (std::size_t i = 0; i < times.size(); ++i)
        CHECK(read.frames[i].time == Approx(times[i] - times[0]).margin(1e-3));
      for (std::size_t i = 0; i < partial.frames.size(); ++i)
        CHECK(partial.frames[i].time == Approx(times[i] - times[0]).margin(1e-3));
      CHECK(read.facts.duration == Approx(7.1).margin(2e-3));
    }
}

TEST_CASE("video_writer: times since 1970") {
  const std::vector<std::uint8_t> a(64 * 64, 9);
  for (const double first : {1.7e9, 1.7e12, -62135596800.0}) { // in ms too, and the year 1
    ar::video_writer w(ar::in_memory, {.fps = 10, .sources = archive});
    for (int i = 0; i < 5; ++i) w.push(view_8(a.data(), {64, 64}), first + 0.1 * i);
    ar::video_report report;
    const test::decoded_movie read = test::read_movie(done(w, &report).bytes);
    CHECK(report.duration == Approx(0.5).margin(1e-3));
    REQUIRE(read.frames.size() == 5);
    for (std::size_t i = 0; i < 5; ++i)
      CHECK(read.frames[i].time == Approx(0.1 * static_cast<double>(i)).margin(1e-3));
  }
  ar::video_writer w(ar::in_memory, {.fps = 10});
  w.push(view_8(a.data(), {64, 64}), 1.7e9);
  CHECK_REFUSED((w.push(view_8(a.data(), {64, 64}), 2.8e9), 0), error_kind::parameter,
                "a timestamp of 2.8e+09 in a movie from 1.7e+09; expected it within 1e+09 s");
  CHECK_REFUSED((w.push(view_8(a.data(), {64, 64}), std::numeric_limits<double>::infinity()), 0),
                error_kind::parameter, "a timestamp of inf; expected a finite number");
  CHECK_REFUSED((w.push(view_8(a.data(), {64, 64}), -1e300), 0), error_kind::parameter,
                "a timestamp of -1e+300 in a movie from");
}

TEST_CASE("video_writer: times of HEVC, which looks ahead") {
  if (!test::is_writable("hevc")) return;
  const std::vector<std::uint8_t> a(64 * 64, 9);
  ar::video_writer w(ar::in_memory, {.fps = 10, .sources = {ar::hevc{}}});
  for (int i = 0; i < 10; ++i) w.push(view_8(a.data(), {64, 64}), 0.5 * i);
  ar::video_report report;
  const test::decoded_movie read = test::read_movie(done(w, &report).bytes);
  CHECK(report.duration == Approx(4.6));
  CHECK(read.facts.duration == Approx(4.6).margin(1e-3));
  REQUIRE(read.frames.size() == 10);
  for (std::size_t i = 0; i < 10; ++i)
    CHECK(read.frames[i].time == Approx(0.5 * static_cast<double>(i)).margin(1e-4));
}

TEST_CASE("video_writer: short movies of HEVC after one of AV1") {
  if (!test::is_writable("hevc")) return;
  const std::vector<std::uint8_t> a(64 * 64, 9);
  const auto movie = [&](const ar::codec& codec, int frames) {
    ar::video_writer w(ar::in_memory, {.sources = {codec}});
    for (int i = 0; i < frames; ++i) w.push(view_8(a.data(), {64, 64}));
    return test::read_movie(done(w).bytes);
  };
  CHECK(movie(ar::av1{}, 3).frames.size() == 3);
  for (int round = 0; round < 3; ++round)
    for (int frames = 1; frames <= 5; ++frames) {
      INFO(frames);
      const test::decoded_movie read = movie(ar::hevc{}, frames);
      CHECK(read.frames.size() == static_cast<std::size_t>(frames));
      CHECK(read.facts.duration == Approx(frames / 25.0).margin(1e-3));
    }
}

TEST_CASE("video_writer: times are told apart as the format does") {
  const std::vector<std::uint8_t> a(64 * 64, 9);
  const view_8 frame(a.data(), {64, 64});
  ar::video_writer gif(ar::in_memory, {.fps = 10, .sources = {ar::gif{}}});
  gif.push(frame, 0);
  for (const double early : {0.0, 0.01, 0.0149})
    CHECK_REFUSED((gif.push(frame, early), 0), error_kind::parameter,
                  "after one of 0; expected it later by 0.02 s or more");
  gif.push(frame, 0.02);
  CHECK_REFUSED((gif.push(frame, 700), 0), error_kind::parameter,
                "a timestamp of 700 after one of 0.02; expected it within 655.35 s");
  gif.push(frame, 655);
  const test::decoded_movie pictures = test::read_movie(done(gif).bytes);
  REQUIRE(pictures.frames.size() == 3);
  CHECK(pictures.frames[1].time == Approx(0.02));
  CHECK(pictures.frames[2].time == Approx(655));

  ar::video_writer mkv(ar::in_memory, {.sources = archive});
  mkv.push(frame, 0);
  mkv.push(frame, 0.0014999);
  CHECK_REFUSED((mkv.push(frame, 0.0015001), 0), error_kind::parameter,
                "expected it later by 0.001 s or more");
  mkv.push(frame, 0.003);
  const test::decoded_movie read = test::read_movie(done(mkv).bytes);
  REQUIRE(read.frames.size() == 3);
  CHECK(read.frames[1].time < read.frames[2].time);
  CHECK(read.frames[2].time == Approx(0.003));

  ar::video_writer webp(ar::in_memory, {.sources = {ar::webp{}}});
  webp.push(frame, 0);
  CHECK_REFUSED((webp.push(frame, 17000), 0), error_kind::parameter, "expected it within 16777 s");
}

TEST_CASE("video_writer: values are counted of the frames that are in the movie") {
  std::vector<float> a(64, 0.5F);
  a[0] = 2;
  a[1] = -2;
  a[2] = nan_f;
  const view_f frame(a.data(), {8, 8});
  ar::video_writer w(
      ar::in_memory,
      {.vmin = 0, .vmax = 1, .label_scale = std::size_t{1} << 30, .sources = archive});
  w.push(frame, 0.0);
  CHECK_REFUSED((w.push(frame, 0.0), 0), error_kind::parameter, "a timestamp of 0 after one of 0");
  CHECK_REFUSED((w.push(view_f(a.data(), {4, 8}), 1.0), 0), error_kind::parameter, "frame 1 of 4");
  // Known only when the values have become levels.
  CHECK_REFUSED((w.push(frame, {.timestamp = 1, .label = "x"}), 0), error_kind::limit, "a label");
  w.push(frame, 1.0);
  ar::video_report report;
  CHECK(test::read_movie(done(w, &report).bytes).frames.size() == 2);
  CHECK(report.frames == 2);
  CHECK(report.over == 2);
  CHECK(report.under == 2);
  CHECK(report.nan == 2);
}

TEST_CASE("video_writer: rates of any integer, times of any number") {
  const std::vector<std::uint8_t> a(64 * 64, 9);
  const view_8 frame(a.data(), {64, 64});
  const std::size_t fps = 10;
  ar::video_writer w(ar::in_memory, {.fps = fps, .sources = archive});
  // These have neither a label nor a time.
  w.push(frame, {});
  w.push(frame, {});
  CHECK_REFUSED((w.push(frame, 1), 0), error_kind::parameter, "frame 2 with a timestamp");
  CHECK(w.finish().duration == Approx(0.2));
  ar::video_writer t(ar::in_memory, {.fps = 10L, .sources = archive});
  t.push(frame, 0);
  t.push(frame, 1U);
  t.push(frame, 2.5F);
  CHECK(t.finish().duration == Approx(2.6));
}

TEST_CASE("video_writer: a refused frame leaves the movie as it was") {
  const std::vector<std::uint8_t> a(64 * 64 * 3, 9);
  ar::video_writer w(ar::in_memory, {.sources = archive});
  const view_8 good(a.data(), {64, 64});
  w.push(good);
  const auto refuses = [&](const auto& frame, const char* part) {
    CHECK_REFUSED((w.push(frame), 0), error_kind::parameter, part);
  };
  refuses(view_8(a.data(), {64, 63}), "frame 1 of 64 x 63 x 1");
  refuses(view_8(a.data(), {64, 63}), "expected 64 x 64 x 1");
  refuses(view_8(a.data(), {64, 64, 3}), "frame 1 of 64 x 64 x 3");
  CHECK_REFUSED((w.push(good, 1.0), 0), error_kind::parameter, "frame 1 with a timestamp");
  w.push(good);
  CHECK(w.frames() == 2);
  CHECK(test::read_movie(done(w).bytes).frames.size() == 2);

  ar::video_writer t(ar::in_memory);
  const double nan = std::numeric_limits<double>::quiet_NaN();
  CHECK_REFUSED((t.push(good, nan), 0), error_kind::parameter, "a timestamp of nan");
  t.push(good, 1.0);
  CHECK_REFUSED((t.push(good, 1.0), 0), error_kind::parameter, "a timestamp of 1 after one of 1");
  CHECK_REFUSED((t.push(good, 0.5), 0), error_kind::parameter, "a timestamp of 0.5 after");
  CHECK_REFUSED((t.push(good, nan), 0), error_kind::parameter, "a timestamp of nan");
  CHECK_REFUSED((t.push(good), 0), error_kind::parameter, "frame 1 without a timestamp");
  t.push(good, 1.5);
  CHECK(test::read_movie(done(t).bytes).frames.size() == 2);
}

TEST_CASE("video_writer: a first frame that is refused decides nothing") {
  const std::vector<std::uint8_t> wide(20000 * 2, 9);
  ar::video_writer w(ar::in_memory, {.sources = {ar::h264{}}});
  CHECK_REFUSED((w.push(view_8(wide.data(), {2, 20000})), 0), error_kind::limit,
                "20000 x 2 pixels; expected sides up to 16384");
  w.push(view_8(wide.data(), {64, 64}));
  ar::video_report report;
  done(w, &report);
  CHECK(report.frames == 1);
  CHECK(report.width == 64);
}

TEST_CASE("video_writer: calls at the wrong time") {
  const std::vector<std::uint8_t> a(64 * 64, 9);
  const view_8 frame(a.data(), {64, 64});
  ar::video_writer empty(ar::in_memory);
  CHECK_REFUSED(empty.finish(), error_kind::parameter, "finish() without frames");
  empty.push(frame);
  CHECK(empty.finish().frames == 1);
  CHECK_REFUSED(empty.finish(), error_kind::parameter, "finish() after finish()");
  CHECK_REFUSED((empty.push(frame), 0), error_kind::parameter, "push() after finish()");
  CHECK_REFUSED((empty.flush(), 0), error_kind::parameter, "flush() after finish()");
  ar::video_writer moved(std::move(empty));
  CHECK_REFUSED((empty.push(frame), 0), error_kind::parameter, "moved from"); // NOLINT
  CHECK_REFUSED(empty.finish(), error_kind::parameter, "moved from");         // NOLINT
  CHECK_REFUSED(ar::video_writer(ar::in_memory, {.crash_safe = true}), error_kind::parameter,
                "crash_safe for a movie in memory; expected a file");
  CHECK_REFUSED(ar::video_writer(""), error_kind::parameter, "path");
  ar::video_writer unknown(ar::in_memory, {.sources = {ar::h264{.options = {{"nosuch", "1"}}}}});
  CHECK_REFUSED((unknown.push(frame), 0), error_kind::parameter, "the option 'nosuch' = '1'");
}

TEST_CASE("video_writer: several sources, several files, and nothing before the end") {
  const std::vector<std::uint8_t> a(64 * 64, 9);
  const view_8 frame(a.data(), {64, 64});
  const test::folder folder;
  {
    ar::video_writer given_up(folder / "gone.mp4");
    given_up.push(frame);
  }
  CHECK(folder.names().empty());
  ar::video_writer w(folder / "run.mp4", {.sources = {ar::h264{}, ar::vp9{}, ar::h264_rgb{}}});
  for (int i = 0; i < 3; ++i) w.push(frame);
  const ar::video_report report = w.finish();
  CHECK(folder.names() == std::vector<std::string>{"run.h264.mp4", "run.h264_rgb.mp4", "run.webm"});
  for (const ar::written_source& s : report.sources) {
    const auto bytes = test::read_file(s.path);
    CHECK(bytes.size() == s.bytes);
    CHECK(test::read_movie(bytes).frames.size() == 3);
  }
}

TEST_CASE("video_writer: what is crash safe plays without an end") {
  const std::vector<std::uint8_t> a(64 * 64, 9);
  const test::folder folder;
  {
    ar::video_writer w(folder / "run.mp4", {.crash_safe = true});
    for (int i = 0; i < 30; ++i) w.push(view_8(a.data(), {64, 64}));
    w.flush();
  }
  CHECK(folder.names() == std::vector<std::string>{"run.partial.mp4"});
  CHECK(test::read_movie(test::read_file(folder / "run.partial.mp4")).frames.size() == 30);
}

TEST_CASE("video_writer: what is crash safe plays with flags of the user's, too") {
  const std::vector<std::uint8_t> a(64 * 64, 9);
  for (const char* flags : {"faststart", "+faststart", "+faststart+write_colr", "-faststart"}) {
    const test::folder folder;
    INFO(flags);
    ar::video_writer w(folder / "run.mp4", {.sources = {ar::h264{.options = {{"movflags", flags}}}},
                                            .crash_safe = true});
    for (int i = 0; i < 30; ++i) w.push(view_8(a.data(), {64, 64}));
    w.flush();
    {
      std::string name;
      for (const auto& entry : std::filesystem::directory_iterator(folder.path())) {
        name = entry.path().string();
        CHECK(test::read_movie(test::read_file(name)).frames.size() == 30);
      }
      CHECK_FALSE(name.empty());
    }
    CHECK(w.finish().frames == 30);
    CHECK(test::read_movie(test::read_file(folder / "run.mp4")).frames.size() == 30);
  }
}

TEST_CASE("video_writer: what was never begun leaves no file") {
  const std::vector<std::uint8_t> a(64 * 64, 9);
  const test::folder folder;
  {
    ar::video_writer w(folder / "run.mp4",
                       {.sources = {ar::h264{.options = {{"nosuch", "1"}}}}, .crash_safe = true});
    CHECK_REFUSED((w.push(view_8(a.data(), {64, 64})), 0), error_kind::parameter,
                  "the option 'nosuch' = '1'");
  }
  CHECK(folder.names().empty());
  {
    const ar::video_writer unused(folder / "run.mp4", {.crash_safe = true});
  }
  CHECK(folder.names().empty());
}

TEST_CASE("video_writer: sinks that cannot be written to") {
  const std::vector<std::uint8_t> a(64 * 64, 9);
  CHECK_REFUSED(ar::video_writer(ar::video_sink()), error_kind::parameter, "an empty sink");
  const ar::video_sink taker = [](std::span<const std::uint8_t>) { return true; };
  ar::video_writer w(taker, {.sources = {ar::apng{}}});
  CHECK_REFUSED((w.push(view_8(a.data(), {64, 64})), 0), error_kind::parameter, "apng to a sink");
}

TEST_CASE("video_writer: rasters with a palette are their colours") {
  const auto raster = [](std::size_t side, std::uint8_t first) {
    ar::raster<std::uint8_t> r(side, side);
    for (std::size_t i = 0; i < side * side; ++i)
      r.pixels()[i] = static_cast<std::uint8_t>((i + first) % 3);
    r.palette({{255, 0, 0}, {0, 128, 255}, {9, 8, 7}});
    return r;
  };
  const std::array<rgba, 3> colors{rgba{255, 0, 0, 255}, {0, 128, 255, 255}, {9, 8, 7, 255}};
  for (const std::size_t upscale : {std::size_t{1}, std::size_t{2}}) {
    ar::video_writer w(ar::in_memory, {.sources = archive, .upscale = upscale});
    for (std::uint8_t t = 0; t < 3; ++t) w.push(raster(4, t));
    CHECK_REFUSED((w.push(ar::raster<std::uint8_t>(4, 4)), 0), error_kind::parameter,
                  "frame 3 of 4 x 4 x 1");
    ar::video_report report;
    const test::decoded_movie read = test::read_movie(done(w, &report).bytes);
    CHECK(report.range == ar::value_range{0, 255});
    REQUIRE(read.frames.size() == 3);
    for (std::size_t t = 0; t < 3; ++t)
      for (std::size_t i = 0; i < 16; ++i)
        CHECK(read.frames[t].at(i / 4 * upscale, i % 4 * upscale) == colors[(i + t) % 3]);
  }
  const auto first = [&](ar::video_options o) {
    o.sources = archive;
    ar::video_writer w(ar::in_memory, o);
    w.push(raster(4, 0));
    return test::read_movie(done(w).bytes).frames.at(0);
  };
  // With a range or a colormap the indices are values.
  CHECK(first({.vmin = 0, .vmax = 2}).at(0, 1) == rgba{128, 128, 128, 255});
  const ar::color entry = ar::colormaps::tab10.entries()[1];
  CHECK(first({.colormap = ar::colormaps::tab10}).at(0, 1) ==
        rgba{static_cast<float>(entry.r), static_cast<float>(entry.g), static_cast<float>(entry.b),
             255});
  ar::video_writer deep(ar::in_memory, {.bit_depth = 16, .sources = archive});
  CHECK_REFUSED((deep.push(raster(4, 0)), 0), error_kind::parameter,
                "a raster with a palette in a movie with a bit_depth of 16");

  // One that is too large decides nothing.
  ar::raster<std::uint8_t> wide(2, 20000);
  for (std::uint8_t& p : wide.pixels()) p = 0;
  wide.palette({{255, 0, 0}});
  ar::video_writer w(ar::in_memory, {.sources = {ar::h264{}}});
  CHECK_REFUSED((w.push(wide), 0), error_kind::limit, "expected sides up to 16384");
  w.push(raster(64, 0));
  CHECK(w.finish().frames == 1);
}

TEST_CASE("video_writer: labels are seen where and when they are asked for") {
  const std::vector<std::uint8_t> a(64 * 128, 100);
  const view_8 frame(a.data(), {64, 128});
  const auto read = [&](ar::video_options o) {
    o.sources = archive;
    ar::video_writer w(ar::in_memory, o);
    for (int i = 0; i < 2; ++i) w.push(frame);
    return test::read_movie(done(w).bytes);
  };
  const auto changed = [](const test::decoded_frame& f, std::size_t y0, std::size_t x0) {
    std::size_t n = 0;
    for (std::size_t y = y0; y < y0 + 32; ++y)
      for (std::size_t x = x0; x < x0 + 64; ++x) n += f.at(y, x)[0] != 100 ? 1U : 0U;
    return n;
  };
  const test::decoded_movie plain = read({});
  const test::decoded_movie counter = read({.frame_counter = true});
  const test::decoded_movie label =
      read({.label = "{time:.2f}", .label_corner = ar::corner::bottom_right});
  CHECK(changed(plain.frames[0], 0, 0) + changed(plain.frames[0], 32, 64) == 0);
  CHECK(changed(counter.frames[0], 0, 0) > 20);
  CHECK(changed(counter.frames[0], 32, 64) == 0);
  CHECK(counter.frames[0].rgba != counter.frames[1].rgba);
  CHECK(changed(label.frames[0], 32, 64) > 50);
  CHECK(changed(label.frames[0], 0, 0) == 0);
  CHECK(label.frames[0].rgba != label.frames[1].rgba);
  // A label without visible characters is none.
  CHECK(read({.label = "\n"}).frames[0].rgba == plain.frames[0].rgba);

  const auto labelled = [&](const ar::frame_info& info) {
    ar::video_writer w(ar::in_memory, {.frame_counter = true, .sources = archive});
    w.push(frame, info);
    return test::read_movie(done(w).bytes).frames.at(0);
  };
  CHECK(labelled({}).rgba == counter.frames[0].rgba);
  CHECK(labelled({.label = ""}).rgba == plain.frames[0].rgba);
  CHECK(labelled({.label = "\n"}).rgba == plain.frames[0].rgba);
  const test::decoded_frame own = labelled({.label = "{own}"});
  CHECK(changed(own, 0, 0) > 20);
  CHECK(own.rgba != counter.frames[0].rgba);
}

TEST_CASE("video_writer: alpha is kept where the format has it") {
  const std::vector<std::uint8_t> a = [] {
    std::vector<std::uint8_t> pixels;
    for (int i = 0; i < 16 * 16; ++i) pixels.insert(pixels.end(), {200, 100, 0, 51});
    return pixels;
  }();
  const auto shown = [&](const ar::codec& codec) {
    ar::video_writer w(ar::in_memory, {.sources = {codec}});
    // Of equal frames WebP keeps the first.
    for (int i = 0; i < 2; ++i) w.push(view_8(a.data(), {16, 16, 4}));
    return test::read_movie(done(w).bytes).frames.back().at(3, 3);
  };
  for (const ar::codec& c : {ar::codec(ar::ffv1{}), ar::codec(ar::apng{}), ar::codec(ar::webp{})})
    CHECK(shown(c) == rgba{200, 100, 0, 51});
  CHECK(shown(ar::h264_rgb{}) == rgba{244, 224, 204, 255});
  CHECK(shown(ar::vp9_lossless{}) == rgba{244, 224, 204, 255});
}

TEST_CASE("video_writer: WebP of values is opaque, whatever has none") {
  std::vector<float> a(64, 0.0F);
  a[1] = 1;
  a[2] = nan_f;
  ar::video_writer w(ar::in_memory, {.sources = {ar::webp{}}, .background = {10, 20, 30}});
  for (int i = 0; i < 2; ++i) {
    w.push(view_f(a.data(), {8, 8}));
    a[3] = 1;
  }
  const test::decoded_movie read = test::read_movie(done(w).bytes);
  REQUIRE(read.frames.size() == 2);
  for (const test::decoded_frame& f : read.frames) {
    CHECK(f.at(0, 0) == rgba{0, 0, 0, 255});
    CHECK(f.at(0, 1) == rgba{255, 255, 255, 255});
    CHECK(f.at(0, 2) == rgba{10, 20, 30, 255});
  }
}

TEST_CASE("elements that are not square keep their proportions in a movie") {
  std::vector<std::uint8_t> cells(40 * 30);
  for (std::size_t i = 0; i < cells.size(); ++i) cells[i] = static_cast<std::uint8_t>(i % 251);
  ar::video_writer w(ar::in_memory, {.sources = archive, .upscale = {2, 3}});
  w.push(ar::view(cells, {40, 30}));
  const ar::video_report report = w.finish();
  CHECK(report.height == 80);
  CHECK(report.width == 90);
  const auto read = test::read_movie(w.media().front().bytes);
  std::size_t wrong = 0;
  for (std::size_t y = 0; y < 80; ++y)
    for (std::size_t x = 0; x < 90; ++x)
      wrong +=
          read.frames[0].at(y, x)[0] == static_cast<float>(cells[y / 2 * 30 + x / 3]) ? 0U : 1U;
  CHECK(wrong == 0);
  // A tiny frame is enlarged further: 4 × 4 elements of 1 × 2 pixels, until an encoder takes it.
  ar::video_writer tiny(ar::in_memory, {.sources = {ar::h264{}}, .upscale = {1, 2}});
  tiny.push(ar::view(cells.data(), {4, 4}));
  const ar::video_report enlarged = tiny.finish();
  CHECK(enlarged.width == 2 * enlarged.height);
  CHECK(enlarged.height % 4 == 0);
  CHECK_REFUSED(ar::video_writer(ar::in_memory, {.upscale = {2, 0}}), error_kind::parameter,
                "upscale factor of 2 x 0");
}
