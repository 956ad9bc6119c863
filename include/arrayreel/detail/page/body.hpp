// The HTML of a page's larger parts, which a script makes usable: comparisons, galleries, movies
// that play together, charts. Without the script all of it is still to be seen.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "../../error.hpp"
#include "../../html.hpp"
#include "../../page_options.hpp"
#include "../../table.hpp"
#include "../../video_tag.hpp"
#include "../base/message.hpp"
#include "../base/utf8.hpp"
#include "markup.hpp"
#include "part.hpp"
#include "tag.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

[[nodiscard]] inline std::string caption_html(std::string_view caption) {
  return caption.empty() ? "" : "<figcaption>" + escape_html(caption) + "</figcaption>";
}

[[nodiscard]] inline linking_html figure_html(const linking_html& tag, std::string_view caption) {
  linking_html html("<figure>");
  html += tag;
  html += caption_html(caption) + "</figure>\n";
  return html;
}

[[nodiscard]] inline bool is_movie(std::string_view mime) { return !is_of_family(mime, "image"); }
[[nodiscard]] inline bool is_movie(const page_medium& medium) {
  if (medium.sources.empty())
    refuse(error_kind::parameter, {"a medium of no sources; expected 1 or more"});
  return is_movie(medium.sources[0].mime);
}

[[nodiscard]] inline std::string size_text(const encoded& medium) {
  return to_text(medium.width) + " x " + to_text(medium.height) + " pixels";
}

/// One of several media, which are not dragged to another size each.
[[nodiscard]] inline linking_html tag_of(page_part& part, const page_medium& medium,
                                         video_tag_options options) {
  options.draggable = false;
  return part.tag(std::span<const encoded>(medium.sources), options);
}

[[nodiscard]] inline std::string name_html(std::string_view name) {
  return name.empty() ? "" : "<span class=\"name\">" + escape_html(name) + "</span>";
}

/// \throws error (parameter) where two media differ in their proportions by more than 1 % and a
/// pixel: one of them would be shown distorted.
inline void check_proportions(const encoded& a, const encoded& b) {
  const auto number = [](std::size_t side) { return static_cast<double>(side); };
  const double height = number(b.height) * number(a.width) / number(b.width);
  if (!(std::fabs(height - number(a.height)) <= 1 + number(a.height) / 100))
    refuse(error_kind::parameter, {"a comparison of ", size_text(a), " with ", size_text(b),
                                   "; expected the same proportions"});
}

/// The controls of movies that play together, shown by their script.
inline constexpr std::string_view bar_html =
    R"html(<div class="bar" hidden><button type="button">Play</button>)html"
    R"html(<input type="range" min="0" max="1" step="any" value="0" aria-label="Time">)html"
    R"html(<output aria-live="off">0.00 s</output></div>)html";

/// Two media on one another, each with its name.
[[nodiscard]] inline linking_html compare_html(page_part& part, const page_medium& before,
                                               const page_medium& after, const compare_options& o) {
  if (!(o.position >= 0 && o.position <= 100))
    refuse(error_kind::parameter, {"a comparison at ", o.position, "; expected 0 to 100 percent"});
  const bool first_moves = is_movie(before);
  const bool moves = is_movie(after) || first_moves;
  const encoded& a = before.sources[0];
  const encoded& b = after.sources[0];
  const display_size shown =
      display_size_of(a.width, a.height, o.width || o.height ? o.width : before.display.width,
                      o.width || o.height ? o.height : before.display.height);
  check_proportions(a, b);
  linking_html html;
  const auto append_side = [&](const page_medium& medium, const std::string& place,
                               const std::string& name) {
    video_tag_options display = medium.display;
    display.width = shown.width;
    display.height = shown.height;
    if (display.alt.empty()) display.alt = name.empty() ? place : name;
    html += "<div class=\"side " + place + "\">";
    html += tag_of(part, medium, display);
    html += name_html(name) + "</div>";
  };
  const std::string percent = to_text(o.position);
  html += std::string("<figure class=\"compare") + (moves ? " together" : "") +
          "\"><div class=\"stage\" style=\"--split:" + percent + "%\">";
  append_side(before, "before", o.before);
  append_side(after, "after", o.after);
  html += "<input type=\"range\" min=\"0\" max=\"100\" value=\"" + percent + "\"";
  append_attribute(html.text, "aria-label",
                   "Percent of " + (o.before.empty() ? "the first" : "“" + o.before + "”") +
                       " beside " + (o.after.empty() ? "the second" : "“" + o.after + "”"));
  html += " hidden></div>";
  if (moves) html += bar_html;
  html += caption_html(o.caption) + "</figure>\n";
  return html;
}

/// The alt text of one of several media.
[[nodiscard]] inline std::string alt_of(const page_item& item, std::string_view otherwise) {
  for (const std::string* text : {&item.alt, &item.medium.display.alt, &item.caption})
    if (!text->empty()) return *text;
  return std::string(otherwise);
}

/// Movies side by side with one set of controls.
[[nodiscard]] inline linking_html together_html(page_part& part, std::span<const page_item> items,
                                                std::string_view caption) {
  if (items.empty()) refuse(error_kind::parameter, {"0 synchronized movies; expected 1 or more"});
  linking_html html("<figure class=\"together\"><div class=\"row\">");
  for (const page_item& item : items) {
    if (!is_movie(item.medium))
      refuse(error_kind::parameter,
             {"a synchronized movie of ", in_quotes(item.medium.sources[0].mime),
              ", which a page cannot start and stop; expected video/…"});
    video_tag_options display = item.medium.display;
    display.alt = alt_of(item, "");
    html += "<div class=\"side\">" + name_html(item.caption);
    html += tag_of(part, item.medium, display);
    html += "</div>";
  }
  html += "</div>";
  html += bar_html;
  html += caption_html(caption) + "</figure>\n";
  return html;
}

/// Many pictures, each shown about as large as the others.
[[nodiscard]] inline linking_html gallery_html(page_part& part, std::span<const page_item> items,
                                               const gallery_options& o) {
  if (items.empty()) refuse(error_kind::parameter, {"a gallery of 0 pictures; expected 1 or more"});
  if (o.thumbnail == 0)
    refuse(error_kind::parameter, {"a gallery's thumbnail of 0; expected 1 pixel or more"});
  linking_html html("<section class=\"gallery\"");
  append_attribute(html.text, "aria-label", o.title.empty() ? "Gallery" : o.title);
  html += ">\n";
  if (o.filter)
    html += "<p class=\"find\" hidden><label>Filter <input type=\"search\"></label> "
            "<output></output></p>\n";
  html += "<ul>\n";
  std::size_t number = 0;
  for (const page_item& item : items) {
    if (is_movie(item.medium))
      refuse(error_kind::parameter,
             {"a gallery with ", in_quotes(item.medium.sources[0].mime), "; expected image/…"});
    const encoded& picture = item.medium.sources[0];
    video_tag_options display = item.medium.display;
    display.alt = alt_of(item, "Picture " + to_text(++number));
    const std::size_t longest = std::max(picture.width, picture.height);
    const std::size_t side =
        longest == 0 || longest > o.thumbnail ? o.thumbnail : o.thumbnail / longest * longest;
    display.width.reset();
    display.height.reset();
    (picture.width == longest ? display.width : display.height) = side;
    html += "<li";
    if (!item.words.empty()) append_attribute(html.text, "data-words", item.words);
    html += "><figure>";
    html += tag_of(part, item.medium, display);
    html += caption_html(item.caption) + "</figure></li>\n";
  }
  html += "</ul>\n</section>\n";
  return html;
}

/// A box whose contents may be wider than the window; the keyboard scrolls it, too.
[[nodiscard]] inline std::string open_scrolled(std::string_view label) {
  std::string html = "<div class=\"wide\" tabindex=\"0\" role=\"group\"";
  append_attribute(html, "aria-label", label);
  return html + ">";
}

/// A table of texts, the first row its header.
[[nodiscard]] inline std::string table_html(const std::vector<std::vector<std::string>>& rows,
                                            std::string_view caption) {
  std::string html = open_scrolled(caption.empty() ? "Table" : caption) + "<table>\n";
  if (!caption.empty()) html += "<caption>" + escape_html(caption) + "</caption>\n";
  for (std::size_t i = 0; i < rows.size(); ++i) {
    html += i == 0 ? "<thead>\n<tr>" : i == 1 ? "<tbody>\n<tr>" : "<tr>";
    for (const std::string& cell : rows[i])
      html += (i == 0 ? "<th scope=\"col\">" : "<td>") + escape_html(cell) +
              (i == 0 ? "</th>" : "</td>");
    html += i == 0 ? "</tr>\n</thead>\n" : "</tr>\n";
  }
  if (rows.size() > 1) html += "</tbody>\n";
  return html + "</table></div>\n";
}

/// The same of a table by columns: numbers stand right, pictures are shown.
[[nodiscard]] inline linking_html table_html(page_part& part, const table& data,
                                             std::string_view caption) {
  linking_html html(open_scrolled(caption.empty() ? "Table" : caption) + "<table>\n");
  if (!caption.empty()) html += "<caption>" + escape_html(caption) + "</caption>\n";
  const auto open_cell = [](const table_column& column, const std::string& element) {
    return "<" + element + (column.numbers() != nullptr ? " class=\"number\">" : ">");
  };
  html += "<thead>\n<tr>";
  for (const table_column& column : data.columns())
    html += open_cell(column, "th scope=\"col\"") + escape_html(column.name) + "</th>";
  html += "</tr>\n</thead>\n<tbody>\n";
  for (std::size_t row = 0; row < data.rows(); ++row) {
    html += "<tr>";
    for (const table_column& column : data.columns()) {
      html += open_cell(column, "td");
      if (const auto* pictures = column.pictures())
        html += part.tag((*pictures)[row], {.alt = column.name + ", row " + to_text(row + 1)});
      else
        html += escape_html(cell_text(column, row));
      html += "</td>";
    }
    html += "</tr>\n";
  }
  html += "</tbody>\n</table></div>\n";
  return html;
}

/// JSON text that can stand in a script element: what could end the element, or open a comment in
/// it, and the line ends that JavaScript once did not take, become \u escapes, which JSON allows
/// wherever these characters may be.
[[nodiscard]] inline std::string json_in_html(std::string_view json) {
  std::string result;
  result.reserve(json.size() + json.size() / 64);
  for (std::size_t at = 0; at < json.size();) {
    const code_point c = decode_utf8(json, at);
    switch (c.value) {
      case '<': result += "\\u003c"; break;
      case '>': result += "\\u003e"; break;
      case '&': result += "\\u0026"; break;
      case 0x2028: result += "\\u2028"; break;
      case 0x2029: result += "\\u2029"; break;
      case 0: result += "\\u0000"; break;
      default:
        if (c.valid)
          result += json.substr(at, c.size);
        else
          result += "\xef\xbf\xbd";
    }
    at += c.size;
  }
  return result;
}

/// A chart's place with what stands in it until it is drawn, and its specification.
[[nodiscard]] inline std::string chart_html(std::string_view json, std::string_view caption) {
  std::string html =
      "<figure class=\"chart\">" + open_scrolled(caption.empty() ? "Chart" : caption);
  html += "<div class=\"place\"><p>There is a chart here, which the scripts of Vega, Vega-Lite and "
          "vega-embed would draw. They are not in this page, or did not load.</p></div></div>"
          "<script type=\"application/json\">";
  html += json_in_html(json);
  html += "</script>";
  return html + caption_html(caption) + "</figure>\n";
}

} // namespace arrayreel::ARRAYREEL_ABI::detail
