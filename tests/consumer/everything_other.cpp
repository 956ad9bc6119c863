// The second translation unit: all headers in another order.
#include <arrayreel/vega.hpp>

#include <arrayreel/notebook.hpp>
#include <arrayreel/video.hpp>
#include <arrayreel/canvas.hpp>
#include <arrayreel/hdf5.hpp>
#include <arrayreel/arrayreel.hpp>

std::string chart_of_other(const std::vector<float>& field);

std::string chart_of_other(const std::vector<float>& field) {
  arrayreel::table data;
  data.add("x", {1.0}).add("picture", {arrayreel::nbimage(arrayreel::view(field, {2, 3}))});
  return arrayreel::json_text(
      arrayreel::tooltip_chart(data, {.x = "x", .y = "x", .image = "picture"}));
}
