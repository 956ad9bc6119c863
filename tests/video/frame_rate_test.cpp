// frame_rate.hpp: decimals and fractions as the rates that they mean.
#include <arrayreel/frame_rate.hpp>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <utility>

#include "catch.hpp"
#include "support/limits.hpp"
#include "support/refusal.hpp"

namespace {

namespace ar = arrayreel;
using ar::error_kind;

std::string text(const ar::frame_rate& r) {
  return std::to_string(r.numerator()) + "/" + std::to_string(r.denominator());
}

} // namespace

TEST_CASE("frame_rate: whole numbers and fractions are kept, in lowest terms") {
  CHECK(text(25) == "25/1");
  CHECK(text(1) == "1/1");
  CHECK(text({30000, 1001}) == "30000/1001");
  CHECK(text({50, 2}) == "25/1");
  CHECK(text({1, 10}) == "1/10");
  CHECK(text({2002, 60000}) == "1001/30000");
  CHECK(ar::frame_rate(50, 2) == ar::frame_rate(25));
  CHECK_FALSE(ar::frame_rate(24) == ar::frame_rate(24000, 1001));
  CHECK(ar::frame_rate(1, 4).value() == 0.25);
  CHECK(ar::frame_rate(30000, 1001).value() == 30000 / 1001.0);
}

TEST_CASE("frame_rate: whole numbers of any integer type") {
  CHECK(text(std::size_t{25}) == "25/1");
  CHECK(text(50L) == "50/1");
  CHECK(text(24U) == "24/1");
  CHECK(text(std::uint8_t{30}) == "30/1");
  const auto rate = [](auto fps) { return ar::frame_rate(fps); };
  // Not what an int would keep of them.
  CHECK_REFUSED(rate((1LL << 32) + 25), error_kind::parameter, "an fps of 4294967321; expected");
  CHECK_REFUSED(rate(test::size_max), error_kind::parameter,
                "an fps of " + test::size_max_text + "; expected");
  CHECK_REFUSED(rate(0U), error_kind::parameter, "an fps of 0; expected");
  CHECK_REFUSED(rate(-25L), error_kind::parameter, "an fps of -25; expected");
}

TEST_CASE("frame_rate: the broadcast rates as people abbreviate them") {
  CHECK(text(23.976) == "24000/1001");
  CHECK(text(23.98) == "24000/1001");
  CHECK(text(23.97602397602398) == "24000/1001");
  CHECK(text(29.97) == "30000/1001");
  CHECK(text(29.97002997) == "30000/1001");
  CHECK(text(47.952) == "48000/1001");
  CHECK(text(47.95) == "48000/1001");
  CHECK(text(59.94) == "60000/1001");
  CHECK(text(119.88) == "120000/1001");
  CHECK(text(239.76) == "240000/1001");
}

TEST_CASE("frame_rate: other decimals are the nearest small fraction") {
  CHECK(text(25.0) == "25/1");
  CHECK(text(24.0) == "24/1");
  CHECK(text(30.0) == "30/1");
  CHECK(text(240.0) == "240/1");
  CHECK(text(12.5) == "25/2");
  CHECK(text(0.5) == "1/2");
  CHECK(text(0.1) == "1/10");
  CHECK(text(0.001) == "1/1000");
  CHECK(text(1.0 / 3) == "1/3");
  CHECK(text(10.0 / 3) == "10/3");
  // Beside a broadcast rate, but none of its abbreviations.
  CHECK(text(29.975) == "1199/40");
  CHECK(text(23.975) == "959/40");
  CHECK(text(59.945) == "11989/200");
  CHECK(text(14.985) == "2997/200");
  CHECK(text(15000 / 1001.0) == "15000/1001");
  CHECK(text(29.9) == "299/10");
  CHECK(text(30.1) == "301/10");
  CHECK(text(29.99) == "2999/100");
  CHECK(text(99999.5) == "199999/2");
  CHECK(text(100000.0) == "100000/1");
  for (double fps = 0.0011; fps < 99999; fps *= 1.0137) {
    const double off = std::abs(ar::frame_rate(fps).value() - fps) / fps;
    INFO(fps << " as " << text(fps));
    CHECK((off < 1e-3));
    CHECK((fps < 1 || std::abs(ar::frame_rate(fps).value() - fps) <= 0.0051));
  }
}

TEST_CASE("frame_rate: a fraction as a decimal is the fraction again") {
  for (int numerator = 1; numerator < 500; numerator += 7)
    for (int denominator = 1; denominator < 60; ++denominator) {
      const ar::frame_rate exact(numerator, denominator);
      // A decimal beside a broadcast rate is taken for it.
      if (text(exact.value()).ends_with("/1001")) continue;
      CHECK(text(exact.value()) == text(exact));
    }
}

TEST_CASE("frame_rate: what is no rate") {
  const double inf = std::numeric_limits<double>::infinity();
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const auto of_double = [](double fps) { return ar::frame_rate(fps); };
  CHECK_REFUSED(of_double(0.0), error_kind::parameter, "an fps of 0; expected a number");
  CHECK_REFUSED(of_double(-25.0), error_kind::parameter, "an fps of -25; expected");
  CHECK_REFUSED(of_double(nan), error_kind::parameter, "an fps of nan; expected");
  CHECK_REFUSED(of_double(inf), error_kind::parameter, "an fps of inf; expected");
  CHECK_REFUSED(of_double(-inf), error_kind::parameter, "an fps of -inf; expected");
  CHECK_REFUSED(of_double(0.0009), error_kind::parameter, "from 0.001 to 100000");
  CHECK_REFUSED(of_double(100001.0), error_kind::parameter, "from 0.001 to 100000");
  CHECK_REFUSED(ar::frame_rate(0), error_kind::parameter, "an fps of 0; expected a number from");
  CHECK_REFUSED(ar::frame_rate(-1), error_kind::parameter, "an fps of -1; expected");
  CHECK_REFUSED(ar::frame_rate(0, 5), error_kind::parameter, "an fps of 0/5; expected");
  CHECK_REFUSED(ar::frame_rate(30, 0), error_kind::parameter, "an fps of 30/0; expected");
  CHECK_REFUSED(ar::frame_rate(-30, -1), error_kind::parameter, "an fps of -30/-1; expected");
  CHECK_REFUSED(ar::frame_rate(30, -1), error_kind::parameter, "an fps of 30/-1; expected");
  CHECK_REFUSED(ar::frame_rate(std::numeric_limits<int>::min(), -1), error_kind::parameter,
                "expected a number above 0");
  CHECK_REFUSED(ar::frame_rate(100001), error_kind::parameter, "an fps of 100001; expected");
  CHECK_REFUSED(ar::frame_rate(1, 1001), error_kind::parameter, "an fps of 1/1001; expected");
}
