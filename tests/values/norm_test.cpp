// Norms: the place between 0 and 1 that a value takes, and the parameters that are refused.
#include "catch.hpp"

#include <cmath>
#include <cstddef>
#include <limits>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include <arrayreel/detail/values/norm_function.hpp>
#include <arrayreel/mapping.hpp>
#include <arrayreel/norm.hpp>

#include "support/numbers.hpp"
#include "support/refusal.hpp"

namespace ar = arrayreel;
using ar::error_kind;
using ar::detail::norm_function;
using test::inf;
using test::largest;
using test::quiet_nan;
using test::tiniest;

namespace {

[[nodiscard]] double place(const ar::norm& n, double lo, double hi, double x) {
  return norm_function(n, {lo, hi})(x);
}

[[nodiscard]] bool is_near(double a, double b) { return std::fabs(a - b) < 1e-14; }

} // namespace

TEST_CASE("a text is the norm of that name") {
  using kind = ar::norm::kind;
  CHECK(ar::norm("linear").type() == kind::linear);
  CHECK(ar::norm("log").type() == kind::log);
  CHECK(ar::norm(std::string("Log")).type() == kind::log);
  CHECK(ar::norm("symlog").type() == kind::symlog);
  CHECK(ar::norm("symlog").base() == 10);
  CHECK_FALSE(ar::norm("symlog").linthresh());
  CHECK(ar::norm(std::string_view("two_slope")).type() == kind::two_slope);
  CHECK(ar::norm("two-slope").type() == kind::two_slope);
  CHECK(ar::norm("TwoSlope").vcenter() == 0);
  const ar::mapping_options by_name{.norm = "log"};
  CHECK(by_name.norm.type() == kind::log);
  for (const std::string name : {"", "logarithmic", "lin", "power", "log "}) {
    CHECK_REFUSED(ar::norm_named(name), error_kind::parameter, "'" + name + "'");
    CHECK_REFUSED(ar::norm_named(name), error_kind::parameter, "linear, log, symlog, two_slope");
  }
  STATIC_REQUIRE_FALSE(std::is_constructible_v<ar::norm, std::nullptr_t>);
  STATIC_REQUIRE_FALSE(std::is_constructible_v<ar::norm, double>);
}

TEST_CASE("a norm remembers what it was made of") {
  CHECK(ar::norm{}.type() == ar::norm::kind::linear);
  CHECK(ar::norm{ar::linear_norm{}}.type() == ar::norm::kind::linear);
  CHECK(ar::norm{ar::log_norm{}}.type() == ar::norm::kind::log);
  CHECK_FALSE(ar::norm{ar::linear_norm{}}.linthresh());

  const ar::norm symlog = ar::symlog_norm{.linthresh = 0.5, .linscale = 2, .base = 3};
  CHECK(symlog.type() == ar::norm::kind::symlog);
  CHECK(symlog.linthresh().value_or(0) == 0.5);
  CHECK(symlog.linscale() == 2);
  CHECK(symlog.base() == 3);
  const ar::norm derived = ar::symlog_norm{};
  CHECK_FALSE(derived.linthresh().has_value());

  CHECK(ar::norm{ar::power_norm{.gamma = 0.25}}.gamma() == 0.25);
  CHECK(ar::norm{ar::power_norm{}}.type() == ar::norm::kind::power);
  CHECK(ar::norm{ar::two_slope_norm{.vcenter = -2}}.vcenter() == -2);
  CHECK(ar::norm{ar::two_slope_norm{}}.type() == ar::norm::kind::two_slope);
}

TEST_CASE("a linear norm is proportional") {
  CHECK(place({}, -1, 3, -1) == 0);
  CHECK(place({}, -1, 3, 3) == 1);
  CHECK(place({}, -1, 3, 0) == 0.25);
  CHECK(place({}, -1, 3, 7) == 2);
  CHECK(place({}, -1, 3, -5) == -1);
  CHECK(place({}, 0, 1, inf) == inf);
  CHECK(place({}, 0, 1, -inf) == -inf);
  CHECK(std::isnan(place({}, 0, 1, quiet_nan)));
}

TEST_CASE("a linear norm spans ranges whose width overflows, and the narrowest there are") {
  CHECK(place({}, -largest, largest, 0) == 0.5);
  CHECK(place({}, -largest, largest, largest) == 1);
  CHECK(place({}, -largest, largest, -largest) == 0);
  CHECK(place({}, -largest, largest, inf) == inf);
  CHECK(place({}, -largest, largest, -inf) == -inf);
  CHECK(place({}, -1e308, 1e308, 5e307) == 0.75);
  CHECK(place({}, 0, tiniest, 0) == 0);
  CHECK(place({}, 0, tiniest, tiniest) == 1);
  CHECK(place({}, 0, 4 * tiniest, tiniest) == 0.25);
}

TEST_CASE("a logarithmic norm goes by decades; what has no logarithm has no place") {
  const ar::norm n = ar::log_norm{};
  CHECK(place(n, 1, 1000, 1) == 0);
  CHECK(place(n, 1, 1000, 1000) == 1);
  CHECK(is_near(place(n, 1, 1000, 10), 1.0 / 3));
  CHECK(is_near(place(n, 1, 1000, 0.1), -1.0 / 3));
  CHECK(std::isnan(place(n, 1, 1000, 0)));
  CHECK(std::isnan(place(n, 1, 1000, -1)));
  CHECK(std::isnan(place(n, 1, 1000, -inf)));
  CHECK(std::isnan(place(n, 1, 1000, quiet_nan)));
  CHECK(place(n, 1, 1000, inf) == inf);
  CHECK(place(n, tiniest, largest, largest) == 1);
  CHECK(place(n, tiniest, largest, tiniest) == 0);
}

TEST_CASE(
    "a logarithmic norm between neighbours, whose logarithms are one, still tells them apart") {
  const double lo = 1e300;
  const double hi = std::nextafter(lo, inf);
  CHECK(place(ar::log_norm{}, lo, hi, lo) == 0);
  CHECK(place(ar::log_norm{}, lo, hi, hi) == 1);
  CHECK(place(ar::symlog_norm{.linthresh = 1}, lo, hi, lo) == 0);
  CHECK(place(ar::symlog_norm{.linthresh = 1}, lo, hi, hi) == 1);
}

TEST_CASE("a logarithmic norm needs vmin above zero") {
  CHECK_REFUSED(place(ar::log_norm{}, 0, 1, 1), error_kind::parameter, "vmin 0;");
  CHECK_REFUSED(place(ar::log_norm{}, -2.5, 1, 1), error_kind::parameter, "vmin -2.5;");
  CHECK_REFUSED(place(ar::log_norm{}, quiet_nan, 1, 1), error_kind::parameter, "nan");
}

TEST_CASE("a symlog norm is linear about zero and logarithmic beyond, the same on both sides") {
  const ar::norm n = ar::symlog_norm{.linthresh = 1, .linscale = 1, .base = 10};
  // f(x) = x * a within, sign(x) (a + log10|x|) beyond; a = 1 / (1 - 1 / 10).
  const double a = 1 / 0.9;
  const double end = a + 2;
  const auto expected = [&](double f) { return (f + end) / (2 * end); };
  CHECK(place(n, -100, 100, 0) == 0.5);
  CHECK(place(n, -100, 100, -100) == 0);
  CHECK(place(n, -100, 100, 100) == 1);
  CHECK(is_near(place(n, -100, 100, 0.5), expected(0.5 * a)));
  CHECK(is_near(place(n, -100, 100, 1), expected(a)));
  CHECK(is_near(place(n, -100, 100, 10), expected(a + 1)));
  CHECK(is_near(place(n, -100, 100, -10), expected(-a - 1)));
  CHECK(std::isnan(place(n, -100, 100, quiet_nan)));
  CHECK(place(n, -100, 100, inf) == inf);
  CHECK(place(n, -100, 100, -inf) == -inf);

  const ar::norm wide = ar::symlog_norm{.linthresh = 2, .linscale = 3, .base = 2};
  // a = 3 / (1 - 1 / 2) = 6; f(8) = 2 (6 + 2), f(2) = 2 * 6.
  CHECK(is_near(place(wide, 0, 8, 2), 12.0 / 16));
  CHECK(is_near(place(wide, 0, 8, 1), 6.0 / 16));
}

TEST_CASE("linthresh is a hundredth of the larger magnitude unless given") {
  for (const double x : {-300.0, -5.0, -0.5, 0.25, 4.0, 100.0})
    CHECK(place(ar::symlog_norm{}, -500, 100, x) ==
          place(ar::symlog_norm{.linthresh = 5}, -500, 100, x));
  // Also where a hundredth would be zero.
  CHECK(place(ar::symlog_norm{}, 0, 10 * tiniest, 10 * tiniest) == 1);
}

TEST_CASE("a symlog norm spans everything") {
  CHECK(place(ar::symlog_norm{}, -largest, largest, 0) == 0.5);
  CHECK(place(ar::symlog_norm{}, -largest, largest, largest) == 1);
  CHECK(place(ar::symlog_norm{.linthresh = 1e308, .linscale = 10}, -largest, largest, largest) ==
        1);
  CHECK(place(ar::symlog_norm{.linthresh = tiniest}, -largest, largest, largest) == 1);
  CHECK(place(ar::symlog_norm{.linthresh = tiniest}, -largest, largest, 0) == 0.5);
}

TEST_CASE("a symlog norm refuses what is not above its bounds") {
  const auto with = [](const ar::symlog_norm& n) { return place(n, -1, 1, 0); };
  CHECK_REFUSED(with({.linthresh = 0}), error_kind::parameter, "linthresh 0;");
  CHECK_REFUSED(with({.linthresh = -1.5}), error_kind::parameter, "linthresh -1.5;");
  CHECK_REFUSED(with({.linthresh = quiet_nan}), error_kind::parameter, "linthresh nan");
  CHECK_REFUSED(with({.linthresh = inf}), error_kind::parameter, "linthresh inf");
  CHECK_REFUSED(with({.linscale = 0}), error_kind::parameter, "linscale 0;");
  CHECK_REFUSED(with({.linscale = -2}), error_kind::parameter, "linscale -2;");
  CHECK_REFUSED(with({.linscale = quiet_nan}), error_kind::parameter, "linscale nan");
  CHECK_REFUSED(with({.base = 1}), error_kind::parameter, "base 1;");
  CHECK_REFUSED(with({.base = 0.5}), error_kind::parameter, "base 0.5;");
  CHECK_REFUSED(with({.base = quiet_nan}), error_kind::parameter, "base nan");
  CHECK_REFUSED(with({.base = inf}), error_kind::parameter, "base inf");
}

TEST_CASE("a power norm is the linear place to the power of gamma") {
  CHECK(place(ar::power_norm{.gamma = 2}, 0, 4, 2) == 0.25);
  CHECK(place(ar::power_norm{.gamma = 0.5}, 0, 4, 1) == 0.5);
  CHECK(place(ar::power_norm{.gamma = 2}, 0, 4, 0) == 0);
  CHECK(place(ar::power_norm{.gamma = 2}, 0, 4, 4) == 1);
  CHECK(place(ar::power_norm{.gamma = 2}, 0, 4, 8) == 4);
  // Below the range a place stays below, where the power would have no value or another sign.
  CHECK(place(ar::power_norm{.gamma = 2}, 0, 4, -1) < 0);
  CHECK(place(ar::power_norm{.gamma = 0.5}, 0, 4, -1) < 0);
  CHECK(place(ar::power_norm{.gamma = 0.5}, 0, 4, -inf) == -inf);
  CHECK(place(ar::power_norm{.gamma = 0.5}, 0, 4, inf) == inf);
  CHECK(std::isnan(place(ar::power_norm{.gamma = 0.5}, 0, 4, quiet_nan)));
  CHECK_REFUSED(place(ar::power_norm{.gamma = 0}, 0, 1, 0), error_kind::parameter, "gamma of 0;");
  CHECK_REFUSED(place(ar::power_norm{.gamma = -1}, 0, 1, 0), error_kind::parameter, "gamma of -1;");
  CHECK_REFUSED(place(ar::power_norm{.gamma = quiet_nan}, 0, 1, 0), error_kind::parameter, "nan");
  CHECK_REFUSED(place(ar::power_norm{.gamma = inf}, 0, 1, 0), error_kind::parameter, "inf");
}

TEST_CASE("a two-slope norm has its centre in the middle") {
  const ar::norm n = ar::two_slope_norm{.vcenter = 1};
  CHECK(place(n, 0, 5, 1) == 0.5);
  CHECK(place(n, 0, 5, 0) == 0);
  CHECK(place(n, 0, 5, 5) == 1);
  CHECK(place(n, 0, 5, 0.5) == 0.25);
  CHECK(place(n, 0, 5, 3) == 0.75);
  CHECK(place(n, 0, 5, 9) == 1.5);
  CHECK(place(n, 0, 5, -1) == -0.5);
  CHECK(place(n, 0, 5, inf) == inf);
  CHECK(place(n, 0, 5, -inf) == -inf);
  CHECK(std::isnan(place(n, 0, 5, quiet_nan)));
  // Each side is wider than double.
  const ar::norm low = ar::two_slope_norm{.vcenter = -1e308};
  CHECK(place(low, -largest, largest, largest) == 1);
  const ar::norm high = ar::two_slope_norm{.vcenter = 1e308};
  CHECK(place(high, -largest, largest, -largest) == 0);
  CHECK(place(high, -largest, largest, 1e308) == 0.5);
}

TEST_CASE("a two-slope norm needs its centre inside the range") {
  const auto with = [](double center) {
    return place(ar::two_slope_norm{.vcenter = center}, -1, 2, 0);
  };
  CHECK_REFUSED(with(-1), error_kind::parameter, "vcenter -1; expected it between vmin -1 and");
  CHECK_REFUSED(with(2), error_kind::parameter, "vmax 2");
  CHECK_REFUSED(with(3.5), error_kind::parameter, "vcenter 3.5");
  CHECK_REFUSED(with(quiet_nan), error_kind::parameter, "vcenter nan");
}

TEST_CASE("every norm rises from 0 to 1 and never falls") {
  const std::vector<ar::norm> norms{ar::linear_norm{},
                                    ar::log_norm{},
                                    ar::symlog_norm{},
                                    ar::symlog_norm{.linthresh = 0.3, .linscale = 0.1, .base = 2},
                                    ar::power_norm{.gamma = 0.3},
                                    ar::power_norm{.gamma = 2.2},
                                    ar::two_slope_norm{.vcenter = 0.5}};
  for (const ar::norm& n : norms) {
    CAPTURE(static_cast<int>(n.type()));
    const norm_function f(n, {0.01, 7});
    double last = -inf;
    std::size_t falls = 0;
    for (int i = 0; i <= 10'000; ++i) {
      const double t = f(0.01 + (7 - 0.01) * i / 10'000);
      falls += t < last ? 1U : 0U;
      last = t;
    }
    CHECK(falls == 0);
    CHECK(f(0.01) == 0);
    CHECK(f(7) == 1);
  }
}
