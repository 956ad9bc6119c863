// Spans wider than the element type's largest number, and integers that no double holds: what is
// right is worked out in wider arithmetic, or by hand.
#include "catch.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <complex>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

#include <arrayreel/any_view.hpp>
#include <arrayreel/colorbar.hpp>
#include <arrayreel/detail/values/derived_range.hpp>
#include <arrayreel/nbimage.hpp>
#include <arrayreel/rerange.hpp>

#include "support/numbers.hpp"

#include "support/refusal.hpp"
#include "support/simd_sets.hpp"

namespace ar = arrayreel;
using ar::error_kind;
using ar::mapping_options;
using ar::raster;
using ar::value_range;
using i64 = std::int64_t;
using u64 = std::uint64_t;

namespace {

using levels = std::vector<unsigned>;

template <class P> [[nodiscard]] levels list(const raster<P>& picture) {
  return {picture.pixels().begin(), picture.pixels().end()};
}
template <class T> [[nodiscard]] auto row(const std::vector<T>& values) {
  return ar::view(values.data(), {std::size_t{1}, values.size()});
}

constexpr i64 least = std::numeric_limits<i64>::min();
constexpr i64 most = std::numeric_limits<i64>::max();
constexpr u64 top = std::numeric_limits<u64>::max();
constexpr i64 stamp = 1'700'000'000'000'000'001; // nanoseconds since 1970

/// Places in the span from −1 to 1 that are in no level's corner, and the ends; as many as fill
/// vectors and leave a rest.
[[nodiscard]] std::vector<double> places() {
  std::vector<double> result{-1, 1};
  for (int i = 0; i < 150; ++i) result.push_back((i + 0.37) / 75 - 1);
  return result;
}

/// The levels of places in −1…1.
[[nodiscard]] levels expected(const std::vector<double>& at, double bins) {
  levels result;
  for (const double x : at)
    result.push_back(static_cast<unsigned>(std::min(std::floor((x + 1) / 2 * bins), bins - 1)));
  return result;
}

/// Every way to map a span from −m to m.
template <class T> void check_span(const std::vector<T>& values, double m) {
  const auto near = [](const levels& a, const levels& b) {
    if (a.size() != b.size()) return false;
    for (std::size_t i = 0; i < a.size(); ++i)
      // In 65536 levels a value that the type rounds may have the next level.
      if (a[i] > b[i] + 1 || b[i] > a[i] + 1) return false;
    return true;
  };
  const levels want = expected(places(), 256);
  const levels want16 = expected(places(), 65536);
  for (const auto set : test::simd_sets()) {
    const test::using_simd use(set);
    CHECK(list(ar::rerange(row(values))) == want);
    CHECK(near(list(ar::rerange<std::uint16_t>(row(values))), want16));
    CHECK(list(ar::rerange(row(values), {.vsym = true})) == want);
    CHECK(list(ar::rerange(row(values), {.vmin = -m, .vmax = m})) == want);
    CHECK(list(ar::rerange(row(values), {.range = value_range{-m, m}})) == want);
    CHECK(list(ar::rerange(row(values), {.percentile = ar::percentiles{0, 100}})) == want);
    CHECK(list(ar::rerange(row(values), {.norm = ar::two_slope_norm{0}})) == want);
    CHECK(list(ar::rerange(row(values), {.norm = ar::power_norm{1}})) == want);
    // Colours of what is beyond the range need every value's class.
    CHECK(list(ar::rerange(row(values),
                           {.under = ar::color{1, 1, 1}, .over = ar::color{2, 2, 2}})) == want);
    // Every second value.
    const std::vector<T> both = [&] {
      std::vector<T> result;
      for (const T& x : values) result.insert(result.end(), {x, T{}});
      return result;
    }();
    CHECK(list(ar::rerange(ar::view(both.data(), {std::size_t{1}, values.size()}, {0, 2}))) ==
          want);
    // 152 values as 50 colours.
    CHECK(list(ar::rerange(ar::view(values.data(), {10, 5, 3}))) ==
          levels(want.begin(), want.begin() + 150));
    const std::vector<ar::color> table{{0, 0, 0}, {1, 0, 0}, {2, 0, 0}, {3, 0, 0}};
    const ar::colormap four = ar::colormap::from_table(table);
    CHECK(list(ar::rerange(row(values), {.colormap = four})) == expected(places(), 4));
    const auto unit = ar::normalize(row(values));
    const auto tolerance = 4 * static_cast<double>(std::numeric_limits<float>::epsilon());
    for (std::size_t i = 0; i < values.size(); ++i)
      CHECK(std::fabs(static_cast<double>(unit(0, i)) - (places()[i] + 1) / 2) <
            (sizeof(T) == 2 ? 0.01 : tolerance));
  }
}

template <class T> [[nodiscard]] std::vector<T> spanning(double m) {
  std::vector<T> result;
  for (const double at : places()) result.push_back(static_cast<T>(at * m));
  return result;
}

} // namespace

TEST_CASE("spans wider than the element type's largest number") {
  check_span(spanning<float>(3e38), static_cast<double>(3e38F));
  check_span(spanning<float>(3.4028234663852886e38), 3.4028234663852886e38);
  check_span(spanning<double>(1.5e308), 1.5e308);
  check_span(spanning<double>(test::largest), test::largest);
  check_span(spanning<long double>(1.5e308), 1.5e308);
  // (3e38 - -3e38) · 256 / 6e38 by hand, at −3e38, 0, 1e38, 3e38.
  const std::vector<float> four{-3e38F, 0, 1e38F, 3e38F};
  CHECK(list(ar::rerange(row(four))) == levels{0, 128, 170, 255});
  CHECK(list(ar::rerange<std::uint16_t>(row(four))) == levels{0, 32768, 43690, 65535});
}

TEST_CASE("spans of bfloat16 and half precision") {
  // −3.39e38, 0, 1.13e38 and 3.39e38 by their bits: 0xff7f is the lowest number.
  const std::vector<std::uint16_t> bits{0xff7f, 0, 0x7eaa, 0x7f7f};
  const ar::any_view brain(ar::dtype::bfloat16, bits.data(), {1, 4}, {4, 1});
  CHECK(list(ar::rerange(brain)) == levels{0, 128, 170, 255});
#if ARRAYREEL_HAS_FLOAT16
  const std::vector<ar::detail::half> four{
      static_cast<ar::detail::half>(-6e4F), static_cast<ar::detail::half>(0.0F),
      static_cast<ar::detail::half>(1e4F), static_cast<ar::detail::half>(6e4F)};
  CHECK(list(ar::rerange(row(four))) == levels{0, 128, 149, 255});
  CHECK(list(ar::rerange<std::uint16_t>(row(four))) == levels{0, 32768, 38229, 65535});
  CHECK(list(ar::rerange(row(four), {.vsym = true})) == levels{0, 128, 149, 255});
  CHECK(list(ar::rerange(row(four), {.vmin = -6e4, .vmax = 6e4})) == levels{0, 128, 149, 255});
#endif
}

TEST_CASE("spans of the parts of complex numbers") {
  const std::vector<std::complex<float>> z{
      {-3e38F, 3e38F}, {0, 0}, {1e38F, 1e38F}, {3e38F, -3e38F}};
  const auto of = [&](ar::complex_part part) {
    return list(ar::rerange(row(z), {.complex_as = part}));
  };
  CHECK(of(ar::complex_part::real) == levels{0, 128, 170, 255});
  CHECK(of(ar::complex_part::imag) == levels{255, 128, 170, 0});
  const std::vector<std::complex<double>> w{
      {-1.5e308, 1.5e308}, {0, 0}, {0.5e308, 0.5e308}, {1.5e308, -1.5e308}};
  CHECK(list(ar::rerange(row(w), {.complex_as = ar::complex_part::real})) ==
        levels{0, 128, 170, 255});
  CHECK(list(ar::rerange(row(w), {.complex_as = ar::complex_part::imag})) ==
        levels{255, 128, 170, 0});
}

TEST_CASE("norms over a span wider than the type are those of the same values as doubles") {
  const std::vector<float> values = spanning<float>(3e38);
  const std::vector<double> same(values.begin(), values.end());
  for (const ar::norm& n : std::vector<ar::norm>{ar::symlog_norm{}, ar::symlog_norm{1e36},
                                                 ar::power_norm{0.5}, ar::two_slope_norm{1e38}})
    for (const auto set : test::simd_sets()) {
      const test::using_simd use(set);
      CHECK(list(ar::rerange(row(values), {.norm = n})) ==
            list(ar::rerange(row(same), {.norm = n})));
      CHECK(list(ar::rerange<std::uint16_t>(row(values), {.norm = n})) ==
            list(ar::rerange<std::uint16_t>(row(same), {.norm = n})));
    }
}

TEST_CASE("the widest span that a type holds is computed in the type, as narrower ones are") {
  constexpr float half = std::numeric_limits<float>::max() / 2;
  std::vector<float> values;
  for (const double at : places()) values.push_back(static_cast<float>(at) * half);
  const auto factor = static_cast<float>(256 / (2 * static_cast<double>(half)));
  levels want;
  for (const float x : values)
    want.push_back(static_cast<unsigned>(std::min((x + half) * factor, 255.0F)));
  for (const auto set : test::simd_sets()) {
    const test::using_simd use(set);
    CHECK(list(ar::rerange(row(values))) == want);
  }
}

TEST_CASE("values beyond a given span are its ends, NaN is bad and infinities are the ends") {
  const float largest = std::numeric_limits<float>::max();
  const auto inf = std::numeric_limits<float>::infinity();
  const std::vector<float> values{-inf, -largest, -2e38F, 0, 2e38F, largest, inf};
  CHECK(list(ar::rerange(row(values), {.vmin = -2e38, .vmax = 2e38})) ==
        levels{0, 0, 0, 128, 255, 255, 255});
  const std::vector<float> with_nan{-3e38F, std::numeric_limits<float>::quiet_NaN(), 3e38F};
  CHECK(list(ar::rerange(row(with_nan))) == levels{0, 255, 0, 0, 255, 255});
}

// ---- Integers of 64 bits ----

TEST_CASE("integers beyond 2^53 are told apart by their own arithmetic") {
  // NumPy: (a - a.min()) * (256 / (a.max() - a.min())).
  const std::vector<i64> a{stamp, stamp + 10, stamp + 20, stamp + 40};
  CHECK(list(ar::rerange(row(a))) == levels{0, 64, 128, 255});
  CHECK(list(ar::rerange<std::uint16_t>(row(a))) == levels{0, 16384, 32768, 65535});
  CHECK(list(ar::rerange(row(a), {.range = ar::full_range(a)})) == levels{0, 64, 128, 255});
  CHECK(list(ar::rerange(row(a), {.range = ar::resolve_range(a, {})})) == levels{0, 64, 128, 255});
  const auto unit = ar::normalize(a);
  CHECK(unit(0) == 0);
  CHECK(unit(1) == 0.25);
  CHECK(unit(2) == 0.5);
  CHECK(unit(3) == 1);
  std::vector<i64> negative;
  for (const i64 x : a) negative.push_back(-x);
  CHECK(list(ar::rerange(row(negative))) == levels{255, 192, 128, 0});
  const std::vector<u64> high{top - 40, top - 30, top - 20, top};
  CHECK(list(ar::rerange(row(high))) == levels{0, 64, 128, 255});
  const std::vector<u64> middle{(u64{1} << 63) - 2, u64{1} << 63, (u64{1} << 63) + 2};
  CHECK(list(ar::rerange(row(middle))) == levels{0, 128, 255});
  const std::vector<i64> low{least, least + 1, least + 2, least + 4};
  CHECK(list(ar::rerange(row(low))) == levels{0, 64, 128, 255});
  const std::vector<i64> last{most - 4, most - 3, most - 2, most};
  CHECK(list(ar::rerange(row(last))) == levels{0, 64, 128, 255});
  // Between 2⁵³ and what lies on both sides of it.
  const std::vector<i64> edge{9007199254740990, 9007199254740992, 9007199254740993,
                              9007199254740994};
  CHECK(list(ar::rerange(row(edge))) == levels{0, 128, 192, 255});
  // Any layout, and a type that is known at run time only.
  CHECK(list(ar::rerange(ar::view(a.data() + 3, {1, 4}, {0, -1}))) == levels{255, 128, 64, 0});
  CHECK(list(ar::rerange(ar::any_view(ar::dtype::int64, a.data(), {1, 4}, {4, 1}))) ==
        levels{0, 64, 128, 255});
  CHECK(list(ar::rerange(ar::view(std::vector<long long>(a.begin(), a.end()), {1, 4}))) ==
        levels{0, 64, 128, 255});
}

TEST_CASE("differences of integers that overflow 64 bits with a sign") {
  const std::vector<i64> a{least, least / 2, 0, most / 2, most};
  CHECK(list(ar::rerange(row(a))) == levels{0, 64, 128, 192, 255});
  const auto unit = ar::normalize(a);
  CHECK(unit(0) == 0);
  CHECK(unit(2) == 0.5); // 2⁶³ / (2⁶⁴ − 1)
  CHECK(unit(4) == 1);
  const std::vector<u64> b{0, u64{1} << 62, u64{1} << 63, top};
  CHECK(list(ar::rerange(row(b))) == levels{0, 64, 128, 255});
}

TEST_CASE("ranges and summaries of integers beyond 2^53 are exact") {
  const std::vector<i64> a{stamp + 40, stamp, -stamp};
  const ar::value_summary s = ar::summarize(a);
  // The double next to 1700000000000000001 is 1.7e18, and to ...041 too.
  CHECK(s.max == 1.7e18);
  CHECK(s.max_rest == 41);
  CHECK(s.min == -1.7e18);
  CHECK(s.min_rest == -1);
  CHECK(s.min_positive == 1.7e18);
  CHECK(s.min_positive_rest == 1);
  CHECK(ar::full_range(std::vector<i64>{stamp, stamp + 40}) == value_range{1.7e18, 1.7e18, 1, 41});
  CHECK(ar::full_range(std::vector<u64>{top, top - 1}) == value_range{0x1p64, 0x1p64, -2, -1});
  const auto [lo, hi] = ar::full_range(a);
  CHECK(lo == -1.7e18);
  CHECK(hi == 1.7e18);
  // Many values, by whatever instructions and threads there are.
  std::vector<u64> many(1'000'003, top - 500);
  many[777'777] = top - 1;
  many[333'333] = top - 999;
  for (const auto set : test::simd_sets()) {
    const test::using_simd use(set);
    CHECK(ar::full_range(many) == value_range{0x1p64, 0x1p64, -1000, -2});
    CHECK(ar::summarize(many).min_positive_rest == -1000);
  }
  // A constant array is 1 wide or a 256th of it, as others are.
  const value_range one = ar::full_range(std::vector<i64>{stamp});
  CHECK(one.lo == 1.7e18);
  CHECK(one.lo_rest == 1);
  CHECK(one.hi == 1.7e18 + 1.7e18 / 256);
  CHECK(list(ar::rerange(row(std::vector<i64>{stamp}))) == levels{0});
}

TEST_CASE("symmetric and centred ranges of integers beyond 2^53 are exact") {
  const std::vector<i64> a{-stamp, 0, stamp};
  CHECK(ar::symmetric_range(a).hi == 1.7e18);
  CHECK(ar::symmetric_range(a).hi_rest == 1);
  // 2⁶⁰ is 128 levels of 256 exactly, and needs no room for rounding.
  const i64 even = (i64{1} << 60) + 1;
  CHECK(ar::symmetric_range(std::vector<i64>{-even, 5}) == value_range{-0x1p60, 0x1p60, -1, 1});
  CHECK(list(ar::rerange(row(a), {.vsym = true})) == levels{0, 128, 255});
  // The magnitude of the smallest integer is no number of the type.
  const std::vector<i64> b{least, 0, most};
  CHECK(ar::symmetric_range(b) == value_range{-0x1p63, 0x1p63});
  CHECK(list(ar::rerange(row(b), {.vsym = true})) == levels{0, 128, 255});
  const std::vector<u64> c{0, top};
  CHECK(list(ar::rerange(row(c), {.vsym = true})) == levels{128, 255});
  std::size_t wrong = 0;
  for (i64 m = stamp; m < stamp + 5000; ++m)
    wrong +=
        list(ar::rerange(row(std::vector<i64>{-m, 0, m}), {.vsym = true})) != levels{0, 128, 255};
  CHECK(wrong == 0);
  const std::vector<i64> d{1'700'000'000'000'000'000 - 30, 1'700'000'000'000'000'000 + 40};
  CHECK(ar::centered_range(d, 1.7e18) == value_range{1.7e18, 1.7e18, -40, 40});
}

TEST_CASE("percentiles of integers beyond 2^53 are exact") {
  // In a sample, in memory, and by counting.
  for (const std::size_t count : {std::size_t{101}, std::size_t{200'001}}) {
    std::vector<i64> a(count);
    for (std::size_t i = 0; i < count; ++i) a[(i * 7919) % count] = stamp + static_cast<i64>(i);
    const value_range r = ar::percentile_range(a, 10, 90);
    const auto part = static_cast<double>(count - 1) / 10;
    // From the double next to it.
    CHECK((r.lo - 1.7e18) + r.lo_rest == 1 + part);
    CHECK((r.hi - 1.7e18) + r.hi_rest == 1 + 9 * part);
    const value_range between = ar::percentile_range(std::vector<i64>{stamp, stamp + 1}, 25, 50);
    CHECK(between == value_range{1.7e18, 1.7e18, 1.25, 1.5});
    std::vector<u64> b(count);
    for (std::size_t i = 0; i < count; ++i) b[i] = top - i;
    const value_range high = ar::percentile_range(b, 0, 50);
    CHECK((high.hi - 0x1p64) + high.hi_rest == -1 - static_cast<double>(count - 1) / 2);
  }
  std::vector<i64> spread(1000);
  for (std::size_t i = 0; i < 1000; ++i) spread[i] = stamp + static_cast<i64>(i);
  const value_range sampled = ar::percentile_range(spread, 0, 100, {.sample = 100});
  CHECK((sampled.lo - 1.7e18) + sampled.lo_rest >= 1);
  CHECK((sampled.lo - 1.7e18) + sampled.lo_rest <= 10);
  CHECK((sampled.hi - 1.7e18) + sampled.hi_rest >= 991);
  // Levels between the 10th and the 90th percentile of 0…100 above the stamp.
  const std::vector<i64> hundred(spread.begin(), spread.begin() + 101);
  const levels shown = list(ar::rerange(row(hundred), {.percentile = ar::percentiles{10, 90}}));
  CHECK(shown[10] == 0);
  CHECK(shown[50] == 128);
  CHECK(shown[30] == 64);
  CHECK(shown[90] == 255);
  // For a logarithm those above zero only.
  const std::vector<i64> some{-5, 0, stamp, stamp + 100};
  CHECK(ar::resolve_range(some, {.percentile = ar::percentiles{0, 100}, .norm = ar::log_norm{}}) ==
        value_range{1.7e18, 1.7e18, 1, 101});
}

TEST_CASE("ends given as doubles go with integers beyond 2^53") {
  const std::vector<i64> a{stamp, stamp + 63, stamp + 127, stamp + 255};
  // 1.7e18 and 256 above it are doubles.
  CHECK(list(ar::rerange(row(a), {.vmin = 1.7e18, .vmax = 1.7e18 + 256})) ==
        levels{1, 64, 128, 255});
  CHECK(list(ar::rerange(row(a), {.vmin = 1.7e18})) == levels{1, 64, 128, 255});
  CHECK(list(ar::rerange(row(a), {.vmax = 1.7e18 + 256})) == levels{0, 63, 127, 255});
  CHECK(list(ar::rerange(row(a), {.vmin = 0, .vmax = 0x1p61})) == levels{188, 188, 188, 188});
  CHECK(list(ar::rerange(row(a), {.vmin = -1e30, .vmax = 1e30})) == levels{128, 128, 128, 128});
  CHECK(list(ar::rerange(row(a), {.vmin = 1e30, .vmax = 2e30})) == levels{0, 0, 0, 0});
  CHECK(list(ar::rerange(row(a), {.vmin = -2e30, .vmax = -1e30})) == levels{255, 255, 255, 255});
  CHECK(list(ar::rerange(row(a), {.vmin = -1.7e308, .vmax = 1.7e308})) ==
        levels{128, 128, 128, 128});
  CHECK(list(ar::rerange(row(std::vector<u64>{0, top}), {.vmin = -0x1p64, .vmax = 0x1p64})) ==
        levels{128, 255});
  CHECK(list(ar::rerange(row(std::vector<i64>{0, 1, 2}), {.vmin = 0.5, .vmax = 1e18})) ==
        levels{0, 0, 0});
  // A range whose end was changed by hand loses the rest of the old end.
  value_range changed = ar::full_range(a);
  changed.lo = 0;
  changed.hi = 256;
  CHECK(list(ar::rerange(row(std::vector<i64>{0, 1, 2}), {.range = changed})) == levels{0, 1, 2});
}

TEST_CASE("what is below and above a range of integers beyond 2^53") {
  const std::vector<i64> a{stamp - 1, stamp, stamp + 20, stamp + 40, stamp + 41};
  const mapping_options o{.range = value_range{1.7e18, 1.7e18, 1, 41},
                          .under = ar::color{255, 0, 0},
                          .over = ar::color{0, 0, 255}};
  const raster<std::uint8_t> p = ar::rerange(row(a), o);
  const auto shown = [&](std::size_t x) { return p.palette()[p(0, x)[0]]; };
  CHECK(shown(0) == ar::color{255, 0, 0});
  CHECK(shown(1) == ar::color{0, 0, 0});
  CHECK(shown(2) == ar::color{128, 128, 128});
  CHECK(shown(3) == ar::color{255, 255, 255});
  CHECK(shown(4) == ar::color{0, 0, 255});
}

TEST_CASE("every norm tells integers beyond 2^53 apart") {
  const std::vector<i64> a{stamp, stamp + 10, stamp + 20, stamp + 40};
  std::vector<i64> negative;
  for (const i64 x : a) negative.push_back(-x);
  // Over so little of them logarithms are straight lines.
  for (const ar::norm& n : std::vector<ar::norm>{ar::log_norm{}, ar::symlog_norm{}}) {
    CHECK(list(ar::rerange(row(a), {.norm = n})) == levels{0, 64, 128, 255});
    CHECK(ar::normalize(a, {.norm = n})(1) == Approx(0.25).epsilon(1e-9));
  }
  CHECK(list(ar::rerange(row(negative), {.norm = ar::symlog_norm{}})) == levels{255, 192, 128, 0});
  CHECK(list(ar::rerange(row(a), {.gamma = 2})) == levels{0, 16, 64, 255});
  // The centre, 1.7e18 + 256, is a quarter of the way.
  const std::vector<i64> b{stamp - 1, stamp + 127, stamp + 255, stamp + 639, stamp + 1023};
  CHECK(list(ar::rerange(row(b), {.norm = ar::two_slope_norm{1.7e18 + 256}})) ==
        levels{0, 64, 128, 192, 255});
  // Below the threshold, 1.7e18 + 512, symlog climbs by 10 / 9 · ln 10 = 2.558 times as much as
  // above it: 2.558 / 3.558 = 0.718977 of the way for the first half.
  const std::vector<i64> c{stamp - 1, stamp + 255, stamp + 511, stamp + 1023};
  const auto unit = ar::normalize(c, {.norm = ar::symlog_norm{1.7e18 + 512}});
  CHECK(unit(0) == 0);
  CHECK(unit(1) == Approx(0.3594885).epsilon(1e-5));
  CHECK(unit(2) == Approx(0.718977).epsilon(1e-5));
  CHECK(unit(3) == 1);
  std::vector<i64> mirrored;
  for (const i64 x : c) mirrored.push_back(-x);
  const auto other = ar::normalize(mirrored, {.norm = ar::symlog_norm{1.7e18 + 512}});
  for (std::size_t i = 0; i < 4; ++i) CHECK(other(i) == Approx(1 - unit(i)).margin(1e-9));
  // A wide range is as it always was.
  const std::vector<i64> d{1, 1'000, 1'000'000'000'000'000'000};
  CHECK(list(ar::rerange(row(d), {.norm = ar::log_norm{}})) == levels{0, 42, 255});
}

TEST_CASE("colour channels and descriptions of integers beyond 2^53") {
  const std::vector<i64> a{stamp, stamp + 10, stamp + 20, stamp + 40, stamp + 30, stamp};
  CHECK(list(ar::rerange(ar::view(a.data(), {1, 2, 3}))) == levels{0, 64, 128, 255, 192, 0});
  const ar::encoded png = ar::nbimage(ar::view(a.data(), {2, 3}), {.describe = true}).png;
  const std::string bytes(png.bytes.begin(), png.bytes.end());
  CHECK(bytes.find("1700000000000000001") != std::string::npos);
  CHECK(bytes.find("1700000000000000041") != std::string::npos);
  // A colorbar names its ends, and needs no difference of doubles.
  const raster<std::uint8_t> bar = ar::colorbar(ar::full_range(a), {.length = 200});
  CHECK(bar.height() == 200);
  CHECK(bar.width() > 100); // labels of 19 digits
  CHECK(ar::colorbar(ar::full_range(a), {.length = 200, .ticks = std::vector<double>{1.7e18}})
            .height() == 200);
  CHECK_REFUSED(ar::colorbar({5, 5}), error_kind::parameter, "the first below the second");
}

TEST_CASE("texts of exact numbers") {
  const auto text = [](double value, double rest) { return ar::detail::exact_text({value, rest}); };
  CHECK(text(1.7e18, 1) == "1700000000000000001");
  CHECK(text(-1.7e18, -41) == "-1700000000000000041");
  CHECK(text(0x1p64, -1) == "18446744073709551615");
  CHECK(text(0x1p63, -1) == "9223372036854775807");
  CHECK(text(1.7e18, 1.25) == "1700000000000000001.25");
  CHECK(text(1.7e18, -0.75) == "1699999999999999999.25");
  CHECK(text(-1.7e18, -1.25) == "-1700000000000000001.25");
  CHECK(text(2.5, 0) == "2.5");
}
