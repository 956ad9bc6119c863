// The fields of a structured element type, from the header of a .npy file.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "../base/checked_math.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

/// A field of a structure.
struct npy_structure_field {
  std::string name;                 ///< "rho"; in a nested structure "outer.inner"
  std::string descr;                ///< its type, "<f4"
  std::size_t offset = 0;           ///< bytes from the start of the element
  std::vector<std::size_t> extents; ///< of an array in each element; none for one number
};

struct npy_structure {
  std::vector<npy_structure_field> fields;
  std::size_t size = 0;  ///< bytes of an element
  bool is_known = false; ///< false if the size of some field is unknown
};

/// Reads the literal of a structured type, whose syntax has been checked: a list of tuples of a
/// name (or a title and a name), a type (or a list), and perhaps a shape.
class npy_structure_parser {
public:
  explicit npy_structure_parser(std::string_view text) : text_(text) {}

  [[nodiscard]] npy_structure parse() {
    npy_structure result;
    std::size_t size = 0;
    result.is_known = list({}, {}, 0, size, result.fields);
    result.size = size;
    return result;
  }

private:
  [[nodiscard]] char peek() noexcept {
    while (at_ < text_.size() && (text_[at_] == ' ' || (text_[at_] >= '\t' && text_[at_] <= '\r')))
      ++at_;
    return at_ < text_.size() ? text_[at_] : '\0';
  }
  [[nodiscard]] bool accept(char c) noexcept {
    if (peek() != c) return false;
    ++at_;
    return true;
  }

  [[nodiscard]] bool string_text(std::string& result) {
    if (peek() == 'u' || peek() == 'b') ++at_;
    const char quote = peek();
    if (quote != '\'' && quote != '"') return false;
    for (++at_; at_ < text_.size() && text_[at_] != quote; ++at_) {
      if (text_[at_] == '\\' && at_ + 1 < text_.size()) ++at_; // of a quote or a backslash
      result += text_[at_];
    }
    return accept(quote);
  }

  // The bytes of a type, readable or not.
  [[nodiscard]] static bool size_of(std::string_view descr, std::size_t& size) {
    if (!descr.empty() && std::string_view("<>|=").find(descr[0]) != std::string_view::npos)
      descr.remove_prefix(1);
    if (descr.empty()) return false;
    const char kind = descr[0];
    std::size_t number = 0;
    std::size_t digits = 0;
    for (const char c : descr.substr(1)) {
      if (c < '0' || c > '9') break;
      if (++digits > 9) return false;
      number = number * 10 + static_cast<std::size_t>(c - '0');
    }
    size = kind == 'U' ? 4 * number : number;
    return digits != 0 && std::string_view("biufcSUVaMm").find(kind) != std::string_view::npos;
  }

  [[nodiscard]] bool shape(std::vector<std::size_t>& extents) {
    const auto number = [&] {
      std::size_t value = 0;
      std::size_t digits = 0;
      for (char c = peek(); c >= '0' && c <= '9'; c = peek(), ++digits) {
        if (digits == 18) return false;
        value = value * 10 + static_cast<std::size_t>(c - '0');
        ++at_;
      }
      if (peek() == 'L') ++at_;
      extents.push_back(value);
      return digits != 0;
    };
    if (!accept('(')) return number();
    while (!accept(')')) {
      if (!number()) return false;
      if (!accept(',')) return accept(')');
    }
    return true;
  }

  [[nodiscard]] bool list(const std::string& outer, const std::vector<std::size_t>& around,
                          std::size_t offset, std::size_t& size,
                          std::vector<npy_structure_field>& fields) {
    if (!accept('[')) return false;
    while (!accept(']')) {
      if (!field(outer, around, offset, size, fields)) return false;
      if (!accept(',')) return accept(']');
    }
    return true;
  }

  // Adds the fields of a tuple, and their bytes to `size`.
  [[nodiscard]] bool field(const std::string& outer, const std::vector<std::size_t>& around,
                           std::size_t offset, std::size_t& size,
                           std::vector<npy_structure_field>& fields) {
    if (!accept('(')) return false;
    npy_structure_field f;
    if (accept('(')) { // a title and a name
      std::string title;
      if (!string_text(title) || !accept(',') || !string_text(f.name)) return false;
      static_cast<void>(accept(','));
      if (!accept(')')) return false;
    } else if (!string_text(f.name)) {
      return false;
    }
    const bool is_padding = f.name.empty();
    f.name = outer.empty() ? f.name : outer + "." + f.name;
    f.offset = offset + size;
    f.extents = around;
    if (!accept(',')) return false;
    std::size_t item = 0;
    const bool is_structure = peek() == '[';
    const std::size_t first = fields.size();
    if (is_structure ? !list(f.name, around, f.offset, item, fields)
                     : !string_text(f.descr) || !size_of(f.descr, item))
      return false;
    std::size_t bytes = item;
    if (accept(',') && peek() != ')') {
      std::vector<std::size_t> extents;
      if (!shape(extents)) return false;
      for (const std::size_t extent : extents)
        if (!checked_mul(bytes, extent, bytes)) return false;
      f.extents.insert(f.extents.end(), extents.begin(), extents.end());
      // In an array of structures, the elements of a field are not contiguous.
      if (is_structure) fields.resize(first);
      static_cast<void>(accept(','));
    }
    if (!accept(')') || !checked_add(size, bytes, size) || size > max_bytes) return false;
    if (!is_structure && !is_padding) fields.push_back(std::move(f));
    return true;
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

} // namespace arrayreel::ARRAYREEL_ABI::detail
