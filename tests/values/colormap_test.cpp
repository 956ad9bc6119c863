// Colormaps: the built-in tables, one's own, reversing and looking up by name.
#include "catch.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include <arrayreel/colormap.hpp>
#include <arrayreel/mapping.hpp>

#include "support/numbers.hpp"
#include "support/refusal.hpp"

namespace ar = arrayreel;
using ar::color;
using ar::color_stop;
using ar::colormap;
using ar::error_kind;

// The reference test compares whole tables with matplotlib's; these are fixed points.
TEST_CASE("built-in colormaps begin, pass their middle and end where they should") {
  struct expected {
    colormap map;
    color first, middle, last;
  };
  const std::vector<expected> all{
      {ar::colormaps::gray, {0, 0, 0}, {128, 128, 128}, {255, 255, 255}},
      {ar::colormaps::viridis, {68, 1, 84}, {32, 144, 140}, {253, 231, 36}},
      {ar::colormaps::plasma, {12, 7, 134}, {203, 71, 119}, {239, 248, 33}},
      {ar::colormaps::magma, {0, 0, 3}, {182, 54, 121}, {251, 252, 191}},
      {ar::colormaps::inferno, {0, 0, 3}, {187, 55, 84}, {252, 254, 164}},
      {ar::colormaps::cividis, {0, 34, 77}, {124, 123, 120}, {253, 231, 55}},
      {ar::colormaps::turbo, {48, 18, 59}, {164, 252, 59}, {122, 4, 2}},
      {ar::colormaps::twilight, {225, 216, 226}, {47, 19, 54}, {225, 216, 225}},
      {ar::colormaps::coolwarm, {58, 76, 192}, {221, 220, 219}, {179, 3, 38}},
      {ar::colormaps::RdBu, {103, 0, 31}, {246, 246, 246}, {5, 48, 97}}};
  for (const expected& e : all) {
    CAPTURE(std::string(e.map.name()));
    CHECK(e.map[0] == e.first);
    CHECK(e.map[128] == e.middle);
    CHECK(e.map[255] == e.last);
    CHECK(e.map.count() == 256);
    CHECK_FALSE(e.map.qualitative());
  }
  CHECK(ar::colormaps::tab10.count() == 10);
  CHECK(ar::colormaps::tab10.qualitative());
  CHECK(ar::colormaps::tab10[0] == color{31, 119, 180});
  CHECK(ar::colormaps::tab10[9] == color{23, 190, 207});
  CHECK(ar::colormaps::tab20.count() == 20);
  CHECK(ar::colormaps::tab20[1] == color{174, 199, 232});
}

TEST_CASE("gray is every level, and what a colormap is by default") {
  std::size_t wrong = 0;
  for (unsigned i = 0; i < 256; ++i) {
    const auto level = static_cast<std::uint8_t>(i);
    wrong += ar::colormaps::gray[level] == color{level, level, level} ? 0U : 1U;
  }
  CHECK(wrong == 0);
  CHECK(colormap{} == ar::colormaps::gray);
  CHECK(colormap{}.name() == "gray");
}

TEST_CASE("entries of a shorter table repeat") {
  std::size_t wrong = 0;
  for (std::size_t i = 0; i < 256; ++i)
    wrong += ar::colormaps::tab10.entries()[i] == ar::colormaps::tab10.entries()[i % 10] ? 0U : 1U;
  CHECK(wrong == 0);
}

TEST_CASE("every colormap reversed runs from its other end, and twice reversed is itself") {
  for (const colormap* map : ar::colormaps::all) {
    const colormap back = map->reversed();
    CAPTURE(std::string(map->name()));
    CHECK(back.name() == std::string(map->name()) + "_r");
    CHECK(back.count() == map->count());
    CHECK(back.qualitative() == map->qualitative());
    std::size_t wrong = 0;
    for (std::size_t i = 0; i < 256; ++i)
      wrong += back.entries()[i] == map->entries()[map->count() - 1 - i % map->count()] ? 0U : 1U;
    CHECK(wrong == 0);
    CHECK(back.reversed() == *map);
    CHECK(back.reversed().name() == map->name());
    CHECK_FALSE(back == *map);
  }
}

TEST_CASE("colormaps are found by name") {
  std::set<std::string> names;
  for (const colormap* map : ar::colormaps::all) {
    const std::string name(map->name());
    CHECK(ar::colormap_named(name) == *map);
    CHECK(ar::colormap_named(name).name() == name);
    CHECK(ar::colormap_named(name + "_r") == map->reversed());
    names.insert(name);
  }
  // 83 of matplotlib's, 22 of cmocean's and 35 of Crameri's.
  CHECK(names.size() == 83 + 22 + 35);
  CHECK(std::size(ar::colormaps::all) == names.size());
  const std::vector<std::string> listed = ar::colormap_names();
  CHECK(std::set<std::string>(listed.begin(), listed.end()) == names);
  CHECK(listed.front() == "gray");
}

TEST_CASE("colormaps are found in capitals or small letters, and without their family") {
  CHECK(ar::colormap_named("VIRIDIS") == ar::colormaps::viridis);
  CHECK(ar::colormap_named("rdylbu_R") == ar::colormaps::RdYlBu.reversed());
  CHECK(ar::colormap_named("rdylbu_R").name() == "RdYlBu_r");
  CHECK(ar::colormap_named("blues") == ar::colormaps::Blues);
  CHECK(ar::colormap_named("cmrmap") == ar::colormaps::CMRmap);
  CHECK(ar::colormap_named("CMO.Thermal") == ar::colormaps::cmo::thermal);
  CHECK(ar::colormap_named("thermal").name() == "cmo.thermal");
  CHECK(ar::colormap_named("Batlow_r") == ar::colormaps::cmc::batlow.reversed());
  CHECK(ar::colormap_named("batlow_r").name() == "cmc.batlow_r");
  // Matplotlib's come first.
  CHECK(ar::colormap_named("gray") == ar::colormaps::gray);
  CHECK(ar::colormap_named("cmo.gray") == ar::colormaps::cmo::gray);
  CHECK_FALSE(ar::colormaps::cmo::gray == ar::colormaps::gray);
}

TEST_CASE("matplotlib's lists of labels are qualitative, of as many colours as they have") {
  const std::vector<std::pair<const colormap*, std::size_t>> lists{
      {&ar::colormaps::Accent, 8},  {&ar::colormaps::Dark2, 8},   {&ar::colormaps::Paired, 12},
      {&ar::colormaps::Pastel1, 9}, {&ar::colormaps::Pastel2, 8}, {&ar::colormaps::Set1, 9},
      {&ar::colormaps::Set2, 8},    {&ar::colormaps::Set3, 12},   {&ar::colormaps::tab20b, 20},
      {&ar::colormaps::tab20c, 20}, {&ar::colormaps::tab10, 10},  {&ar::colormaps::tab20, 20}};
  std::size_t labels = 0;
  for (const colormap* map : ar::colormaps::all) labels += map->qualitative() ? 1U : 0U;
  CHECK(labels == lists.size());
  for (const auto& [map, count] : lists) {
    CAPTURE(std::string(map->name()));
    CHECK(map->qualitative());
    CHECK(map->count() == count);
  }
  CHECK(ar::colormaps::Set1[0] == color{228, 26, 28});
}

// Whole tables are compared with cmocean's and Crameri's by the test of their script; these are the
// ends that their authors' files have.
TEST_CASE("cmocean's and Crameri's colormaps begin and end where they should") {
  CHECK(ar::colormaps::cmo::thermal[0] == color{4, 35, 51});
  CHECK(ar::colormaps::cmo::thermal[255] == color{232, 250, 91});
  CHECK(ar::colormaps::cmo::balance[0] == color{24, 28, 67});
  CHECK(ar::colormaps::cmc::batlow[0] == color{1, 25, 89});
  CHECK(ar::colormaps::cmc::batlow[1] == color{2, 27, 89});
  CHECK(ar::colormaps::cmc::batlow[255] == color{250, 204, 250});
  CHECK(ar::colormaps::cmc::vik.count() == 256);
  // A step in the middle: sea and land.
  CHECK_FALSE(ar::colormaps::cmc::oleron[127] == ar::colormaps::cmc::oleron[128]);
}

TEST_CASE("a text is the colormap of that name") {
  const auto reds = [](const ar::mapping_options& o) { return (*o.colormap)[255].r; };
  CHECK(colormap("magma") == ar::colormaps::magma);
  CHECK(colormap("magma_r") == ar::colormaps::magma.reversed());
  CHECK(colormap(std::string("tab10")).qualitative());
  CHECK(colormap(std::string_view("plasma_r")).name() == "plasma_r");
  CHECK(reds({.colormap = "magma"}) == 251); // matplotlib's last colour of magma, and its first
  CHECK(reds({.colormap = "magma_r"}) == 0);
  const char* const unknown = "magna";
  CHECK_REFUSED(reds({.colormap = unknown}), error_kind::parameter, "'magna'");
  CHECK_REFUSED(reds({.colormap = "magna"}), error_kind::parameter, "magma");
  STATIC_REQUIRE_FALSE(std::is_constructible_v<colormap, std::nullptr_t>);
  STATIC_REQUIRE_FALSE(std::is_constructible_v<colormap, int>);
}

TEST_CASE("an unknown name is refused with the names that there are") {
  for (const std::string name :
       {"", "_r", "cmo.", "viridis ", "viridis_r_r", "viridi", "zzzzzzzz"}) {
    CHECK_REFUSED(ar::colormap_named(name), error_kind::parameter, "'" + name + "'");
    CHECK_REFUSED(ar::colormap_named(name), error_kind::parameter, "colormap_names()");
  }
  const auto near = [](const std::string& wrong, const std::string& names) {
    CHECK_REFUSED(ar::colormap_named(wrong), error_kind::parameter, "expected " + names);
  };
  near("viridi", "viridis, ");
  near("Virdis_r", "viridis, ");
  near("rdbl", "RdBu, ");
  near("seismc", "seismic");
  near("termal", "cmo.thermal");          // closer than "terrain"
  near("rainb", "gist_rainbow, rainbow"); // a part of both
  near("zzzzzzzz", "one of colormap_names(), such as viridis");
}

TEST_CASE("a table of one's own is kept as it is") {
  const std::vector<color> table{{1, 2, 3}, {4, 5, 6, 7}, {8, 9, 10}};
  const colormap map = colormap::from_table(table);
  CHECK(map.count() == 3);
  CHECK(map.name() == "custom");
  CHECK_FALSE(map.qualitative());
  CHECK(map[0] == table[0]);
  CHECK(map[1] == table[1]);
  CHECK(map[2] == table[2]);
  CHECK(map[3] == table[0]);
  CHECK(map.reversed()[0] == table[2]);
  CHECK(map.reversed()[2] == table[0]);
  const colormap labels = colormap::from_table(table, true, "mine");
  CHECK(labels.qualitative());
  CHECK(labels.name() == "mine");
  CHECK(labels.reversed().name() == "mine_r");
  CHECK_FALSE(labels == map); // a different use of the same colours
  CHECK(colormap::from_table(std::vector<color>(256, color{1, 1, 1})).count() == 256);
  CHECK(colormap::from_table(std::vector<color>(1)).count() == 1);
  CHECK_REFUSED(colormap::from_table({}), error_kind::parameter, "colormap of 0 colours");
  CHECK_REFUSED(colormap::from_table(std::vector<color>(257)), error_kind::parameter,
                "colormap of 257 colours");
}

TEST_CASE("long names are cut, and gain no ending that does not fit") {
  const std::string longest(colormap::longest_name, 'n');
  const std::vector<color> table(2);
  CHECK(colormap::from_table(table, false, longest + "nn").name() == longest);
  CHECK(colormap::from_table(table, false, longest).reversed().name() == longest);
  const std::string fits(colormap::longest_name - 2, 'n');
  CHECK(colormap::from_table(table, false, fits).reversed().name() == fits + "_r");
}

TEST_CASE("colour stops are joined by straight lines") {
  const colormap map =
      colormap::from_stops(std::vector<color_stop>{{0, {0, 0, 0, 0}}, {1, {255, 0, 51}}}, "red");
  CHECK(map.count() == 256);
  CHECK(map.name() == "red");
  std::size_t wrong = 0;
  for (unsigned i = 0; i < 256; ++i) {
    const auto level = static_cast<std::uint8_t>(i);
    const auto fifth = static_cast<std::uint8_t>((2 * i + 5) / 10); // to the nearest
    wrong += map[level] == color{level, 0, fifth, level} ? 0U : 1U;
  }
  CHECK(wrong == 0);

  const colormap three = colormap::from_stops(
      std::vector<color_stop>{{0, {0, 0, 255}}, {0.2, {255, 255, 255}}, {1, {255, 0, 0}}});
  CHECK(three[0] == color{0, 0, 255});
  CHECK(three[51] == color{255, 255, 255}); // 51 / 255 = 0.2
  CHECK(three[255] == color{255, 0, 0});
  CHECK(three[153] == color{255, 128, 128});
}

TEST_CASE("two colour stops at one place are a step") {
  const color black{0, 0, 0};
  const color white{255, 255, 255};
  const color red{255, 0, 0};
  const colormap step = colormap::from_stops(
      std::vector<color_stop>{{0, black}, {0.5, black}, {0.5, white}, {1, white}});
  CHECK(step[127] == black);
  CHECK(step[128] == white);
  const colormap first =
      colormap::from_stops(std::vector<color_stop>{{0, red}, {0, black}, {1, white}});
  CHECK(first[0] == black);
  CHECK(first[255] == white);
  const colormap last =
      colormap::from_stops(std::vector<color_stop>{{0, black}, {1, white}, {1, red}});
  CHECK(last[0] == black);
  CHECK(last[254] == color{254, 254, 254});
  CHECK(last[255] == red);
}

TEST_CASE("colour stops out of order or not from 0 to 1 are refused") {
  const auto at = [](std::vector<double> positions) {
    std::vector<color_stop> stops;
    for (const double p : positions) stops.push_back({p, {}});
    return colormap::from_stops(stops);
  };
  CHECK_REFUSED(at({}), error_kind::parameter, "of 0 stops");
  CHECK_REFUSED(at({0}), error_kind::parameter, "of 1 stops");
  CHECK_REFUSED(at({0, 0.75, 0.5, 1}), error_kind::parameter, "at 0.5 after one at 0.75");
  CHECK_REFUSED(at({0, 1.5}), error_kind::parameter, "1.5");
  CHECK_REFUSED(at({-0.5, 1}), error_kind::parameter, "-0.5");
  CHECK_REFUSED(at({0, test::quiet_nan, 1}), error_kind::parameter, "nan");
  CHECK_REFUSED(at({0.25, 1}), error_kind::parameter, "from 0.25 to 1");
  CHECK_REFUSED(at({0, 0.75}), error_kind::parameter, "from 0 to 0.75");
}

TEST_CASE("colormaps of bytes are constant expressions") {
  static constexpr unsigned char bytes[] = {1, 2, 3, 4, 5, 6};
  static constexpr ar::colormap two("two", bytes);
  static_assert(two[1] == color{4, 5, 6});
  static_assert(two.reversed()[1] == color{1, 2, 3});
  static_assert(two.reversed().name() == "two_r");
  SUCCEED();
}

// Before any code of this program runs.
const color first_of_viridis = ar::colormaps::viridis[0];

TEST_CASE("built-in colormaps are there before other globals") {
  CHECK(first_of_viridis == color{68, 1, 84});
  CHECK(ar::colormaps::viridis.reversed()[255] == color{68, 1, 84});
  CHECK(ar::colormaps::tab10.reversed().name() == "tab10_r");
}

TEST_CASE("tables and stops may be braced lists") {
  const auto two = ar::colormap::from_table({{0, 0, 0}, {255, 255, 255}});
  CHECK(two.count() == 2);
  const auto ramp = ar::colormap::from_stops({{0, {0, 0, 0}}, {1, {255, 255, 255}}});
  CHECK(ramp == ar::colormaps::gray);
}
