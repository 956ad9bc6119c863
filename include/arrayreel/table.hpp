// A small table by columns, each of numbers, texts or pictures: what charts and pages show.
#pragma once

#include <charconv>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <initializer_list>
#include <limits>
#include <span> // and the concepts of ranges, whose own header is heavy
#include <string>
#include <string_view>
#include <system_error> // std::errc, the result of from_chars
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "detail/array/element.hpp"
#include "detail/base/message.hpp"
#include "encoded.hpp"
#include "error.hpp"

namespace arrayreel::inline ARRAYREEL_ABI {

namespace detail {

template <class T>
concept character = std::same_as<T, char> || std::same_as<T, wchar_t> || std::same_as<T, char8_t> ||
                    std::same_as<T, char16_t> || std::same_as<T, char32_t>;

/// What becomes a number in a table. A string is a range too, of characters, and none of these.
template <class T>
concept number_cell = (std::integral<T> || std::floating_point<T>) && !character<T>;
template <class T>
concept text_cell = std::convertible_to<const T&, std::string_view>;
/// An encoded picture, or what has one as `.png`, as `nbimage` returns it.
template <class T>
concept picture_cell = std::same_as<T, encoded> || requires(const T& shown) {
  { shown.png } -> std::same_as<const encoded&>;
};

template <class T>
concept table_cell = number_cell<T> || text_cell<T> || picture_cell<T>;

} // namespace detail

/// A range that can be a column: of numbers, of texts (UTF-8), or of pictures.
template <class R>
concept column_range = std::ranges::input_range<R> &&
                       detail::table_cell<std::remove_cvref_t<std::ranges::range_value_t<R>>>;

/// One column of a table.
struct table_column {
  std::string name{};
  std::variant<std::vector<double>, std::vector<std::string>, std::vector<encoded>> cells{};

  /// The cells where they are numbers; nullptr where not.
  [[nodiscard]] const std::vector<double>* numbers() const noexcept {
    return std::get_if<std::vector<double>>(&cells);
  }
  /// The cells where they are texts; nullptr where not.
  [[nodiscard]] const std::vector<std::string>* texts() const noexcept {
    return std::get_if<std::vector<std::string>>(&cells);
  }
  /// The cells where they are pictures; nullptr where not.
  [[nodiscard]] const std::vector<encoded>* pictures() const noexcept {
    return std::get_if<std::vector<encoded>>(&cells);
  }
  /// How many rows it has.
  [[nodiscard]] std::size_t size() const noexcept {
    return std::visit([](const auto& values) { return values.size(); }, cells);
  }
  /// "numbers", "texts" or "pictures".
  [[nodiscard]] const char* kind() const noexcept {
    return numbers() != nullptr ? "numbers" : texts() != nullptr ? "texts" : "pictures";
  }
};

/// Columns of equal length, each with a name of its own, in the order in which they came.
///
/// ```cpp
/// ar::table t;
/// t.add("group", {"round", "square"});
/// t.add("area", std::vector<float>{0.25F, 0.5F});
/// t.add("image", {ar::nbimage(field), ar::nbimage(field, {.vsym = true})});
/// ```
class table {
public:
  /// Adds a column. Numbers become `double`, floats by their shortest decimals.
  /// \param name UTF-8, any text but the empty one.
  /// \param values as many as the table has rows, where it has a column already.
  /// \throws error (parameter) for an empty name, one that is taken, another number of values, an
  /// integer that a `double` cannot hold, or what is not a picture among pictures.
  template <column_range R> table& add(std::string name, R&& values) {
    using cell = std::remove_cvref_t<std::ranges::range_value_t<R>>;
    check_name(name);
    table_column column;
    if constexpr (detail::number_cell<cell>) {
      column.cells = filled<double>(values, [&name](const auto& value) {
        return as_double<cell>(static_cast<cell>(value), name);
      });
    } else if constexpr (detail::text_cell<cell>) {
      column.cells = filled<std::string>(
          values, [](const auto& value) { return std::string(std::string_view(value)); });
    } else {
      column.cells = filled<encoded>(values, [&name](const auto& value) -> const encoded& {
        if constexpr (std::same_as<cell, encoded>)
          return checked(value, name);
        else
          return checked(value.png, name);
      });
    }
    column.name = std::move(name);
    append(std::move(column));
    return *this;
  }
  /// The same from a list in braces.
  template <detail::table_cell T> table& add(std::string name, std::initializer_list<T> values) {
    return add(std::move(name), std::span<const T>(values.begin(), values.size()));
  }
  /// Numbers, or texts, of several types.
  template <int = 0> // no type, which `add<double>` below would name
  table& add(std::string name, std::initializer_list<double> values) {
    return add<double>(std::move(name), values);
  }
  template <int = 0> table& add(std::string name, std::initializer_list<std::string_view> values) {
    return add<std::string_view>(std::move(name), values);
  }
  /// The same without copying the pictures.
  template <int = 0> table& add(std::string name, std::vector<encoded>&& pictures) {
    check_name(name);
    for (const encoded& picture : pictures) static_cast<void>(checked(picture, name));
    append({std::move(name), std::move(pictures)});
    return *this;
  }

  /// How many cells each column has; 0 where there is no column.
  [[nodiscard]] std::size_t rows() const noexcept {
    return columns_.empty() ? 0 : columns_.front().size();
  }
  /// All columns in order.
  [[nodiscard]] const std::vector<table_column>& columns() const noexcept { return columns_; }

  /// The column of this name; nullptr where there is none.
  [[nodiscard]] const table_column* find(std::string_view name) const noexcept {
    for (const table_column& column : columns_)
      if (column.name == name) return &column;
    return nullptr;
  }
  /// The column of this name.
  /// \throws error (parameter) where there is none, with the names that there are.
  [[nodiscard]] const table_column& operator[](std::string_view name) const {
    if (const table_column* const found = find(name)) return *found;
    std::string names;
    for (const table_column& column : columns_)
      names += (names.empty() ? "" : ", ") + detail::in_quotes(column.name);
    throw error(error_kind::parameter,
                "no column " + detail::in_quotes(name) + " in a table; expected " +
                    (names.empty() ? "none: it is empty" : "one of: " + names));
  }

private:
  // A float stands for the shortest decimal that reads back as it: 0.1, not 0.10000000149011612.
  // Integers beyond 53 bits are not all there in a double, nor in a browser's script.
  template <class T> [[nodiscard]] static double as_double(T value, const std::string& name) {
    const auto result = static_cast<double>(value);
    if constexpr (std::same_as<T, float>) {
      if (!detail::is_finite(value)) return result;
      const std::string text = detail::to_text(value);
      double shortest = 0;
      const auto read = std::from_chars(text.data(), text.data() + text.size(), shortest);
      return read.ec == std::errc{} ? shortest : result;
    }
    if constexpr (std::integral<T> && std::numeric_limits<T>::digits > 53) {
      // 2^digits, to which the largest values round, is itself no T.
      const bool fits = result < std::ldexp(1.0, std::numeric_limits<T>::digits);
      if (!fits || static_cast<T>(result) != value)
        throw error(error_kind::parameter, detail::to_text(value) + " in the column " +
                                               detail::in_quotes(name) +
                                               "; expected an integer that double holds exactly, "
                                               "or texts");
    }
    return result;
  }

  [[nodiscard]] static const encoded& checked(const encoded& picture, const std::string& name) {
    if (!picture.mime.starts_with("image/"))
      throw error(error_kind::parameter, detail::in_quotes(picture.mime) + " in the column " +
                                             detail::in_quotes(name) + "; expected image/…");
    return picture;
  }

  template <class To, class R, class Function>
  [[nodiscard]] static std::vector<To> filled(R&& values, const Function& as_cell) {
    std::vector<To> result;
    if constexpr (std::ranges::sized_range<R>)
      result.reserve(static_cast<std::size_t>(std::ranges::size(values)));
    for (auto&& value : values) result.push_back(as_cell(value));
    return result;
  }

  void check_name(const std::string& name) const {
    if (name.empty())
      throw error(error_kind::parameter, "an empty name of a column; expected a text");
    if (find(name) != nullptr)
      throw error(error_kind::parameter, "a second column " + detail::in_quotes(name) +
                                             " in a table; expected another name");
  }

  void append(table_column column) {
    if (!columns_.empty() && column.size() != rows())
      throw error(error_kind::parameter, "a column " + detail::in_quotes(column.name) + " of " +
                                             detail::to_text(column.size()) +
                                             " values in a table of " + detail::to_text(rows()) +
                                             " rows; expected as many");
    columns_.push_back(std::move(column));
  }

  std::vector<table_column> columns_;
};

/// A cell as text: the shortest that reads back as the same number, the text itself, or the size
/// of a picture as "96 x 96 pixels".
/// \throws error (parameter) for a row that is not there.
[[nodiscard]] inline std::string cell_text(const table_column& column, std::size_t row) {
  if (row >= column.size())
    throw error(error_kind::parameter, "row " + detail::to_text(row) + " of a column of " +
                                           detail::to_text(column.size()) + " rows");
  if (const auto* const numbers = column.numbers()) return detail::to_text((*numbers)[row]);
  if (const auto* const texts = column.texts()) return (*texts)[row];
  const encoded& picture = (*column.pictures())[row];
  return detail::to_text(picture.width) + " x " + detail::to_text(picture.height) + " pixels";
}

} // namespace arrayreel::inline ARRAYREEL_ABI
