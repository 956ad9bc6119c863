// A user's program: a chart of a table, and the other translation unit's of the same.
#include <arrayreel/vega.hpp>

#include <string>

std::string chart_of_other(const arrayreel::table& data);

int main() {
  arrayreel::table data;
  data.add("group", {"a", "b"}).add("area", {0.25, 0.5});
  auto chart = arrayreel::tooltip_chart(data, {.x = "group", .y = "area"});
  const bool same = arrayreel::json_text(chart) == chart_of_other(data);
  chart["background"] = "white";
  arrayreel::chart_page("consumer.html", chart, {.title = "Areas"});
  return same ? 0 : 1;
}
