// What `describe` writes into pictures and movies, read back, and by FFmpeg too.
#include <arrayreel/nbimage.hpp>
#include <arrayreel/nbvideo.hpp>
#include <arrayreel/read_encoded.hpp>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "catch.hpp"
#include "support/folder.hpp"
#include "support/movies.hpp"
#include "support/read_movie.hpp"
#include "support/thrown.hpp"

namespace ar = arrayreel;

namespace {

using texts = std::map<std::string, std::string>;

// The texts that FFmpeg finds in a file, whose names WebM and Matroska have in upper case.
texts found_by_ffmpeg(const std::string& path) {
  AVFormatContext* opened = nullptr;
  test::detail::must(avformat_open_input(&opened, path.c_str(), nullptr, nullptr), "opening");
  const test::detail::av_owner<AVFormatContext> format(opened);
  texts result;
  const AVDictionaryEntry* entry = nullptr;
  while ((entry = av_dict_get(format->metadata, "", entry, AV_DICT_IGNORE_SUFFIX)) != nullptr) {
    std::string name = entry->key;
    for (char& c : name) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    result[name] = entry->value;
  }
  // What the format itself says, whatever is described.
  for (const char* own :
       {"major_brand", "minor_version", "compatible_brands", "duration", "encoder"})
    result.erase(own);
  return result;
}

std::vector<double> field(double lo, double hi) {
  std::vector<double> values(std::size_t{24} * 32);
  for (std::size_t i = 0; i < values.size(); ++i)
    values[i] = lo + (hi - lo) * static_cast<double>(i) / static_cast<double>(values.size() - 1);
  return values;
}

ar::array_view<double> view(const std::vector<double>& values) {
  return ar::view(values.data(), {24, 32});
}

} // namespace

TEST_CASE("description: of a PNG") {
  const std::vector<double> values = field(0.125, 64);
  const ar::encoded png =
      ar::encode_png(view(values), {.norm = ar::log_norm{},
                                    .colormap = ar::colormaps::magma,
                                    .text = {{"Title", "Gauß"}, {"Where", "東京"}},
                                    .describe = true});
  const ar::media_description said = ar::read_description(png);
  CHECK(said.vmin == 0.125);
  CHECK(said.vmax == 64.0);
  CHECK(said.norm == "log");
  CHECK(said.colormap == "magma");
  CHECK(said.times.empty());
  REQUIRE(said.texts.size() == 6);
  CHECK((said.texts[4] == std::pair<std::string, std::string>("Title", "Gauß")));
  CHECK((said.texts[5] == std::pair<std::string, std::string>("Where", "東京")));

  const auto norm_of = [&](const ar::image_options& options) {
    return ar::read_description(ar::encode_png(view(values), options)).norm;
  };
  CHECK(norm_of({.describe = true}) == "");
  CHECK(norm_of({.gamma = 0.5, .describe = true}) == "power gamma=0.5");
  CHECK(norm_of({.norm = ar::two_slope_norm{.vcenter = 3}, .describe = true}) ==
        "two_slope vcenter=3");
  CHECK(norm_of({.norm = ar::symlog_norm{.linthresh = 2, .linscale = 3, .base = 4},
                 .describe = true}) == "symlog linthresh=2 linscale=3 base=4");
  CHECK(norm_of({.vmax = 50, .norm = ar::symlog_norm{}, .describe = true}) ==
        "symlog linthresh=0.5 linscale=1 base=10");
  CHECK(ar::read_description(ar::nbimage(view(values), {.describe = true}).png).vmax == 64.0);
  const ar::media_description plain = ar::read_description(ar::encode_png(view(values)));
  CHECK_FALSE(plain.vmin);
  CHECK(plain.texts.empty());
}

TEST_CASE("description: of movies in files, in memory and by a sink") {
  const test::folder folder;
  const std::vector<double> first = field(0.5, 40);
  const std::vector<double> second = field(0.25, 80);
  const std::vector<double> times{12.5, 12.75, 13.5};
  for (const test::movie_kind& kind : test::crash_safe_kinds())
    for (const int way : {0, 1, 2, 3}) { // a file, crash-safe, in memory, a sink
      INFO(kind.name << " " << way);
      ar::video_options options = test::options_of(kind);
      options.vmin.reset();
      options.vmax.reset();
      options.norm = ar::log_norm{};
      options.colormap = ar::colormaps::viridis;
      options.describe = true;
      options.crash_safe = way == 1;
      const std::string path = folder / ("a." + kind.name);
      std::vector<std::uint8_t> bytes;
      const auto make = [&]() -> ar::video_writer {
        if (way < 2) return ar::video_writer(path, options);
        if (way == 2) return ar::video_writer(ar::in_memory, options);
        return ar::video_writer(
            [&](std::span<const std::uint8_t> part) {
              bytes.insert(bytes.end(), part.begin(), part.end());
              return true;
            },
            options);
      };
      ar::video_writer movie = make();
      movie.push(view(first), times[0]);
      movie.push(view(second), times[1]);
      movie.push(view(first), times[2]);
      static_cast<void>(movie.finish());
      if (way == 2) bytes = movie.media().at(0).bytes;
      if (way >= 2) test::make_file(path, std::string(bytes.begin(), bytes.end()));
      const ar::media_description said = ar::read_description(path);
      CHECK(said.vmin == 0.5);
      CHECK(said.vmax == 40.0);
      CHECK(said.norm == "log");
      CHECK(said.colormap == "viridis");
      REQUIRE(said.times.size() == 3);
      for (std::size_t i = 0; i < 3; ++i) CHECK(said.times[i] == Approx(times[i]).margin(1e-9));
      const texts expected{{"vmin", "0.5"},
                           {"vmax", "40"},
                           {"norm", "log"},
                           {"colormap", "viridis"},
                           {"first_time", "12.5"}};
      CHECK((texts(said.texts.begin(), said.texts.end()) == expected));
      CHECK((found_by_ffmpeg(path) == expected));
      CHECK(test::read_movie(test::read_file(path)).frames.size() == 3);
      // The same movie but for what it says.
      const ar::encoded medium = ar::read_encoded(path);
      CHECK(medium.width == 32);
      // What a live stream in WebM leaves open is taken from the last two frames.
      const bool is_open = way == 3 && kind.name != "mp4";
      CHECK(medium.duration == Approx(is_open ? 1.75 : 1.04).margin(1e-3));
    }
}

TEST_CASE("description: the range as far as it is known") {
  const std::vector<double> nothing(std::size_t{24} * 32, std::numeric_limits<double>::quiet_NaN());
  const std::vector<double> values = field(-1, 3);
  const std::vector<std::uint8_t> pixels(std::size_t{24} * 32, 7);
  for (const test::movie_kind& kind : test::crash_safe_kinds()) {
    INFO(kind.name);
    const auto said = [&](ar::video_options options, const auto&... frames) {
      options.sources = {kind.source};
      options.describe = true;
      ar::video_writer movie(ar::in_memory, options);
      (movie.push(frames), ...);
      static_cast<void>(movie.finish());
      return ar::read_description(movie.media().at(0));
    };
    const ar::media_description late = said({}, view(nothing), view(values));
    // Only MP4 is written from its end.
    CHECK(late.vmin == (kind.name == "mp4" ? std::optional<double>(-1.0) : std::nullopt));
    CHECK(late.vmax == (kind.name == "mp4" ? std::optional<double>(3.0) : std::nullopt));
    CHECK_FALSE(said({.range_policy = ar::range_policy::per_frame}, view(values)).vmin);
    CHECK(said({.vmin = -5, .vmax = 5}, view(values)).vmin == -5.0);
    CHECK_FALSE(said({}, ar::view(pixels, {24, 32})).vmin); // which pass as they are
    CHECK(said({.vmin = 0, .vmax = 7.5}, ar::view(pixels, {24, 32})).vmax == 7.5);
    const ar::media_description steps =
        said({.fps = 10, .time_step = 0.125}, view(values), view(values), view(values));
    CHECK((steps.times == std::vector<double>{0, 0.125, 0.25}));
    const ar::media_description rate = said({.fps = 10}, view(values), view(values));
    REQUIRE(rate.times.size() == 2);
    CHECK(rate.times[1] == Approx(0.1));
  }
}

TEST_CASE("description: of whole arrays, and where there can be none") {
  std::vector<double> values = field(-2, 2);
  const std::vector<double> other = field(-4, 4);
  values.insert(values.end(), other.begin(), other.end());
  const auto frames = ar::view(values, {2, 24, 32});
  const ar::notebook_video movie = ar::nbvideo(
      frames,
      {.vsym = true, .colormap = ar::colormaps::RdBu, .sources = ar::everywhere, .describe = true});
  for (const ar::encoded& source : movie.sources) {
    CHECK(ar::read_description(source).vmin == -4.0);
    CHECK(ar::read_description(source).vmax == 4.0);
    CHECK(ar::read_description(source).colormap == "RdBu");
  }
  // Unless it is asked for, nothing is said.
  CHECK(ar::read_description(ar::encode_video(frames)).texts.empty());
  for (const test::movie_kind& kind : test::movie_kinds()) {
    if (kind.name == "mp4" || kind.name == "webm" || kind.name == "mkv") continue;
    CHECK(test::refusal_of([&] {
            static_cast<void>(
                ar::encode_video(frames, {.sources = {kind.source}, .describe = true}));
          }) == "describe for the container " + kind.name + "; expected mp4, webm or mkv");
  }
}
