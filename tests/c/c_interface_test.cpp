// The C interface gives what the C++ calls give, byte for byte; its numbers; its texts of options.
#include <array>
#include <complex>
#include <cstdint>
#include <cstring>
#include <functional>
#include <initializer_list>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <pthread.h>
#include <unistd.h>

#include <arrayreel/arrayreel.h>
#include <arrayreel/detail/option_text/option_value.hpp>
#include <arrayreel/image.hpp>
#include <arrayreel/nbimage.hpp>
#if ARRAYREEL_TEST_MOVIES
#include <arrayreel/video.hpp>
#endif

#include "catch.hpp"
#include "support/folder.hpp"
#include "support/thrown.hpp"

namespace ar = arrayreel;

// What programs were compiled with stays.
static_assert(ARRAYREEL_OK == 0 && ARRAYREEL_IO == 1 && ARRAYREEL_FORMAT == 2 &&
              ARRAYREEL_PARAMETER == 3 && ARRAYREEL_LIMIT == 4 && ARRAYREEL_ENCODER == 5 &&
              ARRAYREEL_MEMORY == 6 && ARRAYREEL_NO_MOVIE == 7 && ARRAYREEL_UNAVAILABLE == 8 &&
              ARRAYREEL_UNKNOWN == 9);
static_assert(ARRAYREEL_BOOL == 0 && ARRAYREEL_INT8 == 1 && ARRAYREEL_UINT8 == 2 &&
              ARRAYREEL_INT16 == 3 && ARRAYREEL_UINT16 == 4 && ARRAYREEL_INT32 == 5 &&
              ARRAYREEL_UINT32 == 6 && ARRAYREEL_INT64 == 7 && ARRAYREEL_UINT64 == 8 &&
              ARRAYREEL_FLOAT16 == 9 && ARRAYREEL_FLOAT32 == 10 && ARRAYREEL_FLOAT64 == 11 &&
              ARRAYREEL_LONGDOUBLE == 12 && ARRAYREEL_COMPLEX64 == 13 &&
              ARRAYREEL_COMPLEX128 == 14 && ARRAYREEL_CLONGDOUBLE == 15 &&
              ARRAYREEL_BFLOAT16 == 16);

namespace {

constexpr std::size_t height = 37;
constexpr std::size_t width = 53;
constexpr std::size_t extents[] = {height, width};

/// Values that differ, within every element type, with some below zero where there are such.
template <class T> std::vector<T> values() {
  std::vector<T> all(height * width);
  for (std::size_t i = 0; i < all.size(); ++i) {
    const int value = static_cast<int>(i * 7 % 120) - (std::is_unsigned_v<T> ? 0 : 50);
    if constexpr (std::is_same_v<T, std::complex<float>> ||
                  std::is_same_v<T, std::complex<double>> ||
                  std::is_same_v<T, std::complex<long double>>)
      all[i] =
          T(static_cast<typename T::value_type>(value), static_cast<typename T::value_type>(i % 5));
    else
      all[i] = static_cast<T>(value);
  }
  return all;
}

std::vector<std::uint8_t> encoded_by_c(const void* data, int type, const char* options) {
  unsigned char* bytes = nullptr;
  std::size_t size = 0;
  const int status = arrayreel_encode_png(data, type, 2, extents, nullptr, options, &bytes, &size);
  INFO(arrayreel_error_text());
  REQUIRE(status == ARRAYREEL_OK);
  std::vector<std::uint8_t> result(bytes, bytes + size);
  arrayreel_free(bytes);
  return result;
}

template <class T> void check_type(int type) {
  const std::vector<T> u = values<T>();
  INFO("type " << type);
  CHECK(encoded_by_c(u.data(), type, "colormap=magma") ==
        ar::encode_png(ar::view(u.data(), {height, width}), {.colormap = ar::colormaps::magma})
            .bytes);
  CHECK(encoded_by_c(u.data(), type, nullptr) ==
        ar::encode_png(ar::view(u.data(), {height, width})).bytes);
}

template <class Text> std::string message_of(const Text& options) {
  unsigned char* bytes = nullptr;
  std::size_t size = 0;
  const double u = 0;
  const std::size_t one[] = {1, 1};
  REQUIRE(arrayreel_encode_png(&u, ARRAYREEL_FLOAT64, 2, one, nullptr, options, &bytes, &size) ==
          ARRAYREEL_PARAMETER);
  return arrayreel_error_text();
}

} // namespace

TEST_CASE("the C interface encodes every element type as C++ does") {
  check_type<std::int8_t>(ARRAYREEL_INT8);
  check_type<std::uint8_t>(ARRAYREEL_UINT8);
  check_type<std::int16_t>(ARRAYREEL_INT16);
  check_type<std::uint16_t>(ARRAYREEL_UINT16);
  check_type<std::int32_t>(ARRAYREEL_INT32);
  check_type<std::uint32_t>(ARRAYREEL_UINT32);
  check_type<std::int64_t>(ARRAYREEL_INT64);
  check_type<std::uint64_t>(ARRAYREEL_UINT64);
  check_type<float>(ARRAYREEL_FLOAT32);
  check_type<double>(ARRAYREEL_FLOAT64);
  check_type<long double>(ARRAYREEL_LONGDOUBLE);
  check_type<std::complex<float>>(ARRAYREEL_COMPLEX64);
  check_type<std::complex<double>>(ARRAYREEL_COMPLEX128);
  check_type<std::complex<long double>>(ARRAYREEL_CLONGDOUBLE);
}

TEST_CASE("bools and 16-bit floats of the C interface are those bits") {
  // 1.0 and 2.0 in each format, in turns.
  std::vector<std::uint8_t> bits(height * width);
  std::vector<std::uint16_t> half(height * width), brain(height * width);
  std::vector<float> single(height * width);
  const std::array<bool, 2> both{false, true};
  for (std::size_t i = 0; i < single.size(); ++i) {
    const bool two = both[i / 3 % 2];
    bits[i] = two ? 1 : 0;
    half[i] = two ? 0x4000 : 0x3c00;
    brain[i] = two ? 0x4000 : 0x3f80;
    single[i] = two ? 2.F : 1.F;
  }
  const auto expected = ar::encode_png(ar::view(single.data(), {height, width})).bytes;
  CHECK(encoded_by_c(brain.data(), ARRAYREEL_BFLOAT16, nullptr) == expected);
#if ARRAYREEL_HAS_FLOAT16
  CHECK(encoded_by_c(half.data(), ARRAYREEL_FLOAT16, nullptr) == expected);
#endif
  CHECK(encoded_by_c(bits.data(), ARRAYREEL_BOOL, "colormap=viridis") ==
        ar::encode_png(ar::any_view(ar::dtype::boolean, bits.data(), {height, width},
                                    ar::strides{width, std::size_t{1}}),
                       {.colormap = ar::colormaps::viridis})
            .bytes);
}

TEST_CASE("any byte but 0 is true") {
  std::vector<std::uint8_t> mask(height * width), bits(height * width);
  for (std::size_t i = 0; i < mask.size(); ++i) {
    mask[i] = static_cast<std::uint8_t>(i / 5);
    bits[i] = mask[i] == 0 ? 0 : 1;
  }
  for (const char* options : {"", "colormap=magma", "vmin=-1; vmax=2", "percentile=1,99"})
    CHECK(encoded_by_c(mask.data(), ARRAYREEL_BOOL, options) ==
          encoded_by_c(bits.data(), ARRAYREEL_BOOL, options));
  double lo = -1;
  double hi = -1;
  CHECK(arrayreel_range(mask.data(), ARRAYREEL_BOOL, 2, extents, nullptr, "", &lo, &hi) == 0);
  CHECK(lo == 0);
  CHECK(hi == 1);
}

TEST_CASE("data at an address that the element type does not allow") {
  alignas(16) std::array<unsigned char, 64> bytes{};
  const std::size_t two[] = {1, 2};
  double lo = 0;
  double hi = 0;
  for (const auto& [type, alignment] : std::initializer_list<std::pair<int, std::size_t>>{
           {ARRAYREEL_INT16, alignof(std::int16_t)},
           {ARRAYREEL_BFLOAT16, alignof(std::uint16_t)},
           {ARRAYREEL_FLOAT32, alignof(float)},
           {ARRAYREEL_INT64, alignof(std::int64_t)},
           {ARRAYREEL_FLOAT64, alignof(double)},
           {ARRAYREEL_COMPLEX64, alignof(float)},
           {ARRAYREEL_COMPLEX128, alignof(double)}}) {
    for (std::size_t at = 0; at < alignment; ++at) {
      const int status =
          arrayreel_range(bytes.data() + at, type, 2, two, nullptr, "vmin=0; vmax=1", &lo, &hi);
      CHECK(status == (at == 0 ? ARRAYREEL_OK : ARRAYREEL_PARAMETER));
      if (at != 0)
        CHECK_THAT(arrayreel_error_text(),
                   test::says("beyond a multiple of " + std::to_string(alignment) +
                              "; expected a multiple"));
    }
  }
  for (const int type : {ARRAYREEL_BOOL, ARRAYREEL_INT8, ARRAYREEL_UINT8})
    CHECK(arrayreel_range(bytes.data() + 1, type, 2, two, nullptr, "vmin=0; vmax=1", &lo, &hi) ==
          0);
}

// Not by std::thread, as glibc unwinds it, which LLVM's libraries do not expect.
extern "C" void* write_for_ever(void* picture) {
  auto* const p = static_cast<std::pair<std::string, std::vector<double>>*>(picture);
  for (;;) {
    arrayreel_write_png(p->first.c_str(), p->second.data(), ARRAYREEL_FLOAT64, 2, extents, nullptr,
                        nullptr);
    ::pthread_testcancel();
  }
}

TEST_CASE("a thread that is cancelled ends between calls") {
  const test::folder folder;
  std::pair<std::string, std::vector<double>> u{folder / "u.png", values<double>()};
  for (int i = 0; i < 10; ++i) {
    pthread_t thread{};
    REQUIRE(::pthread_create(&thread, nullptr, write_for_ever, &u) == 0);
    ::usleep(static_cast<unsigned>(2000 + 700 * i));
    CHECK(::pthread_cancel(thread) == 0);
    void* result = nullptr;
    CHECK(::pthread_join(thread, &result) == 0);
    CHECK(result == PTHREAD_CANCELED);
  }
}

TEST_CASE("every option of a picture, as text and in C++") {
  struct pair {
    const char* text;
    ar::image_options options;
  };
  const pair pairs[] = {
      {"vmin=-3.5; vmax=1e1", {.vmin = -3.5, .vmax = 10.0}},
      {"vmin=+2", {.vmin = 2.0}},
      {"vsym", {.vsym = true}},
      {"vsym=on", {.vsym = true}},
      {"vsym=No", {}},
      {"range=-20, 30", {.range = ar::value_range{-20, 30}}},
      {"percentile=5,95", {.percentile = ar::percentiles{5, 95}}},
      {"norm=log", {.norm = ar::log_norm{}}},
      {"norm=symlog", {.norm = ar::symlog_norm{}}},
      {"linthresh=2; norm=symlog", {.norm = ar::symlog_norm{.linthresh = 2}}},
      {"norm=two_slope; vcenter=7", {.norm = ar::two_slope_norm{7}}},
      {"gamma=0.5", {.gamma = 0.5}},
      {"colormap=cmo.thermal_r", {.colormap = ar::colormaps::cmo::thermal.reversed()}},
      {"vmin=0; vmax=40; under=#00f; over=orange; bad=gray",
       {.vmin = 0.0,
        .vmax = 40.0,
        .bad = ar::parse_color("gray"),
        .under = ar::color{0, 0, 255},
        .over = ar::parse_color("orange")}},
      {"colorbar; colorbar-label=u [m/s]; colormap=magma",
       {.colormap = ar::colormaps::magma, .colorbar = true, .colorbar_label = "u [m/s]"}},
      {"colorbar=below", {.colorbar = ar::orientation::horizontal}},
      {"colorbar=false", {}},
      {"axes=yx", {.axes = ar::axes::yx}},
      {"bit-depth=16", {.bit_depth = 16U}},
      {"bit_depth=16", {.bit_depth = 16U}},
      {"compression=smallest", {.compression = ar::png_compression::smallest}},
      {"compression=balanced", {.compression = ar::png_compression::balanced}},
      {"level=9", {.level = 9}},
      {"filter=paeth", {.filter = ar::png_filter::paeth}},
      {"filter=adaptive; strategy=rle",
       {.filter = ar::png_filter::adaptive, .strategy = ar::png_strategy::rle}},
      {"upscale=3", {.upscale = 3}},
      {"upscale=2x3", {.upscale = {2, 3}}},
      {"dpi=300", {.dpi = 300.0}},
      {"describe", {.describe = true}},
      {"threads=2; durable=false", {.durable = false, .threads = 2}}};
  const std::vector<double> u = values<double>();
  const auto field = ar::view(u.data(), {height, width});
  const auto plain = ar::encode_png(field).bytes;
  for (const pair& p : pairs) {
    INFO(p.text);
    const auto expected = ar::encode_png(field, p.options).bytes;
    CHECK(encoded_by_c(u.data(), ARRAYREEL_FLOAT64, p.text) == expected);
  }
  CHECK(encoded_by_c(u.data(), ARRAYREEL_FLOAT64, " \n; ;\t\r\n") == plain);
  // Of complex numbers.
  const auto z = values<std::complex<float>>();
  for (const auto& [name, part] : {std::pair{"phase", ar::complex_part::phase},
                                   {"real", ar::complex_part::real},
                                   {"imag", ar::complex_part::imag},
                                   {"phase-hue", ar::complex_part::phase_hue}})
    CHECK(encoded_by_c(z.data(), ARRAYREEL_COMPLEX64, ("complex=" + std::string(name)).c_str()) ==
          ar::encode_png(ar::view(z.data(), {height, width}), {.complex_as = part}).bytes);
}

TEST_CASE("URIs, tags, files and ranges of the C interface are those of C++") {
  const std::vector<float> u = values<float>();
  const auto field = ar::view(u.data(), {height, width});
  char* text = nullptr;
  REQUIRE(arrayreel_png_uri(u.data(), ARRAYREEL_FLOAT32, 2, extents, nullptr, "vsym", &text) == 0);
  CHECK(text == ar::nbimage(field, {.vsym = true}).data_uri());
  arrayreel_free(text);
  REQUIRE(arrayreel_png_tag(u.data(), ARRAYREEL_FLOAT32, 2, extents, nullptr,
                            "alt=\"u\"; title=t; width=200; height=100; css-class=c; style=x:y; "
                            "loading=lazy; pixelated=false; draggable=no",
                            &text) == 0);
  CHECK(text == ar::nbimage(field, {.alt = "\"u\"",
                                    .title = "t",
                                    .width = 200,
                                    .height = 100,
                                    .css_class = "c",
                                    .style = "x:y",
                                    .loading = ar::loading::lazy,
                                    .pixelated = false,
                                    .draggable = false})
                    .html());
  arrayreel_free(text);
  CHECK(arrayreel_png_tag(u.data(), ARRAYREEL_FLOAT32, 2, extents, nullptr, "byte-budget=10",
                          &text) == ARRAYREEL_LIMIT);
  CHECK(text == nullptr);

  const test::folder folder;
  const std::string path = folder / "u.png";
  REQUIRE(arrayreel_write_png(path.c_str(), u.data(), ARRAYREEL_FLOAT32, 2, extents, nullptr,
                              "durable=false") == 0);
  CHECK(ar::read_encoded(path).bytes == ar::encode_png(field).bytes);

  double lo = 0, hi = 0;
  REQUIRE(arrayreel_range(u.data(), ARRAYREEL_FLOAT32, 2, extents, nullptr, "percentile=1,99", &lo,
                          &hi) == 0);
  const ar::value_range range = ar::percentile_range(field, 1, 99);
  CHECK(lo == range.lo);
  CHECK(hi == range.hi);
}

TEST_CASE("strides of every sign, and four axes") {
  const std::vector<double> u = values<double>();
  const std::size_t part[] = {1, 10, 12, 3};
  const std::ptrdiff_t steps[] = {0, -2 * static_cast<std::ptrdiff_t>(width), 3, 1};
  const double* const first = u.data() + 30 * width;
  unsigned char* bytes = nullptr;
  std::size_t size = 0;
  REQUIRE(arrayreel_encode_png(first, ARRAYREEL_FLOAT64, 4, part, steps, nullptr, &bytes, &size) ==
          0);
  const auto expected =
      ar::encode_png(ar::array_view<double>(first, {1, 10, 12, 3}, ar::strides{0, steps[1], 3, 1}));
  CHECK(std::vector<std::uint8_t>(bytes, bytes + size) == expected.bytes);
  CHECK(expected.width == 12);
  arrayreel_free(bytes);
}

TEST_CASE("each thread has its last error") {
  CHECK(message_of("nonsense").find("'nonsense'") != std::string::npos);
  std::string before, after;
  std::thread([&] {
    before = arrayreel_error_text();
    static_cast<void>(message_of("rubbish"));
    after = arrayreel_error_text();
  }).join();
  CHECK(before.empty());
  CHECK(after.find("'rubbish'") != std::string::npos);
  CHECK(std::string(arrayreel_error_text()).find("'nonsense'") != std::string::npos);
}

TEST_CASE("texts of options may be anything") {
  CHECK(message_of("a=b=c").find("'a'; expected") != std::string::npos);
  CHECK(message_of("\x01=2").find("'\\x01'; expected") != std::string::npos);
  CHECK(message_of("vmin=0x10").find("'vmin=0x10'") != std::string::npos);
  CHECK(message_of("vmin=1,5").find("'vmin=1,5'; expected a number") != std::string::npos);
  CHECK(message_of("level=99999999999999999999").find("expected a whole number") !=
        std::string::npos);
  CHECK(message_of("; ;=").find("'='; expected name=value") != std::string::npos);
  CHECK(message_of(std::string(100'000, 'x').c_str()).size() < 2000);

  using ar::detail::options_in;
  const auto options = options_in("Label = a\\;b\\\\;\n X_Y;c==\\d\\");
  REQUIRE(options.size() == 3);
  CHECK(options[0].name() == "label");
  CHECK(options[0].text() == "a;b\\");
  CHECK(options[1].name() == "x-y");
  CHECK(!options[1].has_text());
  CHECK(options[2].name() == "c");
  CHECK(options[2].text() == "=\\d\\");
}

TEST_CASE("version and types of the C interface") {
  CHECK(std::string(arrayreel_version()) == ar::version);
  for (int i = 0; i <= ARRAYREEL_BFLOAT16; ++i)
    CHECK(arrayreel_type_named(ar::name_of(static_cast<ar::dtype>(i))) == i);
}

#if ARRAYREEL_TEST_MOVIES

namespace {

/// A movie of four frames in memory, by either interface.
std::vector<std::uint8_t> movie_by_c(const char* options) {
  int movie = 0;
  INFO(options);
  REQUIRE(arrayreel_movie_open(&movie, nullptr, options) == ARRAYREEL_OK);
  std::vector<double> u = values<double>();
  for (int i = 0; i < 4; ++i) {
    for (double& value : u) value += 3;
    REQUIRE(arrayreel_movie_push(movie, u.data(), ARRAYREEL_FLOAT64, 2, extents, nullptr) == 0);
  }
  REQUIRE(arrayreel_movie_finish(movie) == ARRAYREEL_OK);
  unsigned char* bytes = nullptr;
  std::size_t size = 0;
  REQUIRE(arrayreel_movie_bytes(movie, &bytes, &size) == ARRAYREEL_OK);
  std::vector<std::uint8_t> result(bytes, bytes + size);
  arrayreel_free(bytes);
  REQUIRE(arrayreel_movie_close(movie) == ARRAYREEL_OK);
  return result;
}

std::vector<std::uint8_t> movie_by_cpp(const ar::video_options& options) {
  ar::video_writer movie(ar::in_memory, options);
  std::vector<double> u = values<double>();
  for (int i = 0; i < 4; ++i) {
    for (double& value : u) value += 3;
    movie.push(ar::view(u.data(), {height, width}));
  }
  static_cast<void>(movie.finish());
  return movie.media().front().bytes;
}

} // namespace

TEST_CASE("every option of a movie, as text and in C++") {
  struct pair {
    const char* text;
    ar::video_options options;
  };
  const pair pairs[] = {
      {"codec=gif; fps=10; loop=false", {.fps = 10, .loop = false, .sources = {ar::gif{}}}},
      {"codec=gif; vsym; colormap=RdBu",
       {.vsym = true, .colormap = ar::colormaps::RdBu, .sources = {ar::gif{}}}},
      {"codec=apng; counter; label-scale=2; label-corner=bottom-right; fps=29.97",
       {.fps = 29.97,
        .frame_counter = true,
        .label_corner = ar::corner::bottom_right,
        .label_scale = 2,
        .sources = {ar::apng{}}}},
      {"codec=apng; label=t = {time:.2f}\\; {frame}; time-step=0.5; label-corner=top-right",
       {.label = "t = {time:.2f}; {frame}",
        .label_corner = ar::corner::top_right,
        .time_step = 0.5,
        .sources = {ar::apng{}}}},
      {"codec=apng; per-frame; bad=transparent; background=#123; bit-depth=16",
       {.bad = ar::transparent,
        .range_policy = ar::range_policy::per_frame,
        .bit_depth = 16U,
        .sources = {ar::apng{}},
        .background = ar::parse_color("#123")}},
      {"codec=apng; first-frame; upscale=2x1; colorbar=below; colorbar-label=u",
       {.colorbar = ar::orientation::horizontal,
        .colorbar_label = "u",
        .range_policy = ar::range_policy::first_frame,
        .sources = {ar::apng{}},
        .upscale = {2, 1}}},
      {"codec=webp; quality=50; threads=1", {.sources = {ar::webp{.quality = 50}}, .threads = 1}},
      {"crf=30; preset=ultrafast; threads=1; keyframe-interval=0.1",
       {.sources = {ar::h264{.crf = 30, .preset = "ultrafast"}},
        .keyframe_interval = 0.1,
        .threads = 1}},
      {"fps=30000/1001; threads=1; describe; threaded; queue=2",
       {.fps = {30000, 1001}, .threads = 1, .describe = true, .threaded = true, .queue = 2}},
      {"codec=vp9; preset=8; crf=40; threads=1",
       {.sources = {ar::vp9{.crf = 40, .cpu_used = 8}}, .threads = 1}}};
  for (const pair& p : pairs) {
    INFO(p.text);
    CHECK(movie_by_c(p.text) == movie_by_cpp(p.options));
  }
}

TEST_CASE("a movie's file of the C interface: by its name, crash-safe, durable or not") {
  const test::folder folder;
  const std::vector<double> u = values<double>();
  const std::string path = folder / "u.mkv";
  int movie = 0;
  REQUIRE(arrayreel_movie_open(&movie, path.c_str(), "crash-safe; durable=false") == ARRAYREEL_OK);
  REQUIRE(arrayreel_movie_push_at(movie, 10, u.data(), ARRAYREEL_FLOAT64, 2, extents, nullptr) ==
          0);
  REQUIRE(arrayreel_movie_push_at(movie, 11.5, u.data(), ARRAYREEL_FLOAT64, 2, extents, nullptr) ==
          0);
  REQUIRE(arrayreel_movie_flush(movie) == ARRAYREEL_OK);
  char* text = nullptr;
  REQUIRE(arrayreel_movie_text(movie, "unfinished-file", &text) == ARRAYREEL_OK);
  CHECK(std::string(text) == (folder / "u.partial.mkv"));
  CHECK(ar::read_encoded(text).width == width);
  arrayreel_free(text);
  REQUIRE(arrayreel_movie_finish(movie) == ARRAYREEL_OK);
  REQUIRE(arrayreel_movie_text(movie, "codec", &text) == ARRAYREEL_OK);
  CHECK(std::string(text) == "ffv1");
  arrayreel_free(text);
  double value = 0;
  REQUIRE(arrayreel_movie_number(movie, "duration", &value) == ARRAYREEL_OK);
  CHECK(value == Approx(1.5 + 1 / 25.));
  REQUIRE(arrayreel_movie_close(movie) == ARRAYREEL_OK);
  CHECK(ar::read_encoded(path).height == height);
}

TEST_CASE("tags and URIs of movies are those of C++") {
  int movie = 0;
  REQUIRE(arrayreel_movie_open(&movie, nullptr, "codec=gif") == ARRAYREEL_OK);
  const std::vector<double> u = values<double>();
  REQUIRE(arrayreel_movie_push(movie, u.data(), ARRAYREEL_FLOAT64, 2, extents, nullptr) == 0);
  REQUIRE(arrayreel_movie_finish(movie) == ARRAYREEL_OK);
  ar::video_writer other(ar::in_memory, {.sources = {ar::gif{}}});
  other.push(ar::view(u.data(), {height, width}));
  static_cast<void>(other.finish());
  const ar::encoded& gif = other.media().front();
  char* text = nullptr;
  REQUIRE(arrayreel_movie_uri(movie, &text) == ARRAYREEL_OK);
  CHECK(text == ar::data_uri(gif));
  arrayreel_free(text);
  REQUIRE(arrayreel_movie_tag(movie,
                              "alt=a; title=t; width=99; height=9; css-class=c; style=s:t; "
                              "pixelated; draggable; controls=no; autoplay; loop=no; muted=no; "
                              "playsinline=no; preload=none",
                              &text) == ARRAYREEL_OK);
  CHECK(text == ar::video_tag(gif, {.alt = "a",
                                    .title = "t",
                                    .width = 99,
                                    .height = 9,
                                    .css_class = "c",
                                    .style = "s:t",
                                    .controls = false,
                                    .autoplay = true,
                                    .loop = false,
                                    .muted = false,
                                    .playsinline = false,
                                    .preload = ar::preload::none,
                                    .pixelated = true,
                                    .draggable = true}));
  arrayreel_free(text);
  CHECK(arrayreel_movie_tag(movie, "byte-budget=3", &text) == ARRAYREEL_LIMIT);
  REQUIRE(arrayreel_movie_close(movie) == ARRAYREEL_OK);
}

TEST_CASE("movies of several threads, and one movie of several threads") {
  const std::vector<double> u = values<double>();
  int shared = 0;
  REQUIRE(arrayreel_movie_open(&shared, nullptr, "codec=gif") == ARRAYREEL_OK);
  std::array<int, 4> failed{};
  std::vector<std::thread> threads;
  for (int& failures : failed)
    threads.emplace_back([&] {
      int own = 0;
      failures += arrayreel_movie_open(&own, nullptr, "codec=gif") != ARRAYREEL_OK;
      for (int i = 0; i < 5; ++i)
        for (const int movie : {own, shared})
          failures += arrayreel_movie_push(movie, u.data(), ARRAYREEL_FLOAT64, 2, extents, nullptr);
      failures += arrayreel_movie_finish(own);
      failures += arrayreel_movie_close(own);
    });
  for (std::thread& thread : threads) thread.join();
  CHECK(failed == std::array<int, 4>{});
  double frames = 0;
  REQUIRE(arrayreel_movie_number(shared, "frames", &frames) == ARRAYREEL_OK);
  CHECK(frames == 20);
  CHECK(arrayreel_movie_close(shared) == ARRAYREEL_OK);
}

TEST_CASE("the label of a frame that is refused is gone with it") {
  const std::vector<double> u = values<double>();
  const std::size_t other[] = {width, height};
  const auto bytes_with = [&](bool refused) {
    int movie = 0;
    REQUIRE(arrayreel_movie_open(&movie, nullptr, "codec=gif; vmin=0; vmax=1") == ARRAYREEL_OK);
    const auto push = [&](const std::size_t* size) {
      return arrayreel_movie_push(movie, u.data(), ARRAYREEL_FLOAT64, 2, size, nullptr);
    };
    REQUIRE(push(extents) == ARRAYREEL_OK);
    if (refused) {
      REQUIRE(arrayreel_movie_label(movie, "wrong") == ARRAYREEL_OK);
      REQUIRE(push(other) == ARRAYREEL_PARAMETER);
    }
    REQUIRE(push(extents) == ARRAYREEL_OK);
    REQUIRE(arrayreel_movie_finish(movie) == ARRAYREEL_OK);
    unsigned char* bytes = nullptr;
    std::size_t size = 0;
    REQUIRE(arrayreel_movie_bytes(movie, &bytes, &size) == ARRAYREEL_OK);
    std::vector<unsigned char> result(bytes, bytes + size);
    arrayreel_free(bytes);
    REQUIRE(arrayreel_movie_close(movie) == ARRAYREEL_OK);
    return result;
  };
  CHECK(bytes_with(true) == bytes_with(false));
}

#endif
