// What a chart shows of a table, and how.
#pragma once

#include "detail/base/config.hpp"

#include <cstddef>
#include <initializer_list>
#include <string>
#include <utility>
#include <vector>

#include "encoded.hpp"

namespace arrayreel::ARRAYREEL_ABI {

/// Names of columns: `"area"`, or `{"area 1", "area 2"}`.
class column_names {
public:
  // NOLINTBEGIN(google-explicit-constructor): these conversions are what the type is for
  column_names() = default;
  column_names(const char* name) : names_{name} {}
  column_names(std::string name) : names_{std::move(name)} {}
  column_names(std::initializer_list<std::string> names) : names_(names) {}
  column_names(std::vector<std::string> names) : names_(std::move(names)) {}
  // NOLINTEND(google-explicit-constructor)

  /// The names in the order given.
  [[nodiscard]] const std::vector<std::string>& names() const noexcept { return names_; }

private:
  std::vector<std::string> names_;
};

/// What a chart shows of a table, and how.
struct tooltip_chart_options {
  /// the column along the horizontal axis: texts are groups, side by side; numbers are a scale.
  /// Where empty, all dots are one group.
  std::string x{};
  /// columns of numbers, one or more: a chart for each, or one with a dropdown
  column_names y{};
  /// the column that colours the dots, texts or numbers; the groups of `x` unless given
  std::string color{};
  /// the column of pictures that tooltips show; or as many as there are in `y`, one for each
  column_names image{};
  /// further columns of texts and numbers in the tooltips, behind those above
  column_names tooltip{};
  /// one chart, in which the reader chooses which column of `y` it shows, and its picture
  bool dropdown = false;
  /// charts side by side have the same vertical scale; not for a dropdown, which is one chart
  bool shared_scale = true;
  /// the share of a group's width, 0 to 1, over which its dots spread so that they do not hide one
  /// another: always the same way
  double jitter = 0.8;
  std::string title{};
  /// for readers who cannot see it; unless given it says what is shown
  std::string description{};
  std::size_t width = 240;  ///< of each chart inside its axes, CSS pixels, 1 or more
  std::size_t height = 320; ///< CSS pixels, 1 or more
  std::size_t per_row = 0;  ///< charts side by side; 0: all; not for a dropdown
  int vega_lite = 6;        ///< the generation that `$schema` names, 5 or 6: the rest suits both
};

/// The page around a chart.
struct chart_page_options {
  /// of the page, also shown in it where not empty
  std::string title{};
  std::string lang = "en"; ///< BCP 47 language tag of the text
  /// below the chart
  std::string caption{};
  /// the scripts of Vega, Vega-Lite and vega-embed, in this order: addresses, or files that become
  /// part of the page
  std::vector<std::string> scripts{};
  /// bytes that the chart may have, its pictures among them
  std::size_t byte_budget = default_byte_budget;
};

} // namespace arrayreel::ARRAYREEL_ABI
