// Makes the Vega-Lite specification of a tooltip_chart.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "../../base64.hpp"
#include "../../error.hpp"
#include "../../table.hpp"
#include "../../vega_options.hpp"
#include "../base/message.hpp"
#include "../page/media_type.hpp"
#include "names.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

/// Makes one specification. It is a class because its parts share data.
class tooltip_chart_maker {
public:
  using json = nlohmann::ordered_json;

  tooltip_chart_maker(const table& data, const tooltip_chart_options& o) : data_(data), o_(o) {
    check_options();
    if (!o.x.empty()) x_ = &text_or_numbers(o.x, "x");
    for (const std::string& name : o.y.names()) y_.push_back(&of_kind(name, "y", "numbers"));
    for (const std::string& name : o.image.names())
      images_.push_back(&of_kind(name, "image", "pictures"));
    if (!o.color.empty())
      color_ = &text_or_numbers(o.color, "color");
    else if (x_ != nullptr && x_->texts() != nullptr)
      color_ = x_;
    name_fields();
    describe();
  }

  [[nodiscard]] json make() {
    json spec;
    spec["$schema"] = "https://vega.github.io/schema/vega-lite/v" + to_text(o_.vega_lite) + ".json";
    spec["description"] = o_.description.empty() ? summary() : valid_text(o_.description);
    if (!o_.title.empty()) spec["title"] = title_text(valid_text(o_.title));
    spec["data"]["values"] = values();
    if (o_.dropdown) spec["params"] = json::array({choice()});
    spec["transform"] = transforms();
    if (spec["transform"].empty()) spec.erase("transform");

    const std::size_t per_row = o_.per_row == 0 ? y_.size() : o_.per_row;
    if (o_.dropdown) {
      spec["hconcat"] = json::array({chosen_chart()});
    } else if (y_.size() == 1) {
      spec.update(chart(0, fields_of_y_[0]));
    } else if (can_repeat()) {
      spec["repeat"] = fields_of_y_;
      spec["columns"] = per_row;
      spec["spec"] = chart(0, {{"repeat", "repeat"}});
    } else {
      spec["concat"] = json::array();
      spec["columns"] = per_row;
      for (std::size_t i = 0; i < y_.size(); ++i)
        spec["concat"].push_back(chart(i, fields_of_y_[i]));
    }
    if (!o_.dropdown && y_.size() > 1 && o_.shared_scale) spec["resolve"]["scale"]["y"] = "shared";
    return spec;
  }

private:
  void check_options() const {
    const std::size_t count = o_.y.names().size();
    if (count == 0)
      refuse(error_kind::parameter, {"a tooltip_chart without y; expected columns of numbers"});
    const std::size_t pictures = o_.image.names().size();
    if (pictures > 1 && pictures != count)
      refuse(error_kind::parameter,
             {pictures, " columns of pictures for ", count, " in y; expected 1, or as many"});
    if (!(o_.jitter >= 0 && o_.jitter <= 1))
      refuse(error_kind::parameter, {"a jitter of ", o_.jitter, "; expected 0 to 1"});
    for (const std::size_t side : {o_.width, o_.height})
      if (side == 0)
        refuse(error_kind::parameter, {"a chart with a side of 0; expected 1 or more"});
    if (o_.vega_lite != 5 && o_.vega_lite != 6)
      refuse(error_kind::parameter, {"Vega-Lite's generation ", o_.vega_lite, "; expected 5 or 6"});
  }

  [[nodiscard]] const table_column& of_kind(const std::string& name, const char* option,
                                            std::string_view expected) const {
    const table_column& column = data_[name];
    if (column.kind() != expected) refuse_kind(column, option, expected);
    return column;
  }
  [[nodiscard]] const table_column& text_or_numbers(const std::string& name,
                                                    const char* option) const {
    const table_column& column = data_[name];
    if (column.pictures() != nullptr) refuse_kind(column, option, "numbers or texts");
    return column;
  }
  [[noreturn]] static void refuse_kind(const table_column& column, const char* option,
                                       std::string_view expected) {
    refuse(error_kind::parameter, {option, " is the column ", in_quotes(column.name), " of ",
                                   column.kind(), "; expected ", expected});
  }

  // ---- Names ----------------------------------------------------------------------------------

  void name_fields() {
    const bool one_image = images_.size() == 1;
    if (!images_.empty()) image_ = names_.own("image");
    for (std::size_t i = 0; i < data_.columns().size(); ++i) {
      const table_column& column = data_.columns()[i];
      titles_.push_back(valid_text(column.name));
      if (one_image && &column == images_[0])
        fields_.push_back(image_);
      else
        fields_.push_back(names_.of_column(titles_.back(), i + 1));
    }
    if (o_.dropdown) chosen_ = names_.own("chosen");
    if (spreads()) {
      row_ = names_.own("row");
      jitter_ = names_.own("jitter");
    }
    for (const table_column* const column : y_) fields_of_y_.push_back(field_of(*column));
  }

  [[nodiscard]] std::size_t number_of(const table_column& column) const {
    return static_cast<std::size_t>(&column - data_.columns().data());
  }
  [[nodiscard]] const std::string& field_of(const table_column& column) const {
    return fields_[number_of(column)];
  }
  [[nodiscard]] const std::string& title_of(const table_column& column) const {
    return titles_[number_of(column)];
  }
  [[nodiscard]] std::string datum(const table_column& column) const {
    return "datum[" + expression_string(field_of(column)) + "]";
  }

  /// Whether the dots of a group need space of their own.
  [[nodiscard]] bool spreads() const noexcept { return x_ == nullptr || x_->texts() != nullptr; }

  /// A repeated chart has the field as its title, and one picture.
  [[nodiscard]] bool can_repeat() const {
    return images_.size() < 2 && std::ranges::all_of(y_, [&](const table_column* column) {
             return field_of(*column) == title_of(*column) && std::ranges::count(y_, column) == 1;
           });
  }

  // ---- Data -----------------------------------------------------------------------------------

  /// A row is an object. Pictures that no tooltip shows are left out; everything else stays, for
  /// users who extend the chart.
  [[nodiscard]] json values() const {
    json rows = json::array();
    for (std::size_t row = 0; row < data_.rows(); ++row) {
      json object = json::object();
      for (std::size_t i = 0; i < fields_.size(); ++i) {
        const table_column& column = data_.columns()[i];
        if (const auto* const numbers = column.numbers()) {
          const double number = (*numbers)[row];
          object[fields_[i]] = std::isfinite(number) ? json(number) : json(nullptr);
        } else if (const auto* const texts = column.texts()) {
          object[fields_[i]] = valid_text((*texts)[row]);
        } else if (std::ranges::find(images_, &column) != images_.end()) {
          object[fields_[i]] = address_of((*column.pictures())[row], column.name);
        }
      }
      rows.push_back(std::move(object));
    }
    return rows;
  }

  // A tooltip is HTML, and the address becomes part of it unchanged.
  [[nodiscard]] static std::string address_of(const encoded& picture, const std::string& name) {
    const std::string_view mime = without_parameters(picture.mime);
    const bool is_token = std::ranges::all_of(mime, [](char c) {
      return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
             std::string_view("/+-.").find(c) != std::string_view::npos;
    });
    if (!is_token)
      refuse(error_kind::parameter, {"the media type ", in_quotes(picture.mime), " in the column ",
                                     in_quotes(name), "; expected one such as image/png"});
    return data_uri(picture);
  }

  [[nodiscard]] json transforms() const {
    json list = json::array();
    if (o_.dropdown) {
      list.push_back({{"calculate", chosen_of(y_)}, {"as", chosen_}});
      if (images_.size() > 1) list.push_back({{"calculate", chosen_of(images_)}, {"as", image_}});
    }
    if (spreads() && o_.jitter > 0) {
      // The fractional parts of the squares' multiples of an irrational number: evenly spread for
      // any choice of rows, such as every third.
      json window;
      window["window"] = json::array({{{"op", "row_number"}, {"as", row_}}});
      list.push_back(std::move(window));
      list.push_back({{"calculate", "0.5 + " + to_text(o_.jitter) + " * (datum." + row_ +
                                        " * datum." + row_ + " * 0.6180339887498949 % 1 - 0.5)"},
                      {"as", jitter_}});
    } else if (spreads()) {
      list.push_back({{"calculate", "0.5"}, {"as", jitter_}});
    }
    return list;
  }

  // ---- The dropdown ---------------------------------------------------------------------------

  static constexpr const char* choice_name = "shown_column";

  [[nodiscard]] json choice() const {
    json numbers = json::array();
    json labels = json::array();
    for (std::size_t i = 0; i < y_.size(); ++i) {
      numbers.push_back(i);
      labels.push_back(title_of(*y_[i]));
    }
    return {{"name", choice_name},
            {"value", 0},
            {"bind",
             {{"input", "select"}, {"options", numbers}, {"labels", labels}, {"name", "Show "}}}};
  }

  /// An expression that selects one of several by the reader's choice.
  template <class Range, class Function>
  [[nodiscard]] static std::string chosen_of(const Range& range, const Function& as_expression) {
    std::string expression;
    for (std::size_t i = 0; i + 1 < range.size(); ++i)
      expression +=
          std::string(choice_name) + " == " + to_text(i) + " ? " + as_expression(*range[i]) + " : ";
    return expression + as_expression(*range.back());
  }
  [[nodiscard]] std::string chosen_of(const std::vector<const table_column*>& columns) const {
    return chosen_of(columns, [&](const table_column& column) { return datum(column); });
  }

  /// An axis title cannot change, but a chart's title can: it is placed where the axis title would
  /// be.
  [[nodiscard]] json chosen_chart() {
    json result = chart(0, chosen_);
    json title{{"text",
                {{"expr", chosen_of(y_,
                                    [&](const table_column& column) {
                                      return expression_string(title_text(title_of(column)));
                                    })}}},
               {"orient", "left"},
               {"anchor", "middle"},
               {"fontSize", 11},
               {"offset", 4}};
    json titled{{"title", std::move(title)}};
    titled.update(result);
    titled["encoding"]["y"]["title"] = nullptr;
    return titled;
  }

  // ---- A chart --------------------------------------------------------------------------------

  [[nodiscard]] json chart(std::size_t number, const json& field_of_y) {
    json result;
    if (images_.size() > 1 && !o_.dropdown)
      result["transform"] = json::array({{{"calculate", datum(*images_[number])}, {"as", image_}}});
    result["width"] = o_.width;
    result["height"] = o_.height;
    result["mark"] = {
        {"type", "circle"}, {"size", 60}, {"opacity", 0.85}, {"description", {{"expr", spoken()}}}};
    json& encoding = result["encoding"];
    encode_x(encoding);
    encoding["y"] = {{"field", field_of_y},
                     {"type", "quantitative"},
                     {"scale", {{"zero", false}, {"nice", true}}}};
    if (field_of_y.is_string() && !o_.dropdown)
      encoding["y"]["title"] = title_text(title_of(*y_[number]));
    if (color_ != nullptr) {
      encoding["color"] = field_definition(*color_);
      // The axis already names the groups.
      if (color_ == x_) encoding["color"]["legend"] = nullptr;
    }
    encoding["tooltip"] = tooltips();
    return result;
  }

  [[nodiscard]] json field_definition(const table_column& column) const {
    json result{{"field", field_of(column)}};
    const bool numbers = column.numbers() != nullptr;
    result["type"] = numbers ? "quantitative" : "nominal";
    result["title"] = title_text(title_of(column));
    if (!numbers) result["sort"] = nullptr; // the order in the table
    return result;
  }

  void encode_x(json& encoding) const {
    if (!spreads()) {
      encoding["x"] = field_definition(*x_);
      encoding["x"]["scale"] = {{"zero", false}, {"nice", true}};
      return;
    }
    const json place{{"field", jitter_}, {"type", "quantitative"}};
    const json scale{{"domain", {0, 1}}, {"nice", false}, {"zero", false}};
    json& spread = encoding[x_ == nullptr ? "x" : "xOffset"];
    if (x_ != nullptr) {
      encoding["x"] = field_definition(*x_);
      encoding["x"]["axis"] = {{"labelAngle", labels_fit() ? 0 : -45}};
      encoding["xOffset"] = place;
      encoding["xOffset"]["scale"] = scale;
    } else {
      spread = place;
      spread["axis"] = nullptr;
      spread["scale"] = scale;
    }
  }

  /// Whether the names of the groups fit side by side.
  [[nodiscard]] bool labels_fit() const {
    std::vector<std::string> groups = *x_->texts();
    std::ranges::sort(groups);
    groups.erase(std::unique(groups.begin(), groups.end()), groups.end());
    std::size_t longest = 0;
    for (const std::string& group : groups) longest = std::max(longest, group.size());
    constexpr std::size_t letter = 6; // pixels, about
    return longest < o_.width && groups.size() * (longest + 1) * letter <= o_.width;
  }

  // ---- Tooltips -------------------------------------------------------------------------------

  /// The columns that a tooltip shows, each once.
  [[nodiscard]] std::vector<const table_column*> told() const {
    std::vector<const table_column*> columns;
    const auto tell = [&](const table_column* column) {
      if (column != nullptr && std::ranges::find(columns, column) == columns.end())
        columns.push_back(column);
    };
    tell(x_);
    tell(color_);
    std::ranges::for_each(y_, tell);
    for (const std::string& name : o_.tooltip.names()) tell(&text_or_numbers(name, "tooltip"));
    return columns;
  }

  /// With a format, a missing number would be shown as 0.
  [[nodiscard]] static bool lacks_numbers(const table_column& column) {
    return std::ranges::any_of(*column.numbers(), [](double x) { return !std::isfinite(x); });
  }

  void describe() {
    tooltip_keys keys;
    tooltips_ = json::array();
    if (!images_.empty())
      tooltips_.push_back({{"field", image_}, {"type", "nominal"}, {"title", "image"}});
    for (const table_column* const column : told()) {
      const bool formatted = column->numbers() != nullptr && !lacks_numbers(*column);
      tooltips_.push_back({{"field", field_of(*column)},
                           {"type", formatted ? "quantitative" : "nominal"},
                           {"title", keys.title(title_of(*column))}});
      spoken_ += (spoken_.empty() ? "" : " + ") +
                 expression_string((spoken_.empty() ? "" : "; ") + title_of(*column) + ": ") +
                 " + " + (formatted ? "format(" + datum(*column) + ", \"\")" : datum(*column));
    }
  }
  [[nodiscard]] const json& tooltips() const noexcept { return tooltips_; }
  /// The description of a dot, without the picture's address.
  [[nodiscard]] const std::string& spoken() const noexcept { return spoken_; }

  [[nodiscard]] std::string summary() const {
    std::string text = o_.title.empty() ? "" : valid_text(o_.title) + ": ";
    for (std::size_t i = 0; i < y_.size(); ++i)
      text += (i == 0 ? "" : i + 1 == y_.size() ? " and " : ", ") + title_of(*y_[i]);
    if (x_ != nullptr) text += " by " + title_of(*x_);
    return text + ", a dot for each of " + to_text(data_.rows()) + " rows.";
  }

  const table& data_;
  const tooltip_chart_options& o_;
  const table_column* x_ = nullptr;
  const table_column* color_ = nullptr;
  std::vector<const table_column*> y_;
  std::vector<const table_column*> images_;

  field_names names_;
  std::vector<std::string> titles_; // of each column of the table
  std::vector<std::string> fields_; // of each column of the table
  std::vector<std::string> fields_of_y_;
  std::string image_;
  std::string chosen_;
  std::string row_;
  std::string jitter_;
  json tooltips_;
  std::string spoken_;
};

} // namespace arrayreel::ARRAYREEL_ABI::detail
