// notebook.hpp: mime_bundle_repr as kernels find and call it; the bundles are in mime_bundle_test.
#include <arrayreel/notebook.hpp>

#include <cstdint>
#include <string>
#include <vector>

#include <arrayreel/arrayreel.hpp>
#include <arrayreel/nbimages.hpp>

#include "catch.hpp"

// As xeus-cling and xeus-cpp have it: a form for everything that has no better one.
namespace xcpp {
template <class T> nlohmann::json mime_bundle_repr(const T&) {
  return {{"text/plain", "by the kernel"}};
}
template <class T> nlohmann::json displayed(const T& value) {
  using ::xcpp::mime_bundle_repr;
  return mime_bundle_repr(value);
}
} // namespace xcpp

namespace {

namespace ar = arrayreel;

nlohmann::json json_of(const std::vector<ar::mime_part>& parts) {
  auto result = nlohmann::json::object();
  for (const ar::mime_part& part : parts) result[part.type] = part.data;
  return result;
}

} // namespace

TEST_CASE("mime_bundle_repr is found for everything that is shown, and preferred to the kernel's") {
  const std::vector<float> u{0, 1, 2, 3, 4, 5, 6, 7};
  const auto picture = ar::nbimage(ar::view(u, {2, 4}), {.alt = "caf\xe9"});
  const nlohmann::json shown = xcpp::displayed(picture);
  CHECK(shown == json_of(ar::mime_bundle(picture)));
  CHECK(shown.size() == 3);
  CHECK(shown.at("image/png") == ar::base64(picture.png.bytes));
  CHECK_NOTHROW(shown.dump()); // which it is when a text is no UTF-8

  const auto both = ar::nbimages({{"a", ar::view(u, {2, 4})}, {"b", ar::view(u, {4, 2})}});
  CHECK(xcpp::displayed(both) == json_of(ar::mime_bundle(both)));
  CHECK(xcpp::displayed(both).at("text/html").get<std::string>() == both.html());

  const auto movie = ar::nbvideo(ar::view(u, {2, 2, 2}));
  const nlohmann::json moving = xcpp::displayed(movie);
  CHECK(moving == json_of(ar::mime_bundle(movie)));
  CHECK(moving.at("image/png") == ar::base64(movie.poster.bytes));
  CHECK(moving.at("text/html").get<std::string>() == movie.html());

  CHECK(xcpp::displayed(picture.png) == json_of(ar::mime_bundle(picture.png)));
  CHECK(xcpp::displayed(movie.sources[0]) == json_of(ar::mime_bundle(movie.sources[0])));
  const auto px = ar::rerange(ar::view(u, {2, 4}));
  CHECK(xcpp::displayed(px) == json_of(ar::mime_bundle(px)));
  const auto px16 = ar::rerange<std::uint16_t>(ar::view(u, {2, 4}));
  CHECK(xcpp::displayed(px16) == json_of(ar::mime_bundle(px16)));
  CHECK(xcpp::displayed(ar::vconcat(px, px)) == json_of(ar::mime_bundle(ar::vconcat(px, px))));
  // A bundle made with options of its own.
  const auto small = ar::mime_bundle(movie, {.byte_budget = 1000});
  CHECK(xcpp::displayed(small) == json_of(small));
  CHECK(xcpp::displayed(42) == nlohmann::json{{"text/plain", "by the kernel"}});
}

TEST_CASE("movies that are pictures") {
  const std::vector<float> u{0, 1, 2, 3, 4, 5, 6, 7};
  const auto frames = ar::view(u, {2, 2, 2});
  const auto gif = ar::nbvideo(frames, {.sources = {ar::gif{}}});
  CHECK(mime_bundle_repr(gif).at("image/gif") == ar::base64(gif.sources[0].bytes));
  CHECK(mime_bundle_repr(gif).at("image/png") == ar::base64(gif.poster.bytes));
  const auto apng = ar::nbvideo(frames, {.sources = {ar::apng{}}});
  CHECK(mime_bundle_repr(apng).at("image/png") == ar::base64(apng.sources[0].bytes));
  const auto webp = ar::nbvideo(frames, {.sources = {ar::webp{}}, .poster = false});
  CHECK(mime_bundle_repr(webp).at("image/webp") == ar::base64(webp.sources[0].bytes));
  CHECK_FALSE(mime_bundle_repr(webp).contains("image/png"));
}
