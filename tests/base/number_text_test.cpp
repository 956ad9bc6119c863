// Numbers to text and back, whatever the standard library and the locale.
#include <clocale>
#include <cmath>
#include <limits>
#include <string>
#include <string_view>

#include "catch.hpp"

#include <arrayreel/detail/base/message.hpp>

using arrayreel::detail::read_number;
using arrayreel::detail::to_text;

namespace {

bool is_read(std::string_view text, double expected) {
  double number = -7;
  return read_number(text, number) && number == expected;
}

bool is_refused(std::string_view text) {
  double number = 0;
  return !read_number(text, number);
}

} // namespace

TEST_CASE("whole texts are read as numbers") {
  CHECK(is_read("0.1", 0.1));
  CHECK(is_read("-1.5e-300", -1.5e-300));
  CHECK(is_read("12", 12));
  CHECK(is_read(".5", 0.5));
  CHECK(is_read("1E3", 1000));
  CHECK(is_read("inf", std::numeric_limits<double>::infinity()));
  CHECK(is_read("-inf", -std::numeric_limits<double>::infinity()));
  double number = 0;
  CHECK(read_number("nan", number));
  CHECK(std::isnan(number));
  for (const double x : {5e-324, 1.7976931348623157e308, -0.30000000000000004, 1e22})
    CHECK(is_read(to_text(x), x));
}

TEST_CASE("anything else is refused") {
  for (const char* text : {"", "-", ".", "e5", "-e5", "+1", " 1", "1 ", "1,5", "0x10", "1e", "--1", "-+1", "1.5.2",
                           "1e999", "-1e999", "one"}) {
    INFO(text);
    CHECK(is_refused(text));
  }
}

TEST_CASE("the program's locale has no part in it") {
  // Not every machine has one of them.
  for (const char* name : {"de_DE.UTF-8", "fr_FR.UTF-8", "nl_NL"})
    if (std::setlocale(LC_NUMERIC, name) != nullptr) break;
  CHECK(is_read("0.5", 0.5));
  CHECK(is_refused("0,5"));
  std::setlocale(LC_NUMERIC, "C");
}
