// nbvideo.hpp: whole arrays, vectors and generators of frames as movies in memory and in files.
#include <arrayreel/nbvideo.hpp>
#include <arrayreel/npy.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <limits>
#include <stdexcept>
#include <string>
#include <vector>

#include "catch.hpp"
#include "support/folder.hpp"
#include "support/read_movie.hpp"
#include "support/read_png.hpp"
#include "support/refusal.hpp"

namespace {

namespace ar = arrayreel;
using ar::error_kind;
using rgba = std::array<float, 4>;

/// (time, height, width): values from 0 in the first frame to 10 × 16 in the last.
std::vector<float> ramp(std::size_t frames) {
  std::vector<float> result;
  for (std::size_t i = 0; i < frames * 16; ++i) result.push_back(static_cast<float>(i));
  return result;
}

test::decoded_movie exact(const auto& frames, ar::video_options o = {}) {
  o.sources = {ar::ffv1{}};
  return test::read_movie(ar::encode_video(frames, o).bytes);
}

/// Five frames that can be gone through once, of which one may fail.
struct generator {
  struct iterator {
    using value_type = ar::raster<std::uint8_t>;
    using difference_type = std::ptrdiff_t;
    const generator* from = nullptr;
    int at = 0;

    value_type operator*() const {
      if (at == from->bad) throw std::runtime_error("the solver diverged");
      return (*from->rasters)[static_cast<std::size_t>(at % 3)];
    }
    iterator& operator++() {
      ++at;
      return *this;
    }
    void operator++(int) { ++at; }
    friend bool operator==(const iterator& i, std::default_sentinel_t) { return i.at == 5; }
  };

  const std::vector<ar::raster<std::uint8_t>>* rasters;
  int bad;

  [[nodiscard]] iterator begin() const { return {this, 0}; }
  [[nodiscard]] static std::default_sentinel_t end() { return {}; }
};

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

} // namespace

TEST_CASE("nbvideo: one range for the whole array, by default") {
  const std::vector<float> a = ramp(4);
  const ar::array_view<float> v(a.data(), {4, 4, 4});
  const test::decoded_movie m = exact(v);
  REQUIRE(m.frames.size() == 4);
  for (std::size_t i = 0; i < 64; ++i) {
    const auto level = static_cast<float>(std::min<std::size_t>(255, i * 256 / 63));
    CHECK(m.frames[i / 16].at(i / 4 % 4, i % 4)[0] == level);
  }
  CHECK(exact(v, {.range_policy = ar::range_policy::first_frame}).frames[3].at(0, 0)[0] == 255);
  CHECK(exact(v, {.range_policy = ar::range_policy::per_frame}).frames[3].at(0, 0)[0] == 0);
  CHECK(exact(v, {.vmin = 0, .vmax = 64}).frames[3].at(0, 0)[0] == 48 * 4);
  CHECK(exact(v, {.vsym = true}).frames[0].at(0, 0)[0] == 128);
}

TEST_CASE("nbvideo: percentiles of an array are those of its frames one by one") {
  std::vector<float> a = ramp(6);
  a[7] = std::numeric_limits<float>::quiet_NaN();
  std::vector<ar::array_view<float>> frames;
  for (std::size_t t = 0; t < 6; ++t) frames.push_back({a.data() + 16 * t, {4, 4}});
  const ar::nbvideo_options o{.percentile = ar::percentiles{10, 80}, .sources = {ar::ffv1{}}};
  const ar::notebook_video whole = ar::nbvideo(ar::array_view<float>(a.data(), {6, 4, 4}), o);
  const ar::notebook_video each = ar::nbvideo(frames, o);
  CHECK(whole.report.range == ar::percentile_range(ar::array_view<float>(a.data(), {96}), 10, 80));
  CHECK(whole.report.range == each.report.range);
  CHECK((whole.sources == each.sources));
  CHECK(each.report.nan == 1);
  CHECK(each.report.under > 0);
  CHECK(each.report.over > 0);
}

TEST_CASE("nbvideo: shapes") {
  std::vector<std::uint8_t> a(2 * 4 * 5 * 3);
  for (std::size_t i = 0; i < a.size(); ++i) a[i] = static_cast<std::uint8_t>(i);
  const test::decoded_movie packed = exact(ar::array_view<std::uint8_t>(a.data(), {2, 4, 5, 3}));
  CHECK(packed.frames[1].at(2, 3) == rgba{99, 100, 101, 255});
  const test::decoded_movie planar = exact(ar::array_view<std::uint8_t>(a.data(), {2, 3, 4, 5}));
  CHECK(planar.frames[1].at(2, 3) == rgba{73, 93, 113, 255});
  const test::decoded_movie named =
      exact(ar::array_view<std::uint8_t>(a.data(), {2, 4, 5, 3}), {.axes = ar::axes::tyxc});
  CHECK(named.frames[1].rgba == packed.frames[1].rgba);
  const test::decoded_movie one = exact(ar::array_view<std::uint8_t>(a.data(), {1, 4, 5}));
  CHECK(one.frames.size() == 1);
  const test::decoded_movie squeezed = exact(ar::array_view<std::uint8_t>(a.data(), {2, 4, 5, 1}));
  CHECK(squeezed.frames[1].at(0, 0)[0] == 20);
  CHECK_REFUSED(ar::encode_video(ar::array_view<std::uint8_t>(a.data(), {4, 5})),
                error_kind::parameter, "an array of shape (4, 5) is no movie; expected (time");
  CHECK_REFUSED(ar::encode_video(ar::array_view<std::uint8_t>(a.data(), {2, 4, 5, 2}),
                                 {.axes = ar::axes::tyx}),
                error_kind::parameter, "axes tyx; expected 3 axes");
  CHECK_REFUSED(ar::encode_video(ar::array_view<std::uint8_t>(a.data(), {0, 4, 5})),
                error_kind::parameter, "no frames; expected 1 or more");
}

TEST_CASE("nbvideo: colours of one row or column") {
  // Component c of pixel x of frame t is 48 t + 3 x + c, planar 48 t + 16 c + x.
  std::vector<std::uint8_t> a(2 * 16 * 3);
  for (std::size_t i = 0; i < a.size(); ++i) a[i] = static_cast<std::uint8_t>(i);
  const auto movie = [&](const ar::shape& extents, ar::axes layout = ar::axes::automatic) {
    return exact(ar::array_view<std::uint8_t>(a.data(), extents), {.axes = layout});
  };
  // Movies have sides of 16 or more, so pixels may be enlarged; their corners stay in place.
  const auto last = [](const test::decoded_movie& m, bool is_row) {
    const auto& f = m.frames.back();
    return is_row ? f.at(0, f.width - 1) : f.at(f.height - 1, 0);
  };
  for (const ar::axes layout : {ar::axes::automatic, ar::axes::tyxc}) {
    const test::decoded_movie row = movie({2, 1, 16, 3}, layout);
    CHECK(row.frames.size() == 2);
    CHECK(row.frames[0].at(0, 0) == rgba{0, 1, 2, 255});
    CHECK(last(row, true) == rgba{93, 94, 95, 255});
    CHECK(last(movie({2, 16, 1, 3}, layout), false) == rgba{93, 94, 95, 255});
  }
  for (const ar::axes layout : {ar::axes::automatic, ar::axes::tcyx}) {
    CHECK(last(movie({2, 3, 1, 16}, layout), true) == rgba{63, 79, 95, 255});
    CHECK(last(movie({2, 3, 16, 1}, layout), false) == rgba{63, 79, 95, 255});
  }
  // One channel of one row, and a stack of gray ones.
  CHECK(last(movie({2, 1, 16}), true) == rgba{31, 31, 31, 255});
  CHECK(last(movie({2, 1, 16, 1}), true) == rgba{31, 31, 31, 255});
  CHECK(last(movie({2, 16, 1, 1}), false) == rgba{31, 31, 31, 255});
  // Frames one by one are read as stills are.
  ar::video_writer w(ar::in_memory, {.sources = {ar::ffv1{}}});
  w.push(ar::array_view<std::uint8_t>(a.data(), {1, 16, 3}));
  w.push(ar::array_view<std::uint8_t>(a.data() + 48, {1, 16, 3}));
  CHECK_REFUSED(w.push(ar::array_view<std::uint8_t>(a.data(), {3, 16})), error_kind::parameter,
                "3 x 16 x 1 (height x width x channels); expected 1 x 16 x 3");
  static_cast<void>(w.finish());
  CHECK(last(test::read_movie(w.media().front().bytes), true) == rgba{93, 94, 95, 255});
}

TEMPLATE_TEST_CASE("nbvideo: one opaque alpha of integers for all frames", "", std::int32_t,
                   std::int64_t, std::uint32_t) {
  // 16 × 16 pixels of one alpha in each frame; the colours are 0 and 100.
  const auto frame = [](TestType alpha) {
    std::vector<TestType> v;
    for (TestType i = 0; i < 256; ++i) {
      const TestType gray = i % 2 == 0 ? 0 : 100;
      v.insert(v.end(), {gray, gray, gray, alpha});
    }
    return v;
  };
  using alphas = std::vector<float>;
  const auto alphas_of = [](const test::decoded_movie& m) {
    alphas result;
    for (const auto& f : m.frames) result.push_back(f.at(3, 3)[3]);
    return result;
  };
  const auto stack = [&](const std::vector<TestType>& of_frames, ar::video_options o = {}) {
    std::vector<TestType> all;
    for (const TestType alpha : of_frames)
      for (const TestType x : frame(alpha)) all.push_back(x);
    return alphas_of(exact(ar::view(all, {of_frames.size(), 16, 16, 4}), std::move(o)));
  };
  CHECK(stack({255, 255}) == alphas{255, 255});
  CHECK(stack({0, 51, 255}) == alphas{0, 51, 255});
  CHECK(stack({51, 65535}) == alphas{0, 255}); // 51 of 65535 is nearly nothing
  CHECK(stack({13107, 65535, 0}) == alphas{51, 255, 0});
  CHECK(stack({255, 255}, {.vmin = 0, .vmax = 100}) == alphas{255, 255});
  CHECK(stack({255, 65535}, {.vmin = 0, .vmax = 100}) == alphas{1, 255});
  CHECK(stack({255, 65535}, {.range_policy = ar::range_policy::per_frame}) == alphas{1, 255});
  CHECK(stack({255, 65535}, {.range_policy = ar::range_policy::first_frame}) == alphas{1, 255});

  // Frames that come one by one: the first with any alpha decides.
  const auto pushed = [&](const std::vector<TestType>& of_frames, ar::video_options o = {}) {
    o.sources = {ar::ffv1{}};
    ar::video_writer w(ar::in_memory, o);
    for (const TestType alpha : of_frames) {
      const std::vector<TestType> v = frame(alpha);
      w.push(ar::view(v, {16, 16, 4}));
    }
    static_cast<void>(w.finish());
    return alphas_of(test::read_movie(w.media().front().bytes));
  };
  CHECK(pushed({255, 51, 255}) == alphas{255, 51, 255});
  CHECK(pushed({51, 65535, 51}) == alphas{51, 255, 51});
  CHECK(pushed({65535, 255, 13107}) == alphas{255, 1, 51});
  CHECK(pushed({0, 0, 65535, 255}) == alphas{0, 0, 255, 1});
  CHECK(pushed({255, 65535}, {.range_policy = ar::range_policy::per_frame}) == alphas{255, 255});

  // A range of frames that can be gone through twice is looked at first, like an array.
  const std::vector<std::vector<TestType>> memory{frame(255), frame(65535)};
  std::vector<ar::array_view<TestType>> frames;
  for (const auto& v : memory) frames.push_back(ar::view(v, {16, 16, 4}));
  CHECK(alphas_of(exact(frames)) == alphas{1, 255});
  CHECK(alphas_of(exact(frames, {.vmin = 0, .vmax = 100})) == alphas{1, 255});
  std::vector<ar::any_view> typeless;
  for (const auto& f : frames)
    typeless.emplace_back(ar::detail::dtype_of<TestType>(), f.data(), f.extents(), f.steps());
  CHECK(alphas_of(exact(typeless, {.vmin = 0, .vmax = 100})) == alphas{1, 255});
}

TEST_CASE("nbvideo: integers beyond 2^53 and spans beyond the type") {
  constexpr std::int64_t stamp = 1'700'000'000'000'000'001;
  // Two frames of 16 × 16, 0 or 10 and 20 or 40 above the stamp.
  std::vector<std::int64_t> a;
  for (const int frame : {0, 1})
    for (int i = 0; i < 256; ++i)
      a.push_back(stamp + (i % 2 == 0 ? 0 : 10) * (1 + frame) + 20 * frame);
  // Of 0, 10 | 20, 40.
  const auto levels = [](const test::decoded_movie& m) {
    return std::array<float, 4>{m.frames[0].at(0, 0)[0], m.frames[0].at(0, 1)[0],
                                m.frames[1].at(0, 0)[0], m.frames[1].at(0, 1)[0]};
  };
  using four = std::array<float, 4>;
  const auto stack = ar::view(a, {2, 16, 16});
  CHECK(levels(exact(stack)) == four{0, 64, 128, 255});
  CHECK(levels(exact(stack, {.percentile = ar::percentiles{0, 100}})) == four{0, 64, 128, 255});
  CHECK(levels(exact(stack, {.range = ar::full_range(a)})) == four{0, 64, 128, 255});
  CHECK(levels(exact(stack, {.norm = ar::log_norm{}})) == four{0, 64, 128, 255});
  CHECK(levels(exact(stack, {.range_policy = ar::range_policy::per_frame})) ==
        four{0, 255, 0, 255});
  CHECK(levels(exact(stack, {.range_policy = ar::range_policy::first_frame})) ==
        four{0, 255, 255, 255});
  const ar::notebook_video shown = ar::nbvideo(stack, {.sources = {ar::ffv1{}}, .poster = false});
  CHECK(shown.report.range == ar::value_range{1.7e18, 1.7e18, 1, 41});
  CHECK(shown.report.over == 0);

  std::vector<float> wide;
  for (int i = 0; i < 512; ++i)
    wide.push_back(i % 2 == 0 ? (i < 256 ? -3e38F : 0) : (i < 256 ? 1e38F : 3e38F));
  const auto movie = ar::view(wide, {2, 16, 16});
  CHECK(levels(exact(movie)) == four{0, 170, 128, 255});
  CHECK(levels(exact(movie, {.vsym = true})) == four{0, 170, 128, 255});
  CHECK(levels(exact(movie, {.vmin = -3e38, .vmax = 3e38})) == four{0, 170, 128, 255});
}

TEST_CASE("nbvideo: rasters, generators, and frames that do not come") {
  std::vector<ar::raster<std::uint8_t>> rasters;
  for (int t = 0; t < 3; ++t) {
    rasters.emplace_back(4, 4);
    for (std::uint8_t& p : rasters.back().pixels()) p = static_cast<std::uint8_t>(10 * t);
  }
  CHECK(exact(rasters).frames.at(2).at(1, 1)[0] == 20);
  CHECK_REFUSED(ar::encode_video(std::vector<ar::raster<std::uint8_t>>{}), error_kind::parameter,
                "no frames; expected 1 or more");
  const test::folder folder;
  const auto generated = [&](int bad) { return generator{&rasters, bad}; };
  auto frames = generated(-1);
  CHECK(ar::write_video(folder / "a.mp4", frames).frames == 5);
  auto broken = generated(3);
  CHECK_THROWS_WITH(ar::write_video(folder / "b.mp4", broken), "the solver diverged");
  CHECK(folder.names() == std::vector<std::string>{"a.mp4"});
  CHECK_THROWS_WITH(
      ar::write_video(folder / "run.mp4", broken,
                      {.range_policy = ar::range_policy::first_frame, .crash_safe = true}),
      "the solver diverged");
  CHECK(folder.names() == std::vector<std::string>{"a.mp4", "run.partial.mp4"});
  CHECK(test::read_movie(test::read_file(folder / "run.partial.mp4")).frames.size() == 3);
}

TEST_CASE("nbvideo: what a notebook shows, and files") {
  const std::vector<float> a = ramp(4);
  const ar::array_view<float> v(a.data(), {4, 4, 4});
  const test::folder folder;
  const ar::notebook_video movie = ar::nbvideo(v, {.fps = 2, .alt = "a<b", .saveas = folder / "u"});
  CHECK(folder.names() == std::vector<std::string>{"u.mp4"});
  CHECK(test::read_file(folder / "u.mp4") == movie.sources.at(0).bytes);
  CHECK(movie.data_uri().starts_with("data:video/mp4;base64,"));
  CHECK(movie.poster.mime == "image/png");
  CHECK(contains(movie.html(), " poster=\"data:image/png;base64,"));
  CHECK(contains(movie.html(), "a&lt;b"));
  CHECK(contains(ar::nbvideo(v, {.fps = 2}).html(), "16 x 16 pixels, 2 s"));
  CHECK_FALSE(contains(ar::nbvideo(v, {.poster = false}).html(), "poster"));
  const ar::notebook_video two = ar::nbvideo(v, {.sources = {ar::h264{}, ar::vp9{}}});
  two.save(folder / "v.mp4");
  CHECK(folder.names() == std::vector<std::string>{"u.mp4", "v.mp4", "v.webm"});
  CHECK_REFUSED(ar::encode_video(v, {.sources = {ar::h264{}, ar::vp9{}}}), error_kind::parameter,
                "2 sources for encode_video");
  CHECK_REFUSED(ar::encode_video(v, {.crash_safe = true}), error_kind::parameter, "crash_safe");
}

TEST_CASE("nbvideo: rasters with a palette are their colours") {
  std::vector<ar::raster<std::uint8_t>> rasters;
  for (std::size_t t = 0; t < 2; ++t) {
    rasters.emplace_back(4, 4);
    for (std::size_t i = 0; i < 16; ++i)
      rasters.back().pixels()[i] = static_cast<std::uint8_t>((i + t) % 2);
    rasters.back().palette({{200, 30, 0}, {0, 60, 90}});
  }
  const test::decoded_movie read = exact(rasters);
  REQUIRE(read.frames.size() == 2);
  CHECK(read.frames[0].at(0, 0) == rgba{200, 30, 0, 255});
  CHECK(read.frames[0].at(0, 1) == rgba{0, 60, 90, 255});
  CHECK(read.frames[1].at(0, 0) == rgba{0, 60, 90, 255});
  CHECK(exact(rasters, {.range_policy = ar::range_policy::whole}).frames[1].rgba ==
        read.frames[1].rgba);
  CHECK(exact(rasters, {.vmin = 0, .vmax = 2}).frames[0].at(0, 1) == rgba{128, 128, 128, 255});
  CHECK_REFUSED(exact(rasters, {.bit_depth = 16}), error_kind::parameter,
                "a raster with a palette in a movie with a bit_depth of 16");
  const test::read_picture poster = test::read_png(ar::nbvideo(rasters).poster.bytes);
  CHECK(poster.rgba(0, 0) == std::array<unsigned, 4>{200, 30, 0, 255});
}

TEST_CASE("nbvideo: the poster is as opaque as the movie") {
  using pixel = std::array<unsigned, 4>;
  std::vector<float> a(64 * 64, 0.0F);
  a[1] = 1;
  a[2] = std::numeric_limits<float>::quiet_NaN();
  const ar::array_view<float> values(a.data(), {1, 64, 64});
  const ar::notebook_video movie = ar::nbvideo(values, {.background = {10, 20, 30}});
  const test::read_picture poster = test::read_png(movie.poster.bytes);
  CHECK(poster.rgba(0, 0) == pixel{0, 0, 0, 255});
  CHECK(poster.rgba(0, 1) == pixel{255, 255, 255, 255});
  CHECK(poster.rgba(0, 2) == pixel{10, 20, 30, 255});
  std::vector<std::uint8_t> colors;
  for (int i = 0; i < 16; ++i) colors.insert(colors.end(), {200, 100, 0, 51});
  const ar::array_view<std::uint8_t> pixels(colors.data(), {1, 4, 4, 4});
  const auto kept = ar::nbvideo(pixels, {.sources = {ar::apng{}}});
  CHECK(test::read_png(kept.poster.bytes).rgba(1, 1) == pixel{200, 100, 0, 51});
}

TEST_CASE("nbvideo: the file's name and what is encoded go together") {
  const std::vector<float> a = ramp(4);
  const ar::array_view<float> v(a.data(), {4, 4, 4});
  const test::folder folder;
  const ar::notebook_video movie = ar::nbvideo(v, {.saveas = folder / "u.webm"});
  CHECK(movie.codecs == std::vector<std::string>{"vp9"});
  CHECK(movie.sources.at(0).mime.starts_with("video/webm"));
  CHECK(folder.names() == std::vector<std::string>{"u.webm"});
  CHECK(test::read_movie(test::read_file(folder / "u.webm")).facts.codec == "vp9");
  CHECK_REFUSED((movie.save(folder / "w.mp4"), 0), error_kind::parameter,
                "for a movie in the container webm; expected that extension");
  CHECK_REFUSED(ar::nbvideo(v, {.sources = {ar::h264{}}, .saveas = folder / "w.webm"}),
                error_kind::parameter, "for a movie in the container mp4");
  CHECK(folder.names() == std::vector<std::string>{"u.webm"});
  // Before a frame is asked for: the first would fail.
  const std::vector<ar::raster<std::uint8_t>> rasters{ar::raster<std::uint8_t>(4, 4)};
  const generator unasked{&rasters, 0};
  for (const ar::codec& picture :
       {ar::codec(ar::gif{}), ar::codec(ar::apng{}), ar::codec(ar::webp{})}) {
    CHECK_REFUSED(ar::nbvideo(unasked, {.sources = {ar::h264{}, picture}}), error_kind::parameter,
                  "gif, apng or webp among several sources of nbvideo");
    CHECK(ar::nbvideo(v, {.sources = {picture}}).sources.size() == 1);
  }
}

TEST_CASE("nbvideo: frames of several element types share the range of all") {
  const std::vector<std::uint8_t> bytes(16, 2);
  std::vector<double> numbers(16, 1.0);
  numbers[0] = -4;
  const std::vector<std::int16_t> integers(16, 4);
  const std::vector<std::uint8_t> flags(16, 1);
  const auto view = [](ar::dtype type, const void* data) {
    return ar::any_view(type, data, ar::shape{4, 4}, ar::strides{4, 1});
  };
  const std::vector<ar::any_view> frames{
      view(ar::dtype::uint8, bytes.data()), view(ar::dtype::float64, numbers.data()),
      view(ar::dtype::int16, integers.data()), view(ar::dtype::boolean, flags.data())};
  const auto levels = [&](ar::video_options o) {
    const test::decoded_movie movie = exact(frames, std::move(o));
    std::array<float, 4> at{};
    for (std::size_t t = 0; t < 4; ++t) at[t] = movie.frames.at(t).at(3, 3)[0];
    return at;
  };
  // floor((x + 4) * 256 / 8): the first frame would be level 2 if its pixels stayed as they are.
  CHECK(levels({}) == std::array<float, 4>{192, 160, 255, 160});
  CHECK(levels({.range_policy = ar::range_policy::whole}) ==
        std::array<float, 4>{192, 160, 255, 160});
  CHECK(levels({.vsym = true}) == std::array<float, 4>{192, 160, 255, 160});
  // The first frame's pixels have 0 to 255.
  CHECK(levels({.range_policy = ar::range_policy::first_frame}) ==
        std::array<float, 4>{2, 1, 4, 1});
  // Bytes among bytes stay as they are.
  const std::vector<ar::any_view> pixels(4, view(ar::dtype::uint8, bytes.data()));
  CHECK(exact(pixels).frames.at(3).at(0, 0)[0] == 2);
}

TEST_CASE("nbvideo: the range of all where the first frames have no values") {
  std::vector<float> a = ramp(5);
  for (std::size_t i = 0; i < 32; ++i) a[i] = std::numeric_limits<float>::quiet_NaN();
  const ar::array_view<float> stack(a.data(), {5, 4, 4});
  const auto last = [&](ar::video_options o) {
    const test::decoded_movie movie = exact(stack, std::move(o));
    CHECK(movie.frames.at(0).at(2, 2) == rgba{255, 255, 255, 255});
    return movie.frames.at(4).at(0, 0)[0];
  };
  CHECK(last({}) == 174);                                              // 32 * 256 / 47
  CHECK(last({.range_policy = ar::range_policy::first_frame}) == 255); // of 32 to 47
  CHECK(last({.range_policy = ar::range_policy::per_frame}) == 0);
  CHECK(last({.percentile = ar::percentiles{0, 100}}) == 174);
}

TEST_CASE("everywhere: H.264 and VP9 in one element, and in two files") {
  const std::vector<float> values = ramp(3);
  const auto frames = ar::view(values, {3, 4, 4});
  const ar::notebook_video movie = ar::nbvideo(frames, {.sources = ar::everywhere});
  REQUIRE(movie.sources.size() == 2);
  CHECK((movie.codecs == std::vector<std::string>{"h264", "vp9"}));
  CHECK(movie.sources[0].mime.starts_with("video/mp4; codecs=\"avc1."));
  CHECK(movie.sources[1].mime == "video/webm; codecs=\"vp9\"");
  CHECK(test::read_movie(movie.sources[0].bytes).facts.codec == "h264");
  CHECK(test::read_movie(movie.sources[1].bytes).facts.codec == "vp9");
  const std::string html = movie.html();
  CHECK(html.find(" poster=\"data:image/png;base64,") != std::string::npos);
  CHECK(html.find("<source src=\"data:video/mp4;") < html.find("<source src=\"data:video/webm;"));
  const test::folder folder;
  const ar::video_report report =
      ar::write_video(folder / "u.mp4", frames, {.sources = ar::everywhere});
  CHECK((folder.names() == std::vector<std::string>{"u.mp4", "u.webm"}));
  CHECK(report.sources.size() == 2);
}
