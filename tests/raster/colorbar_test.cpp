// Colorbars: where colours and marks are, which values are named, and how they are written.
#include "catch.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include <rapidcheck.h>

#include <arrayreel/colorbar.hpp>
#include <arrayreel/detail/raster/tick_layout.hpp>

#include "support/limits.hpp"
#include "support/numbers.hpp"
#include "support/property.hpp"
#include "support/random.hpp"
#include "support/refusal.hpp"

namespace ar = arrayreel;
using ar::color;
using ar::colorbar_options;
using ar::error_kind;
using ar::orientation;
using ar::value_range;
using r8 = ar::raster<std::uint8_t>;
using texts = std::vector<std::string>;

namespace {

[[nodiscard]] ar::detail::tick_layout layout_of(const colorbar_options& o) {
  return {o.orientation == orientation::vertical, o.scale, o.length, 0, o.length};
}

/// The values that a colorbar names, from lo to hi.
[[nodiscard]] texts named(const value_range& range, const colorbar_options& o = {}) {
  texts result;
  for (const ar::detail::tick& t :
       ar::detail::ticks_for(o.norm, range, o.ticks, o.tick_count, layout_of(o)))
    result.push_back(t.text);
  return result;
}

/// '#' foreground (black), '.' background (white), and the colours of gray in hexadecimal.
[[nodiscard]] std::string art(const r8& picture) {
  REQUIRE(picture.channels() == 1);
  std::string text;
  for (std::size_t y = 0; y < picture.height(); ++y) {
    for (const std::uint8_t level : picture.row(y))
      text += level == 0 ? '#' : level == 255 ? '.' : "0123456789abcdef"[level >> 4];
    text += '\n';
  }
  return text;
}

[[nodiscard]] ar::colormap three_grays() {
  return ar::colormap::from_table({{0x30, 0x30, 0x30}, {0x60, 0x60, 0x60}, {0x90, 0x90, 0x90}});
}

[[nodiscard]] ar::norm random_norm(test::random_source& random, value_range& r) {
  switch (random.below(5)) {
    case 0: return ar::linear_norm{};
    case 1:
      r.hi += std::fabs(r.lo) - r.lo;
      r.lo = std::fabs(r.lo) + (r.hi - std::fabs(r.lo)) * 1e-9;
      return ar::log_norm{};
    case 2: return ar::symlog_norm{};
    case 3: return ar::power_norm{.2 + 3 * random.unit()};
    default: return ar::two_slope_norm{r.lo + (r.hi - r.lo) * (.05 + .9 * random.unit())};
  }
}

/// Checks that colours and marks are where the documentation puts them, and that labels do not
/// overlap.
void any_colorbar() {
  test::random_source random(*rc::gen::arbitrary<std::uint64_t>());
  value_range r;
  const double size = std::pow(10.0, static_cast<double>(random.below(40)) - 20);
  r.lo = random.one_in(3) ? 0 : (random.unit() - .5) * size;
  r.hi = r.lo + (random.unit() + 1e-3) * size;
  colorbar_options o;
  o.norm = random_norm(random, r);
  o.colormap = *random.pick(ar::colormaps::all);
  o.orientation = random.one_in(2) ? orientation::vertical : orientation::horizontal;
  o.length = 120 + random.below(300);
  o.thickness = 1 + random.below(20);
  o.scale = random.one_in(4) ? 2 : 1;
  o.foreground = {1, 2, 3};
  o.background = {254, 253, 252};
  if (random.one_in(4)) o.under = color{0, 255, 0};
  if (random.one_in(4)) o.over = color{255, 0, 255};
  if (random.one_in(3)) o.tick_count = random.below(9);
  RC_LOG() << r.lo << " to " << r.hi << ", norm " << static_cast<int>(o.norm.type()) << ", length "
           << o.length << ", scale " << o.scale << '\n';
  const bool vertical = o.orientation == orientation::vertical;
  const r8 bar = ar::colorbar(r, o);
  RC_ASSERT(bar.channels() == 3U);
  const std::size_t square = o.thickness + o.scale;
  const std::size_t low = o.under ? square : 0;
  const std::size_t strip = o.length - low - (o.over ? square : 0);
  const std::size_t extent = vertical ? bar.height() : bar.width();
  RC_ASSERT(extent >= o.length);
  // Two labels of up to 13 signs may need more than a horizontal length.
  if (vertical) RC_ASSERT(extent == o.length);
  const std::size_t shift = (extent - o.length) / 2;
  const auto at = [&](std::size_t from_lo, std::size_t across) {
    const std::size_t along = vertical ? o.length - 1 - from_lo : shift + from_lo;
    const std::uint8_t* p = vertical ? bar(along, across) : bar(across, along);
    return color{p[0], p[1], p[2]};
  };
  for (std::size_t i = 0; i < strip; ++i) {
    const double place = (static_cast<double>(i) + .5) / static_cast<double>(strip);
    const auto entry =
        static_cast<std::uint8_t>(place * static_cast<double>(o.colormap->count()) + 1e-12);
    for (const std::size_t across : {std::size_t{1}, o.thickness})
      RC_ASSERT(at(low + i, across) == (*o.colormap)[entry]);
    RC_ASSERT(at(low + i, 0) == o.foreground);
    RC_ASSERT(at(low + i, o.thickness + 1) == o.foreground);
  }
  if (o.under) {
    RC_ASSERT(at(0, 1) == *o.under);
    RC_ASSERT(at(o.thickness - 1, o.thickness) == *o.under);
    RC_ASSERT(at(o.thickness, 1) == o.background);
  }
  if (o.over) RC_ASSERT(at(o.length - 1, 1) == *o.over);

  const ar::detail::tick_layout layout(vertical, o.scale, o.length,
                                       vertical ? (o.over ? square : 0) : low, strip);
  const ar::detail::ticks marks = ar::detail::ticks_for(o.norm, r, o.ticks, o.tick_count, layout);
  if (!o.tick_count) RC_ASSERT(marks.size() >= 2U);
  if (o.tick_count && *o.tick_count != 0)
    RC_ASSERT(marks.size() <= std::max<std::size_t>(*o.tick_count, 2));
  // Labels at the ends are moved inside where they must be, and still do not overlap.
  if (extent == o.length && marks.size() >= 2 && !layout.fits(marks, layout.tight())) {
    RC_ASSERT(marks.size() == 2U);
    const std::vector<std::size_t> starts = layout.starts(marks);
    const std::size_t first = vertical ? 1 : 0;
    const std::size_t ink = vertical ? ar::detail::tick_layout::ink_height * o.scale
                                     : layout.width(marks[first]) - o.scale;
    RC_ASSERT(starts[1 - first] >= starts[first] + ink + layout.tight() * o.scale);
  }
  const ar::detail::norm_function place(o.norm, r);
  std::vector<bool> marked(strip);
  for (const ar::detail::tick& t : marks) {
    const double pixel = std::floor(place(t.value) * static_cast<double>(strip));
    marked[pixel <= 0 ? 0 : std::min(static_cast<std::size_t>(pixel), strip - 1)] = true;
    // The text is the value, to a thousandth of the range.
    RC_ASSERT(std::fabs(std::stod(t.text) - t.value) <= 1e-3 * (r.hi - r.lo));
  }
  if (!marks.empty())
    for (std::size_t i = 0; i < strip; ++i)
      RC_ASSERT((at(low + i, o.thickness + 2) == o.foreground) == marked[i]);
}

} // namespace

TEST_CASE("a vertical colorbar, pixel by pixel") {
  const r8 bar = ar::colorbar({0, 3}, {.colormap = three_grays(), .length = 24, .thickness = 2});
  CHECK(art(bar) == "#99####..#####.\n"
                    "#99#.........#.\n"
                    "#99#........#..\n"
                    "#99#.......#...\n"
                    "#99#......###..\n"
                    "#99#.........#.\n"
                    "#99#.........#.\n"
                    "#99#.....#...#.\n"
                    "#66#......###..\n"
                    "#66#...........\n"
                    "#66#...........\n"
                    "#66#...........\n"
                    "#66#...........\n"
                    "#66#...........\n"
                    "#66#.......#...\n"
                    "#66#......#.#..\n"
                    "#33#.....#...#.\n"
                    "#33#.....#...#.\n"
                    "#33#.....#...#.\n"
                    "#33#.....#...#.\n"
                    "#33#.....#...#.\n"
                    "#33#......#.#..\n"
                    "#33#.......#...\n"
                    "#33####........\n");
}

TEST_CASE("a horizontal colorbar, pixel by pixel") {
  const r8 bar = ar::colorbar({0, 1}, {.colormap = three_grays(),
                                       .orientation = orientation::horizontal,
                                       .length = 30,
                                       .thickness = 1});
  CHECK(art(bar) == "##############################\n"
                    "333333333366666666669999999999\n"
                    "##############################\n"
                    "#............................#\n"
                    "#............................#\n"
                    "#............................#\n"
                    "..............................\n"
                    "..#........................#..\n"
                    ".#.#......................##..\n"
                    "#...#....................#.#..\n"
                    "#...#......................#..\n"
                    "#...#......................#..\n"
                    "#...#......................#..\n"
                    "#...#......................#..\n"
                    ".#.#.......................#..\n"
                    "..#......................#####\n"
                    "..............................\n");
}

TEST_CASE("any colorbar follows its rules") {
  test::check_property("colorbars", 400, [] { any_colorbar(); });
}

TEST_CASE("linear and power norms name multiples of 1, 2 or 5") {
  CHECK(named({0, 1}) == texts{"0.0", "0.2", "0.4", "0.6", "0.8", "1.0"});
  CHECK(named({-3e-5, 2e-5}) == texts{"-3e-5", "-2e-5", "-1e-5", "0", "1e-5", "2e-5"});
  CHECK(named({236, 1076}) == texts{"300", "400", "500", "600", "700", "800", "900", "1000"});
  CHECK(named({0, 1}, {.length = 60}) == texts{"0.0", "0.5", "1.0"});
  CHECK(named({0, 3e6}, {.length = 100}) == texts{"0", "1e6", "2e6", "3e6"});
  CHECK(named({1e6, 1e6 + 10}, {.length = 100}) == texts{"1000000", "1000005", "1000010"});
  CHECK(named({0, static_cast<double>(0.7F)}, {.tick_count = 8}).back() == "0.7");
  CHECK(named({0, 1}, {.norm = ar::power_norm{.5}, .length = 100}) == texts{"0.0", "0.5", "1.0"});
  CHECK(named({0, 1}, {.norm = ar::power_norm{3}, .length = 100}) == texts{"0", "1"});
}

TEST_CASE("log norms name decades, with 2 and 5, or linear steps") {
  CHECK(named({1e-3, 1e4}, {.norm = ar::log_norm{}}) ==
        texts{"0.001", "0.01", "0.1", "1", "10", "100", "1000", "10000"});
  CHECK(named({1e-8, 1e8}, {.norm = ar::log_norm{}}) ==
        texts{"1e-8", "1e-6", "1e-4", "0.01", "1", "100", "10000", "1e6", "1e8"});
  CHECK(named({1e-300, 1e300}, {.norm = ar::log_norm{}}) ==
        texts{"1e-300", "1e-200", "1e-100", "1", "1e100", "1e200", "1e300"});
  CHECK(named({1, 50}, {.norm = ar::log_norm{}}) == texts{"1", "2", "5", "10", "20", "50"});
  CHECK(named({.1, .3}, {.norm = ar::log_norm{}}) == texts{"0.10", "0.15", "0.20", "0.25", "0.30"});
}

TEST_CASE("symlog norms name decades of both signs, two-slope norms steps on both sides") {
  CHECK(named({-300, 4000}, {.norm = ar::symlog_norm{}}) == texts{"-100", "0", "100", "1000"});
  CHECK(named({-1e5, 1e5}, {.norm = ar::symlog_norm{.linthresh = 1e-3}, .length = 100}) ==
        texts{"-1e5", "0", "1e5"});
  CHECK(named({50, 1e5}, {.norm = ar::symlog_norm{.linthresh = 10.}}) ==
        texts{"100", "1000", "10000", "1e5"});
  CHECK(named({-4, 4}, {.norm = ar::symlog_norm{.linthresh = 10.}}) ==
        texts{"-4", "-3", "-2", "-1", "0", "1", "2", "3", "4"});
  CHECK(named({-1, 1}, {.norm = ar::symlog_norm{.linthresh = 10.}, .length = 100}) ==
        texts{"-1", "0", "1"});
  CHECK(named({-300, 4000}, {.norm = ar::two_slope_norm{}, .length = 200}) ==
        texts{"-300", "-200", "-100", "0", "2000", "4000"});
  CHECK(named({-.123, 4000}, {.norm = ar::two_slope_norm{12.5}, .length = 100}) ==
        texts{"0", "12.5", "4000"});
}

TEST_CASE("the ends are named where nothing nice fits") {
  CHECK(named({0, test::tiniest}) == texts{"0", "5e-324"});
  CHECK(named({.15, .17}, {.length = 20}) == texts{"0.15", "0.17"});
  const double next = std::nextafter(1.0, 2.0);
  CHECK(named({1, next}) == texts{"1", "1.0000000000000002"});
  CHECK(named({-test::largest, test::largest}, {.length = 100}) == texts{"-1e308", "0", "1e308"});
  // Where two labels do not fit into the length, the picture is longer, with the strip in its
  // middle.
  const r8 bar = ar::colorbar({0, 1}, {.length = 3, .thickness = 1});
  CHECK(bar.height() == 23);
  CHECK(bar(9, 0)[0] == 255);
  CHECK(bar(10, 0)[0] == 0);
  CHECK(bar(12, 0)[0] == 0);
  CHECK(bar(13, 0)[0] == 255);
}

TEST_CASE("ticks as many as wanted, or those that are given") {
  CHECK(named({0, 1}, {.tick_count = 0}).empty());
  CHECK(named({0, 1}, {.tick_count = 1}) == texts{"0"});
  CHECK(named({0, 1}, {.tick_count = 3}) == texts{"0.0", "0.5", "1.0"});
  CHECK(named({-2, 7}, {.ticks = {{7, 0, 2.5, 0}}}) == texts{"0.0", "2.5", "7.0"});
  CHECK(named({-2, 7}, {.ticks = {{0, .01, 5}}}) == texts{"0.00", "", "5.00"});
  CHECK(named({0, 1e9}, {.ticks = {{1e-3, 5e8}}}) == texts{"0.001", "5e8"});
  const r8 bare = ar::colorbar({0, 1}, {.thickness = 4, .ticks = std::vector<double>{}});
  CHECK(bare.width() == 6);
  CHECK(bare.height() == 256);
}

TEST_CASE("a colorbar is of as few channels as its colours need") {
  CHECK(ar::colorbar({0, 1}).channels() == 1);
  CHECK(ar::colorbar({0, 1}, {.background = ar::transparent}).channels() == 2);
  CHECK(ar::colorbar({0, 1}, {.foreground = {255, 0, 0}}).channels() == 3);
  CHECK(ar::colorbar({0, 1}, {.under = color{255, 0, 0}}).channels() == 3);
  CHECK(ar::colorbar({0, 1}, {.colormap = ar::colormaps::viridis}).channels() == 3);
  CHECK(ar::colorbar({0, 1}, {.colormap = ar::colormap::from_table({{1, 2, 3, 4}})}).channels() ==
        4);
  CHECK(ar::colorbar({0, 1}, {.gamma = 2}) == ar::colorbar({0, 1}, {.norm = ar::power_norm{2}}));
}

TEST_CASE("what is no colorbar is refused") {
  CHECK_REFUSED(ar::colorbar({1, 1}), error_kind::parameter, "from 1 to 1");
  CHECK_REFUSED(ar::colorbar({2, 1}), error_kind::parameter, "from 2 to 1");
  CHECK_REFUSED(ar::colorbar({0, test::inf}), error_kind::parameter, "to inf");
  CHECK_REFUSED(ar::colorbar({test::quiet_nan, 1}), error_kind::parameter, "from nan");
  CHECK_REFUSED(ar::colorbar({0, 1}, {.norm = ar::log_norm{}}), error_kind::parameter, "vmin 0");
  CHECK_REFUSED(ar::colorbar({1, 2}, {.norm = ar::two_slope_norm{}}), error_kind::parameter,
                "vcenter 0");
  CHECK_REFUSED(ar::colorbar({1, 2}, {.norm = ar::log_norm{}, .gamma = 2}), error_kind::parameter,
                "gamma of 2 beside a norm");
  CHECK_REFUSED(ar::colorbar({0, 1}, {.length = 0}), error_kind::parameter, "length of 0");
  CHECK_REFUSED(ar::colorbar({0, 1}, {.thickness = 0}), error_kind::parameter, "thickness of 0");
  CHECK_REFUSED(ar::colorbar({0, 1}, {.scale = 0}), error_kind::parameter, "scale of 0");
  constexpr std::size_t most = std::numeric_limits<std::size_t>::max();
  CHECK_REFUSED(ar::colorbar({0, 1}, {.length = most}), error_kind::limit, test::size_max_text);
  CHECK_REFUSED(ar::colorbar({0, 1}, {.thickness = most}), error_kind::limit, test::size_max_text);
  CHECK_REFUSED(ar::colorbar({0, 1}, {.scale = most}), error_kind::limit, test::size_max_text);
  CHECK_REFUSED(ar::colorbar({0, 1}, {.thickness = 0x7fffffff}), error_kind::limit, "larger");
  CHECK_REFUSED(ar::colorbar({0, 1}, {.scale = 0x7fffffff}), error_kind::limit, "larger");
  CHECK_REFUSED(ar::colorbar({0, 1}, {.under = color{}, .length = 17}), error_kind::parameter,
                "length of 17");
  CHECK_REFUSED(ar::colorbar({0, 1}, {.orientation = static_cast<orientation>(5)}),
                error_kind::parameter, "orientation numbered 5");
  CHECK_REFUSED(ar::colorbar({0, 1}, {.ticks = {{0, 1.5}}}), error_kind::parameter,
                "a tick at 1.5");
  CHECK_REFUSED(ar::colorbar({0, 1}, {.ticks = {{test::quiet_nan}}}), error_kind::parameter,
                "a tick at nan");
}
