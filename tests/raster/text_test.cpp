// Burnt-in text: its face, what it covers, where it is cut, and what it makes of every raster.
#include "catch.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <rapidcheck.h>

#include <arrayreel/detail/base/utf8.hpp>
#include <arrayreel/detail/raster/glyph_runs.hpp>
#include <arrayreel/text.hpp>

#include "support/limits.hpp"
#include "support/pictures.hpp"
#include "support/property.hpp"
#include "support/random.hpp"
#include "support/refusal.hpp"

namespace ar = arrayreel;
using ar::color;
using ar::corner;
using ar::error_kind;
using ar::label_options;
using ar::raster;
using ar::text_size;
using r8 = raster<std::uint8_t>;
using test::colors_of;
using test::put_over;
using test::random_picture;
using test::rgba;

namespace {

constexpr label_options bare{.outline = std::nullopt};
constexpr color red{255, 0, 0};
constexpr color half_red{200, 20, 10, 128};

template <class P> void clear(raster<P>& picture, P value) {
  std::fill(picture.pixels().begin(), picture.pixels().end(), value);
}

/// A label alone: '#' where it is white, 'o' where it is black, '.' elsewhere.
[[nodiscard]] std::string drawn(std::string_view text, const label_options& options = bare) {
  const text_size size = ar::label_size(text, options);
  r8 picture(size.height, size.width);
  clear<std::uint8_t>(picture, 100);
  ar::draw_label(picture, text, 0, 0, options);
  std::string art;
  for (std::size_t y = 0; y < size.height; ++y) {
    for (const std::uint8_t value : picture.row(y))
      art += value == 255 ? '#' : value == 0 ? 'o' : '.';
    art += '\n';
  }
  return art;
}

/// Where ASCII text has strokes, by asking for one sign at a time.
class strokes_of {
public:
  explicit strokes_of(std::string_view text) {
    std::vector<std::string> lines(1);
    for (const char c : text)
      if (c == '\n')
        lines.emplace_back();
      else
        lines.back() += c;
    for (const std::string& line : lines) {
      const std::size_t top = rows_.size();
      rows_.resize(top + 13);
      for (const char c : line) {
        const std::string art = drawn(std::string(1, c));
        for (std::size_t y = 0; y < 13; ++y) rows_[top + y] += art.substr(y * 7, 6);
      }
    }
    for (const std::string& row : rows_) width_ = std::max(width_, row.size());
  }

  [[nodiscard]] std::ptrdiff_t height() const { return static_cast<std::ptrdiff_t>(rows_.size()); }
  [[nodiscard]] std::ptrdiff_t width() const { return static_cast<std::ptrdiff_t>(width_); }
  [[nodiscard]] bool at(std::ptrdiff_t y, std::ptrdiff_t x) const {
    if (y < 0 || x < 0 || y >= height()) return false;
    const std::string& row = rows_[static_cast<std::size_t>(y)];
    return static_cast<std::size_t>(x) < row.size() && row[static_cast<std::size_t>(x)] == '#';
  }

private:
  std::vector<std::string> rows_;
  std::size_t width_ = 0;
};

/// The colours that draw_label must give, one pixel after the other.
template <class P>
[[nodiscard]] std::vector<rgba> expected(const raster<P>& picture, std::string_view text,
                                         std::ptrdiff_t top, std::ptrdiff_t left,
                                         const label_options& o) {
  std::vector<rgba> colors = colors_of(picture);
  const strokes_of strokes(text);
  if (strokes.width() == 0) return colors;
  const std::ptrdiff_t border = o.box ? 2 : o.outline ? 1 : 0;
  const auto scale = static_cast<std::ptrdiff_t>(o.scale);
  for (std::size_t i = 0; i < colors.size(); ++i) {
    const std::ptrdiff_t y = static_cast<std::ptrdiff_t>(i / picture.width()) - top;
    const std::ptrdiff_t x = static_cast<std::ptrdiff_t>(i % picture.width()) - left;
    if (y < 0 || x < 0 || y >= (strokes.height() + 2 * border) * scale ||
        x >= (strokes.width() + 2 * border) * scale)
      continue;
    const std::ptrdiff_t v = y / scale - border;
    const std::ptrdiff_t u = x / scale - border;
    bool beside = false;
    for (const std::ptrdiff_t dy : {-1, 0, 1})
      for (const std::ptrdiff_t dx : {-1, 0, 1}) beside = beside || strokes.at(v + dy, u + dx);
    constexpr std::uint64_t full = std::numeric_limits<P>::max();
    if (o.box) put_over(colors[i], *o.box, full);
    if (strokes.at(v, u))
      put_over(colors[i], o.foreground, full);
    else if (beside && o.outline)
      put_over(colors[i], *o.outline, full);
  }
  return colors;
}

template <class P>
[[nodiscard]] std::size_t wrong_pixels(const raster<P>& before, std::string_view text,
                                       std::ptrdiff_t y, std::ptrdiff_t x, const label_options& o) {
  raster<P> after = before;
  ar::draw_label(after, text, y, x, o);
  if (after.height() != before.height() || after.width() != before.width())
    return std::numeric_limits<std::size_t>::max();
  const std::vector<rgba> is = colors_of(after);
  const std::vector<rgba> should = expected(before, text, y, x, o);
  std::size_t wrong = 0;
  for (std::size_t i = 0; i < is.size(); ++i)
    // A transparent pixel may have any colour.
    wrong += is[i] != should[i] && (is[i][3] != 0 || should[i][3] != 0) ? 1U : 0U;
  return wrong;
}

[[nodiscard]] label_options random_options(test::random_source& random) {
  static const std::vector<color> colors = {
      {255, 255, 255}, {0, 0, 0},     {90, 90, 90, 77}, red,
      half_red,        {3, 200, 100}, {9, 8, 7, 0},     {0, 0, 0, 200}};
  label_options o;
  o.scale = 1 + random.below(3);
  o.foreground = random.pick(colors);
  o.outline = random.one_in(3) ? std::nullopt : std::optional<color>(random.pick(colors));
  o.box = random.one_in(2) ? std::nullopt : std::optional<color>(random.pick(colors));
  return o;
}

template <class P> void any_label() {
  static const std::vector<std::string> texts = {"",      "1",     "12",        "g|",
                                                 "g\nbc", "\n\nx", "Hi, you\n!"};
  static const std::vector<std::size_t> palettes = {1, 7, 200, 254, 256};
  test::random_source random(*rc::gen::arbitrary<std::uint64_t>());
  const std::size_t channels = random.below(5);
  const raster<P> before =
      random_picture<P>(random, 1 + random.below(40), 1 + random.below(60),
                        channels == 0 && sizeof(P) == 2 ? 1 : channels, random.pick(palettes));
  const std::string text = random.pick(texts);
  const label_options o = random_options(random);
  const auto y = static_cast<std::ptrdiff_t>(random.below(120)) - 70;
  const auto x = static_cast<std::ptrdiff_t>(random.below(200)) - 120;
  RC_LOG() << before.height() << " x " << before.width() << " pixels of " << channels
           << " channels, text " << text << ", scale " << o.scale << ", at " << y << ", " << x
           << '\n';
  RC_ASSERT(wrong_pixels(before, text, y, x, o) == 0U);
}

} // namespace

TEST_CASE("signs of the face, row by row") {
  CHECK(drawn("Ag1") == "..................\n"
                        "..................\n"
                        "..#...........#...\n"
                        ".#.#.........##...\n"
                        "#...#.......#.#...\n"
                        "#...#..###....#...\n"
                        "#...#.#...#...#...\n"
                        "#####.#...#...#...\n"
                        "#...#.#...#...#...\n"
                        "#...#..####...#...\n"
                        "#...#.....#.#####.\n"
                        "......#...#.......\n"
                        ".......###........\n");
  CHECK(drawn("µ√≤") == "..................\n"
                        "...........#......\n"
                        "...........#......\n"
                        "...........#...##.\n"
                        "..........#..##...\n"
                        "#...#.....#.#.....\n"
                        "#...#.....#..##...\n"
                        "#...#....#.....##.\n"
                        "#...#.#..#........\n"
                        "#..##.#..#..#####.\n"
                        "###.#..##.........\n"
                        "#......##.........\n"
                        "#.......#.........\n");
  CHECK(drawn("\t") == "......\n"
                       "......\n"
                       "#####.\n"
                       "#...#.\n"
                       "#...#.\n"
                       "#...#.\n"
                       "#...#.\n"
                       "#...#.\n"
                       "#...#.\n"
                       "#...#.\n"
                       "#####.\n"
                       "......\n"
                       "......\n");
}

TEST_CASE("an outline runs around the strokes") {
  CHECK(drawn("1", {}) == "........\n"
                          "........\n"
                          "..ooo...\n"
                          ".oo#o...\n"
                          "oo##o...\n"
                          "o#o#o...\n"
                          "ooo#o...\n"
                          "..o#o...\n"
                          "..o#o...\n"
                          "..o#o...\n"
                          "ooo#ooo.\n"
                          "o#####o.\n"
                          "ooooooo.\n"
                          "........\n"
                          "........\n");
}

TEST_CASE("a scale makes squares, a line break lines, and a box reaches beyond both") {
  const std::string once = drawn("g1", {});
  const std::string thrice = drawn("g1", {.scale = 3});
  std::string blocks;
  for (std::size_t y = 0; y < 15; ++y)
    for (int repeat = 0; repeat < 3; ++repeat) {
      for (std::size_t x = 0; x < 14; ++x) blocks += std::string(3, once[y * 15 + x]);
      blocks += '\n';
    }
  CHECK(thrice == blocks);

  CHECK(drawn("a\nb") == drawn("a") + drawn("b"));
  CHECK(drawn("a\n\nb") == drawn("a") + drawn(" ") + drawn("b"));
  CHECK(drawn("a\n") == drawn("a") + drawn(" "));
  const std::string uneven = drawn("x\ny1");
  CHECK(uneven.substr(0, 13 * 13) == drawn("x "));
  CHECK(uneven.substr(13 * 13) == drawn("y1"));

  const std::string boxed = drawn(" ", {.box = color{0, 0, 0}});
  CHECK(std::count(boxed.begin(), boxed.end(), 'o') == 17 * 10);
}

TEST_CASE("the size of a label is told before it is drawn") {
  CHECK(ar::label_size("1", bare) == text_size{13, 6});
  CHECK(ar::label_size("1") == text_size{15, 8});
  CHECK(ar::label_size("µ≤1\n12", {.scale = 2}) == text_size{56, 40});
  CHECK(ar::label_size("12", {.box = red}) == text_size{17, 16});
  CHECK(ar::label_size("12", {.scale = 3, .outline = std::nullopt, .box = red}) ==
        text_size{51, 48});
  CHECK(ar::label_size("12", {.margin = 100}) == text_size{15, 14});
  CHECK(ar::label_size("") == text_size{});
  CHECK(ar::label_size("\n\n", {.box = red}) == text_size{});
}

TEST_CASE("a text without a sign draws nothing") {
  r8 picture(9, 9);
  clear<std::uint8_t>(picture, 3);
  const r8 before = picture;
  for (const std::string text : {"", "\n", "\n\n\n"}) {
    ar::draw_label(picture, text, 0, 0, {.foreground = red, .box = red});
    ar::draw_label(picture, text, corner::bottom_right, {.foreground = red, .box = red});
  }
  CHECK(picture == before);
}

TEST_CASE("the face has the signs that labels are made of") {
  std::string present = "¡¢£¤¥¦§¨©ª«¬®¯°±²³´µ¶·¸¹º»¼½¾¿ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖ×ØÙÚÛÜÝÞß"
                        "àáâãäåæçèéêëìíîïðñòóôõö÷øùúûüýþÿčłőšžħ"
                        "ΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩαβγδεζηθικλμνξοπρςστυφχψωΆΈΉΊΌΎΏΐΪΫάέήίΰϊϋόύώϑϕϖϱϵ"
                        "⁰ⁱ⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿ₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎←↑→↓↔↕⇐⇑⇒⇓⇔↦⟨⟩"
                        "×·±∓≤≥≠≈≡≅∝∼≪≫∞∂∇∆∫∮√∑∏∈∉∋∅∀∃∧∨¬∩∪⊂⊃⊆⊇⊕⊗⊥∥∠∘⋅−∗"
                        "‰…–—‐‘’“”„‚‹›•†‡′″€ℏℂℕℚℝℤℑℜℓ℃Å⅓⅔⅛█▒░■□▲▼●○◆✓✗⌈⌉⌊⌋";
  for (char c = '!'; c <= '~'; ++c) present += c;
  const std::string box = drawn("\x01");
  const std::string blank = drawn(" ");
  for (std::size_t at = 0; at < present.size();) {
    const std::size_t size = ar::detail::decode_utf8(present, at).size;
    const std::string sign = present.substr(at, size);
    at += size;
    CAPTURE(sign);
    CHECK(drawn(sign) != box);
    CHECK(drawn(sign) != blank);
  }
  for (const std::string space : {" ", "\u00a0", "\u2009", "\u202f"}) {
    CAPTURE(space);
    CHECK(drawn(space) == blank);
  }
}

TEST_CASE("every code point has a sign or the box, and those of the face are no two the same") {
  const std::size_t signs = (sizeof ar::detail::font_rows - 1) / 13;
  std::vector<bool> reached(signs);
  std::size_t beyond = 0;
  for (char32_t point = 0; point <= 0x10ffff; ++point) {
    const std::size_t sign = ar::detail::glyph_of(point);
    if (sign >= signs)
      ++beyond;
    else if (sign != 0)
      beyond += reached[sign] ? 1U : 0U;
    if (sign < signs) reached[sign] = true;
  }
  CHECK(beyond == 0);
  CHECK(std::count(reached.begin(), reached.end(), true) == static_cast<std::ptrdiff_t>(signs));
  const std::string_view rows = ar::detail::font_rows;
  CHECK(std::all_of(rows.begin(), rows.end(), [](char c) { return c >= '0' && c < '0' + 64; }));
}

TEST_CASE("what the face does not have, and what is no UTF-8, shows as boxes") {
  const std::string box = drawn("\x01");
  for (const std::string text :
       {"\u4e2d", "\u0301", "\U0001f600", "\ufffd", "\uffff", "\U0010ffff", "\r", "\x7f", "\x80",
        "\xff", "\xc3", "\xe2\x82", "\xf0\x9f\x98"}) {
    CAPTURE(text);
    CHECK(drawn(text) == box);
  }
  CHECK(drawn(std::string(1, '\0')) == box);
  CHECK(drawn("a\xc3"
              "b") == drawn("a\tb"));
  CHECK(drawn("\xc0\xaf") == drawn("\t\t"));
  CHECK(drawn("\xed\xa0\x80") == drawn("\t\t\t"));
  CHECK(drawn("\xe2\x82\n1") == drawn("\t\n1"));
}

TEST_CASE("offsets of every kind are cut at the borders") {
  test::random_source random(1);
  for (const std::size_t channels : {0U, 1U, 2U, 3U, 4U}) {
    const r8 before = random_picture<std::uint8_t>(random, 7, 9, channels, 100);
    const label_options plain;
    const label_options boxed{.scale = 2, .foreground = half_red, .box = color{0, 0, 0, 100}};
    std::size_t wrong = 0;
    // The tail of the g ends where the next line begins.
    for (std::ptrdiff_t y = -30; y <= 9; ++y)
      for (std::ptrdiff_t x = -17; x <= 11; ++x)
        wrong += wrong_pixels(before, "g1\nb", y, x, plain);
    for (std::ptrdiff_t y = -37; y <= 9; y += 3)
      for (std::ptrdiff_t x = -34; x <= 11; x += 2) wrong += wrong_pixels(before, "4", y, x, boxed);
    CAPTURE(channels);
    CHECK(wrong == 0);
  }
}

TEST_CASE("labels on random pictures are what a pixel by pixel reference makes") {
  test::check_property("labels, 8 bits", 2000, [] { any_label<std::uint8_t>(); });
  test::check_property("labels, 16 bits", 1000, [] { any_label<std::uint16_t>(); });
}

TEST_CASE("coordinates may be any numbers") {
  constexpr std::ptrdiff_t most = std::numeric_limits<std::ptrdiff_t>::max();
  constexpr std::ptrdiff_t least = std::numeric_limits<std::ptrdiff_t>::min();
  r8 picture(5, 5);
  clear<std::uint8_t>(picture, 7);
  const r8 before = picture;
  for (const std::ptrdiff_t far : {most, most - 1, least, least + 1, std::ptrdiff_t{5}})
    for (const std::ptrdiff_t other : {far, std::ptrdiff_t{0}}) {
      ar::draw_label(picture, "MMM", far, other, {.foreground = red});
      ar::draw_label(picture, "MMM", other, far, {.foreground = red});
    }
  CHECK(picture == before);
}

TEST_CASE("corners of pictures of all sizes") {
  // A corner's label is the same as one at the place that the margin gives; where the margin does
  // not fit it gives way, and where the label does not, its beginning stays.
  const auto begin = [](std::size_t side, std::size_t length, std::size_t margin, bool at_end) {
    if (length >= side) return std::size_t{0};
    if (length + margin > side) return at_end ? std::size_t{0} : side - length;
    return at_end ? side - length - margin : margin;
  };
  std::size_t wrong = 0;
  for (std::size_t height = 1; height <= 20; ++height)
    for (std::size_t width = 1; width <= 20; ++width)
      for (const label_options& o :
           {label_options{}, label_options{.margin = 0}, label_options{.box = color{40, 40, 40}}})
        for (const corner where :
             {corner::top_left, corner::top_right, corner::bottom_left, corner::bottom_right}) {
          r8 picture(height, width);
          clear<std::uint8_t>(picture, 128);
          r8 placed = picture;
          ar::draw_label(picture, "7", where, o);
          const text_size size = ar::label_size("7", o);
          const bool bottom = where == corner::bottom_left || where == corner::bottom_right;
          const bool right = where == corner::top_right || where == corner::bottom_right;
          const std::size_t y = begin(height, size.height, o.margin, bottom);
          const std::size_t x = begin(width, size.width, o.margin, right);
          ar::draw_label(placed, "7", static_cast<std::ptrdiff_t>(y),
                         static_cast<std::ptrdiff_t>(x), o);
          wrong += picture == placed ? 0U : 1U;
        }
  CHECK(wrong == 0);

  r8 picture(60, 60);
  clear<std::uint8_t>(picture, 128);
  r8 placed = picture;
  ar::draw_label(picture, "7", corner::bottom_right, {.scale = 2, .margin = 3});
  ar::draw_label(placed, "7", 60 - 30 - 6, 60 - 16 - 6, {.scale = 2});
  CHECK(picture == placed);
}

TEST_CASE("a raster keeps its kind where it can hold the colours") {
  test::random_source random(5);
  const auto channels_after = [&]<class P>(P, std::size_t channels, const label_options& o) {
    raster<P> picture = random_picture<P>(random, 20, 20, channels);
    ar::draw_label(picture, "1", 0, 0, o);
    return picture.channels();
  };
  const auto check = [&]<class P>(P type) {
    for (const std::size_t channels : {1U, 2U, 3U, 4U}) {
      CHECK(channels_after(type, channels, {}) == channels);
      CHECK(channels_after(type, channels, {.foreground = color{9, 9, 9, 9}}) == channels);
      CHECK(channels_after(type, channels, {.box = color{255, 0, 0, 0}}) == channels);
      const std::size_t colored = channels <= 2 ? channels + 2 : channels;
      CHECK(channels_after(type, channels, {.foreground = red}) == colored);
      CHECK(channels_after(type, channels, {.outline = half_red}) == colored);
      CHECK(channels_after(type, channels, {.box = color{1, 1, 2}}) == colored);
    }
  };
  check(std::uint8_t{});
  check(std::uint16_t{});
}

TEST_CASE("pixels under an opaque label become opaque, and 16 bits are 8 times 257") {
  raster<std::uint16_t> picture(13, 6, 2);
  clear<std::uint16_t>(picture, 0);
  ar::draw_label(picture, "|", 0, 0, {.foreground = color{128, 128, 128}, .outline = std::nullopt});
  CHECK(picture(5, 2)[0] == 128 * 257);
  CHECK(picture(5, 2)[1] == 65535);
  CHECK(picture(5, 1)[1] == 0);
}

namespace {

/// Pixels that use the first entries of a palette.
[[nodiscard]] r8 indexed(std::size_t used, std::vector<color> table) {
  r8 picture(30, 30);
  for (std::size_t i = 0; i < picture.pixels().size(); ++i)
    picture.pixels()[i] = static_cast<std::uint8_t>(i % used);
  picture.palette(std::move(table));
  return picture;
}

[[nodiscard]] std::vector<color> reds(std::size_t count) {
  std::vector<color> table(count);
  for (std::size_t i = 0; i < count; ++i) table[i] = {static_cast<std::uint8_t>(i), 0, 1};
  return table;
}

} // namespace

TEST_CASE("a label takes the palette's entries that have its colours") {
  std::vector<color> table = reds(256);
  table[7] = {255, 255, 255};
  table[200] = {0, 0, 0};
  r8 picture = indexed(256, table);
  const std::vector<rgba> should = expected(picture, "1", 3, 3, {});
  ar::draw_label(picture, "1", 3, 3);
  CHECK(picture.palette() == table);
  CHECK(picture(7, 6)[0] == 7);
  CHECK(colors_of(picture) == should);
}

TEST_CASE("a label appends its colours to a palette, or takes entries that no pixel uses") {
  r8 picture = indexed(5, reds(5));
  std::vector<rgba> should = expected(picture, "1", 3, 3, {});
  ar::draw_label(picture, "1", 3, 3);
  REQUIRE(picture.palette().size() == 7);
  CHECK(std::vector<color>(picture.palette().begin(), picture.palette().begin() + 5) == reds(5));
  CHECK(colors_of(picture) == should);
  ar::draw_label(picture, "2", 3, 3);
  CHECK(picture.palette().size() == 7);

  picture = indexed(254, reds(256));
  should = expected(picture, "1", 3, 3, {});
  ar::draw_label(picture, "1", 3, 3);
  REQUIRE(picture.palette().size() == 256);
  std::vector<color> table = reds(256);
  std::copy(picture.palette().begin() + 254, picture.palette().end(), table.begin() + 254);
  CHECK(picture.palette() == table);
  CHECK(colors_of(picture) == should);
}

TEST_CASE("a palette grows up to 256 colours") {
  r8 picture = indexed(254, reds(254));
  ar::draw_label(picture, "1", 3, 3);
  CHECK(picture.palette().size() == 256);
  picture = indexed(255, reds(255));
  ar::draw_label(picture, "1", 3, 3);
  CHECK(picture.palette().empty());
}

TEST_CASE("a pixel that has the label's colour keeps its index") {
  r8 picture = indexed(2, {{255, 255, 255}, {255, 255, 255}});
  const r8 before = picture;
  ar::draw_label(picture, "1", 3, 3, bare);
  CHECK(picture == before);
}

TEST_CASE("an entry that has a label's colour is not given to another of its colours") {
  std::vector<color> table = reds(256);
  table[254] = {255, 255, 255}; // not used by a pixel, and the first that could be taken
  r8 picture = indexed(254, table);
  ar::draw_label(picture, "1", 3, 3);
  table[255] = {0, 0, 0};
  CHECK(picture.palette() == table);
}

TEST_CASE("a palette without room for a label becomes colours") {
  r8 picture = indexed(255, reds(256));
  std::vector<rgba> should = expected(picture, "1", 3, 3, {});
  ar::draw_label(picture, "1", 3, 3);
  CHECK(picture.palette().empty());
  CHECK(picture.channels() == 3);
  CHECK(colors_of(picture) == should);

  std::vector<color> table = reds(256);
  table[9].a = 0;
  picture = indexed(255, table);
  should = expected(picture, "1", 3, 3, {});
  ar::draw_label(picture, "1", 3, 3);
  CHECK(picture.channels() == 4);
  CHECK(colors_of(picture) == should);

  // An entry that is not opaque and that no pixel uses does not count.
  table = reds(256);
  table[255].a = 0;
  picture = indexed(255, table);
  ar::draw_label(picture, "1", 3, 3);
  CHECK(picture.channels() == 3);

  // A label beside the picture leaves it as it is.
  picture = indexed(255, table);
  const r8 before = picture;
  ar::draw_label(picture, "1", 30, 30);
  CHECK(picture == before);
}

TEST_CASE("sizes that are nothing or too large are refused") {
  const auto draw = [](const label_options& o, std::optional<corner> where = {}) {
    r8 picture(4, 4);
    if (where)
      ar::draw_label(picture, "1", *where, o);
    else
      ar::draw_label(picture, "1", 0, 0, o);
    return 0;
  };
  constexpr std::size_t most = std::numeric_limits<std::size_t>::max();
  CHECK_REFUSED(ar::label_size("1", {.scale = 0}), error_kind::parameter, "scale of 0");
  CHECK_REFUSED(ar::label_size("", {.scale = 0}), error_kind::parameter, "scale of 0");
  CHECK_REFUSED(draw({.scale = 0}), error_kind::parameter, "scale of 0");
  CHECK_REFUSED(draw({.scale = 0}, corner::top_left), error_kind::parameter, "scale of 0");
  CHECK_REFUSED(draw({.scale = most}), error_kind::limit, "scale of " + test::size_max_text);
  // 15 rows times this wrap to 15.
  CHECK_REFUSED(ar::label_size("1", {.scale = test::sizes_over_2_to(4) + 1}), error_kind::limit,
                "1 lines of up to 1 signs");
  CHECK_REFUSED(ar::label_size("1", {.scale = 143165577}), error_kind::limit, "143165577");
  CHECK(ar::label_size("1", {.scale = 143165576}) == text_size{2147483640, 1145324608});
  CHECK(draw({.scale = 143165576}, corner::bottom_right) == 0);
  CHECK_REFUSED(draw({.margin = most}, corner::top_left), error_kind::limit, "margin of");
  CHECK_REFUSED(draw({.scale = 2, .margin = most / 2 + 1}, corner::top_left), error_kind::limit,
                "margin of " + std::to_string(most / 2 + 1));
  CHECK(draw({.margin = most}) == 0);
  CHECK_REFUSED(draw({}, static_cast<corner>(4)), error_kind::parameter, "a corner numbered 4");
}
