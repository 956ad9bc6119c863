// A small table of columns of numbers, texts or pictures, which charts and pages show.
#pragma once

#include <concepts>
#include <cstddef>
#include <initializer_list>
#include <limits>
#include <span> // and the concepts of ranges, whose own header is heavy
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "detail/base/config.hpp"
#include "detail/base/refused.hpp"
#include "encoded.hpp"
#include "error.hpp"

namespace arrayreel::ARRAYREEL_ABI {

namespace detail {

template <class T>
concept character = std::same_as<T, char> || std::same_as<T, wchar_t> || std::same_as<T, char8_t> ||
    std::same_as<T, char16_t> || std::same_as<T, char32_t>;

/// Types that become numbers in a table. A string is a range too, of characters, and not of
/// numbers.
template <class T>
concept number_cell = (std::integral<T> || std::floating_point<T>)&&!character<T>;
template <class T>
concept text_cell = std::convertible_to<const T&, std::string_view>;
/// An encoded picture, or something with one as `.png`, such as `nbimage`'s result.
template <class T>
concept picture_cell = std::same_as<T, encoded> || requires(const T& shown) {
  { shown.png } -> std::same_as<const encoded&>;
};

template <class T>
concept table_cell = number_cell<T> || text_cell<T> || picture_cell<T>;

// Converts cells to numbers; the column's name is for the message.
[[nodiscard]] ARRAYREEL_API double number_in_column(float value, const std::string& column);
[[nodiscard]] ARRAYREEL_API double number_in_column(long long value, const std::string& column);
[[nodiscard]] ARRAYREEL_API double number_in_column(unsigned long long value,
                                                    const std::string& column);

template <class T> [[nodiscard]] double as_number(T value, const std::string& column) {
  if constexpr (std::same_as<T, float>)
    return number_in_column(value, column);
  else if constexpr (!std::integral<T> || std::numeric_limits<T>::digits <= 53)
    return static_cast<double>(value);
  else if constexpr (std::signed_integral<T>)
    return number_in_column(static_cast<long long>(value), column);
  else
    return number_in_column(static_cast<unsigned long long>(value), column);
}

} // namespace detail

/// A range that can be a column: of numbers, of texts (UTF-8), or of pictures.
template <class R>
concept column_range = std::ranges::input_range<R> &&
                       detail::table_cell<std::remove_cvref_t<std::ranges::range_value_t<R>>>;

/// One column of a table.
struct table_column {
  std::string name{};
  std::variant<std::vector<double>, std::vector<std::string>, std::vector<encoded>> cells{};

  /// The cells if they are numbers, else nullptr.
  [[nodiscard]] ARRAYREEL_API const std::vector<double>* numbers() const noexcept;
  /// The cells if they are texts, else nullptr.
  [[nodiscard]] ARRAYREEL_API const std::vector<std::string>* texts() const noexcept;
  /// The cells if they are pictures, else nullptr.
  [[nodiscard]] ARRAYREEL_API const std::vector<encoded>* pictures() const noexcept;
  /// How many rows it has.
  [[nodiscard]] ARRAYREEL_API std::size_t size() const noexcept;
  /// "numbers", "texts" or "pictures".
  [[nodiscard]] ARRAYREEL_API const char* kind() const noexcept;
};

/// Columns of equal length, each with its own name, in the order in which they were added.
///
/// ```cpp
/// ar::table t;
/// t.add("group", {"round", "square"});
/// t.add("area", std::vector<float>{0.25F, 0.5F});
/// t.add("image", {ar::nbimage(field), ar::nbimage(field, {.vsym = true})});
/// ```
class ARRAYREEL_API table {
public:
  table() noexcept;
  table(const table& other);
  table(table&& other) noexcept;
  table& operator=(const table& other);
  table& operator=(table&& other) noexcept;
  ~table();

  /// Adds a column. Numbers become `double`, floats by their shortest decimals.
  /// \param name UTF-8, any text but the empty one.
  /// \param values as many as the table has rows, where it has a column already.
  /// \throws error (parameter) for an empty name, one that is taken, another number of values, an
  /// integer that a `double` cannot hold, or what is not a picture among pictures.
  template <column_range R> table& add(std::string name, R&& values) {
    using cell = std::remove_cvref_t<std::ranges::range_value_t<R>>;
    check_name(name);
    if constexpr (detail::number_cell<cell>) {
      std::vector<double> numbers;
      reserve_for(numbers, values);
      for (auto&& value : values)
        numbers.push_back(detail::as_number<cell>(static_cast<cell>(value), name));
      append(std::move(name), std::move(numbers));
    } else if constexpr (detail::text_cell<cell>) {
      std::vector<std::string> texts;
      reserve_for(texts, values);
      for (auto&& value : values) texts.emplace_back(std::string_view(value));
      append(std::move(name), std::move(texts));
    } else {
      std::vector<encoded> pictures;
      reserve_for(pictures, values);
      for (auto&& value : values)
        if constexpr (std::same_as<cell, encoded>)
          pictures.push_back(value);
        else
          pictures.push_back(value.png);
      append(std::move(name), std::move(pictures));
    }
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
    append(std::move(name), std::move(pictures));
    return *this;
  }

  ARRAYREEL_REFUSES("add(name, values): the name is a text, and the values are a container or a "
                    "list in braces of numbers, texts or pictures")
  table& add(detail::anything, ...) ARRAYREEL_REFUSED;

  /// How many cells each column has; 0 if there is no column.
  [[nodiscard]] std::size_t rows() const noexcept;
  /// All columns in order.
  [[nodiscard]] const std::vector<table_column>& columns() const noexcept { return columns_; }

  /// The column of this name; nullptr if there is none.
  [[nodiscard]] const table_column* find(std::string_view name) const noexcept;
  /// The column of this name.
  /// \throws error (parameter) where there is none, with the names that there are.
  [[nodiscard]] const table_column& operator[](std::string_view name) const;

private:
  template <class T, class R> static void reserve_for(std::vector<T>& cells, R&& values) {
    if constexpr (std::ranges::sized_range<R>)
      cells.reserve(static_cast<std::size_t>(std::ranges::size(values)));
  }

  void check_name(const std::string& name) const;
  void append(std::string name, std::vector<double>&& numbers);
  void append(std::string name, std::vector<std::string>&& texts);
  void append(std::string name, std::vector<encoded>&& pictures);
  void append(table_column&& column);

  std::vector<table_column> columns_;
};

/// A cell as text: the shortest text that reads back as the same number, the text itself, or the
/// size of a picture as "96 x 96 pixels".
/// \throws error (parameter) for a row that is not there.
[[nodiscard]] ARRAYREEL_API std::string cell_text(const table_column& column, std::size_t row);

} // namespace arrayreel::ARRAYREEL_ABI

#if !defined(ARRAYREEL_COMPILED)
#include "table.ipp"
#endif
