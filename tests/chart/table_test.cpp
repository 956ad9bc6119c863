// table.hpp: columns of all kinds, and what is refused.
#include <arrayreel/nbimage.hpp>
#include <arrayreel/table.hpp>

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <list>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "catch.hpp"
#include "support/thrown.hpp"

namespace {

namespace ar = arrayreel;

ar::encoded picture(const std::string& mime = "image/png") {
  return {.bytes = {1, 2, 3}, .mime = mime, .width = 3, .height = 2};
}

template <class R>
concept can_be_column = ar::column_range<R>;

} // namespace

TEST_CASE("floats are their shortest decimals") {
  ar::table t;
  t.add("area", std::vector<float>{0.1F, -1e-30F, 16777216.0F, 0.0F});
  t.add("wide", std::vector<double>{0.1, 1.0 / 3, 1e300, -0.0});
  CHECK(*t["area"].numbers() == std::vector<double>{0.1, -1e-30, 16777216, 0});
  CHECK(*t["wide"].numbers() == std::vector<double>{0.1, 1.0 / 3, 1e300, -0.0});
  CHECK(ar::cell_text(t["area"], 0) == "0.1");
  t.add("none", {std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity(),
                 -std::numeric_limits<float>::infinity(), std::numeric_limits<float>::max()});
  CHECK(std::isnan((*t["none"].numbers())[0]));
  CHECK((*t["none"].numbers())[1] == std::numeric_limits<double>::infinity());
  CHECK((*t["none"].numbers())[2] == -std::numeric_limits<double>::infinity());
  CHECK((*t["none"].numbers())[3] == 3.4028235e38);
}

TEST_CASE("table: numbers of any type become double") {
  ar::table t;
  const bool switches[] = {true, false};
  t.add("float", std::vector<float>{0.5F, -1})
      .add("bool", std::vector<bool>{true, false})
      .add("array", switches)
      .add("list", std::list<long double>{1, 2})
      .add("braces", {1, 2})
      .add("mixed", {1, 2.5})
      .add("set", std::set<std::uint8_t>{7, 9})
      .add("signed char", std::array<signed char, 2>{-1, 1});
  CHECK(t.rows() == 2);
  CHECK(t.columns().size() == 8);
  CHECK(*t["mixed"].numbers() == std::vector<double>{1, 2.5});
  CHECK(*t["float"].numbers() == std::vector<double>{0.5, -1});
  CHECK(*t["bool"].numbers() == std::vector<double>{1, 0});
  CHECK(*t["array"].numbers() == std::vector<double>{1, 0});
  CHECK(*t["list"].numbers() == std::vector<double>{1, 2});
  CHECK(*t["braces"].numbers() == std::vector<double>{1, 2});
  CHECK(*t["set"].numbers() == std::vector<double>{7, 9});
  CHECK(*t["signed char"].numbers() == std::vector<double>{-1, 1});
  CHECK(t["float"].texts() == nullptr);
  CHECK(t["float"].pictures() == nullptr);
  CHECK(t["float"].kind() == std::string_view("numbers"));
}

TEST_CASE("table: texts and pictures") {
  ar::table t;
  const char* const words[] = {"a", "b"};
  t.add("strings", std::vector<std::string>{"", "x\0y"})
      .add("views", std::vector<std::string_view>{"one", "two"})
      .add("pointers", words)
      .add("braces", {"p", "q"});
  t.add("mixed", {std::string("s"), "t"});
  CHECK(*t["mixed"].texts() == std::vector<std::string>{"s", "t"});
  CHECK(*t["braces"].texts() == std::vector<std::string>{"p", "q"});
  CHECK(*t["pointers"].texts() == std::vector<std::string>{"a", "b"});
  CHECK(*t["views"].texts() == std::vector<std::string>{"one", "two"});
  CHECK(t["views"].kind() == std::string_view("texts"));

  const std::vector<float> field{0, 1, 2, 3};
  const auto v = ar::view(field, {2, 2});
  const std::vector<ar::encoded> two{picture(), picture("image/gif")};
  t.add("copied", two).add("listed", {picture(), picture()});
  t.add("shown", {ar::nbimage(v), ar::nbimage(v, {.vsym = true})});
  std::vector<ar::encoded> moved = two;
  const std::uint8_t* const bytes = moved[1].bytes.data();
  t.add("moved", std::move(moved));
  CHECK(*t["copied"].pictures() == two);
  CHECK((*t["moved"].pictures())[1].bytes.data() == bytes); // not copied
  CHECK((*t["shown"].pictures())[0] == ar::nbimage(v).png);
  CHECK(t["shown"].kind() == std::string_view("pictures"));
  CHECK(t.columns().back().name == "moved");

  STATIC_REQUIRE(can_be_column<std::vector<int>>);
  STATIC_REQUIRE_FALSE(can_be_column<std::string>); // characters, not numbers
  STATIC_REQUIRE_FALSE(can_be_column<std::u16string>);
  STATIC_REQUIRE_FALSE(can_be_column<std::vector<std::vector<int>>>);
  STATIC_REQUIRE_FALSE(can_be_column<int>);
}

TEST_CASE("table: what is refused leaves it as it was") {
  ar::table t;
  t.add("n", {1, 2});
  CHECK(test::refusal_of([&] { t.add("", {1, 2}); }) ==
        "an empty name of a column; expected a text");
  CHECK(test::refusal_of([&] { t.add("n", {"a", "b"}); }) ==
        "a second column 'n' in a table; expected another name");
  CHECK(test::refusal_of([&] { t.add("m", {1, 2, 3}); }) ==
        "a column 'm' of 3 values in a table of 2 rows; expected as many");
  CHECK(test::refusal_of([&] { t.add("p", {picture(), picture("video/mp4")}); }) ==
        "'video/mp4' in the column 'p'; expected image/…");
  CHECK(test::refusal_of([&] {
          t.add("p", std::vector<ar::encoded>{picture(), picture("text/html")});
        }) == "'text/html' in the column 'p'; expected image/…");
  CHECK(test::refusal_of([&] { static_cast<void>(t["x\n"]); }) ==
        "no column 'x\\x0a' in a table; expected one of: 'n'");
  CHECK(test::refusal_of([] { static_cast<void>(ar::table()["x"]); }) ==
        "no column 'x' in a table; expected none: it is empty");
  CHECK(t.columns().size() == 1);
  CHECK(t.find("m") == nullptr);
  CHECK(t.find("n") == &t.columns()[0]);

  ar::table empty;
  CHECK(empty.rows() == 0);
  empty.add("nothing", std::vector<double>{});
  CHECK(empty.rows() == 0);
  CHECK(test::refusal_of([&] { empty.add("m", {1}); }).find("0 rows") != std::string::npos);
}

TEST_CASE("table: integers are exact or refused") {
  ar::table t;
  const std::int64_t exact = std::int64_t{1} << 53;
  t.add("exact", {exact, -exact, std::numeric_limits<std::int64_t>::min()});
  CHECK((*t["exact"].numbers())[2] == -9223372036854775808.0);
  for (const std::int64_t beyond :
       {exact + 1, -exact - 1, std::numeric_limits<std::int64_t>::max()})
    CHECK(test::refusal_of([&] { t.add("id", {beyond, beyond, beyond}); }) ==
          std::to_string(beyond) + " in the column 'id'; expected an integer that double holds "
                                   "exactly, or texts");
  CHECK(test::refusal_of([&] {
          t.add("id",
                {std::uint64_t{0}, std::uint64_t{1}, std::numeric_limits<std::uint64_t>::max()});
        }).starts_with("18446744073709551615 in the column 'id'"));
}

TEST_CASE("table: cells as text") {
  ar::table t;
  t.add("n", {0.1, 1e300, std::nan(""), -0.0, 123456789.0});
  t.add("s", {"", "b", "<", "\xff", "é"});
  t.add("p", {picture(), picture(), picture(), picture(), picture()});
  CHECK(ar::cell_text(t["n"], 0) == "0.1");
  CHECK(ar::cell_text(t["n"], 1) == "1e+300");
  CHECK(ar::cell_text(t["n"], 2) == "nan");
  CHECK(ar::cell_text(t["n"], 3) == "-0");
  CHECK(ar::cell_text(t["n"], 4) == "123456789");
  CHECK(ar::cell_text(t["s"], 3) == "\xff"); // escaping is for who shows it
  CHECK(ar::cell_text(t["p"], 4) == "3 x 2 pixels");
  CHECK(test::refusal_of([&] { static_cast<void>(ar::cell_text(t["n"], 5)); }) ==
        "row 5 of a column of 5 rows");
}
