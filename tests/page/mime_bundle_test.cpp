// mime_bundle.hpp: what notebooks get of pictures and movies, and of those that are too large. What
// front ends show is tested in notebook/.
#include <arrayreel/mime_bundle.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include <arrayreel/compose.hpp>
#include <arrayreel/rerange.hpp>

#include "catch.hpp"
#include "support/folder.hpp"
#include "support/refusal.hpp"

namespace {

namespace ar = arrayreel;
using ar::error_kind;
using bundle = std::vector<ar::mime_part>;

/// What `nbvideo` returns, as far as a bundle goes, without FFmpeg.
struct movie_of {
  std::vector<ar::encoded> sources;
  ar::video_tag_options display;
};

ar::encoded medium(const std::string& mime, std::size_t size, std::uint8_t byte = 7) {
  return {.bytes = std::vector<std::uint8_t>(size, byte),
          .mime = mime,
          .width = 30,
          .height = 20,
          .duration = mime.starts_with("video") ? 2.0 : 0.0};
}

movie_of movie(std::size_t size, bool poster = true) {
  movie_of result{{medium("video/mp4; codecs=\"avc1.64000C\"", size)},
                  {.alt = "u over time", .draggable = true}};
  if (poster) result.display.poster = medium("image/png", 300, 9);
  return result;
}

std::vector<std::string> types_of(const bundle& parts) {
  std::vector<std::string> types;
  for (const ar::mime_part& part : parts) types.push_back(part.type);
  return types;
}

std::string data_of(const bundle& parts, std::string_view type) {
  const auto at = std::ranges::find(parts, type, &ar::mime_part::type);
  return at == parts.end() ? "no " + std::string(type) : at->data;
}

std::size_t size_of(const bundle& parts) {
  std::size_t size = 0;
  for (const ar::mime_part& part : parts) size += part.data.size();
  return size;
}

bool contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

/// The folder in which the test runs, which is the notebook's, for as long as this lives.
class inside {
public:
  explicit inside(const test::folder& folder) : before_(std::filesystem::current_path()) {
    std::filesystem::current_path(folder.path());
  }
  inside(const inside&) = delete;
  inside& operator=(const inside&) = delete;
  ~inside() { std::filesystem::current_path(before_); }

private:
  std::filesystem::path before_;
};

} // namespace

TEST_CASE("a picture is a PNG, HTML and text, in this order") {
  const std::vector<std::vector<double>> field{{0, 1, 2}, {3, 4, 5}};
  const ar::notebook_image picture =
      ar::nbimage(field, {.alt = "u <1>", .title = "t", .width = 300});
  const bundle parts = ar::mime_bundle(picture);
  CHECK(types_of(parts) == std::vector<std::string>{"image/png", "text/html", "text/plain"});
  CHECK(data_of(parts, "image/png") == ar::base64(picture.png.bytes));
  CHECK(data_of(parts, "text/html") == picture.html());
  CHECK(data_of(parts, "text/plain") ==
        "u <1>: image/png, " + std::to_string(picture.png.bytes.size()) + " bytes");
  // The corner to drag is as the picture says.
  CHECK(data_of(ar::mime_bundle(ar::nbimage(field, {.draggable = false})), "text/html") ==
        ar::nbimage(field, {.draggable = false}).html());
}

TEST_CASE("rasters, what is composed of them, and encoded pictures are pictures, too") {
  const ar::raster<std::uint8_t> px = ar::rerange(std::vector<std::vector<double>>{{0, 1}, {2, 3}});
  CHECK(ar::mime_bundle(px) == ar::mime_bundle(ar::nbimage(px)));
  const auto row = ar::hconcat(px, px, {.gap = 1});
  CHECK(ar::mime_bundle(row) == ar::mime_bundle(ar::nbimage(row)));
  const ar::raster<std::uint16_t> deep = ar::rerange<std::uint16_t>(ar::view(px), {.vmin = 0});
  CHECK(ar::mime_bundle(deep) == ar::mime_bundle(ar::nbimage(deep)));

  const ar::encoded png = ar::encode_png(px);
  const bundle parts = ar::mime_bundle(png);
  CHECK(data_of(parts, "image/png") == ar::base64(png.bytes));
  CHECK(data_of(parts, "text/html") == ar::img_tag(png, {.draggable = true}));
  CHECK(contains(data_of(parts, "text/plain"), "2 x 2 pixels: image/png, "));
}

TEST_CASE("a movie is HTML, with its poster as the PNG") {
  const movie_of shown = movie(1000);
  const bundle parts = ar::mime_bundle(shown);
  CHECK(types_of(parts) == std::vector<std::string>{"image/png", "text/html", "text/plain"});
  CHECK(data_of(parts, "image/png") == ar::base64(shown.display.poster->bytes));
  CHECK(data_of(parts, "text/html") == ar::video_tag(shown.sources, shown.display));
  CHECK(data_of(parts, "text/plain") ==
        "u over time: video/mp4; codecs=\"avc1.64000C\", 1000 bytes");

  CHECK(types_of(ar::mime_bundle(movie(1000, false))) ==
        std::vector<std::string>{"text/html", "text/plain"});
  CHECK(types_of(ar::mime_bundle(medium("video/webm", 10))) ==
        std::vector<std::string>{"text/html", "text/plain"});
}

TEST_CASE("pictures that move are shown as what they are, and an APNG is a PNG") {
  movie_of shown = movie(1000);
  for (const char* mime : {"image/gif", "image/webp"}) {
    shown.sources = {medium(mime, 100)};
    const bundle parts = ar::mime_bundle(shown);
    CHECK(types_of(parts) ==
          std::vector<std::string>{mime, "image/png", "text/html", "text/plain"});
    CHECK(data_of(parts, mime) == ar::base64(shown.sources[0].bytes));
    CHECK(data_of(parts, "image/png") == ar::base64(shown.display.poster->bytes));
    CHECK(contains(data_of(parts, "text/html"), std::string("<img src=\"data:") + mime));
  }
  shown.sources = {medium("image/apng", 100)};
  const bundle parts = ar::mime_bundle(shown);
  CHECK(types_of(parts) == std::vector<std::string>{"image/png", "text/html", "text/plain"});
  CHECK(data_of(parts, "image/png") == ar::base64(shown.sources[0].bytes));
}

TEST_CASE("text that is no UTF-8 becomes text that is") {
  movie_of shown = movie(10);
  shown.display.alt = "caf\xe9 \xc3\xa9";
  CHECK(data_of(ar::mime_bundle(shown), "text/plain").starts_with("caf\xef\xbf\xbd \xc3\xa9: "));
}

TEST_CASE("what is too much for the output is not in it, and never more than the budget") {
  const std::size_t size = GENERATE(std::size_t{0}, std::size_t{5000}, std::size_t{60'000});
  const std::size_t budget =
      GENERATE(std::size_t{4'000}, std::size_t{20'000}, std::size_t{100'000}, std::size_t{200'000});
  CAPTURE(size, budget);
  for (const bundle& parts : {ar::mime_bundle(medium("image/png", size), {.byte_budget = budget}),
                              ar::mime_bundle(medium("image/gif", size), {.byte_budget = budget}),
                              ar::mime_bundle(movie(size), {.byte_budget = budget}),
                              ar::mime_bundle(movie(size, false), {.byte_budget = budget})})
    CHECK(size_of(parts) <= budget);
  // Everything is there where it fits.
  const bundle whole = ar::mime_bundle(medium("image/png", size));
  CHECK(ar::mime_bundle(medium("image/png", size), {.byte_budget = size_of(whole) + 5000}) ==
        whole);
  const bundle moving = ar::mime_bundle(movie(size));
  CHECK(ar::mime_bundle(movie(size), {.byte_budget = size_of(moving) + 5000}) == moving);
}

TEST_CASE("a picture that fits once, not twice, is shown in one form") {
  const ar::encoded picture = medium("image/png", 60'000); // 80'000 as text
  const bundle parts = ar::mime_bundle(picture, {.byte_budget = 100'000});
  CHECK(types_of(parts) == std::vector<std::string>{"image/png", "text/plain"});
  CHECK(data_of(parts, "image/png") == ar::base64(picture.bytes));
  CHECK(contains(data_of(parts, "text/plain"), "byte_budget of 100000 bytes"));

  movie_of moving = movie(0);
  moving.sources = {medium("image/gif", 60'000)};
  const bundle gif = ar::mime_bundle(moving, {.byte_budget = 100'000});
  CHECK(types_of(gif) == std::vector<std::string>{"image/png", "text/html", "text/plain"});
  CHECK(data_of(gif, "image/png") == ar::base64(moving.display.poster->bytes));
  CHECK(contains(data_of(gif, "text/html"), "<img src=\"data:image/gif;base64,"));
  CHECK(contains(data_of(gif, "text/plain"), "without image/gif"));
}

TEST_CASE("what does not fit is a warning in text and HTML, with the poster of a movie") {
  const bundle parts = ar::mime_bundle(movie(60'000), {.byte_budget = 20'000});
  CHECK(types_of(parts) == std::vector<std::string>{"image/png", "text/html", "text/plain"});
  CHECK(contains(data_of(parts, "text/plain"), "u over time: video/mp4"));
  CHECK(contains(data_of(parts, "text/plain"), "beyond the byte_budget of 20000"));
  CHECK(contains(data_of(parts, "text/plain"), "large_media::link"));
  CHECK(contains(data_of(parts, "text/html"), "<img src=\"data:image/png;base64,"));
  CHECK(contains(data_of(parts, "text/html"), "beyond the byte_budget of 20000"));
  CHECK_FALSE(contains(data_of(parts, "text/html"), "<video"));

  const bundle still = ar::mime_bundle(medium("image/png", 60'000), {.byte_budget = 20'000});
  CHECK(types_of(still) == std::vector<std::string>{"text/html", "text/plain"});
  CHECK(contains(data_of(still, "text/html"), "byte_budget"));
  // Also by default, and for more than tags take.
  const bundle large = ar::mime_bundle(movie(ar::default_output_budget));
  CHECK(contains(data_of(large, "text/plain"), "byte_budget of 8388608"));
  CHECK(contains(
      data_of(ar::mime_bundle(movie(ar::default_byte_budget + 1), {.byte_budget = 1U << 30}),
              "text/html"),
      "<video src=\"data:video/mp4"));
}

TEST_CASE("large media go into files beside the notebook") {
  const test::folder folder;
  const inside here(folder);
  const ar::notebook_options link{.byte_budget = 20'000, .large_media = ar::large_media::link};

  CHECK(ar::mime_bundle(movie(1000), link) == ar::mime_bundle(movie(1000)));
  CHECK(folder.names().empty());

  const movie_of large = movie(60'000);
  const bundle parts = ar::mime_bundle(large, link);
  REQUIRE(folder.names().size() == 1);
  const std::string name = folder.names()[0];
  CHECK(name.starts_with("arrayreel-"));
  CHECK(name.ends_with(".mp4"));
  CHECK(name.size() == 10 + 16 + 4);
  CHECK(test::read_file(name) == large.sources[0].bytes);
  CHECK(types_of(parts) == std::vector<std::string>{"image/png", "text/html", "text/plain"});
  CHECK(contains(data_of(parts, "text/html"), "<video src=\"./" + name + "\" poster=\"data:"));
  CHECK(contains(data_of(parts, "text/plain"), "so in " + name));
  // The same movie is the same file; another one is another.
  CHECK(ar::mime_bundle(large, link) == parts);
  CHECK(folder.names().size() == 1);
  static_cast<void>(ar::mime_bundle(movie(60'001), link));
  CHECK(folder.names().size() == 2);

  ar::notebook_options named = link;
  named.link_name = "run 1";
  const bundle picture = ar::mime_bundle(medium("image/png", 60'000), named);
  CHECK(types_of(picture) == std::vector<std::string>{"text/html", "text/plain"});
  CHECK(contains(data_of(picture, "text/html"), "<img src=\"./run%201.png\""));
  CHECK(std::filesystem::exists("run 1.png"));
}

TEST_CASE("linked files have the names that are asked for") {
  const test::folder folder;
  const inside here(folder);
  ar::notebook_options link{.byte_budget = 0, .large_media = ar::large_media::link};
  std::filesystem::create_directory("media");
  link.link_name = "media/run.mp4";
  CHECK(
      contains(data_of(ar::mime_bundle(movie(10), link), "text/html"), "src=\"./media/run.mp4\""));
  CHECK(std::filesystem::exists("media/run.mp4"));

  movie_of several = movie(10);
  several.sources.push_back(medium("video/webm", 12));
  link.link_name = "both";
  const bundle parts = ar::mime_bundle(several, link);
  CHECK(folder.names() == std::vector<std::string>{"both-1.mp4", "both-2.webm", "media"});
  CHECK(contains(data_of(parts, "text/html"), "<source src=\"./both-1.mp4\""));
  CHECK(contains(data_of(parts, "text/html"), "<source src=\"./both-2.webm\""));
  CHECK(contains(data_of(parts, "text/plain"), "both-1.mp4 and both-2.webm"));

  for (const char* name : {"/tmp/run", "../run", "a/../../run", "..", "media/"}) {
    link.link_name = name;
    CHECK_REFUSED(ar::mime_bundle(movie(10), link), error_kind::parameter, "link_name of '");
  }
  link.link_name = std::string("a\0b", 3);
  CHECK_REFUSED(ar::mime_bundle(movie(10), link), error_kind::parameter, "link_name of 'a\\x00b'");
  link.link_name = "absent/run";
  CHECK_REFUSED(ar::mime_bundle(movie(10), link), error_kind::io, "absent/run.mp4");
  CHECK(folder.names().size() == 3);
}

TEST_CASE("what is no picture and no movie is refused") {
  CHECK_REFUSED(ar::mime_bundle(medium("text/css", 10)), error_kind::parameter, "'text/css'");
  CHECK_REFUSED(ar::mime_bundle(movie_of{}), error_kind::parameter, "0 sources");
  movie_of unequal = movie(10);
  unequal.sources.push_back(medium("image/gif", 10));
  CHECK_REFUSED(ar::mime_bundle(unequal), error_kind::parameter, "among several sources");
}
