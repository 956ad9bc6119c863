// Ranges: what is taken from an array, and what happens where the array has little to give.
#include "catch.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <complex>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

#include <arrayreel/range.hpp>
#include <arrayreel/rerange.hpp> // where zero lands

#include "support/numbers.hpp"
#include "support/random.hpp"
#include "support/refusal.hpp"

namespace ar = arrayreel;
using ar::error_kind;
using ar::value_range;
using test::inf;
using test::largest;
using test::quiet_nan;
using test::tiniest;

namespace {

template <class T> [[nodiscard]] std::vector<T> one(T value) { return std::vector<T>(1, value); }

/// Checks that a range is one that the rest of the library can take.
[[nodiscard]] bool is_usable(const value_range& r) {
  return std::isfinite(r.lo) && std::isfinite(r.hi) && r.lo < r.hi;
}

/// As NumPy interpolates, over what is sorted.
template <class T> [[nodiscard]] double percentile_of_sorted(const std::vector<T>& v, double percent) {
  const double place = percent / 100 * static_cast<double>(v.size() - 1);
  const auto below = static_cast<std::size_t>(place);
  const double fraction = place - static_cast<double>(below);
  const auto low = static_cast<double>(v[below]);
  if (fraction == 0) return low;
  const double difference = static_cast<double>(v[below + 1]) - low;
  return fraction < 0.5 ? low + difference * fraction : low + difference - difference * (1 - fraction);
}

/// Percentiles that are far apart, near one another, and in one value's place.
template <class T> void check_large_percentiles(std::vector<T> v) {
  std::vector<T> sorted;
  for (const T x : v)
    if (std::isfinite(static_cast<double>(x))) sorted.push_back(x);
  std::sort(sorted.begin(), sorted.end());
  for (const auto& [lo, hi] : {std::array{0.0, 100.0}, std::array{1.0, 99.0}, std::array{0.5, 50.0},
                               std::array{49.9999, 50.0001}, std::array{99.9, 99.99}}) {
    INFO(lo << " to " << hi);
    const value_range r = ar::percentile_range(v, lo, hi);
    const double want_lo = percentile_of_sorted(sorted, lo);
    const double want_hi = percentile_of_sorted(sorted, hi);
    CHECK(std::fabs(r.lo - want_lo) <= 1e-15 * std::fabs(want_lo));
    if (want_hi > want_lo) CHECK(std::fabs(r.hi - want_hi) <= 1e-15 * std::fabs(want_hi));
  }
}

} // namespace

TEST_CASE("the full range is that of the finite values") {
  const std::vector<double> v{3, quiet_nan, -2, inf, 5, -inf, -quiet_nan, 0};
  CHECK(ar::full_range(v) == value_range{-2, 5});
  CHECK(ar::full_range(std::vector<float>{1.5F, -0.5F}) == value_range{-0.5, 1.5});
  CHECK(ar::full_range(std::vector<std::int8_t>{-128, 127, 0}) == value_range{-128, 127});
  CHECK(ar::full_range(std::vector<std::uint16_t>{7, 65535}) == value_range{7, 65535});
  CHECK(ar::full_range(std::vector<long double>{-1.25L, 0.5L}) == value_range{-1.25, 0.5});
  const bool both[] = {true, false};
  CHECK(ar::full_range(both) == value_range{0, 1});
  const std::vector<std::complex<float>> z{{3, 4}, {0, 1}, {static_cast<float>(quiet_nan), 0}};
  CHECK(ar::full_range(z) == value_range{1, 5});
}

TEST_CASE("integers of 64 bits keep their order, and what a double leaves out") {
  constexpr auto top = std::numeric_limits<std::int64_t>::max();
  constexpr auto bottom = std::numeric_limits<std::int64_t>::min();
  CHECK(ar::full_range(std::vector<std::int64_t>{top, bottom, 0}) ==
        value_range{-0x1p63, 0x1p63, 0, -1});
  CHECK(ar::full_range(std::vector<std::uint64_t>{std::numeric_limits<std::uint64_t>::max(), 5}) ==
        value_range{5, 0x1p64, 0, -1});
  // Both round to 2^53.
  const std::int64_t odd = (std::int64_t{1} << 53) + 1;
  CHECK(ar::full_range(std::vector<std::int64_t>{odd - 1, odd}) ==
        value_range{0x1p53, 0x1p53, 0, 1});
  CHECK(ar::symmetric_range(std::vector<std::int64_t>{bottom, 1}) == value_range{-0x1p63, 0x1p63});
}

TEST_CASE("constant arrays have a range one wide, or as wide as a 256th of the value") {
  CHECK(ar::full_range(one(0.0)) == value_range{0, 1});
  CHECK(ar::full_range(one(-3.0)) == value_range{-3, -2});
  CHECK(ar::full_range(one(256.0)) == value_range{256, 257});
  CHECK(ar::full_range(one(1024.0)) == value_range{1024, 1028});
  CHECK(ar::full_range(one(-1024)) == value_range{-1024, -1020});
  CHECK(ar::full_range(one(tiniest)) == value_range{tiniest, 1});
  CHECK(ar::full_range(std::vector<double>{quiet_nan, 2, quiet_nan, 2, inf}) == value_range{2, 3});
  for (const double c : {1e17, -1e17, 1e300, -1e300, largest, -largest}) {
    CAPTURE(c);
    const value_range r = ar::full_range(one(c));
    CHECK(is_usable(r));
    CHECK((r.lo == c || r.hi == c));
  }
  CHECK(ar::full_range(one(largest)).hi == largest);
  CHECK(ar::full_range(one(-largest)).lo == -largest);
}

TEST_CASE("arrays without finite values have the range 0 to 1") {
  const value_range unit{0, 1};
  CHECK(ar::full_range(std::vector<double>{}) == unit);
  CHECK(ar::full_range(std::vector<double>{quiet_nan, quiet_nan}) == unit);
  CHECK(ar::full_range(std::vector<float>{static_cast<float>(inf), -static_cast<float>(inf)}) ==
        unit);
  CHECK(ar::percentile_range(std::vector<double>{}, 1, 99) == unit);
  CHECK(ar::percentile_range(std::vector<double>{quiet_nan, inf}, 1, 99) == unit);
  CHECK(ar::percentile_range(std::vector<double>{}, 1, 99, {.sample = 10}) == unit);
  CHECK(ar::symmetric_range(std::vector<double>{}) == value_range{-1, 1});
  CHECK(ar::symmetric_range(std::vector<double>{quiet_nan, -inf}) == value_range{-1, 1});
  CHECK(ar::symmetric_range(std::vector<double>{0, -0.0}) == value_range{-1, 1});
  CHECK(ar::centered_range(std::vector<double>{}, 5) == value_range{4, 6});
  CHECK(ar::centered_range(std::vector<double>{quiet_nan}, 5) == value_range{4, 6});
  const double none[1] = {};
  CHECK(ar::full_range(ar::view(&none[0], {0, 7})) == unit);
}

TEST_CASE("a summary counts each kind of value") {
  const std::vector<float> v{
      1,     static_cast<float>(quiet_nan), static_cast<float>(inf), -2, -static_cast<float>(inf),
      0.25F, static_cast<float>(inf)};
  const ar::value_summary s = ar::summarize(v);
  CHECK(s.min == -2);
  CHECK(s.max == 1);
  CHECK(s.min_positive == 0.25);
  CHECK(s.finite == 3);
  CHECK(s.nan == 1);
  CHECK(s.positive_infinity == 2);
  CHECK(s.negative_infinity == 1);

  const ar::value_summary none = ar::summarize(std::vector<double>{});
  CHECK(none.min == inf);
  CHECK(none.max == -inf);
  CHECK(none.min_positive == inf);
  CHECK(none.finite == 0);

  CHECK(ar::summarize(std::vector<int>{-5, -7}).min_positive == inf);
  CHECK(ar::summarize(std::vector<unsigned>{0, 9, 4}).min_positive == 4);
  CHECK(ar::summarize(one(largest)).min == largest);
  CHECK(ar::summarize(one(-largest)).max == -largest);
}

TEST_CASE("complex numbers count by magnitude, and NaN in either part is NaN") {
  const std::vector<std::complex<double>> z{{quiet_nan, 0},   {0, quiet_nan}, {quiet_nan, inf},
                                            {inf, quiet_nan}, {inf, 0},       {3, -4}};
  const ar::value_summary s = ar::summarize(z);
  CHECK(s.nan == 4);
  CHECK(s.positive_infinity == 1);
  CHECK(s.finite == 1);
  CHECK(s.max == 5);
}

TEST_CASE("numbers beyond double count as the largest double") {
  if constexpr (std::numeric_limits<long double>::max_exponent >
                std::numeric_limits<double>::max_exponent) {
    const std::vector<long double> v{-0x1p10000L, 1, 0x1p10000L};
    CHECK(ar::full_range(v) == value_range{-largest, largest});
    CHECK(is_usable(ar::symmetric_range(v)));
    CHECK(is_usable(ar::percentile_range(v, 0, 100)));
    CHECK(is_usable(ar::centered_range(v, 1)));
    CHECK(ar::full_range(one(0x1p10000L)).hi == largest);
  }
}

TEST_CASE("views of any stride, and repeated and reversed ones, are summarized whole") {
  const std::vector<int> v{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11};
  CHECK(ar::full_range(ar::view(v.data(), {2, 2}, {6, 2})) == value_range{0, 8});
  CHECK(ar::full_range(ar::view(v.data() + 11, {3, 4}, {-4, -1})) == value_range{0, 11});
  CHECK(ar::full_range(ar::view(v.data() + 3, {4, 3}, {0, 2})) == value_range{3, 7});
  CHECK(ar::summarize(ar::view(v.data() + 3, {4, 3}, {0, 2})).finite == 12);
  CHECK(ar::full_range(ar::view(v.data() + 1, {2, 1, 3, 1}, {4, 99, 2, 7})) == value_range{1, 9});
}

TEST_CASE("the symmetric range is about zero, of the larger magnitude") {
  CHECK(ar::symmetric_range(std::vector<double>{-1, 4}) == value_range{-4, 4});
  CHECK(ar::symmetric_range(std::vector<double>{-8, 4, quiet_nan, inf}) == value_range{-8, 8});
  CHECK(ar::symmetric_range(one(2)) == value_range{-2, 2});
}

// Every m, of whatever size, must put zero on level 128 of 256, 32768 of 65536 and 0.5.
template <class T> static void check_zero_is_middle(const std::vector<T>& magnitudes) {
  std::size_t wrong_8 = 0;
  std::size_t wrong_16 = 0;
  std::size_t wrong_half = 0;
  std::size_t far_away = 0;
  double example = 0;
  // The last bit of the type, relative; half precision has no numeric_limits.
  const double ulp = sizeof(T) == 2 ? 0x1p-10 : sizeof(T) == 4 ? 0x1p-23 : 0x1p-52;
  for (const T m : magnitudes) {
    const std::array<T, 2> pair{m, static_cast<T>(0)};
    const auto v = ar::view(pair.data(), {1, 2});
    const value_range r = ar::symmetric_range(pair);
    const auto given = static_cast<double>(m);
    // A few units of the last place lower at most.
    if (!(r.hi == given && -r.lo >= given && -r.lo <= given * (1 + 4 * ulp))) ++far_away;
    bool good = true;
    for (const ar::mapping_options& o :
         {ar::mapping_options{.vsym = true}, ar::mapping_options{.range = r}}) {
      const bool is_8 = ar::rerange(v, o)(0, 1)[0] == 128;
      // Half precision is finer in 16 bits than its own last place, by which the range may grow.
      const unsigned deep = ar::rerange<std::uint16_t>(v, o)(0, 1)[0];
      const bool is_16 = deep >= 32768 && deep <= (sizeof(T) == 2 ? 32784U : 32768U);
      const bool is_half = std::fabs(static_cast<double>(ar::normalize(v, o)(0, 1)) - 0.5) <= ulp;
      wrong_8 += is_8 ? 0U : 1U;
      wrong_16 += is_16 ? 0U : 1U;
      wrong_half += is_half ? 0U : 1U;
      good = good && is_8 && is_16 && is_half;
    }
    if (!good) example = given;
  }
  CAPTURE(example);
  CHECK(wrong_8 == 0);
  CHECK(wrong_16 == 0);
  CHECK(wrong_half == 0);
  CHECK(far_away == 0);
}

TEST_CASE("vsym puts zero on the middle level for every float") {
  std::vector<float> m;
  for (int i = 1; i <= 6000; ++i) m.push_back(static_cast<float>(i) * 0.0137F);
  for (float x = std::numeric_limits<float>::denorm_min(); std::isfinite(x); x *= 1.37F)
    m.push_back(x < 1e-44F ? x : std::nextafter(x, 0.0F)), x = x < 1e-44F ? x * 2 : x;
  m.push_back(std::numeric_limits<float>::max());
  check_zero_is_middle(m);
}

TEST_CASE("vsym puts zero on the middle level for every double") {
  std::vector<double> m;
  for (int i = 1; i <= 6000; ++i) m.push_back(i * 0.0137);
  for (double x = tiniest; std::isfinite(x); x *= x < 1e-322 ? 2 : 1.37) m.push_back(x);
  m.push_back(largest);
  m.push_back(largest / 3);
  check_zero_is_middle(m);
}

TEST_CASE("vsym puts zero on the middle level for long doubles and integers") {
  std::vector<long double> m;
  for (int i = 1; i <= 2000; ++i) m.push_back(i * 0.0137L);
  // Narrower than the range, which is of doubles: rounded up or down to them.
  for (long double& x : m) x = static_cast<double>(x);
  check_zero_is_middle(m);
  std::vector<std::int32_t> integers;
  for (int i = 1; i <= 3000; ++i) integers.push_back(i * 715'827);
  check_zero_is_middle(integers);
}

#if ARRAYREEL_HAS_FLOAT16
TEST_CASE("vsym puts zero on the middle level for every positive half") {
  std::vector<ar::detail::half> m;
  for (std::uint16_t bits = 1; bits < 0x7c00; bits = static_cast<std::uint16_t>(bits + 3))
    m.push_back(std::bit_cast<ar::detail::half>(bits));
  m.push_back(std::bit_cast<ar::detail::half>(std::uint16_t{0x7bff}));
  check_zero_is_middle(m);
}

TEST_CASE("half precision has its own extremes") {
  using ar::detail::half;
  const half top = static_cast<half>(65504.0F);
  CHECK(ar::full_range(std::vector<half>{top, static_cast<half>(-top)}) ==
        value_range{-65504, 65504});
  CHECK(ar::full_range(std::vector<half>{top}).lo == 65504);
  const half infinite = static_cast<half>(std::numeric_limits<float>::infinity());
  const half none = static_cast<half>(std::numeric_limits<float>::quiet_NaN());
  const ar::value_summary s = ar::summarize(std::vector<half>{infinite, none, half(1)});
  CHECK(s.positive_infinity == 1);
  CHECK(s.nan == 1);
  CHECK(s.max == 1);
}
#endif

TEST_CASE("vsym of options given by hand puts zero on the middle level too") {
  const std::vector<float> zero{0, 1};
  std::size_t wrong = 0;
  for (int i = 1; i <= 4000; ++i) {
    const double limit = i * 0.0123456789; // no float
    const auto shown = ar::rerange(ar::view(zero, {1, 2}), {.vmin = -limit, .vsym = true});
    wrong += shown(0, 0)[0] == 128 ? 0U : 1U;
  }
  CHECK(wrong == 0);
}

TEST_CASE("the centred range is as wide on both sides of its centre") {
  const std::vector<double> v{1, 4, quiet_nan, inf};
  CHECK(ar::centered_range(v, 2) == value_range{0, 4});
  CHECK(ar::centered_range(v, 10) == value_range{1, 19});
  CHECK(ar::centered_range(v, -1) == value_range{-6, 4});
  CHECK(ar::centered_range(one(3.0), 3) == value_range{2, 4});
  CHECK(ar::centered_range(std::vector<std::uint8_t>{0, 200}, 100) == value_range{0, 200});
}

TEST_CASE("a centred range is usable however large the numbers") {
  for (const double center : {1e17, -1e17, 1e300, largest, -largest}) {
    CAPTURE(center);
    CHECK(is_usable(ar::centered_range(one(center), center)));
    CHECK(is_usable(ar::centered_range(std::vector<double>{}, center)));
    CHECK(is_usable(ar::centered_range(std::vector<double>{-largest, largest}, center)));
  }
  CHECK(ar::centered_range(one(1024.0), 1024) == value_range{1020, 1028});
}

TEST_CASE("a centre that is no finite number is refused") {
  const std::vector<double> v{1, 2};
  CHECK_REFUSED(ar::centered_range(v, quiet_nan), error_kind::parameter, "nan");
  CHECK_REFUSED(ar::centered_range(v, inf), error_kind::parameter, "inf");
  CHECK_REFUSED(ar::centered_range(v, -inf), error_kind::parameter, "-inf");
}

TEST_CASE("percentiles are interpolated between the two nearest finite values") {
  const std::vector<double> v{40, quiet_nan, 10, inf, 20, -inf, 30, 50};
  CHECK(ar::percentile_range(v, 0, 100) == value_range{10, 50});
  CHECK(ar::percentile_range(v, 25, 75) == value_range{20, 40});
  CHECK(ar::percentile_range(v, 10, 90) == value_range{14, 46});
  CHECK(ar::percentile_range(std::vector<int>{1, 2}, 0, 50) == value_range{1, 1.5});
  const bool flags[] = {false, true, true};
  CHECK(ar::percentile_range(flags, 0, 50) == value_range{0, 1});
  // Equal ends: as a constant array.
  CHECK(ar::percentile_range(std::vector<double>{1, 2, 2, 2, 2, 2, 9}, 30, 70) ==
        value_range{2, 3});
  CHECK(ar::percentile_range(one(7.0), 1, 99) == value_range{7, 8});
  // The difference of two neighbours overflows.
  CHECK(ar::percentile_range(std::vector<double>{-largest, largest}, 0, 50) ==
        value_range{-largest, 0});
  const std::vector<std::complex<float>> z{{3, 4}, {6, 8}};
  CHECK(ar::percentile_range(z, 0, 100) == value_range{5, 10});
}

TEST_CASE("percentiles of large arrays are those of the sorted values") {
  test::random_source random(5);
  const auto signed_value = [&] { return random.one_in(2) ? random.unit() : -random.unit(); };
  std::vector<float> spread; // enough for several threads
  for (int i = 0; i < 1'200'000; ++i)
    spread.push_back(static_cast<float>(signed_value() * std::exp(20 * random.unit())));
  for (std::size_t i = 0; i < spread.size(); i += 1000) spread[i] = std::nanf("");
  check_large_percentiles(spread);
  std::vector<double> close; // the same in their first bits
  std::vector<double> apart; // in two heaps
  std::vector<std::int32_t> integers;
  std::vector<std::uint8_t> bytes;
  for (int i = 0; i < 150'000; ++i) {
    close.push_back(1 + signed_value() * 1e-9);
    apart.push_back(signed_value() * 1e-9 + (random.one_in(50) ? -1e6 : 7));
    integers.push_back(static_cast<std::int32_t>(signed_value() * 2e9));
    bytes.push_back(static_cast<std::uint8_t>(random.below(256)));
  }
  check_large_percentiles(close);
  check_large_percentiles(apart);
  check_large_percentiles(integers);
  check_large_percentiles(bytes);
}

TEST_CASE("percentiles out of order or out of 0 to 100 are refused") {
  const std::vector<double> v{1, 2};
  CHECK_REFUSED(ar::percentile_range(v, -1, 50), error_kind::parameter, "-1 and 50");
  CHECK_REFUSED(ar::percentile_range(v, 1, 100.5), error_kind::parameter, "100.5");
  CHECK_REFUSED(ar::percentile_range(v, 50, 50), error_kind::parameter, "50 and 50");
  CHECK_REFUSED(ar::percentile_range(v, 99, 1), error_kind::parameter, "99 and 1");
  CHECK_REFUSED(ar::percentile_range(v, quiet_nan, 50), error_kind::parameter, "nan");
  CHECK_REFUSED(ar::percentile_range(v, 1, quiet_nan), error_kind::parameter, "nan");
  CHECK_REFUSED(ar::percentile_range(std::vector<double>{}, 5, 1), error_kind::parameter,
                "5 and 1");
}

TEST_CASE("sampled percentiles are near the exact ones, whatever the layout") {
  constexpr std::size_t rows = 400;
  constexpr std::size_t columns = 500;
  std::vector<float> v(rows * columns);
  // Every row climbs from 0 to 1: a sample in step with the rows would see one value only.
  for (std::size_t i = 0; i < v.size(); ++i)
    v[i] = static_cast<float>(i % columns) / static_cast<float>(columns - 1);
  for (const std::size_t sample : {std::size_t{2000}, std::size_t{400}, std::size_t{20'000}}) {
    const auto picture = ar::view(v, {rows, columns});
    const value_range r = ar::percentile_range(picture, 10, 90, {.sample = sample});
    CAPTURE(sample, r.lo, r.hi);
    CHECK(std::fabs(r.lo - 0.1) < 0.06);
    CHECK(std::fabs(r.hi - 0.9) < 0.06);
    // The same array gives the same range.
    CHECK(r == ar::percentile_range(picture, 10, 90, {.sample = sample}));
  }
  // A sample as large as the array is the array.
  CHECK(ar::percentile_range(v, 3, 97, {.sample = v.size()}) == ar::percentile_range(v, 3, 97));
  CHECK(ar::percentile_range(v, 3, 97, {.sample = v.size() + 1}) == ar::percentile_range(v, 3, 97));
}

TEST_CASE("a sample takes no more values than asked, each from its own stretch") {
  // Each value is its own place, so that what was looked at can be read from the percentiles.
  std::vector<double> v(1000);
  for (std::size_t i = 0; i < v.size(); ++i) v[i] = static_cast<double>(i);
  for (const std::size_t sample : {1U, 2U, 3U, 7U, 10U, 999U}) {
    CAPTURE(sample);
    const value_range all = ar::percentile_range(v, 0, 100, {.sample = sample});
    const double step = std::ceil(1000.0 / static_cast<double>(sample));
    CHECK(all.lo >= 0);
    CHECK(all.lo < step);
    if (sample > 1) CHECK(all.hi >= 1000 - 2 * step);
    CHECK(all.hi <= std::max(999.0, all.lo + 4));
  }
}
