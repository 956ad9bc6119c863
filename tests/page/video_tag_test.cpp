// video_tag.hpp: the tags of movies. The program replaces new to see how many copies are made.
#include <arrayreel/video_tag.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <limits>
#include <new>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "catch.hpp"
#include "support/hostile_strings.hpp"
#include "support/refusal.hpp"

namespace {

constexpr std::size_t large = 100'000;
std::size_t large_allocations = 0;
std::size_t largest_allocation = 0;

void* counted_new(std::size_t size) noexcept {
  if (size >= large) {
    ++large_allocations;
    largest_allocation = std::max(largest_allocation, size);
  }
  return std::malloc(size == 0 ? 1 : size);
}

} // namespace

// All forms of new and delete, or a sanitizer's own would get memory of these. Where g++ inlines
// one of a pair and not the other, it takes them for strangers.
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic ignored "-Wmismatched-new-delete"
#endif
void* operator new(std::size_t size) {
  if (void* const pointer = counted_new(size)) return pointer;
  throw std::bad_alloc();
}
void* operator new[](std::size_t size) { return operator new(size); }
void* operator new(std::size_t size, const std::nothrow_t&) noexcept { return counted_new(size); }
void* operator new[](std::size_t size, const std::nothrow_t&) noexcept { return counted_new(size); }
void operator delete(void* pointer) noexcept { std::free(pointer); }
void operator delete[](void* pointer) noexcept { std::free(pointer); }
void operator delete(void* pointer, std::size_t) noexcept { std::free(pointer); }
void operator delete[](void* pointer, std::size_t) noexcept { std::free(pointer); }

namespace {

namespace ar = arrayreel;
using ar::error_kind;

std::size_t count(std::string_view text, std::string_view part) {
  std::size_t n = 0;
  for (std::size_t at = text.find(part); at != std::string_view::npos;
       at = text.find(part, at + part.size()))
    ++n;
  return n;
}

bool contains(std::string_view text, std::string_view part) { return count(text, part) != 0; }

ar::encoded medium(std::string mime, std::size_t width = 30, std::size_t height = 20) {
  return {.bytes = {1, 2, 3, 4},
          .mime = std::move(mime),
          .width = width,
          .height = height,
          .duration = 2.5};
}

ar::encoded mp4() { return medium("video/mp4; codecs=\"avc1.64001f\""); }
ar::encoded webm() { return medium("video/webm; codecs=\"vp09.00.10.08\""); }

ar::linked_video linked(std::string url, std::string mime = "video/mp4") {
  return {.url = std::move(url), .mime = std::move(mime), .width = 30, .height = 20};
}

// The part of a tag in front of its fallback.
std::string head_of(const std::string& tag) { return tag.substr(0, tag.find('>') + 1); }

} // namespace

TEST_CASE("video_tag: the least") {
  CHECK(ar::video_tag(medium("video/mp4")) ==
        R"(<video src="data:video/mp4;base64,AQIDBA==" width="30" height="20" )"
        R"(controls loop muted playsinline preload="metadata">)"
        "This browser does not play the movie.</video>");
  CHECK(ar::video_tag(linked("u.mp4?a=1&b=2")) ==
        R"(<video src="u.mp4?a=1&amp;b=2" width="30" height="20" )"
        R"(controls loop muted playsinline preload="metadata">)"
        "This browser does not play the movie. "
        R"(<a href="u.mp4?a=1&amp;b=2" download>video/mp4</a></video>)");
}

TEST_CASE("video_tag: every attribute") {
  const std::string tag = ar::video_tag(mp4(), {.alt = "a<b",
                                                .title = "t\"t",
                                                .width = 60,
                                                .height = 50,
                                                .css_class = "c'd",
                                                .style = "border:1px solid;x:\"",
                                                .autoplay = true,
                                                .preload = ar::preload::none,
                                                .poster = medium("image/png"),
                                                .pixelated = true});
  CHECK(tag == "<video src=\"data:video/mp4;base64,AQIDBA==\""
               " poster=\"data:image/png;base64,AQIDBA==\""
               " aria-label=\"a&lt;b\" title=\"t&quot;t\" width=\"60\" height=\"50\""
               " class=\"c&#39;d\" style=\"object-fit:fill;aspect-ratio:60/50;"
               "image-rendering:pixelated;border:1px solid;x:&quot;\""
               " controls autoplay loop muted playsinline preload=\"none\">"
               "a&lt;b<br>This browser does not play the movie.</video>");
}

TEST_CASE("video_tag: boolean attributes are there or not, and preload is one of three") {
  const auto attributes = [](const ar::video_tag_options& o) {
    const std::string head = head_of(ar::video_tag(mp4(), o));
    return head.substr(head.find(" height=\"20\"") + 12);
  };
  CHECK(attributes({.controls = false,
                    .loop = false,
                    .muted = false,
                    .playsinline = false,
                    .preload = ar::preload::automatic}) == " preload=\"auto\">");
  CHECK(attributes({.loop = false, .muted = false, .playsinline = false}) ==
        " controls preload=\"metadata\">");
  CHECK(attributes({.controls = false, .muted = false, .playsinline = false}) ==
        " loop preload=\"metadata\">");
  CHECK(attributes({.controls = false, .loop = false, .playsinline = false}) ==
        " muted preload=\"metadata\">");
  CHECK(attributes({.controls = false, .loop = false, .muted = false}) ==
        " playsinline preload=\"metadata\">");
  // Browsers play no sound unasked, so a movie that plays by itself is muted whatever the options
  // say.
  CHECK(attributes({.controls = false,
                    .autoplay = true,
                    .loop = false,
                    .muted = false,
                    .playsinline = false,
                    .preload = ar::preload::none}) == " autoplay muted preload=\"none\">");
}

TEST_CASE("video_tag: several sources with their types, in the order given") {
  const std::vector<ar::encoded> sources{webm(), mp4(), medium("video/ogg")};
  CHECK(ar::video_tag(sources, {.alt = "u"}) ==
        R"(<video aria-label="u" width="30" height="20" )"
        R"(controls loop muted playsinline preload="metadata">)"
        R"(<source src="data:video/webm;base64,AQIDBA==" )"
        R"(type="video/webm; codecs=&quot;vp09.00.10.08&quot;">)"
        R"(<source src="data:video/mp4;base64,AQIDBA==" )"
        R"(type="video/mp4; codecs=&quot;avc1.64001f&quot;">)"
        R"(<source src="data:video/ogg;base64,AQIDBA==" type="video/ogg">)"
        "u<br>This browser does not play the movie.</video>");
  const std::vector<ar::linked_video> links{linked("u.webm", webm().mime), linked("u\".mp4")};
  CHECK(ar::video_tag(links) ==
        R"(<video width="30" height="20" )"
        R"(controls loop muted playsinline preload="metadata">)"
        R"(<source src="u.webm" type="video/webm; codecs=&quot;vp09.00.10.08&quot;">)"
        R"(<source src="u&quot;.mp4" type="video/mp4">)"
        "This browser does not play the movie."
        R"( <a href="u.webm" download>video/webm</a>)"
        R"( <a href="u&quot;.mp4" download>video/mp4</a></video>)");
  // A list of one source is one source, whose address stands where notebooks leave it.
  CHECK(ar::video_tag(std::span(sources).first(1)) == ar::video_tag(sources[0]));
  CHECK(ar::video_tag(std::span(links).first(1)) == ar::video_tag(links[0]));
}

TEST_CASE("video_tag: a data URI has the type without its parameters") {
  for (const char* mime : {"video/mp4", "video/mp4;codecs=avc1", "video/mp4 ; x=\"a,b;c\"",
                           "video/mp4;", "video/mp4; codecs=\"a, b\"; base64,"})
    CHECK(ar::video_tag(medium(mime)).starts_with("<video src=\"data:video/mp4;base64,AQIDBA==\""));
  CHECK(contains(ar::video_tag(mp4(), {.poster = medium("image/png; a=\"b,c\"")}),
                 " poster=\"data:image/png;base64,AQIDBA==\""));
}

TEST_CASE("video_tag: sizes in proportion, as of a picture") {
  const auto size_of = [](const ar::video_tag_options& o) {
    const std::string head = head_of(ar::video_tag(medium("video/mp4", 640, 480), o));
    const std::size_t at = head.find(" width=");
    return head.substr(at + 1, head.find(' ', head.find(" height=") + 1) - at - 1);
  };
  CHECK(size_of({}) == R"(width="640" height="480")");
  CHECK(size_of({.width = 320}) == R"(width="320" height="240")");
  CHECK(size_of({.height = 960}) == R"(width="1280" height="960")");
  CHECK(size_of({.width = 10, .height = 1000}) == R"(width="10" height="1000")");
  constexpr std::size_t most = std::numeric_limits<std::size_t>::max();
  CHECK(contains(ar::video_tag(medium("video/mp4", 1, 1000), {.width = most}),
                 " height=\"2147483647\""));
}

TEST_CASE("video_tag: a movie in a size of other proportions fills it, as a picture does") {
  const std::string both = ar::video_tag(mp4(), {.width = 400, .height = 100});
  CHECK(contains(both, "style=\"object-fit:fill;aspect-ratio:400/100;"));
  for (const ar::video_tag_options& o :
       {ar::video_tag_options{.width = 400}, {.height = 4}, {}, {.pixelated = true}}) {
    CHECK_FALSE(contains(ar::video_tag(mp4(), o), "aspect-ratio"));
    CHECK_FALSE(contains(ar::video_tag(mp4(), o), "object-fit"));
  }
}

TEST_CASE("video_tag: square pixels where enlarged, or as asked") {
  const auto squares = [](const ar::video_tag_options& o) {
    return contains(ar::video_tag(mp4(), o), "image-rendering:pixelated;");
  };
  CHECK_FALSE(squares({}));
  CHECK_FALSE(squares({.width = 30}));
  CHECK_FALSE(squares({.width = 29}));
  CHECK(squares({.width = 31}));
  CHECK(squares({.height = 21}));
  CHECK(squares({.width = 10, .height = 21}));
  CHECK(squares({.pixelated = true}));
  CHECK_FALSE(squares({.width = 1000, .pixelated = false}));
  CHECK(squares({.draggable = true}));
  CHECK_FALSE(squares({.width = 10, .draggable = true}));
}

TEST_CASE("video_tag: a box whose corner can be dragged, the same as of a picture") {
  const std::string tag = ar::video_tag(mp4(), {.alt = "u", .width = 60, .draggable = true});
  const std::string img = ar::img_tag(medium("image/png"), {.width = 60, .draggable = true});
  CHECK(head_of(tag) == head_of(img));
  CHECK(tag.starts_with("<div style=\""));
  CHECK(tag.ends_with("</video></div>"));
  const std::string video = head_of(tag.substr(tag.find("<video")));
  CHECK(contains(video, " width=\"60\" height=\"40\" style=\"object-fit:fill;display:block;"
                        "width:100%;height:100%;max-width:none;image-rendering:pixelated;"
                        "\" controls"));
  CHECK(count(tag, "<div") == 1);
}

TEST_CASE("video_tag: an animated picture is an <img>") {
  for (const char* mime : {"image/gif", "image/apng", "image/webp", "image/png"}) {
    CHECK(ar::video_tag(medium(mime)) == ar::img_tag(medium(mime)));
    const ar::video_tag_options o{.alt = "a",
                                  .title = "t",
                                  .width = 90,
                                  .height = 20,
                                  .css_class = "c",
                                  .style = "s:1",
                                  .pixelated = false,
                                  .draggable = true};
    const ar::img_options as_img{.alt = "a",
                                 .title = "t",
                                 .width = 90,
                                 .height = 20,
                                 .css_class = "c",
                                 .style = "s:1",
                                 .pixelated = false,
                                 .draggable = true};
    const std::vector<ar::encoded> one{medium(mime)};
    CHECK(ar::video_tag(one, o) == ar::img_tag(one[0], as_img));
    CHECK(ar::video_tag(linked("u.gif", mime), o) == ar::img_tag("u.gif", 30, 20, as_img));
    const std::vector<ar::linked_video> link{linked("u.gif", mime)};
    CHECK(ar::video_tag(link) == ar::img_tag("u.gif", 30, 20));
  }
}

TEST_CASE("video_tag: a link that would run something is none") {
  const auto links = [](std::string url) {
    return count(ar::video_tag(linked(std::move(url))), "<a href=");
  };
  for (const char* url : {"javascript:alert(1)", "JaVaScRiPt:alert(1)", " \x01javascript:alert(1)",
                          "java\tscript:alert(1)", "javascript\n:alert(1)", "vbscript:x",
                          "data:text/html,<script>alert(1)</script>", ":", "java&colon;script:1"})
    CHECK(links(url) == 0);
  for (const char* url : {"u.mp4", "/u.mp4", "../a/u.mp4", "//host.invalid/u.mp4", "?u", "#u", "",
                          "http://host.invalid/u:1.mp4", "HTTPS://host.invalid/u.mp4",
                          "file:///u.mp4", "a/b:c.mp4", "./a:b"})
    CHECK(links(url) == 1);
}

TEST_CASE("video_tag: hostile strings change no structure") {
  const auto skeleton = [](std::string_view tag) {
    return count(tag, "<") * 1'000'000 + count(tag, ">") * 1000 + count(tag, "\"");
  };
  const ar::video_tag_options plain{.alt = "x",
                                    .title = "x",
                                    .css_class = "x",
                                    .style = "x",
                                    .poster = medium("image/png"),
                                    .draggable = true};
  const auto sources = [](const std::string& s) {
    return std::vector<ar::encoded>{medium("video/mp4; codecs=" + s), medium("video/webm;" + s)};
  };
  const auto links = [](const std::string& s) {
    return std::vector<ar::linked_video>{linked("./" + s, "video/mp4; codecs=" + s), linked("/x")};
  };
  const std::size_t of_one = skeleton(ar::video_tag(mp4(), plain));
  const std::size_t of_sources = skeleton(ar::video_tag(sources("x"), plain));
  const std::size_t of_links = skeleton(ar::video_tag(links("x"), plain));
  for (const std::string& s : test::hostile_strings()) {
    ar::video_tag_options o = plain;
    o.alt = o.title = o.css_class = o.style = s;
    const std::string e = ar::escape_html(s);
    const std::string tag = ar::video_tag(mp4(), o);
    CHECK(skeleton(tag) == of_one);
    CHECK(contains(tag, " aria-label=\"" + e + "\" title=\"" + e + "\" width="));
    CHECK(contains(tag, " class=\"" + e + "\" style=\"object-fit:fill;"));
    CHECK(contains(tag, "pixelated;" + e + "\" controls"));
    CHECK(contains(tag, ">" + e + "<br>This"));
    const std::string typed = ar::video_tag(sources(s), o);
    CHECK(skeleton(typed) == of_sources);
    CHECK(contains(typed, "<source src=\"data:video/mp4;base64,AQIDBA==\" "
                          "type=\"video/mp4; codecs=" +
                              e + "\">"));
    const std::string elsewhere = ar::video_tag(links(s), o);
    CHECK(skeleton(elsewhere) == of_links);
    CHECK(contains(elsewhere, "<source src=\"./" + e + "\" type=\"video/mp4; codecs=" + e + "\">"));
    CHECK(contains(elsewhere, " <a href=\"./" + e + "\" download>video/mp4</a>"));
    // A hostile string as the whole address may be no link at all.
    CHECK(contains(ar::video_tag(linked(s)), "<video src=\"" + e + "\" width="));
    // A hostile string as a media type is refused, or harmless.
    std::string named;
    const auto refused =
        test::refused([&] { return named = ar::video_tag(medium("video/" + s), plain); });
    CHECK((refused.refused ? refused.is(error_kind::parameter, "expected video/")
                           : skeleton(named) == of_one));
    if (s.find_first_of("<>\"'`%(){}, \r\n\t") < s.find(';')) CHECK(refused.refused);
  }
}

TEST_CASE("video_tag: what it refuses") {
  const auto refuses = [](const char* mime, const char* part) {
    CHECK_REFUSED(ar::video_tag(medium(mime)), error_kind::parameter, part);
    CHECK_REFUSED(ar::video_tag(linked("u", mime)), error_kind::parameter, part);
  };
  refuses("", "a video_tag of ''; expected video/… or image/…");
  refuses("audio/mpeg", "'audio/mpeg'");
  refuses("video/", "'video/'");
  refuses("video", "'video'");
  refuses("videos/mp4", "'videos/mp4'");
  refuses("text/html", "'text/html'");
  refuses("video/mp4,x", "'video/mp4,x'");
  refuses("video/mp4\"", "'video/mp4\"'");
  refuses("video/a/b", "'video/a/b'");
  CHECK_REFUSED(ar::video_tag(std::span<const ar::encoded>()), error_kind::parameter,
                "no sources; expected 1 or more");
  CHECK_REFUSED(ar::video_tag(std::span<const ar::linked_video>()), error_kind::parameter,
                "no sources");
  for (const char* mime : {"image/gif", "image/apng", "image/webp", "audio/ogg"}) {
    const std::vector<ar::encoded> mixed{mp4(), medium(mime)};
    CHECK_REFUSED(ar::video_tag(mixed), error_kind::parameter,
                  std::string("'") + mime + "' among several sources; expected video/…");
    const std::vector<ar::linked_video> links{linked("u", mime), linked("v")};
    CHECK_REFUSED(ar::video_tag(links), error_kind::parameter, "among several sources");
  }
  const std::vector<ar::encoded> unequal{mp4(), mp4(), medium("video/webm", 32, 20)};
  CHECK_REFUSED(ar::video_tag(unequal), error_kind::parameter,
                "sources of 30 x 20 and 32 x 20 pixels; expected one size");
  const std::vector<ar::encoded> taller{mp4(), medium("video/webm", 30, 21)};
  CHECK_REFUSED(ar::video_tag(taller), error_kind::parameter, "30 x 20 and 30 x 21");
  CHECK_REFUSED(ar::video_tag(mp4(), {.poster = mp4()}), error_kind::parameter,
                "a poster of 'video/mp4");
  CHECK_REFUSED(ar::video_tag(mp4(), {.width = 0}), error_kind::parameter, "a width of 0");
  CHECK_REFUSED(ar::video_tag(mp4(), {.height = 0}), error_kind::parameter, "a height of 0");
  CHECK_REFUSED(ar::video_tag(medium("video/mp4", 0, 2)), error_kind::parameter, "a width of 0");
  CHECK_REFUSED(ar::video_tag(medium("video/mp4", 2, 0)), error_kind::parameter, "a height of 0");
}

TEST_CASE("video_tag: a large movie is written once, into memory taken once") {
  std::vector<ar::encoded> sources{mp4(), webm()};
  for (ar::encoded& s : sources) s.bytes.assign(3 * large, std::uint8_t{7});
  ar::video_tag_options o{.alt = "u", .poster = medium("image/png"), .draggable = true};
  o.poster->bytes.assign(3 * large, std::uint8_t{7});
  const auto check_once = [](const auto& make, std::size_t media) {
    large_allocations = 0;
    largest_allocation = 0;
    const std::string tag = make();
    CHECK(large_allocations == 1);
    CHECK(tag.size() > media * 4 * large);
    CHECK(largest_allocation < tag.size() + 4096);
  };
  check_once([&] { return ar::video_tag(sources[0]); }, 1);
  check_once([&] { return ar::video_tag(sources[0], o); }, 2);
  check_once([&] { return ar::video_tag(sources, o); }, 3);
}
