// Writes the pages that movie_test.mjs opens, and beside them in movies.json what a browser must
// find there.
#include <arrayreel/detail/base/message.hpp>
#include <arrayreel/join_videos.hpp>
#include <arrayreel/nbvideo.hpp>
#include <arrayreel/page.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <fstream>
#include <optional>
#include <random>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace {

namespace ar = arrayreel;
namespace fs = std::filesystem;

using rgb = std::array<std::uint8_t, 3>;

constexpr std::size_t columns = 16;
constexpr std::size_t digits = 16;

void write_text(const fs::path& path, std::string_view text) {
  std::ofstream out(path, std::ios::binary);
  out.write(text.data(), static_cast<std::streamsize>(text.size()));
  out.close();
  if (!out) throw std::runtime_error("cannot write " + path.string());
}

// Squares of one value each, 16 in a row, below a row of 16 more that show the frame's number in
// black and white.
class test_card {
public:
  test_card(std::vector<rgb> colors, std::size_t side) : colors_(std::move(colors)), side_(side) {}

  [[nodiscard]] std::size_t width() const { return columns * side_; }
  [[nodiscard]] std::size_t height() const {
    return (1 + (colors_.size() + columns - 1) / columns) * side_;
  }
  [[nodiscard]] std::size_t side() const { return side_; }
  [[nodiscard]] const std::vector<rgb>& colors() const { return colors_; }

  // The value of a pixel: `of_square(i)`, or `of_digit(0 or 1)` in the first row.
  template <class T, class Square, class Digit>
  [[nodiscard]] std::vector<T> frame(std::size_t number, const Square& of_square,
                                     const Digit& of_digit) const {
    std::vector<T> values;
    values.reserve(width() * height());
    for (std::size_t y = 0; y < height(); ++y)
      for (std::size_t x = 0; x < width(); ++x) {
        const std::size_t column = x / side_;
        if (y < side_) {
          values.push_back(of_digit(number >> (digits - 1 - column) & 1));
        } else {
          const std::size_t i = (y / side_ - 1) * columns + column;
          values.push_back(of_square(i < colors_.size() ? i : 0));
        }
      }
    return values;
  }

  [[nodiscard]] std::vector<rgb> color_frame(std::size_t number) const {
    return frame<rgb>(
        number, [&](std::size_t i) { return colors_[i]; },
        [](std::size_t digit) { return digit == 0 ? rgb{0, 0, 0} : rgb{255, 255, 255}; });
  }

private:
  std::vector<rgb> colors_;
  std::size_t side_;
};

std::vector<rgb> all_grays() {
  std::vector<rgb> colors;
  for (unsigned i = 0; i < 256; ++i) {
    const auto level = static_cast<std::uint8_t>(i);
    colors.push_back({level, level, level});
  }
  return colors;
}

// The corners of the cube and a lattice in it, then colours at random.
std::vector<rgb> many_colors() {
  std::vector<rgb> colors;
  for (unsigned i = 0; i < 216; ++i)
    colors.push_back({static_cast<std::uint8_t>(51 * (i / 36)),
                      static_cast<std::uint8_t>(51 * (i / 6 % 6)),
                      static_cast<std::uint8_t>(51 * (i % 6))});
  std::mt19937 random(1);
  while (colors.size() < 256)
    colors.push_back({static_cast<std::uint8_t>(random()), static_cast<std::uint8_t>(random()),
                      static_cast<std::uint8_t>(random())});
  return colors;
}

std::vector<rgb> colors_of(const ar::colormap& map) {
  std::vector<rgb> colors;
  for (std::size_t i = 0; i < 256; ++i) {
    const ar::color c = map[static_cast<std::uint8_t>(i)];
    colors.push_back({c.r, c.g, c.b});
  }
  return colors;
}

// How a movie is made, and what else a browser must find in it.
struct movie_case {
  std::vector<ar::codec> sources{};
  ar::frame_rate fps = 25;
  std::size_t frames = 30;
  bool loop = true;
  bool autoplay = false;
  std::size_t upscale = 1;
  bool reversed = false;        // the sources in the page
  std::size_t plays = 0;        // which of the sources in the page
  unsigned gray_tolerance = 0;  // the largest error of a component
  unsigned tolerance = 0;       // of colours
  std::size_t inset = 0;        // of a square, what is not looked at
  double duration_slack = 1e-5; // seconds
  std::vector<std::size_t> parts{}; // frames of each, where the movie is joined of such
};

class movie_cases {
public:
  explicit movie_cases(fs::path directory) : directory_(std::move(directory)) {}

  // From an array of components, time × height × width × 3.
  void add_colors(const std::string& name, const test_card& card, const movie_case& c) {
    std::vector<std::uint8_t> stack;
    for (std::size_t i = 0; i < c.frames; ++i)
      for (const rgb& pixel : card.color_frame(i))
        stack.insert(stack.end(), pixel.begin(), pixel.end());
    add(name, card, c,
        ar::nbvideo(ar::view(stack, {c.frames, card.height(), card.width(), 3}),
                    {.fps = c.fps,
                     .loop = c.loop,
                     .sources = c.sources,
                     .upscale = c.upscale,
                     .alt = name,
                     .autoplay = c.autoplay}));
  }

  // From an array of numbers, time × height × width, which are the indices of the card's colours.
  void add_levels(const std::string& name, const test_card& card,
                  const std::optional<ar::colormap>& map, const movie_case& c) {
    std::vector<float> stack;
    for (std::size_t i = 0; i < c.frames; ++i) {
      const std::vector<float> frame = card.frame<float>(
          i, [](std::size_t level) { return static_cast<float>(level); },
          [](std::size_t digit) { return digit == 0 ? 0.0F : 255.0F; });
      stack.insert(stack.end(), frame.begin(), frame.end());
    }
    if (!c.parts.empty()) return add_joined(name, card, c, stack);
    add(name, card, c,
        ar::nbvideo(ar::view(stack, {c.frames, card.height(), card.width()}),
                    {.vmin = 0,
                     .vmax = 256,
                     .colormap = map,
                     .fps = c.fps,
                     .loop = c.loop,
                     .sources = c.sources,
                     .upscale = c.upscale,
                     .alt = name,
                     .autoplay = c.autoplay}));
  }

  void write() const { write_text(directory_ / "movies.json", json_ + "\n]\n"); }

private:
  // Each part is encoded by itself.
  void add_joined(const std::string& name, const test_card& card, const movie_case& c,
                  const std::vector<float>& stack) {
    std::vector<ar::encoded> parts;
    std::size_t begin = 0;
    const std::size_t pixels = card.height() * card.width();
    for (const std::size_t length : c.parts) {
      parts.push_back(ar::encode_video(
          ar::view(stack.data() + begin * pixels, {length, card.height(), card.width()}),
          {.vmin = 0,
           .vmax = 256,
           .fps = c.fps,
           .sources = c.sources,
           .segment = {.first_frame = begin}}));
      begin += length;
    }
    if (begin != c.frames) throw std::runtime_error("the parts of " + name);
    ar::notebook_video movie;
    movie.sources.push_back(ar::join_videos(parts));
    movie.display.alt = name;
    movie.display.loop = c.loop;
    add(name, card, c, std::move(movie));
  }

  void add(const std::string& name, const test_card& card, const movie_case& c,
           ar::notebook_video movie) {
    if (c.reversed) std::reverse(movie.sources.begin(), movie.sources.end());
    ar::page p({.title = name});
    p.movie(movie.sources, name, movie.display);
    p.write((directory_ / (name + ".html")).string());

    const ar::encoded& played = movie.sources[c.plays];
    const auto text = [](const auto& value) { return ar::detail::to_text(value); };
    const std::size_t side = card.side() * c.upscale;
    json_ += std::string(json_.empty() ? "[\n" : ",\n") + "{\"name\": \"" + name +
             "\", \"page\": \"" + name + ".html\", \"kind\": \"" +
             (played.mime.starts_with("image/") ? "img" : "video") +
             "\", \"width\": " + text(played.width) + ", \"height\": " + text(played.height) +
             ",\n \"frames\": " + text(c.frames) + ", \"rate\": [" + text(c.fps.numerator()) +
             ", " + text(c.fps.denominator()) + "], \"duration_slack\": " + text(c.duration_slack) +
             ", \"loop\": " + text(c.loop) + ", \"autoplay\": " + text(c.autoplay) +
             ",\n \"source\": " + text(c.plays) + ", \"type\": \"" +
             played.mime.substr(0, played.mime.find(';')) +
             "\", \"gray_tolerance\": " + text(c.gray_tolerance) +
             ", \"tolerance\": " + text(c.tolerance) + ", \"inset\": " + text(c.inset) +
             ",\n \"counter\": [0, 0, " + text(side) + ", " + text(digits) + "], \"patches\": [";
    for (std::size_t i = 0; i < card.colors().size(); ++i) {
      const rgb& color = card.colors()[i];
      json_ += (i == 0 ? "[" : ", [") + text(i % columns * side) + ", " +
               text((1 + i / columns) * side) + ", " + text(side) + ", " + text(side);
      for (const std::uint8_t component : color) json_ += ", " + text(unsigned{component});
      json_ += "]";
    }
    json_ += "]}";
  }

  fs::path directory_;
  std::string json_;
};

void write_movies(const fs::path& directory) {
  movie_cases cases(directory);
  const test_card grays(all_grays(), 16);
  const test_card colors(many_colors(), 16);
  const test_card viridis(colors_of(ar::colormaps::viridis), 16);
  // 8-bit YUV rounds each colour by at most 1 in these. The rest is the browsers' own: without a
  // graphics card they compute with coefficients of 6 bits, blue with 2 times Cb in place of 2.017,
  // which takes 2 more from strong blue.
  constexpr unsigned gray_error = 1;
  constexpr unsigned color_error = 3;
  // Where half-resolution colours of neighbours do not mix.
  const auto lossy = [](ar::codec codec, std::size_t side = 16) {
    return movie_case{.sources = {std::move(codec)},
                      .frames = side == 16 ? 30U : 12U,
                      .gray_tolerance = gray_error,
                      .tolerance = color_error,
                      .inset = side / 2 - 1};
  };

  cases.add_levels("h264_gray", grays, {}, lossy(ar::h264{}));
  cases.add_colors("h264_colors", colors, lossy(ar::h264{}));
  cases.add_levels("h264_viridis", viridis, ar::colormaps::viridis, lossy(ar::h264{}));
  cases.add_levels("vp8_gray", grays, {}, lossy(ar::vp8{}));
  cases.add_levels("vp9_gray", test_card(all_grays(), 32), {}, lossy(ar::vp9{}, 32));
  cases.add_levels("av1_gray", test_card(all_grays(), 32), {}, lossy(ar::av1{}, 32));
  // The error that default qualities may have in squares of this size. A gray whose Cb is 1 off is
  // 2 off in blue.
  const test_card large_colors(many_colors(), 32);
  for (const ar::codec& codec :
       {ar::codec(ar::vp8{}), ar::codec(ar::vp9{}), ar::codec(ar::av1{})}) {
    movie_case promised = lossy(codec, 32);
    promised.gray_tolerance = 2;
    promised.tolerance = 4;
    cases.add_colors(std::string(codec.name()) + "_colors", large_colors, promised);
  }
  cases.add_colors("vp8_best_colors", colors, lossy(ar::vp8{.crf = 4}));
  cases.add_colors("vp9_best_colors", colors, lossy(ar::vp9{.crf = 0}));
  cases.add_colors("av1_best_colors", colors, lossy(ar::av1{.crf = 8}));

  // Every pixel must be exact.
  const auto exact = [](ar::codec codec) { return movie_case{.sources = {std::move(codec)}}; };
  cases.add_colors("h264_rgb", colors, exact(ar::h264_rgb{}));
  cases.add_colors("vp9_lossless", colors, exact(ar::vp9_lossless{}));
  cases.add_levels("gif_gray", grays, {}, exact(ar::gif{}));
  cases.add_levels("gif_viridis", viridis, ar::colormaps::viridis, exact(ar::gif{}));
  cases.add_levels("apng_gray", grays, {}, exact(ar::apng{}));
  cases.add_colors("apng_colors", colors, exact(ar::apng{}));
  cases.add_colors("webp_colors", colors, exact(ar::webp{}));

  // A browser takes the first source that it plays; none plays Theora any more.
  movie_case several = lossy(ar::h264{});
  several.gray_tolerance = 2; // of VP9 in squares of this size
  several.sources = {ar::vp9{}, ar::theora{}};
  cases.add_levels("two_sources", grays, {}, several);
  several.sources = {ar::h264{}, ar::theora{}};
  several.reversed = true;
  several.plays = 1;
  cases.add_levels("second_source", grays, {}, several);
  movie_case unasked = lossy(ar::h264{});
  unasked.autoplay = true;
  cases.add_levels("autoplay", grays, {}, unasked);
  movie_case once = lossy(ar::vp8{});
  once.loop = false;
  cases.add_levels("once", grays, {}, once);

  // Rates whose period is no whole number of milliseconds, the unit in the files' headers.
  for (const ar::frame_rate& fps : {ar::frame_rate(30000, 1001), ar::frame_rate(7, 2)}) {
    const std::string rate = ar::detail::to_text(fps.numerator());
    movie_case c = lossy(ar::h264{});
    c.fps = fps;
    c.frames = 16;
    cases.add_levels("h264_rate_" + rate, grays, {}, c);
    c.sources = {ar::vp8{}};
    c.duration_slack = 0.001; // WebM counts milliseconds
    cases.add_levels("vp8_rate_" + rate, grays, {}, c);
  }

  // Joined parts: long ones, one frame alone, and a rate that no format counts in.
  for (const ar::codec& codec : {ar::codec(ar::h264{}), ar::codec(ar::vp8{})}) {
    movie_case c = lossy(codec);
    c.fps = {30000, 1001};
    c.parts = {13, 1, 16};
    c.duration_slack = 0.001;
    cases.add_levels(std::string(codec.name()) + "_joined", grays, {}, c);
  }

  // An odd height is padded, small elements are enlarged to whole squares.
  cases.add_levels("odd_height", test_card(all_grays(), 15), {}, lossy(ar::h264{}));
  movie_case enlarged = lossy(ar::h264{});
  enlarged.upscale = 16;
  cases.add_levels("enlarged", test_card(all_grays(), 1), {}, enlarged);
  cases.write();
}

// A page to look at, with movies in figures.
void write_report(const fs::path& directory) {
  const auto waves = [](std::size_t frames, std::size_t height, std::size_t width) {
    std::vector<float> stack;
    for (std::size_t t = 0; t < frames; ++t)
      for (std::size_t y = 0; y < height; ++y)
        for (std::size_t x = 0; x < width; ++x)
          stack.push_back(std::sin(0.11F * static_cast<float>(x) - 0.3F * static_cast<float>(t)) *
                          std::cos(0.07F * static_cast<float>(y)));
    return stack;
  };
  const auto of = [&](std::size_t height, std::size_t width, const ar::nbvideo_options& o) {
    return ar::nbvideo(ar::view(waves(20, height, width), {20, height, width}), o);
  };
  ar::page p({.title = "A field in motion"});
  p.heading("A field in motion", 1);
  const auto add = [&](const ar::notebook_video& movie, const std::string& caption) {
    p.movie(movie.sources, caption, movie.display);
  };
  add(of(240, 320, {.vsym = true, .colormap = ar::colormaps::viridis}),
      "320 × 240 elements, to be resized by dragging the corner");
  add(of(16, 24, {.vsym = true, .width = 240}), "24 × 16 elements, enlarged in the page");
  add(of(64, 64, {.vsym = true}),
      "64 × 64 elements at their own size, with a caption that is much longer than the movie is "
      "wide and so has to wrap");
  add(of(120, 1600,
         {.vsym = true, .colormap = ar::colormaps::magma, .poster = false, .draggable = false}),
      "1600 × 120 elements: wider than the page, so shown smaller");
  add(of(120, 160,
         {.vsym = true,
          .sources = {ar::h264{}, ar::vp9{}},
          .width = 400,
          .height = 100,
          .draggable = false}),
      "not to be dragged, 400 × 100, of two sources");
  add(of(120, 160, {.vsym = true, .sources = {ar::gif{}}}), "an animated GIF");
  p.write((directory / "movie_report.html").string());
}

} // namespace

int main(int count, char** arguments) {
  if (count != 2) {
    std::fputs("usage: make_movies <directory>\n", stderr);
    return 2;
  }
  try {
    const fs::path directory = arguments[1];
    fs::create_directories(directory);
    write_movies(directory);
    write_report(directory);
  } catch (const std::exception& e) {
    std::fprintf(stderr, "make_movies: %s\n", e.what());
    return 1;
  }
}
