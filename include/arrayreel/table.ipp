// How a table keeps its columns.
#pragma once

#include <cmath>
#include <limits>

#include "detail/base/message.hpp"
#include "detail/values/exact_number.hpp"
#include "table.hpp"

namespace arrayreel::ARRAYREEL_ABI {

namespace detail {

// A float stands for the shortest decimal that reads back as it: 0.1, not 0.10000000149011612.
ARRAYREEL_INLINE double number_in_column(float value, const std::string&) {
  const auto result = static_cast<double>(value);
  if (!std::isfinite(value)) return result;
  double shortest = 0;
  return read_number(to_text(value), shortest) ? shortest : result;
}

// Integers beyond 53 bits are not all there in a double, nor in a browser's script.
template <class T> [[nodiscard]] double checked_integer(T value, const std::string& column) {
  const double result = nearest_double(value);
  // 2^digits, to which the largest values round, is itself no T.
  const bool fits = result < std::ldexp(1.0, std::numeric_limits<T>::digits);
  if (!fits || static_cast<T>(result) != value)
    refuse(error_kind::parameter, {value, " in the column ", in_quotes(column),
                                   "; expected an integer that double holds exactly, or texts"});
  return result;
}

ARRAYREEL_INLINE double number_in_column(long long value, const std::string& column) {
  return checked_integer(value, column);
}
ARRAYREEL_INLINE double number_in_column(unsigned long long value, const std::string& column) {
  return checked_integer(value, column);
}

} // namespace detail

ARRAYREEL_INLINE const std::vector<double>* table_column::numbers() const noexcept {
  return std::get_if<std::vector<double>>(&cells);
}
ARRAYREEL_INLINE const std::vector<std::string>* table_column::texts() const noexcept {
  return std::get_if<std::vector<std::string>>(&cells);
}
ARRAYREEL_INLINE const std::vector<encoded>* table_column::pictures() const noexcept {
  return std::get_if<std::vector<encoded>>(&cells);
}
ARRAYREEL_INLINE std::size_t table_column::size() const noexcept {
  if (numbers() != nullptr) return numbers()->size();
  if (texts() != nullptr) return texts()->size();
  return pictures() != nullptr ? pictures()->size() : 0;
}
ARRAYREEL_INLINE const char* table_column::kind() const noexcept {
  return numbers() != nullptr ? "numbers" : texts() != nullptr ? "texts" : "pictures";
}

ARRAYREEL_INLINE table::table() noexcept = default;
ARRAYREEL_INLINE table::table(const table& other) = default;
ARRAYREEL_INLINE table::table(table&& other) noexcept = default;
ARRAYREEL_INLINE table& table::operator=(const table& other) = default;
ARRAYREEL_INLINE table& table::operator=(table&& other) noexcept = default;
ARRAYREEL_INLINE table::~table() = default;

ARRAYREEL_INLINE std::size_t table::rows() const noexcept {
  return columns_.empty() ? 0 : columns_.front().size();
}

ARRAYREEL_INLINE const table_column* table::find(std::string_view name) const noexcept {
  for (const table_column& column : columns_)
    if (column.name == name) return &column;
  return nullptr;
}

ARRAYREEL_INLINE const table_column& table::operator[](std::string_view name) const {
  if (const table_column* const found = find(name)) return *found;
  std::string names;
  for (const table_column& column : columns_)
    names += (names.empty() ? "" : ", ") + detail::in_quotes(column.name);
  detail::refuse(error_kind::parameter,
                 {"no column ", detail::in_quotes(name), " in a table; expected ",
                  names.empty() ? "none: it is empty" : "one of: ", names});
}

ARRAYREEL_INLINE void table::check_name(const std::string& name) const {
  if (name.empty())
    detail::refuse(error_kind::parameter, {"an empty name of a column; expected a text"});
  if (find(name) != nullptr)
    detail::refuse(error_kind::parameter, {"a second column ", detail::in_quotes(name),
                                           " in a table; expected another name"});
}

ARRAYREEL_INLINE void table::append(std::string name, std::vector<double>&& numbers) {
  append({std::move(name), std::move(numbers)});
}
ARRAYREEL_INLINE void table::append(std::string name, std::vector<std::string>&& texts) {
  append({std::move(name), std::move(texts)});
}
ARRAYREEL_INLINE void table::append(std::string name, std::vector<encoded>&& pictures) {
  for (const encoded& picture : pictures)
    if (!picture.mime.starts_with("image/"))
      detail::refuse(error_kind::parameter, {detail::in_quotes(picture.mime), " in the column ",
                                             detail::in_quotes(name), "; expected image/…"});
  append({std::move(name), std::move(pictures)});
}
ARRAYREEL_INLINE void table::append(table_column&& column) {
  if (!columns_.empty() && column.size() != rows())
    detail::refuse(error_kind::parameter,
                   {"a column ", detail::in_quotes(column.name), " of ", column.size(),
                    " values in a table of ", rows(), " rows; expected as many"});
  columns_.push_back(std::move(column));
}

ARRAYREEL_INLINE std::string cell_text(const table_column& column, std::size_t row) {
  if (row >= column.size())
    detail::refuse(error_kind::parameter,
                   {"row ", row, " of a column of ", column.size(), " rows"});
  if (const auto* const numbers = column.numbers()) return detail::to_text((*numbers)[row]);
  if (const auto* const texts = column.texts()) return (*texts)[row];
  const encoded& picture = (*column.pictures())[row];
  return detail::to_text(picture.width) + " x " + detail::to_text(picture.height) + " pixels";
}

} // namespace arrayreel::ARRAYREEL_ABI
