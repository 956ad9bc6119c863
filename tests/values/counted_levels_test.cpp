// Rows of levels with their counts, against the level and the class of one value after another.
#include "catch.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <complex>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <memory>
#include <string>
#include <type_traits>
#include <vector>

#include <arrayreel/detail/values/counted_levels.hpp>

#include "support/numbers.hpp"
#include "support/property.hpp"
#include "support/random.hpp"
#include "support/simd_sets.hpp"

namespace ar = arrayreel;
using ar::value_range;
using ar::detail::level_function;
using ar::detail::special_counts;
using ar::detail::value_class;
using test::random_source;

namespace {

[[nodiscard]] value_range random_range(random_source& random) {
  switch (random.below(12)) {
    case 0: return {-test::largest * random.unit(), test::largest * random.unit()};
    case 1: return {0, test::tiniest * static_cast<double>(1 + random.below(1000))};
    case 2: return {0, 1e-40 * (1 + random.unit())};
    case 3: return {-3e38, 3e38};
    case 4: return {1, 1 + 0x1p-52 * static_cast<double>(1 + random.below(100))};
    case 5: return {0.1F, 0.7};
    case 6: return {0, 256};
    case 7: return {-128, 127};
    case 8: return {-1e300, -1e299};
    default: break;
  }
  const double lo = std::exp2(random.unit() * 40 - 20) * (random.one_in(2) ? -1 : 1);
  return {lo, lo + std::exp2(random.unit() * 40 - 20)};
}

/// Any bits at all, or a value around the range.
template <class T> [[nodiscard]] T random_value(random_source& random, const value_range& r) {
  if constexpr (requires { typename T::value_type; }) {
    using part = typename T::value_type;
    return {random_value<part>(random, r), random_value<part>(random, r)};
  } else {
    const double width = std::min(r.hi / 2 - r.lo / 2, test::largest / 4);
    switch (random.below(8)) {
      case 0:
        if constexpr (std::is_same_v<T, bool> || std::is_same_v<T, long double>) {
          return static_cast<T>(random.below(2));
        } else {
          const std::uint64_t bits = random.bits();
          T x;
          std::memcpy(&x, &bits, sizeof x);
          return x;
        }
      case 1: {
        const std::array<double, 9> specials{
            test::quiet_nan, test::inf, -test::inf,    0.0,           -0.0,
            test::tiniest,   r.lo,      test::largest, -test::largest};
        return test::converted<T>(random.pick(specials));
      }
      case 2: return test::converted<T>(r.hi);
      case 3:
        return test::converted<T>(r.lo +
                                  2 * width * (static_cast<double>(random.below(257)) / 256));
      default: return test::converted<T>(r.lo + 3 * width * (random.unit() - 0.2));
    }
  }
}

/// What is wrong with the row; empty if nothing.
template <class T>
[[nodiscard]] std::string problem(random_source& random, const level_function<T>& level,
                                  const level_function<T>& deep_level, const value_range& range,
                                  std::size_t count, std::ptrdiff_t stride, std::size_t offset) {
  const auto step = static_cast<std::size_t>(stride < 0 ? -stride : stride);
  // Nothing in memory before or behind what is read.
  const std::size_t size = offset + (count == 0 ? 0 : (count - 1) * step + 1);
  const auto memory = std::make_unique<T[]>(size);
  for (std::size_t i = 0; i < size; ++i) memory[i] = random_value<T>(random, range);
  const T* const first = memory.get() + (stride < 0 && count > 0 ? size - 1 : offset);

  constexpr std::uint8_t untouched = 0xa5;
  std::vector<std::uint8_t> out(count + 16, untouched);
  std::vector<std::uint8_t> plain(count + 16, untouched);
  special_counts counts{1, 2, 3};
  ar::detail::counted_row(level, first, stride, count, out.data() + 8, counts);
  level.row(first, stride, count, plain.data() + 8);

  special_counts want{1, 2, 3};
  for (std::size_t i = 0; i < count; ++i) {
    const T& x = first[static_cast<std::ptrdiff_t>(i) * stride];
    const value_class c = level.classify(x);
    want.bad += c == value_class::bad;
    want.under += c == value_class::under;
    want.over += c == value_class::over;
    if (out[8 + i] != level(x)) return "level " + std::to_string(i);
  }
  if (out != plain) return "row() differs, or something beside the row is written";
  for (std::size_t i = 0; i < 8; ++i)
    if (out[i] != untouched || out[8 + count + i] != untouched) return "written beside the row";
  if (counts.bad != want.bad) return "bad";
  if (counts.under != want.under) return "under";
  if (counts.over != want.over) return "over";
  const bool bad = want.bad != 1;
  const bool any = bad || want.under != 2 || want.over != 3;
  // A logarithm does not ask apart whether what it finds is bad.
  if (level.any_special(first, stride, count, false) != (level.is_logarithmic() ? any : bad))
    return "any_special, of what is bad";
  if (level.any_special(first, stride, count, true) != any) return "any_special";

  std::vector<std::uint8_t> again(count + 16, untouched);
  for (const bool clipped_too : {false, true}) {
    const bool special = level.row_and_special(first, stride, count, again.data() + 8, clipped_too);
    if (again != plain) return "row_and_special()'s levels";
    if (special != level.any_special(first, stride, count, clipped_too)) return "row_and_special()";
  }
  std::fill_n(again.data() + 8, count, untouched);
  if (level.row_and_special(first, stride, count, again.data() + 8, false, true) !=
      level.any_special(first, stride, count, false))
    return "row_and_special() past the caches";
  if (again != plain) return "levels past the caches";
  std::vector<std::uint16_t> deep(count + 2, 0xa5a5);
  const bool bad_too =
      deep_level.row_and_special(first, stride, count, deep.data() + 1, false, random.one_in(2));
  if (bad_too != deep_level.any_special(first, stride, count, false)) return "bad, of 16 bits";
  for (std::size_t i = 0; i < count; ++i)
    if (deep[1 + i] != deep_level(first[static_cast<std::ptrdiff_t>(i) * stride]))
      return "level of 16 bits " + std::to_string(i);
  if (deep.front() != 0xa5a5 || deep.back() != 0xa5a5) return "16 bits written beside the row";
  return {};
}

template <class T> void check_rows() {
  test::check_property("counted rows", 100, [](std::uint64_t seed) {
    random_source random(seed);
    const value_range range = random_range(random);
    const bool curved = random.one_in(6) && range.lo > 0;
    const ar::norm norm = curved ? ar::norm(ar::log_norm{}) : ar::norm(ar::linear_norm{});
    const std::array<std::size_t, 6> bins{256, 256, 255, 10, 1, 2};
    const std::size_t levels = random.pick(bins);
    const level_function<T> level(range, norm, levels);
    const level_function<T> deep_level(range, norm, 65536);
    const std::array<std::ptrdiff_t, 5> strides{2, -1, 3, -2, 0};
    // All short rows, and some that every length of vectors takes part in.
    for (std::size_t i = 0; i <= 72; ++i) {
      const std::size_t count = i <= 67 ? i : random.below(300);
      const test::using_simd use(random.pick(test::simd_sets()));
      const std::ptrdiff_t stride = random.one_in(3) ? random.pick(strides) : 1;
      const std::size_t offset = random.below(8);
      const std::string wrong = problem(random, level, deep_level, range, count, stride, offset);
      if (!wrong.empty())
        RC_FAIL(wrong + " of " + std::to_string(count) + " by " + std::to_string(stride) +
                " from " + std::to_string(offset) + ", " + std::to_string(levels) + " levels of " +
                std::to_string(range.lo) + " to " + std::to_string(range.hi));
    }
  });
}

} // namespace

TEMPLATE_TEST_CASE("rows of levels are counted as values are classified", "", bool, std::int8_t,
                   std::uint8_t, std::int16_t, std::uint16_t, std::int32_t, std::uint32_t,
                   std::int64_t, std::uint64_t, float, double, long double, std::complex<float>,
                   std::complex<double>, std::complex<long double>) {
  check_rows<TestType>();
}

#if ARRAYREEL_HAS_FLOAT16
TEST_CASE("rows of half precision are counted as values are classified") {
  check_rows<ar::detail::half>();
}
#endif

TEMPLATE_TEST_CASE("every kind of NaN is bad and of level 0", "", float, double) {
  using bits = std::conditional_t<sizeof(TestType) == 4, std::uint32_t, std::uint64_t>;
  constexpr bits infinity = std::bit_cast<bits>(std::numeric_limits<TestType>::infinity());
  constexpr bits sign = bits{1} << (8 * sizeof(bits) - 1);
  // One in each place of a row, between values that are something.
  const level_function<TestType> level({-1, 1}, ar::linear_norm{}, 256);
  for (const bits payload : {bits{1}, bits{2}, bits{1} << 20, bits{0x7fffffff}, sign >> 12,
                             static_cast<bits>(~(infinity | sign))}) {
    for (const bits head : {infinity, static_cast<bits>(infinity | sign)}) {
      const auto nan =
          std::bit_cast<TestType>(static_cast<bits>(head | payload % (sign - infinity)));
      for (std::size_t place = 0; place < 35; ++place) {
        std::array<TestType, 35> row{};
        row.fill(1);
        row[place] = nan;
        std::array<std::uint8_t, 35> out{};
        special_counts counts;
        CHECK_FALSE(level.any_special(row.data(), 1, place, false));
        CHECK(level.any_special(row.data(), 1, row.size(), false));
        ar::detail::counted_row(level, row.data(), 1, row.size(), out.data(), counts);
        CHECK(counts.bad == 1);
        CHECK(counts.under == 0);
        CHECK(counts.over == 0);
        for (std::size_t i = 0; i < row.size(); ++i) CHECK(out[i] == (i == place ? 0 : 255));
      }
    }
  }
}

TEST_CASE("infinities are under and over, and the ends of the range neither") {
  const level_function<float> level({0.1, 0.7}, ar::linear_norm{}, 256);
  const auto inf = std::numeric_limits<float>::infinity();
  std::vector<float> row;
  for (int i = 0; i < 20; ++i) row.insert(row.end(), {-inf, inf, inf, 0.1F, 0.7F});
  std::vector<std::uint8_t> out(row.size());
  special_counts counts;
  ar::detail::counted_row(level, row.data(), 1, row.size(), out.data(), counts);
  CHECK(counts.bad == 0);
  CHECK(counts.under == 20);
  CHECK(counts.over == 40);
  for (std::size_t i = 0; i < row.size(); i += 5) {
    CHECK(out[i] == 0);
    CHECK(out[i + 1] == 255);
    CHECK(out[i + 4] == 255);
  }
}

TEST_CASE("a row longer than one stretch of counting") {
  const level_function<float> level({0, 1}, ar::linear_norm{}, 256);
  std::vector<float> row((std::size_t{1} << 24) + 21, 2.0F);
  row.front() = row.back() = -1;
  row[row.size() / 2] = std::numeric_limits<float>::quiet_NaN();
  std::vector<std::uint8_t> out(row.size());
  special_counts counts;
  ar::detail::counted_row(level, row.data(), 1, row.size(), out.data(), counts);
  CHECK(counts.bad == 1);
  CHECK(counts.under == 2);
  CHECK(counts.over == row.size() - 3);
  CHECK(std::count(out.begin(), out.end(), std::uint8_t{255}) ==
        static_cast<std::ptrdiff_t>(row.size() - 3));
}
