// The second translation unit: charts, and everything else with them.
#include <arrayreel/arrayreel.hpp>
#include <arrayreel/notebook.hpp>
#include <arrayreel/vega.hpp>

std::string chart_of_other(const arrayreel::table& data);

std::string chart_of_other(const arrayreel::table& data) {
  return arrayreel::json_text(arrayreel::tooltip_chart(data, {.x = "group", .y = "area"}));
}
