// Numbers in names: where they are, and which of two is the smaller.
#include "natural_order.hpp"

#include <algorithm>
#include <optional>
#include <set>

namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_word(char c) { return is_digit(c) || is_letter(c); }

/// A number in a name.
struct number {
  bool negative = false;
  bool has_exponent = false;
  std::string_view whole;    // digits before the point
  std::string_view fraction; // digits behind it
  long long exponent = 0;
  std::size_t end = 0; // where it ends in the name
};

/// The digits at a place.
std::string_view digits_at(std::string_view text, std::size_t at) {
  std::size_t end = at;
  while (end < text.size() && is_digit(text[end])) ++end;
  return text.substr(at, end - at);
}

char char_at(std::string_view text, std::size_t at) { return at < text.size() ? text[at] : '\0'; }

/// The exponent at a place; of an absurd one as much as decides.
void read_exponent(std::string_view text, std::size_t begin, number& n) {
  const std::size_t at = n.end;
  if (char_at(text, at) != 'e' && char_at(text, at) != 'E') return;
  const char sign = char_at(text, at + 1);
  const bool has_sign = sign == '+' || sign == '-';
  const std::string_view digits = digits_at(text, at + (has_sign ? 2 : 1));
  const std::size_t end = at + (has_sign ? 2 : 1) + digits.size();
  // Without a sign it may be a part of a word, such as of a hash.
  const bool in_word = !has_sign && begin > 0 && is_letter(text[begin - 1]);
  if (digits.empty() || in_word || is_letter(char_at(text, end))) return;
  constexpr long long most = 1'000'000'000'000;
  for (const char c : digits) n.exponent = std::min(n.exponent * 10 + (c - '0'), most);
  if (sign == '-') n.exponent = -n.exponent;
  n.has_exponent = true;
  n.end = end;
}

/// The number that begins at a place, if one does.
std::optional<number> number_at(std::string_view text, std::size_t at, bool hyphen_is_sign) {
  const char before = at > 0 ? text[at - 1] : '\0';
  number n;
  std::size_t begin = at;
  const char sign = char_at(text, at);
  if (sign == '-' || sign == '+') {
    if (is_word(before) && !(hyphen_is_sign && sign == '-' && is_letter(before))) return {};
    n.negative = sign == '-';
    ++begin;
  }
  n.whole = digits_at(text, begin);
  n.end = begin + n.whole.size();
  const bool has_point = char_at(text, n.end) == '.';
  const std::string_view behind = has_point ? digits_at(text, n.end + 1) : std::string_view();
  if (n.whole.empty()) {
    // ".5"
    const char left = begin > at ? sign : before;
    if (behind.empty() || is_word(left) || left == '.') return {};
  }
  // Of three numbers with dots between them, as in versions and dates, each counts by itself.
  const std::size_t after = n.end + 1 + behind.size();
  const std::string_view third =
      char_at(text, after) == '.' ? digits_at(text, after + 1) : std::string_view();
  const bool chain = (!third.empty() && !is_letter(char_at(text, after + 1 + third.size()))) ||
                     (begin == at && before == '.' && at > 1 && is_digit(text[at - 2]));
  if (has_point && !behind.empty() && (!chain || n.whole.empty())) {
    n.fraction = behind;
    n.end = after;
  }
  if (has_point && behind.empty()) { // "1.e-3"
    number with_point = n;
    ++with_point.end;
    read_exponent(text, begin, with_point);
    if (with_point.has_exponent) return with_point;
  }
  read_exponent(text, begin, n);
  return n;
}

std::string_view without_zeros(std::string_view digits) {
  digits.remove_prefix(std::min(digits.find_first_not_of('0'), digits.size()));
  return digits;
}

int compare(std::string_view a, std::string_view b) {
  const int c = a.compare(b);
  return c < 0 ? -1 : c > 0 ? 1 : 0;
}

/// Whole numbers without leading zeros.
int compare_whole(std::string_view a, std::string_view b) {
  return a.size() != b.size() ? (a.size() < b.size() ? -1 : 1) : compare(a, b);
}

/// The digits of a number from its first that is no zero, and where the point is behind that.
struct magnitude {
  std::string digits;
  long long point = 0;

  explicit magnitude(const number& n) : digits(std::string(n.whole) + std::string(n.fraction)) {
    const std::size_t first = std::min(digits.find_first_not_of('0'), digits.size());
    point = static_cast<long long>(n.whole.size()) - static_cast<long long>(first) + n.exponent;
    digits.erase(0, first);
    digits.erase(digits.find_last_not_of('0') + 1);
  }
};

int compare(const number& a, const number& b, bool fraction_counts) {
  if (fraction_counts) {
    if (const int c = compare_whole(without_zeros(a.whole), without_zeros(b.whole)); c != 0)
      return c;
    if (a.fraction.empty() != b.fraction.empty()) return a.fraction.empty() ? -1 : 1;
    return compare_whole(without_zeros(a.fraction), without_zeros(b.fraction));
  }
  const magnitude x(a), y(b);
  if (x.digits.empty() && y.digits.empty()) return 0;
  const int sign_x = x.digits.empty() ? 0 : a.negative ? -1 : 1;
  const int sign_y = y.digits.empty() ? 0 : b.negative ? -1 : 1;
  if (sign_x != sign_y) return sign_x < sign_y ? -1 : 1;
  const int c = x.point != y.point ? (x.point < y.point ? -1 : 1) : compare(x.digits, y.digits);
  return sign_x * c;
}

/// Calls `function(index, at, number)` for the numbers of a name.
template <class Columns, class Function>
void for_each_number(std::string_view name, const Columns& column_at, const Function& function) {
  std::size_t index = 0;
  for (std::size_t i = 0; i < name.size();) {
    const auto n = number_at(name, i, column_at(index).hyphen_is_sign);
    if (n) function(index++, i, *n);
    i = n ? n->end : i + 1;
  }
}

} // namespace

natural_order::natural_order(const std::vector<std::string>& names) {
  const auto columns = [this](std::size_t i) { return column_at(i); };
  // The words in front of each column's numbers, and those of which a hyphen follows.
  std::vector<std::set<std::string_view>> words, hyphened;
  for (const std::string& name : names) {
    std::size_t end = 0; // of the last number
    for_each_number(name, columns, [&](std::size_t index, std::size_t at, const number& n) {
      if (index >= words.size()) {
        words.resize(index + 1);
        hyphened.resize(index + 1);
      }
      std::string_view word = std::string_view(name).substr(end, at - end);
      end = n.end;
      const bool hyphen = word.ends_with('-');
      if (hyphen) word.remove_suffix(1);
      if (!word.empty() && is_letter(word.back())) (hyphen ? hyphened : words)[index].insert(word);
    });
  }
  columns_.resize(words.size());
  for (std::size_t i = 0; i < words.size(); ++i)
    columns_[i].hyphen_is_sign =
        std::any_of(hyphened[i].begin(), hyphened[i].end(),
                    [&](std::string_view word) { return words[i].contains(word); });

  struct lengths {
    std::set<std::size_t> of_fractions;
    bool ends_in_zero = false;
    bool has_exponent = false;
  };
  std::vector<lengths> found(columns_.size());
  for (const std::string& name : names)
    for_each_number(name, columns, [&](std::size_t index, std::size_t, const number& n) {
      if (index >= found.size()) return;
      found[index].has_exponent |= n.has_exponent || n.negative;
      if (n.fraction.empty()) return;
      found[index].of_fractions.insert(n.fraction.size());
      found[index].ends_in_zero |= n.fraction.size() > 1 && n.fraction.back() == '0';
    });
  for (std::size_t i = 0; i < found.size(); ++i)
    columns_[i].fraction_counts =
        found[i].of_fractions.size() > 1 && found[i].ends_in_zero && !found[i].has_exponent;
}

bool natural_order::operator()(std::string_view a, std::string_view b) const {
  std::size_t i = 0, j = 0, index = 0;
  while (i < a.size() && j < b.size()) {
    const column c = column_at(index);
    const auto x = number_at(a, i, c.hyphen_is_sign);
    const auto y = number_at(b, j, c.hyphen_is_sign);
    if (x && y) {
      if (const int order = compare(*x, *y, c.fraction_counts); order != 0) return order < 0;
      i = x->end;
      j = y->end;
      ++index;
      continue;
    }
    // A number has its place among other bytes whatever it begins with.
    const auto from = static_cast<unsigned char>(x ? '0' : a[i]);
    const auto to = static_cast<unsigned char>(y ? '0' : b[j]);
    if (from != to) return from < to;
    if (x || y) return y.has_value(); // a byte like a digit's is none
    ++i;
    ++j;
  }
  if ((i == a.size()) != (j == b.size())) return i == a.size();
  return a.size() != b.size() ? a.size() < b.size() : a < b;
}

void sort_naturally(std::vector<std::string>& names) {
  std::stable_sort(names.begin(), names.end(), natural_order(names));
}
