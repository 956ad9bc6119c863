// A user's program: a chart of a table, and the other translation unit's of the same; a picture
// for a notebook.
#include <arrayreel/nbimage.hpp>
#include <arrayreel/notebook.hpp>
#include <arrayreel/vega.hpp>

#include <string>
#include <vector>

std::string chart_of_other(const arrayreel::table& data);

int main() {
  arrayreel::table data;
  data.add("group", {"a", "b"}).add("area", {0.25, 0.5});
  auto chart = arrayreel::tooltip_chart(data, {.x = "group", .y = "area"});
  const bool same = arrayreel::json_text(chart) == chart_of_other(data);
  chart["background"] = "white";
  arrayreel::chart_page("consumer.html", chart, {.title = "Areas"});
  const std::vector<std::vector<double>> field{{0, 1}, {2, 3}};
  const bool shown = mime_bundle_repr(arrayreel::nbimage(field)).contains("image/png");
  return same && shown ? 0 : 1;
}
