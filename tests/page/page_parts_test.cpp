// The larger parts of a page, its scripts and policy, and media that are too large for it.
#include "catch.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <sys/resource.h>

#include <arrayreel/detail/page/body.hpp>
#include <arrayreel/detail/page/script.hpp>
#include <arrayreel/page.hpp>

#include "support/child.hpp"
#include "support/folder.hpp"
#include "support/hostile_strings.hpp"
#include "support/refusal.hpp"

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

ar::encoded picture(std::size_t width = 4, std::size_t height = 2, std::size_t bytes = 3) {
  return {.bytes = std::vector<std::uint8_t>(bytes, 7),
          .mime = "image/png",
          .width = width,
          .height = height};
}
ar::encoded movie(std::size_t width = 4, std::size_t height = 2, std::size_t bytes = 3,
                  const std::string& mime = "video/mp4; codecs=\"avc1.64001f\"") {
  return {.bytes = std::vector<std::uint8_t>(bytes, 7),
          .mime = mime,
          .width = width,
          .height = height,
          .duration = 1};
}

/// Without the head and the scripts.
std::string body_of(const ar::page& page) {
  const std::string html = page.html();
  const std::size_t begin = html.find("<main>\n") + 7;
  return html.substr(begin, html.find("</main>") - begin);
}

/// The texts of all script elements without attributes.
std::vector<std::string> scripts_of(const std::string& html) {
  std::vector<std::string> result;
  for (std::size_t at = 0; (at = html.find("<script>", at)) != std::string::npos;) {
    at += 8;
    result.push_back(html.substr(at, html.find("</script>", at) - at));
  }
  return result;
}

/// What the policy says of scripts.
std::string script_policy(const std::string& html) {
  const std::size_t at = html.find("; script-src");
  return at == std::string::npos ? "" : html.substr(at + 12, html.find(';', at + 1) - at - 12);
}

} // namespace

TEST_CASE("a comparison holds both media at one size, with their names") {
  ar::page page;
  page.compare(picture(4, 2), picture(40, 20, 9),
               {.before = "a < b", .after = "c", .caption = "d & e", .position = 25, .width = 8});
  CHECK(body_of(page) ==
        "<figure class=\"compare\"><div class=\"stage\" style=\"--split:25%\">"
        "<div class=\"side before\">" +
            ar::img_tag(picture(4, 2), {.alt = "a < b", .width = 8, .height = 4}) +
            "<span class=\"name\">a &lt; b</span></div><div class=\"side after\">" +
            ar::img_tag(picture(40, 20, 9), {.alt = "c", .width = 8, .height = 4}) +
            "<span class=\"name\">c</span></div>"
            "<input type=\"range\" min=\"0\" max=\"100\" value=\"25\" aria-label=\"Percent of "
            "“a &lt; b” beside “c”\" hidden></div><figcaption>d &amp; e</figcaption></figure>\n");
  CHECK(scripts_of(page.html()) ==
        std::vector<std::string>{std::string(ar::detail::compare_script)});
}

TEST_CASE("a comparison takes sizes and alt texts of its media, but does not let them be dragged") {
  ar::page page;
  ar::notebook_image image{picture(), {.alt = "u", .title = "t", .width = 12, .draggable = true}};
  page.compare(image, picture());
  const std::string body = body_of(page);
  CHECK(
      contains(body, ar::img_tag(picture(), {.alt = "u", .title = "t", .width = 12, .height = 6})));
  CHECK(contains(body, ar::img_tag(picture(), {.alt = "after", .width = 12, .height = 6})));
  CHECK_FALSE(contains(body, "resize:both"));
  CHECK_FALSE(contains(body, "class=\"name\""));
  CHECK(contains(body, "value=\"50\""));
  CHECK(contains(body, "Percent of the first beside the second"));
}

TEST_CASE("movies that are compared play together") {
  ar::page page;
  page.compare(movie(), movie());
  CHECK(contains(body_of(page), "<figure class=\"compare together\">"));
  CHECK(count(body_of(page), ar::detail::bar_html) == 1);
  CHECK(scripts_of(page.html()) ==
        std::vector<std::string>{std::string(ar::detail::compare_script),
                                 std::string(ar::detail::together_script),
                                 std::string(ar::detail::movie_script)});
  ar::page still;
  still.compare(picture(), movie(), {});
  CHECK(contains(body_of(still), "<figure class=\"compare together\">"));
}

TEST_CASE("what cannot be compared is refused, and leaves nothing") {
  ar::page page;
  CHECK_REFUSED((page.compare(picture(4, 2), picture(4, 8)), 0), error_kind::parameter,
                "4 x 2 pixels with 4 x 8 pixels; expected the same proportions");
  CHECK_REFUSED((page.compare(picture(4, 200), picture(0, 200)), 0), error_kind::parameter,
                "with 0 x 200 pixels");
  for (const double position : {-1.0, 100.5})
    CHECK_REFUSED((page.compare(picture(), picture(), {.position = position}), 0),
                  error_kind::parameter, "expected 0 to 100 percent");
  CHECK_REFUSED((page.compare(picture(), std::vector<ar::encoded>{}), 0), error_kind::parameter,
                "no sources");
  CHECK_REFUSED((page.compare(picture(), movie(4, 2, 3, "audio/ogg")), 0), error_kind::parameter,
                "audio/ogg");
  CHECK(body_of(page).empty());
  CHECK(scripts_of(page.html()).empty());
  // Proportions may differ by a pixel or a hundredth, which is rounding.
  page.compare(picture(3, 2), picture(300, 201));
  page.compare(picture(1000, 600), picture(100, 60));
}

TEST_CASE("a gallery shows pictures about as large as one another") {
  ar::page page;
  const std::vector<ar::page_item> items{
      {.medium = picture(400, 100), .caption = "wide"},
      {.medium = picture(30, 60), .caption = "tall & small", .alt = "other", .words = "x \"y\""},
      {.medium = picture(5, 5)}};
  page.gallery(items, {.title = "all < of it", .thumbnail = 130});
  CHECK(body_of(page) ==
        "<section class=\"gallery\" aria-label=\"all &lt; of it\">\n"
        "<p class=\"find\" hidden><label>Filter <input type=\"search\"></label> "
        "<output></output></p>\n<ul>\n<li><figure>" +
            ar::img_tag(picture(400, 100), {.alt = "wide", .width = 130}) +
            "<figcaption>wide</figcaption></figure></li>\n"
            "<li data-words=\"x &quot;y&quot;\"><figure>" +
            ar::img_tag(picture(30, 60), {.alt = "other", .height = 120}) +
            "<figcaption>tall &amp; small</figcaption></figure></li>\n<li><figure>" +
            ar::img_tag(picture(5, 5), {.alt = "Picture 3", .width = 130}) +
            "</figure></li>\n</ul>\n</section>\n");
  CHECK(scripts_of(page.html()) ==
        std::vector<std::string>{std::string(ar::detail::gallery_script)});
  ar::page plain;
  plain.gallery(items, {.filter = false});
  CHECK_FALSE(contains(body_of(plain), "Filter"));
  CHECK(contains(body_of(plain), "aria-label=\"Gallery\""));
}

TEST_CASE("galleries and groups of movies refuse what is none") {
  ar::page page;
  CHECK_REFUSED((page.gallery(std::vector<ar::page_item>{}), 0), error_kind::parameter,
                "a gallery of 0 pictures; expected 1 or more");
  const std::vector<ar::page_item> mixed{{.medium = picture()}, {.medium = movie()}};
  CHECK_REFUSED((page.gallery(mixed), 0), error_kind::parameter, "'video/mp4; codecs");
  CHECK_REFUSED((page.gallery({{.medium = picture()}}, {.thumbnail = 0}), 0), error_kind::parameter,
                "thumbnail of 0");
  CHECK_REFUSED((page.synchronized_movies(std::vector<ar::page_item>{}), 0), error_kind::parameter,
                "0 synchronized movies");
  CHECK_REFUSED((page.synchronized_movies(mixed), 0), error_kind::parameter,
                "'image/png', which a page cannot start and stop");
  CHECK(body_of(page).empty());
  CHECK(scripts_of(page.html()).empty());
}

TEST_CASE("a page has the script for movies that are not played where it has a movie") {
  const std::vector<std::string> script{std::string(ar::detail::movie_script)};
  ar::page page;
  page.picture(picture());
  page.movie(ar::encoded{.bytes = {1}, .mime = "image/gif", .width = 2, .height = 2});
  CHECK(scripts_of(page.html()).empty()); // the picture that moves is one
  page.movie(movie());
  CHECK(scripts_of(page.html()) == script);
  page.movie(std::vector{movie(), movie(4, 2, 4, "video/webm")});
  CHECK(scripts_of(page.html()) == script);
}

TEST_CASE("movies side by side share their controls") {
  ar::page page;
  const std::vector<ar::encoded> sources{movie(), movie(4, 2, 4, "video/webm")};
  page.synchronized_movies({{.medium = sources, .caption = "a < b"}, {.medium = movie()}}, "both");
  CHECK(body_of(page) == "<figure class=\"together\"><div class=\"row\"><div class=\"side\">"
                         "<span class=\"name\">a &lt; b</span>" +
                             ar::video_tag(sources, {.alt = "a < b"}) +
                             "</div><div class=\"side\">" + ar::video_tag(movie()) +
                             "</div></div>" + std::string(ar::detail::bar_html) +
                             "<figcaption>both</figcaption></figure>\n");
  CHECK(scripts_of(page.html()) ==
        std::vector<std::string>{std::string(ar::detail::together_script),
                                 std::string(ar::detail::movie_script)});
}

TEST_CASE("a table by columns has its header, numbers on the right, and pictures") {
  ar::page page;
  ar::table data;
  data.add("na<me", {"a & b", "c"});
  data.add("area", {0.25, -1e300});
  data.add("picture", std::vector<ar::encoded>{picture(), picture(8, 8, 9)});
  page.table(data, "what < there");
  CHECK(
      body_of(page) ==
      "<div class=\"wide\" tabindex=\"0\" role=\"group\" aria-label=\"what &lt; there\"><table>\n"
      "<caption>what &lt; there</caption>\n<thead>\n<tr><th scope=\"col\">na&lt;me</th>"
      "<th scope=\"col\" class=\"number\">area</th><th scope=\"col\">picture</th></tr>\n</thead>\n"
      "<tbody>\n<tr><td>a &amp; b</td><td class=\"number\">0.25</td><td>" +
          ar::img_tag(picture(), {.alt = "picture, row 1"}) +
          "</td></tr>\n<tr><td>c</td><td class=\"number\">-1e+300</td><td>" +
          ar::img_tag(picture(8, 8, 9), {.alt = "picture, row 2"}) +
          "</td></tr>\n</tbody>\n</table></div>\n");
  CHECK_REFUSED((page.table(ar::table()), 0), error_kind::parameter, "a table of 0 columns");
  ar::page small({.byte_budget = 8});
  CHECK_REFUSED((small.table(data), 0), error_kind::limit, "of 9 bytes");
  CHECK(body_of(small).empty());
}

TEST_CASE("a chart's JSON cannot leave its element") {
  ar::page page;
  page.chart("{\"a\": \"</script><!--<script>&\xe2\x80\xa8\xe2\x80\xa9\"}", "c < d");
  const std::string body = body_of(page);
  CHECK(contains(body, "<script type=\"application/json\">{\"a\": "
                       "\"\\u003c/script\\u003e\\u003c!--\\u003cscript\\u003e\\u0026\\u2028\\u2029"
                       "\"}</script><figcaption>c &lt; d</figcaption></figure>\n"));
  CHECK(contains(body, "aria-label=\"c &lt; d\""));
  CHECK(contains(body, "They are not in this page, or did not load."));
  CHECK(scripts_of(page.html()) == std::vector<std::string>{std::string(ar::detail::chart_script)});
  for (const std::string& s : test::hostile_strings()) {
    ar::page hostile;
    hostile.chart("[\"" + s + "\"]", s);
    const std::string html = body_of(hostile);
    CHECK(count(html, "<script") == 1);
    CHECK(count(html, "</script") == 1);
    CHECK_FALSE(contains(html, "<!--"));
    CHECK(html.find('\0') == std::string::npos);
  }
}

TEST_CASE("scripts are as small as promised, and each is in a page once") {
  std::size_t size = 0;
  for (const std::string_view script : {ar::detail::compare_script, ar::detail::together_script,
                                        ar::detail::gallery_script, ar::detail::chart_script,
                                        ar::detail::movie_script}) {
    size += script.size();
    CHECK_FALSE(contains(script, "</script"));
    CHECK_FALSE(contains(script, "<!--"));
    CHECK(script.find('\r') == std::string_view::npos);
  }
  CHECK(size < 12'000);
  ar::page page;
  for (int i = 0; i < 2; ++i) {
    page.compare(movie(), movie());
    page.gallery({{.medium = picture()}});
    page.chart("{}");
  }
  CHECK(scripts_of(page.html()).size() == 5);
  // One hash for each, and nothing that lets others run.
  const std::string policy = script_policy(page.html());
  CHECK(count(policy, " 'sha256-") == 5);
  CHECK(policy.size() == 5 * (std::string_view(" 'sha256-'").size() + 44));
}

TEST_CASE("scripts of charts are files or addresses, in the order given") {
  const test::folder folder;
  test::make_file(folder / "one.js", "\xef\xbb\xbf"
                                     "let a = 1;\r\nlet b = 2;\rlet c = '\xc3\xa9';\r\n");
  ar::page page({.scripts = {"https://example.org/vega@6/vega.js?x=1#y", folder / "one.js"}});
  CHECK(scripts_of(page.html()).empty()); // no chart
  page.chart("{}");
  const std::string html = page.html();
  const std::string text = "\xef\xbb\xbf"
                           "let a = 1;\nlet b = 2;\nlet c = '\xc3\xa9';\n";
  CHECK(scripts_of(html) == std::vector<std::string>{text, std::string(ar::detail::chart_script)});
  const std::size_t linked = html.find("<script src=\"https://example.org/vega@6/vega.js?x=1#y\">");
  CHECK(linked < html.find("<script>" + text));
  CHECK(script_policy(html).starts_with(" https://example.org/vega@6/vega.js 'sha256-"));
}

TEST_CASE("scripts that cannot be part of a page are refused") {
  const test::folder folder;
  const auto refused_by = [&](const std::string& script) {
    ar::page page({.scripts = {script}});
    page.chart("{}");
    return test::refused([&] { return page.html(); });
  };
  const auto refused_file = [&](const std::string& content) {
    test::make_file(folder / "x.js", content);
    return refused_by(folder / "x.js");
  };
  CHECK(refused_file("'</SCRIPT >'").is(error_kind::format, "'</script' at byte 1,"));
  CHECK(refused_file("'<!-- <script>'").is(error_kind::format, "'<!--'"));
  CHECK(refused_file("caf\xe9").is(error_kind::format, "byte 3 is not UTF-8"));
  CHECK(refused_file(std::string("a\0b", 3)).is(error_kind::format, "byte 1 is not"));
  CHECK(refused_by(folder / "none.js").is(error_kind::io, "none.js"));
  CHECK(refused_by(folder.path().string()).is(error_kind::io, "directory"));
  for (const char* url : {"https://", "https://x.org/a b.js", "https://x.org/a;script-src *",
                          "http://x.org/'unsafe-inline'", "https://x.org/\xc3\xa9", "https://x,y"})
    CHECK(refused_by(url).is(error_kind::parameter, "a script's address of"));
}

TEST_CASE("a page refuses media beyond its budgets, and keeps what it had") {
  ar::page page({.byte_budget = 100, .page_budget = 150});
  page.picture(picture(4, 2, 100));
  const std::string before = page.html();
  CHECK_REFUSED((page.picture(picture(4, 2, 101)), 0), error_kind::limit,
                "of 101 bytes; expected up to 100");
  CHECK_REFUSED((page.movie(movie(4, 2, 101)), 0), error_kind::limit, "of 101 bytes");
  CHECK_REFUSED((page.picture(picture(4, 2, 51)), 0), error_kind::limit,
                "51 bytes in a page that has 100 bytes of media; expected 150 in all");
  const std::vector<ar::page_item> items{
      {.medium = picture(4, 2, 20)}, {.medium = picture(4, 2, 20)}, {.medium = picture(4, 2, 20)}};
  CHECK_REFUSED((page.gallery(items), 0), error_kind::limit, "that has 140 bytes");
  CHECK_REFUSED((page.movie(movie(), "", {.poster = picture(4, 2, 200)}), 0), error_kind::limit,
                "of 200 bytes");
  CHECK(page.html() == before);
  page.gallery(std::vector<ar::page_item>(2, items[0]));
  page.movie(movie(4, 2, 10));
  CHECK_REFUSED((page.picture(picture(4, 2, 1)), 0), error_kind::limit, "that has 150 bytes");
  // The page decides, not the tag.
  ar::page large({.byte_budget = 50'000'000});
  large.picture(picture(4, 2, 30'000'000), "", {.byte_budget = 1});
}

TEST_CASE("the default budget is 20 MiB of one medium") {
  ar::page page;
  constexpr std::size_t most = std::size_t{20} << 20;
  page.picture(picture(4, 2, most));
  page.picture(picture(4, 2, most));
  CHECK_REFUSED((page.picture(picture(4, 2, most + 1)), 0), error_kind::limit, "20971521");
  CHECK(ar::img_tag(picture(4, 2, most)).size() > most);
  CHECK_REFUSED(ar::img_tag(picture(4, 2, most + 1)), error_kind::limit,
                "a medium ('image/png') of 20971521 bytes; expected up to 20971520");
  CHECK(ar::img_tag(picture(4, 2, most + 1), {.byte_budget = most + 1}).size() > most);
  CHECK_REFUSED(ar::video_tag(movie(4, 2, most + 1)), error_kind::limit, "20971521");
  CHECK_REFUSED(ar::video_tag(movie(), {.poster = picture(4, 2, most + 1)}), error_kind::limit,
                "20971521");
  CHECK(ar::video_tag(movie(4, 2, most + 1), {.byte_budget = most + 1}).size() > most);
  CHECK_REFUSED(ar::notebook_image({picture(4, 2, 9), {.byte_budget = 8}}).html(),
                error_kind::limit, "of 9 bytes; expected up to 8");
}

TEST_CASE("media that are too large go into files beside the page where that is wanted") {
  const test::folder folder;
  ar::page page({.byte_budget = 5, .large_media = ar::large_media::link});
  page.picture(picture(4, 2, 5));
  page.picture(picture(4, 2, 6), "=\"./arrayreel-medium-0\"", {.alt = "=\"./arrayreel-medium-1\""});
  page.movie(std::vector<ar::encoded>{movie(4, 2, 7), movie(4, 2, 5, "video/webm"),
                                      movie(4, 2, 8, "video/x-matroska")});
  page.gallery({{.medium = picture(4, 2, 1)}, {.medium = picture(4, 2, 9)}});
  CHECK_REFUSED(page.html(), error_kind::parameter, "4 media in files beside it");
  // A part that fails leaves neither text nor files.
  CHECK_REFUSED((page.compare(picture(4, 2, 30), movie(4, 2, 3, "audio/ogg")), 0),
                error_kind::parameter, "audio/ogg");

  page.write(folder / "r n#1.html");
  CHECK(folder.names() == std::vector<std::string>{"r n#1.html", "r n#1.medium-1.png",
                                                   "r n#1.medium-2.mp4", "r n#1.medium-3.mkv",
                                                   "r n#1.medium-4.png"});
  const std::vector<std::pair<std::string, std::size_t>> sizes{
      {"1.png", 6}, {"2.mp4", 7}, {"3.mkv", 8}, {"4.png", 9}};
  for (const auto& [name, size] : sizes)
    CHECK(test::read_file(folder / ("r n#1.medium-" + name)) == std::vector<std::uint8_t>(size, 7));
  const std::vector<std::uint8_t> bytes = test::read_file(folder / "r n#1.html");
  const std::string html(bytes.begin(), bytes.end());
  CHECK(count(html, "=\"./r%20n%231.medium-1.png\"") == 1);
  CHECK(count(html, "=\"./r%20n%231.medium-2.mp4\"") == 2); // the source, and the link below it
  CHECK(count(html, "=\"./r%20n%231.medium-3.mkv\"") == 2);
  CHECK(count(html, "=\"./r%20n%231.medium-4.png\"") == 1);
  CHECK(contains(html, ar::img_tag(picture(4, 2, 5))));
  CHECK(contains(html, "<source src=\"" + ar::data_uri(movie(4, 2, 5, "video/webm"))));
  // A user's text is never taken for a place of a file.
  CHECK(contains(html, "<figcaption>=&quot;./arrayreel-medium-0&quot;</figcaption>"));
  CHECK(contains(html, "img-src data: 'self' file:; media-src data: 'self' file:;"));
  CHECK_FALSE(contains(html, "=\"./arrayreel"));

  // A page can be written again, under another name and in another folder.
  page.write(folder / "other");
  CHECK(folder.names().size() == 10);
  CHECK(folder.names()[1] == "other.medium-1.png");
}

TEST_CASE("posters that are too large are linked, too, and of a picture that moves none is kept") {
  const test::folder folder;
  ar::page page({.byte_budget = 5, .page_budget = 8, .large_media = ar::large_media::link});
  page.movie(movie(4, 2, 5), "fits", {.poster = picture(4, 2, 6), .draggable = true});
  page.movie(movie(4, 2, 4), "neither", {.poster = picture(4, 2, 4)});
  page.movie(movie(4, 2, 9, "image/gif"), "moves", {.poster = picture(4, 2, 9)});
  page.write(folder / "p.html");
  CHECK(folder.names() == std::vector<std::string>{"p.html", "p.medium-1.png", "p.medium-2.png",
                                                   "p.medium-3.mp4", "p.medium-4.gif"});
  const std::vector<std::uint8_t> bytes = test::read_file(folder / "p.html");
  const std::string html(bytes.begin(), bytes.end());
  CHECK(contains(html, "<video poster=\"./p.medium-1.png\" src=\"data:video/mp4;"));
  CHECK(contains(html, "<video poster=\"./p.medium-2.png\" src=\"./p.medium-3.mp4\""));
  CHECK(count(html, "poster=") == 2);
  CHECK_REFUSED((page.movie(movie(), "", {.poster = movie()}), 0), error_kind::parameter,
                "a poster of 'video/mp4");
}

TEST_CASE("a chart counts as one medium, which cannot be linked") {
  const std::string json = "[" + std::string(98, ' ') + "]";
  for (const ar::large_media policy : {ar::large_media::refuse, ar::large_media::link}) {
    ar::page page({.byte_budget = 100, .page_budget = 150, .large_media = policy});
    page.chart(json);
    const std::string before = page.html();
    CHECK_REFUSED((page.chart(json), 0), error_kind::limit,
                  "a chart of 100 bytes in a page that has 100; expected up to 100, the "
                  "byte_budget, and 150 in all, the page_budget");
    CHECK(page.html() == before);
    ar::page small({.byte_budget = 99, .large_media = policy});
    CHECK_REFUSED((small.chart(json), 0), error_kind::limit, "a chart of 100 bytes");
    CHECK(scripts_of(small.html()).empty());
  }
}

TEST_CASE("texts that look like places of files come out unchanged") {
  // The page of a text, in each slot of each part, with media beside it and in it.
  const auto page_of = [](const std::string& s) {
    const test::folder folder;
    ar::page page({.title = s, .byte_budget = 5, .large_media = ar::large_media::link});
    const ar::img_options img{.alt = s, .title = s, .css_class = s, .style = s};
    const ar::video_tag_options tag{
        .alt = s, .title = s, .css_class = s, .style = s, .poster = picture(4, 2, 6)};
    page.heading(s);
    page.text(s);
    for (const std::size_t bytes : {5U, 6U}) {
      page.picture(picture(4, 2, bytes), s, img);
      page.movie(movie(4, 2, bytes, "video/mp4; codecs=" + s), s, tag);
      page.movie(std::vector{movie(4, 2, bytes), movie(4, 2, 7, "video/webm")}, s, tag);
      page.movie(movie(4, 2, bytes, "image/gif"), s, tag);
      ar::page_medium shown = movie(4, 2, bytes);
      shown.display = tag;
      page.compare(shown, picture(4, 2, 7), {.before = s, .after = s, .caption = s});
      page.synchronized_movies({{.medium = shown, .caption = s, .alt = s}}, s);
      page.gallery({{.medium = picture(4, 2, bytes), .caption = s, .alt = s, .words = s},
                    {.medium = picture(4, 2, 7), .caption = s}},
                   {.title = s});
      ar::table columns;
      columns.add(s, {s}).add(s + "2", std::vector<ar::encoded>{picture(4, 2, bytes)});
      page.table(columns, s);
    }
    page.table({{s}, {s}}, s);
    page.chart("{}", s);
    page.write(folder / "p.html");
    const std::vector<std::uint8_t> bytes = test::read_file(folder / "p.html");
    CHECK(folder.names().size() == 1 + 7 + 15);
    return std::string(bytes.begin(), bytes.end());
  };
  const std::string word = "XYZZY";
  const std::string plain = page_of(word);
  REQUIRE(count(plain, word) > 100);
  for (const std::string& s : std::vector<std::string>{
           "./arrayreel-medium-0", "./arrayreel-medium-7", "./arrayreel-medium-",
           "./arrayreel-medium-99999999999999999999999999", "./arrayreel-medium-x",
           "=\"./arrayreel-medium-0\"", "./p.medium-1.png", "\"./p.medium-1.png\"", "<video",
           "<video poster=\"./p.medium-1.png\"", "\xff", "</main>"}) {
    INFO(s);
    std::string expected;
    std::size_t at = 0;
    for (std::size_t next = 0; (next = plain.find(word, at)) != std::string::npos;
         at = next + word.size())
      expected += plain.substr(at, next - at) + ar::escape_html(s);
    expected += plain.substr(at);
    CHECK((page_of(s) == expected));
  }
}

TEST_CASE("a page with more files beside it than a process may have open") {
  const test::folder folder;
  CHECK(test::in_child([&]() -> std::string {
          ar::page page({.byte_budget = 5, .large_media = ar::large_media::link});
          constexpr std::size_t files = 300;
          for (std::size_t i = 0; i < files; ++i) page.picture(picture(4, 2, 6 + i));
          rlimit limit{};
          ::getrlimit(RLIMIT_NOFILE, &limit);
          limit.rlim_cur = 128;
          if (::setrlimit(RLIMIT_NOFILE, &limit) != 0) return "setrlimit";
          page.write(folder / "p.html");
          page.write(folder / "p.html"); // which replaces them
          if (folder.names().size() != files + 1) return "other files";
          for (std::size_t i = 0; i < files; ++i)
            if (test::read_file(folder / ("p.medium-" + std::to_string(i + 1) + ".png")) !=
                std::vector<std::uint8_t>(6 + i, 7))
              return "other bytes";
          return "";
        }) == "");
}

TEST_CASE("a page whose files cannot all be written leaves none") {
  const test::folder folder;
  ar::page page({.byte_budget = 5, .large_media = ar::large_media::link});
  page.picture(picture(4, 2, 6));
  page.picture(picture(4, 2, 7));
  std::filesystem::create_directory(folder / "x.medium-2.png");
  CHECK_REFUSED((page.write(folder / "x.html"), 0), error_kind::io, "x.medium-2.png");
  CHECK(folder.names() == std::vector<std::string>{"x.medium-2.png"});
}

TEST_CASE("hostile strings change no structure of any part") {
  const auto of = [](const std::string& s) {
    ar::page page({.title = s});
    page.compare(picture(), picture(), {.before = s, .after = s, .caption = s});
    ar::page_medium shown = movie();
    shown.display = {.alt = s, .title = s, .css_class = s, .style = s};
    page.compare(shown, movie(4, 2, 3, "video/mp4; codecs=" + s), {.before = s});
    page.synchronized_movies({{.medium = movie(), .caption = s, .alt = s}, {.medium = shown}}, s);
    page.gallery({{.medium = picture(), .caption = s, .alt = s, .words = s}}, {.title = s});
    page.table({{s}, {s}}, s);
    ar::table columns;
    columns.add(s, {s}).add(s + "2", std::vector<ar::encoded>{picture()});
    page.table(columns, s);
    page.chart("{}", s);
    return body_of(page);
  };
  const std::string plain = of("x");
  for (const std::string& s : test::hostile_strings()) {
    const std::string html = of(s);
    for (const char c : {'<', '>', '"', '\''})
      CHECK(count(html, std::string(1, c)) == count(plain, std::string(1, c)));
    CHECK(html.find('\0') == std::string::npos);
    CHECK(html.find('\r') == std::string::npos);
    const std::string e = ar::escape_html(s);
    CHECK(count(html, "<span class=\"name\">" + e + "</span>") == 4);
    CHECK(count(html, "<figcaption>" + e + "</figcaption>") == 4);
    CHECK(contains(html, "data-words=\"" + e + "\""));
    CHECK(contains(html, "aria-label=\"Percent of “" + e + "” beside “" + e + "”\""));
    CHECK(count(html, "<caption>" + e + "</caption>") == 2);
    CHECK(count(html, "<th scope=\"col\">" + e + "</th>") == 2);
    CHECK(count(html, "<td>" + e + "</td>") == 2);
    CHECK(contains(html, "alt=\"" + ar::escape_html(s + "2") + ", row 1\""));
  }
}
