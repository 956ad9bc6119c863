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

#include <arrayreel/detail/values/element_functions.hpp>
#include <arrayreel/rerange.hpp>

#include "support/numbers.hpp"
#include "support/property.hpp"
#include "support/random.hpp"
#include "support/simd_sets.hpp"

namespace ar = arrayreel;
using ar::value_range;
using ar::detail::special_counts;
using ar::detail::value_class;
using ar::detail::watching;
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

/// The functions for T with a mapping to levels of 8 or 16 bits.
template <class T> class level_row {
public:
  level_row(const value_range& range, const ar::norm& norm, std::size_t levels,
            std::size_t component_bytes = 1)
      : mapping_(functions_, range, norm, levels, ar::complex_part::magnitude, component_bytes) {}

  template <class P>
  special_counts operator()(const T* values, std::ptrdiff_t stride, std::size_t count, P* out,
                            watching what, bool past_caches = false) const {
    const special_counts counts =
        functions_.levels(mapping_, values, stride, count, out, what, past_caches);
    if (past_caches) ar::detail::store_fence();
    return counts;
  }
  /// Of one value, without vectors.
  template <class P> [[nodiscard]] P level_of(const T& x) const {
    const test::using_simd use(ar::detail::simd_level::portable);
    P level{};
    (*this)(&x, 1, 1, &level, watching::nothing);
    return level;
  }
  [[nodiscard]] value_class class_of(const T& x) const {
    value_class c{};
    functions_.classify(mapping_, &x, 1, 1, &c);
    return c;
  }

private:
  const ar::detail::element_functions& functions_ = ar::detail::functions_of<T>();
  ar::detail::level_mapping mapping_;
};

/// What is wrong with the row; empty where nothing is.
template <class T>
[[nodiscard]] std::string problem(random_source& random, const level_row<T>& levels,
                                  const level_row<T>& deep_levels, const value_range& range,
                                  std::size_t count, std::ptrdiff_t stride, std::size_t offset) {
  const auto step = static_cast<std::size_t>(stride < 0 ? -stride : stride);
  // No memory before or behind the values may be read.
  const std::size_t size = offset + (count == 0 ? 0 : (count - 1) * step + 1);
  const auto memory = std::make_unique<T[]>(size);
  for (std::size_t i = 0; i < size; ++i) memory[i] = random_value<T>(random, range);
  const T* const first = memory.get() + (stride < 0 && count > 0 ? size - 1 : offset);

  constexpr std::uint8_t untouched = 0xa5;
  std::vector<std::uint8_t> want(count + 16, untouched);
  std::vector<std::uint16_t> deep_want(count + 2, 0xa5a5);
  special_counts want_counts;
  for (std::size_t i = 0; i < count; ++i) {
    const T& x = first[static_cast<std::ptrdiff_t>(i) * stride];
    want[8 + i] = levels.template level_of<std::uint8_t>(x);
    deep_want[1 + i] = deep_levels.template level_of<std::uint16_t>(x);
    const value_class c = levels.class_of(x);
    want_counts.bad += c == value_class::bad;
    want_counts.under += c == value_class::under;
    want_counts.over += c == value_class::over;
  }
  for (const watching what : {watching::nothing, watching::bad, watching::all})
    for (const bool past_caches : {false, true}) {
      const auto name = [&](const char* fault) {
        return std::string(fault) + ", watching " + std::to_string(static_cast<int>(what)) +
               (past_caches ? " past the caches" : "");
      };
      std::vector<std::uint8_t> out(count + 16, untouched);
      const special_counts counts =
          levels(first, stride, count, out.data() + 8, what, past_caches);
      if (out != want) return name("levels, or something beside the row is written");
      if (what == watching::all) {
        if (counts.bad != want_counts.bad) return name("bad");
        if (counts.under != want_counts.under) return name("under");
        if (counts.over != want_counts.over) return name("over");
      }
      if (what == watching::bad && (counts.bad != 0) != (want_counts.bad != 0))
        return name("whether any is bad");
      std::vector<std::uint16_t> deep(count + 2, 0xa5a5);
      const special_counts deep_counts =
          deep_levels(first, stride, count, deep.data() + 1, what, past_caches);
      if (deep != deep_want) return name("levels of 16 bits, or something beside them");
      if (what == watching::bad && (deep_counts.bad != 0) != (want_counts.bad != 0))
        return name("whether any is bad, of 16 bits");
    }
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
    const level_row<T> level(range, norm, levels);
    const level_row<T> deep_level(range, norm, 65536, 2);
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
  // One special value in each place of a row, between ordinary ones.
  const level_row<TestType> level({-1, 1}, ar::linear_norm{}, 256);
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
        CHECK(level(row.data(), 1, place, out.data(), watching::bad).bad == 0);
        CHECK(level(row.data(), 1, row.size(), out.data(), watching::bad).bad != 0);
        const special_counts counts = level(row.data(), 1, row.size(), out.data(), watching::all);
        CHECK(counts.bad == 1);
        CHECK(counts.under == 0);
        CHECK(counts.over == 0);
        for (std::size_t i = 0; i < row.size(); ++i) CHECK(out[i] == (i == place ? 0 : 255));
      }
    }
  }
}

TEST_CASE("infinities are under and over, and the ends of the range neither") {
  const level_row<float> level({0.1, 0.7}, ar::linear_norm{}, 256);
  const auto inf = std::numeric_limits<float>::infinity();
  std::vector<float> row;
  for (int i = 0; i < 20; ++i) row.insert(row.end(), {-inf, inf, inf, 0.1F, 0.7F});
  std::vector<std::uint8_t> out(row.size());
  const special_counts counts = level(row.data(), 1, row.size(), out.data(), watching::all);
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
  const level_row<float> level({0, 1}, ar::linear_norm{}, 256);
  std::vector<float> row((std::size_t{1} << 24) + 21, 2.0F);
  row.front() = row.back() = -1;
  row[row.size() / 2] = std::numeric_limits<float>::quiet_NaN();
  std::vector<std::uint8_t> out(row.size());
  const special_counts counts = level(row.data(), 1, row.size(), out.data(), watching::all);
  CHECK(counts.bad == 1);
  CHECK(counts.under == 2);
  CHECK(counts.over == row.size() - 3);
  CHECK(std::count(out.begin(), out.end(), std::uint8_t{255}) ==
        static_cast<std::ptrdiff_t>(row.size() - 3));
}
