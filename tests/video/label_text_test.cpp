// The text of labels: patterns with a frame's number and time.
#include <arrayreel/detail/video/label.hpp>

#include <cstddef>
#include <limits>
#include <locale>
#include <string>
#include <string_view>

#include "catch.hpp"
#include "support/refusal.hpp"

namespace {

using arrayreel::error_kind;
using arrayreel::detail::label_text;

std::string text(std::string_view pattern, std::size_t frame = 7, double time = 0.28) {
  return label_text(pattern)(frame, time);
}

} // namespace

TEST_CASE("label_text: texts without fields") {
  CHECK(label_text().empty());
  CHECK(label_text("").empty());
  CHECK(text("").empty());
  CHECK_FALSE(label_text("u").empty());
  CHECK(text("u = 3 µs") == "u = 3 µs");
  CHECK(text("{{}}") == "{}");
  CHECK(text("a{{frame}}b") == "a{frame}b");
  CHECK(text("}}{{") == "}{");
  CHECK(text("two\nlines") == "two\nlines");
}

TEST_CASE("label_text: the frame's number") {
  CHECK(text("{frame}") == "7");
  CHECK(text("{frame}", 0) == "0");
  CHECK(text("<{frame:04}>") == "<0007>");
  CHECK(text("{frame:04d}") == "0007");
  CHECK(text("{frame:04}", 12345) == "12345");
  CHECK(text("{frame:01}") == "7");
  CHECK(text("{frame:020}") == "00000000000000000007");
  CHECK(text("{frame}", std::numeric_limits<std::size_t>::max()) ==
        std::to_string(std::numeric_limits<std::size_t>::max()));
}

TEST_CASE("label_text: the time") {
  CHECK(text("t = {time:.2f} s") == "t = 0.28 s");
  CHECK(text("{time}") == "0.28");
  CHECK(text("{time:.0f}", 0, 1.6) == "2");
  CHECK(text("{time:.3f}", 0, -1.5) == "-1.500");
  CHECK(text("{time:.20f}", 0, 0.5) == "0.50000000000000000000");
  CHECK(text("{time:.2f}", 0, 1e300).size() == 304);
  CHECK(text("{time:.20f}", 0, -std::numeric_limits<double>::max()).size() == 331);
  CHECK(text("{frame}: {time:.1f}, {time:.1f}, {frame:02}") == "7: 0.3, 0.3, 07");
  CHECK(text("{{{time:.1f}}}") == "{0.3}");
}

TEST_CASE("label_text: patterns that it refuses") {
  const auto refuses = [](std::string_view pattern, std::string_view part) {
    INFO("pattern: " << std::string(pattern));
    CHECK_REFUSED(label_text(pattern), error_kind::parameter, part);
    CHECK_REFUSED(label_text(pattern), error_kind::parameter, "expected {frame}");
  };
  refuses("{", "the label '{' with a single {");
  refuses("a{frame", "the label 'a{frame' with a single {");
  refuses("}", "the label '}' with a single }");
  refuses("100 %}", "with a single }");
  refuses("{}", "the field '{}' in the label '{}'");
  refuses("x {t} y", "the field '{t}' in the label 'x {t} y'");
  refuses("{Frame}", "'{Frame}'");
  refuses("{frame:}", "'{frame:}'");
  refuses("{frame:4}", "'{frame:4}'");
  refuses("{frame:04x}", "'{frame:04x}'");
  refuses("{frame:021}", "'{frame:021}'");
  refuses("{frame:0-4}", "'{frame:0-4}'");
  refuses("{frame:099999999999999999999999}", "'{frame:099999999999999999999999}'");
  refuses("{time:}", "'{time:}'");
  refuses("{time:.2}", "'{time:.2}'");
  refuses("{time:2f}", "'{time:2f}'");
  refuses("{time:.f}", "'{time:.f}'");
  refuses("{time:.21f}", "'{time:.21f}'");
  refuses("{time:.-1f}", "'{time:.-1f}'");
  refuses("{time:.2e}", "'{time:.2e}'");
  refuses("{ frame }", "'{ frame }'");
  refuses("{frame{", "with a single {");
  refuses("{a\n}", "'{a\\x0a}'");
}
