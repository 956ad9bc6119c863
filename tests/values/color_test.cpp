// Colours: equality, and the texts that name them.
#include "catch.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include <arrayreel/color.hpp>

#include "support/refusal.hpp"

namespace ar = arrayreel;
using ar::color;

TEST_CASE("a colour is opaque unless its alpha says otherwise") {
  CHECK(color{1, 2, 3} == color{1, 2, 3, 255});
  CHECK(color{} == color{0, 0, 0, 255});
  CHECK(ar::transparent == color{0, 0, 0, 0});
  CHECK_FALSE(color{1, 2, 3} == color{1, 2, 3, 254});
  CHECK_FALSE(color{1, 2, 3} == color{1, 2, 4});
}

TEST_CASE("a colour is read from hexadecimal digits") {
  CHECK(ar::parse_color("#123456") == color{0x12, 0x34, 0x56});
  CHECK(ar::parse_color("#ABCdef") == color{0xab, 0xcd, 0xef});
  CHECK(ar::parse_color("#12345678") == color{0x12, 0x34, 0x56, 0x78});
  CHECK(ar::parse_color("#1af") == color{0x11, 0xaa, 0xff});
  CHECK(ar::parse_color("#1AF0") == color{0x11, 0xaa, 0xff, 0x00});
  for (unsigned i = 0; i < 256; ++i) {
    constexpr std::string_view digits = "0123456789abcdef";
    const std::string two{digits[i / 16], digits[i % 16]};
    const auto value = static_cast<std::uint8_t>(i);
    if (ar::parse_color("#" + two + "0000").r != value ||
        ar::parse_color("#00" + two + "00").g != value ||
        ar::parse_color("#0000" + two).b != value || ar::parse_color("#000000" + two).a != value)
      FAIL_CHECK(two);
  }
}

TEST_CASE("a colour is read from its name in CSS") {
  CHECK(ar::parse_color("black") == color{0, 0, 0});
  CHECK(ar::parse_color("white") == color{255, 255, 255});
  CHECK(ar::parse_color("gray") == color{128, 128, 128});
  CHECK(ar::parse_color("silver") == color{192, 192, 192});
  CHECK(ar::parse_color("red") == color{255, 0, 0});
  CHECK(ar::parse_color("lime") == color{0, 255, 0});
  CHECK(ar::parse_color("green") == color{0, 128, 0});
  CHECK(ar::parse_color("blue") == color{0, 0, 255});
  CHECK(ar::parse_color("yellow") == color{255, 255, 0});
  CHECK(ar::parse_color("cyan") == color{0, 255, 255});
  CHECK(ar::parse_color("magenta") == color{255, 0, 255});
  CHECK(ar::parse_color("orange") == color{255, 165, 0});
  CHECK(ar::parse_color("transparent") == ar::transparent);
}

TEST_CASE("any other text is refused, named, with what was expected") {
  for (const std::string_view text :
       {"", "#", "#1", "#12", "#12345", "#1234567", "#123456789", "#12345g", "#xyz", "123456",
        " red", "red ", "Red", "chartreuse", "# 12345", "#-12345", "#+12"}) {
    CHECK_REFUSED(ar::parse_color(text), ar::error_kind::parameter,
                  "a colour of '" + std::string(text) + "'");
    CHECK_REFUSED(ar::parse_color(text), ar::error_kind::parameter, "#rrggbb");
  }
  CHECK_REFUSED(ar::parse_color(std::string_view("#12\00056", 6)), ar::error_kind::parameter,
                "\\x00");
  // A long one is cut.
  CHECK(test::refused([] { return ar::parse_color(std::string(100'000, 'x')); }).message.size() <
        500);
}
