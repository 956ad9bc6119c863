// vega.hpp: a chart's specification, what is refused, and any text as a name. What Vega-Lite shows
// is tested in browser/.
#include <arrayreel/vega.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <limits>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "catch.hpp"
#include "support/hostile_strings.hpp"
#include "support/thrown.hpp"

namespace {

namespace ar = arrayreel;
using json = nlohmann::ordered_json;

ar::encoded picture(std::uint8_t byte, const std::string& mime = "image/png") {
  return {.bytes = {byte, 2, 3}, .mime = mime, .width = 3, .height = 2};
}

ar::table blobs() {
  ar::table t;
  t.add("group", {"square", "round", "round"});
  t.add("im1 area", {0.25, 0.5, std::nan("")});
  t.add("im2 area", {1.0, 2.0, 3.0});
  t.add("pair", {picture(1), picture(2), picture(3)});
  t.add("second", {picture(4), picture(5), picture(6)});
  t.add("size", {7, 8, 9});
  return t;
}

std::vector<std::string> fields_of(const json& list) {
  std::vector<std::string> fields;
  for (const json& entry : list) fields.push_back(entry.at("field"));
  return fields;
}

std::vector<std::string> keys_of(const json& object) {
  std::vector<std::string> keys;
  for (const auto& [key, value] : object.items()) keys.push_back(key);
  return keys;
}

} // namespace

TEST_CASE("dots spread over a group's width, whichever rows are of a group") {
  ar::table t;
  t.add("group", {"a", "b"}).add("size", {1, 2});
  const json spec = ar::tooltip_chart(t, {.x = "group", .y = "size", .jitter = 0.5});
  CHECK(spec["transform"][1]["calculate"] ==
        "0.5 + 0.5 * (datum.row * datum.row * 0.6180339887498949 % 1 - 0.5)");
  // The same formula for rows that go through so many groups in turn.
  for (std::size_t groups = 1; groups <= 60; ++groups)
    for (std::size_t group = 0; group < groups; ++group) {
      std::vector<double> places;
      for (std::size_t i = 0; i < 20; ++i) {
        const auto row = static_cast<double>(1 + group + groups * i);
        places.push_back(std::fmod(row * row * 0.6180339887498949, 1));
      }
      std::ranges::sort(places);
      double widest = places.front() + 1 - places.back();
      for (std::size_t i = 1; i < places.size(); ++i)
        widest = std::max(widest, places[i] - places[i - 1]);
      CHECK(widest < 0.5);
    }
}

TEST_CASE("tooltip_chart: one chart") {
  const ar::table t = blobs();
  const json spec = ar::tooltip_chart(
      t, {.x = "group", .y = "im2 area", .image = "pair", .tooltip = "size", .title = "Areas"});
  CHECK(keys_of(spec) == std::vector<std::string>{"$schema", "description", "title", "data",
                                                  "transform", "width", "height", "mark",
                                                  "encoding"});
  CHECK(spec["$schema"] == "https://vega.github.io/schema/vega-lite/v6.json");
  CHECK(spec["title"] == "Areas");
  CHECK(spec["description"] == "Areas: im2 area by group, a dot for each of 3 rows.");
  const json& rows = spec["data"]["values"];
  REQUIRE(rows.size() == 3);
  // A picture that the options do not name is not there.
  CHECK(rows[2] == json{{"group", "round"},
                        {"im1 area", nullptr},
                        {"im2 area", 3.0},
                        {"image", "data:image/png;base64,AwID"},
                        {"size", 9.0}});
  const json& encoding = spec["encoding"];
  CHECK(encoding["x"]["field"] == "group");
  CHECK(encoding["x"]["type"] == "nominal");
  CHECK(encoding["x"]["sort"] == nullptr);
  CHECK(encoding["xOffset"]["field"] == "jitter");
  CHECK(encoding["y"]["field"] == "im2 area");
  CHECK(encoding["y"]["title"] == "im2 area");
  CHECK(encoding["color"]["field"] == "group");
  CHECK(encoding["color"]["legend"] == nullptr); // the axis says it
  CHECK(fields_of(encoding["tooltip"]) ==
        std::vector<std::string>{"image", "group", "im2 area", "size"});
  // A dot's description has no address of a picture.
  CHECK(spec["mark"]["description"]["expr"] ==
        R"("group: " + datum["group"] + "; im2 area: " + format(datum["im2 area"], "") + )"
        R"("; size: " + format(datum["size"], ""))");
}

TEST_CASE("tooltip_chart: several charts share a scale") {
  const ar::table t = blobs();
  const json spec =
      ar::tooltip_chart(t, {.x = "group", .y = {"im1 area", "im2 area"}, .image = "pair"});
  CHECK(spec["repeat"] == json::array({"im1 area", "im2 area"}));
  CHECK(spec["columns"] == 2);
  CHECK(spec["spec"]["encoding"]["y"]["field"] == json{{"repeat", "repeat"}});
  CHECK_FALSE(spec["spec"]["encoding"]["y"].contains("title"));
  CHECK(spec["resolve"]["scale"]["y"] == "shared");
  CHECK(fields_of(spec["spec"]["encoding"]["tooltip"]) ==
        std::vector<std::string>{"image", "group", "im1 area", "im2 area"});
  // A number that is missing must not be formatted, which would make it 0.
  CHECK(spec["spec"]["encoding"]["tooltip"][2]["type"] == "nominal");
  CHECK(spec["spec"]["encoding"]["tooltip"][3]["type"] == "quantitative");

  const json apart = ar::tooltip_chart(
      t, {.y = {"im1 area", "im2 area", "size"}, .shared_scale = false, .per_row = 2});
  CHECK_FALSE(apart.contains("resolve"));
  CHECK(apart["columns"] == 2);

  // A picture for each chart, and a name that cannot be repeated: charts one by one.
  const json own = ar::tooltip_chart(
      t, {.x = "group", .y = {"im1 area", "im2 area"}, .image = {"pair", "second"}});
  REQUIRE(own["concat"].size() == 2);
  CHECK(own["concat"][1]["transform"] ==
        json::array({{{"calculate", "datum[\"second\"]"}, {"as", "image"}}}));
  CHECK(own["concat"][1]["encoding"]["y"]["field"] == "im2 area");
  CHECK(own["concat"][1]["encoding"]["y"]["title"] == "im2 area");
  CHECK(own["resolve"]["scale"]["y"] == "shared");
  CHECK(own["data"]["values"][0]["pair"] == "data:image/png;base64,AQID");
}

TEST_CASE("tooltip_chart: a dropdown") {
  const ar::table t = blobs();
  const json spec = ar::tooltip_chart(
      t,
      {.x = "group", .y = {"im1 area", "im2 area"}, .image = {"pair", "second"}, .dropdown = true});
  REQUIRE(spec["params"].size() == 1);
  const json& bind = spec["params"][0]["bind"];
  CHECK(bind["input"] == "select");
  CHECK(bind["options"] == json::array({0, 1}));
  CHECK(bind["labels"] == json::array({"im1 area", "im2 area"}));
  CHECK(spec["transform"][0] ==
        json{{"calculate", R"(shown_column == 0 ? datum["im1 area"] : datum["im2 area"])"},
             {"as", "chosen"}});
  CHECK(spec["transform"][1] ==
        json{{"calculate", R"(shown_column == 0 ? datum["pair"] : datum["second"])"},
             {"as", "image"}});
  REQUIRE(spec["hconcat"].size() == 1);
  CHECK(spec["hconcat"][0]["encoding"]["y"]["field"] == "chosen");
  CHECK(spec["hconcat"][0]["title"]["text"]["expr"] ==
        R"(shown_column == 0 ? "im1 area" : "im2 area")");
  // One picture for all, and one column alone, need no choice of a picture.
  const json one = ar::tooltip_chart(t, {.y = "size", .image = "pair", .dropdown = true});
  CHECK(one["transform"][0]["calculate"] == "datum[\"size\"]");
  CHECK(one["transform"][1].contains("window"));
}

TEST_CASE("tooltip_chart: axes and colours by what the columns are") {
  const ar::table t = blobs();
  const json scatter = ar::tooltip_chart(t, {.x = "size", .y = "im2 area", .color = "im1 area"});
  CHECK(scatter["encoding"]["x"]["type"] == "quantitative");
  CHECK(scatter["encoding"]["color"]["type"] == "quantitative");
  CHECK_FALSE(scatter["encoding"]["color"].contains("legend"));
  CHECK_FALSE(scatter.contains("transform")); // nothing is spread
  CHECK_FALSE(ar::tooltip_chart(t, {.x = "size", .y = "size"})["encoding"].contains("color"));
  // Without groups the dots are one.
  const json single = ar::tooltip_chart(t, {.y = "size"});
  CHECK(single["encoding"]["x"]["field"] == "jitter");
  CHECK(single["encoding"]["x"]["axis"] == nullptr);
  CHECK_FALSE(single["encoding"].contains("color"));
  const json still = ar::tooltip_chart(t, {.x = "group", .y = "size", .jitter = 0});
  CHECK(still["transform"] == json::array({{{"calculate", "0.5"}, {"as", "jitter"}}}));
  CHECK(ar::tooltip_chart(t, {.y = "size", .vega_lite = 5})["$schema"] ==
        "https://vega.github.io/schema/vega-lite/v5.json");
  // The same every time.
  CHECK(ar::json_text(single) == ar::json_text(ar::tooltip_chart(t, {.y = "size"})));

  // Names of groups that have no room side by side stand aslant.
  ar::table many;
  many.add("g", {"a rather long name", "another long name", "one more of these"});
  many.add("y", {1, 2, 3});
  CHECK(ar::tooltip_chart(many, {.x = "g", .y = "y"})["encoding"]["x"]["axis"]["labelAngle"] ==
        -45);
  CHECK(ar::tooltip_chart(
            many, {.x = "g", .y = "y", .width = 640})["encoding"]["x"]["axis"]["labelAngle"] == 0);

  ar::table empty;
  empty.add("y", std::vector<double>{});
  CHECK(ar::tooltip_chart(empty, {.y = "y"})["data"]["values"] == json::array());
}

TEST_CASE("tooltip_chart: what is refused") {
  const ar::table t = blobs();
  const auto refusal = [&](const ar::tooltip_chart_options& o) {
    return test::refusal_of([&] { static_cast<void>(ar::tooltip_chart(t, o)); });
  };
  CHECK(refusal({}) == "a tooltip_chart without y; expected columns of numbers");
  CHECK(
      refusal({.y = "nothing"}).starts_with("no column 'nothing' in a table; expected one of: 'g"));
  CHECK(refusal({.y = "group"}) == "y is the column 'group' of texts; expected numbers");
  CHECK(refusal({.x = "pair", .y = "size"}) ==
        "x is the column 'pair' of pictures; expected numbers or texts");
  CHECK(refusal({.y = "size", .color = "pair"}).starts_with("color is the column 'pair'"));
  CHECK(refusal({.y = "size", .image = "group"}) ==
        "image is the column 'group' of texts; expected pictures");
  CHECK(refusal({.y = "size", .tooltip = "pair"}).starts_with("tooltip is the column 'pair'"));
  CHECK(refusal({.y = {"size", "size", "size"}, .image = {"pair", "second"}}) ==
        "2 columns of pictures for 3 in y; expected 1, or as many");
  CHECK(refusal({.y = "size", .jitter = 1.5}) == "a jitter of 1.5; expected 0 to 1");
  CHECK(refusal({.y = "size", .jitter = std::nan("")}) == "a jitter of nan; expected 0 to 1");
  CHECK(refusal({.y = "size", .width = 0}) == "a chart with a side of 0; expected 1 or more");
  CHECK(refusal({.y = "size", .vega_lite = 4}) == "Vega-Lite's generation 4; expected 5 or 6");

  // An address is put into HTML as it is: nothing may end its attribute.
  ar::table bad;
  bad.add("y", {1}).add("p", {picture(1, "image/png\" onerror=\"alert(1)")});
  CHECK(test::refusal_of([&] {
          static_cast<void>(ar::tooltip_chart(bad, {.y = "y", .image = "p"}));
        }).starts_with("the media type 'image/png\" onerror=\"alert(1)' in the column 'p'"));
  ar::table parameters;
  parameters.add("y", {1}).add("p", {picture(1, "image/svg+xml; charset=utf-8")});
  CHECK(ar::tooltip_chart(parameters, {.y = "y", .image = "p"})["data"]["values"][0]["image"] ==
        "data:image/svg+xml;base64,AQID");
}

TEST_CASE("tooltip_chart: names that Vega-Lite does not take plainly") {
  // Own fields and a picture named like others; names that are one as an identifier.
  ar::table t;
  t.add("image", {"a text"}).add("jitter", {1}).add("a b", {2}).add("a_b", {3}).add("a.b", {4});
  t.add("column_5", {5}).add("__proto__", {6}).add("title", {7}).add("then", {8});
  t.add("p", {picture(1)}).add("\xff", {9}).add("\xfe", {10}).add("Fläche (µm)", {11});
  const json spec =
      ar::tooltip_chart(t, {.y = {"a b", "a_b"},
                            .image = "p",
                            .tooltip = {"image", "jitter", "a.b", "column_5", "__proto__", "title",
                                        "then", "\xff", "\xfe", "Fläche (µm)"}});
  const json& row = spec["data"]["values"][0];
  CHECK(row["image"] == "data:image/png;base64,AQID");
  CHECK(row["column_1"] == "a text");
  CHECK(row["jitter"] == 1);
  CHECK(row["a b"] == 2);
  CHECK(row["column_4"] == 3);
  CHECK(row["column_5"] == 4); // of the fifth; the column of that name has another
  CHECK(row["column_6"] == 5);
  CHECK(row["column_7"] == 6);
  CHECK(row["Fläche (µm)"] == 11);
  CHECK(row["\xef\xbf\xbd"] == 9);
  CHECK(row["column_12"] == 10);
  CHECK(row.size() == 13);
  std::vector<std::string> titles;
  for (const json& entry : spec["concat"][0]["encoding"]["tooltip"])
    titles.push_back(entry.at("title"));
  CHECK(titles == std::vector<std::string>{"image", "a b", "a_b", "image ", "jitter", "a.b",
                                           "column_5", "__proto__ ", "title ", "then ",
                                           "\xef\xbf\xbd", "\xef\xbf\xbd ", "Fläche (µm)"});
  CHECK(spec["concat"][0]["encoding"]["x"]["field"] == "jitter_");

  // A word of Vega's own becomes a title with a space at its end.
  ar::table words;
  words.add("if", {1}).add("constructor", {"a"});
  const json word = ar::tooltip_chart(words, {.x = "constructor", .y = "if", .title = "valueOf"});
  CHECK(word["title"] == "valueOf ");
  CHECK(word["encoding"]["x"]["title"] == "constructor ");
  CHECK(word["encoding"]["y"]["title"] == "if ");
  CHECK(word["encoding"]["y"]["field"] == "column_1");

  // What Vega-Lite leaves as it is between the quotes of an expression.
  ar::table lines;
  lines.add("a\\\"b\n\xe2\x80\xa8\x01", {1});
  const json escaped = ar::tooltip_chart(lines, {.y = "a\\\"b\n\xe2\x80\xa8\x01"});
  CHECK(escaped["encoding"]["y"]["title"] == "a\\\"b\n\xe2\x80\xa8\x01");
  CHECK(escaped["encoding"]["tooltip"][0]["title"] == "a\\\\\"b\\u000a\\u2028\\u0001");
  CHECK(escaped["mark"]["description"]["expr"] ==
        R"("a\\\"b\u000a\u2028\u0001: " + format(datum["column_1"], ""))");
}

TEST_CASE("tooltip_chart: any text in every place") {
  for (const std::string& text : test::hostile_strings()) {
    ar::table t;
    t.add(text, {1.0, 2.0}).add(text + "2", {text, "b"}).add(text + "3", {picture(1), picture(2)});
    const json spec = ar::tooltip_chart(t, {.x = text + "2",
                                            .y = {text, text},
                                            .image = text + "3",
                                            .dropdown = true,
                                            .title = text,
                                            .description = text});
    // Valid UTF-8, and no name that would be a path.
    const json again = json::parse(ar::json_text(spec));
    CHECK(again == spec);
    for (const auto& [key, value] : spec["data"]["values"][0].items())
      CHECK(key.find_first_of(".[]'\"\\<\n") == std::string::npos);
  }
}

TEST_CASE("json_text: texts that are no UTF-8") {
  json own;
  own["a\xff"] = "b\xc3";
  CHECK(ar::json_text(own) == "{\"a\xef\xbf\xbd\":\"b\xef\xbf\xbd\"}");
  CHECK(ar::json_text(nlohmann::json{{"x", std::numeric_limits<double>::infinity()}}) ==
        R"({"x":null})");
}

TEST_CASE("chart_page: a file that says what it lacks") {
  const std::filesystem::path path = std::filesystem::temp_directory_path() / "ar_chart_page.html";
  const ar::table t = blobs();
  json spec = ar::tooltip_chart(t, {.y = "size"});
  spec["title"] = "</script><!--\xff";
  ar::chart_page(path.string(), spec, {.title = "A < B", .lang = "de", .caption = "below"});
  std::ifstream in(path, std::ios::binary);
  const std::string html{std::istreambuf_iterator<char>(in), {}};
  std::filesystem::remove(path);
  CHECK(html.find("<html lang=\"de\">") != std::string::npos);
  CHECK(html.find("<title>A &lt; B</title>") != std::string::npos);
  CHECK(html.find("<h1>A &lt; B</h1>") != std::string::npos);
  CHECK(html.find("<figcaption>below</figcaption>") != std::string::npos);
  CHECK(html.find("scripts of Vega") != std::string::npos);
  CHECK(html.find("</script><!--") == std::string::npos);
  CHECK(html.find("\xff") == std::string::npos);
  CHECK(test::error_of([&] { ar::chart_page("/nowhere/x.html", spec); })->kind ==
        ar::error_kind::io);
  CHECK(test::error_of([&] {
          ar::chart_page(path.string(), spec, {.scripts = {"/nowhere/vega.js"}});
        })->path == "/nowhere/vega.js");
  CHECK_FALSE(std::filesystem::exists(path));
}
