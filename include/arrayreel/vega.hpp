// Charts for Vega-Lite of a table's numbers, whose tooltips show its pictures (nlohmann_json).
#pragma once

#include "detail/base/config.hpp"

#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

#include "page.hpp"
#include "table.hpp"
#include "vega_options.hpp"

namespace arrayreel::ARRAYREEL_ABI {

/// A Vega-Lite specification with a dot for each row of the table. The tooltip of a dot shows the
/// columns and the picture. The data are part of it, pictures as data URIs in the field `image`.
///
/// It is JSON that can be extended before it is written, and valid by the schemas of Vega-Lite 5
/// and 6. Column names and texts may be any. Names that Vega-Lite would not accept get another
/// field name (`column_3` for the third column) and are shown unchanged. NaN and ±∞ become null,
/// which is no dot; malformed UTF-8 becomes U+FFFD.
///
/// ```cpp
/// ar::table t;
/// t.add("group", {"a", "b"}).add("area", {0.2, 0.4});
/// t.add("image", {ar::nbimage(field), ar::nbimage(field, {.vsym = true})});
/// auto chart = ar::tooltip_chart(t, {.x = "group", .y = "area", .image = "image"});
/// chart["background"] = "#eee";
/// ar::chart_page("chart.html", chart, {.title = "Areas"});
/// ```
/// \throws error (parameter) for a column that is not there or of another kind, no `y`, a number of
/// `image` columns that is neither 1 nor that of `y`, a picture whose media type is not one such as
/// image/png, and options outside their ranges.
[[nodiscard]] ARRAYREEL_API nlohmann::ordered_json
tooltip_chart(const table& data, const tooltip_chart_options& options);

/// JSON of nlohmann's types as text in one line, with U+FFFD in place of malformed UTF-8.
template <class Json>
[[nodiscard]] auto json_text(const Json& json)
    -> decltype(json.dump(-1, ' ', false, Json::error_handler_t::replace)) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

namespace detail {

ARRAYREEL_API void write_chart_page(const std::string& path, std::string_view chart,
                                    const chart_page_options& options);

} // namespace detail

/// Writes a page that shows one chart, whole or not at all. The caller names Vega's scripts: files
/// make a page that works offline; without scripts the page says what it lacks.
///
/// ```cpp
/// ar::table t;
/// t.add("area", {0.2, 0.4});
/// ar::chart_page("chart.html", ar::tooltip_chart(t, {.y = "area"}),
///                {.title = "Areas", .scripts = {"https://example.org/vega.js",
///                                               "https://example.org/vega-lite.js",
///                                               "https://example.org/vega-embed.js"}});
/// ```
/// \param chart a specification, as `tooltip_chart` makes it or any other of Vega or Vega-Lite.
/// \throws error (io) with the path; (limit) for more bytes than the budget; as `page::write` does
/// for scripts.
template <class Json>
  requires requires(const Json& json) { json_text(json); }
void chart_page(const std::string& path, const Json& chart,
                const chart_page_options& options = {}) {
  detail::write_chart_page(path, json_text(chart), options);
}

} // namespace arrayreel::ARRAYREEL_ABI

#if !defined(ARRAYREEL_COMPILED)
#include "vega.ipp"
#endif
