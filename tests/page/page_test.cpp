// page.hpp: the structure of a page, its escaping, and its file.
#include <arrayreel/page.hpp>

#include <cstddef>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include "catch.hpp"
#include "support/hostile_strings.hpp"
#include "support/refusal.hpp"

namespace {

namespace ar = arrayreel;

std::size_t count(std::string_view text, std::string_view part) {
  std::size_t n = 0;
  for (std::size_t at = text.find(part); at != std::string_view::npos;
       at = text.find(part, at + part.size()))
    ++n;
  return n;
}

bool contains(std::string_view text, std::string_view part) { return count(text, part) != 0; }

ar::encoded picture() { return {.bytes = {1, 2, 3}, .mime = "image/png", .width = 3, .height = 2}; }

ar::encoded movie(const std::string& mime) {
  return {.bytes = {1, 2, 3}, .mime = mime, .width = 3, .height = 2, .duration = 1};
}

// Everything behind the page's own style, but for scripts.
std::string body_of(const ar::page& p) {
  std::string html = p.html();
  for (std::size_t at = 0; (at = html.find("<script>")) != std::string::npos;)
    html.erase(at, html.find("</script>\n", at) + 10 - at);
  return html.substr(html.find("<main>\n") + 7);
}

} // namespace

TEST_CASE("page: the frame") {
  const std::string html = ar::page().html();
  CHECK(
      html.starts_with("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"));
  CHECK(html.ends_with("<body>\n<main>\n</main>\n</body>\n</html>\n")); // no script
  CHECK(contains(html, "<title>arrayreel</title>"));
  CHECK(contains(html, "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">"));
  CHECK(contains(html, "color-scheme:light dark"));
  // The policy stands before everything that it restricts.
  const std::size_t policy = html.find("<meta http-equiv=\"Content-Security-Policy\" "
                                       "content=\"default-src 'none'; img-src data:; "
                                       "media-src data:; style-src 'unsafe-inline'; "
                                       "base-uri 'none'; form-action 'none'\">");
  REQUIRE(policy != std::string::npos);
  CHECK(policy < html.find("<title>"));
  CHECK(policy < html.find("<style>"));
  CHECK_FALSE(contains(html, "<script"));
  CHECK_FALSE(contains(html, "http:"));
  CHECK_FALSE(contains(html, "https:"));
  CHECK_FALSE(contains(html, "url("));
}

TEST_CASE("page: title and language") {
  const std::string html = ar::page({.title = "a<b & \"c\"", .lang = "de-CH-1996"}).html();
  CHECK(contains(html, "<title>a&lt;b &amp; &quot;c&quot;</title>"));
  CHECK(contains(html, "<html lang=\"de-CH-1996\">"));
  CHECK(contains(ar::page({.title = ""}).html(), "<title></title>"));
  CHECK(contains(ar::page({.lang = ""}).html(), "<html lang=\"\">")); // of an unknown language
}

TEST_CASE("page: what is no language tag is refused, for it could hide the encoding") {
  std::size_t refused = 0;
  for (const std::string& s : test::hostile_strings()) {
    const auto refusal = test::refused([&] { return ar::page({.lang = s}); });
    if (!refusal.refused) { // such as "null"
      for (const char c : s) CHECK((c == '-' || (c >= '0' && c <= '9') || (c >= 'A' && c <= 'z')));
      CHECK(s.size() <= 64);
      continue;
    }
    ++refused;
    CHECK(refusal.is(ar::error_kind::parameter, "a language of '"));
  }
  CHECK(refused > 290);
  CHECK_REFUSED(ar::page({.lang = std::string(65, 'a')}), ar::error_kind::parameter,
                "expected a BCP 47 tag");
}

TEST_CASE("page: headings of levels 1 to 6, text, tables") {
  ar::page p;
  p.heading("Default");
  for (int level = 1; level <= 6; ++level) p.heading("L<" + std::to_string(level), level);
  p.text("a & b");
  p.text("");
  CHECK(body_of(p) == "<h2>Default</h2>\n<h1>L&lt;1</h1>\n<h2>L&lt;2</h2>\n<h3>L&lt;3</h3>\n"
                      "<h4>L&lt;4</h4>\n<h5>L&lt;5</h5>\n<h6>L&lt;6</h6>\n<p>a &amp; b</p>\n"
                      "<p></p>\n</main>\n</body>\n</html>\n");
  for (const int level : {0, 7, -1}) {
    try {
      p.heading("x", level);
      FAIL("no error");
    } catch (const ar::error& e) {
      CHECK(e.kind() == ar::error_kind::parameter);
      CHECK(contains(e.what(), "level " + std::to_string(level) + ";"));
    }
  }
  ar::page t;
  t.table({{"k<", "v"}, {"a", "1", "more"}, {}, {"\""}});
  t.table({});
  t.table({{"x"}}, "a & b");
  const std::string box = "<div class=\"wide\" tabindex=\"0\" role=\"group\" aria-label=\"Table\">";
  CHECK(body_of(t) ==
        box +
            "<table>\n<thead>\n"
            "<tr><th scope=\"col\">k&lt;</th><th scope=\"col\">v</th></tr>\n</thead>\n"
            "<tbody>\n<tr><td>a</td><td>1</td><td>more</td></tr>\n<tr></tr>\n"
            "<tr><td>&quot;</td></tr>\n</tbody>\n</table></div>\n" +
            box +
            "<table>\n</table></div>\n<div class=\"wide\" tabindex=\"0\" role=\"group\" "
            "aria-label=\"a &amp; b\"><table>\n<caption>a &amp; b</caption>\n<thead>\n"
            "<tr><th scope=\"col\">x</th></tr>\n</thead>\n</table></div>\n"
            "</main>\n</body>\n</html>\n");
}

TEST_CASE("page: pictures with and without captions") {
  ar::page p;
  p.picture(picture());
  p.picture(picture(), "a < b", {.alt = "u", .width = 6});
  CHECK(body_of(p) == "<figure>" + ar::img_tag(picture()) + "</figure>\n<figure>" +
                          ar::img_tag(picture(), {.alt = "u", .width = 6}) +
                          "<figcaption>a &lt; b</figcaption></figure>\n"
                          "</main>\n</body>\n</html>\n");
  const std::vector<float> data{0, 1, 2, 3};
  const ar::notebook_image image = ar::nbimage(ar::view(data, {2, 2}), {.title = "t"});
  ar::page q;
  q.picture(image);
  q.picture(image, "c");
  CHECK(body_of(q) == "<figure>" + image.html() + "</figure>\n<figure>" + image.html() +
                          "<figcaption>c</figcaption></figure>\n</main>\n</body>\n</html>\n");
  CHECK_THROWS_AS(q.picture(movie("video/mp4")), ar::error);
  // Calls that failed left nothing in the page.
  CHECK(count(q.html(), "<figure>") == 2);
}

TEST_CASE("page: movies with and without captions, of one source and of several") {
  const std::vector<ar::encoded> sources{movie("video/mp4; codecs=\"avc1.64001f\""),
                                         movie("video/webm")};
  ar::page p;
  p.movie(sources[0]);
  p.movie(sources[1], "a < b", {.alt = "u", .width = 6});
  p.movie(sources);
  p.movie(sources, "two", {.autoplay = true});
  p.movie(movie("image/gif"), "moving", {.alt = "u"});
  const std::string end = "</figure>\n";
  CHECK(body_of(p) == "<figure>" + ar::video_tag(sources[0]) + end + "<figure>" +
                          ar::video_tag(sources[1], {.alt = "u", .width = 6}) +
                          "<figcaption>a &lt; b</figcaption>" + end + "<figure>" +
                          ar::video_tag(sources) + end + "<figure>" +
                          ar::video_tag(sources, {.autoplay = true}) +
                          "<figcaption>two</figcaption>" + end + "<figure>" +
                          ar::img_tag(movie("image/gif"), {.alt = "u"}) +
                          "<figcaption>moving</figcaption>" + end + "</main>\n</body>\n</html>\n");
  const std::string before = p.html();
  CHECK_THROWS_AS(p.movie(movie("audio/ogg")), ar::error);
  CHECK_THROWS_AS(p.movie(std::vector<ar::encoded>{}), ar::error);
  CHECK_THROWS_AS(p.movie(std::vector<ar::encoded>{sources[0], movie("image/gif")}), ar::error);
  CHECK(p.html() == before);
  // The policy allows movies that are in the page, and the style fits them into a window.
  CHECK(contains(before, "; media-src data:; "));
  CHECK(contains(before, "\nimg,video{max-width:100%;height:auto}\n"));
}

TEST_CASE("page: hostile strings change no structure") {
  const auto of = [](const std::string& s) {
    ar::page p({.title = s});
    p.heading(s, 1);
    p.text(s);
    p.picture(picture(), s, {.alt = s, .title = s, .css_class = s, .style = s, .draggable = true});
    p.movie(movie("video/mp4; codecs=" + s), s,
            {.alt = s, .title = s, .css_class = s, .style = s, .draggable = true});
    p.movie(std::vector<ar::encoded>{movie("video/mp4; codecs=" + s), movie("video/webm")}, s);
    p.table({{s, s}, {s}});
    return p.html();
  };
  const std::string plain = of("x");
  for (const std::string& s : test::hostile_strings()) {
    const std::string html = of(s);
    for (const char c : {'<', '>', '"', '\''})
      CHECK(count(html, std::string(1, c)) == count(plain, std::string(1, c)));
    CHECK(html.find('\0') == std::string::npos);
    CHECK(html.find('\r') == std::string::npos);
    const std::string e = ar::escape_html(s);
    CHECK(contains(html, "<title>" + e + "</title>"));
    CHECK(contains(html, "<h1>" + e + "</h1>"));
    CHECK(contains(html, "<p>" + e + "</p>"));
    CHECK(count(html, "<figcaption>" + e + "</figcaption>") == 3);
    CHECK(contains(html, "<th scope=\"col\">" + e + "</th></tr>"));
    CHECK(contains(html, "<td>" + e + "</td></tr>"));
  }
}

TEST_CASE("page: write gives the same text, whole or not at all") {
  ar::page p;
  p.text("caf\xc3\xa9");
  const std::string path =
      (std::filesystem::temp_directory_path() / "arrayreel_page_test.html").string();
  p.write(path);
  {
    std::ifstream in(path, std::ios::binary);
    CHECK(std::string(std::istreambuf_iterator<char>(in), {}) == p.html());
  }
  p.text("more");
  p.write(path); // replaces
  CHECK(std::filesystem::file_size(path) == p.html().size());
  std::filesystem::remove(path);
  try {
    p.write(path + "/none/x.html");
    FAIL("no error");
  } catch (const ar::error& e) {
    CHECK(e.kind() == ar::error_kind::io);
    CHECK(e.path() == path + "/none/x.html");
  }
}
