// The Python literal at the front of a .npy file, {'descr': …, 'fortran_order': …, 'shape': …}.
#pragma once

#include <cstddef>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include "../../error.hpp"
#include "../base/message.hpp"
#include "../io/byte_reader.hpp" // location

namespace arrayreel::ARRAYREEL_ABI::detail {

/// The contents of the literal, before their meaning is checked.
struct npy_literal {
  std::string descr;      ///< the text between the quotes, or the whole literal of a structure
  bool is_simple = false; ///< descr was a string
  bool fortran_order = false;
  std::vector<std::size_t> extents;
};

/// The most axes that any NumPy writes (2.0 raised 32 to 64).
inline constexpr std::size_t npy_max_rank = 64;

/// Accepts what every NumPy since 1.0 has written, in any order and spacing: Python 2 wrote an L
/// after long integers. Exactly the three keys must be there, each once.
class npy_literal_parser {
public:
  npy_literal_parser(std::string_view text, const location& where) : text_(text), where_(where) {}

  [[nodiscard]] npy_literal parse() {
    bool has_descr = false;
    bool has_order = false;
    bool has_shape = false;
    expect('{');
    while (!accept('}')) {
      const std::size_t start = skip_space();
      const std::string_view key = string_text();
      bool* const seen = key == "descr"           ? &has_descr
                         : key == "fortran_order" ? &has_order
                         : key == "shape"         ? &has_shape
                                                  : nullptr;
      if (seen == nullptr || *seen) {
        at_ = start;
        malformed("the keys 'descr', 'fortran_order' and 'shape', once each");
      }
      *seen = true;
      expect(':');
      if (seen == &has_descr)
        parse_descr();
      else if (seen == &has_order)
        result_.fortran_order = parse_bool();
      else
        parse_shape();
      if (!accept(',')) {
        expect('}');
        break;
      }
    }
    if (skip_space() != text_.size()) malformed("nothing but spaces behind the '}'");
    if (!has_descr || !has_order || !has_shape)
      where_.fail(error_kind::format, std::string("malformed header: the key ") +
                                          (!has_descr   ? "'descr'"
                                           : !has_order ? "'fortran_order'"
                                                        : "'shape'") +
                                          " is missing in " + in_quotes(text_));
    return std::move(result_);
  }

private:
  static constexpr int deepest = 64;

  [[noreturn]] void malformed(const std::string& expected) const {
    where_.fail(error_kind::format,
                "malformed header: " +
                    (at_ < text_.size() ? in_quotes(text_.substr(at_)) : std::string("its end")) +
                    " at byte " + to_text(at_) + "; expected " + expected);
  }

  [[nodiscard]] static bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }

  // '\0', which no literal contains, at the end.
  [[nodiscard]] char peek() const noexcept { return at_ < text_.size() ? text_[at_] : '\0'; }

  std::size_t skip_space() noexcept {
    while (peek() == ' ' || (peek() >= '\t' && peek() <= '\r')) ++at_;
    return at_;
  }

  [[nodiscard]] bool accept(char c) noexcept {
    skip_space();
    if (at_ == text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }

  void expect(char c) {
    if (!accept(c)) malformed(std::string("'") + c + "'");
  }

  [[nodiscard]] bool accept_word(std::string_view word) noexcept {
    skip_space();
    if (!text_.substr(at_).starts_with(word)) return false;
    at_ += word.size();
    return true;
  }

  [[nodiscard]] bool at_string() noexcept {
    skip_space();
    const bool has_prefix = peek() == 'u' || peek() == 'b'; // Python 2's unicode, 3's bytes
    const std::size_t quote = at_ + (has_prefix ? 1 : 0);
    return quote < text_.size() && (text_[quote] == '\'' || text_[quote] == '"');
  }

  // The text between the quotes; escapes stay as they are, because no readable type has any.
  std::string_view string_text() {
    if (!at_string()) malformed("a string in quotes");
    if (peek() == 'u' || peek() == 'b') ++at_;
    const char quote = text_[at_++];
    const std::size_t begin = at_;
    while (at_ < text_.size() && text_[at_] != quote && text_[at_] != '\n') {
      if (text_[at_] == '\\') ++at_;
      ++at_;
    }
    if (at_ >= text_.size() || text_[at_] != quote) {
      at_ = begin - 1;
      malformed("a string that ends");
    }
    return text_.substr(begin, at_++ - begin);
  }

  void parse_descr() {
    const std::size_t begin = skip_space();
    result_.is_simple = at_string();
    if (result_.is_simple) {
      result_.descr = string_text();
    } else {
      skip_value(0);
      result_.descr = text_.substr(begin, at_ - begin);
    }
  }

  [[nodiscard]] bool parse_bool() {
    if (accept_word("True")) return true;
    if (!accept_word("False")) malformed("True or False");
    return false;
  }

  void parse_shape() {
    expect('(');
    if (accept(')')) return;
    while (true) {
      if (result_.extents.size() == npy_max_rank)
        where_.fail(error_kind::limit,
                    "a shape of more than " + to_text(npy_max_rank) + " axes: " + in_quotes(text_));
      result_.extents.push_back(parse_extent());
      if (!accept(',')) {
        expect(')');
        if (result_.extents.size() > 1) return;
        --at_;
        malformed("',': (3) is no tuple in Python, (3,) is");
      }
      if (accept(')')) return;
    }
  }

  [[nodiscard]] std::size_t parse_extent() {
    const std::size_t start = skip_space();
    const std::string expected = "extent " + to_text(result_.extents.size()) +
                                 " of the shape, a decimal number of 0 or more";
    std::size_t value = 0;
    while (is_digit(peek())) {
      const auto digit = static_cast<std::size_t>(peek() - '0');
      if (value > (std::numeric_limits<std::size_t>::max() - digit) / 10) {
        at_ = start;
        where_.fail(error_kind::limit, "extent " + to_text(result_.extents.size()) +
                                           " of the shape, " + in_quotes(digits()) +
                                           ", is larger than any memory");
      }
      value = value * 10 + digit;
      ++at_;
    }
    const std::size_t length = at_ - start;
    if (length == 0 || (length > 1 && text_[start] == '0')) {
      at_ = start;
      malformed(expected);
    }
    if (peek() == 'L') ++at_;
    return value;
  }

  std::string_view digits() {
    const std::size_t begin = at_;
    while (is_digit(peek())) ++at_;
    return text_.substr(begin, at_ - begin);
  }

  // Finds the end of the description of a structured type.
  void skip_value(int depth) {
    if (depth > deepest) malformed("a type that is nested less deeply");
    if (at_string()) {
      string_text();
      return;
    }
    if (accept_word("True") || accept_word("False") || accept_word("None")) return;
    const bool is_list = accept('[');
    if (is_list || accept('(')) {
      const char close = is_list ? ']' : ')';
      while (!accept(close)) {
        skip_value(depth + 1);
        if (!accept(',')) {
          expect(close);
          return;
        }
      }
      return;
    }
    if (peek() == '-') ++at_;
    if (digits().empty()) malformed("a type: a string, or a list for a structured type");
    if (peek() == 'L') ++at_;
  }

  std::string_view text_;
  const location& where_;
  std::size_t at_ = 0;
  npy_literal result_;
};

} // namespace arrayreel::ARRAYREEL_ABI::detail
