// How charts and the pages around them are made.
#pragma once

#include <utility>

#include "detail/chart/tooltip_chart.hpp"
#include "vega.hpp"

namespace arrayreel::ARRAYREEL_ABI {

ARRAYREEL_INLINE nlohmann::ordered_json tooltip_chart(const table& data,
                                                      const tooltip_chart_options& options) {
  return detail::tooltip_chart_maker(data, options).make();
}

ARRAYREEL_INLINE void detail::write_chart_page(const std::string& path, std::string_view chart,
                                               const chart_page_options& options) {
  page_options around{
      .lang = options.lang, .scripts = options.scripts, .byte_budget = options.byte_budget};
  if (!options.title.empty()) around.title = options.title;
  page result(std::move(around));
  if (!options.title.empty()) result.heading(options.title, 1);
  result.chart(chart, options.caption);
  result.write(path);
}

} // namespace arrayreel::ARRAYREEL_ABI
