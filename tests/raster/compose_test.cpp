// Pictures from pictures: every function against one that goes pixel by pixel, and by eye.
#include "catch.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <list>
#include <numeric>
#include <optional>
#include <span>
#include <string>
#include <type_traits>
#include <vector>

#include <rapidcheck.h>

#include <arrayreel/compose.hpp>

#include "support/limits.hpp"
#include "support/numbers.hpp"
#include "support/pictures.hpp"
#include "support/property.hpp"
#include "support/refusal.hpp"

namespace ar = arrayreel;
using ar::align;
using ar::color;
using ar::error_kind;
using ar::grid_order;
using ar::orientation;
using ar::raster;
using test::colors_of;
using test::random_picture;
using test::random_source;
using test::rgba;
using r8 = raster<std::uint8_t>;
using r16 = raster<std::uint16_t>;

namespace {

constexpr std::size_t most = std::numeric_limits<std::size_t>::max();

/// A gray picture from its rows; a level is a letter's code.
[[nodiscard]] r8 art(const std::vector<std::string>& rows) {
  r8 picture(rows.size(), rows.front().size());
  for (std::size_t y = 0; y < rows.size(); ++y)
    std::copy(rows[y].begin(), rows[y].end(), picture.row(y).begin());
  return picture;
}
[[nodiscard]] std::vector<std::string> rows_of(const r8& picture) {
  REQUIRE(picture.channels() == 1);
  std::vector<std::string> rows;
  for (std::size_t y = 0; y < picture.height(); ++y)
    rows.emplace_back(picture.row(y).begin(), picture.row(y).end());
  return rows;
}
constexpr color dot{'.', '.', '.'};
using lines = std::vector<std::string>;

/// Indices into a palette.
[[nodiscard]] r8 indexed(std::vector<std::uint8_t> indices, std::vector<color> table) {
  r8 picture(1, indices.size());
  std::copy(indices.begin(), indices.end(), picture.pixels().begin());
  picture.palette(std::move(table));
  return picture;
}
/// A palette of n different opaque grays and greens.
[[nodiscard]] std::vector<color> table_of(std::size_t n) {
  std::vector<color> table(n);
  for (std::size_t i = 0; i < n; ++i)
    table[i] = {0, static_cast<std::uint8_t>(i), static_cast<std::uint8_t>(i / 2)};
  return table;
}

template <class P> constexpr std::uint64_t full = std::numeric_limits<P>::max();

[[nodiscard]] color random_color(random_source& random) {
  static const std::vector<color> colors = {{255, 255, 255}, {0, 0, 0},        {7, 7, 7},
                                            {255, 0, 0},     {200, 20, 10, 9}, {0, 0, 0, 0},
                                            {9, 8, 7, 0},    {50, 50, 50, 128}};
  return random.pick(colors);
}

/// Any kind of picture. `table`, where it is given, is the palette of those with a palette.
template <class P>
[[nodiscard]] raster<P> any_picture(random_source& random, std::size_t most_side,
                                    const std::vector<color>& table) {
  const std::size_t height = 1 + random.below(most_side);
  const std::size_t width = 1 + random.below(most_side);
  const std::size_t channels = sizeof(P) == 1 ? random.below(5) : 1 + random.below(4);
  static const std::vector<std::size_t> sizes = {1, 5, 200, 256};
  const std::size_t size = table.empty() || random.one_in(8) ? random.pick(sizes) : table.size();
  raster<P> picture = random_picture<P>(random, height, width, channels, size);
  if constexpr (sizeof(P) == 1)
    if (channels == 0 && size == table.size()) picture.palette(table);
  return picture;
}
/// Pictures that often have one palette in common, or are all gray.
template <class P>
[[nodiscard]] std::vector<raster<P>> any_pictures(random_source& random, std::size_t count,
                                                  std::size_t most_side) {
  std::vector<color> table;
  if (sizeof(P) == 1 && random.one_in(2))
    table = random_picture<std::uint8_t>(random, 1, 1, 0, random.one_in(2) ? 256 : 9).palette();
  std::size_t unlike = random.one_in(2) ? 50 : 0; // that are thrown away
  std::vector<raster<P>> pictures;
  while (pictures.size() < count) {
    raster<P> picture = any_picture<P>(random, most_side, table);
    if (!pictures.empty() && unlike != 0 &&
        (picture.channels() != pictures[0].channels() ||
         picture.palette() != pictures[0].palette())) {
      --unlike;
      continue;
    }
    pictures.push_back(std::move(picture));
  }
  return pictures;
}

/// The number of channels that pixels of these need: 0 for indices into a palette.
template <class P>
[[nodiscard]] std::size_t expected_channels(const std::vector<raster<P>>& pictures,
                                            const std::optional<color>& ground) {
  const std::vector<color>& table = pictures[0].palette();
  bool same = !table.empty();
  bool hue = ground && ground->a > 0 && (ground->r != ground->g || ground->g != ground->b);
  bool alpha = ground && ground->a < 255;
  std::vector<bool> used(256);
  for (const raster<P>& picture : pictures) {
    same = same && picture.palette() == table;
    hue = hue || picture.channels() > 2 || !picture.palette().empty();
    alpha = alpha || picture.channels() == 2 || picture.channels() == 4;
    if (picture.palette().empty()) continue;
    for (const P index : picture.pixels()) {
      used[index & 255U] = true;
      alpha = alpha || picture.palette().at(index).a < 255;
    }
  }
  const auto has_room = [&] {
    return !ground || table.size() < 256 ||
           std::find(table.begin(), table.end(), *ground) != table.end() ||
           std::find(used.begin(), used.end(), false) != used.end();
  };
  if (same && has_room()) return 0;
  return (hue ? 3U : 1U) + (alpha ? 1U : 0U);
}

/// Pictures at their places on a ground, pixel by pixel.
template <class P> struct reference {
  std::size_t height = 0;
  std::size_t width = 0;
  std::vector<rgba> colors{};
  bool ground_seen = false;

  reference(std::size_t h, std::size_t w, const std::vector<raster<P>>& pictures,
            const std::vector<std::array<std::size_t, 2>>& places, color ground)
      : height(h), width(w) {
    std::vector<std::vector<rgba>> of;
    for (const raster<P>& picture : pictures) of.push_back(colors_of(picture));
    for (std::size_t y = 0; y < h; ++y)
      for (std::size_t x = 0; x < w; ++x) {
        std::optional<rgba> pixel;
        for (std::size_t i = 0; i < pictures.size(); ++i) {
          const auto [top, left] = places[i];
          if (y >= top && y < top + pictures[i].height() && x >= left &&
              x < left + pictures[i].width())
            pixel = of[i][(y - top) * pictures[i].width() + x - left];
        }
        ground_seen = ground_seen || !pixel;
        colors.push_back(pixel.value_or(test::at_full(ground, full<P>)));
      }
  }

  /// Whether the picture has these colours, and is of the kind that its parts give.
  void check(const raster<P>& is, const std::vector<raster<P>>& pictures, color ground) const {
    RC_ASSERT(is.height() == height);
    RC_ASSERT(is.width() == width);
    // A transparent ground may have any colour.
    const std::vector<rgba> is_colors = colors_of(is);
    std::size_t wrong = 0;
    for (std::size_t i = 0; i < colors.size(); ++i)
      wrong +=
          is_colors[i] != colors[i] && (ground.a != 0 || is_colors[i][3] != 0 || colors[i][3] != 0)
              ? 1U
              : 0U;
    RC_ASSERT(wrong == 0U);
    const std::size_t channels =
        expected_channels(pictures, ground_seen ? std::optional(ground) : std::nullopt);
    RC_ASSERT(is.palette().empty() == (channels != 0));
    RC_ASSERT(is.channels() == std::max<std::size_t>(channels, 1));
  }
};

/// Where a picture of `length` pixels begins in a place of `room`.
[[nodiscard]] std::size_t offset(align a, std::size_t room, std::size_t length) {
  if (a == align::start) return 0;
  return a == align::end ? room - length : (room - length) / 2;
}

template <class P> void any_grid() {
  random_source random(*rc::gen::arbitrary<std::uint64_t>());
  const std::vector<raster<P>> pictures = any_pictures<P>(random, 1 + random.below(7), 9);
  const std::size_t n = pictures.size();
  ar::grid_options o;
  if (random.one_in(2)) o.rows = 1 + random.below(5);
  if (random.one_in(2)) o.columns = 1 + random.below(5);
  o.order = random.one_in(2) ? grid_order::row_major : grid_order::column_major;
  o.gap = random.one_in(2) ? random.below(4) : 0;
  o.background = random_color(random);
  o.align = static_cast<align>(random.below(3));
  if (o.rows && o.columns && *o.rows * *o.columns < n) {
    CHECK_REFUSED(ar::grid(pictures, o), error_kind::parameter, "as many cells or more");
    return;
  }
  std::size_t columns = static_cast<std::size_t>(std::ceil(std::sqrt(static_cast<double>(n))));
  if (o.columns)
    columns = *o.columns;
  else if (o.rows)
    columns = (n + *o.rows - 1) / *o.rows;
  const std::size_t rows = o.rows.value_or((n + columns - 1) / columns);
  std::vector<std::array<std::size_t, 2>> cells;
  for (std::size_t i = 0; i < n; ++i)
    cells.push_back(o.order == grid_order::row_major ? std::array{i / columns, i % columns}
                                                     : std::array{i % rows, i / rows});
  const auto sides = [&](std::size_t axis) {
    std::vector<std::size_t> lengths;
    for (std::size_t i = 0; i < n; ++i) {
      if (cells[i][axis] >= lengths.size()) lengths.resize(cells[i][axis] + 1);
      std::size_t& length = lengths[cells[i][axis]];
      length = std::max(length, axis == 0 ? pictures[i].height() : pictures[i].width());
    }
    return lengths;
  };
  const std::vector<std::size_t> heights = sides(0);
  const std::vector<std::size_t> widths = sides(1);
  const auto begin = [&](const std::vector<std::size_t>& lengths, std::size_t i) {
    return std::accumulate(lengths.begin(), lengths.begin() + static_cast<std::ptrdiff_t>(i),
                           i * o.gap);
  };
  std::vector<std::array<std::size_t, 2>> places;
  for (std::size_t i = 0; i < n; ++i) {
    const auto [r, c] = cells[i];
    places.push_back({begin(heights, r) + offset(o.align, heights[r], pictures[i].height()),
                      begin(widths, c) + offset(o.align, widths[c], pictures[i].width())});
  }
  const reference<P> expected(begin(heights, heights.size()) - o.gap,
                              begin(widths, widths.size()) - o.gap, pictures, places, o.background);
  expected.check(ar::grid(pictures, o), pictures, o.background);

  // A row and a column of cells are concatenations, wherever the pictures come from.
  const ar::concat_options c{.gap = o.gap, .background = o.background, .align = o.align};
  const raster<P> row = ar::hconcat(std::list<raster<P>>(pictures.begin(), pictures.end()), c);
  const raster<P> column = ar::vconcat(std::span<const raster<P>>(pictures), c);
  std::vector<std::array<std::size_t, 2>> in_row;
  std::vector<std::array<std::size_t, 2>> in_column;
  std::size_t highest = 0;
  std::size_t widest = 0;
  for (const raster<P>& p : pictures) {
    highest = std::max(highest, p.height());
    widest = std::max(widest, p.width());
  }
  std::size_t x = 0;
  std::size_t y = 0;
  for (const raster<P>& p : pictures) {
    in_row.push_back({offset(o.align, highest, p.height()), x});
    in_column.push_back({y, offset(o.align, widest, p.width())});
    x += p.width() + o.gap;
    y += p.height() + o.gap;
  }
  reference<P>(highest, x - o.gap, pictures, in_row, o.background)
      .check(row, pictures, o.background);
  reference<P>(y - o.gap, widest, pictures, in_column, o.background)
      .check(column, pictures, o.background);
}

/// Colours at the depth of which `full` is the largest component.
template <class To, class From>
[[nodiscard]] std::vector<rgba> wider_colors(const raster<From>& picture) {
  std::vector<rgba> colors = colors_of(picture);
  for (rgba& c : colors)
    for (std::uint64_t& component : c) component *= full<To> / full<From>;
  return colors;
}

template <class P, class Q> void any_pair() {
  random_source random(*rc::gen::arbitrary<std::uint64_t>());
  using R = ar::wider_component<P, Q>;
  const raster<P> a = any_picture<P>(random, 12, {});
  const raster<Q> b = any_picture<Q>(random, 12, {});
  const raster<R> row = ar::hconcat(a, b);
  const raster<R> column = ar::vconcat(a, b, {.background = {1, 2, 3, 4}});
  const std::vector<rgba> as = wider_colors<R>(a);
  const std::vector<rgba> bs = wider_colors<R>(b);
  const std::vector<rgba> in_row = colors_of(row);
  const std::vector<rgba> in_column = colors_of(column);
  std::size_t wrong = 0;
  for (std::size_t y = 0; y < a.height(); ++y)
    for (std::size_t x = 0; x < a.width(); ++x) {
      const rgba& should = as[y * a.width() + x];
      wrong += in_row[y * row.width() + x] != should ? 1U : 0U;
      wrong += in_column[y * column.width() + x] != should ? 1U : 0U;
    }
  for (std::size_t y = 0; y < b.height(); ++y)
    for (std::size_t x = 0; x < b.width(); ++x) {
      const rgba& should = bs[y * b.width() + x];
      wrong += in_row[y * row.width() + a.width() + x] != should ? 1U : 0U;
      wrong += in_column[(a.height() + y) * column.width() + x] != should ? 1U : 0U;
    }
  RC_ASSERT(wrong == 0U);
  RC_ASSERT(row.width() == a.width() + b.width());
  RC_ASSERT(column.height() == a.height() + b.height());
}

template <class P> void any_part() {
  random_source random(*rc::gen::arbitrary<std::uint64_t>());
  const raster<P> picture = any_picture<P>(random, 14, {});
  const std::vector<rgba> colors = colors_of(picture);
  const ar::pad_options o{.top = random.below(4),
                          .bottom = random.below(4),
                          .left = random.below(4),
                          .right = random.below(4),
                          .color = random_color(random)};
  const raster<P> padded = ar::pad(picture, o);
  reference<P>(o.top + picture.height() + o.bottom, o.left + picture.width() + o.right, {picture},
               {{o.top, o.left}}, o.color)
      .check(padded, {picture}, o.color);
  RC_ASSERT(colors_of(ar::crop(padded, o.top, o.left, picture.height(), picture.width())) ==
            colors);

  const std::size_t y = random.below(picture.height());
  const std::size_t x = random.below(picture.width());
  const std::size_t height = 1 + random.below(picture.height() - y);
  const std::size_t width = 1 + random.below(picture.width() - x);
  const raster<P> part = ar::crop(picture, y, x, height, width);
  RC_ASSERT(part.palette() == picture.palette());
  RC_ASSERT(part.channels() == picture.channels());
  const std::vector<rgba> of_part = colors_of(part);
  RC_ASSERT(of_part.size() == height * width);
  for (std::size_t i = 0; i < of_part.size(); ++i)
    RC_ASSERT(of_part[i] == colors[(y + i / width) * picture.width() + x + i % width]);
}

template <class P> void any_turn() {
  random_source random(*rc::gen::arbitrary<std::uint64_t>());
  const raster<P> picture = any_picture<P>(random, 14, {});
  const std::size_t h = picture.height();
  const std::size_t w = picture.width();
  const std::vector<rgba> colors = colors_of(picture);
  const auto check = [&](const raster<P>& is, bool lies, auto&& from) {
    RC_ASSERT(is.height() == (lies ? w : h));
    RC_ASSERT(is.palette() == picture.palette());
    RC_ASSERT(is.channels() == picture.channels());
    const std::vector<rgba> turned = colors_of(is);
    for (std::size_t i = 0; i < turned.size(); ++i) {
      const auto [y, x] = from(i / is.width(), i % is.width());
      RC_ASSERT(turned[i] == colors[y * w + x]);
    }
  };
  using at = std::array<std::size_t, 2>;
  check(ar::flip(picture, orientation::horizontal), false,
        [&](std::size_t y, std::size_t x) { return at{y, w - 1 - x}; });
  check(ar::flip(picture, orientation::vertical), false,
        [&](std::size_t y, std::size_t x) { return at{h - 1 - y, x}; });
  const int full_turns = 4 * (static_cast<int>(random.below(5)) - 2);
  check(ar::rotate90(picture, full_turns), false,
        [&](std::size_t y, std::size_t x) { return at{y, x}; });
  check(ar::rotate90(picture, full_turns + 1), true,
        [&](std::size_t y, std::size_t x) { return at{x, w - 1 - y}; });
  check(ar::rotate90(picture, full_turns + 2), false,
        [&](std::size_t y, std::size_t x) { return at{h - 1 - y, w - 1 - x}; });
  check(ar::rotate90(picture, full_turns - 1), true,
        [&](std::size_t y, std::size_t x) { return at{h - 1 - x, y}; });
}

template <class P> void any_downscale() {
  random_source random(*rc::gen::arbitrary<std::uint64_t>());
  const std::size_t factor = 1 + random.below(5);
  const std::size_t channels = sizeof(P) == 1 ? random.below(5) : 1 + random.below(4);
  const raster<P> picture = random_picture<P>(random, factor * (1 + random.below(5)),
                                              factor * (1 + random.below(5)), channels, 100);
  const raster<P> small = ar::downscale(picture, factor);
  if (factor == 1) {
    RC_ASSERT(small == picture);
    return;
  }
  RC_ASSERT(small.palette().empty());
  RC_ASSERT(small.channels() == expected_channels<P>({picture}, color{255, 255, 255}) ||
            channels == 0);
  const std::vector<rgba> from = colors_of(picture);
  const std::vector<rgba> to = colors_of(small);
  RC_ASSERT(to.size() * factor * factor == from.size());
  for (std::size_t i = 0; i < to.size(); ++i) {
    std::array<double, 4> sums{};
    for (std::size_t dy = 0; dy < factor; ++dy)
      for (std::size_t dx = 0; dx < factor; ++dx) {
        const rgba& p = from[(i / small.width() * factor + dy) * picture.width() +
                             i % small.width() * factor + dx];
        for (std::size_t c = 0; c < 3; ++c) sums[c] += static_cast<double>(p[c] * p[3]);
        sums[3] += static_cast<double>(p[3]);
      }
    const double n = static_cast<double>(factor * factor);
    rgba should{};
    for (std::size_t c = 0; c < 3; ++c)
      should[c] = sums[3] > 0 ? static_cast<std::uint64_t>(sums[c] / sums[3] + .5) : 0;
    should[3] = static_cast<std::uint64_t>(sums[3] / n + .5);
    RC_ASSERT(to[i] == should);
  }
}

template <class P, class Q> void any_overlay() {
  random_source random(*rc::gen::arbitrary<std::uint64_t>());
  using R = ar::wider_component<P, Q>;
  raster<P> below = any_picture<P>(random, 14, {});
  raster<Q> above = any_picture<Q>(random, 14, {});
  if constexpr (sizeof(P) == 1 && sizeof(Q) == 1)
    if (random.one_in(2)) {
      below = random_picture<P>(random, 9, 8, 0, 200);
      std::vector<color> table = below.palette();
      above = random_picture<Q>(random, 5, 6, 0, 200);
      if (random.one_in(2))
        for (color& c : table) c.a = c.a < 255 ? 0 : 255;
      below.palette(table);
      above.palette(table);
    }
  static const std::vector<double> opacities = {0, 1, 1, 1, .25, .5, .999};
  const double opacity = random.pick(opacities);
  const auto y = static_cast<std::ptrdiff_t>(random.below(34)) - 17;
  const auto x = static_cast<std::ptrdiff_t>(random.below(34)) - 17;
  const raster<R> is = ar::overlay(below, above, y, x, {.opacity = opacity});

  std::vector<rgba> colors = wider_colors<R>(below);
  const std::vector<rgba> over = wider_colors<R>(above);
  bool touches = false;
  bool mixes = false;
  for (std::size_t i = 0; i < over.size(); ++i) {
    const std::ptrdiff_t to_y = y + static_cast<std::ptrdiff_t>(i / above.width());
    const std::ptrdiff_t to_x = x + static_cast<std::ptrdiff_t>(i % above.width());
    if (to_y < 0 || to_x < 0 || to_y >= static_cast<std::ptrdiff_t>(below.height()) ||
        to_x >= static_cast<std::ptrdiff_t>(below.width()))
      continue;
    touches = true;
    rgba source = over[i];
    source[3] =
        static_cast<std::uint64_t>(std::floor(static_cast<double>(source[3]) * opacity + .5));
    mixes = mixes || (source[3] != 0 && source[3] != full<R>);
    test::put_over(
        colors[static_cast<std::size_t>(to_y) * below.width() + static_cast<std::size_t>(to_x)],
        source, full<R>);
  }
  RC_ASSERT(is.height() == below.height());
  RC_ASSERT(is.width() == below.width());
  RC_ASSERT(colors_of(is) == colors);
  const bool stays_indexed = !below.palette().empty() && sizeof(R) == 1 &&
                             (!touches || (!mixes && above.palette() == below.palette()));
  RC_ASSERT(is.palette().empty() == !stays_indexed);
  if (stays_indexed) return;
  const bool above_hue = above.channels() > 2 || !above.palette().empty();
  const bool alpha = expected_channels<P>({below}, color{255, 0, 0, 255}) % 2 == 0;
  const bool hue = below.channels() > 2 || !below.palette().empty() || (touches && above_hue);
  if (below.palette().empty()) RC_ASSERT(is.channels() == (hue ? 3U : 1U) + (alpha ? 1U : 0U));
}

template <class P> void check_blocks(std::size_t channels, std::size_t factor) {
  raster<P> picture(3, 5, channels);
  std::iota(picture.pixels().begin(), picture.pixels().end(), static_cast<P>(200));
  const raster<P> big = ar::upscale(picture, factor);
  REQUIRE(big.height() == 3 * factor);
  REQUIRE(big.width() == 5 * factor);
  REQUIRE(big.channels() == channels);
  std::size_t wrong = 0;
  for (std::size_t y = 0; y < big.height(); ++y)
    for (std::size_t x = 0; x < big.width(); ++x)
      for (std::size_t c = 0; c < channels; ++c)
        wrong += big(y, x)[c] == picture(y / factor, x / factor)[c] ? 0U : 1U;
  CHECK(wrong == 0);
  CHECK(ar::downscale(big, factor) == picture);
}

} // namespace

TEST_CASE("pictures beside and below one another") {
  const r8 a = art({"aa", "aa"});
  const r8 b = art({"b", "b", "b", "b", "b"});
  CHECK(rows_of(ar::hconcat(a, b, {.gap = 2, .background = dot})) ==
        lines{"aa..b", "aa..b", "....b", "....b", "....b"});
  CHECK(rows_of(ar::hconcat({b, a, b}, {.background = dot, .align = align::center})) ==
        lines{"b..b", "baab", "baab", "b..b", "b..b"});
  CHECK(rows_of(ar::hconcat({a, b}, {.background = dot, .align = align::end})) ==
        lines{"..b", "..b", "..b", "aab", "aab"});
  CHECK(rows_of(ar::vconcat(a, b, {.gap = 1, .background = dot, .align = align::end})) ==
        lines{"aa", "aa", "..", ".b", ".b", ".b", ".b", ".b"});
  CHECK(rows_of(ar::vconcat({a, art({"ccccc"})}, {.background = dot, .align = align::center})) ==
        lines{".aa..", ".aa..", "ccccc"});
  CHECK(rows_of(ar::vconcat({art({"c"}), a}, {.background = dot, .align = align::center})) ==
        lines{"c.", "aa", "aa"});
  CHECK(ar::hconcat({a}) == a);
  CHECK(ar::hconcat(a, a) == art({"aaaa", "aaaa"}));
  const r8 several[] = {a, a, a};
  CHECK(ar::hconcat(several).width() == 6);
}

TEST_CASE("pictures in rows and columns") {
  std::vector<r8> pictures;
  for (const char c : std::string("abcde")) pictures.push_back(art({std::string(1, c)}));
  CHECK(rows_of(ar::grid(pictures, {.background = dot})) == lines{"abc", "de."});
  CHECK(rows_of(ar::grid(pictures, {.order = grid_order::column_major, .background = dot})) ==
        lines{"ace", "bd."});
  CHECK(rows_of(ar::grid(pictures, {.columns = 2, .gap = 1, .background = dot})) ==
        lines{"a.b", "...", "c.d", "...", "e.."});
  CHECK(rows_of(ar::grid(pictures, {.rows = 2, .background = dot})) == lines{"abc", "de."});
  CHECK(rows_of(ar::grid(pictures, {.rows = 9, .gap = 1, .background = dot})) ==
        lines{"a", ".", "b", ".", "c", ".", "d", ".", "e"});
  CHECK(rows_of(ar::grid(pictures, {.rows = most, .columns = most})) == lines{"abcde"});
  CHECK(rows_of(ar::grid(pictures,
                         {.rows = most, .columns = most, .order = grid_order::column_major})) ==
        lines{"a", "b", "c", "d", "e"});
  pictures[1] = art({"bb", "bb", "bb"});
  pictures[3] = art({"ddd"});
  CHECK(rows_of(ar::grid(pictures, {.columns = 2, .background = dot, .align = align::center})) ==
        lines{".bb.", "abb.", ".bb.", "cddd", "e..."});
  CHECK(rows_of(ar::grid({pictures[1], pictures[0]}, {.background = dot, .align = align::end})) ==
        lines{"bb.", "bb.", "bba"});
}

TEST_CASE("any pictures side by side are where a reference puts them") {
  test::check_property("grids of 8 bits", 600, [] { any_grid<std::uint8_t>(); });
  test::check_property("grids of 16 bits", 200, [] { any_grid<std::uint16_t>(); });
}

TEST_CASE("any two depths beside each other keep their colours") {
  test::check_property("8 beside 8", 100, [] { any_pair<std::uint8_t, std::uint8_t>(); });
  test::check_property("8 beside 16", 200, [] { any_pair<std::uint8_t, std::uint16_t>(); });
  test::check_property("16 beside 8", 200, [] { any_pair<std::uint16_t, std::uint8_t>(); });
}

TEST_CASE("what several pictures become together") {
  const r8 gray(1, 2, 1);
  const r8 gray_alpha(1, 2, 2);
  const r8 rgb(1, 2, 3);
  const r8 rgba_picture(1, 2, 4);
  CHECK(ar::hconcat(gray, gray).channels() == 1);
  CHECK(ar::hconcat(gray, gray_alpha).channels() == 2);
  CHECK(ar::hconcat(gray, rgb).channels() == 3);
  CHECK(ar::hconcat(gray_alpha, rgb).channels() == 4);
  CHECK(ar::hconcat(gray, rgba_picture).channels() == 4);
  STATIC_REQUIRE(std::is_same_v<decltype(ar::hconcat(gray, gray)), r8>);
  STATIC_REQUIRE(std::is_same_v<decltype(ar::hconcat(gray, r16(1, 1))), r16>);

  // A colour counts where it is seen, and its hue where it is not transparent.
  CHECK(ar::hconcat(gray, gray, {.gap = 1}).channels() == 1);
  CHECK(ar::hconcat(gray, gray, {.gap = 1, .background = {255, 0, 0}}).channels() == 3);
  CHECK(ar::hconcat(gray, gray, {.gap = 0, .background = {255, 0, 0, 9}}).channels() == 1);
  CHECK(ar::hconcat(gray, gray, {.gap = 1, .background = {255, 0, 0, 9}}).channels() == 4);
  CHECK(ar::hconcat(gray, gray, {.gap = 1, .background = {255, 0, 0, 0}}).channels() == 2);
  CHECK(ar::hconcat(gray, gray, {.gap = 1, .background = ar::transparent}).channels() == 2);
}

TEST_CASE("one palette stays, and takes the ground where it has room") {
  const std::vector<color> few = table_of(3);
  const r8 a = indexed({0, 1, 2}, few);
  CHECK(ar::hconcat(a, a) == indexed({0, 1, 2, 0, 1, 2}, few));
  CHECK(ar::hconcat(a, a, {.gap = 1, .background = few[1]}) == indexed({0, 1, 2, 1, 0, 1, 2}, few));
  std::vector<color> more = few;
  more.push_back({255, 255, 255});
  CHECK(ar::hconcat(a, a, {.gap = 1}) == indexed({0, 1, 2, 3, 0, 1, 2}, more));
  more.back() = ar::transparent;
  CHECK(ar::hconcat(a, a, {.gap = 1, .background = ar::transparent}) ==
        indexed({0, 1, 2, 3, 0, 1, 2}, more));

  // A full palette gives an entry that no picture uses, not only the first one.
  const std::vector<color> whole = table_of(256);
  std::vector<std::uint8_t> low(128);
  std::iota(low.begin(), low.end(), std::uint8_t{0});
  std::vector<std::uint8_t> high(127);
  std::iota(high.begin(), high.end(), std::uint8_t{128});
  const r8 first = indexed(low, whole);
  const r8 second = indexed(high, whole);
  const r8 both = ar::hconcat(first, second, {.gap = 1});
  CHECK(both.row(0)[128] == 255);
  CHECK(both.palette()[255] == color{255, 255, 255});
  CHECK(std::equal(whole.begin(), whole.end() - 1, both.palette().begin()));
  high.push_back(255);
  CHECK(ar::hconcat(first, indexed(high, whole), {.gap = 1}).channels() == 3);
  CHECK_FALSE(ar::hconcat(first, indexed(high, whole)).palette().empty());
  CHECK(ar::hconcat(a, indexed({0}, more)).channels() == 4 - 1); // another table
  CHECK(ar::hconcat(a, indexed({3}, more)).channels() == 4);     // with a transparent pixel
  CHECK(ar::hconcat(a, r8(1, 1)).channels() == 3);
  CHECK(ar::hconcat(a, r16(1, 1)).channels() == 3);
}

TEST_CASE("padding, borders and parts") {
  const r8 a = art({"ab", "cd"});
  CHECK(rows_of(ar::pad(a, {.top = 1, .left = 2, .color = dot})) == lines{"....", "..ab", "..cd"});
  CHECK(rows_of(ar::pad(a, {.bottom = 1, .right = 2, .color = dot})) ==
        lines{"ab..", "cd..", "...."});
  CHECK(rows_of(ar::border(a, 1, dot)) == lines{"....", ".ab.", ".cd.", "...."});
  CHECK(ar::border(a, 1)(0, 0)[0] == 0);
  CHECK(ar::border(a, 0) == a);
  CHECK(ar::pad(a, {.top = 1})(0, 0)[0] == 255);
  CHECK(rows_of(ar::crop(art({"abc", "def", "ghi"}), 1, 1, 2, 1)) == lines{"e", "h"});
  CHECK(ar::crop(a, 0, 0, 2, 2) == a);
}

TEST_CASE("any picture padded and cut is what a reference makes of it") {
  test::check_property("parts of 8 bits", 300, [] { any_part<std::uint8_t>(); });
  test::check_property("parts of 16 bits", 100, [] { any_part<std::uint16_t>(); });
}

TEST_CASE("every pixel becomes a block, and a block its pixel again") {
  for (const std::size_t channels : {1U, 2U, 3U, 4U})
    for (const std::size_t factor : {1U, 2U, 3U, 7U}) {
      CAPTURE(channels, factor);
      check_blocks<std::uint8_t>(channels, factor);
      check_blocks<std::uint16_t>(channels, factor);
    }
}

TEST_CASE("a factor of one is the picture itself, and a palette stays") {
  raster<std::uint8_t> picture(1, 2);
  picture.row(0)[0] = 1;
  picture.row(0)[1] = 0;
  picture.palette({{1, 2, 3}, {4, 5, 6, 7}});
  CHECK(ar::upscale(picture, 1) == picture);
  CHECK(ar::downscale(picture, 1) == picture);
  const raster<std::uint8_t> big = ar::upscale(picture, 2);
  CHECK(big.palette() == picture.palette());
  CHECK(std::vector<std::uint8_t>(big.pixels().begin(), big.pixels().end()) ==
        std::vector<std::uint8_t>{1, 1, 0, 0, 1, 1, 0, 0});
}

TEST_CASE("means of blocks are rounded to the nearest, and colours weigh what is seen of them") {
  r8 a(2, 2);
  const std::array<std::uint8_t, 4> values{0, 0, 1, 1};
  std::copy(values.begin(), values.end(), a.pixels().begin());
  CHECK(ar::downscale(a, 2)(0, 0)[0] == 1); // 0.5
  a.pixels()[2] = 0;
  CHECK(ar::downscale(a, 2)(0, 0)[0] == 0); // 0.25
  r16 b(2, 2);
  std::fill(b.pixels().begin(), b.pixels().end(), std::uint16_t{65535});
  CHECK(ar::downscale(b, 2)(0, 0)[0] == 65535);

  r8 c(1, 1, 4);
  c = ar::hconcat(c, c);
  c = ar::vconcat(c, c);
  const std::array<std::uint8_t, 16> rgba_values{200, 0, 0, 255, 0,   200, 0, 0,
                                                 0,   0, 9, 0,   100, 0,   0, 255};
  std::copy(rgba_values.begin(), rgba_values.end(), c.pixels().begin());
  const r8 mean = ar::downscale(c, 2);
  CHECK(std::vector<std::uint8_t>(mean.pixels().begin(), mean.pixels().end()) ==
        std::vector<std::uint8_t>{150, 0, 0, 128});
  for (std::size_t i = 3; i < 16; i += 4) c.pixels()[i] = 0;
  CHECK(colors_of(ar::downscale(c, 2)) == std::vector<rgba>{{0, 0, 0, 0}});

  CHECK(colors_of(ar::downscale(ar::vconcat(indexed({0, 1}, {{0, 0, 0}, {255, 100, 0}}),
                                            indexed({0, 1}, {{0, 0, 0}, {255, 100, 0}})),
                                2)) == std::vector<rgba>{{128, 50, 0, 255}});
}

TEST_CASE("sums of blocks do not wrap") {
  // 4096 × 4096 components of 65535 times as much alpha need 56 bits.
  r16 white(4096, 4096, 2);
  std::fill(white.pixels().begin(), white.pixels().end(), std::uint16_t{65535});
  CHECK(colors_of(ar::downscale(white, 4096)) == std::vector<rgba>{{65535, 65535, 65535, 65535}});
  // The largest sum at the largest factor, by arithmetic, fits into 64 bits.
  constexpr std::uint64_t n = std::uint64_t{65536} * 65536;
  constexpr std::uint64_t square = std::uint64_t{65535} * 65535;
  STATIC_REQUIRE(square <= (std::numeric_limits<std::uint64_t>::max() - n * 65535 / 2) / n);
}

TEST_CASE("any picture's blocks have the means of a reference") {
  test::check_property("means of 8 bits", 300, [] { any_downscale<std::uint8_t>(); });
  test::check_property("means of 16 bits", 300, [] { any_downscale<std::uint16_t>(); });
}

TEST_CASE("mirrored and turned") {
  const r8 a = art({"abc", "def"});
  CHECK(rows_of(ar::flip(a, orientation::horizontal)) == lines{"cba", "fed"});
  CHECK(rows_of(ar::flip(a, orientation::vertical)) == lines{"def", "abc"});
  CHECK(rows_of(ar::rotate90(a)) == lines{"cf", "be", "ad"});
  CHECK(rows_of(ar::rotate90(a, 2)) == lines{"fed", "cba"});
  CHECK(rows_of(ar::rotate90(a, -1)) == lines{"da", "eb", "fc"});
  CHECK(ar::rotate90(a, 3) == ar::rotate90(a, -1));
  CHECK(ar::rotate90(a, std::numeric_limits<int>::min()) == a);
  CHECK(ar::rotate90(a, std::numeric_limits<int>::max()) == ar::rotate90(a, 3));
}

TEST_CASE("any picture mirrored and turned is what a reference makes of it") {
  test::check_property("turns of 8 bits", 200, [] { any_turn<std::uint8_t>(); });
  test::check_property("turns of 16 bits", 100, [] { any_turn<std::uint16_t>(); });
}

TEST_CASE("one picture over another") {
  const r8 a = art({"aaaa", "aaaa", "aaaa"});
  const r8 b = art({"bc", "de"});
  CHECK(rows_of(ar::overlay(a, b, 1, 1)) == lines{"aaaa", "abca", "adea"});
  CHECK(rows_of(ar::overlay(a, b, -1, 3)) == lines{"aaad", "aaaa", "aaaa"});
  CHECK(rows_of(ar::overlay(a, b, 2, -1)) == lines{"aaaa", "aaaa", "caaa"});
  CHECK(rows_of(ar::overlay(b, a, -1, -1)) == lines{"aa", "aa"});
  CHECK(ar::overlay(a, b, 3, 0) == a);
  CHECK(ar::overlay(a, b, 0, 4) == a);
  CHECK(ar::overlay(a, b, -2, 0) == a);
  CHECK(ar::overlay(a, b, std::numeric_limits<std::ptrdiff_t>::min(),
                    std::numeric_limits<std::ptrdiff_t>::max()) == a);
  CHECK(ar::overlay(a, b, 1, 1, {.opacity = 0}) == a);
  CHECK(ar::overlay(art({"d"}), art({"h"}), 0, 0, {.opacity = .5})(0, 0)[0] == 'f');
  CHECK(ar::overlay(a, r8(1, 1, 3), 0, 0).channels() == 3);
  CHECK(ar::overlay(a, r8(1, 1, 3), 9, 0).channels() == 1);
  CHECK(ar::overlay(a, r8(1, 1, 4), 0, 0).channels() == 3);
  CHECK(ar::overlay(a, r8(1, 1, 2), 0, 0).channels() == 1);
  CHECK(ar::overlay(r8(1, 1, 2), r8(1, 1, 4), 0, 0).channels() == 4);
}

TEST_CASE("any picture over any other is what a reference mixes") {
  test::check_property("8 over 8", 500, [] { any_overlay<std::uint8_t, std::uint8_t>(); });
  test::check_property("16 over 8", 200, [] { any_overlay<std::uint8_t, std::uint16_t>(); });
  test::check_property("8 over 16", 200, [] { any_overlay<std::uint16_t, std::uint8_t>(); });
  test::check_property("16 over 16", 200, [] { any_overlay<std::uint16_t, std::uint16_t>(); });
}

TEST_CASE("depths are times 257 one way and the nearest the other") {
  r8 levels(1, 256);
  std::iota(levels.pixels().begin(), levels.pixels().end(), std::uint8_t{0});
  const r16 deep = ar::with_depth<std::uint16_t>(levels);
  for (std::size_t i = 0; i < 256; ++i) CHECK(deep.pixels()[i] == 257 * i);
  CHECK(ar::with_depth<std::uint8_t>(deep) == levels);
  CHECK(ar::with_depth<std::uint16_t>(deep) == deep);
  r16 all(256, 256, 1);
  std::iota(all.pixels().begin(), all.pixels().end(), std::uint16_t{0});
  const r8 shallow = ar::with_depth<std::uint8_t>(all);
  std::size_t wrong = 0;
  for (std::size_t i = 0; i < 65536; ++i)
    wrong += shallow.pixels()[i] != std::lround(static_cast<double>(i) / 257) ? 1U : 0U;
  CHECK(wrong == 0);
  const r8 colors = indexed({1, 0}, {{1, 2, 3}, {4, 5, 6, 7}});
  CHECK(ar::with_depth<std::uint8_t>(colors) == colors);
  CHECK(colors_of(ar::with_depth<std::uint16_t>(colors)) ==
        std::vector<rgba>{{4 * 257, 5 * 257, 6 * 257, 7 * 257}, {257, 2 * 257, 3 * 257, 65535}});
}

TEST_CASE("what cannot be put together is refused") {
  const r8 a(2, 3);
  const std::vector<r8> none;
  CHECK_REFUSED(ar::hconcat(none), error_kind::parameter, "0 pictures");
  CHECK_REFUSED(ar::vconcat(none), error_kind::parameter, "0 pictures");
  CHECK_REFUSED(ar::grid(none), error_kind::parameter, "0 pictures");
  const auto wrong_align = static_cast<align>(7);
  CHECK_REFUSED(ar::hconcat(a, a, {.align = wrong_align}), error_kind::parameter,
                "alignment numbered 7");
  CHECK_REFUSED(ar::vconcat({a, a}, {.align = wrong_align}), error_kind::parameter,
                "alignment numbered 7");
  CHECK_REFUSED(ar::grid({a, a}, {.order = static_cast<grid_order>(3)}), error_kind::parameter,
                "order numbered 3");
  CHECK_REFUSED(ar::grid({a, a}, {.rows = 0}), error_kind::parameter, "0 rows");
  CHECK_REFUSED(ar::grid({a, a}, {.columns = 0}), error_kind::parameter, "0 columns");
  CHECK_REFUSED(ar::grid({a, a, a, a, a}, {.rows = 2, .columns = 2}), error_kind::parameter,
                "2 rows and 2 columns for 5 pictures");
  CHECK_REFUSED(ar::hconcat(a, a, {.gap = most}), error_kind::limit, test::size_max_text);
  CHECK_REFUSED(ar::hconcat({a, a, a}, {.gap = most / 2 + 1}), error_kind::limit,
                std::to_string(most / 2 + 1));
  CHECK_REFUSED(ar::vconcat(a, a, {.gap = 0x7fffffff - 3}), error_kind::limit, "2147483648");
  CHECK_REFUSED(ar::grid({a, a}, {.gap = 0x80000000}), error_kind::limit, "2147483648");
}

TEST_CASE("padding and parts that cannot be are refused") {
  const r8 a(2, 3);
  CHECK_REFUSED(ar::pad(a, {.top = most}), error_kind::limit, test::size_max_text);
  CHECK_REFUSED(ar::pad(a, {.left = most - 3, .right = 1}), error_kind::limit, "2147483647");
  CHECK_REFUSED(ar::pad(a, {.right = 0x7fffffff - 2}), error_kind::limit, "2147483645");
  CHECK_REFUSED(ar::border(a, most / 2 + 1), error_kind::limit, std::to_string(most / 2 + 1));
  CHECK_REFUSED(ar::crop(a, 0, 0, 0, 1), error_kind::parameter, "1 x 0 pixels");
  CHECK_REFUSED(ar::crop(a, 0, 0, 1, 0), error_kind::parameter, "0 x 1 pixels");
  CHECK_REFUSED(ar::crop(a, 2, 0, 1, 1), error_kind::parameter, "row 2, column 0");
  CHECK_REFUSED(ar::crop(a, 0, 3, 1, 1), error_kind::parameter, "row 0, column 3");
  CHECK_REFUSED(ar::crop(a, 1, 0, 2, 1), error_kind::parameter, "inside 3 x 2");
  CHECK_REFUSED(ar::crop(a, 0, 1, 1, 3), error_kind::parameter, "3 x 1 pixels");
  CHECK_REFUSED(ar::crop(a, 1, 0, most, 1), error_kind::parameter, test::size_max_text);
  CHECK_REFUSED(ar::crop(a, most, most, 2, 2), error_kind::parameter, test::size_max_text);
}

TEST_CASE("factors, orientations and opacities that cannot be are refused") {
  const r8 a(2, 3);
  CHECK_REFUSED(ar::upscale(a, 0), error_kind::parameter, "upscale factor of 0");
  CHECK_REFUSED(ar::upscale(a, most), error_kind::limit, test::size_max_text);
  // A half of all sizes and 1, times 2, wraps to 2.
  CHECK_REFUSED(ar::upscale(a, most / 2 + 2), error_kind::limit, std::to_string(most / 2 + 2));
  CHECK_REFUSED(ar::upscale(a, 0x7fffffff), error_kind::limit,
                sizeof most > 4 ? "4294967294 x 6442450941"
                                : "factor of 2147483647 for 3 x 2 pixels");
  CHECK_REFUSED(ar::downscale(a, 0), error_kind::parameter, "downscale factor of 0");
  CHECK_REFUSED(ar::downscale(a, 2), error_kind::parameter, "factor of 2 for 3 x 2");
  CHECK_REFUSED(ar::downscale(a, 3), error_kind::parameter, "factor of 3 for 3 x 2");
  CHECK_REFUSED(ar::downscale(a, 4), error_kind::parameter, "factor of 4 for 3 x 2");
  CHECK_REFUSED(ar::downscale(a, 65537), error_kind::limit, "factor of 65537");
  CHECK_REFUSED(ar::flip(a, static_cast<orientation>(2)), error_kind::parameter,
                "orientation numbered 2");
  CHECK_REFUSED(ar::overlay(a, a, 0, 0, {.opacity = -.1}), error_kind::parameter, "-0.1");
  CHECK_REFUSED(ar::overlay(a, a, 9, 9, {.opacity = 1.5}), error_kind::parameter, "1.5");
  CHECK_REFUSED(ar::overlay(a, a, 0, 0, {.opacity = test::quiet_nan}), error_kind::parameter,
                "nan");
}

TEST_CASE("cells that are not square are enlarged by two factors") {
  for (const std::size_t channels : {1U, 3U, 4U}) {
    r16 a(3, 4, channels);
    std::iota(a.pixels().begin(), a.pixels().end(), std::uint16_t{1});
    const r16 big = ar::upscale(a, {2, 3});
    REQUIRE(big.height() == 6);
    REQUIRE(big.width() == 12);
    bool same = true;
    for (std::size_t y = 0; y < 6; ++y)
      for (std::size_t x = 0; x < 12; ++x)
        same &= std::equal(big(y, x), big(y, x) + channels, a(y / 2, x / 3));
    CHECK(same);
    CHECK(ar::upscale(a, {2, 2}) == ar::upscale(a, 2));
    CHECK(ar::upscale(a, {1, 1}) == a);
  }
  const r8 a(2, 3);
  CHECK_REFUSED(ar::upscale(a, {0, 2}), error_kind::parameter, "upscale factor of 0 x 2");
  CHECK_REFUSED(ar::upscale(a, {2, 0}), error_kind::parameter, "upscale factor of 2 x 0");
  CHECK_REFUSED(ar::upscale(a, {1, most / 2 + 2}), error_kind::limit,
                "1 x " + std::to_string(most / 2 + 2));
}

namespace {

/// 5 × 7 pixels: 0, 7, 14 …
r8 sevens() {
  r8 a(5, 7);
  for (std::size_t i = 0; i < 35; ++i) a.pixels()[i] = static_cast<std::uint8_t>(7 * i);
  return a;
}

std::vector<int> numbers_of(const r8& picture) {
  return {picture.pixels().begin(), picture.pixels().end()};
}

} // namespace

TEST_CASE("a picture of any size has the nearest pixels") {
  // What Pillow's resize(…, NEAREST) gives.
  CHECK(numbers_of(ar::resize(sevens(), 3, 4, ar::resampling::nearest)) ==
        std::vector<int>{0, 14, 28, 42, 98, 112, 126, 140, 196, 210, 224, 238});
  const r8 larger = ar::resize(sevens(), 6, 10, ar::resampling::nearest);
  CHECK(std::vector<int>(larger.row(0).begin(), larger.row(0).end()) ==
        std::vector<int>{0, 7, 7, 14, 21, 21, 28, 35, 35, 42});
  CHECK(std::vector<int>(larger.row(3).begin(), larger.row(3).end()) ==
        std::vector<int>{98, 105, 105, 112, 119, 119, 126, 133, 133, 140});
  CHECK(ar::resize(sevens(), 15, 14, ar::resampling::nearest) == ar::upscale(sevens(), {3, 2}));
  CHECK(ar::resize(sevens(), 5, 7, ar::resampling::nearest) == sevens());
  r8 indices(2, 2);
  std::iota(indices.pixels().begin(), indices.pixels().end(), std::uint8_t{0});
  indices.palette({{1, 2, 3}, {4, 5, 6}, {7, 8, 9}, {10, 11, 12}});
  const r8 enlarged = ar::resize(indices, 3, 3, ar::resampling::nearest);
  CHECK(enlarged.palette() == indices.palette());
  CHECK(numbers_of(enlarged) == std::vector<int>{0, 1, 1, 2, 3, 3, 2, 3, 3});
}

TEST_CASE("a picture of any size has the mean of what lies below each pixel") {
  // NumPy: every pixel repeated 3 × 4 times, then the mean of blocks of 5 × 7, halves up.
  CHECK(numbers_of(ar::resize(sevens(), 3, 4)) ==
        std::vector<int>{23, 35, 47, 59, 101, 113, 125, 137, 179, 191, 203, 215});
  const r8 larger = ar::resize(sevens(), 8, 9);
  CHECK(std::vector<int>(larger.row(0).begin(), larger.row(0).end()) ==
        std::vector<int>{0, 5, 10, 15, 21, 27, 32, 37, 42});
  CHECK(ar::resize(sevens(), 5, 7) == sevens());
  CHECK(ar::resize(sevens(), 10, 21) == ar::upscale(sevens(), {2, 3}));
  r8 one = ar::resize(sevens(), 1, 1);
  CHECK(one(0, 0)[0] == 119);
}

template <class P> void any_resize() {
  random_source random(*rc::gen::arbitrary<std::uint64_t>());
  const std::size_t channels = sizeof(P) == 1 ? random.below(5) : 1 + random.below(4);
  const raster<P> picture =
      random_picture<P>(random, 1 + random.below(6), 1 + random.below(6), channels, 9);
  const std::size_t height = 1 + random.below(8);
  const std::size_t width = 1 + random.below(8);
  // Blocks of equal sides, which `downscale` takes.
  const std::size_t side = picture.height() * picture.width();
  const raster<P> repeated =
      ar::upscale(picture, {height * picture.width(), width * picture.height()});
  RC_ASSERT(repeated.height() == height * side);
  RC_ASSERT(repeated.width() == width * side);
  if (height == picture.height() && width == picture.width())
    RC_ASSERT(ar::resize(picture, height, width) == picture);
  else if (side > 1)
    RC_ASSERT(colors_of(ar::resize(picture, height, width)) ==
              colors_of(ar::downscale(repeated, side)));
}

TEST_CASE("means of any size are those of repeated pixels") {
  test::check_property("resized, 8 bits", 300, [] { any_resize<std::uint8_t>(); });
  test::check_property("resized, 16 bits", 300, [] { any_resize<std::uint16_t>(); });
}

TEST_CASE("sizes that cannot be are refused") {
  const r8 a(2, 3);
  for (const ar::resampling how : {ar::resampling::nearest, ar::resampling::box}) {
    CHECK_REFUSED(ar::resize(a, 0, 4, how), error_kind::parameter, "4 x 0 pixels");
    CHECK_REFUSED(ar::resize(a, 4, 0, how), error_kind::parameter, "0 x 4 pixels");
    CHECK_REFUSED(ar::resize(a, most, 1, how), error_kind::limit, test::size_max_text);
  }
  CHECK_REFUSED(ar::resize(a, 1, 1, static_cast<ar::resampling>(2)), error_kind::parameter,
                "resampling numbered 2");
}
