// html.hpp, base64.hpp and detail/utf8.hpp: escaping, tags, and data URIs.
#include <arrayreel/detail/base/utf8.hpp>
#include <arrayreel/html.hpp>

#include <cstddef>
#include <cstdint>
#include <limits>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "catch.hpp"
#include "support/hostile_strings.hpp"

namespace {

namespace ar = arrayreel;
using namespace std::string_literals;

const std::string replacement = "\xef\xbf\xbd";

// What an HTML parser reads from text that holds no references but those escape_html writes.
std::string read_back(std::string_view html) {
  constexpr std::string_view references[][2] = {{"&amp;", "&"},   {"&lt;", "<"},  {"&gt;", ">"},
                                                {"&quot;", "\""}, {"&#39;", "'"}, {"&#13;", "\r"}};
  std::string text;
  while (!html.empty()) {
    bool found = false;
    for (const auto& [name, character] : references)
      if (html.starts_with(name)) {
        text += character;
        html.remove_prefix(name.size());
        found = true;
        break;
      }
    if (found) continue;
    text += html.front();
    html.remove_prefix(1);
  }
  return text;
}

// A sequence of code points as UTF-8 allows it (Unicode, table 3-7), read by ranges rather than
// as the library does.
std::size_t well_formed(std::string_view s) {
  struct form {
    unsigned char first[2], second[2];
    std::size_t size;
  };
  constexpr form forms[] = {
      {{0xc2, 0xdf}, {0x80, 0xbf}, 2}, {{0xe0, 0xe0}, {0xa0, 0xbf}, 3},
      {{0xe1, 0xec}, {0x80, 0xbf}, 3}, {{0xed, 0xed}, {0x80, 0x9f}, 3},
      {{0xee, 0xef}, {0x80, 0xbf}, 3}, {{0xf0, 0xf0}, {0x90, 0xbf}, 4},
      {{0xf1, 0xf3}, {0x80, 0xbf}, 4}, {{0xf4, 0xf4}, {0x80, 0x8f}, 4},
  };
  const auto in = [](char c, const unsigned char(&range)[2]) {
    const auto byte = static_cast<unsigned char>(c);
    return byte >= range[0] && byte <= range[1];
  };
  if (static_cast<unsigned char>(s[0]) < 0x80) return 1;
  for (const form& f : forms) {
    if (s.size() < f.size || !in(s[0], f.first) || !in(s[1], f.second)) continue;
    bool good = true;
    for (std::size_t i = 2; i < f.size; ++i) good = good && in(s[i], {0x80, 0xbf});
    if (good) return f.size;
  }
  return 0;
}

bool is_utf8(std::string_view s) {
  while (!s.empty()) {
    const std::size_t size = well_formed(s);
    if (size == 0) return false;
    s.remove_prefix(size);
  }
  return true;
}

std::size_t count(std::string_view text, std::string_view part) {
  std::size_t n = 0;
  for (std::size_t at = text.find(part); at != std::string_view::npos;
       at = text.find(part, at + part.size()))
    ++n;
  return n;
}

bool contains(std::string_view text, std::string_view part) { return count(text, part) != 0; }

ar::encoded picture(std::size_t width, std::size_t height) {
  return {.bytes = {1, 2, 3, 4}, .mime = "image/png", .width = width, .height = height};
}

template <class Call> void check_refused(const Call& call, std::string_view part) {
  try {
    call();
    FAIL("no error");
  } catch (const ar::error& e) {
    CHECK(e.kind() == ar::error_kind::parameter);
    INFO(e.what());
    CHECK(contains(e.what(), part));
  }
}

} // namespace

TEST_CASE("base64 of RFC 4648's test vectors") {
  const auto of = [](std::string_view text) {
    return ar::base64({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
  };
  CHECK(of("") == "");
  CHECK(of("f") == "Zg==");
  CHECK(of("fo") == "Zm8=");
  CHECK(of("foo") == "Zm9v");
  CHECK(of("foob") == "Zm9vYg==");
  CHECK(of("fooba") == "Zm9vYmE=");
  CHECK(of("foobar") == "Zm9vYmFy");
}

TEST_CASE("base64 of all digits and of the extreme bytes") {
  std::vector<std::uint8_t> bytes;
  for (unsigned i = 0; i < 64; i += 4) {
    const unsigned group = i << 18 | (i + 1) << 12 | (i + 2) << 6 | (i + 3);
    for (const unsigned shift : {16U, 8U, 0U})
      bytes.push_back(static_cast<std::uint8_t>(group >> shift & 255));
  }
  CHECK(ar::base64(bytes) == "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/");
  CHECK(ar::base64(std::vector<std::uint8_t>{255}) == "/w==");
  CHECK(ar::base64(std::vector<std::uint8_t>{255, 255}) == "//8=");
  CHECK(ar::base64(std::vector<std::uint8_t>{255, 255, 255}) == "////");
  CHECK(ar::base64(std::vector<std::uint8_t>{0, 0, 0, 0}) == "AAAAAA==");
  CHECK(ar::base64(std::vector<std::uint8_t>{0xfb, 0xef, 0xbe}) == "++++");
}

TEST_CASE("base64 reads back, in lengths of every rest and across many groups") {
  const auto decode = [](std::string_view text) {
    std::vector<std::uint8_t> bytes;
    unsigned bits = 0;
    int have = 0;
    for (const char c : text) {
      if (c == '=') break;
      const unsigned digit = c >= 'A' && c <= 'Z'   ? static_cast<unsigned>(c - 'A')
                             : c >= 'a' && c <= 'z' ? static_cast<unsigned>(c - 'a') + 26
                             : c >= '0' && c <= '9' ? static_cast<unsigned>(c - '0') + 52
                             : c == '+'             ? 62U
                                                    : 63U;
      bits = bits << 6 | digit;
      if ((have += 6) >= 8) bytes.push_back(static_cast<std::uint8_t>(bits >> (have -= 8)));
    }
    return bytes;
  };
  std::mt19937 random(7);
  for (const std::size_t size : {1U, 2U, 3U, 4U, 5U, 63U, 64U, 65U, 1000U, 100'003U}) {
    std::vector<std::uint8_t> bytes(size);
    for (auto& b : bytes) b = static_cast<std::uint8_t>(random());
    const std::string text = ar::base64(bytes);
    CHECK(text.size() == (size + 2) / 3 * 4);
    CHECK(text.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                                 "0123456789+/=") == std::string::npos);
    CHECK(decode(text) == bytes);
  }
}

TEST_CASE("data URIs") {
  const std::vector<std::uint8_t> bytes{'f', 'o', 'o', 'b'};
  CHECK(ar::data_uri(bytes, "image/png") == "data:image/png;base64,Zm9vYg==");
  CHECK(ar::data_uri(bytes, "video/mp4; codecs=avc1") ==
        "data:video/mp4; codecs=avc1;base64,Zm9vYg==");
  CHECK(ar::data_uri({}, "") == "data:;base64,");
  CHECK(ar::data_uri({.bytes = bytes, .mime = "image/png", .width = 9, .height = 9}) ==
        "data:image/png;base64,Zm9vYg==");
}

TEST_CASE("escape_html: the six references and nothing else") {
  CHECK(ar::escape_html("") == "");
  CHECK(ar::escape_html("plain text, 1 = 1; x/y `z`") == "plain text, 1 = 1; x/y `z`");
  CHECK(ar::escape_html("&<>\"'\r") == "&amp;&lt;&gt;&quot;&#39;&#13;");
  CHECK(ar::escape_html("&amp;") == "&amp;amp;");
  CHECK(ar::escape_html("\t\n\x0c\x01\x7f") == "\t\n\x0c\x01\x7f");
  CHECK(ar::escape_html("a\r\nb") == "a&#13;\nb");
  CHECK(ar::escape_html("\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80") ==
        "\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80");
}

TEST_CASE("escape_html: malformed UTF-8 and NUL become U+FFFD") {
  struct entry {
    std::string text;
    std::string expected; // "?" for each U+FFFD
  };
  // Their number follows the Encoding Standard: one for the longest beginning of a sequence, one
  // for each other byte.
  const std::vector<entry> entries{
      {"\0"s, "?"},
      {"a\0b\0"s, "a?b?"},
      {"\x80", "?"},
      {"\xbf\xbf", "??"},
      {"\xc0\xaf", "??"},
      {"\xc1\xbf", "??"},
      {"\xc2", "?"},
      {"\xc2(", "?("},
      {"\xc2\xc2\x80", "?\xc2\x80"},
      {"\xdf\xc0", "??"},
      {"\xe0\x80\xaf", "???"},
      {"\xe0\x9f\xbf", "???"},
      {"\xe0\xa0", "?"},
      {"\xe0\xa0\x80", "\xe0\xa0\x80"},
      {"\xe2\x82", "?"},
      {"\xe2\x82(", "?("},
      {"\xe2(\xa1", "?(?"},
      {"\xe2\x82\xe2\x82\xac", "?\xe2\x82\xac"},
      {"\xed\x9f\xbf", "\xed\x9f\xbf"},
      {"\xed\xa0\x80", "???"},
      {"\xed\xbf\xbf", "???"},
      {"\xee\x80\x80", "\xee\x80\x80"},
      {"\xef\xbf\xbd", "?"},
      {"\xef\xbf\xbf", "\xef\xbf\xbf"},
      {"\xf0\x8f\xbf\xbf", "????"},
      {"\xf0\x90\x80\x80", "\xf0\x90\x80\x80"},
      {"\xf0\x9f\x92", "?"},
      {"\xf0\x9f\x92z", "?z"},
      {"\xf0\x9f<", "?&lt;"},
      {"\xf0\"", "?&quot;"},
      {"\xf4\x8f\xbf\xbf", "\xf4\x8f\xbf\xbf"},
      {"\xf4\x90\x80\x80", "????"},
      {"\xf5\x80\x80\x80", "????"},
      {"\xf8\x88\x80\x80\x80", "?????"},
      {"\xfe\xff", "??"},
  };
  for (const entry& e : entries) {
    std::string expected;
    for (const char c : e.expected) expected += c == '?' ? replacement : std::string(1, c);
    CHECK(ar::escape_html(e.text) == expected);
    CHECK(ar::escape_html("x" + e.text + "y") == "x" + expected + "y");
  }
}

TEST_CASE("decode_utf8 takes whole code points, by another reading of the table") {
  const std::string text = test::utf8_arrangements();
  std::size_t wrong = 0;
  for (std::size_t at = 0; at < text.size();) {
    const auto c = ar::detail::decode_utf8(text, at);
    const std::string_view rest = std::string_view(text).substr(at);
    const std::size_t size = well_formed(rest.substr(0, 4));
    wrong += c.valid != (size != 0);
    wrong += c.valid && c.size != size;
    wrong += !c.valid && (c.value != 0xfffd || c.size < 1 || c.size > 3);
    at += c.size;
  }
  CHECK(wrong == 0);
  CHECK(ar::detail::decode_utf8("A", 0).value == U'A');
  CHECK(ar::detail::decode_utf8("\xdf\xbf", 0).value == 0x7ff);
  CHECK(ar::detail::decode_utf8("\xef\xbf\xbf", 0).value == 0xffff);
  CHECK(ar::detail::decode_utf8("\xf4\x8f\xbf\xbf", 0).value == 0x10ffff);
  CHECK(ar::detail::decode_utf8("\xf0\x9f\x98\x80", 0).value == 0x1f600);
}

TEST_CASE("escape_html of hostile strings: safe, well formed, and it reads back") {
  for (const std::string& s : test::hostile_strings()) {
    const std::string html = ar::escape_html(s);
    CHECK(html.find_first_of(std::string_view("<>\"'\r\0", 6)) == std::string::npos);
    CHECK(is_utf8(html));
    const std::string text = read_back(html);
    if (is_utf8(s) && s.find('\0') == std::string::npos)
      CHECK(text == s);
    else
      CHECK(contains(text, replacement));
    // What is in the page already is not changed any more.
    CHECK(read_back(ar::escape_html(text)) == text);
  }
}

TEST_CASE("img_tag: the least") {
  CHECK(ar::img_tag(picture(3, 2)) ==
        R"(<img src="data:image/png;base64,AQIDBA==" alt="" width="3" height="2">)");
  CHECK(ar::img_tag("u.png?a=1&b=2", 3, 2) ==
        R"(<img src="u.png?a=1&amp;b=2" alt="" width="3" height="2">)");
}

TEST_CASE("img_tag: every attribute") {
  const std::string tag = ar::img_tag(picture(30, 20), {.alt = "a<b",
                                                        .title = "t\"t",
                                                        .width = 60,
                                                        .height = 50,
                                                        .css_class = "c'd",
                                                        .style = "border:1px solid;x:\"",
                                                        .loading = ar::loading::lazy,
                                                        .pixelated = true});
  CHECK(tag == "<img src=\"data:image/png;base64,AQIDBA==\" alt=\"a&lt;b\" title=\"t&quot;t\""
               " width=\"60\" height=\"50\" class=\"c&#39;d\" style=\"aspect-ratio:60/50;"
               "image-rendering:pixelated;border:1px solid;x:&quot;\" loading=\"lazy\">");
  CHECK(
      contains(ar::img_tag(picture(3, 2), {.loading = ar::loading::eager}), " loading=\"eager\""));
  CHECK_FALSE(contains(ar::img_tag(picture(3, 2)), "loading"));
}

TEST_CASE("img_tag: sizes in proportion") {
  const auto size_of = [](std::size_t w, std::size_t h, const ar::img_options& o) {
    const std::string tag = ar::img_tag(picture(w, h), o);
    const std::size_t at = tag.find(" width=");
    return tag.substr(at + 1, tag.find_first_of(" >", tag.find(" height=") + 1) - at - 1);
  };
  CHECK(size_of(640, 480, {}) == R"(width="640" height="480")");
  CHECK(size_of(640, 480, {.width = 320}) == R"(width="320" height="240")");
  CHECK(size_of(640, 480, {.height = 960}) == R"(width="1280" height="960")");
  CHECK(size_of(640, 480, {.width = 10, .height = 1000}) == R"(width="10" height="1000")");
  CHECK(size_of(3, 2, {.width = 512}) == R"(width="512" height="341")");   // 341.3
  CHECK(size_of(3, 5, {.width = 100}) == R"(width="100" height="167")");   // 166.7
  CHECK(size_of(2, 1, {.width = 1}) == R"(width="1" height="1")");         // 0.5
  CHECK(size_of(100'000, 1, {.width = 10}) == R"(width="10" height="1")"); // never 0
  CHECK(size_of(1, 1, {.width = 1}) == R"(width="1" height="1")");
}

TEST_CASE("img_tag: sizes that no browser shows are cut, not undefined") {
  constexpr std::size_t most = std::numeric_limits<std::size_t>::max();
  const std::string tag = ar::img_tag(picture(1, 1000), {.width = most});
  CHECK(contains(tag, " height=\"2147483647\""));
  CHECK(contains(ar::img_tag(picture(1000, 1), {.height = most}), " width=\"2147483647\""));
  CHECK(contains(ar::img_tag(picture(most, 1), {.width = 5}), " width=\"5\" height=\"1\""));
}

TEST_CASE("img_tag: a size of two sides keeps its proportions under height:auto") {
  CHECK(
      contains(ar::img_tag(picture(8, 8), {.width = 400, .height = 100}), "aspect-ratio:400/100;"));
  CHECK_FALSE(contains(ar::img_tag(picture(8, 8), {.width = 400}), "aspect-ratio"));
  CHECK_FALSE(contains(ar::img_tag(picture(8, 8), {.height = 4}), "aspect-ratio"));
}

TEST_CASE("img_tag: square pixels where enlarged, or as asked") {
  const auto squares = [](const ar::img_options& o) {
    return contains(ar::img_tag(picture(100, 50), o), "image-rendering:pixelated;");
  };
  CHECK_FALSE(squares({}));
  CHECK_FALSE(squares({.width = 100}));
  CHECK_FALSE(squares({.width = 99}));
  CHECK(squares({.width = 101}));
  CHECK(squares({.height = 51}));
  CHECK(squares({.width = 10, .height = 51}));
  CHECK(squares({.width = 200, .height = 10}));
  CHECK(squares({.pixelated = true}));
  CHECK(squares({.width = 10, .pixelated = true}));
  CHECK_FALSE(squares({.width = 1000, .pixelated = false}));
  // A box that can be dragged is likely to be enlarged: squares from its own size on.
  CHECK(squares({.draggable = true}));
  CHECK(squares({.width = 300, .draggable = true}));
  CHECK_FALSE(squares({.width = 50, .draggable = true}));
  CHECK_FALSE(squares({.pixelated = false, .draggable = true}));
}

TEST_CASE("img_tag: a box whose corner can be dragged") {
  const std::string tag = ar::img_tag(picture(30, 20), {.alt = "u", .draggable = true});
  REQUIRE(tag.starts_with("<div style=\""));
  REQUIRE(tag.ends_with("></div>"));
  const std::string box = tag.substr(0, tag.find('>'));
  for (const std::string_view declaration :
       {"display:inline-block;", "overflow:hidden;", "resize:both;", "max-width:100%;",
        "width:30px;", "aspect-ratio:30/20"})
    CHECK(contains(box, declaration));
  // Front ends that remove style attributes must still show the picture at its size. Those that
  // keep a part of them must not show a box without height.
  const std::string img = tag.substr(tag.find("<img"));
  CHECK(contains(img, " width=\"30\" height=\"20\""));
  CHECK(contains(img, " alt=\"u\""));
  for (const std::string_view declaration :
       {"display:block;", "width:100%;", "height:100%;", "max-width:none;"})
    CHECK(contains(img, declaration));
  CHECK_FALSE(contains(tag, "position:"));
  CHECK(count(tag, "<div") == 1);
  CHECK(count(tag, "<img") == 1);
  CHECK(contains(ar::img_tag(picture(30, 20), {.width = 60, .draggable = true}),
                 "width:60px;aspect-ratio:60/40"));
  CHECK_FALSE(contains(ar::img_tag(picture(30, 20)), "<div"));
}

TEST_CASE("img_tag: the caller's style comes last and so wins") {
  const std::string tag =
      ar::img_tag(picture(3, 2), {.style = "image-rendering:auto", .draggable = true});
  CHECK(contains(tag, ";image-rendering:pixelated;image-rendering:auto\""));
}

TEST_CASE("img_tag: hostile strings change no structure") {
  const ar::encoded p = picture(3, 2);
  const auto skeleton = [](std::string_view tag) {
    return count(tag, "<") * 1000 + count(tag, ">") * 100 + count(tag, "\"");
  };
  const ar::img_options plain{
      .alt = "x", .title = "x", .css_class = "x", .style = "x", .draggable = true};
  const std::size_t expected = skeleton(ar::img_tag(p, plain));
  CHECK(expected == skeleton(ar::img_tag("x", 3, 2, plain)));
  for (const std::string& s : test::hostile_strings()) {
    ar::img_options o = plain;
    o.alt = o.title = o.css_class = o.style = s;
    ar::encoded typed = p;
    typed.mime = "image/" + s;
    CHECK(skeleton(ar::img_tag(typed, o)) == expected);
    CHECK(skeleton(ar::img_tag(s, 3, 2, o)) == expected);
    const std::string e = ar::escape_html(s);
    const std::string tag = ar::img_tag(s, 3, 2, o);
    CHECK(contains(tag, "<img src=\"" + e + "\" alt=\"" + e + "\" title=\"" + e + "\""));
    CHECK(contains(tag, " class=\"" + e + "\" style=\"display:block;"));
    CHECK(contains(tag, "pixelated;" + e + "\">"));
    CHECK(contains(ar::img_tag(typed, o), "<img src=\"data:image/" + e + ";base64,AQIDBA==\""));
  }
}

TEST_CASE("img_tag: what it refuses") {
  ar::encoded movie = picture(3, 2);
  movie.mime = "video/mp4";
  check_refused([&] { (void)ar::img_tag(movie); }, "'video/mp4'");
  movie.mime = "";
  check_refused([&] { (void)ar::img_tag(movie); }, "expected image/");
  check_refused([] { (void)ar::img_tag(picture(3, 2), {.width = 0}); }, "a width of 0");
  check_refused([] { (void)ar::img_tag(picture(3, 2), {.height = 0}); }, "a height of 0");
  check_refused([] { (void)ar::img_tag(picture(0, 2)); }, "a width of 0");
  check_refused([] { (void)ar::img_tag(picture(3, 0)); }, "a height of 0");
  check_refused([] { (void)ar::img_tag("u.png", 3, 2, {.width = 0}); }, "a width of 0");
  check_refused([] { (void)ar::img_tag("u.png", 0, 2, {.width = 5}); }, "a width of 0");
}
