// The options of the mapping: which range they give for an array, and which contradict each other.
#include "catch.hpp"

#include <cmath>
#include <complex>
#include <cstddef>
#include <cstdint>
#include <numbers>
#include <vector>

#include <arrayreel/mapping.hpp>

#include "support/numbers.hpp"
#include "support/refusal.hpp"

namespace ar = arrayreel;
using ar::error_kind;
using ar::mapping_options;
using ar::value_range;
using test::inf;
using test::largest;
using test::quiet_nan;

namespace {

const std::vector<double> data{-2, quiet_nan, 1, 6, inf, -inf};
const std::vector<double> no_data{quiet_nan, inf};

[[nodiscard]] value_range resolved(const std::vector<double>& v, const mapping_options& o) {
  return ar::resolve_range(v, o);
}

[[nodiscard]] bool is_usable(const value_range& r) {
  return std::isfinite(r.lo) && std::isfinite(r.hi) && r.lo < r.hi;
}

} // namespace

TEST_CASE("ends that are not given come from the finite values") {
  CHECK(resolved(data, {}) == value_range{-2, 6});
  CHECK(resolved(data, {.vmin = -1}) == value_range{-1, 6});
  CHECK(resolved(data, {.vmax = 3}) == value_range{-2, 3});
  CHECK(resolved(data, {.vmin = -10, .vmax = 100}) == value_range{-10, 100});
  CHECK(resolved(data, {.range = value_range{0.5, 0.75}}) == value_range{0.5, 0.75});
  CHECK(resolved(no_data, {}) == value_range{0, 1});
  const bool flags[] = {true, true};
  CHECK(ar::resolve_range(flags, {}) == value_range{0, 1});
  CHECK(ar::resolve_range(std::vector<std::uint8_t>{3, 9}, {}) == value_range{0, 255});
}

TEST_CASE("the end that is given stays where the data has nothing beyond it") {
  CHECK(resolved(data, {.vmin = 6}) == value_range{6, 7});
  CHECK(resolved(data, {.vmin = 512}) == value_range{512, 514});
  CHECK(resolved(data, {.vmax = -2}) == value_range{-3, -2});
  CHECK(resolved(data, {.vmax = -512}) == value_range{-514, -512});
  CHECK(resolved(no_data, {.vmin = 5}) == value_range{5, 6});
  CHECK(resolved(no_data, {.vmax = 5}) == value_range{4, 5});
  CHECK(is_usable(resolved(data, {.vmin = largest})));
  CHECK(is_usable(resolved(data, {.vmax = -largest})));
}

TEST_CASE("vsym makes a range about zero of whatever the ends are") {
  CHECK(resolved(data, {.vsym = true}) == value_range{-6, 6});
  CHECK(resolved(data, {.vmin = -8, .vsym = true}) == value_range{-8, 8});
  CHECK(resolved(data, {.vmax = 4, .vsym = true}) == value_range{-4, 4});
  CHECK(resolved(data, {.vmin = 1, .vmax = 2, .vsym = true}) == value_range{-2, 2});
  CHECK(resolved(data, {.vsym = true, .range = value_range{-16, 1}}) == value_range{-16, 16});
  CHECK(resolved(data, {.vsym = true, .percentile = ar::percentiles{0, 50}}) == value_range{-2, 2});
  CHECK(resolved(no_data, {.vsym = true}) == value_range{-1, 1});
  CHECK(resolved(no_data, {.vmin = -4, .vsym = true}) == value_range{-4, 4});
  CHECK(resolved(no_data, {.vmax = 4, .vsym = true}) == value_range{-4, 4});
  CHECK(resolved({0.0}, {.vsym = true}) == value_range{-1, 1});
}

TEST_CASE("percentiles give the ends that are not given") {
  const std::vector<double> v{0, 1, 2, 3, 4, quiet_nan};
  CHECK(resolved(v, {.percentile = ar::percentiles{25, 75}}) == value_range{1, 3});
  CHECK(resolved(v, {.vmin = -9, .percentile = ar::percentiles{25, 75}}) == value_range{-9, 3});
  CHECK(resolved(v, {.vmax = 9, .percentile = ar::percentiles{25, 75}}) == value_range{1, 9});
  CHECK(resolved(no_data, {.percentile = ar::percentiles{25, 75}}) == value_range{0, 1});
  // Of a logarithm, among those above zero.
  const std::vector<double> w{-5, 0, 1, 2, 3};
  CHECK(resolved(w, {.percentile = ar::percentiles{0, 50}, .norm = ar::log_norm{}}) ==
        value_range{1, 2});
}

TEST_CASE("a logarithmic norm takes the values above zero") {
  const ar::norm log = ar::log_norm{};
  const std::vector<double> v{-5, 0, 0.25, 8, inf};
  CHECK(resolved(v, {.norm = log}) == value_range{0.25, 8});
  CHECK(resolved(v, {.vmin = 1, .norm = log}) == value_range{1, 8});
  CHECK(resolved(v, {.vmax = 1, .norm = log}) == value_range{0.25, 1});
  CHECK(resolved({3.0}, {.norm = log}) == value_range{3, 30});
  CHECK(resolved(v, {.vmin = 10, .norm = log}) == value_range{10, 100});
  CHECK(resolved(v, {.vmax = 0.125, .norm = log}) == value_range{0.0125, 0.125});
  CHECK(resolved({-1, 0}, {.norm = log}) == value_range{1, 10});
  CHECK(resolved({-1, 0}, {.vmin = 5, .norm = log}) == value_range{5, 50});
  CHECK(resolved({-1, 0}, {.vmax = 5, .norm = log}) == value_range{0.5, 5});
  CHECK(resolved(no_data, {.norm = log}) == value_range{1, 10});
  CHECK(is_usable(resolved({largest}, {.norm = log})));
  CHECK(is_usable(resolved({1.0}, {.vmin = 1e308, .norm = log})));
  const std::vector<std::complex<double>> z{{0, 0}, {3, 4}, {0, 2}};
  CHECK(ar::resolve_range(z, {.complex_as = ar::complex_part::phase_hue, .norm = log}) ==
        value_range{2, 5});
}

TEST_CASE("a two-slope norm gets a range with its centre inside") {
  const auto with = [](double center) {
    return mapping_options{.norm = ar::two_slope_norm{.vcenter = center}};
  };
  CHECK(resolved(data, with(0)) == value_range{-2, 6});
  CHECK(resolved(data, with(-3)) == value_range{-12, 6});
  CHECK(resolved(data, with(-2)) == value_range{-10, 6});
  CHECK(resolved(data, with(7)) == value_range{-2, 16});
  CHECK(resolved(data, with(6)) == value_range{-2, 14});
  CHECK(resolved({3, 3}, with(3)) == value_range{2, 4});
  CHECK(resolved(no_data, with(3)) == value_range{2, 4});
  mapping_options given = with(3);
  given.vmin = 1;
  CHECK(resolved(no_data, given) == value_range{1, 5});
  CHECK(is_usable(resolved({1e300}, with(1e300))));
  CHECK(is_usable(resolved({1e308}, with(-1e308))));
}

TEST_CASE("parts of complex numbers have their own ranges") {
  const std::vector<std::complex<double>> z{{-3, 4}, {1, -2}, {quiet_nan, 0}};
  const auto of = [&](ar::complex_part part) { return ar::resolve_range(z, {.complex_as = part}); };
  CHECK(of(ar::complex_part::magnitude) == value_range{std::hypot(1.0, 2.0), 5});
  CHECK(of(ar::complex_part::real) == value_range{-3, 1});
  CHECK(of(ar::complex_part::imag) == value_range{-2, 4});
  CHECK(of(ar::complex_part::phase_hue) == value_range{0, 5});
  const value_range phase = of(ar::complex_part::phase);
  CHECK(phase.hi == std::numbers::pi);
  CHECK(std::fabs(phase.lo + std::numbers::pi) < 1e-15);
  CHECK(ar::resolve_range(z, {.complex_as = ar::complex_part::phase, .vmin = 0}) ==
        value_range{0, std::numbers::pi});
}

TEST_CASE("limits that are no finite numbers, or not in order, are refused by name") {
  CHECK_REFUSED(resolved(data, {.vmin = quiet_nan}), error_kind::parameter, "vmin of nan");
  CHECK_REFUSED(resolved(data, {.vmax = quiet_nan}), error_kind::parameter, "vmax of nan");
  CHECK_REFUSED(resolved(data, {.vmin = -inf}), error_kind::parameter, "vmin of -inf");
  CHECK_REFUSED(resolved(data, {.vmax = inf}), error_kind::parameter, "vmax of inf");
  CHECK_REFUSED(resolved(data, {.vmin = 2.5, .vmax = 2.5}), error_kind::parameter,
                "vmin of 2.5 and a vmax of 2.5");
  CHECK_REFUSED(resolved(data, {.vmin = 3, .vmax = -1}), error_kind::parameter,
                "vmin of 3 and a vmax of -1");
  CHECK_REFUSED(resolved(data, {.vmin = 3, .vmax = -1, .vsym = true}), error_kind::parameter,
                "vmin of 3");
  CHECK_REFUSED(resolved(data, {.range = value_range{2, 1}}), error_kind::parameter, "vmin of 2");
  CHECK_REFUSED(resolved(data, {.range = value_range{0, quiet_nan}}), error_kind::parameter, "nan");
}

TEST_CASE("options that say the same thing twice are refused") {
  const value_range r{0, 1};
  CHECK_REFUSED(resolved(data, {.vmin = 0, .range = r}), error_kind::parameter, "range of 0 to 1");
  CHECK_REFUSED(resolved(data, {.vmax = 0, .range = r}), error_kind::parameter, "range of 0 to 1");
  CHECK_REFUSED(resolved(data, {.range = r, .percentile = ar::percentiles{}}),
                error_kind::parameter, "range of 0 to 1");
  CHECK_REFUSED(resolved(data, {.norm = ar::log_norm{}, .gamma = 2.5}), error_kind::parameter,
                "gamma of 2.5 beside a norm");
  CHECK_REFUSED(resolved({1, 2}, {.vsym = true, .norm = ar::log_norm{}}), error_kind::parameter,
                "vsym beside a logarithmic norm");
}

TEST_CASE("norms that cannot take the range or their parameters are refused") {
  const ar::norm log = ar::log_norm{};
  CHECK_REFUSED(resolved(data, {.vmin = 0, .norm = log}), error_kind::parameter, "vmin 0;");
  CHECK_REFUSED(resolved(data, {.vmin = -5, .norm = log}), error_kind::parameter, "vmin -5;");
  CHECK_REFUSED(resolved(no_data, {.vmin = -5, .norm = log}), error_kind::parameter, "vmin -5;");
  CHECK_REFUSED(resolved(data, {.vmax = -5, .norm = log}), error_kind::parameter, "vmax -5;");
  CHECK_REFUSED(resolved(data, {.vmin = 1, .norm = ar::two_slope_norm{}}), error_kind::parameter,
                "vcenter 0");
  CHECK_REFUSED(resolved(data, {.gamma = 0}), error_kind::parameter, "gamma of 0");
  CHECK_REFUSED(resolved(data, {.gamma = -1}), error_kind::parameter, "gamma of -1");
  CHECK_REFUSED(resolved(data, {.gamma = quiet_nan}), error_kind::parameter, "gamma of nan");
}

TEST_CASE("percentiles are checked even where nothing is left for them to do") {
  const ar::percentiles wrong{50, 20};
  CHECK_REFUSED(resolved(data, {.percentile = wrong}), error_kind::parameter, "50 and 20");
  CHECK_REFUSED(resolved(data, {.vmin = 0, .vmax = 1, .percentile = wrong}), error_kind::parameter,
                "50 and 20");
  const bool flags[] = {true, false};
  CHECK_REFUSED(ar::resolve_range(flags, {.percentile = ar::percentiles{-1, 20}}),
                error_kind::parameter, "-1 and 20");
}
