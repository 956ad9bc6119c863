// Writes the pages that movie_test.mjs opens, and beside them in movies.json what a browser must
// find there.
#include <arrayreel/page.hpp>
#include <arrayreel/video_tag.hpp>
#include <arrayreel/video_writer.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <fstream>
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

// What a browser must find of a movie.
struct expectation {
  std::size_t frames = 30;
  ar::frame_rate fps = 25;
  bool loop = true;
  bool autoplay = false;
  std::size_t source = 0; // which of them plays
  unsigned gray_tolerance = 0;
  unsigned tolerance = 0;
  std::size_t inset = 0;
  std::size_t enlarged = 1;
};

class movie_cases {
public:
  explicit movie_cases(fs::path directory) : directory_(std::move(directory)) {}

  void add(const std::string& name, const test_card& card, const std::vector<ar::encoded>& sources,
           const expectation& e) {
    ar::page p({.title = name});
    p.movie(sources, name, {.alt = name, .autoplay = e.autoplay, .loop = e.loop});
    p.write((directory_ / (name + ".html")).string());

    const ar::encoded& played = sources[e.source];
    const bool img = played.mime.starts_with("image/");
    const auto number = [](std::size_t n) { return std::to_string(n); };
    const auto truth = [](bool b) { return std::string(b ? "true" : "false"); };
    const std::size_t side = card.side() * e.enlarged;
    json_ += std::string(json_.empty() ? "[\n" : ",\n") + "{\"name\": \"" + name +
             "\", \"page\": \"" + name + ".html\", \"kind\": \"" + (img ? "img" : "video") +
             "\", \"width\": " + number(played.width) + ", \"height\": " + number(played.height) +
             ",\n \"frames\": " + number(e.frames) + ", \"rate\": [" +
             std::to_string(e.fps.numerator()) + ", " + std::to_string(e.fps.denominator()) +
             "], \"loop\": " + truth(e.loop) + ", \"autoplay\": " + truth(e.autoplay) +
             ",\n \"source\": " + number(e.source) + ", \"type\": \"" +
             played.mime.substr(0, played.mime.find(';')) +
             "\", \"gray_tolerance\": " + std::to_string(e.gray_tolerance) +
             ", \"tolerance\": " + std::to_string(e.tolerance) + ", \"inset\": " + number(e.inset) +
             ",\n \"counter\": [0, 0, " + number(side) + ", " + number(digits) +
             "], \"patches\": [";
    for (std::size_t i = 0; i < card.colors().size(); ++i) {
      const rgb& c = card.colors()[i];
      json_ += (i == 0 ? "" : ", ") + std::string("[") + number(i % columns * side) + ", " +
               number((1 + i / columns) * side) + ", " + number(side) + ", " + number(side) + ", " +
               number(c[0]) + ", " + number(c[1]) + ", " + number(c[2]) + "]";
    }
    json_ += "]}";
  }

  // Of an array of components, height × width × 3.
  void add_colors(const std::string& name, const test_card& card, std::vector<ar::codec> codecs,
                  const expectation& e) {
    ar::video_writer movie(
        {.fps = e.fps, .loop = e.loop, .sources = std::move(codecs), .upscale = e.enlarged});
    for (std::size_t i = 0; i < e.frames; ++i) {
      const std::vector<rgb> frame = card.color_frame(i);
      movie.push(ar::view(frame.data()->data(), {card.height(), card.width(), 3}));
    }
    finish(name, card, movie, e);
  }

  // Of the levels alone, which go through a colormap or are gray.
  void add_levels(const std::string& name, const test_card& card, std::vector<ar::codec> codecs,
                  const std::optional<ar::colormap>& map, const expectation& e) {
    ar::video_writer movie({.vmin = 0,
                            .vmax = 256,
                            .colormap = map,
                            .fps = e.fps,
                            .loop = e.loop,
                            .sources = std::move(codecs),
                            .upscale = e.enlarged});
    for (std::size_t i = 0; i < e.frames; ++i)
      movie.push(ar::view(card.frame<float>(
                              i, [](std::size_t level) { return static_cast<float>(level); },
                              [](std::size_t digit) { return digit == 0 ? 0.0F : 255.0F; }),
                          {card.height(), card.width()}));
    finish(name, card, movie, e);
  }

  void write() const { write_text(directory_ / "movies.json", json_ + "\n]\n"); }

private:
  void finish(const std::string& name, const test_card& card, ar::video_writer& movie,
              const expectation& e) {
    static_cast<void>(movie.finish());
    add(name, card, movie.media(), e);
  }

  fs::path directory_;
  std::string json_;
};

void write_movies(const fs::path& directory) {
  movie_cases cases(directory);
  const test_card grays(all_grays(), 16);
  const test_card colors(many_colors(), 16);
  const expectation exact{};
  const expectation gray{.gray_tolerance = 1, .tolerance = 1, .inset = 7};
  const expectation lossy{.gray_tolerance = 1, .tolerance = 2, .inset = 7};

  const std::pair<const char*, ar::codec> defaults[] = {
      {"h264", ar::h264{}}, {"vp9", ar::vp9{}}, {"vp8", ar::vp8{}}, {"av1", ar::av1{}}};
  for (const auto& [name, codec] : defaults) {
    cases.add_levels(name + std::string("_gray"), grays, {codec}, {}, gray);
    cases.add_colors(name + std::string("_colors"), colors, {codec}, lossy);
    const test_card viridis(colors_of(ar::colormaps::viridis), 16);
    cases.add_levels(name + std::string("_viridis"), viridis, {codec}, ar::colormaps::viridis,
                     lossy);
  }
  cases.add_colors("h264_rgb", colors, {ar::h264_rgb{}}, exact);
  cases.add_colors("vp9_lossless", colors, {ar::vp9_lossless{}}, exact);
  cases.add_levels("gif", grays, {ar::gif{}}, {}, exact);
  cases.add_colors("apng", colors, {ar::apng{}}, exact);
  cases.add_colors("webp", colors, {ar::webp{}}, exact);
  cases.write();
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
  } catch (const std::exception& e) {
    std::fprintf(stderr, "make_movies: %s\n", e.what());
    return 1;
  }
}
